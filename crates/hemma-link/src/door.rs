//! The agent's side: one door per user, visitors of the same user only.

use std::fs::{File, OpenOptions, TryLockError};
use std::time::Duration;

use tokio::io::{ReadHalf, WriteHalf};

use crate::frames::{self, FrameError};
use crate::greeting::{Greeting, Hello, PROTOCOL, Role, judge};
use crate::path::SocketPath;
use crate::platform::{Listener, ServerStream};
use crate::wire::{ToAgent, ToVisitor};

/// A visitor who says nothing for this long at the door is sent away.
const PATIENCE: Duration = Duration::from_secs(5);

/// The only listener of the agent.
#[derive(Debug)]
pub struct Door {
    listener: Listener,
    version: String,
    // Held for its lock: it says that this user's agent is there. The system frees it however the program ends.
    _lock: File,
}

/// Why there is no door.
#[derive(Debug, thiserror::Error)]
pub enum DoorError {
    /// Another agent of this user keeps these names already.
    #[error("another agent of this user is already running")]
    AlreadyOpen,
    /// The socket or its lock could not be made.
    #[error("the local socket could not be made")]
    Io(#[source] std::io::Error),
}

impl Door {
    /// Takes the lock and makes the socket.
    ///
    /// # Errors
    ///
    /// [`DoorError::AlreadyOpen`] when another agent holds the lock; two at the same time cannot both succeed.
    pub fn bind(path: &SocketPath, version: &str) -> Result<Self, DoorError> {
        let lock = lock(path)?;
        let listener = Listener::bind(path).map_err(DoorError::Io)?;
        Ok(Self {
            listener,
            version: version.to_owned(),
            _lock: lock,
        })
    }

    /// Waits for the next visitor of the same user. The greeting is still to come: see [`Knock::let_in`].
    ///
    /// # Errors
    ///
    /// When the system has no room for another connection; the caller may try again later.
    pub async fn knock(&mut self) -> std::io::Result<Knock> {
        let stream = self.listener.accept().await?;
        Ok(Knock {
            stream,
            version: self.version.clone(),
        })
    }
}

fn lock(path: &SocketPath) -> Result<File, DoorError> {
    if let Some(folder) = path.lock().parent() {
        std::fs::create_dir_all(folder).map_err(DoorError::Io)?;
    }
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true);
    owner_only(&mut options);
    let file = options.open(path.lock()).map_err(DoorError::Io)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(DoorError::AlreadyOpen),
        Err(TryLockError::Error(error)) => Err(DoorError::Io(error)),
    }
}

#[cfg(unix)]
fn owner_only(options: &mut OpenOptions) {
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
}

#[cfg(not(unix))]
fn owner_only(_options: &mut OpenOptions) {}

/// Somebody at the door who has not said a word yet.
#[derive(Debug)]
pub struct Knock {
    stream: ServerStream,
    version: String,
}

impl Knock {
    /// Hears the visitor's first words and answers them.
    ///
    /// # Errors
    ///
    /// When the visitor is silent, speaks nonsense or another protocol. One of another protocol has been told why.
    pub async fn let_in(mut self) -> Result<Visitor, FrameError> {
        let hello: Hello = tokio::time::timeout(PATIENCE, frames::read(&mut self.stream))
            .await
            .map_err(|_| FrameError::Broken(std::io::ErrorKind::TimedOut.into()))??;
        if let Err(reason) = judge(&hello, &self.version) {
            tracing::info!(%reason, "a visitor of another version");
            frames::write(&mut self.stream, &Greeting::Refused { reason }).await?;
            return Err(FrameError::NotUnderstood);
        }
        let welcome = Greeting::Welcome {
            protocol: PROTOCOL,
            version: self.version,
        };
        frames::write(&mut self.stream, &welcome).await?;
        let (from, to) = tokio::io::split(self.stream);
        Ok(Visitor {
            role: hello.role,
            from: FromVisitor(from),
            to: ToVisitorHalf(to),
        })
    }
}

/// A visitor who is in.
#[derive(Debug)]
pub struct Visitor {
    /// What it is.
    pub role: Role,
    /// What it says.
    pub from: FromVisitor,
    /// What it is told.
    pub to: ToVisitorHalf,
}

/// What a visitor says.
#[derive(Debug)]
pub struct FromVisitor(ReadHalf<ServerStream>);

impl FromVisitor {
    /// Waits for the next message.
    ///
    /// # Errors
    ///
    /// [`FrameError::Gone`] when the visitor left; anything else when it must be left alone.
    pub async fn hear(&mut self) -> Result<ToAgent, FrameError> {
        frames::read(&mut self.0).await
    }
}

/// What a visitor is told.
#[derive(Debug)]
pub struct ToVisitorHalf(WriteHalf<ServerStream>);

impl ToVisitorHalf {
    /// Sends one message.
    ///
    /// # Errors
    ///
    /// When the visitor is gone.
    pub async fn say(&mut self, message: &ToVisitor) -> Result<(), FrameError> {
        frames::write(&mut self.0, message).await
    }
}
