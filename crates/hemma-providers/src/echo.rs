//! Echo services: who am I, seen from outside?
//!
//! Source: `public-ip.md` §1 and §1.1 (client sources and public code; observed, not promised by anybody). The body is
//! read as a whole or not at all: whoever searches it for something that looks like an address publishes the
//! resolver's (F01) or a portal's (F03).

use hemma_core::address::Family;
use hemma_core::finding::{Finding, LookProblem};
use hemma_core::settings::EchoBody;
use http::header::{ACCEPT, HeaderValue, USER_AGENT};
use std::net::IpAddr;
use url::Url;

use crate::exchange::{Request, Response};
use crate::identity::ClientIdentity;

/// The longest body that is read, in bytes.
pub const LONGEST_BODY: usize = 4096;

/// Builds the request to one echo service. The sender pins the family and follows no redirect.
#[must_use]
pub fn request(url: &Url, body: EchoBody, identity: &ClientIdentity) -> Request {
    let mut request = Request::get(url.clone());
    request.header(USER_AGENT, identity.header());
    let accept = match body {
        EchoBody::Text | EchoBody::Trace => "text/plain",
        EchoBody::Json => "application/json",
    };
    request.header(ACCEPT, HeaderValue::from_static(accept));
    request
}

/// Reads the answer of one echo service that was asked over `family`.
#[must_use]
pub fn read(body: EchoBody, family: Family, response: &Response) -> Finding {
    match address(body, response) {
        Ok(address) if Family::of(address) == family => Finding::Found { address },
        Ok(_) => Finding::Unknown {
            problem: LookProblem::WrongFamily,
        },
        Err(problem) => Finding::Unknown { problem },
    }
}

fn address(kind: EchoBody, response: &Response) -> Result<IpAddr, LookProblem> {
    match response.status {
        200 => {}
        300..=399 | 511 => return Err(LookProblem::Intercepted),
        403 | 429 => {
            return Err(LookProblem::Refused {
                retry_after_seconds: response
                    .retry_after()
                    .map(|wait| u32::try_from(wait.as_secs()).unwrap_or(u32::MAX)),
            });
        }
        status => return Err(LookProblem::Status { status }),
    }
    if response.truncated || response.body.len() > LONGEST_BODY {
        return Err(LookProblem::TooLong);
    }
    let text = std::str::from_utf8(&response.body).map_err(|_| LookProblem::NotAnAddress)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).trim();
    if text.starts_with('<') {
        return Err(LookProblem::Intercepted);
    }
    match kind {
        EchoBody::Text => one_address(text),
        EchoBody::Trace => trace(text),
        EchoBody::Json => json(text),
    }
}

/// Parses exactly one address. The standard parser refuses leading zeros, ports, prefixes, brackets and zones.
fn one_address(text: &str) -> Result<IpAddr, LookProblem> {
    let address: IpAddr = text.parse().map_err(|_| LookProblem::NotAnAddress)?;
    Ok(address.to_canonical())
}

/// Reads `key=value` lines. `h=` may hold an address as well and comes first; only `ip=` counts.
fn trace(text: &str) -> Result<IpAddr, LookProblem> {
    let pairs = || text.lines().filter_map(|line| line.trim().split_once('='));
    let through_tunnel = pairs().any(|(key, value)| {
        matches!(key, "warp" | "gateway") && !value.eq_ignore_ascii_case("off")
    });
    if through_tunnel {
        return Err(LookProblem::Tunnel);
    }
    let mut found = pairs().filter(|(key, _)| *key == "ip");
    match (found.next(), found.next()) {
        (Some((_, value)), None) => one_address(value),
        _ => Err(LookProblem::NotAnAddress),
    }
}

/// Reads a JSON object with a text `ip`.
fn json(text: &str) -> Result<IpAddr, LookProblem> {
    let value: serde_json::Value =
        serde_json::from_str(text).map_err(|_| LookProblem::NotAnAddress)?;
    match value.get("ip").and_then(serde_json::Value::as_str) {
        Some(address) => one_address(address),
        None => Err(LookProblem::NotAnAddress),
    }
}
