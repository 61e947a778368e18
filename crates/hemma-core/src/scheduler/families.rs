//! Per family: what the gate says, what is known, dwell after a flap, and the stop when it flaps on.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::address::{Family, PublicAddr};
use crate::gate::{GateState, HeldReason};
use crate::history::EntryKind;
use crate::memory::{Jump, KnownMemory, MemoryChange, Stamped};
use crate::settings::{Ipv6Choice, Settings};
use crate::time::{Mono, Now, Since, between};
use crate::whereabouts::NetworkId;

use super::Scheduler;
use super::table::Table;

/// This many changes within [`FLAP_SPAN`] make the next one dwell (F10).
const FLAP_CHANGES: usize = 3;
/// After this many within [`FLAP_SPAN`], the next one is not followed: a person is asked (`public-ip.md` §1.2, F10).
const FLAP_STOP: usize = 4;
/// "Keep what is known" is asked again after this long, if the address still jumps.
const ASK_AGAIN: Duration = Duration::from_secs(24 * 3600);
const FLAP_SPAN: Duration = Duration::from_secs(3600);
/// Changes kept in memory.
const CHANGES_KEPT: usize = 8;

/// Both families.
#[derive(Debug, Default)]
pub(super) struct Families(BTreeMap<Family, FamilyState>);

/// One family.
#[derive(Debug, Default)]
pub(super) struct FamilyState {
    pub(super) needed: bool,
    /// What the last round decided. `None`: none has since the start.
    pub(super) decided: Option<GateState>,
    pub(super) known: Option<KnownMemory>,
    changes: Vec<Since>,
    candidate: Option<(PublicAddr, Mono)>,
    /// When the address was last seen to be another than the known one while it jumps.
    jumped: Option<Since>,
    /// What was last noted as held, so that the journal has a line per change and not per round.
    noted: Option<HeldReason>,
}

impl Families {
    pub(super) fn remembered(known: &BTreeMap<Family, KnownMemory>, now: Now) -> Self {
        let mut families = Self::default();
        for family in Family::BOTH {
            let known = known.get(&family).cloned();
            let changes = known
                .iter()
                .flat_map(|known| &known.changes)
                .map(|change| Since::remembered(change.at, now))
                .collect();
            let jumps = known.as_ref().is_some_and(|known| known.jump.is_some());
            let state = FamilyState {
                known,
                changes,
                jumped: jumps.then(|| Since::now(now)),
                ..FamilyState::default()
            };
            families.0.insert(family, state);
        }
        families
    }

    /// Takes over which families any record needs.
    pub(super) fn need(&mut self, table: &Table, settings: &Settings) {
        for (family, state) in &mut self.0 {
            let offered = *family == Family::Ipv4 || settings.detection.ipv6 != Ipv6Choice::Off;
            state.needed = offered
                && table
                    .records
                    .iter()
                    .any(|record| record.id.family == *family);
            if !state.needed {
                state.decided = None;
                state.candidate = None;
            }
        }
    }

    pub(super) fn get(&self, family: Family) -> &FamilyState {
        &self.0[&family]
    }

    pub(super) fn needed(&self) -> Vec<Family> {
        let needed = self.0.iter().filter(|(_, state)| state.needed);
        needed.map(|(family, _)| *family).collect()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (Family, &FamilyState)> {
        self.0.iter().map(|(family, state)| (*family, state))
    }

    /// What was decided before a change of detection settings no longer counts.
    pub(super) fn forget_decisions(&mut self) {
        for state in self.0.values_mut() {
            state.decided = None;
            state.candidate = None;
        }
    }

    fn get_mut(&mut self, family: Family) -> &mut FamilyState {
        self.0.entry(family).or_default()
    }
}

impl FamilyState {
    /// Returns the address that may be published: only what the last round decided, not what was once known.
    pub(super) fn believed(&self) -> Option<PublicAddr> {
        match &self.decided {
            Some(GateState::Known { address, .. }) => Some(*address),
            _ => None,
        }
    }

    pub(super) fn known_address(&self) -> Option<PublicAddr> {
        self.known.as_ref().map(|known| known.address)
    }

    /// The same, if it was learned in this place: what was known elsewhere is no shortcut here.
    pub(super) fn known_here(&self, place: Option<&NetworkId>) -> Option<PublicAddr> {
        let known = self.known.as_ref()?;
        (known.network.as_ref() == place).then_some(known.address)
    }

    pub(super) fn known_stamp(&self) -> Option<Stamped> {
        self.known.as_ref().map(|known| Stamped {
            address: known.address,
            at: known.since,
        })
    }

    /// Returns when the candidate has stayed long enough, if one dwells.
    pub(super) fn dwells_until(&self, dwell: Duration) -> Option<Mono> {
        let dwelling = matches!(
            self.decided,
            Some(GateState::Held {
                reason: HeldReason::Dwelling { .. }
            })
        );
        self.candidate
            .filter(|_| dwelling)
            .map(|(_, since)| since.plus(dwell))
    }

    pub(super) fn jump(&self) -> Option<Jump> {
        self.known.as_ref().and_then(|known| known.jump)
    }

    /// Returns what a person should be asked about, if anything: which line to follow.
    pub(super) fn asks_for_line(&self, now: Now) -> Option<Jump> {
        let jump = self.jump().filter(|_| self.needed)?;
        let asks = jump
            .kept
            .is_none_or(|kept| between(kept, now.wall) >= ASK_AGAIN);
        asks.then_some(jump)
    }

    fn flaps(&self, now: Now) -> usize {
        let recent = self
            .changes
            .iter()
            .filter(|change| change.elapsed(now) < FLAP_SPAN);
        recent.count()
    }

    /// Keeps the books of an address that jumps: begins to, is seen elsewhere, has been still for long enough. Returns
    /// the stop, if it holds this address back.
    fn stop_jumping(&mut self, address: PublicAddr, now: Now) -> Option<HeldReason> {
        let flaps = self.flaps(now);
        let jumped = self.jumped;
        let known = self.known.as_mut()?;
        if known.address == address {
            let still = jumped.is_none_or(|jumped| jumped.elapsed(now) >= FLAP_SPAN);
            if known.jump.is_some() && still {
                known.jump = None;
                self.jumped = None;
            }
            return None;
        }
        let jump = match known.jump {
            Some(jump) => Jump {
                to: address,
                ..jump
            },
            None if flaps >= FLAP_STOP => Jump {
                since: now.wall,
                to: address,
                kept: None,
            },
            None => return None,
        };
        known.jump = Some(jump);
        self.jumped = Some(Since::now(now));
        self.candidate = None;
        Some(HeldReason::Jumping {
            address,
            kept: known.address,
        })
    }

    /// Lets a new address dwell when addresses have been jumping, and stops when they go on.
    fn dwell(&mut self, decided: GateState, dwell: Duration, now: Now) -> GateState {
        let GateState::Known { address, .. } = &decided else {
            // A round that could not tell does not interrupt a candidate's stay; one that tells otherwise does.
            return decided;
        };
        let address = *address;
        if let Some(reason) = self.stop_jumping(address, now) {
            return GateState::Held { reason };
        }
        let steady = self.known.is_none() || self.flaps(now) < FLAP_CHANGES;
        if self.known_address() == Some(address) || steady {
            self.candidate = None;
            return decided;
        }
        let since = match self.candidate {
            Some((candidate, since)) if candidate == address => since,
            _ => now.mono,
        };
        self.candidate = Some((address, since));
        let until = since.plus(dwell);
        if until <= now.mono {
            self.candidate = None;
            return decided;
        }
        GateState::Held {
            reason: HeldReason::Dwelling {
                address,
                until: now.wall_at(until),
            },
        }
    }
}

impl Scheduler {
    /// A person said which line to follow while the address jumps. Following counts the changes anew and looks at once:
    /// what the gate then believes is published. Staying keeps what is known; other addresses are held back as before.
    pub(super) fn follow_line(&mut self, family: Family, follow: bool) {
        let now = self.now;
        let state = self.families.get_mut(family);
        let Some(known) = state.known.as_mut().filter(|known| known.jump.is_some()) else {
            return;
        };
        if follow {
            known.jump = None;
            known.changes.clear();
            state.changes.clear();
            state.jumped = None;
        } else if let Some(jump) = &mut known.jump {
            jump.kept = Some(now.wall);
        }
        let facts = known.clone();
        self.remember(MemoryChange::Known { family, facts });
        self.note(None, None, EntryKind::LineChosen { family, follow });
        if follow && self.pause.is_none() && !self.leaving {
            self.plan_for_person();
        }
    }

    /// A round decided one family: dwell, belief, memory and journal.
    pub(super) fn decide(&mut self, family: Family, decided: GateState) -> GateState {
        let now = self.now;
        let dwell = self.settings.detection.dwell;
        let state = self.families.get_mut(family);
        let jump = state.jump();
        let decided = state.dwell(decided, dwell, now);
        state.decided = Some(decided.clone());
        let news = state.jump() != jump;
        if let Some(facts) = state.known.clone().filter(|_| news) {
            self.remember(MemoryChange::Known { family, facts });
        }
        let state = self.families.get_mut(family);
        match &decided {
            GateState::Known { address, .. } => {
                state.noted = None;
                self.believe(family, *address);
            }
            GateState::Held { reason } => {
                let known_kind = state.noted.as_ref().map(std::mem::discriminant);
                if known_kind != Some(std::mem::discriminant(reason)) {
                    state.noted = Some(reason.clone());
                    let reason = reason.clone();
                    self.note(None, None, EntryKind::AddressHeld { family, reason });
                }
            }
            GateState::Absent
            | GateState::NotLookedYet
            | GateState::NotNeeded
            | GateState::Looking => state.noted = None,
        }
        decided
    }

    fn believe(&mut self, family: Family, address: PublicAddr) {
        let now = self.now;
        let network = self.location.place();
        let state = self.families.get_mut(family);
        let previous = state.known_address();
        if previous == Some(address) {
            let Some(known) = &mut state.known else {
                return;
            };
            if known.network != network {
                known.network = network;
                let facts = known.clone();
                self.remember(MemoryChange::Known { family, facts });
            }
            return;
        }
        let mut changes = state
            .known
            .take()
            .map(|known| known.changes)
            .unwrap_or_default();
        if previous.is_some() {
            changes.push(Stamped {
                address,
                at: now.wall,
            });
            state.changes.push(Since::now(now));
            let surplus = changes.len().saturating_sub(CHANGES_KEPT);
            changes.drain(..surplus);
            let surplus = state.changes.len().saturating_sub(CHANGES_KEPT);
            state.changes.drain(..surplus);
        }
        let facts = KnownMemory {
            address,
            since: now.wall,
            changes,
            network,
            jump: None,
        };
        state.known = Some(facts.clone());
        self.remember(MemoryChange::Known { family, facts });
        self.note(
            None,
            None,
            EntryKind::AddressSeen {
                family,
                address,
                previous,
            },
        );
    }
}
