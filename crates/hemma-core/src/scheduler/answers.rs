//! What an answer changes.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::address::PublicAddr;
use crate::finding::LookProblem;
use crate::history::{AnswerKind, EntryKind};
use crate::latch::{Bound, Latch};
use crate::memory::Stamped;
use crate::pace::{back_off, network_back_off};
use crate::status::TrailKind;
use crate::time::{Since, later};
use crate::verdict::{
    LaterReason, Meaning, Outcome, Quote, Refusal, Scope, UnclearReason, Verdict,
};

use super::publishing::{Carried, number};
use super::{AttemptId, Scheduler};

/// After somebody in between answered: at the earliest this much later (`noip-update.md` §5.2).
const INTERCEPTED_DISTANCE: Duration = Duration::from_secs(300);
/// This many "not found" answers in a row stop (`noip-update.md` §5.2).
const NOT_FOUND_LIMIT: u32 = 3;
/// The vault gave no secret: asked again after this long at the earliest, unless it says that it works.
const VAULT_DISTANCE: Duration = Duration::from_secs(60);

/// What one answer changed beside the records: written down once, at its end.
#[derive(Default)]
struct Sweep {
    /// Failures in a row per bound, counted once per answer.
    failures: BTreeMap<Bound, u32>,
    waits: bool,
    latches: bool,
}

impl Scheduler {
    /// An attempt has ended. Only records that it still carries are touched; the journal gets a line in any case.
    pub(super) fn answered(&mut self, attempt: AttemptId, mut outcome: Outcome) {
        let Some(ended) = self.attempts.remove(&attempt) else {
            self.note_stray(attempt, outcome);
            return;
        };
        if let Some(service) = self.table.services.get_mut(&ended.service)
            && service.in_flight == Some(attempt)
        {
            service.in_flight = None;
        }
        let mut sweep = Sweep::default();
        for carried in ended.carried {
            let verdict = outcome.verdicts.remove(&carried.record).unwrap_or(Verdict {
                meaning: Meaning::Unclear {
                    reason: UnclearReason::MissingLine,
                    not_before: None,
                },
                scope: Scope::Record,
            });
            let answer = answer_kind(&verdict.meaning);
            let kind = EntryKind::Answered {
                attempt: number(attempt.0),
                answer: answer.clone(),
                quote: outcome.quote.clone(),
            };
            self.note(None, Some(&carried.record), kind);
            let Some(place) = self.table.place(&carried.record) else {
                continue;
            };
            if self.table.records[place].in_flight != Some(attempt) {
                continue;
            }
            let record = &mut self.table.records[place];
            record.in_flight = None;
            record.dirty = true;
            let step = TrailKind::Answered {
                answer,
                quote: outcome.quote.clone(),
            };
            self.trail(place, step);
            self.obey(place, &carried, verdict, outcome.quote.as_ref(), &mut sweep);
        }
        if sweep.waits {
            self.remember_waits();
        }
        if sweep.latches {
            self.remember_latches();
        }
    }

    /// The job that carried an attempt never told its end: the request may have arrived.
    pub(super) fn answer_lost(&mut self, attempt: AttemptId) {
        let Some(lost) = self.attempts.get(&attempt) else {
            return;
        };
        let verdict = Verdict {
            meaning: Meaning::Unclear {
                reason: UnclearReason::AnswerLost {
                    problem: LookProblem::Lost,
                },
                not_before: None,
            },
            scope: Scope::Record,
        };
        let verdicts = lost
            .carried
            .iter()
            .map(|carried| (carried.record.clone(), verdict.clone()))
            .collect();
        let outcome = Outcome {
            verdicts,
            quote: None,
            status: None,
        };
        self.answered(attempt, outcome);
    }

    /// An answer nobody waits for changes nothing but the journal (law 4).
    fn note_stray(&mut self, attempt: AttemptId, outcome: Outcome) {
        for (record, verdict) in outcome.verdicts {
            let kind = EntryKind::Answered {
                attempt: number(attempt.0),
                answer: answer_kind(&verdict.meaning),
                quote: outcome.quote.clone(),
            };
            self.note(None, Some(&record), kind);
        }
    }

    fn obey(
        &mut self,
        place: usize,
        carried: &Carried,
        verdict: Verdict,
        quote: Option<&Quote>,
        sweep: &mut Sweep,
    ) {
        let bound = Bound::of(
            verdict.scope,
            &carried.record,
            &self.table.profile_of(place).profile,
        );
        if did_arrive(&verdict.meaning) {
            self.service_was_reached(place);
        }
        match verdict.meaning {
            Meaning::Accepted { .. } => {
                let facts = &mut self.table.records[place].facts;
                facts.nochg = 0;
                facts.offline = carried.offline;
                self.confirm(place, carried.address);
            }
            Meaning::AlreadySo { .. } => {
                self.already_so(place, carried, quote, sweep);
            }
            Meaning::NotConfirmed { .. } => self.not_confirmed(place, bound, sweep),
            Meaning::Later { reason, not_before } => {
                if self.counts_as_refused(place, &reason) {
                    self.table.records[place].facts.intent = None;
                    self.remember_record(place);
                    let refusal = Refusal::RequestRefused;
                    self.latch(place, bound, refusal, None, quote, sweep);
                    return;
                }
                let wait = not_before.unwrap_or_default();
                self.later(place, carried, bound, reason, wait, sweep);
            }
            Meaning::NeedsPerson {
                refusal,
                not_before,
            } => {
                if refusal == Refusal::SecretMissing {
                    // Without a secret nothing was sent, so the first one given need not wait.
                    self.put_back(place, carried);
                }
                self.table.records[place].facts.intent = None;
                self.remember_record(place);
                self.latch(place, bound, refusal, not_before, quote, sweep);
            }
            Meaning::Unclear { reason, not_before } => {
                let wait = not_before.unwrap_or_default();
                self.unclear(place, bound, &reason, wait, sweep);
            }
        }
    }

    /// The service stored the address: confirmed, and from now on looked for in DNS.
    pub(super) fn confirm(&mut self, place: usize, address: PublicAddr) {
        let now = self.now;
        let profile = self.table.records[place].profile;
        let row = &mut self.table.profiles[profile];
        row.trouble = None;
        row.secret_until = None;
        row.secret_tries = 0;
        let record = &mut self.table.records[place];
        record.facts.intent = None;
        record.facts.confirmed = Some(Stamped {
            address,
            at: now.wall,
        });
        record.facts.failures = 0;
        record.facts.not_found = 0;
        record.confirmed = Some(Since::now(now));
        record.dns.divided = false;
        record.dirty = true;
        if record.hostname.is_some() {
            record.dns.since = Some(Since::now(now));
            record.dns.next = Some(now.mono);
            record.dns.overdue = false;
        }
        self.remember_record(place);
    }

    /// "No change" is a success for the address. When it was not expected, it is counted: at the limit the record's
    /// distance grows to an hour until a real change (`noip-update.md` §5.3), at twice the limit the record is stopped,
    /// before the service calls it abuse (F24).
    fn already_so(
        &mut self,
        place: usize,
        carried: &Carried,
        quote: Option<&Quote>,
        sweep: &mut Sweep,
    ) {
        let limit = self.table.profile_of(place).rules().nochg_limit.max(1);
        let facts = &mut self.table.records[place].facts;
        facts.offline = carried.offline;
        if !carried.again {
            facts.nochg = facts.nochg.saturating_add(1);
        }
        let too_many = !carried.again && facts.nochg >= limit.saturating_mul(2);
        self.confirm(place, carried.address);
        if too_many {
            let bound = self.table.records[place].bound.clone();
            self.latch(place, bound, Refusal::TooManyNoChange, None, quote, sweep);
        }
    }

    /// The service stored something else: what was confirmed is void, DNS is asked before the next request, and that
    /// one does not hurry.
    fn not_confirmed(&mut self, place: usize, bound: Bound, sweep: &mut Sweep) {
        let failures = self.fail(place, &bound, sweep);
        let rules = self.table.profile_of(place).rules();
        let wait = back_off(rules.retry, failures).max(rules.min_interval);
        let record = &mut self.table.records[place];
        record.facts.intent = None;
        record.facts.confirmed = None;
        record.confirmed = None;
        record.dns.checked = false;
        record.dns.shown = None;
        record.dns.next = record.hostname.as_ref().map(|_| self.now.mono);
        self.remember_record(place);
        sweep.waits |= self.waits.keep(bound, wait, self.now);
    }

    /// Counts "not found" answers: the third in a row is a refusal.
    fn counts_as_refused(&mut self, place: usize, reason: &LaterReason) -> bool {
        let facts = &mut self.table.records[place].facts;
        facts.not_found = match reason {
            LaterReason::NotFound => facts.not_found.saturating_add(1),
            LaterReason::NotSent { .. } | LaterReason::SecretUnavailable => facts.not_found,
            LaterReason::ServiceTrouble
            | LaterReason::TooOften
            | LaterReason::Intercepted
            | LaterReason::EmptyAnswer => 0,
        };
        facts.not_found >= NOT_FOUND_LIMIT
    }

    fn later(
        &mut self,
        place: usize,
        carried: &Carried,
        bound: Bound,
        reason: LaterReason,
        not_before: Duration,
        sweep: &mut Sweep,
    ) {
        let now = self.now;
        let profile = self.table.records[place].profile;
        self.table.records[place].facts.intent = None;
        match &reason {
            LaterReason::NotSent { .. } => {
                self.put_back(place, carried);
                self.waits.network(bound, not_before, now);
            }
            LaterReason::Intercepted => {
                self.waits
                    .network(bound, not_before.max(INTERCEPTED_DISTANCE), now);
            }
            LaterReason::SecretUnavailable => {
                self.put_back(place, carried);
                let row = &mut self.table.profiles[profile];
                if row.secret_until.is_none_or(|until| until <= now.mono) {
                    row.secret_tries += 1;
                    let wait = network_back_off(row.secret_tries).max(VAULT_DISTANCE);
                    row.secret_until = Some(now.mono.plus(wait.max(not_before)));
                }
            }
            LaterReason::ServiceTrouble | LaterReason::TooOften | LaterReason::NotFound => {
                let failures = self.fail(place, &bound, sweep);
                let rules = self.table.profile_of(place).rules();
                let wait = back_off(rules.retry, failures).max(not_before);
                sweep.waits |= self.waits.keep(bound, wait, now);
            }
            // "Retry once after 5 min, then as 5xx" (`noip-update.md` §5.2).
            LaterReason::EmptyAnswer => {
                let failures = self.fail(place, &bound, sweep);
                let rules = self.table.profile_of(place).rules();
                let growing = match failures {
                    0 | 1 => Duration::ZERO,
                    more => back_off(rules.retry, more - 1),
                };
                sweep.waits |= self.waits.keep(bound, growing.max(not_before), now);
            }
        }
        self.table.profiles[profile].trouble = Some(reason);
        self.remember_record(place);
    }

    /// Nobody knows whether the address was stored: DNS decides. What the service demands is kept at once; a repeated
    /// loss waits longer each time.
    fn unclear(
        &mut self,
        place: usize,
        bound: Bound,
        reason: &UnclearReason,
        not_before: Duration,
        sweep: &mut Sweep,
    ) {
        let now = self.now;
        let failures = self.fail(place, &bound, sweep);
        let retry = self.table.profile_of(place).rules().retry;
        let growing = match reason {
            UnclearReason::UnknownWord => back_off(retry, failures),
            UnclearReason::AnswerLost { .. }
            | UnclearReason::MissingLine
            | UnclearReason::Restarted
                if failures > 1 =>
            {
                back_off(retry, failures - 1)
            }
            UnclearReason::AnswerLost { .. }
            | UnclearReason::MissingLine
            | UnclearReason::Restarted => Duration::ZERO,
        };
        sweep.waits |= self.waits.keep(bound, growing.max(not_before), now);
        let record = &mut self.table.records[place];
        if record.hostname.is_some() {
            record.dns.since = Some(Since::now(now));
            record.dns.next = Some(now.mono);
            record.dns.overdue = false;
        } else {
            // It cannot be looked up: the pace alone decides when it is sent again.
            record.facts.intent = None;
        }
        self.remember_record(place);
    }

    fn latch(
        &mut self,
        place: usize,
        bound: Bound,
        refusal: Refusal,
        not_before: Option<Duration>,
        quote: Option<&Quote>,
        sweep: &mut Sweep,
    ) {
        let now = self.now.wall;
        let not_before = not_before.map(|span| later(now, span));
        if let Some(latch) = self.latches.get_mut(&bound) {
            let longer = not_before.max(latch.not_before);
            sweep.latches |= longer != latch.not_before;
            latch.not_before = longer;
            return;
        }
        let profile = self.table.records[place].id.profile.clone();
        let latch = Latch {
            bound: bound.clone(),
            refusal,
            since: now,
            not_before,
            quote: quote.cloned(),
            profile: profile.clone(),
        };
        self.latches.insert(bound.clone(), latch);
        let record = match &bound {
            Bound::Record { record } => Some(record.clone()),
            _ => None,
        };
        let kind = EntryKind::Latched { bound, refusal };
        self.note(Some(&profile), record.as_ref(), kind);
        sweep.latches = true;
    }

    /// Counts one more passing failure in a row, once per answer for everything it binds.
    fn fail(&mut self, place: usize, bound: &Bound, sweep: &mut Sweep) -> u32 {
        let failures = match sweep.failures.get(bound) {
            Some(failures) => *failures,
            None => {
                let bound_records = self.table.bound_records(bound);
                let before = bound_records
                    .iter()
                    .map(|place| self.table.records[*place].facts.failures)
                    .max()
                    .unwrap_or_default();
                let failures = before.saturating_add(1);
                sweep.failures.insert(bound.clone(), failures);
                failures
            }
        };
        self.table.records[place].facts.failures = failures;
        failures
    }

    /// The request certainly did not arrive: the service never saw it, so the pace does not count it.
    fn put_back(&mut self, place: usize, carried: &Carried) {
        let record = &mut self.table.records[place];
        record.sent = carried.sent_before;
        record.facts.last_sent = carried.stored_before;
    }

    fn service_was_reached(&mut self, place: usize) {
        let record = &self.table.records[place];
        let bounds = &self.table.profiles[record.profile].bounds;
        self.waits.arrived(&record.bound);
        for bound in bounds {
            self.waits.arrived(bound);
        }
    }
}

fn did_arrive(meaning: &Meaning) -> bool {
    !matches!(
        meaning,
        Meaning::Later {
            reason: LaterReason::NotSent { .. }
                | LaterReason::Intercepted
                | LaterReason::SecretUnavailable,
            ..
        } | Meaning::Unclear { .. }
    )
}

fn answer_kind(meaning: &Meaning) -> AnswerKind {
    match meaning {
        Meaning::Accepted { .. } => AnswerKind::Accepted,
        Meaning::AlreadySo { .. } => AnswerKind::AlreadySo,
        Meaning::NotConfirmed { echoed } => AnswerKind::NotConfirmed { echoed: *echoed },
        Meaning::Later { reason, .. } => AnswerKind::Later {
            reason: reason.clone(),
        },
        Meaning::NeedsPerson { refusal, .. } => AnswerKind::NeedsPerson { refusal: *refusal },
        Meaning::Unclear { reason, .. } => AnswerKind::Unclear {
            reason: reason.clone(),
        },
    }
}
