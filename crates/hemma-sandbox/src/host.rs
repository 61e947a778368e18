//! One HTTPS host: accept loop, TLS with its faults, HTTP/1.1, ledger, latency, and cut answers.

mod body;

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use http::header::{AUTHORIZATION, CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use http_body_util::{BodyExt as _, Limited};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use self::body::AnswerBody;
use crate::clock::{Moment, pause};
use crate::echo;
use crate::ledger::{Entry, Rude};
use crate::listen::passer_by;
use crate::sandbox::{Inner, State};
use crate::script::Fault;
use crate::services::{
    self, Note, Reply, Request, hostup, hostup_api, others, read_basic, read_bearer,
};
use crate::target::Target;
use crate::world::Family;

/// Longest URL a host takes, as most servers do; longer is 414.
const LONGEST_URL: usize = 8 * 1024;

/// Longest body a host reads; a longer one counts as none.
const LONGEST_BODY: usize = 64 * 1024;

static CONNECTIONS: AtomicU64 = AtomicU64::new(0);

/// Serves one listener of one host until it is dropped.
pub(crate) async fn serve(inner: Arc<Inner>, target: Target, listener: TcpListener) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                if let Ok((stream, peer)) = accepted {
                    let connection = CONNECTIONS.fetch_add(1, Ordering::Relaxed) + 1;
                    connections.spawn(converse(Arc::clone(&inner), target, stream, peer, connection));
                }
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn converse(
    inner: Arc<Inner>,
    target: Target,
    stream: TcpStream,
    peer: SocketAddr,
    connection: u64,
) {
    let family = Family::of(peer.ip());
    let (reachable, broken) = {
        let mut state = inner.lock();
        let reachable =
            passer_by(peer.ip()).is_some() || state.world.router.address(family).is_some();
        (
            reachable,
            if reachable {
                state.script.take_tls(target)
            } else {
                None
            },
        )
    };
    if !reachable {
        note_connection(
            &inner,
            target,
            connection,
            None,
            "no route: the router has no such address",
        );
        return;
    }
    if let Some(how) = broken {
        let fault = Some(Fault::BrokenTls { how });
        note_connection(&inner, target, connection, fault, "broken TLS");
    }
    let Some(config) = inner.certificates.config(broken) else {
        refuse_handshake(stream).await;
        return;
    };
    let _ = stream.set_nodelay(true);
    if target.is_plain() {
        return serve_connection(inner, target, peer.ip(), connection, stream).await;
    }
    let Ok(stream) = TlsAcceptor::from(config).accept(stream).await else {
        return;
    };
    serve_connection(inner, target, peer.ip(), connection, stream).await;
}

async fn serve_connection<S>(
    inner: Arc<Inner>,
    target: Target,
    peer: IpAddr,
    connection: u64,
    stream: S,
) where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let service = service_fn(|request: http::Request<Incoming>| {
        let inner = Arc::clone(&inner);
        async move { answer(&inner, target, peer, connection, request).await }
    });
    // An error here is a client that went away or an answer that was cut on purpose.
    let _ = hyper::server::conn::http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

fn note_connection(
    inner: &Inner,
    target: Target,
    connection: u64,
    fault: Option<Fault>,
    what: &str,
) {
    let mut entry = Entry::new(target, connection, inner.clock.now());
    entry.fault = fault;
    what.clone_into(&mut entry.answer);
    entry.answered = true;
    inner.ledger.open(entry);
}

/// Reads the client's hello and answers with a fatal `handshake_failure` alert (RFC 8446 §6.2).
async fn refuse_handshake(mut stream: TcpStream) {
    let mut hello = [0_u8; 1024];
    let _ = stream.read(&mut hello).await;
    let _ = stream
        .write_all(&[0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x28])
        .await;
    let _ = stream.shutdown().await;
}

/// The connection ends without an answer.
#[derive(Debug, thiserror::Error)]
#[error("the script ends this connection")]
struct HangUp;

async fn answer(
    inner: &Inner,
    target: Target,
    peer: IpAddr,
    connection: u64,
    request: http::Request<Incoming>,
) -> Result<http::Response<AnswerBody>, HangUp> {
    let (head, body) = request.into_parts();
    let body = Limited::new(body, LONGEST_BODY).collect().await;
    let body = body
        .map(|body| body.to_bytes().to_vec())
        .unwrap_or_default();
    let target = within(target, head.uri.path());
    let now = inner.clock.now();
    let headers = &head.headers;
    let mut entry = Entry::new(target, connection, now);
    entry.method = head.method.to_string();
    entry.path = masked_path(target, head.uri.path());
    entry.user_agent = header_text(headers, &USER_AGENT);
    if target == Target::HostupApi {
        entry.sent = String::from_utf8_lossy(&body).chars().take(1000).collect();
    }

    let (fault, latency, caller) = {
        let mut state = inner.lock();
        let fault = state.script.take(target);
        (
            fault,
            state.script.latency(target),
            passer_by(peer).or_else(|| state.world.router.address(Family::of(peer))),
        )
    };
    entry.fault = fault.clone();
    let asked = caller.map(|caller| Request {
        method: entry.method.clone(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        user_agent: entry.user_agent.clone(),
        content_type: header_text(headers, &CONTENT_TYPE),
        body,
        authorization: header_text(headers, &AUTHORIZATION),
        bearer: read_bearer(&header_text(headers, &AUTHORIZATION)),
        basic: read_basic(&header_text(headers, &AUTHORIZATION)),
        caller,
    });
    entry.query = asked
        .as_ref()
        .map(Request::masked_query)
        .unwrap_or_default();
    let ordinal = inner.ledger.open(entry);
    let hang_up = |why: &str| {
        inner.ledger.amend(ordinal, |entry| {
            why.clone_into(&mut entry.answer);
            entry.answered = true;
        });
        Err(HangUp)
    };
    let Some(asked) = asked else {
        return hang_up("no route: the router lost its address");
    };
    pause(latency).await;
    match fault {
        Some(Fault::Dropped) => return hang_up("dropped before the work"),
        Some(Fault::BrokenTls { .. }) => return hang_up("dropped: the next TLS is broken"),
        Some(Fault::Dead) => {
            let _ = hang_up("silence");
            return std::future::pending().await;
        }
        _ => {}
    }

    let url_length = head.uri.to_string().len();
    let reply = {
        let mut state = inner.fresh();
        work(&mut state, target, &asked, url_length, now, fault.as_ref())
    };
    let summary = match &fault {
        Some(Fault::LostAnswer) => format!("lost: {}", summary(&reply)),
        Some(Fault::CutAfter { bytes }) => format!("cut after {bytes} bytes: {}", summary(&reply)),
        _ => summary(&reply),
    };
    let lost = matches!(fault, Some(Fault::LostAnswer));
    inner.ledger.amend(ordinal, |entry| {
        describe(entry, &reply, summary, lost);
        entry.answered = true;
    });
    if let Some(Fault::Slow { ms }) = fault {
        pause(Duration::from_millis(ms)).await;
    }
    match fault {
        Some(Fault::LostAnswer) => Err(HangUp),
        Some(Fault::CutAfter { bytes }) => Ok(response(reply, Some(bytes))),
        _ => Ok(response(reply, None)),
    }
}

fn describe(entry: &mut Entry, reply: &Reply, summary: String, lost: bool) {
    let Note {
        user,
        names,
        addresses,
        changed,
        rude,
        summary: _,
    } = reply.note.clone();
    entry.user = user;
    entry.names = names;
    entry.addresses = addresses;
    entry.changed = changed;
    entry.rude = rude;
    entry.status = (!lost).then_some(reply.status);
    entry.answer = summary;
}

/// Does the work of a request under the lock.
fn work(
    state: &mut State,
    target: Target,
    request: &Request,
    url_length: usize,
    now: Moment,
    fault: Option<&Fault>,
) -> Reply {
    let wrong = |status, text: &str| {
        Reply::text(status, text).noted(Note {
            rude: Some(Rude::WrongRequest),
            ..Note::default()
        })
    };
    if url_length > LONGEST_URL {
        return wrong(414, "URI too long\n");
    }
    if target == Target::HostupApi {
        return hostup_api::answer(&mut state.world, request, now, fault);
    }
    if request.method != "GET" {
        return wrong(405, "method not allowed\n").with("allow", "GET");
    }
    let world = &mut state.world;
    if let Some(row) = others::row(target) {
        let reply = others::engine::answer(world, row, request, now, fault);
        return reply.unwrap_or_else(|| wrong(404, "not found\n"));
    }
    match (target, request.path.as_str()) {
        (Target::NoIp | Target::NoIpPlain, "/nic/update") => {
            services::noip::answer(world, request, now, fault)
        }
        (Target::Dyndns2, "/nic/update" | "/v3/update") => {
            services::dyndns2::answer(world, request, now, fault)
        }
        (Target::Hostup, hostup::PATH) => hostup::answer(world, request, now, fault),
        (Target::EchoA | Target::EchoB, _) => echo::answer(target, request, now, fault),
        (Target::Hostup, _) => {
            let rude = Some(Rude::WrongRequest);
            hostup::v1_error(404, "NOT_FOUND", "Not found", now).noted(Note {
                rude,
                ..Note::default()
            })
        }
        _ => wrong(404, "not found\n"),
    }
}

/// Replaces a secret in the path, for the ledger: FreeDNS has one there.
fn masked_path(target: Target, path: &str) -> String {
    match path.strip_prefix("/u/") {
        Some(_) if target == Target::FreeDns => "/u/***/".to_owned(),
        _ => path.to_owned(),
    }
}

/// Which target of a host a path belongs to.
fn within(target: Target, path: &str) -> Target {
    if target == Target::Hostup && hostup_api::owns(path) {
        Target::HostupApi
    } else {
        target
    }
}

fn header_text(headers: &HeaderMap, name: &HeaderName) -> String {
    headers
        .get(name)
        .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
        .unwrap_or_default()
}

/// The start of the body on one line, for the ledger.
fn summary(reply: &Reply) -> String {
    let text = match &reply.note.summary {
        Some(summary) => summary.into(),
        None => String::from_utf8_lossy(&reply.body),
    };
    let lines: Vec<&str> = text.lines().take(200).collect();
    let mut line = lines.join(" | ");
    if line.len() > 400 {
        line = line.chars().take(400).collect::<String>() + "…";
    }
    if reply.status == 200 {
        line
    } else {
        format!("{} {line}", reply.status)
    }
}

fn response(reply: Reply, cut_after: Option<usize>) -> http::Response<AnswerBody> {
    let Reply {
        status,
        content_type,
        headers,
        body,
        ..
    } = reply;
    let mut response = http::Response::new(AnswerBody::new(body, cut_after));
    *response.status_mut() =
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if status != 204 {
        response
            .headers_mut()
            .insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    }
    for (name, value) in headers {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response
                .headers_mut()
                .insert(HeaderName::from_static(name), value);
        }
    }
    response
}
