//! What the zone's own name servers say.
//!
//! A proof in DNS must not pass through anybody's cache, hosts file or rewriting router (F25, F26). So the zone's name
//! servers are found, and each of them is asked directly, without recursion; only answers that claim authority count.
//! The system's resolver is used for finding them, and its own answer for the name is only ever shown for comparison.
//!
//! - An answer "no such name" or "no such address" is an answer: an empty list.
//! - No answer is no difference (F27): an error, and the first that tells most.
//! - Name servers of a zone learn of a change one after the other. While those that answer differ, everything that any
//!   of them shows is returned: with the new address beside the old one the name is not proved yet. One server that is
//!   down or broken does not stand in the way; a server that answers with the old address does.
//! - An alias (CNAME) is followed to the servers of the zone that owns it.

mod agree;
mod hosts;
mod reading;
mod wire;
mod zone;

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::stream::{FuturesUnordered, StreamExt as _};
use hemma_core::address::Family;
use hemma_core::finding::LookProblem;
use hemma_core::names::Hostname;
use hemma_core::time::Mono;
use hemma_engine::messages::ContactPurpose;
use hemma_engine::ports::{Answered, Clock as _, Compared, Resolver, Task};
use hickory_proto::rr::{Name, RecordType};

use crate::clock::SystemClock;
use crate::contacts::ContactSheet;
use crate::http::Reach;
use agree::{View, agree};
use reading::Reading;
use zone::{Recursive, Zone};

/// How many aliases and deeper delegations are followed for one name.
const HOPS: usize = 6;
/// How long the servers of a zone are remembered. Zones announce them for hours or days; a proof asks for minutes.
const REMEMBERED: Duration = Duration::from_secs(5 * 60);
/// How long one whole lookup may take.
const DEADLINE: Duration = Duration::from_secs(12);

/// How long the other servers of a zone are waited for once one has answered.
const GRACE: Duration = Duration::from_millis(1500);

/// Asks zones directly.
#[derive(Debug)]
pub struct ZoneResolver {
    clock: SystemClock,
    contacts: Arc<ContactSheet>,
    reach: Reach,
    recursive: Recursive,
    zones: Mutex<BTreeMap<Name, (Mono, Zone)>>,
}

/// A server and how it is called on the contact sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Server {
    label: String,
    /// In the order in which they are tried; the first that answers speaks for the server.
    addresses: Vec<SocketAddr>,
}

impl ZoneResolver {
    /// Builds the resolver. Nothing is read or opened before the first question.
    #[must_use]
    pub fn new(clock: SystemClock, contacts: Arc<ContactSheet>, reach: Reach) -> Self {
        Self {
            clock,
            contacts,
            reach,
            recursive: Recursive::system(reach),
            zones: Mutex::default(),
        }
    }

    async fn prove(
        &self,
        hostname: &Hostname,
        family: Family,
        fixed: &[SocketAddr],
    ) -> Result<Answered, LookProblem> {
        let kind = kind_of(family);
        let mut name = absolute(hostname)?;
        let mut referred: Option<Zone> = None;
        for _ in 0..HOPS {
            let (servers, apex) = match (fixed.is_empty(), referred.take()) {
                (false, _) => (fixed.iter().copied().map(fixed_server).collect(), None),
                (true, Some(zone)) => (zone.servers, Some(zone.apex)),
                (true, None) => {
                    let zone = self.zone_of(&name).await?;
                    (zone.servers, Some(zone.apex))
                }
            };
            let questions = servers
                .iter()
                .map(|server| self.ask(server, &name, kind, apex.as_ref()));
            let (views, ttl) = apart(gather(questions.collect()).await);
            match agree(views)? {
                View::Shows(addresses) => {
                    return Ok(Answered {
                        addresses: addresses.into_iter().collect(),
                        ttl,
                    });
                }
                View::Alias(target) => name = target,
                View::Referral { apex, names, glue } => {
                    referred = Some(self.recursive.equip(apex, names, &glue).await?);
                }
            }
        }
        tracing::debug!(%hostname, "too many aliases or delegations");
        Err(LookProblem::NameLookup)
    }

    async fn zone_of(&self, name: &Name) -> Result<Zone, LookProblem> {
        let now = self.clock.now().mono;
        if let Some((found, zone)) = self.remembered().get(name)
            && now.since(*found) < REMEMBERED
        {
            return Ok(zone.clone());
        }
        let zone = self.recursive.find(name).await?;
        let mut zones = self.remembered();
        zones.retain(|_, (found, _)| now.since(*found) < REMEMBERED);
        zones.insert(name.clone(), (now, zone.clone()));
        Ok(zone)
    }

    fn remembered(&self) -> std::sync::MutexGuard<'_, BTreeMap<Name, (Mono, Zone)>> {
        self.zones.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn ask(
        &self,
        server: &Server,
        name: &Name,
        kind: RecordType,
        apex: Option<&Name>,
    ) -> Result<(View, Option<Duration>), LookProblem> {
        let mut problem = LookProblem::NameLookup;
        self.contacts
            .count(&server.label, ContactPurpose::Proof, self.clock.now().wall);
        for address in &server.addresses {
            if !self.reach.admits(address.ip()) {
                problem = LookProblem::Connection;
                continue;
            }
            match wire::ask(*address, name, kind, wire::Asking::Directly).await {
                Ok(message) => match Reading::of(&message, name, kind, apex) {
                    Reading::View(view) => return Ok((view, reading::lifetime(&message, kind))),
                    Reading::NoAuthority => problem = LookProblem::NameLookup,
                },
                Err(failed) => problem = failed,
            }
        }
        tracing::debug!(server = %server.label, ?problem, "a name server gave no answer of its own");
        Err(problem)
    }
}

/// Waits for all answers, but only a little longer than for the first good one: a server that is down must not keep a
/// name from being proved.
async fn gather<F, T>(mut questions: FuturesUnordered<F>) -> Vec<Result<T, LookProblem>>
where
    F: Future<Output = Result<T, LookProblem>>,
{
    let mut views = Vec::new();
    while !views.iter().any(Result::is_ok) {
        match questions.next().await {
            Some(view) => views.push(view),
            None => return views,
        }
    }
    let rest = async {
        while let Some(view) = questions.next().await {
            views.push(view);
        }
    };
    // Whoever is late is left out, like a server that gave no answer.
    let _ = tokio::time::timeout(GRACE, rest).await;
    views
}

/// Parts what the servers show from how long it may be kept; the longest counts.
fn apart(
    answers: Vec<Result<(View, Option<Duration>), LookProblem>>,
) -> (Vec<Result<View, LookProblem>>, Option<Duration>) {
    let mut longest = None;
    let views = answers
        .into_iter()
        .map(|answer| {
            answer.map(|(view, ttl)| {
                longest = longest.max(ttl);
                view
            })
        })
        .collect();
    (views, longest)
}

fn fixed_server(address: SocketAddr) -> Server {
    Server {
        label: address.to_string(),
        addresses: vec![address],
    }
}

fn absolute(hostname: &Hostname) -> Result<Name, LookProblem> {
    let mut name = Name::from_ascii(hostname.as_str()).map_err(|_| LookProblem::NameLookup)?;
    name.set_fqdn(true);
    Ok(name.to_lowercase())
}

impl Resolver for ZoneResolver {
    fn authoritative(
        &self,
        hostname: Hostname,
        family: Family,
        servers: Vec<SocketAddr>,
    ) -> Task<'_, Result<Vec<IpAddr>, LookProblem>> {
        Box::pin(async move {
            let shown = within(self.prove(&hostname, family, &servers)).await?;
            Ok(shown.addresses)
        })
    }

    fn compare(
        &self,
        hostname: Hostname,
        family: Family,
        servers: Vec<SocketAddr>,
    ) -> Task<'_, Compared> {
        Box::pin(async move {
            let zone = within(self.prove(&hostname, family, &servers));
            let network = within(async {
                self.recursive
                    .hear(&absolute(&hostname)?, kind_of(family))
                    .await
            });
            let computer = within(async {
                match self.reach {
                    Reach::LoopbackOnly => Err(LookProblem::Connection),
                    Reach::Everywhere => system(&hostname, family).await,
                }
            });
            let hosts = hosts::says(hostname.clone(), family);
            let (zone, network, computer, hosts) = tokio::join!(zone, network, computer, hosts);
            Compared {
                zone,
                network,
                computer,
                in_hosts_file: !hosts.is_empty(),
            }
        })
    }
}

async fn within<T>(lookup: impl Future<Output = Result<T, LookProblem>>) -> Result<T, LookProblem> {
    tokio::time::timeout(DEADLINE, lookup)
        .await
        .unwrap_or(Err(LookProblem::TimedOut))
}

/// The system's own way on purpose, hosts file and all (F26). No final dot: hosts files do not know it.
async fn system(hostname: &Hostname, family: Family) -> Result<Vec<IpAddr>, LookProblem> {
    let found = tokio::net::lookup_host((hostname.as_str(), 0))
        .await
        .map_err(|_| LookProblem::NameLookup)?;
    let mut addresses: Vec<_> = found
        .map(|address| address.ip())
        .filter(|address| Family::of(*address) == family)
        .collect();
    addresses.sort_unstable();
    addresses.dedup();
    Ok(addresses)
}

fn kind_of(family: Family) -> RecordType {
    match family {
        Family::Ipv4 => RecordType::A,
        Family::Ipv6 => RecordType::AAAA,
    }
}

#[cfg(test)]
#[path = "resolver/tests.rs"]
mod tests;
