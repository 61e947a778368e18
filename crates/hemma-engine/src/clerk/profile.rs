//! Saving and removing a profile: checked as a whole, and nothing is kept unless everything can be.

use std::collections::BTreeSet;

use hemma_core::names::{NameProblem, ProfileId, RecordId, SecretKey};
use hemma_core::secret::Secret;
use hemma_core::settings::{
    FieldPath, FieldProblem, ProblemKind, Profile, ProfileDraft, SecretSource, Settings,
    SettingsDraft, Step,
};

use super::{Clerk, edited_credentials, refused_by_vault};
use crate::driver::{Edited, News};
use crate::messages::{CommandError, SecretInput};
use crate::ports::VaultError;

impl Clerk {
    pub(super) async fn save_profile(
        &mut self,
        profile: ProfileDraft,
        inputs: Vec<SecretInput>,
    ) -> Result<(), CommandError> {
        self.refuse_over_mistakes()?;
        let Judged {
            id,
            index,
            draft,
            secrets,
            settings,
        } = self.judge(profile, inputs);
        let settings = settings.map_err(|problems| CommandError::Invalid { problems })?;
        let mut edited = edited_credentials(&self.settings, &settings);
        if let Some(profile) = id.parse().ok().and_then(|id| settings.profiles.get(&id)) {
            edited.extend(edited_by(profile, &secrets, &edited));
        }

        let old = self.settings.clone();
        let undo = self.store(secrets).await?;
        if let Err(error) = self.save(draft, edited).await {
            self.undo(undo).await;
            return Err(strip_index(error, index));
        }
        self.forget_orphans(&old).await;
        Ok(())
    }

    /// Judges a profile as a form sends it, and changes nothing.
    pub(super) fn judge(&self, mut profile: ProfileDraft, inputs: Vec<SecretInput>) -> Judged {
        let id = profile
            .id
            .clone()
            .unwrap_or_else(|| new_id(&profile, &self.draft));
        profile.id = Some(id.clone());
        let mut draft = self.draft.clone();
        super::home::guard_first_profile(&mut draft, self.portable);
        let mut places = draft.profile.iter();
        let place = places.position(|known| known.id.as_deref() == Some(id.as_str()));
        let index = place.unwrap_or(draft.profile.len());
        match place {
            Some(place) => draft.profile[place] = profile,
            None => draft.profile.push(profile),
        }

        let (secrets, mut problems) = check_secrets(inputs, &id);
        let checked = draft.check(&self.catalog);
        match &checked {
            Ok(settings) => problems.extend(self.missing_secrets(settings, &id, &secrets)),
            Err(wrong) => {
                problems.extend(wrong.iter().map(|problem| seen_from_form(problem, index)))
            }
        }
        let settings = match checked {
            Ok(settings) if problems.is_empty() => Ok(settings),
            _ => Err(problems),
        };
        Judged {
            id,
            index,
            draft,
            secrets,
            settings,
        }
    }

    pub(super) async fn remove_profile(&mut self, id: &ProfileId) -> Result<(), CommandError> {
        self.refuse_over_mistakes()?;
        let mut draft = self.draft.clone();
        let before = draft.profile.len();
        draft
            .profile
            .retain(|profile| profile.id.as_deref() != Some(id.as_str()));
        if draft.profile.len() == before {
            return Err(CommandError::Gone);
        }
        draft
            .check(&self.catalog)
            .map_err(|problems| CommandError::Invalid { problems })?;
        let old = self.settings.clone();
        self.save(draft, Vec::new()).await?;
        self.forget_orphans(&old).await;
        Ok(())
    }

    /// A new profile, or a new record where each has its own secret, cannot do without one.
    fn missing_secrets(
        &self,
        settings: &Settings,
        id: &str,
        secrets: &[(SecretKey, Secret)],
    ) -> Vec<FieldProblem> {
        let Some(profile) = settings
            .profiles
            .values()
            .find(|known| known.id.as_str() == id)
        else {
            return Vec::new();
        };
        if profile.secret != SecretSource::Vault {
            return Vec::new();
        }
        let before: BTreeSet<SecretKey> = self
            .settings
            .profiles
            .get(&profile.id)
            .filter(|before| before.secret == SecretSource::Vault)
            .map(keys_of)
            .unwrap_or_default();
        let wanted = keys_of(profile);
        let given = |key: &SecretKey| secrets.iter().any(|(known, _)| known == key);
        let missing = wanted
            .iter()
            .filter(|key| !before.contains(*key) && !given(key) && !is_api_key(profile, key))
            .map(|_| at_secrets(None, ProblemKind::Missing));
        let mut problems: Vec<FieldProblem> = missing.take(1).collect();
        for (place, (key, _)) in secrets.iter().enumerate() {
            if !wanted.contains(key) {
                let problem = NameProblem::UnknownWord;
                problems.push(at_secrets(Some(place), ProblemKind::Name { problem }));
            }
        }
        problems
    }

    /// Stores secrets; returns what was there before. If one cannot be stored, those before it are put back.
    pub(super) async fn store(
        &mut self,
        secrets: Vec<(SecretKey, Secret)>,
    ) -> Result<Vec<(SecretKey, Option<Secret>)>, CommandError> {
        let mut undo = Vec::new();
        let wrote = !secrets.is_empty();
        for (key, secret) in secrets {
            let before = self.vault.read(key.clone(), SecretSource::Vault).await;
            let written = match before {
                Ok(old) => {
                    undo.push((key.clone(), Some(old)));
                    self.vault.write(key.clone(), secret).await
                }
                Err(VaultError::NoSecret) => {
                    undo.push((key.clone(), None));
                    self.vault.write(key.clone(), secret).await
                }
                Err(error) => Err(error),
            };
            if let Err(error) = written {
                let refused = refused_by_vault(error);
                self.undo(undo).await;
                if let VaultError::Unavailable(problem) = error {
                    let problem = Some(problem);
                    self.tell(News::Vault { problem }).await;
                }
                return Err(refused);
            }
            self.present.insert(key, true);
        }
        if wrote {
            self.tell(News::Vault { problem: None }).await;
        }
        Ok(undo)
    }

    async fn undo(&mut self, undo: Vec<(SecretKey, Option<Secret>)>) {
        for (key, before) in undo {
            let result = match before {
                Some(secret) => self.vault.write(key.clone(), secret).await,
                None => self.vault.remove(key.clone()).await,
            };
            self.present.remove(&key);
            if let Err(error) = result {
                tracing::warn!(%error, "a secret could not be put back");
            }
        }
    }

    /// Removes secrets that nothing in the settings uses any more, now that a person has removed their profile or name.
    async fn forget_orphans(&mut self, old: &Settings) {
        let used: BTreeSet<SecretKey> = self
            .settings
            .profiles
            .values()
            .flat_map(all_keys_of)
            .collect();
        let orphans = old.profiles.values().flat_map(all_keys_of);
        let orphans: Vec<SecretKey> = orphans.filter(|key| !used.contains(key)).collect();
        for key in orphans {
            self.present.remove(&key);
            if let Err(error) = self.vault.remove(key).await {
                tracing::warn!(%error, "the secret of something removed is still in the vault");
            }
        }
    }
}

/// What these new secrets are credentials of. A token is one record's, and a key to an API no record's at all.
fn edited_by(profile: &Profile, secrets: &[(SecretKey, Secret)], known: &[Edited]) -> Vec<Edited> {
    let edited = secrets.iter().filter_map(|(key, _)| match key {
        SecretKey::Record(record) => Some(Edited::Record(record.clone())),
        SecretKey::Profile(_) if profile.rules.secret_per_record => None,
        SecretKey::Profile(id) => Some(Edited::Profile(id.clone())),
    });
    edited.filter(|one| !known.contains(one)).collect()
}

/// A profile that could be saved, or what is wrong with it.
pub(super) struct Judged {
    id: String,
    /// Its place among the profiles.
    index: usize,
    /// The file as it would be.
    draft: SettingsDraft,
    secrets: Vec<(SecretKey, Secret)>,
    /// The settings as they would be, or every problem as the form sees it.
    pub(super) settings: Result<Settings, Vec<FieldProblem>>,
}

/// Under which keys the secrets of a profile's enabled records are stored, and the key to its API.
pub(super) fn keys_of(profile: &Profile) -> BTreeSet<SecretKey> {
    keys(profile, false)
}

/// The same, with names that are not kept at present.
fn all_keys_of(profile: &Profile) -> BTreeSet<SecretKey> {
    keys(profile, true)
}

fn keys(profile: &Profile, also_disabled: bool) -> BTreeSet<SecretKey> {
    let own = SecretKey::Profile(profile.id.clone());
    if !profile.rules.secret_per_record {
        return BTreeSet::from([own]);
    }
    let key = profile.rules.has_api.then_some(own);
    let entries = profile
        .names
        .iter()
        .filter(|entry| also_disabled || entry.enabled);
    let records = entries.flat_map(|entry| {
        entry.families.iter().map(|family| RecordId {
            profile: profile.id.clone(),
            name: entry.name.clone(),
            family: *family,
        })
    });
    key.into_iter()
        .chain(records.map(SecretKey::Record))
        .collect()
}

/// Whether this is the key to the service's API, which a profile can do without.
fn is_api_key(profile: &Profile, key: &SecretKey) -> bool {
    profile.rules.secret_per_record && matches!(key, SecretKey::Profile(_))
}

/// Judges what was typed. Keys are taken to belong to the saved profile: a form cannot know an id that is made here.
fn check_secrets(
    inputs: Vec<SecretInput>,
    id: &str,
) -> (Vec<(SecretKey, Secret)>, Vec<FieldProblem>) {
    let mut secrets = Vec::new();
    let mut problems = Vec::new();
    for (place, input) in inputs.into_iter().enumerate() {
        let secret = input.secret.into_secret();
        if secret.expose().is_empty() {
            problems.push(at_secrets(Some(place), ProblemKind::EmptySecret));
        } else if secret.expose().chars().any(char::is_control) {
            problems.push(at_secrets(Some(place), ProblemKind::OddSecret));
        }
        // A wrong id is told by the check of the draft.
        if let Ok(profile) = id.parse::<ProfileId>() {
            let key = match input.key {
                SecretKey::Profile(_) => SecretKey::Profile(profile),
                SecretKey::Record(record) => SecretKey::Record(RecordId { profile, ..record }),
            };
            secrets.push((key, secret));
        }
    }
    (secrets, problems)
}

fn at_secrets(place: Option<usize>, problem: ProblemKind) -> FieldProblem {
    let path = FieldPath::default().key("secrets");
    FieldProblem {
        path: place.map_or_else(|| path.clone(), |place| path.index(place)),
        problem,
        line: None,
    }
}

/// Turns `profile[3].label` into `label` when the form has profile 3 before it. Mistakes elsewhere keep their path.
fn seen_from_form(problem: &FieldProblem, index: usize) -> FieldProblem {
    let mut seen = problem.clone();
    if let [Step::Key(key), Step::Index(place), rest @ ..] = problem.path.0.as_slice()
        && key == "profile"
        && usize::try_from(*place) == Ok(index)
    {
        seen.path = FieldPath(rest.to_vec());
    }
    seen
}

fn strip_index(error: CommandError, index: usize) -> CommandError {
    match error {
        CommandError::Invalid { problems } => {
            let problems = problems.iter();
            let problems = problems
                .map(|problem| seen_from_form(problem, index))
                .collect();
            CommandError::Invalid { problems }
        }
        other => other,
    }
}

/// Makes an id for a new profile from service and label: `noip`, `noip-home`, `noip-home-2`.
fn new_id(profile: &ProfileDraft, draft: &SettingsDraft) -> String {
    let service = slug(profile.service.as_deref().unwrap_or_default());
    let label = slug(profile.label.as_deref().unwrap_or_default());
    let base = match (service.is_empty(), label.is_empty()) {
        (true, true) => "profile".to_owned(),
        (false, true) => service,
        (true, false) => label,
        (false, false) if label == service => service,
        (false, false) => format!("{service}-{label}"),
    };
    // 64 is the most; the number needs room.
    let base: String = base.chars().take(56).collect();
    let base = base.trim_end_matches('-');
    let taken = |id: &str| {
        draft
            .profile
            .iter()
            .any(|known| known.id.as_deref() == Some(id))
    };
    if !taken(base) {
        return base.to_owned();
    }
    let mut number = 2_u32;
    loop {
        let id = format!("{base}-{number}");
        if !taken(&id) {
            return id;
        }
        number += 1;
    }
}

/// Keeps lower-case letters and digits; everything else becomes one hyphen.
fn slug(text: &str) -> String {
    let mut slug = String::new();
    for character in text.chars().flat_map(char::to_lowercase) {
        let kept = match character {
            'å' | 'ä' | 'à' | 'á' => 'a',
            'ö' | 'ø' | 'ó' => 'o',
            'é' | 'è' | 'ü' => {
                if character == 'ü' {
                    'u'
                } else {
                    'e'
                }
            }
            plain if plain.is_ascii_alphanumeric() => plain,
            _ => '-',
        };
        if kept != '-' || (!slug.is_empty() && !slug.ends_with('-')) {
            slug.push(kept);
        }
    }
    slug.trim_end_matches('-').to_owned()
}
