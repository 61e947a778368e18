//! What a surface can ask to know, and the answers.

use hemma_core::history::Entry;
use hemma_core::ipv6::Ipv6Candidate;
use hemma_core::names::{ProfileId, SecretKey, ServiceId};
use hemma_core::settings::{FieldProblem, ProfileDraft, SettingsDraft, VaultKind};
use hemma_core::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    ApiAnswer, ApiQuery, ApiTrouble, DoctorQuery, DoctorReport, ImportFormat, ImportProblem,
    ImportView, KeyToTest, Rehearsal, ServiceAbout, Snapshot,
};

/// What a surface can ask to know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Query {
    /// The current snapshot.
    Snapshot,
    /// A page of history.
    History {
        /// Which.
        query: HistoryQuery,
    },
    /// The settings, for the forms.
    Settings,
    /// Every server contacted since the start.
    Contacts,
    /// This computer's IPv6 addresses, and why one of them was chosen.
    Ipv6Candidates,
    /// What another program's file holds. It is opened for reading only.
    ReadImport {
        /// The file, as an absolute path.
        path: String,
        /// Whose file it is; none means that its content shall tell.
        format: Option<ImportFormat>,
    },
    /// Something that the service's API knows, asked with the profile's key.
    Api {
        /// Whose key.
        profile: ProfileId,
        /// What.
        ask: ApiQuery,
    },
    /// What would be sent for a profile as it is typed. Nothing is sent.
    Rehearsal {
        /// The profile.
        profile: Box<ProfileDraft>,
    },
    /// What there is to know about a service before choosing it.
    AboutService {
        /// Which.
        service: ServiceId,
    },
    /// What stands between names and this computer. Asks DNS; takes a few seconds.
    Doctor {
        /// How it is told.
        query: DoctorQuery,
    },
    /// What a key may do that is not stored yet.
    TestKey {
        /// The key.
        test: KeyToTest,
    },
}

/// The answer to a query.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Answer {
    /// To [`Query::Snapshot`].
    Snapshot {
        /// The snapshot.
        snapshot: Box<Snapshot>,
    },
    /// To [`Query::History`].
    History {
        /// The page.
        page: HistoryPage,
    },
    /// To [`Query::Settings`].
    Settings {
        /// The settings.
        settings: Box<SettingsView>,
    },
    /// To [`Query::Contacts`].
    Contacts {
        /// One line per server.
        contacts: Vec<Contact>,
    },
    /// To [`Query::Ipv6Candidates`].
    Ipv6Candidates {
        /// In the order in which the system lists them.
        candidates: Vec<Ipv6Candidate>,
    },
    /// To [`Query::Rehearsal`].
    Rehearsal {
        /// What would be sent.
        rehearsal: Rehearsal,
    },
    /// To [`Query::Doctor`].
    Doctor {
        /// The report.
        report: Box<DoctorReport>,
    },
    /// To [`Query::AboutService`].
    AboutService {
        /// None where there is no such service.
        about: Option<ServiceAbout>,
    },
    /// To [`Query::ReadImport`].
    Import {
        /// What the file holds.
        found: Box<ImportView>,
    },
    /// To [`Query::Api`] and [`Query::TestKey`].
    Api {
        /// What the service told.
        answer: ApiAnswer,
    },
}

/// Why a query has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum QueryError {
    /// The disk refused.
    #[error("could not read: {what}")]
    Disk {
        /// The cause.
        what: String,
    },
    /// Another program's file could not be read.
    #[error("could not import: {problem}")]
    Import {
        /// Why.
        problem: ImportProblem,
    },
    /// The service's API refused, or could not be used.
    #[error("{trouble}")]
    Api {
        /// Why.
        trouble: ApiTrouble,
    },
}

/// Which part of the history. Newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(default)]
pub struct HistoryQuery {
    /// Only lines of this profile.
    pub profile: Option<ProfileId>,
    /// Only lines of this update name.
    pub name: Option<String>,
    /// Only lines of these kinds; empty means all.
    pub kinds: Vec<HistoryKind>,
    /// Only lines at or after this moment.
    #[cfg_attr(feature = "typescript", ts(type = "string | null"))]
    pub since: Option<Timestamp>,
    /// Only lines before this moment.
    #[cfg_attr(feature = "typescript", ts(type = "string | null"))]
    pub until: Option<Timestamp>,
    /// Only lines older than the one with this sequence number: the cursor of the last page.
    pub before: Option<u32>,
    /// The most lines to return; 0 means 50; capped at 500.
    pub limit: u32,
}

/// Kinds of history lines, as people filter them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum HistoryKind {
    /// The address changed or was held.
    Address,
    /// Sent and answered.
    Update,
    /// Seen or not seen in DNS.
    Proof,
    /// A person is or was needed.
    Problem,
    /// Start, stop, pause, sleep, network, settings.
    System,
}

/// A page of history.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct HistoryPage {
    /// Newest first.
    pub entries: Vec<HistoryEntry>,
    /// The cursor for the next (older) page; none when this is the last.
    pub next: Option<u32>,
}

/// One line with its sequence number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct HistoryEntry {
    /// Its number; order is by this, never by time.
    pub sequence: u32,
    /// The line.
    pub entry: Entry,
}

/// The settings, for the forms. No secret is in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SettingsView {
    /// As they stand in the file.
    pub draft: SettingsDraft,
    /// What is wrong in the file now, if anything; then older settings are in force.
    pub problems: Vec<FieldProblem>,
    /// Where the file is.
    pub path: String,
    /// Which secrets are stored, as far as the vault could tell.
    pub secrets: Vec<SecretKey>,
    /// Where secrets live.
    pub vault: VaultKind,
    /// The services to choose from.
    pub services: Vec<ServiceView>,
}

/// One service, for the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ServiceView {
    /// Its id.
    pub id: ServiceId,
    /// Its name.
    pub name: String,
    /// Whether it keeps IPv4.
    pub ipv4: bool,
    /// Whether it keeps IPv6.
    pub ipv6: bool,
    /// Whether it wants a user name.
    pub needs_username: bool,
    /// Whether the person must give the update address.
    pub needs_endpoint: bool,
    /// Whether each record has a secret of its own.
    pub secret_per_record: bool,
    /// Whether it has an API of its own, for which a profile may have a key.
    pub has_api: bool,
    /// Whether the zone of the names means something to it.
    pub zone: bool,
    /// Whether the person writes the whole request.
    pub custom: bool,
    /// Whether a name can be put into its offline mode.
    pub offline: bool,
    /// The port on which it also listens in clear text, if that may be chosen.
    pub clear_text_port: Option<u16>,
}

/// One server we have talked to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Contact {
    /// The server's name or address, without path or query.
    pub server: String,
    /// Why.
    pub purpose: ContactPurpose,
    /// How often since the start.
    pub times: u32,
    /// When last.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub last: Timestamp,
}

/// Why a server was contacted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ContactPurpose {
    /// To learn the public address.
    Look,
    /// To ask the router, on this network, for the line's address, or for word when it changes.
    Router,
    /// To send an update.
    Update,
    /// To prove a name in DNS.
    Proof,
    /// To manage configurations at a service, through its API.
    Manage,
}
