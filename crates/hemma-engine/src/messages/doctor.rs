//! The doctor's report: what stands between a name and this computer, since when, and what to do.
//!
//! Facts come with their sentences, because the same report is a page, a text to copy and a command's output, and must
//! say the same in all three. No secret, key, user name, hardware address or address with a query is in it.

use std::net::IpAddr;

use hemma_core::finding::LookProblem;
use hemma_core::health::{ConditionKind, Severity};
use hemma_core::names::{RecordId, SourceId};
use hemma_core::router::{RouterProblem, RouterReport};
use hemma_core::settings::Language;
use hemma_core::time::Timestamp;
use serde::{Deserialize, Serialize};

/// What is asked of the doctor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(default)]
pub struct DoctorQuery {
    /// The language of the sentences.
    pub language: Language,
    /// Whether names, domains and the host part of addresses are masked in [`DoctorReport::text`].
    pub mask: bool,
}

/// The report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct DoctorReport {
    /// When it was made.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub at: Timestamp,
    /// One sentence over all of it.
    pub summary: String,
    /// What was found, most urgent first. Empty: nothing stands in the way.
    pub findings: Vec<DoctorFinding>,
    /// Each record's name as the zone and as this computer's own resolver tell it.
    pub compared: Vec<ComparedName>,
    /// What the router told; none when it was not asked.
    pub router: Option<RouterReport>,
    /// Everything as a text to copy, without secrets.
    pub text: String,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct DoctorFinding {
    /// What it is, for an icon or a link.
    pub what: Ailment,
    /// How urgent.
    pub severity: Severity,
    /// Since when it is so, or when it happened; none where that is not known.
    #[cfg_attr(feature = "typescript", ts(type = "string | null"))]
    pub since: Option<Timestamp>,
    /// A short title.
    pub title: String,
    /// What it means, in plain sentences.
    pub meaning: String,
    /// What to do; empty where nothing needs to be done.
    pub remedy: String,
}

/// What the doctor can find.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Ailment {
    /// The router's own address is one that carriers share out (RFC 6598, 100.64.0.0/10).
    CarrierNat {
        /// The router's.
        #[cfg_attr(feature = "typescript", ts(type = "string"))]
        router: IpAddr,
        /// The one seen from outside.
        #[cfg_attr(feature = "typescript", ts(type = "string | null"))]
        seen: Option<IpAddr>,
    },
    /// The router's own address is private (RFC 1918): another router stands before it.
    DoubleNat {
        /// The router's.
        #[cfg_attr(feature = "typescript", ts(type = "string"))]
        router: IpAddr,
        /// The one seen from outside.
        #[cfg_attr(feature = "typescript", ts(type = "string | null"))]
        seen: Option<IpAddr>,
    },
    /// The router has a public address, and the world sees another one.
    RouterDiffers {
        /// The router's.
        #[cfg_attr(feature = "typescript", ts(type = "string"))]
        router: IpAddr,
        /// The one seen from outside.
        #[cfg_attr(feature = "typescript", ts(type = "string"))]
        seen: IpAddr,
    },
    /// The router has no public IPv4 address, and the world sees one: DS-Lite or the like.
    DsLite {
        /// The one seen from outside.
        #[cfg_attr(feature = "typescript", ts(type = "string"))]
        seen: IpAddr,
    },
    /// Only IPv6 works here, and a name asks for IPv4.
    OnlyIpv6,
    /// The router told no address.
    RouterSilent {
        /// Why not.
        problem: RouterProblem,
    },
    /// The resolver of this network answers with something of its own (F25).
    SplitDns {
        /// Which record.
        record: RecordId,
        /// What it answers.
        #[cfg_attr(feature = "typescript", ts(type = "Array<string>"))]
        here: Vec<IpAddr>,
    },
    /// This computer itself overrides the name, in its hosts file or the like (F26).
    HostsFile {
        /// Which record.
        record: RecordId,
        /// What it answers.
        #[cfg_attr(feature = "typescript", ts(type = "Array<string>"))]
        here: Vec<IpAddr>,
    },
    /// A resolver still holds the old answer, as it may.
    StaleDns {
        /// Which record.
        record: RecordId,
        /// What it answers.
        #[cfg_attr(feature = "typescript", ts(type = "Array<string>"))]
        here: Vec<IpAddr>,
        /// Until when old answers may live.
        #[cfg_attr(feature = "typescript", ts(type = "string"))]
        until: Timestamp,
    },
    /// Everything is right, and others may still see the old address for a while.
    OldAnswers {
        /// Which record.
        record: RecordId,
        /// Until when.
        #[cfg_attr(feature = "typescript", ts(type = "string"))]
        until: Timestamp,
    },
    /// The zone's own servers show something else than what was confirmed.
    ZoneDiffers {
        /// Which record.
        record: RecordId,
        /// What they show.
        #[cfg_attr(feature = "typescript", ts(type = "Array<string>"))]
        zone: Vec<IpAddr>,
    },
    /// The zone's own servers could not be asked.
    ZoneSilent {
        /// Which record.
        record: RecordId,
        /// Why not.
        problem: LookProblem,
    },
    /// Somebody else wrote or removed the record lately; it was repaired once.
    ChangedElsewhere {
        /// Which record.
        record: RecordId,
        /// What DNS showed; empty: nothing any more.
        #[cfg_attr(feature = "typescript", ts(type = "Array<string>"))]
        seen: Vec<IpAddr>,
    },
    /// A voice gave no address in the last round.
    VoiceSilent {
        /// Which.
        source: SourceId,
        /// Why.
        problem: LookProblem,
    },
    /// A condition that holds now.
    Condition {
        /// Which.
        condition: ConditionKind,
    },
    /// The last update of a record failed.
    UpdateFailed {
        /// Which record.
        record: RecordId,
        /// When.
        #[cfg_attr(feature = "typescript", ts(type = "string"))]
        at: Timestamp,
    },
}

/// One record's name, as the zone tells it and as this computer hears it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ComparedName {
    /// Which record.
    pub record: RecordId,
    /// What the zone's own name servers show.
    pub zone: Told,
    /// How long others may keep an answer, in seconds, as the zone says.
    pub ttl_seconds: Option<u32>,
    /// What the network's resolver shows.
    pub network: Told,
    /// What programs on this computer get, hosts file and all.
    pub computer: Told,
    /// What to make of it.
    pub verdict: Comparison,
}

/// What one way of asking told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Told {
    /// These addresses; none: no such name or address.
    Shows {
        /// Sorted.
        #[cfg_attr(feature = "typescript", ts(type = "Array<string>"))]
        addresses: Vec<IpAddr>,
    },
    /// Nothing is known.
    Silent {
        /// Why not.
        problem: LookProblem,
    },
}

/// What a comparison means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// All say the same.
    Same,
    /// A resolver still holds an old answer.
    Stale,
    /// The network's resolver answers with something of its own.
    NetworkOverrides,
    /// This computer answers with something of its own.
    ComputerOverrides,
    /// One of them could not be asked.
    Unknown,
}
