//! The rows. Source of each: the row of the same id in `dyndns2-services.md` §2, unless said otherwise.
//!
//! Left out on purpose, because a plain dyndns2 client would do harm or not work there: deSEC and INWX (a missing family
//! deletes or resets the other), Dynu (what to send for an absent IPv6 address is not known), STRATO (what a list
//! without one family does is not known), selfHOST and domeneshop (HTTP statuses in place of words), dy.fi (names lapse
//! after a week), and everything that is not dyndns2.

use hemma_core::verdict::{Refusal, Scope};
use std::time::Duration;

use super::{Language, SecretKind, ServiceCard, UsernameKind};
use crate::dyndns2::{Dialect, Families, Login, Reach, Sense, Word};
use crate::noip::NOIP;

/// A refused login where each name has a secret of its own.
const BADAUTH_OF_ONE_NAME: (&str, Word) =
    ("badauth", Word::refused(Refusal::LoginRefused, Reach::Name));

/// "Newer: `/v3/update`", comma lists of names (20 at most) and of both families; detection every 10 minutes.
static DYN: Dialect = Dialect {
    endpoint: Some("https://members.dyndns.org/v3/update"),
    families: Families::Together,
    most_names: Some(20),
    min_interval: Duration::from_secs(10 * 60),
    ..Dialect::PLAIN
};

/// The user name is the name itself, the password the key of that record; `interval` means too soon.
static HE: Dialect = Dialect {
    endpoint: Some("https://dyn.dns.he.net/nic/update"),
    login: Login::Name,
    words: &[BADAUTH_OF_ONE_NAME],
    ..Dialect::PLAIN
};

/// Insists on `system=dyndns`.
static OVH: Dialect = Dialect {
    endpoint: Some("https://dns.eu.ovhapis.com/nic/update"),
    parameters: &[("system", "dyndns")],
    ..Dialect::PLAIN
};

/// IPv6 is not confirmed. `911` also comes for malformed requests; it is a long wait all the same.
static LOOPIA: Dialect = Dialect {
    endpoint: Some("https://dyndns.loopia.se/"),
    families: Families::Ipv4Only,
    ..Dialect::PLAIN
};

/// Says `successfully_changed` and `no_change` beside the usual words, and HTTP 400 with `nohost` and `badauth`. It may
/// redirect within the same company; that counts as no answer here.
static INFOMANIAK: Dialect = Dialect {
    endpoint: Some("https://infomaniak.com/nic/update"),
    words: &[
        ("successfully_changed", Word::new(Sense::Good, Reach::Name)),
        ("no_change", Word::new(Sense::NoChange, Reach::Name)),
    ],
    ..Dialect::PLAIN
};

/// The user name is the name itself, the password its host secret; a host of its own for IPv6.
static NSUPDATE: Dialect = Dialect {
    endpoint: Some("https://ipv4.nsupdate.info/nic/update"),
    endpoint_ipv6: Some("https://ipv6.nsupdate.info/nic/update"),
    login: Login::Name,
    words: &[BADAUTH_OF_ONE_NAME],
    ..Dialect::PLAIN
};

/// One per request; `!yours` and `fatal` are in the common table.
static SPDYN: Dialect = Dialect {
    endpoint: Some("https://update.spdyn.de/nic/update"),
    ..Dialect::PLAIN
};

static SIMPLY: Dialect = Dialect {
    endpoint: Some("https://dyndns.simply.com/nic/update"),
    ..Dialect::PLAIN
};

/// Forwards to other services; leaves everything but the address alone when told so.
static DNSOMATIC: Dialect = Dialect {
    endpoint: Some("https://updates.dnsomatic.com/nic/update"),
    parameters: &[("wildcard", "NOCHG"), ("mx", "NOCHG"), ("backmx", "NOCHG")],
    ..Dialect::PLAIN
};

/// Any server that speaks dyndns2 as Dyn wrote it down (§1): at most 20 names in a list. Profiles of this row have
/// nothing in common but the protocol, so nothing reaches further than one login.
static CUSTOM: Dialect = Dialect {
    most_names: Some(20),
    everyone: Scope::Credential,
    ..Dialect::PLAIN
};

const fn dyndns2(
    id: &'static str,
    name: &'static str,
    dialect: &'static Dialect,
    username: UsernameKind,
    secret: SecretKind,
    help_domain: &'static str,
) -> ServiceCard {
    ServiceCard {
        id,
        name,
        username,
        secret,
        help_domain,
        language: Language::Dyndns2(dialect),
    }
}

/// Every row, in the order in which they are offered.
pub(super) static ROWS: &[ServiceCard] = &[
    ServiceCard {
        id: "hostup",
        name: "HostUp",
        username: UsernameKind::None,
        secret: SecretKind::Token,
        help_domain: "hostup.se",
        language: Language::HostupUpdate,
    },
    dyndns2(
        "noip",
        "No-IP",
        &NOIP,
        UsernameKind::DdnsKey,
        SecretKind::DdnsKey,
        "noip.com",
    ),
    dyndns2(
        "dnsomatic",
        "DNS-O-Matic",
        &DNSOMATIC,
        UsernameKind::Account,
        SecretKind::Password,
        "dnsomatic.com",
    ),
    dyndns2(
        "dyn",
        "Dyn",
        &DYN,
        UsernameKind::Account,
        SecretKind::UpdateKey,
        "dyn.com",
    ),
    dyndns2(
        "he",
        "Hurricane Electric",
        &HE,
        UsernameKind::None,
        SecretKind::UpdateKey,
        "dns.he.net",
    ),
    dyndns2(
        "infomaniak",
        "Infomaniak",
        &INFOMANIAK,
        UsernameKind::UpdateUser,
        SecretKind::Password,
        "infomaniak.com",
    ),
    dyndns2(
        "loopia",
        "Loopia",
        &LOOPIA,
        UsernameKind::UpdateUser,
        SecretKind::Password,
        "loopia.se",
    ),
    dyndns2(
        "nsupdate",
        "nsupdate.info",
        &NSUPDATE,
        UsernameKind::None,
        SecretKind::UpdateKey,
        "nsupdate.info",
    ),
    dyndns2(
        "ovh",
        "OVHcloud DynHost",
        &OVH,
        UsernameKind::UpdateUser,
        SecretKind::Password,
        "ovhcloud.com",
    ),
    dyndns2(
        "simply",
        "Simply.com",
        &SIMPLY,
        UsernameKind::Account,
        SecretKind::ApiKey,
        "simply.com",
    ),
    dyndns2(
        "spdyn",
        "Securepoint DynDNS",
        &SPDYN,
        UsernameKind::Account,
        SecretKind::Password,
        "spdyn.de",
    ),
    dyndns2(
        "dyndns2",
        "dyndns2",
        &CUSTOM,
        UsernameKind::Account,
        SecretKind::Password,
        "",
    ),
];
