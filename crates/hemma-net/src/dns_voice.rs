//! A DNS server that tells who asked it: one small question, strictly read (`public-ip.md` §2).
//!
//! The question goes straight at the server of the list, never through the system's resolver, which would tell its own
//! address. It travels in clear text, so that anybody on the way can answer; what it tells is a voice that confirms,
//! never one that changes a record alone. So far as it can, the client makes guessing hard: each try has a new id and a
//! new port, the socket takes packets of the asked server only, and what does not repeat id, name, kind and class is
//! passed over while the true answer may still come. No extension is offered, so that no honest answer is longer than
//! 512 bytes (RFC 1035 §4.2.1), and nothing is asked again over TCP.

pub mod reading;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use hemma_core::address::Family;
use hemma_core::finding::{Finding, LookProblem};
use hemma_core::settings::DnsChoice;
use hemma_engine::messages::ContactPurpose;
use hemma_engine::ports::Clock as _;
use tokio::net::UdpSocket;
use tokio::time::timeout;

use crate::clock::SystemClock;
use crate::contacts::ContactSheet;
use crate::http::Reach;
use reading::{LONGEST, NotForUs, Question};

/// How long one try may take.
const TRY: Duration = Duration::from_secs(2);
/// How often it is asked. The second try goes to the second server, where there is one.
const TRIES: usize = 2;
/// Packets read in one try: whoever sends more than this is not answering.
const MOST_PACKETS: usize = 32;

/// Asks by DNS who we are.
#[derive(Debug)]
pub struct DnsVoice {
    clock: SystemClock,
    contacts: Arc<ContactSheet>,
    reach: Reach,
}

impl DnsVoice {
    /// Builds it. Nothing is opened before the first question.
    #[must_use]
    pub fn new(clock: SystemClock, contacts: Arc<ContactSheet>, reach: Reach) -> Self {
        Self {
            clock,
            contacts,
            reach,
        }
    }

    /// Asks one source over one family. Every failure is [`Finding::Unknown`] with its reason.
    pub async fn ask(&self, choice: &DnsChoice, family: Family) -> Finding {
        let servers = choice.servers(family);
        let mut problem = LookProblem::NameLookup;
        for server in servers
            .iter()
            .cycle()
            .take(TRIES.min(servers.len() * TRIES))
        {
            if !self.reach.admits(server.ip()) {
                problem = LookProblem::Connection;
                continue;
            }
            let Some(question) = Question::new(choice, family) else {
                return unknown(LookProblem::NameLookup);
            };
            let now = self.clock.now().wall;
            let label = server.ip().to_string();
            self.contacts.count(&label, ContactPurpose::Look, now);
            match one_try(*server, &question).await {
                Ok(finding) => return finding,
                Err(failed) => problem = failed,
            }
        }
        tracing::debug!(source = %choice.id, ?problem, "a DNS voice told nothing");
        unknown(problem)
    }
}

/// One question to one server. An error means that no answer came that answers this question.
async fn one_try(server: SocketAddr, question: &Question) -> Result<Finding, LookProblem> {
    let mut passed_over = None;
    match timeout(TRY, exchange(server, question, &mut passed_over)).await {
        Ok(ended) => ended,
        // What was passed over says more than that nothing else came.
        Err(_elapsed) => Err(passed_over.map_or(LookProblem::TimedOut, NotForUs::problem)),
    }
}

async fn exchange(
    server: SocketAddr,
    question: &Question,
    passed_over: &mut Option<NotForUs>,
) -> Result<Finding, LookProblem> {
    let any: IpAddr = match server {
        SocketAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
        SocketAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
    };
    let socket = UdpSocket::bind((any, 0)).await.map_err(|e| problem(&e))?;
    // Connected, so that the kernel drops packets of anybody else and reports a refusal.
    socket.connect(server).await.map_err(|e| problem(&e))?;
    let bytes = question.bytes().ok_or(LookProblem::NameLookup)?;
    socket.send(&bytes).await.map_err(|e| problem(&e))?;
    // One byte more than is taken, so that a longer packet shows.
    let mut buffer = [0_u8; LONGEST + 1];
    for _ in 0..MOST_PACKETS {
        let length = socket.recv(&mut buffer).await.map_err(|e| problem(&e))?;
        match question.read(&buffer[..length]) {
            Ok(finding) => return Ok(finding),
            Err(why) => {
                tracing::debug!(%server, ?why, "an answer was passed over");
                *passed_over = Some(why);
            }
        }
    }
    Err(passed_over.map_or(LookProblem::Mismatch, NotForUs::problem))
}

fn unknown(problem: LookProblem) -> Finding {
    Finding::Unknown { problem }
}

fn problem(error: &std::io::Error) -> LookProblem {
    crate::http::io_problem(error).unwrap_or(LookProblem::Connection)
}

#[cfg(test)]
#[path = "dns_voice/tests.rs"]
mod tests;
