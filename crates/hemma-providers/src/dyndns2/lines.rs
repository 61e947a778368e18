//! From bytes to lines, and from a line to a word and addresses (`dyndns2-services.md` §1.1, `noip-update.md` §5.2).

use std::net::IpAddr;

use super::Word;
use crate::exchange::Response;
use crate::speech::{Dialect, Ear};

/// No answer of this family is longer; what is, was written by somebody else.
const LONGEST_BODY: usize = 16 * 1024;

/// An answer, taken apart.
pub(super) struct Answer {
    pub(super) lines: Vec<Line>,
    /// The first line begins with `<` or `{`: a page or another protocol, not words.
    pub(super) markup: bool,
    /// Something was cut off.
    pub(super) cut: bool,
}

/// One line.
pub(crate) struct Line {
    pub(crate) text: String,
    pub(crate) word: Option<Word>,
    pub(crate) addresses: Addresses,
}

/// What follows the word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Addresses {
    /// Nothing.
    None,
    /// Only addresses.
    Some(Vec<IpAddr>),
    /// Something else.
    Unreadable,
}

impl Answer {
    pub(super) fn of(dialect: &Dialect, ear: &Ear, response: &Response) -> Self {
        let cut = response.truncated || response.body.len() > LONGEST_BODY;
        let body = response.body.get(..LONGEST_BODY).unwrap_or(&response.body);
        let text = String::from_utf8_lossy(body);
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let lines = ear.lines(dialect, response.status, text);
        let markup = lines
            .first()
            .is_some_and(|line| line.word.is_none() && ear.is_markup(text, &line.text));
        Self { lines, markup, cut }
    }

    /// Returns the word the whole answer begins with.
    pub(super) fn first_word(&self) -> Option<Word> {
        self.lines.first().and_then(|line| line.word)
    }
}

impl Line {
    pub(crate) fn of(dialect: &Dialect, line: &str) -> Self {
        let tokens: Vec<&str> = line.split_whitespace().collect();
        let (word, taken) = match dialect.word(&tokens) {
            Some((word, taken)) => (Some(word), taken),
            None => (None, 1),
        };
        Self {
            text: line.to_owned(),
            word,
            addresses: Addresses::of(tokens.get(taken).copied()),
        }
    }

    pub(super) fn is_success(&self) -> bool {
        self.word.is_some_and(Word::is_success)
    }
}

impl Addresses {
    fn of(token: Option<&str>) -> Self {
        let Some(token) = token else {
            return Self::None;
        };
        let parsed: Result<Vec<IpAddr>, _> = token
            .split(',')
            .filter(|part| !part.is_empty())
            .map(|part| part.parse::<IpAddr>().map(|address| address.to_canonical()))
            .collect();
        match parsed {
            Ok(addresses) if !addresses.is_empty() => Self::Some(addresses),
            _ => Self::Unreadable,
        }
    }
}
