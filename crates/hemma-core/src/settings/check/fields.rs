//! The checks that many fields share.

use std::time::Duration;
use url::Url;

use crate::names::NameProblem;
use crate::settings::duration::parse_duration;
use crate::settings::{FieldPath, FieldProblem, ProblemKind};

/// Gathers problems.
#[derive(Debug, Default)]
pub(super) struct Checker {
    problems: Vec<FieldProblem>,
}

/// Default and range of a duration, as they would be written.
pub(super) struct Limits {
    pub(super) default: &'static str,
    pub(super) least: &'static str,
    pub(super) most: &'static str,
}

/// Returns the path of a table or key at the top of the file.
pub(super) fn root(key: &str) -> FieldPath {
    FieldPath::default().key(key)
}

impl Checker {
    pub(super) fn problem(&mut self, path: FieldPath, problem: ProblemKind) {
        self.problems.push(FieldProblem {
            path,
            problem,
            line: None,
        });
    }

    pub(super) fn out_of_range(&mut self, path: FieldPath, least: &str, most: &str) {
        let problem = ProblemKind::OutOfRange {
            least: least.to_owned(),
            most: most.to_owned(),
        };
        self.problem(path, problem);
    }

    /// Returns the settings when nothing is wrong.
    pub(super) fn finish<T>(self, settings: T) -> Result<T, Vec<FieldProblem>> {
        if self.problems.is_empty() {
            Ok(settings)
        } else {
            Err(self.problems)
        }
    }

    /// One of a few words; none means the first or the type's own default.
    pub(super) fn word<T: Copy + Default>(
        &mut self,
        path: FieldPath,
        value: Option<&str>,
        words: &[(&str, T)],
    ) -> T {
        let Some(value) = value else {
            return T::default();
        };
        if let Some((_, meaning)) = words.iter().find(|(word, _)| *word == value.trim()) {
            return *meaning;
        }
        let allowed = words.iter().map(|(word, _)| (*word).to_owned()).collect();
        self.problem(path, ProblemKind::UnknownWord { allowed });
        T::default()
    }

    pub(super) fn duration(
        &mut self,
        path: FieldPath,
        value: Option<&str>,
        limits: &Limits,
    ) -> Duration {
        let of = |text| parse_duration(text).expect("limits are written in the program");
        let Some(value) = value else {
            return of(limits.default);
        };
        let Some(span) = parse_duration(value) else {
            let expected = "duration".to_owned();
            self.problem(path, ProblemKind::WrongType { expected });
            return of(limits.default);
        };
        if span < of(limits.least) || span > of(limits.most) {
            self.out_of_range(path, limits.least, limits.most);
        }
        span
    }

    pub(super) fn number(
        &mut self,
        path: FieldPath,
        value: Option<u32>,
        default: u32,
        least: u32,
        most: u32,
    ) -> u32 {
        let value = value.unwrap_or(default);
        if !(least..=most).contains(&value) {
            self.out_of_range(path, &least.to_string(), &most.to_string());
        }
        value
    }

    /// A text that must be there and parse as a name of some kind.
    pub(super) fn name<T: std::str::FromStr<Err = NameProblem>>(
        &mut self,
        path: FieldPath,
        value: Option<&str>,
    ) -> Option<T> {
        let Some(value) = value.filter(|value| !value.trim().is_empty()) else {
            self.problem(path, ProblemKind::Missing);
            return None;
        };
        match value.trim().parse() {
            Ok(name) => Some(name),
            Err(problem) => {
                self.problem(path, ProblemKind::Name { problem });
                None
            }
        }
    }

    /// An address of the form `https://host/…`, without user name, password or fragment: credentials have their own
    /// place, and only there they are kept out of sight (F37, F38).
    pub(super) fn https(&mut self, path: FieldPath, value: Option<&str>) -> Option<Url> {
        let value = value.map(str::trim).filter(|value| !value.is_empty())?;
        let Ok(url) = value.parse::<Url>() else {
            self.problem(path, ProblemKind::NotHttps);
            return None;
        };
        if url.scheme() != "https" || !url.has_host() {
            self.problem(path, ProblemKind::NotHttps);
            return None;
        }
        if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
            self.problem(path, ProblemKind::BadUrl);
            return None;
        }
        Some(url)
    }
}
