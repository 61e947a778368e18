//! What the scheduler must know of a service. The values come from the catalog in `hemma-providers`.

use std::collections::BTreeMap;
use std::time::Duration;

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
