//! What the router told when it was asked for the line's address, and how it is listened to.
//!
//! Plain facts for the trail and the diagnosis. Nothing here is an address to publish: that is a
//! [`Finding`](crate::finding::Finding), which the gate judges like any other. There is nothing secret in it: no serial
//! number, no hardware address, no subscription id.

use serde::{Deserialize, Serialize};
use std::net::Ipv4Addr;

use crate::time::Timestamp;

/// What is known about the router (`public-ip.md` §3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct RouterReport {
    /// The default gateway: the only computer that was asked. `None`: there is none, or it has no IPv4 address.
    #[cfg_attr(feature = "typescript", ts(type = "string | null"))]
    pub gateway: Option<Ipv4Addr>,
    /// When it was last asked.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub at: Timestamp,
    /// What it said over NAT-PMP (RFC 6886).
    pub nat_pmp: RouterAnswer,
    /// What it said over UPnP (Internet Gateway Device).
    pub upnp: RouterAnswer,
    /// How long its table of mappings has existed, in seconds, as it told over NAT-PMP. A restart begins anew.
    pub epoch_seconds: Option<u32>,
    /// What it calls itself over UPnP: maker and model, at most 64 printable characters.
    pub model: Option<String>,
    /// Whether its NAT-PMP announcements are listened for.
    pub announcements: bool,
    /// Whether it reports changes of the address by itself over UPnP.
    pub events: RouterEvents,
}

/// What one method of asking the router gave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RouterAnswer {
    /// It was not asked in this way.
    #[default]
    NotAsked,
    /// An address. It may be private: then this router is behind another one, or behind the carrier's.
    Address {
        /// As the router told it.
        #[cfg_attr(feature = "typescript", ts(type = "string"))]
        address: Ipv4Addr,
    },
    /// No address.
    Nothing {
        /// Why not.
        problem: RouterProblem,
    },
}

/// Why the router told no address, or no events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RouterProblem {
    /// It did not answer in time, or refused the connection.
    NoAnswer,
    /// It does not speak this protocol, or not the part of it that tells the address.
    NotSupported,
    /// It forbids the question (NAT-PMP result 2, UPnP errors 401, 403 and 606).
    Refused,
    /// It has no address itself at the moment (NAT-PMP result 3, an empty answer, or 0.0.0.0).
    NoLease,
    /// It is out of resources (NAT-PMP result 4).
    Busy,
    /// It failed for a reason of its own.
    Failed {
        /// The UPnP error, NAT-PMP result, or HTTP status.
        code: u16,
    },
    /// Its answer pointed to another computer and was not followed.
    Elsewhere,
    /// Its answer was not what the protocol says.
    Malformed,
    /// Its answer was longer, deeper or fuller than any honest one.
    TooLarge,
}

/// Whether the router reports changes by itself over UPnP (GENA).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RouterEvents {
    /// Nobody listens: not at home, switched off, or not yet begun.
    #[default]
    Off,
    /// Subscribed.
    Subscribed,
    /// The router would not, or could not be found over UPnP.
    Without {
        /// Why not.
        problem: RouterProblem,
    },
}
