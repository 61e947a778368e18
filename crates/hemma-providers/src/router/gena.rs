//! Asking a gateway to report changes by itself, and to stop (UPnP Device Architecture 1.1 §4.1).

use std::net::SocketAddrV4;
use std::time::Duration;

use hemma_core::router::RouterProblem;
use http::Method;
use http::header::{HeaderName, HeaderValue};
use url::Url;

use crate::exchange::{Request, Response};

/// The header that carries a subscription's id.
pub const SID: HeaderName = HeaderName::from_static("sid");
/// The header that carries how long a subscription lasts.
pub const TIMEOUT: HeaderName = HeaderName::from_static("timeout");
const CALLBACK: HeaderName = HeaderName::from_static("callback");
const NT: HeaderName = HeaderName::from_static("nt");

/// How long a subscription is wished for.
const WISHED: u64 = 3600;
/// Shorter ones would cost more than they tell.
const SHORTEST: u64 = 120;
/// Longer ones are renewed as if they were so long: the router may have forgotten them.
const LONGEST: u64 = 24 * 3600;
/// The longest id, in bytes. Honest ones have 41.
const LONGEST_SID: usize = 128;

/// A subscription's id. It is what makes an event believable, so it is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Sid(String);

impl Sid {
    pub(super) fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let sound = !text.is_empty()
            && text.len() <= LONGEST_SID
            && text.bytes().all(|byte| byte.is_ascii_graphic());
        sound.then(|| Self(text.to_owned()))
    }
}

impl std::fmt::Debug for Sid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sid(…)")
    }
}

/// A subscription as the gateway granted it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Granted {
    /// Its id.
    pub sid: Sid,
    /// How long it lasts.
    pub lasts: Duration,
}

impl Granted {
    /// Returns how long to wait before it is renewed: well before its end, and not more often than necessary.
    #[must_use]
    pub fn renew_after(&self) -> Duration {
        self.lasts - (self.lasts / 6).max(Duration::from_secs(30))
    }
}

/// Builds the request for a subscription; events are to be sent to `callback`.
#[must_use]
pub fn subscribe(events: &Url, callback: SocketAddrV4) -> Request {
    let mut request = bare("SUBSCRIBE", events);
    let callback = format!("<http://{callback}/>");
    let callback = HeaderValue::from_str(&callback).expect("an address is printable ASCII");
    request.header(CALLBACK, callback);
    request.header(NT, HeaderValue::from_static("upnp:event"));
    request.header(TIMEOUT, wished());
    request
}

/// Builds the request to prolong a subscription.
#[must_use]
pub fn renew(events: &Url, sid: &Sid) -> Request {
    let mut request = bare("SUBSCRIBE", events);
    request.secret_header(SID, value(sid));
    request.header(TIMEOUT, wished());
    request
}

/// Builds the request to end a subscription.
#[must_use]
pub fn unsubscribe(events: &Url, sid: &Sid) -> Request {
    let mut request = bare("UNSUBSCRIBE", events);
    request.secret_header(SID, value(sid));
    request
}

/// Reads what a gateway says to a request for a subscription, or for more of it.
///
/// # Errors
///
/// Why there is none.
pub fn read(response: &Response) -> Result<Granted, RouterProblem> {
    match response.status {
        200 => {}
        300..=399 => return Err(RouterProblem::Elsewhere),
        401 | 403 => return Err(RouterProblem::Refused),
        404 | 405 | 501 => return Err(RouterProblem::NotSupported),
        503 => return Err(RouterProblem::Busy),
        code => return Err(RouterProblem::Failed { code }),
    }
    let text = |name| {
        let value = response.headers.get(name)?;
        value.to_str().ok()
    };
    let sid = text(SID)
        .and_then(Sid::read)
        .ok_or(RouterProblem::Malformed)?;
    let seconds = text(TIMEOUT)
        .and_then(seconds)
        .ok_or(RouterProblem::Malformed)?;
    if seconds < SHORTEST {
        return Err(RouterProblem::NotSupported);
    }
    Ok(Granted {
        sid,
        lasts: Duration::from_secs(seconds.min(LONGEST)),
    })
}

/// Reads `Second-1800`, or the `infinite` of older devices.
fn seconds(text: &str) -> Option<u64> {
    let text = text.trim().to_ascii_lowercase();
    let number = text.strip_prefix("second-")?;
    if number == "infinite" {
        return Some(LONGEST);
    }
    number.parse().ok()
}

fn wished() -> HeaderValue {
    HeaderValue::from_str(&format!("Second-{WISHED}")).expect("printable ASCII")
}

fn value(sid: &Sid) -> HeaderValue {
    HeaderValue::from_str(&sid.0).expect("only ids of printable ASCII are kept")
}

fn bare(method: &str, events: &Url) -> Request {
    let method = Method::from_bytes(method.as_bytes()).expect("a word of letters");
    Request::with_method(method, events.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn granted(sid: &str, timeout: &str) -> Result<Granted, RouterProblem> {
        let mut response = Response::new(200, "");
        response.headers.insert(SID, sid.parse().unwrap());
        response.headers.insert(TIMEOUT, timeout.parse().unwrap());
        read(&response)
    }

    #[test]
    fn a_subscription_names_us_and_is_renewed_before_its_end() {
        let events: Url = "http://192.168.1.1:5000/evt".parse().unwrap();
        let request = subscribe(&events, "192.168.1.20:49152".parse().unwrap());
        assert_eq!(request.method().as_str(), "SUBSCRIBE");
        assert_eq!(
            request.headers()["callback"],
            "<http://192.168.1.20:49152/>"
        );
        assert_eq!(request.headers()["nt"], "upnp:event");

        let told = granted("uuid:1234", "Second-1800").unwrap();
        assert_eq!(told.renew_after(), Duration::from_secs(1500));
        let request = renew(&events, &told.sid);
        assert_eq!(request.headers()["sid"], "uuid:1234");
        assert!(!request.headers().contains_key("callback"));
        assert!(
            !format!("{request:?}{told:?}").contains("1234"),
            "the id is never shown"
        );
        let request = unsubscribe(&events, &told.sid);
        assert_eq!(request.method().as_str(), "UNSUBSCRIBE");
    }

    #[test]
    fn a_subscription_without_an_honest_length_is_none() {
        assert_eq!(
            granted("uuid:1", "second-infinite")
                .unwrap()
                .lasts
                .as_secs(),
            LONGEST
        );
        assert_eq!(
            granted("uuid:1", "Second-99999999")
                .unwrap()
                .lasts
                .as_secs(),
            LONGEST
        );
        assert_eq!(
            granted("uuid:1", "Second-10"),
            Err(RouterProblem::NotSupported)
        );
        for timeout in [
            "",
            "1800",
            "Second-",
            "Second--5",
            "Second-99999999999999999999",
        ] {
            assert_eq!(
                granted("uuid:1", timeout),
                Err(RouterProblem::Malformed),
                "{timeout}"
            );
        }
        assert_eq!(granted("", "Second-1800"), Err(RouterProblem::Malformed));
        let long = "x".repeat(LONGEST_SID + 1);
        assert_eq!(granted(&long, "Second-1800"), Err(RouterProblem::Malformed));
        let bare = read(&Response::new(200, ""));
        assert_eq!(bare, Err(RouterProblem::Malformed));
    }

    #[test]
    fn refusals_are_reasons() {
        let status = |status| read(&Response::new(status, ""));
        assert_eq!(status(302), Err(RouterProblem::Elsewhere));
        assert_eq!(status(403), Err(RouterProblem::Refused));
        assert_eq!(status(412), Err(RouterProblem::Failed { code: 412 }));
        assert_eq!(status(501), Err(RouterProblem::NotSupported));
        assert_eq!(status(503), Err(RouterProblem::Busy));
    }
}
