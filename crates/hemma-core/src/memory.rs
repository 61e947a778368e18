//! The facts that must survive a restart. Intent, attempt, confirmation and proof are separate (F42).

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use crate::address::{Family, PublicAddr};
use crate::health::ConditionKind;
use crate::latch::{Bound, Latch};
use crate::names::RecordId;
use crate::time::Timestamp;
use crate::whereabouts::NetworkId;

/// Everything the scheduler remembers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Memory {
    /// What is known of each record. Records that left the settings keep their facts.
    pub records: BTreeMap<RecordId, RecordMemory>,
    /// The address last believed, per family.
    pub known: BTreeMap<Family, KnownMemory>,
    /// Stops, one per bound.
    pub latches: Vec<Latch>,
    /// Waits, one per bound.
    pub waits: Vec<Wait>,
    /// The person's pause.
    pub pause: Option<PauseMemory>,
    /// The last attempt id given out.
    pub last_attempt: u64,
    /// Conditions that a person has read.
    #[serde(default)]
    pub dismissed: Vec<ConditionKind>,
}

/// What is known of one record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RecordMemory {
    /// The profile's fingerprint when these facts were gathered (F45).
    pub fingerprint: u64,
    /// What we are about to send or have sent without a whole answer. Set before the request leaves.
    pub intent: Option<Intent>,
    /// What the service last confirmed.
    pub confirmed: Option<Stamped>,
    /// What the zone's own name servers last showed.
    pub proved: Option<Stamped>,
    /// When the last request for it left.
    pub last_sent: Option<Timestamp>,
    /// Passing failures in a row.
    pub failures: u32,
    /// "No change" answers in a row.
    pub nochg: u32,
    /// "Not found" answers in a row.
    #[serde(skip_serializing_if = "is_zero")]
    pub not_found: u32,
    /// Whether the service was last told to keep the name in its offline mode.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub offline: bool,
    /// When DNS last showed another address than the one proved, or the service's log another writer, without our doing.
    /// A second time within a day means that somebody else writes the name.
    pub elsewhere: Option<Timestamp>,
}

fn is_zero(count: &u32) -> bool {
    *count == 0
}

/// An address that is being published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intent {
    /// The attempt.
    pub attempt: u64,
    /// The address.
    pub address: PublicAddr,
    /// When it was decided.
    pub at: Timestamp,
}

/// An address with the moment it was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Stamped {
    /// The address.
    pub address: PublicAddr,
    /// When.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub at: Timestamp,
}

/// The believed address of a family, and how it moved lately.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownMemory {
    /// The address.
    pub address: PublicAddr,
    /// Since when.
    pub since: Timestamp,
    /// The last changes, newest last, at most eight; from these flapping is told.
    pub changes: Vec<Stamped>,
    /// In which network it was seen last. What was known elsewhere lets no single voice decide here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network: Option<NetworkId>,
    /// Set while the address jumps too often to be followed (F10).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jump: Option<Jump>,
}

/// The address jumped too often: Hemma stays with what it knows until a person says which line to follow, or until
/// nothing else has been seen for an hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Jump {
    /// Since when Hemma does not follow.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub since: Timestamp,
    /// The other address that was seen last.
    pub to: PublicAddr,
    /// When a person said to keep what is known. Asked again a day later if it still jumps.
    #[cfg_attr(feature = "typescript", ts(type = "string | null"))]
    pub kept: Option<Timestamp>,
}

/// A wait that a restart must not shorten.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wait {
    /// Whom it binds.
    pub bound: Bound,
    /// Nothing leaves before this moment.
    pub until: Timestamp,
    /// When it was set: what a clock set back is clamped against (F47).
    pub set: Timestamp,
}

/// The person's pause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PauseMemory {
    /// When it was asked for.
    pub since: Timestamp,
    /// When it ends by itself, if ever.
    pub until: Option<Timestamp>,
}

/// One fact to write before the next action is taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fact", rename_all = "snake_case")]
pub enum MemoryChange {
    /// The record's facts.
    Record {
        /// Which.
        record: RecordId,
        /// Its facts now.
        facts: RecordMemory,
    },
    /// A family's known address.
    Known {
        /// Which.
        family: Family,
        /// Its facts now.
        facts: KnownMemory,
    },
    /// All latches now.
    Latches {
        /// One per bound.
        latches: Vec<Latch>,
    },
    /// All waits now.
    Waits {
        /// One per bound.
        waits: Vec<Wait>,
    },
    /// The pause now.
    Pause {
        /// `None`: not paused.
        pause: Option<PauseMemory>,
    },
    /// Conditions that a person has read.
    Dismissed {
        /// All of them.
        kinds: Vec<ConditionKind>,
    },
    /// The last attempt id given out.
    LastAttempt {
        /// The id.
        id: u64,
    },
}

impl Memory {
    /// Applies one change, as the store does when it reads its rows back.
    pub fn apply(&mut self, change: MemoryChange) {
        match change {
            MemoryChange::Record { record, facts } => {
                self.records.insert(record, facts);
            }
            MemoryChange::Known { family, facts } => {
                self.known.insert(family, facts);
            }
            MemoryChange::Latches { latches } => self.latches = latches,
            MemoryChange::Waits { waits } => self.waits = waits,
            MemoryChange::Pause { pause } => self.pause = pause,
            MemoryChange::Dismissed { kinds } => self.dismissed = kinds,
            MemoryChange::LastAttempt { id } => self.last_attempt = id,
        }
    }
}
