//! Elapsed time and waiting, in the one file of this crate that reads a clock.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

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

/// The wall clock in milliseconds since 1970, to compare with what other processes wrote down.
#[expect(
    clippy::disallowed_methods,
    reason = "measurements across processes meet in wall time"
)]
pub(crate) fn unix_millis() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// Reads an RFC 3339 time in UTC (`2026-11-21T14:05:09.250Z`) as milliseconds since 1970.
pub(crate) fn parse_unix_millis(text: &str) -> Option<i64> {
    let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
    let number = |text: &str| text.parse::<i64>().ok();
    let mut date = date.splitn(3, '-').map(number);
    let (year, month, day) = (date.next()??, date.next()??, date.next()??);
    let (whole, fraction) = time.split_once('.').unwrap_or((time, ""));
    let mut clock = whole.splitn(3, ':').map(number);
    let (hour, minute, second) = (clock.next()??, clock.next()??, clock.next()??);
    let millis = number(format!("{fraction:0<3}").get(..3)?)?;
    // Days by counting years from March, so that a leap day is the last of its year.
    let years = if month <= 2 { year - 1 } else { year };
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let days = years * 365 + years.div_euclid(4) - years.div_euclid(100)
        + years.div_euclid(400)
        + day_of_year
        - 719_468;
    Some((((days * 24 + hour) * 60 + minute) * 60 + second) * 1000 + millis)
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
    fn times_of_other_processes_are_read_to_the_millisecond() {
        let cases = [
            ("1970-01-01T00:00:00Z", 0),
            ("2000-02-29T12:00:00.5Z", 951_825_600_500),
            ("2026-11-21T14:05:09.25012Z", 1_795_269_909_250),
        ];
        for (text, millis) in cases {
            assert_eq!(parse_unix_millis(text), Some(millis), "{text}");
        }
        assert_eq!(parse_unix_millis("2026-11-21 14:05:09"), None);
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
