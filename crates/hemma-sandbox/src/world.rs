//! The state of the pretend internet: one router, some zones, and what each service knows.
//!
//! Everything reads this state, nothing keeps a copy. All passwords and tokens in a world are made up
//! and worthless outside it, which is why they may be printed.
//!
//! A world for the program's `--world` is TOML (or JSON). What is left out is empty or the default:
//!
//! ```toml
//! [router]
//! ipv4 = "203.0.113.7"
//!
//! [zones]
//! ttl_seconds = 60
//! publish_delay_ms = 500
//! zones = [{ apex = "hemma.example" }]
//! records = [{ name = "www.hemma.example", cname = "hem.hemma.example" }]
//!
//! [noip]
//! certified_agents = ["ddclient/"]   # let in without the documented User-Agent form
//! nochg_limit = 5
//!
//! [[noip.accounts]]
//! user = "sandbox"
//! password = "sandbox-secret"
//! hosts = [{ name = "home.hemma.example", kind = "dual" }, { name = "cam.hemma.example", kind = "a" }]
//! groups = [{ name = "garden", hosts = ["cam.hemma.example"] }]
//!
//! [services.desec]
//! interval_seconds = 0
//! accounts = [{ user = "home.desec.example", password = "token", hosts = [{ name = "home.desec.example" }] }]
//!
//! [[hostup.configs]]
//! id = "ddns_01hxa3b4c5d6e7f8g9h0j1k2m3"
//! hostname = "hem.hemma.example"
//! record_type = "A"
//! token = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
//! ```

pub mod accounts;
pub mod hostup;
mod seed;
pub mod services;
pub mod zones;

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::Path;

use anyhow::Context as _;
use serde::{Deserialize, Serialize};

use crate::target::Target;

pub use accounts::{Account, Dyndns2, Group, Host, HostKind, NoIp, TwoAddresses};
pub use hostup::{
    HistoryEvent, Hostup, HostupConfig, HostupDomain, HostupKey, HostupLog, HostupVps, LogStatus,
    MANAGED_NAMESERVERS, Paging, RateLimit, RecordType, ReverseDns, Rrset,
};
pub use seed::{HOSTUP_TOKEN_A, HOSTUP_TOKEN_AAAA, keys};
pub use services::Service;
pub use zones::{RecordSeed, ZoneSeed, Zones};

/// An address family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Family {
    /// IPv4: A records.
    V4,
    /// IPv6: AAAA records.
    V6,
}

impl Family {
    /// Returns the family of an address.
    pub fn of(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(_) => Self::V4,
            IpAddr::V6(_) => Self::V6,
        }
    }
}

/// The home router whose public addresses move.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Router {
    /// Public IPv4 address; without one, connections to 127.0.0.1 are closed at once ("no route").
    pub ipv4: Option<Ipv4Addr>,
    /// Public IPv6 address; without one, connections to ::1 are closed at once ("no route").
    pub ipv6: Option<Ipv6Addr>,
}

impl Router {
    /// Returns the public address of a family.
    pub fn address(&self, family: Family) -> Option<IpAddr> {
        match family {
            Family::V4 => self.ipv4.map(IpAddr::V4),
            Family::V6 => self.ipv6.map(IpAddr::V6),
        }
    }
}

/// Everything the sandbox pretends, as data. It can be written as TOML or JSON.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct World {
    /// The router.
    pub router: Router,
    /// Zones and records of the authoritative server.
    pub zones: Zones,
    /// No-IP.
    pub noip: NoIp,
    /// A generic dyndns2 service.
    pub dyndns2: Dyndns2,
    /// HostUp.
    pub hostup: Hostup,
    /// The services with a dialect of their own, by target.
    pub services: BTreeMap<Target, Service>,
}

impl World {
    /// Reads a world from a TOML file, or from a JSON file when the name ends in `.json`.
    pub fn from_file(path: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("could not read the world {}", path.display()))?;
        let world: Self = if path.extension().is_some_and(|ending| ending == "json") {
            serde_json::from_str(&text).context("the world is not valid JSON")?
        } else {
            toml_edit::de::from_str(&text).context("the world is not valid TOML")?
        };
        Ok(world)
    }

    /// Lifts every block and forgets all rudeness.
    pub fn forgive(&mut self) {
        self.noip
            .accounts
            .iter_mut()
            .chain(&mut self.dyndns2.accounts)
            .for_each(Account::forgive);
        self.noip.doorman = accounts::Doorman::default();
        self.dyndns2.doorman = accounts::Doorman::default();
        self.hostup.forgive();
        self.services.values_mut().for_each(Service::forgive);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_world_in_the_documentation_is_one() {
        let lines = include_str!("world.rs").lines();
        let lines = lines.map_while(|line| line.strip_prefix("//!"));
        let sample = lines.skip_while(|line| *line != " ```toml").skip(1);
        let sample: Vec<&str> = sample.take_while(|line| *line != " ```").collect();
        let world: World = toml_edit::de::from_str(&sample.join("\n")).unwrap();
        assert_eq!(world.noip.accounts[0].hosts.len(), 2);
        assert_eq!(world.hostup.configs[0].record_type, RecordType::A);
        assert!(world.hostup.configs[0].enabled);
        assert_eq!(world.dyndns2.max_names, 20);
        assert_eq!(world.services[&Target::Desec].accounts.len(), 1);
    }
}
