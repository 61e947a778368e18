//! What services do to a name beside what they were asked, and services that cannot be reached safely (F20, F21, F58).

use std::collections::BTreeSet;

use hemma_core::address::Family;
use hemma_core::finding::LookProblem;
use hemma_core::health::ConditionKind;
use hemma_core::names::RecordId;
use hemma_core::scheduler::{Action, Event};
use hemma_core::time::Timestamp;
use hemma_core::verdict::LaterReason;

use crate::common::world::{Card, World};
use crate::common::{profile, settings};
use crate::stage::*;

const NEW_IPV6: &str = "2001:db8:1:2::8";

/// One name with both families at `service`, started and proved.
fn dual(service: &str) -> World {
    let name = "yard.example.se ipv4 ipv6";
    let mut world = World::new(settings(vec![profile("dual-1", service, &[name])]));
    world.tell(Event::Timer);
    world.run_for(10 * MINUTE);
    assert!(world.all_proved());
    world
}

fn yard(family: &str) -> RecordId {
    format!("dual-1/yard.example.se/{family}").parse().unwrap()
}

/// The addresses of each request since number `from`, those that only travel along included.
fn sent(world: &World, from: usize) -> Vec<BTreeSet<String>> {
    let requests = world.requests[from..].iter();
    requests
        .map(|(_, _, changes)| {
            let all = changes.iter().flat_map(|change| {
                let own = Some(change.address);
                own.into_iter().chain(change.beside)
            });
            all.map(|address| address.ip().to_string()).collect()
        })
        .collect()
}

fn move_ipv6(world: &mut World) {
    world.address.insert(Family::Ipv6, address(NEW_IPV6));
    world.tell(Event::LinkMoved);
    world.run_for(10 * MINUTE);
}

#[test]
fn f20_where_a_service_couples_the_families_both_addresses_travel_whichever_changed() {
    for service in ["inwx", "strato"] {
        let mut world = dual(service);
        let before = world.requests.len();
        move_ipv6(&mut world);
        let both = BTreeSet::from(["203.0.113.7".to_owned(), NEW_IPV6.to_owned()]);
        assert_eq!(sent(&world, before), [both], "{service}");
        assert!(world.all_proved(), "{service}");
    }
}

#[test]
fn f20_a_family_that_a_service_reset_is_seen_in_dns_and_put_right() {
    for service in ["inwx", "dyndns2"] {
        let mut world = dual(service);
        world.keep_actions = true;
        move_ipv6(&mut world);
        // What the service did beside storing the new address.
        world.zone.insert(yard("ipv4"), address("198.51.100.66"));
        let before = world.requests.len();
        world.run_for(2 * HOUR);
        let asked: BTreeSet<_> = world
            .actions
            .iter()
            .filter_map(|(_, action)| match action {
                Action::Prove { record, .. } => Some(record.clone()),
                _ => None,
            })
            .collect();
        assert_eq!(asked, [yard("ipv4"), yard("ipv6")].into(), "{service}");
        assert_eq!(world.zone[&yard("ipv4")], address("203.0.113.7"));
        assert_eq!(world.zone[&yard("ipv6")], address(NEW_IPV6));
        assert_eq!(world.requests.len(), before + 1, "{service}");
        assert!(world.all_proved(), "{service}");
    }
}

#[test]
fn f21_only_a_service_that_takes_both_addresses_gets_both_in_one_request() {
    let plain = sent(&dual("dyndns2"), 0);
    assert_eq!(plain.len(), 2, "{plain:?}");
    assert!(plain.iter().all(|request| request.len() == 1), "{plain:?}");
    let together = sent(&dual("noip"), 0);
    assert!(
        together.iter().any(|request| request.len() == 2),
        "{together:?}"
    );
}

/// Since when each condition is told.
fn told_since(world: &World) -> Vec<Timestamp> {
    let conditions = &world.story.scheduler.status().conditions;
    conditions.iter().map(|one| one.since).collect()
}

#[test]
fn f58_an_expired_certificate_at_the_service_holds_is_retried_slowly_and_told_once() {
    let mut world = proved();
    world.cards = vec![Card::Expired; 1000];
    change(&mut world, "198.51.100.1");
    assert_eq!(conditions(&world), [], "what passes soon is not told");
    world.run_for(HOUR);
    let first = told_since(&world);
    world.run_for(DAY);
    let tries = world.requests.len() - 1;
    assert!((20..=120).contains(&tries), "{tries} tries in a day");
    let problem = LookProblem::Tls {
        clock_suspect: true,
    };
    let expected = ConditionKind::ServiceBusy {
        profile: "noip-1".parse().unwrap(),
        reason: LaterReason::NotSent { problem },
    };
    assert_eq!(conditions(&world), [expected]);
    assert_eq!(told_since(&world), first, "one and the same all day");
    assert!(world.story.memory.latches.is_empty(), "nobody has to act");
    assert_eq!(world.zone[&hem()], address("203.0.113.7"), "it is held");
    world.cards.clear();
    world.run_for(2 * HOUR);
    assert!(world.all_proved(), "and goes on by itself");
}
