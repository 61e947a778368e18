//! Which sources may be asked, and for how long they are left alone (F30).

use std::collections::BTreeMap;
use std::time::Duration;

use crate::address::Family;
use crate::finding::{Finding, LookProblem};
use crate::gate::Voice;
use crate::names::{OperatorId, SourceId};
use crate::settings::SourceChoice;
use crate::time::Mono;

/// The least time a source is left alone after 403 or 429, when it names a wait (`public-ip.md` §1.1).
const LEAST_REST: Duration = Duration::from_secs(3600);
/// How long it is left alone when it names none, and after [`FAILURES`] (`public-ip.md` §6).
const LONG_REST: Duration = Duration::from_secs(24 * 3600);
/// Failures in a row, while another source answered.
const FAILURES: u32 = 5;

/// What is known of the sources in this run.
#[derive(Debug, Default)]
pub(super) struct Sources {
    refused_until: BTreeMap<SourceId, Mono>,
    failed: BTreeMap<(SourceId, Family), Failed>,
}

#[derive(Debug, Default)]
struct Failed {
    in_a_row: u32,
    until: Option<Mono>,
}

impl Sources {
    /// Picks the next source for a family, beginning at `turn`, of an operator not yet asked. Sources that asked to be
    /// left alone are never picked; those that merely failed are picked when nothing better is left.
    pub(super) fn next<'a>(
        &self,
        choices: &'a [SourceChoice],
        family: Family,
        asked: &[OperatorId],
        turn: usize,
        now: Mono,
    ) -> Option<&'a SourceChoice> {
        let count = choices.len().max(1);
        let candidates = || {
            (0..choices.len())
                .map(|offset| &choices[(turn + offset) % count])
                .filter(|choice| choice.url(family).is_some())
                .filter(|choice| !asked.contains(&choice.operator))
                .filter(|choice| {
                    self.refused_until
                        .get(&choice.id)
                        .is_none_or(|until| *until <= now)
                })
        };
        let rested = |choice: &&SourceChoice| {
            self.failed
                .get(&(choice.id.clone(), family))
                .and_then(|failed| failed.until)
                .is_none_or(|until| until <= now)
        };
        candidates().find(rested).or_else(|| candidates().next())
    }

    /// Learns from the voices of one family's round. A failure counts only while another source answered: when nobody
    /// answers, the network is at fault and not the source.
    pub(super) fn learn(&mut self, voices: &[Voice], family: Family, now: Mono) {
        let somebody_answered = voices
            .iter()
            .any(|voice| matches!(voice.finding, Some(Finding::Found { .. })));
        for voice in voices {
            match &voice.finding {
                None => {}
                Some(Finding::Found { .. } | Finding::Absent) => {
                    self.failed.remove(&(voice.source.clone(), family));
                }
                Some(Finding::Unknown {
                    problem:
                        LookProblem::Refused {
                            retry_after_seconds,
                        },
                }) => {
                    let rest = retry_after_seconds.map_or(LONG_REST, |seconds| {
                        Duration::from_secs(u64::from(seconds)).max(LEAST_REST)
                    });
                    self.refused_until
                        .insert(voice.source.clone(), now.plus(rest));
                }
                Some(Finding::Unknown { .. }) if somebody_answered => {
                    let failed = self
                        .failed
                        .entry((voice.source.clone(), family))
                        .or_default();
                    failed.in_a_row += 1;
                    if failed.in_a_row >= FAILURES {
                        failed.until = Some(now.plus(LONG_REST));
                        failed.in_a_row = 0;
                    }
                }
                Some(Finding::Unknown { .. }) => {}
            }
        }
    }
}
