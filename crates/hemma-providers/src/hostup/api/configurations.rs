//! DynDNS configurations: one hostname and one record type each, with a token of its own (`hostup-api.md` §5).

use hemma_core::address::Family;
use hemma_core::names::Hostname;
use hemma_core::secret::Secret;
use hemma_core::time::Timestamp;
use http::Method;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Value, json};

use super::call::{Call, Scope};
use super::door::ApiDoor;
use super::ids::{ConfigurationId, DomainId};
use super::moment::Moment;
use super::open_enum::open_enum;
use super::problem::{ApiProblem, Oddity};
use super::reading::{self, Gate, lenient, or_default};
use crate::exchange::{Request, Response};

open_enum! {
    /// The record a configuration keeps.
    RecordType {
        /// IPv4.
        A = "A",
        /// IPv6.
        Aaaa = "AAAA",
    }
}

impl RecordType {
    /// Returns the family of its addresses, unless the type is unknown here.
    #[must_use]
    pub fn family(&self) -> Option<Family> {
        match self {
            Self::A => Some(Family::Ipv4),
            Self::Aaaa => Some(Family::Ipv6),
            Self::Other(_) => None,
        }
    }
}

impl From<Family> for RecordType {
    fn from(family: Family) -> Self {
        match family {
            Family::Ipv4 => Self::A,
            Family::Ipv6 => Self::Aaaa,
        }
    }
}

/// One configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Configuration {
    /// Its id.
    pub id: ConfigurationId,
    /// The whole name.
    pub hostname: String,
    /// The record it keeps.
    pub record_type: RecordType,
    /// What authorises updates; `None` for a key without `write:domains`. It is read and never written out.
    #[serde(default, skip_serializing, deserialize_with = "token")]
    pub token: Option<Secret>,
    /// The last address set through DynDNS.
    #[serde(default, deserialize_with = "lenient")]
    pub last_ip: Option<String>,
    /// When that was.
    #[serde(default, deserialize_with = "lenient")]
    pub last_updated_at: Option<Moment>,
    /// How many updates there were.
    #[serde(default, deserialize_with = "lenient")]
    pub update_count: Option<u64>,
    /// Whether public updates are let in.
    pub enabled: bool,
    /// When it was made.
    #[serde(default, deserialize_with = "lenient")]
    pub created_at: Option<Moment>,
    /// When the configuration itself last changed.
    #[serde(default, deserialize_with = "lenient")]
    pub updated_at: Option<Moment>,
}

impl Configuration {
    /// Returns its name in the form DNS uses, when it has one.
    #[must_use]
    pub fn name(&self) -> Option<Hostname> {
        self.hostname.parse().ok()
    }

    /// Returns whether it keeps the record of this name and family.
    #[must_use]
    pub fn keeps(&self, hostname: &Hostname, family: Family) -> bool {
        self.record_type.family() == Some(family) && self.name().as_ref() == Some(hostname)
    }
}

fn token<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Secret>, D::Error> {
    let text: Option<String> = lenient(from)?;
    Ok(text.filter(|text| !text.is_empty()).map(Secret::new))
}

/// All configurations of one domain. There are no pages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Configurations {
    /// Whether DynDNS can be used for the domain.
    pub available: bool,
    /// Why not, in the vendor's words.
    pub reason: Option<String>,
    /// The configurations.
    pub configs: Vec<Configuration>,
    /// How many entries could not be read and were left out. Unless it is zero, a missing one is not a deleted one.
    pub skipped: usize,
    /// Gates.
    pub actions: ConfigurationActions,
}

/// What the key may do with configurations. A gate that was not in the answer is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConfigurationActions {
    /// Create and delete.
    #[serde(default, deserialize_with = "lenient")]
    pub can_manage: Option<Gate>,
    /// Enable and disable.
    #[serde(default, deserialize_with = "lenient")]
    pub can_enable: Option<Gate>,
    /// Unexplained: no documented operation belongs to it.
    #[serde(default, deserialize_with = "lenient")]
    pub can_update_token: Option<Gate>,
}

/// `GET /domains/{id}/dyndns`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListConfigurations {
    /// The domain.
    pub domain: DomainId,
}

impl Call for ListConfigurations {
    type Answer = Configurations;

    fn scopes(&self) -> &'static [Scope] {
        &[Scope::ReadDomains]
    }

    fn request(&self, door: &ApiDoor) -> Request {
        door.get(&collection(&self.domain))
    }

    fn read(
        &self,
        door: &ApiDoor,
        response: &Response,
        now: Timestamp,
    ) -> Result<Configurations, ApiProblem> {
        #[derive(Deserialize)]
        struct Frame {
            available: bool,
            #[serde(default, deserialize_with = "lenient")]
            reason: Option<String>,
            #[serde(default, deserialize_with = "or_default")]
            actions: ConfigurationActions,
        }
        // Without the list itself nobody could tell "none" from "not said", and a configuration would count as deleted.
        let members = &["configs"];
        let mut body = reading::object(door, response, now, self.scopes(), members)?;
        if !body["configs"].is_array() {
            return Err(ApiProblem::strange(response.status, Oddity::WrongShape));
        }
        let (configs, skipped) = reading::list(response.status, &mut body, "configs")?;
        let frame: Frame = reading::shaped(response.status, body)?;
        Ok(Configurations {
            available: frame.available,
            reason: frame.reason,
            configs,
            skipped,
            actions: frame.actions,
        })
    }
}

/// `PATCH /domains/{id}/dyndns/{configId}`: lets public updates in or keeps them out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetEnabled {
    /// The domain.
    pub domain: DomainId,
    /// The configuration.
    pub config: ConfigurationId,
    /// Whether updates are let in.
    pub enabled: bool,
}

impl Call for SetEnabled {
    /// The configuration as it is now; `None` when the server took the change and did not show the whole of it (the
    /// vendor's page is silent about most of the body): list again then.
    type Answer = Option<Configuration>;

    fn scopes(&self) -> &'static [Scope] {
        &[Scope::WriteDomains]
    }

    fn request(&self, door: &ApiDoor) -> Request {
        let mut request = door.request(Method::PATCH, &one(&self.domain, &self.config));
        request.json(&json!({ "enabled": self.enabled }));
        request
    }

    fn read(
        &self,
        door: &ApiDoor,
        response: &Response,
        now: Timestamp,
    ) -> Result<Option<Configuration>, ApiProblem> {
        reading::success(door, response, now, self.scopes())?;
        if response.body.trim_ascii().is_empty() {
            return Ok(None);
        }
        let body = reading::object(door, response, now, self.scopes(), &["id", "enabled"])?;
        let shown: Option<Configuration> = reading::shaped(response.status, body).ok();
        Ok(shown.filter(|shown| shown.id == self.config && shown.enabled == self.enabled))
    }
}

/// `DELETE /domains/{id}/dyndns/{configId}`: ends a configuration, its token and its log. Whether the record in DNS
/// stays is not documented. "Gone" in answer to a repetition means that it is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeleteConfiguration {
    /// The domain.
    pub domain: DomainId,
    /// The configuration.
    pub config: ConfigurationId,
}

impl Call for DeleteConfiguration {
    type Answer = ();

    fn scopes(&self) -> &'static [Scope] {
        &[Scope::WriteDomains]
    }

    fn request(&self, door: &ApiDoor) -> Request {
        door.request(Method::DELETE, &one(&self.domain, &self.config))
    }

    fn read(&self, door: &ApiDoor, response: &Response, now: Timestamp) -> Result<(), ApiProblem> {
        reading::success(door, response, now, self.scopes())?;
        let body = response.body.trim_ascii();
        let acceptable = body.is_empty()
            || serde_json::from_slice::<Value>(body).is_ok_and(|body| body.is_object());
        if acceptable {
            Ok(())
        } else {
            Err(ApiProblem::strange(response.status, Oddity::NotJson))
        }
    }
}

/// Returns the path of a domain's configurations.
pub(super) fn collection(domain: &DomainId) -> String {
    format!("/domains/{}/dyndns", domain.segment())
}

/// Returns the path of one configuration.
pub(super) fn one(domain: &DomainId, config: &ConfigurationId) -> String {
    format!("{}/{}", collection(domain), config.segment())
}
