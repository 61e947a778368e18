//! Hints that something about the network moved.
//!
//! The system's notifier says only that something stirred. Then a [`Picture`] is taken and compared with the one
//! before: what changes no address, router or way out (a neighbour, a wireless scan, a router advertisement that only
//! renews lifetimes, a container's cable) is no hint. The watch does not decide or settle: the driver settles and looks.
//! [`watch_network`] holds one hint, so a storm is one hint; [`describe`] tells what moved, for people.
//!
//! What was seen, by system (`cargo run -p hemma-net --example network_changes` prints live events):
//!
//! | System | Notifier | Seen by hand |
//! | --- | --- | --- |
//! | Linux | one netlink socket: links, addresses, routes; no thread, no wake-up while nothing happens | every row of `tests/network_changes.rs`, 20 to 30 ms after the kernel told (the pause below): addresses, end of duplicate detection, deprecation, renumbering by `radvd`, default routes, cable out and in |
//! | macOS | one routing socket (`PF_ROUTE`) | type-checked only |
//! | Windows | `NotifyUnicastIpAddressChange`, `NotifyIpInterfaceChange`, `NotifyRouteChange2` | written from the documentation only |
//!
//! Where the notifier cannot start (a sandbox without netlink), `polling` compares pictures every 30 s.

#[cfg(target_os = "linux")]
#[path = "watch/linux.rs"]
mod system;
#[cfg(target_os = "macos")]
#[path = "watch/macos.rs"]
mod system;
#[cfg(windows)]
#[path = "watch/windows.rs"]
mod system;

mod picture;
mod polling;

pub use picture::{AddressStir, Picture, Stir};

use std::time::Duration;

use tokio::sync::mpsc;

use crate::clock;

/// Changes come in bursts, and some are taken back at once: Linux calls a deprecated address preferred for a moment at
/// each router advertisement.
const PAUSE: Duration = Duration::from_millis(20);

/// How many differences wait for a reader of [`describe`] that is slow. Further ones are left out.
const TOLD_AHEAD: usize = 256;

/// Starts watching and returns the channel of hints. Nothing is told about how things are at the start.
///
/// The watch ends when the receiver is dropped. Must be called inside a Tokio runtime with I/O and time enabled.
#[must_use]
pub fn watch_network() -> mpsc::Receiver<()> {
    let (hints, receiver) = mpsc::channel(1);
    start(Hints(hints));
    receiver
}

/// Starts watching and returns what moved, one difference at a time, noise included ([`Stir::matters`] tells it apart).
///
/// Ends and must be called as [`watch_network`].
#[must_use]
pub fn describe() -> mpsc::Receiver<Stir> {
    let (stirs, receiver) = mpsc::channel(TOLD_AHEAD);
    start(Told(stirs));
    receiver
}

fn start(listener: impl Listener) {
    match system::Notifier::start() {
        Ok(notifier) => {
            tokio::spawn(relay(notifier, listener));
        }
        Err(problem) => {
            tracing::warn!(%problem, "the system does not tell of network changes; looking every 30 s instead");
            tokio::spawn(polling::relay(Picture::take, listener));
        }
    }
}

/// Who is told about differences.
trait Listener: Send + 'static {
    /// Tells. A listener that has not read yet loses nothing that it needs.
    fn tell(&self, stirs: Vec<Stir>);
    /// Ends when nobody listens any more.
    fn gone(&self) -> impl Future<Output = ()> + Send;
}

/// One hint for all of them.
struct Hints(mpsc::Sender<()>);

impl Listener for Hints {
    fn tell(&self, stirs: Vec<Stir>) {
        if stirs.iter().any(Stir::matters) {
            // A full channel already says it.
            let _ = self.0.try_send(());
        }
    }

    async fn gone(&self) {
        self.0.closed().await;
    }
}

/// Every one of them.
struct Told(mpsc::Sender<Stir>);

impl Listener for Told {
    fn tell(&self, stirs: Vec<Stir>) {
        for stir in stirs {
            // A reader that is this far behind has enough to read.
            let _ = self.0.try_send(stir);
        }
    }

    async fn gone(&self) {
        self.0.closed().await;
    }
}

async fn relay(mut notifier: system::Notifier, listener: impl Listener) {
    // Taken after the notifier has begun to listen: nothing falls in between.
    let mut before = system::picture().await;
    loop {
        tokio::select! {
            () = listener.gone() => return,
            () = notifier.stirred() => {}
        }
        clock::nap(PAUSE).await;
        notifier.forget();
        let now = system::picture().await;
        let stirs = before.compare(&now);
        before = now;
        if !stirs.is_empty() {
            tracing::debug!(moved = %listed(&stirs), "the network stirred");
            listener.tell(stirs);
        }
    }
}

fn listed(stirs: &[Stir]) -> String {
    let words: Vec<String> = stirs.iter().map(Stir::to_string).collect();
    words.join("; ")
}
