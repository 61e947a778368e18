//! What passes between an exchange and whoever sends for it.
//!
//! An exchange is a conversation with one service about one attempt, without any socket: [`Exchange::begin`] says what
//! to send first, [`Exchange::answer`] and [`Exchange::failed`] take what came back and say what to do next, until a
//! [`Step::Done`] carries the verdicts.

mod quote;
mod request;
mod turns;

pub(crate) use quote::Mask;
pub(crate) use request::MASK;
pub use request::Request;
pub(crate) use turns::{Reader, Turn, Turns};

use hemma_core::finding::LookProblem;
use hemma_core::verdict::Outcome;
use http::HeaderMap;
use std::time::Duration;

/// One conversation with one service. Built by [`crate::exchange_for`].
pub trait Exchange: Send {
    /// Says what to send first.
    fn begin(&mut self) -> Step;
    /// Takes the answer to the last request and says what comes next.
    fn answer(&mut self, response: Response) -> Step;
    /// Returns every request that is still to be sent if all goes well, in order.
    fn planned(&self) -> Vec<Request>;
    /// Takes the news that the last request got no answer, and says what comes next.
    fn failed(&mut self, failure: SendFailure) -> Step;
}

/// What an exchange wants next.
#[derive(Clone, Debug)]
pub enum Step {
    /// Send this, once, and come back with the answer or the failure.
    Send(Request),
    /// The conversation is over.
    Done(Outcome),
}

/// One whole answer. Redirects are answers too: nothing follows them (F38, F63).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The HTTP status code.
    pub status: u16,
    /// The headers, as far as the sender kept them. Only `Retry-After` and `X-RateLimit-Reset` are ever read.
    pub headers: HeaderMap,
    /// The body, cut by the sender's cap.
    pub body: Vec<u8>,
    /// Whether the cap cut something off.
    pub truncated: bool,
}

impl Response {
    /// Builds an answer without headers whose body is complete.
    #[must_use]
    pub fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            headers: HeaderMap::new(),
            body: body.into(),
            truncated: false,
        }
    }

    /// Returns what `Retry-After` asks for, if it is there as a number of seconds (RFC 9110 §10.2.3). The other form, a
    /// date, is no wait without a clock and counts as absent: each service's own least wait holds then.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        let text = self.headers.get(http::header::RETRY_AFTER)?.to_str().ok()?;
        let seconds: u32 = text.trim().parse().ok()?;
        Some(Duration::from_secs(u64::from(seconds)))
    }
}

/// A request that got no whole answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SendFailure {
    /// What stood in the way.
    pub problem: LookProblem,
    /// Whether any of the request may have reached the service. `false` only where that is certain (no route, no
    /// name, no connection, no handshake): a write whose answer was lost is unclear, not failed (F64).
    pub sent: bool,
}
