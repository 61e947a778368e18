//! The built-in sources of the public address, as data: echo services over HTTPS (`public-ip.md` §1, no clear-text
//! service among them) and DNS questions (§2).

use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

use super::{EchoBody, SourceChoice};
use crate::address::Family;
use crate::names::{OperatorId, SourceId};

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

/// One question by DNS that a server answers with the asker's address (`public-ip.md` §2). It travels in clear text, so
/// that anybody on the way may answer: it never changes anything by itself (F05).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DnsChoice {
    /// Its id, such as `opendns`.
    pub id: SourceId,
    /// Who runs the servers.
    pub operator: OperatorId,
    /// The servers to ask over IPv4; the second try goes to the second one.
    pub ipv4: Vec<SocketAddr>,
    /// The servers to ask over IPv6.
    pub ipv6: Vec<SocketAddr>,
    /// The name to ask for, without a final dot.
    pub name: String,
    /// What is asked for it.
    pub answer: DnsAnswer,
}

impl DnsChoice {
    /// Returns the servers to ask for one family.
    #[must_use]
    pub fn servers(&self, family: Family) -> &[SocketAddr] {
        match family {
            Family::Ipv4 => &self.ipv4,
            Family::Ipv6 => &self.ipv6,
        }
    }
}

/// How a DNS server tells the asker's address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DnsAnswer {
    /// As a record of type A or AAAA.
    #[default]
    Address,
    /// As a TXT record whose whole text is the address.
    Text,
    /// The same in the class CHAOS.
    ChaosText,
}

/// Id, operator, servers over IPv4 and IPv6, name, kind of answer.
type Question = (
    &'static str,
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
    &'static str,
    DnsAnswer,
);

/// The questions that are asked unless a person says otherwise. The ids differ from those of the echo services,
/// because a source is found by its id; `cloudflare` runs both kinds and is one operator.
const QUESTIONS: [Question; 3] = [
    (
        "opendns",
        "opendns",
        &["208.67.222.222:53", "208.67.220.220:53"],
        &["[2620:119:35::35]:53", "[2620:119:53::53]:53"],
        "myip.opendns.com",
        DnsAnswer::Address,
    ),
    // Only ns1 tells the address of the asker itself.
    (
        "google-dns",
        "google",
        &["216.239.32.10:53"],
        &["[2001:4860:4802:32::a]:53"],
        "o-o.myaddr.l.google.com",
        DnsAnswer::Text,
    ),
    (
        "cloudflare-dns",
        "cloudflare",
        &["1.1.1.1:53", "1.0.0.1:53"],
        &["[2606:4700:4700::1111]:53"],
        "whoami.cloudflare",
        DnsAnswer::ChaosText,
    ),
];

/// Returns the built-in DNS questions in the order of preference.
#[must_use]
pub fn built_in_questions() -> Vec<DnsChoice> {
    let servers = |texts: &[&str]| {
        let server = |text: &&str| text.parse().expect("the table above holds addresses");
        texts.iter().map(server).collect()
    };
    QUESTIONS
        .iter()
        .map(|(id, operator, ipv4, ipv6, name, answer)| DnsChoice {
            id: id.parse().expect("the table above holds ids"),
            operator: operator.parse().expect("the table above holds ids"),
            ipv4: servers(ipv4),
            ipv6: servers(ipv6),
            name: (*name).to_owned(),
            answer: *answer,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{built_in_questions, built_in_sources};
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
    #[test]
    fn the_built_in_questions_are_asked_at_port_53_of_three_operators() {
        let questions = built_in_questions();
        let operators: BTreeSet<_> = questions.iter().map(|one| &one.operator).collect();
        assert_eq!(operators.len(), 3);
        for question in &questions {
            assert!(
                question
                    .ipv4
                    .iter()
                    .all(|one| one.is_ipv4() && one.port() == 53)
            );
            assert!(
                question
                    .ipv6
                    .iter()
                    .all(|one| one.is_ipv6() && one.port() == 53)
            );
            assert!(!question.ipv4.is_empty() && !question.ipv6.is_empty());
        }
    }

    #[test]
    fn no_id_means_two_sources() {
        let mut ids = BTreeSet::from(["interface".to_owned(), "router".to_owned()]);
        let echoes = built_in_sources();
        let questions = built_in_questions();
        let all = echoes.iter().map(|one| &one.id);
        for id in all.chain(questions.iter().map(|one| &one.id)) {
            assert!(ids.insert(id.to_string()), "{id}");
        }
    }
}
