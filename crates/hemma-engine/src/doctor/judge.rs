//! Everything that was found, most urgent first. Pure.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use hemma_core::finding::Finding;
use hemma_core::health::{ConditionKind, Severity};
use hemma_core::history::{AnswerKind, Entry, EntryKind};
use hemma_core::names::RecordId;
use hemma_core::status::{Phase, TrailKind};
use hemma_core::time::Timestamp;
use jiff::SignedDuration;

use super::{Material, line, names};
use crate::messages::{Ailment, Snapshot};

/// How long a foreign change is told.
const FOREIGN: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How long a failed update is told.
const FAILED: SignedDuration = SignedDuration::from_hours(24);

/// One finding, without words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) what: Ailment,
    pub(super) severity: Severity,
    pub(super) since: Option<Timestamp>,
}

impl Found {
    /// Something that is so now; since when is not known.
    pub(super) fn now(what: Ailment, severity: Severity) -> Self {
        Self {
            what,
            severity,
            since: None,
        }
    }
}

/// Returns all findings, most urgent first, then as a person would look: conditions, line, names, history, voices.
pub(super) fn all(material: &Material) -> Vec<Found> {
    let mut found = conditions(&material.snapshot);
    if let Some(of_line) = line::judge(material) {
        // The same trouble, told with its addresses.
        let known = |one: &Found| {
            let condition = ConditionKind::CarrierNat;
            one.what == Ailment::Condition { condition }
        };
        let shown = found.iter().position(known);
        let same = matches!(of_line.what, Ailment::CarrierNat { .. });
        match shown.filter(|_| same) {
            Some(place) => found[place].what = of_line.what,
            None => found.push(of_line),
        }
    }
    found.extend(
        material
            .compared
            .iter()
            .filter_map(|(record, compared)| names::judge(record, compared, material.at)),
    );
    found.extend(elsewhere(material));
    found.extend(failed(material));
    found.extend(voices(&material.snapshot));
    found.sort_by_key(|one| Reverse(one.severity));
    found
}

fn conditions(snapshot: &Snapshot) -> Vec<Found> {
    let conditions = snapshot.conditions.iter();
    conditions
        .map(|condition| Found {
            what: Ailment::Condition {
                condition: condition.kind.clone(),
            },
            severity: condition.severity,
            since: Some(condition.since),
        })
        .collect()
}

/// The last foreign change of each record that is not shown as a second writer anyhow.
fn elsewhere(material: &Material) -> Vec<Found> {
    let fighting: BTreeSet<&RecordId> = material
        .snapshot
        .conditions
        .iter()
        .filter_map(|condition| match &condition.kind {
            ConditionKind::SecondWriter { record } => Some(record),
            _ => None,
        })
        .collect();
    let mut told = BTreeSet::new();
    let mut found = Vec::new();
    for entry in recent(material, FOREIGN) {
        if let (EntryKind::ChangedElsewhere { seen }, Some(record)) = (&entry.kind, &entry.record)
            && !fighting.contains(record)
            && told.insert(record)
        {
            found.push(Found {
                what: Ailment::ChangedElsewhere {
                    record: record.clone(),
                    seen: seen.clone(),
                },
                severity: Severity::Info,
                since: Some(entry.at),
            });
        }
    }
    found
}

/// Records whose last answer was no success, unless a stop says so already.
fn failed(material: &Material) -> Vec<Found> {
    let stopped: BTreeSet<&RecordId> = records(&material.snapshot)
        .filter(|(_, phase)| matches!(phase, Phase::Stopped { .. }))
        .map(|(id, _)| id)
        .collect();
    let mut last: BTreeMap<&RecordId, (&Entry, &AnswerKind)> = BTreeMap::new();
    for entry in recent(material, FAILED) {
        if let (EntryKind::Answered { answer, .. }, Some(record)) = (&entry.kind, &entry.record) {
            last.entry(record).or_insert((entry, answer));
        }
    }
    last.into_iter()
        .filter(|(record, (_, answer))| {
            let good = matches!(answer, AnswerKind::Accepted | AnswerKind::AlreadySo);
            !good && !stopped.contains(record)
        })
        .map(|(record, (entry, _))| Found {
            what: Ailment::UpdateFailed {
                record: record.clone(),
                at: entry.at,
            },
            severity: Severity::Notice,
            since: Some(entry.at),
        })
        .collect()
}

/// Voices that gave nothing in the last round.
fn voices(snapshot: &Snapshot) -> Vec<Found> {
    let mut last = BTreeMap::new();
    let trails = snapshot.names.iter().flat_map(|name| &name.records);
    for step in trails.flat_map(|record| &record.status.trail) {
        if let TrailKind::Looked {
            source, finding, ..
        } = &step.step
        {
            last.insert(source.clone(), (step.at, finding.clone()));
        }
    }
    last.into_iter()
        .filter_map(|(source, (at, finding))| match finding {
            Finding::Unknown { problem } => Some(Found {
                what: Ailment::VoiceSilent { source, problem },
                severity: Severity::Info,
                since: Some(at),
            }),
            Finding::Found { .. } | Finding::Absent => None,
        })
        .collect()
}

fn records(snapshot: &Snapshot) -> impl Iterator<Item = (&RecordId, &Phase)> {
    let records = snapshot.names.iter().flat_map(|name| &name.records);
    records.map(|record| (&record.id, &record.status.phase))
}

/// Lines of history that are not older than this, newest first.
fn recent(material: &Material, span: SignedDuration) -> impl Iterator<Item = &Entry> {
    let entries = material.entries.iter();
    entries.filter(move |entry| material.at.duration_since(entry.at) <= span)
}
