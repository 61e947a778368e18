//! The listing on Windows and macOS: `netdev`, which knows the IPv6 flags of both.

use std::collections::BTreeSet;
use std::net::IpAddr;

use netdev::interface::types::InterfaceType;

use super::{Interface, Ipv6Entry, Kind, is_tunnel_label};

pub(super) fn list() -> Vec<Interface> {
    netdev::get_interfaces()
        .iter()
        .filter(|interface| interface.is_up())
        .map(plain)
        .collect()
}

/// Returns the default routes of the interfaces that are up: name and router.
pub(crate) fn routers() -> BTreeSet<(String, Option<IpAddr>)> {
    let mut routers = BTreeSet::new();
    for interface in netdev::get_interfaces() {
        let Some(gateway) = interface.gateway.clone().filter(|_| interface.is_up()) else {
            continue;
        };
        let ipv4 = gateway.ipv4.into_iter().map(IpAddr::V4);
        let addresses = ipv4.chain(gateway.ipv6.into_iter().map(IpAddr::V6));
        routers.extend(addresses.map(|router| (interface.name.clone(), Some(router))));
    }
    routers
}

fn plain(interface: &netdev::Interface) -> Interface {
    let flags = interface.ipv6_addr_flags.iter().copied();
    let flags = flags.chain(std::iter::repeat(Default::default()));
    let gateway = interface.gateway.as_ref();
    Interface {
        name: interface.name.clone(),
        kind: kind(interface),
        ipv4: interface.ipv4_addrs(),
        ipv6: interface
            .ipv6
            .iter()
            .zip(flags)
            .map(|(net, flags)| Ipv6Entry {
                address: net.addr(),
                prefix: net.prefix_len(),
                temporary: flags.temporary,
                deprecated: flags.deprecated,
                tentative: flags.tentative,
                duplicated: flags.duplicated,
                permanent: flags.permanent,
            })
            .collect(),
        networks: interface
            .ipv4
            .iter()
            .map(|net| (net.network(), net.prefix_len()))
            .collect(),
        wireless: match interface.if_type {
            InterfaceType::Wireless80211 => Some(true),
            InterfaceType::Ethernet | InterfaceType::GigabitEthernet => Some(false),
            _ => None,
        },
        gateway: gateway.and_then(|device| device.ipv4.first().copied()),
        gateway_mac: gateway
            .map(|device| device.mac_addr.octets())
            .filter(|octets| octets != &[0; 6]),
    }
}

fn kind(interface: &netdev::Interface) -> Kind {
    if interface.is_loopback() {
        return Kind::Loopback;
    }
    let labels = [
        Some(interface.name.as_str()),
        interface.friendly_name.as_deref(),
        interface.description.as_deref(),
    ];
    if is_tunnel_type(interface.if_type) || labels.into_iter().flatten().any(is_tunnel_label) {
        Kind::Tunnel
    } else {
        Kind::Ordinary
    }
}

fn is_tunnel_type(kind: InterfaceType) -> bool {
    matches!(
        kind,
        InterfaceType::Tunnel
            | InterfaceType::Ppp
            | InterfaceType::Slip
            | InterfaceType::ProprietaryVirtual
    )
}
