//! Servers (`hostup-api.md` §7.1, §7.2).

use hemma_core::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::call::{Call, Scope};
use super::domains::{ServiceStatus, page_parameters};
use super::door::ApiDoor;
use super::ids::VpsId;
use super::open_enum::open_enum;
use super::pager::Page;
use super::problem::ApiProblem;
use super::reading::{lenient, or_default};
use crate::exchange::{Request, Response};
use crate::percent;

open_enum! {
    /// Whether a server runs.
    PowerState {
        /// It runs.
        Running = "running",
        /// It does not.
        Stopped = "stopped",
        /// It is about to run.
        Starting = "starting",
        /// It is about to stop.
        Stopping = "stopping",
        /// It is held.
        Paused = "paused",
        /// It is being made.
        Provisioning = "provisioning",
        /// Something is wrong with it.
        Error = "error",
        /// The vendor does not know.
        Unknown = "unknown",
    }
}

/// One server of the account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Vps {
    /// Its id.
    pub id: VpsId,
    /// What the customer calls it; not its hostname.
    #[serde(default, deserialize_with = "lenient")]
    pub name: Option<String>,
    /// Its first address.
    #[serde(default, deserialize_with = "lenient")]
    pub primary_ip: Option<String>,
    /// How the service stands.
    #[serde(default, deserialize_with = "or_default")]
    pub service_status: ServiceStatus,
    /// Whether it runs.
    #[serde(default, deserialize_with = "lenient")]
    pub power_state: Option<PowerState>,
    /// What runs on it.
    #[serde(default, deserialize_with = "lenient")]
    pub operating_system: Option<OperatingSystem>,
}

impl Vps {
    /// Returns what to call it: its name, else its id.
    #[must_use]
    pub fn label(&self) -> &str {
        self.name
            .as_deref()
            .filter(|name| !name.trim().is_empty())
            .unwrap_or(self.id.as_str())
    }
}

/// What runs on a server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OperatingSystem {
    /// Its name for people, such as `Ubuntu 24.04`.
    #[serde(default, deserialize_with = "lenient")]
    pub display_name: Option<String>,
    /// Its family, such as `ubuntu`.
    #[serde(default, deserialize_with = "lenient")]
    pub family: Option<String>,
    /// Its version.
    #[serde(default, deserialize_with = "lenient")]
    pub version: Option<String>,
}

/// `GET /vps`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListVps {
    /// Entries per page, 1 to 100.
    pub limit: Option<u16>,
    /// The page mark of the page before.
    pub cursor: Option<String>,
    /// Only the server of exactly this display name.
    pub name: Option<String>,
}

impl Call for ListVps {
    type Answer = Page<Vps>;

    fn scopes(&self) -> &'static [Scope] {
        &[Scope::ReadVm]
    }

    fn request(&self, door: &ApiDoor) -> Request {
        let mut request = door.get("/vps");
        page_parameters(&mut request, self.limit, 100, self.cursor.as_deref());
        if let Some(name) = &self.name {
            request.public_parameter("name", &percent::encode(name.trim()));
        }
        request
    }

    fn read(
        &self,
        door: &ApiDoor,
        response: &Response,
        now: Timestamp,
    ) -> Result<Page<Vps>, ApiProblem> {
        Page::read(door, response, now, self.scopes())
    }
}
