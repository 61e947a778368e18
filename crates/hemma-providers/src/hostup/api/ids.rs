//! Ids as the vendor gives them: opaque, never built or guessed here.

use serde::{Deserialize, Serialize, de::Error as _};
use std::fmt;
use std::str::FromStr;

use crate::percent;

/// The longest id that goes into a path (`hostup-api.md` §10).
const LONGEST: usize = 128;

/// A text that cannot be an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an id: empty, longer than 128 characters, or with characters that change a path")]
pub struct BadId;

fn check(text: &str) -> Result<(), BadId> {
    let changes_a_path = |c: char| matches!(c, '/' | '\\' | '?' | '#') || c.is_control();
    // A dot segment survives percent-encoding and climbs out of the path (RFC 3986 §5.2.4).
    let dots = matches!(text, "." | "..");
    if text.is_empty() || text.chars().count() > LONGEST || dots || text.contains(changes_a_path) {
        return Err(BadId);
    }
    Ok(())
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        pub struct $name(String);

        impl $name {
            /// Returns the id as the vendor wrote it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Returns the id as one segment of a path.
            pub(super) fn segment(&self) -> String {
                percent::encode(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = BadId;

            fn from_str(text: &str) -> Result<Self, BadId> {
                check(text)?;
                Ok(Self(text.to_owned()))
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                String::deserialize(from)?.parse().map_err(D::Error::custom)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id! {
    /// A domain's id, `dom_…`.
    DomainId
}
id! {
    /// A DynDNS configuration's id, `ddns_…`.
    ConfigurationId
}
id! {
    /// A server's id, `vps_…`.
    VpsId
}
