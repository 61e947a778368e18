//! What the clerk does with the vault itself: open it, change its kind, and know what is in it.

use hemma_core::names::SecretKey;
use hemma_core::secret::Secret;
use hemma_core::settings::{SecretSource, VaultKind};

use super::profile::keys_of;
use super::{Clerk, Reply, refused_by_vault, vault_word};
use crate::driver::News;
use crate::messages::{CommandError, SecretText};
use crate::ports::VaultError;

impl Clerk {
    /// Tells everybody who waited how the unlocking ended.
    pub(super) async fn opened(&mut self, result: Result<(), VaultError>, replies: Vec<Reply>) {
        self.present.clear();
        let problem = match result {
            Ok(()) | Err(VaultError::NoSecret) => None,
            Err(VaultError::Unavailable(problem)) => Some(problem),
        };
        self.tell(News::Vault { problem }).await;
        for reply in replies {
            // Whoever asked may have closed the window meanwhile.
            let _ =
                reply.send(problem.map_or(Ok(()), |problem| Err(CommandError::Vault { problem })));
        }
    }

    /// Changes the kind of vault and takes along what the old one gives. What the old one cannot give (it may be the
    /// reason for the change) stays there and has to be typed again.
    pub(super) async fn choose_vault(
        &mut self,
        kind: VaultKind,
        password: Option<SecretText>,
    ) -> Result<(), CommandError> {
        self.refuse_over_mistakes()?;
        let before = self.settings.vault;
        let luggage = self.luggage().await;
        let password = password.map(SecretText::into_secret);
        if let Err(error) = self.vault.choose(kind, password).await {
            // The vault may have switched although it cannot be opened.
            self.choose_back(before).await;
            return Err(refused_by_vault(error));
        }
        for (key, secret) in luggage {
            if let Err(error) = self.vault.write(key, secret).await {
                self.choose_back(before).await;
                return Err(refused_by_vault(error));
            }
        }
        let mut draft = self.draft.clone();
        draft.vault.kind = Some(vault_word(kind).to_owned());
        if let Err(error) = self.save(draft, Vec::new()).await {
            self.choose_back(before).await;
            return Err(error);
        }
        self.present.clear();
        self.tell(News::Vault { problem: None }).await;
        Ok(())
    }

    async fn luggage(&self) -> Vec<(SecretKey, Secret)> {
        let mut luggage = Vec::new();
        for key in self.vault_keys() {
            match self.vault.read(key.clone(), SecretSource::Vault).await {
                Ok(secret) => luggage.push((key, secret)),
                Err(VaultError::NoSecret) => {}
                Err(VaultError::Unavailable(problem)) => {
                    tracing::info!(?problem, "the old vault cannot be read; secrets stay there");
                    break;
                }
            }
        }
        luggage
    }

    async fn choose_back(&mut self, kind: VaultKind) {
        if let Err(error) = self.vault.choose(kind, None).await {
            tracing::warn!(%error, "the old vault could not be taken back");
        }
    }

    /// Follows a kind of vault that was written into the file by hand.
    pub(super) async fn follow_vault_kind(&mut self, kind: VaultKind) {
        if kind == self.settings.vault {
            return;
        }
        let problem = match self.vault.choose(kind, None).await {
            Ok(()) | Err(VaultError::NoSecret) => None,
            Err(VaultError::Unavailable(problem)) => Some(problem),
        };
        self.tell(News::Vault { problem }).await;
    }

    /// Returns which secrets are stored, as far as the vault can tell. A key that was never asked for is asked for once;
    /// a vault that cannot be used is not asked for the next.
    pub(super) async fn stored_secrets(&mut self) -> Vec<SecretKey> {
        let profiles = self.settings.profiles.values();
        let wanted: Vec<(SecretKey, SecretSource)> = profiles
            .flat_map(|profile| {
                let keys = keys_of(profile).into_iter();
                keys.map(|key| (key, profile.secret.clone()))
            })
            .collect();
        for (key, source) in &wanted {
            if self.present.contains_key(key) {
                continue;
            }
            match self.vault.read(key.clone(), source.clone()).await {
                Ok(_) => self.present.insert(key.clone(), true),
                Err(VaultError::NoSecret) => self.present.insert(key.clone(), false),
                Err(VaultError::Unavailable(_)) if *source == SecretSource::Vault => break,
                Err(VaultError::Unavailable(_)) => continue,
            };
        }
        let stored = wanted.into_iter().map(|(key, _)| key);
        stored
            .filter(|key| self.present.get(key) == Some(&true))
            .collect()
    }

    fn vault_keys(&self) -> Vec<SecretKey> {
        let profiles = self.settings.profiles.values();
        profiles
            .filter(|profile| profile.secret == SecretSource::Vault)
            .flat_map(keys_of)
            .collect()
    }
}
