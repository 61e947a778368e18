//! The services this program can speak to.
//!
//! A new service is one row in `rows.rs`, its request in `addresses.rs`, and a conversation file. A row is only here when
//! everything the sources say about that service is honoured.

mod addresses;
mod rows;
mod words;

use hemma_core::names::ServiceId;
use hemma_core::settings::{Catalog, ServiceRules};
use serde::{Deserialize, Serialize};

use crate::hostup;
use crate::speech::Dialect;

/// One service, as a form needs it.
#[derive(Clone, Copy, Debug)]
pub struct ServiceCard {
    /// Its id, the `service` of a profile.
    pub id: &'static str,
    /// Its name, as its own pages write it.
    pub name: &'static str,
    /// What to call the user name in a form.
    pub username: UsernameKind,
    /// What to call the secret in a form.
    pub secret: SecretKind,
    /// The domain of the service's own pages; only ever shown, never contacted. Empty where there is none.
    pub help_domain: &'static str,
    /// What a name is called there.
    pub names: NameKind,
    /// What a person should know before choosing it.
    pub notes: &'static [Note],
    pub(crate) language: Language,
}

/// How a service is spoken to.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Language {
    /// One row of data.
    Speech(&'static Dialect),
    /// HostUp's token update.
    HostupUpdate,
}

/// What a user name is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum UsernameKind {
    /// None is asked for.
    None,
    /// The user name of an account.
    Account,
    /// The user name of a DDNS key (No-IP).
    DdnsKey,
    /// The user name made for updates only (OVH's DynHost, Loopia's DynDNS user).
    UpdateUser,
    /// The domain itself (STRATO).
    Domain,
    /// The token that belongs to a secret (Domeneshop).
    ApiToken,
}

/// What a name is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum NameKind {
    /// A hostname.
    Hostname,
    /// A hostname, a group, or a special name such as `all.ddnskey.com` (No-IP).
    HostnameOrGroup,
    /// The number of a tunnel (Hurricane Electric).
    TunnelId,
}

/// What a person should know before choosing a service. The engine has the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Note {
    /// It stores the address that the connection comes from, whatever else is asked.
    ConnectionAddress,
    /// It accepts addresses of Finnish networks only (dy.fi).
    FinnishNetworksOnly,
    /// A name lapses after a week; Hemma sends it again in time (dy.fi).
    LapsesAfterAWeek,
    /// It deletes or changes the address that is left out: a name keeps both, and both are always sent (INWX).
    BothFamiliesNeeded,
    /// A login stands for one name (INWX).
    OneNamePerLogin,
    /// The secret travels inside the address, encrypted on the way, but services tend to write addresses down.
    SecretInAddress,
    /// Free names must be confirmed about every thirty days, or they are removed (No-IP).
    ConfirmMonthly,
    /// It creates a record that does not exist yet (Domeneshop).
    CreatesRecords,
    /// Whether it keeps IPv6 addresses is not confirmed anywhere, so Hemma does not send them.
    Ipv6NotConfirmed,
    /// It keeps both addresses of a name in one request; nobody says what it does with one that is left out.
    SendsBothTogether,
    /// Nothing but other programs' behaviour tells how it answers.
    ObservedOnly,
}

/// What a secret is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum SecretKind {
    /// The password of an account or of an update user.
    Password,
    /// The password of a DDNS key (No-IP).
    DdnsKey,
    /// An update key made in the account (Dyn's updater client key, a record's key).
    UpdateKey,
    /// A password made for updates only, of a domain (Namecheap, STRATO).
    UpdatePassword,
    /// A token (HostUp: of one configuration).
    Token,
    /// A key of the service's API.
    ApiKey,
}

impl ServiceCard {
    /// Returns where updates go, unless the person gives the address.
    #[must_use]
    pub fn endpoint(&self) -> Option<&'static str> {
        match self.language {
            Language::Speech(dialect) => dialect.template.map(server_of),
            Language::HostupUpdate => Some(hostup::update::ENDPOINT),
        }
    }

    /// Returns what the scheduler must know.
    #[must_use]
    pub fn rules(&self) -> ServiceRules {
        match self.language {
            Language::Speech(dialect) => dialect.rules(),
            Language::HostupUpdate => hostup::update::rules(),
        }
    }
}

/// The part of a template before its parameters.
fn server_of(template: &'static str) -> &'static str {
    template.split('?').next().unwrap_or(template)
}

/// Returns every service, in the order in which they are offered.
#[must_use]
pub fn services() -> &'static [ServiceCard] {
    rows::ROWS
}

/// Returns one service.
#[must_use]
pub fn service(id: &ServiceId) -> Option<&'static ServiceCard> {
    services().iter().find(|card| card.id == id.as_str())
}

/// Returns the rules of every service, for [`hemma_core::settings::SettingsDraft::check`].
#[must_use]
pub fn catalog() -> Catalog {
    services()
        .iter()
        .map(|card| {
            let id = card.id.parse().expect("ids of rows are well formed");
            (id, card.rules())
        })
        .collect()
}
