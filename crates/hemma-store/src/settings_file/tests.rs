//! The settings file as people and the window use it.

mod editing;
mod mistakes;
mod watching;

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use hemma_core::settings::{
    BatchRules, Catalog, NameEntryDraft, ProfileDraft, RetryRules, ServiceRules,
};

use super::*;

/// A folder that goes away, with a settings file in it.
struct Place {
    folder: tempfile::TempDir,
    store: SettingsStore,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = SettingsStore::new(folder.path().join("settings.toml"), catalog());
        Self { folder, store }
    }

    fn with(text: &str) -> Self {
        let place = Self::new();
        place.write(text);
        place
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("settings.toml")
    }

    fn write(&self, text: &str) {
        fs::write(self.file(), text).unwrap();
    }

    fn text(&self) -> String {
        fs::read_to_string(self.file()).unwrap()
    }

    fn draft(&self) -> SettingsDraft {
        let loaded = self.store.load_now().unwrap();
        loaded.settings.unwrap();
        loaded.draft
    }
}

fn catalog() -> Catalog {
    let rules = |needs_username| ServiceRules {
        batch: BatchRules::Single,
        families_together: false,
        ipv4: true,
        ipv6: true,
        min_interval: Duration::from_secs(60),
        min_interval_forced: Duration::from_secs(60),
        request_gap: Duration::from_secs(1),
        refresh_after: None,
        nochg_limit: 2,
        retry: RetryRules {
            first: Duration::from_secs(60),
            most: Duration::from_secs(3600),
        },
        needs_username,
        needs_endpoint: false,
        secret_per_record: !needs_username,
        has_api: !needs_username,
        offline: true,
        ..ServiceRules::PLAIN
    };
    let custom = ServiceRules {
        custom: true,
        ..rules(false)
    };
    [
        ("noip", rules(true)),
        ("hostup", rules(false)),
        ("custom", custom),
    ]
    .into_iter()
    .map(|(id, rules)| (id.parse().unwrap(), rules))
    .collect()
}

fn profile(id: &str, names: &[&str]) -> ProfileDraft {
    ProfileDraft {
        id: Some(id.to_owned()),
        service: Some("noip".to_owned()),
        label: Some(format!("My {id}")),
        username: Some("me@example.com".to_owned()),
        name: names.iter().map(|name| entry(name)).collect(),
        ..ProfileDraft::default()
    }
}

fn entry(name: &str) -> NameEntryDraft {
    NameEntryDraft {
        name: Some((*name).to_owned()),
        families: Some(vec!["ipv4".to_owned()]),
        ..NameEntryDraft::default()
    }
}
