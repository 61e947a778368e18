//! The visitor's side: `tell`, `ask`, `subscribe`.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{ReadHalf, WriteHalf};
use tokio::sync::{mpsc, oneshot, watch};

use crate::frames::{self, FrameError};
use crate::greeting::{Greeting, Hello, PROTOCOL, RefusedReason, Role};
use crate::messages::{Answer, Command, CommandError, Done, Query, QueryError, Snapshot};
use crate::path::SocketPath;
use crate::platform::{ClientStream, connect};
use crate::wire::{ToAgent, ToVisitor, Wanted};

/// Messages that may wait to be written.
const OUTBOX: usize = 16;

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// No agent is running (or none of this user).
    #[error("no agent is running")]
    NobodyThere,
    /// Agent and visitor do not understand each other; the text says what to do.
    #[error(transparent)]
    Refused(RefusedReason),
    /// Something else went wrong on the way.
    #[error("the agent could not be reached")]
    Broken(#[source] FrameError),
}

/// The agent has gone in the middle of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the agent has gone")]
pub struct AgentGone;

/// What an agent's answer is delivered to.
#[derive(Debug)]
enum Waiting {
    Told(oneshot::Sender<Result<Done, CommandError>>),
    Answered(oneshot::Sender<Result<Answer, QueryError>>),
}

type Pending = Arc<Mutex<BTreeMap<u32, Waiting>>>;

/// A connection to the agent. Cheap to clone; it ends with the last clone, or with the agent.
#[derive(Clone, Debug)]
pub struct Client {
    outbox: mpsc::Sender<ToAgent>,
    pending: Pending,
    snapshots: watch::Receiver<Option<Arc<Snapshot>>>,
    numbers: Arc<AtomicU32>,
    agent_version: Arc<str>,
}

impl Client {
    /// Connects and greets.
    ///
    /// # Errors
    ///
    /// See [`ConnectError`].
    pub async fn connect(
        path: &SocketPath,
        role: Role,
        version: &str,
    ) -> Result<Self, ConnectError> {
        let mut stream = connect(path).await.map_err(|error| match error.kind() {
            ErrorKind::NotFound | ErrorKind::ConnectionRefused => ConnectError::NobodyThere,
            _ => ConnectError::Broken(FrameError::Broken(error)),
        })?;
        let hello = Hello {
            protocol: PROTOCOL,
            version: version.to_owned(),
            role,
        };
        frames::write(&mut stream, &hello)
            .await
            .map_err(ConnectError::Broken)?;
        let agent_version = match frames::read(&mut stream)
            .await
            .map_err(ConnectError::Broken)?
        {
            Greeting::Welcome { version, .. } => version,
            Greeting::Refused { reason } => return Err(ConnectError::Refused(reason)),
        };
        let (from, to) = tokio::io::split(stream);
        let (outbox, letters) = mpsc::channel(OUTBOX);
        let (news, snapshots) = watch::channel(None);
        let pending = Pending::default();
        tokio::spawn(converse(from, to, letters, Arc::clone(&pending), news));
        Ok(Self {
            outbox,
            pending,
            snapshots,
            numbers: Arc::default(),
            agent_version: agent_version.into(),
        })
    }

    /// Returns the agent's version, for people.
    #[must_use]
    pub fn agent_version(&self) -> &str {
        &self.agent_version
    }

    /// Has a command carried out.
    ///
    /// # Errors
    ///
    /// The outer error when the agent has gone, the inner one when it refused.
    pub async fn tell(&self, command: Command) -> Result<Result<Done, CommandError>, AgentGone> {
        let (reply, told) = oneshot::channel();
        self.send(Wanted::Tell(command), Some(Waiting::Told(reply)))
            .await?;
        told.await.map_err(|_| AgentGone)
    }

    /// Has a question answered. When the future is dropped before its end, the agent is told that nobody waits any
    /// more, and ends what it began for it.
    ///
    /// # Errors
    ///
    /// The outer error when the agent has gone, the inner one when there is no answer.
    pub async fn ask(&self, query: Query) -> Result<Result<Answer, QueryError>, AgentGone> {
        let (reply, answered) = oneshot::channel();
        let number = self.next_number();
        let _asking = Asking {
            client: self,
            number,
        };
        self.post(number, Wanted::Ask(query), Some(Waiting::Answered(reply)))
            .await?;
        answered.await.map_err(|_| AgentGone)
    }

    /// Asks for snapshots and returns where the newest one always stands; `None` until the first has come. The
    /// receiver reports an error once the agent has gone.
    ///
    /// # Errors
    ///
    /// When the agent has gone already.
    pub async fn subscribe(&self) -> Result<watch::Receiver<Option<Arc<Snapshot>>>, AgentGone> {
        self.send(Wanted::Subscribe, None).await?;
        Ok(self.snapshots.clone())
    }

    /// Tells whether the window is in front: what it shows already needs no notice.
    ///
    /// # Errors
    ///
    /// When the agent has gone.
    pub async fn in_front(&self, in_front: bool) -> Result<(), AgentGone> {
        self.send(Wanted::InFront(in_front), None).await
    }

    fn next_number(&self) -> u32 {
        self.numbers.fetch_add(1, Ordering::Relaxed)
    }

    async fn send(&self, body: Wanted, waiting: Option<Waiting>) -> Result<(), AgentGone> {
        self.post(self.next_number(), body, waiting).await
    }

    async fn post(
        &self,
        number: u32,
        body: Wanted,
        waiting: Option<Waiting>,
    ) -> Result<(), AgentGone> {
        if let Some(waiting) = waiting {
            lock(&self.pending).insert(number, waiting);
        }
        if self.snapshots.has_changed().is_err()
            || self.outbox.send(ToAgent { number, body }).await.is_err()
        {
            lock(&self.pending).remove(&number);
            return Err(AgentGone);
        }
        Ok(())
    }
}

/// A question under way. Dropped before the answer has come, it says so.
struct Asking<'a> {
    client: &'a Client,
    number: u32,
}

impl Drop for Asking<'_> {
    fn drop(&mut self) {
        let Self { client, number } = *self;
        if lock(&client.pending).remove(&number).is_some() {
            // A full outbox or a gone agent: the answer will come to nobody, which does no harm.
            let _ = client.outbox.try_send(ToAgent {
                number,
                body: Wanted::GiveUp,
            });
        }
    }
}

/// Reads and writes until either side has gone: the agent, or the last clone of the client.
async fn converse(
    from: ReadHalf<ClientStream>,
    to: WriteHalf<ClientStream>,
    letters: mpsc::Receiver<ToAgent>,
    pending: Pending,
    news: watch::Sender<Option<Arc<Snapshot>>>,
) {
    tokio::select! {
        () = write_all(to, letters) => {}
        () = read_all(from, &pending, &news) => {}
    }
    // Dropping the senders ends every wait with `AgentGone`; dropping `news` tells subscribers.
    drop(news);
    lock(&pending).clear();
}

async fn write_all(mut to: WriteHalf<ClientStream>, mut letters: mpsc::Receiver<ToAgent>) {
    while let Some(letter) = letters.recv().await {
        if frames::write(&mut to, &letter).await.is_err() {
            return;
        }
    }
}

async fn read_all(
    mut from: ReadHalf<ClientStream>,
    pending: &Pending,
    news: &watch::Sender<Option<Arc<Snapshot>>>,
) {
    let ended = loop {
        match frames::read::<ToVisitor>(&mut from).await {
            Ok(ToVisitor::Snapshot { snapshot }) => {
                let fresh = news
                    .borrow()
                    .as_ref()
                    .is_none_or(|known| known.number < snapshot.number);
                if fresh {
                    news.send_replace(Some(Arc::from(snapshot)));
                }
            }
            Ok(ToVisitor::Told { number, done }) => {
                if let Some(Waiting::Told(reply)) = lock(pending).remove(&number) {
                    // Whoever asked may have stopped waiting.
                    let _ = reply.send(Ok(*done));
                }
            }
            Ok(ToVisitor::NotTold { number, error }) => {
                if let Some(Waiting::Told(reply)) = lock(pending).remove(&number) {
                    let _ = reply.send(Err(*error));
                }
            }
            Ok(ToVisitor::Answered { number, answer }) => {
                if let Some(Waiting::Answered(reply)) = lock(pending).remove(&number) {
                    let _ = reply.send(Ok(*answer));
                }
            }
            Ok(ToVisitor::NotAnswered { number, error }) => {
                if let Some(Waiting::Answered(reply)) = lock(pending).remove(&number) {
                    let _ = reply.send(Err(error));
                }
            }
            Err(error) => break error,
        }
    };
    tracing::debug!(%ended, "the conversation with the agent ended");
}

fn lock(pending: &Pending) -> std::sync::MutexGuard<'_, BTreeMap<u32, Waiting>> {
    // A panic while it was held cannot leave the map half changed: each use is one insert, remove or clear.
    pending
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}
