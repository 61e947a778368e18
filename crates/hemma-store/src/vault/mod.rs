//! Secrets: in the system's keychain, in files that only their owner may read, or in one file sealed with a password.
//!
//! | Module | Holds |
//! | --- | --- |
//! | [`keychain`] | Secret Service, Windows Credential Manager, macOS keychain; one file per system |
//! | [`sealed`] | the password-sealed file |
//! | [`secret_file`] | one secret in one file; for servers |
//!
//! There is no fallback between them: when the keychain is missing or locked, that is said, and a person may choose the
//! sealed file (F39). Nothing is ever stored as plain text by us.
//!
//! While no secret is asked for, no thread, connection or runtime is kept.

mod keychain;
mod sealed;
mod secret_file;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hemma_core::health::VaultProblem;
use hemma_core::names::SecretKey;
use hemma_core::secret::Secret;
use hemma_core::settings::{SecretSource, VaultKind};
use hemma_engine::ports::{self, Task, VaultError};
use tokio::sync::oneshot;

use sealed::SealedFile;

/// How long a vault may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long unsealing and sealing may take: it is slow on purpose, and slower on a small board.
const SEALING_PATIENCE: Duration = Duration::from_secs(60);

/// How long a person may take to answer the keychain's prompt.
const PROMPT_PATIENCE: Duration = Duration::from_secs(180);

/// The most calls that may hang at once. A vault that never answers must not collect threads.
const MOST_HANGING: usize = 8;

/// Where secrets lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VaultPlaces {
    /// The service name of our entries in the keychain; see [`Paths::keychain_service`](crate::paths::Paths).
    pub keychain_service: String,
    /// The sealed file.
    pub sealed_file: PathBuf,
    /// A file with the sealed file's password, for a machine without a person (`--password-file`). It must be readable
    /// by its owner only.
    pub password_file: Option<PathBuf>,
}

/// The vault.
#[derive(Clone, Debug)]
pub struct SecretVault {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    keychain_service: String,
    sealed: SealedFile,
    kind: Mutex<VaultKind>,
    /// One clone per call that is under way.
    hanging: Arc<()>,
}

impl SecretVault {
    /// Makes a vault of the kind that the settings name. Nothing is opened yet.
    #[must_use]
    pub fn new(places: VaultPlaces, kind: VaultKind) -> Self {
        let sealed = SealedFile::new(places.sealed_file, places.password_file);
        Self::with_sealed_file(places.keychain_service, sealed, kind)
    }

    fn with_sealed_file(keychain_service: String, sealed: SealedFile, kind: VaultKind) -> Self {
        Self {
            inner: Arc::new(Inner {
                keychain_service,
                sealed,
                kind: Mutex::new(kind),
                hanging: Arc::new(()),
            }),
        }
    }

    fn kind(&self) -> VaultKind {
        *self
            .inner
            .kind
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn set_kind(&self, kind: VaultKind) {
        *self
            .inner
            .kind
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = kind;
    }

    /// Runs one call on a thread of its own, and leaves it behind when it takes too long.
    ///
    /// A pool would wait for such a thread when the program ends; this one dies with the program.
    async fn aside<T: Send + 'static>(
        &self,
        limit: Duration,
        call: impl FnOnce(&Inner) -> Result<T, VaultError> + Send + 'static,
    ) -> Result<T, VaultError> {
        let hanging = Arc::clone(&self.inner.hanging);
        if Arc::strong_count(&hanging) > MOST_HANGING {
            return Err(VaultError::Unavailable(VaultProblem::TimedOut));
        }
        let inner = Arc::clone(&self.inner);
        let (reply, answer) = oneshot::channel();
        let thread = std::thread::Builder::new()
            .name("hemma-vault".to_owned())
            .spawn(move || {
                let result = call(&inner);
                drop(hanging);
                // Whoever asked may have given up.
                let _ = reply.send(result);
            });
        if thread.is_err() {
            return Err(VaultError::Unavailable(VaultProblem::Failed));
        }
        match tokio::time::timeout(limit, answer).await {
            Ok(Ok(result)) => result,
            // The call panicked.
            Ok(Err(_)) => Err(VaultError::Unavailable(VaultProblem::Failed)),
            Err(_) => Err(VaultError::Unavailable(VaultProblem::TimedOut)),
        }
    }
}

impl ports::Vault for SecretVault {
    fn read(&self, key: SecretKey, source: SecretSource) -> Task<'_, Result<Secret, VaultError>> {
        Box::pin(async move {
            match (source, self.kind()) {
                (SecretSource::File(path), _) => {
                    self.aside(PATIENCE, move |_| secret_file::read_for(&path, &key))
                        .await
                }
                (SecretSource::Vault, VaultKind::Keychain) => {
                    self.aside(PATIENCE, move |inner| {
                        keychain::read(&inner.keychain_service, &key, PATIENCE)
                    })
                    .await
                }
                (SecretSource::Vault, VaultKind::SealedFile) => {
                    self.aside(SEALING_PATIENCE, move |inner| inner.sealed.read(&key))
                        .await
                }
            }
        })
    }

    fn write(&self, key: SecretKey, secret: Secret) -> Task<'_, Result<(), VaultError>> {
        Box::pin(async move {
            match self.kind() {
                VaultKind::Keychain => {
                    self.aside(PATIENCE, move |inner| {
                        keychain::write(&inner.keychain_service, &key, &secret, PATIENCE)
                    })
                    .await
                }
                VaultKind::SealedFile => {
                    self.aside(SEALING_PATIENCE, move |inner| {
                        inner.sealed.write(key, secret)
                    })
                    .await
                }
            }
        })
    }

    fn remove(&self, key: SecretKey) -> Task<'_, Result<(), VaultError>> {
        Box::pin(async move {
            match self.kind() {
                VaultKind::Keychain => {
                    self.aside(PATIENCE, move |inner| {
                        keychain::remove(&inner.keychain_service, &key, PATIENCE)
                    })
                    .await
                }
                VaultKind::SealedFile => {
                    self.aside(SEALING_PATIENCE, move |inner| inner.sealed.remove(&key))
                        .await
                }
            }
        })
    }

    /// The sealed file is opened with the password; where there is none yet, one is sealed with it.
    fn unlock(&self, password: Option<Secret>) -> Task<'_, Result<(), VaultError>> {
        Box::pin(async move {
            match self.kind() {
                VaultKind::Keychain => {
                    self.aside(PROMPT_PATIENCE, move |inner| {
                        keychain::unlock(&inner.keychain_service, PROMPT_PATIENCE)
                    })
                    .await
                }
                VaultKind::SealedFile => {
                    self.aside(SEALING_PATIENCE, move |inner| inner.sealed.unlock(password))
                        .await
                }
            }
        })
    }

    /// A password that does not open the sealed file changes nothing. Without a password the kind is changed even when
    /// the file is not open yet: the settings file may name it, and then secrets must not go elsewhere.
    fn choose(
        &self,
        kind: VaultKind,
        password: Option<Secret>,
    ) -> Task<'_, Result<(), VaultError>> {
        Box::pin(async move {
            if kind == VaultKind::Keychain {
                self.set_kind(kind);
                return Ok(());
            }
            if password.is_none() {
                self.set_kind(kind);
            }
            self.aside(SEALING_PATIENCE, move |inner| inner.sealed.unlock(password))
                .await?;
            self.set_kind(kind);
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests;
