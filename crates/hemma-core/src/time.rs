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

impl Now {
    /// Returns what the wall will show at `moment`, or shows now when that moment has passed.
    #[must_use]
    pub fn wall_at(self, moment: Mono) -> Timestamp {
        later(self.wall, moment.since(self.mono))
    }
}

/// Returns the moment `span` after `from`, or the last moment there is.
#[must_use]
pub fn later(from: Timestamp, span: Duration) -> Timestamp {
    from.checked_add(span).unwrap_or(Timestamp::MAX)
}

/// Returns how long after `earlier` the moment `moment` lies, or zero when it does not.
#[must_use]
pub fn between(earlier: Timestamp, moment: Timestamp) -> Duration {
    Duration::try_from(moment.duration_since(earlier)).unwrap_or_default()
}

/// How long ago something was, as far as it can be known: measured by the steady clock within a run, and by the wall for
/// what happened before it. A wall moment that lies in the future counts as just now, so that a clock set back can
/// lengthen a wait to its full length but never beyond, and never shorten one (F47).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Since {
    at: Mono,
    before: Duration,
}

impl Since {
    /// Something happens now.
    pub(crate) fn now(now: Now) -> Self {
        Self {
            at: now.mono,
            before: Duration::ZERO,
        }
    }

    /// Something happened at a wall moment before this run.
    pub(crate) fn remembered(moment: Timestamp, now: Now) -> Self {
        Self {
            at: now.mono,
            before: between(moment, now.wall),
        }
    }

    /// Returns how long ago it was.
    pub(crate) fn elapsed(self, now: Now) -> Duration {
        now.mono.since(self.at).saturating_add(self.before)
    }

    /// Returns the moment at which it will have been `span` ago.
    pub(crate) fn reaches(self, span: Duration) -> Mono {
        self.at.plus(span.saturating_sub(self.before))
    }
}
