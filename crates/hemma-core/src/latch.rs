//! Stops that only a person releases.

use serde::{Deserialize, Serialize};

use crate::names::{ProfileId, RecordId, ServiceId};
use crate::time::Timestamp;
use crate::verdict::{Quote, Refusal};

/// Whom a latch or a wait binds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Bound {
    /// One record.
    Record {
        /// Which.
        record: RecordId,
    },
    /// One profile.
    Profile {
        /// Which.
        profile: ProfileId,
    },
    /// Every profile with this credential: same service, endpoint and user name.
    Credential {
        /// The service.
        service: ServiceId,
        /// The profile's fingerprint (see `Profile::fingerprint`), in hexadecimal.
        fingerprint: String,
    },
    /// Every profile of a service.
    Service {
        /// Which.
        service: ServiceId,
    },
}

/// A stop. While it is set, nothing is sent for anything it binds, restarts included (laws 2, 7, 10).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Latch {
    /// Whom it binds.
    pub bound: Bound,
    /// What was refused.
    pub refusal: Refusal,
    /// Since when.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub since: Timestamp,
    /// A person's release before this moment does not send yet.
    #[cfg_attr(feature = "typescript", ts(type = "string | null"))]
    pub not_before: Option<Timestamp>,
    /// The service's words.
    pub quote: Option<Quote>,
    /// The profile whose attempt set it.
    pub profile: ProfileId,
}
