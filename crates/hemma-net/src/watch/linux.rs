//! Linux: one netlink socket in the runtime's own poll (`rtnetlink(7)`; groups and layouts: `linux/rtnetlink.h`).
//!
//! Only the kind of each message is read; what it changed is told by the next picture. Messages about routes other than
//! default ones, and about neighbours (whose group is not joined), do not even lead to a picture. The socket is opened
//! by hand: a netlink library is a third of a megabyte of code that would lie in the memory of every idle agent.

use std::collections::BTreeSet;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::os::fd::OwnedFd;

use rustix::io::Errno;
use rustix::net::netlink::SocketAddrNetlink;
use rustix::net::{AddressFamily, RecvFlags, SocketFlags, SocketType, bind, recv, socket_with};
use tokio::io::unix::AsyncFd;

use super::Picture;

/// `RTMGRP_LINK`, `RTMGRP_IPV4_IFADDR`, `RTMGRP_IPV4_ROUTE`, `RTMGRP_IPV6_IFADDR`, `RTMGRP_IPV6_ROUTE`.
const GROUPS: u32 = 0x1 | 0x10 | 0x40 | 0x100 | 0x400;
/// `RTM_NEWROUTE`, `RTM_DELROUTE`.
const ROUTES: [u16; 2] = [24, 25];
/// `RTM_F_CLONED`: a route that the kernel copied for one destination.
const CLONED: u32 = 0x200;
/// The longest prefix that is still a way to the whole world: `::/0`, `0.0.0.0/1` (OpenVPN), `2000::/3`.
const WORLD: u8 = 3;
/// One message of each kind is well below this; what is cut off is not read anyway.
const ROOM: usize = 4096;

/// The system's notifier.
pub(super) struct Notifier(AsyncFd<OwnedFd>);

impl Notifier {
    /// Starts listening. Must be called inside a runtime with I/O enabled.
    pub(super) fn start() -> io::Result<Self> {
        let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
        // Protocol 0 of this family is NETLINK_ROUTE.
        let socket = socket_with(AddressFamily::NETLINK, SocketType::RAW, flags, None)?;
        bind(&socket, &SocketAddrNetlink::new(0, GROUPS))?;
        #[expect(
            unsafe_code,
            reason = "Tokio offers no safe way to wait for a file of the system"
        )]
        // SAFETY: an `OwnedFd` stays open, and stays the same file, for as long as the registration holds it.
        let registered = unsafe { AsyncFd::register(socket) }?;
        Ok(Self(registered))
    }

    /// Waits until the kernel tells something that can change a picture.
    pub(super) async fn stirred(&mut self) {
        loop {
            let Ok(mut ready) = self.0.readable().await else {
                // The runtime is ending.
                return std::future::pending().await;
            };
            match ready.try_io(|socket| read_all(socket.get_ref())) {
                Ok(Ok(true)) => return,
                // A socket that cannot be read would spin here; it is as good as silent.
                Ok(Err(problem)) => {
                    tracing::warn!(%problem, "the kernel tells of network changes no longer");
                    return std::future::pending().await;
                }
                Ok(Ok(false)) | Err(_) => {}
            }
        }
    }

    /// Throws away what was told until now: the next picture shows it.
    pub(super) fn forget(&mut self) {
        // What cannot be read now is read by the next wait.
        let _ = read_all(self.0.get_ref());
    }
}

/// Reads until nothing is left, and returns whether any of it counts. `WouldBlock` only when there was nothing at all.
fn read_all(socket: &OwnedFd) -> io::Result<bool> {
    let mut packet = [0_u8; ROOM];
    let mut counts = None;
    loop {
        match recv(socket, &mut packet[..], RecvFlags::empty()) {
            Ok((length, _)) => {
                let told = any_counts(&packet[..length.min(ROOM)]);
                counts = Some(counts.unwrap_or_default() || told);
            }
            Err(Errno::INTR) => {}
            // Messages were lost: something happened, and the picture will tell what.
            Err(Errno::NOBUFS) => counts = Some(true),
            Err(Errno::WOULDBLOCK) => {
                return counts.ok_or_else(|| io::ErrorKind::WouldBlock.into());
            }
            Err(problem) => return Err(problem.into()),
        }
    }
}

/// Walks over the messages of one packet (`struct nlmsghdr`: length, kind; then for routes `struct rtmsg`).
fn any_counts(mut packet: &[u8]) -> bool {
    while let Some((length, message)) = first_message(packet) {
        if counts(message) {
            return true;
        }
        // Messages are aligned to four bytes.
        packet = packet.get(length.next_multiple_of(4)..).unwrap_or_default();
    }
    false
}

fn first_message(packet: &[u8]) -> Option<(usize, &[u8])> {
    let length = u32::from_ne_bytes(packet.get(..4)?.try_into().ok()?);
    let length = usize::try_from(length)
        .ok()
        .filter(|length| *length >= 16)?;
    Some((length, &packet[..length.min(packet.len())]))
}

fn counts(message: &[u8]) -> bool {
    let kind = u16::from_ne_bytes([message[4], message[5]]);
    if !ROUTES.contains(&kind) {
        return true;
    }
    let (Some(prefix), Some(flags)) = (message.get(17), message.get(24..28)) else {
        return true;
    };
    let flags = flags.try_into().map(u32::from_ne_bytes).unwrap_or_default();
    *prefix <= WORLD && flags & CLONED == 0
}

/// Takes a picture. The files of `/proc` are read in a millisecond: no other thread is woken for it.
#[expect(clippy::unused_async, reason = "other systems need another thread")]
pub(super) async fn picture() -> Picture {
    Picture::take()
}

/// Returns the default routes: interface and router.
pub(super) fn routers() -> BTreeSet<(String, Option<IpAddr>)> {
    let read = |file: &str| {
        std::fs::read_to_string(format!("/proc/thread-self/net/{file}")).unwrap_or_default()
    };
    let mut routers = ipv4_routers(&read("route"));
    routers.append(&mut ipv6_routers(&read("ipv6_route")));
    routers
}

/// Reads `route`: interface, destination, gateway (hexadecimal, in the byte order of this machine), …, mask.
fn ipv4_routers(table: &str) -> BTreeSet<(String, Option<IpAddr>)> {
    let router = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [name, "00000000", gateway, _, _, _, _, "00000000", ..] = words[..] else {
            return None;
        };
        let gateway = u32::from_str_radix(gateway, 16).ok()?;
        let gateway = Ipv4Addr::from(gateway.to_ne_bytes());
        let there = (!gateway.is_unspecified()).then_some(IpAddr::V4(gateway));
        Some((name.to_owned(), there))
    };
    table.lines().filter_map(router).collect()
}

/// Reads `ipv6_route`: destination, its length, source, its length, next hop, metric, references, uses, flags, name.
fn ipv6_routers(table: &str) -> BTreeSet<(String, Option<IpAddr>)> {
    /// `RTF_REJECT` (`linux/route.h`): a route that says no.
    const REJECT: u32 = 0x200;
    let router = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [destination, "00", _, _, hop, _, _, _, flags, name] = words[..] else {
            return None;
        };
        let flags = u32::from_str_radix(flags, 16).ok()?;
        let nowhere = flags & REJECT != 0 || name == "lo";
        if destination.bytes().any(|digit| digit != b'0') || nowhere {
            return None;
        }
        let hop = Ipv6Addr::from(u128::from_str_radix(hop, 16).ok()?);
        let there = (!hop.is_unspecified()).then_some(IpAddr::V6(hop));
        Some((name.to_owned(), there))
    };
    table.lines().filter_map(router).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One message as the kernel lays it out: header, then for routes family, prefix length, …, flags.
    fn message(kind: u16, prefix: u8, flags: u32) -> Vec<u8> {
        let mut message = vec![0; 28];
        message[..4].copy_from_slice(&28_u32.to_ne_bytes());
        message[4..6].copy_from_slice(&kind.to_ne_bytes());
        message[17] = prefix;
        message[24..].copy_from_slice(&flags.to_ne_bytes());
        message
    }

    #[test]
    fn links_addresses_and_default_routes_count_and_other_routes_do_not() {
        for kind in [16, 17, 20, 21] {
            assert!(any_counts(&message(kind, 64, 0)), "kind {kind}");
        }
        for kind in ROUTES {
            assert!(any_counts(&message(kind, 0, 0)), "a default route");
            assert!(any_counts(&message(kind, 1, 0)), "half the world");
            assert!(!any_counts(&message(kind, 24, 0)), "a net");
            assert!(!any_counts(&message(kind, 0, CLONED)), "a copy");
        }
        let both = [message(24, 24, 0), message(20, 64, 0)].concat();
        assert!(any_counts(&both), "the second one counts");
    }

    #[test]
    fn packets_that_make_no_sense_are_walked_over() {
        assert!(!any_counts(&[]));
        assert!(!any_counts(&[1, 2, 3]));
        assert!(!any_counts(&[0; 64]), "a message of no length");
        assert!(any_counts(&message(24, 24, 0)[..18]), "a route cut short");
        let mut endless = message(24, 24, 0);
        endless[..4].copy_from_slice(&u32::MAX.to_ne_bytes());
        assert!(!any_counts(&endless));
    }

    #[test]
    fn default_routes_are_read_of_both_families() {
        let gateway = format!("{:08X}", u32::from_ne_bytes([10, 0, 0, 1]));
        let ipv4 = format!(
            "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n\
             eth0\t00000000\t{gateway}\t0003\t0\t0\t100\t00000000\t0\t0\t0\n\
             wg0\t00000000\t00000000\t0001\t0\t0\t50\t00000000\t0\t0\t0\n\
             eth0\t0000000A\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0\n"
        );
        let router = |text: &str| Some(text.parse::<IpAddr>().expect("an address"));
        assert_eq!(
            ipv4_routers(&ipv4),
            BTreeSet::from([
                ("eth0".to_owned(), router("10.0.0.1")),
                ("wg0".to_owned(), None)
            ])
        );
        let none = "0".repeat(32);
        let ipv6 = format!(
            "20010db8000000010000000000000000 40 {none} 00 {none} 00000100 00000001 00000000 00000001     eth0\n\
             {none} 00 {none} 00 fe800000000000000000000000000001 00000400 00000001 00000007 00450003     eth0\n\
             {none} 00 {none} 00 {none} ffffffff 00000001 00000000 00200200       lo\n"
        );
        assert_eq!(
            ipv6_routers(&ipv6),
            BTreeSet::from([("eth0".to_owned(), router("fe80::1"))])
        );
    }
}
