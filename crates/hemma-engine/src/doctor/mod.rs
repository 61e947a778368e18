//! The doctor: asked by a person, it looks once at everything that can stand between a name and this computer, and says
//! what it is, since when, and what to do.
//!
//! It only reads. Nothing it finds out decides about an update: the comparison with this computer's own resolver is
//! shown and forgotten (F25, F26). No secret is within its reach, and what is to be copied is washed once more.

mod judge;
mod line;
mod names;
mod text;
mod wash;

use std::sync::Arc;

use futures_util::StreamExt as _;
use futures_util::stream;
use hemma_core::history::Entry;
use hemma_core::names::Hostname;
use hemma_core::router::RouterReport;
use hemma_core::settings::Settings;
use hemma_core::time::Timestamp;

use crate::messages::{
    ComparedName, Contact, DoctorFinding, DoctorQuery, DoctorReport, HistoryQuery, RecordView,
    Snapshot,
};
use crate::ports::{Clock, Compared, Hands, Notebook, Resolver, Senses};
use crate::words::{Lang, Voice};

/// The most records that are compared in one report: hundreds of names would be a flood of questions.
const MOST_COMPARED: usize = 20;
/// How many are compared at the same time.
const AT_ONCE: usize = 4;
/// The most lines of history that are read.
const MOST_LINES: u32 = 300;

/// What the doctor looks with.
#[derive(Clone)]
pub(crate) struct Doctor {
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) senses: Arc<dyn Senses>,
    pub(crate) resolver: Arc<dyn Resolver>,
    pub(crate) hands: Arc<dyn Hands>,
    pub(crate) notebook: Arc<dyn Notebook>,
}

/// Everything a report is made of. No secret is in it.
pub(crate) struct Material {
    pub(crate) at: Timestamp,
    pub(crate) snapshot: Arc<Snapshot>,
    pub(crate) settings: Box<Settings>,
    pub(crate) router: Option<RouterReport>,
    pub(crate) compared: Vec<(RecordView, Compared)>,
    pub(crate) contacts: Vec<Contact>,
    /// Newest first.
    pub(crate) entries: Vec<Entry>,
}

impl Doctor {
    /// Looks at everything once. DNS is asked; that takes a few seconds at most.
    pub(crate) async fn examine(
        &self,
        snapshot: Arc<Snapshot>,
        settings: Box<Settings>,
    ) -> Material {
        let compared = self.compare(&snapshot, &settings).await;
        let query = HistoryQuery {
            limit: MOST_LINES,
            ..HistoryQuery::default()
        };
        let entries = match self.notebook.history(query).await {
            Ok(page) => page.entries.into_iter().map(|line| line.entry).collect(),
            Err(error) => {
                tracing::warn!(%error, "the journal cannot be read; the report goes without it");
                Vec::new()
            }
        };
        Material {
            at: self.clock.now().wall,
            router: self.senses.router_report(),
            contacts: self.hands.contacts(),
            snapshot,
            settings,
            compared,
            entries,
        }
    }

    /// Names are compared only where something can be said: the record is confirmed, and DNS can prove it.
    async fn compare(
        &self,
        snapshot: &Snapshot,
        settings: &Settings,
    ) -> Vec<(RecordView, Compared)> {
        let records: Vec<(Hostname, RecordView)> = snapshot
            .names
            .iter()
            .flat_map(|name| &name.records)
            .filter(|record| record.status.confirmed.is_some())
            .filter_map(|record| Some((record.status.hostname.clone()?, record.clone())))
            .take(MOST_COMPARED)
            .collect();
        stream::iter(records)
            .map(|(hostname, record)| async move {
                let servers = settings.proof.servers.clone();
                let compared = self
                    .resolver
                    .compare(hostname, record.family, servers)
                    .await;
                (record, compared)
            })
            .buffered(AT_ONCE)
            .collect()
            .await
    }
}

/// Makes the report. Pure.
pub(crate) fn report(material: &Material, query: DoctorQuery, voice: &Voice) -> DoctorReport {
    let findings: Vec<DoctorFinding> = judge::all(material)
        .into_iter()
        .map(|found| DoctorFinding {
            title: voice.ailment_title(&found.what, &material.snapshot),
            meaning: voice.ailment_meaning(&found.what, &material.snapshot, material.at),
            remedy: voice.ailment_remedy(&found.what),
            severity: found.severity,
            since: found.since,
            what: found.what,
        })
        .collect();
    let compared: Vec<ComparedName> = material
        .compared
        .iter()
        .map(|(record, compared)| names::told(record, compared, material.at))
        .collect();
    let summary = voice.doctor_summary(&findings);
    let text = text::text(material, &summary, &findings, &compared, voice);
    DoctorReport {
        at: material.at,
        summary,
        findings,
        compared,
        router: material.router.clone(),
        text: wash::wash(&text, material, query.mask),
    }
}

/// Returns the voice that was asked for.
pub(crate) fn voice(query: DoctorQuery, system: Lang, zone: jiff::tz::TimeZone) -> Voice {
    Voice::new(Lang::choose(query.language, system), zone)
}

#[cfg(test)]
mod tests;
