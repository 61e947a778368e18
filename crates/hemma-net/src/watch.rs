//! Hints that something about the network moved.
//!
//! The watch says only "something moved". It does not decide, debounce, or tell what: the driver settles and looks.
//! The channel holds one hint, so a storm is one hint.
//!
//! What was seen, by system (`cargo run -p hemma-net --example network_changes` prints live events):
//!
//! | System | Notifier | Seen by hand |
//! | --- | --- | --- |
//! | Linux | netlink: links and addresses; no thread, no wake-up while nothing happens | address added 1 ms, link down 3 ms, link up 10 ms (veth in a network namespace). End of duplicate detection, deprecation and a changed route alone are *not* told: the look waits out the first, the safety poll finds the others |
//! | macOS | routing socket | type-checked only |
//! | Windows | `NotifyUnicastIpAddressChange`, `NotifyIpInterfaceChange` | listing under Wine |
//!
//! Where the notifier cannot start (a sandbox without netlink), `polling` compares listings every 30 s.

#[cfg(target_os = "linux")]
#[path = "watch/linux.rs"]
mod system;
#[cfg(target_os = "macos")]
#[path = "watch/macos.rs"]
mod system;
#[cfg(windows)]
#[path = "watch/windows.rs"]
mod system;

mod polling;

use tokio::sync::mpsc;

/// Starts watching and returns the channel of hints. Nothing is told about how things are at the start.
///
/// The watch ends when the receiver is dropped. Must be called inside a Tokio runtime with I/O and time enabled.
#[must_use]
pub fn watch_network() -> mpsc::Receiver<()> {
    let (hints, receiver) = mpsc::channel(1);
    match system::Notifier::start() {
        Ok(notifier) => {
            tokio::spawn(relay(notifier, hints));
        }
        Err(problem) => {
            tracing::warn!(%problem, "the system does not tell of network changes; looking every 30 s instead");
            tokio::spawn(polling::relay(crate::interfaces::list, hints));
        }
    }
    receiver
}

async fn relay(mut notifier: system::Notifier, hints: mpsc::Sender<()>) {
    loop {
        tokio::select! {
            () = hints.closed() => return,
            () = notifier.moved() => {}
        }
        // A full channel already says it.
        let _ = hints.try_send(());
    }
}
