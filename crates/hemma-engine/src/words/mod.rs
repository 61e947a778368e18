//! Sentences for people, in English and Swedish side by side: a line that lacks one of them does not compile.
//!
//! A sentence says what happened, what Hemma does meanwhile, and what you can do. "Could not confirm" is for writes,
//! "could not read" for reads. Nothing here decides anything. `tests/copy-deck.txt` shows every sentence.

/// Formats one sentence in the voice's language.
macro_rules! say {
    ($voice:expr, $en:literal, $sv:literal $(,)?) => {
        match $voice.lang() {
            $crate::words::Lang::En => format!($en),
            $crate::words::Lang::Sv => format!($sv),
        }
    };
}

mod api;
mod command_line;
mod conditions;
mod doctor;
mod headline;
mod history;
mod home;
mod import;
mod ipv6;
mod notices;
mod reasons;
mod refusals;
mod report;
mod services;
mod settings;
mod status;
mod templates;
mod time;
mod tray;
mod voices;

pub(crate) use report::Part;

use std::fmt;

use hemma_core::address::Family;
use hemma_core::settings::Language;
use jiff::tz::TimeZone;

/// A language Hemma speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Swedish.
    Sv,
}

impl Lang {
    /// Both, for tests and choices.
    pub const ALL: [Self; 2] = [Self::En, Self::Sv];

    /// Returns the language that the settings ask for.
    #[must_use]
    pub fn choose(wish: Language, system: Self) -> Self {
        match wish {
            Language::System => system,
            Language::En => Self::En,
            Language::Sv => Self::Sv,
        }
    }

    /// Reads a locale such as `sv_SE.UTF-8`. Whatever is not Swedish is English.
    #[must_use]
    pub fn of_locale(locale: &str) -> Self {
        let language = locale.split(['_', '-', '.', '@']).next().unwrap_or("");
        if language.eq_ignore_ascii_case("sv") {
            Self::Sv
        } else {
            Self::En
        }
    }
}

/// Who speaks: a language, and the time zone for clock times.
#[derive(Clone)]
pub struct Voice {
    lang: Lang,
    zone: TimeZone,
}

impl Voice {
    /// Builds a voice.
    #[must_use]
    pub fn new(lang: Lang, zone: TimeZone) -> Self {
        Self { lang, zone }
    }

    /// Returns its language.
    #[must_use]
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// Returns how a family is called.
    #[must_use]
    pub fn family(&self, family: Family) -> &'static str {
        match family {
            Family::Ipv4 => "IPv4",
            Family::Ipv6 => "IPv6",
        }
    }
}

impl fmt::Debug for Voice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Voice({:?})", self.lang)
    }
}

/// Joins words with commas.
fn list<T: fmt::Display>(things: &[T]) -> String {
    let words: Vec<String> = things.iter().map(ToString::to_string).collect();
    words.join(", ")
}
