//! One hint per sleep, whether the clocks tell of it, the system says it, or both, in whatever order.

use std::time::Duration;

use super::power::Word;
use super::{Jump, Reading};

/// Clocks and system speak of one waking within this.
const ONE_WAKING: Duration = Duration::from_secs(20);
/// What is told of a sleep that no clock measured.
const SHORTEST: Duration = Duration::from_secs(1);

/// What is known of sleep so far.
#[derive(Debug)]
pub(super) struct Night {
    before: Reading,
    fell: Option<Reading>,
    /// When a waking was last told, on the clock that counts sleep.
    told: Option<Duration>,
}

impl Night {
    pub(super) fn new(now: Reading) -> Self {
        Self {
            before: now,
            fell: None,
            told: None,
        }
    }

    /// Compares the clocks, and returns how long the machine slept since the last comparison. Pure.
    pub(super) fn look(&mut self, now: Reading) -> Option<Duration> {
        let jump = Jump::between(&self.before, &now);
        self.before = now;
        if let Some(set) = jump.wall_set {
            tracing::debug!(seconds = set.as_secs(), "the wall clock was set");
        }
        jump.slept.inspect(|slept| {
            tracing::debug!(seconds = slept.as_secs(), "the machine slept");
            self.told = Some(now.with_sleep);
        })
    }

    /// Takes the system's word, and returns how long the machine slept when that is news.
    pub(super) fn hear(&mut self, word: Word, now: Reading) -> Option<Duration> {
        let slept = self.look(now);
        match word {
            Word::Falling => {
                self.fell = Some(now);
                slept
            }
            Word::Awake => {
                let fell = self.fell.take();
                let known = self
                    .told
                    .is_some_and(|told| now.with_sleep.saturating_sub(told) < ONE_WAKING);
                if slept.is_some() || known {
                    return slept;
                }
                // Too short for the clocks, or clocks that do not stand still: a look costs little.
                tracing::debug!("the machine woke, as the system says");
                self.told = Some(now.with_sleep);
                let span = fell.map(|fell| now.with_sleep.saturating_sub(fell.with_sleep));
                Some(span.unwrap_or_default().max(SHORTEST))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hemma_core::time::Timestamp;

    const NIGHT: u64 = 8 * 3600;

    /// A reading `with` seconds after boot, `without` of them awake.
    fn at(with: u64, without: u64) -> Reading {
        Reading {
            with_sleep: Duration::from_secs(with),
            without_sleep: Duration::from_secs(without),
            wall: Timestamp::from_second(1_000_000 + i64::try_from(with).expect("small"))
                .expect("in range"),
        }
    }

    #[test]
    fn f54_f59_a_night_is_one_waking_whoever_tells_it_first() {
        let slept = Some(Duration::from_secs(NIGHT));
        let (evening, morning) = (at(100, 100), at(100 + NIGHT, 100));
        let mut clocks_first = Night::new(evening);
        assert_eq!(clocks_first.hear(Word::Falling, evening), None);
        assert_eq!(clocks_first.look(morning), slept);
        let later = at(102 + NIGHT, 102);
        assert_eq!(clocks_first.hear(Word::Awake, later), None);

        let mut system_first = Night::new(evening);
        assert_eq!(system_first.hear(Word::Falling, evening), None);
        assert_eq!(system_first.hear(Word::Awake, morning), slept);
        assert_eq!(system_first.look(later), None);
    }

    #[test]
    fn f59_sleep_that_no_clock_measures_is_told_by_the_system() {
        // A virtual machine whose clocks all go on.
        let mut night = Night::new(at(100, 100));
        night.hear(Word::Falling, at(110, 110));
        let told = night.hear(Word::Awake, at(710, 710));
        assert_eq!(told, Some(Duration::from_secs(600)));
        // And the system that says only that it woke.
        let mut night = Night::new(at(100, 100));
        assert_eq!(night.hear(Word::Awake, at(100, 100)), Some(SHORTEST));
    }

    #[test]
    fn the_next_night_is_told_again() {
        let mut night = Night::new(at(100, 100));
        assert!(night.look(at(100 + NIGHT, 100)).is_some());
        let second = at(200 + 2 * NIGHT, 200);
        assert_eq!(
            night.hear(Word::Awake, second),
            Some(Duration::from_secs(NIGHT))
        );
    }
}
