//! Linux and macOS: a socket in the file system, and a lock that goes away with the process.

use std::fs::{File, TryLockError};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::time::Duration;

use hemma_link::SocketPath;

use super::{First, LONGEST, heard};
use crate::patience;

/// What the first window holds.
pub(crate) struct Listener {
    listener: UnixListener,
    /// Kept: the lock lives as long as this.
    _lock: File,
}

/// How often, and how far apart, a second start knocks while the first is still opening its socket.
const KNOCKS: u32 = 100;
const BETWEEN_KNOCKS: Duration = Duration::from_millis(20);

/// Finds out whether a window is open already, and if so passes `page` on to it.
///
/// # Errors
///
/// When lock or socket cannot be made.
pub(crate) fn enter(folder: &Path, page: &str) -> io::Result<First> {
    let folder = folder.join("window");
    let place = SocketPath::within(&folder);
    for folder in [Some(folder.as_path()), place.socket().parent()]
        .into_iter()
        .flatten()
    {
        std::fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)?;
    }
    let lock = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .mode(0o600)
        .open(place.lock())?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return pass_on(place.socket(), page).map(|()| First::No),
        Err(TryLockError::Error(error)) => return Err(error),
    }
    // Whoever held the lock is gone, and its socket leads nowhere.
    match std::fs::remove_file(place.socket()) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let listener = UnixListener::bind(place.socket())?;
    Ok(First::Yes(Listener {
        listener,
        _lock: lock,
    }))
}

fn pass_on(socket: &Path, page: &str) -> io::Result<()> {
    let mut knocks = 0;
    let mut stream = loop {
        match UnixStream::connect(socket) {
            Ok(stream) => break stream,
            Err(error) if knocks == KNOCKS => return Err(error),
            Err(_) => knocks += 1,
        }
        patience::wait_here(BETWEEN_KNOCKS);
    };
    stream.set_read_timeout(Some(Duration::from_secs(2)))?;
    writeln!(stream, "{page}")?;
    // The answer says that it was heard; a window that is just closing may give none.
    let mut answer = [0];
    stream.read_exact(&mut answer)
}

impl Listener {
    /// Calls `open` with the page for each later start, until the process ends.
    pub(crate) fn listen(self, open: impl Fn(String) + Send + 'static) {
        std::thread::spawn(move || {
            // Taken apart inside, so that the lock moves along and is held as long as the thread lives.
            let Self { listener, _lock } = self;
            for stream in listener.incoming().flatten() {
                if let Some(page) = read(&stream) {
                    open(page);
                    // It may have gone; then nobody waits for this.
                    let _ = (&stream).write_all(b"!");
                }
            }
        });
    }
}

fn read(stream: &UnixStream) -> Option<String> {
    stream.set_read_timeout(Some(Duration::from_secs(2))).ok()?;
    let mut line = String::new();
    BufReader::new(stream)
        .take(LONGEST)
        .read_line(&mut line)
        .ok()?;
    heard(&line)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    fn first(folder: &Path) -> Listener {
        match enter(folder, "overview").unwrap() {
            First::Yes(listener) => listener,
            First::No => panic!("nobody else is there"),
        }
    }

    #[test]
    fn a_second_start_opens_its_page_in_the_first_window() {
        let folder = tempfile::tempdir().unwrap();
        let (pages, opened) = mpsc::channel();
        first(folder.path()).listen(move |page| pages.send(page).unwrap());
        assert!(matches!(
            enter(folder.path(), "names/noip").unwrap(),
            First::No
        ));
        assert_eq!(opened.recv().unwrap(), "names/noip");
    }

    #[test]
    fn a_window_that_crashed_is_no_hindrance() {
        let folder = tempfile::tempdir().unwrap();
        drop(first(folder.path()));
        assert!(
            folder.path().join("window/agent.sock").exists(),
            "the socket was left behind"
        );
        first(folder.path());
    }

    #[test]
    fn a_folder_with_a_very_long_name_works_too() {
        let folder = tempfile::tempdir().unwrap();
        let long = folder.path().join("long".repeat(40));
        let (pages, opened) = mpsc::channel();
        first(&long).listen(move |page| pages.send(page).unwrap());
        assert!(matches!(enter(&long, "history").unwrap(), First::No));
        assert_eq!(opened.recv().unwrap(), "history");
    }

    #[test]
    fn only_its_owner_may_enter_the_folder() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let _first = first(folder.path());
        let mode = folder
            .path()
            .join("window")
            .metadata()
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o700);
    }
}
