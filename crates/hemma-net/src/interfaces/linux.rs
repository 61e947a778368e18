//! The listing on Linux: `if-addrs` for what is up, `/proc/net` for what it does not know (IPv6 flags, the router).
//!
//! `/proc/thread-self` tells of the namespace of the asking thread. The files are read instead of speaking netlink: a
//! netlink library is a third of a megabyte of code that would lie in memory for ever.

use std::fs;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::path::Path;

use super::{Interface, Ipv6Entry, Kind, is_tunnel_label, network_of};

/// `linux/if_addr.h`: `IFA_F_TEMPORARY`, `IFA_F_DADFAILED`, `IFA_F_DEPRECATED`, `IFA_F_TENTATIVE`, `IFA_F_PERMANENT`.
const TEMPORARY: u8 = 0x01;
const DUPLICATED: u8 = 0x08;
const DEPRECATED: u8 = 0x20;
const TENTATIVE: u8 = 0x40;
const PERMANENT: u8 = 0x80;

pub(super) fn list() -> Vec<Interface> {
    let read = |file: &str| {
        fs::read_to_string(format!("/proc/thread-self/net/{file}")).unwrap_or_default()
    };
    let (ipv6, routes, neighbours) = (read("if_inet6"), read("route"), read("arp"));
    let mut listing: Vec<Interface> = Vec::new();
    for found in if_addrs::get_if_addrs().unwrap_or_default() {
        if !found.is_oper_up() {
            continue;
        }
        let place = match listing.iter().position(|known| known.name == found.name) {
            Some(place) => place,
            None => {
                let gateway = gateway_of(&found.name, &routes);
                listing.push(Interface {
                    kind: kind(&found),
                    ipv6: ipv6_of(&found.name, &ipv6),
                    wireless: wireless(&found.name),
                    gateway,
                    gateway_mac: gateway.and_then(|gateway| mac_of(gateway, &neighbours)),
                    name: found.name.clone(),
                    ipv4: Vec::new(),
                    networks: Vec::new(),
                });
                listing.len() - 1
            }
        };
        if let if_addrs::IfAddr::V4(found) = &found.addr {
            let network = network_of(found.ip, found.prefixlen);
            listing[place].ipv4.push(found.ip);
            listing[place].networks.push((network, found.prefixlen));
        }
    }
    listing
}

/// A radio has a `phy80211`, a card in a slot a `device`. What has neither (a bridge, a pretend cable) is not told. Its
/// network's name (SSID) would need netlink or an old ioctl, which is much code for a word; the router tells more.
fn wireless(name: &str) -> Option<bool> {
    let folder = Path::new("/sys/class/net").join(name);
    if folder.join("phy80211").exists() {
        return Some(true);
    }
    folder.join("device").exists().then_some(false)
}

fn kind(found: &if_addrs::Interface) -> Kind {
    if found.is_loopback() {
        Kind::Loopback
    } else if is_tunnel_type(&found.name).unwrap_or(found.is_p2p()) || is_tunnel_label(&found.name)
    {
        Kind::Tunnel
    } else {
        Kind::Ordinary
    }
}

/// Linux `if_arp.h`: ARPHRD_PPP, ARPHRD_TUNNEL, ARPHRD_TUNNEL6, ARPHRD_SIT, ARPHRD_IPGRE, ARPHRD_IP6GRE, and
/// ARPHRD_NONE, which tun and WireGuard have. `None` where `/sys` does not show this namespace.
fn is_tunnel_type(name: &str) -> Option<bool> {
    let text = fs::read_to_string(format!("/sys/class/net/{name}/type")).ok()?;
    text.trim().parse().ok().map(is_tunnel_number)
}

fn is_tunnel_number(number: u32) -> bool {
    matches!(number, 512 | 768 | 769 | 776 | 778 | 823 | 65534)
}

/// Reads `if_inet6`: address, index, prefix length, scope and flags as hexadecimal numbers, then the name.
fn ipv6_of(name: &str, table: &str) -> Vec<Ipv6Entry> {
    let entry = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [address, _, prefix, _, flags, owner] = words[..] else {
            return None;
        };
        let flags = u8::from_str_radix(flags, 16).ok()?;
        (owner == name).then_some(Ipv6Entry {
            address: Ipv6Addr::from(u128::from_str_radix(address, 16).ok()?),
            prefix: u8::from_str_radix(prefix, 16).ok()?,
            temporary: flags & TEMPORARY != 0,
            deprecated: flags & DEPRECATED != 0,
            tentative: flags & TENTATIVE != 0,
            duplicated: flags & DUPLICATED != 0,
            permanent: flags & PERMANENT != 0,
        })
    };
    table.lines().filter_map(entry).collect()
}

/// Reads `route`: name, destination and gateway (hexadecimal, in the byte order of this machine).
fn gateway_of(name: &str, table: &str) -> Option<Ipv4Addr> {
    table.lines().skip(1).find_map(|line| {
        let mut words = line.split_whitespace();
        let (owner, destination, gateway) = (words.next()?, words.next()?, words.next()?);
        let gateway = u32::from_str_radix(gateway, 16).ok()?;
        (owner == name && destination == "00000000" && gateway != 0)
            .then(|| Ipv4Addr::from(gateway.to_ne_bytes()))
    })
}

/// Reads `arp`: address, type, flags, hardware address.
fn mac_of(router: Ipv4Addr, table: &str) -> Option<[u8; 6]> {
    let router = router.to_string();
    let text = table.lines().skip(1).find_map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        (words.first() == Some(&router.as_str()))
            .then(|| words.get(3).copied())
            .flatten()
    })?;
    let mut mac = [0; 6];
    let mut parts = text.split(':');
    for byte in &mut mac {
        *byte = u8::from_str_radix(parts.next()?, 16).ok()?;
    }
    (mac != [0; 6]).then_some(mac)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f12_f15_the_flags_of_ipv6_addresses_are_read() {
        let table = "\
20010db8000000010000000000000005 02 40 00 80 eth0
20010db800000001a1b2c3d4e5f60718 02 40 00 01 eth0
20010db8000000010000000000000006 02 40 00 60 eth0
20010db8000000010000000000000007 02 40 00 c8 eth0
00000000000000000000000000000001 01 80 10 80 lo
half a line
";
        let read = ipv6_of("eth0", table);
        let flags: Vec<_> = read
            .iter()
            .map(|entry| {
                [
                    entry.permanent,
                    entry.temporary,
                    entry.deprecated,
                    entry.tentative,
                    entry.duplicated,
                ]
            })
            .collect();
        assert_eq!(
            read[0].address,
            "2001:db8:0:1::5".parse::<Ipv6Addr>().unwrap()
        );
        assert_eq!(read[0].prefix, 64);
        assert_eq!(
            flags,
            [
                [true, false, false, false, false],
                [false, true, false, false, false],
                [false, false, true, true, false],
                [true, false, false, true, true],
            ]
        );
    }

    #[test]
    fn f07_a_tunnel_is_told_by_its_type() {
        assert!(is_tunnel_number(65534), "tun and WireGuard");
        assert!(is_tunnel_number(512), "PPP");
        assert!(!is_tunnel_number(1), "Ethernet and Wi-Fi");
    }

    #[test]
    fn the_router_is_found_by_route_and_neighbour() {
        // 0100000A is 10.0.0.1 on a little-endian machine.
        let gateway = format!("{:08X}", u32::from_ne_bytes([10, 0, 0, 1]));
        let routes = format!(
            "Iface\tDestination\tGateway\tFlags\neth0\t0000A8C0\t00000000\t0001\neth0\t00000000\t{gateway}\t0003\n"
        );
        let neighbours = "IP address HW type Flags HW address Mask Device\n\
                          10.0.0.2 0x1 0x2 02:00:00:00:00:02 * eth0\n\
                          10.0.0.1 0x1 0x2 02:00:00:00:00:01 * eth0\n\
                          10.0.0.9 0x1 0x0 00:00:00:00:00:00 * eth0\n";
        let router = gateway_of("eth0", &routes).unwrap();
        assert_eq!(router, Ipv4Addr::new(10, 0, 0, 1));
        assert_eq!(mac_of(router, neighbours), Some([2, 0, 0, 0, 0, 1]));
        assert_eq!(gateway_of("eth1", &routes), None);
        assert_eq!(
            mac_of(Ipv4Addr::new(10, 0, 0, 9), neighbours),
            None,
            "never met"
        );
    }
}
