//! A small, plain client: reqwest trusting the sandbox's authority, and DNS questions by hand.
#![allow(dead_code, reason = "each test file uses its own part of the client")]
#![allow(
    clippy::unwrap_used,
    reason = "a helper that fails must fail the test that called it"
)]

pub(crate) mod api;
pub(crate) mod ddclient;
pub(crate) mod service;

use std::net::SocketAddr;
use std::time::Duration;

use hemma_sandbox::{Sandbox, Target};
use hickory_proto::op::{Message, MessageType, OpCode, Query};
use hickory_proto::rr::{Name, RecordType};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UdpSocket};

/// An agent in No-IP's documented form.
pub(crate) const AGENT: &str = "Example TestClient/Linux6.1-1.0 tests@hemma.example";

/// How long a test waits for what must come.
pub(crate) const SOON: Duration = Duration::from_secs(20);

/// A client that trusts only this sandbox, follows no redirect and shares no connection.
pub(crate) fn client(sandbox: &Sandbox) -> reqwest::Client {
    client_trusting(sandbox.ca_pem().as_bytes())
}

/// As [`client`], for an authority read from a file.
#[expect(
    clippy::disallowed_methods,
    reason = "the sandbox must not know hemma-net's HTTP door"
)]
pub(crate) fn client_trusting(pem: &[u8]) -> reqwest::Client {
    // Another test of this process may have installed it already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let certificate = reqwest::Certificate::from_pem(pem).unwrap();
    reqwest::Client::builder()
        .tls_certs_only([certificate])
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .pool_max_idle_per_host(0)
        .timeout(SOON)
        .build()
        .unwrap()
}

/// One person at a keyboard: login, agent, and the service talked to.
pub(crate) struct Caller<'a> {
    pub(crate) sandbox: &'a Sandbox,
    pub(crate) client: reqwest::Client,
    pub(crate) target: Target,
    pub(crate) login: Option<(&'static str, &'static str)>,
    pub(crate) agent: Option<&'static str>,
}

impl<'a> Caller<'a> {
    pub(crate) fn noip(sandbox: &'a Sandbox) -> Self {
        Self::new(sandbox, Target::NoIp, ("sandbox", "sandbox-secret"))
    }

    pub(crate) fn dyndns2(sandbox: &'a Sandbox) -> Self {
        Self::new(sandbox, Target::Dyndns2, ("dyn", "dyn-secret"))
    }

    fn new(sandbox: &'a Sandbox, target: Target, login: (&'static str, &'static str)) -> Self {
        Self {
            sandbox,
            client: client(sandbox),
            target,
            login: Some(login),
            agent: Some(AGENT),
        }
    }

    /// Sends `GET /nic/update?QUERY` and returns status and body.
    pub(crate) async fn update(&self, query: &str) -> (u16, String) {
        let url = format!("{}/nic/update?{query}", self.sandbox.url(self.target));
        let mut request = self.client.get(url);
        if let Some((user, password)) = self.login {
            request = request.basic_auth(user, Some(password));
        }
        if let Some(agent) = self.agent {
            request = request.header("user-agent", agent);
        }
        let response = request.send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    }

    /// As [`Caller::update`], body only, with a blank for each line end.
    pub(crate) async fn words(&self, query: &str) -> String {
        self.update(query)
            .await
            .1
            .lines()
            .collect::<Vec<_>>()
            .join(" / ")
    }
}

/// Gets a URL and returns status and body.
pub(crate) async fn get(sandbox: &Sandbox, url: &str) -> (u16, String) {
    let response = client(sandbox).get(url).send().await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

pub(crate) fn question(name: &str, kind: RecordType) -> Message {
    let mut message = Message::new(4711, MessageType::Query, OpCode::Query);
    message.add_query(Query::query(
        Name::from_ascii(format!("{name}.")).unwrap(),
        kind,
    ));
    message
}

/// Asks over UDP; `None` when nothing comes within the patience.
pub(crate) async fn ask_for(
    server: SocketAddr,
    message: &Message,
    patience: Duration,
) -> Option<Message> {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    socket
        .send_to(&message.to_vec().unwrap(), server)
        .await
        .unwrap();
    let mut buffer = [0_u8; 4096];
    let received = tokio::time::timeout(patience, socket.recv_from(&mut buffer))
        .await
        .ok()?;
    let (length, from) = received.unwrap();
    assert_eq!(from, server);
    Some(Message::from_vec(&buffer[..length]).unwrap())
}

/// Asks over UDP and expects an answer.
pub(crate) async fn ask(server: SocketAddr, name: &str, kind: RecordType) -> Message {
    ask_for(server, &question(name, kind), SOON)
        .await
        .expect("an answer")
}

/// Asks over TCP.
pub(crate) async fn ask_tcp(server: SocketAddr, name: &str, kind: RecordType) -> Message {
    let bytes = question(name, kind).to_vec().unwrap();
    let mut stream = TcpStream::connect(server).await.unwrap();
    stream
        .write_u16(u16::try_from(bytes.len()).unwrap())
        .await
        .unwrap();
    stream.write_all(&bytes).await.unwrap();
    let length = stream.read_u16().await.unwrap();
    let mut answer = vec![0; usize::from(length)];
    stream.read_exact(&mut answer).await.unwrap();
    Message::from_vec(&answer).unwrap()
}

/// Returns the answer section as texts such as `A 203.0.113.7`.
pub(crate) fn answers(message: &Message) -> Vec<String> {
    let text =
        |record: &hickory_proto::rr::Record| format!("{} {}", record.record_type(), record.data);
    message.answers.iter().map(text).collect()
}
