//! Where the API is, and the key to it.

use hemma_core::secret::Secret;
use http::Method;
use http::header::{ACCEPT, HeaderValue, USER_AGENT};
use std::fmt;
use url::Url;

use crate::exchange::{Mask, Request};
use crate::identity::ClientIdentity;

/// Where the API is (every vendor page).
pub const DEFAULT_BASE: &str = "https://cloud.hostup.se/api/v2";

/// The longest answer that is read, in bytes: 2,000 configurations take about one million.
pub const LONGEST_ANSWER: u32 = 4 * 1024 * 1024;

/// One account's way into the API. Its `Debug` shows no key.
#[derive(Clone)]
pub struct ApiDoor {
    base: Url,
    bearer: HeaderValue,
    mask: Mask,
    identity: ClientIdentity,
}

/// Why there is no door. Nothing was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApiDoorProblem {
    /// There is no key.
    #[error("the API key is empty")]
    KeyEmpty,
    /// A key is one word of printable ASCII of at most 4096 characters.
    #[error("the API key is not one word of plain characters")]
    KeyMalformed,
    /// The address is not HTTPS, or carries a user name, a query or a fragment.
    #[error("the API's address is not a plain https address")]
    EndpointUnsafe,
}

impl ApiDoor {
    /// Opens the door at the vendor's own address, or at `base` (the sandbox). White space around a pasted key goes.
    ///
    /// # Errors
    ///
    /// [`ApiDoorProblem`] when key or address cannot be used.
    pub fn new(
        base: Option<&Url>,
        key: &Secret,
        identity: ClientIdentity,
    ) -> Result<Self, ApiDoorProblem> {
        let base = match base {
            Some(base) => base.clone(),
            None => Url::parse(DEFAULT_BASE).map_err(|_| ApiDoorProblem::EndpointUnsafe)?,
        };
        let login = !base.username().is_empty() || base.password().is_some();
        let tail = base.query().is_some() || base.fragment().is_some();
        if base.scheme() != "https" || base.host().is_none() || login || tail {
            return Err(ApiDoorProblem::EndpointUnsafe);
        }
        let key = Secret::new(key.expose().trim().to_owned());
        if key.expose().is_empty() {
            return Err(ApiDoorProblem::KeyEmpty);
        }
        let plain = key.expose().bytes().all(|byte| byte.is_ascii_graphic());
        if !plain || key.expose().len() > 4096 {
            return Err(ApiDoorProblem::KeyMalformed);
        }
        let line = Secret::new(format!("Bearer {}", key.expose()));
        let bearer =
            HeaderValue::from_str(line.expose()).map_err(|_| ApiDoorProblem::KeyMalformed)?;
        let mut mask = Mask::default();
        mask.hide(&key);
        Ok(Self {
            base,
            bearer,
            mask,
            identity,
        })
    }

    /// Starts a request. Every part of `path` that was not written here is encoded already.
    pub(super) fn request(&self, method: Method, path: &str) -> Request {
        let mut url = self.base.clone();
        url.set_path(&format!("{}{path}", self.base.path().trim_end_matches('/')));
        let mut request = Request::with_method(method, url);
        request.authorization(self.bearer.clone());
        request.header(USER_AGENT, self.identity.header());
        request.header(ACCEPT, HeaderValue::from_static("application/json"));
        request.allow_answer(LONGEST_ANSWER);
        request
    }

    pub(super) fn get(&self, path: &str) -> Request {
        self.request(Method::GET, path)
    }

    /// Returns a text of the server's without the key in it.
    pub(super) fn hide_key(&self, text: &str) -> String {
        self.mask.apply(text)
    }
}

impl fmt::Debug for ApiDoor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiDoor")
            .field("base", &self.base.as_str())
            .finish_non_exhaustive()
    }
}
