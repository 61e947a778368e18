//! The comparison that tells sleep from a wall clock set by hand.

use std::time::Duration;

use hemma_core::time::Timestamp;
use jiff::SignedDuration;

/// Below this the two clocks were merely read one after the other, or drift.
const LEAST_SLEEP: Duration = Duration::from_secs(1);
/// Below this the wall clock was slewed by NTP, not set.
const LEAST_SETTING: SignedDuration = SignedDuration::from_secs(2);

/// All clocks at one glance. The first two count from origins of their own; only differences mean something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Goes on while the machine sleeps.
    pub with_sleep: Duration,
    /// Stands still while the machine sleeps.
    pub without_sleep: Duration,
    /// The clock on the wall.
    pub wall: Timestamp,
}

/// What happened between two readings beside the passing of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Jump {
    /// The machine slept for this long.
    pub slept: Option<Duration>,
    /// The wall clock was set by this much, forward or back.
    pub wall_set: Option<SignedDuration>,
}

impl Jump {
    /// Compares two readings. Pure: the same readings always give the same answer.
    #[must_use]
    pub fn between(before: &Reading, after: &Reading) -> Self {
        let passed = after.with_sleep.saturating_sub(before.with_sleep);
        let awake = after.without_sleep.saturating_sub(before.without_sleep);
        let slept = passed.saturating_sub(awake);

        let by_the_wall = after.wall.duration_since(before.wall);
        let passed = SignedDuration::try_from(passed).unwrap_or(SignedDuration::MAX);
        let wall_set = by_the_wall.saturating_sub(passed);
        Self {
            slept: (slept >= LEAST_SLEEP).then_some(slept),
            wall_set: (wall_set.abs() >= LEAST_SETTING).then_some(wall_set),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: u64 = 3600;

    /// A reading `with` seconds after boot, `without` of them awake, with the wall at `wall` seconds.
    fn at(with: u64, without: u64, wall: i64) -> Reading {
        Reading {
            with_sleep: Duration::from_secs(with),
            without_sleep: Duration::from_secs(without),
            wall: Timestamp::from_second(wall).expect("in range"),
        }
    }

    #[test]
    fn f54_a_night_in_standby_is_sleep() {
        let before = at(100, 100, 1_000_000);
        let after = at(100 + 8 * HOUR, 105, 1_028_800);
        let jump = Jump::between(&before, &after);
        assert_eq!(jump.slept, Some(Duration::from_secs(8 * HOUR - 5)));
        assert_eq!(jump.wall_set, None);
    }

    #[test]
    fn f59_only_the_sleep_since_the_last_look_counts() {
        // The machine slept an hour before the program started: the clocks differ, but nothing happened since.
        let before = at(2 * HOUR, HOUR, 1_000_000);
        let after = at(2 * HOUR + 30, HOUR + 30, 1_000_030);
        assert_eq!(Jump::between(&before, &after), Jump::default());
    }

    #[test]
    fn a_wall_clock_set_forward_by_hand_is_not_sleep() {
        let before = at(100, 100, 1_000_000);
        let after = at(130, 130, 1_003_630);
        let jump = Jump::between(&before, &after);
        assert_eq!(jump.slept, None);
        assert_eq!(jump.wall_set, Some(SignedDuration::from_hours(1)));
    }

    #[test]
    fn f47_a_wall_clock_set_back_is_neither_sleep_nor_negative_time() {
        let before = at(100, 100, 1_000_000);
        let after = at(130, 130, 996_430);
        let jump = Jump::between(&before, &after);
        assert_eq!(jump.slept, None);
        assert_eq!(jump.wall_set, Some(SignedDuration::from_hours(-1)));
    }

    #[test]
    fn sleep_and_a_set_clock_are_told_apart_in_one_jump() {
        // Slept an hour, and on waking NTP corrected a clock that had been a day behind (F48).
        let before = at(100, 100, 1_000_000);
        let after = at(100 + HOUR, 100, 1_000_000 + 3600 + 86_400);
        let jump = Jump::between(&before, &after);
        assert_eq!(jump.slept, Some(Duration::from_secs(HOUR)));
        assert_eq!(jump.wall_set, Some(SignedDuration::from_hours(24)));
    }

    #[test]
    fn slewing_and_jitter_are_nothing() {
        let before = at(100, 100, 1_000_000);
        let mut after = at(130, 130, 1_000_031);
        after.with_sleep += Duration::from_millis(900);
        assert_eq!(Jump::between(&before, &after), Jump::default());
    }

    #[test]
    fn clocks_that_run_backwards_are_no_sleep() {
        let before = at(100, 100, 1_000_000);
        let after = at(90, 95, 1_000_000);
        assert_eq!(Jump::between(&before, &after), Jump::default());
    }
}
