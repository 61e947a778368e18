//! The rows of the failure catalogue that the judgement keeps, each told by its id.
#![allow(
    clippy::unwrap_used,
    clippy::needless_pass_by_value,
    reason = "helpers of tests"
)]

#[path = "../common/mod.rs"]
mod common;
mod home;
mod ipv6;
mod services;
mod stage;
mod voices;
mod writers;

use std::time::Duration;

use common::story::Story;
use common::world::{Card, World};
use common::{checked, one_name, profile, rehearsal, settings};
use hemma_core::address::Family;
use hemma_core::finding::{Finding, LookProblem};
use hemma_core::gate::{GateState, HeldReason};
use hemma_core::health::ConditionKind;
use hemma_core::memory::{Memory, Wait};
use hemma_core::scheduler::{Action, Event};
use hemma_core::status::Phase;
use hemma_core::time::{Mono, Now, Timestamp};
use hemma_core::whereabouts::Whereabouts;
use stage::*;

#[test]
fn f02_f04_one_operator_alone_changes_nothing() {
    let mut story = Story::new(one_name());
    one_round(&mut story, |source| match source {
        "ipify" => Finding::Found {
            address: address("203.0.113.7"),
        },
        _ => Finding::Unknown {
            problem: LookProblem::TimedOut,
        },
    });
    let expected = HeldReason::OneVoice {
        address: address("203.0.113.7"),
    };
    assert_eq!(*gate(&story), GateState::Held { reason: expected });
}

#[test]
fn f02_two_sources_of_one_operator_are_one_voice() {
    let mut draft = rehearsal();
    draft.profile = vec![profile("noip-1", "noip", &["hem.example.se ipv4"])];
    for (source, id) in draft
        .detection
        .source
        .iter_mut()
        .zip(["cloudflare", "icanhazip"])
    {
        source.id = Some(id.to_owned());
    }
    let mut story = Story::new(checked(draft));
    one_round(&mut story, |source| match source {
        "cloudflare" | "icanhazip" => Finding::Found {
            address: address("203.0.113.7"),
        },
        _ => Finding::Unknown {
            problem: LookProblem::TimedOut,
        },
    });
    assert!(matches!(
        gate(&story),
        GateState::Held {
            reason: HeldReason::OneVoice { .. }
        }
    ));
}

#[test]
fn f05_disagreement_means_hold() {
    let mut story = Story::new(one_name());
    one_round(&mut story, |source| Finding::Found {
        address: address(match source {
            "ipify" => "203.0.113.1",
            "ident.me" => "203.0.113.2",
            "seeip" => "203.0.113.3",
            _ => "203.0.113.4",
        }),
    });
    assert!(matches!(
        gate(&story),
        GateState::Held {
            reason: HeldReason::Disagree { .. }
        }
    ));
}

#[test]
fn f06_a_private_address_is_never_published_however_many_agree() {
    let mut story = Story::new(one_name());
    one_round(&mut story, |_| Finding::Found {
        address: address("192.168.1.4"),
    });
    assert!(matches!(
        gate(&story),
        GateState::Held {
            reason: HeldReason::NotPublishable { .. }
        }
    ));
}

#[test]
fn f07_while_a_tunnel_owns_the_route_nothing_is_looked_at_or_sent() {
    let mut world = proved();
    world.facts.tunnel = true;
    let before = world.requests.len();
    change(&mut world, "198.51.100.1");
    world.run_for(DAY);
    assert_eq!(world.requests.len(), before);
    assert!(matches!(
        world.story.scheduler.status().whereabouts,
        Whereabouts::Away { .. }
    ));
}

#[test]
fn f10_an_address_that_flips_between_two_lines_must_stay_before_it_is_believed() {
    let mut world = proved();
    for to in ["198.51.100.1", "203.0.113.7", "198.51.100.1"] {
        change(&mut world, to);
        world.run_for(5 * MINUTE);
    }
    let before = world.requests.len();
    world.address.insert(Family::Ipv4, address("203.0.113.7"));
    world.tell(Event::LinkMoved);
    world.run_for(Duration::from_secs(30));
    assert_eq!(world.requests.len(), before);
    let gate = &world.story.scheduler.status().gates[&Family::Ipv4].state;
    assert!(matches!(
        gate,
        GateState::Held {
            reason: HeldReason::Dwelling { .. }
        }
    ));
    world.run_for(10 * MINUTE);
    assert!(world.all_proved());
}

#[test]
fn f16_an_answer_of_the_other_family_is_no_answer() {
    let mut story = Story::new(one_name());
    one_round(&mut story, |_| Finding::Found {
        address: address("2001:db8::1"),
    });
    assert_eq!(
        *gate(&story),
        GateState::Held {
            reason: HeldReason::NobodyKnows
        }
    );
}

#[test]
fn f18_an_outage_deletes_and_writes_nothing() {
    let mut world = proved();
    world.deaf = u32::MAX;
    world.dns_dead = u32::MAX;
    world.keep_actions = true;
    let before = world.story.memory.clone();
    world.run_for(3 * DAY);
    assert_eq!(world.requests.len(), 1);
    assert_eq!(world.story.memory, before);
}

#[test]
fn f24_no_change_again_and_again_ends_before_the_service_calls_it_abuse() {
    let mut world = proved();
    world.cards = vec![Card::Nochg; 100];
    for number in 1..100u8 {
        change(&mut world, &format!("198.51.100.{number}"));
        world.run_for(20 * MINUTE);
    }
    let stopped = world.story.memory.latches.len();
    assert_eq!(stopped, 1);
    assert_eq!(world.requests.len(), 1 + 6);
}

#[test]
fn f24_our_own_resend_after_a_lost_answer_does_not_count_as_unexpected() {
    let mut world = World::new(one_name());
    world.cards = vec![Card::Nochg, Card::LostBefore];
    world.tell(Event::Timer);
    world.run_for(HOUR);
    assert!(world.all_proved());
    assert_eq!(world.story.memory.records[&hem()].nochg, 0);
}

#[test]
fn f25_f43_dns_is_asked_once_an_hour_even_when_all_is_well() {
    let mut world = proved();
    world.keep_actions = true;
    world.run_for(DAY);
    let asked = world
        .actions
        .iter()
        .filter(|(_, action)| matches!(action, Action::Prove { .. }))
        .count();
    assert!((20..=24).contains(&asked), "{asked}");
}

#[test]
fn f27_a_failed_lookup_is_not_a_difference() {
    let mut world = proved();
    world.dns_dead = u32::MAX;
    world.run_for(7 * DAY);
    assert_eq!(world.requests.len(), 1);
    let status = &world.story.scheduler.status().records[&hem()];
    assert_eq!(status.phase, Phase::UpToDate);
}

#[test]
fn f28_after_abuse_nothing_is_sent_until_a_person_acts() {
    let mut world = proved();
    world.cards = vec![Card::Abuse];
    change(&mut world, "198.51.100.1");
    world.run_for(60 * DAY);
    assert_eq!(world.requests.len(), 2);
    let bound = world.story.memory.latches[0].bound.clone();
    world.tell(Event::Release { bound });
    world.run_for(MINUTE);
    assert!(world.all_proved());
}

#[test]
fn f30_a_source_that_asked_to_be_left_alone_is_left_alone() {
    let mut story = Story::new(one_name());
    one_round(&mut story, |source| match source {
        "ipify" => Finding::Unknown {
            problem: LookProblem::Refused {
                retry_after_seconds: Some(5),
            },
        },
        _ => Finding::Unknown {
            problem: LookProblem::TimedOut,
        },
    });
    for minutes in 0..50u32 {
        story.clock = MINUTE * minutes + Duration::from_secs(2);
        one_round(&mut story, |source| {
            assert_ne!(source, "ipify", "asked again after {minutes} minutes");
            Finding::Unknown {
                problem: LookProblem::TimedOut,
            }
        });
    }
}

#[test]
fn f31_requests_to_one_service_leave_one_at_a_time_with_a_gap() {
    let profiles = (1..=5)
        .map(|number| {
            let name = format!("host{number}.example.se ipv4");
            profile(&format!("noip-{number}"), "noip", &[&name])
        })
        .collect();
    let mut world = World::new(settings(profiles));
    world.tell(Event::Timer);
    world.run_for(MINUTE);
    let times: Vec<_> = world.requests.iter().map(|(at, ..)| *at).collect();
    assert_eq!(times.len(), 5);
    for pair in times.windows(2) {
        assert!(pair[1] - pair[0] >= Duration::from_secs(1));
    }
}

#[test]
fn f32_while_memory_cannot_be_written_the_distance_grows() {
    let mut world = proved();
    world.tell(Event::Disk { writable: false });
    world.run_for(6 * MINUTE);
    change(&mut world, "198.51.100.1");
    assert_eq!(world.requests.len(), 1);
    assert!(conditions(&world).contains(&ConditionKind::StateNotWritable));
    world.run_for(30 * MINUTE);
    assert_eq!(world.requests.len(), 2);
}

#[test]
fn f42_a_failed_update_is_not_taken_for_a_success() {
    let mut world = proved();
    world.cards = vec![Card::Busy];
    change(&mut world, "198.51.100.1");
    let facts = &world.story.memory.records[&hem()];
    assert_eq!(
        facts.confirmed.unwrap().address.ip(),
        address("203.0.113.7")
    );
    assert_eq!(facts.intent, None);
    world.restart();
    world.run_for(HOUR);
    assert!(world.all_proved());
}

#[test]
fn f45_a_new_name_is_set_although_the_address_is_old() {
    let mut world = proved();
    let names = ["hem.example.se ipv4", "nas.example.se ipv4"];
    let settings = settings(vec![profile("noip-1", "noip", &names)]);
    world.tell(Event::SettingsChanged {
        settings: Box::new(settings),
    });
    world.run_for(MINUTE);
    assert!(world.all_proved());
    assert_eq!(world.requests.len(), 2);
    assert_eq!(world.requests[1].2.len(), 1, "the new name alone");
}

#[test]
fn f47_waits_from_a_future_the_clock_no_longer_knows_last_no_longer_than_they_were_made_for() {
    let wait = Wait {
        bound: hemma_core::latch::Bound::Service {
            service: "noip".parse().unwrap(),
        },
        set: "2030-01-01T00:00:00Z".parse().unwrap(),
        until: "2030-01-01T00:30:00Z".parse().unwrap(),
    };
    let memory = Memory {
        waits: vec![wait],
        ..Memory::default()
    };
    let mut world = World::new(one_name());
    world.story = Story::remembering(one_name(), memory);
    world.tell(Event::Timer);
    world.run_for(29 * MINUTE);
    assert!(world.requests.is_empty());
    world.run_for(2 * MINUTE);
    assert_eq!(world.requests.len(), 1);
}

#[test]
fn f47_a_clock_set_back_by_ten_years_neither_stops_nor_hurries_anything() {
    let mut world = proved();
    world.cards = vec![Card::Busy];
    change(&mut world, "198.51.100.1");
    let asked = world.requests.len();
    world.story.wall_off = jiff::SignedDuration::from_hours(-87_600);
    world.tell(Event::Timer);
    world.run_for(10 * MINUTE);
    assert_eq!(world.requests.len(), asked);
    world.run_for(HOUR);
    assert!(world.all_proved());
}

#[test]
fn f51_a_start_without_network_is_quiet_at_first_and_recovers_by_itself() {
    let mut world = World::new(one_name());
    world.facts.online = false;
    world.tell(Event::Timer);
    world.run_for(Duration::from_secs(50));
    assert_eq!(conditions(&world), []);
    world.run_for(Duration::from_secs(20));
    assert_eq!(conditions(&world), [ConditionKind::NoNetwork]);
    world.facts.online = true;
    world.run_for(6 * MINUTE);
    assert!(world.all_proved());
}

#[test]
fn f52_the_network_coming_up_ends_every_wait_that_only_the_network_caused() {
    let mut world = proved();
    world.cards = vec![Card::Unsent; 1000];
    change(&mut world, "198.51.100.1");
    world.run_for(6 * HOUR);
    world.cards.clear();
    let before = world.requests.len();
    world.tell(Event::LinkMoved);
    world.run_for(Duration::from_secs(1));
    assert_eq!(world.requests.len(), before + 1, "at once");
}

#[test]
fn f52_the_network_coming_up_does_not_shorten_what_a_service_demanded() {
    let mut world = proved();
    world.cards = vec![Card::Busy];
    change(&mut world, "198.51.100.1");
    let before = world.requests.len();
    for _ in 0..14 {
        world.tell(Event::LinkMoved);
        world.run_for(2 * MINUTE);
    }
    assert_eq!(world.requests.len(), before);
}

#[test]
fn f53_waits_after_passing_failures_are_capped() {
    let mut world = proved();
    world.cards = vec![Card::Unsent; 1000];
    change(&mut world, "198.51.100.1");
    world.run_for(2 * DAY);
    let times: Vec<_> = world.requests.iter().map(|(at, ..)| *at).collect();
    let longest = times.windows(2).map(|pair| pair[1] - pair[0]).max();
    assert!(longest.unwrap() <= 16 * MINUTE, "{longest:?}");
}

#[test]
fn f54_f59_after_sleep_nothing_is_sent_before_the_network_has_settled_and_been_looked_at() {
    let mut world = proved();
    world.cards = vec![Card::Busy];
    change(&mut world, "198.51.100.1");
    let before = world.requests.len();
    // The machine sleeps through the wait and wakes in a hotel, behind a tunnel.
    world.facts.tunnel = true;
    world.story.clock += 8 * HOUR;
    world.tell(Event::WokeUp { slept: 8 * HOUR });
    world.run_for(HOUR);
    assert_eq!(world.requests.len(), before);
    world.facts.tunnel = false;
    world.tell(Event::LinkMoved);
    world.run_for(MINUTE);
    assert!(world.all_proved());
}

#[test]
fn f60_f64_an_answer_that_was_lost_is_looked_for_in_dns_before_anything_is_sent_again() {
    let mut world = proved();
    world.cards = vec![Card::LostAfter];
    change(&mut world, "198.51.100.1");
    assert!(world.all_proved());
    assert_eq!(world.requests.len(), 2);
}

#[test]
fn f65_a_hundred_failures_of_one_kind_are_one_condition_and_one_line_of_history() {
    let mut world = proved();
    world.keep_actions = true;
    world.deaf = u32::MAX;
    world.run_for(DAY);
    let notes = world
        .actions
        .iter()
        .filter(|(_, action)| matches!(action, Action::Note { .. }))
        .count();
    assert_eq!(notes, 1);
    assert_eq!(
        conditions(&world),
        [ConditionKind::AddressUnknown {
            family: Family::Ipv4
        }]
    );
}

#[test]
fn a_scheduler_built_at_the_end_of_time_does_not_panic() {
    let now = Now {
        mono: Mono(Duration::MAX),
        wall: Timestamp::MAX,
    };
    let mut scheduler = hemma_core::scheduler::Scheduler::new(now, one_name(), Memory::default());
    let actions = scheduler.step(now, Event::Timer);
    assert!(!actions.is_empty());
}
