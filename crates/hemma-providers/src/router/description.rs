//! The gateway's description of itself (UPnP Device Architecture 1.1 §2): which services it has, and where.

use std::net::Ipv4Addr;

use hemma_core::router::RouterProblem;
use url::Url;

use super::leads_to;
use super::xml::{self, Met};
use crate::exchange::{Request, Response};

/// The longest description that is read, in bytes (`public-ip.md` §3).
pub const LONGEST: u32 = 256 * 1024;
/// More connections than any home router has. The rest is not looked at.
const MOST_SERVICES: usize = 4;
/// The longest name of a router, in characters.
const LONGEST_MODEL: usize = 64;

/// Services that tell the external address, in the order in which they are asked.
const SERVICES: [&str; 3] = [
    "urn:schemas-upnp-org:service:WANIPConnection:2",
    "urn:schemas-upnp-org:service:WANIPConnection:1",
    "urn:schemas-upnp-org:service:WANPPPConnection:1",
];

/// What a description says, as far as it matters here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description {
    /// Services that tell the external address, best first; at least one.
    pub services: Vec<Service>,
    /// What the router calls itself: at most 64 printable characters.
    pub model: Option<String>,
}

/// One service that tells the external address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// Its type: one of three known ones.
    pub kind: &'static str,
    /// Where it is asked, at the gateway.
    pub control: Url,
    /// Where one subscribes to its events, at the gateway, or why that is not possible.
    pub events: Result<Url, RouterProblem>,
}

/// Builds the request for the description.
#[must_use]
pub fn request(location: &Url) -> Request {
    let mut request = Request::get(location.clone());
    request.allow_answer(LONGEST);
    request
}

/// Reads the answer.
///
/// # Errors
///
/// When it is no description, describes no service that tells the address, or only such as live elsewhere.
pub fn read(
    response: &Response,
    location: &Url,
    gateway: Ipv4Addr,
) -> Result<Description, RouterProblem> {
    match response.status {
        200 => {}
        // A redirect is an answer, never followed.
        300..=399 => return Err(RouterProblem::Elsewhere),
        code => return Err(RouterProblem::Failed { code }),
    }
    if response.truncated || response.body.len() > LONGEST as usize {
        return Err(RouterProblem::TooLarge);
    }
    let mut found = Found::default();
    xml::read(&response.body, |met| found.take(&met))?;
    found.judge(location, gateway)
}

/// What was met in the document so far.
#[derive(Default)]
struct Found {
    base: Option<String>,
    maker: Option<String>,
    model: Option<String>,
    current: Raw,
    services: Vec<Raw>,
}

/// A service as written.
#[derive(Default)]
struct Raw {
    kind: String,
    control: String,
    events: String,
}

impl Found {
    fn take(&mut self, met: &Met<'_>) {
        match met {
            Met::Begin("service") => self.current = Raw::default(),
            Met::End("service", _) => {
                let service = std::mem::take(&mut self.current);
                if self.services.len() < MOST_SERVICES && rank(&service.kind).is_some() {
                    self.services.push(service);
                }
            }
            Met::End("serviceType", text) => self.current.kind = (*text).to_owned(),
            Met::End("controlURL", text) => self.current.control = (*text).to_owned(),
            Met::End("eventSubURL", text) => self.current.events = (*text).to_owned(),
            Met::End("URLBase", text) => keep_first(&mut self.base, text),
            // The first is that of the root device.
            Met::End("manufacturer", text) => keep_first(&mut self.maker, text),
            Met::End("modelName", text) => keep_first(&mut self.model, text),
            Met::Begin(_) | Met::End(_, _) => {}
        }
    }

    fn judge(mut self, location: &Url, gateway: Ipv4Addr) -> Result<Description, RouterProblem> {
        if self.services.is_empty() {
            return Err(RouterProblem::NotSupported);
        }
        let base = match &self.base {
            Some(base) => Url::parse(base).map_err(|_| RouterProblem::Malformed)?,
            None => location.clone(),
        };
        self.services.sort_by_key(|service| rank(&service.kind));
        let mut services = Vec::new();
        let mut problem = RouterProblem::Malformed;
        for raw in &self.services {
            let Some(kind) = rank(&raw.kind).map(|rank| SERVICES[rank]) else {
                continue;
            };
            match at_gateway(&base, &raw.control, gateway) {
                Ok(control) => services.push(Service {
                    kind,
                    control,
                    events: at_gateway(&base, &raw.events, gateway),
                }),
                Err(reason) => problem = reason,
            }
        }
        if services.is_empty() {
            return Err(problem);
        }
        Ok(Description {
            services,
            model: called(self.maker.as_deref(), self.model.as_deref()),
        })
    }
}

fn rank(kind: &str) -> Option<usize> {
    SERVICES.iter().position(|known| *known == kind)
}

fn keep_first(place: &mut Option<String>, text: &str) {
    if place.is_none() && !text.is_empty() {
        *place = Some(text.to_owned());
    }
}

/// Resolves a relative address of the description.
fn at_gateway(base: &Url, relative: &str, gateway: Ipv4Addr) -> Result<Url, RouterProblem> {
    if relative.is_empty() {
        return Err(RouterProblem::NotSupported);
    }
    let url = base.join(relative).map_err(|_| RouterProblem::Malformed)?;
    leads_to(&url, gateway)?;
    Ok(url)
}

/// Joins maker and model. What could change how a line looks is left out: it is shown to people.
fn called(maker: Option<&str>, model: Option<&str>) -> Option<String> {
    let plain = |text: &str| -> String {
        let kept = |c: char| c.is_alphanumeric() || " -_.,+/()&".contains(c);
        let text: String = text.chars().filter(|c| kept(*c)).collect();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let maker = maker.map(plain).unwrap_or_default();
    let model = model.map(plain).unwrap_or_default();
    let name = if model.starts_with(&maker) {
        model
    } else {
        format!("{maker} {model}")
    };
    let name: String = name.trim().chars().take(LONGEST_MODEL).collect();
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
#[path = "description_tests.rs"]
mod tests;
