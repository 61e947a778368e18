//! The process is killed in the middle of writing.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use hemma_engine::messages::HistoryQuery;

use super::*;

const CHILD: &str = "HEMMA_STORE_TEST_KILLED_CHILD";

/// This test plays both parts: started again with the variable set it is the writer that gets killed.
#[test]
fn what_was_acknowledged_survives_a_kill_in_the_middle_of_a_write() {
    if let Some(file) = std::env::var_os(CHILD) {
        write_until_killed(Path::new(&file));
    }
    let place = Place::new();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "--nocapture", "database::tests::killed::what_was_acknowledged_survives_a_kill_in_the_middle_of_a_write"])
        .env(CHILD, place.file())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut acknowledged = 0;
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut count = |line: String| {
        if let Some(number) = line.strip_prefix("written ") {
            acknowledged = number.parse::<u32>().unwrap();
        }
        acknowledged
    };
    for line in lines.by_ref() {
        if count(line.unwrap()) >= 300 {
            child.kill().unwrap();
            break;
        }
    }
    for line in lines.map_while(Result::ok) {
        count(line);
    }
    child.wait().unwrap();
    assert!(acknowledged >= 300);

    let (mut desk, start) = place.open_well();
    let found = desk.count().unwrap();
    assert!(
        found == acknowledged || found == acknowledged + 1,
        "{found} lines, {acknowledged} acknowledged"
    );
    let attempt = u32::try_from(start.memory.last_attempt).unwrap();
    assert!(
        attempt == acknowledged || attempt == acknowledged + 1,
        "{attempt}, {acknowledged} acknowledged"
    );
    let page = desk.history(&HistoryQuery::default()).unwrap();
    assert_eq!(page.entries[0].sequence, found);
}

fn write_until_killed(file: &Path) -> ! {
    let (mut desk, _) = Desk::open(file, KEEPING);
    let mut out = std::io::stdout();
    for number in 1_u32.. {
        desk.note(entry(i64::from(number))).unwrap();
        desk.remember(&MemoryChange::LastAttempt {
            id: u64::from(number),
        })
        .unwrap();
        // A line is written only after both are on disk.
        writeln!(out, "written {number}").unwrap();
        out.flush().unwrap();
    }
    unreachable!("numbers do not run out before the kill")
}
