//! What can be wrong with a question or a change at a service's API.

use hemma_core::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Why an API did not do what was asked. Nothing was changed, unless `unclear` says otherwise.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[error("the service's API refused or failed: {kind:?}")]
pub struct ApiTrouble {
    /// What kind.
    pub kind: ApiTroubleKind,
    /// The service's words. They may change; nothing is decided by them.
    pub detail: Option<Box<str>>,
    /// What the service's support will want to know.
    pub request_id: Option<Box<str>>,
    /// The HTTP status and the service's word, for the details.
    pub status: Option<u16>,
    /// The service's word.
    pub code: Option<Box<str>>,
    /// Fields that are wrong, as the service sees them, mapped to the fields of the form: `hostname`, `families`, ….
    pub fields: Vec<ApiFieldTrouble>,
    /// The change may have happened all the same: look before trying again.
    pub unclear: bool,
}

impl From<ApiTroubleKind> for ApiTrouble {
    /// Trouble about which the service said nothing, and by which nothing was changed.
    fn from(kind: ApiTroubleKind) -> Self {
        Self {
            kind,
            detail: None,
            request_id: None,
            status: None,
            code: None,
            fields: Vec::new(),
            unclear: false,
        }
    }
}

/// A field that the service did not like.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ApiFieldTrouble {
    /// The form's field, else the service's pointer as it came.
    pub field: String,
    /// The service's words.
    pub detail: String,
}

/// What kind of trouble an API made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ApiTroubleKind {
    /// No key is stored for this profile, or its service has no API.
    NoKey,
    /// The vault does not give the key.
    Vault {
        /// Why.
        problem: hemma_core::health::VaultProblem,
    },
    /// Fields are wrong; found here or there.
    Invalid,
    /// The key is not (or no longer) accepted. All calls with it rest until it is changed.
    KeyRejected {
        /// The public address changed lately: a key tied to an address fails just then.
        address_changed: bool,
    },
    /// The key may not do this.
    NotAllowed {
        /// The scopes it would need, in the service's own words.
        scopes: Vec<String>,
    },
    /// A gate is closed; `detail` has the service's reason.
    Closed,
    /// It is not there (any more), or belongs to somebody else.
    Gone,
    /// It is in conflict with something.
    Conflict,
    /// Too many calls: all calls with this key rest until then.
    Limited {
        /// Until when.
        #[cfg_attr(feature = "typescript", ts(type = "string"))]
        until: Timestamp,
    },
    /// The service has trouble of its own.
    Unavailable,
    /// The service was not reached.
    NotReached,
    /// What came is not an answer of this API: a portal page, something too large, something of another form.
    Strange,
    /// The old token is gone and no new one was made: this configuration no longer exists.
    LostInRotation,
}
