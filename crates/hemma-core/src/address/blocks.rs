//! The block tables of `public-ip.md` §5: IANA's special-purpose registries, and what we refuse beyond them.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::NotPublishable::{self, *};

/// IPv4 blocks (`public-ip.md` §5.1), the narrower before the wider.
const IPV4: &[(Ipv4Addr, u32, NotPublishable)] = &[
    (Ipv4Addr::new(0, 0, 0, 0), 8, Unspecified),
    (Ipv4Addr::new(10, 0, 0, 0), 8, Private),
    (Ipv4Addr::new(100, 64, 0, 0), 10, CarrierNat),
    (Ipv4Addr::new(127, 0, 0, 0), 8, Loopback),
    (Ipv4Addr::new(169, 254, 0, 0), 16, LinkLocal),
    (Ipv4Addr::new(172, 16, 0, 0), 12, Private),
    (Ipv4Addr::new(192, 0, 0, 0), 24, Reserved),
    (Ipv4Addr::new(192, 0, 2, 0), 24, Documentation),
    (Ipv4Addr::new(192, 31, 196, 0), 24, SharedService),
    (Ipv4Addr::new(192, 52, 193, 0), 24, SharedService),
    (Ipv4Addr::new(192, 88, 99, 0), 24, SharedService),
    (Ipv4Addr::new(192, 168, 0, 0), 16, Private),
    (Ipv4Addr::new(192, 175, 48, 0), 24, SharedService),
    (Ipv4Addr::new(198, 18, 0, 0), 15, Benchmarking),
    (Ipv4Addr::new(198, 51, 100, 0), 24, Documentation),
    (Ipv4Addr::new(203, 0, 113, 0), 24, Documentation),
    (Ipv4Addr::new(224, 0, 0, 0), 4, Multicast),
    (Ipv4Addr::new(240, 0, 0, 0), 4, Reserved),
];

/// IPv6 blocks (`public-ip.md` §5.2), the narrower before the wider. Whatever lies outside 2000::/3 and is not listed
/// is [`Reserved`].
const IPV6: &[(Ipv6Addr, u32, NotPublishable)] = &[
    (Ipv6Addr::UNSPECIFIED, 128, Unspecified),
    (Ipv6Addr::LOCALHOST, 128, Loopback),
    (v6([0x64, 0xff9b, 0, 0, 0, 0, 0, 0]), 96, Translated),
    (v6([0x64, 0xff9b, 1, 0, 0, 0, 0, 0]), 48, Translated),
    (v6([0xfc00, 0, 0, 0, 0, 0, 0, 0]), 7, Private),
    (v6([0xfe80, 0, 0, 0, 0, 0, 0, 0]), 10, LinkLocal),
    (v6([0xff00, 0, 0, 0, 0, 0, 0, 0]), 8, Multicast),
    (v6([0x2001, 0, 0, 0, 0, 0, 0, 0]), 32, Translated),
    (v6([0x2001, 1, 0, 0, 0, 0, 0, 0]), 64, SharedService),
    (v6([0x2001, 2, 0, 0, 0, 0, 0, 0]), 48, Benchmarking),
    (v6([0x2001, 3, 0, 0, 0, 0, 0, 0]), 32, SharedService),
    (v6([0x2001, 4, 0x112, 0, 0, 0, 0, 0]), 48, SharedService),
    (v6([0x2001, 0, 0, 0, 0, 0, 0, 0]), 23, Reserved),
    (v6([0x2001, 0xdb8, 0, 0, 0, 0, 0, 0]), 32, Documentation),
    (v6([0x2002, 0, 0, 0, 0, 0, 0, 0]), 16, Translated),
    (v6([0x2620, 0x4f, 0x8000, 0, 0, 0, 0, 0]), 48, SharedService),
    (v6([0x3fff, 0, 0, 0, 0, 0, 0, 0]), 20, Documentation),
];

/// Well-known public resolvers: one of them coming out of a check means that the parser or the network is lying (F01).
const RESOLVERS_IPV4: &[Ipv4Addr] = &[
    Ipv4Addr::new(1, 1, 1, 1),
    Ipv4Addr::new(1, 0, 0, 1),
    Ipv4Addr::new(1, 1, 1, 2),
    Ipv4Addr::new(1, 1, 1, 3),
    Ipv4Addr::new(1, 0, 0, 2),
    Ipv4Addr::new(1, 0, 0, 3),
    Ipv4Addr::new(8, 8, 8, 8),
    Ipv4Addr::new(8, 8, 4, 4),
    Ipv4Addr::new(9, 9, 9, 9),
    Ipv4Addr::new(208, 67, 222, 222),
    Ipv4Addr::new(208, 67, 220, 220),
];

/// The same over IPv6, as blocks.
const RESOLVERS_IPV6: &[(Ipv6Addr, u32)] = &[
    (v6([0x2606, 0x4700, 0x4700, 0, 0, 0, 0, 0]), 48),
    (v6([0x2001, 0x4860, 0x4860, 0, 0, 0, 0, 0]), 48),
    (v6([0x2620, 0xfe, 0, 0, 0, 0, 0, 0]), 48),
    (v6([0x2620, 0x119, 0x35, 0, 0, 0, 0, 0]), 48),
    (v6([0x2620, 0x119, 0x53, 0, 0, 0, 0, 0]), 48),
];

/// The edges of networks that stand in front of other people's servers: an echo service behind one of them that tells an
/// address of the network itself is telling its own (F02). As published by Cloudflare
/// (<https://www.cloudflare.com/ips/>) and Fastly (<https://api.fastly.com/public-ip-list>); no subscriber lives there.
const EDGES_IPV4: &[(Ipv4Addr, u32)] = &[
    (Ipv4Addr::new(103, 21, 244, 0), 22),
    (Ipv4Addr::new(103, 22, 200, 0), 22),
    (Ipv4Addr::new(103, 31, 4, 0), 22),
    (Ipv4Addr::new(104, 16, 0, 0), 13),
    (Ipv4Addr::new(104, 24, 0, 0), 14),
    (Ipv4Addr::new(108, 162, 192, 0), 18),
    (Ipv4Addr::new(131, 0, 72, 0), 22),
    (Ipv4Addr::new(141, 101, 64, 0), 18),
    (Ipv4Addr::new(162, 158, 0, 0), 15),
    (Ipv4Addr::new(172, 64, 0, 0), 13),
    (Ipv4Addr::new(173, 245, 48, 0), 20),
    (Ipv4Addr::new(188, 114, 96, 0), 20),
    (Ipv4Addr::new(190, 93, 240, 0), 20),
    (Ipv4Addr::new(197, 234, 240, 0), 22),
    (Ipv4Addr::new(198, 41, 128, 0), 17),
    (Ipv4Addr::new(23, 235, 32, 0), 20),
    (Ipv4Addr::new(43, 249, 72, 0), 22),
    (Ipv4Addr::new(103, 244, 50, 0), 24),
    (Ipv4Addr::new(103, 245, 222, 0), 23),
    (Ipv4Addr::new(104, 156, 80, 0), 20),
    (Ipv4Addr::new(140, 248, 64, 0), 18),
    (Ipv4Addr::new(146, 75, 0, 0), 17),
    (Ipv4Addr::new(151, 101, 0, 0), 16),
    (Ipv4Addr::new(157, 52, 64, 0), 18),
    (Ipv4Addr::new(167, 82, 0, 0), 17),
    (Ipv4Addr::new(172, 111, 64, 0), 18),
    (Ipv4Addr::new(185, 31, 16, 0), 22),
    (Ipv4Addr::new(199, 27, 72, 0), 21),
    (Ipv4Addr::new(199, 232, 0, 0), 16),
];

/// The same over IPv6.
const EDGES_IPV6: &[(Ipv6Addr, u32)] = &[
    (v6([0x2400, 0xcb00, 0, 0, 0, 0, 0, 0]), 32),
    (v6([0x2405, 0x8100, 0, 0, 0, 0, 0, 0]), 32),
    (v6([0x2405, 0xb500, 0, 0, 0, 0, 0, 0]), 32),
    (v6([0x2606, 0x4700, 0, 0, 0, 0, 0, 0]), 32),
    (v6([0x2803, 0xf800, 0, 0, 0, 0, 0, 0]), 32),
    (v6([0x2a06, 0x98c0, 0, 0, 0, 0, 0, 0]), 29),
    (v6([0x2c0f, 0xf248, 0, 0, 0, 0, 0, 0]), 32),
    (v6([0x2a04, 0x4e40, 0, 0, 0, 0, 0, 0]), 32),
    (v6([0x2a04, 0x4e42, 0, 0, 0, 0, 0, 0]), 32),
];

const fn v6(segments: [u16; 8]) -> Ipv6Addr {
    let [a, b, c, d, e, f, g, h] = segments;
    Ipv6Addr::new(a, b, c, d, e, f, g, h)
}

/// Returns why an address lies in a block that is never a subscriber's, resolvers aside.
pub(super) fn special_purpose(address: IpAddr) -> Option<NotPublishable> {
    match address {
        IpAddr::V4(address) => IPV4
            .iter()
            .find(|(block, length, _)| inside_v4(address, *block, *length))
            .map(|(_, _, why)| *why),
        IpAddr::V6(address) => IPV6
            .iter()
            .find(|(block, length, _)| inside_v6(address, *block, *length))
            .map(|(_, _, why)| *why)
            .or_else(|| (address.segments()[0] & 0xe000 != 0x2000).then_some(Reserved)),
    }
}

/// Returns whether an address is a well-known public resolver.
pub(super) fn is_resolver(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => RESOLVERS_IPV4.contains(&address),
        IpAddr::V6(address) => RESOLVERS_IPV6
            .iter()
            .any(|(block, length)| inside_v6(address, *block, *length)),
    }
}

/// Returns whether an address belongs to the edge of a content network.
pub(super) fn is_edge(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => EDGES_IPV4
            .iter()
            .any(|(block, length)| inside_v4(address, *block, *length)),
        IpAddr::V6(address) => EDGES_IPV6
            .iter()
            .any(|(block, length)| inside_v6(address, *block, *length)),
    }
}

fn inside_v4(address: Ipv4Addr, block: Ipv4Addr, length: u32) -> bool {
    (address.to_bits() ^ block.to_bits()).leading_zeros() >= length
}

fn inside_v6(address: Ipv6Addr, block: Ipv6Addr, length: u32) -> bool {
    (address.to_bits() ^ block.to_bits()).leading_zeros() >= length
}
