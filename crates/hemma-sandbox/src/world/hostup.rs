//! HostUp's dynamic-DNS configurations, as the vendor's own model has them.
//!
//! Fields and meanings follow the vendor's pages for `GET` and `POST /api/v2/domains/{id}/dyndns` and
//! `…/logs` (hostup-api.md §5), so that those pages can be served from the same state.

mod domain;
mod elsewhere;
mod history;
mod keys;
mod vps;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::net::IpAddr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Family;
use crate::ledger::Rude;

pub(crate) use elsewhere::{OTHER_AGENT, OTHER_SOURCE};

pub use domain::{HostupDomain, MANAGED_NAMESERVERS};
pub use history::{HistoryEvent, Rrset};
pub use keys::{HostupKey, RateLimit};
pub use vps::{HostupVps, ReverseDns};

/// HostUp: accounts with keys, domains, configurations and servers, and the open points of what the
/// vendor does not document, as options.
///
/// Whatever is marked *unknown* below is named so in hostup-api.md §9; the default is our choice.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Hostup {
    /// Configurations: one per hostname and record type.
    pub configs: Vec<HostupConfig>,
    /// HTTP status of an answer that is an error word. Unknown in the field (§9, 10); 200 by default.
    pub error_status: u16,
    /// How many `nochg` in a row a configuration may get before it is blocked. Unknown in the field
    /// (§9, 12): a five-minute unconditional timer is in use, so there is no limit by default.
    pub nochg_limit: Option<u32>,
    /// What a disabled configuration answers. Unknown in the field (§9, 11).
    pub disabled_word: String,
    /// API keys.
    pub keys: Vec<HostupKey>,
    /// Domains of all accounts.
    pub domains: Vec<HostupDomain>,
    /// Servers of all accounts.
    pub vps: Vec<HostupVps>,
    /// DNS history of all domains, oldest first.
    pub history: Vec<HistoryEvent>,
    /// Accounts that are inactive: 403 `account_inactive` for all their keys.
    pub inactive_accounts: Vec<String>,
    /// The limit of keys that have none of their own. The vendor's numbers are unknown (§2.4).
    pub rate_limit: RateLimit,
    /// Status for what belongs to somebody else: 404, or 403 where set. Unknown (§9, 2).
    pub foreign_status: u16,
    /// Most configurations a domain may have; the next is a 409. Unknown (§9, 5).
    pub configs_per_domain: Option<usize>,
    /// Whether deleting a configuration takes its record out of DNS. Unknown (§9, 6).
    pub delete_removes_record: bool,
    /// Whether the DNS history takes `cursor`, which its page does not list. Unknown (§9, 15).
    pub history_takes_cursor: bool,
    /// Most items in one page, however large the `limit` asked for.
    pub largest_page: Option<usize>,
    /// How the cursors of lists behave.
    pub paging: Paging,
    /// Whether every object of an answer carries a member nobody documented.
    pub extra_members: bool,
    #[serde(skip)]
    pub(crate) refused_tokens: BTreeSet<String>,
    /// Refusals (401) in a row by key text.
    #[serde(skip)]
    pub(crate) unauthorized: BTreeMap<String, u32>,
    /// Numbers for new ids and tokens.
    #[serde(skip)]
    pub(crate) made: u64,
}

/// How the cursors of lists behave: as documented, or in ways a client must survive.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Paging {
    /// As documented.
    #[default]
    Proper,
    /// The second page hands out the cursor that led to it.
    RepeatsCursor,
    /// There is always a next page with a new cursor.
    Endless,
}

impl Default for Hostup {
    fn default() -> Self {
        Self {
            configs: Vec::new(),
            error_status: 200,
            nochg_limit: None,
            disabled_word: "badauth".to_owned(),
            keys: Vec::new(),
            domains: Vec::new(),
            vps: Vec::new(),
            history: Vec::new(),
            inactive_accounts: Vec::new(),
            rate_limit: RateLimit::default(),
            foreign_status: 404,
            configs_per_domain: None,
            delete_removes_record: false,
            history_takes_cursor: true,
            largest_page: None,
            paging: Paging::Proper,
            extra_members: false,
            refused_tokens: BTreeSet::new(),
            unauthorized: BTreeMap::new(),
            made: 0,
        }
    }
}

/// The record type of a configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum RecordType {
    /// IPv4.
    A,
    /// IPv6.
    #[serde(rename = "AAAA")]
    Aaaa,
}

impl RecordType {
    /// Returns the family of the record type.
    pub fn family(self) -> Family {
        match self {
            Self::A => Family::V4,
            Self::Aaaa => Family::V6,
        }
    }
}

impl fmt::Display for RecordType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::A => "A",
            Self::Aaaa => "AAAA",
        })
    }
}

/// One configuration: one hostname and one record type, with its own token (§5.1).
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HostupConfig {
    /// `ddns_` and 26 characters.
    pub id: String,
    /// `dom_` and 26 characters: the domain it belongs to.
    #[serde(default)]
    pub domain_id: String,
    /// The full name.
    pub hostname: String,
    /// A or AAAA.
    pub record_type: RecordType,
    /// 64 hexadecimal characters. Fake.
    pub token: String,
    /// Whether public updates are taken.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// Whether the configuration is blocked for abuse.
    #[serde(default)]
    pub blocked: bool,
    /// Last address set.
    #[serde(default)]
    pub last_ip: Option<IpAddr>,
    /// When it was set.
    #[serde(default)]
    pub last_updated_at: Option<Timestamp>,
    /// How often an update was stored.
    #[serde(default)]
    pub update_count: u64,
    /// When the configuration was made.
    #[serde(default)]
    pub created_at: Option<Timestamp>,
    /// When it was last edited.
    #[serde(default)]
    pub updated_at: Option<Timestamp>,
    /// Attempts, oldest first (§5.8).
    #[serde(default)]
    pub logs: Vec<HostupLog>,
    #[serde(skip)]
    pub(crate) nochg_in_a_row: u32,
    #[serde(skip)]
    pub(crate) told: Option<Rude>,
}

impl HostupConfig {
    /// A new, enabled configuration, its id made from name and type.
    pub fn new(hostname: &str, record_type: RecordType, token: &str) -> Self {
        let domain = hostname
            .split_once('.')
            .map_or(hostname, |(_, parent)| parent);
        let suffix = match record_type {
            RecordType::A => "a",
            RecordType::Aaaa => "aaaa",
        };
        Self {
            id: format!("ddns_{}", opaque(&format!("{hostname}{suffix}"))),
            domain_id: HostupDomain::id_of(domain),
            hostname: hostname.to_owned(),
            record_type,
            token: token.to_owned(),
            enabled: true,
            blocked: false,
            last_ip: None,
            last_updated_at: None,
            update_count: 0,
            created_at: None,
            updated_at: None,
            logs: Vec::new(),
            nochg_in_a_row: 0,
            told: None,
        }
    }

    /// The same configuration in this domain, where the hostname is not one label below it.
    #[must_use]
    pub fn in_domain(mut self, domain: &str) -> Self {
        self.domain_id = HostupDomain::id_of(domain);
        self
    }

    /// Lifts a block and forgets rudeness.
    pub fn forgive(&mut self) {
        self.blocked = false;
        self.nochg_in_a_row = 0;
        self.told = None;
    }
}

/// One attempt in a configuration's log (§5.8).
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HostupLog {
    /// Address before.
    pub old_ip: Option<IpAddr>,
    /// Address asked for.
    pub new_ip: Option<IpAddr>,
    /// Who called.
    pub source_ip: Option<IpAddr>,
    /// User-Agent of the caller.
    pub user_agent: Option<String>,
    /// What became of it.
    pub status: LogStatus,
    /// Why it failed.
    pub error_message: Option<String>,
    /// When.
    pub created_at: Option<Timestamp>,
}

/// What became of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogStatus {
    /// Stored.
    Success,
    /// Already so.
    NoChange,
    /// Refused.
    Failed,
    /// The vendor's own fourth word.
    Unknown,
}

impl Hostup {
    /// Returns a new id of this type, such as `ddns`, different from all before.
    pub(crate) fn new_id(&mut self, prefix: &str) -> String {
        self.made += 1;
        format!("{prefix}_{}", opaque(&format!("{prefix}{}", self.made)))
    }

    /// Returns a new token: 64 hexadecimal characters, different from all before.
    pub(crate) fn new_token(&mut self) -> String {
        self.made += 1;
        token_for(&format!("made{}", self.made))
    }

    /// Writes an event into the history of the domain that holds its owner name.
    pub(crate) fn note_change(&mut self, domain_id: &str, mut event: HistoryEvent, at: Timestamp) {
        event.event_id = self.new_id("dnsev");
        event.created_at = Some(at);
        if let Some(domain) = self.domains.iter().find(|domain| domain.id == domain_id) {
            event.domain.clone_from(&domain.name);
        }
        domain_id.clone_into(&mut event.domain_id);
        self.history.push(event);
    }

    /// Lifts every block, forgets all rudeness and all counts.
    pub(crate) fn forgive(&mut self) {
        self.configs.iter_mut().for_each(HostupConfig::forgive);
        self.keys.iter_mut().for_each(HostupKey::forgive);
        self.refused_tokens.clear();
        self.unauthorized.clear();
    }
}

fn yes() -> bool {
    true
}

/// Makes a token for a text, always the same: 64 hexadecimal characters.
pub(crate) fn token_for(text: &str) -> String {
    let letters = format!(
        "{}{}{}",
        opaque(text),
        opaque(&format!("{text}2")),
        opaque(&format!("{text}3"))
    );
    letters
        .bytes()
        .map(|byte| char::from(b"0123456789abcdef"[usize::from(byte) % 16]))
        .take(64)
        .collect()
}

/// Makes 26 characters that look like the vendor's ids and stay the same for the same text.
fn opaque(text: &str) -> String {
    const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let mut state: u64 = 0xcbf2_9ce4_8422_2325;
    let mut out = String::from("01");
    for round in 0..24_u8 {
        for byte in text.bytes().chain([round]) {
            state = (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        let index = usize::try_from(state >> 59).unwrap_or_default();
        out.push(char::from(LETTERS[index]));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_the_vendors_form_and_differ_by_type() {
        let a = HostupConfig::new("hem.hemma.example", RecordType::A, "t");
        let aaaa = HostupConfig::new("hem.hemma.example", RecordType::Aaaa, "t");
        assert_eq!(a.id.len(), "ddns_01hxa3b4c5d6e7f8g9h0j1k2m3".len());
        assert!(a.id.starts_with("ddns_01"));
        assert_ne!(a.id, aaaa.id);
        assert_eq!(a.domain_id, aaaa.domain_id);
    }

    #[test]
    fn tokens_are_64_hexadecimal_characters_and_differ() {
        let mut hostup = Hostup::default();
        let (one, two) = (hostup.new_token(), hostup.new_token());
        assert_ne!(one, two);
        for token in [one, two] {
            assert_eq!(token.len(), 64);
            assert!(
                token.bytes().all(|byte| byte.is_ascii_hexdigit()),
                "{token}"
            );
        }
    }
}
