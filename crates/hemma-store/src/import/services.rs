//! What other programs call the services, and which servers belong to whom.
//!
//! A service that is named here and not in the catalog is told as not offered, so a row may be here before its service
//! is. Sources: the provider tables of ddclient 4, inadyn 2.13 and ddns-updater 2.

/// Servers of services with rules of their own. A dyndns2 client pointed at one of them means that service.
const SERVERS: &[(&str, &str)] = &[
    ("dynupdate.no-ip.com", "noip"),
    ("dynupdate.noip.com", "noip"),
    ("members.dyndns.org", "dyn"),
    ("members.dyndns.com", "dyn"),
    ("update.dyndns.com", "dyn"),
    ("updates.dnsomatic.com", "dnsomatic"),
    ("dyn.dns.he.net", "he"),
    ("ipv4.tunnelbroker.net", "tunnelbroker"),
    ("infomaniak.com", "infomaniak"),
    ("www.infomaniak.com", "infomaniak"),
    ("dyndns.loopia.se", "loopia"),
    ("dns.loopia.se", "loopia"),
    ("nsupdate.info", "nsupdate"),
    ("ipv4.nsupdate.info", "nsupdate"),
    ("ipv6.nsupdate.info", "nsupdate"),
    ("www.ovh.com", "ovh"),
    ("www.ovh.net", "ovh"),
    ("dns.eu.ovhapis.com", "ovh"),
    ("dyndns.simply.com", "simply"),
    ("ddns.simply.com", "simply"),
    ("update.spdyn.de", "spdyn"),
    ("update.dedyn.io", "desec"),
    ("update6.dedyn.io", "desec"),
    ("api.dynu.com", "dynu"),
    ("dyndns.strato.com", "strato"),
    ("dy.fi", "dyfi"),
    ("www.dy.fi", "dyfi"),
    ("duckdns.org", "duckdns"),
    ("www.duckdns.org", "duckdns"),
    ("freedns.afraid.org", "freedns-nic"),
    ("dynamicdns.park-your-domain.com", "namecheap"),
    ("api.domeneshop.no", "domeneshop"),
    ("dyndns.inwx.com", "inwx"),
    ("carol.selfhost.de", "selfhost"),
    ("dynv6.com", "dynv6"),
    ("ipv4.dynv6.com", "dynv6"),
    ("ipv6.dynv6.com", "dynv6"),
    ("ddnss.de", "ddnss"),
    ("www.ddnss.de", "ddnss"),
    ("dynamic.zoneedit.com", "zoneedit"),
    ("api.cp.zoneedit.com", "zoneedit"),
    ("members.easydns.com", "easydns"),
    ("api.cp.easydns.com", "easydns"),
    ("dynamicdns.key-systems.net", "keysystems"),
    ("ipv64.net", "ipv64"),
    ("ipv4.ipv64.net", "ipv64"),
    ("ipv6.ipv64.net", "ipv64"),
    // Not dyndns2 at all, or closed.
    ("domains.google.com", ""),
    ("api.cloudflare.com", ""),
];

/// A dyndns2 server: the service it belongs to, with an update address where it is nobody's known one.
pub(super) struct Server {
    pub(super) service: &'static str,
    pub(super) endpoint: Option<String>,
    /// It was to be spoken to without encryption.
    pub(super) plain: bool,
}

/// Finds out whose server it is. `server` may have a scheme, a port, and a path.
pub(super) fn server(server: &str, path: &str, unencrypted: bool) -> Server {
    let (scheme, rest) = match server.split_once("://") {
        Some((scheme, rest)) => (Some(scheme), rest),
        None => (None, server),
    };
    let plain = scheme.map_or(unencrypted, |scheme| scheme.eq_ignore_ascii_case("http"));
    let (authority, own_path) = rest.split_once('/').map_or((rest, ""), |(host, path)| {
        (host, path.trim_end_matches('/'))
    });
    let host = authority
        .rsplit_once(':')
        .filter(|(_, port)| !port.is_empty() && port.chars().all(|c| c.is_ascii_digit()))
        .map_or(authority, |(host, _)| host);
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    if let Some(service) = of_host(&host) {
        return Server {
            service,
            endpoint: None,
            plain,
        };
    }
    // A port for unencrypted updates leads nowhere with HTTPS.
    let authority = if plain { host.as_str() } else { authority };
    let slash = if own_path.is_empty() { "" } else { "/" };
    let path = path.trim_start_matches('/');
    Server {
        service: "dyndns2",
        endpoint: Some(format!("https://{authority}{slash}{own_path}/{path}")),
        plain,
    }
}

/// Returns the name as DNS has it: some programs write only what is before the service's own domain, or before the zone.
pub(super) fn whole_name(service: &str, name: &str, zone: Option<&str>) -> String {
    let below = match (service, zone) {
        ("duckdns", _) => "duckdns.org",
        (_, Some(zone)) => zone,
        _ => return name.to_owned(),
    };
    if name == "@" {
        return below.to_owned();
    }
    if name.contains('.') {
        return name.to_owned();
    }
    format!("{name}.{below}")
}

/// Returns the service that a server belongs to; empty for one that Hemma must not speak dyndns2 to.
pub(super) fn of_host(host: &str) -> Option<&'static str> {
    let row = SERVERS.iter().find(|(known, _)| *known == host);
    row.map(|(_, service)| *service)
}
