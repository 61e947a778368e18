//! What the scheduler knows right now, for the view. Facts and reasons, no sentences.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::net::IpAddr;

use crate::address::{Family, PublicAddr};
use crate::finding::Finding;
use crate::gate::{GateState, VoiceKind, WouldChange};
use crate::health::Condition;
use crate::history::AnswerKind;
use crate::latch::{Bound, Latch};
use crate::memory::{Jump, PauseMemory, Stamped};
use crate::names::{Hostname, OperatorId, RecordId, SourceId};
use crate::time::Timestamp;
use crate::verdict::Quote;
use crate::whereabouts::{NetworkFacts, Whereabouts};

/// The scheduler's state as facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// Home, away or offline.
    pub whereabouts: Whereabouts,
    /// What the system told last about the way out. `None`: it was not asked since the start.
    pub network: Option<NetworkFacts>,
    /// The person's pause.
    pub pause: Option<PauseMemory>,
    /// Per family: what the gate says.
    pub gates: BTreeMap<Family, GateStatus>,
    /// What the router told since the network last moved. `None`: it was not asked, or has not answered yet.
    pub router: Option<RouterTold>,
    /// Per enabled record.
    pub records: BTreeMap<RecordId, RecordStatus>,
    /// All latches.
    pub latches: Vec<Latch>,
    /// Everything true that is worth showing now (delays and silencers already applied).
    pub conditions: Vec<Condition>,
    /// When the last whole round of looks ended.
    pub last_check: Option<Timestamp>,
    /// When the next look is planned, and why.
    pub next_check: Option<(Timestamp, Reason)>,
}

/// One family's gate, with what was believed before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct GateStatus {
    /// What the gate says.
    pub state: GateState,
    /// The address believed, even while the gate holds.
    pub known: Option<Stamped>,
    /// The address jumps too often to be followed: a person is asked.
    pub jump: Option<Jump>,
}

/// What this computer's own gateway last told about its address, for comparison with what the world sees: another public
/// address, a private one or one of a carrier's means that something stands in between (`public-ip.md` §3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct RouterTold {
    /// What it told.
    pub finding: Finding,
    /// When.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub at: Timestamp,
}

/// One record's state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct RecordStatus {
    /// The hostname that proves it, if it can be proved.
    pub hostname: Option<Hostname>,
    /// Where it stands.
    pub phase: Phase,
    /// What the service last confirmed.
    pub confirmed: Option<Stamped>,
    /// What the zone's own name servers last showed that was ours.
    pub proved: Option<Stamped>,
    /// What they showed at the last look, whatever it was. `None`: never looked or could not look.
    #[cfg_attr(feature = "typescript", ts(type = "Array<string> | null"))]
    pub in_dns: Option<Vec<IpAddr>>,
    /// The decisions of the last round, oldest first: the *Why?* trail.
    pub trail: Vec<TrailStep>,
}

/// Where a record stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Phase {
    /// Nothing known yet since the start.
    Starting,
    /// Confirmed and proved (or confirmed and not provable).
    UpToDate,
    /// Held back by pause, whereabouts or gate; the reason stands there.
    Holding,
    /// A request waits for its time.
    Waiting {
        /// When.
        #[cfg_attr(feature = "typescript", ts(type = "string"))]
        until: Timestamp,
        /// Why.
        reason: Reason,
    },
    /// A request is under way.
    Sending,
    /// Accepted; DNS is being asked.
    Proving {
        /// What is expected there.
        address: PublicAddr,
    },
    /// Accepted, and DNS still does not show it after the patience was over.
    ProofOverdue {
        /// What is expected there.
        address: PublicAddr,
    },
    /// Sent, and the answer was lost; DNS is being asked before anything is sent again.
    Unclear,
    /// The service deletes or changes what a request leaves out, and the name's address of this family is not known now.
    NeedsOther {
        /// The family that is missing.
        family: Family,
    },
    /// A latch is set.
    Stopped {
        /// Whom it binds.
        bound: Bound,
    },
}

/// Why the scheduler will wake, or why something waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The network is settling.
    Settling,
    /// The ordinary check.
    SafetyPoll,
    /// A look failed or sources disagreed; look again soon.
    LookAgain,
    /// A new address must stay for a while.
    Dwelling,
    /// The least distance between two updates.
    MinInterval,
    /// The gap between two requests to one service.
    RequestGap,
    /// The service asked for a wait, or a failure backs off.
    BackOff,
    /// DNS is asked again.
    Proving,
    /// The name would lapse without a refresh.
    Refresh,
    /// The pause ends.
    PauseEnds,
    /// A condition becomes worth showing.
    Health,
    /// A job is overdue.
    JobDeadline,
}

/// One decision of the last round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct TrailStep {
    /// When.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub at: Timestamp,
    /// What.
    pub step: TrailKind,
}

/// The decisions that exist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TrailKind {
    /// Why the round began.
    Began {
        /// The reason.
        cause: Cause,
    },
    /// Where the computer is.
    Located {
        /// The judgement.
        whereabouts: Whereabouts,
    },
    /// What one source told.
    Looked {
        /// The source.
        source: SourceId,
        /// Who runs it.
        operator: OperatorId,
        /// By which way it was asked.
        voice: VoiceKind,
        /// What it told.
        finding: Finding,
    },
    /// What the gate made of it.
    Gate {
        /// Its state.
        state: GateState,
        /// What would make it decide otherwise.
        would_change: Option<WouldChange>,
    },
    /// The name is another device's: the line's prefix with the device's own suffix.
    WithSuffix {
        /// The address that comes of it.
        address: PublicAddr,
    },
    /// The believed address is the confirmed one: nothing to send.
    Same,
    /// The believed address differs from the confirmed one.
    Differs {
        /// From.
        from: Option<PublicAddr>,
        /// To.
        to: PublicAddr,
    },
    /// A latch forbids sending.
    LatchHolds {
        /// Whom it binds.
        bound: Bound,
    },
    /// The pace asks to wait.
    PaceHolds {
        /// Until.
        #[cfg_attr(feature = "typescript", ts(type = "string"))]
        until: Timestamp,
        /// Why.
        reason: Reason,
    },
    /// The person's pause forbids looking and sending.
    Paused,
    /// Sent.
    Sent {
        /// The address.
        address: PublicAddr,
    },
    /// Answered.
    Answered {
        /// What the answer means.
        answer: AnswerKind,
        /// The service's words.
        quote: Option<Quote>,
    },
    /// Seen in DNS.
    Proved {
        /// How long after the confirmation, in milliseconds.
        after_ms: u32,
    },
    /// Not yet seen in DNS.
    NotYetInDns,
}

/// Why a round began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The agent started.
    Start,
    /// The system reported a change of the network.
    LinkMoved,
    /// The router reported a change of the line.
    RouterMoved,
    /// The machine woke up.
    WokeUp,
    /// The ordinary check.
    SafetyPoll,
    /// Another look after an unclear one.
    LookAgain,
    /// A person asked.
    Person,
    /// The settings changed.
    Settings,
}
