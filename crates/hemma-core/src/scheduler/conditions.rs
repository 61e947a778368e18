//! What is worth showing: which conditions are true, since when, and which of them may be shown by now.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};

use crate::address::{AddressPolicy, NotPublishable};
use crate::finding::Finding;
use crate::gate::{GateState, HeldReason};
use crate::health::{Condition, ConditionKind, VaultProblem};
use crate::latch::Bound;
use crate::memory::MemoryChange;
use crate::names::SourceId;
use crate::status::Reason;
use crate::time::{Mono, Timestamp};
use crate::verdict::{LaterReason, Refusal};
use crate::whereabouts::{AwayReason, Whereabouts};

use super::Scheduler;
use super::standing::Stand;

/// Conditions and since when they are true.
#[derive(Debug, Default)]
pub(super) struct Conditions {
    since: BTreeMap<ConditionKind, (Mono, Timestamp)>,
    shown: Vec<Condition>,
    next: Option<Mono>,
    vault: Option<VaultProblem>,
    settings_rejected: bool,
    /// What a person has read; not shown again while it stays true.
    dismissed: Vec<ConditionKind>,
    /// The line's own IPv4 address, as the router told it last.
    line: Option<Ipv4Addr>,
}

/// What the router is called among the sources.
const ROUTER: &str = "router";

impl Conditions {
    pub(super) fn remembered(dismissed: Vec<ConditionKind>) -> Self {
        Self {
            dismissed,
            ..Self::default()
        }
    }

    pub(super) fn settings_accepted(&mut self) {
        self.settings_rejected = false;
    }

    pub(super) fn settings_rejected(&mut self) {
        self.settings_rejected = true;
    }

    pub(super) fn vault(&mut self, problem: Option<VaultProblem>) {
        self.vault = problem;
    }

    pub(super) fn shown(&self) -> &[Condition] {
        &self.shown
    }

    pub(super) fn wake(&self) -> Option<(Mono, Reason)> {
        self.next.map(|at| (at, Reason::Health))
    }
}

impl Scheduler {
    /// A person has read it. Only what says so itself can be put away.
    pub(super) fn dismiss(&mut self, kind: &ConditionKind) {
        if kind.is_dismissible() && !self.conditions.dismissed.contains(kind) {
            self.conditions.dismissed.push(kind.clone());
            self.remember_dismissed();
        }
    }

    /// The router is the one who knows the address of the line itself; echo services see what the carrier made of it.
    pub(super) fn hear_router(&mut self, source: &SourceId, finding: &Finding) {
        if source.as_str() == ROUTER
            && let Finding::Found {
                address: IpAddr::V4(line),
            } = finding
        {
            self.conditions.line = Some(*line);
        }
    }

    /// The line's own address is one of those that carriers share out (RFC 6598), or echoes tell one.
    fn is_behind_carrier(&self) -> bool {
        let policy = AddressPolicy {
            permit_documentation: self.settings.detection.permit_documentation,
        };
        let line = self.conditions.line.map(IpAddr::V4);
        let shared = line.is_some_and(|line| policy.admit(line) == Err(NotPublishable::CarrierNat));
        shared
            || self.families.iter().any(|(_, state)| {
                matches!(
                    state.decided,
                    Some(GateState::Held {
                        reason: HeldReason::NotPublishable {
                            why: NotPublishable::CarrierNat,
                            ..
                        },
                    })
                )
            })
    }

    fn remember_dismissed(&mut self) {
        let kinds = self.conditions.dismissed.clone();
        self.remember(MemoryChange::Dismissed { kinds });
    }

    /// What is certainly over may be told again when it comes back.
    fn forget_dismissed(&mut self) {
        // Only the router knows: an echo service sees an address in both cases.
        let over = self.conditions.line.is_some() && !self.is_behind_carrier();
        let before = self.conditions.dismissed.len();
        self.conditions
            .dismissed
            .retain(|kind| !(over && *kind == ConditionKind::CarrierNat));
        if self.conditions.dismissed.len() != before {
            self.remember_dismissed();
        }
    }

    /// Works out what is true, and shows what has been true for long enough and is not explained by something else.
    pub(super) fn judge_conditions(&mut self) {
        let now = self.now;
        self.forget_dismissed();
        let truths = self.truths();
        let mut since = BTreeMap::new();
        for (kind, wall) in truths {
            let began = self
                .conditions
                .since
                .remove(&kind)
                .unwrap_or((now.mono, wall.unwrap_or(now.wall)));
            since.insert(kind, began);
        }
        let mut shown = Vec::new();
        let mut next = None;
        for (kind, (mono, wall)) in &since {
            let read = self.conditions.dismissed.contains(kind);
            if read || since.keys().any(|other| other.silences(kind)) {
                continue;
            }
            let due = mono.plus(kind.show_after());
            if due <= now.mono {
                shown.push(Condition {
                    kind: kind.clone(),
                    severity: kind.severity(),
                    since: *wall,
                });
            } else {
                next = Some(next.map_or(due, |next: Mono| next.min(due)));
            }
        }
        shown.sort_by(|one, other| {
            other
                .severity
                .cmp(&one.severity)
                .then_with(|| one.kind.cmp(&other.kind))
        });
        self.conditions.since = since;
        self.conditions.shown = shown;
        self.conditions.next = next;
    }

    /// Returns everything that is true now, with since when where that is known better than "now".
    fn truths(&self) -> Vec<(ConditionKind, Option<Timestamp>)> {
        let mut truths = Vec::new();
        match &self.location.whereabouts {
            Whereabouts::Offline => truths.push((ConditionKind::NoNetwork, None)),
            // The portal has a condition of its own, with its own patience.
            Whereabouts::Away {
                reason: AwayReason::CaptivePortal,
            }
            | Whereabouts::Home
            | Whereabouts::NotKnownYet => {}
            Whereabouts::Away { reason } => {
                let mut records = self.table.records.iter();
                if records.any(|record| self.is_held_by_place(record.profile)) {
                    truths.push((ConditionKind::Away { reason: *reason }, None));
                }
            }
        }
        let troubles = || {
            self.table
                .profiles
                .iter()
                .filter_map(|row| Some((row, row.trouble.as_ref()?)))
        };
        let portal = troubles().any(|(_, reason)| *reason == LaterReason::Intercepted);
        if self.rounds.intercepted || portal {
            truths.push((ConditionKind::Intercepted, None));
        }
        if self.rounds.clock_suspect {
            truths.push((ConditionKind::ClockSuspect, None));
        }
        for (family, state) in self.families.iter() {
            if let Some(jump) = state.asks_for_line(self.now) {
                let kind = ConditionKind::AddressJumps { family };
                truths.push((kind, Some(jump.since)));
            }
            let Some(GateState::Held { reason }) = &state.decided else {
                continue;
            };
            match reason {
                HeldReason::Disagree { .. } => {
                    truths.push((ConditionKind::SourcesDisagree { family }, None));
                }
                HeldReason::NotPublishable {
                    why: NotPublishable::CarrierNat,
                    ..
                } => {}
                HeldReason::NobodyKnows
                | HeldReason::OneVoice { .. }
                | HeldReason::NotOverTls { .. }
                | HeldReason::NotPublishable { .. } => {
                    truths.push((ConditionKind::AddressUnknown { family }, None));
                }
                HeldReason::Dwelling { .. } | HeldReason::Jumping { .. } => {}
            }
        }
        if self.is_behind_carrier() {
            truths.push((ConditionKind::CarrierNat, None));
        }
        for (row, reason) in troubles() {
            if *reason != LaterReason::Intercepted {
                let profile = row.profile.id.clone();
                let reason = reason.clone();
                truths.push((ConditionKind::ServiceBusy { profile, reason }, None));
            }
        }
        for record in &self.table.records {
            if record.dns.overdue && matches!(record.standing.phase, Stand::Overdue(_)) {
                let record = record.id.clone();
                truths.push((ConditionKind::ProofOverdue { record }, None));
            }
        }
        for (latch, place) in self.latches.values().zip(0..) {
            let kind = match (&latch.bound, latch.refusal) {
                (Bound::Record { record }, Refusal::WrittenElsewhere) => {
                    let record = record.clone();
                    if self.table.place(&record).is_none() {
                        continue;
                    }
                    ConditionKind::SecondWriter { record }
                }
                _ => ConditionKind::Stopped { latch: place },
            };
            truths.push((kind, Some(latch.since)));
        }
        if let Some(problem) = self.conditions.vault {
            truths.push((ConditionKind::VaultUnavailable { problem }, None));
        }
        if self.conditions.settings_rejected {
            truths.push((ConditionKind::SettingsProblem, None));
        }
        if !self.writable {
            truths.push((ConditionKind::StateNotWritable, None));
        }
        if self.settings.detection.permit_documentation {
            truths.push((ConditionKind::Rehearsal, None));
        }
        truths
    }
}
