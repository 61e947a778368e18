//! A home router that can be told to lie: NAT-PMP, search, description, control and events.
//!
//! Written from RFC 6886 and from the UPnP Device Architecture 1.1. It lives on one loopback address of its own, so that
//! "is it the router that speaks?" can be asked; its ports are free ones. It is apart from the [`Sandbox`]: that one's
//! router only moves addresses, this one speaks for itself.
//!
//! [`Sandbox`]: crate::Sandbox

mod http;
mod manners;
mod state;

pub use manners::{Control, Description, Events, NatPmp, RouterManners, Search};
pub use state::RouterLedger;

use std::io;
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use std::sync::Arc;

use tokio::net::{TcpListener, UdpSocket};
use tokio::task::JoinSet;

use state::State;

/// A running pretend router. It stops when it is dropped.
#[derive(Debug)]
pub struct PretendRouter {
    address: Ipv4Addr,
    nat_pmp: u16,
    ssdp: u16,
    http: u16,
    state: Arc<State>,
    serving: JoinSet<()>,
}

impl PretendRouter {
    /// Starts a polite router on a loopback address, such as 127.77.0.1.
    ///
    /// # Errors
    ///
    /// When the address is not this computer's own.
    pub async fn start(address: Ipv4Addr) -> io::Result<Self> {
        let nat_pmp = UdpSocket::bind((address, 0)).await?;
        let ssdp = UdpSocket::bind((address, 0)).await?;
        let http = TcpListener::bind((address, 0)).await?;
        let state = Arc::new(State::new(address, http.local_addr()?.port()));
        let mut router = Self {
            address,
            nat_pmp: nat_pmp.local_addr()?.port(),
            ssdp: ssdp.local_addr()?.port(),
            http: http.local_addr()?.port(),
            state: Arc::clone(&state),
            serving: JoinSet::new(),
        };
        let serving = &mut router.serving;
        serving.spawn(answer_nat_pmp(nat_pmp, Arc::clone(&state)));
        serving.spawn(answer_searches(ssdp, Arc::clone(&state)));
        serving.spawn(http::serve(http, state));
        Ok(router)
    }

    /// Its address.
    #[must_use]
    pub fn address(&self) -> Ipv4Addr {
        self.address
    }

    /// Where it answers NAT-PMP.
    #[must_use]
    pub fn nat_pmp_port(&self) -> u16 {
        self.nat_pmp
    }

    /// Where it answers searches.
    #[must_use]
    pub fn ssdp_port(&self) -> u16 {
        self.ssdp
    }

    /// Where its description, control and events are.
    #[must_use]
    pub fn http_port(&self) -> u16 {
        self.http
    }

    /// Gives it another external address; `None`: the lease is lost. Nobody is told.
    pub fn set_external(&self, address: Option<Ipv4Addr>) {
        self.state.edit(|facts| facts.external = address);
    }

    /// Changes how it behaves.
    pub fn behave(&self, change: impl FnOnce(&mut RouterManners)) {
        self.state.edit(|facts| change(&mut facts.manners));
    }

    /// Restarts it: its epoch begins anew, and it forgets its subscribers.
    pub fn restart(&self) {
        self.state.restart();
    }

    /// Announces the external address by NAT-PMP multicast on the loopback.
    ///
    /// # Errors
    ///
    /// When the system refuses.
    pub async fn announce(&self, port: u16) -> io::Result<()> {
        let packet = self.state.nat_pmp_answer();
        self.announce_bytes(self.address, port, &packet).await
    }

    /// Announces anything, as anybody.
    ///
    /// # Errors
    ///
    /// When the system refuses.
    pub async fn announce_bytes(&self, from: Ipv4Addr, port: u16, packet: &[u8]) -> io::Result<()> {
        let socket = UdpSocket::bind((from, 0)).await?;
        let group = Ipv4Addr::new(224, 0, 0, 1);
        // Joined only so that what is sent leaves by the loopback.
        socket.join_multicast_v4(group, Ipv4Addr::LOCALHOST)?;
        socket.send_to(packet, (group, port)).await?;
        Ok(())
    }

    /// Reports the external address to every subscriber, and returns the statuses of their answers.
    ///
    /// # Errors
    ///
    /// When one cannot be reached.
    pub async fn report(&self) -> io::Result<Vec<u16>> {
        let mut statuses = Vec::new();
        for (to, text) in self.state.reports() {
            statuses.push(http::post(self.address, to, text.as_bytes()).await?);
        }
        Ok(statuses)
    }

    /// Sends anything to the subscribers' listener, from any address, and returns the status; 0: nothing came back.
    ///
    /// # Errors
    ///
    /// When there is no subscriber, or it cannot be reached.
    pub async fn report_bytes(&self, from: Ipv4Addr, bytes: &[u8]) -> io::Result<u16> {
        let to = self.listener().ok_or(io::ErrorKind::NotConnected)?;
        http::post(from, to, bytes).await
    }

    /// Returns where the latest subscriber wants to be told.
    #[must_use]
    pub fn listener(&self) -> Option<SocketAddrV4> {
        self.state.listener()
    }

    /// Returns the text of the report that the latest subscriber would get next.
    #[must_use]
    pub fn next_report(&self) -> Option<String> {
        self.state.reports().pop().map(|(_, text)| text)
    }

    /// Returns what it was asked so far.
    #[must_use]
    pub fn ledger(&self) -> RouterLedger {
        self.state.ledger()
    }
}

async fn answer_nat_pmp(socket: UdpSocket, state: Arc<State>) {
    let mut packet = [0; 64];
    while let Ok((length, from)) = socket.recv_from(&mut packet).await {
        if let Some(answer) = state.take_nat_pmp(&packet[..length]) {
            send(&socket, &answer, from).await;
        }
    }
}

async fn answer_searches(socket: UdpSocket, state: Arc<State>) {
    let mut packet = [0; 2048];
    while let Ok((length, from)) = socket.recv_from(&mut packet).await {
        for answer in state.take_search(&packet[..length]) {
            send(&socket, answer.as_bytes(), from).await;
        }
    }
}

/// Whoever asked may be gone.
async fn send(socket: &UdpSocket, bytes: &[u8], to: SocketAddr) {
    let _ = socket.send_to(bytes, to).await;
}
