//! One round: whom to ask, and what is made of the answers.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

use crate::address::{AddressPolicy, Family, same_link, unmapped};
use crate::finding::{Finding, LookProblem};
use crate::gate::{GateState, Judgement, MOST_VOICES, Voice, VoiceKind, judge_stable, judge_web};
use crate::names::{OperatorId, SourceId};
use crate::settings::{DnsChoice, Ipv6Choice};
use crate::status::{Cause, RouterTold, TrailKind, TrailStep};
use crate::time::{Mono, Timestamp};

use super::{Action, RoundId, Scheduler};

/// A look has its own deadline of 10 s (`public-ip.md` §1); this one is for jobs that were lost.
const LOOK_DEADLINE: Duration = Duration::from_secs(15);
/// A source that has not answered by now is slow: another one is asked beside it.
const HEDGE: Duration = Duration::from_secs(3);

/// An echo service confirms what is known this often, though cheaper voices say that nothing has changed: with one
/// question of a hundred bytes each five minutes and one handshake an hour, a family costs below 9 kB an hour.
const CONFIRM: Duration = Duration::from_secs(3600);
/// The most DNS questions for one family in one round.
const MOST_QUESTIONS: usize = 2;

/// One family in a round under way.
#[derive(Debug, Default)]
pub(super) struct FamilyRound {
    pub(super) own: Option<Voice>,
    /// Echo services, DNS and the router.
    pub(super) web: Vec<Voice>,
    pub(super) deadlines: BTreeMap<SourceId, Mono>,
    /// When the last source was asked.
    pub(super) last_asked: Mono,
    pub(super) steps: Vec<TrailStep>,
    pub(super) decided: Option<Mono>,
}

impl FamilyRound {
    fn asked(&self, kind: VoiceKind) -> usize {
        self.web.iter().filter(|voice| voice.kind == kind).count()
    }

    /// Returns the echo services among the voices.
    pub(super) fn echoes(&self) -> impl Iterator<Item = &Voice> {
        self.web
            .iter()
            .filter(|voice| voice.kind == VoiceKind::Echo)
    }

    fn operators(&self) -> Vec<OperatorId> {
        self.web
            .iter()
            .map(|voice| voice.operator.clone())
            .collect()
    }

    /// Returns whether somebody told an address.
    fn heard(&self) -> bool {
        let mut voices = self.web.iter();
        voices.any(|voice| matches!(voice.finding, Some(Finding::Found { .. })))
    }
}

/// What a look that never ended told.
pub(super) fn lost() -> Finding {
    Finding::Unknown {
        problem: LookProblem::Lost,
    }
}

/// A source that is no entry of a list: this computer's own interfaces, or its gateway. It is its own operator.
fn own_voice(kind: VoiceKind) -> Voice {
    let name = match kind {
        VoiceKind::Interface => "interface",
        _ => "router",
    };
    Voice {
        source: name.parse().expect("a lower-case word is a source id"),
        operator: name.parse().expect("a lower-case word is an operator id"),
        kind,
        finding: None,
    }
}

impl Scheduler {
    pub(super) fn begin_looks(&mut self) {
        for family in self.families_here() {
            if let Some(round) = &mut self.rounds.round {
                round.families.insert(family, FamilyRound::default());
            }
            self.first_questions(family);
        }
        self.plan_first_proofs();
        for family in self.families_here() {
            self.judge_family(family); // decides at once when there is nobody to ask
        }
    }

    /// A round with a reason asks for a quorum. The ordinary check, while an address is believed, asks one small question:
    /// the router when it spoke the truth lately, else by DNS, and once an hour an echo service; this computer's own
    /// address costs nothing on the wire.
    fn first_questions(&mut self, family: Family) {
        let round = self.rounds.round.as_ref();
        let thorough = round.is_some_and(|round| round.cause != Cause::SafetyPoll)
            || self.families.get(family).believed().is_none();
        let now = self.now.mono;
        let confirmed = self.rounds.confirmed.get(&family);
        let confirm = confirmed.is_none_or(|at| now.since(*at) >= CONFIRM);
        if self.asks_interface(family) {
            self.look(family, own_voice(VoiceKind::Interface));
            if thorough || confirm {
                self.look_echoes(family, 1);
            }
            return;
        }
        let trusted = self.router_agrees(family);
        if thorough {
            self.look_router(family);
            self.look_echoes(family, 2);
        } else if confirm {
            if !trusted {
                self.look_router(family); // perhaps it speaks again
            }
            self.look_echoes(family, 1);
        } else if trusted {
            self.look_router(family);
        } else if !self.look_small_question(family) {
            self.look_echoes(family, 1);
        }
    }

    fn asks_interface(&self, family: Family) -> bool {
        // This computer's own address is not what the web sees behind a tunnel.
        family == Family::Ipv6
            && self.settings.detection.ipv6 == Ipv6Choice::Stable
            && !self.location.in_tunnel()
    }

    /// Returns whether the router may be asked: it knows no IPv6 address.
    fn asks_router(&self, family: Family) -> bool {
        // Nor does the router know what the web sees behind a tunnel.
        family == Family::Ipv4 && self.settings.detection.router && !self.location.in_tunnel()
    }

    /// Returns whether the router lately told what is known, so that asking it alone shows a change of the line.
    fn router_agrees(&self, family: Family) -> bool {
        let known = self.families.get(family).known_address();
        self.asks_router(family)
            && self.rounds.router.as_ref().is_some_and(|told| {
                matches!(&told.finding, Finding::Found { address }
                    if known.is_some_and(|known| known.ip() == unmapped(*address)))
            })
    }

    /// Asks up to `count` more echo services, and returns whether there was one.
    pub(super) fn look_echoes(&mut self, family: Family, count: usize) -> bool {
        let mut asked = false;
        for _ in 0..count {
            let Some(voice) = self.next_echo(family) else {
                break;
            };
            self.look(family, voice);
            asked = true;
        }
        asked
    }

    fn next_echo(&self, family: Family) -> Option<Voice> {
        let looking = self.rounds.round.as_ref()?.families.get(&family)?;
        if looking.asked(VoiceKind::Echo) >= MOST_VOICES {
            return None;
        }
        let turn = usize::try_from(self.rounds.last.wrapping_sub(1)).unwrap_or_default();
        let sources = &self.settings.detection.sources;
        let turn = turn % sources.len().max(1);
        let asked = looking.operators();
        let next = &self.rounds.sources;
        next.next(sources, family, &asked, turn, self.now.mono)
            .map(|choice| Voice {
                source: choice.id.clone(),
                operator: choice.operator.clone(),
                kind: VoiceKind::Echo,
                finding: None,
            })
    }

    /// The next DNS question of a round that needs more voices.
    fn next_question(&self, family: Family) -> Option<Voice> {
        let looking = self.rounds.round.as_ref()?.families.get(&family)?;
        if looking.asked(VoiceKind::Dns) >= MOST_QUESTIONS {
            return None;
        }
        let dns = &self.settings.detection.dns;
        let asked = looking.operators();
        let turn = self.rounds.questions % dns.len().max(1);
        let next = &self.rounds.sources;
        next.next(dns, family, &asked, turn, self.now.mono)
            .map(question)
    }

    /// Asks one DNS question that has not failed lately, each time another one.
    fn look_small_question(&mut self, family: Family) -> bool {
        let dns = &self.settings.detection.dns;
        let turn = self.rounds.questions % dns.len().max(1);
        let sources = &self.rounds.sources;
        let Some(voice) = sources
            .next_rested(dns, family, turn, self.now.mono)
            .map(question)
        else {
            return false;
        };
        self.rounds.questions = self.rounds.questions.wrapping_add(1);
        self.look(family, voice);
        true
    }

    fn look_router(&mut self, family: Family) {
        let looking = self
            .rounds
            .round
            .as_ref()
            .and_then(|round| round.families.get(&family));
        let asked = looking.is_some_and(|looking| looking.asked(VoiceKind::Router) > 0);
        if self.asks_router(family) && !asked {
            self.rounds.router_asked = Some(RoundId(self.rounds.last));
            self.look(family, own_voice(VoiceKind::Router));
        }
    }

    /// Returns whether another source could be asked.
    fn can_ask_more(&self, family: Family) -> bool {
        self.next_echo(family).is_some() || self.next_question(family).is_some()
    }

    /// The voices so far do not suffice. A small question that told something new is followed by a whole quorum at once;
    /// one that told nothing, by one echo service.
    fn ask_more(&mut self, family: Family) {
        let Some(round) = &self.rounds.round else {
            return;
        };
        let Some(looking) = round.families.get(&family) else {
            return;
        };
        let news = looking.asked(VoiceKind::Echo) == 0 && looking.heard();
        if news && looking.own.is_none() {
            self.look_router(family);
        }
        if !self.look_echoes(family, if news { 2 } else { 1 })
            && let Some(voice) = self.next_question(family)
        {
            self.look(family, voice);
        }
    }

    fn look(&mut self, family: Family, voice: Voice) {
        let Some(round) = &mut self.rounds.round else {
            return;
        };
        let id = round.id;
        let looking = round.families.entry(family).or_default();
        let source = voice.source.clone();
        looking.last_asked = self.now.mono;
        looking
            .deadlines
            .insert(source.clone(), self.now.mono.plus(LOOK_DEADLINE));
        if voice.kind == VoiceKind::Interface {
            looking.own = Some(voice);
        } else {
            looking.web.push(voice);
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
        let finding = of_family(finding, family);
        if *source == own_voice(VoiceKind::Router).source {
            self.router_told(id, family, &finding);
        }
        let now = self.now.wall;
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
        looking.steps.push(told_step(now, voice, finding.clone()));
        voice.finding = Some(finding);
        looking.deadlines.remove(source);
        self.judge_family(family);
    }

    /// The router's answer is kept for comparison, even when it comes after the gate has decided.
    fn router_told(&mut self, id: RoundId, family: Family, finding: &Finding) {
        if self.rounds.router_asked != Some(id) || !self.asks_router(family) {
            return;
        }
        self.rounds.router_asked = None;
        self.rounds.router = Some(RouterTold {
            finding: finding.clone(),
            at: self.now.wall,
        });
        let open = self
            .rounds
            .round
            .as_ref()
            .filter(|round| round.id == id)
            .and_then(|round| round.families.get(&family))
            .is_some_and(|looking| looking.decided.is_none());
        if !open {
            let voice = own_voice(VoiceKind::Router);
            let step = told_step(self.now.wall, &voice, finding.clone());
            self.tell_late(family, &step);
        }
    }

    fn judge_family(&mut self, family: Family) {
        let policy = AddressPolicy {
            permit_documentation: self.settings.detection.permit_documentation,
        };
        let more = self.can_ask_more(family);
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
            Judgement::AskAnother => self.ask_more(family),
            Judgement::Decided(state) => self.family_decided(family, state),
        }
    }

    fn family_decided(&mut self, family: Family, state: GateState) {
        let seen = match &state {
            GateState::Known { address, .. } => Some(address.ip()),
            _ => None,
        };
        let round = self.rounds.round.as_ref();
        let looking = round.and_then(|round| round.families.get(&family));
        let confirmed = seen
            .zip(looking)
            .is_some_and(|(seen, looking)| echo_told(looking.echoes(), seen));
        if confirmed {
            self.heard_through();
        }
        let state = self.decide(family, state);
        let step = self.trail_step(TrailKind::Gate {
            would_change: state.would_change(),
            state,
        });
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
        self.rounds.sources.learn(&looking.web, family, seen, now);
        if confirmed {
            self.rounds.confirmed.insert(family, now);
        }
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
            && self.next_echo(family).is_some();
        useful.then(|| looking.last_asked.plus(HEDGE))
    }
}

fn question(choice: &DnsChoice) -> Voice {
    Voice {
        source: choice.id.clone(),
        operator: choice.operator.clone(),
        kind: VoiceKind::Dns,
        finding: None,
    }
}

fn told_step(at: Timestamp, voice: &Voice, finding: Finding) -> TrailStep {
    TrailStep {
        at,
        step: TrailKind::Looked {
            source: voice.source.clone(),
            operator: voice.operator.clone(),
            voice: voice.kind,
            finding,
        },
    }
}

/// Returns whether an echo service saw the believed address, or another of its link.
fn echo_told<'a>(mut echoes: impl Iterator<Item = &'a Voice>, believed: IpAddr) -> bool {
    echoes.any(|voice| match &voice.finding {
        Some(Finding::Found { address }) => {
            let address = unmapped(*address);
            address == believed || same_link(address, believed)
        }
        _ => false,
    })
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
