//! This computer's IPv6 addresses and why one of them was chosen for AAAA records (F12 to F15), as plain data.
//!
//! `hemma-net` chooses; this is what it tells about the choice, so that a person can see why.

use serde::{Deserialize, Serialize};
use std::net::Ipv6Addr;

/// One address that could be chosen, or could not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Ipv6Candidate {
    /// The address.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub address: Ipv6Addr,
    /// The length of its prefix in bits.
    pub prefix: u32,
    /// The interface that carries it, as the system calls it.
    pub interface: String,
    /// A privacy address (RFC 8981).
    pub temporary: bool,
    /// Its preferred lifetime is over.
    pub deprecated: bool,
    /// Duplicate detection still runs, or ended badly.
    pub tentative: bool,
    /// Chosen, or why not.
    pub standing: Ipv6Standing,
}

/// Why an address was chosen or not. The first reason that applies, in this order of weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Ipv6Standing {
    /// Chosen: it will last, and the system leaves by its prefix.
    Chosen,
    /// It leads nowhere outside of the home (RFC 4193 and whatever else is not 2000::/3).
    Local,
    /// Somebody else on the network has it.
    Duplicated,
    /// It changes daily, for privacy (F12).
    Temporary,
    /// The router has taken its prefix back, or its time is over (F15).
    Deprecated,
    /// The system is still asking whether somebody else has it; a second or two.
    Settling,
    /// There is no way out over IPv6.
    NoWayOut,
    /// The way out leaves by another interface.
    OtherInterface,
    /// The system leaves by another prefix.
    OtherPrefix,
    /// Leased alone, without a prefix; an ordinary one is there (F14).
    Alone,
    /// As good as the chosen one; one had to be chosen.
    AsGood,
}

impl Ipv6Standing {
    /// Every standing, for lists of words.
    pub const ALL: [Self; 11] = [
        Self::Chosen,
        Self::Local,
        Self::Duplicated,
        Self::Temporary,
        Self::Deprecated,
        Self::Settling,
        Self::NoWayOut,
        Self::OtherInterface,
        Self::OtherPrefix,
        Self::Alone,
        Self::AsGood,
    ];
}
