//! One question to one DNS server: UDP first, TCP when the answer was cut (RFC 1035 §4.2, RFC 7766).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use hemma_core::finding::LookProblem;
use hickory_proto::op::{Edns, Message, MessageType, Query};
use hickory_proto::rr::{Name, RecordType};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpStream, UdpSocket};
use tokio::time::timeout;

/// How long one try may take (`public-ip.md` §2).
const TRY: Duration = Duration::from_secs(2);
/// How often a question is sent over UDP before the server counts as silent.
const TRIES: usize = 2;
/// The answer size that fits into one packet nearly everywhere (DNS flag day 2020).
const PAYLOAD: u16 = 1232;

/// Whether the server is to look further.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asking {
    /// Only what the server knows by its own authority.
    Directly,
    /// The server may ask others.
    Recursively,
}

/// Asks, and returns the first answer to this very question, whatever its content.
pub(super) async fn ask(
    server: SocketAddr,
    name: &Name,
    kind: RecordType,
    asking: Asking,
) -> Result<Message, LookProblem> {
    let mut problem = LookProblem::TimedOut;
    for _ in 0..TRIES {
        // A new id and a new port each time: an answer to an earlier try cannot be forged into this one.
        let question = question(name, kind, asking);
        match timeout(TRY, over_udp(server, &question)).await {
            Ok(Ok(answer)) if answer.metadata.truncation => {
                return timeout(TRY, over_tcp(server, &question))
                    .await
                    .unwrap_or(Err(LookProblem::TimedOut));
            }
            Ok(Ok(answer)) => return Ok(answer),
            Ok(Err(failed)) => problem = failed,
            Err(_elapsed) => problem = LookProblem::TimedOut,
        }
    }
    Err(problem)
}

fn question(name: &Name, kind: RecordType, asking: Asking) -> Message {
    let mut message = Message::query();
    message.metadata.recursion_desired = asking == Asking::Recursively;
    message.add_query(Query::query(name.clone(), kind));
    let mut edns = Edns::new();
    edns.set_max_payload(PAYLOAD);
    message.set_edns(edns);
    message
}

async fn over_udp(server: SocketAddr, question: &Message) -> Result<Message, LookProblem> {
    let any: IpAddr = match server {
        SocketAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
        SocketAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
    };
    let socket = UdpSocket::bind((any, 0)).await.map_err(|e| problem(&e))?;
    // Connected, so that the kernel drops packets from anybody else and reports a refusal.
    socket.connect(server).await.map_err(|e| problem(&e))?;
    let bytes = encode(question)?;
    socket.send(&bytes).await.map_err(|e| problem(&e))?;
    let mut buffer = [0_u8; 4096];
    loop {
        let length = socket.recv(&mut buffer).await.map_err(|e| problem(&e))?;
        if let Some(answer) = matching(&buffer[..length], question) {
            return Ok(answer);
        }
    }
}

async fn over_tcp(server: SocketAddr, question: &Message) -> Result<Message, LookProblem> {
    let mut stream = TcpStream::connect(server).await.map_err(|e| problem(&e))?;
    let bytes = encode(question)?;
    let length = u16::try_from(bytes.len()).map_err(|_| LookProblem::TooLong)?;
    let mut framed = length.to_be_bytes().to_vec();
    framed.extend_from_slice(&bytes);
    stream.write_all(&framed).await.map_err(|e| problem(&e))?;
    let length = stream.read_u16().await.map_err(|e| problem(&e))?;
    let mut bytes = vec![0; usize::from(length)];
    stream
        .read_exact(&mut bytes)
        .await
        .map_err(|e| problem(&e))?;
    matching(&bytes, question).ok_or(LookProblem::NameLookup)
}

fn encode(question: &Message) -> Result<Vec<u8>, LookProblem> {
    question.to_vec().map_err(|_| LookProblem::NameLookup)
}

/// Reads an answer and returns it if it answers this question.
fn matching(bytes: &[u8], question: &Message) -> Option<Message> {
    let answer = Message::from_vec(bytes).ok()?;
    let same_question = match (answer.queries.as_slice(), question.queries.as_slice()) {
        ([got], [asked]) => {
            got.name() == asked.name()
                && got.query_type() == asked.query_type()
                && got.query_class() == asked.query_class()
        }
        _ => false,
    };
    let fits = answer.metadata.id == question.metadata.id
        && answer.metadata.message_type == MessageType::Response
        && same_question;
    fits.then_some(answer)
}

fn problem(error: &std::io::Error) -> LookProblem {
    crate::http::io_problem(error).unwrap_or(LookProblem::Connection)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::name;

    #[test]
    fn answers_to_other_questions_are_not_taken() {
        let asked = question(&name("home.example."), RecordType::A, Asking::Directly);
        let mut answer = asked.clone().into_response();
        assert!(matching(&answer.to_vec().expect("encodes"), &asked).is_some());

        answer.metadata.id ^= 1;
        assert!(matching(&answer.to_vec().expect("encodes"), &asked).is_none());

        let other = question(&name("other.example."), RecordType::A, Asking::Directly);
        let mut answer = other.into_response();
        answer.metadata.id = asked.metadata.id;
        assert!(matching(&answer.to_vec().expect("encodes"), &asked).is_none());

        let echo = asked.to_vec().expect("encodes");
        assert!(matching(&echo, &asked).is_none(), "a question is no answer");
        assert!(matching(b"noise", &asked).is_none());
    }

    #[test]
    fn a_direct_question_asks_nobody_to_look_further() {
        let of = |asking| question(&name("home.example."), RecordType::A, asking);
        assert!(!of(Asking::Directly).metadata.recursion_desired);
        assert!(of(Asking::Recursively).metadata.recursion_desired);
    }
}
