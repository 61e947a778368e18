//! Quorum and dwell: when a new address is believed.

use serde::{Deserialize, Serialize};
use std::net::IpAddr;

use crate::address::{AddressPolicy, NotPublishable, PublicAddr, same_link, unmapped};
use crate::finding::Finding;
use crate::names::SourceId;
use crate::time::Timestamp;

/// What the gate says about one family after a round of looks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum GateState {
    /// No round has ended since the start.
    NotLookedYet,
    /// No record needs this family.
    NotNeeded,
    /// A round is under way.
    Looking,
    /// Two independent operators agree (or one agrees with what was already known).
    Known {
        /// The address.
        address: PublicAddr,
        /// Which sources said so in the last round.
        voices: Vec<SourceId>,
    },
    /// Every source is sure that there is no such address. Nothing is written for it.
    Absent,
    /// Nothing is changed, for a reason.
    Held {
        /// Why.
        reason: HeldReason,
    },
}

/// Why the gate does not let a finding through. Nothing is written while it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum HeldReason {
    /// Not one source could tell.
    NobodyKnows,
    /// Only one independent operator could tell, and it tells something new (F02, F04).
    OneVoice {
        /// What it told.
        #[cfg_attr(feature = "typescript", ts(type = "string"))]
        address: IpAddr,
    },
    /// Operators disagree (F05).
    Disagree {
        /// What each told.
        #[cfg_attr(feature = "typescript", ts(type = "Array<[string, string]>"))]
        told: Vec<(SourceId, IpAddr)>,
    },
    /// They agree on something that must not be published (F06, F11).
    NotPublishable {
        /// What they agree on.
        #[cfg_attr(feature = "typescript", ts(type = "string"))]
        address: IpAddr,
        /// Why not.
        why: NotPublishable,
    },
    /// The address has been jumping; the new one must stay for a while first (F10).
    Dwelling {
        /// The candidate.
        address: PublicAddr,
        /// When it is believed if it stays.
        #[cfg_attr(feature = "typescript", ts(type = "string"))]
        until: Timestamp,
    },
}

/// One source asked in a round, and what it told so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voice {
    /// Who was asked.
    pub source: SourceId,
    /// What it told; `None` while it is still being asked.
    pub finding: Option<Finding>,
}

/// What the gate makes of the voices so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// A voice that is still being asked may decide.
    Wait,
    /// The voices do not suffice: another independent operator should be asked, if there is one.
    AskAnother,
    /// The round is decided: [`GateState::Known`], [`GateState::Absent`] or [`GateState::Held`].
    Decided(GateState),
}

/// The most web sources asked for one family in one round.
pub const MOST_VOICES: usize = 3;

/// Judges web voices. They come from different operators; the caller sees to that.
///
/// Two equal voices decide. One voice decides only when it repeats what was already known. `more` says whether another
/// operator could be asked.
#[must_use]
pub fn judge_web(
    voices: &[Voice],
    known: Option<PublicAddr>,
    policy: AddressPolicy,
    more: bool,
) -> Judgement {
    let found = found(voices);
    for (place, (_, address)) in found.iter().enumerate() {
        if found[..place].iter().any(|(_, earlier)| earlier == address) {
            return Judgement::Decided(believe(*address, &found, policy));
        }
    }
    if pending(voices) {
        return Judgement::Wait;
    }
    let repeats_known = found.len() == 1 && known.is_some_and(|known| known.ip() == found[0].1);
    if repeats_known {
        return Judgement::Decided(believe(found[0].1, &found, policy));
    }
    if more && voices.len() < MOST_VOICES {
        return Judgement::AskAnother;
    }
    Judgement::Decided(GateState::Held {
        reason: match found.as_slice() {
            [] => HeldReason::NobodyKnows,
            [(_, address)] => HeldReason::OneVoice { address: *address },
            _ => HeldReason::Disagree { told: found },
        },
    })
}

/// Judges this computer's own IPv6 address against the web: it is believed when at least one web voice lies in the same
/// /64 (`public-ip.md` §4), or when it is what was already known and no voice contradicts.
#[must_use]
pub fn judge_stable(
    own: &Voice,
    web: &[Voice],
    known: Option<PublicAddr>,
    policy: AddressPolicy,
    more: bool,
) -> Judgement {
    let address = match &own.finding {
        None => return Judgement::Wait,
        Some(Finding::Absent) => return Judgement::Decided(GateState::Absent),
        Some(Finding::Unknown { .. }) => {
            return Judgement::Decided(GateState::Held {
                reason: HeldReason::NobodyKnows,
            });
        }
        Some(Finding::Found { address }) => unmapped(*address),
    };
    let own_told = (own.source.clone(), address);
    if policy.admit(address).is_err() {
        return Judgement::Decided(believe(address, &[own_told], policy));
    }
    let mut told = found(web);
    if told.iter().any(|(_, other)| same_link(address, *other)) {
        told.retain(|(_, other)| same_link(address, *other));
        told.insert(0, own_told);
        let voices = told.into_iter().map(|(source, _)| source).collect();
        return Judgement::Decided(admitted(address, voices, policy));
    }
    if pending(web) {
        return Judgement::Wait;
    }
    if told.is_empty() && known.is_some_and(|known| known.ip() == address) {
        return Judgement::Decided(believe(address, &[own_told], policy));
    }
    if more && web.len() < MOST_VOICES {
        return Judgement::AskAnother;
    }
    Judgement::Decided(GateState::Held {
        reason: if told.is_empty() {
            HeldReason::OneVoice { address }
        } else {
            told.insert(0, own_told);
            HeldReason::Disagree { told }
        },
    })
}

/// Returns what the answered voices found, IPv4-mapped addresses unmapped.
fn found(voices: &[Voice]) -> Vec<(SourceId, IpAddr)> {
    voices
        .iter()
        .filter_map(|voice| match &voice.finding {
            Some(Finding::Found { address }) => Some((voice.source.clone(), unmapped(*address))),
            _ => None,
        })
        .collect()
}

fn pending(voices: &[Voice]) -> bool {
    voices.iter().any(|voice| voice.finding.is_none())
}

fn believe(address: IpAddr, told: &[(SourceId, IpAddr)], policy: AddressPolicy) -> GateState {
    let voices = told
        .iter()
        .filter(|(_, other)| *other == address)
        .map(|(source, _)| source.clone())
        .collect();
    admitted(address, voices, policy)
}

fn admitted(address: IpAddr, voices: Vec<SourceId>, policy: AddressPolicy) -> GateState {
    match policy.admit(address) {
        Ok(address) => GateState::Known { address, voices },
        Err(why) => GateState::Held {
            reason: HeldReason::NotPublishable { address, why },
        },
    }
}
