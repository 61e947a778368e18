//! What the system itself says about sleep, beside what the clocks show.
//!
//! | System | Said by | Seen by hand |
//! | --- | --- | --- |
//! | Linux | logind, `PrepareForSleep` on the system bus | against a pretend logind on a bus of the test's own |
//! | macOS | IOKit, `IORegisterForSystemPower` | written from the documentation only |
//! | Windows | `PowerRegisterSuspendResumeNotification` | written from the documentation only |
//!
//! None of them costs a thread or a wake-up while nothing is said. A system that says nothing (no logind, no bus) is no
//! fault: a jump of the clocks tells of sleep too, only not of one shorter than a second, and on macOS and Windows up
//! to half a minute late.

#[cfg(target_os = "linux")]
#[path = "power/linux.rs"]
mod system;
#[cfg(target_os = "macos")]
#[path = "power/macos.rs"]
mod system;
#[cfg(windows)]
#[path = "power/windows.rs"]
mod system;

use std::pin::Pin;

use futures_util::Stream;

/// One word about sleep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// The machine is about to sleep.
    Falling,
    /// It is awake again.
    Awake,
}

/// Everything the system will say. A stream that ends says nothing more.
pub(super) type Words = Pin<Box<dyn Stream<Item = Word> + Send>>;

/// Begins listening. Nothing is opened before the stream is first asked.
pub(super) fn words() -> Words {
    system::words()
}
