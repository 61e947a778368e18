//! The few things that Unix and Windows do differently, so that these commands compile on both.

use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;

/// How to end a process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// It may tidy up first.
    Ask,
    /// At once.
    Kill,
}

/// Ends another process, if it is still there. On Windows programs end their children by handle instead.
pub(crate) fn end(process: u32, how: Ending) {
    #[cfg(unix)]
    {
        use rustix::process::{Pid, Signal, kill_process};
        let signal = match how {
            Ending::Ask => Signal::TERM,
            Ending::Kill => Signal::KILL,
        };
        if let Some(pid) = i32::try_from(process).ok().and_then(Pid::from_raw) {
            // It may have left by itself in the meantime; that is what was wanted.
            let _ = kill_process(pid, signal);
        }
    }
    #[cfg(not(unix))]
    let _ = (process, how);
}

/// Whether we may do everything.
pub(crate) fn is_root() -> bool {
    #[cfg(unix)]
    return rustix::process::geteuid().is_root();
    #[cfg(not(unix))]
    return false;
}

/// Keeps the terminal's Ctrl-C away from a command that will be started.
pub(crate) fn in_own_group(command: &mut Command) -> &mut Command {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    command
}

/// Makes a folder that only its owner may enter.
pub(crate) fn create_private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(false); // an existing folder may be somebody else's
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Writes a file that only its owner may read.
pub(crate) fn write_private(file: &Path, text: &str) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.write(true).create(true).truncate(true).open(file)?;
    io::Write::write_all(&mut file, text.as_bytes())
}

/// Makes a script a program.
pub(crate) fn make_executable(file: &Path) -> io::Result<()> {
    #[cfg(unix)]
    fs::set_permissions(file, std::os::unix::fs::PermissionsExt::from_mode(0o755))?;
    #[cfg(not(unix))]
    let _ = file;
    Ok(())
}
