//! What would be sent for a profile, and what there is to know about a service before choosing it.

use hemma_core::settings::FieldProblem;
use serde::{Deserialize, Serialize};

pub use hemma_providers::catalog::{NameKind, Note, SecretKind, UsernameKind};
pub use hemma_providers::rehearsal::{Advice, RehearsedHeader, RehearsedRequest};

/// What would be sent for a profile. Nothing was sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Rehearsal {
    /// Every request, in order, secrets masked. Where an address is not known yet, one for documentation stands in.
    pub requests: Vec<RehearsedRequest>,
    /// What is wrong with the profile; then there are no requests.
    pub problems: Vec<FieldProblem>,
    /// Why nothing could be sent although the profile is right.
    pub not_sent: Option<NotSent>,
    /// What a person should know about the profile that is not wrong.
    pub advice: Vec<Advice>,
}

/// Why nothing would be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum NotSent {
    /// No name is kept.
    NoName,
    /// A user name with a colon cannot be sent with HTTP Basic.
    ColonInUsername,
    /// This build of the program names no maintainer, and the service blocks such programs.
    ContactMissing,
    /// The request as such cannot be built.
    Impossible,
}

/// What there is to know about a service, for its form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ServiceAbout {
    /// What to call the user name.
    pub username: UsernameKind,
    /// What to call the secret.
    pub secret: SecretKind,
    /// What to call a name.
    pub names: NameKind,
    /// What a person should know before choosing it.
    pub notes: Vec<Note>,
    /// The domain of the service's own pages; only to be shown. Empty where there is none.
    pub help_domain: String,
    /// The least distance between two updates of one name, in seconds.
    pub min_interval_seconds: u32,
    /// Whether several names go into one request.
    pub list: bool,
    /// Whether both addresses of a name go into one request.
    pub families_together: bool,
    /// Whether a name must keep both addresses.
    pub needs_both_families: bool,
    /// Whether a profile has exactly one name.
    pub one_name: bool,
    /// Whether the zone of the names must be given.
    pub zone_required: bool,
    /// After how many hours the same address is sent again, because names lapse.
    pub refreshed_after_hours: Option<u32>,
}
