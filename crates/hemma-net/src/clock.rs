//! The one place that reads time.
//!
//! [`Mono`] counts the sleep of the machine, so a deadline five minutes away is due right after a night in standby
//! (F59). What counts sleep, and what tells that the machine slept, differs by system and lives in one file each:
//!
//! | System | counts sleep | does not count sleep | told of a wake-up by |
//! | --- | --- | --- | --- |
//! | Linux | `CLOCK_BOOTTIME` | `CLOCK_MONOTONIC` | a timer that is cancelled when the wall clock jumps, resume included |
//! | macOS | `CLOCK_MONOTONIC` | `Instant` (`CLOCK_UPTIME_RAW`) | looking every 30 s |
//! | Windows | `Instant` (performance counter) | unbiased interrupt time | looking every 30 s |
//!
//! Beside that the system may say it itself ([`power`]); both together make one hint ([`night`]).
//!
//! The difference between the two clocks is sleep and nothing else: a wall clock set by hand moves neither.

mod jump;
mod night;
mod power;
#[cfg(target_os = "linux")]
#[path = "clock/linux.rs"]
mod system;
#[cfg(target_os = "macos")]
#[path = "clock/macos.rs"]
mod system;
#[cfg(windows)]
#[path = "clock/windows.rs"]
mod system;

pub use jump::{Jump, Reading};

use std::time::{Duration, Instant};

use futures_util::StreamExt as _;
use hemma_core::time::{Mono, Now, Timestamp};
use hemma_engine::ports::{Clock, Task};
use tokio::sync::mpsc;

use night::Night;
use power::Words;

/// The longest nap where the system does not wake us: two wake-ups a minute.
const SLICE: Duration = Duration::from_secs(30);

/// The real clock.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock {
    started: Instant,
    origin: Duration,
}

impl SystemClock {
    /// Starts counting: `Mono` zero is now.
    #[must_use]
    pub fn start() -> Self {
        let started = monotonic();
        Self {
            started,
            origin: system::with_sleep(started.elapsed()),
        }
    }

    /// Reads every clock there is, for the comparison that finds sleep.
    #[must_use]
    pub fn reading(&self) -> Reading {
        let since_start = self.started.elapsed();
        Reading {
            with_sleep: system::with_sleep(since_start),
            without_sleep: system::without_sleep(since_start),
            wall: wall(),
        }
    }

    /// Starts watching for sleep and returns the channel of hints, each saying how long the machine slept.
    ///
    /// The channel holds one hint; sleep that finds it full is added to the next one. The watch ends when the
    /// receiver is dropped. Must be called inside a Tokio runtime with I/O and time enabled.
    #[must_use]
    pub fn watch_sleep(&self) -> mpsc::Receiver<Duration> {
        let (hints, receiver) = mpsc::channel(1);
        tokio::spawn(watch_sleep(*self, power::words(), hints));
        receiver
    }

    fn mono(&self) -> Mono {
        Mono(system::with_sleep(self.started.elapsed()).saturating_sub(self.origin))
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Now {
        Now {
            mono: self.mono(),
            wall: wall(),
        }
    }

    fn sleep_until(&self, at: Mono) -> Task<'_, ()> {
        Box::pin(async move {
            if !system::sleep_until(self.origin.saturating_add(at.0)).await {
                self.sleep_in_slices(at).await;
            }
        })
    }
}

impl SystemClock {
    /// Waits in short naps, because Tokio's timers stand still while the machine sleeps.
    async fn sleep_in_slices(&self, at: Mono) {
        loop {
            let left = at.since(self.mono());
            if left.is_zero() {
                return;
            }
            nap(left.min(SLICE)).await;
        }
    }
}

async fn watch_sleep(clock: SystemClock, mut words: Words, hints: mpsc::Sender<Duration>) {
    let mut alarm = system::JumpAlarm::new();
    let mut night = Night::new(clock.reading());
    let mut untold = Duration::ZERO;
    let mut silent = false;
    loop {
        let slept = tokio::select! {
            () = hints.closed() => return,
            () = alarm.rung(SLICE) => night.look(clock.reading()),
            word = words.next(), if !silent => match word {
                Some(word) => night.hear(word, clock.reading()),
                None => {
                    silent = true;
                    None
                }
            },
        };
        untold = untold.saturating_add(slept.unwrap_or_default());
        if !untold.is_zero() && hints.try_send(untold).is_ok() {
            untold = Duration::ZERO;
        }
    }
}

/// Waits for `span` of time awake. For the other files of this crate, which must not call Tokio's timers themselves.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the file that waits; callers compare with the clock afterwards"
)]
pub(crate) async fn nap(span: Duration) {
    tokio::time::sleep(span).await;
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is the file that reads time"
)]
fn monotonic() -> Instant {
    Instant::now()
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is the file that reads time"
)]
fn wall() -> Timestamp {
    Timestamp::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn f59_a_wait_ends_at_its_deadline_on_the_clock_that_counts_sleep() {
        let clock = SystemClock::start();
        let at = clock.now().mono.plus(Duration::from_millis(40));
        clock.sleep_until(at).await;
        let after = clock.now().mono;
        assert!(after >= at, "woke {after:?} before {at:?}");
    }

    #[tokio::test]
    async fn a_deadline_in_the_past_is_due_at_once() {
        let clock = SystemClock::start();
        let at = clock.now().mono;
        clock.sleep_until(at).await;
        clock.sleep_until(Mono::default()).await;
        assert!(clock.now().mono >= at);
    }

    #[tokio::test]
    async fn slices_end_at_the_deadline_too() {
        let clock = SystemClock::start();
        let at = clock.now().mono.plus(Duration::from_millis(30));
        clock.sleep_in_slices(at).await;
        assert!(clock.now().mono >= at);
    }

    #[test]
    fn two_readings_in_a_row_show_no_jump() {
        let clock = SystemClock::start();
        let before = clock.reading();
        let after = clock.reading();
        assert_eq!(Jump::between(&before, &after), Jump::default());
    }

    #[tokio::test]
    async fn f54_the_systems_word_that_it_woke_is_one_hint() {
        use power::Word;
        let clock = SystemClock::start();
        let (hints, mut receiver) = mpsc::channel(1);
        // Said twice: the second is the same waking.
        let words = futures_util::stream::iter([Word::Falling, Word::Awake, Word::Awake]);
        tokio::spawn(watch_sleep(clock, Box::pin(words), hints));
        let slept = receiver.recv().await.expect("a hint");
        assert!(slept >= Duration::from_secs(1));
        nap(Duration::from_millis(20)).await;
        assert!(receiver.try_recv().is_err(), "a second hint");
    }

    #[tokio::test]
    async fn the_sleep_watch_ends_with_its_receiver() {
        let clock = SystemClock::start();
        let (hints, receiver) = mpsc::channel(1);
        let watch = tokio::spawn(watch_sleep(clock, power::words(), hints));
        drop(receiver);
        watch.await.expect("the watch ends by itself");
    }
}
