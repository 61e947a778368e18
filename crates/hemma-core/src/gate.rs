//! Quorum and dwell: when a new address is believed.

use serde::{Deserialize, Serialize};
use std::net::IpAddr;

use crate::address::{NotPublishable, PublicAddr};
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
