//! What can be wrong in settings, with the place.

use serde::{Deserialize, Serialize};
use std::fmt;

use super::custom::TemplateProblem;
use crate::address::Family;
use crate::names::NameProblem;

/// One step towards a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(untagged)]
pub enum Step {
    /// A key of a table.
    Key(String),
    /// A place in a list, from 0.
    Index(u32),
}

/// The way to a field, such as `profile[1].name[0].families`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(transparent)]
pub struct FieldPath(pub Vec<Step>);

impl FieldPath {
    /// Returns the path one key deeper.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        let mut steps = self.0.clone();
        steps.push(Step::Key(key.to_owned()));
        Self(steps)
    }

    /// Returns the path one list place deeper.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        let mut steps = self.0.clone();
        steps.push(Step::Index(u32::try_from(index).unwrap_or(u32::MAX)));
        Self(steps)
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, step) in self.0.iter().enumerate() {
            match step {
                Step::Key(key) if place == 0 => f.write_str(key)?,
                Step::Key(key) => write!(f, ".{key}")?,
                Step::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

/// One thing that is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct FieldProblem {
    /// The field.
    pub path: FieldPath,
    /// What is wrong with it.
    pub problem: ProblemKind,
    /// The line in the settings file, from 1, when the settings came from there.
    pub line: Option<u32>,
}

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ProblemKind {
    /// The file is not TOML.
    Syntax {
        /// The parser's words.
        message: String,
    },
    /// A key that no version of Hemma knows; often a typing error.
    UnknownKey {
        /// The nearest known key, if one is near.
        meant: Option<String>,
    },
    /// The wrong kind of value, such as a text where a number belongs.
    WrongType {
        /// What belongs there: `text`, `whole number`, `true or false`, `list`, `table`, `duration`.
        expected: String,
    },
    /// A value is missing.
    Missing,
    /// Not a hostname or update name.
    Name {
        /// Why not.
        problem: NameProblem,
    },
    /// Not one of the allowed words.
    UnknownWord {
        /// The allowed words.
        allowed: Vec<String>,
    },
    /// No service of that id is in the catalog.
    UnknownService {
        /// The nearest known id.
        meant: Option<String>,
    },
    /// The service does not keep this family.
    FamilyNotOffered,
    /// Two entries mean the same thing.
    Duplicate,
    /// A number or duration outside its range.
    OutOfRange {
        /// The smallest allowed value, as it would be written.
        least: String,
        /// The largest allowed value.
        most: String,
    },
    /// Not an address of the form `https://host/…`.
    NotHttps,
    /// An address with a user name, password, or other part that does not belong there.
    BadUrl,
    /// An empty secret.
    EmptySecret,
    /// A secret with line breaks or control characters: probably copied with something around it.
    OddSecret,
    /// Fewer than two independent operators for a family that is to be kept: no quorum could ever be reached.
    NoQuorum,
    /// Written by a newer Hemma.
    NewerVersion,
    /// The service deletes or changes the address of this family when it is left out: the name must keep it too.
    FamilyNeeded {
        /// The family.
        family: Family,
    },
    /// The login stands for one name at this service, so that a profile has exactly one.
    OneNameOnly,
    /// The name does not lie in the profile's zone.
    NotInZone,
    /// Not the end of an IPv6 address, or one that reaches into the line's own bits.
    Suffix {
        /// How many bits are the line's.
        prefix: u32,
    },
    /// A suffix for a name that does not keep IPv6.
    SuffixWithoutIpv6,
    /// The service chosen knows nothing of this setting.
    NotOffered,
    /// The template of a request cannot be used.
    Template {
        /// Why not.
        problem: TemplateProblem,
    },
}
