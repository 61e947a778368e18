//! A request that can be shown without showing its secrets.

use hemma_core::address::Family;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName, HeaderValue};
use http::{HeaderMap, Method};
use std::fmt;
use url::Url;

use crate::percent;

/// Stands for everything that is not shown.
pub(crate) const MASK: &str = "…";

/// One HTTP request, ready to be sent.
///
/// `Debug` and [`Request::describe`] show the values of those query parameters that were added as public, and mask
/// every other value, the user part of the URL, and sensitive headers: what nobody vouched for is not shown (F37).
#[derive(Clone)]
pub struct Request {
    method: Method,
    url: Url,
    headers: HeaderMap,
    body: Box<[u8]>,
    /// Names of query parameters whose values may be shown.
    public: Vec<&'static str>,
    /// What few requests have. Apart, because requests travel inside other types.
    special: Box<Special>,
}

/// What few requests have.
#[derive(Clone, Default)]
struct Special {
    longest_answer: Option<u32>,
    /// The address as it may be shown, where the parts of it were vouched for one by one.
    shown: Option<String>,
    over: Option<Family>,
    clear_text: bool,
    /// The body as it may be shown.
    shown_body: Option<String>,
}

impl Request {
    /// Starts a GET request without headers.
    #[must_use]
    pub fn get(url: Url) -> Self {
        Self::with_method(Method::GET, url)
    }

    /// Starts a request without headers and body.
    pub(crate) fn with_method(method: Method, url: Url) -> Self {
        Self {
            method,
            url,
            headers: HeaderMap::new(),
            body: Box::default(),
            public: Vec::new(),
            special: Box::default(),
        }
    }

    /// Sets a JSON body. What it says is never shown.
    pub(crate) fn json(&mut self, value: &serde_json::Value) {
        self.header(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        self.body = value.to_string().into_bytes().into();
    }

    /// Sets an XML body.
    pub(crate) fn xml(&mut self, text: String) {
        self.body = text.into_bytes().into();
    }

    /// Sets a body that may be shown as `shown`, where every part of it was vouched for.
    pub(crate) fn body_shown_as(&mut self, kind: &'static str, body: String, shown: String) {
        self.header(CONTENT_TYPE, HeaderValue::from_static(kind));
        self.body = body.into_bytes().into();
        self.special.shown_body = Some(shown);
    }

    /// Returns the body as it may be shown: empty where there is none, masked where nobody vouched for it.
    #[must_use]
    pub fn shown_body(&self) -> &str {
        if self.body.is_empty() {
            return "";
        }
        self.special.shown_body.as_deref().unwrap_or(MASK)
    }

    /// Allows the answer's body this many bytes, where the sender's own cap for updates is too tight.
    pub(crate) fn allow_answer(&mut self, bytes: u32) {
        self.special.longest_answer = Some(bytes);
    }

    /// Returns the cap in bytes for the answer's body, where this request has one of its own.
    #[must_use]
    pub fn longest_answer(&self) -> Option<u32> {
        self.special.longest_answer
    }

    /// Adds a query parameter that may be shown. `value` must already be legal in a query.
    pub(crate) fn public_parameter(&mut self, name: &'static str, value: &str) {
        self.public.push(name);
        self.push_parameter(name, value);
    }

    /// Adds a query parameter that is never shown, percent-encoding it.
    pub(crate) fn secret_parameter(&mut self, name: &'static str, value: &str) {
        self.push_parameter(name, &percent::encode(value));
    }

    fn push_parameter(&mut self, name: &str, encoded: &str) {
        let query = match self.url.query() {
            Some(before) if !before.is_empty() => format!("{before}&{name}={encoded}"),
            _ => format!("{name}={encoded}"),
        };
        self.url.set_query(Some(&query));
    }

    /// Sets a header that may be shown.
    pub(crate) fn header(&mut self, name: HeaderName, value: HeaderValue) {
        self.headers.insert(name, value);
    }

    /// Says how the address is to be shown. The caller vouches for every part of `shown`.
    pub(crate) fn show_as(&mut self, shown: String) {
        self.special.shown = Some(shown);
    }

    /// Demands a connection of this family: the service stores the connection's own address.
    pub(crate) fn travel_over(&mut self, family: Family) {
        self.special.over = Some(family);
    }

    /// Returns the family the connection must have, where the service stores the connection's own address.
    #[must_use]
    pub fn over(&self) -> Option<Family> {
        self.special.over
    }

    /// Permits this one request to go out without TLS. Only for a service's clear-text port that a person chose (No-IP).
    pub(crate) fn permit_clear_text(&mut self) {
        self.special.clear_text = true;
    }

    /// Returns whether a person chose that this request goes out without TLS. Nothing else may be sent so.
    #[must_use]
    pub fn may_go_in_clear_text(&self) -> bool {
        self.special.clear_text
    }

    /// Sets a header that is marked sensitive, so that no layer below shows or indexes it.
    pub(crate) fn secret_header(&mut self, name: HeaderName, mut value: HeaderValue) {
        value.set_sensitive(true);
        self.headers.insert(name, value);
    }

    /// Sets the `Authorization` header; it is marked sensitive, so that no layer below shows or indexes it.
    pub(crate) fn authorization(&mut self, value: HeaderValue) {
        self.secret_header(AUTHORIZATION, value);
    }

    /// Returns the method.
    #[must_use]
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// Returns the URL with everything in it. Only the sender needs it; people are shown [`Request::describe`].
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Returns the headers, `User-Agent` included. Sensitive ones are marked so.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns the body.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// Returns the URL, secrets masked.
    #[must_use]
    pub fn shown_url(&self) -> String {
        let line = self.describe();
        let url = line.split_once(' ').map(|(_, url)| url.to_owned());
        url.unwrap_or(line)
    }

    /// Returns method and URL in one line, secrets masked.
    #[must_use]
    pub fn describe(&self) -> String {
        if let Some(shown) = &self.special.shown {
            return format!("{} {shown}", self.method);
        }
        let mut line = format!("{} {}://", self.method, self.url.scheme());
        if !self.url.username().is_empty() || self.url.password().is_some() {
            line.push_str(MASK);
            line.push('@');
        }
        line.push_str(self.url.host_str().unwrap_or(MASK));
        if let Some(port) = self.url.port() {
            line.push_str(&format!(":{port}"));
        }
        line.push_str(self.url.path());
        if let Some(query) = self.url.query() {
            let shown: Vec<String> = query.split('&').map(|pair| self.shown(pair)).collect();
            line.push('?');
            line.push_str(&shown.join("&"));
        }
        line
    }

    fn shown(&self, pair: &str) -> String {
        match pair.split_once('=') {
            Some((name, _)) if self.public.contains(&name) => pair.to_owned(),
            Some((name, _)) => format!("{name}={MASK}"),
            None => MASK.to_owned(),
        }
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // `HeaderValue` prints sensitive values as `Sensitive`.
        f.debug_struct("Request")
            .field("line", &self.describe())
            .field("headers", &self.headers)
            .field("body_bytes", &self.body.len())
            .finish()
    }
}
