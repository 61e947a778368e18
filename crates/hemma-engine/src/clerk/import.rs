//! Another program's file becomes profiles. Each is saved as a form would save it: whole or not at all.

use std::collections::BTreeSet;
use std::path::PathBuf;

use hemma_core::names::{SecretKey, UpdateName};
use hemma_core::settings::{NameEntryDraft, ProfileDraft};

use super::Clerk;
use crate::messages::{
    CommandError, ImportFormat, ImportProblem, ImportRefusal, ImportRefused, ImportView,
    ImportedProfile, SecretInput,
};
use crate::ports::{ReadImport, ReadProfile};

impl Clerk {
    pub(super) async fn read_import(
        &self,
        path: String,
        format: Option<ImportFormat>,
    ) -> Result<Box<ImportView>, ImportProblem> {
        let read = self
            .import_reader
            .read(PathBuf::from(&path), format)
            .await?;
        let (format, left_out) = (read.format, read.left_out.clone());
        let profiles = self.candidates(read).into_iter();
        Ok(Box::new(ImportView {
            format,
            path,
            profiles: profiles.map(|candidate| candidate.seen).collect(),
            left_out,
        }))
    }

    pub(super) async fn import(
        &mut self,
        path: String,
        format: Option<ImportFormat>,
        choose: Vec<String>,
    ) -> Result<(), CommandError> {
        self.refuse_over_mistakes()?;
        let read = self.import_reader.read(PathBuf::from(path), format).await;
        let read = read.map_err(|problem| CommandError::Import { problem })?;
        let mut candidates = self.candidates(read);
        let mut refused = Vec::new();
        for key in choose {
            let place = candidates.iter().position(|one| one.seen.key == key);
            let why = match place.map(|place| candidates.swap_remove(place)) {
                None => Some(ImportRefused::FileChanged),
                Some(one) if one.seen.profile.name.is_empty() => Some(ImportRefused::KeptAlready),
                Some(one) => {
                    let saved = self.save_profile(one.seen.profile, one.secrets).await;
                    saved.err().map(|error| ImportRefused::NotSaved {
                        error: Box::new(error),
                    })
                }
            };
            if let Some(why) = why {
                refused.push(ImportRefusal { key, why });
            }
        }
        if refused.is_empty() {
            return Ok(());
        }
        Err(CommandError::NotImported { refused })
    }

    /// Judges what was read against what is kept already.
    fn candidates(&self, read: ReadImport) -> Vec<Candidate> {
        let mut keys = BTreeSet::new();
        let profiles = read.profiles.into_iter();
        profiles
            .map(|one| {
                let key = free_key(&one.profile, &mut keys);
                self.candidate(one, key)
            })
            .collect()
    }

    fn candidate(&self, read: ReadProfile, key: String) -> Candidate {
        let mut profile = read.profile;
        let kept = self.kept_like(&profile);
        let (again, new): (Vec<NameEntryDraft>, Vec<NameEntryDraft>) = profile
            .name
            .into_iter()
            .partition(|entry| update_name(entry).is_some_and(|name| kept.contains(&name)));
        profile.name = new;
        let names: BTreeSet<UpdateName> = profile.name.iter().filter_map(update_name).collect();
        let wanted = |input: &SecretInput| match &input.key {
            SecretKey::Profile(_) => true,
            SecretKey::Record(record) => names.contains(&record.name),
        };
        let secrets: Vec<SecretInput> = read.secrets.into_iter().filter(wanted).collect();
        let problems = if profile.name.is_empty() {
            Vec::new()
        } else {
            let judged = self.judge(profile.clone(), secrets.clone());
            judged.settings.err().unwrap_or_default()
        };
        let seen = ImportedProfile {
            key,
            profile,
            secrets: secrets.iter().map(|input| input.key.clone()).collect(),
            kept_already: again.into_iter().filter_map(|entry| entry.name).collect(),
            problems,
            line: read.line,
        };
        Candidate { seen, secrets }
    }

    /// Returns every name that is kept at the same service, and at the same address where a person gives it.
    fn kept_like(&self, profile: &ProfileDraft) -> BTreeSet<UpdateName> {
        let same =
            self.draft.profile.iter().filter(|known| {
                known.service == profile.service && known.endpoint == profile.endpoint
            });
        same.flat_map(|known| known.name.iter().filter_map(update_name))
            .collect()
    }
}

/// One profile of the file with its secrets, which stay here.
struct Candidate {
    seen: ImportedProfile,
    secrets: Vec<SecretInput>,
}

fn update_name(entry: &NameEntryDraft) -> Option<UpdateName> {
    entry.name.as_deref()?.parse().ok()
}

/// Makes the key of a profile: what the file says of it, without secrets.
fn free_key(profile: &ProfileDraft, taken: &mut BTreeSet<String>) -> String {
    let names: Vec<&str> = profile
        .name
        .iter()
        .filter_map(|entry| entry.name.as_deref())
        .collect();
    let parts = [&profile.service, &profile.username, &profile.endpoint];
    let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    let base = format!("{} {}", parts.join(" "), names.join(","));
    let mut key = base.clone();
    let mut number = 2_u32;
    while !taken.insert(key.clone()) {
        key = format!("{base} {number}");
        number += 1;
    }
    key
}
