//! The DNS history of a domain: what changed in its zone, by whom, from what to what.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One event (hostup-api.md §5.9). The vendor documents `beforeRrset` and `afterRrset` as literally
/// `null`; their shape here is an assumption (I), as is that an update by token appears at all (§5.9).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HistoryEvent {
    /// `dnsev_` and 26 characters.
    pub event_id: String,
    /// The domain.
    pub domain_id: String,
    /// Its name.
    pub domain: String,
    /// When.
    pub created_at: Option<Timestamp>,
    /// `create`, `update`, `delete`, `import`, `replace_zone`, `nameserver_change`.
    pub change_type: String,
    /// Where it came from: `dyndns`, `panel`, `import`.
    pub source_flow: String,
    /// A sentence for people.
    pub summary: String,
    /// Record type, for the filter; empty when the event is about no record.
    pub record_type: String,
    /// Full owner name, for the filter; empty when the event is about no record.
    pub owner: String,
    /// The records before.
    pub before: Option<Rrset>,
    /// The records after.
    pub after: Option<Rrset>,
    /// Name servers before.
    pub before_nameservers: Option<Vec<String>>,
    /// Name servers after.
    pub after_nameservers: Option<Vec<String>>,
}

/// All records of one name and type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rrset {
    /// Full owner name.
    pub name: String,
    /// `A`, `TXT` and so on.
    #[serde(rename = "type")]
    pub kind: String,
    /// Seconds.
    pub ttl: u32,
    /// The values.
    pub records: Vec<String>,
}

impl Rrset {
    /// One record.
    pub fn new(name: &str, kind: &str, ttl: u32, record: impl Into<String>) -> Self {
        Self {
            name: name.to_owned(),
            kind: kind.to_owned(),
            ttl,
            records: vec![record.into()],
        }
    }
}

impl HistoryEvent {
    /// An event about records, its type and sentence made from what was there before and after.
    pub fn change(flow: &str, before: Option<Rrset>, after: Option<Rrset>) -> Self {
        let (change_type, summary) = match (&before, &after) {
            (None, Some(after)) => (
                "create",
                format!("{} {} set to {}", after.kind, after.name, told(after)),
            ),
            (Some(before), Some(after)) => (
                "update",
                format!(
                    "{} {} changed from {} to {}",
                    after.kind,
                    after.name,
                    told(before),
                    told(after)
                ),
            ),
            (Some(before), None) => ("delete", format!("{} {} deleted", before.kind, before.name)),
            (None, None) => ("import", "Zone imported".to_owned()),
        };
        let about = after.as_ref().or(before.as_ref());
        Self {
            change_type: change_type.to_owned(),
            source_flow: flow.to_owned(),
            summary,
            record_type: about.map(|rrset| rrset.kind.clone()).unwrap_or_default(),
            owner: about.map(|rrset| rrset.name.clone()).unwrap_or_default(),
            before,
            after,
            ..Self::default()
        }
    }
}

fn told(rrset: &Rrset) -> String {
    rrset.records.join(", ")
}
