//! A running agent program, talked to over its own local socket.

use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;

use hemma_core::history::Entry;
use hemma_core::status::Phase;
use hemma_engine::messages::{
    Answer, Command, CommandError, Done, HistoryQuery, Query, QueryError, Snapshot,
};
use hemma_link::{Client, Role, SocketPath};
use tokio::process::Child;
use tokio::sync::watch;

use crate::house::House;

/// The longest wait for anything. Never waited out when things are well.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running agent. Killed when dropped.
pub struct Agent {
    child: Child,
    client: Client,
    snapshots: watch::Receiver<Option<Arc<Snapshot>>>,
    log: std::path::PathBuf,
    checked_before: Option<hemma_core::time::Timestamp>,
}

impl Agent {
    /// Starts the program and connects to it.
    pub(crate) async fn start(command: std::process::Command, house: &House) -> Self {
        let log = house.folder().join("agent.log");
        let errors = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(&log)
            .expect("a log file");
        let mut command = tokio::process::Command::from(command);
        let mut child = command
            .args(["--log", "trace"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(errors)
            .kill_on_drop(true)
            .spawn()
            .expect("the agent program starts");
        let path = SocketPath::within(&house.state());
        let connecting = async {
            loop {
                if let Ok(client) = Client::connect(&path, Role::CommandLine, "test").await {
                    return client;
                }
                if let Some(status) = child.try_wait().expect("the agent can be waited for") {
                    panic!("the agent ended with {status}:\n{}", coarse(&read(&log)));
                }
                #[expect(
                    clippy::disallowed_methods,
                    reason = "a socket file that appears gives no event"
                )]
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        let client = tokio::time::timeout(PATIENCE, connecting)
            .await
            .expect("the agent opens its door");
        let snapshots = client.subscribe().await.expect("the agent sends snapshots");
        Self {
            child,
            client,
            snapshots,
            log,
            checked_before: None,
        }
    }

    /// The number of the process.
    #[must_use]
    pub fn process(&self) -> u32 {
        self.child.id().expect("the agent runs")
    }

    /// Whether the process is still there.
    pub fn is_running(&mut self) -> bool {
        self.child
            .try_wait()
            .expect("the agent can be waited for")
            .is_none()
    }

    /// Everything it logged so far, at the finest level.
    #[must_use]
    pub fn log(&self) -> String {
        read(&self.log)
    }

    /// Waits until a snapshot satisfies `wanted`, and returns it.
    pub async fn until(&mut self, what: &str, wanted: impl Fn(&Snapshot) -> bool) -> Arc<Snapshot> {
        let waiting = async {
            loop {
                if let Some(snapshot) = self.snapshots.borrow_and_update().clone()
                    && wanted(&snapshot)
                {
                    return Some(snapshot);
                }
                if self.snapshots.changed().await.is_err() {
                    return None;
                }
            }
        };
        match tokio::time::timeout(PATIENCE, waiting).await {
            Ok(Some(snapshot)) => snapshot,
            Ok(None) => panic!(
                "the agent went away while waiting for {what}:\n{}",
                coarse(&self.log())
            ),
            Err(_) => panic!(
                "waited {PATIENCE:?} in vain for {what}; the last snapshot: {:#?}\n{}",
                self.snapshots.borrow().as_deref(),
                coarse(&self.log())
            ),
        }
    }

    /// Waits until some record holds `address`, confirmed and seen in DNS.
    pub async fn until_up_to_date(&mut self, address: &str) -> Arc<Snapshot> {
        let wanted: std::net::IpAddr = address.parse().expect("an address");
        self.until(&format!("{address} in DNS"), |snapshot| {
            snapshot
                .names
                .iter()
                .flat_map(|name| &name.records)
                .any(|record| {
                    record.status.phase == Phase::UpToDate
                        && record
                            .status
                            .proved
                            .is_some_and(|proved| proved.address.ip() == wanted)
                })
        })
        .await
    }

    /// Waits until one name holds `address`, confirmed and seen in DNS.
    pub async fn until_address_in_dns(&mut self, name: &str, address: &str) -> Arc<Snapshot> {
        let wanted: std::net::IpAddr = address.parse().expect("an address");
        self.until(&format!("{name} at {address}"), |snapshot| {
            snapshot
                .names
                .iter()
                .filter(|view| view.name.as_str() == name)
                .flat_map(|view| &view.records)
                .any(|record| {
                    record
                        .status
                        .proved
                        .is_some_and(|proved| proved.address.ip() == wanted)
                })
        })
        .await
    }

    /// The newest snapshot.
    pub async fn snapshot(&self) -> Snapshot {
        match self.client.ask(Query::Snapshot).await {
            Ok(Ok(Answer::Snapshot { snapshot })) => *snapshot,
            other => panic!("no snapshot: {other:?}"),
        }
    }

    /// Asks for a check. [`Agent::until_checked`] then waits for the end of a round that was not over yet.
    pub async fn check_now(&mut self) {
        self.checked_before = self.snapshot().await.last_check;
        self.tell(Command::CheckNow)
            .await
            .expect("a check can always be asked for");
    }

    /// Waits until a whole round of looks has ended since the start, or since the last [`Agent::check_now`], and
    /// everything that followed from it at once has been done.
    pub async fn until_checked(&mut self) -> Arc<Snapshot> {
        let before = self.checked_before;
        self.until("the end of a round", |snapshot| {
            let calm = snapshot
                .names
                .iter()
                .flat_map(|name| &name.records)
                .all(|record| {
                    !matches!(
                        record.status.phase,
                        Phase::Starting | Phase::Sending | Phase::Proving { .. }
                    )
                });
            calm && snapshot.last_check > before
        })
        .await
    }

    /// Tells the agent something.
    ///
    /// # Errors
    ///
    /// What the agent refused.
    pub async fn tell(&self, command: Command) -> Result<Done, CommandError> {
        self.client.tell(command).await.expect("the agent is there")
    }

    /// Asks the agent something.
    ///
    /// # Errors
    ///
    /// Why there is no answer.
    pub async fn ask(&self, query: Query) -> Result<Answer, QueryError> {
        self.client.ask(query).await.expect("the agent is there")
    }

    /// Says that a window is in front, or no longer.
    pub async fn in_front(&self, in_front: bool) {
        self.client
            .in_front(in_front)
            .await
            .expect("the agent is there");
    }

    /// Waits until the log holds a line with these words.
    pub async fn until_logged(&self, words: &str) {
        let waiting = async {
            while !self.log().contains(words) {
                #[expect(
                    clippy::disallowed_methods,
                    reason = "a file that grows gives no event"
                )]
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let waited = tokio::time::timeout(PATIENCE, waiting).await;
        assert!(waited.is_ok(), "waited in vain for {words:?}");
    }

    /// The whole history, newest first.
    pub async fn history(&self) -> Vec<Entry> {
        let query = HistoryQuery {
            limit: 500,
            ..HistoryQuery::default()
        };
        match self.client.ask(Query::History { query }).await {
            Ok(Ok(Answer::History { page })) => {
                page.entries.into_iter().map(|line| line.entry).collect()
            }
            other => panic!("no history: {other:?}"),
        }
    }

    /// Stops the process where it stands, as a system that suspends it does.
    pub fn freeze(&self) {
        self.signal(rustix::process::Signal::STOP);
    }

    /// Lets it run on.
    pub fn thaw(&self) {
        self.signal(rustix::process::Signal::CONT);
    }

    fn signal(&self, signal: rustix::process::Signal) {
        let process = rustix::process::Pid::from_raw(
            i32::try_from(self.process()).expect("a process number"),
        );
        rustix::process::kill_process(process.expect("a process"), signal).expect("a signal");
    }

    /// Ends it in good order, as the system does at logout.
    pub async fn stop(&mut self) {
        self.signal(rustix::process::Signal::TERM);
        assert_eq!(self.ended().await.code(), Some(0), "{}", self.log());
    }

    /// Kills it where it stands.
    pub async fn kill(mut self) {
        self.child.kill().await.expect("killed");
    }

    /// Waits for its end.
    pub async fn ended(&mut self) -> ExitStatus {
        tokio::time::timeout(PATIENCE, self.child.wait())
            .await
            .expect("the agent ends")
            .expect("a status")
    }
}

/// The log without its finest level, in which libraries tell every byte: what a person reads when a test fails.
fn coarse(log: &str) -> String {
    log.lines()
        .filter(|line| !line.contains(" TRACE "))
        .collect::<Vec<_>>()
        .join("\n")
}

fn read(path: &std::path::Path) -> String {
    std::fs::read_to_string(path).unwrap_or_default()
}
