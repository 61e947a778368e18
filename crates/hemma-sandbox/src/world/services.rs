//! What the services with a dialect of their own know: logins, names, and when something was last done.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Account, Host, World, ZoneSeed};
use crate::services::others::engine::Credentials;
use crate::target::Target;

/// One service of the table in dyndns2-services.md §2.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Service {
    /// Logins. An account without a user is opened by its password (token, key) alone.
    pub accounts: Vec<Account>,
    /// Another least distance between two updates than the service's own, in seconds; 0 for none.
    pub interval_seconds: Option<u64>,
    /// The only addresses that are taken: dy.fi serves Finnish networks only.
    pub serves_only: Option<Vec<IpAddr>>,
    #[serde(skip)]
    pub(crate) memory: ServiceMemory,
}

/// What a service remembers.
#[derive(Debug, Clone, Default)]
pub(crate) struct ServiceMemory {
    pub(crate) refused_logins: BTreeSet<Credentials>,
    /// Names that were refused, by account.
    pub(crate) refused_names: BTreeSet<(usize, String)>,
    /// When updates were taken, by name or zone, in service time.
    pub(crate) taken: BTreeMap<String, Vec<Duration>>,
    /// When a name was last refreshed, in service time.
    pub(crate) refreshed: BTreeMap<String, Duration>,
    pub(crate) trouble_until: Option<Duration>,
}

impl Service {
    /// Lifts every block and forgets all rudeness. What was registered stays.
    pub fn forgive(&mut self) {
        self.accounts.iter_mut().for_each(Account::forgive);
        let refreshed = std::mem::take(&mut self.memory.refreshed);
        self.memory = ServiceMemory {
            refreshed,
            ..ServiceMemory::default()
        };
    }
}

impl World {
    /// Returns the name that the standard world has at a service of the table: `home.inwx.example` and
    /// so on, `hemma.duckdns.org` at DuckDNS, and a number at the tunnel broker.
    pub fn service_name(target: Target) -> String {
        match target {
            Target::DuckDns => "hemma.duckdns.org".to_owned(),
            Target::TunnelBroker => "424242".to_owned(),
            _ => format!("home.{target}.example"),
        }
    }

    /// Returns user and password (or token, or key) of the standard world at a service of the table. The
    /// user is empty where the secret opens alone. AAAA records of services with a secret per record have
    /// the secret with `6` behind it.
    pub fn service_login(target: Target) -> (String, String) {
        let user = match target {
            Target::DuckDns
            | Target::FreeDns
            | Target::ClouDns
            | Target::Dynv6
            | Target::Ddnss
            | Target::KeySystems
            | Target::Ipv64 => String::new(),
            Target::Namecheap => format!("{target}.example"),
            Target::HurricaneElectric | Target::NsUpdate | Target::SpDyn | Target::Desec => {
                Self::service_name(target)
            }
            _ => target.name().to_owned(),
        };
        (user, format!("{target}-secret"))
    }

    /// Gives every service of the table a zone, a login and a name; the name has no address yet.
    pub(super) fn furnish_services(&mut self) {
        for target in Target::ALL
            .into_iter()
            .filter(|target| target.is_other_service())
        {
            let apex = match target {
                Target::DuckDns => "duckdns.org".to_owned(),
                _ => format!("{target}.example"),
            };
            self.zones.zones.push(ZoneSeed::new(&apex));
            let (user, secret) = Self::service_login(target);
            let name = Self::service_name(target);
            let mut account = Account::new(&user, &secret);
            let mut accounts = Vec::new();
            match target {
                Target::FreeDns | Target::ClouDns => {
                    account.hosts.push(Host::v4(&name));
                    let mut second = Account::new(&user, format!("{secret}6"));
                    second.hosts.push(Host::v6(&name));
                    accounts.push(second);
                }
                Target::Namecheap => account.hosts.extend([Host::v4(&name), Host::v4(&apex)]),
                Target::TunnelBroker => account.hosts.push(Host::v4(&name)),
                _ => account.hosts.push(Host::dual(&name)),
            }
            if !matches!(
                target,
                Target::DuckDns
                    | Target::TunnelBroker
                    | Target::FreeDns
                    | Target::ClouDns
                    | Target::Inwx
            ) {
                account.hosts.push(Host::dual(format!("cam.{apex}")));
            }
            accounts.insert(0, account);
            let mut neighbour = Account::new("neighbour", "neighbour-secret");
            neighbour
                .hosts
                .push(Host::dual(format!("next-door.{apex}")));
            accounts.push(neighbour);
            self.services.insert(
                target,
                Service {
                    accounts,
                    ..Service::default()
                },
            );
        }
    }
}
