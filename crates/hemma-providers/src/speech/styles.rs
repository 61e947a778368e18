//! How answers are read that are not words of dyndns2: each is turned into lines of them, and the rest is common.

use hemma_core::settings::{CustomAnswer, Profile};
use hemma_core::verdict::Refusal;
use std::net::IpAddr;

use super::dialect::{Dialect, Phrase, Place, Style};
use crate::dyndns2::{Addresses, Line, Reach, Sense, Word};

const GOOD: Word = Word::new(Sense::Good, Reach::Name);
const NO_CHANGE: Word = Word::new(Sense::NoChange, Reach::Name);

/// How the answers to one exchange are listened to.
#[derive(Clone, Debug)]
pub(crate) struct Ear {
    style: Style,
    /// The person's own words, at a custom service.
    success: Vec<String>,
    no_change: Vec<String>,
}

impl Ear {
    pub(super) fn of(dialect: &Dialect, profile: &Profile) -> Self {
        let with = |style| Self {
            style,
            success: Vec::new(),
            no_change: Vec::new(),
        };
        match (
            dialect.style,
            profile.custom.as_ref().map(|own| &own.answer),
        ) {
            (Style::Own, Some(CustomAnswer::Text { success, no_change })) => Self {
                style: Style::Own,
                success: success.clone(),
                no_change: no_change.clone(),
            },
            (Style::Own, Some(CustomAnswer::Status)) => with(Style::Status(&[])),
            (Style::Own, _) => with(Style::Dyndns2),
            (style, _) => with(style),
        }
    }

    /// Returns whether an answer without a known word is a page, or another protocol, that somebody else wrote.
    pub(crate) fn is_markup(&self, body: &str, line: &str) -> bool {
        match self.style {
            // These answer in tags themselves.
            Style::ErrCount | Style::Codes(_) => {
                let start: String = body.trim_start().chars().take(9).collect();
                let start = start.to_ascii_lowercase();
                start.starts_with("<html") || start.starts_with("<!doctype")
            }
            Style::PhrasesAnywhere(_) => false,
            Style::Dyndns2 | Style::OkKo | Style::Status(_) | Style::Phrases(_) | Style::Own => {
                line.starts_with(['<', '{'])
            }
        }
    }

    /// Turns an answer into lines: one per name in dyndns2, one for all elsewhere.
    pub(crate) fn lines(&self, dialect: &Dialect, status: u16, text: &str) -> Vec<Line> {
        let rows: Vec<&str> = text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .collect();
        let first = rows.first().copied().unwrap_or("");
        match self.style {
            Style::Dyndns2 => rows.iter().map(|row| Line::of(dialect, row)).collect(),
            Style::OkKo => ok_ko(&rows),
            Style::Status(good) => by_status(good, status, first),
            Style::Phrases(phrases) => one(first, phrase(phrases, first)),
            Style::PhrasesAnywhere(phrases) => anywhere(phrases, text),
            Style::ErrCount => err_count(text),
            Style::Codes(codes) => rows.iter().map(|row| code(codes, row)).collect(),
            Style::Own => {
                let begins =
                    |words: &[String]| words.iter().any(|word| first.starts_with(word.as_str()));
                let word = if begins(&self.no_change) {
                    Some(NO_CHANGE)
                } else {
                    begins(&self.success).then_some(GOOD)
                };
                one(first, word.map(|word| (word, Addresses::None)))
            }
        }
    }
}

/// The one line of an answer; none when there is no text.
fn one(text: &str, heard: Option<(Word, Addresses)>) -> Vec<Line> {
    if text.is_empty() {
        return Vec::new();
    }
    let (word, addresses) = match heard {
        Some((word, addresses)) => (Some(word), addresses),
        None => (None, Addresses::None),
    };
    vec![Line {
        text: text.to_owned(),
        word,
        addresses,
    }]
}

/// DuckDNS: "`OK`, IPv4, IPv6, `UPDATED`/`NOCHANGE` on four lines (addresses may be blank)"; `KO` without a reason, which
/// is a wrong token or a wrong name.
fn ok_ko(rows: &[&str]) -> Vec<Line> {
    let Some((first, rest)) = rows.split_first() else {
        return Vec::new();
    };
    let word = match *first {
        "OK" if rest.contains(&"NOCHANGE") => Some(NO_CHANGE),
        "OK" => Some(GOOD),
        "KO" => Some(Word::refused(Refusal::LoginRefused, Reach::Name)),
        _ => None,
    };
    let told: Vec<IpAddr> = rest.iter().filter_map(|row| row.parse().ok()).collect();
    let addresses = if told.is_empty() {
        Addresses::None
    } else {
        Addresses::Some(told)
    };
    vec![Line {
        text: rows.join(" "),
        word,
        addresses,
    }]
}

fn by_status(good: &[u16], status: u16, first: &str) -> Vec<Line> {
    let is_good = if good.is_empty() {
        (200..=299).contains(&status)
    } else {
        good.contains(&status)
    };
    // A page where a status was enough: somebody in between wrote it.
    let word = (is_good && !first.starts_with('<')).then_some(GOOD);
    if word.is_none() && first.is_empty() {
        return Vec::new();
    }
    vec![Line {
        text: first.to_owned(),
        word,
        addresses: Addresses::None,
    }]
}

fn phrase(phrases: &[Phrase], line: &str) -> Option<(Word, Addresses)> {
    let found = phrases.iter().find(|phrase| holds(phrase, line))?;
    let behind = found
        .address_after
        .and_then(|marker| line.split_once(marker))
        .and_then(|(_, rest)| rest.split([' ', ',']).find(|token| !token.is_empty()));
    let addresses = match behind.map(str::parse::<IpAddr>) {
        Some(Ok(address)) => Addresses::Some(vec![address.to_canonical()]),
        // A number with other decoration: what the phrase says still counts.
        Some(Err(_)) | None => Addresses::None,
    };
    Some((found.word, addresses))
}

fn holds(phrase: &Phrase, line: &str) -> bool {
    let text = phrase.text;
    match phrase.place {
        Place::Begins => {
            let same = line
                .get(..text.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(text));
            let next = line.get(text.len()..).and_then(|rest| rest.chars().next());
            same && (text.ends_with(' ') || next.is_none_or(|next| !next.is_alphanumeric()))
        }
        Place::Ends => line
            .len()
            .checked_sub(text.len())
            .and_then(|start| line.get(start..))
            .is_some_and(|end| end.eq_ignore_ascii_case(text)),
    }
}

/// The first line, markup aside, that holds a phrase; else the first line of all.
fn anywhere(phrases: &[Phrase], text: &str) -> Vec<Line> {
    let mut plain = String::with_capacity(text.len());
    let mut inside = false;
    for character in text.chars() {
        match character {
            '<' => inside = true,
            '>' if inside => {
                inside = false;
                plain.push('\n');
            }
            character if !inside => plain.push(character),
            _ => {}
        }
    }
    let rows: Vec<&str> = plain
        .lines()
        .map(str::trim)
        .filter(|row| !row.is_empty())
        .collect();
    let heard = rows
        .iter()
        .find_map(|row| phrase(phrases, row).map(|heard| (*row, heard)));
    match heard {
        Some((row, heard)) => one(row, Some(heard)),
        None => one(rows.first().copied().unwrap_or(""), None),
    }
}

/// Namecheap: XML whose prolog claims UTF-16 and is not; HTTP 200 with `<ErrCount>` above 0 is a refusal.
fn err_count(text: &str) -> Vec<Line> {
    let Some(count) = element(text, "ErrCount") else {
        return one(text.lines().next().unwrap_or("").trim(), None);
    };
    if count == "0" {
        let told = element(text, "IP").and_then(|ip| ip.parse().ok());
        let addresses = told.map_or(Addresses::None, |ip| Addresses::Some(vec![ip]));
        return one("ErrCount 0", Some((GOOD, addresses)));
    }
    let why = element(text, "Err1").unwrap_or("");
    let about_login = why.to_ascii_lowercase().starts_with("password");
    let word = if about_login {
        Word::refused(Refusal::LoginRefused, Reach::Profile)
    } else {
        Word::refused(Refusal::RequestRefused, Reach::Name)
    };
    let text = format!("ErrCount {count} {why}");
    one(text.trim_end(), Some((word, Addresses::None)))
}

fn element<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(&format!("<{name}>"))?;
    let (inside, _) = rest.split_once(&format!("</{name}>"))?;
    Some(inside.trim())
}

/// ZoneEdit: `<SUCCESS CODE="200" TEXT="…" ZONE="…" IP="…">`, `<ERROR CODE="702" …>`.
fn code(codes: &[(&'static str, Word)], row: &str) -> Line {
    let attribute = |name: &str| {
        let (_, rest) = row.split_once(&format!(" {name}=\""))?;
        rest.split_once('"').map(|(value, _)| value)
    };
    let tag = row
        .strip_prefix('<')
        .and_then(|row| row.split([' ', '>']).next());
    let key = tag
        .zip(attribute("CODE"))
        .map(|(tag, code)| format!("{tag} {code}"));
    let word = key.and_then(|key| {
        let known = codes.iter().find(|(listed, _)| *listed == key);
        known.map(|(_, word)| *word)
    });
    let told = attribute("IP").and_then(|ip| ip.parse().ok());
    Line {
        text: row.to_owned(),
        word,
        addresses: told.map_or(Addresses::None, |ip| Addresses::Some(vec![ip])),
    }
}
