//! Windows and macOS, through the stores of the `keyring` project.

use std::time::Duration;

use hemma_core::health::VaultProblem;
use hemma_core::names::SecretKey;
use hemma_core::secret::Secret;
use hemma_engine::ports::VaultError;
use keyring_core::{Entry, Error};

use super::system;

pub(in crate::vault) fn read(
    service: &str,
    key: &SecretKey,
    _limit: Duration,
) -> Result<Secret, VaultError> {
    let password = entry(service, key).and_then(|entry| entry.get_password());
    password.map(Secret::new).map_err(meaning)
}

pub(in crate::vault) fn write(
    service: &str,
    key: &SecretKey,
    secret: &Secret,
    _limit: Duration,
) -> Result<(), VaultError> {
    entry(service, key)
        .and_then(|entry| entry.set_password(secret.expose()))
        .map_err(meaning)
}

pub(in crate::vault) fn remove(
    service: &str,
    key: &SecretKey,
    _limit: Duration,
) -> Result<(), VaultError> {
    match entry(service, key).and_then(|entry| entry.delete_credential()) {
        Ok(()) | Err(Error::NoEntry) => Ok(()),
        Err(error) => Err(meaning(error)),
    }
}

/// These systems ask by themselves when something is read; here it is only tried whether they work.
pub(in crate::vault) fn unlock(service: &str, _limit: Duration) -> Result<(), VaultError> {
    let tried =
        system::store().and_then(|store| store.build(service, "unlock", None)?.get_password());
    match tried {
        Ok(_) | Err(Error::NoEntry) => Ok(()),
        Err(error) => Err(meaning(error)),
    }
}

fn entry(service: &str, key: &SecretKey) -> keyring_core::Result<Entry> {
    system::store()?.build(service, &key.to_string(), None)
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the shape that `map_err` wants"
)]
fn meaning(error: Error) -> VaultError {
    let problem = match error {
        Error::NoEntry => return VaultError::NoSecret,
        Error::NoStorageAccess(_) => VaultProblem::Locked,
        Error::NoDefaultStore => VaultProblem::Missing,
        _ => VaultProblem::Failed,
    };
    VaultError::Unavailable(problem)
}
