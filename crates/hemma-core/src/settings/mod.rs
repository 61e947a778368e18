//! The person's wishes: a [`SettingsDraft`] that may be wrong, and [`Settings`] that cannot be.
//!
//! `hemma-store` reads the file into a draft, the window edits drafts, and only [`SettingsDraft::check`] makes
//! [`Settings`]. Every problem names its field, so that a form or a line number can point at it.

mod body;
mod check;
mod custom;
mod draft;
mod duration;
mod home;
mod nearest;
mod problem;
mod rules;
mod sources;
mod suffix;

pub use body::{ContentType, CustomBody};
pub use custom::{
    CustomAnswer, CustomAuth, CustomRequest, Method, Piece, Placeholder, Template, TemplateProblem,
};
pub use draft::{
    DetectionDraft, DnsDraft, GeneralDraft, HistoryDraft, HomeDraft, HomeNetworkDraft,
    NameEntryDraft, NoticesDraft, ProfileDraft, ProofDraft, SettingsDraft, SourceDraft, VaultDraft,
};
pub use duration::{parse_duration, print_duration};
pub use home::{Guard, Home, HomeNetwork, TunnelChoice};
pub use nearest::nearest;
pub use problem::{FieldPath, FieldProblem, ProblemKind, Step};
pub use rules::{BatchRules, Catalog, Omitted, RetryRules, ServiceRules, ZoneRule};
pub use sources::{DnsAnswer, DnsChoice, built_in_questions, built_in_sources};
pub use suffix::{Ipv6Suffix, PREFIXES, USUAL_PREFIX};

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;
use url::Url;

use crate::address::Family;
use crate::names::{Hostname, OperatorId, ProfileId, RecordId, ServiceId, SourceId, UpdateName};

/// Checked settings. Built only by [`SettingsDraft::check`].
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Language, theme, icon.
    pub general: General,
    /// How the public address is found.
    pub detection: Detection,
    /// How a name is proved in DNS.
    pub proof: ProofSettings,
    /// What is told by toast.
    pub notices: Notices,
    /// How much history is kept.
    pub history: HistoryKeeping,
    /// On which networks names are kept.
    pub home: Home,
    /// Where secrets live.
    pub vault: VaultKind,
    /// Profiles, by id.
    pub profiles: BTreeMap<ProfileId, Profile>,
}

impl Settings {
    /// Returns every enabled record with its profile, in a stable order.
    pub fn records(&self) -> impl Iterator<Item = (RecordId, &Profile, &NameEntry)> {
        self.profiles.values().flat_map(|profile| {
            profile
                .names
                .iter()
                .filter(|entry| entry.enabled)
                .flat_map(move |entry| {
                    entry.families.iter().map(move |family| {
                        let id = RecordId {
                            profile: profile.id.clone(),
                            name: entry.name.clone(),
                            family: *family,
                        };
                        (id, profile, entry)
                    })
                })
        })
    }
}

/// Language, theme and looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct General {
    /// The language of words for people.
    pub language: Language,
    /// The window's theme.
    pub theme: Theme,
    /// The tray icon's style.
    pub icon: IconStyle,
    /// Whether a start at login stays in the tray.
    pub start_hidden: bool,
}

/// The language of words for people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// What the system says.
    #[default]
    System,
    /// English.
    En,
    /// Swedish.
    Sv,
}

/// The window's theme.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// What the system says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// The tray icon's style. The shape carries the meaning in both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum IconStyle {
    /// One colour, as the system's own icons.
    #[default]
    Monochrome,
    /// With colour.
    Colour,
}

/// How the public address is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detection {
    /// The distance between two checks without a reason (default 5 min, not below 2 min; `noip-update.md` §5.3).
    pub interval: Duration,
    /// How long the network must be still before looking (default 400 ms).
    pub settle: Duration,
    /// How long a new address must stay before it is believed, once the address has flapped (default 60 s).
    pub dwell: Duration,
    /// Whom to ask over HTTPS, in order of preference.
    pub sources: Vec<SourceChoice>,
    /// Whom to ask by DNS, in order of preference. They confirm and break ties, and are cheap; alone they change nothing.
    pub dns: Vec<DnsChoice>,
    /// Whether this computer's own gateway is asked for its address (NAT-PMP, UPnP) and listened to.
    pub router: bool,
    /// Which IPv6 address belongs into AAAA records.
    pub ipv6: Ipv6Choice,
    /// Whether documentation addresses (RFC 5737, RFC 3849) may be published. Only for the sandbox; default false.
    pub permit_documentation: bool,
}

/// One source of the public address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceChoice {
    /// Its id, such as `ipify`.
    pub id: SourceId,
    /// Who runs it. Two sources of one operator are one voice.
    pub operator: OperatorId,
    /// Where to ask over IPv4, if it can be asked over IPv4.
    pub ipv4: Option<Url>,
    /// Where to ask over IPv6.
    pub ipv6: Option<Url>,
    /// How its body is read.
    pub body: EchoBody,
}

impl SourceChoice {
    /// Returns the address to ask for one family.
    #[must_use]
    pub fn url(&self, family: Family) -> Option<&Url> {
        match family {
            Family::Ipv4 => self.ipv4.as_ref(),
            Family::Ipv6 => self.ipv6.as_ref(),
        }
    }
}

/// How an echo body is read (`public-ip.md` §1.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EchoBody {
    /// The whole trimmed body is one address.
    #[default]
    Text,
    /// `key=value` lines with exactly one `ip=`.
    Trace,
    /// A JSON object with a string member `ip`.
    Json,
}

/// Which IPv6 address belongs into AAAA records (`public-ip.md` §4).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Ipv6Choice {
    /// This computer's own stable address (F12), confirmed by an echo in the same /64.
    #[default]
    Stable,
    /// What two echo services see, often a temporary address (F13).
    Web,
    /// IPv6 is not looked for.
    Off,
}

/// How a name is proved in DNS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProofSettings {
    /// Name servers to ask instead of those the zone names. For networks with their own view of DNS, and the sandbox.
    pub servers: Vec<SocketAddr>,
    /// How long after an accepted update the proof may take before it is a condition (default 10 min).
    pub patience: Duration,
}

/// What is told by toast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Notices {
    /// A toast at each change of address (default off).
    pub address_change: bool,
}

/// How much history is kept; whichever is reached first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HistoryKeeping {
    /// In days (default 400).
    pub days: u32,
    /// In entries (default 1,000,000).
    pub entries: u32,
}

/// Where secrets live.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum VaultKind {
    /// The system's keychain.
    #[default]
    Keychain,
    /// A file sealed with a password, chosen explicitly.
    SealedFile,
}

/// One credential at one service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Its id.
    pub id: ProfileId,
    /// The service it belongs to.
    pub service: ServiceId,
    /// What the person calls it.
    pub label: String,
    /// The user name, where the service wants one.
    pub username: Option<String>,
    /// Where its secret is read from.
    pub secret: SecretSource,
    /// The update address, where it is not the service's own (custom dyndns2, sandbox). HTTPS only.
    pub endpoint: Option<Url>,
    /// The address of the service's API, where it is not the service's own (sandbox). HTTPS only.
    pub api: Option<Url>,
    /// The zone its names lie in, where the service is asked for labels in a zone.
    pub zone: Option<Hostname>,
    /// Whether requests use the service's clear-text port. Only ever a person's explicit choice.
    pub clear_text_port: bool,
    /// The person's own request, at a custom service.
    pub custom: Option<Box<CustomRequest>>,
    /// What it does while a tunnel owns the default route.
    pub tunnel: TunnelChoice,
    /// What it keeps.
    pub names: Vec<NameEntry>,
    /// The service's rules, from the catalog; at a custom service with what its template says.
    pub rules: ServiceRules,
}

impl Profile {
    /// Returns a digest of everything that says *which* record at *which* account is meant. When it changes, what we
    /// believed to be published there is void (F45).
    #[must_use]
    pub fn fingerprint(&self) -> u64 {
        // FNV-1a: stable across releases and platforms, which `std`'s hasher does not promise. Not a secret.
        let endpoint = self.endpoint.as_ref().map_or("", Url::as_str);
        let mut parts = vec![
            self.service.as_str(),
            self.username.as_deref().unwrap_or(""),
            endpoint,
        ];
        // Added later; where they are not given, the digest is what it was.
        parts.extend(self.zone.as_ref().map(Hostname::as_str));
        let custom = self.custom.as_ref();
        parts.extend(custom.map(|custom| custom.template.text()));
        parts.extend(
            custom
                .and_then(|custom| custom.body.as_ref())
                .map(CustomBody::text),
        );
        parts
            .join("\n")
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325, |digest, byte| {
                (digest ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
            })
    }
}

/// Where a profile's secret is read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecretSource {
    /// The vault (keychain or sealed file).
    Vault,
    /// A file that only its owner may read; for servers.
    File(PathBuf),
}

/// One name inside a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameEntry {
    /// What the service calls it.
    pub name: UpdateName,
    /// The hostname that proves it in DNS: the name itself, or one given for a group.
    pub hostname: Option<Hostname>,
    /// Which addresses are kept.
    pub families: Vec<Family>,
    /// Whether it is kept at all.
    pub enabled: bool,
    /// Whether it is to be in the service's offline mode instead of showing an address.
    pub offline: bool,
    /// Where it is the address of another device: the end that device keeps behind the line's prefix.
    pub suffix: Option<Ipv6Suffix>,
}
