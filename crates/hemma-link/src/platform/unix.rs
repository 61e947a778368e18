//! Unix domain sockets in a folder that only the user may enter. Linux and macOS.

use std::fs::{DirBuilder, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::Path;

use tokio::net::{UnixListener, UnixStream};

use crate::path::SocketPath;

pub(crate) type ServerStream = UnixStream;
pub(crate) type ClientStream = UnixStream;

/// A socket that listens. Gone from the file system when dropped.
#[derive(Debug)]
pub(crate) struct Listener {
    listener: UnixListener,
    path: SocketPath,
    owner: u32,
}

impl Listener {
    /// Makes the socket. The caller holds the lock, so whatever lies there is left over from an agent that is gone.
    pub(crate) fn bind(path: &SocketPath) -> io::Result<Self> {
        let socket = path.socket();
        if let Some(folder) = socket.parent() {
            private_folder(folder)?;
        }
        match std::fs::remove_file(socket) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
        let listener = UnixListener::bind(socket)?;
        std::fs::set_permissions(socket, Permissions::from_mode(0o600))?;
        Ok(Self {
            listener,
            path: path.clone(),
            owner: this_user(),
        })
    }

    /// Waits for somebody of the same user. Others are sent away without a word.
    pub(crate) async fn accept(&mut self) -> io::Result<ServerStream> {
        loop {
            let (stream, _) = self.listener.accept().await?;
            match stream.peer_cred() {
                Ok(peer) if same_user(self.owner, peer.uid()) => return Ok(stream),
                Ok(peer) => {
                    tracing::warn!(uid = peer.uid(), "another user came to the local socket")
                }
                Err(error) => tracing::warn!(%error, "a visitor who cannot be identified"),
            }
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        // Best effort: a socket that stays is recognised as left over by its lock.
        let _ = std::fs::remove_file(self.path.socket());
    }
}

/// Connects to the agent, if it is this user's: what is said to it may be a secret.
pub(crate) async fn connect(path: &SocketPath) -> io::Result<ClientStream> {
    let stream = UnixStream::connect(path.socket()).await?;
    if same_user(this_user(), stream.peer_cred()?.uid()) {
        Ok(stream)
    } else {
        Err(io::Error::new(
            io::ErrorKind::PermissionDenied,
            "another user listens at the local socket",
        ))
    }
}

fn this_user() -> u32 {
    rustix::process::geteuid().as_raw()
}

/// Even root is another user here: an agent belongs to one person.
fn same_user(owner: u32, peer: u32) -> bool {
    owner == peer
}

/// Makes the folder for its owner only. One that exists must belong to us and be closed to others: in a folder that
/// others can write, the socket could be replaced.
fn private_folder(folder: &Path) -> io::Result<()> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)?;
    let found = std::fs::symlink_metadata(folder)?;
    let open_to_others = found.mode() & 0o022 != 0;
    if !found.is_dir() || open_to_others || !same_user(this_user(), found.uid()) {
        return Err(io::Error::new(
            io::ErrorKind::PermissionDenied,
            format!("others can write to {}", folder.display()),
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_user_is_let_in() {
        assert!(same_user(1000, 1000));
        assert!(!same_user(1000, 1001));
        assert!(!same_user(1000, 0), "root is not the person either");
    }

    #[test]
    fn a_folder_that_others_can_write_is_no_place_for_the_socket() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::set_permissions(folder.path(), Permissions::from_mode(0o777)).unwrap();
        assert_eq!(
            private_folder(folder.path()).unwrap_err().kind(),
            io::ErrorKind::PermissionDenied
        );
    }

    #[tokio::test]
    async fn f40_the_socket_belongs_to_its_owner_alone_and_goes_with_the_agent() {
        let folder = tempfile::tempdir().unwrap();
        let path = SocketPath::within(&folder.path().join("new"));
        let listener = Listener::bind(&path).unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().mode() & 0o777;
        assert_eq!(mode(path.socket()), 0o600);
        assert_eq!(mode(path.socket().parent().unwrap()), 0o700);
        drop(listener);
        assert!(!path.socket().exists());
    }
}
