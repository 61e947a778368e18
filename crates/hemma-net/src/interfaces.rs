//! This computer's interfaces, as plain data, and the way out.
//!
//! The listing is the system's, one file per system; everything decided about it is decided over [`Interface`] by pure
//! functions, in [`crate::network`] and [`crate::stable_ipv6`].

#[cfg(target_os = "linux")]
mod linux;
#[cfg(not(target_os = "linux"))]
mod windows_macos;

#[cfg(target_os = "linux")]
use linux as system;
#[cfg(not(target_os = "linux"))]
use windows_macos as system;
#[cfg(not(target_os = "linux"))]
pub(crate) use windows_macos::routers;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};

use hemma_core::address::Family;

/// One interface at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Interface {
    /// The system's name, such as `eth0`; on Windows a GUID.
    pub name: String,
    /// What the system says it is.
    pub kind: Kind,
    /// Its IPv4 addresses.
    pub ipv4: Vec<Ipv4Addr>,
    /// Its IPv6 addresses with what the system says of each.
    pub ipv6: Vec<Ipv6Entry>,
    /// The IPv4 networks that its addresses lie in: first address and length of the prefix.
    pub networks: Vec<(Ipv4Addr, u8)>,
    /// Whether it is a radio, where the system tells.
    pub wireless: Option<bool>,
    /// The router behind it: the gateway of its default route over IPv4.
    pub gateway: Option<Ipv4Addr>,
    /// The hardware address of the router behind it, where the system has met it.
    pub gateway_mac: Option<[u8; 6]>,
}

impl Interface {
    /// Returns whether the interface carries an address.
    #[must_use]
    pub fn carries(&self, address: IpAddr) -> bool {
        match address {
            IpAddr::V4(address) => self.ipv4.contains(&address),
            IpAddr::V6(address) => self.ipv6.iter().any(|entry| entry.address == address),
        }
    }
}

/// Returns the first address of the network that an address lies in.
#[must_use]
pub fn network_of(address: Ipv4Addr, prefix: u8) -> Ipv4Addr {
    let mask = u32::MAX
        .checked_shl(32 - u32::from(prefix.min(32)))
        .unwrap_or(0);
    Ipv4Addr::from(u32::from(address) & mask)
}

/// What an interface is, as far as it matters here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// A card, or something that looks like one.
    #[default]
    Ordinary,
    /// The loopback.
    Loopback,
    /// A way through somebody else's network: tun, WireGuard, PPP (F07).
    Tunnel,
}

/// One IPv6 address of an interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ipv6Entry {
    /// The address.
    pub address: Ipv6Addr,
    /// The length of its prefix in bits.
    pub prefix: u8,
    /// A privacy address that changes daily (RFC 8981; F12).
    pub temporary: bool,
    /// Its preferred lifetime is over (F15).
    pub deprecated: bool,
    /// The system is still asking whether somebody else has it (F15).
    pub tentative: bool,
    /// Somebody else has it (F15).
    pub duplicated: bool,
    /// Set by hand. Only Linux tells.
    pub permanent: bool,
}

/// The addresses from which packets to the world would leave, by family.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WaysOut {
    /// Over IPv4.
    pub ipv4: Option<Ipv4Addr>,
    /// Over IPv6.
    pub ipv6: Option<Ipv6Addr>,
}

impl WaysOut {
    /// Returns the one over a family.
    #[must_use]
    pub fn of(&self, family: Family) -> Option<IpAddr> {
        match family {
            Family::Ipv4 => self.ipv4.map(IpAddr::V4),
            Family::Ipv6 => self.ipv6.map(IpAddr::V6),
        }
    }

    /// Returns whether every way out starts at an address of the listing.
    #[must_use]
    pub fn all_carried_by(&self, listing: &[Interface]) -> bool {
        let addresses = [self.ipv4.map(IpAddr::V4), self.ipv6.map(IpAddr::V6)];
        addresses
            .into_iter()
            .flatten()
            .all(|address| listing.iter().any(|interface| interface.carries(address)))
    }
}

/// Lists the interfaces that are up. Takes about a millisecond and may block.
#[must_use]
pub fn list() -> Vec<Interface> {
    system::list()
}

/// Asks the routing table for the ways out. No packet is sent: connecting a datagram socket only looks up the route.
#[must_use]
pub fn ways_out() -> WaysOut {
    let family = |family| way_out(family).map(|address| address.ip());
    WaysOut {
        ipv4: family(Family::Ipv4).and_then(|address| match address {
            IpAddr::V4(address) => Some(address),
            IpAddr::V6(_) => None,
        }),
        ipv6: family(Family::Ipv6).and_then(|address| match address {
            IpAddr::V4(_) => None,
            IpAddr::V6(address) => Some(address),
        }),
    }
}

/// Reads the listing and the ways out so that they belong together: the system changes between two questions.
#[must_use]
pub fn read_together() -> (Vec<Interface>, WaysOut) {
    const TIMES: usize = 3;
    let mut read = Default::default();
    for _ in 0..TIMES {
        read = (list(), ways_out());
        let (listing, ways_out) = &read;
        if ways_out.all_carried_by(listing) {
            break;
        }
    }
    read
}

fn way_out(family: Family) -> Option<SocketAddr> {
    // Addresses of a.root-servers.net (www.iana.org/domains/root/servers): surely outside of any home.
    let (from, to) = match family {
        Family::Ipv4 => (
            SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0)),
            SocketAddr::from((Ipv4Addr::new(198, 41, 0, 4), 53)),
        ),
        Family::Ipv6 => (
            SocketAddr::from((Ipv6Addr::UNSPECIFIED, 0)),
            SocketAddr::from((Ipv6Addr::new(0x2001, 0x503, 0xba3e, 0, 0, 0, 2, 0x30), 53)),
        ),
    };
    let socket = UdpSocket::bind(from).ok()?;
    socket.connect(to).ok()?;
    let address = socket.local_addr().ok()?;
    leads_out(address.ip()).then_some(address)
}

/// Returns whether packets from an address can reach the world. Linux falls back to a link-local address, even to
/// another interface's, while the right one is still under duplicate detection.
fn leads_out(address: IpAddr) -> bool {
    let link_local = match address {
        IpAddr::V4(address) => address.is_link_local(),
        IpAddr::V6(address) => address.is_unicast_link_local(),
    };
    !(address.is_unspecified() || address.is_loopback() || link_local)
}

/// Returns whether a name that the system or its driver gave says "tunnel". Needed where the type does not tell: tap
/// devices are Ethernet, and macOS calls utun "other".
fn is_tunnel_label(label: &str) -> bool {
    const NAMES: [&str; 10] = [
        "tun",
        "tap",
        "utun",
        "wg",
        "ppp",
        "ipsec",
        "tailscale",
        "zt",
        "nordlynx",
        "proton",
    ];
    const WORDS: [&str; 6] = [
        "wireguard",
        "wintun",
        "tap-windows",
        "openvpn",
        "tailscale",
        "vpn",
    ];
    let label = label.to_ascii_lowercase();
    let by_name = NAMES.iter().any(|name| {
        // `tun0`, `wg-home`, `zt5u4y2`; not `tuner`, `wgs`.
        label.strip_prefix(name).is_some_and(|rest| {
            rest.is_empty() || rest.starts_with(|c: char| !c.is_ascii_alphabetic()) || *name == "zt"
        })
    });
    by_name || WORDS.iter().any(|word| label.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f07_tunnels_are_told_by_name_where_the_type_does_not_tell() {
        for tunnel in [
            "tun0",
            "tap1",
            "utun4",
            "wg0",
            "wg-home",
            "ppp0",
            "tailscale0",
            "zt5u4y2mfr",
            "WireGuard Tunnel #2",
            "TAP-Windows Adapter V9",
            "Mullvad VPN",
        ] {
            assert!(is_tunnel_label(tunnel), "{tunnel}");
        }
        for card in [
            "eth0",
            "enp3s0",
            "wlan0",
            "en0",
            "wlp2s0",
            "br0",
            "tuner",
            "Ethernet 2",
            "Wi-Fi",
        ] {
            assert!(!is_tunnel_label(card), "{card}");
        }
    }

    #[test]
    fn a_link_local_or_loopback_source_is_no_way_out() {
        for no_way in ["fe80::1", "169.254.3.4", "::1", "127.0.0.1", "::"] {
            assert!(!leads_out(no_way.parse().expect("an address")), "{no_way}");
        }
        for way in ["2001:db8::1", "fd00::2", "192.168.1.20"] {
            assert!(leads_out(way.parse().expect("an address")), "{way}");
        }
    }

    #[test]
    fn the_listing_has_the_loopback_with_its_addresses() {
        let list = list();
        let loopback = list
            .iter()
            .find(|interface| interface.kind == Kind::Loopback)
            .expect("every machine has a loopback");
        assert!(loopback.carries(IpAddr::V4(Ipv4Addr::LOCALHOST)));
    }
}
