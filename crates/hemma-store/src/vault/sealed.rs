//! The password-sealed file: `age` with a passphrase (scrypt and ChaCha20-Poly1305, <https://age-encryption.org/v1>).
//!
//! Inside is JSON: `{"version":1,"secrets":{"profile":"…"}}`. A person with the password can read it with the `age`
//! program. Unsealing takes a good part of a second and 128 MiB on purpose; it happens once per start, and after that
//! password and secrets stay in memory only, wiped when they are dropped.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use age::secrecy::SecretString;
use hemma_core::health::VaultProblem;
use hemma_core::names::SecretKey;
use hemma_core::secret::Secret;
use hemma_engine::ports::VaultError;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::secret_file;
use crate::private;

/// scrypt's `N = 2^17` with `r = 8`: what OWASP's password storage page asks at least.
const COST: u8 = 17;

/// The highest cost accepted when reading: 1 GiB. A file from elsewhere must not take the machine down.
const HIGHEST_COST: u8 = 20;

const VERSION: u32 = 1;

/// The sealed file and, once opened, what is in it.
#[derive(Debug)]
pub(super) struct SealedFile {
    path: PathBuf,
    password_file: Option<PathBuf>,
    cost: u8,
    open: Mutex<Option<Open>>,
}

#[derive(Clone, Debug)]
struct Open {
    password: Secret,
    secrets: BTreeMap<SecretKey, Secret>,
}

#[derive(Serialize, Deserialize)]
struct Content<S> {
    version: u32,
    secrets: BTreeMap<SecretKey, S>,
}

impl SealedFile {
    pub(super) fn new(path: PathBuf, password_file: Option<PathBuf>) -> Self {
        Self {
            path,
            password_file,
            cost: COST,
            open: Mutex::new(None),
        }
    }

    /// A file that is sealed cheaply, because tests seal often.
    #[cfg(test)]
    pub(super) fn cheap(path: PathBuf, password_file: Option<PathBuf>) -> Self {
        Self {
            cost: 4,
            ..Self::new(path, password_file)
        }
    }

    pub(super) fn read(&self, key: &SecretKey) -> Result<Secret, VaultError> {
        let open = self.opened()?;
        open.as_ref()
            .and_then(|open| open.secrets.get(key))
            .cloned()
            .ok_or(VaultError::NoSecret)
    }

    pub(super) fn write(&self, key: SecretKey, secret: Secret) -> Result<(), VaultError> {
        self.change(|secrets| {
            secrets.insert(key, secret);
            true
        })
    }

    pub(super) fn remove(&self, key: &SecretKey) -> Result<(), VaultError> {
        self.change(|secrets| secrets.remove(key).is_some())
    }

    /// Opens the file with the password, or seals a new one with it. Without a password the password file is used; a file
    /// that is open already needs none.
    pub(super) fn unlock(&self, password: Option<Secret>) -> Result<(), VaultError> {
        match password {
            Some(password) => {
                let mut open = self.lock();
                *open = Some(self.open_with(password)?);
                Ok(())
            }
            None => self.opened().map(drop),
        }
    }

    /// Changes the secrets on disk first (`edit` says whether it changed any), and in memory only when that went well.
    fn change(
        &self,
        edit: impl FnOnce(&mut BTreeMap<SecretKey, Secret>) -> bool,
    ) -> Result<(), VaultError> {
        let mut open = self.opened()?;
        let Some(current) = open.as_ref() else {
            return Err(unavailable(VaultProblem::PasswordNeeded));
        };
        let mut changed = current.clone();
        if edit(&mut changed.secrets) {
            self.seal(&changed)?;
            *open = Some(changed);
        }
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, Option<Open>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the open content, opening it by the password file if there is one.
    fn opened(&self) -> Result<MutexGuard<'_, Option<Open>>, VaultError> {
        let mut open = self.lock();
        if open.is_none() {
            let Some(path) = &self.password_file else {
                return Err(unavailable(VaultProblem::PasswordNeeded));
            };
            let password = match secret_file::read(path) {
                Ok(password) => password,
                Err(VaultError::NoSecret) => {
                    return Err(unavailable(VaultProblem::PasswordNeeded));
                }
                Err(error) => return Err(error),
            };
            *open = Some(self.open_with(password)?);
        }
        Ok(open)
    }

    fn open_with(&self, password: Secret) -> Result<Open, VaultError> {
        if password.expose().is_empty() {
            return Err(unavailable(VaultProblem::PasswordNeeded));
        }
        let secrets = match fs::read(&self.path) {
            Ok(bytes) => unseal(&bytes, &password)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let open = Open {
                    password,
                    secrets: BTreeMap::new(),
                };
                self.seal(&open)?;
                return Ok(open);
            }
            Err(error) => {
                tracing::warn!(%error, "the sealed file cannot be read");
                return Err(unavailable(VaultProblem::Failed));
            }
        };
        Ok(Open { password, secrets })
    }

    fn seal(&self, open: &Open) -> Result<(), VaultError> {
        let failed = |what: &str| {
            tracing::warn!(what, "the sealed file was not written");
            unavailable(VaultProblem::Failed)
        };
        let secrets = open
            .secrets
            .iter()
            .map(|(key, secret)| (key.clone(), secret.expose()))
            .collect();
        let content = Content {
            version: VERSION,
            secrets,
        };
        // Room for the worst case, every byte escaped: a buffer that grows leaves copies behind.
        let length: usize = open
            .secrets
            .iter()
            .map(|(key, secret)| key.to_string().len() + secret.expose().len() + 8)
            .sum();
        let mut plain = Zeroizing::new(Vec::with_capacity(64 + 6 * length));
        serde_json::to_writer(&mut *plain, &content).map_err(|_| failed("no words for it"))?;
        let mut recipient = age::scrypt::Recipient::new(passphrase(&open.password));
        recipient.set_work_factor(self.cost);
        let sealed = age::encrypt(&recipient, &plain).map_err(|_| failed("sealing failed"))?;
        private::replace(&self.path, &sealed, None).map_err(|error| failed(&error.to_string()))
    }
}

fn unseal(sealed: &[u8], password: &Secret) -> Result<BTreeMap<SecretKey, Secret>, VaultError> {
    let mut identity = age::scrypt::Identity::new(passphrase(password));
    identity.set_max_work_factor(HIGHEST_COST);
    let plain = match age::decrypt(&identity, sealed) {
        Ok(plain) => Zeroizing::new(plain),
        // Both mean that the key made from this password does not fit.
        Err(age::DecryptError::DecryptionFailed | age::DecryptError::KeyDecryptionFailed) => {
            return Err(unavailable(VaultProblem::PasswordNeeded));
        }
        Err(_) => {
            tracing::warn!("the sealed file is damaged or no sealed file");
            return Err(unavailable(VaultProblem::Failed));
        }
    };
    // The parser's words may quote what it read: they go nowhere.
    let content: Content<String> =
        serde_json::from_slice(&plain).map_err(|_| unavailable(VaultProblem::Failed))?;
    if content.version != VERSION {
        tracing::warn!(
            version = content.version,
            "the sealed file is of another version"
        );
        return Err(unavailable(VaultProblem::Failed));
    }
    let secrets = content.secrets.into_iter();
    Ok(secrets
        .map(|(key, text)| (key, Secret::new(text)))
        .collect())
}

fn passphrase(password: &Secret) -> SecretString {
    SecretString::from(password.expose().to_owned())
}

fn unavailable(problem: VaultProblem) -> VaultError {
    VaultError::Unavailable(problem)
}
