//! Finding the zone that owns a name, and the addresses of its servers.
//!
//! This part asks the system's resolver (the servers it is configured with), because nothing else knows the way down
//! from the root. What it learns is only *whom* to ask; a resolver that lies about it leads to servers that claim no
//! authority, which is an error and not a difference.

#[cfg(test)]
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};

use futures_util::future::join_all;
use hemma_core::finding::LookProblem;
use hemma_engine::ports::Answered;
use hickory_proto::op::{Message, ResponseCode};
use hickory_proto::rr::{Name, RData, RecordType};

use super::Server;
use super::reading::{address, addresses_of, hearsay, lifetime};
use super::wire::{self, Asking};
use crate::http::Reach;

/// How many steps up the tree, or towards a zone that an answer named, are taken.
const STEPS: usize = 12;
/// How many servers of a zone are asked. Zones have two to thirteen; four speak for all.
const MOST_SERVERS: usize = 4;

/// A zone and whom to ask about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Zone {
    /// The topmost name.
    pub(super) apex: Name,
    /// Its servers; at least one.
    pub(super) servers: Vec<Server>,
}

/// Servers that look further when asked.
#[derive(Debug)]
pub(super) struct Recursive {
    reach: Reach,
    source: Source,
    /// Where the servers with these addresses are in truth.
    #[cfg(test)]
    places: BTreeMap<IpAddr, SocketAddr>,
}

#[derive(Debug)]
enum Source {
    /// Those the system is configured with, read anew each time (F55).
    System,
    /// These.
    #[cfg(test)]
    These(Vec<SocketAddr>),
}

impl Recursive {
    /// Uses the servers the system is configured with.
    pub(super) fn system(reach: Reach) -> Self {
        Self {
            reach,
            source: Source::System,
            #[cfg(test)]
            places: BTreeMap::new(),
        }
    }

    #[cfg(test)]
    pub(super) fn these(servers: Vec<SocketAddr>, places: BTreeMap<IpAddr, SocketAddr>) -> Self {
        Self {
            reach: Reach::LoopbackOnly,
            source: Source::These(servers),
            places,
        }
    }

    fn place(&self, address: IpAddr) -> SocketAddr {
        #[cfg(test)]
        if let Some(place) = self.places.get(&address) {
            return *place;
        }
        SocketAddr::new(address, 53)
    }

    /// Finds the zone that owns `name`: the nearest name above it, itself included, that has name servers.
    pub(super) async fn find(&self, name: &Name) -> Result<Zone, LookProblem> {
        let resolvers = self.resolvers().await?;
        let mut at = name.clone();
        for _ in 0..STEPS {
            if at.is_root() {
                break;
            }
            let answer = ask_one_of(&resolvers, &at, RecordType::NS).await?;
            let names = name_servers(&answer, &at);
            if !names.is_empty() {
                return self.equip(at, names, &addresses_of(&answer)).await;
            }
            at = next_step(&answer, &at);
        }
        Err(LookProblem::NameLookup)
    }

    /// Asks what the configured servers tell everybody on this network. It is hearsay, and only ever shown.
    pub(super) async fn hear(
        &self,
        name: &Name,
        kind: RecordType,
    ) -> Result<Answered, LookProblem> {
        let resolvers = self.resolvers().await?;
        let answer = ask_one_of(&resolvers, name, kind).await?;
        Ok(Answered {
            addresses: hearsay(&answer, name, kind),
            ttl: lifetime(&answer, kind),
        })
    }

    /// Finds the addresses of a zone's servers. `glue` are addresses that came along with their names.
    pub(super) async fn equip(
        &self,
        apex: Name,
        mut names: Vec<Name>,
        glue: &[(Name, IpAddr)],
    ) -> Result<Zone, LookProblem> {
        names.sort_unstable();
        names.dedup();
        names.truncate(MOST_SERVERS);
        let resolvers = self.resolvers().await?;
        let found = join_all(names.iter().map(|name| self.server(&resolvers, name, glue))).await;
        let servers: Vec<Server> = found.into_iter().flatten().collect();
        if servers.is_empty() {
            return Err(LookProblem::NameLookup);
        }
        Ok(Zone { apex, servers })
    }

    async fn server(
        &self,
        resolvers: &[SocketAddr],
        name: &Name,
        glue: &[(Name, IpAddr)],
    ) -> Option<Server> {
        let mut addresses: BTreeSet<IpAddr> = glue
            .iter()
            .filter(|(owner, _)| owner == name)
            .map(|(_, address)| *address)
            .collect();
        if addresses.is_empty() {
            let kinds = [RecordType::A, RecordType::AAAA];
            let answers = join_all(kinds.map(|kind| ask_one_of(resolvers, name, kind))).await;
            for answer in answers.into_iter().flatten() {
                addresses.extend(answer.answers.iter().filter_map(|r| address(&r.data)));
            }
        }
        let label = name.to_ascii();
        // IPv4 sorts first, which is what most home networks can reach; a family without a route fails at once.
        let addresses: Vec<_> = addresses
            .into_iter()
            .map(|address| self.place(address))
            .collect();
        (!addresses.is_empty()).then(|| Server {
            label: label.trim_end_matches('.').to_owned(),
            addresses,
        })
    }

    async fn resolvers(&self) -> Result<Vec<SocketAddr>, LookProblem> {
        let mut servers = match &self.source {
            // A file or a registry: reading it may block.
            Source::System => tokio::task::spawn_blocking(configured)
                .await
                .unwrap_or_default(),
            #[cfg(test)]
            Source::These(servers) => servers.clone(),
        };
        servers.retain(|server| self.reach.admits(server.ip()));
        if servers.is_empty() {
            tracing::debug!("the system has no name servers within reach");
            return Err(LookProblem::NameLookup);
        }
        Ok(servers)
    }
}

fn configured() -> Vec<SocketAddr> {
    let Ok((config, _)) = hickory_resolver::system_conf::read_system_conf() else {
        return Vec::new();
    };
    let servers = config.name_servers().iter();
    let mut addresses: Vec<_> = servers
        .flat_map(|server| {
            let ports = server.connections.iter().map(|connection| connection.port);
            ports.map(|port| SocketAddr::new(server.ip, port))
        })
        .collect();
    addresses.dedup();
    addresses
}

/// Asks one server after the other until one answers with something to go by.
async fn ask_one_of(
    resolvers: &[SocketAddr],
    name: &Name,
    kind: RecordType,
) -> Result<Message, LookProblem> {
    let mut problem = LookProblem::NameLookup;
    for resolver in resolvers {
        match wire::ask(*resolver, name, kind, Asking::Recursively).await {
            Ok(answer) => match answer.metadata.response_code {
                ResponseCode::NoError | ResponseCode::NXDomain => return Ok(answer),
                _ => problem = LookProblem::NameLookup,
            },
            Err(failed) => problem = failed,
        }
    }
    Err(problem)
}

fn name_servers(answer: &Message, apex: &Name) -> Vec<Name> {
    let records = answer.answers.iter().filter(|record| record.name == *apex);
    records
        .filter_map(|record| match &record.data {
            RData::NS(server) => Some(server.0.to_lowercase()),
            _ => None,
        })
        .collect()
}

/// Returns where to ask next: the zone that a negative answer names as its own (RFC 2308 §3), else one label up.
fn next_step(answer: &Message, at: &Name) -> Name {
    let named = answer.authorities.iter().find_map(|record| {
        let apex = record.name.to_lowercase();
        let above = record.record_type() == RecordType::SOA && apex.zone_of(at) && apex != *at;
        above.then_some(apex)
    });
    named.unwrap_or_else(|| at.base_name())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{name, soa};
    use hickory_proto::op::{MessageType, OpCode};

    fn negative(apex: &str) -> Message {
        let mut message = Message::new(1, MessageType::Response, OpCode::Query);
        message.add_authority(soa(apex));
        message
    }

    #[test]
    fn a_negative_answer_names_its_zone_and_saves_the_steps_between() {
        let at = name("a.b.home.example.org.");
        assert_eq!(
            next_step(&negative("example.org."), &at),
            name("example.org.")
        );
    }

    #[test]
    fn a_negative_answer_about_something_else_means_one_label_up() {
        let at = name("home.example.org.");
        assert_eq!(
            next_step(&negative("example.net."), &at),
            name("example.org.")
        );
        assert_eq!(
            next_step(&negative("home.example.org."), &at),
            name("example.org.")
        );
    }
}
