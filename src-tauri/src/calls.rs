//! Questions under way, by the number that the page gave them, so that it can give one up.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

/// Every question under way.
#[derive(Debug, Default)]
pub(crate) struct Calls(Mutex<BTreeMap<u32, watch::Sender<bool>>>);

impl Calls {
    /// Waits for `work`; `None` when the page gave the call up first. Then `work` is dropped.
    pub(crate) async fn unless_given_up<T>(
        &self,
        call: u32,
        work: impl Future<Output = T>,
    ) -> Option<T> {
        // The two may arrive in either order: whoever comes first makes the entry.
        let mut given_up = self.known().entry(call).or_default().subscribe();
        let came = tokio::select! {
            biased;
            _ = given_up.wait_for(|given_up| *given_up) => None,
            came = work => Some(came),
        };
        self.known().remove(&call);
        came
    }

    /// Nobody waits for this call any more.
    pub(crate) fn give_up(&self, call: u32) {
        self.known().entry(call).or_default().send_replace(true);
    }

    fn known(&self) -> MutexGuard<'_, BTreeMap<u32, watch::Sender<bool>>> {
        // A panic while it was held cannot leave the map half changed: each use is one insert or remove.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_call_that_is_given_up_ends_at_once_in_whatever_order_the_two_arrive() {
        let calls = Calls::default();
        let (given_up, ()) = tokio::join!(
            calls.unless_given_up(1, std::future::pending::<()>()),
            async { calls.give_up(1) }
        );
        assert_eq!(given_up, None);
        calls.give_up(2);
        let given_up = calls.unless_given_up(2, std::future::pending::<()>()).await;
        assert_eq!(given_up, None);
        assert_eq!(calls.unless_given_up(3, async { 7 }).await, Some(7));
        assert!(calls.known().is_empty(), "nothing is left behind");
    }
}
