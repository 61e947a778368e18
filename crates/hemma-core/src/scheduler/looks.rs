//! One round: whom to ask, and what is made of the answers.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::address::{AddressPolicy, Family, unmapped};
use crate::finding::{Finding, LookProblem};
use crate::gate::{GateState, Judgement, MOST_VOICES, Voice, judge_stable, judge_web};
use crate::names::{OperatorId, SourceId};
use crate::settings::Ipv6Choice;
use crate::status::{Cause, TrailKind, TrailStep};
use crate::time::Mono;

use super::{Action, RoundId, Scheduler};

/// A look has its own deadline of 10 s (`public-ip.md` §1); this one is for jobs that were lost.
const LOOK_DEADLINE: Duration = Duration::from_secs(15);
/// A source that has not answered by now is slow: another one is asked beside it.
const HEDGE: Duration = Duration::from_secs(3);

#[derive(Debug, Default)]
pub(super) struct FamilyRound {
    pub(super) own: Option<Voice>,
    pub(super) web: Vec<Voice>,
    pub(super) operators: Vec<OperatorId>,
    pub(super) deadlines: BTreeMap<SourceId, Mono>,
    /// When the last source was asked.
    pub(super) last_asked: Mono,
    pub(super) steps: Vec<TrailStep>,
    pub(super) decided: Option<Mono>,
}

/// What a look that never ended told.
pub(super) fn lost() -> Finding {
    Finding::Unknown {
        problem: LookProblem::Lost,
    }
}

/// The source that is this computer's own interfaces.
pub(super) fn interface() -> SourceId {
    "interface"
        .parse()
        .expect("a lower-case word is a source id")
}

impl Scheduler {
    pub(super) fn begin_looks(&mut self) {
        let thorough = self
            .rounds
            .round
            .as_ref()
            .is_some_and(|round| round.cause != Cause::SafetyPoll);
        for family in self.families_here() {
            let believed = self.families.get(family).believed().is_some();
            let web = if thorough || !believed { 2 } else { 1 };
            if let Some(round) = &mut self.rounds.round {
                round.families.insert(family, FamilyRound::default());
            }
            if self.asks_interface(family) {
                self.look(family, interface(), None);
                self.look_web(family, web - 1);
            } else {
                self.look_web(family, web);
            }
        }
        self.plan_first_proofs();
        for family in self.families_here() {
            self.judge_family(family); // decides at once when there is nobody to ask
        }
    }

    fn asks_interface(&self, family: Family) -> bool {
        // This computer's own address is not what the web sees behind a tunnel.
        family == Family::Ipv6
            && self.settings.detection.ipv6 == Ipv6Choice::Stable
            && !self.location.in_tunnel()
    }

    /// Asks up to `count` more web sources.
    pub(super) fn look_web(&mut self, family: Family, count: usize) {
        for _ in 0..count {
            let Some((source, operator)) = self.next_source(family) else {
                return;
            };
            self.look(family, source, Some(operator));
        }
    }

    fn next_source(&self, family: Family) -> Option<(SourceId, OperatorId)> {
        let asked = &self.rounds.round.as_ref()?.families.get(&family)?.operators;
        let turn = usize::try_from(self.rounds.last.wrapping_sub(1)).unwrap_or_default();
        let sources = &self.settings.detection.sources;
        self.rounds
            .sources
            .next(
                sources,
                family,
                asked,
                turn % sources.len().max(1),
                self.now.mono,
            )
            .map(|choice| (choice.id.clone(), choice.operator.clone()))
    }

    fn look(&mut self, family: Family, source: SourceId, operator: Option<OperatorId>) {
        let Some(round) = &mut self.rounds.round else {
            return;
        };
        let id = round.id;
        let looking = round.families.entry(family).or_default();
        let voice = Voice {
            source: source.clone(),
            finding: None,
        };
        looking.last_asked = self.now.mono;
        looking
            .deadlines
            .insert(source.clone(), self.now.mono.plus(LOOK_DEADLINE));
        match operator {
            None => looking.own = Some(voice),
            Some(operator) => {
                looking.operators.push(operator);
                looking.web.push(voice);
            }
        }
        self.out.push(Action::Look {
            round: id,
            family,
            source,
        });
    }

    /// One source answered.
    pub(super) fn looked(
        &mut self,
        id: RoundId,
        family: Family,
        source: &SourceId,
        finding: Finding,
    ) {
        let step = self.trail_step(TrailKind::Looked {
            source: source.clone(),
            finding: finding.clone(),
        });
        let Some(round) = self.rounds.round.as_mut().filter(|round| round.id == id) else {
            return;
        };
        let Some(looking) = round.families.get_mut(&family) else {
            return;
        };
        let asked = looking
            .own
            .iter_mut()
            .chain(&mut looking.web)
            .find(|voice| voice.source == *source && voice.finding.is_none());
        let Some(voice) = asked else {
            return;
        };
        voice.finding = Some(of_family(finding, family));
        looking.deadlines.remove(source);
        looking.steps.push(step);
        self.judge_family(family);
    }

    fn judge_family(&mut self, family: Family) {
        let policy = AddressPolicy {
            permit_documentation: self.settings.detection.permit_documentation,
        };
        let more = self.next_source(family).is_some();
        let place = self.location.place();
        let known = self.families.get(family).known_here(place.as_ref());
        let Some(round) = &self.rounds.round else {
            return;
        };
        let Some(looking) = round.families.get(&family) else {
            return;
        };
        if looking.decided.is_some() {
            return;
        }
        let judgement = match &looking.own {
            Some(own) => judge_stable(own, &looking.web, known, policy, more),
            None => judge_web(&looking.web, known, policy, more),
        };
        match judgement {
            Judgement::Wait => {}
            Judgement::AskAnother => self.look_web(family, 1),
            Judgement::Decided(state) => self.family_decided(family, state),
        }
    }

    fn family_decided(&mut self, family: Family, state: GateState) {
        if matches!(state, GateState::Known { .. }) {
            self.heard_through();
        }
        let state = self.decide(family, state);
        let step = self.trail_step(TrailKind::Gate { state });
        let now = self.now.mono;
        let Some(round) = &mut self.rounds.round else {
            return;
        };
        let Some(looking) = round.families.get_mut(&family) else {
            return;
        };
        looking.decided = Some(now);
        looking.deadlines.clear();
        looking.steps.push(step);
        self.rounds.sources.learn(&looking.web, family, now);
        let told: Vec<_> = round.steps.iter().chain(&looking.steps).cloned().collect();
        let ended = round.families.values().all(|other| other.decided.is_some());
        self.tell_trails(Some(family), &told);
        self.rounds.fresh.push(family);
        if ended {
            self.end_round();
        }
    }

    /// Returns when another source is asked because the ones asked are slow, while there is one to ask.
    pub(super) fn hedge_at(&self, family: Family) -> Option<Mono> {
        let looking = self.rounds.round.as_ref()?.families.get(&family)?;
        let useful = looking.decided.is_none()
            && !looking.web.is_empty()
            && looking.web.len() < MOST_VOICES
            && self.next_source(family).is_some();
        useful.then(|| looking.last_asked.plus(HEDGE))
    }
}

/// An answer of the other family is no answer (F16). IPv4-mapped addresses are IPv4.
fn of_family(finding: Finding, family: Family) -> Finding {
    match finding {
        Finding::Found { address } if Family::of(unmapped(address)) != family => Finding::Unknown {
            problem: LookProblem::WrongFamily,
        },
        other => other,
    }
}
