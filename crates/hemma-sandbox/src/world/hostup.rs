//! HostUp's dynamic-DNS configurations, as the vendor's own model has them.
//!
//! Fields and meanings follow the vendor's pages for `GET` and `POST /api/v2/domains/{id}/dyndns` and
//! `…/logs` (hostup-api.md §5), so that those pages can be served from the same state.

use std::fmt;
use std::net::IpAddr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Family;
use crate::ledger::Rude;

/// HostUp: configurations and the open points of its undocumented update endpoint, as options.
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
    #[serde(skip)]
    pub(crate) refused_tokens: std::collections::BTreeSet<String>,
}

impl Default for Hostup {
    fn default() -> Self {
        Self {
            configs: Vec::new(),
            error_status: 200,
            nochg_limit: None,
            disabled_word: "badauth".to_owned(),
            refused_tokens: std::collections::BTreeSet::new(),
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
            domain_id: format!("dom_{}", opaque(domain)),
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

fn yes() -> bool {
    true
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
}
