//! What people ask for: check, pause, release, credentials, settings.

use crate::health::VaultProblem;
use crate::history::EntryKind;
use crate::latch::{Bound, Latch};
use crate::memory::{MemoryChange, PauseMemory};
use crate::names::{ProfileId, RecordId};
use crate::settings::{FieldProblem, Settings};
use crate::status::{Cause, Reason};
use crate::time::{Mono, Now, Timestamp, between};
use crate::verdict::Refusal;
use std::collections::BTreeSet;

use super::Scheduler;
use super::table::Table;

/// A pause in force.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pause {
    pub(super) stored: PauseMemory,
    /// When it ends by itself. It ends too when the wall shows its moment.
    ends: Option<Mono>,
}

impl Pause {
    /// Takes over a former run's pause. It lasts what the wall says is left, never longer than it was made for (F47).
    pub(super) fn remembered(stored: PauseMemory, now: Now) -> Self {
        let ends = stored.until.map(|until| {
            let length = between(stored.since, until);
            let left = if now.wall < stored.since {
                length
            } else {
                between(now.wall, until)
            };
            now.mono.plus(left.min(length))
        });
        Self { stored, ends }
    }

    fn is_over(&self, now: Now) -> bool {
        self.ends.is_some_and(|ends| ends <= now.mono)
            || self.stored.until.is_some_and(|until| until <= now.wall)
    }
}

impl Scheduler {
    /// A person asked for a check: everything is looked at, and what is due may use the shorter distance. While paused,
    /// nothing is looked at: the pause is the same person's wish.
    pub(super) fn check_now(&mut self) {
        if self.pause.is_some() || self.leaving {
            return;
        }
        for record in &mut self.table.records {
            record.hurry = true;
        }
        for profile in &mut self.table.profiles {
            profile.secret_until = None;
        }
        self.waits.forget_network();
        self.plan_for_person();
    }

    pub(super) fn pause_now(&mut self, until: Option<Timestamp>) {
        let now = self.now;
        if until.is_some_and(|until| until <= now.wall) {
            return;
        }
        let stored = PauseMemory {
            since: now.wall,
            until,
        };
        self.pause = Some(Pause::remembered(stored, now));
        self.rounds.stop();
        self.remember(MemoryChange::Pause {
            pause: Some(stored),
        });
        self.note(None, None, EntryKind::Paused { until });
        self.mark_all();
    }

    pub(super) fn resume(&mut self) {
        if self.pause.take().is_none() {
            return;
        }
        self.remember(MemoryChange::Pause { pause: None });
        self.note(None, None, EntryKind::Resumed);
        self.plan_now(Cause::Person);
        self.mark_all();
    }

    pub(super) fn end_pause_when_due(&mut self) {
        if self.pause.is_some_and(|pause| pause.is_over(self.now)) {
            self.resume();
        }
    }

    pub(super) fn pause_wake(&self) -> Option<(Mono, Reason)> {
        let ends = self.pause.and_then(|pause| pause.ends)?;
        Some((ends, Reason::PauseEnds))
    }

    /// A person released a latch. It opens; when the service demanded a least wait, that wait stays in its place, so
    /// that the release is remembered and nothing leaves too early.
    pub(super) fn release(&mut self, bound: &Bound) {
        if self.open(bound) {
            self.remember_latches();
            self.hurry(bound);
        }
    }

    fn open(&mut self, bound: &Bound) -> bool {
        let Some(latch) = self.latches.remove(bound) else {
            return false;
        };
        let wait = left_of(&latch, self.now);
        // The wait is written before the latch is gone: a crash in between must not lose both.
        if self.waits.keep(bound.clone(), wait, self.now) {
            self.remember_waits();
        }
        for place in self.table.bound_records(bound) {
            let record = &mut self.table.records[place];
            record.dirty = true;
            if std::mem::take(&mut record.facts.nochg) > 0 {
                self.remember_record(place);
            }
        }
        let record = match bound {
            Bound::Record { record } => Some(record.clone()),
            _ => None,
        };
        let kind = EntryKind::Released {
            bound: bound.clone(),
        };
        self.note(Some(&latch.profile), record.as_ref(), kind);
        true
    }

    fn hurry(&mut self, bound: &Bound) {
        for place in self.table.bound_records(bound) {
            self.table.records[place].hurry = true;
        }
    }

    /// A person stored a new credential: what was refused because of the old one may be tried again.
    pub(super) fn credential_edited(&mut self, profile: &ProfileId) {
        let Some(place) = self
            .table
            .profiles
            .iter()
            .position(|row| row.profile.id == *profile)
        else {
            return;
        };
        self.table.profiles[place].secret_until = None;
        let bounds = self.table.profiles[place].bounds.clone();
        self.open_about_credentials(|bound| match bound {
            Bound::Record { record } => record.profile == *profile,
            Bound::Profile { .. } | Bound::Credential { .. } => bounds.contains(bound),
            Bound::Service { .. } => false,
        });
        self.hurry(&Bound::Profile {
            profile: profile.clone(),
        });
    }

    /// A record has another token. What binds more than that record stays shut: it was not about this token.
    pub(super) fn token_edited(&mut self, record: &RecordId) {
        let Some(row) = self
            .table
            .profiles
            .iter_mut()
            .find(|row| row.profile.id == record.profile)
        else {
            return;
        };
        row.secret_until = None;
        let bound = Bound::Record {
            record: record.clone(),
        };
        self.open_about_credentials(|known| *known == bound);
        self.hurry(&bound);
    }

    fn open_about_credentials(&mut self, binds: impl Fn(&Bound) -> bool) {
        let opening: Vec<_> = self
            .latches
            .values()
            .filter(|latch| latch.refusal.is_about_credentials() && binds(&latch.bound))
            .map(|latch| latch.bound.clone())
            .collect();
        self.open_all(opening);
    }

    pub(super) fn open_all(&mut self, opening: Vec<Bound>) {
        let mut any = false;
        for bound in opening {
            any |= self.open(&bound);
        }
        if any {
            self.remember_latches();
        }
    }

    /// New settings are in force. What was known of a record stays when it still means the same record (F45); attempts
    /// in flight end in the journal, or at their record when that is unchanged.
    pub(super) fn settings_changed(&mut self, settings: Settings) {
        let now = self.now;
        let before: Vec<_> = self
            .table
            .profiles
            .iter()
            .map(|row| (row.profile.id.clone(), row.profile.fingerprint()))
            .collect();
        let offline_before = names_offline(&self.settings);
        let detection_changed = settings.detection != self.settings.detection;
        let kept_before: Vec<_> = self.table.records.iter().map(|r| r.id.clone()).collect();
        let old = std::mem::take(&mut self.table);
        let carried_over = carry_over(&old);
        self.table = Table::build(&settings, old.into_facts(), now);
        self.settings = settings;
        carried_over(&mut self.table);
        for (id, fingerprint) in before {
            let changed = self
                .settings
                .profiles
                .get(&id)
                .is_some_and(|profile| profile.fingerprint() != fingerprint);
            if changed {
                self.open_about_credentials(|bound| match bound {
                    Bound::Record { record } => record.profile == id,
                    Bound::Profile { profile } => *profile == id,
                    Bound::Credential { .. } | Bound::Service { .. } => false,
                });
            }
        }
        self.open_unpaid_features(&offline_before);
        self.forget_quarrels(&kept_before);
        if detection_changed {
            self.families.forget_decisions();
            self.rounds.stop();
        }
        self.judge_place_again();
        self.families.need(&self.table, &self.settings);
        self.conditions.settings_accepted();
        self.note(None, None, EntryKind::SettingsChanged);
        self.rebuild_status();
        if self.pause.is_none() {
            self.plan_after_settings();
        }
    }

    /// A feature that the account does not have is no longer asked for: what was refused because of it may be sent
    /// (`noip-update.md` §5.1).
    fn open_unpaid_features(&mut self, offline_before: &BTreeSet<ProfileId>) {
        let offline_now = names_offline(&self.settings);
        let opening: Vec<_> = self
            .latches
            .values()
            .filter(|latch| {
                latch.refusal == Refusal::FeatureNotPaid
                    && offline_before.contains(&latch.profile)
                    && !offline_now.contains(&latch.profile)
            })
            .map(|latch| latch.bound.clone())
            .collect();
        self.open_all(opening);
    }

    pub(super) fn settings_rejected(&mut self, problems: &[FieldProblem]) {
        let problems = u32::try_from(problems.len()).unwrap_or(u32::MAX);
        self.conditions.settings_rejected();
        self.note(None, None, EntryKind::SettingsRejected { problems });
    }

    /// The vault can or cannot be read. When it can again, what waited for a secret is tried.
    pub(super) fn vault(&mut self, problem: Option<VaultProblem>) {
        self.conditions.vault(problem);
        if problem.is_none() {
            for profile in &mut self.table.profiles {
                profile.secret_until = None;
                profile.secret_tries = 0;
            }
        }
    }
}

/// Profiles that ask for a name to be offline.
fn names_offline(settings: &Settings) -> BTreeSet<ProfileId> {
    settings
        .profiles
        .values()
        .filter(|profile| {
            profile
                .names
                .iter()
                .any(|name| name.enabled && name.offline)
        })
        .map(|profile| profile.id.clone())
        .collect()
}

/// What is left of a latch's least wait.
fn left_of(latch: &Latch, now: Now) -> std::time::Duration {
    let Some(until) = latch.not_before else {
        return std::time::Duration::ZERO;
    };
    let length = between(latch.since, until);
    if now.wall < latch.since {
        length
    } else {
        between(now.wall, until).min(length)
    }
}

/// Takes from the old table what lives in this run only, for records that still mean the same.
fn carry_over(old: &Table) -> impl FnOnce(&mut Table) + use<> {
    let records: Vec<_> = old
        .records
        .iter()
        .map(|record| {
            let fingerprint = record.facts.fingerprint;
            (
                record.id.clone(),
                fingerprint,
                record.in_flight,
                record.sent,
                record.confirmed,
                record.forced.clone(),
            )
        })
        .collect();
    let services: Vec<_> = old
        .services
        .iter()
        .map(|(id, row)| (id.clone(), row.in_flight, row.last_left))
        .collect();
    let profiles: Vec<_> = old
        .profiles
        .iter()
        .map(|row| {
            (
                row.profile.id.clone(),
                row.profile.fingerprint(),
                row.secret_until,
                row.secret_tries,
                row.trouble.clone(),
            )
        })
        .collect();
    move |table| {
        for (id, fingerprint, in_flight, sent, confirmed, forced) in records {
            let Some(place) = table.place(&id) else {
                continue;
            };
            let record = &mut table.records[place];
            record.sent = sent;
            record.forced = forced;
            if record.facts.fingerprint == fingerprint {
                record.in_flight = in_flight;
                record.confirmed = confirmed;
            }
        }
        for (id, in_flight, last_left) in services {
            // Also of a service that has no profile now: it may come back while a request is still under way.
            let row = table.services.entry(id).or_default();
            row.in_flight = in_flight;
            row.last_left = last_left;
        }
        for (id, fingerprint, secret_until, secret_tries, trouble) in profiles {
            let row = table
                .profiles
                .iter_mut()
                .find(|row| row.profile.id == id && row.profile.fingerprint() == fingerprint);
            if let Some(row) = row {
                row.secret_until = secret_until;
                row.secret_tries = secret_tries;
                row.trouble = trouble;
            }
        }
    }
}
