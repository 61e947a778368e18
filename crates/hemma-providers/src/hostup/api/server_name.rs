//! A server's hostname (the vendor's page on changing it; `hostup-api.md` §7.4, §7.5).

use hemma_core::names::{Hostname, NameProblem};
use hemma_core::time::Timestamp;
use http::Method;
use regex_lite::Regex;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::call::{Call, Scope};
use super::creating::strict;
use super::door::ApiDoor;
use super::ids::VpsId;
use super::moment::Moment;
use super::open_enum::open_enum;
use super::problem::ApiProblem;
use super::reading::{self, Gate, lenient, or_default};
use crate::exchange::{Request, Response};

/// A server's hostname and what is known about changing it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VpsName {
    /// The hostname, if it has one.
    #[serde(default, deserialize_with = "lenient")]
    pub hostname: Option<String>,
    /// Whether the vendor advises to read the state again.
    #[serde(default, deserialize_with = "or_default")]
    pub reload_recommended: bool,
    /// Whether the account is not active.
    #[serde(default, deserialize_with = "or_default")]
    pub account_inactive: bool,
    /// How the account stands.
    #[serde(default, deserialize_with = "lenient")]
    pub account_status: Option<String>,
    /// Whether the vendor's cache was cleared.
    #[serde(default, deserialize_with = "or_default")]
    pub cache_cleared: bool,
    /// Gates.
    #[serde(default, deserialize_with = "or_default")]
    pub actions: VpsActions,
    /// What a new name must obey.
    #[serde(default, deserialize_with = "lenient")]
    pub validation_rules: Option<ValidationRules>,
}

/// What the key may do with a server's name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VpsActions {
    /// Change it.
    #[serde(default, deserialize_with = "lenient")]
    pub can_change: Option<Gate>,
}

/// What the vendor asks of a server's name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ValidationRules {
    /// The most characters.
    #[serde(default, deserialize_with = "lenient")]
    pub max_length_chars: Option<u32>,
    /// A regular expression.
    #[serde(default, deserialize_with = "lenient")]
    pub pattern: Option<String>,
    /// The same for people, in the vendor's words.
    #[serde(default, deserialize_with = "lenient")]
    pub pattern_description: Option<String>,
}

/// `GET /vps/{id}/hostname`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VpsHostname {
    /// The server.
    pub vps: VpsId,
}

impl Call for VpsHostname {
    type Answer = VpsName;

    fn scopes(&self) -> &'static [Scope] {
        &[Scope::ReadVm]
    }

    fn request(&self, door: &ApiDoor) -> Request {
        door.get(&path(&self.vps))
    }

    fn read(
        &self,
        door: &ApiDoor,
        response: &Response,
        now: Timestamp,
    ) -> Result<VpsName, ApiProblem> {
        let body = reading::object(door, response, now, self.scopes(), &["hostname"])?;
        reading::shaped(response.status, body)
    }
}

/// Why a name cannot be given to a server. Nothing was sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VpsHostnameProblem {
    /// It is no whole hostname.
    #[error(transparent)]
    Name(#[from] NameProblem),
    /// The vendor's pattern does not take it.
    #[error("the service's rule does not take this name")]
    Rule {
        /// The rule for people, in the vendor's words.
        description: Option<String>,
    },
}

/// Returns what `typed` is as a server's name. The vendor's text asks for a whole name with a dot in it, which its
/// pattern does not; a pattern that cannot be used here is left to the server.
///
/// # Errors
///
/// [`VpsHostnameProblem`] when the vendor would refuse it.
pub fn checked_vps_hostname(
    typed: &str,
    rules: Option<&ValidationRules>,
) -> Result<Hostname, VpsHostnameProblem> {
    let hostname: Hostname = typed.parse()?;
    strict(&hostname)?;
    let Some(rules) = rules else {
        return Ok(hostname);
    };
    let limit = rules.max_length_chars.filter(|limit| *limit > 0);
    if let Some(limit) = limit
        && hostname.as_str().len() > usize::try_from(limit).unwrap_or(usize::MAX)
    {
        return Err(NameProblem::TooLong { limit }.into());
    }
    let pattern = rules
        .pattern
        .as_deref()
        .and_then(|text| Regex::new(text).ok());
    if pattern.is_some_and(|pattern| !pattern.is_match(hostname.as_str())) {
        return Err(VpsHostnameProblem::Rule {
            description: rules.pattern_description.clone(),
        });
    }
    Ok(hostname)
}

/// `PUT /vps/{id}/hostname`. It changes no record of that name in DNS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeVpsHostname {
    vps: VpsId,
    hostname: Hostname,
}

impl ChangeVpsHostname {
    /// Checks the name against the rules [`VpsHostname`] returned.
    ///
    /// # Errors
    ///
    /// [`VpsHostnameProblem`]; nothing may be sent then.
    pub fn new(
        vps: VpsId,
        hostname: &str,
        rules: Option<&ValidationRules>,
    ) -> Result<Self, VpsHostnameProblem> {
        let hostname = checked_vps_hostname(hostname, rules)?;
        Ok(Self { vps, hostname })
    }

    /// Returns the server.
    #[must_use]
    pub fn vps(&self) -> &VpsId {
        &self.vps
    }

    /// Returns the name as it is sent.
    #[must_use]
    pub fn hostname(&self) -> &Hostname {
        &self.hostname
    }
}

open_enum! {
    /// What became of the reverse records of a server's addresses.
    ReverseDnsStatus {
        /// They did not change.
        NotChanged = "not_changed",
        /// They changed and were put back.
        Restored = "restored",
        /// Some could not be put back.
        PartialFailure = "partial_failure",
    }
}

/// What became of the reverse records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReverseDns {
    /// In one word.
    pub status: ReverseDnsStatus,
    /// How many addresses were watched.
    #[serde(default, deserialize_with = "or_default")]
    pub monitored_ip_count: u32,
    /// How many of them changed.
    #[serde(default, deserialize_with = "or_default")]
    pub changes_detected: u32,
    /// The addresses that were put back.
    #[serde(default, deserialize_with = "or_default")]
    pub restored_ips: Vec<String>,
    /// The addresses whose reverse record may be another one now.
    #[serde(default, deserialize_with = "or_default")]
    pub failed_ips: Vec<String>,
    /// More, in the vendor's words.
    #[serde(default, deserialize_with = "lenient")]
    pub detail: Option<String>,
}

/// The outcome of a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VpsHostnameChanged {
    /// The name as it is now, with gates and rules.
    #[serde(flatten)]
    pub name: VpsName,
    /// Whether the stored name differs in form from what was sent.
    #[serde(default, deserialize_with = "or_default")]
    pub hostname_normalized: bool,
    /// Whether the vendor's own record of the service follows.
    #[serde(default, deserialize_with = "lenient")]
    pub service_record_synced: Option<bool>,
    /// What became of the reverse records.
    #[serde(default, deserialize_with = "lenient")]
    pub reverse_dns_protection: Option<ReverseDns>,
    /// When.
    #[serde(default, deserialize_with = "lenient")]
    pub updated_at: Option<Moment>,
}

impl Call for ChangeVpsHostname {
    type Answer = VpsHostnameChanged;

    fn scopes(&self) -> &'static [Scope] {
        &[Scope::WriteVm]
    }

    fn request(&self, door: &ApiDoor) -> Request {
        let mut request = door.request(Method::PUT, &path(&self.vps));
        request.json(&json!({ "hostname": self.hostname.as_str() }));
        request
    }

    fn read(
        &self,
        door: &ApiDoor,
        response: &Response,
        now: Timestamp,
    ) -> Result<VpsHostnameChanged, ApiProblem> {
        let body = reading::object(door, response, now, self.scopes(), &["hostname"])?;
        reading::shaped(response.status, body)
    }
}

fn path(vps: &VpsId) -> String {
    format!("/vps/{}/hostname", vps.segment())
}
