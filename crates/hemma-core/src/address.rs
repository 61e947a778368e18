//! Addresses: families, what may be published, and why something may not.

mod blocks;

use serde::{Deserialize, Serialize};
use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use crate::names::NameProblem;

/// IPv4 or IPv6.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Family {
    /// IPv4, an A record.
    Ipv4,
    /// IPv6, an AAAA record.
    Ipv6,
}

impl Family {
    /// Both, in the order in which they are shown and sent.
    pub const BOTH: [Self; 2] = [Self::Ipv4, Self::Ipv6];

    /// Returns the family of an address.
    #[must_use]
    pub fn of(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(_) => Self::Ipv4,
            IpAddr::V6(_) => Self::Ipv6,
        }
    }
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ipv4 => "ipv4",
            Self::Ipv6 => "ipv6",
        })
    }
}

impl FromStr for Family {
    type Err = NameProblem;

    fn from_str(text: &str) -> Result<Self, NameProblem> {
        match text {
            "ipv4" => Ok(Self::Ipv4),
            "ipv6" => Ok(Self::Ipv6),
            _ => Err(NameProblem::UnknownWord),
        }
    }
}

/// An address that passed [`AddressPolicy::admit`]: it may be published.
///
/// Invariant: not in any block of `public-ip.md` §5 (except documentation blocks where the policy permits them).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(type = "string"))]
#[serde(transparent)]
pub struct PublicAddr(IpAddr);

impl PublicAddr {
    /// Returns the address.
    #[must_use]
    pub fn ip(self) -> IpAddr {
        self.0
    }

    /// Returns its family.
    #[must_use]
    pub fn family(self) -> Family {
        Family::of(self.0)
    }
}

impl fmt::Display for PublicAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Why an address must never be published (`public-ip.md` §5, IANA special-purpose registries).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum NotPublishable {
    /// RFC 1918, RFC 4193.
    Private,
    /// RFC 6598, 100.64.0.0/10: the operator shares one address among customers.
    CarrierNat,
    /// 127.0.0.0/8, ::1.
    Loopback,
    /// 169.254.0.0/16, fe80::/10.
    LinkLocal,
    /// 0.0.0.0/8, ::.
    Unspecified,
    /// 224.0.0.0/4, ff00::/8.
    Multicast,
    /// RFC 5737, RFC 3849, RFC 9637.
    Documentation,
    /// RFC 2544, RFC 5180; also used by proxies that hand out fake addresses.
    Benchmarking,
    /// Any other special-purpose block, or IPv6 outside 2000::/3.
    Reserved,
    /// An anycast service (AS112, AMT, 6to4 relay): reachable, but never a subscriber's.
    SharedService,
    /// Teredo, 6to4, NAT64: an address that embeds another.
    Translated,
    /// A well-known public resolver: the parser or the network is lying (F01).
    PublicResolver,
    /// The edge of a content network: an echo service tells its own address (F02).
    ContentNetwork,
}

/// Which addresses may be published. The shipped policy permits no documentation addresses; the sandbox does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AddressPolicy {
    /// Whether RFC 5737 and RFC 3849 addresses may be published. Only for rehearsals against the sandbox.
    pub permit_documentation: bool,
}

impl AddressPolicy {
    /// Decides whether a detected address may be published. IPv4-mapped addresses are unmapped first.
    ///
    /// # Errors
    ///
    /// Why it must not be published (`public-ip.md` §5).
    pub fn admit(self, address: IpAddr) -> Result<PublicAddr, NotPublishable> {
        let address = unmapped(address);
        if blocks::is_resolver(address) {
            return Err(NotPublishable::PublicResolver);
        }
        match blocks::special_purpose(address) {
            Some(NotPublishable::Documentation) if self.permit_documentation => {
                Ok(PublicAddr(address))
            }
            Some(why) => Err(why),
            None if blocks::is_edge(address) => Err(NotPublishable::ContentNetwork),
            None => Ok(PublicAddr(address)),
        }
    }
}

/// Returns the IPv4 address inside `::ffff:0:0/96`, and every other address as it is.
#[must_use]
pub fn unmapped(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(v6) => v6.to_ipv4_mapped().map_or(address, IpAddr::V4),
        IpAddr::V4(_) => address,
    }
}

/// Returns whether two IPv6 addresses lie in one /64, the size of one link (RFC 4291 §2.5.1). IPv4 addresses do not.
#[must_use]
pub fn same_link(one: IpAddr, other: IpAddr) -> bool {
    match (one, other) {
        (IpAddr::V6(one), IpAddr::V6(other)) => one.segments()[..4] == other.segments()[..4],
        _ => false,
    }
}
