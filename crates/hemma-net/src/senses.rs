//! The port `Senses`: where this computer is, and what its public address is.

use std::net::{IpAddr, Ipv4Addr, UdpSocket};
use std::sync::Arc;
use std::time::Duration;

use hemma_core::address::Family;
use hemma_core::finding::{Finding, LookProblem};
use hemma_core::ipv6::Ipv6Candidate;
use hemma_core::router::RouterReport;
use hemma_core::settings::SourceChoice;
use hemma_core::whereabouts::NetworkFacts;
use hemma_engine::messages::ContactPurpose;
use hemma_engine::ports::{LookAt, Senses, Task};
use hemma_providers::echo;
use hemma_providers::identity::ClientIdentity;

use crate::clock;
use crate::dns_voice::DnsVoice;
use crate::http::{Bounds, Door, Errand};
use crate::interfaces::{self, Interface, WaysOut};
use crate::metered;
use crate::network::{self, Outlook, Salt};
use crate::router::Router;
use crate::stable_ipv6::{Choice, candidates, choose};

/// How often, and how many times, the interfaces are read again while an address settles. Duplicate detection takes
/// one to two seconds (RFC 4862 §5.4).
const SETTLING: (Duration, usize) = (Duration::from_millis(250), 10);

/// How often, and how many times, the interfaces are read again while the router is being met. A router in the same
/// room answers within a millisecond; over Wi-Fi it may take some tenths of a second.
const MEETING: (Duration, usize) = (Duration::from_millis(60), 10);

/// The real senses.
#[derive(Debug)]
pub struct SystemSenses {
    door: Arc<Door>,
    dns: DnsVoice,
    identity: ClientIdentity,
    outlook: Outlook,
    salt: Salt,
    router: Router,
}

impl SystemSenses {
    pub(crate) fn new(
        door: Arc<Door>,
        dns: DnsVoice,
        identity: ClientIdentity,
        outlook: Outlook,
        salt: Salt,
        router: Router,
    ) -> Self {
        Self {
            door,
            dns,
            identity,
            outlook,
            salt,
            router,
        }
    }

    async fn look_at_echo(&self, family: Family, source: &SourceChoice) -> Finding {
        let Some(url) = source.url(family) else {
            return unknown(LookProblem::NameLookup);
        };
        let errand = Errand {
            request: echo::request(url, source.body, &self.identity),
            family: Some(family),
            purpose: ContactPurpose::Look,
            bounds: Bounds::LOOK,
        };
        match self.door.send(errand).await {
            Ok(response) => echo::read(source.body, family, &response),
            Err(failure) => unknown(failure.problem),
        }
    }
}

impl Senses for SystemSenses {
    fn locate(&self) -> Task<'_, NetworkFacts> {
        Box::pin(async move {
            let ((mut listing, mut ways_out), metered) =
                tokio::join!(read_interfaces(), metered::now());
            if self.outlook == Outlook::World
                && let Some(router) = network::unmet_router(&listing, ways_out)
            {
                (listing, ways_out) = meet(router).await;
            }
            let facts = network::facts(&listing, ways_out, self.outlook, &self.salt);
            NetworkFacts { metered, ..facts }
        })
    }

    fn heed_router(&self, may: bool) {
        self.router.heed(may);
    }

    fn router_report(&self) -> Option<RouterReport> {
        self.router.report()
    }

    fn ipv6_candidates(&self) -> Task<'_, Vec<Ipv6Candidate>> {
        Box::pin(async {
            let (listing, ways_out) = read_interfaces().await;
            candidates(&listing, ways_out)
        })
    }

    fn look(&self, family: Family, at: LookAt) -> Task<'_, Finding> {
        Box::pin(async move {
            match at {
                LookAt::Echo(source) => self.look_at_echo(family, &source).await,
                LookAt::Dns(choice) => self.dns.ask(&choice, family).await,
                LookAt::Router if family == Family::Ipv4 => self.router.look().await,
                LookAt::Router => Finding::Absent,
                LookAt::Interfaces => look_at_interfaces(family).await,
            }
        })
    }
}

/// Looks for an address of this computer itself that belongs into a record.
async fn look_at_interfaces(family: Family) -> Finding {
    match family {
        Family::Ipv4 => {
            let (_, ways_out) = read_interfaces().await;
            own_ipv4(ways_out)
        }
        Family::Ipv6 => stable_ipv6().await,
    }
}

/// A computer that is connected without a router carries its public IPv4 address itself. Behind one, it has none.
fn own_ipv4(ways_out: WaysOut) -> Finding {
    match ways_out.ipv4 {
        Some(address) if !is_behind_a_router(address) => found(IpAddr::V4(address)),
        _ => Finding::Absent,
    }
}

fn is_behind_a_router(address: Ipv4Addr) -> bool {
    let [first, second, ..] = address.octets();
    let shared = first == 100 && (64..128).contains(&second);
    address.is_private() || address.is_link_local() || shared
}

async fn stable_ipv6() -> Finding {
    let (pause, times) = SETTLING;
    let mut best = None;
    for _ in 0..times {
        let (listing, ways_out) = read_interfaces().await;
        match choose(&listing, ways_out) {
            Choice::Stable(address) => return found(IpAddr::V6(address)),
            Choice::None => return Finding::Absent,
            Choice::Settling { meanwhile } => best = meanwhile,
        }
        clock::nap(pause).await;
    }
    // It never settled. An address that is only waiting for a better one is still true; with none, nothing is known.
    best.map_or(unknown(LookProblem::TimedOut), |address| {
        found(IpAddr::V6(address))
    })
}

/// Makes the system meet its router: any packet to it makes the system ask for its hardware address. An empty datagram
/// to the discard port (RFC 863) says nothing, and nobody has to answer it.
async fn meet(router: Ipv4Addr) -> (Vec<Interface>, WaysOut) {
    let (pause, times) = MEETING;
    let sent = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0))
        .and_then(|socket| socket.send_to(&[], (router, 9)));
    if let Err(error) = sent {
        tracing::debug!(%error, "the router cannot be met");
    }
    let mut read = read_interfaces().await;
    for _ in 0..times {
        if network::unmet_router(&read.0, read.1).is_none() {
            break;
        }
        clock::nap(pause).await;
        read = read_interfaces().await;
    }
    read
}

pub(crate) async fn read_interfaces() -> (Vec<Interface>, WaysOut) {
    tokio::task::spawn_blocking(interfaces::read_together)
        .await
        .unwrap_or_default()
}

fn found(address: IpAddr) -> Finding {
    Finding::Found { address }
}

fn unknown(problem: LookProblem) -> Finding {
    Finding::Unknown { problem }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(address: &str) -> WaysOut {
        WaysOut {
            ipv4: Some(address.parse().expect("an address")),
            ipv6: None,
        }
    }

    #[test]
    fn f06_a_private_address_of_ones_own_is_no_public_address() {
        for private in [
            "192.168.1.20",
            "10.0.0.2",
            "172.16.3.4",
            "100.64.0.9",
            "169.254.1.1",
        ] {
            assert_eq!(own_ipv4(from(private)), Finding::Absent, "{private}");
        }
        assert_eq!(own_ipv4(WaysOut::default()), Finding::Absent);
    }

    #[test]
    fn a_computer_without_a_router_carries_its_address_itself() {
        let address = "192.0.2.20".parse().expect("an address");
        assert_eq!(own_ipv4(from("192.0.2.20")), Finding::Found { address });
    }
}
