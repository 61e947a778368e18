//! Which requests leave: one at a time per service, batched by its rules.

use std::time::Duration;

use crate::address::{Family, PublicAddr};
use crate::history::EntryKind;
use crate::memory::{Intent, MemoryChange};
use crate::names::{RecordId, ServiceId};
use crate::settings::BatchRules;
use crate::status::{Reason, TrailKind};
use crate::time::{Mono, Since, Timestamp};

use super::standing::{Stand, may_hurry};
use super::{Action, AttemptId, Change, Scheduler};

/// A request has its own deadline of 30 s (`noip-update.md` §5.3); this one is for jobs that were lost.
const ATTEMPT_DEADLINE: Duration = Duration::from_secs(60);
/// Room for the rest of a request's URL beside its names.
const URL_REST: usize = 512;

/// One request under way.
#[derive(Debug)]
pub(super) struct Attempt {
    pub(super) service: ServiceId,
    pub(super) carried: Vec<Carried>,
    until: Mono,
}

/// One record inside a request, with what must be put back when the request certainly did not arrive.
#[derive(Debug)]
pub(super) struct Carried {
    pub(super) record: RecordId,
    pub(super) address: PublicAddr,
    pub(super) sent_before: Option<Since>,
    pub(super) stored_before: Option<Timestamp>,
    /// The same address was sent before, on purpose or because nobody knew: "no change" is expected.
    pub(super) again: bool,
    /// It was asked to go offline.
    pub(super) offline: bool,
}

/// What a record needs of the request that carries it. Names with the same needs travel together.
#[derive(Debug, PartialEq, Eq)]
struct Carries {
    family: Family,
    address: Option<PublicAddr>,
    beside: Option<PublicAddr>,
    offline: bool,
}

impl Scheduler {
    /// Lets requests leave for every service that has none under way.
    pub(super) fn send(&mut self) {
        let services: Vec<_> = self
            .table
            .services
            .iter()
            .filter(|(_, service)| service.in_flight.is_none())
            .map(|(id, _)| id.clone())
            .collect();
        for service in services {
            if let Some(batch) = self.next_batch(&service) {
                self.publish(&service, &batch);
            }
        }
    }

    /// Picks the records of the next request to a service; its profiles take turns.
    fn next_batch(&mut self, service: &ServiceId) -> Option<Vec<usize>> {
        let row = self.table.services.get(service)?;
        let count = row.profiles.len();
        let (turn, profile) = (0..count)
            .map(|offset| (row.turn + offset) % count)
            .map(|turn| (turn, row.profiles[turn]))
            .find(|(_, profile)| self.table.is_batch_complete(*profile))?;
        if let Some(row) = self.table.services.get_mut(service) {
            row.turn = (turn + 1) % count;
        }
        Some(self.batch_of(profile))
    }

    /// Collects records of one profile that fit into one request: names that need the same addresses.
    fn batch_of(&self, profile: usize) -> Vec<usize> {
        let row = &self.table.profiles[profile];
        let rules = row.rules();
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for place in &row.records {
            let record = &self.table.records[*place];
            if record.standing.ready.is_none() {
                continue;
            }
            // Records are sorted by name, then by family: the two of one name are neighbours.
            match groups.last_mut() {
                Some(group)
                    if rules.families_together
                        && self.table.records[group[0]].id.name == record.id.name =>
                {
                    group.push(*place);
                }
                _ => groups.push(vec![*place]),
            }
        }
        let Some(first) = groups.first() else {
            return Vec::new();
        };
        let wanted = self.addresses(first);
        let (most, longest) = match rules.batch {
            BatchRules::Single => return first.clone(),
            BatchRules::List { most, longest_url } => (
                most.map_or(usize::MAX, |most| usize::try_from(most).unwrap_or(1)),
                usize::try_from(longest_url).unwrap_or(usize::MAX),
            ),
        };
        let mut batch = Vec::new();
        let mut length = URL_REST;
        for (names, group) in groups
            .iter()
            .filter(|group| self.addresses(group) == wanted)
            .enumerate()
        {
            // The comma may be percent-encoded.
            length += self.table.records[group[0]].id.name.as_str().len() + 3;
            if names > 0 && (names >= most || length > longest) {
                break;
            }
            batch.extend_from_slice(group);
        }
        batch
    }

    fn addresses(&self, group: &[usize]) -> Vec<Carries> {
        group
            .iter()
            .map(|place| {
                let record = &self.table.records[*place];
                Carries {
                    family: record.id.family,
                    address: record.standing.ready,
                    beside: record.standing.beside,
                    offline: record.offline,
                }
            })
            .collect()
    }

    /// Writes down the intent, then lets the request leave (F42).
    fn publish(&mut self, service: &ServiceId, batch: &[usize]) {
        let now = self.now;
        self.last_attempt += 1;
        let id = self.last_attempt;
        let attempt = AttemptId(id);
        self.remember(MemoryChange::LastAttempt { id });
        let mut changes = Vec::with_capacity(batch.len());
        let mut carried = Vec::with_capacity(batch.len());
        for place in batch {
            let record = &mut self.table.records[*place];
            let Some(address) = record.standing.ready.take() else {
                continue;
            };
            let before = record.facts.confirmed.map(|confirmed| confirmed.address);
            carried.push(Carried {
                record: record.id.clone(),
                address,
                sent_before: record.sent,
                stored_before: record.facts.last_sent,
                again: before == Some(address) || record.facts.failures > 0,
                offline: record.offline,
            });
            changes.push(Change {
                record: record.id.clone(),
                address,
                beside: record.standing.beside,
                offline: record.offline,
            });
            if record.hurry && may_hurry(record, now) {
                record
                    .forced
                    .retain(|at| now.mono.since(*at) < Duration::from_secs(3600));
                record.forced.push(now.mono);
            }
            record.hurry = false;
            record.facts.intent = Some(Intent {
                attempt: id,
                address,
                at: now.wall,
            });
            record.facts.last_sent = Some(now.wall);
            record.sent = Some(Since::now(now));
            record.in_flight = Some(attempt);
            record.dns.next = None;
            record.standing.phase = Stand::Sending;
            record.dirty = true;
            self.remember_record(*place);
        }
        let Some(profile) = changes.first().map(|change| change.record.profile.clone()) else {
            return;
        };
        pair_up(&mut changes);
        for (place, change) in batch.iter().zip(&changes) {
            let address = change.address;
            let kind = EntryKind::Sent {
                attempt: number(id),
                address,
            };
            self.note(None, Some(&change.record), kind);
            self.trail(*place, TrailKind::Sent { address });
        }
        if let Some(row) = self.table.services.get_mut(service) {
            row.in_flight = Some(attempt);
            row.last_left = Some(Since::now(now));
        }
        self.attempts.insert(
            attempt,
            Attempt {
                service: service.clone(),
                carried,
                until: now.mono.plus(ATTEMPT_DEADLINE),
            },
        );
        self.out.push(Action::Publish {
            attempt,
            profile,
            changes,
        });
    }

    /// Ends requests whose job never told its end.
    pub(super) fn expire_attempts(&mut self) {
        let now = self.now.mono;
        let overdue: Vec<_> = self
            .attempts
            .iter()
            .filter(|(_, attempt)| attempt.until <= now)
            .map(|(id, _)| *id)
            .collect();
        for attempt in overdue {
            self.answer_lost(attempt);
        }
    }

    pub(super) fn attempts_wake(&self) -> Option<(Mono, Reason)> {
        self.attempts
            .values()
            .map(|attempt| (attempt.until, Reason::JobDeadline))
            .min()
    }
}

/// Where both families of a name change in one request, neither travels beside the other.
fn pair_up(changes: &mut [Change]) {
    for place in 0..changes.len() {
        let paired = changes.iter().enumerate().any(|(other, change)| {
            other != place && change.record.name == changes[place].record.name
        });
        if paired {
            changes[place].beside = None;
        }
    }
}

/// Attempt ids cross to the window as small numbers.
pub(super) fn number(attempt: u64) -> u32 {
    u32::try_from(attempt).unwrap_or(u32::MAX)
}
