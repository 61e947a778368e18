//! The body of a request that a person writes, with the placeholders of a template.
//!
//! Bodies are full of braces. Between them a placeholder is one small word (`{ip}`); any other brace stands for itself.

use super::custom::{Piece, Placeholder, SECRET_PARAMETERS, TemplateProblem};

/// Longer bodies are no updates of a name.
const LONGEST: usize = 4096;
/// What stands for a placeholder while a body is checked.
const SAMPLE: &str = "x";
/// How deep JSON may be nested.
const DEEPEST: usize = 16;

/// What a body is, and so how values are written into it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ContentType {
    /// `application/x-www-form-urlencoded`: values are percent-encoded, and a parameter without a value is left out.
    #[default]
    Form,
    /// `application/json`: values are escaped as the inside of a JSON string.
    Json,
    /// `text/plain`: values as they are.
    Text,
}

impl ContentType {
    /// Returns the value of the header.
    #[must_use]
    pub fn header(self) -> &'static str {
        match self {
            Self::Form => "application/x-www-form-urlencoded",
            Self::Json => "application/json",
            Self::Text => "text/plain; charset=utf-8",
        }
    }
}

/// A parsed body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomBody {
    text: String,
    content_type: ContentType,
    /// The parameters of a form; for anything else one part.
    parts: Vec<Vec<Piece>>,
}

impl CustomBody {
    /// Parses a body.
    ///
    /// # Errors
    ///
    /// [`TemplateProblem::UnknownPlaceholder`], [`TemplateProblem::SecretWrittenOut`], or
    /// [`TemplateProblem::Malformed`]: too long, with control characters, or JSON that is none.
    pub fn parse(text: &str, content_type: ContentType) -> Result<Self, TemplateProblem> {
        let text = text.trim();
        let odd = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
        if text.is_empty() || text.len() > LONGEST || text.chars().any(odd) {
            return Err(TemplateProblem::Malformed);
        }
        let parts: Vec<Vec<Piece>> = match content_type {
            ContentType::Form => text
                .split('&')
                .filter(|part| !part.is_empty())
                .map(pieces)
                .collect::<Result<_, _>>()?,
            ContentType::Json | ContentType::Text => vec![pieces(text)?],
        };
        let body = Self {
            text: text.to_owned(),
            content_type,
            parts,
        };
        body.check()?;
        Ok(body)
    }

    fn check(&self) -> Result<(), TemplateProblem> {
        match self.content_type {
            ContentType::Text => Ok(()),
            ContentType::Form => self.parts.iter().try_for_each(|part| {
                let odd = |c: char| c.is_whitespace();
                let plain =
                    |piece: &Piece| !matches!(piece, Piece::Literal(text) if text.contains(odd));
                if !part.iter().all(plain) {
                    return Err(TemplateProblem::Malformed);
                }
                match part.as_slice() {
                    [Piece::Literal(literal)] => match literal.split_once('=') {
                        Some((name, value)) => not_secret(name, value),
                        None => Ok(()),
                    },
                    _ => Ok(()),
                }
            }),
            ContentType::Json => {
                let sample: String = self.parts.iter().flatten().map(sample).collect();
                if Json::is(&sample) {
                    Json::members(&self.text, not_secret)
                } else {
                    Err(TemplateProblem::Malformed)
                }
            }
        }
    }

    /// Returns the body as it was written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns what it is.
    #[must_use]
    pub fn content_type(&self) -> ContentType {
        self.content_type
    }

    /// Returns the parameters of a form in pieces; of anything else one part.
    #[must_use]
    pub fn parts(&self) -> &[Vec<Piece>] {
        &self.parts
    }

    /// Returns whether it names `placeholder` anywhere.
    #[must_use]
    pub fn names(&self, placeholder: Placeholder) -> bool {
        let mut pieces = self.parts.iter().flatten();
        pieces.any(|piece| *piece == Piece::Placeholder(placeholder))
    }
}

fn sample(piece: &Piece) -> &str {
    match piece {
        Piece::Literal(text) => text,
        Piece::Placeholder(_) => SAMPLE,
    }
}

/// A member that carries a secret in every service known must hold a placeholder, or nothing.
fn not_secret(name: &str, value: &str) -> Result<(), TemplateProblem> {
    let known = SECRET_PARAMETERS.contains(&name.to_ascii_lowercase().as_str());
    if known && !value.is_empty() && !value.contains('{') {
        let parameter = name.to_owned();
        return Err(TemplateProblem::SecretWrittenOut { parameter });
    }
    Ok(())
}

fn pieces(text: &str) -> Result<Vec<Piece>, TemplateProblem> {
    let mut found = Vec::new();
    let mut literal = String::new();
    let mut rest = text;
    while let Some(place) = rest.find('{') {
        let (before, from_brace) = rest.split_at(place);
        literal.push_str(before);
        let inside = &from_brace[1..];
        let end = inside.find(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit()));
        let word = match end {
            Some(end) if end > 0 && inside[end..].starts_with('}') => &inside[..end],
            _ => {
                literal.push('{');
                rest = inside;
                continue;
            }
        };
        let known = Placeholder::WORDS.iter().find(|(known, _)| *known == word);
        let Some((_, placeholder)) = known else {
            return Err(TemplateProblem::UnknownPlaceholder {
                word: word.to_owned(),
                allowed: Placeholder::WORDS.map(|(word, _)| word.to_owned()).into(),
            });
        };
        if !literal.is_empty() {
            found.push(Piece::Literal(std::mem::take(&mut literal)));
        }
        found.push(Piece::Placeholder(*placeholder));
        rest = &inside[word.len() + 1..];
    }
    literal.push_str(rest);
    if !literal.is_empty() {
        found.push(Piece::Literal(literal));
    }
    Ok(found)
}

/// Whether a text is JSON (RFC 8259), and nothing else of it: core parses no documents.
struct Json<'a> {
    rest: &'a str,
}

impl<'a> Json<'a> {
    fn is(text: &'a str) -> bool {
        let mut json = Self { rest: text };
        json.value(0).is_some() && json.rest.trim_start().is_empty()
    }

    /// Calls `check` for every `"name": "text"` in a text that is JSON but for its placeholders.
    fn members(
        text: &str,
        check: impl Fn(&str, &str) -> Result<(), TemplateProblem>,
    ) -> Result<(), TemplateProblem> {
        let mut rest = text;
        while let Some(place) = rest.find('"') {
            let mut json = Json {
                rest: &rest[place..],
            };
            let Some(name) = json.string() else {
                return Ok(());
            };
            rest = json.rest;
            let after = rest.trim_start();
            if let Some(value) = after.strip_prefix(':')
                && value.trim_start().starts_with('"')
            {
                let mut value = Json {
                    rest: value.trim_start(),
                };
                if let Some(text) = value.string() {
                    check(name, text)?;
                    rest = value.rest;
                }
            }
        }
        Ok(())
    }

    fn eat(&mut self, mark: char) -> Option<()> {
        self.rest = self.rest.trim_start().strip_prefix(mark)?;
        Some(())
    }

    fn value(&mut self, depth: usize) -> Option<()> {
        if depth > DEEPEST {
            return None;
        }
        self.rest = self.rest.trim_start();
        match self.rest.chars().next()? {
            '{' => self.list('{', '}', |json| {
                json.rest = json.rest.trim_start();
                json.string()?;
                json.eat(':')?;
                json.value(depth + 1)
            }),
            '[' => self.list('[', ']', |json| json.value(depth + 1)),
            '"' => self.string().map(drop),
            _ => self.word(),
        }
    }

    fn list(
        &mut self,
        open: char,
        close: char,
        mut member: impl FnMut(&mut Self) -> Option<()>,
    ) -> Option<()> {
        self.eat(open)?;
        if self.eat(close).is_some() {
            return Some(());
        }
        loop {
            member(self)?;
            if self.eat(',').is_none() {
                return self.eat(close);
            }
        }
    }

    /// Returns the inside of a string, escapes as they stand.
    fn string(&mut self) -> Option<&'a str> {
        let inside = self.rest.strip_prefix('"')?;
        let mut escaped = false;
        for (place, c) in inside.char_indices() {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => {
                    self.rest = &inside[place + 1..];
                    return Some(&inside[..place]);
                }
                c if c.is_control() => return None,
                _ => {}
            }
        }
        None
    }

    fn word(&mut self) -> Option<()> {
        let end = self
            .rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '.')));
        let (word, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        let number = || {
            let digits = word.trim_start_matches('-');
            digits.starts_with(|c: char| c.is_ascii_digit()) && word.parse::<f64>().is_ok()
        };
        (matches!(word, "true" | "false" | "null") || number()).then(|| self.rest = rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(text: &str, content_type: ContentType) -> Option<TemplateProblem> {
        CustomBody::parse(text, content_type).err()
    }

    #[test]
    fn braces_of_json_stand_for_themselves_and_placeholders_do_not() {
        let text =
            r#"{"name": "{hostname}", "data": [{"ip": "{ip}"}, {}], "ttl": 60, "key": "{token}"}"#;
        let body = CustomBody::parse(text, ContentType::Json).expect("good");
        for placeholder in [Placeholder::Hostname, Placeholder::Ip, Placeholder::Secret] {
            assert!(body.names(placeholder));
        }
        assert!(!body.names(Placeholder::Zone));
        assert_eq!(body.text(), text);
    }

    #[test]
    fn what_is_no_json_with_its_placeholders_filled_is_refused() {
        for text in [
            r#"{"ip": {ip}}"#,
            r#"{"ip": "{ip}""#,
            r#"{"ip" "{ip}"}"#,
            r#"["{ip}",]"#,
            r#"{"ip": "{ip}"} more"#,
            "hostname={hostname}",
            "",
        ] {
            let expected = Some(TemplateProblem::Malformed);
            assert_eq!(problem(text, ContentType::Json), expected, "{text}");
        }
        let deep = format!("{}{}", "[".repeat(40), "]".repeat(40));
        assert!(problem(&deep, ContentType::Json).is_some());
        assert!(problem(&"a".repeat(5000), ContentType::Text).is_some());
        assert!(problem("a\u{0}b", ContentType::Text).is_some());
    }

    #[test]
    fn a_secret_that_is_written_out_is_refused() {
        for (text, content_type) in [
            ("host={hostname}&Token=abc", ContentType::Form),
            (
                r#"{"host": "{hostname}", "api_key" : "abc"}"#,
                ContentType::Json,
            ),
        ] {
            let refused = problem(text, content_type);
            assert!(
                matches!(refused, Some(TemplateProblem::SecretWrittenOut { .. })),
                "{refused:?}"
            );
        }
        assert_eq!(problem("token={token}&pass=", ContentType::Form), None);
    }

    #[test]
    fn an_unknown_word_between_braces_is_told() {
        for content_type in [ContentType::Form, ContentType::Text] {
            let refused = problem("a={hostnam}", content_type);
            assert!(
                matches!(&refused, Some(TemplateProblem::UnknownPlaceholder { word, .. }) if word == "hostnam"),
                "{refused:?}"
            );
        }
    }
}
