//! Windows: callbacks of the IP Helper (`NotifyUnicastIpAddressChange`, `NotifyIpInterfaceChange`) on a thread of the
//! system's pool; none of our own.

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
