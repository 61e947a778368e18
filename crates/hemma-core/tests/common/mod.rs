//! What the core's tests share: settings in one line, and words for actions.
#![allow(dead_code, reason = "each test program uses its own part")]

pub(crate) mod story;
pub(crate) mod words;
pub(crate) mod world;

use std::time::Duration;

use hemma_core::names::ServiceId;
use hemma_core::settings::{
    BatchRules, Catalog, NameEntryDraft, Omitted, ProfileDraft, RetryRules, ServiceRules, Settings,
    SettingsDraft, SourceDraft,
};
use hemma_core::time::Timestamp;

/// The wall at the beginning of every story: noon of a winter day.
pub(crate) fn noon() -> Timestamp {
    "2026-01-12T12:00:00Z".parse().unwrap()
}

/// Rules like those of No-IP, of a service with one record per request, and of a plain dyndns2 service.
pub(crate) fn catalog() -> Catalog {
    let noip = ServiceRules {
        batch: BatchRules::List {
            most: None,
            longest_url: 6000,
        },
        families_together: true,
        ipv4: true,
        ipv6: true,
        min_interval: Duration::from_secs(300),
        min_interval_forced: Duration::from_secs(60),
        request_gap: Duration::from_secs(1),
        refresh_after: None,
        nochg_limit: 3,
        retry: RetryRules {
            first: Duration::from_secs(1800),
            most: Duration::from_secs(4 * 3600),
        },
        needs_username: true,
        needs_endpoint: false,
        secret_per_record: false,
        offline: true,
        ..ServiceRules::PLAIN
    };
    let hostup = ServiceRules {
        batch: BatchRules::Single,
        families_together: false,
        min_interval: Duration::from_secs(60),
        refresh_after: Some(Duration::from_secs(7 * 86_400)),
        retry: RetryRules {
            first: Duration::from_secs(300),
            most: Duration::from_secs(6 * 3600),
        },
        needs_username: false,
        secret_per_record: true,
        has_api: true,
        ..noip
    };
    let dyndns2 = ServiceRules {
        batch: BatchRules::List {
            most: Some(20),
            longest_url: 6000,
        },
        families_together: false,
        ..noip
    };
    let inwx = ServiceRules {
        families_together: true,
        omitted_ipv4: Omitted::Lost,
        omitted_ipv6: Omitted::Lost,
        one_name: true,
        ..ServiceRules::PLAIN
    };
    let strato = ServiceRules {
        omitted_ipv4: Omitted::Unsure,
        omitted_ipv6: Omitted::Unsure,
        one_name: false,
        ..inwx
    };
    let rows = [
        ("noip", noip),
        ("hostup", hostup),
        ("dyndns2", dyndns2),
        ("inwx", inwx),
        ("strato", strato),
    ];
    rows.into_iter()
        .map(|(id, rules)| (service(id), rules))
        .collect()
}

/// Shorthand for a service id.
pub(crate) fn service(id: &str) -> ServiceId {
    id.parse().unwrap()
}

/// A draft with documentation addresses permitted and three echo operators.
pub(crate) fn rehearsal() -> SettingsDraft {
    let mut draft = SettingsDraft::default();
    draft.detection.permit_documentation = Some(true);
    draft.detection.source = ["ipify", "ident.me", "seeip", "desec"]
        .into_iter()
        .map(|id| SourceDraft {
            id: Some(id.to_owned()),
            ..SourceDraft::default()
        })
        .collect();
    draft
}

/// A profile; each name is written `name ipv4 ipv6`.
pub(crate) fn profile(id: &str, service: &str, names: &[&str]) -> ProfileDraft {
    ProfileDraft {
        id: Some(id.to_owned()),
        service: Some(service.to_owned()),
        username: Some(format!("user-of-{id}")),
        name: names.iter().map(|name| entry(name)).collect(),
        ..ProfileDraft::default()
    }
}

fn entry(words: &str) -> NameEntryDraft {
    let mut words = words.split_whitespace();
    NameEntryDraft {
        name: words.next().map(str::to_owned),
        families: Some(words.map(str::to_owned).collect()),
        ..NameEntryDraft::default()
    }
}

/// Settings with these profiles.
pub(crate) fn settings(profiles: Vec<ProfileDraft>) -> Settings {
    checked(SettingsDraft {
        profile: profiles,
        ..rehearsal()
    })
}

/// A draft that must be right.
pub(crate) fn checked(draft: SettingsDraft) -> Settings {
    draft
        .check(&catalog())
        .unwrap_or_else(|problems| panic!("settings of a test are right: {problems:?}"))
}

/// One name, IPv4, at No-IP.
pub(crate) fn one_name() -> Settings {
    settings(vec![profile("noip-1", "noip", &["hem.example.se ipv4"])])
}
