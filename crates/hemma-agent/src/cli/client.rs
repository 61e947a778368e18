//! Talks to the running agent: pause, resume, quit, and what the other commands need.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "this is what the commands are for"
)]

use hemma_engine::messages::{Answer, Command, PauseLength, Query, Snapshot};
use hemma_engine::words::Voice;
use hemma_link::{Client, ConnectError, Role, SocketPath};
use hemma_store::paths::Paths;

use super::{Exit, PauseFor, Places, status};
use crate::system;

/// Connects to the agent of these places. `None`, and a sentence on standard error, when none is running.
///
/// # Errors
///
/// When something answers that is not an agent this program understands.
pub async fn connect(places: &Places) -> anyhow::Result<Option<Client>> {
    match try_connect(places).await? {
        Some(client) => Ok(Some(client)),
        None => {
            eprintln!("{}", voice().no_agent());
            Ok(None)
        }
    }
}

/// The same without a word.
///
/// # Errors
///
/// As [`connect`].
pub async fn try_connect(places: &Places) -> anyhow::Result<Option<Client>> {
    let paths = Paths::find(places.config.as_deref(), places.state.as_deref())?;
    match Client::connect(
        &SocketPath::within(paths.socket_folder()),
        Role::CommandLine,
        env!("CARGO_PKG_VERSION"),
    )
    .await
    {
        Ok(client) => Ok(Some(client)),
        Err(ConnectError::NobodyThere) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Returns the voice of this computer.
pub fn voice() -> Voice {
    Voice::new(system::language(), system::time_zone())
}

/// Asks for the current snapshot.
///
/// # Errors
///
/// When the agent cannot be talked to.
pub async fn snapshot(agent: &Client) -> anyhow::Result<Snapshot> {
    match agent.ask(Query::Snapshot).await? {
        Ok(Answer::Snapshot { snapshot }) => Ok(*snapshot),
        Ok(_) => anyhow::bail!("the agent answered another question"),
        Err(error) => Err(error.into()),
    }
}

/// `pause`.
///
/// # Errors
///
/// When the agent cannot be talked to or refuses.
pub async fn pause(places: &Places, length: PauseFor) -> anyhow::Result<Exit> {
    let length = match length {
        PauseFor::OneHour => PauseLength::OneHour,
        PauseFor::Tomorrow => PauseLength::UntilTomorrow,
        PauseFor::UntilResumed => PauseLength::UntilResumed,
    };
    tell(places, Command::Pause { length }).await
}

/// `resume`.
///
/// # Errors
///
/// When the agent cannot be talked to or refuses.
pub async fn resume(places: &Places) -> anyhow::Result<Exit> {
    tell(places, Command::Resume).await
}

/// `quit`.
///
/// # Errors
///
/// When the agent cannot be talked to or refuses.
pub async fn quit(places: &Places) -> anyhow::Result<Exit> {
    let Some(agent) = connect(places).await? else {
        return Ok(Exit::NotRunning);
    };
    // The agent may be gone before its answer is.
    let _ = agent.tell(Command::Quit).await;
    Ok(Exit::Good)
}

async fn tell(places: &Places, command: Command) -> anyhow::Result<Exit> {
    let Some(agent) = connect(places).await? else {
        return Ok(Exit::NotRunning);
    };
    agent.tell(command).await??;
    let snapshot = snapshot(&agent).await?;
    println!("{}", status::voice(&snapshot).headline(&snapshot));
    Ok(Exit::Good)
}
