//! One question to the router, by the ways it knows.

use std::net::{Ipv4Addr, SocketAddrV4};

use hemma_core::router::RouterProblem;
use hemma_engine::messages::ContactPurpose;
use hemma_engine::ports::Clock as _;
use hemma_providers::router::nat_pmp::{self, Answer};
use tokio::net::UdpSocket;

use super::gateway::Place;
use super::news::RouterNews;
use super::{Shared, lock};
use crate::clock;

impl Shared {
    /// Asks by whatever works here; where nothing has worked yet, by both ways at once, and the first address counts.
    pub(super) async fn look(&self) -> Result<Ipv4Addr, RouterProblem> {
        let place = self.place().await;
        let now = self.now();
        let (nat_pmp, upnp) = {
            let mut memory = lock(&self.memory);
            memory.settle(place);
            memory.begin_asking(self.clock.now().wall);
            (memory.nat_pmp, memory.upnp)
        };
        let Some(place) = place else {
            return Err(RouterProblem::NoAnswer);
        };
        match (nat_pmp.rests(now), upnp.rests(now)) {
            (Some(problem), Some(_)) => Err(problem),
            (Some(_), None) => self.ask_upnp(place).await,
            (None, Some(_)) => self.ask_nat_pmp(place).await,
            (None, None) if nat_pmp.works => match self.ask_nat_pmp(place).await {
                // An answer without an address is an answer.
                Err(RouterProblem::NoLease) => Err(RouterProblem::NoLease),
                Err(_) => self.ask_upnp(place).await,
                told => told,
            },
            (None, None) => self.ask_both(place).await,
        }
    }

    async fn ask_both(&self, place: Place) -> Result<Ipv4Addr, RouterProblem> {
        let nat_pmp = self.ask_nat_pmp(place);
        let upnp = self.ask_upnp(place);
        tokio::pin!(nat_pmp, upnp);
        tokio::select! {
            told = &mut nat_pmp => match told {
                Ok(address) => Ok(address),
                Err(problem) => upnp.await.map_err(|other| plainer(problem, other)),
            },
            told = &mut upnp => match told {
                Ok(address) => Ok(address),
                Err(other) => nat_pmp.await.map_err(|problem| plainer(problem, other)),
            },
        }
    }

    async fn ask_nat_pmp(&self, place: Place) -> Result<Ipv4Addr, RouterProblem> {
        let answer = self.exchange(place).await;
        self.tell(RouterNews::NatPmp {
            address: answer.and_then(|answer| answer.address),
            epoch: answer.ok().map(|answer| answer.epoch),
        });
        let now = self.now();
        let restarted = lock(&self.memory).asked_nat_pmp(answer, now);
        if restarted {
            // No hint: somebody is looking right now. But the router has forgotten who listens.
            self.tell(RouterNews::Restarted);
            self.wishes.send_modify(|wish| wish.restarts += 1);
        }
        answer.and_then(|answer| answer.address)
    }

    /// Sends the question until it is answered or given up (RFC 6886 §3.1).
    async fn exchange(&self, place: Place) -> Result<Answer, RouterProblem> {
        let socket = self.connected(place).await?;
        let mut problem = RouterProblem::NoAnswer;
        for wait in nat_pmp::WAITS {
            if socket.send(&nat_pmp::REQUEST).await.is_err() {
                // The port is closed there, or the way to it is gone.
                return Err(problem);
            }
            let told = tokio::select! {
                told = answer(&socket, &mut problem) => Some(told),
                () = clock::nap(wait) => None,
            };
            if let Some(told) = told {
                return told;
            }
        }
        Err(problem)
    }

    /// A connected socket hears nobody but the router's own port.
    async fn connected(&self, place: Place) -> Result<UdpSocket, RouterProblem> {
        let to = SocketAddrV4::new(place.gateway, self.setting.nat_pmp);
        let gone = |_| RouterProblem::NoAnswer;
        let socket = UdpSocket::bind((place.own, 0)).await.map_err(gone)?;
        socket.connect(to).await.map_err(gone)?;
        let wall = self.clock.now().wall;
        self.contacts
            .count(&to.to_string(), ContactPurpose::Router, wall);
        Ok(socket)
    }
}

/// Waits for an answer. What is none is not heard, and is the reason if nothing better comes.
async fn answer(socket: &UdpSocket, problem: &mut RouterProblem) -> Result<Answer, RouterProblem> {
    let mut packet = [0; nat_pmp::LONGEST + 1];
    loop {
        let Ok(length) = socket.recv(&mut packet).await else {
            return Err(*problem);
        };
        match nat_pmp::read(&packet[..length]) {
            Ok(answer) => return Ok(answer),
            Err(RouterProblem::NotSupported) => return Err(RouterProblem::NotSupported),
            Err(other) => *problem = other,
        }
    }
}

/// Which of two reasons says more. A router without a lease is one whichever way tells it; otherwise NAT-PMP's reason is
/// the plainer one, where it speaks at all.
fn plainer(nat_pmp: RouterProblem, upnp: RouterProblem) -> RouterProblem {
    match (nat_pmp, upnp) {
        (RouterProblem::NoLease, _) | (_, RouterProblem::NoLease) => RouterProblem::NoLease,
        (RouterProblem::NoAnswer | RouterProblem::NotSupported, upnp) => upnp,
        (nat_pmp, _) => nat_pmp,
    }
}
