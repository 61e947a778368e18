//! Which sources may be asked, and for how long they are left alone (F30).

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

use crate::address::{Family, same_link, unmapped};
use crate::finding::{Finding, LookProblem};
use crate::gate::{Voice, VoiceKind};
use crate::names::{OperatorId, SourceId};
use crate::settings::{DnsChoice, SourceChoice};
use crate::time::Mono;

/// The least time a source is left alone after 403 or 429, when it names a wait (`public-ip.md` §1.1).
const LEAST_REST: Duration = Duration::from_secs(3600);
/// How long it is left alone when it names none, and after [`FAILURES`] (`public-ip.md` §6).
const LONG_REST: Duration = Duration::from_secs(24 * 3600);
/// Failures in a row, while another source answered; being overruled is one.
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

/// A source as this file needs to know it.
pub(super) trait Askable {
    fn id(&self) -> &SourceId;
    fn operator(&self) -> &OperatorId;
    fn speaks(&self, family: Family) -> bool;
}

impl Askable for SourceChoice {
    fn id(&self) -> &SourceId {
        &self.id
    }

    fn operator(&self) -> &OperatorId {
        &self.operator
    }

    fn speaks(&self, family: Family) -> bool {
        self.url(family).is_some()
    }
}

impl Askable for DnsChoice {
    fn id(&self) -> &SourceId {
        &self.id
    }

    fn operator(&self) -> &OperatorId {
        &self.operator
    }

    fn speaks(&self, family: Family) -> bool {
        !self.servers(family).is_empty()
    }
}

impl Sources {
    /// Picks the next source for a family, beginning at `turn`, of an operator not yet asked. Sources that asked to be
    /// left alone are never picked; those that merely failed are picked when nothing better is left.
    pub(super) fn next<'a, S: Askable>(
        &self,
        choices: &'a [S],
        family: Family,
        asked: &[OperatorId],
        turn: usize,
        now: Mono,
    ) -> Option<&'a S> {
        let candidates = || self.candidates(choices, family, asked, turn, now);
        let rested = |choice: &&S| self.is_rested(choice.id(), family, now);
        candidates().find(rested).or_else(|| candidates().next())
    }

    /// The same, of those alone that have not failed lately.
    pub(super) fn next_rested<'a, S: Askable>(
        &self,
        choices: &'a [S],
        family: Family,
        turn: usize,
        now: Mono,
    ) -> Option<&'a S> {
        self.candidates(choices, family, &[], turn, now)
            .find(|choice| self.is_rested(choice.id(), family, now))
    }

    fn candidates<'a, S: Askable>(
        &self,
        choices: &'a [S],
        family: Family,
        asked: &[OperatorId],
        turn: usize,
        now: Mono,
    ) -> impl Iterator<Item = &'a S> {
        let count = choices.len().max(1);
        (0..choices.len())
            .map(move |offset| &choices[(turn + offset) % count])
            .filter(move |choice| choice.speaks(family))
            .filter(move |choice| !asked.contains(choice.operator()))
            .filter(move |choice| {
                self.refused_until
                    .get(choice.id())
                    .is_none_or(|until| *until <= now)
            })
    }

    fn is_rested(&self, id: &SourceId, family: Family, now: Mono) -> bool {
        self.failed
            .get(&(id.clone(), family))
            .and_then(|failed| failed.until)
            .is_none_or(|until| until <= now)
    }

    /// Learns from the voices of one family's round. A failure counts only while another source answered: when nobody
    /// answers, the network is at fault and not the source. Whoever was overruled by what the gate believes has failed
    /// too (F04). The router is not judged here: what it tells is compared, and told.
    pub(super) fn learn(
        &mut self,
        voices: &[Voice],
        family: Family,
        believed: Option<IpAddr>,
        now: Mono,
    ) {
        let somebody_answered = voices
            .iter()
            .any(|voice| matches!(voice.finding, Some(Finding::Found { .. })));
        for voice in voices.iter().filter(|one| one.kind != VoiceKind::Router) {
            match &voice.finding {
                None => {}
                Some(Finding::Found { address }) => {
                    let address = unmapped(*address);
                    let overruled = believed.is_some_and(|believed| {
                        believed != address && !same_link(believed, address)
                    });
                    if overruled {
                        self.failed(voice, family, now);
                    } else {
                        self.failed.remove(&(voice.source.clone(), family));
                    }
                }
                Some(Finding::Absent) => {
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
                    self.failed(voice, family, now);
                }
                Some(Finding::Unknown { .. }) => {}
            }
        }
    }

    fn failed(&mut self, voice: &Voice, family: Family, now: Mono) {
        let key = (voice.source.clone(), family);
        let failed = self.failed.entry(key).or_default();
        failed.in_a_row += 1;
        if failed.in_a_row >= FAILURES {
            failed.until = Some(now.plus(LONG_REST));
            failed.in_a_row = 0;
        }
    }
}
