//! What is known of the router, and whether what it says now is news. Pure.

use std::net::Ipv4Addr;
use std::time::Duration;

use hemma_core::router::{RouterAnswer, RouterEvents, RouterProblem, RouterReport};
use hemma_core::time::{Mono, Timestamp};
use hemma_providers::router::nat_pmp::{Answer, Epoch};
use hemma_providers::router::notify::Report;

use super::gateway::Place;
use super::igd::Igd;

/// What the router said about its address.
pub(super) type Told = Result<Ipv4Addr, RouterProblem>;

/// How long a way of asking rests that never worked here: first so long, then twice as long each time.
const REST: Duration = Duration::from_secs(60);
/// And at most so long.
const LONGEST_REST: Duration = Duration::from_secs(3600);

/// A way of asking.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Way {
    /// It has worked here: then a failure is a failure, and it is asked again next time.
    pub(super) works: bool,
    /// Why it did not work last time.
    problem: Option<RouterProblem>,
    failures: u32,
    rests_until: Option<Mono>,
}

impl Way {
    /// Returns why it is not worth asking now. `None`: it is.
    pub(super) fn rests(&self, now: Mono) -> Option<RouterProblem> {
        self.problem
            .filter(|_| self.rests_until.is_some_and(|until| now < until))
    }

    pub(super) fn note(&mut self, told: Told, now: Mono) {
        // Whoever says why there is no address speaks the protocol.
        let speaks = match told {
            Ok(_) | Err(RouterProblem::NoLease | RouterProblem::Busy) => true,
            Err(RouterProblem::NotSupported | RouterProblem::Refused) => {
                self.works = false;
                false
            }
            Err(_) => false,
        };
        self.problem = told.err();
        if speaks {
            self.works = true;
            self.failures = 0;
            self.rests_until = None;
        } else if !self.works {
            let rest = REST.saturating_mul(1 << self.failures.min(10));
            self.failures += 1;
            self.rests_until = Some(now.plus(rest.min(LONGEST_REST)));
        }
    }
}

/// Everything known. Belongs to one router; another one begins anew.
#[derive(Debug, Default)]
pub(super) struct Memory {
    pub(super) place: Option<Place>,
    pub(super) nat_pmp: Way,
    pub(super) upnp: Way,
    pub(super) igd: Option<Igd>,
    epoch: Option<Epoch>,
    told: Option<Told>,
    asked: Option<Timestamp>,
    answers: (RouterAnswer, RouterAnswer),
    model: Option<String>,
    pub(super) announcements: bool,
    pub(super) events: RouterEvents,
}

impl Memory {
    /// Forgets everything if this is another router.
    pub(super) fn settle(&mut self, place: Option<Place>) {
        if self.place != place {
            *self = Self {
                place,
                ..Self::default()
            };
        }
    }

    pub(super) fn begin_asking(&mut self, at: Timestamp) {
        self.asked = Some(at);
        self.answers = (RouterAnswer::NotAsked, RouterAnswer::NotAsked);
    }

    /// Takes in the answer to a question over NAT-PMP. Returns whether the router must have restarted.
    pub(super) fn asked_nat_pmp(
        &mut self,
        answer: Result<Answer, RouterProblem>,
        now: Mono,
    ) -> bool {
        let told = answer.and_then(|answer| answer.address);
        self.nat_pmp.note(told, now);
        self.answers.0 = answered(told);
        let Ok(answer) = answer else {
            return false;
        };
        self.remember(answer.address);
        self.restarted(answer.epoch, now)
    }

    pub(super) fn asked_upnp(&mut self, told: Told, now: Mono) {
        self.upnp.note(told, now);
        self.answers.1 = answered(told);
        self.remember(told);
    }

    /// Only what can be compared with what is announced and reported later.
    fn remember(&mut self, told: Told) {
        if matches!(told, Ok(_) | Err(RouterProblem::NoLease)) {
            self.told = Some(told);
        }
    }

    /// Takes in an announcement. Returns whether it says something new, and whether the router restarted.
    pub(super) fn announced(&mut self, answer: Answer, now: Mono) -> (bool, bool) {
        let restarted = self.restarted(answer.epoch, now);
        let new = self.told != Some(answer.address);
        self.remember(answer.address);
        // Whoever announces can be asked.
        self.nat_pmp = Way {
            works: true,
            ..Way::default()
        };
        (new || restarted, restarted)
    }

    /// Takes in a report. Returns whether it says something new. The first one of a subscription repeats how things are:
    /// that is new where nothing was known, because the address may have moved since others were asked.
    pub(super) fn reported(&mut self, report: &Report) -> bool {
        let Some(told) = report.address else {
            return false;
        };
        let new = self.told != Some(told);
        self.remember(told);
        new
    }

    fn restarted(&mut self, epoch: u32, now: Mono) -> bool {
        match &mut self.epoch {
            Some(known) => known.restarted(epoch, now),
            None => {
                self.epoch = Some(Epoch::new(epoch, now));
                false
            }
        }
    }

    pub(super) fn learn(&mut self, igd: Igd) {
        self.model.clone_from(&igd.model);
        self.igd = Some(igd);
    }

    /// A restarted router may be another one next time: what rests is asked again, and its services are searched anew.
    pub(super) fn forget_ways(&mut self) {
        self.igd = None;
        self.nat_pmp.rests_until = None;
        self.upnp.rests_until = None;
    }

    pub(super) fn report(&self) -> Option<RouterReport> {
        let asked = self.asked?;
        Some(RouterReport {
            gateway: self.place.map(|place| place.gateway),
            at: asked,
            nat_pmp: self.answers.0,
            upnp: self.answers.1,
            epoch_seconds: self.epoch.as_ref().map(Epoch::seconds),
            model: self.model.clone(),
            announcements: self.announcements,
            events: self.events,
        })
    }
}

fn answered(told: Told) -> RouterAnswer {
    match told {
        Ok(address) => RouterAnswer::Address { address },
        Err(problem) => RouterAnswer::Nothing { problem },
    }
}

#[cfg(test)]
#[path = "memory_tests.rs"]
mod tests;
