//! Domains of an account, and whether dynamic DNS can be used for them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::opaque;

/// The name servers of a domain whose zone HostUp keeps (hostup-api.md §4.3).
pub const MANAGED_NAMESERVERS: [&str; 2] = ["primary.ns.hostup.se", "secondary.ns.hostup.se"];

/// One domain (hostup-api.md §4.1).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HostupDomain {
    /// `dom_` and 26 characters.
    pub id: String,
    /// The domain's name.
    pub name: String,
    /// Name of the account that owns it.
    pub account: String,
    /// `active`, `expired` and so on; a text, so that a word nobody knows can be tried.
    pub service_status: String,
    /// Why dynamic DNS is not available; `None` when it is.
    #[serde(default)]
    pub unavailable: Option<String>,
    /// Whether members that the vendor documents as `null` or absent are so here.
    #[serde(default)]
    pub sparse: bool,
    /// Tags.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Whether it is pinned in the panel.
    #[serde(default)]
    pub pinned: bool,
    /// When it was registered.
    #[serde(default)]
    pub created_at: Option<Timestamp>,
    /// The name servers of the delegation.
    #[serde(default)]
    pub nameservers: Vec<String>,
}

impl HostupDomain {
    /// An active domain with managed name servers.
    pub fn new(name: &str, account: &str) -> Self {
        Self {
            id: Self::id_of(name),
            name: name.to_owned(),
            account: account.to_owned(),
            service_status: "active".to_owned(),
            nameservers: MANAGED_NAMESERVERS.map(str::to_owned).to_vec(),
            created_at: "2025-04-27T09:00:00Z".parse().ok(),
            ..Self::default()
        }
    }

    /// As [`HostupDomain::new`], with name servers elsewhere: dynamic DNS is not available.
    pub fn elsewhere(name: &str, account: &str) -> Self {
        Self {
            unavailable: Some("The domain does not use HostUp-managed nameservers.".to_owned()),
            nameservers: vec![
                "ns1.elsewhere.example".to_owned(),
                "ns2.elsewhere.example".to_owned(),
            ],
            ..Self::new(name, account)
        }
    }

    /// Returns the id that a domain of this name has in every world.
    pub fn id_of(name: &str) -> String {
        format!("dom_{}", opaque(name))
    }

    /// Returns why dynamic DNS cannot be used.
    pub(crate) fn why_not(&self) -> Option<String> {
        self.unavailable.clone().or_else(|| {
            (self.service_status != "active").then(|| "The domain is not active.".to_owned())
        })
    }

    /// Whether a hostname is the domain itself or below it.
    pub(crate) fn holds(&self, hostname: &str) -> bool {
        let (name, own) = (
            hostname.to_ascii_lowercase(),
            self.name.to_ascii_lowercase(),
        );
        name == own
            || name
                .strip_suffix(&own)
                .is_some_and(|rest| rest.ends_with('.'))
    }
}
