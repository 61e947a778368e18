//! Waiting on the session bus.

use std::future::Future;
use std::time::Duration;

/// Asks again until `ask` has an answer. Fails after `patience` with what was waited for.
///
/// D-Bus menus offer no event for "the text is now this", so the condition is asked for, every 50 ms.
pub async fn until<T, F: Future<Output = Option<T>>>(
    what: &str,
    patience: Duration,
    mut ask: impl FnMut() -> F,
) -> T {
    let deadline = tokio::time::timeout(patience, async {
        loop {
            if let Some(answer) = ask().await {
                return answer;
            }
            #[expect(
                clippy::disallowed_methods,
                reason = "the distance between two questions, not a wait for luck"
            )]
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
    deadline
        .await
        .unwrap_or_else(|_| panic!("waited {patience:?} in vain for {what}"))
}
