//! Everything that waits for the world. Each job ends as exactly one event, whatever happens to it.
//!
//! Network trouble becomes a domain value here and nowhere else ([`converse`], [`overdue`]): a request that certainly
//! did not leave is `Later`, one that may have left is `Unclear`, a look without an answer is `Unknown`.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use hemma_core::address::Family;
use hemma_core::finding::{Finding, LookProblem};
use hemma_core::health::VaultProblem;
use hemma_core::names::{Hostname, RecordId, SourceId};
use hemma_core::scheduler::{AttemptId, Change, Event, Job, RoundId};
use hemma_core::settings::{Profile, Settings};
use hemma_core::time::Mono;
use hemma_core::verdict::{LaterReason, Meaning, Outcome, Refusal, Scope, Verdict};
use hemma_providers::exchange::{Exchange, Step};
use hemma_providers::{CannotSpeak, ClientIdentity, Secrets, exchange_for, secrets_needed};
use tokio::task::JoinSet;

use crate::ports::{Clock, Hands, LookAt, Ports, Resolver, Senses, Vault, VaultError};

/// How long the system may take to say where the computer is.
const LOCATE: Duration = Duration::from_secs(5);
/// A belt over the look's own deadline.
const LOOK: Duration = Duration::from_secs(30);
/// The whole of one attempt, shorter than the scheduler's own patience; each request in it has its own deadline.
const PUBLISH: Duration = Duration::from_secs(55);
/// The whole of one question to the zone's name servers.
const PROVE: Duration = Duration::from_secs(30);

/// How a job ended.
#[derive(Debug)]
pub(crate) struct JobEnd {
    /// The one event.
    pub(crate) event: Event,
    /// What the job learned about the vault, when it asked it.
    pub(crate) vault: Option<Option<VaultProblem>>,
}

impl From<Event> for JobEnd {
    fn from(event: Event) -> Self {
        Self { event, vault: None }
    }
}

/// The jobs under way.
pub(crate) struct Jobs {
    running: JoinSet<JobEnd>,
    publishing: BTreeSet<AttemptId>,
    clock: Arc<dyn Clock>,
    senses: Arc<dyn Senses>,
    hands: Arc<dyn Hands>,
    resolver: Arc<dyn Resolver>,
    vault: Arc<dyn Vault>,
    identity: Arc<ClientIdentity>,
}

impl Jobs {
    pub(crate) fn new(ports: &Ports, identity: ClientIdentity) -> Self {
        Self {
            running: JoinSet::new(),
            publishing: BTreeSet::new(),
            clock: ports.clock.clone(),
            senses: ports.senses.clone(),
            hands: ports.hands.clone(),
            resolver: ports.resolver.clone(),
            vault: ports.vault.clone(),
            identity: Arc::new(identity),
        }
    }

    /// Returns the end of the next job that ends; waits for ever while none runs. Cancelling loses nothing.
    pub(crate) async fn ended(&mut self) -> JobEnd {
        loop {
            match self.running.join_next().await {
                Some(Ok(end)) => return end,
                // Only at shutdown are tasks cancelled, and a panic never gets this far.
                Some(Err(error)) => tracing::error!(%error, "a job was lost with its name"),
                None => std::future::pending().await,
            }
        }
    }

    /// Asks the system about the way out.
    pub(crate) fn locate(&mut self, now: Mono, round: RoundId) {
        let senses = self.senses.clone();
        self.spawn(now.plus(LOCATE), Job::Locate(round), async move {
            let facts = senses.locate().await;
            Event::Located { round, facts }.into()
        });
    }

    /// Says whether the router may be listened to.
    pub(crate) fn heed_router(&self, may: bool) {
        self.senses.heed_router(may);
    }

    /// Asks one source for one family.
    pub(crate) fn look(
        &mut self,
        now: Mono,
        round: RoundId,
        family: Family,
        source: SourceId,
        settings: &Settings,
    ) {
        let at = LookAt::of(&source, &settings.detection);
        let senses = self.senses.clone();
        let job = Job::Look(round, family, source.clone());
        self.spawn(now.plus(LOOK), job, async move {
            let finding = match at {
                Some(at) => senses.look(family, at).await,
                // The settings changed between the decision and now.
                None => Finding::Unknown {
                    problem: LookProblem::Lost,
                },
            };
            Event::Looked {
                round,
                family,
                source,
                finding,
            }
            .into()
        });
    }

    /// Sends one update.
    pub(crate) fn publish(
        &mut self,
        now: Mono,
        attempt: AttemptId,
        profile: Profile,
        changes: Vec<Change>,
    ) {
        let (hands, vault, identity) = (
            self.hands.clone(),
            self.vault.clone(),
            self.identity.clone(),
        );
        self.publishing.insert(attempt);
        self.spawn(now.plus(PUBLISH), Job::Publish(attempt), async move {
            let (outcome, vault) = publish(&*hands, &*vault, &identity, &profile, &changes).await;
            JobEnd {
                event: Event::Answered { attempt, outcome },
                vault,
            }
        });
    }

    /// Asks the zone's own name servers once.
    pub(crate) fn prove(
        &mut self,
        now: Mono,
        record: RecordId,
        hostname: Hostname,
        settings: &Settings,
    ) {
        let resolver = self.resolver.clone();
        let servers = settings.proof.servers.clone();
        let job = Job::Prove(record.clone());
        self.spawn(now.plus(PROVE), job, async move {
            let seen = resolver.authoritative(hostname, record.family, servers);
            let seen = seen.await;
            Event::DnsSeen { record, seen }.into()
        });
    }

    /// Ends a job that could not even begin.
    pub(crate) fn lost(&mut self, job: Job) {
        self.running
            .spawn(std::future::ready(Event::JobLost { job }.into()));
    }

    /// Takes note that an attempt has ended.
    pub(crate) fn landed(&mut self, attempt: AttemptId) {
        self.publishing.remove(&attempt);
    }

    /// Returns whether an attempt is under way.
    pub(crate) fn attempt_in_flight(&self) -> bool {
        !self.publishing.is_empty()
    }

    /// Gives up every job.
    pub(crate) fn abandon(&mut self) {
        self.publishing.clear();
        self.running.abort_all();
    }

    fn spawn(
        &mut self,
        deadline: Mono,
        job: Job,
        work: impl Future<Output = JobEnd> + Send + 'static,
    ) {
        let clock = self.clock.clone();
        self.running.spawn(async move {
            let work = AssertUnwindSafe(work).catch_unwind();
            tokio::select! {
                biased;
                end = work => end.unwrap_or_else(|_| {
                    tracing::error!(?job, "a job panicked");
                    Event::JobLost { job }.into()
                }),
                () = clock.sleep_until(deadline) => {
                    tracing::warn!(?job, "a job did not end in time");
                    overdue(job).into()
                }
            }
        });
    }
}

/// What an overdue job means. A publish that hangs may have arrived: its outcome names no record, which counts as
/// unclear for all of them.
fn overdue(job: Job) -> Event {
    match job {
        Job::Look(round, family, source) => Event::Looked {
            round,
            family,
            source,
            finding: Finding::Unknown {
                problem: LookProblem::TimedOut,
            },
        },
        Job::Prove(record) => Event::DnsSeen {
            record,
            seen: Err(LookProblem::TimedOut),
        },
        job @ (Job::Locate(_) | Job::Publish(_)) => Event::JobLost { job },
    }
}

/// Reads the secrets, holds the conversation, and says what it means for every record asked.
async fn publish(
    hands: &dyn Hands,
    vault: &dyn Vault,
    identity: &ClientIdentity,
    profile: &Profile,
    changes: &[Change],
) -> (Outcome, Option<Option<VaultProblem>>) {
    let mut found = Vec::new();
    for key in secrets_needed(profile, changes) {
        match vault.read(key.clone(), profile.secret.clone()).await {
            Ok(secret) => found.push((key, secret)),
            // What is missing is told by the exchange, together with what else stands in the way.
            Err(VaultError::NoSecret) => {}
            Err(VaultError::Unavailable(problem)) => {
                tracing::info!(profile = %profile.id, ?problem, "the vault gives no secret");
                let later = Meaning::Later {
                    reason: LaterReason::SecretUnavailable,
                    not_before: None,
                };
                return (
                    same_for_all(changes, &later, Scope::Profile),
                    Some(Some(problem)),
                );
            }
        }
    }
    let secrets: Secrets = found.into_iter().collect();
    let exchange = exchange_for(profile, &secrets, changes, identity);
    // From here on only the exchange holds them.
    drop(secrets);
    let outcome = match exchange {
        Ok(exchange) => converse(hands, exchange).await,
        Err(reason) => {
            tracing::info!(profile = %profile.id, reason = kind(&reason), "nothing can be sent");
            speechless(changes, &reason)
        }
    };
    (outcome, Some(None))
}

/// Holds one conversation. This is the one place where trouble on the network becomes a domain value; which of
/// `Later` and `Unclear` it is depends on whether any of the request may have arrived, and the exchange knows for whom.
async fn converse(hands: &dyn Hands, mut exchange: Box<dyn Exchange>) -> Outcome {
    let mut step = exchange.begin();
    loop {
        step = match step {
            Step::Done(outcome) => return outcome,
            Step::Send(request) => match hands.send(request).await {
                Ok(response) => exchange.answer(response),
                Err(failure) => exchange.failed(failure),
            },
        };
    }
}

/// What it means that no exchange could be built: a person must mend the settings or store the secret.
fn speechless(changes: &[Change], reason: &CannotSpeak) -> Outcome {
    let (refusal, scope) = match reason {
        CannotSpeak::SecretMissing { .. } => (Refusal::SecretMissing, Scope::Profile),
        CannotSpeak::UsernameMissing | CannotSpeak::UsernameWithColon => {
            (Refusal::LoginRefused, Scope::Profile)
        }
        CannotSpeak::ContactMissing => (Refusal::ContactMissing, Scope::Service),
        CannotSpeak::BadHeader => (Refusal::LoginRefused, Scope::Profile),
        CannotSpeak::NothingToSay
        | CannotSpeak::UnknownService { .. }
        | CannotSpeak::EndpointMissing
        | CannotSpeak::EndpointUnsafe => (Refusal::RequestRefused, Scope::Profile),
        CannotSpeak::FamilyNotOffered { .. }
        | CannotSpeak::FamilyMissing { .. }
        | CannotSpeak::ValueMissing
        | CannotSpeak::ForeignChange { .. } => (Refusal::RequestRefused, Scope::Record),
    };
    let mut outcome = same_for_all(
        changes,
        &Meaning::NeedsPerson {
            refusal,
            not_before: None,
        },
        scope,
    );
    // Where one record stands for itself, the others of the attempt only wait.
    let guilty = match reason {
        CannotSpeak::SecretMissing {
            key: hemma_core::names::SecretKey::Record(record),
        }
        | CannotSpeak::FamilyNotOffered { record }
        | CannotSpeak::FamilyMissing { record, .. }
        | CannotSpeak::ForeignChange { record } => Some(record),
        _ => None,
    };
    if let Some(guilty) = guilty {
        for (record, verdict) in &mut outcome.verdicts {
            verdict.scope = Scope::Record;
            if record != guilty {
                verdict.meaning = Meaning::Later {
                    reason: LaterReason::NotSent {
                        problem: LookProblem::Lost,
                    },
                    not_before: None,
                };
            }
        }
    }
    outcome
}

/// A word for the log; the full text could hold a name.
fn kind(reason: &CannotSpeak) -> &'static str {
    match reason {
        CannotSpeak::NothingToSay => "nothing to say",
        CannotSpeak::UnknownService { .. } => "unknown service",
        CannotSpeak::SecretMissing { .. } => "secret missing",
        CannotSpeak::UsernameMissing => "user name missing",
        CannotSpeak::UsernameWithColon => "user name with a colon",
        CannotSpeak::EndpointMissing => "update address missing",
        CannotSpeak::EndpointUnsafe => "update address unsafe",
        CannotSpeak::FamilyNotOffered { .. } => "family not offered",
        CannotSpeak::FamilyMissing { .. } => "other family unknown",
        CannotSpeak::ValueMissing => "name does not fit the address",
        CannotSpeak::BadHeader => "secret does not fit a header",
        CannotSpeak::ContactMissing => "no maintainer named",
        CannotSpeak::ForeignChange { .. } => "foreign change",
    }
}

fn same_for_all(changes: &[Change], meaning: &Meaning, scope: Scope) -> Outcome {
    let verdicts: BTreeMap<RecordId, Verdict> = changes
        .iter()
        .map(|change| {
            let verdict = Verdict {
                meaning: meaning.clone(),
                scope,
            };
            (change.record.clone(), verdict)
        })
        .collect();
    Outcome {
        verdicts,
        quote: None,
        status: None,
    }
}

/// Returns a word for what an outcome was, for the log at info: no names, no addresses.
pub(crate) fn summary(outcome: &Outcome) -> &'static str {
    let mut words = outcome
        .verdicts
        .values()
        .map(|verdict| match &verdict.meaning {
            Meaning::Accepted { .. } => "accepted",
            Meaning::AlreadySo { .. } => "already so",
            Meaning::NotConfirmed { .. } => "not confirmed",
            Meaning::Later { .. } => "later",
            Meaning::NeedsPerson { .. } => "needs a person",
            Meaning::Unclear { .. } => "unclear",
        });
    let Some(first) = words.next() else {
        return "unclear";
    };
    if words.all(|word| word == first) {
        first
    } else {
        "mixed"
    }
}
