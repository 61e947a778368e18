//! What goes into the scheduler and what comes out.

use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use std::time::Duration;

use crate::address::{Family, PublicAddr};
use crate::finding::{Finding, LookProblem};
use crate::health::{ConditionKind, VaultProblem};
use crate::history::Entry;
use crate::latch::Bound;
use crate::memory::MemoryChange;
use crate::names::{Hostname, ProfileId, RecordId, SourceId};
use crate::settings::{FieldProblem, Settings};
use crate::time::Timestamp;
use crate::verdict::Outcome;
use crate::whereabouts::NetworkFacts;

/// One round of looking. Answers of an older round change nothing.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct RoundId(pub u64);

/// One try to publish. Never reused, restarts included.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct AttemptId(pub u64);

/// Everything that can happen.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The moment of `next_wake` has come, or any other moment: a timer never does harm.
    Timer,
    /// The system says that something about the network moved.
    LinkMoved,
    /// The router says that its address changed, or that it restarted. Only a hint: somebody is asked.
    RouterMoved,
    /// The machine slept.
    WokeUp {
        /// For how long.
        slept: Duration,
    },
    /// The answer to [`Action::Locate`].
    Located {
        /// The round that asked.
        round: RoundId,
        /// What the system tells.
        facts: NetworkFacts,
    },
    /// The answer to one [`Action::Look`].
    Looked {
        /// The round that asked.
        round: RoundId,
        /// The family.
        family: Family,
        /// Who was asked.
        source: SourceId,
        /// What it told.
        finding: Finding,
    },
    /// The end of one [`Action::Publish`].
    Answered {
        /// Which attempt.
        attempt: AttemptId,
        /// What came of it.
        outcome: Outcome,
    },
    /// The answer to one [`Action::Prove`].
    DnsSeen {
        /// Which record.
        record: RecordId,
        /// Everything the zone's own name servers show for it, or why they could not be asked.
        seen: Result<Vec<IpAddr>, LookProblem>,
    },
    /// A job ended without its event (it panicked).
    JobLost {
        /// Which.
        job: Job,
    },
    /// The service's own log tells of somebody else's update.
    WrittenElsewhere {
        /// Of which record.
        record: RecordId,
        /// When it was made.
        at: Timestamp,
    },
    /// A person has read a condition that comes back no more as long as it stays true
    /// ([`ConditionKind::is_dismissible`]).
    Dismiss {
        /// Which.
        kind: ConditionKind,
    },
    /// A person asked for a check. It looks; only gate, latches and pace decide whether it sends.
    CheckNow,
    /// A person asked for a pause.
    Pause {
        /// Until when; `None`: until resumed.
        until: Option<Timestamp>,
    },
    /// A person resumed.
    Resume,
    /// A person released a latch.
    Release {
        /// Whose.
        bound: Bound,
    },
    /// A person said which line to follow while the address of a family jumps.
    FollowLine {
        /// The family.
        family: Family,
        /// Follow what is there now; else stay with what is known.
        follow: bool,
    },
    /// A person stored a new user name, password, key or token: latches about credentials open.
    CredentialEdited {
        /// Of which profile.
        profile: ProfileId,
    },
    /// The token of one record was replaced, or what the service held against it was mended: its latch opens if it is
    /// about credentials.
    TokenEdited {
        /// Of which record.
        record: RecordId,
    },
    /// New settings are in force.
    SettingsChanged {
        /// All of them.
        settings: Box<Settings>,
    },
    /// The settings file has mistakes; the last good settings go on.
    SettingsRejected {
        /// The mistakes.
        problems: Vec<FieldProblem>,
    },
    /// The vault can or cannot be read.
    Vault {
        /// `None`: it works.
        problem: Option<VaultProblem>,
    },
    /// Writing memory failed or works again (F32). While it fails, a conservative floor guards the pace.
    Disk {
        /// Whether the last write worked.
        writable: bool,
    },
    /// The agent is about to leave: no new attempts.
    ShuttingDown,
}

/// What a lost job was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Job {
    /// A locate.
    Locate(RoundId),
    /// A look.
    Look(RoundId, Family, SourceId),
    /// A publish.
    Publish(AttemptId),
    /// A prove.
    Prove(RecordId),
}

/// Everything the scheduler can ask for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Action {
    /// Ask the system about the way out.
    Locate {
        /// The round.
        round: RoundId,
    },
    /// Ask one source for one family. The source `interface` is this computer's own stable IPv6 address, `router` its
    /// gateway.
    Look {
        /// The round.
        round: RoundId,
        /// The family.
        family: Family,
        /// Whom to ask.
        source: SourceId,
    },
    /// Write one fact, before the next action.
    Remember {
        /// The fact.
        change: MemoryChange,
    },
    /// Send one update.
    Publish {
        /// Its id.
        attempt: AttemptId,
        /// With whose credential.
        profile: ProfileId,
        /// What, in the order of the request. All names distinct per family.
        changes: Vec<Change>,
    },
    /// Ask the zone's own name servers once.
    Prove {
        /// Which record.
        record: RecordId,
        /// What to ask for.
        hostname: Hostname,
    },
    /// Write one line of history.
    Note {
        /// The line.
        entry: Entry,
    },
}

/// One record's new address inside an attempt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The record.
    pub record: RecordId,
    /// Its address.
    pub address: PublicAddr,
    /// The name's address of the other family, where the service would delete or change it if it were left out. It is
    /// no change: it has been accepted by the gate and is what the service already has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beside: Option<PublicAddr>,
    /// Put the name into the service's offline mode.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub offline: bool,
}

impl Change {
    /// Returns a plain change.
    #[must_use]
    pub fn new(record: RecordId, address: PublicAddr) -> Self {
        Self {
            record,
            address,
            beside: None,
            offline: false,
        }
    }
}
