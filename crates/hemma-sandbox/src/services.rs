//! The update services, each as strict as its vendor's page.
//!
//! A service is a function from a request and the world to a reply. It first looks at the client's
//! manners, then does its work, then remembers what it said, because a client that was refused and
//! comes back unchanged is rude. A scripted fault replaces the work but not the manners.

pub(crate) mod dyndns2;
pub(crate) mod hostup;
pub(crate) mod hostup_api;
pub(crate) mod login;
pub(crate) mod noip;
pub(crate) mod others;
pub(crate) mod scripted;

use std::net::IpAddr;

use base64::Engine as _;
use url::form_urlencoded;

use crate::ledger::Rude;
use crate::world::Family;

/// A request as a service sees it.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) path: String,
    /// The query string as sent.
    pub(crate) query: String,
    pub(crate) user_agent: String,
    /// The `Content-Type` of the body.
    pub(crate) content_type: String,
    /// The body.
    pub(crate) body: Vec<u8>,
    /// The `Authorization` header as sent.
    pub(crate) authorization: String,
    /// The key of a Bearer `Authorization`.
    pub(crate) bearer: Option<String>,
    /// Basic credentials; `None` when the header is missing or not Basic.
    pub(crate) basic: Option<(String, String)>,
    /// The router's public address of the family the client came by.
    pub(crate) caller: IpAddr,
}

impl Request {
    /// Returns the first value of a parameter.
    pub(crate) fn param(&self, name: &str) -> Option<String> {
        form_urlencoded::parse(self.query.as_bytes())
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    }

    /// Returns a comma list; empty when the parameter is missing or blank.
    pub(crate) fn list(&self, name: &str) -> Vec<String> {
        let value = self.param(name).unwrap_or_default();
        if value.is_empty() {
            return Vec::new();
        }
        value.split(',').map(str::to_owned).collect()
    }

    /// Returns the query string with the values of secret parameters replaced.
    pub(crate) fn masked_query(&self) -> String {
        let pairs = self
            .query
            .split('&')
            .map(|pair| match pair.split_once('=') {
                Some((key, _)) if is_secret(key) => format!("{key}=***"),
                _ => pair.to_owned(),
            });
        pairs.collect::<Vec<_>>().join("&")
    }
}

/// Reads an `Authorization` header of the Basic scheme.
pub(crate) fn read_basic(header: &str) -> Option<(String, String)> {
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let bytes = base64::engine::general_purpose::STANDARD
        .decode(encoded.trim())
        .ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let (user, password) = text.split_once(':')?;
    Some((user.to_owned(), password.to_owned()))
}

/// Reads the key of an `Authorization` header of the Bearer scheme.
pub(crate) fn read_bearer(header: &str) -> Option<String> {
    let (scheme, key) = header.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then(|| key.trim().to_owned())
}

fn is_secret(key: &str) -> bool {
    ["token", "password", "pass", "pwd", "key", "q"]
        .iter()
        .any(|secret| key.eq_ignore_ascii_case(secret))
}

/// An answer and what the ledger should know about it.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) content_type: &'static str,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
    pub(crate) note: Note,
}

/// What a service learned from a request.
#[derive(Debug, Clone, Default)]
pub(crate) struct Note {
    pub(crate) user: Option<String>,
    pub(crate) names: Vec<String>,
    pub(crate) addresses: Vec<IpAddr>,
    pub(crate) changed: bool,
    pub(crate) rude: Option<Rude>,
    /// What the ledger shall hold in place of the body, where that tells a secret.
    pub(crate) summary: Option<String>,
}

impl Reply {
    pub(crate) fn text(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            content_type: "text/plain; charset=utf-8",
            headers: Vec::new(),
            body: body.into(),
            note: Note::default(),
        }
    }

    pub(crate) fn html(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self {
            content_type: "text/html; charset=utf-8",
            ..Self::text(status, body)
        }
    }

    pub(crate) fn json(status: u16, value: &serde_json::Value) -> Self {
        Self {
            content_type: "application/json",
            ..Self::text(status, value.to_string())
        }
    }

    pub(crate) fn with(mut self, header: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((header, value.into()));
        self
    }

    pub(crate) fn noted(mut self, note: Note) -> Self {
        self.note = note;
        self
    }

    /// Returns the first words of the body's lines, lower-cased.
    pub(crate) fn words(&self) -> Vec<String> {
        let text = String::from_utf8_lossy(&self.body);
        let first = |line: &str| line.split_whitespace().next().map(str::to_ascii_lowercase);
        text.lines().take(2000).filter_map(first).collect()
    }
}

/// The addresses a request asks for, one per family at most.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Addresses {
    pub(crate) v4: Option<IpAddr>,
    pub(crate) v6: Option<IpAddr>,
}

impl Addresses {
    /// Takes one more address; two of a family are an error.
    pub(crate) fn add(&mut self, address: IpAddr) -> Result<(), ()> {
        let place = match Family::of(address) {
            Family::V4 => &mut self.v4,
            Family::V6 => &mut self.v6,
        };
        match place.replace(address) {
            None => Ok(()),
            Some(_) => Err(()),
        }
    }

    pub(crate) fn of(&self, family: Family) -> Option<IpAddr> {
        match family {
            Family::V4 => self.v4,
            Family::V6 => self.v6,
        }
    }

    pub(crate) fn list(&self) -> Vec<IpAddr> {
        self.v4.into_iter().chain(self.v6).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(query: &str) -> Request {
        Request {
            method: "GET".to_owned(),
            path: "/".to_owned(),
            query: query.to_owned(),
            user_agent: String::new(),
            content_type: String::new(),
            body: Vec::new(),
            authorization: String::new(),
            bearer: None,
            basic: None,
            caller: "203.0.113.7".parse().unwrap(),
        }
    }

    #[test]
    fn secret_values_never_reach_the_ledger() {
        let asked = request("hostname=hem.hemma.example&token=abc%20def&ip=203.0.113.7&Password=x");
        assert_eq!(
            asked.masked_query(),
            "hostname=hem.hemma.example&token=***&ip=203.0.113.7&Password=***"
        );
    }

    #[test]
    fn basic_credentials_keep_colons_and_odd_bytes_of_the_password() {
        let encoded = base64::engine::general_purpose::STANDARD.encode("user:p:a#&,\\å");
        assert_eq!(
            read_basic(&format!("Basic {encoded}")),
            Some(("user".to_owned(), "p:a#&,\\å".to_owned()))
        );
        assert_eq!(read_basic("Bearer abc"), None);
        assert_eq!(read_bearer("bearer abc"), Some("abc".to_owned()));
        assert_eq!(read_bearer(&format!("Basic {encoded}")), None);
    }

    #[test]
    fn lists_are_read_percent_encoded_or_plain() {
        assert_eq!(request("hostname=a%2Cb").list("hostname"), ["a", "b"]);
        assert_eq!(request("hostname=a,b").list("hostname"), ["a", "b"]);
        assert!(request("hostname=").list("hostname").is_empty());
    }
}
