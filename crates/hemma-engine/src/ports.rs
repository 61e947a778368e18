//! What the engine needs of the world, in its own words.
//!
//! The traits are small and each answers one question. `hemma-net` and `hemma-store` implement them, `fakes` scripts
//! them, and one list per program ([`Ports`]) fills them in.

use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use hemma_core::address::Family;
use hemma_core::finding::{Finding, LookProblem};
use hemma_core::health::VaultProblem;
use hemma_core::history::Entry;
use hemma_core::ipv6::Ipv6Candidate;
use hemma_core::memory::MemoryChange;
use hemma_core::names::{Hostname, SecretKey, SourceId};
use hemma_core::router::RouterReport;
use hemma_core::secret::Secret;
use hemma_core::settings::{
    Detection, DnsChoice, FieldProblem, ProfileDraft, SecretSource, Settings, SettingsDraft,
    SourceChoice, VaultKind,
};
use hemma_core::time::{Mono, Now};
use hemma_core::whereabouts::NetworkFacts;
use hemma_providers::exchange::{Request, Response, SendFailure};
use tokio::sync::mpsc;

use crate::messages::{
    Contact, HistoryPage, HistoryQuery, ImportFormat, ImportProblem, LeftOut, SecretInput,
};

/// A boxed future, because the traits are used as objects.
pub type Task<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Everything the engine reaches the world through. Filled in one place per program.
#[derive(Clone)]
pub struct Ports {
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Where the computer is and what its public address is.
    pub senses: Arc<dyn Senses>,
    /// Requests to services.
    pub hands: Arc<dyn Hands>,
    /// DNS.
    pub resolver: Arc<dyn Resolver>,
    /// Secrets.
    pub vault: Arc<dyn Vault>,
    /// Memory and journal.
    pub notebook: Arc<dyn Notebook>,
    /// The settings file.
    pub settings_file: Arc<dyn SettingsFile>,
    /// Files of other update programs.
    pub import_reader: Arc<dyn ImportReader>,
}

/// Hints from the system. Each channel holds one: a storm is one hint.
#[derive(Debug)]
pub struct Hints {
    /// Something about the network moved.
    pub link_moved: mpsc::Receiver<()>,
    /// The router said that its address changed, or that it restarted.
    pub router_moved: mpsc::Receiver<()>,
    /// The machine slept for this long.
    pub woke_up: mpsc::Receiver<Duration>,
    /// The settings file was changed by somebody else.
    pub settings_touched: mpsc::Receiver<()>,
}

/// Time. `hemma-net/src/clock.rs` is the only real one.
pub trait Clock: Send + Sync {
    /// Reads both clocks.
    fn now(&self) -> Now;
    /// Ends at `at` or soon after, sleep of the machine included.
    fn sleep_until(&self, at: Mono) -> Task<'_, ()>;
}

/// Whom a look asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LookAt {
    /// An echo service.
    Echo(SourceChoice),
    /// A server that tells by DNS who asked it.
    Dns(DnsChoice),
    /// This computer's own gateway, by NAT-PMP or UPnP (IPv4 only).
    Router,
    /// This computer's own interfaces (IPv6: the stable, preferred, global address).
    Interfaces,
}

impl LookAt {
    /// Returns whom a source's id means. `None`: nobody (any more).
    #[must_use]
    pub fn of(source: &SourceId, detection: &Detection) -> Option<Self> {
        match source.as_str() {
            "interface" => return Some(Self::Interfaces),
            "router" => return detection.router.then_some(Self::Router),
            _ => {}
        }
        let echo = detection.sources.iter().find(|one| one.id == *source);
        let question = detection.dns.iter().find(|one| one.id == *source);
        echo.cloned()
            .map(Self::Echo)
            .or_else(|| question.cloned().map(Self::Dns))
    }
}

/// Where the computer is and what its public address is.
pub trait Senses: Send + Sync {
    /// Asks the system about the way out. Cannot fail: what cannot be told is told as not online.
    fn locate(&self) -> Task<'_, NetworkFacts>;
    /// Looks once, over one family, with a deadline of its own. Every failure is [`Finding::Unknown`].
    fn look(&self, family: Family, at: LookAt) -> Task<'_, Finding>;
    /// Returns this computer's IPv6 addresses with the reason why one of them is chosen. Nothing is sent.
    fn ipv6_candidates(&self) -> Task<'_, Vec<Ipv6Candidate>>;
    /// Says whether the router may be listened to: at home, and not switched off. Told after every [`Senses::locate`],
    /// so that a change of gateway is noticed; saying the same again changes nothing. Returns at once.
    fn heed_router(&self, _may: bool) {}
    /// Returns what the router told last, for the diagnosis. `None`: it was not asked.
    fn router_report(&self) -> Option<RouterReport> {
        None
    }
}

/// Requests to services.
pub trait Hands: Send + Sync {
    /// Sends one request and reads the whole (capped) answer. Errors say whether the request may have arrived.
    fn send(&self, request: Request) -> Task<'_, Result<Response, SendFailure>>;
    /// The same for a call of a service's API: whoever reads the contact sheet sees what it was for.
    fn manage(&self, request: Request) -> Task<'_, Result<Response, SendFailure>>;
    /// Returns every server contacted since the start, how often and why (the contact sheet).
    fn contacts(&self) -> Vec<Contact>;
}

/// DNS.
pub trait Resolver: Send + Sync {
    /// Asks the zone's own name servers (or `servers`, when given) once. An empty list means: they answered, and there
    /// is no such address. An error means that nothing is known (F27).
    fn authoritative(
        &self,
        hostname: Hostname,
        family: Family,
        servers: Vec<SocketAddr>,
    ) -> Task<'_, Result<Vec<IpAddr>, LookProblem>>;
    /// Asks in every way at once, because a person wants to know; only ever shown (F25, F26). `servers` as above.
    fn compare(
        &self,
        hostname: Hostname,
        family: Family,
        servers: Vec<SocketAddr>,
    ) -> Task<'_, Compared>;
}

/// What the ways of asking DNS tell of one name, side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// The zone's own name servers.
    pub zone: Result<Answered, LookProblem>,
    /// The name servers this network told the system to use, asked directly.
    pub network: Result<Answered, LookProblem>,
    /// The system's own way, hosts file and all.
    pub computer: Result<Vec<IpAddr>, LookProblem>,
    /// Whether the hosts file names it: the system's own name server may read that file too.
    pub in_hosts_file: bool,
}

/// An answer of DNS.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answered {
    /// Sorted; none: no such name or address.
    pub addresses: Vec<IpAddr>,
    /// How long the answer may be kept. From a cache: what is left of it.
    pub ttl: Option<Duration>,
}

/// Why the vault gave nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The vault works and has no such secret.
    #[error("no secret is stored under this key")]
    NoSecret,
    /// The vault does not work now.
    #[error("the vault cannot be used: {0:?}")]
    Unavailable(VaultProblem),
}

/// Secrets. Every call has a time limit of its own and never prompts, except [`Vault::unlock`].
pub trait Vault: Send + Sync {
    /// Reads one secret.
    fn read(&self, key: SecretKey, source: SecretSource) -> Task<'_, Result<Secret, VaultError>>;
    /// Stores one secret, replacing an older one.
    fn write(&self, key: SecretKey, secret: Secret) -> Task<'_, Result<(), VaultError>>;
    /// Removes one secret; one that is not there is no error.
    fn remove(&self, key: SecretKey) -> Task<'_, Result<(), VaultError>>;
    /// Opens the vault because a person asked: the keychain's own prompt, or the sealed file's password.
    fn unlock(&self, password: Option<Secret>) -> Task<'_, Result<(), VaultError>>;
    /// Changes the kind of vault because a person chose so. Secrets are not moved by this call.
    fn choose(&self, kind: VaultKind, password: Option<Secret>)
    -> Task<'_, Result<(), VaultError>>;
}

/// Writing to or reading from disk failed. The text names the cause, not the secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct DiskError {
    /// What could not be done and why, for the log and the diagnostics page.
    pub what: String,
}

/// Memory and journal.
pub trait Notebook: Send + Sync {
    /// Writes one fact and returns when it is safe on disk.
    fn remember(&self, change: MemoryChange) -> Task<'_, Result<(), DiskError>>;
    /// Appends one line of history.
    fn note(&self, entry: Entry) -> Task<'_, Result<(), DiskError>>;
    /// Reads a page of history.
    fn history(&self, query: HistoryQuery) -> Task<'_, Result<HistoryPage, DiskError>>;
}

/// What the settings file gave.
#[derive(Clone, Debug)]
pub struct LoadedSettings {
    /// The draft, as far as it could be read.
    pub draft: SettingsDraft,
    /// Settings, or everything that is wrong, with lines.
    pub settings: Result<Settings, Vec<FieldProblem>>,
}

/// Why settings were not saved. What was saved before is untouched.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SaveError {
    /// The draft is wrong.
    #[error("the settings have mistakes")]
    Invalid(Vec<FieldProblem>),
    /// The file on disk has mistakes made by hand; they must be mended first, or they would be lost.
    #[error("the settings file has mistakes that must be mended first")]
    FileHasMistakes(Vec<FieldProblem>),
    /// The disk refused.
    #[error(transparent)]
    Disk(#[from] DiskError),
}

/// The settings file.
pub trait SettingsFile: Send + Sync {
    /// Reads the file. A missing file gives default settings.
    fn load(&self) -> Task<'_, Result<LoadedSettings, DiskError>>;
    /// Merges the draft into the file, keeping comments and order, and returns what is now in force.
    fn save(&self, draft: SettingsDraft) -> Task<'_, Result<Settings, SaveError>>;
    /// Returns where the file is, for people.
    fn path(&self) -> PathBuf;
}

/// What was read from another program's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadImport {
    /// Whose file it is.
    pub format: ImportFormat,
    /// What can be carried over, in the order of the file.
    pub profiles: Vec<ReadProfile>,
    /// What cannot.
    pub left_out: Vec<LeftOut>,
}

/// One credential with its names, read from another program's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadProfile {
    /// The profile, without an id.
    pub profile: ProfileDraft,
    /// Its secrets, under keys whose profile is called [`ReadProfile::NEW`].
    pub secrets: Vec<SecretInput>,
    /// The line it begins in, from 1.
    pub line: Option<u32>,
}

impl ReadProfile {
    /// What the profile of a secret is called as long as it has no id.
    pub const NEW: &str = "new";
}

/// Files of other update programs. They are opened for reading only.
pub trait ImportReader: Send + Sync {
    /// Reads a file. Without a format its content tells whose it is.
    fn read(
        &self,
        path: PathBuf,
        format: Option<ImportFormat>,
    ) -> Task<'_, Result<ReadImport, ImportProblem>>;
}
