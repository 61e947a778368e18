//! Where the pretend internet listens: on loopback, or at addresses of a network that a test has made.
//!
//! Whoever comes from loopback is told the address of the world's router. Whoever comes from elsewhere came through
//! a router that somebody has built, and is told where from.

use std::collections::BTreeMap;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use tokio::net::{TcpListener, UdpSocket};

use crate::target::Target;

/// The addresses to listen at. Anything but loopback belongs into a network namespace of a test's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listen {
    /// For IPv4.
    pub ipv4: Ipv4Addr,
    /// For IPv6.
    pub ipv6: Ipv6Addr,
    /// Ports that are not to be chosen by the system: 53 and 8245 are what clients expect.
    pub ports: BTreeMap<Target, u16>,
}

impl Default for Listen {
    fn default() -> Self {
        Self {
            ipv4: Ipv4Addr::LOCALHOST,
            ipv6: Ipv6Addr::LOCALHOST,
            ports: BTreeMap::new(),
        }
    }
}

impl Listen {
    /// Whether this is loopback and nothing else.
    pub fn is_loopback(&self) -> bool {
        self.ipv4.is_loopback() && self.ipv6.is_loopback()
    }
}

/// Whom a server sees: the router of the world for those who share its machine, otherwise who it is.
pub(crate) fn passer_by(peer: IpAddr) -> Option<IpAddr> {
    (!peer.is_loopback()).then_some(peer)
}

/// The two listeners of one host.
pub(crate) struct ListenerPair {
    pub(crate) v4: TcpListener,
    pub(crate) v6: Option<TcpListener>,
    pub(crate) port: u16,
}

impl ListenerPair {
    /// Binds both families on one port; without IPv6 on the machine only the first.
    pub(crate) async fn bind(listen: &Listen, port: u16) -> io::Result<Self> {
        let mut last = io::Error::from(io::ErrorKind::AddrInUse);
        for _ in 0..16 {
            let v4 = TcpListener::bind((listen.ipv4, port)).await?;
            let chosen = v4.local_addr()?.port();
            match TcpListener::bind((listen.ipv6, chosen)).await {
                Ok(v6) => {
                    return Ok(Self {
                        v4,
                        v6: Some(v6),
                        port: chosen,
                    });
                }
                // Somebody holds this port on the other family only: another free port is as good.
                Err(error) if error.kind() == io::ErrorKind::AddrInUse => last = error,
                Err(_) => {
                    return Ok(Self {
                        v4,
                        v6: None,
                        port: chosen,
                    });
                }
            }
            if port != 0 {
                break;
            }
        }
        Err(last)
    }
}

/// Binds the name server, UDP and TCP on one port: IPv4 first, and IPv6 where the machine has it.
pub(crate) async fn bind_dns(
    listen: &Listen,
    port: u16,
) -> io::Result<Vec<(UdpSocket, TcpListener)>> {
    let mut last = io::Error::from(io::ErrorKind::AddrInUse);
    for _ in 0..16 {
        let tcp = TcpListener::bind((listen.ipv4, port)).await?;
        let chosen = tcp.local_addr()?.port();
        match UdpSocket::bind((listen.ipv4, chosen)).await {
            Ok(udp) => {
                let mut pairs = vec![(udp, tcp)];
                let second = (
                    UdpSocket::bind((listen.ipv6, chosen)).await,
                    TcpListener::bind((listen.ipv6, chosen)).await,
                );
                if let (Ok(udp), Ok(tcp)) = second {
                    pairs.push((udp, tcp));
                }
                return Ok(pairs);
            }
            Err(error) => last = error,
        }
        if port != 0 {
            break;
        }
    }
    Err(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unless_told_otherwise_nothing_but_loopback_is_listened_at() {
        assert!(Listen::default().is_loopback());
        assert!(Listen::default().ports.is_empty());
    }

    #[test]
    fn only_those_from_elsewhere_are_seen_for_who_they_are() {
        assert_eq!(passer_by(IpAddr::V4(Ipv4Addr::LOCALHOST)), None);
        assert_eq!(passer_by(IpAddr::V6(Ipv6Addr::LOCALHOST)), None);
        let home = "203.0.113.7".parse().unwrap();
        assert_eq!(passer_by(home), Some(home));
    }
}
