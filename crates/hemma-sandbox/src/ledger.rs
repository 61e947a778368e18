//! The book in which every request is written; it is what tests assert on.
//!
//! An entry is opened when the request has been read and completed when the answer is decided: before
//! a scripted slowness, so that it is complete even when the client loses its patience. Secrets never
//! enter the book.

use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::{Serialize, Serializer};
use tokio::sync::watch;

use crate::clock::Moment;
use crate::script::Fault;
use crate::target::Target;

/// Why a request was rude: what the vendor's page forbids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rude {
    /// The User-Agent is missing or not in the vendor's format.
    BadUserAgent,
    /// Another request by an agent that was answered `badagent`.
    AfterBadagent,
    /// Another request with a login that was answered `badauth`, or again and again with a key that was
    /// answered 401.
    AfterBadauth,
    /// Another request by a login or token that was answered `abuse`.
    AfterAbuse,
    /// Another request for a name that was answered `nohost`, `notfqdn` or `!yours`.
    AfterRefusedName,
    /// The paid feature was asked again after `!donator`.
    AfterDonator,
    /// Another request with the same wrong parameters after `badsys` or `numhost`.
    AfterBadRequest,
    /// A retry sooner than 30 minutes after `911` or HTTP 500.
    Hurried,
    /// More `nochg` in a row than the service puts up with.
    TooManyNochg,
    /// An address parameter that is not an address of the right kind.
    MalformedAddress,
    /// A method or path that does not exist, or an over-long URL.
    WrongRequest,
    /// A creation sent again although nobody looked what became of the first.
    BlindRepeat,
}

/// One request, or one connection that never became a request.
#[derive(Debug, Clone, Serialize)]
pub struct Entry {
    /// Position in the ledger, from 1.
    pub ordinal: u64,
    /// Real time from the start of the sandbox to the request being read.
    #[serde(rename = "at_ms", serialize_with = "as_millis")]
    pub at: Duration,
    /// The same moment by the wall clock, in milliseconds since 1970, for measurements across processes.
    pub unix_ms: i64,
    /// Which host was asked.
    pub target: Target,
    /// Number of the connection; two entries with the same number shared one.
    pub connection: u64,
    /// HTTP method; `UDP` or `TCP` for DNS; `-` when no request came.
    pub method: String,
    /// URL path; the name asked for DNS.
    pub path: String,
    /// Raw query string with secret values replaced by `***`; the record type for DNS.
    pub query: String,
    /// The body as sent, its first thousand characters, where the service takes one.
    pub sent: String,
    /// The User-Agent, as sent.
    pub user_agent: String,
    /// Username of Basic authentication, the id of the HostUp configuration, or the name of the API key.
    /// Never a secret.
    pub user: Option<String>,
    /// Names asked to be updated, in order.
    pub names: Vec<String>,
    /// Addresses the service understood from the request.
    pub addresses: Vec<IpAddr>,
    /// HTTP status of the answer; `None` while the answer is pending or when there was none.
    pub status: Option<u16>,
    /// The start of the answer's body, or what happened instead.
    pub answer: String,
    /// Whether the answer has been decided; it may still be on its way.
    pub answered: bool,
    /// Whether a record was changed by this request.
    pub changed: bool,
    /// Why the request was rude, if it was.
    pub rude: Option<Rude>,
    /// The scripted fault that struck this request.
    pub fault: Option<Fault>,
}

impl Entry {
    pub(crate) fn new(target: Target, connection: u64, now: Moment) -> Self {
        Self {
            ordinal: 0,
            at: now.real,
            unix_ms: now.wall.as_millisecond(),
            target,
            connection,
            method: "-".to_owned(),
            path: String::new(),
            query: String::new(),
            sent: String::new(),
            user_agent: String::new(),
            user: None,
            names: Vec::new(),
            addresses: Vec::new(),
            status: None,
            answer: String::new(),
            answered: false,
            changed: false,
            rude: None,
            fault: None,
        }
    }

    /// Whether this is a request to an update service.
    pub fn is_update(&self) -> bool {
        match self.target {
            Target::EchoA | Target::EchoB | Target::Dns | Target::HostupApi => false,
            _ => self.method != "-",
        }
    }
}

/// The awaited entry did not come in time.
#[derive(Debug, thiserror::Error)]
#[error("nothing like it within {waited:?}; the ledger holds {entries} entries:\n{tail}")]
pub struct NotSeen {
    waited: Duration,
    entries: usize,
    tail: String,
}

/// The ledger of one sandbox.
#[derive(Debug)]
pub struct Ledger {
    entries: Mutex<Vec<Entry>>,
    version: watch::Sender<u64>,
}

impl Ledger {
    pub(crate) fn new() -> Self {
        Self {
            entries: Mutex::new(Vec::new()),
            version: watch::Sender::new(0),
        }
    }

    /// Returns all entries so far.
    pub fn all(&self) -> Vec<Entry> {
        self.lock().clone()
    }

    /// Returns the entries after the given ordinal.
    pub fn since(&self, ordinal: u64) -> Vec<Entry> {
        let entries = self.lock();
        entries
            .iter()
            .filter(|entry| entry.ordinal > ordinal)
            .cloned()
            .collect()
    }

    /// Returns the ordinal of the newest entry, 0 when there is none.
    pub fn last(&self) -> u64 {
        self.lock().len() as u64
    }

    /// Returns the entries of one target.
    pub fn of(&self, target: Target) -> Vec<Entry> {
        let entries = self.lock();
        entries
            .iter()
            .filter(|entry| entry.target == target)
            .cloned()
            .collect()
    }

    /// Counts the contacts with one target, connections with broken TLS included.
    pub fn count(&self, target: Target) -> usize {
        self.lock()
            .iter()
            .filter(|entry| entry.target == target)
            .count()
    }

    /// Returns the requests to update services.
    pub fn updates(&self) -> Vec<Entry> {
        self.lock()
            .iter()
            .filter(|entry| entry.is_update())
            .cloned()
            .collect()
    }

    /// Returns the rude requests.
    pub fn rude(&self) -> Vec<Entry> {
        self.lock()
            .iter()
            .filter(|entry| entry.rude.is_some())
            .cloned()
            .collect()
    }

    /// Waits until some answered entry, past or future, satisfies the predicate, and returns the first.
    pub async fn wait_for(
        &self,
        timeout: Duration,
        predicate: impl Fn(&Entry) -> bool,
    ) -> Result<Entry, NotSeen> {
        self.wait_after(0, timeout, predicate).await
    }

    /// As [`Ledger::wait_for`], but only for entries after the given ordinal.
    pub async fn wait_after(
        &self,
        ordinal: u64,
        timeout: Duration,
        predicate: impl Fn(&Entry) -> bool,
    ) -> Result<Entry, NotSeen> {
        self.wait_until(timeout, |entries| {
            let mut later = entries.iter().filter(|entry| entry.ordinal > ordinal);
            later
                .find(|entry| entry.answered && predicate(entry))
                .cloned()
        })
        .await
    }

    /// Waits until at least `count` answered requests came to `target`.
    pub async fn wait_for_count(
        &self,
        target: Target,
        count: usize,
        timeout: Duration,
    ) -> Result<(), NotSeen> {
        self.wait_until(timeout, |entries| {
            let seen = entries
                .iter()
                .filter(|entry| entry.target == target && entry.answered);
            (seen.count() >= count).then_some(())
        })
        .await
    }

    /// Waits until the whole ledger gives `Some`.
    pub async fn wait_until<T>(
        &self,
        timeout: Duration,
        look: impl Fn(&[Entry]) -> Option<T>,
    ) -> Result<T, NotSeen> {
        let mut version = self.version.subscribe();
        let found = tokio::time::timeout(timeout, async {
            loop {
                version.mark_unchanged();
                if let Some(found) = look(&self.lock()) {
                    return Some(found);
                }
                if version.changed().await.is_err() {
                    return None;
                }
            }
        });
        match found.await {
            Ok(Some(found)) => Ok(found),
            Ok(None) | Err(_) => Err(self.not_seen(timeout)),
        }
    }

    pub(crate) fn open(&self, mut entry: Entry) -> u64 {
        let ordinal = {
            let mut entries = self.lock();
            entry.ordinal = entries.len() as u64 + 1;
            let ordinal = entry.ordinal;
            entries.push(entry);
            ordinal
        };
        self.stir();
        ordinal
    }

    pub(crate) fn amend(&self, ordinal: u64, change: impl FnOnce(&mut Entry)) {
        let index = usize::try_from(ordinal)
            .unwrap_or(usize::MAX)
            .wrapping_sub(1);
        if let Some(entry) = self.lock().get_mut(index) {
            change(entry);
        }
        self.stir();
    }

    fn stir(&self) {
        self.version.send_modify(|version| *version += 1);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Entry>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn not_seen(&self, waited: Duration) -> NotSeen {
        let entries = self.lock();
        let tail = entries
            .iter()
            .skip(entries.len().saturating_sub(12))
            .map(|entry| {
                let Entry {
                    ordinal,
                    target,
                    method,
                    path,
                    query,
                    answer,
                    ..
                } = entry;
                format!("  {ordinal} {target} {method} {path} {query} -> {answer}")
            })
            .collect::<Vec<_>>()
            .join("\n");
        NotSeen {
            waited,
            entries: entries.len(),
            tail,
        }
    }
}

fn as_millis<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;

    #[tokio::test]
    async fn waiting_ends_when_the_awaited_entry_is_answered() {
        let ledger = Ledger::new();
        let now = Clock::start().now();
        let ordinal = ledger.open(Entry::new(Target::NoIp, 1, now));
        let waiting = ledger.wait_for(Duration::from_secs(10), |entry| entry.answer == "good");
        let answering = async {
            ledger.amend(ordinal, |entry| {
                entry.answer = "good".to_owned();
                entry.answered = true;
            });
        };
        let (found, ()) = tokio::join!(waiting, answering);
        assert_eq!(found.unwrap().ordinal, 1);
    }

    #[tokio::test]
    async fn a_wait_in_vain_shows_the_end_of_the_ledger() {
        let ledger = Ledger::new();
        let mut entry = Entry::new(Target::EchoA, 1, Clock::start().now());
        entry.path = "/somewhere".to_owned();
        ledger.open(entry);
        let problem = ledger
            .wait_for(Duration::ZERO, |_| false)
            .await
            .unwrap_err();
        assert!(problem.to_string().contains("/somewhere"), "{problem}");
    }
}
