//! When to look, when a round has ended, and when the next one begins.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::address::Family;
use crate::finding::{Finding, LookProblem};
use crate::gate::{GateState, HeldReason};
use crate::history::EntryKind;
use crate::status::{Cause, Reason, RouterTold, TrailKind, TrailStep};
use crate::time::{Mono, Now, Timestamp};
use crate::whereabouts::Whereabouts;

use super::location::foreign_certificates;
use super::looks::{FamilyRound, lost};
use super::sources::Sources;
use super::{Action, RoundId, Scheduler};

/// A network in motion is not waited for longer than this.
const MOST_SETTLING: Duration = Duration::from_secs(2);
/// The system answers at once or not at all.
const LOCATE_DEADLINE: Duration = Duration::from_secs(5);
/// Waits after rounds that told nothing certain (`public-ip.md` §6); after these, the ordinary interval.
const LOOK_AGAIN: [Duration; 3] = [
    Duration::from_secs(5),
    Duration::from_secs(15),
    Duration::from_secs(30),
];
/// Ordinary checks are never closer than this, jitter included (`noip-update.md` §5.3), unless the interval itself is:
/// rehearsals are played in seconds.
const LEAST_POLL: Duration = Duration::from_secs(120);
/// How many times rarer ordinary checks are where traffic costs.
const METERED: u32 = 4;
/// The least distance between a round and the next one a person asks for.
const PERSON_DISTANCE: Duration = Duration::from_secs(2);
/// How long a name waits for its other family, at services that take both in one request.
const PAIR_GRACE: Duration = Duration::from_millis(1500);

/// Everything about looking.
#[derive(Debug)]
pub(super) struct Rounds {
    pub(super) last: u64,
    plan: Option<Plan>,
    pub(super) round: Option<Round>,
    /// Rounds in a row that told nothing certain.
    unclear: usize,
    /// The network moved, and no round has been decided since: what was believed is not acted upon.
    unsettled: bool,
    /// A round was given up because the network moved during it. The next one is finished whatever happens, or a
    /// network in constant motion would never be looked at.
    gave_up: bool,
    pub(super) sources: Sources,
    /// When an echo service last confirmed what is believed, per family.
    pub(super) confirmed: BTreeMap<Family, Mono>,
    /// Small questions asked by DNS so far: each goes to the next server.
    pub(super) questions: usize,
    /// What the router told since the network last moved.
    pub(super) router: Option<RouterTold>,
    /// The round that asked the router and has no answer yet.
    pub(super) router_asked: Option<RoundId>,
    last_ended: Option<Mono>,
    pub(super) last_check: Option<Timestamp>,
    /// Families whose looks in the last round met somebody in between.
    pub(super) intercepted: bool,
    /// Certificates in the last round made this computer's clock a suspect.
    pub(super) clock_suspect: bool,
    /// Families decided in this step: their trails are told anew.
    pub(super) fresh: Vec<Family>,
    seed: u64,
}

#[derive(Debug)]
struct Plan {
    at: Mono,
    first: Mono,
    cause: Cause,
    reason: Reason,
}

#[derive(Debug)]
pub(super) struct Round {
    pub(super) id: RoundId,
    pub(super) cause: Cause,
    /// While the system is asked where we are: until when.
    locating: Option<Mono>,
    pub(super) families: BTreeMap<Family, FamilyRound>,
    pub(super) steps: Vec<TrailStep>,
}

impl Rounds {
    pub(super) fn new(now: Now) -> Self {
        Self {
            last: 0,
            plan: None,
            round: None,
            unclear: 0,
            unsettled: false,
            gave_up: false,
            sources: Sources::default(),
            confirmed: BTreeMap::new(),
            questions: 0,
            router: None,
            router_asked: None,
            last_ended: None,
            last_check: None,
            intercepted: false,
            clock_suspect: false,
            fresh: Vec::new(),
            seed: now.wall.as_millisecond().unsigned_abs(),
        }
    }

    /// Takes the answer to where we are; returns whether this round waits for it.
    pub(super) fn take_location(&mut self, id: RoundId) -> bool {
        let waiting = self.round.as_mut().filter(|round| round.id == id);
        waiting.is_some_and(|round| round.locating.take().is_some())
    }

    /// Returns whether a family is being looked at, so that what was believed before is not acted upon.
    pub(super) fn is_looking(&self, family: Family) -> bool {
        self.round.as_ref().is_some_and(|round| {
            round.locating.is_some()
                || round
                    .families
                    .get(&family)
                    .is_some_and(|looking| looking.decided.is_none())
        })
    }

    /// Returns whether the network moved and this family has not been looked at since.
    pub(super) fn is_unsettled(&self, family: Family) -> bool {
        self.unsettled
            && !self.round.as_ref().is_some_and(|round| {
                let looking = round.families.get(&family);
                looking.is_some_and(|looking| looking.decided.is_some())
            })
    }

    /// Returns until when a decided family should wait for the other one, while that is being looked at.
    pub(super) fn pair_grace(&self, family: Family, other: Family) -> Option<Mono> {
        let families = &self.round.as_ref()?.families;
        let decided = families.get(&family)?.decided?;
        families
            .get(&other)?
            .decided
            .is_none()
            .then(|| decided.plus(PAIR_GRACE))
    }

    /// Returns when the next round begins, and why, when one is planned.
    pub(super) fn planned(&self) -> Option<(Mono, Reason)> {
        self.plan.as_ref().map(|plan| (plan.at, plan.reason))
    }

    /// Gives the round under way up; its answers come too late.
    pub(super) fn forget_round(&mut self) {
        self.round = None;
    }

    /// Stops looking. What was believed before is in doubt until a round has looked again.
    pub(super) fn stop(&mut self) {
        self.round = None;
        self.plan = None;
        self.unsettled = true;
    }

    /// The distance to the next ordinary check: the interval with up to a tenth more or less, different for each round
    /// and each run, and the same when replayed (F34). Never below the least that is allowed. Rarer where traffic costs.
    fn poll(&self, interval: Duration, metered: bool) -> Duration {
        let interval = if metered {
            interval.saturating_mul(METERED)
        } else {
            interval
        };
        let mixed = (self.seed ^ self.last).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        let share = u32::try_from(mixed % 2001).unwrap_or_default();
        let jittered = interval / 10_000 * (11_000 - share);
        jittered.max(interval.min(LEAST_POLL))
    }
}

impl Scheduler {
    /// Plans a round without delay.
    pub(super) fn plan_now(&mut self, cause: Cause) {
        let now = self.now.mono;
        self.rounds.plan = Some(Plan {
            at: now,
            first: now,
            cause,
            reason: Reason::SafetyPoll,
        });
    }

    /// A person asked: a round begins at once, or the one under way serves.
    pub(super) fn plan_for_person(&mut self) {
        self.rounds.unclear = 0;
        if self.rounds.round.is_none() {
            let now = self.now.mono;
            let earliest = self
                .rounds
                .last_ended
                .map_or(now, |ended| ended.plus(PERSON_DISTANCE));
            self.plan_now(Cause::Person);
            if let Some(plan) = &mut self.rounds.plan {
                plan.at = now.max(earliest);
            }
        }
    }

    /// The network moved: let it settle, then look. What failed only because of the network may be tried again (F52).
    pub(super) fn link_moved(&mut self, cause: Cause) {
        let now = self.now.mono;
        self.waits.forget_network();
        self.rounds.unclear = 0;
        self.rounds.router = None;
        if self.pause.is_some() || self.leaving {
            return;
        }
        if self.rounds.round.is_some() && !self.rounds.gave_up {
            self.rounds.round = None;
            self.rounds.gave_up = true;
        }
        if self.rounds.round.is_none() {
            self.rounds.unsettled = true;
        }
        let first = match &self.rounds.plan {
            Some(plan) if plan.reason == Reason::Settling => plan.first,
            // Nothing has been looked at yet: the start itself does not wait.
            Some(plan) if plan.cause == Cause::Start => return,
            _ => now,
        };
        let settled = now.plus(self.settings.detection.settle);
        self.rounds.plan = Some(Plan {
            at: settled.min(first.plus(MOST_SETTLING)).max(now),
            first,
            cause,
            reason: Reason::Settling,
        });
    }

    pub(super) fn woke_up(&mut self, slept: Duration) {
        let slept_seconds = u32::try_from(slept.as_secs()).unwrap_or(u32::MAX);
        self.note(None, None, EntryKind::WokeUp { slept_seconds });
        self.link_moved(Cause::WokeUp);
    }

    /// Begins the planned round when its time has come.
    pub(super) fn run_rounds(&mut self) {
        let due = self
            .rounds
            .plan
            .as_ref()
            .is_some_and(|plan| plan.at <= self.now.mono);
        if !due || self.rounds.round.is_some() || self.pause.is_some() || self.leaving {
            return;
        }
        let Some(plan) = self.rounds.plan.take() else {
            return;
        };
        // Without names there is nothing to look for. Where we are is asked all the same when that is news: a person may
        // want to name the home network before the first name.
        let news = !matches!(
            plan.cause,
            Cause::SafetyPoll | Cause::LookAgain | Cause::Settings
        );
        if !news && self.families.needed().is_empty() {
            self.rounds.unsettled = false;
            return;
        }
        self.rounds.last += 1;
        let id = RoundId(self.rounds.last);
        let began = self.trail_step(TrailKind::Began { cause: plan.cause });
        self.rounds.round = Some(Round {
            id,
            cause: plan.cause,
            locating: Some(self.now.mono.plus(LOCATE_DEADLINE)),
            families: BTreeMap::new(),
            steps: vec![began],
        });
        self.out.push(Action::Locate { round: id });
    }

    /// Ends the round and plans the next one.
    pub(super) fn end_round(&mut self) {
        let Some(round) = self.rounds.round.take() else {
            return;
        };
        if round.families.is_empty() {
            self.tell_trails(None, &round.steps);
            self.rounds.fresh = Family::BOTH.to_vec();
        }
        let problems = || {
            round
                .families
                .values()
                .flat_map(FamilyRound::echoes)
                .filter_map(|voice| match &voice.finding {
                    Some(Finding::Unknown { problem }) => Some(problem),
                    _ => None,
                })
        };
        // Only echo services speak over TLS: a portal lets DNS and the router answer.
        let answered = round
            .families
            .values()
            .flat_map(FamilyRound::echoes)
            .any(|voice| matches!(voice.finding, Some(Finding::Found { .. })));
        let intercepted =
            !answered && problems().any(|problem| *problem == LookProblem::Intercepted);
        let foreign = foreign_certificates(round.families.values());
        self.rounds.clock_suspect = !answered
            && problems().any(|problem| {
                *problem
                    == LookProblem::Tls {
                        clock_suspect: true,
                    }
            });
        self.rounds.last_ended = Some(self.now.mono);
        if !round.families.is_empty() {
            let foreign = if answered { 0 } else { foreign };
            self.rounds.intercepted = self.judge_portal(intercepted, foreign);
        } else if !self.location.behind_portal() {
            self.rounds.intercepted = false;
        }
        // A round that never looked leaves what was believed before in doubt: nothing is sent until one does.
        let needed = !self.families.needed().is_empty();
        self.rounds.unsettled = round.families.is_empty() && needed;
        if !round.families.is_empty() {
            self.rounds.last_check = Some(self.now.wall);
            self.plan_rechecks(round.cause == Cause::Person);
        }
        if self.rounds.plan.is_none() && !needed {
            self.rounds.gave_up = false;
        } else if self.rounds.plan.is_none() {
            self.rounds.gave_up = false;
            self.rounds.plan = Some(self.next_plan(!round.families.is_empty()));
        }
    }

    fn next_plan(&mut self, looked: bool) -> Plan {
        let now = self.now.mono;
        let detection = &self.settings.detection;
        let unsure = match self.location.whereabouts {
            Whereabouts::Offline | Whereabouts::NotKnownYet => true,
            Whereabouts::Away { .. } if !looked => self.location.is_unrecognised(),
            Whereabouts::Home | Whereabouts::Away { .. } => {
                !looked
                    || self.families.iter().any(|(_, state)| {
                        matches!(
                            state.decided,
                            Some(GateState::Held {
                                reason: HeldReason::NobodyKnows
                                    | HeldReason::OneVoice { .. }
                                    | HeldReason::NotOverTls { .. }
                                    | HeldReason::Disagree { .. }
                            })
                        )
                    })
            }
        };
        let facts = self.location.facts.as_ref();
        let metered = facts.is_some_and(|facts| facts.metered == Some(true));
        let poll = self.rounds.poll(detection.interval, metered);
        let (mut at, mut cause, mut reason) =
            (now.plus(poll), Cause::SafetyPoll, Reason::SafetyPoll);
        if let Some(wait) = self.location.portal_wait() {
            at = at.min(now.plus(wait));
            (cause, reason) = (Cause::LookAgain, Reason::LookAgain);
        } else if unsure {
            if let Some(wait) = LOOK_AGAIN.get(self.rounds.unclear) {
                at = at.min(now.plus(*wait));
                (cause, reason) = (Cause::LookAgain, Reason::LookAgain);
            }
            self.rounds.unclear += 1;
        } else {
            self.rounds.unclear = 0;
        }
        let dwell = self
            .families
            .iter()
            .filter_map(|(_, state)| state.dwells_until(detection.dwell))
            .min();
        if let Some(until) = dwell.filter(|until| *until < at) {
            (at, cause, reason) = (until, Cause::LookAgain, Reason::Dwelling);
        }
        Plan {
            at: at.max(now.plus(Duration::from_millis(1))),
            first: now,
            cause,
            reason,
        }
    }

    /// Ends what is overdue: a lost question told nothing.
    pub(super) fn expire_rounds(&mut self) {
        let now = self.now.mono;
        let Some(round) = &self.rounds.round else {
            return;
        };
        let id = round.id;
        if round.locating.is_some_and(|until| until <= now) {
            self.located(id, None);
            return;
        }
        let overdue: Vec<_> = round
            .families
            .iter()
            .flat_map(|(family, looking)| {
                let late = looking.deadlines.iter().filter(|(_, until)| **until <= now);
                late.map(|(source, _)| (*family, source.clone()))
            })
            .collect();
        for (family, source) in overdue {
            self.looked(id, family, &source, lost());
        }
        for family in self.families.needed() {
            if self.hedge_at(family).is_some_and(|at| at <= now) {
                self.look_echoes(family, 1);
            }
        }
    }

    pub(super) fn rounds_wake(&self) -> Option<(Mono, Reason)> {
        if let Some(round) = &self.rounds.round {
            let looks = round
                .families
                .values()
                .flat_map(|looking| looking.deadlines.values());
            let hedges = round
                .families
                .keys()
                .filter_map(|family| self.hedge_at(*family));
            return looks
                .chain(&round.locating)
                .copied()
                .chain(hedges)
                .min()
                .map(|until| (until, Reason::JobDeadline));
        }
        if self.pause.is_some() || self.leaving {
            return None;
        }
        self.rounds.planned()
    }
}
