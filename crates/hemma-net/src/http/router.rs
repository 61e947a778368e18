//! The second way out of the one door: plain HTTP to the router, and to nobody else.
//!
//! UPnP knows no TLS. So this way leads only to a literal address that the caller names as the default gateway; there
//! is no name to resolve, no proxy, no redirect, a small cap and a short deadline. It carries no secret: the router
//! answers whoever is on this network.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use hemma_core::router::RouterProblem;
use hemma_engine::messages::ContactPurpose;
use hemma_engine::ports::Clock as _;
use hemma_providers::exchange::{Request, Response};
use hemma_providers::router::gena;
use http::header::HeaderMap;
use reqwest::redirect::Policy;
use rustls::{ClientConfig, RootCertStore, crypto::ring};
use url::Host;

use super::Door;

const CONNECT: Duration = Duration::from_secs(2);
const TOTAL: Duration = Duration::from_secs(5);
/// For requests without a cap of their own.
const BODY: usize = 16 * 1024;

impl Door {
    /// Sends one request to the gateway and reads the answer, whatever its status, up to the cap.
    ///
    /// # Errors
    ///
    /// [`RouterProblem::Elsewhere`], with nothing sent, when the request leads to anybody else;
    /// [`RouterProblem::NoAnswer`] when there was no answer; [`RouterProblem::Malformed`] when it was no HTTP.
    pub async fn send_to_router(
        &self,
        gateway: Ipv4Addr,
        request: &Request,
    ) -> Result<Response, RouterProblem> {
        let url = request.url();
        let there = url.scheme() == "http" && url.host() == Some(Host::Ipv4(gateway));
        if !there || !self.reach.admits(gateway.into()) {
            return Err(RouterProblem::Elsewhere);
        }
        let client = client()?;
        let port = url.port_or_known_default().unwrap_or(80);
        self.contacts.count(
            &format!("{gateway}:{port}"),
            ContactPurpose::Router,
            self.clock.now().wall,
        );
        let answer = client
            .execute(self.prepare(request))
            .await
            .map_err(|error| problem_of(&error))?;
        let cap = request.longest_answer().map_or(BODY, |cap| cap as usize);
        read(answer, cap).await
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is the module that builds the HTTP client"
)]
fn client() -> Result<reqwest::Client, RouterProblem> {
    // Nobody is trusted: a handshake could only fail.
    let trust = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|_| RouterProblem::NoAnswer)?
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth();
    reqwest::Client::builder()
        .tls_backend_preconfigured(trust)
        .redirect(Policy::none())
        .no_proxy()
        .referer(false)
        .retry(reqwest::retry::never())
        .pool_max_idle_per_host(0)
        // Some routers compare the names of headers letter by letter.
        .http1_title_case_headers()
        .http1_only()
        .connect_timeout(CONNECT)
        .timeout(TOTAL)
        .build()
        .map_err(|_| RouterProblem::NoAnswer)
}

fn problem_of(error: &reqwest::Error) -> RouterProblem {
    if error.is_timeout() || error.is_connect() {
        RouterProblem::NoAnswer
    } else {
        RouterProblem::Malformed
    }
}

async fn read(mut answer: reqwest::Response, cap: usize) -> Result<Response, RouterProblem> {
    let mut body = Vec::new();
    let mut truncated = false;
    while let Some(chunk) = answer.chunk().await.map_err(|error| problem_of(&error))? {
        let room = cap - body.len();
        body.extend_from_slice(&chunk[..chunk.len().min(room)]);
        if chunk.len() > room {
            truncated = true;
            break;
        }
    }
    let mut headers = HeaderMap::new();
    for name in [gena::SID, gena::TIMEOUT] {
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
