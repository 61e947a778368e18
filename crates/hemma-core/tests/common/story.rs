//! A story: a scheduler with its memory on an imagined disk, driven by hand.

use std::time::Duration;

use hemma_core::memory::Memory;
use hemma_core::scheduler::{Action, AttemptId, Change, Event, RoundId, Scheduler};
use hemma_core::settings::Settings;
use hemma_core::time::{Mono, Now, later};
use jiff::SignedDuration;

use super::noon;

pub(crate) struct Story {
    pub(crate) scheduler: Scheduler,
    pub(crate) memory: Memory,
    pub(crate) settings: Settings,
    /// Time since the story began.
    pub(crate) clock: Duration,
    /// When this run of the program began.
    pub(crate) run_began: Duration,
    /// How far the wall clock is off.
    pub(crate) wall_off: SignedDuration,
    /// The last round asked for.
    pub(crate) round: RoundId,
    /// The last attempt sent.
    pub(crate) attempt: AttemptId,
    /// What the attempts carried, by id.
    pub(crate) sent: Vec<(AttemptId, Vec<Change>)>,
}

impl Story {
    pub(crate) fn new(settings: Settings) -> Self {
        Self::remembering(settings, Memory::default())
    }

    pub(crate) fn remembering(settings: Settings, memory: Memory) -> Self {
        let now = Now {
            mono: Mono(Duration::ZERO),
            wall: noon(),
        };
        Self {
            scheduler: Scheduler::new(now, settings.clone(), memory.clone()),
            memory,
            settings,
            clock: Duration::ZERO,
            run_began: Duration::ZERO,
            wall_off: SignedDuration::ZERO,
            round: RoundId(0),
            attempt: AttemptId(0),
            sent: Vec::new(),
        }
    }

    pub(crate) fn now(&self) -> Now {
        let wall = later(noon(), self.clock);
        Now {
            mono: Mono(self.clock.saturating_sub(self.run_began)),
            wall: wall.checked_add(self.wall_off).unwrap_or(wall),
        }
    }

    /// One event now; its actions, with what they write already on disk.
    pub(crate) fn tell(&mut self, event: Event) -> Vec<Action> {
        if let Event::SettingsChanged { settings } = &event {
            self.settings = (**settings).clone();
        }
        let actions = self.scheduler.step(self.now(), event);
        for action in &actions {
            match action {
                Action::Remember { change } => self.memory.apply(change.clone()),
                Action::Locate { round } => self.round = *round,
                Action::Publish {
                    attempt, changes, ..
                } => {
                    self.attempt = *attempt;
                    self.sent.push((*attempt, changes.clone()));
                }
                Action::Look { .. } | Action::Prove { .. } | Action::Note { .. } => {}
            }
        }
        actions
    }

    /// The program stops and starts again; only its disk stays.
    pub(crate) fn restart(&mut self) {
        self.run_began = self.clock;
        self.round = RoundId(0);
        self.scheduler = Scheduler::new(self.now(), self.settings.clone(), self.memory.clone());
    }

    /// When the scheduler wants to be woken, as time of the story.
    pub(crate) fn wake(&self) -> Option<Duration> {
        let (at, _) = self.scheduler.next_wake()?;
        Some(self.run_began.saturating_add(at.0))
    }
}
