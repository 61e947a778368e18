//! Where the socket is.

use std::path::{Path, PathBuf};

/// A path in the file system may be this long where a socket is bound (`sun_path` has 104 bytes on macOS, 108 on
/// Linux, the final zero included).
const LONGEST: usize = 100;

/// The place of the local socket, and of the lock beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SocketPath {
    socket: PathBuf,
    lock: PathBuf,
}

impl SocketPath {
    /// Returns the place for an agent that keeps its runtime files in `folder`.
    ///
    /// A folder with a very long name gets a socket in the system's folder for temporary files, in a folder of its own
    /// that is named after a digest of the long name. The lock always lies in `folder`.
    #[must_use]
    pub fn within(folder: &Path) -> Self {
        let lock = folder.join("agent.lock");
        let near = folder.join("agent.sock");
        let socket = if near.as_os_str().len() <= LONGEST {
            near
        } else {
            std::env::temp_dir()
                .join(format!("hemma-{:016x}", digest(folder)))
                .join("agent.sock")
        };
        Self { socket, lock }
    }

    /// Returns the socket. On Windows a named pipe is named after it.
    #[must_use]
    pub fn socket(&self) -> &Path {
        &self.socket
    }

    /// Returns the file whose lock says that an agent is there.
    #[must_use]
    pub fn lock(&self) -> &Path {
        &self.lock
    }

    /// Returns the name of the pipe on Windows.
    #[must_use]
    pub fn pipe(&self) -> String {
        format!(r"\\.\pipe\hemma-{:016x}", digest(&self.socket))
    }
}

/// FNV-1a: the same on every run and every release, which `std`'s hasher does not promise.
fn digest(path: &Path) -> u64 {
    path.as_os_str()
        .as_encoded_bytes()
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |digest, byte| {
            (digest ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_folder_holds_its_socket() {
        let path = SocketPath::within(Path::new("/run/user/1000/hemma"));
        assert_eq!(path.socket(), Path::new("/run/user/1000/hemma/agent.sock"));
        assert_eq!(path.lock(), Path::new("/run/user/1000/hemma/agent.lock"));
    }

    #[test]
    fn a_long_folder_gets_a_short_socket_that_is_always_the_same_and_its_own() {
        let long = |last: &str| {
            SocketPath::within(
                &Path::new("/somewhere")
                    .join("very-long".repeat(20))
                    .join(last),
            )
        };
        assert!(long("a").socket().as_os_str().len() <= LONGEST);
        assert_eq!(long("a"), long("a"));
        assert_ne!(long("a").socket(), long("b").socket());
        assert_ne!(long("a").pipe(), long("b").pipe());
    }
}
