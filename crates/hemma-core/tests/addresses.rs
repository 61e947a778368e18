//! What may be published, block by block.
#![allow(
    clippy::unwrap_used,
    clippy::needless_pass_by_value,
    reason = "helpers of tests"
)]

use hemma_core::address::{AddressPolicy, NotPublishable, PublicAddr};
use std::net::IpAddr;

const SHIPPED: AddressPolicy = AddressPolicy {
    permit_documentation: false,
};
const REHEARSAL: AddressPolicy = AddressPolicy {
    permit_documentation: true,
};

fn admit(text: &str) -> Result<PublicAddr, NotPublishable> {
    SHIPPED.admit(text.parse().unwrap())
}

/// `public-ip.md` §5: the vectors stand at the edges of every block. Well-known resolvers are not part of them.
#[test]
fn every_block_edge_is_judged_as_the_registries_say() {
    let text = include_str!("fixtures/ip-classification-vectors.json");
    let file: serde_json::Value = serde_json::from_str(text).unwrap();
    let vectors = file["vectors"].as_array().unwrap();
    assert!(vectors.len() > 50);
    for vector in vectors {
        let input = vector["input"].as_str().unwrap();
        let Ok(address) = input.parse::<IpAddr>() else {
            // Not an address at all: refused before it could reach the policy.
            assert_eq!(vector["publishable"], false, "{input}");
            continue;
        };
        match SHIPPED.admit(address) {
            Ok(admitted) => {
                assert_eq!(vector["publishable"], true, "{input}");
                assert_eq!(vector["normalized"], admitted.to_string(), "{input}");
            }
            Err(NotPublishable::PublicResolver | NotPublishable::ContentNetwork) => {
                assert_eq!(
                    vector["publishable"], true,
                    "{input} is vetoed beyond the blocks"
                );
            }
            Err(_) => assert_eq!(vector["publishable"], false, "{input}"),
        }
    }
}

#[test]
fn each_refusal_names_its_reason() {
    use NotPublishable::*;
    let cases = [
        ("10.1.2.3", Private),
        ("192.168.1.4", Private),
        ("fd00::1", Private),
        ("100.64.0.1", CarrierNat),
        ("127.0.0.1", Loopback),
        ("::1", Loopback),
        ("169.254.1.1", LinkLocal),
        ("fe80::1", LinkLocal),
        ("0.0.0.0", Unspecified),
        ("::", Unspecified),
        ("224.0.0.1", Multicast),
        ("ff02::1", Multicast),
        ("203.0.113.7", Documentation),
        ("2001:db8::1", Documentation),
        ("3fff::1", Documentation),
        ("198.18.0.1", Benchmarking),
        ("2001:2::1", Benchmarking),
        ("240.0.0.1", Reserved),
        ("5f00::1", Reserved),
        ("192.88.99.1", SharedService),
        ("2001:1::1", SharedService),
        ("2002:cb00:7107::1", Translated),
        ("2001::1", Translated),
        ("64:ff9b::203.0.113.7", Translated),
        ("::ffff:192.168.1.4", Private),
    ];
    for (text, why) in cases {
        assert_eq!(admit(text), Err(why), "{text}");
    }
}

#[test]
fn f01_a_well_known_resolver_is_never_ours() {
    for text in [
        "1.1.1.1",
        "1.0.0.1",
        "8.8.8.8",
        "9.9.9.9",
        "208.67.222.222",
        "2606:4700:4700::1111",
        "2001:4860:4860::8888",
        "2620:fe::fe",
        "::ffff:1.1.1.1",
    ] {
        assert_eq!(admit(text), Err(NotPublishable::PublicResolver), "{text}");
    }
    assert!(admit("1.1.1.4").is_ok());
}

#[test]
fn f02_the_edge_of_a_content_network_is_never_ours() {
    for text in [
        "104.16.0.1",
        "104.27.255.255",
        "172.64.0.0",
        "162.159.255.255",
        "188.114.97.1",
        "151.101.1.1",
        "199.232.255.255",
        "2606:4700:10::1",
        "2a06:98c7:ffff::1",
        "2a04:4e42::1",
        "::ffff:104.16.0.1",
    ] {
        assert_eq!(admit(text), Err(NotPublishable::ContentNetwork), "{text}");
    }
    for text in ["104.28.0.0", "104.15.255.255", "172.72.0.0", "2a06:98c8::1"] {
        assert!(admit(text).is_ok(), "{text}");
    }
}

#[test]
fn only_a_rehearsal_publishes_documentation_addresses_and_nothing_else_besides() {
    assert!(REHEARSAL.admit("203.0.113.7".parse().unwrap()).is_ok());
    assert!(REHEARSAL.admit("2001:db8::1".parse().unwrap()).is_ok());
    assert!(REHEARSAL.admit("192.168.1.4".parse().unwrap()).is_err());
    assert!(REHEARSAL.admit("1.1.1.1".parse().unwrap()).is_err());
}
