//! Which of this computer's IPv6 addresses belongs into an AAAA record (`public-ip.md` §4).
//!
//! The address of the computer that runs the service, which will still be its address tomorrow: global, not temporary
//! (F12), not deprecated, tentative or refused by duplicate detection (F15), on the interface that leads out. Among
//! several, the one in the prefix that the system itself sends from, and an ordinary prefix before a lone /128 (F14).

mod candidates;

pub use candidates::candidates;

use std::net::Ipv6Addr;

use crate::interfaces::{Interface, Ipv6Entry, Kind, WaysOut};

/// The outcome of the choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// This one.
    Stable(Ipv6Addr),
    /// Not yet: duplicate detection still runs for an address that would be better. Look again in a second or two.
    Settling {
        /// The best there is so far.
        meanwhile: Option<Ipv6Addr>,
    },
    /// None: no way out over IPv6, or only addresses that will not last.
    None,
}

/// Chooses. Pure: the same listing always gives the same answer, in whatever order the system lists.
#[must_use]
pub fn choose(interfaces: &[Interface], ways_out: WaysOut) -> Choice {
    let Some(way_out) = ways_out.ipv6 else {
        // An address under duplicate detection is no source for packets, so a way out may appear with its end.
        let mut cards = interfaces.iter().filter(|card| card.kind == Kind::Ordinary);
        return if cards.any(|card| lasting(card).any(|entry| entry.tentative)) {
            Choice::Settling { meanwhile: None }
        } else {
            Choice::None
        };
    };
    let Some(interface) = interfaces
        .iter()
        .find(|interface| interface.carries(way_out.into()))
    else {
        // The address is younger than the listing: a temporary one, for instance, made when detection ended.
        return Choice::Settling { meanwhile: None };
    };
    if interface.kind == Kind::Loopback {
        return Choice::None;
    }
    let best = lasting(interface)
        .filter(|entry| !entry.tentative)
        .min_by_key(|entry| rank(entry, way_out))
        .map(|entry| entry.address);
    if lasting(interface).any(|entry| entry.tentative) {
        return Choice::Settling { meanwhile: best };
    }
    best.map_or(Choice::None, Choice::Stable)
}

fn lasting(interface: &Interface) -> impl Iterator<Item = &Ipv6Entry> {
    let entries = interface.ipv6.iter();
    entries.filter(|entry| is_global(entry.address) && will_last(entry))
}

fn will_last(entry: &Ipv6Entry) -> bool {
    !(entry.temporary || entry.deprecated || entry.duplicated)
}

/// Less is better. Ends with the address itself, so that the choice does not depend on the order of the listing.
fn rank(entry: &Ipv6Entry, way_out: Ipv6Addr) -> (bool, bool, bool, Ipv6Addr) {
    let same_prefix = entry.address.segments()[..4] == way_out.segments()[..4];
    (
        !same_prefix,
        entry.prefix == 128,
        !entry.permanent,
        entry.address,
    )
}

/// 2000::/3: global unicast as far as it is handed out. Whether it may be *published* is the gate's business.
fn is_global(address: Ipv6Addr) -> bool {
    address.segments()[0] & 0xe000 == 0x2000
}

#[cfg(test)]
#[path = "stable_ipv6/tests.rs"]
mod tests;
