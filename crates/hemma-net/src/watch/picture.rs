//! What matters of the network at one moment, as plain data that can be compared.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::net::{IpAddr, Ipv6Addr};

use hemma_core::address::Family;

use super::system;
use crate::interfaces::{self, Interface, WaysOut};

/// The network at one moment. Lifetimes, neighbours and counters are left out on purpose: they change all the time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picture {
    links: BTreeSet<String>,
    addresses: BTreeMap<(String, IpAddr), State>,
    routers: BTreeSet<(String, Option<IpAddr>)>,
    ways_out: WaysOut,
}

/// What the system says about one address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct State {
    temporary: bool,
    deprecated: bool,
    tentative: bool,
    duplicated: bool,
}

/// One difference between two moments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stir {
    /// An interface came up or went.
    Link {
        /// The system's name.
        interface: String,
        /// Whether it is up now.
        up: bool,
    },
    /// Something about one address.
    Address {
        /// The interface that carries it.
        interface: String,
        /// The address.
        address: IpAddr,
        /// What.
        stir: AddressStir,
    },
    /// A default route came or went.
    Route {
        /// The interface it leaves by.
        interface: String,
        /// The router; `None` where the route has none (a tunnel).
        router: Option<IpAddr>,
        /// Whether it is there now.
        there: bool,
    },
    /// Packets to the world leave from another address than before.
    WayOut {
        /// Over which family.
        family: Family,
        /// From here now; `None`: there is no way out any more.
        from: Option<IpAddr>,
    },
}

/// What happened to an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressStir {
    /// It was added.
    Came {
        /// Duplicate detection still runs for it.
        tentative: bool,
        /// It is a privacy address.
        temporary: bool,
    },
    /// It was removed, or its link went.
    Gone,
    /// Duplicate detection ended well: it can be used.
    Ready,
    /// Duplicate detection ended badly: somebody else has it.
    Duplicated,
    /// Its preferred lifetime is over.
    Deprecated,
    /// It is preferred (again).
    Preferred,
}

impl Picture {
    /// Takes the picture of this moment. Takes a millisecond or two and may block.
    #[must_use]
    pub fn take() -> Self {
        let (listing, ways_out) = interfaces::read_together();
        Self::of(&listing, ways_out, system::routers())
    }

    pub(super) fn of(
        listing: &[Interface],
        ways_out: WaysOut,
        routers: BTreeSet<(String, Option<IpAddr>)>,
    ) -> Self {
        let mut addresses = BTreeMap::new();
        for interface in listing {
            for address in &interface.ipv4 {
                let key = (interface.name.clone(), IpAddr::V4(*address));
                addresses.insert(key, State::default());
            }
            for entry in &interface.ipv6 {
                let key = (interface.name.clone(), IpAddr::V6(entry.address));
                let state = State {
                    temporary: entry.temporary,
                    deprecated: entry.deprecated,
                    tentative: entry.tentative,
                    duplicated: entry.duplicated,
                };
                addresses.insert(key, state);
            }
        }
        Self {
            links: listing.iter().map(|found| found.name.clone()).collect(),
            addresses,
            routers,
            ways_out,
        }
    }

    /// Returns what differs, links first. Pure.
    #[must_use]
    pub fn compare(&self, now: &Self) -> Vec<Stir> {
        let mut stirs = Vec::new();
        for (gone, there) in [(&self.links, false), (&now.links, true)] {
            let other = if there { &self.links } else { &now.links };
            stirs.extend(gone.difference(other).map(|name| Stir::Link {
                interface: name.clone(),
                up: there,
            }));
        }
        self.compare_addresses(now, &mut stirs);
        for (routers, other, there) in [
            (&self.routers, &now.routers, false),
            (&now.routers, &self.routers, true),
        ] {
            let different = routers.difference(other);
            stirs.extend(different.map(|(interface, router)| Stir::Route {
                interface: interface.clone(),
                router: *router,
                there,
            }));
        }
        for family in Family::BOTH {
            let from = now.ways_out.of(family);
            if from != self.ways_out.of(family) {
                stirs.push(Stir::WayOut { family, from });
            }
        }
        stirs
    }

    fn compare_addresses(&self, now: &Self, stirs: &mut Vec<Stir>) {
        let mut tell = |(interface, address): &(String, IpAddr), stir| {
            stirs.push(Stir::Address {
                interface: interface.clone(),
                address: *address,
                stir,
            });
        };
        for (key, before) in &self.addresses {
            match now.addresses.get(key) {
                None => tell(key, AddressStir::Gone),
                Some(state) => {
                    for stir in before.became(*state) {
                        tell(key, stir);
                    }
                }
            }
        }
        for (key, state) in &now.addresses {
            if !self.addresses.contains_key(key) {
                let stir = AddressStir::Came {
                    tentative: state.tentative,
                    temporary: state.temporary,
                };
                tell(key, stir);
            }
        }
    }
}

impl State {
    fn became(self, now: Self) -> impl Iterator<Item = AddressStir> {
        let lost = now.duplicated && !self.duplicated;
        let ready = self.tentative && !now.tentative && !now.duplicated;
        let stirs = [
            lost.then_some(AddressStir::Duplicated),
            ready.then_some(AddressStir::Ready),
            (now.deprecated && !self.deprecated).then_some(AddressStir::Deprecated),
            (self.deprecated && !now.deprecated).then_some(AddressStir::Preferred),
        ];
        stirs.into_iter().flatten()
    }
}

impl Stir {
    /// Returns whether this can change what is published. A link without a usable address leads nowhere, and a
    /// link-local or loopback address is nobody's public address.
    #[must_use]
    pub fn matters(&self) -> bool {
        match self {
            Self::Link { .. } => false,
            Self::Address { address, .. } => match address {
                IpAddr::V4(address) => !address.is_link_local() && !address.is_loopback(),
                IpAddr::V6(address) => {
                    !address.is_unicast_link_local() && *address != Ipv6Addr::LOCALHOST
                }
            },
            Self::Route { .. } | Self::WayOut { .. } => true,
        }
    }
}

/// English, for `hemma-agent watch` and the log.
impl fmt::Display for Stir {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Link { interface, up } => {
                let what = if *up { "came up" } else { "went down" };
                write!(f, "link {interface} {what}")
            }
            Self::Address {
                interface,
                address,
                stir,
            } => write!(f, "address {address} on {interface} {stir}"),
            Self::Route {
                interface,
                router,
                there,
            } => {
                let what = if *there { "came" } else { "went" };
                match router {
                    Some(router) => write!(f, "default route by {router} on {interface} {what}"),
                    None => write!(f, "default route into {interface} {what}"),
                }
            }
            Self::WayOut { family, from } => {
                let family = match family {
                    Family::Ipv4 => "IPv4",
                    Family::Ipv6 => "IPv6",
                };
                match from {
                    Some(from) => write!(f, "the way out over {family} begins at {from}"),
                    None => write!(f, "there is no way out over {family}"),
                }
            }
        }
    }
}

impl fmt::Display for AddressStir {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Came {
                tentative: true, ..
            } => "came; duplicate detection runs",
            Self::Came {
                temporary: true, ..
            } => "came; a temporary one",
            Self::Came { .. } => "came",
            Self::Gone => "went",
            Self::Ready => "is ready: duplicate detection ended",
            Self::Duplicated => "cannot be used: somebody else has it",
            Self::Deprecated => "is deprecated: it will not be used for anything new",
            Self::Preferred => "is preferred again",
        })
    }
}

#[cfg(test)]
#[path = "picture/tests.rs"]
mod tests;
