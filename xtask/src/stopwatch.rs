//! Elapsed time and waiting, in the one file of this crate that reads a clock.

use std::time::{Duration, Instant};

/// Measures how long something takes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    #[expect(
        clippy::disallowed_methods,
        reason = "build commands measure themselves; no product code runs here"
    )]
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    pub(crate) fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}

/// How often a condition outside this process is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// Asks again and again until there is an answer; `None` when `limit` has passed without one.
pub(crate) fn wait_until<T>(limit: Duration, mut answer: impl FnMut() -> Option<T>) -> Option<T> {
    let watch = Stopwatch::start();
    loop {
        if let Some(found) = answer() {
            return Some(found);
        }
        if watch.elapsed() >= limit {
            return None;
        }
        pause(LOOK_EVERY);
    }
}

/// Lets time pass. For measuring idleness; to wait for something use [`wait_until`].
#[expect(
    clippy::disallowed_methods,
    reason = "other processes are watched, and they cannot wake us"
)]
pub(crate) fn pause(length: Duration) {
    std::thread::sleep(length);
}

/// A duration as people say it: `12 ms`, `4.2 s`, `3 min 07 s`.
pub(crate) fn describe(length: Duration) -> String {
    let seconds = length.as_secs();
    match seconds {
        0 => format!("{} ms", length.as_millis()),
        1..60 => format!("{:.1} s", length.as_secs_f64()),
        _ => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_told_in_the_unit_people_would_use() {
        let cases = [
            (12, "12 ms"),
            (999, "999 ms"),
            (4_200, "4.2 s"),
            (59_900, "59.9 s"),
            (187_000, "3 min 07 s"),
        ];
        for (millis, words) in cases {
            assert_eq!(describe(Duration::from_millis(millis)), words);
        }
    }

    #[test]
    fn waiting_ends_with_the_answer_or_with_the_limit() {
        let mut asked = 0;
        let answer = wait_until(Duration::from_secs(60), || {
            asked += 1;
            (asked == 3).then_some("now")
        });
        assert_eq!((answer, asked), (Some("now"), 3));
        assert_eq!(wait_until(Duration::ZERO, || None::<()>), None);
    }
}
