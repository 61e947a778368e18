//! All that any surface may show, whole and numbered.

use hemma_core::address::Family;
use hemma_core::health::{Condition, VaultProblem};
use hemma_core::history::AtService;
use hemma_core::latch::Latch;
use hemma_core::names::{Hostname, ProfileId, RecordId, ServiceId, UpdateName};
use hemma_core::settings::{FieldProblem, IconStyle, Language, Theme};
use hemma_core::status::{GateStatus, Reason, RecordStatus};
use hemma_core::time::Timestamp;
use hemma_core::whereabouts::Whereabouts;
use serde::{Deserialize, Serialize};

use super::HomeView;

/// All that any surface may show. A surface replaces the one it has if this number is higher; it never patches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Snapshot {
    /// Grows with each snapshot of one run of the agent.
    pub number: u32,
    /// When it was made.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub at: Timestamp,
    /// When the agent started.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub started: Timestamp,
    /// The agent's version.
    pub version: String,
    /// The one state that icon and headline show.
    pub overall: Overall,
    /// Home, away or offline.
    pub whereabouts: Whereabouts,
    /// The home guard: home networks, and the one this computer is in.
    pub home: HomeView,
    /// Whether a person paused.
    pub paused: bool,
    /// When the pause ends by itself.
    #[cfg_attr(feature = "typescript", ts(type = "string | null"))]
    pub paused_until: Option<Timestamp>,
    /// The public addresses, per family that is looked for.
    pub addresses: Vec<AddressView>,
    /// The names, grouped by profile, in the order of the settings.
    pub names: Vec<NameView>,
    /// What is worth showing, most urgent first.
    pub conditions: Vec<Condition>,
    /// Stops that only a person releases.
    pub latches: Vec<LatchView>,
    /// When the last whole round of looks ended.
    #[cfg_attr(feature = "typescript", ts(type = "string | null"))]
    pub last_check: Option<Timestamp>,
    /// The next planned look.
    pub next_check: Option<NextCheck>,
    /// How the surfaces themselves are.
    pub surfaces: Surfaces,
    /// Language, theme, icon.
    pub general: GeneralView,
    /// Grows when lines of history were added.
    pub history_revision: u32,
    /// Grows when settings changed.
    pub settings_revision: u32,
}

/// The one state that icon and headline show (`ux.md`, tray icon).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Overall {
    /// No names yet.
    Empty,
    /// Every name is where it should be.
    UpToDate,
    /// Looking, sending or proving.
    Working,
    /// No network, or a service or the gate asks to wait.
    Waiting,
    /// Not at home.
    Away,
    /// A person paused.
    Paused,
    /// A person is needed.
    ActionNeeded,
}

/// One family's public address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct AddressView {
    /// The family.
    pub family: Family,
    /// The gate.
    pub gate: GateStatus,
}

/// One name with its records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct NameView {
    /// Whose.
    pub profile: ProfileId,
    /// What the person calls the profile.
    pub label: String,
    /// At which service.
    pub service: ServiceId,
    /// What people call the service.
    pub service_name: String,
    /// What the service calls it.
    pub name: UpdateName,
    /// The hostname that proves it.
    pub hostname: Option<Hostname>,
    /// Whether it is kept at all.
    pub enabled: bool,
    /// One per family; empty when not enabled.
    pub records: Vec<RecordView>,
}

/// One record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct RecordView {
    /// Its id.
    pub id: RecordId,
    /// Its family.
    pub family: Family,
    /// Its state.
    pub status: RecordStatus,
    /// What the service's API told about it when it was refused; none when nothing was asked, or no longer holds.
    pub at_service: Option<AtService>,
}

/// A latch with the words a surface needs to name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct LatchView {
    /// The latch.
    pub latch: Latch,
    /// What the person calls the profile that set it.
    pub label: String,
    /// What people call the service.
    pub service_name: String,
    /// The names it stops.
    pub names: Vec<UpdateName>,
    /// The service's API is still asked why, and may mend it: no reason for an alarm yet.
    pub looking: bool,
}

/// The next planned look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct NextCheck {
    /// When.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub at: Timestamp,
    /// Why.
    pub reason: Reason,
}

/// How the surfaces themselves are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Surfaces {
    /// The tray icon.
    pub tray: TrayState,
    /// Toasts.
    pub notices: NoticeState,
    /// The vault; none: it works.
    pub vault: Option<VaultProblem>,
    /// What is wrong in the settings file now; then the last good settings are in force.
    pub settings_problems: Vec<FieldProblem>,
}

/// The tray icon.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum TrayState {
    /// Not tried yet.
    #[default]
    Unknown,
    /// It shows.
    Shown,
    /// The desktop has no place for tray icons (GNOME without its extension); the window is reached from the launcher.
    NoHost,
    /// There is no desktop session.
    NoDesktop,
}

/// Toasts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum NoticeState {
    /// Not tried yet.
    #[default]
    Unknown,
    /// The last one was shown.
    Works,
    /// No notification service answers.
    NoDaemon,
    /// There is no desktop session.
    NoDesktop,
}

/// Language, theme and looks in force.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct GeneralView {
    /// The language.
    pub language: Language,
    /// The theme.
    pub theme: Theme,
    /// The icon.
    pub icon: IconStyle,
    /// Whether a start at login stays in the tray.
    pub start_hidden: bool,
}
