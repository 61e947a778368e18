//! What can still be read of a damaged file.

use std::path::Path;

use rusqlite::{Connection, OpenFlags, params};

use super::facts;
use super::journal;

/// How much came back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Salvaged {
    pub(super) facts: u32,
    pub(super) entries: u32,
}

/// Copies every readable row of the file `aside` into the new database. Whatever goes wrong ends the copying of that
/// table and nothing else: the damaged file stays for a person to look at.
pub(super) fn copy(aside: &Path, into: &mut Connection) -> Salvaged {
    let mut salvaged = Salvaged::default();
    // Read-only: the damaged file is evidence.
    let Ok(from) = Connection::open_with_flags(aside, OpenFlags::SQLITE_OPEN_READ_ONLY) else {
        return salvaged;
    };
    if let Ok(count) = copy_facts(&from, into) {
        salvaged.facts = count;
    }
    if let Ok(count) = copy_entries(&from, into) {
        salvaged.entries = count;
    }
    tracing::info!(
        facts = salvaged.facts,
        entries = salvaged.entries,
        "read back from the damaged database"
    );
    salvaged
}

fn copy_facts(from: &Connection, into: &mut Connection) -> rusqlite::Result<u32> {
    let transaction = into.transaction()?;
    let mut statement = from.prepare("SELECT key, value FROM memory")?;
    let mut rows = statement.query([])?;
    let mut count = 0;
    while let Ok(Some(row)) = rows.next() {
        if let (Ok(key), Ok(value)) = (row.get::<_, String>(0), row.get::<_, String>(1)) {
            facts::write(&transaction, &key, &value)?;
            count += 1;
        }
    }
    transaction.commit()?;
    Ok(count)
}

/// Reads from both ends towards the damage in the middle.
fn copy_entries(from: &Connection, into: &mut Connection) -> rusqlite::Result<u32> {
    let transaction = into.transaction()?;
    let mut count = 0;
    for order in ["ASC", "DESC"] {
        let mut statement = from.prepare(&format!(
            "SELECT sequence, at, kind, profile, name, entry FROM journal NOT INDEXED ORDER BY sequence {order}"
        ))?;
        let mut rows = statement.query([])?;
        let mut whole = true;
        loop {
            let row = match rows.next() {
                Ok(Some(row)) => row,
                Ok(None) => break,
                Err(_) => {
                    whole = false;
                    break;
                }
            };
            let Ok(line) = journal::Line::read(row) else {
                continue;
            };
            let added = transaction
                .prepare_cached(
                    "INSERT OR IGNORE INTO journal (sequence, at, kind, profile, name, entry)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                )?
                .execute(params![
                    line.sequence,
                    line.at,
                    line.kind,
                    line.profile,
                    line.name,
                    line.entry
                ])?;
            if added == 0 {
                // Met the rows read from the other end.
                break;
            }
            journal::widen_day(&transaction, line.at, line.sequence)?;
            count += 1;
        }
        if whole {
            break;
        }
    }
    transaction.commit()?;
    Ok(count)
}
