//! How long to wait (`hostup-api.md` §2.4).

use hemma_core::time::Timestamp;
use http::HeaderMap;
use http::header::RETRY_AFTER;
use serde_json::Value;
use std::time::Duration;

/// The shortest wait a server can ask for.
const LEAST: Duration = Duration::from_secs(1);
/// The longest wait a server can ask for.
const MOST: Duration = Duration::from_secs(24 * 3600);
/// The first wait when the server asks for none.
const FIRST_UNASKED: Duration = Duration::from_secs(60);
/// The longest wait when the server asks for none.
const MOST_UNASKED: Duration = Duration::from_secs(15 * 60);

/// Returns how long to wait when the server says "too often" and not for how long: a minute, doubling to a quarter of
/// an hour. `refusals` is how many came in a row before this one.
#[must_use]
pub fn unasked_wait(refusals: u32) -> Duration {
    let doubled = FIRST_UNASKED.saturating_mul(1 << refusals.min(8));
    doubled.min(MOST_UNASKED)
}

/// Returns what the headers ask for, else what the body of an old-style refusal does.
pub(super) fn asked_wait(
    headers: &HeaderMap,
    body: Option<&Value>,
    now: Timestamp,
) -> Option<Duration> {
    let header = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    let old_style = || match body?.get("retryAfter")? {
        Value::String(text) => seconds(text.trim()),
        number => number.as_u64().map(Duration::from_secs),
    };
    header(RETRY_AFTER.as_str())
        .and_then(|text| seconds(text).or_else(|| until_http_date(text, now)))
        .or_else(|| header("x-ratelimit-reset").and_then(|text| until_reset(text, now)))
        .or_else(old_style)
        .map(|wait| wait.clamp(LEAST, MOST))
}

/// Reads whole seconds; a number too large to hold is "very long", which the cap cuts.
fn seconds(text: &str) -> Option<Duration> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| Duration::from_secs(text.parse().unwrap_or(u64::MAX)))
}

fn until_http_date(text: &str, now: Timestamp) -> Option<Duration> {
    let parser = jiff::fmt::rfc2822::DateTimeParser::new().relaxed_weekday(true);
    ahead(parser.parse_timestamp(text).ok()?, now)
}

/// Reads the vendor's ISO timestamp, or seconds (or milliseconds) since 1970, which others send under this name.
fn until_reset(text: &str, now: Timestamp) -> Option<Duration> {
    let moment = match text.parse::<i64>() {
        Ok(number) if number > 100_000_000_000 => Timestamp::from_millisecond(number).ok()?,
        Ok(number) => Timestamp::from_second(number).ok()?,
        Err(_) => text.parse().ok()?,
    };
    ahead(moment, now)
}

/// A moment that has passed already asks for nothing: one of the two clocks is wrong, and hurrying would be rude.
fn ahead(moment: Timestamp, now: Timestamp) -> Option<Duration> {
    Some(hemma_core::time::between(now, moment)).filter(|wait| !wait.is_zero())
}
