//! History: appending, reading by pages, and retention. Order is by sequence number, never by time (F47).

use hemma_core::history::{Entry, EntryKind};
use hemma_core::settings::HistoryKeeping;
use hemma_engine::messages::{HistoryEntry, HistoryKind, HistoryPage, HistoryQuery};
use rusqlite::types::Value;
use rusqlite::{Connection, Row, Transaction, params, params_from_iter};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Lines appended between two looks at retention.
pub(super) const PRUNE_EVERY: u32 = 256;

/// The most lines removed at one look. More than are added between two looks, so that a lowered limit is reached.
const PRUNE_STEP: i64 = 1024;

/// The newest lines whose earliest time counts as "now" for retention.
const NOW_LINES: u32 = 32;

/// One row of the journal, as the salvage copies it.
pub(super) struct Line {
    pub(super) sequence: i64,
    pub(super) at: i64,
    pub(super) kind: String,
    pub(super) profile: Option<String>,
    pub(super) name: Option<String>,
    pub(super) entry: String,
}

impl Line {
    /// Reads the columns `sequence, at, kind, profile, name, entry`.
    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            sequence: row.get(0)?,
            at: row.get(1)?,
            kind: row.get(2)?,
            profile: row.get(3)?,
            name: row.get(4)?,
            entry: row.get(5)?,
        })
    }
}

/// Appends one line and returns its number.
pub(super) fn append(transaction: &Transaction<'_>, entry: &Entry) -> rusqlite::Result<i64> {
    let text = serde_json::to_string(entry)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
    let at = entry.at.as_millisecond();
    let profile = entry
        .profile
        .as_ref()
        .or(entry.record.as_ref().map(|record| &record.profile));
    transaction
        .prepare_cached(
            "INSERT INTO journal (at, kind, profile, name, entry) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![
            at,
            word(kind_of(&entry.kind)),
            profile.map(|profile| profile.as_str()),
            entry.record.as_ref().map(|record| record.name.as_str()),
            text,
        ])?;
    let sequence = transaction.last_insert_rowid();
    widen_day(transaction, at, sequence)?;
    Ok(sequence)
}

/// Notes that a line of this time has this number.
pub(super) fn widen_day(
    transaction: &Transaction<'_>,
    at: i64,
    sequence: i64,
) -> rusqlite::Result<()> {
    transaction
        .prepare_cached(
            "INSERT INTO journal_day (day, first, last) VALUES (?1, ?2, ?2)
             ON CONFLICT (day) DO UPDATE SET first = min(first, excluded.first), last = max(last, excluded.last)",
        )?
        .execute(params![at.div_euclid(DAY_MS), sequence])
        .map(drop)
}

/// Reads one page, newest first.
pub(super) fn page(connection: &Connection, query: &HistoryQuery) -> rusqlite::Result<HistoryPage> {
    let limit = match query.limit {
        0 => 50,
        limit => limit.min(500),
    } as usize;
    let Some(bounds) = bounds(connection, query)? else {
        return Ok(HistoryPage::default());
    };
    let mut lines = Vec::new();
    // One walk per kind, each along its own index, then merged: a rare kind is found without reading the others.
    let mut kinds: Vec<Option<HistoryKind>> = query.kinds.iter().copied().map(Some).collect();
    kinds.sort_unstable();
    kinds.dedup();
    if kinds.is_empty() {
        kinds.push(None);
    }
    for kind in kinds {
        let (sql, values) = select(query, kind, bounds, limit + 1);
        let mut statement = connection.prepare_cached(&sql)?;
        let rows = statement.query_map(params_from_iter(values), |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))
        })?;
        for row in rows {
            lines.push(row?);
        }
    }
    lines.sort_unstable_by_key(|line| std::cmp::Reverse(line.0));
    let more = lines.len() > limit;
    lines.truncate(limit);
    let next = lines
        .last()
        .filter(|_| more)
        .and_then(|line| u32::try_from(line.0).ok());
    let entries = lines
        .into_iter()
        .filter_map(|(sequence, text)| {
            let sequence = u32::try_from(sequence).ok()?;
            match serde_json::from_str(&text) {
                Ok(entry) => Some(HistoryEntry { sequence, entry }),
                Err(error) => {
                    tracing::warn!(sequence, %error, "a line of history could not be read");
                    None
                }
            }
        })
        .collect();
    Ok(HistoryPage { entries, next })
}

/// Returns the first and last sequence number that can match, or nothing when none can.
fn bounds(connection: &Connection, query: &HistoryQuery) -> rusqlite::Result<Option<(i64, i64)>> {
    let mut least = 0;
    let mut most = query
        .before
        .map_or(i64::MAX, |before| i64::from(before) - 1);
    if let Some(since) = query.since {
        let day = since.as_millisecond().div_euclid(DAY_MS);
        let first: Option<i64> = connection.query_row(
            "SELECT min(first) FROM journal_day WHERE day >= ?1",
            [day],
            |row| row.get(0),
        )?;
        let Some(first) = first else { return Ok(None) };
        least = first;
    }
    if let Some(until) = query.until {
        let day = until.as_millisecond().div_euclid(DAY_MS);
        let last: Option<i64> = connection.query_row(
            "SELECT max(last) FROM journal_day WHERE day <= ?1",
            [day],
            |row| row.get(0),
        )?;
        let Some(last) = last else { return Ok(None) };
        most = most.min(last);
    }
    Ok((least <= most).then_some((least, most)))
}

/// Builds the query of one walk. Only what is asked for is in it, so that the planner sees which index serves.
pub(super) fn select(
    query: &HistoryQuery,
    kind: Option<HistoryKind>,
    (least, most): (i64, i64),
    limit: usize,
) -> (String, Vec<Value>) {
    let mut sql =
        String::from("SELECT sequence, entry FROM journal WHERE sequence BETWEEN ? AND ?");
    let mut values = vec![Value::Integer(least), Value::Integer(most)];
    let mut narrow = |condition: &str, value: Value| {
        sql.push_str(" AND ");
        sql.push_str(condition);
        values.push(value);
    };
    // The narrowest of name, profile and kind chooses the index; `+` keeps the others from choosing.
    let mut chosen = false;
    let mut with_index = |column: &str| {
        let plain = !chosen;
        chosen = true;
        format!("{}{column} = ?", if plain { "" } else { "+" })
    };
    if let Some(name) = &query.name {
        narrow(&with_index("name"), Value::Text(name.clone()));
    }
    if let Some(kind) = kind {
        narrow(&with_index("kind"), Value::Text(word(kind).to_owned()));
    }
    if let Some(profile) = &query.profile {
        narrow(
            &with_index("profile"),
            Value::Text(profile.as_str().to_owned()),
        );
    }
    if let Some(since) = query.since {
        narrow("at >= ?", Value::Integer(since.as_millisecond()));
    }
    if let Some(until) = query.until {
        narrow("at < ?", Value::Integer(until.as_millisecond()));
    }
    sql.push_str(" ORDER BY sequence DESC LIMIT ?");
    values.push(Value::Integer(i64::try_from(limit).unwrap_or(i64::MAX)));
    (sql, values)
}

/// Removes a few lines that are older or more than wanted. Returns how many.
///
/// "Now" is the earliest time among the newest lines: a clock that jumped ahead for a while removes nothing (F47).
pub(super) fn prune(
    transaction: &Transaction<'_>,
    keeping: HistoryKeeping,
) -> rusqlite::Result<usize> {
    let end = |which: &str| -> rusqlite::Result<Option<i64>> {
        transaction.query_row(
            &format!("SELECT {which}(sequence) FROM journal"),
            [],
            |row| row.get(0),
        )
    };
    let (Some(first), Some(last)) = (end("min")?, end("max")?) else {
        return Ok(0);
    };
    let now: i64 = transaction.query_row(
        "SELECT min(at) FROM (SELECT at FROM journal ORDER BY sequence DESC LIMIT ?1)",
        [NOW_LINES],
        |row| row.get(0),
    )?;
    let kept_from = now.saturating_sub(i64::from(keeping.days) * DAY_MS);
    let excess = (last - first + 1 - i64::from(keeping.entries)).max(0);
    let window = first + PRUNE_STEP;
    let removed = transaction.execute(
        "DELETE FROM journal WHERE sequence < ?1 AND (sequence < ?2 OR at < ?3)",
        params![window, first + excess, kept_from],
    )?;
    if removed > 0 {
        let kept = end("min")?;
        transaction.execute(
            "DELETE FROM journal_day WHERE last < ?1",
            [kept.unwrap_or(i64::MAX)],
        )?;
    }
    Ok(removed)
}

/// Returns the kind under which people find a line.
pub(super) fn kind_of(kind: &EntryKind) -> HistoryKind {
    match kind {
        EntryKind::AddressSeen { .. }
        | EntryKind::AddressHeld { .. }
        | EntryKind::LineChosen { .. } => HistoryKind::Address,
        EntryKind::Sent { .. } | EntryKind::Answered { .. } => HistoryKind::Update,
        EntryKind::Proved { .. }
        | EntryKind::ProofOverdue { .. }
        | EntryKind::ChangedElsewhere { .. } => HistoryKind::Proof,
        EntryKind::AtService { .. }
        | EntryKind::Latched { .. }
        | EntryKind::Released { .. }
        | EntryKind::SettingsRejected { .. }
        | EntryKind::DatabaseQuarantined { .. } => HistoryKind::Problem,
        EntryKind::Started
        | EntryKind::Stopped
        | EntryKind::Paused { .. }
        | EntryKind::Resumed
        | EntryKind::Moved { .. }
        | EntryKind::WokeUp { .. }
        | EntryKind::ClockSetBack { .. }
        | EntryKind::SettingsChanged => HistoryKind::System,
    }
}

/// Returns the word a kind has in the database. Words, not numbers: the file should explain itself.
fn word(kind: HistoryKind) -> &'static str {
    match kind {
        HistoryKind::Address => "address",
        HistoryKind::Update => "update",
        HistoryKind::Proof => "proof",
        HistoryKind::Problem => "problem",
        HistoryKind::System => "system",
    }
}

/// Returns how many lines there are.
pub(super) fn count(connection: &Connection) -> rusqlite::Result<u32> {
    connection.query_row("SELECT count(*) FROM journal", [], |row| row.get(0))
}
