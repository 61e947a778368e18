//! What every call can say about itself.

use hemma_core::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;

use super::door::ApiDoor;
use super::problem::ApiProblem;
use crate::exchange::{Request, Response};

/// One call of the API. Nothing is sent here: the caller sends the request and brings the answer back.
pub trait Call {
    /// What a success says.
    type Answer;

    /// Returns the scopes a key needs for it.
    fn scopes(&self) -> &'static [Scope];

    /// Returns whether it may be sent again when its answer was lost or the server had trouble. `POST` may not: list
    /// first and look whether it happened (`hostup-api.md` §2.2).
    fn safe_to_repeat(&self) -> bool {
        true
    }

    /// Builds the request.
    fn request(&self, door: &ApiDoor) -> Request;

    /// Reads the answer. `now` turns dates in `Retry-After` into waits.
    ///
    /// # Errors
    ///
    /// [`ApiProblem`] for every answer that is not the documented success.
    fn read(
        &self,
        door: &ApiDoor,
        response: &Response,
        now: Timestamp,
    ) -> Result<Self::Answer, ApiProblem>;
}

/// A permission of a key, as the vendor's panel calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Scope {
    /// See domains, configurations without tokens, and update logs.
    #[serde(rename = "read:domains")]
    ReadDomains,
    /// See tokens; create, switch and delete configurations.
    #[serde(rename = "write:domains")]
    WriteDomains,
    /// See the DNS history (together with [`Scope::ReadDomains`]).
    #[serde(rename = "read:dns")]
    ReadDns,
    /// See servers and their names.
    #[serde(rename = "read:vm")]
    ReadVm,
    /// Change a server's name.
    #[serde(rename = "write:vm")]
    WriteVm,
}

impl Scope {
    /// Every scope this program can use.
    pub const ALL: [Self; 5] = [
        Self::ReadDomains,
        Self::WriteDomains,
        Self::ReadDns,
        Self::ReadVm,
        Self::WriteVm,
    ];

    /// Returns the vendor's word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ReadDomains => "read:domains",
            Self::WriteDomains => "write:domains",
            Self::ReadDns => "read:dns",
            Self::ReadVm => "read:vm",
            Self::WriteVm => "write:vm",
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
