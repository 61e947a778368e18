//! What the scheduler must know of a service. The values come from the catalog in `hemma-providers`.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::address::Family;
use crate::names::ServiceId;

/// The rules of every known service.
pub type Catalog = BTreeMap<ServiceId, ServiceRules>;

/// What the scheduler must know of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceRules {
    /// How many names go into one request.
    pub batch: BatchRules,
    /// Both families of a name go into one request when both are to be sent.
    pub families_together: bool,
    /// The families the service can keep.
    pub ipv4: bool,
    /// See `ipv4`.
    pub ipv6: bool,
    /// The least distance between two updates of one record.
    pub min_interval: Duration,
    /// The least distance between two updates of one record when a person asks.
    pub min_interval_forced: Duration,
    /// The gap between two requests to the service, whatever the record (F31).
    pub request_gap: Duration,
    /// Send the same address again after this long, for services that let names lapse. `None`: never.
    pub refresh_after: Option<Duration>,
    /// How often "no change" may come back in a row before the record is held (F24).
    pub nochg_limit: u32,
    /// Waits after passing failures.
    pub retry: RetryRules,
    /// Whether a user name is needed.
    pub needs_username: bool,
    /// Whether the person must give the update address.
    pub needs_endpoint: bool,
    /// Whether each record has a secret of its own (HostUp: a token per configuration).
    pub secret_per_record: bool,
    /// Whether it has an API of its own, for which a profile may have a key: the secret of the profile itself.
    pub has_api: bool,
    /// What happens to a name's IPv4 address when a request leaves it out.
    pub omitted_ipv4: Omitted,
    /// The same for IPv6.
    pub omitted_ipv6: Omitted,
    /// Whether the profile names the zone its names lie in.
    pub zone: ZoneRule,
    /// Names that look like hostnames and stand for many, so that DNS cannot prove them (No-IP's `all.ddnskey.com`).
    pub group_names: &'static [&'static str],
    /// Where names without a dot lie (DuckDNS: `duckdns.org`).
    pub home_zone: Option<&'static str>,
    /// Whether the login itself stands for one name, so that a profile has exactly one (INWX).
    pub one_name: bool,
    /// Whether the person writes the whole request (`template`).
    pub custom: bool,
    /// Whether a name can be put into its offline mode (No-IP).
    pub offline: bool,
    /// The port on which the service also listens in clear text, if a person may choose that (No-IP: 8245).
    pub clear_text_port: Option<u16>,
}

impl ServiceRules {
    /// One record per request, both families apart, every 5 minutes at most, and nothing special.
    pub const PLAIN: Self = Self {
        batch: BatchRules::Single,
        families_together: false,
        ipv4: true,
        ipv6: true,
        min_interval: Duration::from_secs(5 * 60),
        min_interval_forced: Duration::from_secs(60),
        request_gap: Duration::from_secs(1),
        refresh_after: None,
        nochg_limit: 3,
        retry: RetryRules {
            first: Duration::from_secs(30 * 60),
            most: Duration::from_secs(24 * 3600),
        },
        needs_username: true,
        needs_endpoint: false,
        secret_per_record: false,
        has_api: false,
        omitted_ipv4: Omitted::LeftAlone,
        omitted_ipv6: Omitted::LeftAlone,
        zone: ZoneRule::None,
        group_names: &[],
        home_zone: None,
        one_name: false,
        custom: false,
        offline: false,
        clear_text_port: None,
    };

    /// Returns what happens to an address of `family` that a request leaves out.
    #[must_use]
    pub fn omitted(&self, family: Family) -> Omitted {
        match family {
            Family::Ipv4 => self.omitted_ipv4,
            Family::Ipv6 => self.omitted_ipv6,
        }
    }

    /// Returns whether the service keeps `family`.
    #[must_use]
    pub fn offers(&self, family: Family) -> bool {
        match family {
            Family::Ipv4 => self.ipv4,
            Family::Ipv6 => self.ipv6,
        }
    }
}

/// What a service does to a name's address of one family when a request leaves that family out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Omitted {
    /// Nothing, or the request says that it is to be left alone (deSEC `preserve`, Dynu `no`).
    LeftAlone,
    /// Nobody says. Where a name keeps this family too, its address always travels along.
    Unsure,
    /// It is deleted or set to something else (INWX). A name must keep this family, and no request leaves without it.
    Lost,
}

/// Whether a profile names the zone its names lie in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ZoneRule {
    /// It means nothing to the service.
    None,
    /// It changes what is sent when it is given (Dynu, Simply.com).
    Optional,
    /// The service is asked for a label in a zone (Namecheap).
    Required,
}

/// How many names go into one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BatchRules {
    /// One record per request.
    Single,
    /// A comma list.
    List {
        /// The most names in it (dyndns2: 20), if there is a limit.
        most: Option<u32>,
        /// The longest URL in bytes (6 kB); names are counted with room for the rest of the request.
        longest_url: u32,
    },
}

/// Waits after passing failures: `first`, then doubled each time, never above `most`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryRules {
    /// After the first failure.
    pub first: Duration,
    /// Never longer than this.
    pub most: Duration,
}
