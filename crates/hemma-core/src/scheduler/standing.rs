//! What each record needs now, and what holds it back.

use crate::address::{AddressPolicy, Family, PublicAddr};
use crate::gate::GateState;
use crate::latch::Bound;
use crate::pace::{FORCED_PER_HOUR, NOCHG_DISTANCE, UNWRITABLE_DISTANCE};
use crate::settings::Omitted;
use crate::status::{Phase, Reason, TrailKind};
use crate::time::{Mono, Now};

use super::Scheduler;
use super::adoption::{Adoption, Adoptions};
use super::table::Record;

/// How long forced requests count (`noip-update.md` §5.3: "at most 3 per hour").
const FORCED_SPAN: std::time::Duration = std::time::Duration::from_secs(3600);

/// What a record needs now.
#[derive(Debug, Default)]
pub(super) struct Standing {
    /// A request may leave in this step.
    pub(super) ready: Option<PublicAddr>,
    /// The address of the other family that must travel along.
    pub(super) beside: Option<PublicAddr>,
    /// A request is wanted and must wait.
    pub(super) until: Option<(Mono, Reason)>,
    /// When the name would lapse without a refresh.
    pub(super) refresh: Option<Mono>,
    pub(super) phase: Stand,
    /// DNS shows already what is believed; the next step notes it.
    pub(super) adopts_next: bool,
}

/// Where a record stands, without moments of the wall.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Stand {
    #[default]
    Starting,
    UpToDate,
    Holding,
    Waiting,
    Sending,
    Proving(PublicAddr),
    Overdue(PublicAddr),
    Unclear,
    NeedsOther(Family),
    Stopped(Bound),
}

/// What must travel along with a record.
enum Beside {
    /// Nothing.
    Nothing,
    /// This address.
    Address(PublicAddr),
    /// An address that is not there; nothing may leave.
    Missing(Stand),
}

/// What holds every record of a profile.
struct ProfileHold {
    latch: Option<Bound>,
    until: Option<(Mono, Reason)>,
}

impl Scheduler {
    /// Works out for every record what it needs and what holds it back.
    pub(super) fn survey(&mut self) {
        if self.waits.drop_over(self.now) {
            self.remember_waits();
        }
        let fresh = std::mem::take(&mut self.rounds.fresh);
        let holds: Vec<_> = (0..self.table.profiles.len())
            .map(|profile| self.profile_hold(profile))
            .collect();
        let mut adoptions = Adoptions::default();
        for place in 0..self.table.records.len() {
            let adoption = self.adopt_from_dns(place, &mut adoptions);
            let standing = match adoption {
                Adoption::Next => self.next_to_adopt(),
                Adoption::None | Adoption::Done => {
                    self.stand(place, &holds[self.table.records[place].profile])
                }
            };
            let record = &mut self.table.records[place];
            let late = record.standing.adopts_next && adoption == Adoption::Done;
            if standing.phase != record.standing.phase
                || standing.until.is_some()
                || record.standing.until.is_some()
            {
                record.dirty = true;
            }
            record.standing = standing;
            let told = fresh.contains(&record.id.family) && adoption != Adoption::Next;
            if told || late {
                self.tell_decision(place);
            }
        }
    }

    fn profile_hold(&self, profile: usize) -> ProfileHold {
        let row = &self.table.profiles[profile];
        let now = self.now.mono;
        let latch = row
            .bounds
            .iter()
            .find(|bound| self.latches.contains_key(*bound))
            .cloned();
        let gap = self
            .table
            .services
            .get(&row.profile.service)
            .and_then(|service| service.last_left)
            .map(|left| (left.reaches(row.rules().request_gap), Reason::RequestGap));
        let waits = row
            .bounds
            .iter()
            .filter_map(|bound| self.waits.until(bound, now))
            .chain(row.secret_until)
            .map(|until| (until, Reason::BackOff));
        ProfileHold {
            latch,
            until: gap
                .into_iter()
                .chain(waits)
                .filter(|(until, _)| *until > now)
                .max(),
        }
    }

    fn stand(&self, place: usize, hold: &ProfileHold) -> Standing {
        let record = &self.table.records[place];
        let now = self.now.mono;
        let phase = |phase| Standing {
            phase,
            ..Standing::default()
        };
        if record.in_flight.is_some() {
            return phase(Stand::Sending);
        }
        let family = self.families.get(record.id.family);
        let believed = self.believed_for(record);
        let may_act = self.may_act(record.profile);
        let latch = hold.latch.clone().or_else(|| {
            let bound = &record.bound;
            self.latches.contains_key(bound).then(|| bound.clone())
        });
        if let Some(bound) = latch {
            return phase(Stand::Stopped(bound));
        }
        let wanted = believed.filter(|address| self.wants(record, *address));
        let Some(address) = wanted else {
            let rules = self.table.profiles[record.profile].rules();
            let refresh = rules
                .refresh_after
                .zip(record.confirmed)
                .filter(|_| believed.is_some() && may_act)
                .map(|(span, confirmed)| confirmed.reaches(span))
                .filter(|at| *at > now);
            return Standing {
                refresh,
                ..phase(self.resting(record, family.decided.as_ref(), may_act))
            };
        };
        if record.is_unclear()
            && record
                .facts
                .intent
                .as_ref()
                .is_some_and(|i| i.address == address)
        {
            return phase(Stand::Unclear);
        }
        if !may_act
            || self.rounds.is_unsettled(record.id.family)
            || self.rounds.is_looking(record.id.family)
        {
            return phase(if record.is_unclear() {
                Stand::Unclear
            } else if !may_act {
                Stand::Holding
            } else if record.facts.confirmed.is_none() {
                Stand::Starting
            } else {
                Stand::Waiting
            });
        }
        let beside = match self.beside(place) {
            Beside::Nothing => None,
            Beside::Address(address) => Some(address),
            Beside::Missing(stand) => return phase(stand),
        };
        let until = [
            hold.until,
            self.record_hold(record),
            self.sibling_hold(place, beside),
            self.dns_first(record),
            self.pair_hold(place),
        ]
        .into_iter()
        .flatten()
        .filter(|(until, _)| *until > now)
        .max();
        Standing {
            ready: until.is_none().then_some(address),
            beside,
            until,
            ..phase(Stand::Waiting)
        }
    }

    /// What must travel along with a record, because the service deletes or changes an address that is left out. Only
    /// what the gate has accepted may; while it is not known, nothing is sent at all (law 3).
    fn beside(&self, place: usize) -> Beside {
        let record = &self.table.records[place];
        let other = match record.id.family {
            Family::Ipv4 => Family::Ipv6,
            Family::Ipv6 => Family::Ipv4,
        };
        let omitted = self.table.profile_of(place).rules().omitted(other);
        if omitted == Omitted::LeftAlone {
            return Beside::Nothing;
        }
        let Some(sibling) = self.table.sibling(place) else {
            return match omitted {
                Omitted::Lost => Beside::Missing(Stand::NeedsOther(other)),
                Omitted::LeftAlone | Omitted::Unsure => Beside::Nothing,
            };
        };
        let other_record = &self.table.records[sibling];
        let bound = &other_record.bound;
        if self.latches.contains_key(bound) {
            return Beside::Missing(Stand::Stopped(bound.clone()));
        }
        match self.believed_for(other_record) {
            Some(address) if !self.rounds.is_unsettled(other) && !self.rounds.is_looking(other) => {
                Beside::Address(address)
            }
            Some(_) => Beside::Missing(Stand::Waiting),
            None => Beside::Missing(Stand::NeedsOther(other)),
        }
    }

    /// A request that carries both families is a request for the other record too: its pace counts.
    fn sibling_hold(&self, place: usize, beside: Option<PublicAddr>) -> Option<(Mono, Reason)> {
        beside?;
        let sibling = &self.table.records[self.table.sibling(place)?];
        self.record_hold(sibling)
    }

    /// Returns the address that belongs into one record: what the gate believes of its family, or for another device
    /// the line's first bits of that with the device's own end. What the gate does not believe gives no prefix either.
    pub(super) fn believed_for(&self, record: &Record) -> Option<PublicAddr> {
        let own = self.families.get(record.id.family).believed()?;
        let permit_documentation = self.settings.detection.permit_documentation;
        match record.suffix {
            None => Some(own),
            Some(suffix) => suffix.behind(
                own,
                AddressPolicy {
                    permit_documentation,
                },
            ),
        }
    }

    /// Whether a request for this address is wanted at all: it differs from what was confirmed, or the name would lapse.
    fn wants(&self, record: &Record, address: PublicAddr) -> bool {
        if record.is_unclear() {
            return record
                .facts
                .intent
                .as_ref()
                .is_some_and(|i| i.address != address);
        }
        if record.offline {
            // One request puts it there; what it would otherwise show does not matter until it comes back.
            return !record.facts.offline;
        }
        match record.facts.confirmed {
            Some(confirmed) if confirmed.address == address && !record.facts.offline => {
                self.is_refresh_due(record)
            }
            _ => true,
        }
    }

    pub(super) fn is_refresh_due(&self, record: &Record) -> bool {
        let rules = self.table.profiles[record.profile].rules();
        rules
            .refresh_after
            .zip(record.confirmed)
            .is_some_and(|(span, confirmed)| confirmed.elapsed(self.now) >= span)
    }

    /// Where a record stands for which nothing is to be sent.
    fn resting(&self, record: &Record, decided: Option<&GateState>, may_act: bool) -> Stand {
        if record.is_unclear() {
            return Stand::Unclear;
        }
        let held_back =
            self.pause.is_some() || self.is_held_by_place(record.profile) || self.leaving;
        match decided {
            _ if held_back => Stand::Holding,
            None if !may_act || record.facts.confirmed.is_none() => Stand::Starting,
            Some(GateState::Held { .. } | GateState::Absent) => Stand::Holding,
            None if !self.families.get(record.id.family).needed => Stand::Holding,
            None => Stand::Starting,
            Some(_) => match record.facts.confirmed {
                None => Stand::Starting,
                Some(confirmed) if record.awaits_proof() && record.dns.overdue => {
                    Stand::Overdue(confirmed.address)
                }
                Some(confirmed) if record.awaits_proof() => Stand::Proving(confirmed.address),
                Some(_) => Stand::UpToDate,
            },
        }
    }

    /// The pace of the record itself.
    fn record_hold(&self, record: &Record) -> Option<(Mono, Reason)> {
        let now = self.now.mono;
        let distance = self.distance(record);
        let interval = record
            .sent
            .map(|sent| (sent.reaches(distance), Reason::MinInterval));
        let wait = if self.waits.is_empty() {
            None
        } else {
            self.waits
                .until(&record.bound, now)
                .map(|until| (until, Reason::BackOff))
        };
        interval.max(wait)
    }

    fn distance(&self, record: &Record) -> std::time::Duration {
        let rules = self.table.profiles[record.profile].rules();
        let mut distance = rules.min_interval;
        let tired_service = record.facts.nochg >= rules.nochg_limit.max(1);
        if record.hurry && !tired_service && may_hurry(record, self.now) {
            distance = distance.min(rules.min_interval_forced);
        }
        if tired_service {
            distance = distance.max(NOCHG_DISTANCE);
        }
        if !self.writable {
            distance = distance.max(UNWRITABLE_DISTANCE);
        }
        distance
    }

    /// Nothing is known of the record: DNS is asked first, for a moment.
    fn dns_first(&self, record: &Record) -> Option<(Mono, Reason)> {
        if record.facts.confirmed.is_some() || record.dns.checked {
            return None;
        }
        let (asked, _) = record.dns.asked?;
        Some((asked.plus(super::proving::DNS_FIRST), Reason::Proving))
    }

    /// The other family of the same name is about to be decided, and the service takes both in one request.
    fn pair_hold(&self, place: usize) -> Option<(Mono, Reason)> {
        let record = &self.table.records[place];
        if !self.table.profile_of(place).rules().families_together {
            return None;
        }
        let sibling = self.table.sibling(place)?;
        let other = self.table.records[sibling].id.family;
        self.rounds
            .pair_grace(record.id.family, other)
            .map(|until| (until, Reason::Settling))
    }

    /// Tells in the trail what the last decision of the gate means for one record.
    fn tell_decision(&mut self, place: usize) {
        let record = &self.table.records[place];
        let believed = self.believed_for(record);
        let confirmed = record.facts.confirmed.map(|confirmed| confirmed.address);
        let mut steps = Vec::new();
        if let Some(address) = believed.filter(|_| record.suffix.is_some()) {
            steps.push(TrailKind::WithSuffix { address });
        }
        if let Some(to) = believed.filter(|_| self.may_act(record.profile)) {
            steps.push(if confirmed == Some(to) {
                TrailKind::Same
            } else {
                TrailKind::Differs {
                    from: confirmed,
                    to,
                }
            });
        }
        match (&record.standing.phase, record.standing.until) {
            (Stand::Stopped(bound), _) => steps.push(TrailKind::LatchHolds {
                bound: bound.clone(),
            }),
            (_, Some((until, reason))) => steps.push(TrailKind::PaceHolds {
                until: self.now.wall_at(until),
                reason,
            }),
            _ => {}
        }
        let same = confirmed.is_some() && confirmed == believed;
        for step in steps {
            self.trail(place, step);
        }
        if same {
            self.table.records[place].hurry = false;
        }
    }

    pub(super) fn standing_wake(&self) -> Option<(Mono, Reason)> {
        self.table
            .records
            .iter()
            .flat_map(|record| {
                let refresh = record.standing.refresh.map(|at| (at, Reason::Refresh));
                [record.standing.until, refresh]
            })
            .flatten()
            .min()
    }

    /// Returns a record's phase as it is shown.
    pub(super) fn phase(&self, record: &Record) -> Phase {
        match &record.standing.phase {
            Stand::Starting => Phase::Starting,
            Stand::UpToDate => Phase::UpToDate,
            Stand::Holding => Phase::Holding,
            Stand::Waiting => {
                let (until, reason) = record
                    .standing
                    .until
                    .unwrap_or((self.now.mono, Reason::Settling));
                Phase::Waiting {
                    until: self.now.wall_at(until),
                    reason,
                }
            }
            Stand::Sending => Phase::Sending,
            Stand::Proving(address) => Phase::Proving { address: *address },
            Stand::Overdue(address) => Phase::ProofOverdue { address: *address },
            Stand::Unclear => Phase::Unclear,
            Stand::NeedsOther(family) => Phase::NeedsOther { family: *family },
            Stand::Stopped(bound) => Phase::Stopped {
                bound: bound.clone(),
            },
        }
    }
}

/// Whether DNS shows exactly this address.
pub(super) fn shows(record: &Record, address: PublicAddr) -> bool {
    record
        .dns
        .shown
        .as_ref()
        .is_some_and(|shown| !shown.is_empty() && shown.iter().all(|seen| *seen == address.ip()))
}

/// Whether the shorter distance may be used once more within the hour.
pub(super) fn may_hurry(record: &Record, now: Now) -> bool {
    let used = record
        .forced
        .iter()
        .filter(|at| now.mono.since(**at) < FORCED_SPAN);
    used.count() < FORCED_PER_HOUR
}
