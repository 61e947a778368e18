//! Status and trail: what the scheduler shows of itself.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::address::Family;
use crate::gate::GateState;
use crate::status::{Cause, GateStatus, Phase, RecordStatus, Status, TrailKind, TrailStep};
use crate::time::between;
use crate::whereabouts::Whereabouts;

use super::Scheduler;

/// A trail longer than this loses its middle: the beginning explains the decision, the end where it stands.
const TRAIL_LIMIT: usize = 40;
/// Moments that are recomputed in each step may wobble by this much without being news.
const WOBBLE: Duration = Duration::from_secs(1);

/// A status before anything is known.
pub(super) fn empty_status() -> Status {
    Status {
        whereabouts: Whereabouts::NotKnownYet,
        network: None,
        pause: None,
        gates: BTreeMap::new(),
        router: None,
        records: BTreeMap::new(),
        latches: Vec::new(),
        conditions: Vec::new(),
        last_check: None,
        next_check: None,
    }
}

impl Scheduler {
    pub(super) fn trail_step(&self, step: TrailKind) -> TrailStep {
        TrailStep {
            at: self.now.wall,
            step,
        }
    }

    /// Adds one step to a record's trail.
    pub(super) fn trail(&mut self, place: usize, step: TrailKind) {
        let step = self.trail_step(step);
        let Some(status) = self.status.records.get_mut(&self.table.records[place].id) else {
            return;
        };
        let trail = &mut status.trail;
        if trail.len() >= TRAIL_LIMIT {
            trail.remove(TRAIL_LIMIT / 2);
        }
        trail.push(step);
    }

    /// DNS does not show it yet: one line, however often it is asked.
    pub(super) fn trail_not_yet(&mut self, place: usize) {
        let step = self.trail_step(TrailKind::NotYetInDns);
        let id = &self.table.records[place].id;
        let Some(status) = self.status.records.get_mut(id) else {
            return;
        };
        match status.trail.last_mut() {
            Some(last) if last.step == TrailKind::NotYetInDns => last.at = step.at,
            _ => status.trail.push(step),
        }
    }

    /// Begins the trails of one family, or of all records, with what a round told.
    pub(super) fn tell_trails(&mut self, family: Option<Family>, steps: &[TrailStep]) {
        for (id, status) in &mut self.status.records {
            if family.is_none_or(|family| id.family == family) {
                status.trail.clear();
                status.trail.extend_from_slice(steps);
            }
        }
    }

    /// Adds one step to the trails of one family: a voice that spoke after the gate had decided.
    pub(super) fn tell_late(&mut self, family: Family, step: &TrailStep) {
        for (id, status) in &mut self.status.records {
            if id.family == family && status.trail.len() < TRAIL_LIMIT {
                status.trail.push(step.clone());
            }
        }
    }

    pub(super) fn mark_all(&mut self) {
        for record in &mut self.table.records {
            record.dirty = true;
        }
        if self.pause.is_some() {
            let step = self.trail_step(TrailKind::Paused);
            self.tell_trails(None, &[step]);
        }
    }

    /// Plans the look that follows new settings, unless one is about to happen anyway.
    pub(super) fn plan_after_settings(&mut self) {
        if self.begun {
            self.rounds.forget_round();
            self.plan_now(Cause::Settings);
        }
    }

    /// Lays out the records anew; trails of records that stay are kept.
    pub(super) fn rebuild_status(&mut self) {
        let mut old = std::mem::take(&mut self.status.records);
        for record in &mut self.table.records {
            record.dirty = true;
            let status = old.remove(&record.id).unwrap_or(RecordStatus {
                hostname: None,
                phase: Phase::Starting,
                confirmed: None,
                proved: None,
                in_dns: None,
                trail: Vec::new(),
            });
            self.status.records.insert(record.id.clone(), status);
        }
        self.refresh_status();
    }

    /// Brings the status up to date; only what may have changed is touched.
    pub(super) fn refresh_status(&mut self) {
        let phases: Vec<_> = self
            .table
            .records
            .iter()
            .map(|record| record.dirty.then(|| self.phase(record)))
            .collect();
        let records = &mut self.table.records;
        for ((record, phase), status) in records
            .iter_mut()
            .zip(phases)
            .zip(self.status.records.values_mut())
        {
            let Some(phase) = phase else {
                continue;
            };
            record.dirty = false;
            if !is_wobble(&status.phase, &phase) {
                status.phase = phase;
            }
            if status.hostname != record.hostname {
                status.hostname.clone_from(&record.hostname);
            }
            status.confirmed = record.facts.confirmed;
            status.proved = record.facts.proved;
            if status.in_dns != record.dns.shown {
                status.in_dns.clone_from(&record.dns.shown);
            }
        }
        self.status
            .whereabouts
            .clone_from(&self.location.whereabouts);
        if self.status.network != self.location.facts {
            self.status.network.clone_from(&self.location.facts);
        }
        self.status.pause = self.pause.map(|pause| pause.stored);
        self.status.gates = self.gates();
        if self.status.router != self.rounds.router {
            self.status.router.clone_from(&self.rounds.router);
        }
        if self.status.latches.len() != self.latches.len()
            || !self.status.latches.iter().eq(self.latches.values())
        {
            self.status.latches = self.latches.values().cloned().collect();
        }
        if self.status.conditions != self.conditions.shown() {
            self.status.conditions = self.conditions.shown().to_vec();
        }
        self.status.last_check = self.rounds.last_check;
        let next_check = self
            .rounds
            .planned()
            .filter(|_| self.pause.is_none() && !self.leaving)
            .map(|(at, reason)| (self.now.wall_at(at), reason));
        let same = match (&self.status.next_check, &next_check) {
            (Some((old, why)), Some((new, reason))) => {
                why == reason && between(*old, *new).max(between(*new, *old)) < WOBBLE
            }
            _ => false,
        };
        if !same {
            self.status.next_check = next_check;
        }
    }

    fn gates(&self) -> BTreeMap<Family, GateStatus> {
        self.families
            .iter()
            .map(|(family, state)| {
                let gate = if !state.needed {
                    GateState::NotNeeded
                } else if self.rounds.is_looking(family) {
                    GateState::Looking
                } else {
                    state.decided.clone().unwrap_or(GateState::NotLookedYet)
                };
                let status = GateStatus {
                    state: gate,
                    known: state.known_stamp(),
                    jump: state.jump(),
                };
                (family, status)
            })
            .collect()
    }
}

fn is_wobble(old: &Phase, new: &Phase) -> bool {
    match (old, new) {
        (
            Phase::Waiting {
                until: old,
                reason: why,
            },
            Phase::Waiting { until, reason },
        ) => why == reason && between(*old, *until).max(between(*until, *old)) < WOBBLE,
        _ => old == new,
    }
}
