//! Logins of the dyndns2 family and what a service remembers about them.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Family;

/// No-IP: accounts and the strictness of the service.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NoIp {
    /// DDNS keys (or old account logins).
    pub accounts: Vec<Account>,
    /// Agents accepted though their name has not the documented form: prefixes such as `ddclient/`.
    ///
    /// The vendor's older pages speak of "certified and approved" agents; this is that list. It is
    /// empty by default, so that everybody is held to the format.
    pub certified_agents: Vec<String>,
    /// How many `nochg` in a row a host may get; the next one is `abuse` instead and blocks the account.
    pub nochg_limit: Option<u32>,
    /// Least service time between `911` or HTTP 500 and the next request, in seconds.
    pub retry_after_trouble_seconds: u64,
    /// HTTP status that goes with `badauth`. The page is silent; the vendor's own client reads 401 so.
    pub badauth_status: u16,
    /// Whether IPv6 comes back spelt as on the vendor's page, `2001:0db8::002e`: clients must compare
    /// addresses, not texts.
    pub padded_ipv6: bool,
    #[serde(skip)]
    pub(crate) doorman: Doorman,
}

impl Default for NoIp {
    fn default() -> Self {
        Self {
            accounts: Vec::new(),
            certified_agents: Vec::new(),
            nochg_limit: Some(5),
            retry_after_trouble_seconds: 30 * 60,
            badauth_status: 401,
            padded_ipv6: true,
            doorman: Doorman::default(),
        }
    }
}

/// A generic dyndns2 service by Dyn's own rules, with the knobs in which services differ.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Dyndns2 {
    /// Accounts.
    pub accounts: Vec<Account>,
    /// Most names in one request; more is `numhost`. Dyn: 20.
    pub max_names: usize,
    /// As for No-IP.
    pub nochg_limit: Option<u32>,
    /// Least service time between `911`, `dnserr` or HTTP 500 and the next request, in seconds.
    pub retry_after_trouble_seconds: u64,
    /// HTTP status that goes with `badauth`.
    pub badauth_status: u16,
    /// What a comma list of both families in `myip` gets.
    pub two_addresses: TwoAddresses,
    /// A value the `system` parameter must have; anything else is `badsys`. OVH wants `dyndns`.
    pub required_system: Option<String>,
    /// Agents (prefixes) that are answered `good 127.0.0.1` and ignored, the old way to block.
    pub ignored_agents: Vec<String>,
    #[serde(skip)]
    pub(crate) doorman: Doorman,
}

impl Default for Dyndns2 {
    fn default() -> Self {
        Self {
            accounts: Vec::new(),
            max_names: 20,
            nochg_limit: Some(5),
            retry_after_trouble_seconds: 30 * 60,
            badauth_status: 200,
            two_addresses: TwoAddresses::Accept,
            required_system: None,
            ignored_agents: Vec::new(),
            doorman: Doorman::default(),
        }
    }
}

/// What a dyndns2 service makes of `myip=v4,v6`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TwoAddresses {
    /// Both are stored, one line answers for both.
    Accept,
    /// Only the first is stored.
    FirstOnly,
    /// `abuse` for each host, without blocking the account.
    Abuse,
}

/// One login with its hosts.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// Username. Fake.
    pub user: String,
    /// Password. Fake.
    pub password: String,
    /// Hosts of the account.
    #[serde(default)]
    pub hosts: Vec<Host>,
    /// Groups of hosts (No-IP only).
    #[serde(default)]
    pub groups: Vec<Group>,
    /// Whether paid features such as `offline` may be used.
    #[serde(default)]
    pub donator: bool,
    /// Whether `hostname` may be left out to mean all hosts (No-IP's group credentials).
    #[serde(default)]
    pub group_login: bool,
    /// Whether the account is blocked: every request is answered `abuse`.
    #[serde(default)]
    pub blocked: bool,
    /// Whether the account was closed; only services with a word for it care.
    #[serde(default)]
    pub closed: bool,
    #[serde(skip)]
    pub(crate) memory: Memory,
}

impl Account {
    /// An account without hosts.
    pub fn new(user: impl Into<String>, password: impl Into<String>) -> Self {
        Self {
            user: user.into(),
            password: password.into(),
            ..Self::default()
        }
    }

    /// Lifts a block and forgets all rudeness, as after a talk with the vendor's support.
    pub fn forgive(&mut self) {
        self.blocked = false;
        self.memory = Memory::default();
    }

    pub(crate) fn host(&self, name: &str) -> Option<&Host> {
        self.hosts
            .iter()
            .find(|host| host.name.eq_ignore_ascii_case(name))
    }
}

/// One hostname of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Host {
    /// The name.
    pub name: String,
    /// Which records it has.
    #[serde(default)]
    pub kind: HostKind,
}

/// Which records a host has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HostKind {
    /// A only.
    A,
    /// AAAA only.
    Aaaa,
    /// Both.
    #[default]
    Dual,
}

impl Host {
    /// A host with both records.
    pub fn dual(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            kind: HostKind::Dual,
        }
    }

    /// A host with an A record only.
    pub fn v4(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            kind: HostKind::A,
        }
    }

    /// A host with an AAAA record only.
    pub fn v6(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            kind: HostKind::Aaaa,
        }
    }

    pub(crate) fn takes_v4(&self) -> bool {
        self.takes(Family::V4)
    }

    pub(crate) fn takes_v6(&self) -> bool {
        self.takes(Family::V6)
    }

    pub(crate) fn takes(&self, family: Family) -> bool {
        match self.kind {
            HostKind::A => family == Family::V4,
            HostKind::Aaaa => family == Family::V6,
            HostKind::Dual => true,
        }
    }
}

/// A named group of hosts at No-IP.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// The group's name, as used in `hostname=`.
    pub name: String,
    /// Its hosts.
    pub hosts: Vec<String>,
}

/// What a service remembers about one login.
#[derive(Debug, Clone, Default)]
pub(crate) struct Memory {
    /// Service time before which a request is hurried.
    pub(crate) trouble_until: Option<Duration>,
    /// The client has been told `abuse`.
    pub(crate) told_abuse: bool,
    /// The client has been told `!donator`.
    pub(crate) told_donator: bool,
    /// Names that were refused to this client.
    pub(crate) refused_names: BTreeSet<String>,
    /// Query strings that were refused as a whole (`badsys`, `numhost`).
    pub(crate) refused_queries: BTreeSet<String>,
    /// `nochg` in a row, by name as asked.
    pub(crate) nochg_in_a_row: BTreeMap<String, u32>,
    /// Hosts in offline mode.
    pub(crate) offline: BTreeSet<String>,
}

/// What a service remembers about clients it does not know by account.
#[derive(Debug, Clone, Default)]
pub(crate) struct Doorman {
    /// Agents that were told `badagent`.
    pub(crate) refused_agents: BTreeSet<String>,
    /// Logins (user, password) that were told `badauth`.
    pub(crate) refused_logins: BTreeSet<(String, String)>,
}
