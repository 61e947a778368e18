//! Asking DNS: the proof of an accepted update, and light about a lost answer.

use std::net::IpAddr;
use std::time::Duration;

use crate::address::{Family, PublicAddr};
use crate::finding::LookProblem;
use crate::history::{AnswerKind, EntryKind};
use crate::memory::Stamped;
use crate::names::RecordId;
use crate::status::{Reason, TrailKind};
use crate::time::Mono;
use crate::verdict::UnclearReason;

use super::publishing::number;
use super::standing::shows;
use super::{Action, Scheduler};

/// How long a first update waits for DNS, which may make it needless.
pub(super) const DNS_FIRST: Duration = Duration::from_secs(3);
/// A question has its own deadline; this one is for jobs that were lost.
const PROVE_DEADLINE: Duration = Duration::from_secs(20);
/// How often DNS is asked again when nothing is amiss (F43).
const RECHECK: Duration = Duration::from_secs(3600);

/// The distance to the next question, by how long the answer has been waited for.
fn cadence(waited: Duration) -> Duration {
    if waited < Duration::from_secs(30) {
        Duration::from_millis(800)
    } else if waited < Duration::from_secs(300) {
        Duration::from_secs(5)
    } else {
        Duration::from_secs(60)
    }
}

impl Scheduler {
    /// Names in journal and trail what a former run left half done. Records without a hostname cannot be looked up:
    /// their pace alone decides when they are sent again.
    pub(super) fn name_half_done(&mut self) {
        for place in 0..self.table.records.len() {
            let record = &self.table.records[place];
            let Some(intent) = record.facts.intent.clone() else {
                continue;
            };
            let id = record.id.clone();
            let provable = record.hostname.is_some();
            let answer = AnswerKind::Unclear {
                reason: UnclearReason::Restarted,
            };
            let kind = EntryKind::Answered {
                attempt: number(intent.attempt),
                answer: answer.clone(),
                quote: None,
            };
            self.note(None, Some(&id), kind);
            let step = TrailKind::Answered {
                answer,
                quote: None,
            };
            self.trail(place, step);
            if !provable {
                self.table.records[place].facts.intent = None;
                self.remember_record(place);
            }
        }
    }

    /// At the beginning of a round: records of which nothing is known are looked up beside the looks, so that a needless
    /// first update is avoided.
    pub(super) fn plan_first_proofs(&mut self) {
        let now = self.now.mono;
        for record in &mut self.table.records {
            if record.facts.confirmed.is_none()
                && record.facts.intent.is_none()
                && !record.dns.checked
                && record.hostname.is_some()
                && record.dns.asked.is_none()
            {
                record.dns.next = Some(now);
            }
        }
    }

    /// At the end of a round: what is overdue is asked again, and what is up to date once an hour, or when a person
    /// asked.
    pub(super) fn plan_rechecks(&mut self, person: bool) {
        let now = self.now.mono;
        for record in &mut self.table.records {
            let settled = record.hostname.is_some()
                && !record.facts.offline
                && record.facts.confirmed.is_some()
                && record.in_flight.is_none()
                && record.dns.next.is_none()
                && record.dns.asked.is_none();
            let old = record
                .dns
                .last
                .is_none_or(|last| now.since(last) >= RECHECK);
            if settled && (old || person || record.dns.overdue) {
                record.dns.next = Some(now);
            }
        }
    }

    /// Lets questions leave that are due.
    pub(super) fn ask_dns(&mut self) {
        let now = self.now.mono;
        let may_ask: Vec<_> = (0..self.table.profiles.len())
            .map(|profile| self.may_act(profile))
            .collect();
        for record in &mut self.table.records {
            if !may_ask[record.profile] {
                continue;
            }
            let due = record.dns.next.is_some_and(|next| next <= now);
            if !due || record.dns.asked.is_some() || record.in_flight.is_some() {
                continue;
            }
            record.dns.next = None;
            let Some(hostname) = &record.hostname else {
                continue;
            };
            record.dns.asked = Some((now, now.plus(PROVE_DEADLINE)));
            self.out.push(Action::Prove {
                record: record.id.clone(),
                hostname: hostname.clone(),
            });
        }
    }

    /// DNS answered, or could not be asked. A failed lookup is never a difference (F27).
    pub(super) fn dns_seen(&mut self, id: &RecordId, seen: Result<Vec<IpAddr>, LookProblem>) {
        let Some(place) = self.table.place(id) else {
            return;
        };
        let now = self.now.mono;
        let record = &mut self.table.records[place];
        if record.dns.asked.take().is_none() {
            return;
        }
        record.dns.last = Some(now);
        record.dns.checked = true;
        record.dirty = true;
        let answered = seen.is_ok();
        record.dns.shown = seen.ok().map(|shown| of_family(shown, id.family));
        if record.in_flight.is_some() {
            return;
        }
        if let Some(intent) = record.facts.intent.clone() {
            self.light_on_unclear(place, intent.address);
        } else if let Some(confirmed) = record.facts.confirmed {
            if record.awaits_proof() {
                self.look_for_proof(place, confirmed.address);
            } else if answered {
                self.compare_with_proved(place, confirmed.address);
            }
        }
    }

    /// A request may have arrived. Seen in DNS: it did. Not seen until the patience is over: it is taken for lost, and
    /// sent again when the pace allows (F60, F64).
    fn light_on_unclear(&mut self, place: usize, intended: PublicAddr) {
        if shows(&self.table.records[place], intended) {
            // Offline, DNS would show something of the service's.
            self.table.records[place].facts.offline = false;
            self.confirm(place, intended);
            self.prove(place, intended);
            return;
        }
        self.trail_not_yet(place);
        let waited = self.waited(place);
        if waited >= self.settings.proof.patience {
            self.table.records[place].facts.intent = None;
            self.remember_record(place);
        } else {
            self.ask_again(place, waited);
        }
    }

    fn look_for_proof(&mut self, place: usize, address: PublicAddr) {
        if shows(&self.table.records[place], address) {
            self.prove(place, address);
            return;
        }
        self.trail_not_yet(place);
        let waited = self.waited(place);
        if waited < self.settings.proof.patience {
            self.ask_again(place, waited);
            return;
        }
        let record = &mut self.table.records[place];
        if !record.dns.overdue {
            record.dns.overdue = true;
            let id = record.id.clone();
            self.note(None, Some(&id), EntryKind::ProofOverdue { address });
        }
    }

    fn waited(&self, place: usize) -> Duration {
        self.table.records[place]
            .dns
            .since
            .map(|since| since.elapsed(self.now))
            .unwrap_or_default()
    }

    fn ask_again(&mut self, place: usize, waited: Duration) {
        let patience = self.settings.proof.patience.saturating_sub(waited);
        // The last question comes when the patience is over, not a minute later.
        let distance = cadence(waited).min(patience.max(Duration::from_millis(800)));
        self.table.records[place].dns.next = Some(self.now.mono.plus(distance));
    }

    fn prove(&mut self, place: usize, address: PublicAddr) {
        let after = self.waited(place);
        let record = &mut self.table.records[place];
        record.facts.proved = Some(Stamped {
            address,
            at: self.now.wall,
        });
        record.dns.next = None;
        record.dns.overdue = false;
        self.remember_record(place);
        let after_ms = u32::try_from(after.as_millis()).unwrap_or(u32::MAX);
        self.proved(place, address, after_ms);
    }

    /// Tells a proof to journal and trail.
    pub(super) fn proved(&mut self, place: usize, address: PublicAddr, after_ms: u32) {
        let record = &mut self.table.records[place];
        record.dns.next = None;
        record.dns.since = None;
        let id = record.id.clone();
        self.note(None, Some(&id), EntryKind::Proved { address, after_ms });
        self.trail(place, TrailKind::Proved { after_ms });
    }

    /// Ends questions whose job never told its end.
    pub(super) fn expire_proofs(&mut self) {
        let now = self.now.mono;
        let overdue: Vec<_> = self
            .table
            .records
            .iter()
            .filter(|record| record.dns.asked.is_some_and(|(_, until)| until <= now))
            .map(|record| record.id.clone())
            .collect();
        for id in overdue {
            self.dns_seen(&id, Err(LookProblem::Lost));
        }
    }

    pub(super) fn proofs_wake(&self) -> Option<(Mono, Reason)> {
        self.table
            .records
            .iter()
            .filter_map(|record| match record.dns.asked {
                Some((_, until)) => Some((until, Reason::JobDeadline)),
                None if self.may_act(record.profile) && record.in_flight.is_none() => {
                    record.dns.next.map(|next| (next, Reason::Proving))
                }
                None => None,
            })
            .min()
    }
}

fn of_family(mut shown: Vec<IpAddr>, family: Family) -> Vec<IpAddr> {
    shown.retain(|address| Family::of(*address) == family);
    shown
}
