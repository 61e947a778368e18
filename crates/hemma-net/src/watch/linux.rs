//! Linux: one netlink socket (`RTNLGRP_LINK`, `RTNLGRP_IPV4_IFADDR`, `RTNLGRP_IPV6_IFADDR`) in the runtime's own poll.
//!
//! Messages that change no listing (a wireless scan, a router advertisement that only renews lifetimes) are not told.

use netwatcher::async_adapter::Tokio;
use netwatcher::{AsyncWatch, Error};

/// The system's notifier.
pub(super) struct Notifier(AsyncWatch);

impl Notifier {
    /// Starts listening.
    pub(super) fn start() -> Result<Self, Error> {
        netwatcher::watch_interfaces_async::<Tokio>().map(Self)
    }

    /// Waits until the listing of interfaces and addresses differs from what it was.
    pub(super) async fn moved(&mut self) {
        // The first update repeats how things were at the start.
        while self.0.changed().await.is_initial {}
    }
}
