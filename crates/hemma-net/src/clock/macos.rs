//! macOS: `CLOCK_MONOTONIC` goes on during sleep, `Instant` (`CLOCK_UPTIME_RAW`) does not (`clock_gettime(3)`).
//!
//! Type-checked only; not yet seen by hand on a Mac.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// Returns a time that goes on during sleep.
pub(super) fn with_sleep(_since_start: Duration) -> Duration {
    Duration::try_from(clock_gettime(ClockId::Monotonic)).unwrap_or_default()
}

/// Returns a time that stands still during sleep.
pub(super) fn without_sleep(since_start: Duration) -> Duration {
    since_start
}

/// There is no timer that counts sleep: the caller naps in slices.
pub(super) async fn sleep_until(_at: Duration) -> bool {
    false
}

/// Rings every slice; a wake-up is then seen by comparison.
pub(super) struct JumpAlarm;

impl JumpAlarm {
    pub(super) fn new() -> Self {
        Self
    }

    pub(super) async fn rung(&mut self, slice: Duration) {
        super::nap(slice).await;
    }
}
