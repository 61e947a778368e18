//! The one state that icon and headline show.

use hemma_core::gate::GateState;
use hemma_core::health::Severity;
use hemma_core::settings::{Settings, TunnelChoice};
use hemma_core::status::{Phase, Reason, RecordStatus, Status};
use hemma_core::whereabouts::{AwayReason, Whereabouts};

use crate::messages::Overall;

/// Judges the state for icon and headline. What only a person can mend comes first; a routine check of names that are
/// up to date does not stir the icon.
pub(super) fn judge(status: &Status, settings: &Settings) -> Overall {
    let needs_person = status
        .conditions
        .iter()
        .any(|condition| condition.severity == Severity::Action);
    let stopped = status
        .records
        .values()
        .any(|record| matches!(record.phase, Phase::Stopped { .. }));
    if needs_person || stopped {
        return Overall::ActionNeeded;
    }
    if settings.records().next().is_none() {
        return Overall::Empty;
    }
    if status.pause.is_some() {
        return Overall::Paused;
    }
    match status.whereabouts {
        // Where every profile follows the tunnel, nobody is away.
        Whereabouts::Away {
            reason: AwayReason::Tunnel,
        } if all_follow(settings) => {}
        Whereabouts::Away { .. } => return Overall::Away,
        Whereabouts::Offline => return Overall::Waiting,
        Whereabouts::NotKnownYet | Whereabouts::Home => {}
    }
    let mut records = status.records.values().peekable();
    if records.peek().is_none() {
        // The scheduler has not begun.
        return Overall::Working;
    }
    if status.records.values().any(|record| works(record, status)) {
        Overall::Working
    } else if records.any(waits) {
        Overall::Waiting
    } else {
        Overall::UpToDate
    }
}

fn all_follow(settings: &Settings) -> bool {
    settings
        .records()
        .all(|(_, profile, _)| profile.tunnel == TunnelChoice::Follow)
}

fn works(record: &RecordStatus, status: &Status) -> bool {
    match record.phase {
        Phase::Sending | Phase::Proving { .. } | Phase::Unclear => true,
        Phase::Starting => status
            .gates
            .values()
            .any(|gate| matches!(gate.state, GateState::NotLookedYet | GateState::Looking)),
        Phase::UpToDate
        | Phase::Holding
        | Phase::Waiting { .. }
        | Phase::ProofOverdue { .. }
        | Phase::NeedsOther { .. }
        | Phase::Stopped { .. } => false,
    }
}

fn waits(record: &RecordStatus) -> bool {
    match record.phase {
        Phase::Starting
        | Phase::Holding
        | Phase::ProofOverdue { .. }
        | Phase::NeedsOther { .. } => true,
        Phase::Waiting { reason, .. } => reason != Reason::Refresh,
        Phase::UpToDate
        | Phase::Sending
        | Phase::Proving { .. }
        | Phase::Unclear
        | Phase::Stopped { .. } => false,
    }
}
