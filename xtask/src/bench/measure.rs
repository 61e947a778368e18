//! What a process costs, read from the kernel.

use std::fs;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::processes::Process;
use crate::stopwatch::pause;

/// What one process costs while nothing happens.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Idle {
    /// Proportional set size: its own memory and its share of what it has in common with others, in MB (10⁶ bytes).
    pub(crate) pss_mb: f64,
    /// Threads.
    pub(crate) threads: usize,
    /// CPU time in clock ticks (10 ms each) during the watch.
    pub(crate) cpu_ticks: u64,
    /// How often any of its threads was put to sleep or interrupted during the watch: each is one wake-up.
    pub(crate) wakeups: u64,
}

/// Watches a process for `length`.
pub(crate) fn idle(process: u32, length: Duration) -> Result<Idle> {
    let ticks = || {
        Process::read(process)
            .map(|process| process.cpu_ticks)
            .context("the process has ended")
    };
    let (ticks_before, switches_before) = (ticks()?, switches(process)?);
    pause(length);
    let (ticks_after, switches_after) = (ticks()?, switches(process)?);
    // Reading smaps makes the kernel walk the process's pages, so it comes last.
    Ok(Idle {
        pss_mb: pss_mb(process)?,
        threads: fs::read_dir(format!("/proc/{process}/task"))?.count(),
        cpu_ticks: ticks_after - ticks_before,
        wakeups: switches_after.saturating_sub(switches_before),
    })
}

/// Proportional set size in MB.
pub(crate) fn pss_mb(process: u32) -> Result<f64> {
    let path = format!("/proc/{process}/smaps_rollup");
    let text = fs::read_to_string(&path).with_context(|| format!("could not read {path}"))?;
    let kib = field(&text, "Pss:").context("the kernel does not tell the proportional set size")?;
    Ok(f64::from(u32::try_from(kib)?) * 1024.0 / 1e6)
}

/// Context switches of all threads since they started. A thread that wakes also goes to sleep again, which counts here.
fn switches(process: u32) -> Result<u64> {
    let mut sum = 0;
    for task in fs::read_dir(format!("/proc/{process}/task")).context("the process has ended")? {
        // A thread may end between listing and reading.
        let Ok(text) = fs::read_to_string(task?.path().join("status")) else {
            continue;
        };
        sum += field(&text, "voluntary_ctxt_switches:").unwrap_or(0);
        sum += field(&text, "nonvoluntary_ctxt_switches:").unwrap_or(0);
    }
    Ok(sum)
}

/// The number behind `name` at the start of a line, without its unit.
fn field(text: &str, name: &str) -> Option<u64> {
    text.lines()
        .find_map(|line| line.strip_prefix(name))?
        .split_ascii_whitespace()
        .next()?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use std::process::{Command, Stdio};

    use super::*;

    #[test]
    fn fields_are_read_by_their_whole_name() {
        let text = "Name:\tx\nvoluntary_ctxt_switches:\t12\nnonvoluntary_ctxt_switches:\t3\nPss:    4096 kB\n";
        assert_eq!(field(text, "voluntary_ctxt_switches:"), Some(12));
        assert_eq!(field(text, "nonvoluntary_ctxt_switches:"), Some(3));
        assert_eq!(field(text, "Pss:"), Some(4096));
        assert_eq!(field(text, "Pss_Dirty:"), None);
    }

    #[test]
    fn a_busy_process_is_seen_to_be_busy_and_a_sleeping_one_to_sleep() {
        let mut busy = Command::new("sh")
            .args(["-c", "while :; do :; done"])
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let mut asleep = Command::new("sleep").arg("60").spawn().unwrap();
        let length = Duration::from_millis(300);
        let (of_busy, of_asleep) = (idle(busy.id(), length), idle(asleep.id(), length));
        for process in [&mut busy, &mut asleep] {
            process.kill().unwrap();
            process.wait().unwrap();
        }
        let (of_busy, of_asleep) = (of_busy.unwrap(), of_asleep.unwrap());
        assert!(of_busy.cpu_ticks > 0, "{of_busy:?}");
        assert_eq!(
            (of_asleep.cpu_ticks, of_asleep.threads),
            (0, 1),
            "{of_asleep:?}"
        );
        assert!(
            of_asleep.pss_mb > 0.0 && of_asleep.pss_mb < 50.0,
            "{of_asleep:?}"
        );
    }
}
