//! Quorum and dwell: when a new address is believed.
//!
//! A change needs two different operators, and at least one of them an echo service over TLS: DNS answers travel in clear
//! text, and a router knows only its own side of the line (`public-ip.md` §1.2, §2, §3). DNS and router confirm and break
//! ties; that nothing has changed, any voice alone may tell.

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::net::IpAddr;

use crate::address::{AddressPolicy, NotPublishable, PublicAddr, same_link, unmapped};
use crate::finding::Finding;
use crate::names::{OperatorId, SourceId};
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
    /// Only voices in clear text (DNS, the router) tell it, and it is new (F05).
    NotOverTls {
        /// What they tell.
        #[cfg_attr(feature = "typescript", ts(type = "string"))]
        address: IpAddr,
    },
    /// The address has changed so often that a person shall say which line to follow (F10).
    Jumping {
        /// What was seen now.
        address: PublicAddr,
        /// What Hemma stays with until then.
        kept: PublicAddr,
    },
}

/// By which way a source tells the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum VoiceKind {
    /// An echo service over HTTPS.
    Echo,
    /// A DNS question, in clear text.
    Dns,
    /// This computer's own gateway.
    Router,
    /// This computer's own interfaces.
    Interface,
}

/// One source asked in a round, and what it told so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voice {
    /// Who was asked.
    pub source: SourceId,
    /// Who runs it.
    pub operator: OperatorId,
    /// By which way.
    pub kind: VoiceKind,
    /// What it told; `None` while it is still being asked.
    pub finding: Option<Finding>,
}

/// What would make the gate decide otherwise, for the *Why?* trail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum WouldChange {
    /// Two operators that agree on another address, one of them over TLS.
    TwoOperatorsAgree,
    /// Any voice that answers.
    AnAnswer,
    /// A second operator that tells the same.
    SecondOperator,
    /// An echo service that tells the same over TLS.
    EchoOverTls,
    /// Voices that agree.
    Agreement,
    /// An address that may be published.
    PublicAddress,
    /// That the address stays.
    Staying,
    /// A person's choice.
    Person,
    /// An address on this computer's own interface.
    OwnAddress,
}

impl GateState {
    /// Returns what would make the gate decide otherwise. `None`: nothing has been decided.
    #[must_use]
    pub fn would_change(&self) -> Option<WouldChange> {
        Some(match self {
            Self::NotLookedYet | Self::NotNeeded | Self::Looking => return None,
            Self::Known { .. } => WouldChange::TwoOperatorsAgree,
            Self::Absent => WouldChange::OwnAddress,
            Self::Held { reason } => match reason {
                HeldReason::NobodyKnows => WouldChange::AnAnswer,
                HeldReason::OneVoice { .. } => WouldChange::SecondOperator,
                HeldReason::Disagree { .. } => WouldChange::Agreement,
                HeldReason::NotPublishable { .. } => WouldChange::PublicAddress,
                HeldReason::Dwelling { .. } => WouldChange::Staying,
                HeldReason::NotOverTls { .. } => WouldChange::EchoOverTls,
                HeldReason::Jumping { .. } => WouldChange::Person,
            },
        })
    }
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

/// The most echo services asked for one family in one round.
pub const MOST_VOICES: usize = 3;

/// What one voice told.
#[derive(Clone, Debug)]
struct Told {
    source: SourceId,
    operator: OperatorId,
    kind: VoiceKind,
    address: IpAddr,
}

/// Judges what echo services, DNS and the router told.
///
/// An address is believed when two different operators tell it, one of them an echo service. When two addresses have
/// such a quorum, more echo operators outweigh fewer; so a router that contradicts two echo services is overruled. What
/// was known is confirmed by any voice that nobody contradicts. A router behind another router tells an address that
/// cannot be published: that is no voice. `more` says whether another source could be asked.
#[must_use]
pub fn judge_web(
    voices: &[Voice],
    known: Option<PublicAddr>,
    policy: AddressPolicy,
    more: bool,
) -> Judgement {
    let told = told(voices, policy);
    if let Some(address) = quorum(&told) {
        return Judgement::Decided(believe(address, &told, policy));
    }
    if pending(voices) {
        return Judgement::Wait;
    }
    let unanimous = told
        .split_first()
        .filter(|(first, rest)| rest.iter().all(|other| other.address == first.address))
        .map(|(first, _)| first.address);
    if let Some(address) = unanimous
        && known.is_some_and(|known| known.ip() == address)
    {
        return Judgement::Decided(believe(address, &told, policy));
    }
    if more {
        return Judgement::AskAnother;
    }
    Judgement::Decided(GateState::Held {
        reason: match unanimous {
            Some(address) if told.iter().any(|one| one.kind == VoiceKind::Echo) => {
                HeldReason::OneVoice { address }
            }
            Some(address) => HeldReason::NotOverTls { address },
            None if told.is_empty() => HeldReason::NobodyKnows,
            None => HeldReason::Disagree {
                told: by_source(&told),
            },
        },
    })
}

/// Judges this computer's own IPv6 address against the world: it is believed when at least one echo service sees the same
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
    if policy.admit(address).is_err() {
        return Judgement::Decided(admitted(address, vec![own.source.clone()], policy));
    }
    let is_known = known.is_some_and(|known| known.ip() == address);
    let told = told(web, policy);
    let same = |one: &&Told| same_link(address, one.address);
    if told
        .iter()
        .filter(same)
        .any(|one| one.kind == VoiceKind::Echo)
    {
        let agreeing = told.iter().filter(same).map(|one| one.source.clone());
        let voices = std::iter::once(own.source.clone())
            .chain(agreeing)
            .collect();
        return Judgement::Decided(admitted(address, voices, policy));
    }
    if pending(web) {
        return Judgement::Wait;
    }
    let unanimous = told.iter().all(|one| same(&one));
    if is_known && unanimous {
        let agreeing = told.iter().map(|one| one.source.clone());
        let voices = std::iter::once(own.source.clone())
            .chain(agreeing)
            .collect();
        return Judgement::Decided(admitted(address, voices, policy));
    }
    if more {
        return Judgement::AskAnother;
    }
    Judgement::Decided(GateState::Held {
        reason: if told.is_empty() {
            HeldReason::OneVoice { address }
        } else if unanimous {
            HeldReason::NotOverTls { address }
        } else {
            let mut told = by_source(&told);
            told.insert(0, (own.source.clone(), address));
            HeldReason::Disagree { told }
        },
    })
}

/// Returns what the answered voices found, IPv4-mapped addresses unmapped.
fn told(voices: &[Voice], policy: AddressPolicy) -> Vec<Told> {
    voices
        .iter()
        .filter_map(|voice| match &voice.finding {
            Some(Finding::Found { address }) => Some(Told {
                source: voice.source.clone(),
                operator: voice.operator.clone(),
                kind: voice.kind,
                address: unmapped(*address),
            }),
            _ => None,
        })
        .filter(|one| one.kind != VoiceKind::Router || policy.admit(one.address).is_ok())
        .collect()
}

/// Returns the address that has a quorum; of several, the one that most echo operators tell, if it is alone.
fn quorum(told: &[Told]) -> Option<IpAddr> {
    let mut best: Option<(usize, IpAddr)> = None;
    let mut tied = false;
    for (place, one) in told.iter().enumerate() {
        if told[..place]
            .iter()
            .any(|other| other.address == one.address)
        {
            continue;
        }
        let same = || told.iter().filter(|other| other.address == one.address);
        let echoes: BTreeSet<_> = same()
            .filter(|other| other.kind == VoiceKind::Echo)
            .map(|other| &other.operator)
            .collect();
        let operators: BTreeSet<_> = same().map(|other| &other.operator).collect();
        if echoes.is_empty() || operators.len() < 2 {
            continue;
        }
        let weight = echoes.len();
        match best {
            Some((most, _)) if weight < most => {}
            Some((most, _)) if weight == most => tied = true,
            _ => (best, tied) = (Some((weight, one.address)), false),
        }
    }
    best.filter(|_| !tied).map(|(_, address)| address)
}

fn pending(voices: &[Voice]) -> bool {
    voices.iter().any(|voice| voice.finding.is_none())
}

fn by_source(told: &[Told]) -> Vec<(SourceId, IpAddr)> {
    let pairs = told.iter().map(|one| (one.source.clone(), one.address));
    pairs.collect()
}

fn believe(address: IpAddr, told: &[Told], policy: AddressPolicy) -> GateState {
    let voices = told
        .iter()
        .filter(|one| one.address == address)
        .map(|one| one.source.clone())
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

#[cfg(test)]
#[path = "gate/tests.rs"]
mod tests;
