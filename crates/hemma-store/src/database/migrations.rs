//! The format of the database, version by version. A released step is never edited; a new version is a new step.

use rusqlite::{Connection, TransactionBehavior};

/// Says in the file's header that it is ours ("Hema" in ASCII; `file` and SQLite's own tools show it).
pub(super) const APPLICATION_ID: i32 = 0x4865_6d61;

/// The steps. Step `n` brings a file of version `n` to version `n + 1`.
///
/// Times are milliseconds since 1970. `journal_day` bounds, for each UTC day that occurs, the sequence numbers of its
/// lines: because order is by number and clocks are set back (F47), this is the only honest way from a time to a place
/// in the journal, and it stays a few hundred rows long.
const STEPS: &[&str] = &["
    CREATE TABLE memory (
        key   TEXT NOT NULL PRIMARY KEY,
        value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE quarantine (
        id     INTEGER PRIMARY KEY,
        key    TEXT NOT NULL,
        value  TEXT NOT NULL,
        reason TEXT NOT NULL
    ) STRICT;

    CREATE TABLE journal (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        at       INTEGER NOT NULL,
        kind     TEXT NOT NULL,
        profile  TEXT,
        name     TEXT,
        entry    TEXT NOT NULL
    ) STRICT;
    CREATE INDEX journal_by_kind    ON journal (kind, sequence);
    CREATE INDEX journal_by_profile ON journal (profile, sequence) WHERE profile IS NOT NULL;
    CREATE INDEX journal_by_name    ON journal (name, sequence) WHERE name IS NOT NULL;

    CREATE TABLE journal_day (
        day   INTEGER PRIMARY KEY,
        first INTEGER NOT NULL,
        last  INTEGER NOT NULL
    ) STRICT;
"];

/// The newest version this program knows.
pub(super) fn newest() -> i32 {
    i32::try_from(STEPS.len()).unwrap_or(i32::MAX)
}

/// Brings the file to the newest version, each step whole or not at all. Returns the version it was.
pub(super) fn run(connection: &mut Connection) -> rusqlite::Result<i32> {
    let found = version(connection)?;
    for (number, step) in (1..).zip(STEPS) {
        if number > found {
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            transaction.execute_batch(step)?;
            transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
            transaction.pragma_update(None, "user_version", number)?;
            transaction.commit()?;
        }
    }
    Ok(found)
}

/// Returns the version in the file's header; 0 for an empty file.
pub(super) fn version(connection: &Connection) -> rusqlite::Result<i32> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(connection: &Connection) -> Vec<String> {
        let mut statement = connection
            .prepare("SELECT type || ' ' || name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY 1")
            .unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    }

    #[test]
    fn an_empty_file_becomes_version_1() {
        let mut connection = Connection::open_in_memory().unwrap();
        assert_eq!(shape(&connection), Vec::<String>::new());
        assert_eq!(run(&mut connection).unwrap(), 0);
        assert_eq!(version(&connection).unwrap(), 1);
        let id: i32 = connection
            .pragma_query_value(None, "application_id", |row| row.get(0))
            .unwrap();
        assert_eq!(id, APPLICATION_ID);
        assert_eq!(
            shape(&connection),
            [
                "index journal_by_kind",
                "index journal_by_name",
                "index journal_by_profile",
                "table journal",
                "table journal_day",
                "table memory",
                "table quarantine",
            ]
        );
    }

    #[test]
    fn a_current_file_is_left_alone() {
        let mut connection = Connection::open_in_memory().unwrap();
        run(&mut connection).unwrap();
        connection
            .execute("INSERT INTO memory VALUES ('pause', 'x')", [])
            .unwrap();
        assert_eq!(run(&mut connection).unwrap(), newest());
        let kept: String = connection
            .query_row("SELECT value FROM memory", [], |row| row.get(0))
            .unwrap();
        assert_eq!(kept, "x");
    }
}
