//! What is told about the choice: every address with the reason why it was chosen or not.

use std::net::Ipv6Addr;

use hemma_core::ipv6::{Ipv6Candidate, Ipv6Standing};

use super::{Choice, choose, is_global};
use crate::interfaces::{Interface, Ipv6Entry, WaysOut};

/// Returns the addresses that could be chosen or are worth explaining, in the order of the listing. Link-local and
/// loopback addresses are not: every card has them, and nobody expects them. Pure, and of one mind with [`choose`].
#[must_use]
pub fn candidates(interfaces: &[Interface], ways_out: WaysOut) -> Vec<Ipv6Candidate> {
    let chosen = match choose(interfaces, ways_out) {
        Choice::Stable(address) => Some(address),
        Choice::Settling { meanwhile } => meanwhile,
        Choice::None => None,
    };
    let leads = |interface: &Interface| {
        ways_out
            .ipv6
            .map(|way_out| interface.carries(way_out.into()))
    };
    let mut told = Vec::new();
    for interface in interfaces {
        let worth = |entry: &&Ipv6Entry| {
            !entry.address.is_loopback() && !entry.address.is_unicast_link_local()
        };
        for entry in interface.ipv6.iter().filter(worth) {
            let leads = leads(interface);
            told.push(Ipv6Candidate {
                address: entry.address,
                prefix: u32::from(entry.prefix),
                interface: interface.name.clone(),
                temporary: entry.temporary,
                deprecated: entry.deprecated,
                tentative: entry.tentative,
                standing: standing(entry, leads, chosen, ways_out.ipv6),
            });
        }
    }
    told
}

/// `leads`: whether the way out leaves by the address's interface; `None` when there is no way out.
fn standing(
    entry: &Ipv6Entry,
    leads: Option<bool>,
    chosen: Option<Ipv6Addr>,
    way_out: Option<Ipv6Addr>,
) -> Ipv6Standing {
    if leads == Some(true) && chosen == Some(entry.address) {
        return Ipv6Standing::Chosen;
    }
    let link = |address: Ipv6Addr| address.segments()[..4].to_vec();
    match entry {
        entry if !is_global(entry.address) => Ipv6Standing::Local,
        entry if entry.duplicated => Ipv6Standing::Duplicated,
        entry if entry.temporary => Ipv6Standing::Temporary,
        entry if entry.deprecated => Ipv6Standing::Deprecated,
        entry if entry.tentative => Ipv6Standing::Settling,
        entry => match leads {
            None => Ipv6Standing::NoWayOut,
            Some(false) => Ipv6Standing::OtherInterface,
            Some(true) if way_out.map(link) != Some(link(entry.address)) => {
                Ipv6Standing::OtherPrefix
            }
            Some(true) if entry.prefix == 128 => Ipv6Standing::Alone,
            Some(true) => Ipv6Standing::AsGood,
        },
    }
}
