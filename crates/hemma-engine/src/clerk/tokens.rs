//! Records whose tokens come from the service's API: kept, given another token, and let go, as if a person had typed it;
//! and records that are left to somebody else.

use hemma_core::address::Family;
use hemma_core::names::{ProfileId, RecordId, SecretKey, UpdateName};
use hemma_core::secret::Secret;
use hemma_core::settings::{NameEntryDraft, Profile, ProfileDraft, SecretSource};

use super::Clerk;
use crate::driver::{Edited, News};
use crate::messages::{CommandError, SecretInput, SecretText};

impl Clerk {
    pub(super) fn profile(&self, id: &ProfileId) -> Option<Box<Profile>> {
        self.settings.profiles.get(id).cloned().map(Box::new)
    }

    /// Keeps a record from now on. Checked and saved like a form; on failure nothing is left behind.
    pub(super) async fn keep(
        &mut self,
        record: RecordId,
        token: Secret,
    ) -> Result<(), CommandError> {
        let profile = self.vault_profile(&record.profile)?;
        let mut families = vec![record.family];
        let kept = profile.names.iter().find(|known| known.name == record.name);
        if let Some(kept) = kept {
            for family in &kept.families {
                // One that was not kept lately has come back only if its token is still there.
                if *family != record.family && (kept.enabled || self.has(&record, *family).await) {
                    families.push(*family);
                }
            }
        }
        families.sort_unstable();
        let mut draft = self.draft_of(&record.profile)?;
        let families = Some(families.iter().map(Family::to_string).collect());
        match entry_of(&mut draft, &record.name) {
            Some(entry) => {
                entry.families = families;
                entry.enabled = None;
            }
            None => draft.name.push(NameEntryDraft {
                name: Some(record.name.to_string()),
                families,
                ..NameEntryDraft::default()
            }),
        }
        let secret = SecretInput {
            key: SecretKey::Record(record),
            secret: SecretText::new(token.expose().to_owned()),
        };
        self.save_profile(draft, vec![secret]).await
    }

    /// Gives a record that is kept another token; its latch opens as if a person had typed it.
    pub(super) async fn token(
        &mut self,
        record: RecordId,
        token: Secret,
    ) -> Result<(), CommandError> {
        let profile = self.vault_profile(&record.profile)?;
        let key = SecretKey::Record(record.clone());
        if !super::profile::keys_of(&profile).contains(&key) {
            return Err(CommandError::Gone);
        }
        self.store(vec![(key, token)]).await?;
        self.tell(News::Edited(Edited::Record(record))).await;
        Ok(())
    }

    /// Keeps a record no longer, and forgets its token.
    pub(super) async fn let_go(&mut self, record: &RecordId) -> Result<(), CommandError> {
        let profile = self.profile(&record.profile).ok_or(CommandError::Gone)?;
        let mut names = profile.names.iter();
        let kept = names.find(|known| known.name == record.name);
        let kept = kept.ok_or(CommandError::Gone)?;
        let rest: Vec<String> = kept
            .families
            .iter()
            .filter(|family| **family != record.family)
            .map(Family::to_string)
            .collect();
        let mut draft = self.draft_of(&record.profile)?;
        if rest.is_empty() {
            draft.name.retain(|entry| !is_called(entry, &record.name));
        } else if let Some(entry) = entry_of(&mut draft, &record.name) {
            entry.families = Some(rest);
        }
        self.save_profile(draft, Vec::new()).await
    }

    /// Somebody else writes this record. The name stays in the settings where it has nothing else left to keep, so that
    /// it can be switched on again; its secret stays too.
    pub(super) async fn leave_to_other(&mut self, record: &RecordId) -> Result<(), CommandError> {
        let profile = self.profile(&record.profile).ok_or(CommandError::Gone)?;
        let mut names = profile.names.iter();
        let kept = names.find(|known| known.name == record.name && known.enabled);
        let kept = kept
            .filter(|kept| kept.families.contains(&record.family))
            .ok_or(CommandError::Gone)?;
        let rest: Vec<String> = kept
            .families
            .iter()
            .filter(|family| **family != record.family)
            .map(Family::to_string)
            .collect();
        let mut draft = self.draft_of(&record.profile)?;
        let entry = entry_of(&mut draft, &record.name).ok_or(CommandError::Gone)?;
        if rest.is_empty() {
            entry.enabled = Some(false);
        } else {
            entry.families = Some(rest);
        }
        self.save_profile(draft, Vec::new()).await
    }

    /// A profile whose secrets can be written here.
    fn vault_profile(&self, id: &ProfileId) -> Result<Box<Profile>, CommandError> {
        let profile = self.profile(id).ok_or(CommandError::Gone)?;
        match &profile.secret {
            SecretSource::Vault => Ok(profile),
            SecretSource::File(path) => Err(CommandError::NotSaved {
                what: format!("{} is yours to write", path.display()),
            }),
        }
    }

    fn draft_of(&self, id: &ProfileId) -> Result<ProfileDraft, CommandError> {
        let mut profiles = self.draft.profile.iter();
        let found = profiles.find(|known| known.id.as_deref().map(str::trim) == Some(id.as_str()));
        found.cloned().ok_or(CommandError::Gone)
    }

    async fn has(&self, record: &RecordId, family: Family) -> bool {
        let key = SecretKey::Record(RecordId {
            family,
            ..record.clone()
        });
        self.vault.read(key, SecretSource::Vault).await.is_ok()
    }
}

fn is_called(entry: &NameEntryDraft, name: &UpdateName) -> bool {
    let typed = entry.name.as_deref();
    typed.and_then(|typed| typed.parse().ok()).as_ref() == Some(name)
}

fn entry_of<'a>(draft: &'a mut ProfileDraft, name: &UpdateName) -> Option<&'a mut NameEntryDraft> {
    draft.name.iter_mut().find(|entry| is_called(entry, name))
}
