//! The sandbox's own time: real milliseconds for the wire, and a service clock that can be hurried.
//!
//! Publish delays and latencies are real time. The vendors' long rules ("no sooner than 30 minutes")
//! are judged by the *service clock*, which tests move forward or let run faster, so that a rule of
//! half an hour is proved in a millisecond without being weakened.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::{Timestamp, Unit};

/// One reading of all three clocks, taken once per request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// Real time since the sandbox started.
    pub real: Duration,
    /// Service time since the sandbox started: real time, scaled and advanced.
    pub service: Duration,
    /// Real wall clock, for `lastUpdatedAt`, traces and measurements across processes.
    pub wall: Timestamp,
}

/// The clocks of one sandbox.
#[derive(Debug)]
pub struct Clock {
    started: Instant,
    pace: Mutex<Pace>,
}

#[derive(Debug, Clone, Copy)]
struct Pace {
    anchor_real: Duration,
    anchor_service: Duration,
    scale: u32,
}

impl Clock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the sandbox is a world of its own and shares no clock with what it judges"
    )]
    pub(crate) fn start() -> Self {
        let pace = Pace {
            anchor_real: Duration::ZERO,
            anchor_service: Duration::ZERO,
            scale: 1,
        };
        Self {
            started: Instant::now(),
            pace: Mutex::new(pace),
        }
    }

    /// Returns the instant at which the sandbox started; ledger offsets count from here.
    pub fn started(&self) -> Instant {
        self.started
    }

    /// Reads all clocks once.
    #[expect(
        clippy::disallowed_methods,
        reason = "the sandbox is a world of its own and shares no clock with what it judges"
    )]
    pub fn now(&self) -> Moment {
        let real = self.started.elapsed();
        let pace = *self.pace.lock().unwrap_or_else(PoisonError::into_inner);
        Moment {
            real,
            service: pace.service_at(real),
            wall: Timestamp::now(),
        }
    }

    /// Moves the service clock forward at once.
    pub(crate) fn advance(&self, by: Duration) {
        let mut pace = self.pace.lock().unwrap_or_else(PoisonError::into_inner);
        pace.anchor_service += by;
    }

    /// Lets the service clock run `scale` times as fast as real time from now on; 0 stops it.
    pub(crate) fn set_scale(&self, scale: u32) {
        let real = self.started.elapsed();
        let mut pace = self.pace.lock().unwrap_or_else(PoisonError::into_inner);
        *pace = Pace {
            anchor_real: real,
            anchor_service: pace.service_at(real),
            scale,
        };
    }
}

impl Pace {
    fn service_at(self, real: Duration) -> Duration {
        self.anchor_service + real.saturating_sub(self.anchor_real) * self.scale
    }
}

/// Waits in real time: latency and slowness are what the sandbox is asked to pretend.
#[expect(
    clippy::disallowed_methods,
    reason = "the sandbox pretends latency; nothing in it waits for luck"
)]
pub(crate) async fn pause(length: Duration) {
    if !length.is_zero() {
        tokio::time::sleep(length).await;
    }
}

/// Writes a time the way HostUp does: UTC with exactly three decimals and `Z`.
pub(crate) fn iso_millis(at: Timestamp) -> String {
    let rounded = at.round(Unit::Millisecond).unwrap_or(at);
    format!("{rounded:.3}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_service_clock_is_advanced_and_scaled_while_real_time_is_not() {
        let clock = Clock::start();
        clock.advance(Duration::from_secs(1800));
        let first = clock.now();
        assert!(first.service >= Duration::from_secs(1800));
        assert!(first.real < Duration::from_secs(60));

        clock.set_scale(0);
        let stopped = clock.now().service;
        assert_eq!(clock.now().service, stopped);
        clock.advance(Duration::from_secs(1));
        assert_eq!(clock.now().service, stopped + Duration::from_secs(1));
    }

    #[test]
    fn times_are_written_with_three_decimals() {
        let at: Timestamp = "2026-04-27T12:00:00Z".parse().unwrap();
        assert_eq!(iso_millis(at), "2026-04-27T12:00:00.000Z");
    }
}
