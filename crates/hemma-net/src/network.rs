//! Which network this is, and whether there is a way out.
//!
//! *Online* means that the routing table has a way out over either family, from an interface that is up.
//! Where every source of the address lives on this computer (the sandbox), there is nothing to be offline from: such a
//! program says so when it composes its ports ([`Outlook::Within`]), and then it is always online, whatever the
//! cables do.

use std::net::IpAddr;

use hemma_core::whereabouts::{NetworkFacts, NetworkId};

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

/// Judges a listing. Pure.
#[must_use]
pub fn facts(interfaces: &[Interface], ways_out: WaysOut, outlook: Outlook) -> NetworkFacts {
    let carrier = |address: IpAddr| {
        interfaces
            .iter()
            .find(|interface| interface.kind != Kind::Loopback && interface.carries(address))
    };
    let ipv4 = ways_out.ipv4.map(IpAddr::V4);
    let ipv6 = ways_out.ipv6.map(IpAddr::V6);
    // IPv4 tells which network this is, where there is IPv4: an IPv6 tunnel of one's own beside it is no VPN.
    let leading = ipv4.and_then(carrier).or_else(|| ipv6.and_then(carrier));
    let within = outlook == Outlook::Within;
    NetworkFacts {
        // An address that no interface of the listing carries still means a route: the listing is a moment older.
        online: within || ipv4.is_some() || ipv6.is_some(),
        tunnel: !within && leading.is_some_and(|interface| interface.kind == Kind::Tunnel),
        network: leading
            .and_then(|interface| interface.gateway_mac)
            .map(fingerprint),
        // The system says this elsewhere than in its listing of interfaces.
        ..NetworkFacts::default()
    }
}

/// Returns a digest of a router's hardware address. It is enough to recognise a network and is not the address, which
/// tells where somebody lives.
fn fingerprint(mac: [u8; 6]) -> NetworkId {
    let mut text = b"hemma network ".to_vec();
    text.extend_from_slice(&mac);
    let digest = ring::digest::digest(&ring::digest::SHA256, &text);
    let short: String = digest.as_ref()[..8]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    NetworkId(short)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROUTER: [u8; 6] = [0x02, 0x00, 0x5e, 0x10, 0x00, 0x01];

    fn card(name: &str, address: &str, kind: Kind, gateway_mac: Option<[u8; 6]>) -> Interface {
        Interface {
            name: name.to_owned(),
            kind,
            ipv4: vec![address.parse().expect("an address")],
            ipv6: Vec::new(),
            gateway: None,
            gateway_mac,
        }
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
        let told = facts(&home, from("192.168.1.20"), Outlook::World);
        assert!(told.online);
        assert!(!told.tunnel);
        let again = facts(&home[1..], from("192.168.1.20"), Outlook::World);
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
        let told = facts(&with_vpn, from("10.8.0.2"), Outlook::World);
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
        let told = facts(&with_vpn, from("192.168.1.20"), Outlook::World);
        assert!(!told.tunnel);
        assert!(told.network.is_some());
    }

    #[test]
    fn no_way_out_is_offline_unless_everything_is_within() {
        let cut_off = [card("lo", "127.0.0.1", Kind::Loopback, None)];
        let told = facts(&cut_off, WaysOut::default(), Outlook::World);
        assert!(!told.online);
        let told = facts(&cut_off, WaysOut::default(), Outlook::Within);
        assert!(told.online);
        assert!(!told.tunnel);
    }

    #[test]
    fn two_routers_are_two_networks() {
        let mut other = ROUTER;
        other[5] ^= 1;
        assert_ne!(fingerprint(ROUTER), fingerprint(other));
    }
}
