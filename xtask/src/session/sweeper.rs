//! A small process of our own that ends everything a session started, whatever becomes of us.
//!
//! It waits for its standard input to close. That happens when we say so, and also when we panic, are
//! interrupted or are killed, because the kernel closes the pipe for us; so there is only this one way to tidy up.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};

use crate::platform::in_own_group;
use crate::processes;

/// The variable every process of a session carries.
const MARK: &str = "HEMMA_SESSION_MARK";

/// The running sweeper of one session.
#[derive(Debug)]
pub(super) struct Sweeper {
    process: Child,
    mark: String,
}

impl Sweeper {
    /// Starts the sweeper, before anything that it is to sweep. It removes the folders in the end.
    pub(super) fn start(throw_away: &[&Path]) -> Result<Self> {
        let ourselves = std::env::current_exe().context("could not find our own program")?;
        let mark = unique_mark()?;
        let mut command = Command::new(ourselves);
        command.args(["sweep", &mark]).args(throw_away);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        // Ctrl-C is for us; the sweeper must outlive it.
        let mut process = in_own_group(&mut command)
            .spawn()
            .context("could not start the sweeper")?;
        // It says a word once it stands by; before that an interrupt could still catch it half started.
        let mut ready = String::new();
        let output = process
            .stdout
            .as_mut()
            .context("the sweeper's output was asked for")?;
        BufReader::with_capacity(1, output).read_line(&mut ready)?;
        Ok(Self { process, mark })
    }

    /// Name and value of the variable that marks a process as the session's.
    pub(super) fn mark(&self) -> (&str, &str) {
        (MARK, &self.mark)
    }

    /// Ends the session's processes and returns the names of those that would not go.
    pub(super) fn sweep(mut self) -> Vec<String> {
        drop(self.process.stdin.take());
        let mut left = String::new();
        if let Some(mut output) = self.process.stdout.take() {
            // If it died its list is empty; `wait` below then reports the failure.
            let _ = output.read_to_string(&mut left);
        }
        let mut left: Vec<String> = left.lines().map(str::to_owned).collect();
        match self.process.wait() {
            Ok(status) if status.success() => {}
            other => left.push(format!("(the sweeper itself failed: {other:?})")),
        }
        left
    }
}

/// A value no earlier session had: our id together with the moment we started.
fn unique_mark() -> Result<String> {
    static SESSIONS: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    let id = std::process::id();
    let ourselves = processes::Process::read(id)
        .context("could not read /proc; a private desktop needs Linux")?;
    let count = SESSIONS.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    Ok(format!("{id}-{}-{count}", ourselves.started))
}

/// What the sweeper process does; prints the names of processes that would not end.
pub(crate) fn run(mark: &str, throw_away: &[PathBuf]) -> Result<()> {
    println!("ready");
    let mut nothing = Vec::new();
    // A read error means the same as the end: nobody is at the other side any more.
    let _ = std::io::stdin().read_to_end(&mut nothing);
    let wanted = format!("{MARK}={mark}");
    // Our own id is never in the set: the mark came as an argument, not through the environment.
    for process in processes::end(|table| processes::carrying(&wanted, table)) {
        // After being killed our reader is gone; there is nobody left to tell.
        let _ = std::io::Write::write_all(
            &mut std::io::stdout(),
            format!("{} ({})\n", process.name, process.id).as_bytes(),
        );
    }
    for folder in throw_away {
        // The next session removes what is left of this one.
        let _ = std::fs::remove_dir_all(folder);
    }
    Ok(())
}
