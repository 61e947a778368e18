//! The fallback: comparing pictures, where the system does not tell of changes.

use std::time::Duration;

use super::{Listener, Picture};
use crate::clock;

/// Two wake-ups a minute.
const EVERY: Duration = Duration::from_secs(30);

/// Tells whenever `take` shows something else than before.
pub(super) async fn relay(take: impl Fn() -> Picture + Send, listener: impl Listener) {
    let mut before = take();
    loop {
        tokio::select! {
            () = listener.gone() => return,
            () = clock::nap(EVERY) => {}
        }
        let now = take();
        let stirs = before.compare(&now);
        before = now;
        if !stirs.is_empty() {
            listener.tell(stirs);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU8, AtomicU32, Ordering};

    use tokio::sync::mpsc;

    use crate::interfaces::WaysOut;
    use crate::watch::Hints;

    #[tokio::test(start_paused = true)]
    async fn polling_hints_at_changes_and_only_at_changes() {
        let last = Arc::new(AtomicU8::new(1));
        let looks = Arc::new(AtomicU32::new(0));
        let (hints, mut receiver) = mpsc::channel(1);
        let take = {
            let (last, looks) = (Arc::clone(&last), Arc::clone(&looks));
            move || {
                looks.fetch_add(1, Ordering::SeqCst);
                let ways_out = WaysOut {
                    ipv4: Some([192, 0, 2, last.load(Ordering::SeqCst)].into()),
                    ipv6: None,
                };
                Picture::of(&[], ways_out, BTreeSet::new())
            }
        };
        let watch = tokio::spawn(relay(take, Hints(hints)));
        while looks.load(Ordering::SeqCst) < 4 {
            clock::nap(EVERY).await;
        }
        assert!(receiver.try_recv().is_err(), "nothing moved");

        last.store(2, Ordering::SeqCst);
        assert_eq!(receiver.recv().await, Some(()));

        drop(receiver);
        watch.await.expect("the watch ends with its receiver");
    }
}
