//! What services demand beyond the common: both families at once, offline hosts, answers that stop after a while.
#![allow(
    clippy::unwrap_used,
    clippy::needless_pass_by_value,
    reason = "helpers of tests"
)]

mod common;

use std::time::Duration;

use common::world::{Card, World};
use common::{profile, settings};
use hemma_core::address::Family;
use hemma_core::latch::Bound;
use hemma_core::scheduler::{Change, Event};
use hemma_core::settings::{ProfileDraft, Settings};
use hemma_core::status::Phase;
use hemma_core::verdict::Refusal;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);

fn both(service: &str) -> Settings {
    settings(vec![profile("p", service, &["hem.example.se ipv4 ipv6"])])
}

fn started(settings: Settings) -> World {
    let mut world = World::new(settings);
    world.tell(Event::Timer);
    world.run_for(10 * MINUTE);
    world
}

fn moved(world: &mut World, family: Family, to: Option<&str>) {
    match to {
        Some(to) => world.address.insert(family, to.parse().unwrap()),
        None => world.address.remove(&family),
    };
    world.tell(Event::LinkMoved);
    world.run_for(10 * MINUTE);
}

fn last(world: &World) -> &[Change] {
    &world.requests.last().unwrap().2
}

fn phase(world: &World, record: &str) -> Phase {
    let status = world.story.scheduler.status();
    status.records[&record.parse().unwrap()].phase.clone()
}

#[test]
fn the_first_request_carries_both_families() {
    for service in ["inwx", "strato"] {
        let world = started(both(service));
        assert_eq!(world.requests.len(), 1, "{service}");
        assert_eq!(last(&world).len(), 2, "{service}");
        assert!(last(&world).iter().all(|change| change.beside.is_none()));
        assert!(world.all_proved());
    }
}

#[test]
fn a_family_that_stays_travels_along_with_the_one_that_moved() {
    for service in ["inwx", "strato"] {
        let mut world = started(both(service));
        moved(&mut world, Family::Ipv4, Some("203.0.113.8"));
        assert_eq!(world.requests.len(), 2, "{service}");
        let [change] = last(&world) else {
            panic!("one change: {:?}", last(&world));
        };
        assert_eq!(change.address.to_string(), "203.0.113.8");
        let beside = change.beside.map(|beside| beside.to_string());
        assert_eq!(beside.as_deref(), Some("2001:db8:1:2::7"), "{service}");
    }
}

#[test]
fn nothing_is_sent_while_the_other_family_is_unknown_and_the_reason_is_told() {
    for service in ["inwx", "strato"] {
        let mut world = started(both(service));
        world.address.remove(&Family::Ipv6);
        moved(&mut world, Family::Ipv4, Some("203.0.113.8"));
        assert_eq!(world.requests.len(), 1, "{service}: unknown is no write");
        let needs = Phase::NeedsOther {
            family: Family::Ipv6,
        };
        assert_eq!(phase(&world, "p/hem.example.se/ipv4"), needs);
        moved(&mut world, Family::Ipv6, Some("2001:db8:1:2::7"));
        assert_eq!(world.requests.len(), 2, "{service}");
        assert!(last(&world)[0].beside.is_some());
        world.run_for(10 * MINUTE);
        assert!(world.all_proved());
    }
}

#[test]
fn a_name_that_keeps_one_family_is_sent_alone_where_nobody_knows_what_happens() {
    let mut world = started(settings(vec![profile(
        "p",
        "strato",
        &["hem.example.se ipv4"],
    )]));
    moved(&mut world, Family::Ipv4, Some("203.0.113.8"));
    assert_eq!(world.requests.len(), 2);
    assert_eq!(last(&world)[0].beside, None);
}

#[test]
fn the_pace_of_a_name_counts_for_both_of_its_families() {
    let mut world = started(both("inwx"));
    world
        .address
        .insert(Family::Ipv4, "203.0.113.8".parse().unwrap());
    world.tell(Event::LinkMoved);
    world.run_for(MINUTE);
    world
        .address
        .insert(Family::Ipv6, "2001:db8:1:2::8".parse().unwrap());
    world.tell(Event::LinkMoved);
    world.run_for(10 * MINUTE);
    let times: Vec<Duration> = world.requests.iter().map(|(at, ..)| *at).collect();
    assert_eq!(times.len(), 3);
    assert!(times[2] - times[1] >= 5 * MINUTE, "{times:?}");
    assert!(world.all_proved());
}

fn noip(offline: bool) -> ProfileDraft {
    let mut draft = profile("p", "noip", &["hem.example.se ipv4"]);
    draft.name[0].offline = Some(offline);
    draft
}

fn wish(world: &mut World, offline: bool) {
    let settings = Box::new(settings(vec![noip(offline)]));
    world.tell(Event::SettingsChanged { settings });
    world.run_for(10 * MINUTE);
}

#[test]
fn one_request_puts_a_name_offline_and_one_brings_it_back() {
    let mut world = started(settings(vec![noip(false)]));
    assert!(!last(&world)[0].offline);
    wish(&mut world, true);
    assert_eq!(world.requests.len(), 2);
    assert!(last(&world)[0].offline);
    // Its address moves, a day passes, the program starts again: it stays offline, and nobody is told again.
    moved(&mut world, Family::Ipv4, Some("203.0.113.8"));
    world.run_for(24 * HOUR);
    world.restart();
    world.run_for(HOUR);
    assert_eq!(world.requests.len(), 2);
    wish(&mut world, false);
    assert_eq!(world.requests.len(), 3);
    assert!(!last(&world)[0].offline);
    assert_eq!(last(&world)[0].address.to_string(), "203.0.113.8");
    assert!(world.all_proved());
    world.run_for(24 * HOUR);
    assert_eq!(world.requests.len(), 3);
}

#[test]
fn a_name_comes_back_with_the_address_it_had() {
    let mut world = started(settings(vec![noip(false)]));
    wish(&mut world, true);
    wish(&mut world, false);
    let offline: Vec<bool> = world
        .requests
        .iter()
        .map(|(_, _, c)| c[0].offline)
        .collect();
    assert_eq!(offline, [false, true, false]);
    assert!(world.all_proved());
}

#[test]
fn a_lost_answer_to_coming_back_is_settled_by_dns() {
    let mut world = started(settings(vec![noip(false)]));
    wish(&mut world, true);
    world.cards = vec![Card::LostAfter];
    wish(&mut world, false);
    world.run_for(24 * HOUR);
    assert_eq!(world.requests.len(), 3, "DNS shows that it came back");
    assert!(world.all_proved());
}

#[test]
fn a_lost_answer_to_going_offline_is_asked_again() {
    let mut world = started(settings(vec![noip(false)]));
    world.cards = vec![Card::LostBefore];
    wish(&mut world, true);
    world.run_for(24 * HOUR);
    let offline: Vec<bool> = world
        .requests
        .iter()
        .map(|(_, _, c)| c[0].offline)
        .collect();
    assert_eq!(offline, [false, true, true]);
}

#[test]
fn dns_is_not_asked_about_a_name_that_is_offline() {
    let mut world = started(settings(vec![noip(false)]));
    wish(&mut world, true);
    // What the service shows meanwhile is its own.
    world.zone.insert(
        "p/hem.example.se/ipv4".parse().unwrap(),
        "198.51.100.9".parse().unwrap(),
    );
    world.run_for(24 * HOUR);
    assert_eq!(world.requests.len(), 2, "nobody fights the offline page");
    assert_eq!(phase(&world, "p/hem.example.se/ipv4"), Phase::UpToDate);
}

#[test]
fn a_feature_that_is_not_paid_for_stops_until_it_is_no_longer_asked_for() {
    let mut world = started(settings(vec![noip(false)]));
    world.cards = vec![Card::NotPaid];
    wish(&mut world, true);
    let latches = &world.story.scheduler.status().latches;
    assert_eq!(latches.len(), 1);
    assert_eq!(latches[0].refusal, Refusal::FeatureNotPaid);
    moved(&mut world, Family::Ipv4, Some("203.0.113.8"));
    assert_eq!(world.requests.len(), 2, "stopped");
    wish(&mut world, false);
    assert!(world.story.scheduler.status().latches.is_empty());
    assert_eq!(world.requests.len(), 3);
    assert!(!last(&world)[0].offline);
    assert!(world.all_proved());
}

#[test]
fn a_feature_refused_for_another_reason_is_not_released_by_other_settings() {
    let mut world = World::new(settings(vec![noip(false)]));
    world.cards = vec![Card::NotPaid];
    world.tell(Event::Timer);
    world.run_for(10 * MINUTE);
    let mut draft = noip(false);
    draft.label = Some("other".to_owned());
    let settings = Box::new(settings(vec![draft]));
    world.tell(Event::SettingsChanged { settings });
    world.run_for(10 * MINUTE);
    assert_eq!(world.story.scheduler.status().latches.len(), 1);
    assert_eq!(world.requests.len(), 1);
}

/// When requests left, in minutes after the first.
fn minutes(world: &World) -> Vec<u64> {
    let first = world.requests[0].0;
    let after = world
        .requests
        .iter()
        .map(|(at, ..)| (*at - first).as_secs() / 60);
    after.collect()
}

#[test]
fn the_third_not_found_in_a_row_stops() {
    let mut world = World::new(settings(vec![noip(false)]));
    world.cards = vec![Card::NotFound; 5];
    world.tell(Event::Timer);
    world.run_for(48 * HOUR);
    assert_eq!(world.requests.len(), 3);
    let latches = &world.story.scheduler.status().latches;
    assert_eq!(latches.len(), 1);
    assert_eq!(latches[0].refusal, Refusal::RequestRefused);
    assert_eq!(
        latches[0].bound,
        Bound::Profile {
            profile: "p".parse().unwrap()
        }
    );
}

#[test]
fn a_success_and_other_trouble_begin_the_count_anew() {
    let mut world = World::new(settings(vec![noip(false)]));
    world.cards = vec![
        Card::NotFound,
        Card::NotFound,
        Card::Busy,
        Card::NotFound,
        Card::NotFound,
    ];
    world.tell(Event::Timer);
    world.run_for(7 * 24 * HOUR);
    assert!(world.story.scheduler.status().latches.is_empty());
    assert!(world.all_proved());
}

#[test]
fn an_empty_answer_is_retried_after_five_minutes_and_then_as_trouble() {
    let mut world = World::new(settings(vec![noip(false)]));
    world.cards = vec![Card::Empty; 3];
    world.tell(Event::Timer);
    world.run_for(24 * HOUR);
    assert_eq!(minutes(&world), [0, 5, 35, 95]);
    assert!(world.all_proved());
}
