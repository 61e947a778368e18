//! What this computer says about itself: language, time zone, operating system.

mod memory;
mod portable;

pub use memory::{be_frugal, give_back, let_go_of_text};
pub use portable::is_portable;

use hemma_engine::words::Lang;
use jiff::tz::TimeZone;

/// Returns what `language = "system"` means here: Swedish where the system is Swedish, else English.
#[must_use]
pub fn language() -> Lang {
    sys_locale::get_locale().map_or(Lang::En, |locale| Lang::of_locale(&locale))
}

/// Returns the local time zone of this moment.
#[must_use]
pub fn time_zone() -> TimeZone {
    TimeZone::try_system().unwrap_or(TimeZone::UTC)
}

/// Returns the operating system's name for the User-Agent, printable ASCII without blanks.
#[must_use]
pub fn os() -> &'static str {
    if cfg!(target_os = "windows") {
        "Windows"
    } else if cfg!(target_os = "macos") {
        "macOS"
    } else {
        "Linux"
    }
}

/// Ends when the system asks the program to leave: SIGTERM or Ctrl-C. Where neither can be heard it never ends, and
/// the menu is the way out.
#[cfg(unix)]
pub async fn asked_to_leave() {
    use tokio::signal::unix::{SignalKind, signal};
    match (
        signal(SignalKind::terminate()),
        signal(SignalKind::interrupt()),
    ) {
        (Ok(mut terminate), Ok(mut interrupt)) => {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
        }
        (Err(error), _) | (_, Err(error)) => {
            tracing::warn!(%error, "signals cannot be heard; end Hemma from its menu");
            std::future::pending().await
        }
    }
}

/// Ends when the system asks the program to leave: Ctrl-C. Where it cannot be heard it never ends.
#[cfg(not(unix))]
pub async fn asked_to_leave() {
    if let Err(error) = tokio::signal::ctrl_c().await {
        tracing::warn!(%error, "Ctrl-C cannot be heard; end Hemma from its menu");
        std::future::pending().await
    }
}
