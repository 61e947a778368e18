//! The home guard: on which networks names are kept, and what a profile does while a tunnel owns the route.

use serde::{Deserialize, Serialize};

use crate::whereabouts::NetworkId;

/// `[home]`: on which networks names are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Home {
    /// What guards the names.
    pub guard: Guard,
    /// Networks that the person called home.
    pub networks: Vec<HomeNetwork>,
    /// Networks that the person said are not home, so that they are not asked about again.
    pub declined: Vec<NetworkId>,
}

impl Home {
    /// Returns whether a network was called home.
    #[must_use]
    pub fn knows(&self, network: &NetworkId) -> bool {
        self.networks.iter().any(|home| home.id == *network)
    }
}

/// What guards the names.
///
/// A file that does not say keeps them everywhere: so did every version before the guard, and so must a server whose
/// file was written by hand. Where networks are listed, they count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Guard {
    /// Every network is home: a computer that never moves.
    #[default]
    Always,
    /// Only the listed networks are home.
    Networks,
    /// The same, and the person is asked about a network that is not known as long as none is listed.
    Ask,
}

/// One network that the person called home.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HomeNetwork {
    /// Its fingerprint.
    pub id: NetworkId,
    /// What the person calls it; empty when it has no name.
    pub name: String,
}

/// What a profile does while a tunnel owns the default route (F07).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum TunnelChoice {
    /// Its names stay as they are.
    #[default]
    Hold,
    /// Its names follow what the web sees behind the tunnel, with quorum as everywhere.
    Follow,
}
