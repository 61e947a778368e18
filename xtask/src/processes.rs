//! Looking at other processes through `/proc`, and ending them.
//!
//! A desktop session starts programs that fork, detach and start others over D-Bus, so neither a list
//! of children nor a process group finds all of them. What does is a mark in the environment, which every
//! descendant inherits, plus the descendants of whoever carries it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::time::Duration;

use crate::platform::{self, Ending};
use crate::stopwatch::wait_until;

/// One line of the process table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Process {
    pub(crate) id: u32,
    pub(crate) name: String,
    pub(crate) parent: u32,
    /// `Z` for a process that has ended and only waits for its parent to notice.
    pub(crate) state: char,
    /// CPU time in user and system mode together, in clock ticks.
    pub(crate) cpu_ticks: u64,
    /// Start time in clock ticks since boot; with the id it names one process for good.
    pub(crate) started: u64,
}

impl Process {
    /// Reads one process; `None` when there is no such process (any more).
    pub(crate) fn read(id: u32) -> Option<Self> {
        Self::parse(&fs::read_to_string(format!("/proc/{id}/stat")).ok()?)
    }

    /// Reads the line of `/proc/PID/stat`; see proc(5). The name stands in parentheses and may hold any character.
    fn parse(line: &str) -> Option<Self> {
        let (id, rest) = line.split_once(" (")?;
        let (name, rest) = rest.rsplit_once(") ")?;
        let fields: Vec<&str> = rest.split_ascii_whitespace().collect();
        let number = |index: usize| fields.get(index)?.parse::<u64>().ok();
        Some(Self {
            id: id.parse().ok()?,
            name: name.to_owned(),
            parent: u32::try_from(number(1)?).ok()?,
            state: fields.first()?.chars().next()?,
            cpu_ticks: number(11)? + number(12)?,
            started: number(19)?,
        })
    }

    fn ended(&self) -> bool {
        self.state == 'Z' || self.state == 'X'
    }
}

/// Every process that can be seen.
pub(crate) fn table() -> Vec<Process> {
    let Ok(entries) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    entries
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter_map(Process::read)
        .collect()
}

/// The processes whose environment holds `mark`, written as `NAME=value`.
pub(crate) fn carrying(mark: &str, table: &[Process]) -> BTreeSet<u32> {
    let carries = |process: &&Process| {
        fs::read(format!("/proc/{}/environ", process.id)).is_ok_and(|environment| {
            environment
                .split(|byte| *byte == 0)
                .any(|one| one == mark.as_bytes())
        })
    };
    table
        .iter()
        .filter(carries)
        .map(|process| process.id)
        .collect()
}

/// `roots`, their children, their children's children, and so on.
pub(crate) fn with_descendants(roots: &BTreeSet<u32>, table: &[Process]) -> BTreeSet<u32> {
    let mut children: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for process in table {
        children.entry(process.parent).or_default().push(process.id);
    }
    let mut family = roots.clone();
    let mut unvisited: Vec<u32> = roots.iter().copied().collect();
    while let Some(id) = unvisited.pop() {
        for child in children.get(&id).into_iter().flatten() {
            if family.insert(*child) {
                unvisited.push(*child);
            }
        }
    }
    family
}

/// How long a process may take to leave after being asked.
const POLITE: Duration = Duration::from_secs(3);
/// How long the kernel may take to remove a process that was killed.
const FIRM: Duration = Duration::from_secs(3);

/// Ends whatever `find` finds, together with all descendants: asks first, then kills.
///
/// `find` is asked again while waiting, so that a program started in the meantime goes too.
/// Returns what is still alive, which is nothing unless the kernel itself holds a process.
pub(crate) fn end(find: impl Fn(&[Process]) -> BTreeSet<u32>) -> Vec<Process> {
    // Remembered with the start time: when a parent has gone its children no longer show whose they were.
    let mut condemned: BTreeSet<(u32, u64)> = BTreeSet::new();
    for (how, patience) in [(Ending::Ask, POLITE), (Ending::Kill, FIRM)] {
        let mut told: BTreeSet<(u32, u64)> = BTreeSet::new();
        let all_gone = wait_until(patience, || {
            let alive = still_alive(&find, &mut condemned);
            for process in &alive {
                if told.insert((process.id, process.started)) {
                    platform::end(process.id, how);
                }
            }
            alive.is_empty().then_some(())
        });
        if all_gone.is_some() {
            return Vec::new();
        }
    }
    still_alive(&find, &mut condemned)
}

fn still_alive(
    find: impl Fn(&[Process]) -> BTreeSet<u32>,
    condemned: &mut BTreeSet<(u32, u64)>,
) -> Vec<Process> {
    let table = table();
    let family = with_descendants(&find(&table), &table);
    let wanted = |process: &Process| {
        family.contains(&process.id) || condemned.contains(&(process.id, process.started))
    };
    let alive: Vec<Process> = table
        .into_iter()
        .filter(|process| !process.ended() && wanted(process))
        .collect();
    condemned.extend(alive.iter().map(|process| (process.id, process.started)));
    alive
}

#[cfg(test)]
mod tests {
    use std::process::{Command, Stdio};

    use super::*;

    fn process(id: u32, parent: u32) -> Process {
        Process {
            id,
            parent,
            name: "x".into(),
            state: 'S',
            cpu_ticks: 0,
            started: 0,
        }
    }

    #[test]
    fn a_program_name_with_spaces_and_parentheses_does_not_shift_the_fields() {
        let line = "4242 (Web) Content (x) S 17 4242 4242 0 -1 4194304 90 0 0 0 31 11 0 0 20 0 5 0 123456 7 8 9";
        let read = Process::parse(line).unwrap();
        assert_eq!(
            read,
            Process {
                id: 4242,
                name: "Web) Content (x".into(),
                parent: 17,
                state: 'S',
                cpu_ticks: 42,
                started: 123_456
            }
        );
    }

    #[test]
    fn a_family_includes_grandchildren_and_no_strangers() {
        let table = [
            process(1, 0),
            process(2, 1),
            process(3, 2),
            process(4, 3),
            process(5, 1),
        ];
        assert_eq!(with_descendants(&[2].into(), &table), [2, 3, 4].into());
    }

    #[test]
    fn a_marked_program_goes_even_when_it_has_detached_and_ignores_the_request() {
        let mark = format!("HEMMA_TEST_MARK=ends-{}", std::process::id());
        let (name, value) = mark.split_once('=').unwrap();
        // The inner shell outlives the outer one, and shrugs off SIGTERM.
        let status = Command::new("sh")
            .args([
                "-c",
                "sh -c 'trap \"\" TERM; while :; do sleep 60; done' </dev/null >/dev/null 2>&1 &",
            ])
            .env(name, value)
            .stdout(Stdio::null())
            .status()
            .unwrap();
        assert!(status.success());
        // Between two programs of one process its environment cannot be read for a moment.
        let runs = || (!carrying(&mark, &table()).is_empty()).then_some(());
        assert!(
            wait_until(Duration::from_secs(10), runs).is_some(),
            "the detached program should be running"
        );
        assert_eq!(end(|table| carrying(&mark, table)), []);
        // A process that has ended shows no environment, so zombies are not among these.
        assert_eq!(carrying(&mark, &table()), [].into());
    }
}
