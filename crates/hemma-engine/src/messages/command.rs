//! What a person can ask for.

use hemma_core::health::VaultProblem;
use hemma_core::latch::Bound;
use hemma_core::names::{ProfileId, SecretKey};
use hemma_core::secret::Secret;
use hemma_core::settings::{
    DetectionDraft, FieldProblem, GeneralDraft, HistoryDraft, HomeDraft, NoticesDraft,
    ProfileDraft, ProofDraft, VaultKind,
};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Everything a person can ask for, from any surface.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Command {
    /// Look now. Whether anything is sent, gate, latches and pace decide.
    CheckNow,
    /// Stop looking and sending for a while.
    Pause {
        /// For how long.
        length: PauseLength,
    },
    /// End the pause.
    Resume,
    /// "I have mended it, try again": open a latch.
    Release {
        /// Whose.
        bound: Bound,
    },
    /// Add or change one profile with its names. Checked as a whole; nothing is saved unless everything can be.
    SaveProfile {
        /// The profile as the form has it. An `id` that exists means change, else add.
        profile: ProfileDraft,
        /// New secrets; a key that is not listed keeps its secret.
        secrets: Vec<SecretInput>,
    },
    /// Remove a profile, its names and its secrets. DNS is left as it is.
    RemoveProfile {
        /// Which.
        profile: ProfileId,
    },
    /// Change everything but profiles.
    SavePreferences {
        /// All of it.
        preferences: Box<Preferences>,
    },
    /// Open the vault: the keychain's own prompt, or the sealed file's password.
    UnlockVault {
        /// For the sealed file.
        password: Option<SecretText>,
    },
    /// Choose where secrets live from now on.
    ChooseVault {
        /// The kind.
        vault: VaultKind,
        /// For the sealed file.
        password: Option<SecretText>,
    },
    /// Bring the window to the front, starting it if need be. Carried out by the agent itself.
    OpenWindow,
    /// Leave. Names are no longer kept.
    Quit,
}

/// How long a pause lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum PauseLength {
    /// One hour from now.
    OneHour,
    /// Until 07:00 local time tomorrow.
    UntilTomorrow,
    /// Until resumed.
    UntilResumed,
}

/// All settings but profiles, as the form has them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(default)]
pub struct Preferences {
    /// Language, theme, icon.
    pub general: GeneralDraft,
    /// How the address is found.
    pub detection: DetectionDraft,
    /// How names are proved.
    pub proof: ProofDraft,
    /// Toasts.
    pub notices: NoticesDraft,
    /// Retention.
    pub history: HistoryDraft,
    /// Home networks.
    pub home: HomeDraft,
}

/// A secret on its way in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SecretInput {
    /// Where it belongs.
    pub key: SecretKey,
    /// The secret.
    pub secret: SecretText,
}

/// A secret as the window types it. It crosses the link inwards only: no answer and no snapshot contains one.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(type = "string"))]
#[serde(transparent)]
pub struct SecretText(String);

impl SecretText {
    /// Wraps what was typed.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// Turns it into a secret.
    #[must_use]
    pub fn into_secret(self) -> Secret {
        Secret::new(self.0)
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretText(…)")
    }
}

/// Why a command was not carried out. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CommandError {
    /// Fields are wrong. Paths begin at what the form sent: the profile (`name[0].families`), the preferences
    /// (`detection.interval`), or `secrets[0]` for a secret.
    #[error("some fields are wrong")]
    Invalid {
        /// Which, and how.
        problems: Vec<FieldProblem>,
    },
    /// The settings file has mistakes made by hand; saving would lose them.
    #[error("the settings file has mistakes that must be mended first")]
    FileHasMistakes {
        /// Which, with lines.
        problems: Vec<FieldProblem>,
    },
    /// A secret could not be stored.
    #[error("the secret could not be stored: {problem:?}")]
    Vault {
        /// Why.
        problem: VaultProblem,
    },
    /// The disk refused.
    #[error("could not save: {what}")]
    NotSaved {
        /// The cause.
        what: String,
    },
    /// What the command speaks of does not exist (any more).
    #[error("no such thing any more")]
    Gone,
    /// The window program could not be started.
    #[error("the window could not be opened: {what}")]
    NoWindow {
        /// The cause.
        what: String,
    },
    /// The engine is leaving.
    #[error("Hemma is shutting down")]
    ShuttingDown,
}
