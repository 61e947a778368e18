//! The router as an Internet Gateway Device: searched once, then asked and subscribed to.

use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use std::time::Duration;

use hemma_core::router::RouterProblem;
use hemma_engine::messages::ContactPurpose;
use hemma_engine::ports::Clock as _;
use hemma_providers::router::description::{self, Service};
use hemma_providers::router::{soap, ssdp};
use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::UdpSocket;
use url::Url;

use super::gateway::Place;
use super::news::RouterNews;
use super::{Shared, lock};
use crate::clock;

/// How often the search is sent, and how long an answer may take after each. A device may take two seconds (`MX`).
const WAITS: [Duration; 2] = [Duration::from_millis(1000), Duration::from_millis(2250)];

/// What the router said of itself.
#[derive(Clone, Debug)]
pub(super) struct Igd {
    pub(super) services: Vec<Service>,
    pub(super) model: Option<String>,
}

impl Shared {
    /// Asks for the address over UPnP.
    pub(super) async fn ask_upnp(&self, place: Place) -> Result<Ipv4Addr, RouterProblem> {
        let told = self.ask_services(place).await;
        self.tell(RouterNews::Upnp { address: told });
        let now = self.now();
        lock(&self.memory).asked_upnp(told, now);
        told
    }

    async fn ask_services(&self, place: Place) -> Result<Ipv4Addr, RouterProblem> {
        let known = lock(&self.memory).igd.is_some();
        let told = self.ask_each(place, &self.igd(place).await?).await;
        if known && told == Err(RouterProblem::NoAnswer) {
            // Its services move to other ports when it restarts.
            lock(&self.memory).igd = None;
            return self.ask_each(place, &self.igd(place).await?).await;
        }
        told
    }

    /// A router may list several connections, of which one has an address.
    async fn ask_each(&self, place: Place, igd: &Igd) -> Result<Ipv4Addr, RouterProblem> {
        let mut problem = RouterProblem::NotSupported;
        for service in &igd.services {
            let request = soap::request(service);
            let response = self.door.send_to_router(place.gateway, &request).await;
            match response.and_then(|response| soap::read(&response)) {
                Ok(address) => return Ok(address),
                Err(reason) => problem = reason,
            }
        }
        Err(problem)
    }

    /// Returns what the router said of itself, searching it if nobody has yet.
    pub(super) async fn igd(&self, place: Place) -> Result<Igd, RouterProblem> {
        let _one_at_a_time = self.searching.lock().await;
        let known = {
            let memory = lock(&self.memory);
            memory.igd.clone().filter(|_| memory.place == Some(place))
        };
        if let Some(igd) = known {
            return Ok(igd);
        }
        let location = self.search(place).await?;
        let request = description::request(&location);
        let response = self.door.send_to_router(place.gateway, &request).await?;
        let told = description::read(&response, &location, place.gateway)?;
        let igd = Igd {
            services: told.services,
            model: told.model,
        };
        lock(&self.memory).learn(igd.clone());
        Ok(igd)
    }

    /// Searches by multicast, as every device understands, and by asking the router itself, which wireless networks
    /// that swallow multicast let through.
    async fn search(&self, place: Place) -> Result<Url, RouterProblem> {
        let gone = |_| RouterProblem::NoAnswer;
        let socket = socket(place.own).map_err(gone)?;
        let mut targets = vec![SocketAddrV4::new(place.gateway, self.setting.ssdp)];
        if !place.gateway.is_loopback() {
            targets.push(SocketAddrV4::new(ssdp::GROUP, self.setting.ssdp));
        }
        let wall = self.clock.now().wall;
        for to in &targets {
            self.contacts
                .count(&to.to_string(), ContactPurpose::Router, wall);
        }
        let mut problem = RouterProblem::NoAnswer;
        for wait in WAITS {
            for to in &targets {
                for kind in ssdp::TARGETS {
                    // One way being closed does not close the other.
                    let _ = socket.send_to(&ssdp::search(kind), *to).await;
                }
            }
            let found = tokio::select! {
                found = location(&socket, place.gateway, &mut problem) => Some(found),
                () = clock::nap(wait) => None,
            };
            if let Some(found) = found {
                return Ok(found);
            }
        }
        Err(problem)
    }
}

/// Waits for the router's answer. Those of others are not heard, and are the reason if nothing better comes.
async fn location(socket: &UdpSocket, gateway: Ipv4Addr, problem: &mut RouterProblem) -> Url {
    let mut packet = [0; ssdp::LONGEST + 1];
    loop {
        // An error is an earlier datagram that was turned away.
        let Ok((length, SocketAddr::V4(from))) = socket.recv_from(&mut packet).await else {
            clock::nap(Duration::from_millis(50)).await;
            continue;
        };
        match ssdp::read(&packet[..length], (*from.ip()).into(), gateway) {
            Ok(location) => return location,
            // Other devices of the home answer to what was asked of all.
            Err(_) if *from.ip() != gateway => {}
            Err(reason) => *problem = reason,
        }
    }
}

fn socket(own: Ipv4Addr) -> std::io::Result<UdpSocket> {
    let socket = Socket::new(Domain::IPV4, Type::DGRAM, Some(Protocol::UDP))?;
    socket.set_nonblocking(true)?;
    socket.set_multicast_if_v4(&own)?;
    socket.set_multicast_ttl_v4(2)?;
    socket.bind(&SocketAddrV4::new(own, 0).into())?;
    UdpSocket::from_std(socket.into())
}
