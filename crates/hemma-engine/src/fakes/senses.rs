//! Network, addresses and DNS as a script says.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::Mutex;

use hemma_core::address::Family;
use hemma_core::finding::{Finding, LookProblem};
use hemma_core::ipv6::Ipv6Candidate;
use hemma_core::names::{Hostname, SourceId};
use hemma_core::whereabouts::NetworkFacts;

use super::lock;
use crate::ports::{Answered, Compared, LookAt, Resolver, Senses, Task};

/// Where the computer is and what its address is.
#[derive(Debug)]
pub struct FakeSenses {
    facts: Mutex<NetworkFacts>,
    addresses: Mutex<BTreeMap<Family, IpAddr>>,
    /// What single sources say instead.
    liars: Mutex<BTreeMap<SourceId, Finding>>,
    candidates: Mutex<Vec<Ipv6Candidate>>,
    looks: Mutex<u64>,
    heeded: Mutex<Vec<bool>>,
    panic_next: Mutex<bool>,
}

impl Default for FakeSenses {
    fn default() -> Self {
        Self {
            facts: Mutex::new(NetworkFacts {
                online: true,
                tunnel: false,
                network: None,
                ..NetworkFacts::default()
            }),
            addresses: Mutex::new(BTreeMap::new()),
            liars: Mutex::new(BTreeMap::new()),
            candidates: Mutex::new(Vec::new()),
            looks: Mutex::new(0),
            heeded: Mutex::new(Vec::new()),
            panic_next: Mutex::new(false),
        }
    }
}

impl FakeSenses {
    /// Changes what the system tells about the way out.
    pub fn set_facts(&self, facts: NetworkFacts) {
        *lock(&self.facts) = facts;
    }

    /// Changes the public address that every source sees.
    pub fn set_address(&self, address: IpAddr) {
        lock(&self.addresses).insert(Family::of(address), address);
    }

    /// Makes one source tell something else; `None` makes it honest again.
    pub fn set_liar(&self, source: SourceId, finding: Option<Finding>) {
        let mut liars = lock(&self.liars);
        match finding {
            Some(finding) => liars.insert(source, finding),
            None => liars.remove(&source),
        };
    }

    /// Changes what is told about this computer's IPv6 addresses.
    pub fn set_candidates(&self, candidates: Vec<Ipv6Candidate>) {
        *lock(&self.candidates) = candidates;
    }

    /// Makes the next look panic.
    pub fn panic_at_next_look(&self) {
        *lock(&self.panic_next) = true;
    }

    /// Returns how many looks there were.
    #[must_use]
    pub fn looks(&self) -> u64 {
        *lock(&self.looks)
    }

    /// Returns what was said about listening to the router, each change once.
    #[must_use]
    pub fn heeded(&self) -> Vec<bool> {
        lock(&self.heeded).clone()
    }

    fn told(&self, family: Family, at: &LookAt) -> Finding {
        let id = match at {
            LookAt::Echo(choice) => choice.id.as_str(),
            LookAt::Dns(choice) => choice.id.as_str(),
            LookAt::Router => "router",
            LookAt::Interfaces => "interface",
        };
        let liars = lock(&self.liars);
        if let Some((_, finding)) = liars.iter().find(|(liar, _)| liar.as_str() == id) {
            return finding.clone();
        }
        let online = lock(&self.facts).online;
        match lock(&self.addresses).get(&family) {
            Some(address) if online => Finding::Found { address: *address },
            None if online && *at == LookAt::Interfaces => Finding::Absent,
            _ => Finding::Unknown {
                problem: LookProblem::NoNetwork,
            },
        }
    }
}

impl Senses for FakeSenses {
    fn heed_router(&self, may: bool) {
        let mut heeded = lock(&self.heeded);
        if heeded.last() != Some(&may) {
            heeded.push(may);
        }
    }

    fn locate(&self) -> Task<'_, NetworkFacts> {
        let facts = lock(&self.facts).clone();
        Box::pin(async move { facts })
    }

    fn ipv6_candidates(&self) -> Task<'_, Vec<Ipv6Candidate>> {
        let candidates = lock(&self.candidates).clone();
        Box::pin(async move { candidates })
    }

    fn look(&self, family: Family, at: LookAt) -> Task<'_, Finding> {
        *lock(&self.looks) += 1;
        let told = self.told(family, &at);
        let panics = std::mem::take(&mut *lock(&self.panic_next));
        Box::pin(async move {
            assert!(!panics, "the script asked for a panic");
            told
        })
    }
}

/// A zone that shows what was updated.
#[derive(Debug, Default)]
pub struct FakeResolver {
    zone: Mutex<BTreeMap<Hostname, Vec<IpAddr>>>,
    problem: Mutex<Option<LookProblem>>,
    compared: Mutex<BTreeMap<(Hostname, Family), Compared>>,
}

impl FakeResolver {
    /// Writes an address into the zone, replacing those of its family.
    pub fn set(&self, hostname: Hostname, address: IpAddr) {
        let mut zone = lock(&self.zone);
        let shown = zone.entry(hostname).or_default();
        shown.retain(|old| Family::of(*old) != Family::of(address));
        shown.push(address);
    }

    /// Makes every question fail; `None` mends it.
    pub fn set_problem(&self, problem: Option<LookProblem>) {
        *lock(&self.problem) = problem;
    }

    /// Writes down what the ways of asking tell of one name; without it all tell what the zone shows.
    pub fn set_compared(&self, hostname: Hostname, family: Family, compared: Compared) {
        lock(&self.compared).insert((hostname, family), compared);
    }

    /// Returns what the zone shows.
    #[must_use]
    pub fn shown(&self, hostname: &Hostname) -> Vec<IpAddr> {
        lock(&self.zone).get(hostname).cloned().unwrap_or_default()
    }

    fn answer(&self, hostname: &Hostname, family: Family) -> Result<Vec<IpAddr>, LookProblem> {
        if let Some(problem) = lock(&self.problem).clone() {
            return Err(problem);
        }
        let mut shown = self.shown(hostname);
        shown.retain(|address| Family::of(*address) == family);
        Ok(shown)
    }
}

impl Resolver for FakeResolver {
    fn authoritative(
        &self,
        hostname: Hostname,
        family: Family,
        _servers: Vec<SocketAddr>,
    ) -> Task<'_, Result<Vec<IpAddr>, LookProblem>> {
        let answer = self.answer(&hostname, family);
        Box::pin(async move { answer })
    }

    fn compare(
        &self,
        hostname: Hostname,
        family: Family,
        _servers: Vec<SocketAddr>,
    ) -> Task<'_, Compared> {
        let compared = lock(&self.compared)
            .get(&(hostname.clone(), family))
            .cloned();
        let zone = self.answer(&hostname, family);
        let compared = compared.unwrap_or_else(|| {
            let answered = zone.clone().map(|addresses| Answered {
                addresses,
                ttl: Some(std::time::Duration::from_secs(300)),
            });
            Compared {
                zone: answered.clone(),
                network: answered,
                computer: zone,
                in_hosts_file: false,
            }
        });
        Box::pin(async move { compared })
    }
}
