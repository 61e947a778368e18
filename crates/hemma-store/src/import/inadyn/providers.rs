//! inadyn's own names of services, in the order in which it looks for a name that is only a part of one.

use crate::import::gather::Wanted;

/// One provider of inadyn.
pub(in crate::import) struct Provider {
    /// Its name there.
    pub(super) name: &'static str,
    /// Our service; empty when Hemma has none for it.
    pub(super) service: &'static str,
    /// The token stands where the user name belongs; the password is only there because one must be.
    pub(super) token_is_username: bool,
}

impl Provider {
    /// Returns which addresses it keeps.
    pub(super) fn wanted(&self) -> Wanted {
        if self.name.starts_with("ipv6@") {
            Wanted::IPV6
        } else if self.name.starts_with("ipv4@") {
            Wanted::IPV4
        } else {
            Wanted::Usual
        }
    }
}

const fn row(name: &'static str, service: &'static str) -> Provider {
    Provider {
        name,
        service,
        token_is_username: false,
    }
}

const fn token(name: &'static str, service: &'static str) -> Provider {
    Provider {
        name,
        service,
        token_is_username: true,
    }
}

const PROVIDERS: &[Provider] = &[
    row("default@all-inkl.com", ""),
    row("default@changeip.com", ""),
    row("default@ovh.com", "ovh"),
    row("default@strato.com", "strato"),
    row("ipv6@strato.com", "strato"),
    row("default@cloudflare.com", ""),
    row("ipv6@cloudflare.com", ""),
    row("default@cloudxns.net", ""),
    row("default@core-networks.de", ""),
    row("default@ddnss.de", "ddnss"),
    row("default@desec.io", "desec"),
    row("ipv6@desec.io", "desec"),
    row("default@dhis.org", ""),
    row("default@dnsever.com", ""),
    row("default@dnsexit.com", ""),
    row("default@dnshome.de", ""),
    row("default@dnsmadeeasy.com", ""),
    row("default@dnsmax.com", ""),
    row("default@thatip.com", ""),
    row("default@dnspod.cn", ""),
    row("default@domaindiscount24.com", "keysystems"),
    row("default@moniker.com", "keysystems"),
    row("default@domene.shop", "domeneshop"),
    token("default@duckdns.org", "duckdns"),
    token("ipv6@duckdns.org", "duckdns"),
    row("default@duiadns.net", ""),
    row("default@dyndns.org", "dyn"),
    row("default@dnsomatic.com", "dnsomatic"),
    row("default@selfhost.de", "selfhost"),
    row("default@no-ip.com", "noip"),
    row("ipv6@no-ip.com", "noip"),
    row("default@noip.com", "noip"),
    row("ipv6@noip.com", "noip"),
    row("default@3322.org", ""),
    row("dyndns@3322.org", ""),
    row("default@he.net", "he"),
    row("dyndns@he.net", "he"),
    row("ipv6@he.net", "tunnelbroker"),
    row("default@tunnelbroker.net", "tunnelbroker"),
    row("default@spdyn.de", "spdyn"),
    row("ipv6@spdyn.de", "spdyn"),
    row("ipv4@nsupdate.info", "nsupdate"),
    row("ipv6@nsupdate.info", "nsupdate"),
    row("default@loopia.com", "loopia"),
    row("default@domains.google.com", ""),
    row("default@dynu.com", "dynu"),
    row("ipv6@dynu.com", "dynu"),
    row("default@dy.fi", "dyfi"),
    row("default@do.de", ""),
    row("default@domopoli", ""),
    row("default@inwx.com", "inwx"),
    row("ipv6@inwx.com", "inwx"),
    row("default@itsdns.de", ""),
    row("default@opendns.com", ""),
    row("default@joker.com", ""),
    row("default@schokokeks.org", ""),
    row("default@variomedia.de", ""),
    row("default@udmedia.de", ""),
    row("default@dyndns.it", ""),
    row("default@infomaniak.com", "infomaniak"),
    row("ipv6@infomaniak.com", "infomaniak"),
    row("default@oray.com", ""),
    row("default@simply.com", "simply"),
    row("ipv6@simply.com", "simply"),
    token("ipv4@dynv6.com", "dynv6"),
    token("default@ipv4.dynv6.com", "dynv6"),
    token("ipv6@dynv6.com", "dynv6"),
    row("default@easydns.com", "easydns"),
    row("default@freedns.afraid.org", "freedns-nic"),
    row("ipv6@freedns.afraid.org", "freedns-nic"),
    row("default@freemyip.com", ""),
    row("default@gira.de", ""),
    row("default@goip.de", ""),
    token("ipv4@ipv64.net", "ipv64"),
    token("ipv6@ipv64.net", "ipv64"),
    row("default@mydns.jp", ""),
    row("default@myonlineportal.net", ""),
    row("default@namecheap.com", "namecheap"),
    row("default@porkbun.com", ""),
    row("default@regfish.de", ""),
    row("default@sitelutions.com", ""),
    row("default@twodns.de", ""),
    row("default@pdd.yandex.ru", ""),
    row("default@zoneedit.com", "zoneedit"),
];

/// Finds a provider as inadyn does: without what follows a colon, by its whole name, else by a part of one.
pub(super) fn find(title: &str) -> Option<&'static Provider> {
    let title = title.split(':').next().unwrap_or_default();
    let title = match title {
        "" => return None,
        // Names that version 2 and its manual page use for others.
        "default@dynv6.com" => "ipv6@dynv6.com",
        "default@ipv64.net" => "ipv4@ipv64.net",
        "default@nsupdate.info" => "ipv4@nsupdate.info",
        "simplycom" => "simply.com",
        title => title,
    };
    let whole = PROVIDERS.iter().find(|provider| provider.name == title);
    whole.or_else(|| {
        PROVIDERS
            .iter()
            .find(|provider| provider.name.contains(title))
    })
}
