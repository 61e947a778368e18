//! From text to draft, with every mistake and its line.

use std::collections::BTreeMap;
use std::ops::Range;

use hemma_core::settings::{
    Catalog, FieldPath, FieldProblem, ProblemKind, Settings, SettingsDraft, nearest,
};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::fields::{Field, Section};

/// What one reading of the text gave.
#[derive(Debug)]
pub(super) struct Reading {
    /// As far as it could be read.
    pub(super) draft: SettingsDraft,
    /// What is wrong with the text itself: syntax, unknown keys, wrong kinds of value.
    pub(super) mistakes: Vec<FieldProblem>,
    lines: BTreeMap<String, u32>,
}

/// Reads the text. Never stops at the first mistake.
pub(super) fn read(text: &str) -> Reading {
    let (document, errors) = DeTable::parse_recoverable(text);
    let mut reader = Reader {
        text,
        mistakes: Vec::new(),
        lines: BTreeMap::new(),
    };
    for error in &errors {
        let line = error.span().map(|span| reader.line(span.start));
        // After a line that is no TOML the parser reports what it trips over next; one message per line is enough.
        if reader.mistakes.iter().all(|known| known.line != line) {
            reader.mistakes.push(FieldProblem {
                path: FieldPath::default(),
                problem: ProblemKind::Syntax {
                    message: error.message().to_owned(),
                },
                line,
            });
        }
    }
    if let Some(offset) = text.find(char::REPLACEMENT_CHARACTER) {
        // Whoever decoded the file put this where bytes are no text. Saving would lose them, so they must be mended.
        let line = reader.line(offset);
        let message = "not UTF-8 text".to_owned();
        reader.mistake(FieldPath::default(), ProblemKind::Syntax { message }, line);
    }
    let mut draft = SettingsDraft::default();
    reader.section(document.get_ref(), &mut draft, &FieldPath::default());
    let Reader {
        mut mistakes,
        lines,
        ..
    } = reader;
    mistakes.sort_by_key(|mistake| mistake.line);
    Reading {
        draft,
        mistakes,
        lines,
    }
}

impl Reading {
    /// Checks the draft and returns settings, or everything that is wrong, in the order of the file.
    pub(super) fn check(&self, catalog: &Catalog) -> Result<Settings, Vec<FieldProblem>> {
        let checked = self.draft.check(catalog);
        if self.mistakes.is_empty() {
            return checked.map_err(|problems| self.with_lines(problems));
        }
        let mut all = self.mistakes.clone();
        let broken = |mistake: &FieldProblem| matches!(mistake.problem, ProblemKind::Syntax { .. });
        // What a broken text lacks may stand in the lines that could not be read.
        if !self.mistakes.iter().any(broken) {
            let known: Vec<FieldPath> = all.iter().map(|mistake| mistake.path.clone()).collect();
            let news = checked.err().unwrap_or_default();
            all.extend(
                self.with_lines(news)
                    .into_iter()
                    .filter(|problem| !known.iter().any(|path| explains(path, &problem.path))),
            );
        }
        all.sort_by_key(|problem| problem.line);
        Err(all)
    }

    /// Gives each problem the line of its field, or of the nearest table around it.
    fn with_lines(&self, mut problems: Vec<FieldProblem>) -> Vec<FieldProblem> {
        for problem in &mut problems {
            problem.line = (0..=problem.path.0.len())
                .rev()
                .map(|length| FieldPath(problem.path.0[..length].to_vec()))
                .find_map(|path| self.lines.get(&path.to_string()).copied());
        }
        problems.sort_by_key(|problem| problem.line);
        problems
    }
}

/// Returns whether a mistake at one path already explains a problem at the other: the same field, or inside it.
fn explains(mistake: &FieldPath, problem: &FieldPath) -> bool {
    problem.0.starts_with(&mistake.0)
}

struct Reader<'t> {
    text: &'t str,
    mistakes: Vec<FieldProblem>,
    lines: BTreeMap<String, u32>,
}

impl Reader<'_> {
    fn line(&self, offset: usize) -> u32 {
        let before = &self.text.as_bytes()[..offset.min(self.text.len())];
        let breaks = before.iter().filter(|byte| **byte == b'\n').count();
        u32::try_from(breaks).unwrap_or(u32::MAX - 1) + 1
    }

    fn section(&mut self, table: &DeTable<'_>, section: &mut dyn Section, path: &FieldPath) {
        let mut fields: BTreeMap<&str, Field<'_>> = section.fields().into_iter().collect();
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            let path = path.key(name);
            let line = self.line(key.span().start);
            self.lines.insert(path.to_string(), line);
            match fields.get_mut(name) {
                Some(field) => self.field(value, field, &path, line),
                None => {
                    let meant = nearest(name, fields.keys().copied()).map(str::to_owned);
                    self.mistake(path, ProblemKind::UnknownKey { meant }, line);
                }
            }
        }
    }

    fn field(
        &mut self,
        value: &Spanned<DeValue<'_>>,
        field: &mut Field<'_>,
        path: &FieldPath,
        line: u32,
    ) {
        let expected = match (field, value.get_ref()) {
            (Field::Text(place) | Field::Duration(place), DeValue::String(text)) => {
                **place = Some(text.clone().into_owned());
                return;
            }
            (Field::Truth(place), DeValue::Boolean(truth)) => {
                **place = Some(*truth);
                return;
            }
            (Field::Number(place), DeValue::Integer(number)) => {
                match u32::from_str_radix(number.as_str(), number.radix()) {
                    Ok(number) => **place = Some(number),
                    Err(_) => {
                        let problem = ProblemKind::OutOfRange {
                            least: "0".to_owned(),
                            most: u32::MAX.to_string(),
                        };
                        self.mistake(path.clone(), problem, line);
                    }
                }
                return;
            }
            (Field::Texts(place), DeValue::Array(list)) => {
                **place = self.texts(list, path);
                return;
            }
            (Field::MaybeTexts(place), DeValue::Array(list)) => {
                **place = Some(self.texts(list, path));
                return;
            }
            (Field::Table(section), DeValue::Table(table)) => {
                self.section(table, *section, path);
                return;
            }
            (Field::Rows(rows), DeValue::Array(list)) => {
                for (index, row) in list.iter().enumerate() {
                    let path = path.index(index);
                    let line = self.line(row.span().start);
                    self.lines.insert(path.to_string(), line);
                    // A row that is no table still takes its place, so that the others keep their numbers.
                    let section = rows.add();
                    match row.get_ref() {
                        DeValue::Table(table) => self.section(table, section, &path),
                        _ => self.wrong_type(path, "table", line),
                    }
                }
                return;
            }
            (Field::Text(_), _) => "text",
            (Field::Duration(_), _) => "duration",
            (Field::Number(_), _) => "whole number",
            (Field::Truth(_), _) => "true or false",
            (Field::Texts(_) | Field::MaybeTexts(_), _) => "list",
            (Field::Table(_), _) => "table",
            (Field::Rows(_), _) => "list",
        };
        self.wrong_type(path.clone(), expected, line);
    }

    fn texts(&mut self, list: &[Spanned<DeValue<'_>>], path: &FieldPath) -> Vec<String> {
        let mut texts = Vec::new();
        for (index, member) in list.iter().enumerate() {
            let path = path.index(index);
            let Range { start, .. } = member.span();
            let line = self.line(start);
            self.lines.insert(path.to_string(), line);
            match member.get_ref() {
                DeValue::String(text) => texts.push(text.clone().into_owned()),
                _ => self.wrong_type(path, "text", line),
            }
        }
        texts
    }

    fn wrong_type(&mut self, path: FieldPath, expected: &str, line: u32) {
        let expected = expected.to_owned();
        self.mistake(path, ProblemKind::WrongType { expected }, line);
    }

    fn mistake(&mut self, path: FieldPath, problem: ProblemKind, line: u32) {
        self.mistakes.push(FieldProblem {
            path,
            problem,
            line: Some(line),
        });
    }
}
