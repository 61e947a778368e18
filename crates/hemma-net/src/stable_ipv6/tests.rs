//! Listings as systems give them, and the address that belongs into the record.

use super::*;
use hemma_core::ipv6::Ipv6Standing;

const WAY_OUT_ONLY: &str = "2001:db8:1::77";

fn entry(address: &str, prefix: u8, flags: &[&str]) -> Ipv6Entry {
    let has = |flag| flags.contains(&flag);
    Ipv6Entry {
        address: address.parse().expect("an address"),
        prefix,
        temporary: has("temporary"),
        deprecated: has("deprecated"),
        tentative: has("tentative"),
        duplicated: has("duplicated"),
        permanent: has("permanent"),
    }
}

fn card(name: &str, ipv6: Vec<Ipv6Entry>) -> Interface {
    Interface {
        name: name.to_owned(),
        ipv6,
        ..Interface::default()
    }
}

fn loopback() -> Interface {
    Interface {
        kind: Kind::Loopback,
        ..card("lo", vec![entry("::1", 128, &["permanent"])])
    }
}

fn out_from(address: &str) -> WaysOut {
    WaysOut {
        ipv4: None,
        ipv6: Some(address.parse().expect("an address")),
    }
}

fn stable(address: &str) -> Choice {
    Choice::Stable(address.parse().expect("an address"))
}

#[test]
fn f12_the_stable_address_is_chosen_though_the_system_sends_from_the_temporary_one() {
    // A Debian desktop with privacy addresses: yesterday's is deprecated, today's is what an echo service sees.
    let interfaces = [
        loopback(),
        card(
            "enp3s0",
            vec![
                entry("2001:db8:1:0:91c3:6d1:4b0e:2a7f", 64, &["temporary"]),
                entry(
                    "2001:db8:1:0:2c5d:9a11:7703:51ee",
                    64,
                    &["temporary", "deprecated"],
                ),
                entry("2001:db8:1:0:5054:ff:fe12:3456", 64, &[]),
                entry("fe80::5054:ff:fe12:3456", 64, &[]),
            ],
        ),
    ];
    assert_eq!(
        choose(&interfaces, out_from("2001:db8:1:0:91c3:6d1:4b0e:2a7f")),
        stable("2001:db8:1:0:5054:ff:fe12:3456")
    );
}

#[test]
fn f12_temporary_addresses_alone_are_none_at_all() {
    let interfaces = [card(
        "eth0",
        vec![entry("2001:db8:1::77", 64, &["temporary"])],
    )];
    assert_eq!(choose(&interfaces, out_from(WAY_OUT_ONLY)), Choice::None);
}

#[test]
fn f14_an_ordinary_prefix_goes_before_a_lone_128() {
    // A home router that also runs DHCPv6: the leased /128 is listed first.
    let interfaces = [card(
        "eth0",
        vec![
            entry("2001:db8:1::1f3", 128, &[]),
            entry("2001:db8:1::5054:ff:fe12:3456", 64, &[]),
        ],
    )];
    assert_eq!(
        choose(&interfaces, out_from("2001:db8:1::1f3")),
        stable("2001:db8:1::5054:ff:fe12:3456")
    );
}

#[test]
fn f14_a_lone_128_is_taken_when_there_is_nothing_else() {
    let interfaces = [card("eth0", vec![entry("2001:db8:1::1f3", 128, &[])])];
    assert_eq!(
        choose(&interfaces, out_from("2001:db8:1::1f3")),
        stable("2001:db8:1::1f3")
    );
}

#[test]
fn f15_after_renumbering_the_deprecated_prefix_is_left() {
    let interfaces = [card(
        "eth0",
        vec![
            entry("2001:db8:1::10", 64, &["deprecated"]),
            entry("2001:db8:2::10", 64, &[]),
        ],
    )];
    assert_eq!(
        choose(&interfaces, out_from("2001:db8:2::10")),
        stable("2001:db8:2::10")
    );
}

#[test]
fn f15_while_duplicate_detection_runs_the_choice_is_open() {
    let interfaces = [card(
        "eth0",
        vec![
            entry("2001:db8:1::10", 64, &[]),
            entry("2001:db8:2::10", 64, &["tentative"]),
        ],
    )];
    assert_eq!(
        choose(&interfaces, out_from("2001:db8:1::10")),
        Choice::Settling {
            meanwhile: Some("2001:db8:1::10".parse().expect("an address"))
        }
    );
}

#[test]
fn f15_the_first_address_of_all_is_waited_for_while_it_settles() {
    // Nothing can be sent from it yet, so the routing table knows no way out either.
    let interfaces = [card(
        "eth0",
        vec![entry("2001:db8:1::10", 64, &["tentative"])],
    )];
    let settling = Choice::Settling { meanwhile: None };
    assert_eq!(choose(&interfaces, WaysOut::default()), settling);
}

#[test]
fn a_listing_that_is_older_than_the_way_out_is_read_again() {
    let interfaces = [card("eth0", vec![entry("2001:db8:1::10", 64, &[])])];
    let settling = Choice::Settling { meanwhile: None };
    assert_eq!(choose(&interfaces, out_from(WAY_OUT_ONLY)), settling);
    let loopback = [loopback()];
    assert_eq!(choose(&loopback, out_from("::1")), Choice::None);
}

#[test]
fn f15_an_address_that_somebody_else_has_is_never_chosen() {
    let interfaces = [card(
        "eth0",
        vec![entry("2001:db8:1::10", 64, &["tentative", "duplicated"])],
    )];
    assert_eq!(
        choose(&interfaces, out_from("2001:db8:1::10")),
        Choice::None
    );
}

#[test]
fn the_prefix_that_the_system_sends_from_wins_over_another() {
    let mut entries = vec![
        entry("2001:db8:1::10", 64, &[]),
        entry("2001:db8:2::10", 64, &[]),
    ];
    for _ in 0..2 {
        let interfaces = [card("eth0", entries.clone())];
        assert_eq!(
            choose(&interfaces, out_from("2001:db8:2::10")),
            stable("2001:db8:2::10")
        );
        entries.reverse();
    }
}

#[test]
fn addresses_of_interfaces_that_do_not_lead_out_are_not_chosen() {
    let interfaces = [
        card(
            "docker0",
            vec![entry("2001:db8:d0c::1", 64, &["permanent"])],
        ),
        card("eth0", vec![entry("2001:db8:1::77", 64, &["temporary"])]),
    ];
    assert_eq!(choose(&interfaces, out_from(WAY_OUT_ONLY)), Choice::None);
}

#[test]
fn unique_local_addresses_and_no_way_out_are_none() {
    let interfaces = [card(
        "eth0",
        vec![
            entry("fd00::2", 64, &["permanent"]),
            entry("fe80::1", 64, &[]),
        ],
    )];
    assert_eq!(choose(&interfaces, out_from("fd00::2")), Choice::None);
    let interfaces = [card("eth0", vec![entry("2001:db8:1::10", 64, &[])])];
    assert_eq!(choose(&interfaces, WaysOut::default()), Choice::None);
}

fn told(interfaces: &[Interface], ways_out: WaysOut) -> Vec<(String, Ipv6Standing)> {
    candidates(interfaces, ways_out)
        .into_iter()
        .map(|candidate| (candidate.address.to_string(), candidate.standing))
        .collect()
}

#[test]
fn f12_f14_f15_every_address_has_a_reason_why_it_was_chosen_or_not() {
    let interfaces = [
        loopback(),
        card(
            "eth0",
            vec![
                entry("fe80::5054:ff:fe12:3456", 64, &[]),
                entry("fd00::10", 64, &[]),
                entry("2001:db8:1::77", 64, &["temporary"]),
                entry("2001:db8:9::10", 64, &["deprecated"]),
                entry("2001:db8:1::30", 64, &["tentative", "duplicated"]),
                entry("2001:db8:1::1f3", 128, &[]),
                entry("2001:db8:1::10", 64, &[]),
                entry("2001:db8:1::11", 64, &[]),
                entry("2001:db8:2::10", 64, &[]),
            ],
        ),
        card("docker0", vec![entry("2001:db8:d::1", 64, &["permanent"])]),
    ];
    assert_eq!(
        told(&interfaces, out_from(WAY_OUT_ONLY)),
        [
            ("fd00::10", Ipv6Standing::Local),
            ("2001:db8:1::77", Ipv6Standing::Temporary),
            ("2001:db8:9::10", Ipv6Standing::Deprecated),
            ("2001:db8:1::30", Ipv6Standing::Duplicated),
            ("2001:db8:1::1f3", Ipv6Standing::Alone),
            ("2001:db8:1::10", Ipv6Standing::Chosen),
            ("2001:db8:1::11", Ipv6Standing::AsGood),
            ("2001:db8:2::10", Ipv6Standing::OtherPrefix),
            ("2001:db8:d::1", Ipv6Standing::OtherInterface),
        ]
        .map(|(address, standing)| (address.to_owned(), standing))
    );
    let nowhere = told(&interfaces, WaysOut::default());
    assert!(nowhere.contains(&("2001:db8:1::10".to_owned(), Ipv6Standing::NoWayOut)));
}

#[test]
fn f15_while_a_better_address_settles_the_one_meanwhile_is_told_as_chosen() {
    let interfaces = [card(
        "eth0",
        vec![
            entry("2001:db8:1::10", 64, &[]),
            entry("2001:db8:2::10", 64, &["tentative"]),
        ],
    )];
    assert_eq!(
        told(&interfaces, out_from("2001:db8:1::10")),
        [
            ("2001:db8:1::10".to_owned(), Ipv6Standing::Chosen),
            ("2001:db8:2::10".to_owned(), Ipv6Standing::Settling),
        ]
    );
}
