//! Named pipes on Windows. Type-checked; never run.
//!
//! The pipe refuses remote clients, and its first instance must be ours: another program that took the name before
//! makes `bind` fail instead of listening in. The default descriptor of a pipe lets only its creator, administrators
//! and the system write to it (Microsoft, "Named Pipe Security and Access Rights").

use std::io;
use std::time::Duration;

use tokio::net::windows::named_pipe::{
    ClientOptions, NamedPipeClient, NamedPipeServer, ServerOptions,
};

use crate::path::SocketPath;

pub(crate) type ServerStream = NamedPipeServer;
pub(crate) type ClientStream = NamedPipeClient;

/// `ERROR_PIPE_BUSY`: all instances are taken for a moment.
const PIPE_BUSY: i32 = 231;

/// A pipe that listens.
#[derive(Debug)]
pub(crate) struct Listener {
    name: String,
    next: NamedPipeServer,
}

impl Listener {
    pub(crate) fn bind(path: &SocketPath) -> io::Result<Self> {
        let name = path.pipe();
        let next = ServerOptions::new()
            .first_pipe_instance(true)
            .reject_remote_clients(true)
            .create(&name)?;
        Ok(Self { name, next })
    }

    pub(crate) async fn accept(&mut self) -> io::Result<ServerStream> {
        self.next.connect().await?;
        let fresh = ServerOptions::new()
            .reject_remote_clients(true)
            .create(&self.name)?;
        Ok(std::mem::replace(&mut self.next, fresh))
    }
}

/// Connects to the agent.
pub(crate) async fn connect(path: &SocketPath) -> io::Result<ClientStream> {
    let name = path.pipe();
    loop {
        match ClientOptions::new().open(&name) {
            Err(error) if error.raw_os_error() == Some(PIPE_BUSY) => {
                #[expect(
                    clippy::disallowed_methods,
                    reason = "the system offers no event for a free pipe instance"
                )]
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            result => return result,
        }
    }
}
