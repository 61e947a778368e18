//! Writing memory and journal, and what happens when the disk refuses (F32).

use hemma_core::address::Family;
use hemma_core::history::Entry;
use hemma_core::memory::MemoryChange;
use hemma_core::names::RecordId;

use super::Driver;

/// What a fact that could not be written is about; the newest of each kind is kept until it can.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum FactKey {
    Record(RecordId),
    Known(Family),
    Latches,
    Waits,
    Pause,
    Dismissed,
    LastAttempt,
}

impl Driver {
    /// Writes one fact. One that cannot be written is kept, and written before the next.
    pub(super) async fn remember(&mut self, change: MemoryChange) {
        self.unsaved.insert(key_of(&change), change);
        while let Some((key, change)) = self.unsaved.first_key_value() {
            let key = key.clone();
            match self.notebook.remember(change.clone()).await {
                Ok(()) => {
                    self.unsaved.remove(&key);
                    self.disk(true);
                }
                Err(error) => {
                    tracing::warn!(%error, "memory could not be written");
                    self.disk(false);
                    return;
                }
            }
        }
    }

    pub(super) async fn note(&mut self, entry: Entry) {
        match self.notebook.note(entry).await {
            Ok(()) => {
                self.facts.history_revision = self.facts.history_revision.saturating_add(1);
            }
            Err(error) => {
                tracing::warn!(%error, "a line of history could not be written");
                self.disk(false);
            }
        }
    }

    fn disk(&mut self, writable: bool) {
        if self.writable != writable {
            self.writable = writable;
            tracing::info!(writable, "the state folder");
        }
    }
}

fn key_of(change: &MemoryChange) -> FactKey {
    match change {
        MemoryChange::Record { record, .. } => FactKey::Record(record.clone()),
        MemoryChange::Known { family, .. } => FactKey::Known(*family),
        MemoryChange::Latches { .. } => FactKey::Latches,
        MemoryChange::Waits { .. } => FactKey::Waits,
        MemoryChange::Pause { .. } => FactKey::Pause,
        MemoryChange::Dismissed { .. } => FactKey::Dismissed,
        MemoryChange::LastAttempt { .. } => FactKey::LastAttempt,
    }
}
