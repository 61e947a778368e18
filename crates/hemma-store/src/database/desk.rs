//! The one owner of the connection. It keeps what the disk refused and writes it as soon as the disk takes it.

use std::collections::{BTreeMap, VecDeque};
use std::path::{Path, PathBuf};

use hemma_core::history::{Entry, EntryKind};
use hemma_core::memory::{Memory, MemoryChange};
use hemma_core::settings::HistoryKeeping;
use hemma_core::time::Timestamp;
use hemma_engine::messages::{HistoryPage, HistoryQuery};
use hemma_engine::ports::DiskError;
use rusqlite::Connection;

use super::open::{self, disk_error};
use super::{facts, journal};

/// Lines of history kept in memory while the disk refuses; the oldest go first. Facts are never dropped: there is one
/// per record.
const MOST_WAITING: usize = 10_000;

/// How safe a write must be when it returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Safety {
    /// After a power cut.
    PowerCut,
    /// After the death of this process. A power cut may cost the lines since the last fact.
    ProcessDeath,
}

/// The connection and what waits for it.
pub(super) struct Desk {
    path: PathBuf,
    connection: Option<Connection>,
    /// Every fact as it should stand on disk. From this a new file is filled when the old one is damaged while in use.
    facts: BTreeMap<String, String>,
    /// Facts that are not on disk yet.
    unsaved: BTreeMap<String, String>,
    /// Lines that are not on disk yet.
    waiting: VecDeque<Entry>,
    /// The name of a file put aside while in use; told in the history with the next line, whose time it takes.
    untold_quarantine: Option<String>,
    keeping: HistoryKeeping,
    appended: u32,
}

/// What a start found.
#[derive(Debug, Default)]
pub(super) struct Start {
    pub(super) memory: Memory,
    pub(super) quarantined: Option<PathBuf>,
    pub(super) salvaged_facts: u32,
    pub(super) salvaged_entries: u32,
    pub(super) bad_facts: u32,
    pub(super) problem: Option<DiskError>,
}

impl Desk {
    /// Opens the database and reads the memory. Never fails: what is wrong is in [`Start`].
    pub(super) fn open(path: &Path, keeping: HistoryKeeping) -> (Self, Start) {
        let mut desk = Self {
            path: path.to_path_buf(),
            connection: None,
            facts: BTreeMap::new(),
            unsaved: BTreeMap::new(),
            waiting: VecDeque::new(),
            untold_quarantine: None,
            keeping,
            appended: 0,
        };
        let start = desk.begin().unwrap_or_else(|problem| {
            tracing::error!(%problem, "the memory cannot be kept on disk");
            Start {
                problem: Some(problem),
                ..Start::default()
            }
        });
        (desk, start)
    }

    fn begin(&mut self) -> Result<Start, DiskError> {
        let mut database = open::open(&self.path)?;
        let loaded = facts::load(&mut database.connection)
            .map_err(|error| disk_error("the memory could not be read", &error))?;
        self.facts = loaded.rows;
        self.connection = Some(database.connection);
        let (quarantined, salvaged) = database.quarantined.unzip();
        let salvaged = salvaged.unwrap_or_default();
        Ok(Start {
            memory: loaded.memory,
            quarantined,
            salvaged_facts: salvaged.facts,
            salvaged_entries: salvaged.entries,
            bad_facts: loaded.bad,
            problem: None,
        })
    }

    /// Writes one fact so that a power cut cannot take it.
    pub(super) fn remember(&mut self, change: &MemoryChange) -> Result<(), DiskError> {
        let row = facts::row(change)
            .map_err(|error| disk_error("the fact could not be put into words", &error))?;
        self.facts.insert(row.key.clone(), row.value.clone());
        self.unsaved.insert(row.key, row.value);
        self.save(Safety::PowerCut)
    }

    /// Appends one line of history.
    pub(super) fn note(&mut self, entry: Entry) -> Result<(), DiskError> {
        if self.waiting.len() >= MOST_WAITING {
            self.waiting.pop_front();
        }
        let at = entry.at;
        self.waiting.push_back(entry);
        let saved = self.save(Safety::ProcessDeath);
        match self.untold_quarantine.take() {
            Some(file) => saved.and(self.note(quarantine_entry(at, file))),
            None => saved,
        }
    }

    /// Reads a page of history.
    pub(super) fn history(&mut self, query: &HistoryQuery) -> Result<HistoryPage, DiskError> {
        let connection = self.connect()?;
        journal::page(connection, query)
            .map_err(|error| disk_error("the history could not be read", &error))
    }

    /// Returns how many lines there are.
    pub(super) fn count(&mut self) -> Result<u32, DiskError> {
        let connection = self.connect()?;
        journal::count(connection)
            .map_err(|error| disk_error("the history could not be read", &error))
    }

    /// Changes how much history is kept.
    pub(super) fn keep(&mut self, keeping: HistoryKeeping) {
        self.keeping = keeping;
    }

    fn connect(&mut self) -> Result<&mut Connection, DiskError> {
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.reopen()?,
        };
        Ok(self.connection.insert(connection))
    }

    /// Opens the file while in use: after a start without it, or after damage. Facts known here are newer than those
    /// in the file, so all of them are written again.
    fn reopen(&mut self) -> Result<Connection, DiskError> {
        let mut database = open::open(&self.path)?;
        let loaded = facts::load(&mut database.connection)
            .map_err(|error| disk_error("the memory could not be read", &error))?;
        for (key, value) in &self.facts {
            if loaded.rows.get(key) != Some(value) {
                self.unsaved.insert(key.clone(), value.clone());
            }
        }
        if let Some((aside, _)) = database.quarantined {
            self.untold_quarantine = aside
                .file_name()
                .map(|name| name.to_string_lossy().into_owned());
        }
        Ok(database.connection)
    }

    /// Writes everything that waits, in one transaction. Damage found here puts the file aside and tries once more.
    fn save(&mut self, safety: Safety) -> Result<(), DiskError> {
        self.connect()?;
        match self.write_all(safety) {
            Err(error) if open::is_damage(&error) => {
                tracing::error!(%error, "the database was found damaged while in use");
                self.connection = None;
                self.connect()?;
                self.write_all(safety)
            }
            other => other,
        }
        .map_err(|error| disk_error("the database could not be written", &error))
    }

    fn write_all(&mut self, safety: Safety) -> rusqlite::Result<()> {
        let Some(connection) = self.connection.as_mut() else {
            return Ok(());
        };
        let level = match safety {
            Safety::PowerCut => "FULL",
            Safety::ProcessDeath => "NORMAL",
        };
        connection.pragma_update(None, "synchronous", level)?;
        let transaction = connection.transaction()?;
        for (key, value) in &self.unsaved {
            facts::write(&transaction, key, value)?;
        }
        for entry in &self.waiting {
            journal::append(&transaction, entry)?;
        }
        let appended = u32::try_from(self.waiting.len()).unwrap_or(u32::MAX);
        let due = self.appended.saturating_add(appended) >= journal::PRUNE_EVERY;
        if due {
            journal::prune(&transaction, self.keeping)?;
        }
        transaction.commit()?;
        self.appended = if due { 0 } else { self.appended + appended };
        self.unsaved.clear();
        self.waiting.clear();
        Ok(())
    }

    /// Lets a test break the connection the way a disk would.
    #[cfg(test)]
    pub(super) fn connection(&mut self) -> &mut Connection {
        self.connect().unwrap()
    }
}

fn quarantine_entry(at: Timestamp, file: String) -> Entry {
    Entry {
        at,
        profile: None,
        record: None,
        kind: EntryKind::DatabaseQuarantined { file },
    }
}
