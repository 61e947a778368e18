//! Reading what the programs say about themselves: snapshot, history, and the sandbox's ledger.

use anyhow::{Context, Result};
use serde_json::Value;

use crate::stopwatch::parse_unix_millis;

/// The one state that icon and headline show.
pub(crate) fn overall(snapshot: &Value) -> &str {
    snapshot
        .get("overall")
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// Whether a line of history is of this kind.
pub(crate) fn is(line: &Value, kind: &str) -> bool {
    line["entry"]["kind"]["kind"] == kind
}

/// Whether an entry of the ledger is a request to an update service.
pub(crate) fn is_update(entry: &Value) -> bool {
    matches!(
        entry["target"].as_str(),
        Some("noip" | "dyndns2" | "hostup")
    ) && entry["method"] != "-"
}

/// The number of an entry of the ledger.
pub(crate) fn ordinal(entry: &Value) -> u64 {
    entry["ordinal"].as_u64().unwrap_or(0)
}

/// The names an update was for.
pub(crate) fn names(entry: &Value) -> String {
    let names = entry["names"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    names
        .iter()
        .filter_map(Value::as_str)
        .collect::<Vec<_>>()
        .join(" and ")
}

/// When an entry of the ledger was written, in milliseconds since 1970.
pub(crate) fn of_ledger(entry: &Value) -> i64 {
    entry["unix_ms"].as_i64().unwrap_or(0)
}

/// When a line of history was written, in milliseconds since 1970.
pub(crate) fn of_history(line: &Value) -> Result<i64> {
    let at = line["entry"]["at"]
        .as_str()
        .context("a line of history has no time")?;
    parse_unix_millis(at).with_context(|| format!("a line of history has an odd time: {at}"))
}
