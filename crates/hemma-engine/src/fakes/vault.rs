//! A vault in memory that can be locked.

use std::collections::BTreeMap;
use std::sync::Mutex;

use hemma_core::health::VaultProblem;
use hemma_core::names::SecretKey;
use hemma_core::secret::Secret;
use hemma_core::settings::{SecretSource, VaultKind};

use super::lock;
use crate::ports::{Task, Vault, VaultError};

/// A vault.
#[derive(Debug, Default)]
pub struct FakeVault {
    secrets: Mutex<BTreeMap<SecretKey, Secret>>,
    problem: Mutex<Option<VaultProblem>>,
    /// How many more writes work; `None`: all.
    writes_left: Mutex<Option<u32>>,
    reads: Mutex<u32>,
    kind: Mutex<VaultKind>,
}

impl FakeVault {
    /// Puts a secret in.
    pub fn put(&self, key: SecretKey, secret: &str) {
        lock(&self.secrets).insert(key, Secret::new(secret.to_owned()));
    }

    /// Returns a secret.
    #[must_use]
    pub fn get(&self, key: &SecretKey) -> Option<Secret> {
        lock(&self.secrets).get(key).cloned()
    }

    /// Locks or breaks it; `None` mends it.
    pub fn set_problem(&self, problem: Option<VaultProblem>) {
        *lock(&self.problem) = problem;
    }

    /// Lets only so many more writes work.
    pub fn set_writes_left(&self, left: Option<u32>) {
        *lock(&self.writes_left) = left;
    }

    /// Returns how often it was read.
    #[must_use]
    pub fn reads(&self) -> u32 {
        *lock(&self.reads)
    }

    /// Returns the kind that was chosen last.
    #[must_use]
    pub fn kind(&self) -> VaultKind {
        *lock(&self.kind)
    }

    fn usable(&self) -> Result<(), VaultError> {
        match *lock(&self.problem) {
            Some(problem) => Err(VaultError::Unavailable(problem)),
            None => Ok(()),
        }
    }

    fn may_write(&self) -> Result<(), VaultError> {
        self.usable()?;
        match &mut *lock(&self.writes_left) {
            Some(0) => Err(VaultError::Unavailable(VaultProblem::Failed)),
            Some(left) => {
                *left -= 1;
                Ok(())
            }
            None => Ok(()),
        }
    }
}

impl Vault for FakeVault {
    fn read(&self, key: SecretKey, _source: SecretSource) -> Task<'_, Result<Secret, VaultError>> {
        *lock(&self.reads) += 1;
        let result = self
            .usable()
            .and_then(|()| self.get(&key).ok_or(VaultError::NoSecret));
        Box::pin(async move { result })
    }

    fn write(&self, key: SecretKey, secret: Secret) -> Task<'_, Result<(), VaultError>> {
        let result = self.may_write().map(|()| {
            lock(&self.secrets).insert(key, secret);
        });
        Box::pin(async move { result })
    }

    fn remove(&self, key: SecretKey) -> Task<'_, Result<(), VaultError>> {
        let result = self.usable().map(|()| {
            lock(&self.secrets).remove(&key);
        });
        Box::pin(async move { result })
    }

    fn unlock(&self, _password: Option<Secret>) -> Task<'_, Result<(), VaultError>> {
        let result = match *lock(&self.problem) {
            Some(VaultProblem::Locked | VaultProblem::PasswordNeeded) => Ok(()),
            Some(problem) => Err(VaultError::Unavailable(problem)),
            None => Ok(()),
        };
        if result.is_ok() {
            self.set_problem(None);
        }
        Box::pin(async move { result })
    }

    fn choose(
        &self,
        kind: VaultKind,
        _password: Option<Secret>,
    ) -> Task<'_, Result<(), VaultError>> {
        *lock(&self.kind) = kind;
        Box::pin(async { Ok(()) })
    }
}
