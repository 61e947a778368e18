//! The part of another device's IPv6 address that stays when the line's prefix changes (`public-ip.md` §4).

use std::net::{IpAddr, Ipv6Addr};

use crate::address::{AddressPolicy, PublicAddr};

/// How many bits of an address belong to the line when nothing else is said: one link (RFC 4291 §2.5.1).
pub const USUAL_PREFIX: u32 = 64;
/// What lines give their customers: a /48 at most, and never less than a link.
pub const PREFIXES: std::ops::RangeInclusive<u32> = 48..=64;

/// The end of an IPv6 address, such as `::1234:5678:9abc:def0`.
///
/// Invariant: not zero, nothing in the bits of the line, and a prefix length within [`PREFIXES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ipv6Suffix {
    bits: u128,
    prefix: u32,
}

impl Ipv6Suffix {
    /// Builds one. `None` where `end` reaches into the first `prefix` bits, is zero, or the prefix has an impossible
    /// length.
    #[must_use]
    pub fn new(end: Ipv6Addr, prefix: u32) -> Option<Self> {
        let suffix = Self {
            bits: end.to_bits(),
            prefix,
        };
        let fits = PREFIXES.contains(&prefix) && suffix.bits & suffix.line() == 0;
        (fits && suffix.bits != 0).then_some(suffix)
    }

    /// Returns the device's address: the first bits of an address on the same line, then this. `None` for IPv4, and
    /// where the outcome must not be published.
    #[must_use]
    pub fn behind(self, own: PublicAddr, policy: AddressPolicy) -> Option<PublicAddr> {
        match own.ip() {
            IpAddr::V4(_) => None,
            IpAddr::V6(own) => {
                let bits = own.to_bits() & self.line() | self.bits;
                policy.admit(Ipv6Addr::from_bits(bits).into()).ok()
            }
        }
    }

    fn line(self) -> u128 {
        u128::MAX << (128 - self.prefix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: AddressPolicy = AddressPolicy {
        permit_documentation: true,
    };

    fn behind(own: &str, end: &str, prefix: u32) -> Option<String> {
        let own = POLICY.admit(own.parse().unwrap()).unwrap();
        let suffix = Ipv6Suffix::new(end.parse().unwrap(), prefix)?;
        suffix
            .behind(own, POLICY)
            .map(|address| address.to_string())
    }

    #[test]
    fn the_first_bits_are_the_lines_and_the_rest_is_the_devices() {
        let own = "2001:db8:aa:bb:1:2:3:4";
        let end = "::1234:5678:9abc:def0";
        let told = behind(own, end, 64);
        assert_eq!(told.as_deref(), Some("2001:db8:aa:bb:1234:5678:9abc:def0"));
        // The device is in another network of the same line.
        let told = behind(own, "0:0:0:5::10", 56);
        assert_eq!(told.as_deref(), Some("2001:db8:aa:5::10"));
        let told = behind(own, "0:0:0:5::10", 48);
        assert_eq!(told.as_deref(), Some("2001:db8:aa:5::10"));
        assert_eq!(behind("203.0.113.7", end, 64), None, "IPv4 has no suffix");
    }

    #[test]
    fn an_ending_that_reaches_into_the_line_or_says_nothing_is_none() {
        for (end, prefix) in [
            ("::", 64),
            ("2001:db8::10", 64),
            ("0:0:0:5::10", 64),
            ("0:0:0:105::10", 56),
            ("::10", 47),
            ("::10", 65),
        ] {
            assert_eq!(Ipv6Suffix::new(end.parse().unwrap(), prefix), None, "{end}");
        }
    }
}
