//! The fallback: comparing listings, where the system does not tell of changes.

use std::time::Duration;

use tokio::sync::mpsc;

use crate::clock;

/// Two wake-ups a minute.
const EVERY: Duration = Duration::from_secs(30);

/// Sends a hint whenever `list` gives something else than before.
pub(super) async fn relay<T, F>(list: F, hints: mpsc::Sender<()>)
where
    T: PartialEq,
    F: Fn() -> T,
{
    let mut before = list();
    loop {
        tokio::select! {
            () = hints.closed() => return,
            () = clock::nap(EVERY) => {}
        }
        let now = list();
        if now != before {
            before = now;
            let _ = hints.try_send(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    #[tokio::test(start_paused = true)]
    async fn polling_hints_at_changes_and_only_at_changes() {
        let listing = Arc::new(AtomicU32::new(1));
        let looks = Arc::new(AtomicU32::new(0));
        let (hints, mut receiver) = mpsc::channel(1);
        let list = {
            let (listing, looks) = (Arc::clone(&listing), Arc::clone(&looks));
            move || {
                looks.fetch_add(1, Ordering::SeqCst);
                listing.load(Ordering::SeqCst)
            }
        };
        let watch = tokio::spawn(relay(list, hints));
        while looks.load(Ordering::SeqCst) < 4 {
            clock::nap(EVERY).await;
        }
        assert!(receiver.try_recv().is_err(), "nothing moved");

        listing.store(2, Ordering::SeqCst);
        assert_eq!(receiver.recv().await, Some(()));

        drop(receiver);
        watch.await.expect("the watch ends with its receiver");
    }
}
