//! The port: memory and journal, kept by a thread of their own.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;

use hemma_core::history::Entry;
use hemma_core::memory::{Memory, MemoryChange};
use hemma_core::settings::HistoryKeeping;
use hemma_engine::messages::{HistoryPage, HistoryQuery};
use hemma_engine::ports::{self, DiskError, Task};
use tokio::sync::oneshot;

use super::desk::{Desk, Start};

/// Memory and journal in one SQLite file.
///
/// Jobs are done in the order in which the methods were called, by one thread that sleeps while there is none. When the
/// disk refuses, calls return errors, the data waits in memory, and the next call tries again.
///
/// Dropping it finishes the jobs at hand and closes the file.
#[derive(Debug)]
pub struct Notebook {
    jobs: Option<mpsc::Sender<Job>>,
    thread: Option<JoinHandle<()>>,
    revision: Arc<AtomicU32>,
}

/// A notebook, with everything that its start has to tell.
#[derive(Debug)]
pub struct Opened {
    /// The notebook. It is usable even when there is a `problem`.
    pub notebook: Notebook,
    /// What was remembered.
    pub memory: Memory,
    /// Where a damaged file was moved to. The caller notes it as `DatabaseQuarantined`.
    pub quarantined: Option<PathBuf>,
    /// Facts read back from the damaged file.
    pub salvaged_facts: u32,
    /// Lines of history read back from the damaged file.
    pub salvaged_entries: u32,
    /// Single facts that could not be read and were put aside inside the database (F46).
    pub bad_facts: u32,
    /// Why the file cannot be used now, if it cannot: `StateNotWritable` (F32).
    pub problem: Option<DiskError>,
}

type Reply<T> = oneshot::Sender<Result<T, DiskError>>;

#[derive(Debug)]
enum Job {
    Remember(MemoryChange, Reply<()>),
    Note(Entry, Reply<()>),
    History(HistoryQuery, Reply<HistoryPage>),
    Count(Reply<u32>),
    Keep(HistoryKeeping),
}

impl Notebook {
    /// Opens the database at `path`, creating, migrating, or putting a damaged one aside. Blocks for some milliseconds;
    /// call it before the engine runs. Never fails: without a usable file the agent goes on from memory.
    #[must_use]
    pub fn open(path: &Path, keeping: HistoryKeeping) -> Opened {
        let (desk, start) = Desk::open(path, keeping);
        let Start {
            memory,
            quarantined,
            salvaged_facts,
            salvaged_entries,
            bad_facts,
            problem,
        } = start;
        let (jobs, inbox) = mpsc::channel();
        let revision = Arc::new(AtomicU32::new(0));
        let thread = std::thread::Builder::new()
            .name("hemma-notebook".to_owned())
            .spawn({
                let revision = Arc::clone(&revision);
                move || work(desk, &inbox, &revision)
            });
        let (thread, problem) = match thread {
            Ok(thread) => (Some(thread), problem),
            Err(error) => (
                None,
                Some(DiskError {
                    what: format!("no thread for the database: {error}"),
                }),
            ),
        };
        Opened {
            notebook: Self {
                jobs: Some(jobs),
                thread,
                revision,
            },
            memory,
            quarantined,
            salvaged_facts,
            salvaged_entries,
            bad_facts,
            problem,
        }
    }

    /// Changes how much history is kept, from the next look at retention on.
    pub fn keep(&self, keeping: HistoryKeeping) {
        self.give(Job::Keep(keeping));
    }

    /// Returns how many lines of history there are.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub async fn count(&self) -> Result<u32, DiskError> {
        self.ask(Job::Count).await
    }

    /// Returns a number that grows with each line of history of this run.
    #[must_use]
    pub fn revision(&self) -> u32 {
        self.revision.load(Ordering::Relaxed)
    }

    fn give(&self, job: Job) {
        if let Some(jobs) = &self.jobs {
            // A job that cannot be given drops its reply, and that is what its caller sees.
            let _ = jobs.send(job);
        }
    }

    /// Queues the job now, not when the answer is first awaited: order is the order of the calls.
    fn ask<T: Send + 'static>(
        &self,
        job: impl FnOnce(Reply<T>) -> Job,
    ) -> Task<'static, Result<T, DiskError>> {
        let (reply, answer) = oneshot::channel();
        self.give(job(reply));
        Box::pin(async move {
            answer.await.unwrap_or_else(|_| {
                Err(DiskError {
                    what: "the database's thread has ended".to_owned(),
                })
            })
        })
    }
}

impl ports::Notebook for Notebook {
    fn remember(&self, change: MemoryChange) -> Task<'_, Result<(), DiskError>> {
        self.ask(|reply| Job::Remember(change, reply))
    }

    fn note(&self, entry: Entry) -> Task<'_, Result<(), DiskError>> {
        self.ask(|reply| Job::Note(entry, reply))
    }

    fn history(&self, query: HistoryQuery) -> Task<'_, Result<HistoryPage, DiskError>> {
        self.ask(|reply| Job::History(query, reply))
    }
}

impl Drop for Notebook {
    fn drop(&mut self) {
        drop(self.jobs.take());
        if let Some(thread) = self.thread.take() {
            // A panic there was already told through the replies.
            let _ = thread.join();
        }
    }
}

fn work(mut desk: Desk, inbox: &mpsc::Receiver<Job>, revision: &AtomicU32) {
    // A caller that no longer waits for its reply is no reason to stop.
    while let Ok(job) = inbox.recv() {
        match job {
            Job::Remember(change, reply) => drop(reply.send(desk.remember(&change))),
            Job::Note(entry, reply) => {
                let noted = desk.note(entry);
                revision.fetch_add(1, Ordering::Relaxed);
                drop(reply.send(noted));
            }
            Job::History(query, reply) => drop(reply.send(desk.history(&query))),
            Job::Count(reply) => drop(reply.send(desk.count())),
            Job::Keep(keeping) => desk.keep(keeping),
        }
    }
}
