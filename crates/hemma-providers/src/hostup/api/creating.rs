//! Creating a configuration, and what is checked before anything is sent (`hostup-api.md` §5.3).

use hemma_core::address::Family;
use hemma_core::names::{Hostname, NameProblem};
use hemma_core::time::Timestamp;
use http::Method;
use serde_json::json;

use super::call::{Call, Scope};
use super::configurations::{Configuration, RecordType, collection};
use super::domains::Domain;
use super::door::ApiDoor;
use super::ids::{ConfigurationId, DomainId};
use super::problem::ApiProblem;
use super::reading;
use crate::exchange::{Request, Response};

/// Why a name cannot be given to this domain's DynDNS. Nothing was sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HostnameProblem {
    /// It is no hostname; wildcards and underscores are none either.
    #[error(transparent)]
    Name(#[from] NameProblem),
    /// It is neither the domain nor below it.
    #[error("the name does not belong to {domain}")]
    OutsideDomain {
        /// The domain's name.
        domain: String,
    },
    /// A configuration for this name and record exists.
    #[error("{config} keeps this name and record already")]
    Taken {
        /// Which one.
        config: ConfigurationId,
    },
}

/// Returns what `typed` is as a name of `domain`: lower case, Punycode, without a final dot.
///
/// # Errors
///
/// [`HostnameProblem`] when the vendor would refuse it.
pub fn checked_hostname(domain: &str, typed: &str) -> Result<Hostname, HostnameProblem> {
    let hostname: Hostname = typed.parse()?;
    strict(&hostname)?;
    let outside = || HostnameProblem::OutsideDomain {
        domain: domain.to_owned(),
    };
    let parent: Hostname = domain.parse().map_err(|_| outside())?;
    let below = hostname
        .as_str()
        .strip_suffix(parent.as_str())
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    below.then_some(hostname).ok_or_else(outside)
}

/// DNS allows underscores, the vendor's names do not.
pub(super) fn strict(hostname: &Hostname) -> Result<(), NameProblem> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
    match hostname.as_str().chars().find(|c| !allowed(*c)) {
        Some(character) => Err(NameProblem::BadCharacter { character }),
        None => Ok(()),
    }
}

/// Returns whether two names are the same, in Unicode or Punycode, in any case, with a final dot or without.
#[must_use]
pub fn same_name(one: &str, other: &str) -> bool {
    match (one.parse::<Hostname>(), other.parse::<Hostname>()) {
        (Ok(one), Ok(other)) => one == other,
        _ => one.trim().eq_ignore_ascii_case(other.trim()),
    }
}

/// `POST /domains/{id}/dyndns`. Never repeated: when the answer was lost, list and look for the pair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateConfiguration {
    domain: DomainId,
    hostname: Hostname,
    family: Family,
}

impl CreateConfiguration {
    /// Checks the name against the domain and the configurations that exist.
    ///
    /// # Errors
    ///
    /// [`HostnameProblem`]; nothing may be sent then.
    pub fn new(
        domain: &Domain,
        existing: &[Configuration],
        hostname: &str,
        family: Family,
    ) -> Result<Self, HostnameProblem> {
        let hostname = checked_hostname(&domain.name, hostname)?;
        if let Some(taken) = existing.iter().find(|known| known.keeps(&hostname, family)) {
            return Err(HostnameProblem::Taken {
                config: taken.id.clone(),
            });
        }
        Ok(Self {
            domain: domain.id.clone(),
            hostname,
            family,
        })
    }

    /// Returns the domain.
    #[must_use]
    pub fn domain(&self) -> &DomainId {
        &self.domain
    }

    /// Returns the name as it is sent.
    #[must_use]
    pub fn hostname(&self) -> &Hostname {
        &self.hostname
    }

    /// Returns the family of the record.
    #[must_use]
    pub fn family(&self) -> Family {
        self.family
    }
}

impl Call for CreateConfiguration {
    type Answer = Configuration;

    fn scopes(&self) -> &'static [Scope] {
        &[Scope::WriteDomains]
    }

    fn safe_to_repeat(&self) -> bool {
        false
    }

    fn request(&self, door: &ApiDoor) -> Request {
        let mut request = door.request(Method::POST, &collection(&self.domain));
        request.json(&json!({
            "hostname": self.hostname.as_str(),
            "recordType": RecordType::from(self.family).as_str(),
        }));
        request
    }

    fn read(
        &self,
        door: &ApiDoor,
        response: &Response,
        now: Timestamp,
    ) -> Result<Configuration, ApiProblem> {
        let body = reading::object(door, response, now, self.scopes(), &["id"])?;
        reading::shaped(response.status, body)
    }
}
