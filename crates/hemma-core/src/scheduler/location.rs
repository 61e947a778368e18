//! Where the computer is, and what that allows: home, away, a tunnel that some profiles follow, a portal.

use std::time::Duration;

use crate::address::Family;
use crate::finding::{Finding, LookProblem};
use crate::history::EntryKind;
use crate::settings::{Profile, TunnelChoice};
use crate::status::TrailKind;
use crate::whereabouts::{AwayReason, NetworkFacts, NetworkId, Whereabouts, judge};

use super::looks::FamilyRound;
use super::{RoundId, Scheduler};

/// Waits between looks behind a captive portal; after these, the last one. A person signs in within minutes or not at
/// all, and every look costs three handshakes that go nowhere.
const PORTAL_AGAIN: [Duration; 7] = [
    Duration::from_secs(5),
    Duration::from_secs(15),
    Duration::from_secs(30),
    Duration::from_secs(60),
    Duration::from_secs(60),
    Duration::from_secs(120),
    Duration::from_secs(300),
];
/// This many voices of different operators with a wrong certificate, on a network where none was ever heard, are a
/// portal that answers over TLS.
const FOREIGN_CERTIFICATES: usize = 2;

/// Somebody in between answers for everyone.
pub(super) const PORTAL: Whereabouts = Whereabouts::Away {
    reason: AwayReason::CaptivePortal,
};
/// A tunnel owns the route.
const TUNNEL: Whereabouts = Whereabouts::Away {
    reason: AwayReason::Tunnel,
};

/// Where the computer is.
#[derive(Debug)]
pub(super) struct Location {
    pub(super) whereabouts: Whereabouts,
    /// What the system told last.
    pub(super) facts: Option<NetworkFacts>,
    /// Where the last looks were made. `None`: none were since the start.
    looked_at: Option<Option<NetworkId>>,
    /// Rounds in a row that met a portal.
    portals: usize,
}

impl Default for Location {
    fn default() -> Self {
        Self {
            whereabouts: Whereabouts::NotKnownYet,
            facts: None,
            looked_at: None,
            portals: 0,
        }
    }
}

impl Location {
    /// Returns where looks are made now.
    pub(super) fn place(&self) -> Option<NetworkId> {
        self.facts.as_ref()?.place()
    }

    pub(super) fn in_tunnel(&self) -> bool {
        self.whereabouts == TUNNEL
    }

    pub(super) fn behind_portal(&self) -> bool {
        self.whereabouts == PORTAL
    }

    /// Returns when to look again behind a portal.
    pub(super) fn portal_wait(&self) -> Option<Duration> {
        let last = PORTAL_AGAIN.len() - 1;
        self.behind_portal()
            .then(|| PORTAL_AGAIN[self.portals.saturating_sub(1).min(last)])
    }

    /// Returns whether the system could not say which network this is, although that decides: the router may not have
    /// been met yet.
    pub(super) fn is_unrecognised(&self) -> bool {
        let undecided = matches!(
            self.whereabouts,
            Whereabouts::Away {
                reason: AwayReason::OtherNetwork | AwayReason::NotAsked
            }
        );
        undecided
            && self
                .facts
                .as_ref()
                .is_some_and(|facts| facts.network.is_none())
    }
}

impl Scheduler {
    /// The system told where we are, or (`None`) the question was lost.
    pub(super) fn located(&mut self, id: RoundId, facts: Option<&NetworkFacts>) {
        if !self.rounds.take_location(id) {
            return;
        }
        let Some(facts) = facts else {
            self.end_round();
            return;
        };
        let whereabouts = self.judge_place(facts);
        self.location.facts = Some(facts.clone());
        let step = self.trail_step(TrailKind::Located {
            whereabouts: whereabouts.clone(),
        });
        if let Some(round) = &mut self.rounds.round {
            round.steps.push(step);
        }
        self.move_to(whereabouts);
        if self.families_here().is_empty() {
            self.end_round();
            return;
        }
        let place = self.location.place();
        let before = self.location.looked_at.replace(place.clone());
        if before.is_some_and(|before| before != place) {
            // What was decided in another place is nothing here.
            self.families.forget_decisions();
        }
        self.begin_looks();
    }

    /// A portal is left by an answer or by going elsewhere, not by looking at the routes.
    fn judge_place(&self, facts: &NetworkFacts) -> Whereabouts {
        let judged = judge(facts, &self.settings.home);
        let same = self.location.place() == facts.place();
        if judged == Whereabouts::Home && same && self.location.behind_portal() {
            return PORTAL;
        }
        judged
    }

    /// The person's home networks may be others now: what the system told last is judged anew, at once.
    pub(super) fn judge_place_again(&mut self) {
        if let Some(facts) = self.location.facts.clone() {
            self.move_to(self.judge_place(&facts));
        }
    }

    pub(super) fn move_to(&mut self, to: Whereabouts) {
        let from = std::mem::replace(&mut self.location.whereabouts, to.clone());
        if from == to {
            return;
        }
        self.location.portals = 0;
        self.waits.forget_network();
        // The first judgement is news only when it is not the ordinary one.
        if from != Whereabouts::NotKnownYet || to != Whereabouts::Home {
            self.note(None, None, EntryKind::Moved { to });
        }
    }

    /// Returns the families to look for in this place: all that are needed at home (and behind a portal, where the look
    /// is what finds the way out), those of profiles that follow in a tunnel, none elsewhere.
    pub(super) fn families_here(&self) -> Vec<Family> {
        let mut needed = self.families.needed();
        match &self.location.whereabouts {
            Whereabouts::Home => {}
            here if *here == PORTAL => {}
            here if *here == TUNNEL => needed.retain(|family| {
                self.table.records.iter().any(|record| {
                    record.id.family == *family
                        && follows(&self.table.profiles[record.profile].profile)
                })
            }),
            Whereabouts::Away { .. } | Whereabouts::Offline | Whereabouts::NotKnownYet => {
                needed.clear();
            }
        }
        needed
    }

    /// Whether anything may be sent for a profile here and now: at home, or in a tunnel that it follows; not paused, not
    /// leaving (law 2).
    pub(super) fn may_act(&self, profile: usize) -> bool {
        let here = match &self.location.whereabouts {
            Whereabouts::Home => true,
            here => *here == TUNNEL && follows(&self.table.profiles[profile].profile),
        };
        here && self.pause.is_none() && !self.leaving
    }

    /// Whether the place holds a profile back.
    pub(super) fn is_held_by_place(&self, profile: usize) -> bool {
        match &self.location.whereabouts {
            Whereabouts::Home | Whereabouts::NotKnownYet => false,
            here => *here != TUNNEL || !follows(&self.table.profiles[profile].profile),
        }
    }

    /// Voices agreed: nobody stands in between (any more).
    pub(super) fn heard_through(&mut self) {
        if self.location.behind_portal() {
            self.move_to(Whereabouts::Home);
        }
    }

    /// Judges from a round's voices whether somebody in between answers for everyone. The voices themselves are the probe
    /// with a known answer: over TLS nobody can forge one, so whatever else comes back says enough, and no further server
    /// has to be asked (F09).
    pub(super) fn judge_portal(&mut self, intercepted: bool, foreign_certificates: usize) -> bool {
        let strange = foreign_certificates >= FOREIGN_CERTIFICATES && !self.was_heard_here();
        let portal = intercepted || strange;
        let at_home = self.location.whereabouts == Whereabouts::Home;
        if portal && (at_home || self.location.behind_portal()) {
            self.move_to(PORTAL);
            self.location.portals += 1;
        } else if !portal {
            self.heard_through();
        }
        portal
    }

    /// Whether an address was ever believed in this place.
    fn was_heard_here(&self) -> bool {
        let place = self.location.place();
        let mut families = self.families.iter();
        families.any(|(_, state)| state.known_here(place.as_ref()).is_some())
    }
}

fn follows(profile: &Profile) -> bool {
    profile.tunnel == TunnelChoice::Follow
}

/// Counts the voices of a round whose certificate was not theirs.
pub(super) fn foreign_certificates<'a>(looks: impl Iterator<Item = &'a FamilyRound>) -> usize {
    let foreign = Finding::Unknown {
        problem: LookProblem::Tls {
            clock_suspect: false,
        },
    };
    let voices = looks.flat_map(|looking| &looking.web);
    voices
        .filter(|voice| voice.finding.as_ref() == Some(&foreign))
        .count()
}
