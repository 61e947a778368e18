//! Running one command as a stage: with a time limit, and reading along while it is shown.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::processes;
use crate::stopwatch::{Stopwatch, wait_until};

/// Where a line came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stream {
    Output,
    Messages,
}

/// Runs a command that needs no reading. Whether it succeeded.
pub(crate) fn succeeds(command: &mut Command, limit: Duration) -> Result<bool> {
    let mut child = spawn(command)?;
    let status = wait_until(limit, || child.try_wait().transpose());
    match status {
        Some(status) => Ok(status?.success()),
        None => Ok(stop(&mut child, limit)?.success()),
    }
}

/// Runs a command, shows what it prints, and hands each line to `read`. Whether it succeeded.
pub(super) fn follow(
    command: &mut Command,
    limit: Duration,
    mut read: impl FnMut(Stream, &str),
) -> Result<bool> {
    let watch = Stopwatch::start();
    let mut child = spawn(command.stdout(Stdio::piped()).stderr(Stdio::piped()))?;
    let (sender, lines) = mpsc::channel();
    let output = child
        .stdout
        .take()
        .context("standard output was asked for")?;
    let messages = child
        .stderr
        .take()
        .context("standard error was asked for")?;
    forward(Stream::Output, output, sender.clone());
    forward(Stream::Messages, messages, sender);
    loop {
        match lines.recv_timeout(limit.saturating_sub(watch.elapsed())) {
            Ok((stream, line)) => {
                println!("{line}");
                read(stream, &line);
            }
            Err(mpsc::RecvTimeoutError::Timeout) => return Ok(stop(&mut child, limit)?.success()),
            Err(mpsc::RecvTimeoutError::Disconnected) => return Ok(child.wait()?.success()),
        }
    }
}

fn spawn(command: &mut Command) -> Result<Child> {
    let name = command.get_program().to_string_lossy().into_owned();
    command
        .stdin(Stdio::null())
        .spawn()
        .with_context(|| format!("could not start {name}"))
}

fn forward(stream: Stream, from: impl Read + Send + 'static, to: mpsc::Sender<(Stream, String)>) {
    std::thread::spawn(move || {
        let mut from = BufReader::new(from);
        let mut line = Vec::new();
        while from
            .read_until(b'\n', &mut line)
            .is_ok_and(|count| count > 0)
        {
            let text = String::from_utf8_lossy(&line).trim_end().to_owned();
            if to.send((stream, text)).is_err() {
                break;
            }
            line.clear();
        }
    });
}

/// Ends a command that took too long, with everything it started.
fn stop(child: &mut Child, limit: Duration) -> Result<ExitStatus> {
    println!("Stopped: not ready after {} minutes", limit.as_secs() / 60);
    let root = child.id();
    let left = processes::end(|_| [root].into());
    for process in left {
        println!("Could not end {} ({})", process.name, process.id);
    }
    Ok(child.wait()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn lines_are_handed_over_with_where_they_came_from() {
        let mut seen = Vec::new();
        let success = follow(
            &mut shell("echo one; echo two >&2; exit 3"),
            Duration::from_secs(60),
            |stream, line| {
                seen.push((stream == Stream::Output, line.to_owned()));
            },
        );
        seen.sort();
        assert!(!success.unwrap());
        assert_eq!(seen, [(false, "two".to_owned()), (true, "one".to_owned())]);
    }

    #[test]
    fn a_command_that_never_ends_is_ended_with_its_children() {
        let mark = format!("HEMMA_TEST_MARK=limit-{}", std::process::id());
        let (name, value) = mark.split_once('=').unwrap();
        let mut command = shell("sleep 600 & sleep 600");
        let success = succeeds(command.env(name, value), Duration::from_millis(50));
        assert!(!success.unwrap());
        // A process that has ended shows no environment, so zombies are not among these.
        assert_eq!(processes::carrying(&mark, &processes::table()), [].into());
    }
}
