//! What the stories of this folder share.

use std::net::IpAddr;
use std::time::Duration;

use crate::common::one_name;
use crate::common::story::Story;
use crate::common::world::World;
use hemma_core::address::Family;
use hemma_core::finding::Finding;
use hemma_core::gate::GateState;
use hemma_core::health::ConditionKind;
use hemma_core::names::RecordId;
use hemma_core::scheduler::{Action, Event};
use hemma_core::whereabouts::NetworkFacts;

pub(crate) const MINUTE: Duration = Duration::from_secs(60);
pub(crate) const HOUR: Duration = Duration::from_secs(3600);
pub(crate) const DAY: Duration = Duration::from_secs(86_400);

pub(crate) fn hem() -> RecordId {
    "noip-1/hem.example.se/ipv4".parse().unwrap()
}

pub(crate) fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

/// One name, started and proved, and the least distance between two updates over.
pub(crate) fn proved() -> World {
    let mut world = World::new(one_name());
    world.tell(Event::Timer);
    world.run_for(10 * MINUTE);
    assert!(world.all_proved());
    world
}

/// The router gets a new address and the system says so.
pub(crate) fn change(world: &mut World, to: &str) {
    world.address.insert(Family::Ipv4, address(to));
    world.tell(Event::LinkMoved);
    world.run_for(MINUTE);
}

pub(crate) fn conditions(world: &World) -> Vec<ConditionKind> {
    let conditions = &world.story.scheduler.status().conditions;
    conditions
        .iter()
        .map(|condition| condition.kind.clone())
        .filter(|kind| *kind != ConditionKind::Rehearsal)
        .collect()
}

/// On a network where everything is as usual.
pub(crate) fn home() -> NetworkFacts {
    NetworkFacts {
        online: true,
        tunnel: false,
        network: None,
        ..NetworkFacts::default()
    }
}

/// Plays one round by hand: the same answer of every source that is asked.
pub(crate) fn one_round(story: &mut Story, tell: impl Fn(&str) -> Finding) {
    let mut todo = story.tell(Event::LinkMoved);
    story.clock += Duration::from_secs(1);
    todo.extend(story.tell(Event::Timer));
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
                finding: tell(source.as_str()),
                source,
            },
            Action::Publish { .. } => panic!("nothing may be published"),
            Action::Prove { .. } | Action::Remember { .. } | Action::Note { .. } => continue,
        };
        todo.extend(story.tell(event));
    }
}

pub(crate) fn gate(story: &Story) -> &GateState {
    &story.scheduler.status().gates[&Family::Ipv4].state
}
