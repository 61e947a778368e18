//! A notebook and a settings file in memory, both of which can fail.

use std::path::PathBuf;
use std::sync::Mutex;

use hemma_core::history::Entry;
use hemma_core::memory::{Memory, MemoryChange};
use hemma_core::settings::{FieldProblem, Settings, SettingsDraft};
use hemma_providers::catalog::catalog;

use super::lock;
use crate::messages::{HistoryEntry, HistoryPage, HistoryQuery};
use crate::ports::{DiskError, LoadedSettings, Notebook, SaveError, SettingsFile, Task};

/// Memory and journal.
#[derive(Debug, Default)]
pub struct FakeNotebook {
    memory: Mutex<Memory>,
    entries: Mutex<Vec<Entry>>,
    full: Mutex<bool>,
}

impl FakeNotebook {
    /// Makes the disk full, or gives it room again.
    pub fn set_full(&self, full: bool) {
        *lock(&self.full) = full;
    }

    /// Returns what was remembered.
    #[must_use]
    pub fn memory(&self) -> Memory {
        lock(&self.memory).clone()
    }

    /// Returns the journal, oldest first.
    #[must_use]
    pub fn entries(&self) -> Vec<Entry> {
        lock(&self.entries).clone()
    }

    fn write(&self, work: impl FnOnce()) -> Result<(), DiskError> {
        if *lock(&self.full) {
            return Err(DiskError {
                what: "no space left on device".to_owned(),
            });
        }
        work();
        Ok(())
    }
}

impl Notebook for FakeNotebook {
    fn remember(&self, change: MemoryChange) -> Task<'_, Result<(), DiskError>> {
        let result = self.write(|| lock(&self.memory).apply(change));
        Box::pin(async move { result })
    }

    fn note(&self, entry: Entry) -> Task<'_, Result<(), DiskError>> {
        let result = self.write(|| lock(&self.entries).push(entry));
        Box::pin(async move { result })
    }

    /// Knows paging; filters are the store's business.
    fn history(&self, query: HistoryQuery) -> Task<'_, Result<HistoryPage, DiskError>> {
        let limit = if query.limit == 0 { 50 } else { query.limit };
        let entries = lock(&self.entries).clone();
        let mut page: Vec<HistoryEntry> = (1_u32..)
            .zip(entries)
            .map(|(sequence, entry)| HistoryEntry { sequence, entry })
            .filter(|line| query.before.is_none_or(|before| line.sequence < before))
            .collect();
        page.reverse();
        page.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let next = page
            .last()
            .map(|line| line.sequence)
            .filter(|last| *last > 1);
        Box::pin(async move {
            Ok(HistoryPage {
                entries: page,
                next,
            })
        })
    }
}

/// A settings file.
#[derive(Debug)]
pub struct FakeSettingsFile {
    draft: Mutex<SettingsDraft>,
    /// Mistakes of the file itself, such as bad syntax.
    mistakes: Mutex<Vec<FieldProblem>>,
    full: Mutex<bool>,
    saves: Mutex<u32>,
}

impl FakeSettingsFile {
    pub(super) fn new(draft: SettingsDraft) -> Self {
        Self {
            draft: Mutex::new(draft),
            mistakes: Mutex::default(),
            full: Mutex::default(),
            saves: Mutex::default(),
        }
    }

    /// Changes the file as a person with an editor does. The hint is sent separately.
    pub fn edit(&self, change: impl FnOnce(&mut SettingsDraft)) {
        change(&mut lock(&self.draft));
    }

    /// Puts mistakes into the file that no draft can hold, or mends them.
    pub fn set_mistakes(&self, mistakes: Vec<FieldProblem>) {
        *lock(&self.mistakes) = mistakes;
    }

    /// Makes the disk full, or gives it room again.
    pub fn set_full(&self, full: bool) {
        *lock(&self.full) = full;
    }

    /// Returns the file as it stands.
    #[must_use]
    pub fn draft(&self) -> SettingsDraft {
        lock(&self.draft).clone()
    }

    /// Returns how often it was saved.
    #[must_use]
    pub fn saves(&self) -> u32 {
        *lock(&self.saves)
    }

    pub(super) fn check(&self, draft: &SettingsDraft) -> Result<Settings, Vec<FieldProblem>> {
        let mistakes = lock(&self.mistakes).clone();
        if mistakes.is_empty() {
            draft.check(&catalog())
        } else {
            Err(mistakes)
        }
    }
}

impl SettingsFile for FakeSettingsFile {
    fn load(&self) -> Task<'_, Result<LoadedSettings, DiskError>> {
        let draft = self.draft();
        let settings = self.check(&draft);
        Box::pin(async move { Ok(LoadedSettings { draft, settings }) })
    }

    fn save(&self, draft: SettingsDraft) -> Task<'_, Result<Settings, SaveError>> {
        let standing = self.check(&self.draft());
        let result = match (standing, self.check(&draft)) {
            (Err(mistakes), _) => Err(SaveError::FileHasMistakes(mistakes)),
            (Ok(_), Err(problems)) => Err(SaveError::Invalid(problems)),
            (Ok(_), Ok(_)) if *lock(&self.full) => Err(SaveError::Disk(DiskError {
                what: "no space left on device".to_owned(),
            })),
            (Ok(_), Ok(settings)) => {
                *lock(&self.draft) = draft;
                *lock(&self.saves) += 1;
                Ok(settings)
            }
        };
        Box::pin(async move { result })
    }

    fn path(&self) -> PathBuf {
        PathBuf::from("settings.toml")
    }
}
