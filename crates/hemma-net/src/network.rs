//! Which network this is, and whether there is a way out.
//!
//! *Online* means that the routing table has a way out over either family, from an interface that is up.
//! Where every source of the address lives on this computer (the sandbox), there is nothing to be offline from: such a
//! program says so when it composes its ports ([`Outlook::Within`]), and then it is always online, whatever the
//! cables do.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr};

use hemma_core::whereabouts::{LinkKind, NetworkFacts, NetworkId};
use ring::rand::SecureRandom;

use crate::interfaces::{Interface, Kind, WaysOut};

/// Where the servers are that this program talks to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Outlook {
    /// Out in the world: a way out is needed.
    #[default]
    World,
    /// All of them on this computer: no way out is needed, and a tunnel is nobody's business.
    Within,
}

/// What is mixed into the fingerprints of networks, different in each installation: a settings file that is shown to
/// somebody does not tell whether its owner was ever in a network that they know.
#[derive(Clone, PartialEq, Eq)]
pub struct Salt([u8; Salt::LENGTH]);

impl Salt {
    /// Its length in bytes.
    pub const LENGTH: usize = 32;

    /// Takes over a kept one.
    #[must_use]
    pub fn kept(bytes: [u8; Self::LENGTH]) -> Self {
        Self(bytes)
    }

    /// Draws the bytes of a new one.
    ///
    /// # Panics
    ///
    /// When the system has no randomness, which no system of ours lacks.
    #[must_use]
    pub fn draw() -> [u8; Self::LENGTH] {
        let mut bytes = [0; Self::LENGTH];
        ring::rand::SystemRandom::new()
            .fill(&mut bytes)
            .expect("the system has randomness");
        bytes
    }
}

impl fmt::Debug for Salt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Salt(…)")
    }
}

/// Judges a listing. Pure.
#[must_use]
pub fn facts(
    interfaces: &[Interface],
    ways_out: WaysOut,
    outlook: Outlook,
    salt: &Salt,
) -> NetworkFacts {
    let leading = leading(interfaces, ways_out);
    let within = outlook == Outlook::Within;
    let tunnel = !within && leading.is_some_and(|interface| interface.kind == Kind::Tunnel);
    let prefix = leading.zip(ways_out.ipv4).and_then(|(interface, address)| {
        let at = interface.ipv4.iter().position(|own| *own == address)?;
        interface.networks.get(at).copied()
    });
    NetworkFacts {
        // An address that no interface of the listing carries still means a route: the listing is a moment older.
        online: within || ways_out.ipv4.is_some() || ways_out.ipv6.is_some(),
        tunnel,
        network: leading
            .and_then(|interface| interface.gateway_mac)
            .zip(prefix)
            .map(|(mac, prefix)| fingerprint(salt, mac, prefix)),
        metered: None,
        interface: leading.map(|interface| interface.name.clone()),
        link: leading.and_then(link),
        gateway: leading.and_then(|interface| interface.gateway),
        prefix: prefix.map(|(network, length)| format!("{network}/{length}")),
    }
}

/// IPv4 tells which network this is, where there is IPv4: an IPv6 tunnel of one's own beside it is no VPN.
fn leading(interfaces: &[Interface], ways_out: WaysOut) -> Option<&Interface> {
    let carrier = |address: IpAddr| {
        interfaces
            .iter()
            .find(|interface| interface.kind != Kind::Loopback && interface.carries(address))
    };
    let ipv4 = ways_out.ipv4.map(IpAddr::V4);
    let ipv6 = ways_out.ipv6.map(IpAddr::V6);
    ipv4.and_then(carrier).or_else(|| ipv6.and_then(carrier))
}

fn link(interface: &Interface) -> Option<LinkKind> {
    match (interface.kind, interface.wireless) {
        (Kind::Tunnel, _) => Some(LinkKind::Tunnel),
        (_, Some(true)) => Some(LinkKind::Wireless),
        (_, Some(false)) => Some(LinkKind::Wired),
        (_, None) => None,
    }
}

/// Returns the router that leads out when the system has not met it yet, so that nobody can tell which network this is:
/// right after a cable goes in, no packet has asked for its hardware address.
#[must_use]
pub fn unmet_router(interfaces: &[Interface], ways_out: WaysOut) -> Option<Ipv4Addr> {
    let leading = leading(interfaces, ways_out)?;
    let unmet = leading.kind == Kind::Ordinary && leading.gateway_mac.is_none();
    leading.gateway.filter(|_| unmet)
}

/// Returns a digest of a router's hardware address and the prefix it gives out. It is enough to recognise a network and
/// is not the address, which tells where somebody lives.
///
/// A public prefix is left out: a computer that is connected without a router of its own gets another one exactly when
/// its address changes, which is when its names must follow.
fn fingerprint(salt: &Salt, mac: [u8; 6], (network, length): (Ipv4Addr, u8)) -> NetworkId {
    let mut text = b"hemma network 2 ".to_vec();
    text.extend_from_slice(&mac);
    if is_inside(network) {
        text.extend_from_slice(&network.octets());
        text.push(length);
    }
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &salt.0);
    let digest = ring::hmac::sign(&key, &text);
    let short: String = digest.as_ref()[..8]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    NetworkId(short)
}

/// Whether a network lies behind a router: private (RFC 1918), link-local, or shared by an operator (RFC 6598).
fn is_inside(network: Ipv4Addr) -> bool {
    let [first, second, ..] = network.octets();
    let shared = first == 100 && (64..128).contains(&second);
    network.is_private() || network.is_link_local() || shared
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interfaces::network_of;

    const ROUTER: [u8; 6] = [0x02, 0x00, 0x5e, 0x10, 0x00, 0x01];

    fn card(name: &str, address: &str, kind: Kind, gateway_mac: Option<[u8; 6]>) -> Interface {
        let address = address.parse().expect("an address");
        Interface {
            name: name.to_owned(),
            kind,
            ipv4: vec![address],
            networks: vec![(network_of(address, 24), 24)],
            gateway_mac,
            ..Interface::default()
        }
    }

    fn salt() -> Salt {
        Salt::kept([7; Salt::LENGTH])
    }

    fn from(address: &str) -> WaysOut {
        WaysOut {
            ipv4: Some(address.parse().expect("an address")),
            ipv6: None,
        }
    }

    #[test]
    fn an_ordinary_home_is_online_and_recognised() {
        let home = [
            card("lo", "127.0.0.1", Kind::Loopback, None),
            card("eth0", "192.168.1.20", Kind::Ordinary, Some(ROUTER)),
        ];
        let told = facts(&home, from("192.168.1.20"), Outlook::World, &salt());
        assert!(told.online);
        assert!(!told.tunnel);
        let again = facts(&home[1..], from("192.168.1.20"), Outlook::World, &salt());
        assert_eq!(told.network, again.network);
        let network = told.network.expect("recognised").0;
        assert_eq!(network.len(), 16);
        assert!(!network.contains("5e10"), "the address itself shows");
    }

    #[test]
    fn f07_a_vpn_that_owns_the_way_out_is_a_tunnel() {
        let with_vpn = [
            card("eth0", "192.168.1.20", Kind::Ordinary, Some(ROUTER)),
            card("wg0", "10.8.0.2", Kind::Tunnel, None),
        ];
        let told = facts(&with_vpn, from("10.8.0.2"), Outlook::World, &salt());
        assert!(told.online);
        assert!(told.tunnel);
        assert_eq!(told.network, None);
    }

    #[test]
    fn f07_a_vpn_for_a_few_addresses_leaves_the_home_a_home() {
        let with_vpn = [
            card("eth0", "192.168.1.20", Kind::Ordinary, Some(ROUTER)),
            card("tailscale0", "100.101.102.103", Kind::Tunnel, None),
        ];
        let told = facts(&with_vpn, from("192.168.1.20"), Outlook::World, &salt());
        assert!(!told.tunnel);
        assert!(told.network.is_some());
    }

    #[test]
    fn no_way_out_is_offline_unless_everything_is_within() {
        let cut_off = [card("lo", "127.0.0.1", Kind::Loopback, None)];
        let told = facts(&cut_off, WaysOut::default(), Outlook::World, &salt());
        assert!(!told.online);
        let told = facts(&cut_off, WaysOut::default(), Outlook::Within, &salt());
        assert!(told.online);
        assert!(!told.tunnel);
    }

    fn id(mac: [u8; 6], prefix: (&str, u8)) -> NetworkId {
        let network = prefix.0.parse().expect("an address");
        fingerprint(&salt(), mac, (network, prefix.1))
    }

    #[test]
    fn networks_differ_by_router_and_by_prefix() {
        let mut other = ROUTER;
        other[5] ^= 1;
        let home = id(ROUTER, ("192.168.1.0", 24));
        assert_ne!(
            home,
            id(other, ("192.168.1.0", 24)),
            "a café with the same prefix"
        );
        assert_ne!(
            home,
            id(ROUTER, ("192.168.2.0", 24)),
            "the router's guest network"
        );
        assert_ne!(home, id(ROUTER, ("192.168.0.0", 16)));
    }

    #[test]
    fn a_computer_without_a_router_of_its_own_stays_home_when_its_prefix_changes() {
        let before = id(ROUTER, ("198.51.100.0", 24));
        assert_eq!(before, id(ROUTER, ("203.0.113.0", 25)));
    }

    #[test]
    fn two_installations_call_one_network_differently() {
        let network = ("192.168.1.0".parse().expect("an address"), 24);
        let mine = fingerprint(&salt(), ROUTER, network);
        let yours = fingerprint(&Salt::kept([8; Salt::LENGTH]), ROUTER, network);
        assert_ne!(mine, yours);
        assert_ne!(Salt::draw(), Salt::draw());
    }

    #[test]
    fn a_router_that_was_not_met_yet_is_named() {
        let mut home = card("eth0", "192.168.1.20", Kind::Ordinary, None);
        home.gateway = Some(Ipv4Addr::new(192, 168, 1, 1));
        let way = from("192.168.1.20");
        assert_eq!(unmet_router(std::slice::from_ref(&home), way), home.gateway);
        home.gateway_mac = Some(ROUTER);
        assert_eq!(unmet_router(&[home], way), None);
    }

    #[test]
    fn what_is_shown_of_a_network_is_told_and_its_hardware_address_is_not() {
        let mut home = card("wlan0", "192.168.1.20", Kind::Ordinary, Some(ROUTER));
        home.gateway = Some(Ipv4Addr::new(192, 168, 1, 1));
        home.wireless = Some(true);
        let told = facts(&[home], from("192.168.1.20"), Outlook::World, &salt());
        assert_eq!(told.interface.as_deref(), Some("wlan0"));
        assert_eq!(told.link, Some(LinkKind::Wireless));
        assert_eq!(told.gateway, Some(Ipv4Addr::new(192, 168, 1, 1)));
        assert_eq!(told.prefix.as_deref(), Some("192.168.1.0/24"));
        let text = format!("{told:?}").to_lowercase();
        assert!(!text.contains("02:00:5e"), "{text}");
        assert!(!text.contains("02005e100001"), "{text}");
    }
}
