//! The built-in sources of the public address (`public-ip.md` §1), as data. No clear-text service among them.

use super::{EchoBody, SourceChoice};

/// Id, operator, IPv4 address, IPv6 address, body. The order is the order of preference.
const BUILT_IN: [(&str, &str, &str, &str, EchoBody); 6] = [
    (
        "cloudflare",
        "cloudflare",
        "https://1.1.1.1/cdn-cgi/trace",
        "https://[2606:4700:4700::1111]/cdn-cgi/trace",
        EchoBody::Trace,
    ),
    (
        "ipify",
        "ipify",
        "https://api.ipify.org/",
        "https://api6.ipify.org/",
        EchoBody::Text,
    ),
    // Run by the same operator as `cloudflare`: the two are one voice.
    (
        "icanhazip",
        "cloudflare",
        "https://ipv4.icanhazip.com/",
        "https://ipv6.icanhazip.com/",
        EchoBody::Text,
    ),
    (
        "ident.me",
        "ident.me",
        "https://v4.ident.me/",
        "https://v6.ident.me/",
        EchoBody::Text,
    ),
    (
        "seeip",
        "seeip",
        "https://ipv4.seeip.org/",
        "https://ipv6.seeip.org/",
        EchoBody::Text,
    ),
    (
        "desec",
        "desec",
        "https://checkipv4.dedyn.io/",
        "https://checkipv6.dedyn.io/",
        EchoBody::Text,
    ),
];

/// Returns the built-in sources in the order of preference.
#[must_use]
pub fn built_in_sources() -> Vec<SourceChoice> {
    let url = |text: &str| text.parse().expect("the table above holds addresses");
    BUILT_IN
        .iter()
        .map(|(id, operator, ipv4, ipv6, body)| SourceChoice {
            id: id.parse().expect("the table above holds ids"),
            operator: operator.parse().expect("the table above holds ids"),
            ipv4: Some(url(ipv4)),
            ipv6: Some(url(ipv6)),
            body: *body,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::built_in_sources;
    use std::collections::BTreeSet;

    #[test]
    fn the_built_in_sources_speak_https_and_have_five_operators() {
        let sources = built_in_sources();
        let operators: BTreeSet<_> = sources.iter().map(|source| &source.operator).collect();
        assert_eq!(operators.len(), 5);
        for source in &sources {
            for url in [&source.ipv4, &source.ipv6].into_iter().flatten() {
                assert_eq!(url.scheme(), "https");
            }
        }
    }
}
