//! Where this computer is: at home, away, or nowhere.
//!
//! A network is recognised by the router behind it *and* the prefix it gives out. The router alone would make its guest
//! network a home; the prefix alone would make every café with 192.168.1.0/24 one. A network's name (SSID) is no part
//! of it: anybody may call a network like yours.

use serde::{Deserialize, Serialize};
use std::net::Ipv4Addr;

use crate::settings::{Guard, Home};

/// A fingerprint of a network: a digest of the default gateway's hardware address and the prefix of the network, salted
/// per installation. Never the address itself: it would tell where somebody lives.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(type = "string"))]
pub struct NetworkId(pub String);

/// What kind of line the way out begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    /// A cable.
    Wired,
    /// Wi-Fi.
    Wireless,
    /// A tunnel or VPN.
    Tunnel,
}

/// What the system tells about the way out, unjudged.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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
    /// The system's name of the interface that leads out.
    #[serde(default)]
    pub interface: Option<String>,
    /// What kind of line it is, where the system tells.
    #[serde(default)]
    pub link: Option<LinkKind>,
    /// The router's own address in this network; for showing.
    #[serde(default)]
    pub gateway: Option<Ipv4Addr>,
    /// The prefix of this network, as in `192.168.1.0/24`; for showing.
    #[serde(default)]
    pub prefix: Option<String>,
}

impl NetworkFacts {
    /// Returns where looks over this way out are made, so that what was believed in one place is no shortcut in another:
    /// the network, or a word that stands for any tunnel. `None`: a network that cannot be told from others.
    #[must_use]
    pub fn place(&self) -> Option<NetworkId> {
        if self.tunnel {
            return Some(NetworkId("tunnel".to_owned()));
        }
        self.network.clone()
    }
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
    /// Nothing is published. The one exception: profiles whose person chose that they follow a tunnel.
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
    /// This is none of the home networks.
    OtherNetwork,
    /// No home network was named yet, and nobody has said whether this is one.
    NotAsked,
    /// Somebody in between answers for everyone: a captive portal (F09). Judged from looks, not from the facts.
    CaptivePortal,
}

/// Judges what the system tells against the person's home networks. A tunnel is never home (F07). A network that cannot
/// be recognised is home only where every network is.
#[must_use]
pub fn judge(facts: &NetworkFacts, home: &Home) -> Whereabouts {
    let away = |reason| Whereabouts::Away { reason };
    if !facts.online {
        return Whereabouts::Offline;
    }
    if facts.tunnel {
        return away(AwayReason::Tunnel);
    }
    let is_home = facts
        .network
        .as_ref()
        .is_some_and(|network| home.knows(network));
    let declined = facts
        .network
        .as_ref()
        .is_some_and(|network| home.declined.contains(network));
    match home.guard {
        Guard::Always => Whereabouts::Home,
        Guard::Ask | Guard::Networks if is_home => Whereabouts::Home,
        Guard::Ask if !declined => away(AwayReason::NotAsked),
        Guard::Ask | Guard::Networks => away(AwayReason::OtherNetwork),
    }
}
