//! Settings and secrets: slow, and one change at a time, beside the loop.
//!
//! A keychain may take seconds and a prompt may take minutes; the heartbeat must not wait for either. The clerk carries
//! out every change as a whole or not at all, and then tells the driver.

mod home;
mod import;
mod profile;
mod tokens;
mod vault;

use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::FutureExt;
use hemma_core::health::VaultProblem;
use hemma_core::names::{ProfileId, RecordId, SecretKey};
use hemma_core::secret::Secret;
use hemma_core::settings::{
    Catalog, FieldPath, FieldProblem, ProblemKind, Profile, Settings, SettingsDraft, VaultKind,
};
use tokio::sync::{mpsc, oneshot};

use crate::driver::{self, Edited, News, ToDriver};
use crate::messages::{
    Command, CommandError, ImportFormat, ImportProblem, ImportView, Preferences, ServiceView,
    SettingsView,
};
use crate::ports::{ImportReader, SaveError, SettingsFile, Task, Vault, VaultError};

/// What reaches the clerk.
#[derive(Debug)]
pub(crate) enum ToClerk {
    /// A wish about settings or secrets.
    Command { command: Box<Command>, reply: Reply },
    /// The settings, for the forms.
    Settings {
        reply: oneshot::Sender<Box<SettingsView>>,
    },
    /// What another program's file holds.
    ReadImport {
        path: String,
        format: Option<ImportFormat>,
        reply: oneshot::Sender<Result<Box<ImportView>, ImportProblem>>,
    },
    /// The settings in force.
    InForce {
        reply: oneshot::Sender<Box<Settings>>,
    },
    /// A profile as it is in force.
    Profile {
        id: ProfileId,
        reply: oneshot::Sender<Option<Box<Profile>>>,
    },
    /// Keep a record, with this token.
    Keep {
        record: RecordId,
        token: Secret,
        reply: Reply,
    },
    /// Another token for a record that is kept.
    Token {
        record: RecordId,
        token: Secret,
        reply: Reply,
    },
    /// A record is not to be updated any more; its name and secret stay.
    Disable { record: RecordId, reply: Reply },
    /// Keep a record no longer.
    LetGo { record: RecordId, reply: Reply },
}

type Reply = oneshot::Sender<Result<(), CommandError>>;

/// The clerk's own things.
pub(crate) struct Clerk {
    pub(crate) vault: Arc<dyn Vault>,
    pub(crate) file: Arc<dyn SettingsFile>,
    pub(crate) import_reader: Arc<dyn ImportReader>,
    pub(crate) driver: mpsc::Sender<ToDriver>,
    pub(crate) desk: mpsc::Receiver<ToClerk>,
    pub(crate) settings_touched: mpsc::Receiver<()>,
    /// The file as it stands.
    pub(crate) draft: SettingsDraft,
    /// What is in force.
    pub(crate) settings: Settings,
    /// What is wrong in the file.
    pub(crate) problems: Vec<FieldProblem>,
    pub(crate) catalog: Catalog,
    pub(crate) services: Vec<ServiceView>,
    /// Whether this computer may be carried about.
    pub(crate) portable: bool,
    /// Which secrets are known to be stored or not; what is not here was not asked for yet. Asking a vault is slow, so
    /// each key is asked once.
    pub(crate) present: BTreeMap<SecretKey, bool>,
}

/// An unlocking under way: the person is looking at a prompt.
struct Unlocking {
    work: Task<'static, Result<(), VaultError>>,
    replies: Vec<Reply>,
}

impl Clerk {
    /// Runs until nobody can ask any more.
    pub(crate) async fn run(mut self) {
        let mut unlocking: Option<Unlocking> = None;
        loop {
            tokio::select! {
                biased;
                opened = opened(&mut unlocking) => {
                    let replies = unlocking.take().map(|done| done.replies).unwrap_or_default();
                    self.opened(opened, replies).await;
                }
                message = self.desk.recv() => match message {
                    Some(ToClerk::Settings { reply }) => {
                        let view = self.view().await;
                        // The asker may be gone.
                        let _ = reply.send(view);
                    }
                    Some(ToClerk::InForce { reply }) => {
                        let _ = reply.send(Box::new(self.settings.clone()));
                    }
                    Some(ToClerk::ReadImport { path, format, reply }) => {
                        let found = self.read_import(path, format).await;
                        let _ = reply.send(found);
                    }
                    Some(ToClerk::Profile { id, reply }) => {
                        let _ = reply.send(self.profile(&id));
                    }
                    Some(ToClerk::Keep { record, token, reply }) => {
                        let _ = reply.send(self.keep(record, token).await);
                    }
                    Some(ToClerk::Token { record, token, reply }) => {
                        let _ = reply.send(self.token(record, token).await);
                    }
                    Some(ToClerk::Disable { record, reply }) => {
                        let _ = reply.send(self.leave_to_other(&record).await);
                    }
                    Some(ToClerk::LetGo { record, reply }) => {
                        let _ = reply.send(self.let_go(&record).await);
                    }
                    Some(ToClerk::Command { command, reply }) => match *command {
                        Command::UnlockVault { password } => match &mut unlocking {
                            Some(prompt) => prompt.replies.push(reply),
                            None => {
                                let vault = self.vault.clone();
                                let password = password.map(crate::messages::SecretText::into_secret);
                                let work = Box::pin(async move { vault.unlock(password).await });
                                unlocking = Some(Unlocking { work, replies: vec![reply] });
                            }
                        },
                        command => {
                            let result = self.carry_out(command).await;
                            let _ = reply.send(result);
                        }
                    },
                    None => return,
                },
                Some(()) = self.settings_touched.recv() => self.reload().await,
            }
        }
    }

    async fn carry_out(&mut self, command: Command) -> Result<(), CommandError> {
        match command {
            Command::SaveProfile { profile, secrets } => self.save_profile(*profile, secrets).await,
            Command::LeaveToOther { record } => self.leave_to_other(&record).await,
            Command::RemoveProfile { profile } => self.remove_profile(&profile).await,
            Command::SavePreferences { preferences } => self.save_preferences(*preferences).await,
            Command::MarkHome { id, name } => self.mark_home(id, name).await,
            Command::DeclineHome { id } => self.decline_home(id).await,
            Command::ForgetHome { id } => self.forget_home(&id).await,
            Command::NeverMoves => self.never_moves().await,
            Command::ChooseVault { vault, password } => self.choose_vault(vault, password).await,
            Command::Import {
                path,
                format,
                choose,
            } => self.import(path, format, choose).await,
            // The handle and the loop above deal with these.
            Command::UnlockVault { .. }
            | Command::CheckNow
            | Command::Pause { .. }
            | Command::Resume
            | Command::Release { .. }
            | Command::Dismiss { .. }
            | Command::FollowLine { .. }
            | Command::Api { .. }
            | Command::OpenWindow
            | Command::Quit => Err(CommandError::Gone),
        }
    }

    async fn save_preferences(&mut self, preferences: Preferences) -> Result<(), CommandError> {
        self.refuse_over_mistakes()?;
        let draft = SettingsDraft {
            general: preferences.general,
            detection: preferences.detection,
            proof: preferences.proof,
            notices: preferences.notices,
            history: preferences.history,
            home: preferences.home,
            ..self.draft.clone()
        };
        draft
            .check(&self.catalog)
            .map_err(|problems| CommandError::Invalid { problems })?;
        self.save(draft, Vec::new()).await
    }

    /// Refuses to write into a file that a person has to mend first: what they wrote would be lost.
    fn refuse_over_mistakes(&self) -> Result<(), CommandError> {
        if self.problems.is_empty() {
            return Ok(());
        }
        Err(CommandError::FileHasMistakes {
            problems: self.problems.clone(),
        })
    }

    /// Writes the file and puts what it says in force.
    async fn save(
        &mut self,
        draft: SettingsDraft,
        edited: Vec<Edited>,
    ) -> Result<(), CommandError> {
        let settings = self.file.save(draft.clone()).await.map_err(not_saved)?;
        self.draft = draft;
        self.in_force(settings, edited).await;
        Ok(())
    }

    async fn in_force(&mut self, settings: Settings, edited: Vec<Edited>) {
        self.settings = settings.clone();
        self.problems.clear();
        let settings = Box::new(settings);
        let order = order(&self.draft);
        self.tell(News::Settings {
            settings,
            order,
            edited,
        })
        .await;
    }

    /// Tells the driver and returns when it has taken effect.
    async fn tell(&self, news: News) {
        driver::tell(&self.driver, news).await;
    }

    /// Reads the file again because somebody else changed it. The same content changes nothing.
    async fn reload(&mut self) {
        let (draft, result) = match self.file.load().await {
            Ok(loaded) => (loaded.draft, loaded.settings),
            Err(error) => (self.draft.clone(), Err(vec![unreadable(error.what)])),
        };
        match result {
            Ok(settings) => {
                if draft == self.draft && self.problems.is_empty() {
                    return;
                }
                tracing::info!("the settings file was changed by hand");
                self.draft = draft;
                let edited = edited_credentials(&self.settings, &settings);
                self.follow_vault_kind(settings.vault).await;
                self.present.clear();
                self.in_force(settings, edited).await;
            }
            Err(problems) => {
                if draft == self.draft && problems == self.problems {
                    return;
                }
                tracing::info!(problems = problems.len(), "the settings file has mistakes");
                self.draft = draft;
                self.problems.clone_from(&problems);
                self.tell(News::Rejected { problems }).await;
            }
        }
    }

    async fn view(&mut self) -> Box<SettingsView> {
        Box::new(SettingsView {
            secrets: self.stored_secrets().await,
            draft: self.draft.clone(),
            problems: self.problems.clone(),
            path: self.file.path().display().to_string(),
            vault: self.settings.vault,
            services: self.services.clone(),
        })
    }
}

/// Returns the profiles in the order of the file.
pub(crate) fn order(draft: &SettingsDraft) -> Vec<ProfileId> {
    let ids = draft
        .profile
        .iter()
        .filter_map(|profile| profile.id.as_ref());
    ids.filter_map(|id| id.parse().ok()).collect()
}

/// Profiles whose user name, address or place of the secret differs: latches about credentials open.
fn edited_credentials(old: &Settings, new: &Settings) -> Vec<Edited> {
    let changed = new.profiles.values().filter(|profile| {
        old.profiles.get(&profile.id).is_some_and(|before| {
            before.fingerprint() != profile.fingerprint() || before.secret != profile.secret
        })
    });
    changed
        .map(|profile| Edited::Profile(profile.id.clone()))
        .collect()
}

fn unreadable(what: String) -> FieldProblem {
    FieldProblem {
        path: FieldPath::default(),
        problem: ProblemKind::Syntax { message: what },
        line: None,
    }
}

fn not_saved(error: SaveError) -> CommandError {
    match error {
        SaveError::Invalid(problems) => CommandError::Invalid { problems },
        SaveError::FileHasMistakes(problems) => CommandError::FileHasMistakes { problems },
        SaveError::Disk(error) => CommandError::NotSaved { what: error.what },
    }
}

/// What a vault error means for a command. A vault that works and says that it has nothing has failed at writing.
fn refused_by_vault(error: VaultError) -> CommandError {
    let problem = match error {
        VaultError::Unavailable(problem) => problem,
        VaultError::NoSecret => VaultProblem::Failed,
    };
    CommandError::Vault { problem }
}

async fn opened(unlocking: &mut Option<Unlocking>) -> Result<(), VaultError> {
    match unlocking {
        // A vault that panics has failed; the clerk goes on.
        Some(prompt) => std::panic::AssertUnwindSafe(&mut prompt.work)
            .catch_unwind()
            .await
            .unwrap_or(Err(VaultError::Unavailable(VaultProblem::Failed))),
        None => std::future::pending().await,
    }
}

/// Returns the word of the settings file for a kind of vault.
fn vault_word(kind: VaultKind) -> &'static str {
    match kind {
        VaultKind::Keychain => "keychain",
        VaultKind::SealedFile => "sealed_file",
    }
}
