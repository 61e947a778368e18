//! Windows: a named pipe, whose first instance is the lock. The default descriptor lets only this user write.

use std::io::{self, Read, Write};
use std::path::Path;

use hemma_link::SocketPath;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::windows::named_pipe::ServerOptions;

use super::{First, LONGEST, heard};

/// What the first window holds.
pub(crate) struct Listener {
    name: String,
}

/// Finds out whether a window is open already, and if so passes `page` on to it.
///
/// # Errors
///
/// When a window is there and does not listen.
pub(crate) fn enter(folder: &Path, page: &str) -> io::Result<First> {
    let name = SocketPath::within(&folder.join("window")).pipe();
    match std::fs::OpenOptions::new()
        .read(true)
        .write(true)
        .open(&name)
    {
        Ok(mut pipe) => {
            writeln!(pipe, "{page}")?;
            let mut answer = [0];
            pipe.read_exact(&mut answer)?;
            Ok(First::No)
        }
        Err(_) => Ok(First::Yes(Listener { name })),
    }
}

impl Listener {
    /// Calls `open` with the page for each later start, until the process ends.
    pub(crate) fn listen(self, open: impl Fn(String) + Send + 'static) {
        tauri::async_runtime::spawn(async move {
            let mut first = true;
            while let Ok(mut pipe) = ServerOptions::new()
                .first_pipe_instance(first)
                .create(&self.name)
            {
                first = false;
                if pipe.connect().await.is_err() {
                    continue;
                }
                let mut line = String::new();
                let read = BufReader::new((&mut pipe).take(LONGEST))
                    .read_line(&mut line)
                    .await;
                if let (Ok(_), Some(page)) = (read, heard(&line)) {
                    open(page);
                    // It may have gone; then nobody waits for this.
                    let _ = pipe.write_all(b"!").await;
                }
            }
        });
    }
}
