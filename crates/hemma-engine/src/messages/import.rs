//! What another update program's file holds, and what became of it.
//!
//! No secret is in any of these: what was found crosses as keys, and what is left out is named by words that this
//! program knows beforehand, never by a text of the file.

use hemma_core::names::SecretKey;
use hemma_core::settings::{FieldProblem, ProfileDraft};
use serde::{Deserialize, Serialize};

use super::CommandError;

/// Whose file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ImportFormat {
    /// `ddclient.conf`
    Ddclient,
    /// `inadyn.conf`, of version 2 or of version 1.
    Inadyn,
    /// No-IP's client: the environment file of version 3, or `no-ip2.conf` of version 2.
    NoipDuc,
    /// `config.json` of ddns-updater.
    DdnsUpdater,
}

/// What a file holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ImportView {
    /// Whose file it is.
    pub format: ImportFormat,
    /// The file.
    pub path: String,
    /// What can be carried over, in the order of the file.
    pub profiles: Vec<ImportedProfile>,
    /// What cannot be, and why, in the order of the file.
    pub left_out: Vec<LeftOut>,
}

/// One credential with its names, as [`super::Command::SaveProfile`] would take it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ImportedProfile {
    /// What to call it in [`super::Command::Import`]: the same as long as the file says the same of it.
    pub key: String,
    /// The profile, without an id. Names that are kept already are not in it.
    pub profile: ProfileDraft,
    /// Which secrets were found. Their profile has no id yet, so it is called `new` here.
    pub secrets: Vec<SecretKey>,
    /// Names of it that this computer keeps already at the same service; they are skipped.
    pub kept_already: Vec<String>,
    /// What has to be mended before it can be saved; empty when nothing.
    pub problems: Vec<FieldProblem>,
    /// The line it begins in, from 1, where the format has lines.
    pub line: Option<u32>,
}

/// One thing that cannot be carried over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct LeftOut {
    /// The line, from 1, where the format has lines.
    pub line: Option<u32>,
    /// The word of the format that it is about, such as `use` or `settings[2].ttl`. Empty when the file has a word there
    /// that nobody knows: it may be a piece of a password.
    pub what: String,
    /// Why.
    pub reason: LeftOutReason,
}

/// Why something is not carried over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum LeftOutReason {
    /// How the address is found: Hemma has ways of its own.
    Detection,
    /// A fixed address.
    FixedAddress,
    /// How often, how long, where to log: Hemma decides that.
    Running,
    /// A program to run.
    Program,
    /// Mail to send.
    Mail,
    /// A proxy.
    Proxy,
    /// Certificates of its own, or none checked.
    Certificates,
    /// Unencrypted updates; Hemma uses HTTPS all the same.
    PlainHttp,
    /// Something about the record that is no address: wildcard, mail exchanger, time to live.
    RecordOption,
    /// Another file is named; its content is not read.
    OtherFile,
    /// A value is taken from the environment, so it is not in the file.
    Environment,
    /// A service that Hemma does not have.
    ServiceNotOffered,
    /// A service nobody here knows.
    ServiceUnknown,
    /// A server of one's own for a service whose updates only go to the service itself.
    OwnServer,
    /// An update address with a form that Hemma cannot fill in.
    UrlForm,
    /// The service keeps no addresses of that kind.
    FamilyNotOffered,
    /// "IPv4 or IPv6, whichever there is": Hemma keeps IPv4 until told otherwise.
    EitherFamily,
    /// No name is given.
    NoNames,
    /// Not a name that can be updated.
    NotAName,
    /// A name with `*`.
    WildcardName,
    /// The same name again; the first counts.
    Twice,
    /// No user name is given.
    NoUsername,
    /// No password, key or token is given.
    NoSecret,
    /// The password was taken with the comma or quotation marks around it, as the other program does.
    SecretWithMarks,
    /// A word that nobody here knows.
    Unknown,
}

/// Why a file could not be read. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ImportProblem {
    /// There is no such file.
    #[error("there is no such file")]
    NoFile,
    /// Reading it is not permitted.
    #[error("reading it is not permitted")]
    NotPermitted,
    /// A folder, a device, anything but a file.
    #[error("not a file")]
    NotAFile,
    /// Larger than such a file can be.
    #[error("larger than {limit} KiB")]
    TooLarge {
        /// In KiB.
        limit: u32,
    },
    /// The disk refused.
    #[error("could not read: {what}")]
    Disk {
        /// The cause.
        what: String,
    },
    /// Not a text.
    #[error("line {line} is not text")]
    NotText {
        /// The line, from 1.
        line: u32,
    },
    /// It could not be told whose file it is.
    #[error("not a file of a known program")]
    UnknownFormat,
    /// A mistake in the file.
    #[error("mistake in line {line}: {mistake:?}")]
    Mistake {
        /// The line, from 1.
        line: u32,
        /// Which.
        mistake: ImportMistake,
    },
}

/// A mistake in a file to be imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ImportMistake {
    /// A quotation mark is opened and never closed.
    QuoteNotClosed,
    /// A comment is opened and never closed.
    CommentNotClosed,
    /// A brace is opened and never closed.
    BraceNotClosed,
    /// A brace is closed that was never opened.
    BraceNotOpened,
    /// The last line says that it goes on.
    GoesOnNowhere,
    /// A value is missing behind a word or an equals sign.
    ValueMissing,
    /// Something else stands where a name with an equals sign belongs.
    NotAnOption,
    /// Not JSON.
    Json,
    /// The JSON ends in the middle.
    JsonEndsEarly,
    /// JSON, but without the list `settings`.
    NoSettings,
    /// The file of version 2 of No-IP's client is damaged.
    Damaged,
}

/// One profile that was chosen and not saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ImportRefusal {
    /// Its [`ImportedProfile::key`].
    pub key: String,
    /// Why.
    pub why: ImportRefused,
}

impl ImportRefusal {
    /// Whether the secrets could not be stored.
    #[must_use]
    pub fn is_about_the_vault(&self) -> bool {
        match &self.why {
            ImportRefused::NotSaved { error } => matches!(**error, CommandError::Vault { .. }),
            ImportRefused::FileChanged | ImportRefused::KeptAlready => false,
        }
    }
}

/// Why a chosen profile was not saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ImportRefused {
    /// The file does not say the same any more.
    FileChanged,
    /// Every name of it is kept already.
    KeptAlready,
    /// It could not be saved.
    NotSaved {
        /// Why.
        error: Box<CommandError>,
    },
}
