//! The ten laws of the scheduler (`ARCHITECTURE.md`), over random stories.
//!
//! A story is a list of happenings dealt by proptest: things the world does, things people do, and plain nonsense. An
//! [`Auditor`] keeps its own books from the outside, without looking at how the scheduler keeps its own.
#![allow(
    clippy::unwrap_used,
    clippy::needless_pass_by_value,
    reason = "helpers of tests"
)]

mod auditor;
#[path = "../common/mod.rs"]
mod common;
mod happenings;
mod left_out;
mod nonsense;
mod places;

use std::time::Duration;

use auditor::Auditor;
use common::world::{Card, World};
use happenings::*;
use hemma_core::scheduler::Event;
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    /// Laws 1 to 7 and 10: the auditor asserts them at every step.
    #[test]
    fn no_story_breaks_a_law(happenings in story()) {
        Auditor::new(settings_number(0)).play(&happenings);
    }

    /// Law 3: whatever happens, rounds in which nobody knows publish nothing.
    #[test]
    fn unknown_changes_nothing_that_is_published(happenings in story()) {
        let deaf: Vec<_> = happenings
            .into_iter()
            .map(|happening| match happening {
                Happening::Serve { card, dns, .. } => Happening::Serve { echoes: vec![3; 64], card, dns },
                other => other,
            })
            .collect();
        let mut auditor = Auditor::new(settings_number(0));
        auditor.play(&deaf);
        prop_assert!(auditor.used.is_empty());
        prop_assert!(auditor.story.memory.known.is_empty());
    }

    /// Law 2 where it matters most: guarded networks, a tunnel that one profile follows, portals.
    #[test]
    fn no_story_publishes_from_a_place_that_is_not_home(
        guarded in 7u8..10,
        happenings in story(),
    ) {
        Auditor::new(settings_number(guarded)).play(&happenings);
    }

    /// Law 2: nobody was asked yet, and nobody says where home is: nothing is published, wherever the story goes.
    #[test]
    fn before_home_is_named_nothing_is_published(happenings in story()) {
        let silent: Vec<_> = happenings
            .into_iter()
            .filter(|happening| !matches!(happening, Happening::Settings(_)))
            .collect();
        let mut auditor = Auditor::new(settings_number(8));
        auditor.play(&silent);
        prop_assert!(auditor.used.is_empty());
    }

    /// Law 9: the same events at the same times give the same actions.
    #[test]
    fn the_same_story_goes_the_same_way(happenings in story()) {
        let mut one = Auditor::new(settings_number(3));
        let mut other = Auditor::new(settings_number(3));
        one.play(&happenings);
        other.play(&happenings);
        prop_assert_eq!(one.log, other.log);
    }

    /// Law 8: after any trouble that needs no person, a healthy world brings every record to its proof within a bound.
    #[test]
    fn a_healthy_world_brings_every_record_to_its_proof(
        cards in prop::collection::vec(prop_oneof![
            Just(Card::Busy), Just(Card::TooOften), Just(Card::LostAfter), Just(Card::LostBefore),
            Just(Card::Unsent), Just(Card::Locked), Just(Card::Silent), Just(Card::Nochg),
        ], 0..6),
        deaf in 0u32..20,
        dns_dead in 0u32..40,
        restarts in prop::collection::vec(0u64..3_000_000, 0..4),
    ) {
        let mut world = World::new(settings_number(0));
        world.cards = cards;
        world.deaf = deaf;
        world.dns_dead = dns_dead;
        world.tell(Event::Timer);
        for pause in restarts {
            world.run_for(Duration::from_millis(pause));
            world.restart();
        }
        for _ in 0..24 {
            if !world.all_proved() {
                world.run_for(Duration::from_secs(3600));
            }
        }
        prop_assert!(world.all_proved(), "{:#?}", world.story.scheduler.status().records);
    }

    /// Whoever else writes the name, whenever, and whatever else happens: without a person it is put right at most once
    /// a day (F50).
    #[test]
    fn nobody_is_fought_more_than_once_a_day(
        writes in prop::collection::vec((1u64..500, 0u8..6), 1..12),
    ) {
        let mut world = World::new(common::one_name());
        world.tell(Event::Timer);
        world.run_for(Duration::from_secs(600));
        let (record, _, _) = world.story.settings.records().next().unwrap();
        for (minutes, beside) in writes {
            match beside {
                0 => { world.zone.remove(&record); }
                _ => { world.zone.insert(record.clone(), "198.51.100.66".parse().unwrap()); }
            }
            match beside {
                1 => world.restart(),
                2 => world.tell(Event::LinkMoved),
                3 => world.tell(Event::CheckNow),
                4 => {
                    let at = world.story.now().wall;
                    world.tell(Event::WrittenElsewhere { record: record.clone(), at });
                }
                _ => {}
            }
            world.run_for(Duration::from_secs(60 * minutes));
        }
        let repairs: Vec<_> = world.requests.iter().skip(1).map(|(at, _, _)| *at).collect();
        for pair in repairs.windows(2) {
            // The sightings lie a day apart; the pace may let one repair leave later than the other.
            prop_assert!(pair[1] - pair[0] > Duration::from_secs(23 * 3600), "{repairs:?}");
        }
    }
}
