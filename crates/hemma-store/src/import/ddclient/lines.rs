//! From lines to statements: `[option=value, …] [host[,host…] [login [password]]]`.

use std::collections::BTreeMap;

use hemma_engine::messages::{ImportMistake, ImportProblem};
use zeroize::Zeroizing;

use super::{Options, Value};
use crate::import::{mistake, numbered};

/// One statement.
#[derive(Default)]
pub(super) struct Statement {
    /// The line it begins in.
    pub(super) line: u32,
    /// Its options.
    pub(super) options: Options,
    /// The names they are for; none when they are for everything that follows.
    pub(super) hosts: Vec<String>,
    /// Options whose value is in the environment.
    pub(super) from_environment: Vec<(String, u32)>,
    /// Lines with a password that ddclient takes together with a comma or quotation marks.
    pub(super) marked_passwords: Vec<u32>,
}

/// A character with its line.
type Letter = (char, u32);

/// Passwords of one statement, by the name of their option. They have rules of their own: `#` may be in them.
type Passwords = BTreeMap<String, Zeroizing<String>>;

pub(super) fn statements(text: &str) -> Result<Vec<Statement>, ImportProblem> {
    let mut statements = Vec::new();
    let mut letters: Vec<Letter> = Vec::new();
    let mut passwords = Passwords::new();
    let mut goes_on = None;
    for (number, line) in numbered(text) {
        let line = take_password(line, &mut passwords);
        let line = line.split('#').next().unwrap_or_default();
        let trimmed = line.trim_end();
        let more = trimmed.strip_suffix('\\');
        letters.extend(more.unwrap_or(line).chars().map(|c| (c, number)));
        if more.is_some() {
            goes_on = Some(number);
            continue;
        }
        goes_on = None;
        if letters.iter().any(|(c, _)| !c.is_whitespace()) {
            statements.push(statement(&letters, &passwords)?);
        }
        letters.clear();
        passwords.clear();
    }
    match goes_on {
        Some(line) => Err(mistake(line, ImportMistake::GoesOnNowhere)),
        None => Ok(statements),
    }
}

/// Takes the password out of a line and leaves a stand-in, as ddclient does before it removes comments: the last option
/// whose name ends in `password`; its value ends at white space, or with single quotes at the last of them.
fn take_password(line: &str, passwords: &mut Passwords) -> String {
    const WORD: &str = "password";
    let comment = line.find('#').unwrap_or(line.len());
    for (place, _) in line.rmatch_indices(WORD) {
        let before = &line[..place];
        let behind = line[place + WORD.len()..].trim_start();
        let Some(value) = behind.strip_prefix('=').map(str::trim_start) else {
            continue;
        };
        if comment < place {
            continue;
        }
        let (value, tail) = if let Some(quoted) = value.strip_prefix('\'') {
            let Some(end) = quoted.rfind('\'') else {
                continue;
            };
            (&quoted[..end], &quoted[end + 1..])
        } else {
            let end = value.find(char::is_whitespace).unwrap_or(value.len());
            value.split_at(end)
        };
        if value.is_empty() && !behind.contains('\'') {
            continue;
        }
        let name = before.rfind(|c: char| c.is_whitespace() || c == ',');
        let start = name.map_or(0, |last| {
            last + before[last..].chars().next().map_or(1, char::len_utf8)
        });
        let name = format!("{}{WORD}", &before[start..]).to_ascii_lowercase();
        passwords.insert(name, Zeroizing::new(value.to_owned()));
        // ddclient writes a word in its place, too.
        return format!("{before}{WORD}=dummy{tail}");
    }
    line.to_owned()
}

fn statement(letters: &[Letter], passwords: &Passwords) -> Result<Statement, ImportProblem> {
    let line = letters
        .iter()
        .find(|(c, _)| !c.is_whitespace())
        .map_or(1, |(_, line)| *line);
    let mut statement = Statement {
        line,
        ..Statement::default()
    };
    let mut rest = letters;
    while let Some((name, name_line, after)) = option_name(rest) {
        let (text, after) = option_value(after)?;
        rest = after;
        if let Some(name) = name.strip_suffix("_env") {
            let taken = (name.to_owned(), name_line);
            statement.from_environment.push(taken);
            continue;
        }
        let text = match passwords.get(&name) {
            Some(password) => {
                let marked = password.ends_with(',') || password.starts_with('"');
                if marked && name == "password" {
                    statement.marked_passwords.push(name_line);
                }
                password.clone()
            }
            None => text,
        };
        let value = Value {
            text,
            line: name_line,
        };
        statement.options.insert(name, value);
    }
    let rest: Zeroizing<String> = Zeroizing::new(rest.iter().map(|(c, _)| *c).collect());
    place_words(&rest, &mut statement);
    Ok(statement)
}

/// Reads `host,host login password` behind the options.
fn place_words(rest: &str, statement: &mut Statement) {
    let mut joined = Zeroizing::new(String::new());
    for (place, part) in rest.split(',').enumerate() {
        if place > 0 {
            joined.push(',');
        }
        joined.push_str(part.trim());
    }
    let mut words = joined.split_whitespace();
    let hosts = words.next().unwrap_or_default();
    let line = statement.line;
    for name in ["login", "password"] {
        if let Some(word) = words.next() {
            let text = Zeroizing::new(word.to_owned());
            statement
                .options
                .insert(name.to_owned(), Value { text, line });
        }
    }
    let option = statement.options.remove("host");
    let option = option.map(|value| value.text).unwrap_or_default();
    let all = hosts.split(',').chain(option.split(','));
    let all = all.map(str::trim).filter(|host| !host.is_empty());
    statement.hosts = all.map(str::to_owned).collect();
}

/// Returns the name of the option that comes next, its line, and what follows the equals sign.
fn option_name(letters: &[Letter]) -> Option<(String, u32, &[Letter])> {
    let start = letters
        .iter()
        .position(|(c, _)| !(c.is_whitespace() || *c == ','))?;
    let letters = &letters[start..];
    let line = letters[0].1;
    let of_name = |(place, (c, _)): (usize, &Letter)| -> bool {
        if place == 0 {
            c.is_ascii_alphabetic()
        } else {
            c.is_ascii_alphanumeric() || matches!(c, '_' | '-')
        }
    };
    let end = letters
        .iter()
        .enumerate()
        .position(|letter| !of_name(letter))?;
    if end == 0 || letters[end].0 != '=' {
        return None;
    }
    let name = letters[..end].iter().map(|(c, _)| c.to_ascii_lowercase());
    Some((name.collect(), line, &letters[end + 1..]))
}

/// Reads a value: quoted parts, and a backslash before what is meant as it stands.
fn option_value(letters: &[Letter]) -> Result<(Zeroizing<String>, &[Letter]), ImportProblem> {
    let mut value = Zeroizing::new(String::new());
    let mut quote: Option<Letter> = None;
    let mut escaped = false;
    let mut place = 0;
    while let Some(&(c, line)) = letters.get(place) {
        match quote {
            _ if escaped => {
                value.push(c);
                escaped = false;
            }
            _ if c == '\\' => escaped = true,
            Some((open, _)) if c == open => quote = None,
            None if matches!(c, '\'' | '"') => quote = Some((c, line)),
            None if c.is_whitespace() || c == ',' => break,
            _ => value.push(c),
        }
        place += 1;
    }
    match quote {
        Some((_, line)) => Err(mistake(line, ImportMistake::QuoteNotClosed)),
        None => Ok((value, &letters[place..])),
    }
}
