//! Addresses made of two, and records that are forgotten.

use std::net::IpAddr;

use crate::clock::Moment;
use crate::world::{Family, World};

/// Puts the first bits of one address before the last bits of another of the same family.
pub(super) fn with_prefix(prefix: IpAddr, length: u8, rest: IpAddr) -> IpAddr {
    let mix = |new: u128, old: u128, width: u32| {
        let host = width.saturating_sub(u32::from(length));
        let mask = 1_u128.checked_shl(host).map_or(u128::MAX, |bit| bit - 1);
        (new & !mask) | (old & mask)
    };
    match (prefix, rest) {
        (IpAddr::V4(new), IpAddr::V4(old)) => {
            let mixed = mix(u32::from(new).into(), u32::from(old).into(), 32);
            IpAddr::V4(u32::try_from(mixed).unwrap_or_default().into())
        }
        (IpAddr::V6(new), IpAddr::V6(old)) => {
            IpAddr::V6(mix(u128::from(new), u128::from(old), 128).into())
        }
        _ => prefix,
    }
}

/// Forgets the records that were not refreshed in time, at services that do so.
pub(crate) fn forget_stale(world: &mut World, now: Moment) {
    for (target, service) in &mut world.services {
        let Some(length) = super::row(*target).and_then(|row| row.forgets_after) else {
            continue;
        };
        let refreshed = &mut service.memory.refreshed;
        let stale: Vec<String> = refreshed
            .iter()
            .filter(|(_, at)| now.service >= **at + length)
            .map(|(name, _)| name.clone())
            .collect();
        for name in stale {
            refreshed.remove(&name);
            world.zones.publish(&name, Family::V4, None, now.real);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_keeps_the_rest_of_the_address() {
        let address = |text: &str| text.parse::<IpAddr>().unwrap();
        let mixed = with_prefix(address("2001:db8:9::"), 64, address("2001:db8:1::7"));
        assert_eq!(mixed, address("2001:db8:9::7"));
        let mixed = with_prefix(address("198.51.100.0"), 24, address("203.0.113.9"));
        assert_eq!(mixed, address("198.51.100.9"));
        assert_eq!(
            with_prefix(address("::1"), 128, address("::2")),
            address("::1")
        );
        assert_eq!(
            with_prefix(address("::1"), 0, address("::2")),
            address("::2")
        );
    }
}
