//! What the pretend router knows, and what it says because of it.

use std::net::{Ipv4Addr, SocketAddrV4};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::manners::{NatPmp, RouterManners, Search};

/// What it was asked so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RouterLedger {
    /// Questions over NAT-PMP.
    pub nat_pmp: u32,
    /// Searches.
    pub searches: u32,
    /// Requests over HTTP: method and path.
    pub requests: Vec<String>,
}

impl RouterLedger {
    /// Counts requests of one kind, such as `SUBSCRIBE /evt`.
    #[must_use]
    pub fn count(&self, request: &str) -> usize {
        self.requests.iter().filter(|one| *one == request).count()
    }
}

/// A subscriber.
#[derive(Clone, Debug)]
struct Subscriber {
    sid: String,
    callback: SocketAddrV4,
    seq: u32,
}

/// What may be changed.
#[derive(Debug)]
pub(super) struct Facts {
    pub(super) external: Option<Ipv4Addr>,
    pub(super) manners: RouterManners,
    subscribers: Vec<Subscriber>,
    ledger: RouterLedger,
    /// Counts up with each answer: its clock is as fast as it is asked.
    epoch: u32,
    granted: u32,
}

#[derive(Debug)]
pub(super) struct State {
    address: Ipv4Addr,
    http: u16,
    facts: Mutex<Facts>,
}

impl State {
    pub(super) fn new(address: Ipv4Addr, http: u16) -> Self {
        Self {
            address,
            http,
            facts: Mutex::new(Facts {
                external: Some(Ipv4Addr::new(203, 0, 113, 7)),
                manners: RouterManners::default(),
                subscribers: Vec::new(),
                ledger: RouterLedger::default(),
                epoch: 100_000,
                granted: 0,
            }),
        }
    }

    fn facts(&self) -> MutexGuard<'_, Facts> {
        self.facts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn edit(&self, change: impl FnOnce(&mut Facts)) {
        change(&mut self.facts());
    }

    pub(super) fn restart(&self) {
        self.edit(|facts| {
            facts.epoch = 0;
            facts.subscribers.clear();
        });
    }

    pub(super) fn ledger(&self) -> RouterLedger {
        self.facts().ledger.clone()
    }

    pub(super) fn count_request(&self, request: String) {
        self.edit(|facts| facts.ledger.requests.push(request));
    }

    pub(super) fn manners(&self) -> RouterManners {
        self.facts().manners.clone()
    }

    pub(super) fn external(&self) -> String {
        let external = self.facts().external;
        external
            .map(|address| address.to_string())
            .unwrap_or_default()
    }

    pub(super) fn take_nat_pmp(&self, question: &[u8]) -> Option<Vec<u8>> {
        self.edit(|facts| facts.ledger.nat_pmp += 1);
        if question != [0, 0] {
            return None;
        }
        let manners = self.manners().nat_pmp;
        match manners {
            NatPmp::Polite | NatPmp::Result(_) => Some(self.nat_pmp_answer()),
            NatPmp::Silent => None,
            NatPmp::SilentFor(0) => Some(self.nat_pmp_answer()),
            NatPmp::SilentFor(times) => {
                self.edit(|facts| facts.manners.nat_pmp = NatPmp::SilentFor(times - 1));
                None
            }
            NatPmp::OnlyPcp => {
                let mut answer = vec![2, 0x80, 0, 1];
                answer.resize(24, 0);
                Some(answer)
            }
            NatPmp::Bytes(bytes) => Some(bytes),
        }
    }

    /// Version, opcode, result, epoch, address (RFC 6886 §3.2).
    pub(super) fn nat_pmp_answer(&self) -> Vec<u8> {
        let mut facts = self.facts();
        facts.epoch += 1;
        let result = match (&facts.manners.nat_pmp, facts.external) {
            (NatPmp::Result(code), _) => *code,
            (_, None) => 3,
            (_, Some(_)) => 0,
        };
        let mut answer = vec![0, 128];
        answer.extend(result.to_be_bytes());
        answer.extend(facts.epoch.to_be_bytes());
        answer.extend(facts.external.unwrap_or(Ipv4Addr::UNSPECIFIED).octets());
        answer
    }

    pub(super) fn take_search(&self, question: &[u8]) -> Vec<String> {
        let text = String::from_utf8_lossy(question);
        let target = text
            .lines()
            .find_map(|line| line.strip_prefix("ST: "))
            .unwrap_or_default();
        let sound = text.starts_with("M-SEARCH * HTTP/1.1\r\n")
            && text.contains("\r\nMAN: \"ssdp:discover\"\r\n")
            && text.ends_with("\r\n\r\n");
        self.edit(|facts| facts.ledger.searches += 1);
        if !sound || !target.ends_with("InternetGatewayDevice:1") {
            return Vec::new();
        }
        let location = match self.manners().search {
            Search::Silent => return Vec::new(),
            Search::Text(text) => return vec![text],
            Search::PointsTo(location) => location,
            Search::Polite => format!("http://{}:{}/desc.xml", self.address, self.http),
        };
        vec![format!(
            "HTTP/1.1 200 OK\r\nCache-Control: max-age=1800\r\nEXT:\r\nLocation: {location}\r\n\
             Server: Pretend/1.0 UPnP/1.1 Router/1.0\r\nST: {target}\r\nUSN: uuid:pretend::{target}\r\n\r\n"
        )]
    }

    /// Takes a subscriber, or prolongs one. Returns its id, or `None` when there is no such subscription.
    pub(super) fn subscribe(
        &self,
        sid: Option<&str>,
        callback: Option<SocketAddrV4>,
    ) -> Option<String> {
        let mut facts = self.facts();
        match (sid, callback) {
            (Some(sid), None) => {
                let known = facts.subscribers.iter().any(|one| one.sid == sid);
                known.then(|| sid.to_owned())
            }
            (None, Some(callback)) => {
                facts.granted += 1;
                let sid = format!("uuid:pretend-{}", facts.granted);
                facts.subscribers.push(Subscriber {
                    sid: sid.clone(),
                    callback,
                    seq: 0,
                });
                Some(sid)
            }
            _ => None,
        }
    }

    pub(super) fn unsubscribe(&self, sid: &str) {
        self.edit(|facts| facts.subscribers.retain(|one| one.sid != sid));
    }

    pub(super) fn listener(&self) -> Option<SocketAddrV4> {
        self.facts().subscribers.last().map(|one| one.callback)
    }

    /// Returns a report for each subscriber, counting them on.
    pub(super) fn reports(&self) -> Vec<(SocketAddrV4, String)> {
        let address = self.external();
        let mut facts = self.facts();
        let report = |one: &mut Subscriber| {
            let body = format!(
                "<?xml version=\"1.0\"?><e:propertyset xmlns:e=\"urn:schemas-upnp-org:event-1-0\"><e:property>\
                 <ExternalIPAddress>{address}</ExternalIPAddress></e:property></e:propertyset>"
            );
            let text = format!(
                "NOTIFY / HTTP/1.1\r\nHOST: {}\r\nCONTENT-TYPE: text/xml; charset=\"utf-8\"\r\nNT: upnp:event\r\n\
                 NTS: upnp:propchange\r\nSID: {}\r\nSEQ: {}\r\nCONTENT-LENGTH: {}\r\n\r\n{body}",
                one.callback,
                one.sid,
                one.seq,
                body.len()
            );
            one.seq += 1;
            (one.callback, text)
        };
        facts.subscribers.iter_mut().map(report).collect()
    }
}
