//! Settings as a person writes them: every field optional, every value possibly wrong.
//!
//! The field names are the keys of `settings.toml`. Durations are texts such as `"5m"`, `"400ms"`, `"2h"`.

use serde::{Deserialize, Serialize};

/// The whole of `settings.toml`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(default, deny_unknown_fields)]
pub struct SettingsDraft {
    /// The version of the format; this is 1.
    pub version: Option<u32>,
    /// `[general]`
    pub general: GeneralDraft,
    /// `[detection]`
    pub detection: DetectionDraft,
    /// `[proof]`
    pub proof: ProofDraft,
    /// `[notices]`
    pub notices: NoticesDraft,
    /// `[history]`
    pub history: HistoryDraft,
    /// `[home]`
    pub home: HomeDraft,
    /// `[vault]`
    pub vault: VaultDraft,
    /// `[[profile]]`
    pub profile: Vec<ProfileDraft>,
}

/// `[general]`
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(default, deny_unknown_fields)]
pub struct GeneralDraft {
    /// `system`, `en`, `sv`
    pub language: Option<String>,
    /// `system`, `light`, `dark`
    pub theme: Option<String>,
    /// `monochrome`, `colour`
    pub icon: Option<String>,
    /// Whether a start at login stays in the tray.
    pub start_hidden: Option<bool>,
}

/// `[detection]`
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(default, deny_unknown_fields)]
pub struct DetectionDraft {
    /// Duration, 2 min to 1 day.
    pub interval: Option<String>,
    /// Duration, 0 to 30 s.
    pub settle: Option<String>,
    /// Duration, 0 to 1 h.
    pub dwell: Option<String>,
    /// `stable`, `web`, `off`
    pub ipv6: Option<String>,
    /// Ask this computer's own gateway (NAT-PMP, UPnP). Default true, in a rehearsal false.
    pub router: Option<bool>,
    /// Only for the sandbox.
    pub permit_documentation: Option<bool>,
    /// `[[detection.source]]`; nothing that is switched on means the built-in list.
    pub source: Vec<SourceDraft>,
    /// `[[detection.dns]]`; nothing that is switched on means the built-in questions, or none where sources are listed.
    pub dns: Vec<DnsDraft>,
}

/// `[[detection.source]]`
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(default, deny_unknown_fields)]
pub struct SourceDraft {
    /// Id; alone it names a built-in source.
    pub id: Option<String>,
    /// Operator id; the id itself when not given.
    pub operator: Option<String>,
    /// HTTPS address for IPv4.
    pub ipv4: Option<String>,
    /// HTTPS address for IPv6.
    pub ipv6: Option<String>,
    /// `text`, `trace`, `json`
    pub body: Option<String>,
    /// Default true; false takes a built-in source out.
    pub enabled: Option<bool>,
}

/// `[[detection.dns]]`
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(default, deny_unknown_fields)]
pub struct DnsDraft {
    /// Id; alone it names a built-in question.
    pub id: Option<String>,
    /// Operator id; the id itself when not given.
    pub operator: Option<String>,
    /// `address:port` texts of servers asked over IPv4.
    pub ipv4: Vec<String>,
    /// The same over IPv6.
    pub ipv6: Vec<String>,
    /// The name to ask for.
    pub name: Option<String>,
    /// `address`, `text`, `chaos_text`
    pub answer: Option<String>,
    /// Default true; false takes a built-in question out.
    pub enabled: Option<bool>,
}

/// `[proof]`
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(default, deny_unknown_fields)]
pub struct ProofDraft {
    /// `address:port` texts.
    pub servers: Vec<String>,
    /// Duration, 1 min to 2 days.
    pub patience: Option<String>,
}

/// `[notices]`
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(default, deny_unknown_fields)]
pub struct NoticesDraft {
    /// A toast at each change of address.
    pub address_change: Option<bool>,
}

/// `[history]`
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(default, deny_unknown_fields)]
pub struct HistoryDraft {
    /// Days, 1 to 36500.
    pub days: Option<u32>,
    /// Entries, 1000 to 100,000,000.
    pub entries: Option<u32>,
}

/// `[home]`
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(default, deny_unknown_fields)]
pub struct HomeDraft {
    /// `ask`, `networks`, `always`; when not given, `networks` where some are listed, else `always`.
    pub guard: Option<String>,
    /// Fingerprints without names, as an earlier version listed them.
    pub networks: Vec<String>,
    /// Fingerprints of networks that were said not to be home; they are not asked about.
    pub declined: Vec<String>,
    /// `[[home.network]]`
    pub network: Vec<HomeNetworkDraft>,
}

/// `[[home.network]]`
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(default, deny_unknown_fields)]
pub struct HomeNetworkDraft {
    /// The network's fingerprint.
    pub id: Option<String>,
    /// What the person calls it.
    pub name: Option<String>,
}

/// `[vault]`
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(default, deny_unknown_fields)]
pub struct VaultDraft {
    /// `keychain`, `sealed_file`
    pub kind: Option<String>,
}

/// `[[profile]]`
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(default, deny_unknown_fields)]
pub struct ProfileDraft {
    /// Profile id.
    pub id: Option<String>,
    /// Service id.
    pub service: Option<String>,
    /// What the person calls it.
    pub label: Option<String>,
    /// User name.
    pub username: Option<String>,
    /// A file that only its owner may read.
    pub secret_file: Option<String>,
    /// HTTPS update address.
    pub endpoint: Option<String>,
    /// HTTPS address of the service's API, where it has one.
    pub api: Option<String>,
    /// The zone its names lie in, where the service is asked for labels in a zone.
    pub zone: Option<String>,
    /// Use the service's clear-text port: everybody on the way can read the credential.
    pub clear_text_port: Option<bool>,
    /// While a tunnel owns the default route: `hold`, `follow`.
    pub tunnel: Option<String>,
    /// Custom: the HTTPS address with placeholders such as `{hostname}`, `{ip}` and `{token}`.
    pub template: Option<String>,
    /// Custom: `GET`, `POST`, `PUT`.
    pub method: Option<String>,
    /// Custom: the body of `POST` and `PUT`, with placeholders; none means empty.
    pub body: Option<String>,
    /// Custom: what the body is: `form`, `json`, `text`.
    pub content_type: Option<String>,
    /// Custom: `none`, `basic`, `bearer`, `header`.
    pub auth: Option<String>,
    /// Custom: the name of the header that carries the secret, where `auth` is `header`.
    pub header: Option<String>,
    /// Custom: `dyndns2`, `status`, `text`.
    pub answer: Option<String>,
    /// Custom: an answer that begins with one of these was a success.
    pub success: Vec<String>,
    /// Custom: an answer that begins with one of these says that nothing had to change.
    pub no_change: Vec<String>,
    /// `[[profile.name]]`
    pub name: Vec<NameEntryDraft>,
}

/// `[[profile.name]]`
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(default, deny_unknown_fields)]
pub struct NameEntryDraft {
    /// What the service calls it.
    pub name: Option<String>,
    /// The hostname that proves it, when the name is a group.
    pub hostname: Option<String>,
    /// `ipv4`, `ipv6`; both or one.
    pub families: Option<Vec<String>>,
    /// Default true.
    pub enabled: Option<bool>,
    /// Put into the service's offline mode. Default false.
    pub offline: Option<bool>,
    /// The end of another device's IPv6 address, such as `::1234:5678:9abc:def0`.
    pub suffix: Option<String>,
    /// How many bits before the suffix are the line's: 48 to 64. Default 64.
    pub prefix: Option<u32>,
}
