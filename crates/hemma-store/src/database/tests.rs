//! The database as its users see it, with faults.

mod faults;
mod history;
mod killed;
mod memory;

use std::path::PathBuf;

use hemma_core::history::{Entry, EntryKind};
use hemma_core::memory::MemoryChange;
use hemma_core::names::RecordId;
use hemma_core::settings::HistoryKeeping;
use hemma_core::time::Timestamp;
use serde_json::json;

use super::desk::{Desk, Start};

const KEEPING: HistoryKeeping = HistoryKeeping {
    days: 400,
    entries: 1_000_000,
};

/// A folder that goes away, with a database in it.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("hemma.db")
    }

    fn open(&self) -> (Desk, Start) {
        Desk::open(&self.file(), KEEPING)
    }

    /// Opens a database that must be well.
    fn open_well(&self) -> (Desk, Start) {
        let (desk, start) = self.open();
        assert_eq!(start.problem, None);
        assert_eq!(start.quarantined, None);
        (desk, start)
    }
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + second).unwrap()
}

fn entry(second: i64) -> Entry {
    Entry {
        at: at(second),
        profile: None,
        record: None,
        kind: EntryKind::SettingsChanged,
    }
}

fn record(name: &str) -> RecordId {
    format!("home/{name}/ipv4").parse().unwrap()
}

fn fact(value: serde_json::Value) -> MemoryChange {
    serde_json::from_value(value).unwrap()
}

fn record_fact(record: &str, address: &str) -> MemoryChange {
    fact(json!({
        "fact": "record",
        "record": record,
        "facts": {
            "fingerprint": 17,
            "intent": { "attempt": 4, "address": address, "at": at(5).to_string() },
            "confirmed": { "address": "203.0.113.1", "at": at(0).to_string() },
            "proved": null,
            "last_sent": at(5).to_string(),
            "failures": 2,
            "nochg": 1,
        },
    }))
}

fn latch(profile: &str) -> serde_json::Value {
    json!({
        "bound": { "kind": "profile", "profile": profile },
        "refusal": "login_refused",
        "since": at(1).to_string(),
        "not_before": null,
        "quote": null,
        "profile": profile,
    })
}
