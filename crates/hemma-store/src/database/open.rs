//! Opening the database, checking it, and putting a damaged file aside.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use hemma_engine::ports::DiskError;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::migrations;
use super::salvage::{self, Salvaged};
use crate::private;

/// A file up to this size is checked whole at every start; that takes a few milliseconds.
const SMALL_BYTES: u64 = 16 * 1024 * 1024;

/// An open database.
pub(super) struct Database {
    pub(super) connection: Connection,
    /// Where a damaged file was moved to, if there was one, and what came back from it.
    pub(super) quarantined: Option<(PathBuf, Salvaged)>,
}

/// Why a file was not opened.
#[derive(Debug)]
enum Refusal {
    /// It is damaged, or not ours: it goes aside.
    Damaged(String),
    /// It may be well, but cannot be used now: it stays where it is.
    Unusable(DiskError),
}

/// Opens the database at `path`, creating it when there is none. A damaged file is moved to `….damaged-<n>`, a new one
/// is begun, and what the damaged one still tells is copied.
pub(super) fn open(path: &Path) -> Result<Database, DiskError> {
    let damage = match open_sound(path) {
        Ok(connection) => {
            return Ok(Database {
                connection,
                quarantined: None,
            });
        }
        Err(Refusal::Unusable(error)) => return Err(error),
        Err(Refusal::Damaged(damage)) => damage,
    };
    let aside = put_aside(path).map_err(|error| {
        disk_error(
            &format!("the damaged database ({damage}) could not be moved aside"),
            &error,
        )
    })?;
    tracing::error!(aside = %aside.display(), damage, "the database was damaged; a new one is begun");
    let mut connection = match open_sound(path) {
        Ok(connection) => connection,
        Err(Refusal::Unusable(error)) => return Err(error),
        Err(Refusal::Damaged(what)) => {
            return Err(DiskError {
                what: format!("a new database is unusable: {what}"),
            });
        }
    };
    let salvaged = salvage::copy(&aside, &mut connection);
    Ok(Database {
        connection,
        quarantined: Some((aside, salvaged)),
    })
}

/// Returns whether the error says that the file itself is damaged.
pub(super) fn is_damage(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)
    )
}

/// Turns an error into words for the log, without any content.
pub(super) fn disk_error(what: &str, error: &dyn std::error::Error) -> DiskError {
    DiskError {
        what: format!("{what}: {error}"),
    }
}

fn open_sound(path: &Path) -> Result<Connection, Refusal> {
    prepare_place(path).map_err(|error| {
        Refusal::Unusable(disk_error(
            &format!("{} cannot be written", path.display()),
            &error,
        ))
    })?;
    let uncleanly_left = fs::metadata(beside(path, "-wal")).is_ok_and(|journal| journal.len() > 0);
    let size = fs::metadata(path).map_or(0, |file| file.len());
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let refused = |error: rusqlite::Error| {
        if is_damage(&error) {
            Refusal::Damaged(error.to_string())
        } else {
            Refusal::Unusable(disk_error(
                &format!("{} cannot be used", path.display()),
                &error,
            ))
        }
    };
    let mut connection = Connection::open_with_flags(path, flags).map_err(refused)?;
    check_owner(&connection, path, refused)?;
    settle(&connection).map_err(refused)?;
    if uncleanly_left || size <= SMALL_BYTES {
        check(&connection, "PRAGMA quick_check(1)").map_err(refused)?;
    } else {
        // A large file that was closed in good order: what the scheduler depends on is checked, the rest tells itself.
        check(&connection, "PRAGMA quick_check('memory')").map_err(refused)?;
    }
    migrations::run(&mut connection).map_err(refused)?;
    Ok(connection)
}

fn prepare_place(path: &Path) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        private::create_folder(folder)?;
    }
    // SQLite gives its side files the mode of the main file, so this one call keeps all of them private (F40).
    private::ensure_file(path)
}

/// Refuses what another program or a newer Hemma wrote.
fn check_owner(
    connection: &Connection,
    path: &Path,
    refused: impl Fn(rusqlite::Error) -> Refusal,
) -> Result<(), Refusal> {
    connection
        .busy_timeout(Duration::from_secs(2))
        .map_err(&refused)?;
    let version = migrations::version(connection).map_err(&refused)?;
    let id: i32 = connection
        .pragma_query_value(None, "application_id", |row| row.get(0))
        .map_err(&refused)?;
    let tables: i64 = connection
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
        .map_err(&refused)?;
    if id != migrations::APPLICATION_ID && (id != 0 || version != 0 || tables != 0) {
        return Err(Refusal::Damaged("it is another program's file".to_owned()));
    }
    if version > migrations::newest() {
        let what = format!(
            "{} was written by a newer version of Hemma (format {version})",
            path.display()
        );
        return Err(Refusal::Unusable(DiskError { what }));
    }
    Ok(())
}

fn settle(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    // In KiB: this program reads a page of history now and then, and must stay small.
    connection.pragma_update(None, "cache_size", -128)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update_and_check(None, "journal_size_limit", 4 * 1024 * 1024, |_| Ok(()))?;
    connection.set_prepared_statement_cache_capacity(8);
    Ok(())
}

/// Runs a check and turns its findings into the error that SQLite gives for a damaged file.
fn check(connection: &Connection, pragma: &str) -> rusqlite::Result<()> {
    let answer: String = connection.query_row(pragma, [], |row| row.get(0))?;
    if answer == "ok" {
        return Ok(());
    }
    let code = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CORRUPT);
    Err(rusqlite::Error::SqliteFailure(code, Some(answer)))
}

/// Moves the file and its write-ahead log to the first free name `….damaged-<n>`.
fn put_aside(path: &Path) -> io::Result<PathBuf> {
    let aside = (1..)
        .map(|number: u32| beside(path, &format!(".damaged-{number}")))
        .find(|aside| !aside.exists())
        .ok_or(io::ErrorKind::AlreadyExists)?;
    fs::rename(path, &aside)?;
    move_if_there(&beside(path, "-wal"), &beside(&aside, "-wal"))?;
    // Only an index of the log; SQLite makes it anew.
    match fs::remove_file(beside(path, "-shm")) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(aside),
    }
}

fn move_if_there(from: &Path, to: &Path) -> io::Result<()> {
    match fs::rename(from, to) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}
