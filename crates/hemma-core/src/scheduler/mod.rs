//! The state machine that ties gate, latches, pace and memory together.
//!
//! It is driven by one task: `step` takes one event and returns what to do, `next_wake` says when to come back. It does
//! nothing by itself.
//!
//! | File | Holds |
//! | --- | --- |
//! | `event` | what goes in and what comes out |
//! | `table` | records and profiles as the scheduler keeps them |
//! | `rounds` | when to look, when a round has ended, when the next one begins |
//! | `location` | where the computer is, and what that allows |
//! | `looks` | one round: whom to ask, and what is made of the answers |
//! | `sources` | which sources may be asked, and their cool-downs |
//! | `families` | per family: the gate's state, what is known, dwell |
//! | `standing` | what each record needs now, and what holds it back |
//! | `publishing` | which requests leave: one at a time per service, batched by its rules |
//! | `answers` | what an answer changes |
//! | `proving` | asking DNS: proof, lost answers |
//! | `writers` | other writers of our names: repaired once, then asked |
//! | `people` | check, pause, release, credentials, settings |
//! | `conditions` | what is worth showing |
//! | `view` | status and trail |

mod adoption;
mod answers;
mod conditions;
mod event;
mod families;
mod location;
mod looks;
mod people;
mod proving;
mod publishing;
mod rounds;
mod sources;
mod standing;
mod table;
mod view;
mod writers;

pub use event::{Action, AttemptId, Change, Event, Job, RoundId};

use std::collections::BTreeMap;
use std::time::Duration;

use crate::history::{Entry, EntryKind};
use crate::latch::{Bound, Latch};
use crate::memory::{Memory, MemoryChange};
use crate::names::{ProfileId, RecordId};
use crate::pace::Waits;
use crate::settings::Settings;
use crate::status::{Cause, Reason, Status};
use crate::time::{Mono, Now, between, later};

use conditions::Conditions;
use families::Families;
use location::Location;
use people::Pause;
use publishing::Attempt;
use rounds::Rounds;
use table::Table;

/// The wall clock may be nudged by this much between two readings before what is stored is written anew.
const CLOCK_TOLERANCE: Duration = Duration::from_millis(500);
/// A clock set back by this much is told in the journal; less is what time servers do.
const CLOCK_NEWS: Duration = Duration::from_secs(5);
/// Distances between requests are never longer than this: older departures need no correction.
const LONGEST_DISTANCE: Duration = Duration::from_secs(3600);

/// The scheduler. See `ARCHITECTURE.md` for its laws; `tests/laws.rs` proves them.
#[derive(Debug)]
pub struct Scheduler {
    settings: Settings,
    now: Now,
    begun: bool,
    leaving: bool,
    writable: bool,
    pause: Option<Pause>,
    rounds: Rounds,
    location: Location,
    families: Families,
    table: Table,
    latches: BTreeMap<Bound, Latch>,
    waits: Waits,
    attempts: BTreeMap<AttemptId, Attempt>,
    last_attempt: u64,
    conditions: Conditions,
    status: Status,
    out: Vec<Action>,
    wake: Option<(Mono, Reason)>,
}

impl Scheduler {
    /// Builds a scheduler that will look as soon as it gets its first [`Event::Timer`].
    #[must_use]
    pub fn new(now: Now, settings: Settings, memory: Memory) -> Self {
        let table = Table::build(&settings, memory.records, now);
        let mut scheduler = Self {
            now,
            begun: false,
            leaving: false,
            writable: true,
            pause: memory.pause.map(|pause| Pause::remembered(pause, now)),
            rounds: Rounds::new(now),
            location: Location::default(),
            families: Families::remembered(&memory.known, now),
            table,
            latches: memory
                .latches
                .into_iter()
                .map(|latch| (latch.bound.clone(), latch))
                .collect(),
            waits: Waits::remembered(&memory.waits, now),
            attempts: BTreeMap::new(),
            last_attempt: memory.last_attempt,
            conditions: Conditions::remembered(memory.dismissed),
            status: view::empty_status(),
            out: Vec::new(),
            wake: Some((now.mono, Reason::SafetyPoll)),
            settings,
        };
        scheduler
            .families
            .need(&scheduler.table, &scheduler.settings);
        scheduler.rebuild_status();
        scheduler
    }

    /// Takes one event and returns what to do, in order. The driver carries out each action before it begins the next;
    /// a [`Action::Remember`] is on disk before a following [`Action::Publish`] leaves.
    pub fn step(&mut self, now: Now, event: Event) -> Vec<Action> {
        self.read_clock(now);
        if !self.begun {
            self.begin();
        }
        self.take(event);
        self.end_pause_when_due();
        self.expire_rounds();
        self.expire_attempts();
        self.expire_proofs();
        self.run_rounds();
        self.survey();
        self.send();
        self.ask_dns();
        self.judge_conditions();
        self.refresh_status();
        self.wake = self.find_wake();
        std::mem::take(&mut self.out)
    }

    /// Returns the earliest moment at which [`Event::Timer`] may change anything, and why.
    #[must_use]
    pub fn next_wake(&self) -> Option<(Mono, Reason)> {
        self.wake
    }

    /// Returns the state as facts, as of the last step.
    #[must_use]
    pub fn status(&self) -> &Status {
        &self.status
    }

    fn take(&mut self, event: Event) {
        match event {
            Event::Timer => {}
            Event::LinkMoved => self.link_moved(Cause::LinkMoved),
            Event::RouterMoved => self.link_moved(Cause::RouterMoved),
            Event::WokeUp { slept } => self.woke_up(slept),
            Event::Located { round, facts } => self.located(round, Some(&facts)),
            Event::Looked {
                round,
                family,
                source,
                finding,
            } => {
                self.hear_router(&source, &finding);
                self.looked(round, family, &source, finding);
            }
            Event::Answered { attempt, outcome } => self.answered(attempt, outcome),
            Event::DnsSeen { record, seen } => self.dns_seen(&record, seen),
            Event::JobLost { job } => self.job_lost(job),
            Event::WrittenElsewhere { record, at } => self.other_writer_told(&record, at),
            Event::Dismiss { kind } => self.dismiss(&kind),
            Event::CheckNow => self.check_now(),
            Event::Pause { until } => self.pause_now(until),
            Event::Resume => self.resume(),
            Event::Release { bound } => self.release(&bound),
            Event::FollowLine { family, follow } => self.follow_line(family, follow),
            Event::CredentialEdited { profile } => self.credential_edited(&profile),
            Event::TokenEdited { record } => self.token_edited(&record),
            Event::SettingsChanged { settings } => self.settings_changed(*settings),
            Event::SettingsRejected { problems } => self.settings_rejected(&problems),
            Event::Vault { problem } => self.vault(problem),
            Event::Disk { writable } => self.writable = writable,
            Event::ShuttingDown => self.leave(),
        }
    }

    /// The first step: the story begins, and what a former run left half done is named.
    fn begin(&mut self) {
        self.begun = true;
        self.note(None, None, EntryKind::Started);
        self.plan_now(Cause::Start);
        self.name_half_done();
    }

    /// Takes the new reading. The steady clock never goes backwards; a wall clock that does is noted, and what is stored
    /// as wall time is written anew (F47).
    fn read_clock(&mut self, now: Now) {
        let now = Now {
            mono: now.mono.max(self.now.mono),
            wall: now.wall,
        };
        let expected = later(self.now.wall, now.mono.since(self.now.mono));
        let back = between(now.wall, expected);
        let forward = between(expected, now.wall);
        self.now = now;
        if back <= CLOCK_TOLERANCE && forward <= CLOCK_TOLERANCE {
            return;
        }
        if back > CLOCK_NEWS {
            let by_seconds = u32::try_from(back.as_secs()).unwrap_or(u32::MAX);
            self.note(None, None, EntryKind::ClockSetBack { by_seconds });
        }
        if self.waits.wall_was_set(now) {
            self.remember_waits();
        }
        for place in 0..self.table.records.len() {
            let record = &mut self.table.records[place];
            let elapsed = record.sent.map(|sent| sent.elapsed(now));
            if let Some(elapsed) = elapsed.filter(|elapsed| *elapsed < LONGEST_DISTANCE) {
                record.facts.last_sent = now.wall.checked_sub(elapsed).ok();
                self.remember_record(place);
            }
        }
    }

    fn job_lost(&mut self, job: Job) {
        match job {
            Job::Locate(round) => self.located(round, None),
            Job::Look(round, family, source) => {
                self.looked(round, family, &source, looks::lost());
            }
            Job::Publish(attempt) => self.answer_lost(attempt),
            Job::Prove(record) => {
                self.dns_seen(&record, Err(crate::finding::LookProblem::Lost));
            }
        }
    }

    fn leave(&mut self) {
        if !self.leaving {
            self.leaving = true;
            self.note(None, None, EntryKind::Stopped);
        }
    }

    fn note(&mut self, profile: Option<&ProfileId>, record: Option<&RecordId>, kind: EntryKind) {
        self.out.push(Action::Note {
            entry: Entry {
                at: self.now.wall,
                profile: profile
                    .or_else(|| record.map(|record| &record.profile))
                    .cloned(),
                record: record.cloned(),
                kind,
            },
        });
    }

    fn remember(&mut self, change: MemoryChange) {
        self.out.push(Action::Remember { change });
    }

    fn remember_record(&mut self, place: usize) {
        let record = &self.table.records[place];
        let change = MemoryChange::Record {
            record: record.id.clone(),
            facts: record.facts.clone(),
        };
        self.remember(change);
    }

    fn remember_waits(&mut self) {
        let waits = self.waits.stored();
        self.remember(MemoryChange::Waits { waits });
    }

    fn remember_latches(&mut self) {
        let latches = self.latches.values().cloned().collect();
        self.remember(MemoryChange::Latches { latches });
    }

    /// Returns the earliest of all deadlines, each with its reason. All that were due have been dealt with in this
    /// step, so every one of them lies ahead.
    fn find_wake(&self) -> Option<(Mono, Reason)> {
        [
            self.rounds_wake(),
            self.pause_wake(),
            self.attempts_wake(),
            self.standing_wake(),
            self.proofs_wake(),
            self.conditions.wake(),
        ]
        .into_iter()
        .flatten()
        .min()
    }
}
