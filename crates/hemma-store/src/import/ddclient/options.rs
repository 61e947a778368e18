//! What ddclient's words mean here.

use hemma_engine::messages::LeftOutReason;

/// One protocol of ddclient.
pub(super) struct Protocol {
    /// Its word.
    pub(super) word: &'static str,
    /// Our service; empty when Hemma has none for it.
    pub(super) service: &'static str,
    /// The server it goes to unless another is given.
    pub(super) server: &'static str,
}

const fn row(word: &'static str, service: &'static str, server: &'static str) -> Protocol {
    Protocol {
        word,
        service,
        server,
    }
}

/// ddclient's `%protocols`. Its `nsupdate` is DNS UPDATE by a program and has nothing to do with nsupdate.info.
const PROTOCOLS: &[Protocol] = &[
    row("dyndns2", "dyndns2", "members.dyndns.org"),
    row("noip", "noip", "dynupdate.no-ip.com"),
    row("he.net", "he", "dyn.dns.he.net"),
    row("infomaniak", "infomaniak", "infomaniak.com"),
    row("ovh", "ovh", "www.ovh.com"),
    row("simply.com", "simply", "dyndns.simply.com"),
    row("ddnss", "ddnss", "ddnss.de"),
    row("domeneshop", "domeneshop", "api.domeneshop.no"),
    row("duckdns", "duckdns", "www.duckdns.org"),
    row("dynu", "dynu", "api.dynu.com"),
    row("easydns", "easydns", "api.cp.easydns.com"),
    row("freedns", "freedns-nic", "freedns.afraid.org"),
    row("inwx", "inwx", "dyndns.inwx.com"),
    row("keysystems", "keysystems", "dynamicdns.key-systems.net"),
    row("namecheap", "namecheap", "dynamicdns.park-your-domain.com"),
    row("zoneedit1", "zoneedit", "dynamic.zoneedit.com"),
    row("1984", "", ""),
    row("changeip", "", ""),
    row("cloudflare", "", ""),
    row("cloudns", "", ""),
    row("ddns.fm", "", ""),
    row("digitalocean", "", ""),
    row("dinahosting", "", ""),
    row("directnic", "", ""),
    row("dnsexit", "", ""),
    row("dnsexit2", "", ""),
    row("dnsmadeeasy", "", ""),
    row("dondominio", "", ""),
    row("dslreports1", "", ""),
    row("dynadot", "", ""),
    row("dyndns1", "", ""),
    row("easydns-api", "", ""),
    row("emailonly", "", ""),
    row("enom", "", ""),
    row("freemyip", "", ""),
    row("gandi", "", ""),
    row("godaddy", "", ""),
    row("googledomains", "", ""),
    row("hetzner", "", ""),
    row("ionos", "", ""),
    row("mythicdyn", "", ""),
    row("netcup", "", ""),
    row("nfsn", "", ""),
    row("njalla", "", ""),
    row("ns1", "", ""),
    row("nsupdate", "", ""),
    row("porkbun", "", ""),
    row("regfishde", "", ""),
    row("sitelutions", "", ""),
    row("spaceship", "", ""),
    row("woima", "", ""),
    row("yandex", "", ""),
];

pub(super) fn protocol(word: &str) -> Option<&'static Protocol> {
    let word = word.to_ascii_lowercase();
    PROTOCOLS.iter().find(|protocol| protocol.word == word)
}

/// What becomes of an option.
pub(super) enum Fate {
    /// Its meaning is carried over.
    Carried,
    /// It is not, and why.
    LeftOut(LeftOutReason),
    /// ddclient does not know it either.
    Unknown,
}

const CARRIED: &[&str] = &[
    "protocol", "server", "script", "login", "password", "host", "ssl",
];

const LEFT_OUT: &[(LeftOutReason, &[&str])] = &[
    (
        LeftOutReason::Detection,
        &[
            "use",
            "usev4",
            "usev6",
            "if",
            "ifv4",
            "ifv6",
            "if-skip",
            "web",
            "web-skip",
            "web-ssl-validate",
            "webv4",
            "webv4-skip",
            "webv6",
            "webv6-skip",
            "fw",
            "fw-skip",
            "fw-login",
            "fw-password",
            "fw-ssl-validate",
            "fw-banlocal",
            "fwv4",
            "fwv4-skip",
            "fwv6",
            "fwv6-skip",
        ],
    ),
    (
        LeftOutReason::Program,
        &["cmd", "cmd-skip", "cmdv4", "cmdv6", "postscript"],
    ),
    (LeftOutReason::FixedAddress, &["ip", "ipv4"]),
    (
        LeftOutReason::Running,
        &[
            "daemon",
            "jitter",
            "foreground",
            "file",
            "cache",
            "pid",
            "timeout",
            "force",
            "syslog",
            "facility",
            "priority",
            "max-warn",
            "exec",
            "debug",
            "verbose",
            "quiet",
            "test",
            "retry",
            "redirect",
            "quietreply",
            "min-interval",
            "max-interval",
            "min-error-interval",
        ],
    ),
    (LeftOutReason::Mail, &["mail", "mail-failure", "mail-from"]),
    (LeftOutReason::Proxy, &["proxy"]),
    (LeftOutReason::Certificates, &["ssl_ca_dir", "ssl_ca_file"]),
    (
        LeftOutReason::RecordOption,
        &[
            "wildcard",
            "mx",
            "backupmx",
            "ttl",
            "static",
            "custom",
            "zone",
            "on-root-domain",
            "root-domain",
        ],
    ),
    (
        LeftOutReason::UrlForm,
        &[
            "dynurl",
            "urlv4",
            "urlv6",
            "tcp",
            "apikey",
            "secretapikey",
            "use-personal-access-token",
        ],
    ),
];

pub(super) fn reason(name: &str, value: &str) -> Fate {
    if CARRIED.contains(&name) {
        return Fate::Carried;
    }
    if name == "ipv6" {
        // Once a switch, now an address.
        return if is_yes(value) || is_no(value) {
            Fate::Carried
        } else {
            Fate::LeftOut(LeftOutReason::FixedAddress)
        };
    }
    let row = LEFT_OUT.iter().find(|(_, names)| names.contains(&name));
    match row {
        Some((_, _)) if name.starts_with("use") && value.eq_ignore_ascii_case("ip") => {
            Fate::LeftOut(LeftOutReason::FixedAddress)
        }
        Some((_, _))
            if name.starts_with("use") && value.to_ascii_lowercase().starts_with("cmd") =>
        {
            Fate::LeftOut(LeftOutReason::Program)
        }
        // That a family is not kept is carried over.
        Some(_) if name.starts_with("use") && (is_no(value) || value == "disabled") => {
            Fate::Carried
        }
        Some((reason, _)) => Fate::LeftOut(*reason),
        None => Fate::Unknown,
    }
}

/// Whether ddclient knows this name of an option.
pub(super) fn is_known(name: &str) -> bool {
    !matches!(reason(name, ""), Fate::Unknown)
}

pub(super) fn is_yes(value: &str) -> bool {
    ["yes", "y", "on", "true", "1"]
        .iter()
        .any(|word| value.eq_ignore_ascii_case(word))
}

pub(super) fn is_no(value: &str) -> bool {
    ["no", "n", "off", "false", "0"]
        .iter()
        .any(|word| value.eq_ignore_ascii_case(word))
}
