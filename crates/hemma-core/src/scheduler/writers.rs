//! Other writers: a record that was proved and later shows what this computer did not write.
//!
//! The first time within a day the record is repaired, once, by the ordinary way (gate, latches, pace). The second time
//! somebody else writes the name: a latch is set, nobody fights, and a person says whose name it is (F19, F50). What
//! DNS could not tell never counts (F27), and servers of the zone that are not of one mind are asked once more first.

use std::net::IpAddr;
use std::time::Duration;

use crate::address::PublicAddr;
use crate::history::EntryKind;
use crate::latch::{Bound, Latch};
use crate::memory::Stamped;
use crate::names::RecordId;
use crate::time::{Since, Timestamp};
use crate::verdict::Refusal;

use super::Scheduler;
use super::standing::shows;
use super::table::Record;

/// Two foreign writes within this span are somebody else's work, and nobody fights (F50).
const SECOND_WRITER_SPAN: Duration = Duration::from_secs(24 * 3600);
/// When servers of one zone show our address beside another one, they are asked again after this: one of them may only
/// be late.
const OF_ONE_MIND: Duration = Duration::from_secs(600);

impl Scheduler {
    /// Proved once; DNS may show another address since. That voids what we believed (F19).
    pub(super) fn compare_with_proved(&mut self, place: usize, confirmed: PublicAddr) {
        let now = self.now;
        let record = &self.table.records[place];
        let believed = self
            .believed_for(record)
            .filter(|_| self.may_act(record.profile));
        let record = &mut self.table.records[place];
        if shows(record, confirmed) {
            record.dns.divided = false;
            return;
        }
        if let Some(address) = believed.filter(|address| shows(record, *address)) {
            // Somebody else (a router) wrote what we were about to write.
            record.facts.proved = Some(Stamped {
                address,
                at: now.wall,
            });
            self.confirm(place, address);
            self.proved(place, address, 0);
            return;
        }
        if is_among_shown(record, confirmed) && !record.dns.divided {
            record.dns.divided = true;
            record.dns.next = Some(now.mono.plus(OF_ONE_MIND));
            return;
        }
        record.dns.divided = false;
        let again = is_lately(record, now);
        // Void either way: after a person's release the address is sent anew.
        record.facts.confirmed = None;
        record.confirmed = None;
        record.elsewhere = Some(Since::now(now));
        record.facts.elsewhere = Some(now.wall);
        let id = record.id.clone();
        let seen = record.dns.shown.clone().unwrap_or_default();
        self.remember_record(place);
        self.note(None, Some(&id), EntryKind::ChangedElsewhere { seen });
        if again {
            self.hold_for_other_writer(place);
        }
    }

    /// The service's own log tells that somebody else wrote the name: as good as a sighting in DNS, but nothing is void
    /// yet, because DNS may show our address all the same. The next difference is the second sighting.
    pub(super) fn other_writer_told(&mut self, id: &RecordId, at: Timestamp) {
        let Some(place) = self.table.place(id) else {
            return;
        };
        let now = self.now;
        let at = at.min(now.wall);
        let record = &mut self.table.records[place];
        if record.facts.elsewhere.is_some_and(|known| known >= at) {
            return;
        }
        record.elsewhere = Some(Since::remembered(at, now));
        record.facts.elsewhere = Some(at);
        record.dirty = true;
        self.remember_record(place);
    }

    fn hold_for_other_writer(&mut self, place: usize) {
        let record = &self.table.records[place];
        let (id, bound) = (record.id.clone(), record.bound.clone());
        if self.latches.contains_key(&bound) {
            return;
        }
        let refusal = Refusal::WrittenElsewhere;
        let latch = Latch {
            bound: bound.clone(),
            refusal,
            since: self.now.wall,
            not_before: None,
            quote: None,
            profile: id.profile.clone(),
        };
        self.latches.insert(bound.clone(), latch);
        self.remember_latches();
        self.note(None, Some(&id), EntryKind::Latched { bound, refusal });
    }

    /// A person keeps a name again that was left to somebody else: the old quarrel is over.
    pub(super) fn forget_quarrels(&mut self, kept_before: &[RecordId]) {
        let opening: Vec<_> = self
            .latches
            .values()
            .filter(|latch| latch.refusal == Refusal::WrittenElsewhere)
            .filter_map(|latch| match &latch.bound {
                Bound::Record { record } if !kept_before.contains(record) => {
                    self.table.place(record).map(|_| latch.bound.clone())
                }
                _ => None,
            })
            .collect();
        self.open_all(opening);
    }
}

fn is_lately(record: &Record, now: crate::time::Now) -> bool {
    record
        .elsewhere
        .is_some_and(|last| last.elapsed(now) < SECOND_WRITER_SPAN)
}

fn is_among_shown(record: &Record, address: PublicAddr) -> bool {
    let shown: &[IpAddr] = record.dns.shown.as_deref().unwrap_or_default();
    shown.contains(&address.ip())
}
