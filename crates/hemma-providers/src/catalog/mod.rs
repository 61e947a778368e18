//! The services this program can speak to.
//!
//! A new service on a known protocol is one row in `rows.rs`, one conversation file and one row in the sandbox. A row
//! is only here when everything the sources say about that service is honoured.

mod rows;

use hemma_core::names::ServiceId;
use hemma_core::settings::{Catalog, ServiceRules};

use crate::dyndns2::Dialect;
use crate::hostup;

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
    pub(crate) language: Language,
}

/// How a service is spoken to.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Language {
    /// Words of the dyndns2 family.
    Dyndns2(&'static Dialect),
    /// HostUp's token update.
    HostupUpdate,
}

/// What a user name is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UsernameKind {
    /// None is asked for.
    None,
    /// The user name of an account.
    Account,
    /// The user name of a DDNS key (No-IP).
    DdnsKey,
    /// The user name made for updates only (OVH's DynHost, Loopia's DynDNS user).
    UpdateUser,
}

/// What a secret is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretKind {
    /// The password of an account or of an update user.
    Password,
    /// The password of a DDNS key (No-IP).
    DdnsKey,
    /// An update key made in the account (Dyn's updater client key, a record's key).
    UpdateKey,
    /// A token of one configuration (HostUp).
    Token,
    /// A key of the service's API.
    ApiKey,
}

impl ServiceCard {
    /// Returns the protocol's name: `dyndns2` or `hostup`.
    #[must_use]
    pub fn protocol(&self) -> &'static str {
        match self.language {
            Language::Dyndns2(_) => "dyndns2",
            Language::HostupUpdate => "hostup",
        }
    }

    /// Returns where updates go, unless the person gives the address.
    #[must_use]
    pub fn endpoint(&self) -> Option<&'static str> {
        match self.language {
            Language::Dyndns2(dialect) => dialect.endpoint,
            Language::HostupUpdate => Some(hostup::update::ENDPOINT),
        }
    }

    /// Returns what the scheduler must know.
    #[must_use]
    pub fn rules(&self) -> ServiceRules {
        match self.language {
            Language::Dyndns2(dialect) => dialect.rules(),
            Language::HostupUpdate => hostup::update::rules(),
        }
    }
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
