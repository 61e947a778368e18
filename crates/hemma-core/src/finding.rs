//! What one look told.

use serde::{Deserialize, Serialize};
use std::net::IpAddr;

/// The result of asking one source for one family. The address is raw: only the gate decides what is publishable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Finding {
    /// The source named exactly one address, of the family that was asked for.
    Found {
        /// As the source told it, IPv4-mapped addresses unmapped.
        #[cfg_attr(feature = "typescript", ts(type = "string"))]
        address: IpAddr,
    },
    /// The source is sure that there is none: no interface carries a usable address of that family.
    Absent,
    /// Nothing is known. Never a reason to write (law 3).
    Unknown {
        /// Why not.
        problem: LookProblem,
    },
}

/// Why a look (or any other call to the outside) told nothing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum LookProblem {
    /// No route, network unreachable, interface down.
    NoNetwork,
    /// The name of the server could not be resolved.
    NameLookup,
    /// The server refused the connection or the connection broke.
    Connection,
    /// No answer before the deadline.
    TimedOut,
    /// The certificate or the handshake was not acceptable (F57, F58).
    Tls {
        /// The certificate is not valid *yet* or expired: this computer's clock is a suspect (F48).
        clock_suspect: bool,
    },
    /// A web page, a redirect, or other content where an address belongs (F03, F09).
    Intercepted,
    /// The body was not exactly one address.
    NotAnAddress,
    /// The other family came back (F16).
    WrongFamily,
    /// The source says that a tunnel (WARP, Gateway) is in use (`public-ip.md` §1.1).
    Tunnel,
    /// The source asked to be left alone: 403 or 429 (F30).
    Refused {
        /// What `Retry-After` said, in seconds.
        retry_after_seconds: Option<u32>,
    },
    /// Another HTTP status.
    Status {
        /// The HTTP status code.
        status: u16,
    },
    /// The answer was longer than the cap.
    TooLong,
    /// Answers came that do not belong to the question: another id, another name, another kind (`public-ip.md` §2).
    /// Somebody is guessing, or in between.
    Mismatch,
    /// The job panicked or was lost.
    Lost,
}
