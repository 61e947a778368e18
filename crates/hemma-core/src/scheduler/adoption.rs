//! Records that DNS shows as they should be before anything was sent: they are taken as they are.

use std::time::Duration;

use crate::address::PublicAddr;
use crate::memory::Stamped;
use crate::status::Reason;

use super::Scheduler;
use super::standing::{Stand, Standing, shows};

/// What DNS showed longer ago does not spare an update.
const DNS_FRESH: Duration = Duration::from_secs(600);

/// The most adoptions in one step: a household with a thousand names that are all right must not hold up the rest of
/// its step, which may take a millisecond.
const AT_ONCE: usize = 200;

/// How soon the next step follows while adoptions are left.
const SOON: Duration = Duration::from_millis(1);

/// The adoptions of one step.
#[derive(Debug, Default)]
pub(super) struct Adoptions(usize);

/// What became of one record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Adoption {
    /// It is none of these records.
    None,
    /// It is right, and that is noted.
    Done,
    /// It is right; this step has noted enough. Nothing is sent for it meanwhile.
    Next,
}

impl Scheduler {
    /// DNS was asked before the first request and shows what is believed: a request would be needless.
    pub(super) fn adopt_from_dns(&mut self, place: usize, adoptions: &mut Adoptions) -> Adoption {
        let Some(address) = self.adoptable(place) else {
            return Adoption::None;
        };
        if adoptions.0 == AT_ONCE {
            return Adoption::Next;
        }
        adoptions.0 += 1;
        let stamped = Stamped {
            address,
            at: self.now.wall,
        };
        self.table.records[place].facts.proved = Some(stamped);
        self.confirm(place, address);
        self.proved(place, address, 0);
        Adoption::Done
    }

    /// How a record stands that the next step adopts.
    pub(super) fn next_to_adopt(&self) -> Standing {
        Standing {
            until: Some((self.now.mono.plus(SOON), Reason::Proving)),
            phase: Stand::Starting,
            adopts_next: true,
            ..Standing::default()
        }
    }

    fn adoptable(&self, place: usize) -> Option<PublicAddr> {
        let record = &self.table.records[place];
        let fresh = record
            .dns
            .last
            .is_some_and(|last| self.now.mono.since(last) <= DNS_FRESH);
        if record.facts.confirmed.is_some()
            || record.in_flight.is_some()
            || record.facts.intent.is_some()
            || !record.dns.checked
            || !fresh
            || !self.may_act(record.profile)
        {
            return None;
        }
        self.believed_for(record)
            .filter(|address| shows(record, *address))
    }
}
