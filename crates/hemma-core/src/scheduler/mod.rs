//! The state machine that ties gate, latches, pace and memory together.
//!
//! It is driven by one task: `step` takes one event and returns what to do, `next_wake` says when to come back. It does
//! nothing by itself.

mod event;

pub use event::{Action, AttemptId, Change, Event, Job, RoundId};

use crate::memory::Memory;
use crate::settings::Settings;
use crate::status::{Reason, Status};
use crate::time::{Mono, Now};

/// The scheduler. See `ARCHITECTURE.md` for its laws; `tests/laws.rs` proves them.
#[derive(Debug)]
pub struct Scheduler {
    _settings: Settings,
    _memory: Memory,
    status: Status,
}

impl Scheduler {
    /// Builds a scheduler that will look as soon as it gets its first [`Event::Timer`].
    #[must_use]
    pub fn new(_now: Now, settings: Settings, memory: Memory) -> Self {
        let status = Status {
            whereabouts: crate::whereabouts::Whereabouts::NotKnownYet,
            pause: memory.pause,
            gates: std::collections::BTreeMap::new(),
            records: std::collections::BTreeMap::new(),
            latches: memory.latches.clone(),
            conditions: Vec::new(),
            last_check: None,
            next_check: None,
        };
        Self {
            _settings: settings,
            _memory: memory,
            status,
        }
    }

    /// Takes one event and returns what to do, in order. The driver carries out each action before it begins the next;
    /// a [`Action::Remember`] is on disk before a following [`Action::Publish`] leaves.
    pub fn step(&mut self, _now: Now, _event: Event) -> Vec<Action> {
        Vec::new()
    }

    /// Returns the earliest moment at which [`Event::Timer`] may change anything, and why.
    #[must_use]
    pub fn next_wake(&self) -> Option<(Mono, Reason)> {
        None
    }

    /// Returns the state as facts, as of the last step.
    #[must_use]
    pub fn status(&self) -> &Status {
        &self.status
    }
}
