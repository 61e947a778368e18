//! The only place where this program waits by the clock: between two knocks, and for a page that never paints. Nothing
//! here decides when a name is looked at.

use std::time::Duration;

/// Waits.
#[expect(
    clippy::disallowed_methods,
    reason = "a window has no engine clock; no rule hangs on these waits"
)]
pub(crate) async fn wait(span: Duration) {
    tokio::time::sleep(span).await;
}

/// Waits where there is no runtime yet.
#[cfg(unix)]
#[expect(
    clippy::disallowed_methods,
    reason = "a window has no engine clock; no rule hangs on these waits"
)]
pub(crate) fn wait_here(span: Duration) {
    std::thread::sleep(span);
}
