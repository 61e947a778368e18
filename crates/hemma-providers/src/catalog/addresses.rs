//! How each service is asked. Source: the row of the same id in `dyndns2-services.md` §2, unless said otherwise.

use hemma_core::verdict::Scope;
use std::time::Duration;

use super::words::{self, BADAUTH_OF_ONE_NAME, TEN_MINUTES};
use crate::speech::{Absent, Dialect, Families, Login, Style, Zone};

const HOUR: u64 = 3600;

/// "Newer: `/v3/update`", comma lists of names (20 at most) and of both families; detection every 10 minutes.
pub(super) static DYN: Dialect = Dialect {
    template: Some("https://members.dyndns.org/v3/update?hostname={hostname}&myip={ips}"),
    families: Families::Together,
    most_names: Some(20),
    names_every_address: true,
    min_interval: TEN_MINUTES,
    ..Dialect::PLAIN
};

/// "A missing family is taken from the connection or deleted; an empty value deletes. Always send both, `preserve` for
/// the one not to touch. All hosts of a request in one domain": so one host each. "2 per 2 min per domain."
pub(super) static DESEC: Dialect = Dialect {
    template: Some("https://update.dedyn.io/?hostname={hostname}&myipv4={ipv4}&myipv6={ipv6}"),
    families: Families::Together,
    absent_ipv4: Absent::Say("preserve"),
    absent_ipv6: Absent::Say("preserve"),
    login: Login::Scheme("Token"),
    statuses: words::DESEC,
    request_gap: Duration::from_secs(60),
    ..Dialect::PLAIN
};

/// `myip=no` leaves IPv4 alone, and `myipv6=no` IPv6 (the vendor's "IP Update Protocol"). "Subdomain of own zone:
/// `hostname=zone&alias=sub`."
pub(super) static DYNU: Dialect = Dialect {
    template: Some("https://api.dynu.com/nic/update?hostname={hostname}&myip={ipv4}&myipv6={ipv6}"),
    template_in_zone: Some(
        "https://api.dynu.com/nic/update?hostname={zone}&alias={label}&myip={ipv4}&myipv6={ipv6}",
    ),
    families: Families::Together,
    absent_ipv4: Absent::Say("no"),
    absent_ipv6: Absent::Say("no"),
    zone: Zone::Optional,
    words: words::DYNU,
    ..Dialect::PLAIN
};

/// The user name is the name itself, the password the key of that record; `interval` means too soon.
pub(super) static HE: Dialect = Dialect {
    template: Some("https://dyn.dns.he.net/nic/update?hostname={hostname}&myip={ip}"),
    login: Login::Name,
    words: &[BADAUTH_OF_ONE_NAME],
    ..Dialect::PLAIN
};

/// The name is the tunnel's number. IPv4 only: it is the tunnel's own end.
pub(super) static TUNNELBROKER: Dialect = Dialect {
    template: Some("https://ipv4.tunnelbroker.net/nic/update?hostname={hostname}&myip={ipv4}"),
    families: Families::Ipv4Only,
    ..Dialect::PLAIN
};

/// Insists on `system=dyndns`.
pub(super) static OVH: Dialect = Dialect {
    template: Some(
        "https://dns.eu.ovhapis.com/nic/update?hostname={hostname}&myip={ip}&system=dyndns",
    ),
    ..Dialect::PLAIN
};

/// A comma list of both families. What a list without one of them does to it is not known.
pub(super) static STRATO: Dialect = Dialect {
    template: Some("https://dyndns.strato.com/nic/update?hostname={hostname}&myip={ips}"),
    families: Families::Together,
    absent_ipv4: Absent::Unsure,
    absent_ipv6: Absent::Unsure,
    ..Dialect::PLAIN
};

/// IPv6 is not confirmed. `911` also comes for malformed requests; it is a long wait all the same.
pub(super) static LOOPIA: Dialect = Dialect {
    template: Some("https://dyndns.loopia.se/?hostname={hostname}&myip={ipv4}"),
    families: Families::Ipv4Only,
    ..Dialect::PLAIN
};

/// No address parameter: it takes the connection's. A mapping expires after 7 days: "refresh between 5×24 h and 6×24 h
/// after the last update". Half a day is left for a computer that sleeps.
pub(super) static DYFI: Dialect = Dialect {
    template: Some("https://www.dy.fi/nic/update?hostname={hostname}"),
    families: Families::Ipv4Only,
    takes_connection: true,
    refresh_after: Some(Duration::from_secs((5 * 24 + 12) * HOUR)),
    ..Dialect::PLAIN
};

/// `verbose=true` makes it tell what it stored. With only one of `ip` and `ipv6`, the other stays.
pub(super) static DUCKDNS: Dialect = Dialect {
    template: Some(
        "https://www.duckdns.org/update?domains={label}&token={token}&ip={ipv4}&ipv6={ipv6}&verbose=true",
    ),
    families: Families::Together,
    zone: Zone::Fixed("duckdns.org"),
    login: Login::InUrl,
    style: Style::OkKo,
    ..Dialect::PLAIN
};

/// One token per record, in the path. `?myip=` is what other clients send; where it is ignored, the answer names the
/// connection's address, so the connection is of the right family and the answer is compared.
pub(super) static FREEDNS: Dialect = Dialect {
    template: Some("https://sync.afraid.org/u/{token}/?myip={ip}"),
    template_ipv6: Some("https://v6.sync.afraid.org/u/{token}/?myip={ip}"),
    takes_connection: true,
    login: Login::InUrlOfRecord,
    style: Style::Phrases(words::FREEDNS),
    ..Dialect::PLAIN
};

pub(super) static FREEDNS_NIC: Dialect = Dialect {
    template: Some("https://freedns.afraid.org/nic/update?hostname={hostname}&myip={ip}"),
    ..Dialect::PLAIN
};

/// The label and the zone apart, the zone's own password in the query, no IPv6.
pub(super) static NAMECHEAP: Dialect = Dialect {
    template: Some(
        "https://dynamicdns.park-your-domain.com/update?host={label}&domain={zone}&password={password}&ip={ipv4}",
    ),
    families: Families::Ipv4Only,
    zone: Zone::Required,
    login: Login::InUrl,
    style: Style::ErrCount,
    ..Dialect::PLAIN
};

/// The record's own address with its key; it takes the connection's address, so only IPv4: over IPv6 that would often be
/// a temporary one (F13).
pub(super) static CLOUDNS: Dialect = Dialect {
    template: Some("https://ipv4.cloudns.net/api/dynamicURL/?q={key}"),
    families: Families::Ipv4Only,
    takes_connection: true,
    login: Login::InUrlOfRecord,
    style: Style::Phrases(words::CLOUDNS),
    ..Dialect::PLAIN
};

/// HTTP 204 without a body is the only success.
pub(super) static DOMENESHOP: Dialect = Dialect {
    template: Some("https://api.domeneshop.no/v0/dyndns/update?hostname={hostname}&myip={ip}"),
    style: Style::Status(&[204]),
    statuses: words::DOMENESHOP,
    ..Dialect::PLAIN
};

/// One per request; `!yours` and `fatal` are in the common table.
pub(super) static SPDYN: Dialect = Dialect {
    template: Some("https://update.spdyn.de/nic/update?hostname={hostname}&myip={ip}"),
    ..Dialect::PLAIN
};

/// "Host is bound to the login, `hostname` ignored. Missing `myip` sets A to 127.0.0.1; missing `myipv6` deletes AAAA":
/// nothing leaves without both.
pub(super) static INWX: Dialect = Dialect {
    // The name is not sent, but a template must name whom it is about: the login does.
    template: Some("https://dyndns.inwx.com/nic/update?myip={ipv4}&myipv6={ipv6}"),
    families: Families::Together,
    absent_ipv4: Absent::Lost,
    absent_ipv6: Absent::Lost,
    one_name: true,
    ..Dialect::PLAIN
};

/// IPv6 is not confirmed. It also says things by status.
pub(super) static SELFHOST: Dialect = Dialect {
    template: Some("https://carol.selfhost.de/nic/update?hostname={hostname}&myip={ipv4}"),
    families: Families::Ipv4Only,
    statuses: words::SELFHOST,
    ..Dialect::PLAIN
};

/// The user name is the name itself, the password its host secret; a host of its own for IPv6.
pub(super) static NSUPDATE: Dialect = Dialect {
    template: Some("https://ipv4.nsupdate.info/nic/update?hostname={hostname}&myip={ip}"),
    template_ipv6: Some("https://ipv6.nsupdate.info/nic/update?hostname={hostname}&myip={ip}"),
    login: Login::Name,
    words: &[BADAUTH_OF_ONE_NAME],
    ..Dialect::PLAIN
};

/// "If empty or unset, the current address is kept unchanged" (the vendor's "APIs" page). A host per family.
pub(super) static DYNV6: Dialect = Dialect {
    template: Some("https://ipv4.dynv6.com/api/update?zone={hostname}&token={token}&ipv4={ip}"),
    template_ipv6: Some(
        "https://ipv6.dynv6.com/api/update?zone={hostname}&token={token}&ipv6={ip}",
    ),
    login: Login::InUrl,
    style: Style::Phrases(words::DYNV6),
    ..Dialect::PLAIN
};

/// What it does with an address that is left out is not known.
pub(super) static DDNSS: Dialect = Dialect {
    template: Some("https://www.ddnss.de/upd.php?key={key}&host={hostname}&ip={ipv4}&ip6={ipv6}"),
    families: Families::Together,
    absent_ipv4: Absent::Unsure,
    absent_ipv6: Absent::Unsure,
    login: Login::InUrl,
    style: Style::PhrasesAnywhere(words::DDNSS),
    ..Dialect::PLAIN
};

/// Says `successfully_changed` and `no_change` beside the usual words, and HTTP 400 with `nohost` and `badauth`. It may
/// redirect within the same company; nothing here follows redirects, so that counts as no answer.
pub(super) static INFOMANIAK: Dialect = Dialect {
    template: Some("https://infomaniak.com/nic/update?hostname={hostname}&myip={ip}"),
    words: words::INFOMANIAK,
    ..Dialect::PLAIN
};

/// `[&domain={zone}]`.
pub(super) static SIMPLY: Dialect = Dialect {
    template: Some("https://dyndns.simply.com/nic/update?hostname={hostname}&myip={ip}"),
    template_in_zone: Some(
        "https://dyndns.simply.com/nic/update?hostname={hostname}&myip={ip}&domain={zone}",
    ),
    zone: Zone::Optional,
    ..Dialect::PLAIN
};

/// Forwards to other services; leaves everything but the address alone when told so.
pub(super) static DNSOMATIC: Dialect = Dialect {
    group_names: &["all.dnsomatic.com"],
    template: Some(
        "https://updates.dnsomatic.com/nic/update?hostname={hostname}&myip={ip}&wildcard=NOCHG&mx=NOCHG&backmx=NOCHG",
    ),
    ..Dialect::PLAIN
};

/// Ten minutes are enforced.
pub(super) static ZONEEDIT: Dialect = Dialect {
    template: Some("https://api.cp.zoneedit.com/dyn/generic.php?hostname={hostname}&myip={ipv4}"),
    families: Families::Ipv4Only,
    style: Style::Codes(words::ZONEEDIT),
    min_interval: TEN_MINUTES,
    ..Dialect::PLAIN
};

/// The sources name only the address and ten minutes; parameters and words are what its other clients use.
pub(super) static EASYDNS: Dialect = Dialect {
    template: Some("https://api.cp.easydns.com/dyn/generic.php?hostname={hostname}&myip={ipv4}"),
    families: Families::Ipv4Only,
    style: Style::PhrasesAnywhere(words::EASYDNS),
    min_interval: TEN_MINUTES,
    ..Dialect::PLAIN
};

/// "Refuses a second update for 30 min after a success."
pub(super) static KEYSYSTEMS: Dialect = Dialect {
    template: Some(
        "https://dynamicdns.key-systems.net/update.php?hostname={hostname}&password={password}&ip={ipv4}",
    ),
    families: Families::Ipv4Only,
    login: Login::InUrl,
    style: Style::PhrasesAnywhere(words::KEYSYSTEMS),
    min_interval: Duration::from_secs(30 * 60),
    ..Dialect::PLAIN
};

/// HTTP 200 is the only success known.
pub(super) static IPV64: Dialect = Dialect {
    template: Some("https://ipv64.net/nic/update?key={key}&domain={hostname}&ip={ip}"),
    template_ipv6: Some("https://ipv64.net/nic/update?key={key}&domain={hostname}&ip6={ip}"),
    login: Login::InUrl,
    style: Style::Status(&[200]),
    ..Dialect::PLAIN
};

/// Any server that speaks dyndns2 as Dyn wrote it down (§1): at most 20 names in a list. Profiles of this row have
/// nothing in common but the protocol, so nothing reaches further than one login.
pub(super) static DYNDNS2: Dialect = Dialect {
    most_names: Some(20),
    everyone: Scope::Credential,
    ..Dialect::PLAIN
};

/// Everything is the person's own: address, method, login, words.
pub(super) static CUSTOM: Dialect = Dialect {
    login: Login::Own,
    style: Style::Own,
    everyone: Scope::Credential,
    ..Dialect::PLAIN
};
