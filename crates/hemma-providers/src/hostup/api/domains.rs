//! Domains (`hostup-api.md` §4).

use hemma_core::names::Hostname;
use hemma_core::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::call::{Call, Scope};
use super::door::ApiDoor;
use super::ids::DomainId;
use super::moment::Moment;
use super::open_enum::open_enum;
use super::pager::Page;
use super::problem::ApiProblem;
use super::reading::{self, Gate, lenient, or_default};
use crate::exchange::{Request, Response};
use crate::percent;

open_enum! {
    /// How a service of the vendor's stands.
    #[derive(Default)]
    ServiceStatus {
        /// In use.
        Active = "active",
        /// Switched off by the vendor.
        Suspended = "suspended",
        /// Ended.
        Terminated = "terminated",
        /// Not ready yet.
        Pending = "pending",
        /// Cancelled by the customer.
        Cancelled = "cancelled",
        /// Past its last day.
        Expired = "expired",
        /// Held back by the vendor.
        Fraud = "fraud",
        /// The vendor does not know.
        #[default]
        Unknown = "unknown",
    }
}

/// One domain of the account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Domain {
    /// Its id.
    pub id: DomainId,
    /// Its name; Unicode or Punycode, the vendor does not say. [`super::same_name`] compares both.
    pub name: String,
    /// How it stands.
    #[serde(default, deserialize_with = "or_default")]
    pub service_status: ServiceStatus,
    /// When it ends.
    #[serde(default, deserialize_with = "lenient")]
    pub expires_at: Option<Moment>,
}

impl Domain {
    /// Returns its name in the form DNS uses, when it has one.
    #[must_use]
    pub fn hostname(&self) -> Option<Hostname> {
        self.name.parse().ok()
    }
}

/// `GET /domains`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListDomains {
    /// Entries per page, 1 to 1000.
    pub limit: Option<u16>,
    /// The page mark of the page before.
    pub cursor: Option<String>,
    /// Only the domain of exactly this name.
    pub name: Option<String>,
}

impl Call for ListDomains {
    type Answer = Page<Domain>;

    fn scopes(&self) -> &'static [Scope] {
        &[Scope::ReadDomains]
    }

    fn request(&self, door: &ApiDoor) -> Request {
        let mut request = door.get("/domains");
        page_parameters(&mut request, self.limit, 1000, self.cursor.as_deref());
        if let Some(name) = &self.name {
            let name = name.parse::<Hostname>().map_or_else(
                |_| name.trim().to_owned(),
                |hostname| hostname.as_str().to_owned(),
            );
            request.public_parameter("name", &percent::encode(&name));
        }
        request
    }

    fn read(
        &self,
        door: &ApiDoor,
        response: &Response,
        now: Timestamp,
    ) -> Result<Page<Domain>, ApiProblem> {
        Page::read(door, response, now, self.scopes())
    }
}

/// Adds what every paged list takes.
pub(super) fn page_parameters(
    request: &mut Request,
    limit: Option<u16>,
    most: u16,
    cursor: Option<&str>,
) {
    if let Some(limit) = limit {
        request.public_parameter("limit", &limit.clamp(1, most).to_string());
    }
    if let Some(cursor) = cursor {
        // Opaque: nobody vouches for what is in it.
        request.secret_parameter("cursor", cursor);
    }
}

/// `GET /domains/{id}/nameservers`: explains why a domain has no DynDNS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DomainNameservers {
    /// The domain.
    pub domain: DomainId,
}

/// Who serves a domain's zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Nameservers {
    /// Their names.
    pub nameservers: Vec<String>,
    /// Gates.
    #[serde(default, deserialize_with = "or_default")]
    pub actions: NameserverActions,
}

/// What may be done with the name servers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NameserverActions {
    /// Whether they may be changed (in the vendor's panel).
    #[serde(default, deserialize_with = "lenient")]
    pub can_change_nameservers: Option<Gate>,
}

impl Nameservers {
    /// Returns whether all of them are the vendor's, which DynDNS needs.
    #[must_use]
    pub fn are_hostups(&self) -> bool {
        let is = |name: &String| {
            let name = name.trim_end_matches('.').to_ascii_lowercase();
            name.ends_with(".ns.hostup.se")
        };
        !self.nameservers.is_empty() && self.nameservers.iter().all(is)
    }
}

impl Call for DomainNameservers {
    type Answer = Nameservers;

    fn scopes(&self) -> &'static [Scope] {
        &[Scope::ReadDomains]
    }

    fn request(&self, door: &ApiDoor) -> Request {
        door.get(&format!("/domains/{}/nameservers", self.domain.segment()))
    }

    fn read(
        &self,
        door: &ApiDoor,
        response: &Response,
        now: Timestamp,
    ) -> Result<Nameservers, ApiProblem> {
        let body = reading::object(door, response, now, self.scopes(), &["nameservers"])?;
        reading::shaped(response.status, body)
    }
}
