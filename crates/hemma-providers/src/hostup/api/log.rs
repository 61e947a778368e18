//! The log of update attempts of one configuration (`hostup-api.md` §5.8).

use hemma_core::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

use super::call::{Call, Scope};
use super::configurations::one;
use super::door::ApiDoor;
use super::ids::{ConfigurationId, DomainId};
use super::moment::Moment;
use super::open_enum::open_enum;
use super::problem::ApiProblem;
use super::reading::{self, lenient, or_default};
use crate::exchange::{Request, Response};

open_enum! {
    /// How one attempt ended.
    #[derive(Default)]
    UpdateStatus {
        /// The address was stored.
        Success = "success",
        /// It was stored already.
        NoChange = "no_change",
        /// It was refused.
        Failed = "failed",
        /// The vendor does not know.
        #[default]
        Unknown = "unknown",
    }
}

/// One attempt, by whomever.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LogEntry {
    /// The address before.
    #[serde(default, deserialize_with = "lenient")]
    pub old_ip: Option<String>,
    /// The address asked for.
    #[serde(default, deserialize_with = "lenient")]
    pub new_ip: Option<String>,
    /// Who called.
    #[serde(default, deserialize_with = "lenient")]
    pub source_ip: Option<String>,
    /// What the caller called itself.
    #[serde(default, deserialize_with = "lenient")]
    pub user_agent: Option<String>,
    /// How it ended.
    #[serde(default, deserialize_with = "or_default")]
    pub status: UpdateStatus,
    /// Why it failed, in the vendor's words.
    #[serde(default, deserialize_with = "lenient")]
    pub error_message: Option<String>,
    /// When.
    #[serde(default, deserialize_with = "lenient")]
    pub created_at: Option<Moment>,
}

/// `GET /domains/{id}/dyndns/{configId}/logs`: recent attempts; how many, the vendor does not say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpdateLog {
    /// The domain.
    pub domain: DomainId,
    /// The configuration.
    pub config: ConfigurationId,
}

impl Call for UpdateLog {
    /// The attempts, newest first, those without a time last.
    type Answer = Vec<LogEntry>;

    fn scopes(&self) -> &'static [Scope] {
        &[Scope::ReadDomains]
    }

    fn request(&self, door: &ApiDoor) -> Request {
        door.get(&format!("{}/logs", one(&self.domain, &self.config)))
    }

    fn read(
        &self,
        door: &ApiDoor,
        response: &Response,
        now: Timestamp,
    ) -> Result<Vec<LogEntry>, ApiProblem> {
        let mut body = reading::object(door, response, now, self.scopes(), &["logs"])?;
        let (mut entries, _) = reading::list::<LogEntry>(response.status, &mut body, "logs")?;
        entries.sort_by_key(|entry| Reverse(entry.created_at.as_ref().and_then(Moment::timestamp)));
        Ok(entries)
    }
}
