//! Answers to questions that nobody asked: they change nothing, and break no law.

use crate::auditor::Auditor;
use crate::common::world::{Card, verdict};
use hemma_core::address::Family;
use hemma_core::finding::Finding;
use hemma_core::scheduler::{Action, AttemptId, Event, Job, RoundId};
use hemma_core::verdict::Outcome;

impl Auditor {
    pub(crate) fn nonsense(&mut self, a: u8, b: u8) {
        let round = RoundId(u64::from(b));
        let records: Vec<_> = self.story.memory.records.keys().cloned().collect();
        let record = records.get(usize::from(b) % records.len().max(1)).cloned();
        let stray = AttemptId(1_000_000 + u64::from(b));
        match (a % 6, record) {
            (0, _) if round != self.story.round => self.tell(Event::Looked {
                round,
                family: Family::Ipv4,
                source: "ipify".parse().unwrap(),
                finding: Finding::Found {
                    address: "198.51.100.250".parse().unwrap(),
                },
            }),
            (1, Some(record)) => self.tell(Event::Answered {
                attempt: stray,
                outcome: Outcome {
                    verdicts: [(record, verdict(Card::Good))].into(),
                    quote: None,
                    status: None,
                },
            }),
            (2, _) => self.tell(Event::JobLost {
                job: Job::Publish(stray),
            }),
            (3, Some(record)) => {
                let asked = self.open.iter().any(
                    |action| matches!(action, Action::Prove { record: other, .. } if *other == record),
                );
                if !asked {
                    self.tell(Event::JobLost {
                        job: Job::Prove(record),
                    });
                }
            }
            (4, _) => self.tell(Event::JobLost {
                job: Job::Locate(RoundId(u64::MAX)),
            }),
            _ => self.tell(Event::SettingsRejected {
                problems: Vec::new(),
            }),
        }
    }
}
