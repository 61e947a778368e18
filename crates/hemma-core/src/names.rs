//! Names: what DNS resolves, what a service accepts, and what we call our own things.

use serde::{Deserialize, Serialize, de::Error as _};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::address::Family;

/// Why a text is not a name of the wanted kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum NameProblem {
    /// Nothing was given.
    #[error("empty")]
    Empty,
    /// Longer than allowed.
    #[error("longer than {limit} characters")]
    TooLong {
        /// The most characters allowed.
        limit: u32,
    },
    /// One label between dots is empty or longer than 63 characters (RFC 1035 §2.3.4).
    #[error("a part between the dots is empty or longer than 63 characters")]
    BadLabel,
    /// A character that has no place there.
    #[error("the character {character:?} is not allowed")]
    BadCharacter {
        /// The first offending character.
        character: char,
    },
    /// A label begins or ends with a hyphen (RFC 952, RFC 1123 §2.1).
    #[error("a part begins or ends with a hyphen")]
    EdgeHyphen,
    /// A hostname needs at least one dot here.
    #[error("no dot in the name")]
    NoDot,
    /// The text is not one of the known words.
    #[error("unknown word")]
    UnknownWord,
}

/// A name that DNS can resolve: lower case, Punycode, without the final dot, at most 253 characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(type = "string"))]
pub struct Hostname(Arc<str>); // shared: ids are cloned into every action

impl Hostname {
    /// Returns the name in its canonical form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Hostname {
    /// Returns what is left of `name` without this zone: `@` for the zone itself, nothing where the name lies elsewhere.
    /// A name without a dot is already a label.
    #[must_use]
    pub fn label_of<'a>(&self, name: &'a UpdateName) -> Option<&'a str> {
        let name = name.as_str();
        if name == self.as_str() {
            return Some("@");
        }
        match name.strip_suffix(self.as_str()) {
            Some(rest) => rest.strip_suffix('.').filter(|label| !label.is_empty()),
            None => (!name.contains('.')).then_some(name),
        }
    }
}

impl FromStr for Hostname {
    type Err = NameProblem;

    /// Accepts what people type: upper case, a final dot, Unicode (turned into Punycode by IDNA, UTS #46).
    fn from_str(text: &str) -> Result<Self, NameProblem> {
        let text = text.trim();
        let text = text.strip_suffix('.').unwrap_or(text);
        if text.is_empty() {
            return Err(NameProblem::Empty);
        }
        if let Some(character) = text
            .chars()
            .find(|c| c.is_ascii() && !(c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_')))
        {
            return Err(NameProblem::BadCharacter { character });
        }
        let ascii = if text.is_ascii() {
            text.to_ascii_lowercase()
        } else {
            match url::Host::parse(text) {
                Ok(url::Host::Domain(domain)) => domain,
                _ => {
                    let character = text.chars().find(|c| !c.is_ascii()).unwrap_or('?');
                    return Err(NameProblem::BadCharacter { character });
                }
            }
        };
        if ascii.len() > 253 {
            return Err(NameProblem::TooLong { limit: 253 });
        }
        if ascii
            .split('.')
            .any(|label| label.is_empty() || label.len() > 63)
        {
            return Err(NameProblem::BadLabel);
        }
        if ascii
            .split('.')
            .any(|label| label.starts_with('-') || label.ends_with('-'))
        {
            return Err(NameProblem::EdgeHyphen);
        }
        if !ascii.contains('.') {
            return Err(NameProblem::NoDot);
        }
        Ok(Self(ascii.into()))
    }
}

/// What a service calls the thing it updates: often a hostname, at No-IP also a group or a special name
/// (`noip-update.md` §4: "names need not look like DNS names").
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(type = "string"))]
pub struct UpdateName(Arc<str>);

impl UpdateName {
    /// Returns the name as it is sent.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the hostname this name is, when it can be one.
    #[must_use]
    pub fn as_hostname(&self) -> Option<Hostname> {
        self.0.parse().ok()
    }
}

impl FromStr for UpdateName {
    type Err = NameProblem;

    fn from_str(text: &str) -> Result<Self, NameProblem> {
        let text = text.trim();
        if text.is_empty() {
            return Err(NameProblem::Empty);
        }
        if let Ok(hostname) = text.parse::<Hostname>() {
            return Ok(Self(hostname.0));
        }
        if text.chars().count() > 253 {
            return Err(NameProblem::TooLong { limit: 253 });
        }
        if let Some(character) = text.chars().find(|c| {
            c.is_whitespace() || c.is_control() || matches!(c, ',' | '/' | '?' | '#' | '&')
        }) {
            return Err(NameProblem::BadCharacter { character });
        }
        if text.contains('.') {
            // Something with dots is meant as a hostname: say what is wrong with it as one.
            return text.parse::<Hostname>().map(|hostname| Self(hostname.0));
        }
        Ok(Self(text.into()))
    }
}

macro_rules! short_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(type = "string"))]
        pub struct $name(Arc<str>);

        impl $name {
            /// Returns the id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = NameProblem;

            /// Accepts 1 to 64 lower-case letters, digits, `-`, `_` and `.`.
            fn from_str(text: &str) -> Result<Self, NameProblem> {
                if text.is_empty() {
                    return Err(NameProblem::Empty);
                }
                if text.len() > 64 {
                    return Err(NameProblem::TooLong { limit: 64 });
                }
                match text.chars().find(|c| !(c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.'))) {
                    Some(character) => Err(NameProblem::BadCharacter { character }),
                    None => Ok(Self(text.into())),
                }
            }
        }
    };
}

short_id! {
    /// One service: `hostup`, `noip`, or one row of the dyndns2 catalog.
    ServiceId
}
short_id! {
    /// One profile: one credential at one service. Chosen at creation, never shown as a headline.
    ProfileId
}
short_id! {
    /// One way of finding the public address, such as `ipify`, `cloudflare`, `interface`.
    SourceId
}
short_id! {
    /// Who runs a source. Two sources of one operator are one voice (`public-ip.md` §1).
    OperatorId
}

/// One record: one update name and one family inside a profile. Prints as `profile/name/ipv4`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(type = "string"))]
pub struct RecordId {
    /// Whose credential keeps it.
    pub profile: ProfileId,
    /// What the service calls it.
    pub name: UpdateName,
    /// Which of its two addresses.
    pub family: Family,
}

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.profile, self.name, self.family)
    }
}

impl FromStr for RecordId {
    type Err = NameProblem;

    fn from_str(text: &str) -> Result<Self, NameProblem> {
        let mut parts = text.splitn(3, '/');
        let mut next = || parts.next().ok_or(NameProblem::Empty);
        Ok(Self {
            profile: next()?.parse()?,
            name: next()?.parse()?,
            family: next()?.parse()?,
        })
    }
}

/// Under what a vault keeps one secret. Prints as `profile` or `profile/name/ipv4`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(type = "string"))]
pub enum SecretKey {
    /// The one secret of a profile.
    Profile(ProfileId),
    /// The secret of one record, where each has its own (HostUp: a token per configuration).
    Record(RecordId),
}

impl SecretKey {
    /// Returns the profile it belongs to.
    #[must_use]
    pub fn profile(&self) -> &ProfileId {
        match self {
            Self::Profile(profile) => profile,
            Self::Record(record) => &record.profile,
        }
    }
}

impl fmt::Display for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Profile(profile) => profile.fmt(f),
            Self::Record(record) => record.fmt(f),
        }
    }
}

impl FromStr for SecretKey {
    type Err = NameProblem;

    /// Takes a text without a slash as a profile: no id may contain one.
    fn from_str(text: &str) -> Result<Self, NameProblem> {
        if text.contains('/') {
            text.parse().map(Self::Record)
        } else {
            text.parse().map(Self::Profile)
        }
    }
}

macro_rules! as_text {
    ($($name:ident),*) => {$(
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
            }
        }
    )*};
}

macro_rules! shown_as_text {
    ($($name:ident),*) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

shown_as_text!(
    Hostname, UpdateName, ServiceId, ProfileId, SourceId, OperatorId
);
as_text!(
    Hostname, UpdateName, ServiceId, ProfileId, SourceId, OperatorId, RecordId, SecretKey
);

impl Serialize for RecordId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Serialize for SecretKey {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
