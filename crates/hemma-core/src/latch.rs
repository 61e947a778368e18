//! Stops that only a person releases.
//!
//! A release opens the latch at once. When the service demanded a least wait (No-IP `abuse`: 24 h), that wait takes the
//! latch's place until its moment comes: the release is remembered, and nothing leaves too early. An edited credential
//! opens what [`Refusal::is_about_credentials`] says, for the profile that was edited; a wider latch (`badagent` binds
//! the service) is opened by a release only.

use serde::{Deserialize, Serialize};

use crate::names::{ProfileId, RecordId, ServiceId};
use crate::settings::Profile;
use crate::time::Timestamp;
use crate::verdict::{Quote, Refusal, Scope};

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

impl Bound {
    /// Returns the bound of a scope, seen from one record of a profile.
    #[must_use]
    pub fn of(scope: Scope, record: &RecordId, profile: &Profile) -> Self {
        match scope {
            Scope::Record => Self::Record {
                record: record.clone(),
            },
            Scope::Profile => Self::Profile {
                profile: profile.id.clone(),
            },
            Scope::Credential => Self::Credential {
                service: profile.service.clone(),
                fingerprint: format!("{:016x}", profile.fingerprint()),
            },
            Scope::Service => Self::Service {
                service: profile.service.clone(),
            },
        }
    }
}

impl Refusal {
    /// Returns whether a new user name, password, key or token may mend it.
    #[must_use]
    pub fn is_about_credentials(self) -> bool {
        match self {
            Self::LoginRefused | Self::SecretMissing | Self::HostUnknown | Self::Forbidden => true,
            Self::NameMalformed
            | Self::ClientBlocked
            | Self::AccountBlocked
            | Self::FeatureNotPaid
            | Self::RequestRefused
            | Self::ContactMissing
            | Self::TooManyNoChange
            | Self::WrittenElsewhere => false,
        }
    }
}
