//! The one door to HTTPS servers.
//!
//! Whatever leaves this program for a server of the web leaves here, under the same rules:
//!
//! - HTTPS only, certificates verified against the system's authorities ([`Roots`]); there is no switch for "off". The
//!   one exception is a request marked for a service's clear-text port, which a person chose for that profile (No-IP).
//!   Nothing falls back to it. Plain HTTP to the router is a way of its own ([`Door::send_to_router`]).
//! - Redirects are answers, never followed (F38, F63). No proxy (its address is not ours), no cookies, no session tickets.
//! - One connection per request (F17) over one pinned family (F16).
//! - Deadlines for connecting and for the whole, and a cap at which reading stops.
//! - Errors are values of the judgement ([`SendFailure`]) without URL, and say whether the request may have arrived.
//! - Every contact is counted on the [`ContactSheet`].
//! - With [`Reach::LoopbackOnly`] it opens to loopback addresses and nothing else.

mod names;
mod roots;
mod router;
mod trouble;

pub use names::Reach;
pub use roots::Roots;
pub(crate) use trouble::io_problem;

use std::sync::Arc;
use std::time::Duration;

use hemma_core::address::Family;
use hemma_core::finding::LookProblem;
use hemma_engine::messages::ContactPurpose;
use hemma_engine::ports::Clock as _;
use hemma_providers::exchange::{Request, Response, SendFailure};
use http::HeaderValue;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderName, RETRY_AFTER, USER_AGENT};

use crate::clock::SystemClock;
use crate::contacts::ContactSheet;
use names::Pin;
use roots::Trust;

/// When a service's limit is over (`hostup-api.md` §2.4).
const RATE_LIMIT_RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");

/// How one kind of request is bounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// For the name, the connection and the handshake together.
    pub connect: Duration,
    /// For everything.
    pub total: Duration,
    /// The longest body in bytes; reading stops there.
    pub body: usize,
}

impl Bounds {
    /// For asking an echo service (`public-ip.md` §1).
    pub const LOOK: Self = Self {
        connect: Duration::from_secs(5),
        total: Duration::from_secs(10),
        body: 4 * 1024,
    };
    /// For sending an update.
    pub const UPDATE: Self = Self {
        connect: Duration::from_secs(10),
        total: Duration::from_secs(30),
        body: 16 * 1024,
    };
}

/// One request and the way it is to go.
#[derive(Debug)]
pub struct Errand {
    /// The request. A `User-Agent` of its own wins over the door's.
    pub request: Request,
    /// The family it is pinned to; `None` leaves it to the system.
    pub family: Option<Family>,
    /// Why the server is contacted.
    pub purpose: ContactPurpose,
    /// Its bounds.
    pub bounds: Bounds,
}

/// The one HTTP client.
#[derive(Debug)]
pub struct Door {
    clock: SystemClock,
    contacts: Arc<ContactSheet>,
    reach: Reach,
    trust: Trust,
    user_agent: HeaderValue,
}

impl Door {
    /// Builds the door. Nothing is read or opened before the first request.
    #[must_use]
    pub fn new(
        clock: SystemClock,
        contacts: Arc<ContactSheet>,
        user_agent: HeaderValue,
        reach: Reach,
        roots: Roots,
    ) -> Self {
        Self {
            clock,
            contacts,
            reach,
            trust: Trust::new(roots),
            user_agent,
        }
    }

    /// Sends one request and reads the answer, whatever its status, up to the cap.
    ///
    /// # Errors
    ///
    /// When there is no whole answer. The error says whether the request may have arrived.
    pub async fn send(&self, errand: Errand) -> Result<Response, SendFailure> {
        let Errand {
            request,
            family,
            purpose,
            bounds,
        } = errand;
        let pin = Pin {
            family,
            reach: self.reach,
        };
        let server = judge_target(&request, pin)?;
        let Some(trust) = self.trust.config().await else {
            return Err(trouble::before_sending(LookProblem::Tls {
                clock_suspect: false,
            }));
        };
        // A client per request: nothing of an earlier network, resolver or connection survives in it (F17, F55).
        let clear = request.url().scheme() == "http";
        let client = client(pin, bounds, clear, rustls::ClientConfig::clone(&trust))?;
        self.contacts.count(&server, purpose, self.clock.now().wall);
        let answer = client
            .execute(self.prepare(&request))
            .await
            .map_err(|error| trouble::failure_of(error, &server))?;
        if let Some(address) = answer.remote_addr()
            && !pin.is_of_family(address.ip())
        {
            return Err(trouble::after_sending(LookProblem::WrongFamily));
        }
        read(answer, bounds.body, &server).await
    }

    fn prepare(&self, request: &Request) -> reqwest::Request {
        let mut prepared = reqwest::Request::new(request.method().clone(), request.url().clone());
        *prepared.headers_mut() = request.headers().clone();
        prepared
            .headers_mut()
            .entry(USER_AGENT)
            .or_insert_with(|| self.user_agent.clone());
        if !request.body().is_empty() {
            *prepared.body_mut() = Some(request.body().to_vec().into());
        }
        prepared
    }
}

/// Checks where a request is going and returns the server's name for the contact sheet.
fn judge_target(request: &Request, pin: Pin) -> Result<String, SendFailure> {
    let url = request.url();
    let refuse = |problem| Err(trouble::before_sending(problem));
    let chosen = url.scheme() == "http" && request.may_go_in_clear_text();
    if url.scheme() != "https" && !chosen {
        tracing::error!("a request that is not HTTPS was refused");
        return refuse(LookProblem::Connection);
    }
    let Some(host) = url.host() else {
        return refuse(LookProblem::NameLookup);
    };
    if let Err(refused) = pin.check(&host) {
        tracing::debug!(%refused, "a request was refused before the network");
        return refuse(trouble::name_problem(refused));
    }
    Ok(match url.port() {
        None => host.to_string(),
        Some(port) => format!("{host}:{port}"),
    })
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is the file that builds the HTTP client"
)]
fn client(
    pin: Pin,
    bounds: Bounds,
    clear: bool,
    trust: rustls::ClientConfig,
) -> Result<reqwest::Client, SendFailure> {
    reqwest::Client::builder()
        .tls_backend_preconfigured(trust)
        .https_only(!clear)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .referer(false)
        .retry(reqwest::retry::never())
        .pool_max_idle_per_host(0)
        .dns_resolver(pin)
        .connect_timeout(bounds.connect)
        .timeout(bounds.total)
        .build()
        .map_err(|error| {
            tracing::error!(error = %error.without_url(), "the HTTP client could not be built");
            trouble::before_sending(LookProblem::Connection)
        })
}

async fn read(
    mut answer: reqwest::Response,
    cap: usize,
    server: &str,
) -> Result<Response, SendFailure> {
    let mut body = Vec::new();
    let mut truncated = false;
    while let Some(chunk) = answer
        .chunk()
        .await
        .map_err(|error| trouble::after_sending(trouble::failure_of(error, server).problem))?
    {
        let room = cap - body.len();
        if chunk.len() > room {
            body.extend_from_slice(&chunk[..room]);
            truncated = true;
            break;
        }
        body.extend_from_slice(&chunk);
    }
    let mut headers = HeaderMap::new();
    for name in [RETRY_AFTER, CONTENT_TYPE, RATE_LIMIT_RESET] {
        if let Some(value) = answer.headers_mut().remove(&name) {
            headers.insert(name, value);
        }
    }
    Ok(Response {
        status: answer.status().as_u16(),
        headers,
        body,
        truncated,
    })
}

#[cfg(test)]
#[path = "http/tests.rs"]
mod tests;
