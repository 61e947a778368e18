//! Encoding of values, once, and every byte (F36).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hemma_core::secret::Secret;
use http::HeaderValue;

/// Percent-encodes everything but the unreserved characters of RFC 3986 §2.3.
#[must_use]
pub(crate) fn encode(text: &str) -> String {
    text.bytes().fold(String::new(), |mut done, byte| {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                done.push(char::from(byte));
            }
            _ => done.push_str(&format!("%{byte:02X}")),
        }
        done
    })
}

/// Builds the value of an `Authorization` header for HTTP Basic (RFC 7617) in UTF-8. The caller has made sure that
/// `username` holds no colon: the first colon ends it.
#[must_use]
pub(crate) fn basic(username: &str, password: &Secret) -> HeaderValue {
    let pair = Secret::new(format!("{username}:{}", password.expose()));
    let encoded = Secret::new(format!("Basic {}", STANDARD.encode(pair.expose())));
    HeaderValue::from_str(encoded.expose()).expect("base64 is printable ASCII")
}
