//! Clock times and spans, in the 24-hour clock of both languages.

use hemma_core::time::Timestamp;

use super::{Lang, Voice};

const MONTHS_EN: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];
const MONTHS_SV: [&str; 12] = [
    "jan", "feb", "mars", "apr", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec",
];

impl Voice {
    /// Returns a moment as a clock time, with the day when it is not the day of `now`: `15:00`, `22 Nov 07:00`.
    #[must_use]
    pub fn moment(&self, at: Timestamp, now: Timestamp) -> String {
        let at = at.to_zoned(self.zone.clone());
        let now = now.to_zoned(self.zone.clone());
        let clock = format!("{:02}:{:02}", at.hour(), at.minute());
        if at.date() == now.date() {
            return clock;
        }
        let day = at.day();
        let month = self.month(at.month());
        if at.year() == now.year() {
            format!("{day} {month} {clock}")
        } else {
            format!("{day} {month} {} {clock}", at.year())
        }
    }

    /// Returns date and time to the second, for lists: `2026-11-21 15:04:05` in local time.
    #[must_use]
    pub fn stamp(&self, at: Timestamp) -> String {
        let at = at.to_zoned(self.zone.clone());
        format!(
            "{:04}-{:02}-{:02} {:02}:{:02}:{:02}",
            at.year(),
            at.month(),
            at.day(),
            at.hour(),
            at.minute(),
            at.second()
        )
    }

    fn month(&self, month: i8) -> &'static str {
        let place = usize::try_from(month).unwrap_or(1).saturating_sub(1);
        let months = match self.lang() {
            Lang::En => &MONTHS_EN,
            Lang::Sv => &MONTHS_SV,
        };
        months.get(place).copied().unwrap_or("")
    }

    /// Returns a span in the largest unit that fits, rounded down: `3 minutes`, `1 timme`.
    #[must_use]
    pub fn span_seconds(&self, seconds: u32) -> String {
        let minutes = seconds / 60;
        let hours = minutes / 60;
        let days = hours / 24;
        match (days, hours, minutes, seconds) {
            (0, 0, 0, 1) => say!(self, "1 second", "1 sekund"),
            (0, 0, 0, _) => say!(self, "{seconds} seconds", "{seconds} sekunder"),
            (0, 0, 1, _) => say!(self, "1 minute", "1 minut"),
            (0, 0, _, _) => say!(self, "{minutes} minutes", "{minutes} minuter"),
            (0, 1, _, _) => say!(self, "1 hour", "1 timme"),
            (0, _, _, _) => say!(self, "{hours} hours", "{hours} timmar"),
            (1, _, _, _) => say!(self, "1 day", "1 dygn"),
            _ => say!(self, "{days} days", "{days} dygn"),
        }
    }

    /// Returns a short span as people say it: `0.8 s`, `12 s`, `3 minutes`.
    #[must_use]
    pub fn span_ms(&self, ms: u32) -> String {
        let seconds = ms / 1000;
        let tenths = ms % 1000 / 100;
        match seconds {
            0..10 => say!(self, "{seconds}.{tenths} s", "{seconds},{tenths} s"),
            10..60 => format!("{seconds} s"),
            _ => self.span_seconds(seconds),
        }
    }
}
