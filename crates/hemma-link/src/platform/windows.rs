//! Named pipes on Windows.
//!
//! The pipe lets in its user only, refuses remote clients, and its first instance must be ours: another program that
//! took the name before makes `bind` fail instead of listening in (`FILE_FLAG_FIRST_PIPE_INSTANCE`, which Windows has and
//! Wine 8 ignores: so much is believed and not tested).

mod owner_only;

use std::io;
use std::time::Duration;

use tokio::net::windows::named_pipe::{
    ClientOptions, NamedPipeClient, NamedPipeServer, ServerOptions,
};

use crate::path::SocketPath;
use owner_only::OwnerOnly;

pub(crate) type ServerStream = NamedPipeServer;
pub(crate) type ClientStream = NamedPipeClient;

/// `ERROR_PIPE_BUSY`: all instances are taken for a moment.
const PIPE_BUSY: i32 = 231;

/// A pipe that listens.
#[derive(Debug)]
pub(crate) struct Listener {
    name: String,
    next: NamedPipeServer,
    owner_only: OwnerOnly,
}

impl Listener {
    pub(crate) fn bind(path: &SocketPath) -> io::Result<Self> {
        let name = path.pipe();
        let owner_only = OwnerOnly::new()?;
        let next = create(&name, &owner_only, true)?;
        Ok(Self {
            name,
            next,
            owner_only,
        })
    }

    pub(crate) async fn accept(&mut self) -> io::Result<ServerStream> {
        self.next.connect().await?;
        let fresh = create(&self.name, &self.owner_only, false)?;
        Ok(std::mem::replace(&mut self.next, fresh))
    }
}

#[expect(
    unsafe_code,
    reason = "a descriptor can only be given as a raw pointer"
)]
fn create(name: &str, owner_only: &OwnerOnly, first: bool) -> io::Result<NamedPipeServer> {
    let mut options = ServerOptions::new();
    options
        .first_pipe_instance(first)
        .reject_remote_clients(true);
    owner_only.during(|attributes| {
        // SAFETY: `attributes` points to a valid SECURITY_ATTRIBUTES during this call; the system copies it.
        unsafe { options.create_with_security_attributes_raw(name, attributes) }
    })
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

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    #[tokio::test]
    async fn the_user_who_made_a_pipe_is_let_in() {
        let folder = tempfile::tempdir().unwrap();
        let path = SocketPath::within(folder.path());
        let mut listener = Listener::bind(&path).unwrap();
        let visit = async {
            let mut visitor = connect(&path).await.unwrap();
            visitor.write_all(b"hej").await.unwrap();
            visitor
        };
        let (served, _visitor) = tokio::join!(listener.accept(), visit);
        let mut heard = [0; 3];
        served.unwrap().read_exact(&mut heard).await.unwrap();
        assert_eq!(&heard, b"hej");
    }
}
