//! What surfaces ask of a service's own API, and what they are shown.
//!
//! A profile of a service with an API may have an API key: the secret of the profile itself, where the tokens of its
//! names are secrets of their records. Ids and cursors are the service's own and opaque. No token crosses the link: what
//! is *kept by this computer* moves from the service into the vault without passing a surface.

mod trouble;

use hemma_core::address::Family;
use hemma_core::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::SecretText;

pub use trouble::{ApiFieldTrouble, ApiTrouble, ApiTroubleKind};

/// A question to the API of a profile's service. Nothing is changed by any of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ApiQuery {
    /// What the stored key may do. Answered from memory for a day unless `again`.
    Key {
        /// Ask the service even if the answer is known.
        again: bool,
    },
    /// A page of the account's domains.
    Domains {
        /// The page mark of the page before.
        cursor: Option<String>,
    },
    /// The configurations of one domain. Remembered for ten minutes unless `again`.
    Configurations {
        /// The domain's id.
        domain: String,
        /// Ask the service even if the answer is known.
        again: bool,
    },
    /// The update log of one configuration, merged with what this computer did for the same name.
    UpdateLog {
        /// The domain's id.
        domain: String,
        /// The configuration's id.
        configuration: String,
    },
    /// A page of a domain's DNS history.
    DnsHistory {
        /// The domain's id.
        domain: String,
        /// Only the records of this owner: `@`, or a label such as `www`.
        name: Option<String>,
        /// Only records of this type, such as `AAAA`.
        record_type: Option<String>,
        /// The page mark of the page before.
        cursor: Option<String>,
        /// Entries per page, 1 to 100; 0 means 50.
        limit: u32,
    },
    /// A page of the account's servers.
    Servers {
        /// The page mark of the page before.
        cursor: Option<String>,
    },
    /// The hostname of one server, with the rules for changing it.
    ServerHostname {
        /// The server's id.
        server: String,
    },
}

/// A key that is not stored yet, to be tried by reading calls only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct KeyToTest {
    /// The key.
    pub key: SecretText,
    /// Where the API is, if not at the service's own address.
    pub api: Option<String>,
}

/// A change at the service. Each is asked for by a person, and none is repeated blindly.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ApiChange {
    /// Make configurations for a name: one per family.
    Create {
        /// The domain's id.
        domain: String,
        /// The whole name.
        hostname: String,
        /// The families, at least one.
        families: Vec<Family>,
        /// Whether this computer keeps them from now on.
        keep: bool,
    },
    /// Let public updates in, or keep them out.
    SetEnabled {
        /// The domain's id.
        domain: String,
        /// The configuration's id.
        configuration: String,
        /// In or out.
        enabled: bool,
    },
    /// End a configuration with its token and its log. If this computer keeps it, that ends too.
    Delete {
        /// The domain's id.
        domain: String,
        /// The configuration's id.
        configuration: String,
    },
    /// Give a configuration a new token. The service knows no such call: it is deleted and made anew, and its log is lost.
    RotateToken {
        /// The domain's id.
        domain: String,
        /// The configuration's id.
        configuration: String,
    },
    /// Have this computer keep a configuration's name, or no longer.
    Keep {
        /// The domain's id.
        domain: String,
        /// The configuration's id.
        configuration: String,
        /// Whether.
        keep: bool,
    },
    /// Change the hostname of a server. Its addresses in DNS do not change by it.
    ChangeHostname {
        /// The server's id.
        server: String,
        /// The whole new hostname.
        hostname: String,
    },
}

/// What a command has to tell beside having been carried out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Done {
    /// Nothing more.
    Plain,
    /// To [`ApiChange::Create`]: each family on its own. One may succeed where another does not.
    Created {
        /// In the order asked.
        outcomes: Vec<CreateOutcome>,
    },
    /// To [`ApiChange::ChangeHostname`].
    HostnameChanged {
        /// What became of it.
        report: HostnameReport,
    },
}

/// How making one configuration went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct CreateOutcome {
    /// The family.
    pub family: Family,
    /// Why it was not made; none when it was.
    pub trouble: Option<ApiTrouble>,
    /// Made, and this computer keeps it as asked; false where that was not asked or did not work.
    pub kept: bool,
}

/// The answer to an [`ApiQuery`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ApiAnswer {
    /// To [`ApiQuery::Key`] and to a [`KeyToTest`].
    Key {
        /// What it may do.
        key: KeyView,
    },
    /// To [`ApiQuery::Domains`].
    Domains {
        /// In the service's order.
        domains: Vec<DomainView>,
        /// The page mark of the next page.
        next: Option<String>,
    },
    /// To [`ApiQuery::Configurations`].
    Configurations {
        /// All of the domain.
        configurations: ConfigurationsView,
    },
    /// To [`ApiQuery::UpdateLog`].
    UpdateLog {
        /// Newest first, both sides in one line.
        lines: Vec<LogLine>,
        /// Whoever else was seen writing this name: user agent and address. Empty when nobody was.
        others: Vec<Writer>,
    },
    /// To [`ApiQuery::DnsHistory`].
    DnsHistory {
        /// In the service's order.
        events: Vec<DnsEventView>,
        /// The page mark of the next page; none too where the service turned out not to page.
        next: Option<String>,
    },
    /// To [`ApiQuery::Servers`].
    Servers {
        /// In the service's order.
        servers: Vec<ServerView>,
        /// The page mark of the next page.
        next: Option<String>,
    },
    /// To [`ApiQuery::ServerHostname`].
    ServerHostname {
        /// The hostname and its rules.
        hostname: ServerHostnameView,
    },
}

/// Whether something may be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum May {
    /// It may.
    Yes,
    /// It may not.
    No,
    /// It did not show: nothing was there to tell it by.
    Unknown,
}

/// What a key may do, found out by reading calls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct KeyView {
    /// List domains and configurations (`read:domains`).
    pub read_domains: May,
    /// See tokens; create, enable, disable, delete (`write:domains`).
    pub write_domains: May,
    /// DNS history (`read:dns`). Only asked when it is opened.
    pub read_dns: May,
    /// See servers (`read:vm`).
    pub read_servers: May,
    /// Change a server's hostname (`write:vm`).
    pub write_servers: May,
    /// The scopes to add for everything Hemma can do, in the service's own words.
    pub missing: Vec<String>,
    /// When it was found out.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub at: Timestamp,
}

/// One domain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct DomainView {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The service's word for how it stands: `active`, `suspended`, `terminated`, `pending`, `cancelled`, `expired`,
    /// `fraud`, `unknown`, or one that came later.
    pub status: String,
    /// When it ends.
    #[cfg_attr(feature = "typescript", ts(type = "string | null"))]
    pub expires: Option<Timestamp>,
}

/// All configurations of a domain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ConfigurationsView {
    /// Whether DynDNS can be used for this domain.
    pub available: bool,
    /// Why not, in the service's words.
    pub reason: Option<String>,
    /// Create and delete.
    pub manage: GateView,
    /// Enable and disable.
    pub enable: GateView,
    /// The configurations.
    pub configurations: Vec<ConfigurationView>,
    /// How many entries could not be read and are not shown.
    pub unreadable: u32,
    /// When the service was asked.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub at: Timestamp,
}

/// Whether an operation may be tried now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct GateView {
    /// Whether.
    pub allowed: bool,
    /// Why not, in the service's words.
    pub reason: Option<String>,
}

/// One configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ConfigurationView {
    /// Its id.
    pub id: String,
    /// The whole name.
    pub hostname: String,
    /// Its family; none for a record type that came later.
    pub family: Option<Family>,
    /// The service's word for the record type.
    pub record_type: String,
    /// The last address set through it.
    pub last_address: Option<String>,
    /// When.
    #[cfg_attr(feature = "typescript", ts(type = "string | null"))]
    pub last_update: Option<Timestamp>,
    /// How many updates there were.
    pub updates: Option<u32>,
    /// Whether public updates are let in.
    pub enabled: bool,
    /// Whether this computer keeps it.
    pub kept: Kept,
    /// Whether the key shows its token; without it the name cannot be taken over.
    pub token_shown: bool,
}

/// Whether this computer keeps a configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Kept {
    /// Not by this computer.
    No,
    /// It does.
    Here,
    /// It does, but the token here is not the token there: *keep* again repairs it.
    OtherToken,
}

/// One line of an update log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct LogLine {
    /// When, if that was told.
    #[cfg_attr(feature = "typescript", ts(type = "string | null"))]
    pub at: Option<Timestamp>,
    /// Who saw it.
    pub side: LogSide,
    /// What came of it.
    pub outcome: LogOutcome,
    /// The address before.
    pub from: Option<String>,
    /// The address sent.
    pub to: Option<String>,
    /// Who called, as the service saw it: address and user agent.
    pub writer: Option<Writer>,
    /// What went wrong, in the service's words.
    pub message: Option<String>,
}

/// Who saw a line of an update log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum LogSide {
    /// Only the service.
    Service,
    /// Only this computer.
    Computer,
    /// Both: this computer called and the service wrote it down.
    Both,
}

/// What came of an update.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum LogOutcome {
    /// Stored.
    Success,
    /// It was so already.
    NoChange,
    /// Refused or failed.
    Failed,
    /// Nobody knows, or the service's word came later.
    Unknown,
}

/// Somebody who writes a name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Writer {
    /// The program, as it introduced itself.
    pub agent: Option<String>,
    /// From where.
    pub address: Option<String>,
}

/// One change in a domain's DNS history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct DnsEventView {
    /// When, if that was told.
    #[cfg_attr(feature = "typescript", ts(type = "string | null"))]
    pub at: Option<Timestamp>,
    /// The service's word: `create`, `update`, `delete`, `import`, `replace_zone`, `nameserver_change`, or another.
    pub change: Option<String>,
    /// What caused it, in the service's words.
    pub source: Option<String>,
    /// One line about it, in the service's words.
    pub summary: Option<String>,
    /// What stood there before, line by line.
    pub before: Vec<String>,
    /// What stands there after.
    pub after: Vec<String>,
}

/// One server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ServerView {
    /// Its id.
    pub id: String,
    /// What the customer calls it.
    pub name: String,
    /// Its first address.
    pub address: Option<String>,
    /// The service's word for how it stands, as with domains.
    pub status: String,
    /// The service's word for whether it runs: `running`, `stopped`, …
    pub power: Option<String>,
    /// What runs on it.
    pub system: Option<String>,
}

/// A server's hostname with the rules for changing it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ServerHostnameView {
    /// The hostname.
    pub hostname: Option<String>,
    /// Whether it may be changed now.
    pub change: GateView,
    /// The most characters.
    pub longest: u32,
    /// The pattern it must match, as a regular expression.
    pub pattern: String,
    /// The pattern in the service's words.
    pub pattern_description: String,
}

/// What became of a change of hostname.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct HostnameReport {
    /// As stored.
    pub hostname: Option<String>,
    /// The service stored another form than was sent.
    pub normalized: bool,
    /// The server should be restarted for it to take effect.
    pub reload_recommended: bool,
    /// What happened to the reverse DNS of the server's addresses; none when the service did not tell.
    pub reverse_dns: Option<ReverseDnsReport>,
}

/// What happened to reverse DNS.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ReverseDnsReport {
    /// What.
    pub outcome: ReverseDnsOutcome,
    /// Addresses that were watched.
    pub watched: u32,
    /// Addresses whose reverse DNS was put back.
    pub restored: Vec<String>,
    /// Addresses whose reverse DNS may have changed.
    pub failed: Vec<String>,
    /// More, in the service's words.
    pub detail: Option<String>,
}

/// What happened to reverse DNS, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ReverseDnsOutcome {
    /// Nothing.
    NotChanged,
    /// It changed and was put back.
    Restored,
    /// It changed and could not be put back everywhere.
    PartialFailure,
    /// The service's word came later than this program.
    Unknown,
}
