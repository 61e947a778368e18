//! Linux: timers of the kernel that count sleep, so that waiting costs no wake-up at all.
//!
//! Tokio's own timers run on `CLOCK_MONOTONIC`, which stands still in suspend. A `timerfd` on `CLOCK_BOOTTIME` is due
//! right after resume when its moment passed asleep. A `timerfd` on `CLOCK_REALTIME` with `TFD_TIMER_CANCEL_ON_SET`
//! becomes readable whenever the wall clock jumps against the monotonic one: when somebody sets it, and after each
//! resume (`fs/timerfd.c`, `timerfd_resume`). `timerfd_create(2)`.

use std::io;
use std::os::fd::OwnedFd;
use std::time::Duration;

use rustix::time::{
    ClockId, Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec, clock_gettime,
    timerfd_create, timerfd_settime,
};
use tokio::io::unix::AsyncFd;

/// Returns the time since boot, sleep included.
pub(super) fn with_sleep(_since_start: Duration) -> Duration {
    span(clock_gettime(ClockId::Boottime))
}

/// Returns the time since boot without sleep.
pub(super) fn without_sleep(_since_start: Duration) -> Duration {
    span(clock_gettime(ClockId::Monotonic))
}

/// Waits until [`with_sleep`] reads `at`. Returns false when the kernel refuses such a timer.
pub(super) async fn sleep_until(at: Duration) -> bool {
    let Ok(timer) = Timer::new(TimerfdClockId::Boottime) else {
        return false;
    };
    if timer.set(TimerfdTimerFlags::ABSTIME, at).is_err() {
        return false;
    }
    timer.rung().await.is_ok()
}

/// Rings when the wall clock jumps, which it does after each resume.
pub(super) struct JumpAlarm {
    timer: Option<Timer>,
}

impl JumpAlarm {
    pub(super) fn new() -> Self {
        // Far away: the alarm is about the cancellation, never about the moment.
        const NEVER: Duration = Duration::from_secs(1 << 40);
        let armed = Timer::new(TimerfdClockId::Realtime).and_then(|timer| {
            // Armed once: reading a cancelled timer notes the new offset of the clocks by itself, so that no jump
            // falls between two waits.
            let flags = TimerfdTimerFlags::ABSTIME | TimerfdTimerFlags::CANCEL_ON_SET;
            timer.set(flags, NEVER)?;
            Ok(timer)
        });
        Self { timer: armed.ok() }
    }

    /// Waits for the next jump, or for `slice` where the kernel refuses such a timer.
    pub(super) async fn rung(&mut self, slice: Duration) {
        if let Some(timer) = &self.timer {
            if timer.rung().await.is_ok() {
                return;
            }
            self.timer = None;
        }
        super::nap(slice).await;
    }
}

struct Timer(AsyncFd<OwnedFd>);

impl Timer {
    fn new(clock: TimerfdClockId) -> io::Result<Self> {
        let timer = timerfd_create(clock, TimerfdFlags::NONBLOCK | TimerfdFlags::CLOEXEC)?;
        #[expect(
            unsafe_code,
            reason = "Tokio offers no safe way to wait for a file of the system"
        )]
        // SAFETY: an `OwnedFd` stays open, and stays the same file, for as long as the registration holds it.
        let registered = unsafe { AsyncFd::register(timer) }?;
        Ok(Self(registered))
    }

    fn set(&self, flags: TimerfdTimerFlags, at: Duration) -> io::Result<()> {
        // All zeros would disarm the timer instead of ringing at once.
        let at = at.max(Duration::from_nanos(1));
        let it_value = Timespec::try_from(at).map_err(|_| io::ErrorKind::InvalidInput)?;
        let it_interval = Timespec {
            tv_sec: 0,
            tv_nsec: 0,
        };
        timerfd_settime(
            self.0.get_ref(),
            flags,
            &Itimerspec {
                it_interval,
                it_value,
            },
        )?;
        Ok(())
    }

    /// Waits until the timer is due or cancelled.
    async fn rung(&self) -> io::Result<()> {
        loop {
            let mut ready = self.0.readable().await?;
            let outcome = ready.try_io(|timer| {
                let mut count = [0_u8; 8];
                match rustix::io::read(timer.get_ref(), &mut count) {
                    Ok(_) | Err(rustix::io::Errno::CANCELED) => Ok(()),
                    Err(problem) => Err(problem.into()),
                }
            });
            match outcome {
                Ok(outcome) => return outcome,
                Err(_would_block) => {}
            }
        }
    }
}

fn span(time: Timespec) -> Duration {
    Duration::try_from(time).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_kernel_offers_both_timers_so_no_slices_are_needed() {
        assert!(sleep_until(Duration::from_nanos(0)).await);
        assert!(JumpAlarm::new().timer.is_some());
    }

    #[test]
    fn the_clock_that_counts_sleep_is_never_behind_the_other() {
        let without = without_sleep(Duration::ZERO);
        let with = with_sleep(Duration::ZERO);
        assert!(with >= without);
    }
}
