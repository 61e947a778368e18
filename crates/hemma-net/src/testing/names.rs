//! A name server that answers as a test tells it to, over UDP and TCP.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use hickory_proto::op::{Message, ResponseCode};
use hickory_proto::rr::rdata::{A, AAAA, CNAME, NS, SOA};
use hickory_proto::rr::{Name, RData, Record, RecordType};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, UdpSocket};
use tokio::task::JoinSet;

/// What a server knows and how it behaves.
#[derive(Clone, Default)]
pub(crate) struct Manners {
    pub(crate) records: Vec<Record>,
    pub(crate) authoritative: bool,
    pub(crate) code: Option<ResponseCode>,
    pub(crate) truncated_over_udp: bool,
    pub(crate) silent: bool,
    pub(crate) authorities: Vec<Record>,
    pub(crate) additionals: Vec<Record>,
}

/// The server. It stops when it is dropped.
pub(crate) struct NameServer {
    pub(crate) address: SocketAddr,
    manners: Arc<Mutex<Manners>>,
    questions: Arc<Mutex<Vec<Message>>>,
    _tasks: JoinSet<()>,
}

impl NameServer {
    /// Starts an authoritative server on a free port.
    pub(crate) async fn start(records: Vec<Record>) -> Self {
        let (tcp, udp) = sockets().await;
        let address = udp.local_addr().expect("an address");
        let manners = Arc::new(Mutex::new(Manners {
            records,
            authoritative: true,
            ..Manners::default()
        }));
        let questions = Arc::new(Mutex::new(Vec::new()));
        let mut tasks = JoinSet::new();
        tasks.spawn(over_udp(udp, Arc::clone(&manners), Arc::clone(&questions)));
        tasks.spawn(over_tcp(tcp, Arc::clone(&manners), Arc::clone(&questions)));
        Self {
            address,
            manners,
            questions,
            _tasks: tasks,
        }
    }

    pub(crate) fn change(&self, change: impl FnOnce(&mut Manners)) {
        change(&mut self.manners.lock().unwrap_or_else(PoisonError::into_inner));
    }

    pub(crate) fn questions(&self) -> Vec<Message> {
        let questions = self.questions.lock();
        questions.unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Finds a port that is free for both.
async fn sockets() -> (TcpListener, UdpSocket) {
    for _ in 0..50 {
        let tcp = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .expect("a port");
        let address = tcp.local_addr().expect("an address");
        if let Ok(udp) = UdpSocket::bind(address).await {
            return (tcp, udp);
        }
    }
    panic!("no port is free for both UDP and TCP");
}

async fn over_udp(
    socket: UdpSocket,
    manners: Arc<Mutex<Manners>>,
    questions: Arc<Mutex<Vec<Message>>>,
) {
    let mut buffer = [0_u8; 4096];
    while let Ok((length, peer)) = socket.recv_from(&mut buffer).await {
        let answer = answer(&buffer[..length], &manners, &questions, true);
        if let Some(answer) = answer {
            // A noise packet first: it must be passed over.
            let _ = socket.send_to(b"noise", peer).await;
            let _ = socket.send_to(&answer, peer).await;
        }
    }
}

async fn over_tcp(
    listener: TcpListener,
    manners: Arc<Mutex<Manners>>,
    questions: Arc<Mutex<Vec<Message>>>,
) {
    while let Ok((mut stream, _)) = listener.accept().await {
        let Ok(length) = stream.read_u16().await else {
            continue;
        };
        let mut bytes = vec![0; usize::from(length)];
        if stream.read_exact(&mut bytes).await.is_err() {
            continue;
        }
        if let Some(answer) = answer(&bytes, &manners, &questions, false) {
            let length = u16::try_from(answer.len()).expect("a short answer");
            let mut framed = length.to_be_bytes().to_vec();
            framed.extend_from_slice(&answer);
            let _ = stream.write_all(&framed).await;
        }
    }
}

fn answer(
    bytes: &[u8],
    manners: &Mutex<Manners>,
    questions: &Mutex<Vec<Message>>,
    udp: bool,
) -> Option<Vec<u8>> {
    let question = Message::from_vec(bytes).ok()?;
    let manners = manners
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .clone();
    let mut seen = questions.lock().unwrap_or_else(PoisonError::into_inner);
    seen.push(question.clone());
    drop(seen);
    if manners.silent {
        return None;
    }
    let asked = question.queries.first()?.clone();
    let mut answer = question.into_response();
    answer.metadata.authoritative = manners.authoritative;
    if udp && manners.truncated_over_udp {
        answer.metadata.truncation = true;
        return answer.to_vec().ok();
    }
    let owned = |record: &&Record| record.name == *asked.name();
    answer.add_answers(manners.records.iter().filter(owned).filter(|record| {
        matches!(record.record_type(), kind if kind == asked.query_type() || kind == RecordType::CNAME)
    }).cloned());
    if let Some(code) = manners.code {
        answer.metadata.response_code = code;
    }
    answer.add_authorities(manners.authorities);
    answer.add_additionals(manners.additionals);
    answer.to_vec().ok()
}

pub(crate) fn name(text: &str) -> Name {
    Name::from_ascii(text).expect("a name")
}

pub(crate) fn at(owner: &str, address: &str) -> Record {
    let data = match address.parse().expect("an address") {
        IpAddr::V4(address) => RData::A(A(address)),
        IpAddr::V6(address) => RData::AAAA(AAAA(address)),
    };
    Record::from_rdata(name(owner), 60, data)
}

pub(crate) fn cname(owner: &str, target: &str) -> Record {
    Record::from_rdata(name(owner), 60, RData::CNAME(CNAME(name(target))))
}

pub(crate) fn ns(owner: &str, server: &str) -> Record {
    Record::from_rdata(name(owner), 60, RData::NS(NS(name(server))))
}

pub(crate) fn soa(apex: &str) -> Record {
    let data = SOA::new(name("ns."), name("root."), 1, 1, 1, 1, 1);
    Record::from_rdata(name(apex), 60, RData::SOA(data))
}
