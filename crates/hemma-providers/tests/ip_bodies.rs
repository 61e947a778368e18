//! Each `fixtures/ip-*` is a body that somebody on the way gives when asked who we are. What it must give stands here
//! beside its name; the conversations show the same with the request around it.

use std::collections::BTreeSet;
use std::path::Path;

use hemma_core::address::Family;
use hemma_core::finding::{Finding, LookProblem};
use hemma_core::settings::EchoBody;
use hemma_providers::echo;
use hemma_providers::exchange::Response;

use EchoBody::{Json, Text, Trace};
use Family::{Ipv4, Ipv6};

/// The file, how the source that gives it is read, over which family it was asked, and the address or why there is none.
type Row = (
    &'static str,
    EchoBody,
    Family,
    Result<&'static str, LookProblem>,
);

/// In the order of the names. An address that is found here is still judged by the gate (`ip-cgnat.txt`, F11).
const BODIES: [Row; 15] = [
    (
        "ip-captive-portal.txt",
        Text,
        Ipv4,
        Err(LookProblem::Intercepted),
    ),
    ("ip-cgnat.txt", Text, Ipv4, Ok("100.64.12.7")),
    (
        "ip-checkip-dyn.txt",
        Text,
        Ipv4,
        Err(LookProblem::Intercepted),
    ),
    (
        "ip-cloudflare-trace-v4.txt",
        Trace,
        Ipv4,
        Ok("203.0.113.45"),
    ),
    (
        "ip-cloudflare-trace-v6.txt",
        Trace,
        Ipv6,
        Ok("2001:db8:1::45"),
    ),
    (
        "ip-cloudflare-trace-warp.txt",
        Trace,
        Ipv4,
        Err(LookProblem::Tunnel),
    ),
    // As a body it is nothing; as strings of a TXT record `hemma-net` reads it.
    (
        "ip-dns-google-txt.txt",
        Text,
        Ipv4,
        Err(LookProblem::NotAnAddress),
    ),
    ("ip-icanhazip-v6.txt", Text, Ipv6, Ok("2001:db8:1::45")),
    ("ip-icanhazip.txt", Text, Ipv4, Ok("203.0.113.45")),
    ("ip-ifconfig-co.json", Json, Ipv4, Ok("203.0.113.45")),
    ("ip-ipify.json", Json, Ipv4, Ok("203.0.113.45")),
    ("ip-ipify.txt", Text, Ipv4, Ok("203.0.113.45")),
    (
        "ip-leading-zero.txt",
        Text,
        Ipv4,
        Err(LookProblem::NotAnAddress),
    ),
    ("ip-mapped.txt", Text, Ipv4, Ok("203.0.113.45")),
    (
        "ip-two-addresses.txt",
        Text,
        Ipv4,
        Err(LookProblem::NotAnAddress),
    ),
];

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

fn read(file: &str, kind: EchoBody, family: Family) -> Finding {
    let body = std::fs::read(folder().join(file)).expect("a fixture");
    echo::read(kind, family, &Response::new(200, body))
}

#[test]
fn every_body_of_an_address_source_gives_what_it_must() {
    for (file, kind, family, must) in BODIES {
        let expected = match must {
            Ok(address) => Finding::Found {
                address: address.parse().expect("an address"),
            },
            Err(problem) => Finding::Unknown { problem },
        };
        assert_eq!(read(file, kind, family), expected, "{file}");
    }
}

#[test]
fn f16_no_body_gives_an_address_of_the_family_that_was_not_asked() {
    for (file, kind, family, must) in BODIES {
        let other = match family {
            Ipv4 => Ipv6,
            Ipv6 => Ipv4,
        };
        let problem = must.err().unwrap_or(LookProblem::WrongFamily);
        let expected = Finding::Unknown { problem };
        assert_eq!(read(file, kind, other), expected, "{file}");
    }
}

#[test]
fn f01_no_body_is_searched_for_an_address_in_a_form_that_is_not_its_sources() {
    for (file, kind, family, _) in BODIES {
        for wrong in [Text, Trace, Json] {
            let found = matches!(read(file, wrong, family), Finding::Found { .. });
            assert!(!found || wrong == kind, "{file} read as {wrong:?}");
        }
    }
}

#[test]
fn every_body_of_an_address_source_is_used() {
    let there: BTreeSet<String> = std::fs::read_dir(folder())
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name())
        .map(|name| name.to_string_lossy().into_owned())
        .filter(|name| name.starts_with("ip-"))
        .collect();
    let used: BTreeSet<String> = BODIES.map(|(file, ..)| file.to_owned()).into();
    assert_eq!(there, used);
}
