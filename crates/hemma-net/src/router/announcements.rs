//! The socket on which the router's NAT-PMP announcements come in (RFC 6886 §3.2.1).

use std::io;
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};

use hemma_providers::router::nat_pmp;
use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::UdpSocket;

use super::gateway::Place;

/// Where to listen: on Unix the group itself, so that nothing sent to this computer alone comes in.
#[cfg(unix)]
const LISTEN: Ipv4Addr = nat_pmp::GROUP;
#[cfg(not(unix))]
const LISTEN: Ipv4Addr = Ipv4Addr::UNSPECIFIED;

/// Opens the socket, on the network of the router only. Others may listen on the same port.
pub(super) fn open(place: Place, port: u16) -> io::Result<UdpSocket> {
    let socket = Socket::new(Domain::IPV4, Type::DGRAM, Some(Protocol::UDP))?;
    socket.set_nonblocking(true)?;
    socket.set_reuse_address(true)?;
    #[cfg(target_os = "macos")]
    socket.set_reuse_port(true)?;
    socket.bind(&SocketAddrV4::new(LISTEN, port).into())?;
    socket.join_multicast_v4(&nat_pmp::GROUP, &place.own)?;
    UdpSocket::from_std(socket.into())
}

/// Waits for the next datagram and returns it with its sender.
pub(super) async fn next(socket: Option<&UdpSocket>) -> (Vec<u8>, SocketAddr) {
    let Some(socket) = socket else {
        return std::future::pending().await;
    };
    let mut packet = [0; nat_pmp::LONGEST + 1];
    loop {
        if let Ok((length, from)) = socket.recv_from(&mut packet).await {
            return (packet[..length].to_vec(), from);
        }
    }
}
