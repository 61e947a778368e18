//! The DNS history of one domain (the vendor's page on it; `hostup-api.md` §5.9).

use hemma_core::time::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::call::{Call, Scope};
use super::domains::page_parameters;
use super::door::ApiDoor;
use super::ids::DomainId;
use super::moment::Moment;
use super::open_enum::open_enum;
use super::pager::Page;
use super::problem::ApiProblem;
use super::reading::{lenient, opaque};
use crate::exchange::{Request, Response};
use crate::percent;

open_enum! {
    /// What kind of change it was. The words are those of a sibling of this list; here it is a free text.
    ChangeType {
        /// A record appeared.
        Create = "create",
        /// A record changed.
        Update = "update",
        /// A record went.
        Delete = "delete",
        /// Records were brought in.
        Import = "import",
        /// The whole zone was replaced.
        ReplaceZone = "replace_zone",
        /// The name servers changed.
        NameserverChange = "nameserver_change",
    }
}

/// One change. Nothing in it is promised.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DnsEvent {
    /// Its id; no call takes it.
    #[serde(default, deserialize_with = "lenient")]
    pub event_id: Option<String>,
    /// The domain's name.
    #[serde(default, deserialize_with = "lenient")]
    pub domain: Option<String>,
    /// When.
    #[serde(default, deserialize_with = "lenient")]
    pub created_at: Option<Moment>,
    /// What kind of change.
    #[serde(default, deserialize_with = "lenient")]
    pub change_type: Option<ChangeType>,
    /// What caused it, in the vendor's words.
    #[serde(default, deserialize_with = "lenient")]
    pub source_flow: Option<String>,
    /// One line about it, in the vendor's words.
    #[serde(default, deserialize_with = "lenient")]
    pub summary: Option<String>,
    /// The records before; its shape is not documented. [`rrset_lines`] makes lines of it.
    #[serde(default, deserialize_with = "opaque")]
    pub before_rrset: Option<Value>,
    /// The records after.
    #[serde(default, deserialize_with = "opaque")]
    pub after_rrset: Option<Value>,
    /// The name servers before.
    #[serde(default, deserialize_with = "opaque")]
    pub before_nameservers: Option<Value>,
    /// The name servers after.
    #[serde(default, deserialize_with = "opaque")]
    pub after_nameservers: Option<Value>,
}

/// A record type to look for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are those of DNS")]
pub enum HistoryType {
    A,
    Aaaa,
    Cname,
    Alias,
    Mx,
    Txt,
    Ns,
    Srv,
    Caa,
    Tlsa,
}

impl HistoryType {
    /// All of them, in the vendor's order.
    pub const ALL: [Self; 10] = [
        Self::A,
        Self::Aaaa,
        Self::Cname,
        Self::Alias,
        Self::Mx,
        Self::Txt,
        Self::Ns,
        Self::Srv,
        Self::Caa,
        Self::Tlsa,
    ];

    /// Returns the vendor's word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::Aaaa => "AAAA",
            Self::Cname => "CNAME",
            Self::Alias => "ALIAS",
            Self::Mx => "MX",
            Self::Txt => "TXT",
            Self::Ns => "NS",
            Self::Srv => "SRV",
            Self::Caa => "CAA",
            Self::Tlsa => "TLSA",
        }
    }
}

/// `GET /domains/{id}/dns/history`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DnsHistory {
    /// The domain.
    pub domain: DomainId,
    /// Entries per page, 1 to 100.
    pub limit: Option<u16>,
    /// Only the records of this owner: `@`, or a label such as `www`.
    pub name: Option<String>,
    /// Only the records of this type.
    pub record_type: Option<HistoryType>,
    /// The page mark of the page before. Answers give one and no page documents that it is taken: a refusal with it
    /// means that there is no "more".
    pub cursor: Option<String>,
}

impl Call for DnsHistory {
    type Answer = Page<DnsEvent>;

    fn scopes(&self) -> &'static [Scope] {
        &[Scope::ReadDns, Scope::ReadDomains]
    }

    fn request(&self, door: &ApiDoor) -> Request {
        let mut request = door.get(&format!("/domains/{}/dns/history", self.domain.segment()));
        if let Some(name) = self.name.as_deref().map(str::trim)
            && !name.is_empty()
        {
            request.public_parameter("name", &percent::encode(name));
        }
        if let Some(record_type) = self.record_type {
            request.public_parameter("type", record_type.as_str());
        }
        page_parameters(&mut request, self.limit, 100, self.cursor.as_deref());
        request
    }

    fn read(
        &self,
        door: &ApiDoor,
        response: &Response,
        now: Timestamp,
    ) -> Result<Page<DnsEvent>, ApiProblem> {
        Page::read(door, response, now, self.scopes())
    }
}

/// Makes lines for people of a set of records of unknown shape: a text is a line, a list is its entries, an object with
/// `records` is those (behind name, time to live and type), any other object its plain members. Never more than 50.
#[must_use]
pub fn rrset_lines(value: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    push_lines(value, "", 0, &mut lines);
    lines
}

fn push_lines(value: &Value, before: &str, depth: usize, lines: &mut Vec<String>) {
    if lines.len() >= 50 || depth > 3 {
        return;
    }
    match value {
        Value::Null => {}
        Value::Array(entries) => {
            for entry in entries {
                push_lines(entry, before, depth + 1, lines);
            }
        }
        Value::Object(members) => {
            let head: Vec<String> = ["name", "ttl", "type"]
                .iter()
                .filter_map(|name| members.get(*name).and_then(plain))
                .collect();
            let head = [vec![before.to_owned()], head].concat();
            let head = head.join(" ").trim().to_owned();
            let inner = ["records", "values", "value", "content"];
            match inner.iter().find_map(|name| members.get(*name)) {
                Some(inner) => push_lines(inner, &head, depth + 1, lines),
                None => {
                    let pairs: Vec<String> = members
                        .iter()
                        .filter_map(|(name, value)| Some(format!("{name}={}", plain(value)?)))
                        .collect();
                    lines.push(format!("{before} {}", pairs.join(" ")).trim().to_owned());
                }
            }
        }
        value => {
            lines.extend(plain(value).map(|text| format!("{before} {text}").trim().to_owned()))
        }
    }
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(word) => Some(word.to_string()),
        _ => None,
    }
}
