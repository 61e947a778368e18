//! Other writers of a name, carrier NAT, and what DNS can and cannot say (F11, F18, F19, F27, F50).

use hemma_core::address::Family;
use hemma_core::finding::{Finding, LookProblem};
use hemma_core::health::{ConditionKind, Severity};
use hemma_core::latch::Bound;
use hemma_core::names::RecordId;
use hemma_core::scheduler::{Action, Event};
use hemma_core::settings::Settings;
use hemma_core::status::Phase;
use hemma_core::time::later;
use hemma_core::verdict::Refusal;

use crate::common::one_name;
use crate::common::story::Story;
use crate::common::world::World;
use crate::stage::*;

const OTHER: &str = "198.51.100.66";

fn writes_elsewhere(world: &mut World) {
    world.zone.insert(hem(), address(OTHER));
}

/// Proved, written elsewhere twice within a day: held.
fn held() -> World {
    let mut world = proved();
    for _ in 0..2 {
        writes_elsewhere(&mut world);
        world.run_for(2 * HOUR);
    }
    assert_eq!(world.requests.len(), 2);
    assert_eq!(world.story.memory.latches.len(), 1);
    world
}

fn bound() -> Bound {
    Bound::Record { record: hem() }
}

fn is_second_writer(world: &World) -> bool {
    conditions(world).contains(&ConditionKind::SecondWriter { record: hem() })
}

#[test]
fn f19_a_record_removed_by_somebody_comes_back_once_and_then_a_person_is_asked() {
    let mut world = proved();
    world.zone.clear();
    world.run_for(2 * HOUR);
    assert_eq!(world.zone[&hem()], address("203.0.113.7"));
    assert_eq!(world.requests.len(), 2);
    assert!(!is_second_writer(&world), "once may be a mistake");

    world.zone.clear();
    world.run_for(7 * DAY);
    assert_eq!(world.requests.len(), 2);
    assert!(is_second_writer(&world));
}

#[test]
fn f27_silence_of_the_servers_is_no_sighting_of_a_second_writer() {
    let mut world = proved();
    writes_elsewhere(&mut world);
    world.run_for(2 * HOUR);
    world.dns_dead = 200;
    world.run_for(7 * DAY);
    assert_eq!(world.requests.len(), 2);
    assert!(world.story.memory.latches.is_empty());
}

#[test]
fn f27_servers_that_are_not_of_one_mind_are_asked_again_before_it_counts() {
    let mut story = Story::new(one_name());
    let mut world = proved();
    std::mem::swap(&mut story, &mut world.story);
    let ours = address("203.0.113.7");
    let mixed = vec![ours, address(OTHER)];
    let before = story.sent.len();
    ask_and_tell(&mut story, &[mixed.clone(), vec![ours]]);
    assert_eq!(story.memory.records[&hem()].elsewhere, None);
    // Twice in a row it is no late server any more.
    ask_and_tell(&mut story, &[mixed.clone(), mixed]);
    assert!(story.memory.records[&hem()].elsewhere.is_some());
    assert_eq!(story.sent.len(), before + 1);
}

/// Lets the hourly question come, and answers it and those that follow with these.
fn ask_and_tell(story: &mut Story, answers: &[Vec<std::net::IpAddr>]) {
    let mut answers = answers.iter();
    let mut quiet = 0;
    while answers.len() > 0 {
        quiet += 1;
        assert!(quiet < 10_000, "DNS is never asked");
        let Some(wake) = story.wake() else {
            panic!("nothing will ever happen");
        };
        story.clock = wake.max(story.clock);
        let mut todo = story.tell(Event::Timer);
        while let Some(action) = todo.pop() {
            let event = match action {
                Action::Locate { round } => Event::Located {
                    round,
                    facts: home(),
                },
                Action::Look {
                    round,
                    family,
                    source,
                } => Event::Looked {
                    round,
                    family,
                    source,
                    finding: Finding::Found {
                        address: address("203.0.113.7"),
                    },
                },
                Action::Prove { record, .. } => Event::DnsSeen {
                    record,
                    seen: match answers.next() {
                        Some(seen) => Ok(seen.clone()),
                        None => Err(LookProblem::TimedOut),
                    },
                },
                Action::Publish { .. } | Action::Remember { .. } | Action::Note { .. } => continue,
            };
            todo.extend(story.tell(event));
        }
    }
}

#[test]
fn f50_two_who_write_the_same_name_do_not_fight() {
    let mut world = proved();
    for _ in 0..48 {
        writes_elsewhere(&mut world);
        world.run_for(HOUR / 2);
    }
    assert_eq!(world.requests.len(), 2, "once more, and no fight");
    assert!(is_second_writer(&world));
    let shown = &world.story.scheduler.status().conditions;
    let severity = |one: &hemma_core::health::Condition| {
        matches!(one.kind, ConditionKind::SecondWriter { .. }).then_some(one.severity)
    };
    assert_eq!(shown.iter().find_map(severity), Some(Severity::Notice));
}

#[test]
fn f50_neither_a_restart_nor_a_week_nor_a_new_address_begins_the_fight_again() {
    let mut world = held();
    world.restart();
    world.run_for(7 * DAY);
    change(&mut world, "198.51.100.1");
    world.tell(Event::CheckNow);
    world.run_for(7 * DAY);
    assert_eq!(world.requests.len(), 2);
    assert!(is_second_writer(&world));
    assert_eq!(
        world.story.memory.latches[0].refusal,
        Refusal::WrittenElsewhere
    );
    let status = &world.story.scheduler.status().records[&hem()];
    assert_eq!(status.phase, Phase::Stopped { bound: bound() });
}

#[test]
fn f50_the_first_sighting_survives_a_restart() {
    let mut world = proved();
    writes_elsewhere(&mut world);
    world.run_for(2 * HOUR);
    assert_eq!(world.requests.len(), 2);
    world.restart();
    world.run_for(10 * MINUTE);
    writes_elsewhere(&mut world);
    world.run_for(DAY);
    assert_eq!(world.requests.len(), 2);
    assert!(is_second_writer(&world));
}

#[test]
fn f50_a_person_who_keeps_the_name_gets_it_back_and_is_asked_again_at_once() {
    let mut world = held();
    world.tell(Event::Release { bound: bound() });
    world.run_for(HOUR / 2);
    assert_eq!(world.requests.len(), 3);
    assert!(world.all_proved());
    assert!(!is_second_writer(&world));

    writes_elsewhere(&mut world);
    world.run_for(3 * HOUR);
    assert_eq!(world.requests.len(), 3, "not once more: it was a fight");
    assert!(is_second_writer(&world));
}

#[test]
fn f50_a_name_that_was_left_to_the_other_and_is_kept_again_is_sent() {
    let mut world = held();
    let all = world.story.settings.clone();
    let mut without = all.clone();
    for profile in without.profiles.values_mut() {
        profile.names.retain(|name| name.name != hem().name);
    }
    let tell = |world: &mut World, settings: &Settings| {
        let settings = Box::new(settings.clone());
        world.tell(Event::SettingsChanged { settings });
        world.run_for(HOUR);
    };
    tell(&mut world, &without);
    assert!(!is_second_writer(&world), "nobody is asked any more");
    assert_eq!(world.requests.len(), 2);
    // Another change of the settings is no wish to have it back.
    tell(&mut world, &without);
    assert_eq!(world.story.memory.latches.len(), 1);
    tell(&mut world, &all);
    assert_eq!(world.requests.len(), 3);
    assert!(world.all_proved());
}

#[test]
fn f50_a_foreign_call_in_the_services_log_counts_as_a_sighting() {
    let mut world = proved();
    let at = world.story.now().wall;
    let record: RecordId = hem();
    world.tell(Event::WrittenElsewhere { record, at });
    world.run_for(2 * HOUR);
    assert_eq!(world.requests.len(), 1, "DNS still shows ours");
    writes_elsewhere(&mut world);
    world.run_for(2 * HOUR);
    assert_eq!(world.requests.len(), 1, "it is the second sighting");
    assert!(is_second_writer(&world));
}

#[test]
fn f50_an_old_call_in_the_log_and_a_clock_of_tomorrow_make_no_quarrel() {
    let mut world = proved();
    let now = world.story.now().wall;
    let long_ago = now - jiff::SignedDuration::from_hours(48);
    for at in [long_ago, later(now, 48 * HOUR)] {
        let record = hem();
        world.tell(Event::WrittenElsewhere { record, at });
        assert!(world.story.memory.records[&hem()].elsewhere <= Some(now));
    }
    let record: RecordId = "nobody/nothing.example/ipv4".parse().unwrap();
    world.tell(Event::WrittenElsewhere { record, at: now });
    world.run_for(DAY);
    assert_eq!(world.requests.len(), 1);
    assert!(world.story.memory.latches.is_empty());
}

#[test]
fn f11_carrier_nat_is_said_once_and_stays_read_until_it_is_over() {
    let mut world = proved();
    let router = |world: &mut World, told: &str| {
        let round = world.story.round;
        world.tell(Event::Looked {
            round,
            family: Family::Ipv4,
            source: "router".parse().unwrap(),
            finding: Finding::Found {
                address: address(told),
            },
        });
    };
    let shown = |world: &World| conditions(world).contains(&ConditionKind::CarrierNat);
    router(&mut world, "100.64.3.4");
    assert!(shown(&world));
    assert_eq!(world.requests.len(), 1, "nothing is retried as if broken");

    let kind = ConditionKind::CarrierNat;
    world.tell(Event::Dismiss { kind });
    assert!(!shown(&world));
    world.restart();
    world.run_for(MINUTE);
    router(&mut world, "100.64.3.4");
    world.run_for(DAY);
    assert!(!shown(&world), "it was read");

    router(&mut world, "203.0.113.7");
    world.run_for(HOUR);
    assert_eq!(world.story.memory.dismissed, []);
    router(&mut world, "100.64.3.9");
    assert!(shown(&world), "it came back after it was over");
}

#[test]
fn f11_carrier_nat_is_not_told_away_from_home() {
    let mut world = proved();
    let round = world.story.round;
    world.tell(Event::Looked {
        round,
        family: Family::Ipv4,
        source: "router".parse().unwrap(),
        finding: Finding::Found {
            address: address("100.64.3.4"),
        },
    });
    world.facts.tunnel = true;
    world.tell(Event::LinkMoved);
    world.run_for(MINUTE);
    assert!(!conditions(&world).contains(&ConditionKind::CarrierNat));
}

#[test]
fn what_needs_a_person_cannot_be_put_away() {
    let mut world = held();
    let kind = ConditionKind::SecondWriter { record: hem() };
    world.tell(Event::Dismiss { kind });
    assert!(is_second_writer(&world));
    assert_eq!(world.story.memory.dismissed, []);
}
