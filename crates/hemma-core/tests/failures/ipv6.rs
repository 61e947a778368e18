//! IPv6: the own address, the one that is seen, and another device's; and what follows a night's sleep.

use std::time::Duration;

use crate::common::story::Story;
use crate::common::world::World;
use crate::common::{checked, one_name, profile, rehearsal};
use crate::stage::*;
use hemma_core::address::Family;
use hemma_core::finding::Finding;
use hemma_core::gate::{GateState, HeldReason};
use hemma_core::names::RecordId;
use hemma_core::scheduler::{Action, Event};
use hemma_core::settings::{Settings, SettingsDraft};
use hemma_core::status::TrailKind;

const OWN: &str = "2001:db8:aa:bb::10";
const END: &str = "::1234:5678:9abc:def0";

/// One name that keeps IPv6, for the device behind `end` where there is one.
fn settings(ipv6: &str, end: Option<&str>) -> Settings {
    let mut name = profile("noip-1", "noip", &["hem.example.se ipv6"]);
    name.name[0].suffix = end.map(str::to_owned);
    let mut draft = SettingsDraft {
        profile: vec![name],
        ..rehearsal()
    };
    draft.detection.ipv6 = Some(ipv6.to_owned());
    checked(draft)
}

/// A home where that has been kept for a while.
fn home(ipv6: &str, end: Option<&str>) -> World {
    let mut world = World::new(settings(ipv6, end));
    world.address.insert(Family::Ipv6, address(OWN));
    world.tell(Event::Timer);
    world.run_for(10 * MINUTE);
    world
}

fn hem6() -> RecordId {
    "noip-1/hem.example.se/ipv6".parse().unwrap()
}

/// What the service confirmed and DNS shows.
fn proved(world: &World) -> Option<String> {
    let record = &world.story.scheduler.status().records[&hem6()];
    let proved = record.proved.map(|stamp| stamp.address);
    assert_eq!(proved, record.confirmed.map(|stamp| stamp.address));
    proved.map(|address| address.to_string())
}

#[test]
fn another_device_is_published_with_the_lines_prefix_and_its_own_end() {
    for detection in ["stable", "web"] {
        let mut world = home(detection, Some(END));
        assert_eq!(
            proved(&world).as_deref(),
            Some("2001:db8:aa:bb:1234:5678:9abc:def0")
        );
        // The own address changes and the prefix does not: nothing is sent.
        let before = world.requests.len();
        world
            .address
            .insert(Family::Ipv6, address("2001:db8:aa:bb::99"));
        world.tell(Event::LinkMoved);
        world.run_for(MINUTE);
        assert_eq!(world.requests.len(), before, "{detection}");
        // The line gets another prefix.
        world
            .address
            .insert(Family::Ipv6, address("2001:db8:cc:dd::10"));
        world.tell(Event::LinkMoved);
        world.run_for(10 * MINUTE);
        assert_eq!(
            proved(&world).as_deref(),
            Some("2001:db8:cc:dd:1234:5678:9abc:def0"),
            "{detection}"
        );
        let trail = &world.story.scheduler.status().records[&hem6()].trail;
        let told = |step: &TrailKind| matches!(step, TrailKind::WithSuffix { .. });
        assert!(trail.iter().any(|step| told(&step.step)), "{trail:?}");
    }
}

#[test]
fn a_prefix_that_no_echo_confirms_is_not_published_for_another_device_either() {
    let mut story = Story::new(settings("stable", Some(END)));
    // The interface has one prefix, and the world sees another: a VPN, or NAT (`public-ip.md` §4). This panics if
    // anything is published.
    one_round(&mut story, |source| Finding::Found {
        address: address(match source {
            "interface" => OWN,
            _ => "2001:db8:ee:ff::10",
        }),
    });
    let state = &story.scheduler.status().gates[&Family::Ipv6].state;
    let GateState::Held { reason } = state else {
        panic!("{state:?}");
    };
    assert!(matches!(reason, HeldReason::Disagree { .. }), "{reason:?}");
}

#[test]
fn f13_who_chooses_the_web_observed_address_gets_it_temporary_or_not() {
    let world = home("web", None);
    assert_eq!(proved(&world).as_deref(), Some(OWN));
}

#[test]
fn f54_f51_a_night_ends_with_a_look_within_three_seconds_of_the_network_and_no_complaint() {
    let mut world = World::new(one_name());
    world.tell(Event::Timer);
    world.run_for(10 * MINUTE);
    world.story.clock += 8 * HOUR;
    world.facts.online = false;
    world.tell(Event::WokeUp { slept: 8 * HOUR });
    world.run_for(Duration::from_secs(50));
    assert_eq!(conditions(&world), [], "not yet a minute without network");
    // A storm while Wi-Fi comes back: link, DHCP, routes, duplicate detection.
    world.facts.online = true;
    world.keep_actions = true;
    let back = world.story.clock;
    for _ in 0..15 {
        world.tell(Event::LinkMoved);
        world.run_for(Duration::from_millis(100));
    }
    world.run_for(Duration::from_secs(3));
    let look = world
        .actions
        .iter()
        .find(|(_, action)| matches!(action, Action::Look { .. }));
    let (at, _) = look.expect("a look");
    assert!(*at - back <= Duration::from_secs(3), "{:?}", *at - back);
    world.run_for(MINUTE);
    assert_eq!(conditions(&world), []);
}
