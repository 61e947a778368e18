//! The one way in: from a profile and its changes to an exchange.

use hemma_core::names::{RecordId, SecretKey, ServiceId};
use hemma_core::scheduler::Change;
use hemma_core::secret::Secret;
use hemma_core::settings::Profile;
use std::collections::BTreeMap;

use crate::exchange::Exchange;
use crate::identity::ClientIdentity;

/// The secrets of one attempt: one per profile, or one per record.
#[derive(Clone, Debug, Default)]
pub struct Secrets(BTreeMap<SecretKey, Secret>);

impl Secrets {
    /// Returns the secret stored under `key`.
    ///
    /// # Errors
    ///
    /// [`CannotSpeak::SecretMissing`] when there is none, or when it is empty: an empty password is never sent.
    pub(crate) fn get(&self, key: &SecretKey) -> Result<&Secret, CannotSpeak> {
        self.0
            .get(key)
            .filter(|secret| !secret.expose().is_empty())
            .ok_or_else(|| CannotSpeak::SecretMissing { key: key.clone() })
    }
}

impl FromIterator<(SecretKey, Secret)> for Secrets {
    fn from_iter<I: IntoIterator<Item = (SecretKey, Secret)>>(pairs: I) -> Self {
        Self(pairs.into_iter().collect())
    }
}

/// Why no exchange can be built. Nothing was sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CannotSpeak {
    /// There is nothing to say.
    #[error("no change was given")]
    NothingToSay,
    /// No such service is in the catalog.
    #[error("the service {service} is not known")]
    UnknownService {
        /// Its id.
        service: ServiceId,
    },
    /// A secret is missing or empty.
    #[error("no secret is stored for {key}")]
    SecretMissing {
        /// Where it belongs.
        key: SecretKey,
    },
    /// The service wants a user name and the profile has none.
    #[error("the service wants a user name")]
    UsernameMissing,
    /// HTTP Basic cannot carry a colon in a user name (RFC 7617 §2).
    #[error("a user name with a colon cannot be sent to this service")]
    UsernameWithColon,
    /// The person must give the update address and has not.
    #[error("the update address is missing")]
    EndpointMissing,
    /// The update address is not HTTPS, or carries a user name or password (F38).
    #[error("the update address is not a plain https address")]
    EndpointUnsafe,
    /// The service does not keep this family.
    #[error("the service does not keep the family of {record}")]
    FamilyNotOffered {
        /// The record.
        record: RecordId,
    },
    /// A change names a record of another profile, or its address is of another family than the record.
    #[error("the change of {record} does not belong here")]
    ForeignChange {
        /// The record.
        record: RecordId,
    },
}

/// Returns under which keys the secrets for these changes are stored, in a stable order, each once.
#[must_use]
pub fn secrets_needed(profile: &Profile, changes: &[Change]) -> Vec<SecretKey> {
    if profile.rules.secret_per_record {
        let mut keys: Vec<SecretKey> = changes
            .iter()
            .map(|change| SecretKey::Record(change.record.clone()))
            .collect();
        keys.sort();
        keys.dedup();
        keys
    } else {
        vec![SecretKey::Profile(profile.id.clone())]
    }
}

/// Builds the exchange that publishes `changes` with the credential of `profile`.
///
/// # Errors
///
/// [`CannotSpeak`] when settings or secrets do not allow a proper request; nothing is sent then.
pub fn exchange_for(
    profile: &Profile,
    _secrets: &Secrets,
    changes: &[Change],
    _identity: &ClientIdentity,
) -> Result<Box<dyn Exchange>, CannotSpeak> {
    if changes.is_empty() {
        return Err(CannotSpeak::NothingToSay);
    }
    Err(CannotSpeak::UnknownService {
        service: profile.service.clone(),
    })
}
