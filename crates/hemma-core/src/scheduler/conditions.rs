//! What is worth showing: which conditions are true, since when, and which of them may be shown by now.

use std::collections::BTreeMap;

use crate::address::NotPublishable;
use crate::gate::{GateState, HeldReason};
use crate::health::{Condition, ConditionKind, VaultProblem};
use crate::status::Reason;
use crate::time::{Mono, Timestamp};
use crate::verdict::LaterReason;
use crate::whereabouts::Whereabouts;

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
}

impl Conditions {
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
    /// Works out what is true, and shows what has been true for long enough and is not explained by something else.
    pub(super) fn judge_conditions(&mut self) {
        let now = self.now;
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
            if since.keys().any(|other| other.silences(kind)) {
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
        match &self.rounds.whereabouts {
            Whereabouts::Offline => truths.push((ConditionKind::NoNetwork, None)),
            Whereabouts::Away { reason } => {
                truths.push((ConditionKind::Away { reason: *reason }, None));
            }
            Whereabouts::Home | Whereabouts::NotKnownYet => {}
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
                } => truths.push((ConditionKind::CarrierNat, None)),
                HeldReason::NobodyKnows
                | HeldReason::OneVoice { .. }
                | HeldReason::NotPublishable { .. } => {
                    truths.push((ConditionKind::AddressUnknown { family }, None));
                }
                HeldReason::Dwelling { .. } => {}
            }
        }
        for (row, reason) in troubles() {
            if *reason != LaterReason::Intercepted {
                let profile = row.profile.id.clone();
                let reason = reason.clone();
                truths.push((ConditionKind::ServiceBusy { profile, reason }, None));
            }
        }
        for record in &self.table.records {
            let kind = if record.dns.second_writer {
                ConditionKind::SecondWriter {
                    record: record.id.clone(),
                }
            } else if record.dns.overdue && matches!(record.standing.phase, Stand::Overdue(_)) {
                ConditionKind::ProofOverdue {
                    record: record.id.clone(),
                }
            } else {
                continue;
            };
            truths.push((kind, None));
        }
        for (latch, place) in self.latches.values().zip(0..) {
            let kind = ConditionKind::Stopped { latch: place };
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
