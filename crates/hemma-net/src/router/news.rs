//! What happens between this computer and the router, for somebody who watches.

use std::net::Ipv4Addr;
use std::time::Duration;

use hemma_core::router::RouterProblem;

/// One thing that happened. Holds no id of a subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RouterNews {
    /// The router is this computer now, or there is none that may be asked.
    Gateway(Option<Ipv4Addr>),
    /// Its NAT-PMP announcements are listened for; or cannot be.
    Listening(bool),
    /// It was asked over NAT-PMP.
    NatPmp {
        /// What it said.
        address: Result<Ipv4Addr, RouterProblem>,
        /// Its epoch in seconds, where it answered.
        epoch: Option<u32>,
    },
    /// It was asked over UPnP.
    Upnp {
        /// What it said.
        address: Result<Ipv4Addr, RouterProblem>,
    },
    /// It announced over NAT-PMP.
    Announced {
        /// What it said.
        address: Result<Ipv4Addr, RouterProblem>,
        /// Its epoch in seconds.
        epoch: u32,
    },
    /// It announced over PCP that it restarted.
    AnnouncedRestart,
    /// Its epoch says that it restarted.
    Restarted,
    /// It granted a subscription, or prolonged it.
    Subscribed {
        /// For how long.
        lasts: Duration,
    },
    /// It granted none.
    NotSubscribed {
        /// Why not.
        problem: RouterProblem,
    },
    /// The subscription was ended.
    Unsubscribed,
    /// It reported a change over UPnP.
    Reported {
        /// The number of the report.
        seq: u32,
        /// What it said about the address. `None`: nothing.
        address: Option<Result<Ipv4Addr, RouterProblem>>,
    },
    /// At least one report was missed.
    Missed,
    /// An announcement of the router was not one.
    BadAnnouncement,
    /// A report was not one, or not ours; it was answered with this status.
    BadReport(u16),
    /// Somebody else knocked or announced, and was not heard.
    Stranger,
}
