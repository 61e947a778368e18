//! macOS: one routing socket (`PF_ROUTE`, `route(4)`) in the runtime's own poll.
//!
//! It carries links, addresses, routes and neighbours. Only the kind of each message is read; what it changed is told by
//! the next picture. Type-checked only; not yet seen by hand on a Mac.

use std::collections::BTreeSet;
use std::io;
use std::net::IpAddr;
use std::os::fd::OwnedFd;

use rustix::fs::{OFlags, fcntl_setfl};
use rustix::io::{Errno, FdFlags, fcntl_setfd};
use rustix::net::{AddressFamily, RecvFlags, SocketType, recv, socket};
use tokio::io::unix::AsyncFd;

use super::Picture;

/// `net/route.h`: `RTM_ADD`, `RTM_DELETE`, `RTM_CHANGE`, `RTM_NEWADDR`, `RTM_DELADDR`, `RTM_IFINFO`.
const KINDS: [u8; 6] = [1, 2, 3, 0xc, 0xd, 0xe];
/// Where every message says its kind: after a length of two bytes and a version of one (`struct rt_msghdr`).
const KIND: usize = 3;
/// One message is well below this.
const ROOM: usize = 2048;

/// The system's notifier.
pub(super) struct Notifier(AsyncFd<OwnedFd>);

impl Notifier {
    /// Starts listening. Must be called inside a runtime with I/O enabled.
    pub(super) fn start() -> io::Result<Self> {
        let socket = socket(AddressFamily::ROUTE, SocketType::RAW, None)?;
        fcntl_setfd(&socket, FdFlags::CLOEXEC)?;
        fcntl_setfl(&socket, OFlags::NONBLOCK)?;
        #[expect(
            unsafe_code,
            reason = "Tokio offers no safe way to wait for a file of the system"
        )]
        // SAFETY: an `OwnedFd` stays open, and stays the same file, for as long as the registration holds it.
        let registered = unsafe { AsyncFd::register(socket) }?;
        Ok(Self(registered))
    }

    /// Waits until the system tells something that can change a picture.
    pub(super) async fn stirred(&mut self) {
        loop {
            let Ok(mut ready) = self.0.readable().await else {
                // The runtime is ending.
                return std::future::pending().await;
            };
            match ready.try_io(|socket| read_all(socket.get_ref())) {
                Ok(Ok(true)) => return,
                // A socket that cannot be read would spin here; it is as good as silent.
                Ok(Err(problem)) => {
                    tracing::warn!(%problem, "the system tells of network changes no longer");
                    return std::future::pending().await;
                }
                Ok(Ok(false)) | Err(_) => {}
            }
        }
    }

    /// Throws away what was told until now: the next picture shows it.
    pub(super) fn forget(&mut self) {
        // What cannot be read now is read by the next wait.
        let _ = read_all(self.0.get_ref());
    }
}

/// Reads until nothing is left, and returns whether any of it counts. `WouldBlock` only when there was nothing at all.
fn read_all(socket: &OwnedFd) -> io::Result<bool> {
    let mut packet = [0_u8; ROOM];
    let mut counts = None;
    loop {
        match recv(socket, &mut packet[..], RecvFlags::empty()) {
            Ok((length, _)) => {
                let told = length > KIND && KINDS.contains(&packet[KIND]);
                counts = Some(counts.unwrap_or_default() || told);
            }
            Err(Errno::INTR) => {}
            // Messages were lost: something happened, and the picture will tell what.
            Err(Errno::NOBUFS) => counts = Some(true),
            Err(Errno::WOULDBLOCK) => {
                return counts.ok_or_else(|| io::ErrorKind::WouldBlock.into());
            }
            Err(problem) => return Err(problem.into()),
        }
    }
}

/// Takes a picture on a thread that may block: the listing asks the system about each interface.
pub(super) async fn picture() -> Picture {
    tokio::task::spawn_blocking(Picture::take)
        .await
        .unwrap_or_default()
}

/// Returns the default routes: interface and router.
pub(super) fn routers() -> BTreeSet<(String, Option<IpAddr>)> {
    crate::interfaces::routers()
}
