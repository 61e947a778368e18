//! Services that answer in the words of the dyndns2 family, each with its own turns.

use std::time::Duration;

use super::engine::{Credentials, Interval, Row};
use super::order;
use super::speech::{DYN, Words};
use crate::services::Request;
use crate::target::Target;

const HALF_AN_HOUR: Duration = Duration::from_secs(30 * 60);
const TEN_MINUTES: Duration = Duration::from_secs(10 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Basic authentication.
pub(super) fn basic(request: &Request) -> Credentials {
    let (user, secret) = request.basic.clone().unwrap_or_default();
    Credentials {
        user: Some(user),
        secret,
    }
}

/// deSEC: Basic, or `Authorization: Token …`.
fn basic_or_token(request: &Request) -> Credentials {
    match request.authorization.strip_prefix("Token ") {
        Some(token) => Credentials {
            user: None,
            secret: token.trim().to_owned(),
        },
        None => basic(request),
    }
}

/// Basic, or a secret in the query that opens alone.
fn basic_or_query(request: &Request) -> Credentials {
    match (request.param("user"), request.param("pass")) {
        (Some(user), Some(secret)) => Credentials {
            user: Some(user),
            secret,
        },
        _ => basic(request),
    }
}

const DESEC: Words = Words {
    same: (200, "good"),
    shows_address: false,
    login: (401, "badauth"),
    no_name: (404, "nohost"),
    malformed: (404, "nohost"),
    unknown: (404, "nohost"),
    foreign: (404, "nohost"),
    address: (400, "badrequest"),
    mixed: (400, "badrequest"),
    too_soon: (429, "throttled"),
    blocked: (403, "abuse"),
    ..DYN
};
const HE: Words = Words {
    too_soon: (200, "interval"),
    ..DYN
};
const LOOPIA: Words = Words {
    // Its documents do not tell a malformed request from trouble.
    no_name: (200, "911"),
    address: (200, "911"),
    ..DYN
};
const DYFI: Words = Words {
    login: (401, "badauth"),
    ..DYN
};
const SELFHOST: Words = Words {
    same: (204, ""),
    login: (401, "badauth"),
    unknown: (409, ""),
    foreign: (409, ""),
    inactive: (410, ""),
    address: (411, ""),
    network: (412, ""),
    ..DYN
};
const NSUPDATE: Words = Words {
    parts: true,
    login: (401, "badauth"),
    blocked: (403, "abuse"),
    address: (200, "dnserr"),
    ..DYN
};
const SPDYN: Words = Words {
    foreign: (200, "!yours"),
    address: (200, "fatal"),
    ..DYN
};
const INFOMANIAK: Words = Words {
    // The newer wording; `good` and `nochg` are seen too.
    good: (200, "successfully_changed"),
    same: (200, "no_change"),
    login: (400, "badauth"),
    unknown: (400, "nohost"),
    foreign: (400, "nohost"),
    malformed: (400, "nohost"),
    ..DYN
};

const NIC_UPDATE: &[&str] = &["/nic/update"];

/// A row in Dyn's own manner.
const fn plain(target: Target) -> Row {
    Row {
        target,
        paths: NIC_UPDATE,
        credentials: basic,
        order: order::single,
        speak: |outcome, request, _| DYN.tell(outcome, request),
        interval: None,
        by_name: true,
        patience: HALF_AN_HOUR,
        forgets_after: None,
    }
}

/// The rows.
pub(super) static ROWS: [Row; 16] = [
    Row {
        paths: &["/"],
        credentials: basic_or_token,
        order: order::desec,
        speak: |outcome, request, _| DESEC.tell(outcome, request),
        interval: Some(Interval {
            updates: 2,
            seconds: 120,
        }),
        by_name: false,
        ..plain(Target::Desec)
    },
    Row {
        order: order::inwx,
        ..plain(Target::Inwx)
    },
    Row {
        order: order::dynu,
        patience: TEN_MINUTES,
        ..plain(Target::Dynu)
    },
    Row {
        order: order::list,
        ..plain(Target::Strato)
    },
    Row {
        order: order::single_v4,
        ..plain(Target::TunnelBroker)
    },
    Row {
        order: order::list,
        speak: |outcome, request, _| NSUPDATE.tell(outcome, request),
        ..plain(Target::NsUpdate)
    },
    Row {
        order: order::callers_own,
        speak: |outcome, request, _| DYFI.tell(outcome, request),
        forgets_after: Some(DAY.saturating_mul(7)),
        ..plain(Target::DyFi)
    },
    Row {
        order: order::single_public,
        speak: |outcome, request, _| SELFHOST.tell(outcome, request),
        by_name: false,
        ..plain(Target::SelfHost)
    },
    Row {
        speak: |outcome, request, _| HE.tell(outcome, request),
        ..plain(Target::HurricaneElectric)
    },
    Row {
        credentials: basic_or_query,
        speak: |outcome, request, _| SPDYN.tell(outcome, request),
        ..plain(Target::SpDyn)
    },
    Row {
        speak: |outcome, request, _| INFOMANIAK.tell(outcome, request),
        by_name: false,
        ..plain(Target::Infomaniak)
    },
    Row {
        order: order::with_system,
        ..plain(Target::Ovh)
    },
    Row {
        paths: &["/nic/update", "/", "/XDynDNSServer/XDynDNS.php"],
        order: order::single_v4,
        speak: |outcome, request, _| LOOPIA.tell(outcome, request),
        ..plain(Target::Loopia)
    },
    plain(Target::Simply),
    Row {
        order: order::or_all,
        ..plain(Target::DnsOmatic)
    },
    plain(Target::FreeDnsNic),
];
