//! Lines of the journal.

use serde::{Deserialize, Serialize};

use crate::address::{Family, PublicAddr};
use crate::gate::HeldReason;
use crate::latch::Bound;
use crate::names::{ProfileId, RecordId};
use crate::time::Timestamp;
use crate::verdict::{LaterReason, Quote, Refusal, UnclearReason};
use crate::whereabouts::Whereabouts;

/// One thing that happened. The store gives it a sequence number; order is by that number, never by time (F47).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Entry {
    /// When, by the wall clock of that moment.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub at: Timestamp,
    /// The profile it concerns.
    pub profile: Option<ProfileId>,
    /// The record it concerns.
    pub record: Option<RecordId>,
    /// What happened.
    pub kind: EntryKind,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum EntryKind {
    /// The agent started.
    Started,
    /// The agent stopped in good order.
    Stopped,
    /// The gate believes a new address.
    AddressSeen {
        /// Its family.
        family: Family,
        /// The address.
        address: PublicAddr,
        /// What was believed before.
        previous: Option<PublicAddr>,
    },
    /// The gate began to hold, or holds for another reason than before.
    AddressHeld {
        /// Its family.
        family: Family,
        /// Why.
        reason: HeldReason,
    },
    /// A person said which line to follow while the address jumped.
    LineChosen {
        /// The family.
        family: Family,
        /// Whether the line that is there is followed; else what was known is kept.
        follow: bool,
    },
    /// An update leaves.
    Sent {
        /// Its number.
        attempt: u32,
        /// The address.
        address: PublicAddr,
    },
    /// The service answered.
    Answered {
        /// The attempt it answers.
        attempt: u32,
        /// What the answer means.
        answer: AnswerKind,
        /// The service's words.
        quote: Option<Quote>,
    },
    /// The zone's own name servers show the address.
    Proved {
        /// The address.
        address: PublicAddr,
        /// How long after the confirmation, in milliseconds.
        after_ms: u32,
    },
    /// They do not show it although they should by now.
    ProofOverdue {
        /// The address that should be there.
        address: PublicAddr,
    },
    /// DNS shows another address than the one confirmed, without our doing (F19, F50).
    ChangedElsewhere {
        /// What DNS shows.
        #[cfg_attr(feature = "typescript", ts(type = "Array<string>"))]
        seen: Vec<std::net::IpAddr>,
    },
    /// The service's API was asked why it refuses a record.
    AtService {
        /// What stands there.
        found: AtService,
    },
    /// A latch was set.
    Latched {
        /// Whom it binds.
        bound: Bound,
        /// Why.
        refusal: Refusal,
    },
    /// A person released a latch.
    Released {
        /// Whom it bound.
        bound: Bound,
    },
    /// A person paused.
    Paused {
        /// Until when, if limited.
        #[cfg_attr(feature = "typescript", ts(type = "string | null"))]
        until: Option<Timestamp>,
    },
    /// A person resumed, or the pause ended.
    Resumed,
    /// Home, away or offline changed.
    Moved {
        /// Where to.
        to: Whereabouts,
    },
    /// The machine slept.
    WokeUp {
        /// How long, in seconds.
        slept_seconds: u32,
    },
    /// The wall clock was set back.
    ClockSetBack {
        /// By how much, in seconds.
        by_seconds: u32,
    },
    /// New settings are in force.
    SettingsChanged,
    /// A settings file with mistakes was not taken; the last good settings go on.
    SettingsRejected {
        /// How many mistakes.
        problems: u32,
    },
    /// The database was damaged and put aside; a new one was started.
    DatabaseQuarantined {
        /// The name of the file it was moved to.
        file: String,
    },
}

/// What the API of a service says about a record that it refuses to update.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum AtService {
    /// It had another token, which was taken over: the record is tried again by itself.
    TokenRenewed,
    /// Updates are switched off there.
    Disabled,
    /// It is not there (any more), or belongs to another account.
    Deleted,
    /// It is there and switched on, and the API key may not see its token.
    TokenHidden,
    /// It is there, switched on, and with the token that is used here: nothing explains the refusal.
    AsHere,
}

/// What an answer means, for history and trail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AnswerKind {
    /// Stored.
    Accepted,
    /// Had it already.
    AlreadySo,
    /// Stored something else.
    NotConfirmed {
        /// What.
        #[cfg_attr(feature = "typescript", ts(type = "string"))]
        echoed: std::net::IpAddr,
    },
    /// Not now.
    Later {
        /// Why.
        reason: LaterReason,
    },
    /// A person is needed.
    NeedsPerson {
        /// For what.
        refusal: Refusal,
    },
    /// Nobody knows.
    Unclear {
        /// Why.
        reason: UnclearReason,
    },
}
