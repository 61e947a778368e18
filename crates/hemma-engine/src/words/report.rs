//! Headings and lines of the doctor's report.

use hemma_core::finding::Finding;
use hemma_core::status::{GateStatus, TrailKind};
use hemma_core::time::Timestamp;

use super::Voice;
use crate::messages::{Comparison, ContactPurpose, Told};

/// The parts of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Title,
    System,
    Addresses,
    Findings,
    Names,
    Comparison,
    LastRound,
    Router,
    Settings,
    Contacts,
    History,
    Nothing,
    Footer,
}

impl Voice {
    /// Returns the heading of a part of the report.
    #[must_use]
    pub(crate) fn report_part(&self, part: Part) -> String {
        match part {
            Part::Title => say!(self, "Hemma: how things are", "Hemma: så står det till"),
            Part::System => say!(self, "Program and system", "Program och system"),
            Part::Addresses => say!(self, "Public addresses", "Publika adresser"),
            Part::Findings => say!(self, "What was found", "Vad som hittades"),
            Part::Names => say!(self, "Names", "Namn"),
            Part::Comparison => say!(
                self,
                "What DNS says, asked in three ways",
                "Vad DNS säger, på tre sätt"
            ),
            Part::LastRound => say!(self, "The last check", "Senaste kontrollen"),
            Part::Router => say!(self, "The router", "Routern"),
            Part::Settings => say!(self, "Settings", "Inställningar"),
            Part::Contacts => say!(self, "Servers contacted", "Kontaktade servrar"),
            Part::History => say!(self, "Lately", "På sistone"),
            Part::Nothing => say!(self, "nothing", "ingenting"),
            Part::Footer => say!(
                self,
                "No password, key, token, user name or hardware address is in this report.",
                "Inget lösenord, ingen nyckel, inget användarnamn och ingen maskinvaruadress finns i den här rapporten."
            ),
        }
    }

    /// Returns what one source told, as a phrase.
    #[must_use]
    pub(crate) fn finding(&self, finding: &Finding) -> String {
        match finding {
            Finding::Found { address } => address.to_string(),
            Finding::Absent => say!(self, "there is none", "det finns ingen"),
            Finding::Unknown { problem } => self.look_problem(problem),
        }
    }

    /// Returns what one way of asking told, as a phrase.
    #[must_use]
    pub(crate) fn told(&self, told: &Told) -> String {
        match told {
            Told::Shows { addresses } => self.shown(addresses),
            Told::Silent { problem } => self.look_problem(problem),
        }
    }

    /// Returns what a comparison means, as a phrase.
    #[must_use]
    pub(crate) fn comparison(&self, comparison: Comparison) -> String {
        match comparison {
            Comparison::Same => say!(self, "all say the same", "alla säger samma"),
            Comparison::Stale => say!(
                self,
                "an old answer, for a while yet",
                "ett gammalt svar, en stund till"
            ),
            Comparison::NetworkOverrides => say!(
                self,
                "the network answers by itself",
                "nätverket svarar självt"
            ),
            Comparison::ComputerOverrides => say!(
                self,
                "this computer answers by itself",
                "den här datorn svarar själv"
            ),
            Comparison::Unknown => say!(self, "cannot be compared", "går inte att jämföra"),
        }
    }

    /// Returns the three ways of asking, as labels.
    #[must_use]
    pub(crate) fn ways(&self) -> [String; 3] {
        [
            say!(self, "zone", "zonen"),
            say!(self, "network", "nätverket"),
            say!(self, "computer", "datorn"),
        ]
    }

    /// Returns what a contact was for.
    #[must_use]
    pub(crate) fn contact_purpose(&self, purpose: ContactPurpose) -> String {
        match purpose {
            ContactPurpose::Look => say!(self, "to learn the address", "för att hitta adressen"),
            ContactPurpose::Router => say!(self, "to ask the router", "för att fråga routern"),
            ContactPurpose::Update => say!(self, "to send updates", "för att uppdatera"),
            ContactPurpose::Proof => say!(self, "to prove names", "för att bevisa namn"),
            ContactPurpose::Manage => say!(
                self,
                "to manage names at a service",
                "för att sköta namn hos en tjänst"
            ),
        }
    }

    /// Returns how many servers were contacted how often.
    #[must_use]
    pub(crate) fn contact_counts(&self, servers: usize, times: u64) -> String {
        say!(
            self,
            "{servers} servers, {times} times",
            "{servers} servrar, {times} gånger"
        )
    }

    /// Returns one step of a trail as a phrase.
    #[must_use]
    pub(crate) fn trail_step(&self, step: &TrailKind, now: Timestamp) -> String {
        match step {
            TrailKind::Began { .. } => say!(self, "a check began", "en kontroll började"),
            TrailKind::Located { whereabouts } => self.whereabouts(whereabouts),
            TrailKind::Looked {
                source,
                operator,
                voice: _,
                finding,
            } => {
                let finding = self.finding(finding);
                if operator.as_str() == source.as_str() {
                    format!("{source}: {finding}")
                } else {
                    format!("{source} ({operator}): {finding}")
                }
            }
            TrailKind::Gate {
                state,
                would_change,
            } => {
                let gate = self.gate(&GateStatus {
                    state: state.clone(),
                    known: None,
                    jump: None,
                });
                let otherwise = would_change.map(|what| self.would_change(what));
                let otherwise = otherwise
                    .map(|what| format!("; {what}"))
                    .unwrap_or_default();
                say!(
                    self,
                    "decided: {gate}{otherwise}",
                    "beslut: {gate}{otherwise}"
                )
            }
            TrailKind::WithSuffix { address } => say!(
                self,
                "with the name's own suffix: {address}",
                "med namnets egen ändelse: {address}"
            ),
            TrailKind::Same => say!(self, "nothing to send", "inget att skicka"),
            TrailKind::Differs { from, to } => match from {
                Some(from) => say!(
                    self,
                    "differs: {from} is to become {to}",
                    "skiljer sig: {from} ska bli {to}"
                ),
                None => say!(self, "is to become {to}", "ska bli {to}"),
            },
            TrailKind::LatchHolds { .. } => {
                say!(self, "stopped until you act", "stoppad tills du gör något")
            }
            TrailKind::PaceHolds { until, reason } => {
                let (until, reason) = (self.moment(*until, now), self.reason(*reason));
                say!(
                    self,
                    "waits until {until}: {reason}",
                    "väntar till {until}: {reason}"
                )
            }
            TrailKind::Paused => say!(self, "paused", "pausad"),
            TrailKind::Sent { address } => say!(self, "sent {address}", "skickade {address}"),
            TrailKind::Answered { answer, .. } => self.answer(answer),
            TrailKind::Proved { after_ms } => {
                let after = self.span_ms(*after_ms);
                say!(
                    self,
                    "seen in DNS after {after}",
                    "syns i DNS efter {after}"
                )
            }
            TrailKind::NotYetInDns => say!(self, "not yet in DNS", "inte i DNS ännu"),
        }
    }
}
