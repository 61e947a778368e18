//! Points in time, as values.

use serde::{Deserialize, Serialize};
use std::time::Duration;

/// A moment on the wall, for history and for what must survive a restart.
pub use jiff::Timestamp;

/// Time since the program started, sleep of the machine included. Never goes backwards.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Mono(pub Duration);

impl Mono {
    /// Returns the moment `span` later.
    #[must_use]
    pub fn plus(self, span: Duration) -> Self {
        Self(self.0.saturating_add(span))
    }

    /// Returns how long after `earlier` this moment lies, or zero when it does not.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        self.0.saturating_sub(earlier.0)
    }
}

/// The two readings of one glance at the clock, taken once per event by the driver.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Now {
    /// For deadlines.
    pub mono: Mono,
    /// For history, and for waits that outlive the process.
    pub wall: Timestamp,
}
