//! What this computer says about itself: language, time zone, operating system.

use hemma_engine::words::Lang;
use jiff::tz::TimeZone;

/// Returns what `language = "system"` means here: Swedish where the system is Swedish, else English.
#[must_use]
pub fn language() -> Lang {
    match sys_locale::get_locale() {
        Some(locale) if locale.to_ascii_lowercase().starts_with("sv") => Lang::Sv,
        _ => Lang::En,
    }
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
