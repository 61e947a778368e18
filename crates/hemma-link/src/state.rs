//! How the link itself is doing, as the window shows it.

use serde::{Deserialize, Serialize};

use crate::greeting::RefusedReason;

/// How the link to the agent is doing. It crosses to the page together with the snapshots.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum LinkState {
    /// The agent is being reached, or started.
    Connecting,
    /// Snapshots come.
    Connected {
        /// The agent's version.
        version: String,
    },
    /// Agent and window do not understand each other.
    Refused {
        /// Why, and thereby what to do.
        reason: RefusedReason,
    },
    /// There is no agent and none could be started.
    Unreachable {
        /// What was tried and what came of it.
        what: String,
    },
}
