//! Where this computer is: at home, away, or nowhere.

use serde::{Deserialize, Serialize};

/// A fingerprint of a network: a digest of the default gateway's hardware address (or the DNS suffix where there is
/// none). Never the address itself: it would tell where somebody lives.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(type = "string"))]
pub struct NetworkId(pub String);

/// What the system tells about the way out, unjudged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NetworkFacts {
    /// An interface that is up carries a default route (either family).
    pub online: bool,
    /// The default route leaves through a tunnel (tun, utun, wg, ppp).
    pub tunnel: bool,
    /// Which network this is, when it can be told.
    pub network: Option<NetworkId>,
    /// The system counts what goes over the way out as costly (a phone's line, a quota). `None`: it does not tell.
    #[serde(default)]
    pub metered: Option<bool>,
}

/// The judgement over [`NetworkFacts`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Whereabouts {
    /// Not looked yet since the start.
    NotKnownYet,
    /// A network on which names are kept.
    Home,
    /// Looking and sending stand still.
    Away {
        /// Why this is not home.
        reason: AwayReason,
    },
    /// No way out.
    Offline,
}

/// Why a network is not home.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum AwayReason {
    /// A tunnel owns the default route (F07).
    Tunnel,
    /// Home networks are listed, and this is none of them.
    OtherNetwork,
}

/// Judges what the system tells against the list of home networks. An empty list means that every network is home; a
/// network that cannot be told apart is home only then. A tunnel is never home (F07).
#[must_use]
pub fn judge(facts: &NetworkFacts, home: &[NetworkId]) -> Whereabouts {
    if !facts.online {
        return Whereabouts::Offline;
    }
    if facts.tunnel {
        return Whereabouts::Away {
            reason: AwayReason::Tunnel,
        };
    }
    let listed = facts
        .network
        .as_ref()
        .is_some_and(|network| home.contains(network));
    if home.is_empty() || listed {
        Whereabouts::Home
    } else {
        Whereabouts::Away {
            reason: AwayReason::OtherNetwork,
        }
    }
}
