//! The scheduler's memory: one row per fact, each the JSON of one [`MemoryChange`].
//!
//! The key names service account, name and family (F44); the value carries the profile's fingerprint (F45). Intent,
//! confirmation and proof are fields of their own inside it (F42).

use std::collections::BTreeMap;

use hemma_core::memory::{Memory, MemoryChange};
use rusqlite::{Connection, Transaction, params};
use serde_json::Value;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) key: String,
    pub(super) value: String,
}

/// What was read back.
#[derive(Debug, Default)]
pub(super) struct Loaded {
    pub(super) memory: Memory,
    /// The good rows as they stand on disk.
    pub(super) rows: BTreeMap<String, String>,
    /// How many bad rows were put into the table `quarantine`.
    pub(super) bad: u32,
}

/// Returns the row of a fact.
pub(super) fn row(change: &MemoryChange) -> serde_json::Result<Row> {
    let key = match change {
        MemoryChange::Record { record, .. } => format!("record:{record}"),
        MemoryChange::Known { family, .. } => format!("known:{family}"),
        MemoryChange::Latches { .. } => "latches".to_owned(),
        MemoryChange::Waits { .. } => "waits".to_owned(),
        MemoryChange::Pause { .. } => "pause".to_owned(),
        MemoryChange::Dismissed { .. } => "dismissed".to_owned(),
        MemoryChange::LastAttempt { .. } => "last_attempt".to_owned(),
    };
    let value = serde_json::to_string(change)?;
    Ok(Row { key, value })
}

/// Writes one row, replacing an older one.
pub(super) fn write(transaction: &Transaction<'_>, key: &str, value: &str) -> rusqlite::Result<()> {
    transaction
        .prepare_cached(
            "INSERT INTO memory (key, value) VALUES (?1, ?2)
             ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        )?
        .execute(params![key, value])
        .map(drop)
}

/// Reads all rows back. A row that means nothing is moved into `quarantine` and the rest is used (F46).
pub(super) fn load(connection: &mut Connection) -> rusqlite::Result<Loaded> {
    let rows: Vec<Row> = {
        let mut statement = connection.prepare("SELECT key, value FROM memory ORDER BY key")?;
        let rows = statement.query_map([], |row| {
            Ok(Row {
                key: row.get(0)?,
                value: row.get(1)?,
            })
        })?;
        rows.collect::<Result<_, _>>()?
    };
    let mut loaded = Loaded::default();
    let mut bad = Vec::new();
    for found in rows {
        match read(&found) {
            Ok(Read::Whole(change)) => {
                loaded.memory.apply(change);
                loaded.rows.insert(found.key, found.value);
            }
            Ok(Read::InPart(change, reason)) => {
                let mended = row(&change).ok();
                loaded.memory.apply(change);
                if let Some(mended) = &mended {
                    loaded.rows.insert(mended.key.clone(), mended.value.clone());
                }
                bad.push((found, reason, mended));
            }
            Err(reason) => bad.push((found, reason, None)),
        }
    }
    loaded.bad = u32::try_from(bad.len()).unwrap_or(u32::MAX);
    if !bad.is_empty() {
        put_aside(connection, &bad)?;
    }
    Ok(loaded)
}

enum Read {
    Whole(MemoryChange),
    /// A list of which some members could not be read; the readable ones, and why not the others.
    InPart(MemoryChange, String),
}

fn read(found: &Row) -> Result<Read, String> {
    let change = match serde_json::from_str::<MemoryChange>(&found.value) {
        Ok(change) => Read::Whole(change),
        Err(error) => {
            let Some(rest) = readable_members(&found.value) else {
                return Err(error.to_string());
            };
            Read::InPart(rest, error.to_string())
        }
    };
    let (Read::Whole(meant) | Read::InPart(meant, _)) = &change;
    match row(meant) {
        Ok(expected) if expected.key == found.key => Ok(change),
        _ => Err("the key belongs to another fact".to_owned()),
    }
}

/// Keeps the readable members of a list of latches or waits: one bad member must not open the other latches.
fn readable_members(text: &str) -> Option<MemoryChange> {
    let mut value: Value = serde_json::from_str(text).ok()?;
    let list = match value.get("fact")?.as_str()? {
        "latches" => "latches",
        "waits" => "waits",
        _ => return None,
    };
    let members = value.get_mut(list)?.as_array_mut()?;
    let fact = list.to_owned();
    members.retain(|member| {
        let alone = serde_json::json!({ "fact": fact, list: [member] });
        serde_json::from_value::<MemoryChange>(alone).is_ok()
    });
    serde_json::from_value(value).ok()
}

type Bad = (Row, String, Option<Row>);

fn put_aside(connection: &mut Connection, bad: &[Bad]) -> rusqlite::Result<()> {
    let transaction = connection.transaction()?;
    for (found, reason, mended) in bad {
        tracing::warn!(reason, "a fact could not be read and is put aside");
        transaction.execute(
            "INSERT INTO quarantine (key, value, reason) VALUES (?1, ?2, ?3)",
            params![found.key, found.value, reason],
        )?;
        transaction.execute("DELETE FROM memory WHERE key = ?1", [&found.key])?;
        if let Some(mended) = mended {
            write(&transaction, &mended.key, &mended.value)?;
        }
    }
    transaction.commit()
}
