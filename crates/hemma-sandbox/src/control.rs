//! The control page and its JSON API, for demos and for tests in other languages.
//!
//! | Request | What it does |
//! | --- | --- |
//! | `GET /` | the page |
//! | `GET /ca.pem` | the authority's certificate |
//! | `GET /api/state` | router, names with registered and shown addresses, accounts, faults |
//! | `GET /api/ledger?since=N` | ledger entries after N |
//! | `POST /api/router` | `{"ipv4": "…"\|null, "ipv6": "…"\|null}`; a missing member stays |
//! | `POST /api/fault` | `{"target": "noip", "fault": {"kind": "word", "word": "911"}, "times": 1\|null}` |
//! | `DELETE /api/fault?target=noip` | clears faults, of all targets without `target` |
//! | `POST /api/latency` | `{"target": "echo-a", "ms": 20}` |
//! | `POST /api/account` | `{"service": "noip", "user": "sandbox", "blocked": true, "password": "…", "donator": true, "closed": true}`; `service` is any target with accounts |
//! | `POST /api/hostup` | `{"id": "ddns_…", "enabled": false, "blocked": false, "token": "…", "recreate": true, "delete": true}`: a configuration, as somebody else would change it |
//! | `POST /api/hostup/key` | `{"name": "full", "revoked": true, "scopes": ["read:domains"], "bound_to": "203.0.113.7"\|null, "rate_limit": {"requests": 5, "window_seconds": 60}\|null, "account_inactive": true}` |
//! | `POST /api/hostup/domain` | `{"name": "hemma.example", "service_status": "expired", "unavailable": "why"\|null}` |
//! | `POST /api/hostup/vps` | `{"name": "app-01", "power_state": "stopped", "reverse_dns": "partial_failure"}` |
//! | `POST /api/hostup/write` | `{"id": "ddns_…", "address": "203.0.113.99", "source": "198.51.100.22", "agent": "ddclient/3.11.2"}`: a second writer |
//! | `POST /api/hostup/record` | `{"name": "hem.hemma.example", "family": "v4", "address": "…"\|null}`: a person in the panel |
//! | `POST /api/hostup/rules` | `{"rate_limit": …, "configs_per_domain": 5\|null, "largest_page": 2\|null, "paging": "proper", "delete_removes_record": true, "history_takes_cursor": false, "extra_members": true}` |
//! | `POST /api/dns` | `{"publish_delay_ms": 500, "ttl_seconds": 60}` |
//! | `POST /api/clock` | `{"advance_seconds": 1800, "scale": 60}` |
//! | `POST /api/forgive` | `{}`: lifts every block, forgets all rudeness |
//!
//! It listens on loopback in plain HTTP. A page elsewhere must not be able to use it through a
//! browser: a foreign `Host` (DNS rebinding) or `Origin` (cross-site request) is refused with 403, and
//! what changes something must be `application/json`, which a plain form cannot send.

pub(crate) mod actions;
mod hostup;
pub(crate) mod view;

use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HOST, HeaderName, HeaderValue, ORIGIN};
use http::{HeaderMap, Method, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use url::form_urlencoded;

use crate::sandbox::Inner;

const PAGE: &str = include_str!("control/page.html");
const SCRIPT: &str = include_str!("control/page.js");
const STYLE: &str = include_str!("control/page.css");

/// Largest body the API reads.
const LARGEST_BODY: usize = 64 * 1024;

/// Why a control request was not done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Problem {
    #[error("{0}")]
    BadRequest(String),
    #[error("there is no such thing here")]
    NotFound,
    #[error("this page may only be used from itself: foreign Host or Origin")]
    Foreign,
    #[error("send the body as application/json")]
    NotJson,
}

impl Problem {
    fn status(&self) -> StatusCode {
        match self {
            Self::BadRequest(_) => StatusCode::BAD_REQUEST,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Foreign => StatusCode::FORBIDDEN,
            Self::NotJson => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        }
    }
}

/// Serves the control page until it is dropped.
pub(crate) async fn serve(inner: Arc<Inner>, listener: TcpListener) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let Ok((stream, _)) = accepted else { continue };
                let inner = Arc::clone(&inner);
                connections.spawn(async move {
                    let service = service_fn(|request| {
                        let inner = Arc::clone(&inner);
                        async move { Ok::<_, std::convert::Infallible>(answer(&inner, request).await) }
                    });
                    // An error here is a browser that went away.
                    let _ = hyper::server::conn::http1::Builder::new()
                        .serve_connection(TokioIo::new(stream), service)
                        .await;
                });
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn answer(inner: &Inner, request: Request<Incoming>) -> Response<Full<Bytes>> {
    match route(inner, request).await {
        Ok(response) => response,
        Err(problem) => {
            let body = serde_json::json!({ "error": problem.to_string() });
            page(problem.status(), "application/json", body.to_string())
        }
    }
}

async fn route(
    inner: &Inner,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Problem> {
    if !is_own(request.headers(), inner.endpoints.control) {
        return Err(Problem::Foreign);
    }
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let query = request.uri().query().unwrap_or_default().to_owned();
    let found = |kind, body: String| Ok(page(StatusCode::OK, kind, body));
    if method == Method::GET {
        return match path.as_str() {
            "/" => found("text/html; charset=utf-8", PAGE.to_owned()),
            "/page.js" => found("text/javascript; charset=utf-8", SCRIPT.to_owned()),
            "/page.css" => found("text/css; charset=utf-8", STYLE.to_owned()),
            "/ca.pem" => found("application/x-pem-file", inner.certificates.ca_pem.clone()),
            "/api/state" => found("application/json", view::state(inner).to_string()),
            "/api/ledger" => {
                let since = parameter(&query, "since")
                    .and_then(|text| text.parse().ok())
                    .unwrap_or(0);
                let entries = inner.ledger.since(since);
                found(
                    "application/json",
                    serde_json::json!({ "entries": entries }).to_string(),
                )
            }
            _ => Err(Problem::NotFound),
        };
    }
    if method == Method::DELETE && path == "/api/fault" {
        actions::clear_faults(inner, parameter(&query, "target").as_deref())?;
    } else if method == Method::POST {
        let body = read_json(request).await?;
        actions::perform(inner, &path, body)?;
    } else {
        return Err(Problem::NotFound);
    }
    found("application/json", view::state(inner).to_string())
}

fn is_own(headers: &HeaderMap, own: SocketAddr) -> bool {
    let port = own.port();
    let authorities = [format!("127.0.0.1:{port}"), format!("localhost:{port}")];
    let text = |name: HeaderName| {
        headers
            .get(name)
            .map(|value| value.to_str().unwrap_or("?").to_owned())
    };
    let host_fits = text(HOST).is_some_and(|host| authorities.contains(&host));
    let origin_fits = text(ORIGIN).is_none_or(|origin| {
        origin
            .strip_prefix("http://")
            .is_some_and(|rest| authorities.iter().any(|own| own == rest))
    });
    host_fits && origin_fits
}

async fn read_json(request: Request<Incoming>) -> Result<Value, Problem> {
    let kind = request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    if !kind.starts_with("application/json") {
        return Err(Problem::NotJson);
    }
    let body = Limited::new(request.into_body(), LARGEST_BODY)
        .collect()
        .await;
    let bytes = body
        .map_err(|error| Problem::BadRequest(error.to_string()))?
        .to_bytes();
    serde_json::from_slice(&bytes).map_err(|error| Problem::BadRequest(error.to_string()))
}

fn parameter(query: &str, name: &str) -> Option<String> {
    form_urlencoded::parse(query.as_bytes())
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

fn page(status: StatusCode, kind: &'static str, body: String) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() = status;
    let policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
                  form-action 'none'; frame-ancestors 'none'; base-uri 'none'";
    for (name, value) in [
        ("content-type", kind),
        ("content-security-policy", policy),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cache-control", "no-store"),
    ] {
        response.headers_mut().insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    response
}
