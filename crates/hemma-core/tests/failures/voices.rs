//! Who is asked how often, and who is left alone.

use std::time::Duration;

use crate::common::world::World;
use crate::common::{checked, profile, rehearsal};
use crate::stage::*;
use hemma_core::finding::Finding;
use hemma_core::scheduler::{Action, Event};
use hemma_core::settings::{DnsDraft, SettingsDraft};

/// One name, three DNS questions beside the echo services.
fn with_dns() -> World {
    let question = |id: &str| DnsDraft {
        id: Some(id.to_owned()),
        ..DnsDraft::default()
    };
    let mut draft = SettingsDraft {
        profile: vec![profile("noip-1", "noip", &["hem.example.se ipv4"])],
        ..rehearsal()
    };
    let ids = ["opendns", "google-dns", "cloudflare-dns"];
    draft.detection.dns = ids.map(question).into();
    let mut world = World::new(checked(draft));
    world.tell(Event::Timer);
    world.run_for(10 * MINUTE);
    assert!(world.all_proved());
    world.keep_actions = true;
    world
}

/// How often echo services and DNS servers were asked.
fn asked(world: &World) -> (usize, usize) {
    let looks = world.actions.iter().filter_map(|(_, action)| match action {
        Action::Look { source, .. } => Some(source.as_str()),
        _ => None,
    });
    let (dns, echo): (Vec<_>, Vec<_>) =
        looks.partition(|id| *id == "opendns" || id.ends_with("-dns"));
    (echo.len(), dns.len())
}

#[test]
fn a_quiet_day_costs_one_echo_an_hour_and_one_small_question_each_five_minutes() {
    let mut world = with_dns();
    world.run_for(DAY);
    let (echo, dns) = asked(&world);
    assert!((20..=24).contains(&echo), "{echo}");
    assert!((250..=290).contains(&dns), "{dns}");
}

#[test]
fn f05_a_dns_server_that_lies_changes_nothing_and_is_left_alone_after_five_lies() {
    let mut world = with_dns();
    let lie = Finding::Found {
        address: address("198.51.100.66"),
    };
    world.liars.insert("google-dns".to_owned(), lie);
    world.run_for(12 * HOUR);
    assert_eq!(world.requests.len(), 1, "nothing but the first update");
    let lies = world.actions.iter().filter(|(_, action)| {
        matches!(action, Action::Look { source, .. } if source.as_str() == "google-dns")
    });
    assert_eq!(lies.count(), 5);
}

#[test]
fn f10_an_address_that_goes_on_jumping_is_not_followed_until_a_person_says_so() {
    let mut world = proved();
    for number in 0..20u32 {
        let to = if number % 2 == 0 {
            "198.51.100.1"
        } else {
            "203.0.113.7"
        };
        change(&mut world, to);
        world.run_for(2 * MINUTE + Duration::from_secs(30));
    }
    let stopped = world.requests.len();
    let family = hemma_core::address::Family::Ipv4;
    let kind = hemma_core::health::ConditionKind::AddressJumps { family };
    assert!(conditions(&world).contains(&kind));
    change(&mut world, "198.51.100.1");
    world.run_for(2 * HOUR);
    assert_eq!(world.requests.len(), stopped);
    world.restart();
    world.run_for(2 * HOUR);
    assert_eq!(
        world.requests.len(),
        stopped,
        "a restart does not forget it"
    );
    assert!(conditions(&world).contains(&kind));
    world.tell(Event::FollowLine {
        family,
        follow: true,
    });
    world.run_for(10 * MINUTE);
    assert!(!conditions(&world).contains(&kind));
    assert!(world.all_proved());
}
