//! The one way in: from a profile and its changes to an exchange.

use hemma_core::address::Family;
use hemma_core::names::{RecordId, SecretKey, ServiceId};
use hemma_core::scheduler::Change;
use hemma_core::secret::Secret;
use hemma_core::settings::Profile;
use std::collections::BTreeMap;
use url::Url;

use crate::catalog::{self, Language};
use crate::exchange::Exchange;
use crate::identity::ClientIdentity;
use crate::{hostup, speech};

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
    /// A placeholder of the address has no value: the profile names no zone, or the name does not lie in it.
    #[error("the name does not fit the address of the request")]
    ValueMissing,
    /// The secret or the header's name cannot travel in a header.
    #[error("the secret cannot be sent in a header")]
    BadHeader,
    /// The service blocks programs that name nobody to write to, and this build names nobody.
    #[error("this build names no maintainer")]
    ContactMissing,
    /// The service deletes or changes an address that is left out, and it is not known.
    #[error("the {family} address of {record} is not known, and the service would lose it")]
    FamilyMissing {
        /// The record that was to be sent.
        record: RecordId,
        /// The family that is missing.
        family: Family,
    },
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
    if profile
        .custom
        .as_ref()
        .is_some_and(|custom| !custom.needs_secret())
    {
        return Vec::new();
    }
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
    secrets: &Secrets,
    changes: &[Change],
    identity: &ClientIdentity,
) -> Result<Box<dyn Exchange>, CannotSpeak> {
    if changes.is_empty() {
        return Err(CannotSpeak::NothingToSay);
    }
    for Change {
        record, address, ..
    } in changes
    {
        if record.profile != profile.id || record.family != address.family() {
            return Err(CannotSpeak::ForeignChange {
                record: record.clone(),
            });
        }
    }
    let card = catalog::service(&profile.service).ok_or_else(|| CannotSpeak::UnknownService {
        service: profile.service.clone(),
    })?;
    match card.language {
        Language::Speech(dialect) => speech::exchange(dialect, profile, secrets, changes, identity),
        Language::HostupUpdate => hostup::update::exchange(profile, secrets, changes, identity),
    }
}

/// Returns where updates go: the profile's own address, else the service's.
///
/// A profile's address without a path names only another server; the service's path stays.
pub(crate) fn endpoint(profile: &Profile, own: Option<&'static str>) -> Result<Url, CannotSpeak> {
    let own = own.and_then(|text| Url::parse(text).ok());
    let mut url = match (&profile.endpoint, own) {
        (Some(given), Some(own)) if given.path() == "/" && given.query().is_none() => {
            let mut url = given.clone();
            url.set_path(own.path());
            url
        }
        (Some(given), _) => given.clone(),
        (None, Some(own)) => own,
        (None, None) => return Err(CannotSpeak::EndpointMissing),
    };
    url.set_fragment(None);
    let carries_login = !url.username().is_empty() || url.password().is_some();
    if url.scheme() != "https" || url.host().is_none() || carries_login {
        return Err(CannotSpeak::EndpointUnsafe);
    }
    Ok(url)
}
