//! Windows: the performance counter behind `Instant` goes on during sleep and hibernation, the unbiased interrupt time
//! does not ("Acquiring high-resolution time stamps"; `QueryUnbiasedInterruptTime`, Microsoft Learn).

use std::time::Duration;

use windows_sys::Win32::System::WindowsProgramming::QueryUnbiasedInterruptTime;

/// Returns a time that goes on during sleep.
pub(super) fn with_sleep(since_start: Duration) -> Duration {
    since_start
}

/// Returns a time that stands still during sleep.
pub(super) fn without_sleep(since_start: Duration) -> Duration {
    let mut ticks = 0_u64;
    #[expect(
        unsafe_code,
        reason = "the one call of the system that tells time without sleep"
    )]
    // SAFETY: the pointer is to a local that lives through the call, which is all the function asks for.
    let told = unsafe { QueryUnbiasedInterruptTime(&raw mut ticks) };
    if told == 0 {
        // It fails only for a null pointer. Without it no sleep is seen, which is the harmless side.
        return since_start;
    }
    // One tick is 100 ns.
    Duration::from_nanos(ticks.saturating_mul(100))
}

/// There is no timer that counts sleep: the caller naps in slices.
pub(super) async fn sleep_until(_at: Duration) -> bool {
    false
}

/// Rings every slice; a wake-up is then seen by comparison.
pub(super) struct JumpAlarm;

impl JumpAlarm {
    pub(super) fn new() -> Self {
        Self
    }

    pub(super) async fn rung(&mut self, slice: Duration) {
        super::nap(slice).await;
    }
}
