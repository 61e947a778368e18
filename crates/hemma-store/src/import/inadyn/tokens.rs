//! From text to tokens, as libConfuse cuts them (`lexer.l`).

use hemma_engine::messages::{ImportMistake, ImportProblem};

use crate::import::gather::Text;
use crate::import::mistake;

/// One token with its line.
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) line: u32,
}

pub(super) enum Kind {
    Word {
        text: Text,
        /// Part of it is in the environment.
        from_environment: bool,
    },
    Equals,
    Comma,
    Open,
    Close,
    /// `(` or `)`: only around the name of an included file.
    Parenthesis,
}

/// What ends a word without quotation marks.
const ENDS: &[char] = &[
    ' ', '#', '"', '\'', '\t', '\n', '\r', '=', '{', '}', '(', ')', '+', ',', '*',
];

/// The longest name of a variable, with what stands in for it.
const LONGEST_NAME: usize = 128;

struct Lexer<'a> {
    rest: &'a str,
    line: u32,
}

pub(super) fn tokens(text: &str) -> Result<Vec<Token>, ImportProblem> {
    let mut lexer = Lexer {
        rest: text,
        line: 1,
    };
    let mut tokens = Vec::new();
    while let Some(token) = lexer.next_token()? {
        tokens.push(token);
    }
    Ok(tokens)
}

impl Lexer<'_> {
    fn take(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.rest = &self.rest[c.len_utf8()..];
        if c == '\n' {
            self.line += 1;
        }
        Some(c)
    }

    fn next_token(&mut self) -> Result<Option<Token>, ImportProblem> {
        loop {
            let line = self.line;
            let Some(c) = self.rest.chars().next() else {
                return Ok(None);
            };
            let kind = match c {
                '#' => {
                    self.skip_line();
                    continue;
                }
                '/' if self.rest.starts_with("//") => {
                    self.skip_line();
                    continue;
                }
                '/' if self.rest.starts_with("/*") => {
                    self.skip_comment(line)?;
                    continue;
                }
                '{' => self.sign(Kind::Open),
                '}' => self.sign(Kind::Close),
                '(' | ')' => self.sign(Kind::Parenthesis),
                '=' => self.sign(Kind::Equals),
                ',' => self.sign(Kind::Comma),
                '+' if self.rest.starts_with("+=") => {
                    self.take();
                    self.sign(Kind::Equals)
                }
                '"' => self.double_quoted(line)?,
                '\'' => self.single_quoted(line)?,
                c if ENDS.contains(&c) || c == '\u{c}' => {
                    self.take();
                    continue;
                }
                _ => self.word(),
            };
            return Ok(Some(Token { kind, line }));
        }
    }

    fn sign(&mut self, kind: Kind) -> Kind {
        self.take();
        kind
    }

    fn skip_line(&mut self) {
        while self.rest.starts_with(|c| c != '\n') {
            self.take();
        }
    }

    fn skip_comment(&mut self, line: u32) -> Result<(), ImportProblem> {
        while !self.rest.starts_with("*/") {
            if self.take().is_none() {
                return Err(mistake(line, ImportMistake::CommentNotClosed));
            }
        }
        self.take();
        self.take();
        Ok(())
    }

    fn word(&mut self) -> Kind {
        if let Some(named) = self.environment() {
            return Kind::Word {
                text: named,
                from_environment: true,
            };
        }
        let mut text = Text::default();
        while let Some(c) = self.rest.chars().next() {
            if ENDS.contains(&c) {
                break;
            }
            text.push(c);
            self.take();
        }
        Kind::Word {
            text,
            from_environment: false,
        }
    }

    /// Takes `${NAME}` or `${NAME:-else}` and returns what is in the file of it.
    fn environment(&mut self) -> Option<Text> {
        let inside = self.rest.strip_prefix("${")?;
        // No name is longer; looking to the end of the file each time would take for ever.
        let end = inside.char_indices().take(LONGEST_NAME);
        let (end, _) = end.into_iter().find(|(_, c)| *c == '}')?;
        let inside = &inside[..end];
        let otherwise = inside.split_once(":-").map_or("", |(_, text)| text);
        let text = Text::new(otherwise.to_owned());
        for _ in 0..inside.chars().count() + "${}".len() {
            self.take();
        }
        Some(text)
    }

    fn double_quoted(&mut self, line: u32) -> Result<Kind, ImportProblem> {
        self.take();
        let mut text = Text::default();
        let mut from_environment = false;
        loop {
            if let Some(named) = self.environment() {
                from_environment = true;
                text.push_str(&named);
                continue;
            }
            match self.take() {
                None => return Err(mistake(line, ImportMistake::QuoteNotClosed)),
                Some('"') => break,
                Some('\\') => self.escape(&mut text),
                Some(c) => text.push(c),
            }
        }
        Ok(Kind::Word {
            text,
            from_environment,
        })
    }

    /// Reads what follows a backslash between double quotation marks.
    fn escape(&mut self, text: &mut Text) {
        let digits = |rest: &str, most: usize, radix: u32| {
            let digits = rest.chars().take(most).take_while(|c| c.is_digit(radix));
            digits.collect::<String>()
        };
        let octal = digits(self.rest, 3, 8);
        if !octal.is_empty() {
            self.number(&octal, 8, text);
            return;
        }
        match self.take() {
            Some('x') => {
                let hexadecimal = digits(self.rest, 2, 16);
                self.number(&hexadecimal, 16, text);
            }
            Some('n') => text.push('\n'),
            Some('r') => text.push('\r'),
            Some('t') => text.push('\t'),
            Some('\n') | None => {}
            Some(c) => text.push(c),
        }
    }

    fn number(&mut self, digits: &str, radix: u32, text: &mut Text) {
        for _ in 0..digits.len() {
            self.take();
        }
        let code = u32::from_str_radix(digits, radix).ok();
        text.extend(code.and_then(char::from_u32));
    }

    fn single_quoted(&mut self, line: u32) -> Result<Kind, ImportProblem> {
        self.take();
        let mut text = Text::default();
        loop {
            match self.take() {
                None => return Err(mistake(line, ImportMistake::QuoteNotClosed)),
                Some('\'') => break,
                Some('\\') => match self.take() {
                    Some(c @ ('\\' | '\'')) => text.push(c),
                    Some('\n') | None => {}
                    Some(c) => {
                        text.push('\\');
                        text.push(c);
                    }
                },
                Some(c) => text.push(c),
            }
        }
        Ok(Kind::Word {
            text,
            from_environment: false,
        })
    }
}
