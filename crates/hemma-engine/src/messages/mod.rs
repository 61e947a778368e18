//! What crosses between the engine and its surfaces (tray, toast, command line, window).
//!
//! Plain data. Times are RFC 3339 texts on the wire, counts are `u32`, enums are tagged. `hemma-link` carries these
//! messages and makes TypeScript of them.

mod api;
mod command;
mod doctor;
mod home;
mod import;
mod query;
mod rehearsal;
mod snapshot;

pub use api::{
    ApiAnswer, ApiChange, ApiFieldTrouble, ApiQuery, ApiTrouble, ApiTroubleKind, ConfigurationView,
    ConfigurationsView, CreateOutcome, DnsEventView, DomainView, Done, GateView, HostnameReport,
    Kept, KeyToTest, KeyView, LogLine, LogOutcome, LogSide, May, ReverseDnsOutcome,
    ReverseDnsReport, ServerHostnameView, ServerView, Writer,
};
pub use command::{Command, CommandError, PauseLength, Preferences, SecretInput, SecretText};
pub use doctor::{
    Ailment, ComparedName, Comparison, DoctorFinding, DoctorQuery, DoctorReport, Told,
};
pub use home::{HomeNetworkView, HomeView, NetworkView};
pub use import::{
    ImportFormat, ImportMistake, ImportProblem, ImportRefusal, ImportRefused, ImportView,
    ImportedProfile, LeftOut, LeftOutReason,
};
pub use query::{
    Answer, Contact, ContactPurpose, HistoryEntry, HistoryKind, HistoryPage, HistoryQuery, Query,
    QueryError, ServiceView, SettingsView,
};
pub use rehearsal::{
    Advice, NameKind, NotSent, Note, Rehearsal, RehearsedHeader, RehearsedRequest, SecretKind,
    ServiceAbout, UsernameKind,
};
pub use snapshot::{
    AddressView, GeneralView, LatchView, NameView, NextCheck, NoticeState, Overall, RecordView,
    Snapshot, Surfaces, TrayState,
};
