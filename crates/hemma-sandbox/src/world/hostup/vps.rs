//! Virtual servers: enough of them to show and change a hostname.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use super::opaque;

/// One server (hostup-api.md §7).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HostupVps {
    /// `vps_` and 26 characters.
    pub id: String,
    /// Display name, not the hostname.
    pub name: String,
    /// Name of the account that owns it.
    pub account: String,
    /// Its first address.
    #[serde(default)]
    pub primary_ip: Option<IpAddr>,
    /// Its hostname.
    #[serde(default)]
    pub hostname: Option<String>,
    /// `running`, `stopped` and so on; only a running server takes a new hostname.
    pub power_state: Option<String>,
    /// `active`, `suspended` and so on.
    pub service_status: String,
    /// What a change of the hostname does to reverse DNS.
    #[serde(default)]
    pub reverse_dns: ReverseDns,
    /// Whether members that the vendor documents as nullable are `null`.
    #[serde(default)]
    pub sparse: bool,
}

/// What a change of the hostname does to reverse DNS, as the vendor reports it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReverseDns {
    /// No report: `reverseDnsProtection` is `null`.
    Unwatched,
    /// Nothing changed.
    #[default]
    NotChanged,
    /// It changed and was put back.
    Restored,
    /// It changed, and one of two addresses could not be put back.
    PartialFailure,
}

impl HostupVps {
    /// A running server.
    pub fn new(name: &str, account: &str, primary_ip: &str, hostname: &str) -> Self {
        Self {
            id: format!("vps_{}", opaque(name)),
            name: name.to_owned(),
            account: account.to_owned(),
            primary_ip: primary_ip.parse().ok(),
            hostname: Some(hostname.to_owned()).filter(|text| !text.is_empty()),
            power_state: Some("running".to_owned()),
            service_status: "active".to_owned(),
            ..Self::default()
        }
    }

    /// Returns why the hostname cannot be changed now.
    pub(crate) fn why_not(&self) -> Option<&'static str> {
        if self.service_status != "active" {
            Some("The VPS service is not active.")
        } else if self.power_state.as_deref() != Some("running") {
            Some("The VPS must be running.")
        } else {
            None
        }
    }
}
