//! The home guard as surfaces show it.

use hemma_core::settings::Guard;
use hemma_core::whereabouts::{LinkKind, NetworkId};
use serde::{Deserialize, Serialize};
use std::net::Ipv4Addr;

/// On which networks names are kept, and which one this is. Whether this one is home says [`super::Snapshot::whereabouts`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct HomeView {
    /// What guards the names.
    pub guard: Guard,
    /// The networks that the person called home, in the order of the settings.
    pub networks: Vec<HomeNetworkView>,
    /// The network this computer is in; none when there is none, or when the system was not asked yet.
    pub here: Option<NetworkView>,
}

/// One home network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct HomeNetworkView {
    /// Its fingerprint, for [`super::Command::ForgetHome`].
    pub id: NetworkId,
    /// What the person calls it; empty when it has no name.
    pub name: String,
    /// Whether this computer is in it now.
    pub here: bool,
}

/// The network this computer is in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct NetworkView {
    /// Its fingerprint, for [`super::Command::MarkHome`]; none when it cannot be told from other networks, as in a tunnel
    /// or without an IPv4 router.
    pub id: Option<NetworkId>,
    /// What the person calls it, when it is a home network.
    pub name: Option<String>,
    /// The system's name of the interface that leads out.
    pub interface: Option<String>,
    /// What kind of line it is, where the system tells.
    pub link: Option<LinkKind>,
    /// The router's own address in this network.
    #[cfg_attr(feature = "typescript", ts(type = "string | null"))]
    pub gateway: Option<Ipv4Addr>,
    /// The prefix of this network, as in `192.168.1.0/24`.
    pub prefix: Option<String>,
    /// Whether the system counts what goes over it as costly; none: it does not tell.
    pub metered: Option<bool>,
}
