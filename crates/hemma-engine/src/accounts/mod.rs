//! Accounts at services that have an API: what surfaces ask of them, what people change there, and what is found when
//! a service refuses a name.
//!
//! One task beside the clerk. Every call goes through the lane of its key, which keeps the service's manners for all
//! who ask ([`lane`]). Nothing here decides about addresses: a token that is fetched goes to the clerk, which stores it
//! and tells the driver as if a person had typed it.
//!
//! | File | Holds |
//! | --- | --- |
//! | `lane` | manners: two calls at once, pauses, rests after 429 and 401, repeating |
//! | `desk` | what every piece of work needs, and the way to an account |
//! | `books` | what is remembered of an account for a while |
//! | `probing`, `asking`, `log`, `servers` | questions |
//! | `changing`, `keeping` | changes |
//! | `repair` | a record the service refuses: find out why, mend what can be mended |
//! | `trouble`, `views` | from the service's words to the messages' |
//!
//! It must never let a token or a key out (into a message, a log or an error), repeat a `POST` blindly, or call with a
//! key that rests.

mod asking;
mod books;
mod changing;
mod desk;
mod keeping;
mod lane;
mod log;
mod probing;
mod repair;
mod servers;
mod trouble;
mod views;

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt as _;

use hemma_core::names::{Hostname, ProfileId, RecordId};
use hemma_core::time::Timestamp;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinSet;

use crate::messages::{
    ApiAnswer, ApiChange, ApiQuery, ApiTrouble, CommandError, Done, KeyToTest, Snapshot,
};

pub(crate) use desk::Desk;
use repair::{Looked, Repairs};

/// What reaches the accounts.
#[derive(Debug)]
pub(crate) enum ToAccounts {
    /// A question.
    Ask {
        profile: ProfileId,
        ask: ApiQuery,
        reply: oneshot::Sender<Result<ApiAnswer, ApiTrouble>>,
    },
    /// A key that is not stored yet.
    Test {
        test: KeyToTest,
        reply: oneshot::Sender<Result<ApiAnswer, ApiTrouble>>,
    },
    /// A change.
    Change {
        profile: ProfileId,
        change: ApiChange,
        reply: oneshot::Sender<Result<Done, CommandError>>,
    },
}

/// The accounts' own things.
pub(crate) struct Accounts {
    pub(crate) desk: Arc<Desk>,
    pub(crate) inbox: mpsc::Receiver<ToAccounts>,
    pub(crate) snapshots: watch::Receiver<Arc<Snapshot>>,
}

impl Accounts {
    /// Runs until nobody can ask any more.
    pub(crate) async fn run(self) {
        let Self {
            desk,
            mut inbox,
            mut snapshots,
        } = self;
        // Each ends with what it found out about a refused record, if it was about one.
        let mut work: JoinSet<Option<Looked>> = JoinSet::new();
        let mut repairs = Repairs::default();
        let mut accepted = Accepted::default();
        loop {
            tokio::select! {
                biased;
                message = inbox.recv() => match message {
                    Some(message) => {
                        work.spawn(carry_out(desk.clone(), message));
                    }
                    None => return,
                },
                Some(ended) = work.join_next() => match ended {
                    Ok(Some(looked)) => repairs.learn(looked),
                    Ok(None) => {}
                    // Whoever asked finds the reply dropped.
                    Err(error) => tracing::error!(%error, "work on an account was lost"),
                },
                Ok(()) = snapshots.changed() => {
                    let snapshot = snapshots.borrow_and_update().clone();
                    let now = desk.clock.now();
                    for hostname in accepted.news(&snapshot) {
                        desk.forget_listed(&hostname);
                    }
                    for record in repairs.past(&snapshot) {
                        desk.tell_at_service(record, None).await;
                    }
                    for refused in repairs.due(&snapshot, now) {
                        let desk = desk.clone();
                        work.spawn(async move {
                            let (record, latched) = (refused.record.clone(), refused.latched);
                            let looked = AssertUnwindSafe(repair::look(&desk, refused));
                            let looked = looked.catch_unwind().await;
                            // Whatever came of it, a person may be told now.
                            desk.tell_looked(record, latched).await;
                            looked.ok()
                        });
                    }
                    for (record, latched) in std::mem::take(&mut repairs.passed) {
                        desk.tell_looked(record, latched).await;
                    }
                }
            }
        }
    }
}

/// When each record was confirmed last: a change means that the service's own list tells something new.
#[derive(Debug, Default)]
struct Accepted(BTreeMap<RecordId, Timestamp>);

impl Accepted {
    /// Takes note of a snapshot, and returns the names that were confirmed since the last one.
    fn news(&mut self, snapshot: &Snapshot) -> Vec<Hostname> {
        let mut news = Vec::new();
        for record in snapshot.names.iter().flat_map(|name| &name.records) {
            let Some(confirmed) = record.status.confirmed else {
                continue;
            };
            let last = self.0.insert(record.id.clone(), confirmed.at);
            if last != Some(confirmed.at) {
                news.extend(record.id.name.as_hostname());
            }
        }
        news
    }
}

/// Answers a question, or ends its calls when nobody waits for the answer any more: they only read.
async fn unless_given_up<T>(mut reply: oneshot::Sender<T>, work: impl Future<Output = T>) {
    tokio::select! {
        answer = work => {
            let _ = reply.send(answer);
        }
        () = reply.closed() => tracing::debug!("a question about an account was given up"),
    }
}

async fn carry_out(desk: Arc<Desk>, message: ToAccounts) -> Option<Looked> {
    // Whoever wanted a change may have gone; what was begun is done all the same.
    match message {
        ToAccounts::Ask {
            profile,
            ask,
            reply,
        } => unless_given_up(reply, asking::ask(&desk, &profile, ask)).await,
        ToAccounts::Test { test, reply } => {
            unless_given_up(reply, probing::test(&desk, test)).await;
        }
        ToAccounts::Change {
            profile,
            change,
            reply,
        } => {
            let done = changing::change(&desk, &profile, change).await;
            let _ = reply.send(done);
        }
    }
    None
}
