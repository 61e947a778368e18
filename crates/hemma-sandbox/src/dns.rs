//! The authoritative name server: UDP and TCP, answering from the world's zones.
//!
//! Each zone is served by `ns1` and `ns2` below its apex, both where the sandbox listens (the port is its own).
//! Answers carry the AA bit, NXDOMAIN and NODATA carry the SOA (RFC 2308), names outside the zones are
//! refused, and nothing is ever asked elsewhere.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use hickory_proto::op::{Edns, Message, MessageType, Metadata, OpCode, ResponseCode};
use hickory_proto::rr::rdata::{A, AAAA, CNAME, NS, SOA, TXT};
use hickory_proto::rr::{DNSClass, Name, RData, Record, RecordType};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::task::JoinSet;

use crate::clock::pause;
use crate::ledger::Entry;
use crate::listen::passer_by;
use crate::sandbox::Inner;
use crate::script::Fault;
use crate::target::Target;
use crate::world::zones::View;
use crate::world::{Family, Zones};

/// Serves questions over UDP until it is dropped.
pub(crate) async fn serve_udp(inner: Arc<Inner>, socket: UdpSocket) {
    let socket = Arc::new(socket);
    let mut questions = JoinSet::new();
    let mut buffer = [0_u8; 4096];
    loop {
        tokio::select! {
            received = socket.recv_from(&mut buffer) => {
                let Ok((length, peer)) = received else { continue };
                let packet = buffer.get(..length).unwrap_or_default().to_vec();
                let (inner, socket) = (Arc::clone(&inner), Arc::clone(&socket));
                questions.spawn(async move {
                    if let Some(answer) = answer(&inner, &packet, peer, "UDP").await {
                        let _ = socket.send_to(&answer, peer).await;
                    }
                });
            }
            Some(_) = questions.join_next() => {}
        }
    }
}

/// Serves questions over TCP until it is dropped.
pub(crate) async fn serve_tcp(inner: Arc<Inner>, listener: TcpListener) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                if let Ok((stream, peer)) = accepted {
                    connections.spawn(converse(Arc::clone(&inner), stream, peer));
                }
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn converse(
    inner: Arc<Inner>,
    mut stream: TcpStream,
    peer: SocketAddr,
) -> std::io::Result<()> {
    loop {
        let length = usize::from(stream.read_u16().await?);
        let mut packet = vec![0_u8; length];
        stream.read_exact(&mut packet).await?;
        let Some(answer) = answer(&inner, &packet, peer, "TCP").await else {
            continue;
        };
        let Ok(length) = u16::try_from(answer.len()) else {
            continue;
        };
        stream.write_u16(length).await?;
        stream.write_all(&answer).await?;
    }
}

async fn answer(
    inner: &Inner,
    packet: &[u8],
    peer: SocketAddr,
    transport: &str,
) -> Option<Vec<u8>> {
    let question = Message::from_vec(packet).ok()?;
    if question.metadata.message_type != MessageType::Query {
        return None;
    }
    let now = inner.clock.now();
    let (fault, latency) = {
        let mut state = inner.lock();
        (
            state.script.take(Target::Dns),
            state.script.latency(Target::Dns),
        )
    };
    let mut entry = Entry::new(Target::Dns, 0, now);
    transport.clone_into(&mut entry.method);
    if let Some(query) = question.queries.first() {
        entry.path = plain(query.name());
        entry.query = query.query_type().to_string();
    }
    entry.fault = fault.clone();
    let ordinal = inner.ledger.open(entry);
    pause(latency).await;
    if let Some(Fault::Slow { ms }) = fault {
        pause(std::time::Duration::from_millis(ms)).await;
    }
    if matches!(
        fault,
        Some(Fault::Dead | Fault::Dropped | Fault::LostAnswer)
    ) {
        inner.ledger.amend(ordinal, |entry| {
            "silence".clone_into(&mut entry.answer);
            entry.answered = true;
        });
        return None;
    }
    let view = match fault {
        Some(Fault::Stale) => View::BeforeNewest,
        _ => View::At(inner.clock.now().real),
    };
    let mut response = match fault {
        Some(Fault::ServFail | Fault::Status { .. }) => failure(&question, ResponseCode::ServFail),
        _ if asks_who_asks(&question) => tell_who_asks(inner, &question, peer, fault.as_ref()),
        _ => respond(
            &inner.fresh().world.zones,
            inner.endpoints.at.0,
            &question,
            view,
        ),
    };
    if let Some(edns) = &question.edns {
        let mut own = Edns::new();
        own.set_max_payload(1232).set_version(0);
        response.set_edns(own);
        if edns.version() > 0 {
            response = failure(&question, ResponseCode::BADVERS);
        }
    }
    let limit = question
        .edns
        .as_ref()
        .map_or(512, |edns| edns.max_payload().clamp(512, 1232));
    let mut bytes = response.to_vec().ok()?;
    if let (Some(Fault::WrongId), Some(byte)) = (&fault, bytes.first_mut()) {
        *byte ^= 0x55;
    }
    if transport == "UDP" && bytes.len() > usize::from(limit) {
        bytes = response.truncate().to_vec().ok()?;
    }
    inner.ledger.amend(ordinal, |entry| {
        entry.answer = summary(&response);
        entry.addresses = addresses(&response);
        entry.answered = true;
    });
    Some(bytes)
}

fn failure(question: &Message, code: ResponseCode) -> Message {
    let mut response = Message::response(question.metadata.id, question.metadata.op_code);
    response.metadata = Metadata::response_from_request(&question.metadata);
    response.metadata.response_code = code;
    response.add_queries(question.queries.iter().cloned());
    response
}

/// The name under which the server tells who asks, in the manner of `myip.opendns.com` and `o-o.myaddr.l.google.com`.
pub const WHO_ASKS: &str = "whoami.hemma.test";

/// The names under which the public servers of `public-ip.md` §2 tell the same.
const KNOWN_ELSEWHERE: [&str; 3] = [
    "myip.opendns.com",
    "o-o.myaddr.l.google.com",
    "whoami.cloudflare",
];

fn asks_who_asks(question: &Message) -> bool {
    let [query] = question.queries.as_slice() else {
        return false;
    };
    let name = plain(query.name());
    name == WHO_ASKS || KNOWN_ELSEWHERE.contains(&name.as_str())
}

/// Tells where a question came from: as an address record of the family it came by, or as text.
fn tell_who_asks(
    inner: &Inner,
    question: &Message,
    peer: SocketAddr,
    fault: Option<&Fault>,
) -> Message {
    let mut response = failure(question, ResponseCode::NoError);
    response.metadata.authoritative = true;
    let router = || inner.lock().world.router.address(Family::of(peer.ip()));
    let asker = match fault {
        Some(Fault::OtherAddress { address }) => Some(*address),
        _ => passer_by(peer.ip()).or_else(router),
    };
    let (Some(query), Some(asker)) = (question.queries.first(), asker) else {
        return response;
    };
    let data = match (query.query_type(), asker) {
        (RecordType::A, IpAddr::V4(_)) | (RecordType::AAAA, IpAddr::V6(_)) => address_data(asker),
        (RecordType::TXT, _) => RData::TXT(TXT::new(vec![asker.to_string()])),
        _ => return response,
    };
    // Nobody on the way may keep it for the next one who asks.
    let mut record = Record::from_rdata(query.name().clone(), 0, data);
    // Cloudflare is asked in the class CHAOS.
    record.dns_class = query.query_class();
    response.add_answer(record);
    response
}

/// Answers a question from the zones.
fn respond(zones: &Zones, own: Ipv4Addr, question: &Message, view: View) -> Message {
    if question.metadata.op_code != OpCode::Query {
        return failure(question, ResponseCode::NotImp);
    }
    let [query] = question.queries.as_slice() else {
        return failure(question, ResponseCode::FormErr);
    };
    let name = plain(query.name());
    let Some(apex) = zones
        .apex_of(&name)
        .filter(|_| query.query_class() == DNSClass::IN)
    else {
        return failure(question, ResponseCode::Refused);
    };
    let mut response = failure(question, ResponseCode::NoError);
    response.metadata.authoritative = true;
    let mut owner = name;
    // An alias is followed inside the zones this server has; eight links are plenty.
    for _ in 0..8 {
        let Some(target) = zones
            .alias(&owner)
            .filter(|_| query.query_type() != RecordType::CNAME)
        else {
            break;
        };
        if let (Some(from), Some(to)) = (dns_name(&owner), dns_name(target)) {
            response.add_answer(Record::from_rdata(
                from,
                zones.ttl_seconds,
                RData::CNAME(CNAME(to)),
            ));
        }
        target.clone_into(&mut owner);
    }
    if zones.apex_of(&owner).is_none() {
        return response;
    }
    for data in records(zones, own, apex, &owner, query.query_type(), view) {
        if let Some(name) = dns_name(&owner) {
            response.add_answer(Record::from_rdata(name, zones.ttl_seconds, data));
        }
    }
    if query.query_type() == RecordType::NS {
        add_glue(zones, own, apex, &mut response);
    }
    if response.answers.is_empty()
        || response
            .answers
            .iter()
            .all(|record| record.record_type() == RecordType::CNAME)
    {
        let own_server = is_name_server(&owner, apex);
        if owner != apex && !own_server && !zones.exists(&owner, view) {
            response.metadata.response_code = ResponseCode::NXDomain;
        }
        if query.query_type() != RecordType::CNAME || response.answers.is_empty() {
            response.authorities.extend(soa(zones, apex));
        }
    }
    response
}

fn records(
    zones: &Zones,
    own: Ipv4Addr,
    apex: &str,
    owner: &str,
    kind: RecordType,
    view: View,
) -> Vec<RData> {
    let address = |family| zones.visible(owner, family, view).map(address_data);
    let at_apex = owner == apex;
    match kind {
        RecordType::A if is_name_server(owner, apex) => vec![RData::A(A(own))],
        RecordType::A => address(Family::V4).into_iter().collect(),
        RecordType::AAAA => address(Family::V6).into_iter().collect(),
        RecordType::CNAME => {
            let target = zones.alias(owner).and_then(dns_name);
            target
                .map(|target| RData::CNAME(CNAME(target)))
                .into_iter()
                .collect()
        }
        RecordType::NS if at_apex => servers(apex)
            .filter_map(|name| dns_name(&name))
            .map(|name| RData::NS(NS(name)))
            .collect(),
        RecordType::SOA if at_apex => soa(zones, apex)
            .into_iter()
            .map(|record| record.data)
            .collect(),
        _ => Vec::new(),
    }
}

fn address_data(address: IpAddr) -> RData {
    match address {
        IpAddr::V4(address) => RData::A(A(address)),
        IpAddr::V6(address) => RData::AAAA(AAAA(address)),
    }
}

fn servers(apex: &str) -> impl Iterator<Item = String> {
    ["ns1", "ns2"]
        .into_iter()
        .map(move |server| format!("{server}.{apex}"))
}

fn is_name_server(name: &str, apex: &str) -> bool {
    servers(apex).any(|server| server == name)
}

fn add_glue(zones: &Zones, own: Ipv4Addr, apex: &str, response: &mut Message) {
    for server in servers(apex).filter_map(|name| dns_name(&name)) {
        let glue = Record::from_rdata(server, zones.ttl_seconds, RData::A(A(own)));
        response.add_additional(glue);
    }
}

fn soa(zones: &Zones, apex: &str) -> Option<Record> {
    let primary = dns_name(&format!("ns1.{apex}"))?;
    let contact = dns_name(&format!("hostmaster.{apex}"))?;
    let negative = zones.negative_ttl_seconds;
    let data = SOA::new(
        primary,
        contact,
        zones.serial(),
        3600,
        600,
        86_400,
        negative,
    );
    Some(Record::from_rdata(
        dns_name(apex)?,
        negative,
        RData::SOA(data),
    ))
}

fn dns_name(name: &str) -> Option<Name> {
    let mut parsed = Name::from_ascii(name).ok()?;
    parsed.set_fqdn(true);
    Some(parsed)
}

/// Writes a name in lower case without its trailing dot.
fn plain(name: &Name) -> String {
    name.to_ascii().trim_end_matches('.').to_ascii_lowercase()
}

fn addresses(response: &Message) -> Vec<IpAddr> {
    let address = |record: &Record| match &record.data {
        RData::A(address) => Some(IpAddr::V4(address.0)),
        RData::AAAA(address) => Some(IpAddr::V6(address.0)),
        _ => None,
    };
    response.answers.iter().filter_map(address).collect()
}

fn summary(response: &Message) -> String {
    let answers: Vec<String> = response
        .answers
        .iter()
        .map(|record| record.data.to_string())
        .collect();
    match (response.metadata.response_code, answers.is_empty()) {
        (ResponseCode::NoError, true) => "no data".to_owned(),
        (ResponseCode::NoError, false) => answers.join(", "),
        (code, _) => code.to_string(),
    }
}
