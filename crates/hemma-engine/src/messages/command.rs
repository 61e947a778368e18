//! What a person can ask for.

use hemma_core::address::Family;
use hemma_core::health::{ConditionKind, VaultProblem};
use hemma_core::latch::Bound;
use hemma_core::names::{ProfileId, RecordId, SecretKey};
use hemma_core::secret::Secret;
use hemma_core::settings::{
    DetectionDraft, FieldProblem, GeneralDraft, HistoryDraft, HomeDraft, NoticesDraft,
    ProfileDraft, ProofDraft, VaultKind,
};
use hemma_core::whereabouts::NetworkId;
use serde::{Deserialize, Serialize};
use std::fmt;

use super::{ApiChange, ApiTrouble, ImportFormat, ImportProblem, ImportRefusal};

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
    /// "I have read it": a condition that is told once ([`ConditionKind::is_dismissible`]) is not shown again while it
    /// stays true.
    Dismiss {
        /// Which.
        condition: ConditionKind,
    },
    /// Somebody else writes this record: keep it no longer. DNS is left as it is. To keep it after all, release its
    /// latch.
    LeaveToOther {
        /// Which.
        record: RecordId,
    },
    /// While the address of a family jumps: follow the line that is there now, or keep what is known.
    FollowLine {
        /// The family.
        family: Family,
        /// Follow; else keep.
        follow: bool,
    },
    /// Add or change one profile with its names. Checked as a whole; nothing is saved unless everything can be.
    SaveProfile {
        /// The profile as the form has it. An `id` that exists means change, else add.
        profile: Box<ProfileDraft>,
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
    /// "This is home": keep names on a network. One that is listed already gets the name.
    MarkHome {
        /// Which: the one that the person was shown, so that a network left meanwhile does not matter.
        id: NetworkId,
        /// What the person calls it; may be empty.
        name: String,
    },
    /// "This is not home": do not ask about a network again. Nothing is published from it.
    DeclineHome {
        /// Which.
        id: NetworkId,
    },
    /// Take a network off the list of home networks. When it was the last one, nothing is published anywhere until
    /// another one is called home.
    ForgetHome {
        /// Which.
        id: NetworkId,
    },
    /// "This computer never moves": keep names on every network.
    NeverMoves,
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
    /// Read another program's file again and save what was chosen of it, each profile whole or not at all. The file
    /// itself is never changed.
    Import {
        /// The file, as in [`super::Query::ReadImport`].
        path: String,
        /// Whose file it is; none means that its content shall tell.
        format: Option<ImportFormat>,
        /// The [`super::ImportedProfile::key`] of each profile to save.
        choose: Vec<String>,
    },
    /// Change something at the service, through its API and with the profile's key.
    Api {
        /// Whose key.
        profile: ProfileId,
        /// What.
        change: ApiChange,
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

/// Why a command was not carried out. Nothing was changed, unless the variant says otherwise.
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
    /// Another program's file could not be read.
    #[error("could not import: {problem}")]
    Import {
        /// Why.
        problem: ImportProblem,
    },
    /// These of the chosen profiles were not saved. The others were.
    #[error("some profiles were not saved")]
    NotImported {
        /// Which, and why.
        refused: Vec<ImportRefusal>,
    },
    /// The service's API refused, or could not be used. What was changed all the same, the trouble says.
    #[error("{trouble}")]
    Api {
        /// Why.
        trouble: ApiTrouble,
    },
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
