//! What goes wrong, where, and how often: queues of faults per target.
//!
//! Each target has a queue of faults that are used up one request at a time, a standing fault that
//! stays until it is cleared, and a constant latency. The queue is used before the standing fault.

use std::collections::{BTreeMap, VecDeque};
use std::net::IpAddr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::target::Target;

/// One thing that goes wrong.
///
/// Faults of the answer (`Word` to `Redirect`) mean that the service did *not* do its work; `Slow`,
/// `CutAfter` and `LostAnswer` mean that it did, and only the answer suffers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Fault {
    /// HTTP 200 with this one line, for example `911` or `abuse`; the work is not done.
    Word {
        /// The line to answer with.
        word: String,
    },
    /// This HTTP status with a short HTML body. On DNS: SERVFAIL.
    Status {
        /// The HTTP status, for example 500.
        status: u16,
    },
    /// HTTP 429, with `Retry-After` when given.
    TooMany {
        /// Seconds for `Retry-After`.
        retry_after_seconds: Option<u64>,
    },
    /// The proper answer, but this much later.
    Slow {
        /// Delay in milliseconds.
        ms: u64,
    },
    /// The proper answer's head and this many bytes of its body, then the connection ends.
    CutAfter {
        /// Bytes of the body that still arrive.
        bytes: usize,
    },
    /// The work is done, but the connection ends before any byte of the answer.
    LostAnswer,
    /// The connection ends before the work is done.
    Dropped,
    /// A problem document (RFC 7807), as HostUp's API answers trouble. A 429 carries the headers.
    Problem {
        /// The HTTP status, for example 503.
        status: u16,
        /// The machine word, for example `upstream_unavailable`.
        code: String,
    },
    /// HTTP 200 without a body.
    Empty,
    /// HTTP 200 with a captive portal's HTML page, which also contains the word `good`.
    HtmlPortal,
    /// HTTP 200 with a megabyte of text.
    HugeBody,
    /// Another address than the right one. Echo answers it; update services claim to have stored it.
    OtherAddress {
        /// The wrong address.
        address: IpAddr,
    },
    /// HTTP 302 to this place.
    Redirect {
        /// The `Location` header.
        location: String,
    },
    /// HTTP 200 with exactly this body as text/plain, for answers nobody has thought of yet.
    Body {
        /// The body, as text/plain.
        text: String,
    },
    /// TLS that must not be accepted.
    BrokenTls {
        /// In which way.
        how: BrokenTls,
    },
    /// No answer at all. On DNS: the query is swallowed; elsewhere the connection stays silent.
    Dead,
    /// DNS only: SERVFAIL.
    ServFail,
    /// DNS only: the value from before the newest change.
    Stale,
    /// DNS only: the proper answer with the id of another question.
    WrongId,
}

/// The ways in which TLS is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BrokenTls {
    /// A fatal alert instead of a handshake.
    Handshake,
    /// A certificate that ended years ago.
    Expired,
    /// A certificate for `elsewhere.hemma.test`.
    WrongHost,
    /// A certificate by a CA nobody trusts.
    UnknownIssuer,
}

impl Fault {
    /// A one-line answer instead of the proper one.
    pub fn word(word: impl Into<String>) -> Self {
        Self::Word { word: word.into() }
    }

    /// HTTP 500, which No-IP documents beside `911`.
    pub fn internal_error() -> Self {
        Self::Status { status: 500 }
    }

    /// A problem document.
    pub fn problem(status: u16, code: impl Into<String>) -> Self {
        let code = code.into();
        Self::Problem { status, code }
    }

    /// HTTP 429 with `Retry-After`.
    pub fn too_many(retry_after_seconds: u64) -> Self {
        Self::TooMany {
            retry_after_seconds: Some(retry_after_seconds),
        }
    }

    /// The proper answer after this delay.
    pub fn slow(delay: Duration) -> Self {
        Self::Slow {
            ms: u64::try_from(delay.as_millis()).unwrap_or(u64::MAX),
        }
    }

    /// The proper answer cut after this many bytes of its body.
    pub fn cut_after(bytes: usize) -> Self {
        Self::CutAfter { bytes }
    }

    /// A wrong address.
    pub fn other_address(address: IpAddr) -> Self {
        Self::OtherAddress { address }
    }

    /// TLS that must not be accepted.
    pub fn broken_tls(how: BrokenTls) -> Self {
        Self::BrokenTls { how }
    }
}

/// How often a fault strikes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Times {
    /// The next so many requests (connections, for broken TLS).
    Next(u32),
    /// Until it is cleared.
    UntilCleared,
}

/// The script of one sandbox.
#[derive(Debug, Default)]
pub(crate) struct Script {
    lines: BTreeMap<Target, Line>,
}

#[derive(Debug, Default)]
struct Line {
    queue: VecDeque<Fault>,
    standing: Option<Fault>,
    latency: Duration,
}

/// What is set on one target, for the control page.
#[derive(Debug, Serialize)]
pub(crate) struct LineView {
    target: Target,
    queued: Vec<Fault>,
    standing: Option<Fault>,
    latency_ms: u128,
}

impl Script {
    pub(crate) fn add(&mut self, target: Target, fault: Fault, times: Times) {
        let line = self.lines.entry(target).or_default();
        match times {
            Times::Next(count) => {
                for _ in 0..count {
                    line.queue.push_back(fault.clone());
                }
            }
            Times::UntilCleared => line.standing = Some(fault),
        }
    }

    /// Takes all faults away; latency stays.
    pub(crate) fn clear(&mut self, target: Option<Target>) {
        for (name, line) in &mut self.lines {
            if target.is_none_or(|wanted| wanted == *name) {
                line.queue.clear();
                line.standing = None;
            }
        }
    }

    pub(crate) fn set_latency(&mut self, target: Target, latency: Duration) {
        self.lines.entry(target).or_default().latency = latency;
    }

    pub(crate) fn latency(&self, target: Target) -> Duration {
        self.lines
            .get(&target)
            .map_or(Duration::ZERO, |line| line.latency)
    }

    /// Takes the fault for a new connection, when the next one is a fault of TLS.
    pub(crate) fn take_tls(&mut self, target: Target) -> Option<BrokenTls> {
        let line = self.lines.get_mut(&target)?;
        match line.queue.front() {
            Some(Fault::BrokenTls { how }) => {
                let how = *how;
                line.queue.pop_front();
                Some(how)
            }
            Some(_) => None,
            None => match line.standing {
                Some(Fault::BrokenTls { how }) => Some(how),
                _ => None,
            },
        }
    }

    /// Takes the fault for a request.
    pub(crate) fn take(&mut self, target: Target) -> Option<Fault> {
        let line = self.lines.get_mut(&target)?;
        line.queue.pop_front().or_else(|| line.standing.clone())
    }

    pub(crate) fn view(&self) -> Vec<LineView> {
        Target::ALL
            .into_iter()
            .map(|target| {
                let line = self.lines.get(&target);
                LineView {
                    target,
                    queued: line.map_or_else(Vec::new, |line| line.queue.iter().cloned().collect()),
                    standing: line.and_then(|line| line.standing.clone()),
                    latency_ms: line.map_or(0, |line| line.latency.as_millis()),
                }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_queue_is_used_up_before_the_standing_fault() {
        let mut script = Script::default();
        script.add(Target::NoIp, Fault::Empty, Times::UntilCleared);
        script.add(Target::NoIp, Fault::word("911"), Times::Next(2));
        assert_eq!(script.take(Target::NoIp), Some(Fault::word("911")));
        assert_eq!(script.take(Target::NoIp), Some(Fault::word("911")));
        assert_eq!(script.take(Target::NoIp), Some(Fault::Empty));
        assert_eq!(script.take(Target::Hostup), None);
        script.clear(Some(Target::NoIp));
        assert_eq!(script.take(Target::NoIp), None);
    }

    #[test]
    fn a_fault_of_tls_is_taken_by_the_connection_not_by_the_request_before_it() {
        let mut script = Script::default();
        script.add(Target::EchoA, Fault::Empty, Times::Next(1));
        script.add(
            Target::EchoA,
            Fault::broken_tls(BrokenTls::Expired),
            Times::Next(1),
        );
        assert_eq!(script.take_tls(Target::EchoA), None);
        assert_eq!(script.take(Target::EchoA), Some(Fault::Empty));
        assert_eq!(script.take_tls(Target::EchoA), Some(BrokenTls::Expired));
        assert_eq!(script.take_tls(Target::EchoA), None);
    }

    #[test]
    fn faults_read_and_write_as_tagged_json() {
        let fault: Fault = serde_json::from_str(r#"{"kind":"word","word":"911"}"#).unwrap();
        assert_eq!(fault, Fault::word("911"));
        assert_eq!(
            serde_json::to_string(&Fault::broken_tls(BrokenTls::WrongHost)).unwrap(),
            r#"{"kind":"broken-tls","how":"wrong-host"}"#
        );
    }
}
