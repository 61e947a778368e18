//! HostUp's API v2 for customers: domains, DynDNS configurations, DNS history and servers.
//!
//! Source: the vendor's pages for creating and listing configurations, DNS history and server names, and
//! `hostup-api.md` for what those leave open. A call builds one request and reads one answer; whoever sends waits out
//! limits, keeps one lane per key, and turns pages with the [`Pager`].
//!
//! | File | Holds |
//! | --- | --- |
//! | `door` | where the API is, and the key |
//! | `call` | what every call can say about itself, scopes and repeating included |
//! | `reading` | from bytes to cleaned JSON, leniently |
//! | `problem`, `limit` | refusals (RFC 7807) and how long to wait |
//! | `pager` | turning pages without running in circles |
//! | `domains`, `configurations`, `creating`, `log`, `history`, `vps`, `server_name` | one resource each |
//! | `probe` | what a key may do, found out without writing |
//!
//! It must never put a key or a token into a text, guess an id, or repeat a `POST`.

mod call;
mod configurations;
mod creating;
mod domains;
mod door;
mod history;
mod ids;
mod limit;
mod log;
mod moment;
mod open_enum;
mod pager;
mod probe;
mod problem;
mod reading;
mod server_name;
mod vps;

pub use call::{Call, Scope};
pub use configurations::{
    Configuration, ConfigurationActions, Configurations, DeleteConfiguration, ListConfigurations,
    RecordType, SetEnabled,
};
pub use creating::{CreateConfiguration, HostnameProblem, checked_hostname, same_name};
pub use domains::{Domain, DomainNameservers, ListDomains, Nameservers, ServiceStatus};
pub use door::{ApiDoor, ApiDoorProblem, DEFAULT_BASE, LONGEST_ANSWER};
pub use history::{ChangeType, DnsEvent, DnsHistory, HistoryType, rrset_lines};
pub use ids::{BadId, ConfigurationId, DomainId, VpsId};
pub use limit::unasked_wait;
pub use log::{LogEntry, UpdateLog, UpdateStatus};
pub use moment::Moment;
pub use pager::{Listing, ListingEnd, Page, Pager, Paging};
pub use probe::{Ability, KeyProbe, KeyReport, KeyStanding, ProbeCall, ProbeTrouble};
pub use problem::{ApiProblem, ApiProblemKind, Denial, FieldProblem, Oddity};
pub use reading::{Gate, is_open};
pub use server_name::{
    ChangeVpsHostname, ReverseDns, ReverseDnsStatus, ValidationRules, VpsActions, VpsHostname,
    VpsHostnameChanged, VpsHostnameProblem, VpsName, checked_vps_hostname,
};
pub use vps::{ListVps, OperatingSystem, PowerState, Vps};
