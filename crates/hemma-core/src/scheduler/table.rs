//! Records and profiles as the scheduler keeps them: by place in a list, sorted by id.

use std::collections::BTreeMap;
use std::net::IpAddr;

use crate::address::Family;
use crate::latch::Bound;
use crate::memory::RecordMemory;
use crate::names::{Hostname, RecordId, ServiceId};
use crate::settings::{BatchRules, Ipv6Suffix, NameEntry, Profile, ServiceRules, Settings};
use crate::status::Reason;
use crate::time::{Mono, Now, Since};

use super::AttemptId;
use super::standing::Standing;

/// Every enabled record, its profile and its service.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// Sorted by id.
    pub(super) records: Vec<Record>,
    pub(super) profiles: Vec<ProfileRow>,
    pub(super) services: BTreeMap<ServiceId, ServiceRow>,
    /// Facts of records that are not kept now. They may come back.
    retired: BTreeMap<RecordId, RecordMemory>,
}

/// One record.
#[derive(Debug)]
pub(super) struct Record {
    pub(super) id: RecordId,
    pub(super) bound: Bound,
    /// Its place in [`Table::profiles`].
    pub(super) profile: usize,
    /// Where it is proved. None while it is to be offline: DNS shows something of the service's then.
    pub(super) hostname: Option<Hostname>,
    /// The person wants it in the service's offline mode.
    pub(super) offline: bool,
    /// It is the address of another device on this line.
    pub(super) suffix: Option<Ipv6Suffix>,
    pub(super) facts: RecordMemory,
    /// The attempt that carries it now.
    pub(super) in_flight: Option<AttemptId>,
    /// When the last request for it left.
    pub(super) sent: Option<Since>,
    /// When the service last confirmed it.
    pub(super) confirmed: Option<Since>,
    /// When DNS last showed somebody else's address.
    pub(super) elsewhere: Option<Since>,
    /// A person asked: the shorter distance applies to the next request.
    pub(super) hurry: bool,
    /// When requests left that used the shorter distance, the last hour.
    pub(super) forced: Vec<Mono>,
    pub(super) dns: Dns,
    pub(super) standing: Standing,
    /// Something that is shown may have changed.
    pub(super) dirty: bool,
}

/// What is known of a record's DNS, and when it is asked again.
#[derive(Debug, Default)]
pub(super) struct Dns {
    /// A question is out; it ends here at the latest.
    pub(super) asked: Option<(Mono, Mono)>,
    /// When to ask next.
    pub(super) next: Option<Mono>,
    /// What the last answer showed, when there was one.
    pub(super) shown: Option<Vec<IpAddr>>,
    /// When the last answer (or failure) came.
    pub(super) last: Option<Mono>,
    /// Since when a proof, or light about a lost answer, is waited for.
    pub(super) since: Option<Since>,
    /// The patience is over, and it has been noted.
    pub(super) overdue: bool,
    /// Asked at least once since nothing was known of the record: a needless first update is avoided.
    pub(super) checked: bool,
    /// The servers of the zone showed our address beside another one; they are asked once more before it counts.
    pub(super) divided: bool,
}

/// One profile.
#[derive(Debug)]
pub(super) struct ProfileRow {
    pub(super) profile: Profile,
    /// Whom a latch or wait may bind beside the single record.
    pub(super) bounds: [Bound; 3],
    /// Places of its records.
    pub(super) records: Vec<usize>,
    /// The vault gave no secret: until when nothing is tried.
    pub(super) secret_until: Option<Mono>,
    pub(super) secret_tries: u32,
    /// The passing failure that is shown, and since when.
    pub(super) trouble: Option<crate::verdict::LaterReason>,
}

impl ProfileRow {
    pub(super) fn rules(&self) -> &ServiceRules {
        &self.profile.rules
    }
}

/// One service: requests to it leave one at a time (F31).
#[derive(Debug, Default)]
pub(super) struct ServiceRow {
    pub(super) profiles: Vec<usize>,
    pub(super) in_flight: Option<AttemptId>,
    pub(super) last_left: Option<Since>,
    /// Whose turn it is, as a count of turns taken.
    pub(super) turn: usize,
}

impl Table {
    /// Lays out the records of the settings over remembered facts.
    pub(super) fn build(
        settings: &Settings,
        mut facts: BTreeMap<RecordId, RecordMemory>,
        now: Now,
    ) -> Self {
        let mut table = Self::default();
        for profile in settings.profiles.values() {
            let row = ProfileRow {
                bounds: bounds_of(profile),
                profile: profile.clone(),
                records: Vec::new(),
                secret_until: None,
                secret_tries: 0,
                trouble: None,
            };
            let service = table.services.entry(profile.service.clone()).or_default();
            service.profiles.push(table.profiles.len());
            table.profiles.push(row);
        }
        let places: BTreeMap<_, _> = settings.profiles.keys().zip(0..).collect();
        for (id, profile, entry) in settings.records() {
            let facts = current(facts.remove(&id).unwrap_or_default(), profile);
            table
                .records
                .push(Record::new(id, places[&profile.id], entry, facts, now));
        }
        table.records.sort_by(|one, other| one.id.cmp(&other.id));
        table
            .records
            .dedup_by(|later, earlier| later.id == earlier.id);
        for (place, record) in table.records.iter().enumerate() {
            table.profiles[record.profile].records.push(place);
        }
        table.retired = facts;
        table.remember_departures(now);
        table
    }

    /// A former run's last requests count towards the gap of each service; those of records that are no longer kept
    /// count for every service, because nobody remembers which one they went to.
    fn remember_departures(&mut self, now: Now) {
        let retired = self.retired.values().filter_map(|facts| facts.last_sent);
        let retired = retired.max().map(|sent| Since::remembered(sent, now));
        for service in self.services.values_mut() {
            service.last_left = service
                .profiles
                .iter()
                .flat_map(|profile| &self.profiles[*profile].records)
                .filter_map(|place| self.records[*place].sent)
                .chain(retired)
                .max_by_key(|sent| sent.reaches(std::time::Duration::from_secs(86_400)));
        }
    }

    /// Finds a record's place.
    pub(super) fn place(&self, id: &RecordId) -> Option<usize> {
        self.records
            .binary_search_by(|record| record.id.cmp(id))
            .ok()
    }

    pub(super) fn profile_of(&self, place: usize) -> &ProfileRow {
        &self.profiles[self.records[place].profile]
    }

    /// Returns the places of all records that a bound binds.
    pub(super) fn bound_records(&self, bound: &Bound) -> Vec<usize> {
        if let Bound::Record { record } = bound {
            return self.place(record).into_iter().collect();
        }
        self.profiles
            .iter()
            .filter(|profile| profile.bounds.contains(bound))
            .flat_map(|profile| profile.records.iter().copied())
            .collect()
    }

    /// Returns whether a profile has records to send and, at a service that takes many in one request, none that is
    /// about to join them as soon as DNS has answered or the other family is decided.
    pub(super) fn is_batch_complete(&self, profile: usize) -> bool {
        let row = &self.profiles[profile];
        let standings = || {
            row.records
                .iter()
                .map(|place| &self.records[*place].standing)
        };
        let takes_more = row.rules().batch != BatchRules::Single || row.rules().families_together;
        let may_grow = takes_more
            && standings().any(|standing| {
                standing
                    .until
                    .is_some_and(|(_, reason)| matches!(reason, Reason::Proving | Reason::Settling))
            });
        !may_grow && standings().any(|standing| standing.ready.is_some())
    }

    /// Returns the place of the other family of the same name.
    pub(super) fn sibling(&self, place: usize) -> Option<usize> {
        let id = &self.records[place].id;
        let beside = match id.family {
            Family::Ipv4 => place.checked_add(1)?,
            Family::Ipv6 => place.checked_sub(1)?,
        };
        let other = self.records.get(beside)?;
        (other.id.name == id.name && other.id.profile == id.profile).then_some(beside)
    }

    /// Gives all facts back, for laying them out anew.
    pub(super) fn into_facts(self) -> BTreeMap<RecordId, RecordMemory> {
        let mut facts = self.retired;
        for record in self.records {
            facts.insert(record.id, record.facts);
        }
        facts
    }
}

impl Record {
    fn new(id: RecordId, profile: usize, entry: &NameEntry, facts: RecordMemory, now: Now) -> Self {
        let remembered = |moment| Since::remembered(moment, now);
        let mut record = Self {
            suffix: entry.suffix.filter(|_| id.family == Family::Ipv6),
            bound: Bound::Record { record: id.clone() },
            id,
            profile,
            hostname: entry.hostname.clone().filter(|_| !entry.offline),
            offline: entry.offline,
            in_flight: None,
            sent: facts.last_sent.map(remembered),
            confirmed: facts.confirmed.map(|stamped| remembered(stamped.at)),
            elsewhere: facts.elsewhere.map(remembered),
            hurry: false,
            forced: Vec::new(),
            dns: Dns::default(),
            standing: Standing::default(),
            dirty: true,
            facts,
        };
        if record.hostname.is_some() {
            if record.facts.intent.is_some() {
                record.dns.since = Some(Since::now(now));
                record.dns.next = Some(now.mono);
            } else if record.awaits_proof() {
                record.dns.since = record.confirmed;
                record.dns.next = Some(now.mono);
            }
        }
        record
    }

    /// Confirmed by the service, and not yet seen in DNS although it can be.
    pub(super) fn awaits_proof(&self) -> bool {
        self.hostname.is_some()
            && !self.facts.offline
            && self.facts.confirmed.is_some_and(|confirmed| {
                self.facts.proved.is_none_or(|proved| {
                    proved.address != confirmed.address || proved.at < confirmed.at
                })
            })
    }

    /// A request may have arrived and nobody knows.
    pub(super) fn is_unclear(&self) -> bool {
        self.facts.intent.is_some() && self.in_flight.is_none()
    }
}

fn bounds_of(profile: &Profile) -> [Bound; 3] {
    [
        Bound::Profile {
            profile: profile.id.clone(),
        },
        Bound::Credential {
            service: profile.service.clone(),
            fingerprint: format!("{:016x}", profile.fingerprint()),
        },
        Bound::Service {
            service: profile.service.clone(),
        },
    ]
}

/// Facts gathered with another account or address say nothing about this one (F45). When the last request left still
/// counts: the pace is kept.
fn current(facts: RecordMemory, profile: &Profile) -> RecordMemory {
    let fingerprint = profile.fingerprint();
    if facts.fingerprint == fingerprint {
        return facts;
    }
    RecordMemory {
        fingerprint,
        last_sent: facts.last_sent,
        ..RecordMemory::default()
    }
}
