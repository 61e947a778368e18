//! Services that answer in words of their own, or with the HTTP status alone.

use std::net::IpAddr;
use std::time::Duration;

use super::engine::{Credentials, Interval, Outcome, Refusal, Row};
use super::order;
use super::speech::Done;
use super::words::basic;
use crate::services::{Reply, Request};
use crate::target::Target;
use crate::world::{Family, Zones};

/// Time without a rule of its own: nothing is documented for these services.
const NO_RULE: Duration = Duration::ZERO;

fn secret(request: &Request, parameter: &str) -> Credentials {
    Credentials {
        user: None,
        secret: request.param(parameter).unwrap_or_default(),
    }
}

fn token_in_path(request: &Request) -> Credentials {
    let rest = request.path.strip_prefix("/u/").unwrap_or_default();
    Credentials {
        user: None,
        secret: rest.trim_end_matches('/').to_owned(),
    }
}

/// dynv6: `token` in the query, or Basic with the user `none`.
fn dynv6_login(request: &Request) -> Credentials {
    match &request.basic {
        Some((user, token)) if user == "none" => Credentials {
            user: None,
            secret: token.clone(),
        },
        _ => secret(request, "token"),
    }
}

/// The only name of an outcome, or why it was refused.
fn only(outcome: &Outcome) -> Result<&Done, Refusal> {
    let lines = outcome.as_ref().map_err(|refusal| *refusal)?;
    match lines.first() {
        Some(line) => line.as_ref().map_err(|refusal| *refusal),
        None => Err(Refusal::NoName),
    }
}

fn duckdns(outcome: &Outcome, request: &Request, zones: &Zones) -> Reply {
    let Ok(lines) = outcome else {
        return Reply::text(200, "KO");
    };
    if request.param("verbose").as_deref() != Some("true") {
        return Reply::text(200, "OK");
    }
    let done = lines.iter().flatten();
    let changed = done.clone().any(Done::changed);
    let name = done
        .clone()
        .next()
        .map(|done| done.name.clone())
        .unwrap_or_default();
    let held = |family| {
        let address = zones.registered(&name, family);
        address
            .map(|address| address.to_string())
            .unwrap_or_default()
    };
    let word = if changed { "UPDATED" } else { "NOCHANGE" };
    Reply::text(
        200,
        format!("OK\n{}\n{}\n{word}", held(Family::V4), held(Family::V6)),
    )
}

fn freedns(outcome: &Outcome, request: &Request, _: &Zones) -> Reply {
    match only(outcome) {
        Ok(done) => {
            let now = shown(done.addresses().first().copied());
            let before = shown(done.before.into_iter().flatten().next());
            let name = &done.name;
            Reply::text(
                200,
                if done.changed() {
                    format!("Updated {name} from {before} to {now}")
                } else {
                    format!("No IP change detected for {name} with IP {now}, skipping update")
                },
            )
        }
        Err(Refusal::Address) => Reply::text(
            200,
            format!(
                "ERROR: {} is not an address for this record.",
                request.caller
            ),
        ),
        Err(_) => Reply::text(
            200,
            "ERROR: Unable to locate this record (changed password recently? deleted and recreated this dns entry?)",
        ),
    }
}

fn shown(address: Option<IpAddr>) -> String {
    address.map_or_else(|| "nothing".to_owned(), |address| address.to_string())
}

fn cloudns(outcome: &Outcome, _: &Request, _: &Zones) -> Reply {
    match only(outcome) {
        Ok(_) => Reply::text(200, "OK"),
        Err(Refusal::Login) => Reply::text(200, "The record's key is wrong!"),
        Err(_) => Reply::text(200, "Invalid request."),
    }
}

fn domeneshop(outcome: &Outcome, _: &Request, _: &Zones) -> Reply {
    let refusal = match outcome {
        Ok(_) => return Reply::text(204, ""),
        Err(refusal) => refusal,
    };
    let status = match refusal {
        Refusal::Login => 401,
        Refusal::Unknown | Refusal::Foreign | Refusal::Malformed => 404,
        _ => 400,
    };
    Reply::text(status, "")
}

fn dynv6(outcome: &Outcome, request: &Request, _: &Zones) -> Reply {
    match only(outcome) {
        Ok(done) if request.path == "/nic/update" => {
            Reply::text(200, if done.changed() { "good" } else { "nochg" })
        }
        Ok(done) if done.changed() => Reply::text(200, "addresses updated"),
        Ok(_) => Reply::text(200, "addresses unchanged"),
        Err(Refusal::Login) => Reply::text(401, "invalid authentication token"),
        Err(Refusal::Address) => Reply::text(400, "invalid address"),
        Err(_) => Reply::text(404, "zone not found"),
    }
}

fn ddnss(outcome: &Outcome, _: &Request, _: &Zones) -> Reply {
    let text = match only(outcome) {
        Ok(_) => "Updated 1 hostname.",
        Err(Refusal::Login) => "badauth",
        Err(Refusal::Address | Refusal::System) => "badysys",
        Err(_) => "notfqdn",
    };
    Reply::text(200, text)
}

fn keysystems(outcome: &Outcome, _: &Request, _: &Zones) -> Reply {
    let (code, description) = match only(outcome) {
        Ok(_) => (200, "Command completed successfully"),
        Err(Refusal::Login) => (530, "Authentication failed"),
        Err(Refusal::TooSoon) => (549, "Command failed; updated less than 30 minutes ago"),
        Err(_) => (541, "Invalid attribute value"),
    };
    let body = format!("[RESPONSE]\ncode = {code}\ndescription = {description}\nEOF\n");
    Reply::text(200, body)
}

fn ipv64(outcome: &Outcome, _: &Request, _: &Zones) -> Reply {
    match only(outcome) {
        Ok(done) if done.changed() => Reply::text(200, "good"),
        Ok(_) => Reply::text(200, "nochg"),
        Err(Refusal::Login) => Reply::text(401, "badauth"),
        Err(_) => Reply::text(400, "nohost"),
    }
}

const BASE: Row = Row {
    target: Target::DuckDns,
    paths: &["/update"],
    credentials: |request| secret(request, "token"),
    order: order::duckdns,
    speak: duckdns,
    interval: None,
    by_name: false,
    patience: NO_RULE,
    forgets_after: None,
};

/// The rows.
pub(super) static ROWS: [Row; 8] = [
    BASE,
    Row {
        target: Target::FreeDns,
        paths: &["/u/*"],
        credentials: token_in_path,
        order: order::freedns,
        speak: freedns,
        ..BASE
    },
    Row {
        target: Target::ClouDns,
        paths: &["/api/dynamicURL/"],
        credentials: |request| secret(request, "q"),
        order: order::cloudns,
        speak: cloudns,
        ..BASE
    },
    Row {
        target: Target::Domeneshop,
        paths: &["/v0/dyndns/update"],
        credentials: basic,
        order: order::list,
        speak: domeneshop,
        ..BASE
    },
    Row {
        target: Target::Dynv6,
        paths: &["/api/update", "/nic/update"],
        credentials: dynv6_login,
        order: order::dynv6,
        speak: dynv6,
        ..BASE
    },
    Row {
        target: Target::Ddnss,
        paths: &["/upd.php"],
        credentials: |request| secret(request, "key"),
        order: order::ddnss,
        speak: ddnss,
        ..BASE
    },
    Row {
        target: Target::KeySystems,
        paths: &["/update.php"],
        credentials: |request| secret(request, "password"),
        order: order::keysystems,
        speak: keysystems,
        interval: Some(Interval {
            updates: 1,
            seconds: 30 * 60,
        }),
        ..BASE
    },
    Row {
        target: Target::Ipv64,
        paths: &["/nic/update"],
        credentials: |request| secret(request, "key"),
        order: order::ipv64,
        speak: ipv64,
        ..BASE
    },
];
