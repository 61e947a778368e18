//! A TLS server that does what a test tells it to, and the authority that vouches for it.

use std::io::Write as _;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tempfile::NamedTempFile;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

/// A throw-away certificate authority, and the file a client trusts it by.
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    file: NamedTempFile,
}

impl Authority {
    pub(crate) fn new() -> Self {
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::new(Vec::new()).expect("no names");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let certificate = params.self_signed(&key).expect("signs itself");
        let mut file = NamedTempFile::new().expect("a temporary file");
        file.write_all(certificate.pem().as_bytes())
            .expect("writes");
        Self {
            issuer: Issuer::new(params, key),
            file,
        }
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.file.path().to_owned()
    }

    fn server_config(&self, from: i32, until: i32) -> ServerConfig {
        let names = ["localhost", "127.0.0.1", "::1"].map(str::to_owned);
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::new(names).expect("names");
        params.not_before = date_time_ymd(from, 1, 1);
        params.not_after = date_time_ymd(until, 1, 1);
        let certificate = params.signed_by(&key, &self.issuer).expect("signs");
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .expect("a certificate and its key")
    }
}

/// What a server does with each connection.
#[derive(Clone)]
pub(crate) enum Reply {
    /// Sends these bytes after the request, and closes.
    Raw(String),
    /// Tells the address of the other end.
    Peer,
    /// Sends a body without end.
    Endless,
    /// Reads the request and says nothing.
    Silence,
    /// Accepts the connection and never shakes hands.
    NoHandshake,
    /// Answers without TLS.
    Plain,
}

impl Reply {
    /// A good answer that offers to keep the connection.
    pub(crate) fn text(body: &str) -> Self {
        Self::Raw(format!(
            "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\nconnection: keep-alive\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        ))
    }
}

#[derive(Default)]
struct Seen {
    connections: AtomicUsize,
    requests: Mutex<Vec<String>>,
}

impl Seen {
    fn note(&self, request: String) {
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        requests.push(request);
    }
}

/// The server. It stops when it is dropped.
pub(crate) struct TestServer {
    port: u16,
    seen: Arc<Seen>,
    tasks: JoinSet<()>,
}

impl TestServer {
    pub(crate) async fn start(authority: &Authority, reply: Reply) -> Self {
        Self::start_valid(authority, reply, 2001, 2101).await
    }

    /// Starts with a certificate that is valid between the beginnings of two years.
    pub(crate) async fn start_valid(
        authority: &Authority,
        reply: Reply,
        from: i32,
        until: i32,
    ) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .expect("a port");
        Self::serve(vec![listener], authority.server_config(from, until), &reply)
    }

    /// Starts on `127.0.0.1` and `::1` with the same port.
    pub(crate) async fn start_on_both(authority: &Authority, reply: Reply) -> Self {
        for _ in 0..50 {
            let v4 = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
                .await
                .expect("a port");
            let port = v4.local_addr().expect("an address").port();
            if let Ok(v6) = TcpListener::bind((Ipv6Addr::LOCALHOST, port)).await {
                return Self::serve(vec![v4, v6], authority.server_config(2001, 2101), &reply);
            }
        }
        panic!("no port is free on both loopback addresses; does this machine have ::1?");
    }

    fn serve(listeners: Vec<TcpListener>, config: ServerConfig, reply: &Reply) -> Self {
        let port = listeners[0].local_addr().expect("an address").port();
        let seen = Arc::new(Seen::default());
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let mut tasks = JoinSet::new();
        for listener in listeners {
            let (seen, acceptor, reply) = (Arc::clone(&seen), acceptor.clone(), reply.clone());
            tasks.spawn(async move {
                let mut connections = JoinSet::new();
                while let Ok((stream, peer)) = listener.accept().await {
                    seen.connections.fetch_add(1, Ordering::SeqCst);
                    let (seen, acceptor) = (Arc::clone(&seen), acceptor.clone());
                    let reply = reply.clone();
                    connections.spawn(async move {
                        // A client that hangs up is what some tests are about.
                        let _ = talk(stream, peer, &acceptor, reply, &seen).await;
                    });
                }
            });
        }
        Self { port, seen, tasks }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("https://127.0.0.1:{}{path}", self.port)
    }

    pub(crate) fn url_v6(&self, path: &str) -> String {
        format!("https://[::1]:{}{path}", self.port)
    }

    pub(crate) fn url_by_name(&self, path: &str) -> String {
        format!("https://localhost:{}{path}", self.port)
    }

    pub(crate) fn connections(&self) -> usize {
        self.seen.connections.load(Ordering::SeqCst)
    }

    pub(crate) fn requests(&self) -> Vec<String> {
        let requests = self.seen.requests.lock();
        requests.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Stops and waits until the port is closed.
    pub(crate) async fn stop(mut self) {
        self.tasks.shutdown().await;
    }
}

async fn talk(
    mut stream: TcpStream,
    peer: SocketAddr,
    acceptor: &TlsAcceptor,
    reply: Reply,
    seen: &Seen,
) -> std::io::Result<()> {
    match reply {
        Reply::NoHandshake => {
            let mut rest = Vec::new();
            stream.read_to_end(&mut rest).await?;
            return Ok(());
        }
        Reply::Plain => return stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await,
        _ => {}
    }
    let mut stream = acceptor.accept(stream).await?;
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        request.push(stream.read_u8().await?);
    }
    let head = String::from_utf8_lossy(&request).to_ascii_lowercase();
    let length = head.split("content-length: ").nth(1);
    let length = length.and_then(|rest| rest.lines().next()?.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body).await?;
    request.extend(body);
    let text = String::from_utf8_lossy(&request).into_owned();
    seen.note(text);
    match reply {
        Reply::Raw(bytes) => stream.write_all(bytes.as_bytes()).await?,
        Reply::Peer => {
            let body = peer.ip().to_string();
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
            stream.write_all((head + &body).as_bytes()).await?;
        }
        Reply::Endless => {
            stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await?;
            loop {
                stream.write_all(&[b'1'; 1000]).await?;
            }
        }
        Reply::Silence | Reply::NoHandshake | Reply::Plain => {
            let mut rest = Vec::new();
            stream.read_to_end(&mut rest).await?;
        }
    }
    stream.shutdown().await
}
