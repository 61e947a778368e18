//! From bytes to cleaned JSON, and from JSON to what is needed of it.

use hemma_core::time::Timestamp;
use serde::Serialize;
use serde::de::{Deserialize, DeserializeOwned, Deserializer};
use serde_json::Value;

use super::call::Scope;
use super::door::ApiDoor;
use super::problem::{ApiProblem, Oddity};
use crate::exchange::Response;

/// The longest text of the server's that is kept, in characters.
const LONGEST_TEXT: usize = 1000;

/// Says beforehand whether an operation may be tried, and if not, why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct Gate {
    /// Whether it may be tried.
    pub allowed: bool,
    /// Why not, in the vendor's words.
    #[serde(default, deserialize_with = "lenient")]
    pub reason: Option<String>,
    /// Why not, as a word for programs; most endpoints have none.
    #[serde(default, deserialize_with = "lenient")]
    pub code: Option<String>,
}

/// Returns whether a gate lets through. Where the answer had none, the server itself has the last word.
#[must_use]
pub fn is_open(gate: Option<&Gate>) -> bool {
    gate.is_none_or(|gate| gate.allowed)
}

/// Reads a success that is a JSON object with at least one of `members`. The texts in it are cleaned.
pub(super) fn object(
    door: &ApiDoor,
    response: &Response,
    now: Timestamp,
    scopes: &'static [Scope],
    members: &[&str],
) -> Result<Value, ApiProblem> {
    success(door, response, now, scopes)?;
    let odd = |oddity| Err(ApiProblem::strange(response.status, oddity));
    if response.truncated {
        return odd(Oddity::TooLarge);
    }
    let Some(body) = json(door, response) else {
        return odd(if is_page(&response.body) {
            Oddity::Portal
        } else {
            Oddity::NotJson
        });
    };
    // The old API wraps everything in `{success, timestamp, requestId, data}` (`hostup-api.md` §8.1).
    if body.get("success").is_some_and(Value::is_boolean) {
        return odd(Oddity::OldApi);
    }
    if !body.is_object() || !members.iter().any(|name| body.get(name).is_some()) {
        return odd(Oddity::WrongShape);
    }
    Ok(body)
}

/// Reads a success whose body does not matter.
pub(super) fn success(
    door: &ApiDoor,
    response: &Response,
    now: Timestamp,
    scopes: &'static [Scope],
) -> Result<(), ApiProblem> {
    match response.status {
        200..=299 => Ok(()),
        _ => Err(ApiProblem::of(door, response, now, scopes)),
    }
}

/// Turns a whole object into `T`.
pub(super) fn shaped<T: DeserializeOwned>(status: u16, body: Value) -> Result<T, ApiProblem> {
    serde_json::from_value(body).map_err(|_| ApiProblem::strange(status, Oddity::WrongShape))
}

/// Takes the list called `name` out of an object: its readable entries, and the number of the others. An absent list is
/// empty; one without a single readable entry is no list of these things.
pub(super) fn list<T: DeserializeOwned>(
    status: u16,
    body: &mut Value,
    name: &str,
) -> Result<(Vec<T>, usize), ApiProblem> {
    let wrong = || ApiProblem::strange(status, Oddity::WrongShape);
    let entries = match body.get_mut(name).map(Value::take) {
        None | Some(Value::Null) => return Ok((Vec::new(), 0)),
        Some(Value::Array(entries)) => entries,
        Some(_) => return Err(wrong()),
    };
    let all = entries.len();
    let items: Vec<T> = entries
        .into_iter()
        .filter_map(|entry| serde_json::from_value(entry).ok())
        .collect();
    if items.is_empty() && all > 0 {
        return Err(wrong());
    }
    let skipped = all - items.len();
    Ok((items, skipped))
}

/// Parses and cleans a body, whatever its media type says.
pub(super) fn json(door: &ApiDoor, response: &Response) -> Option<Value> {
    let bytes = response.body.as_slice();
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let value = serde_json::from_slice(bytes).ok()?;
    Some(cleaned(door, value))
}

fn is_page(body: &[u8]) -> bool {
    let text = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    text.trim_ascii_start().starts_with(b"<")
}

fn cleaned(door: &ApiDoor, value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(clean(door, &text)),
        Value::Array(items) => items.into_iter().map(|item| cleaned(door, item)).collect(),
        Value::Object(members) => members
            .into_iter()
            .map(|(name, value)| match (name.as_str(), value) {
                // Sent back as they are: cleaning would make other ones of them. One that needs it is none.
                ("id" | "token" | "nextCursor", Value::String(text)) => {
                    let fit = printable(door, &text) == text;
                    (name, if fit { text.into() } else { Value::Null })
                }
                (_, value) => (clean(door, &name), cleaned(door, value)),
            })
            .collect(),
        other => other,
    }
}

/// Returns a text of the server's, printable and not longer than it may be.
fn clean(door: &ApiDoor, text: &str) -> String {
    // Hidden before the cut, which could halve the key.
    let text = printable(door, text);
    match text.char_indices().nth(LONGEST_TEXT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// Returns a text of the server's without control characters and without the key.
fn printable(door: &ApiDoor, text: &str) -> String {
    let kept: String = text
        .chars()
        .filter_map(|c| match c {
            '\n' | '\r' | '\t' => Some(' '),
            c if c.is_control() => None,
            // These turn the direction of the text around them, and of what the program says beside it.
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => None,
            '\u{feff}' => None,
            c => Some(c),
        })
        .collect();
    // Hidden after the filter, which could have put a scattered key together.
    door.hide_key(&kept)
}

/// Reads a member that may be absent, null or of another type.
pub(super) fn lenient<'de, D, T>(from: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    let value = Value::deserialize(from)?;
    Ok(serde_json::from_value(value).ok())
}

/// As [`lenient`], with the default in place of nothing.
pub(super) fn or_default<'de, D, T>(from: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned + Default,
{
    lenient(from).map(Option::unwrap_or_default)
}

/// Reads any JSON but null.
pub(super) fn opaque<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Value>, D::Error> {
    Ok(Some(Value::deserialize(from)?).filter(|value| !value.is_null()))
}
