//! Finding the agent, and starting it where nobody answers.

use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use hemma_link::{Client, ConnectError, RefusedReason, Role, SocketPath};
use tokio::process::{Child, Command};

use crate::patience;
use crate::places::Places;

/// How long a started agent may take until it answers.
const PATIENCE: Duration = Duration::from_secs(10);
/// The distance between two knocks while it starts.
const BETWEEN_KNOCKS: Duration = Duration::from_millis(15);
/// This window's version, for people.
const VERSION: &str = env!("CARGO_PKG_VERSION");
/// The agent's exit code for "another agent of this user is already running": then that one will answer.
const ALREADY_RUNNING: i32 = 7;

/// Why the agent is not reached.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotReached {
    /// Nobody answers.
    #[error("no agent is running")]
    NobodyThere,
    /// It speaks another protocol.
    #[error(transparent)]
    Refused(RefusedReason),
    /// The connection does not work.
    #[error("the agent could not be reached: {0}")]
    Broken(String),
    /// The program could not be started.
    #[error("{} could not be started: {source}", program.display())]
    NotStarted {
        /// The program.
        program: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// It ended instead of answering.
    #[error("{} ended at once ({status})", program.display())]
    Ended {
        /// The program.
        program: PathBuf,
        /// How.
        status: ExitStatus,
    },
    /// It runs and does not answer.
    #[error("{} was started and does not answer", program.display())]
    Silent {
        /// The program.
        program: PathBuf,
    },
}

impl From<ConnectError> for NotReached {
    fn from(error: ConnectError) -> Self {
        match error {
            ConnectError::NobodyThere => Self::NobodyThere,
            ConnectError::Refused(reason) => Self::Refused(reason),
            ConnectError::Broken(cause) => Self::Broken(cause.to_string()),
        }
    }
}

/// Connects to the agent that is there.
///
/// # Errors
///
/// See [`NotReached`].
pub(crate) async fn visit(path: &SocketPath) -> Result<Client, NotReached> {
    Ok(Client::connect(path, Role::Window, VERSION).await?)
}

/// Connects to the agent, starting it if nobody answers.
///
/// # Errors
///
/// See [`NotReached`].
pub(crate) async fn reach(path: &SocketPath, places: &Places) -> Result<Client, NotReached> {
    match visit(path).await {
        Err(NotReached::NobodyThere) => {}
        reached => return reached,
    }
    let program = program();
    let child = start(&program, places).map_err(|source| NotReached::NotStarted {
        program: program.clone(),
        source,
    })?;
    tokio::select! {
        answer = knock(path) => answer,
        status = ended(child) => Err(NotReached::Ended { program, status }),
        () = patience::wait(PATIENCE) => Err(NotReached::Silent { program }),
    }
}

/// Knocks until somebody answers.
async fn knock(path: &SocketPath) -> Result<Client, NotReached> {
    loop {
        match visit(path).await {
            // Between making its socket and listening an agent may seem broken, too.
            Err(NotReached::NobodyThere | NotReached::Broken(_)) => {
                patience::wait(BETWEEN_KNOCKS).await
            }
            reached => return reached,
        }
    }
}

/// Ends when the program has ended before it could answer.
async fn ended(mut child: Child) -> ExitStatus {
    match child.wait().await {
        Ok(status) if status.code() != Some(ALREADY_RUNNING) => status,
        _ => std::future::pending().await,
    }
}

/// Starts the agent as a process of its own: it outlives the window, and a Ctrl-C in the window's terminal.
fn start(program: &PathBuf, places: &Places) -> std::io::Result<Child> {
    let mut command = Command::new(program);
    command
        .arg("run")
        .args(places.arguments())
        // What the web view or a test driver wanted is not the agent's business.
        .env_remove("WEBKIT_DISABLE_DMABUF_RENDERER")
        .env_remove("TAURI_WEBVIEW_AUTOMATION")
        .env_remove("DESKTOP_STARTUP_ID")
        .env_remove("XDG_ACTIVATION_TOKEN")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        // A pipe would fill up or break when the window closes, and the agent must not notice either.
        .stderr(Stdio::null());
    #[cfg(unix)]
    command.process_group(0);
    #[cfg(windows)]
    command.creation_flags(0x0000_0008 | 0x0000_0200); // DETACHED_PROCESS | CREATE_NEW_PROCESS_GROUP
    command.spawn()
}

/// Returns the agent's program: the one named in `HEMMA_AGENT`, else the one beside this program, else whatever the
/// system finds.
pub(crate) fn program() -> PathBuf {
    if let Some(named) = std::env::var_os("HEMMA_AGENT") {
        return PathBuf::from(named);
    }
    let name = format!("hemma-agent{}", std::env::consts::EXE_SUFFIX);
    std::env::current_exe()
        .ok()
        .and_then(|own| own.parent().map(|folder| folder.join(&name)))
        .filter(|beside| beside.is_file())
        .unwrap_or_else(|| PathBuf::from(name))
}
