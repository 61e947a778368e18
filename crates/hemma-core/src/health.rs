//! Conditions: what is worth showing, how urgent, after how long, and what silences it (`ux.md`, "Health model").

use serde::{Deserialize, Serialize};
use std::time::Duration;

use crate::address::Family;
use crate::names::{ProfileId, RecordId};
use crate::time::Timestamp;
use crate::verdict::LaterReason;
use crate::whereabouts::AwayReason;

/// How urgent a condition is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Good to know.
    Info,
    /// Something to look at when there is time.
    Notice,
    /// Only a person can mend it.
    Action,
}

/// Something worth showing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Condition {
    /// What it is.
    pub kind: ConditionKind,
    /// How urgent.
    pub severity: Severity,
    /// Since when it is true (not: shown).
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub since: Timestamp,
}

/// The conditions that exist.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ConditionKind {
    /// No network for a minute.
    NoNetwork,
    /// Somebody in between answers: a captive portal or a filtering proxy.
    Intercepted,
    /// Not at home, or a tunnel owns the route.
    Away {
        /// Which.
        reason: AwayReason,
    },
    /// Sources disagree about the address.
    SourcesDisagree {
        /// The family.
        family: Family,
    },
    /// Nothing certain is known about the address.
    AddressUnknown {
        /// The family.
        family: Family,
    },
    /// Many customers share the address.
    CarrierNat,
    /// The address jumps: a person shall say which line to follow (F10).
    AddressJumps {
        /// The family.
        family: Family,
    },
    /// Certificates look not yet valid or expired: this computer's clock is a suspect (F48).
    ClockSuspect,
    /// A service cannot take updates now.
    ServiceBusy {
        /// The profile.
        profile: ProfileId,
        /// Why.
        reason: LaterReason,
    },
    /// DNS does not show an accepted address although it should.
    ProofOverdue {
        /// The record.
        record: RecordId,
    },
    /// Somebody else writes this name.
    SecondWriter {
        /// The record.
        record: RecordId,
    },
    /// A latch is set.
    Stopped {
        /// Its place in `Status::latches`.
        latch: u32,
    },
    /// The keychain cannot be reached or is locked.
    VaultUnavailable {
        /// What is wrong.
        problem: VaultProblem,
    },
    /// The settings file has mistakes; the last good settings are in force.
    SettingsProblem,
    /// The state folder cannot be written (F32).
    StateNotWritable,
    /// Documentation addresses are permitted: this is a rehearsal, not the real world.
    Rehearsal,
}

/// Why a vault gives no secrets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum VaultProblem {
    /// No keychain service is running.
    Missing,
    /// It is locked and only a person can open it.
    Locked,
    /// It did not answer in time.
    TimedOut,
    /// It refused or failed.
    Failed,
    /// The sealed file needs its password.
    PasswordNeeded,
    /// A secret file can be read by others, or not at all.
    SecretFileUnsafe,
}

impl ConditionKind {
    /// Returns how urgent it is (`ux.md`, "Health model").
    #[must_use]
    pub fn severity(&self) -> Severity {
        match self {
            Self::Away {
                reason: AwayReason::NotAsked,
            } => Severity::Action,
            Self::NoNetwork | Self::Away { .. } | Self::Rehearsal => Severity::Info,
            Self::Intercepted
            | Self::SourcesDisagree { .. }
            | Self::AddressUnknown { .. }
            | Self::CarrierNat
            | Self::ClockSuspect
            | Self::ServiceBusy { .. }
            | Self::ProofOverdue { .. }
            | Self::SecondWriter { .. } => Severity::Notice,
            Self::AddressJumps { .. }
            | Self::Stopped { .. }
            | Self::VaultUnavailable { .. }
            | Self::SettingsProblem
            | Self::StateNotWritable => Severity::Action,
        }
    }

    /// Returns whether a person can put it away: what is told once, and of which Hemma can mend nothing.
    #[must_use]
    pub fn is_dismissible(&self) -> bool {
        matches!(self, Self::CarrierNat)
    }

    /// Returns how long it must be true before it is shown: passing trouble mends itself (F51, F65).
    #[must_use]
    pub fn show_after(&self) -> Duration {
        Duration::from_secs(match self {
            Self::NoNetwork | Self::ClockSuspect => 60,
            Self::Intercepted => 15,
            Self::SourcesDisagree { .. } | Self::AddressUnknown { .. } => 600,
            Self::ServiceBusy { .. } => 1800,
            // The patience of the proof is over already; a second writer is shown at the second sighting.
            Self::ProofOverdue { .. }
            | Self::SecondWriter { .. }
            | Self::Away { .. }
            | Self::CarrierNat
            | Self::AddressJumps { .. }
            | Self::Stopped { .. }
            | Self::VaultUnavailable { .. }
            | Self::SettingsProblem
            | Self::StateNotWritable
            | Self::Rehearsal => 0,
        })
    }

    /// Returns whether this condition, while true, explains another one, which is then not shown.
    #[must_use]
    pub fn silences(&self, other: &Self) -> bool {
        let no_network = matches!(self, Self::NoNetwork);
        let in_the_way = no_network || matches!(self, Self::Intercepted);
        let elsewhere = in_the_way || matches!(self, Self::Away { .. });
        let unsure = matches!(
            self,
            Self::SourcesDisagree { .. } | Self::AddressUnknown { .. }
        );
        match other {
            Self::Intercepted | Self::Away { .. } => no_network,
            Self::ClockSuspect => in_the_way,
            Self::SourcesDisagree { .. } | Self::AddressUnknown { .. } | Self::CarrierNat => {
                elsewhere || matches!(self, Self::ClockSuspect)
            }
            Self::ServiceBusy { reason, .. } => {
                elsewhere
                    || unsure
                    || (*reason == LaterReason::SecretUnavailable
                        && matches!(self, Self::VaultUnavailable { .. }))
            }
            Self::ProofOverdue { record } => {
                elsewhere
                    || matches!(self, Self::ServiceBusy { profile, .. } if *profile == record.profile)
            }
            Self::NoNetwork
            | Self::AddressJumps { .. }
            | Self::SecondWriter { .. }
            | Self::Stopped { .. }
            | Self::VaultUnavailable { .. }
            | Self::SettingsProblem
            | Self::StateNotWritable
            | Self::Rehearsal => false,
        }
    }
}
