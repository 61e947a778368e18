//! Time as Tokio tells it; with `start_paused` it stands still until everybody waits.
#![expect(
    clippy::disallowed_methods,
    reason = "this is the clock of tests, the counterpart of hemma-net's"
)]

use std::sync::Mutex;

use hemma_core::time::{Mono, Now, Timestamp};
use tokio::time::Instant;

use super::lock;
use crate::ports::{Clock, Task};

/// A clock that begins on 1 November 2026, 12:00 UTC.
#[derive(Debug)]
pub struct FakeClock {
    start: Instant,
    /// What the wall shows when `start` was, in seconds since 1970.
    wall: Mutex<i64>,
    /// How often somebody asked to be woken: what an idle engine costs.
    sleeps: Mutex<u64>,
}

impl FakeClock {
    pub(super) fn new() -> Self {
        Self {
            start: Instant::now(),
            wall: Mutex::new(1_793_534_400),
            sleeps: Mutex::new(0),
        }
    }

    /// Sets the wall clock forward (or back, when negative), as a person or a time server does.
    pub fn set_wall_by(&self, seconds: i64) {
        *lock(&self.wall) += seconds;
    }

    /// Returns how many sleeps were begun.
    #[must_use]
    pub fn sleeps(&self) -> u64 {
        *lock(&self.sleeps)
    }
}

impl Clock for FakeClock {
    fn now(&self) -> Now {
        let elapsed = self.start.elapsed();
        let start = Timestamp::from_second(*lock(&self.wall)).unwrap_or(Timestamp::UNIX_EPOCH);
        let passed = jiff::SignedDuration::try_from(elapsed).unwrap_or_default();
        Now {
            mono: Mono(elapsed),
            wall: start.checked_add(passed).unwrap_or(start),
        }
    }

    fn sleep_until(&self, at: Mono) -> Task<'_, ()> {
        *lock(&self.sleeps) += 1;
        Box::pin(tokio::time::sleep_until(self.start + at.0))
    }
}
