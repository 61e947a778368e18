//! Simulated time: months and years in seconds.
#![allow(
    clippy::unwrap_used,
    clippy::needless_pass_by_value,
    reason = "helpers of tests"
)]

mod common;

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::time::Duration;

use common::world::{Card, World};
use common::{checked, profile, rehearsal, settings};
use hemma_core::address::Family;
use hemma_core::history::EntryKind;
use hemma_core::scheduler::{Action, Event};

const DAY: Duration = Duration::from_secs(86_400);

fn household() -> World {
    household_with_interval("5m")
}

/// Years are looked at less often, or their simulation would take minutes.
fn household_with_interval(interval: &str) -> World {
    let mut draft = rehearsal();
    draft.detection.interval = Some(interval.to_owned());
    draft.profile = vec![
        profile(
            "noip-1",
            "noip",
            &["hem.example.se ipv4 ipv6", "nas.example.se ipv4"],
        ),
        profile("dyn-1", "dyndns2", &["shed.example.se ipv4"]),
    ];
    let mut world = World::new(checked(draft));
    world.tell(Event::Timer);
    world.run_for(Duration::from_secs(600));
    assert!(world.all_proved());
    world
}

#[test]
fn a_month_without_a_change_sends_nothing_restarts_sleep_and_checks_included() {
    let mut world = household();
    let before = world.requests.len();
    for day in 0..30u32 {
        world.run_for(DAY / 2);
        match day % 4 {
            0 => world.restart(),
            1 => world.tell(Event::CheckNow),
            2 => world.tell(Event::WokeUp {
                slept: Duration::from_secs(3600),
            }),
            _ => world.tell(Event::LinkMoved),
        }
        world.run_for(DAY / 2);
    }
    assert_eq!(world.requests.len(), before);
    assert!(world.all_proved());
}

#[test]
fn a_year_with_two_hundred_changes_runs_in_seconds_and_each_change_reaches_its_proof() {
    let mut world = household_with_interval("2h");
    let before = world.requests.len();
    for change in 0..200u32 {
        let address = IpAddr::from([198, 51, 100, u8::try_from(change).unwrap()]);
        world.address.insert(Family::Ipv4, address);
        if change % 2 == 0 {
            world.tell(Event::LinkMoved);
        }
        // Without an event the ordinary check finds it.
        world.run_for(Duration::from_secs(3 * 3600));
        assert!(world.all_proved(), "change {change}");
        world.run_for(DAY * 365 / 200 - Duration::from_secs(3 * 3600));
    }
    // Two services: two requests per change, the two names at No-IP in one.
    assert_eq!(world.requests.len() - before, 400);
    assert!(world.story.clock >= DAY * 364);
}

#[test]
fn a_bad_year_of_a_service_is_borne_without_hammering_it() {
    let mut world = household();
    let before = world.requests.len();
    let address: IpAddr = "198.51.100.7".parse().unwrap();
    world.address.insert(Family::Ipv4, address);
    world.cards = vec![Card::Busy; 1000];
    world.tell(Event::LinkMoved);
    world.run_for(DAY * 7);
    let noip = |requests: &[(Duration, _, Vec<hemma_core::scheduler::Change>)]| {
        requests
            .iter()
            .filter(|(_, _, changes)| changes[0].record.profile.as_str() == "noip-1")
            .map(|(at, ..)| *at)
            .collect::<Vec<_>>()
    };
    let times = noip(&world.requests[before..]);
    assert!(
        times.len() < 50,
        "{} requests in a week of 911",
        times.len()
    );
    for pair in times.windows(2) {
        assert!(pair[1] - pair[0] >= Duration::from_secs(1800));
    }
    // When it is well again, the change arrives within the longest wait.
    world.cards.clear();
    world.run_for(Duration::from_secs(5 * 3600));
    assert!(world.all_proved());
}

#[test]
fn nothing_is_sent_to_a_stopped_profile_for_a_year_restarts_included() {
    let mut world = household_with_interval("6h");
    let before = world.requests.len();
    world.cards = vec![Card::Good, Card::Badauth];
    for week in 0..52u32 {
        let address = IpAddr::from([198, 51, 100, u8::try_from(week).unwrap()]);
        world.address.insert(Family::Ipv4, address);
        world.run_for(DAY * 7);
        world.restart();
        world.tell(Event::CheckNow);
    }
    let stopped: BTreeSet<_> = world
        .story
        .memory
        .latches
        .iter()
        .map(|latch| latch.profile.as_str().to_owned())
        .collect();
    assert_eq!(stopped.len(), 1);
    let to_stopped = world.requests[before..]
        .iter()
        .filter(|(_, _, changes)| stopped.contains(changes[0].record.profile.as_str()))
        .count();
    assert_eq!(to_stopped, 1, "the refused request alone");
    assert_eq!(world.requests.len() - before, 1 + 52, "the other goes on");
}

#[test]
fn a_week_of_constant_motion_still_keeps_the_names() {
    let mut world = household();
    for hour in 0..(24 * 7u32) {
        if hour % 24 == 0 {
            let address = IpAddr::from([198, 51, 100, u8::try_from(hour / 24).unwrap()]);
            world.address.insert(Family::Ipv4, address);
        }
        for _ in 0..20 {
            world.run_for(Duration::from_millis(350));
            world.tell(Event::LinkMoved);
        }
        world.run_for(Duration::from_secs(3600));
        assert!(world.all_proved(), "hour {hour}");
    }
}

#[test]
fn the_idle_scheduler_wakes_a_few_times_an_hour() {
    let mut world = household();
    let before = world.steps;
    world.run_for(DAY);
    let wakes_per_hour = (world.steps - before) / 24;
    // A check: its timer, where we are, one look per family; and a DNS question per record once an hour.
    assert!(wakes_per_hour <= 70, "{wakes_per_hour} steps an hour");
}

#[test]
fn a_service_that_lets_names_lapse_is_refreshed_every_week_and_no_oftener() {
    let mut world = World::new(settings(vec![profile(
        "hostup-1",
        "hostup",
        &["hem.example.se ipv4"],
    )]));
    world.tell(Event::Timer);
    world.run_for(DAY * 36);
    let times: Vec<_> = world.requests.iter().map(|(at, ..)| *at).collect();
    assert_eq!(times.len(), 6, "the first, and one each week");
    for pair in times.windows(2) {
        let distance = pair[1] - pair[0];
        assert!(distance >= DAY * 7 && distance < DAY * 8, "{distance:?}");
    }
}

#[test]
fn a_hundred_names_at_a_service_of_twenty_take_five_requests() {
    let names: Vec<_> = (0..100)
        .map(|number| format!("host{number:03}.example.se ipv4"))
        .collect();
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let mut world = World::new(settings(vec![profile("dyn-1", "dyndns2", &names)]));
    world.tell(Event::Timer);
    world.run_for(Duration::from_secs(60));
    assert_eq!(world.requests.len(), 5);
    assert!(world.all_proved());
}

#[test]
fn names_that_would_pass_six_kilobytes_are_split() {
    let names: Vec<_> = (0..100)
        .map(|number| format!("{}{number:03}.example.se ipv4", "long-label-".repeat(4)))
        .collect();
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let mut world = World::new(settings(vec![profile("noip-1", "noip", &names)]));
    world.tell(Event::Timer);
    world.run_for(Duration::from_secs(60));
    assert_eq!(world.requests.len(), 2);
    for (_, _, changes) in &world.requests {
        let names: usize = changes
            .iter()
            .map(|change| change.record.name.as_str().len() + 3)
            .sum();
        assert!(names < 6000);
    }
}

#[test]
fn the_journal_of_a_quiet_month_is_short() {
    let mut world = household();
    world.keep_actions = true;
    world.run_for(DAY * 30);
    let notes = world
        .actions
        .iter()
        .filter(|(_, action)| matches!(action, Action::Note { .. }))
        .count();
    let remembered = world
        .actions
        .iter()
        .filter(|(_, action)| matches!(action, Action::Remember { .. }))
        .count();
    assert_eq!(
        (notes, remembered),
        (0, 0),
        "nothing happened, nothing is written"
    );
    let sent = world.actions.iter().any(|(_, action)| {
        matches!(action, Action::Note { entry } if matches!(entry.kind, EntryKind::Sent { .. }))
    });
    assert!(!sent);
}

#[test]
fn a_thousand_names_that_are_right_already_are_taken_as_they_are_a_part_in_each_step() {
    let names: Vec<String> = (0..1_000)
        .map(|name| format!("host-{name}.example.se ipv4"))
        .collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut draft = rehearsal();
    draft.profile = vec![profile("noip-1", "noip", &names)];
    let settings = checked(draft);
    let records: Vec<_> = settings.records().map(|(record, ..)| record).collect();
    assert_eq!(records.len(), 1_000);
    let mut world = World::new(settings);
    for record in records {
        world.zone.insert(record, world.address[&Family::Ipv4]);
    }
    world.keep_actions = true;
    // DNS has told of every name before the first look succeeds.
    world.deaf = 6;
    world.tell(Event::Timer);
    world.run_for(Duration::from_secs(300));

    assert!(world.all_proved());
    assert_eq!(world.requests, []);
    let mut noted = std::collections::BTreeMap::new();
    for (at, action) in &world.actions {
        if let Action::Note { entry } = action
            && matches!(entry.kind, EntryKind::Proved { .. })
        {
            *noted.entry(*at).or_insert(0) += 1;
        }
    }
    assert_eq!(noted.values().sum::<u32>(), 1_000);
    assert!(noted.values().all(|together| *together <= 200), "{noted:?}");
}
