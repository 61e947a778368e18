//! Two moments, and what is told of them.

use super::*;
use crate::interfaces::Ipv6Entry;

fn entry(address: &str, flags: &[&str]) -> Ipv6Entry {
    let has = |flag| flags.contains(&flag);
    Ipv6Entry {
        address: address.parse().expect("an address"),
        prefix: 64,
        temporary: has("temporary"),
        deprecated: has("deprecated"),
        tentative: has("tentative"),
        duplicated: has("duplicated"),
        permanent: has("permanent"),
    }
}

fn card(ipv6: &[Ipv6Entry]) -> Picture {
    let interface = Interface {
        name: "eth0".to_owned(),
        ipv6: ipv6.to_vec(),
        ..Interface::default()
    };
    Picture::of(&[interface], WaysOut::default(), BTreeSet::new())
}

fn told(before: &Picture, now: &Picture) -> Vec<String> {
    before.compare(now).iter().map(Stir::to_string).collect()
}

#[test]
fn f15_every_step_of_an_address_is_told() {
    let (nothing, tentative) = (card(&[]), card(&[entry("2001:db8::5", &["tentative"])]));
    let ready = card(&[entry("2001:db8::5", &[])]);
    let old = card(&[entry("2001:db8::5", &["deprecated"])]);
    let taken = card(&[entry("2001:db8::5", &["tentative", "duplicated"])]);
    for (before, now, sentence) in [
        (&nothing, &tentative, "came; duplicate detection runs"),
        (&tentative, &ready, "is ready: duplicate detection ended"),
        (&tentative, &taken, "cannot be used: somebody else has it"),
        (
            &ready,
            &old,
            "is deprecated: it will not be used for anything new",
        ),
        (&old, &ready, "is preferred again"),
        (&ready, &nothing, "went"),
    ] {
        let whole = format!("address 2001:db8::5 on eth0 {sentence}");
        assert_eq!(told(before, now), [whole]);
        assert!(before.compare(now)[0].matters());
        assert_eq!(told(now, now), [""; 0], "nothing moved");
    }
}

#[test]
fn links_and_link_local_addresses_are_told_and_are_no_hint() {
    let bare = Picture::default();
    let with = card(&[entry("fe80::1", &["tentative"])]);
    let stirs = bare.compare(&with);
    assert_eq!(
        told(&bare, &with),
        [
            "link eth0 came up",
            "address fe80::1 on eth0 came; duplicate detection runs"
        ]
    );
    assert!(!stirs.iter().any(Stir::matters));
}

#[test]
fn a_router_that_is_replaced_is_a_hint_though_no_address_changed() {
    let by = |router: &str| {
        let router = Some(router.parse().expect("an address"));
        let routers = BTreeSet::from([("eth0".to_owned(), router)]);
        Picture::of(&[], WaysOut::default(), routers)
    };
    let (one, other) = (by("192.168.1.1"), by("192.168.1.2"));
    assert_eq!(
        told(&one, &other),
        [
            "default route by 192.168.1.1 on eth0 went",
            "default route by 192.168.1.2 on eth0 came"
        ]
    );
    assert!(one.compare(&other).iter().all(Stir::matters));
}

#[test]
fn another_way_out_is_a_hint() {
    let from = |address: &str| {
        let ways_out = WaysOut {
            ipv4: Some(address.parse().expect("an address")),
            ipv6: None,
        };
        Picture::of(&[], ways_out, BTreeSet::new())
    };
    let (home, tunnel) = (from("192.168.1.20"), from("10.8.0.2"));
    assert_eq!(
        told(&home, &tunnel),
        ["the way out over IPv4 begins at 10.8.0.2"]
    );
    assert_eq!(
        told(&home, &Picture::default()),
        ["there is no way out over IPv4"]
    );
    assert!(home.compare(&tunnel)[0].matters());
}
