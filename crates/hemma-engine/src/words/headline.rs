//! The one sentence that says how things are: tray status line, tooltip, `hemma-agent status`.

use hemma_core::gate::GateState;
use hemma_core::health::{Condition, ConditionKind, Severity};
use hemma_core::status::{Phase, Reason};
use hemma_core::whereabouts::{AwayReason, Whereabouts};

use super::Voice;
use crate::messages::{NameView, Overall, Snapshot};

impl Voice {
    /// Returns the one sentence that says how things are, without the program's name.
    #[must_use]
    pub fn headline(&self, snapshot: &Snapshot) -> String {
        match snapshot.overall {
            Overall::Empty => say!(self, "No names yet", "Inga namn ännu"),
            Overall::UpToDate => say!(self, "All names up to date", "Alla namn är aktuella"),
            Overall::Working => self.working(snapshot),
            Overall::Waiting => self.waiting(snapshot),
            Overall::Away => match snapshot.whereabouts {
                Whereabouts::Away {
                    reason: AwayReason::Tunnel,
                } => say!(
                    self,
                    "VPN in use – not updating",
                    "VPN används – uppdaterar inte"
                ),
                Whereabouts::Away {
                    reason: AwayReason::CaptivePortal,
                } => say!(
                    self,
                    "The network wants a sign-in – not updating",
                    "Nätverket vill ha en inloggning – uppdaterar inte"
                ),
                _ => say!(
                    self,
                    "Away from home – not updating",
                    "Borta – uppdaterar inte"
                ),
            },
            Overall::Paused => match snapshot.paused_until {
                Some(until) => {
                    let until = self.moment(until, snapshot.at);
                    say!(self, "Paused until {until}", "Pausad till {until}")
                }
                None => say!(
                    self,
                    "Paused until you resume",
                    "Pausad tills du återupptar"
                ),
            },
            Overall::ActionNeeded => {
                let what = self.needed(snapshot);
                say!(self, "Action needed: {what}", "Åtgärd krävs: {what}")
            }
        }
    }

    /// Returns what a person is needed for, as a short phrase: `No-IP login`.
    fn needed(&self, snapshot: &Snapshot) -> String {
        if let Some(view) = snapshot.latches.first() {
            return self.refusal_short(view.latch.refusal, &view.service_name);
        }
        let urgent = |condition: &&Condition| condition.severity == Severity::Action;
        match snapshot.conditions.iter().find(urgent) {
            Some(condition) => self.condition_short(&condition.kind, snapshot),
            None => say!(self, "open Hemma", "öppna Hemma"),
        }
    }

    fn working(&self, snapshot: &Snapshot) -> String {
        let sending = count(snapshot, |phase| matches!(phase, Phase::Sending));
        if sending > 0 {
            return if sending == 1 {
                say!(self, "Updating 1 name…", "Uppdaterar 1 namn…")
            } else {
                say!(
                    self,
                    "Updating {sending} names…",
                    "Uppdaterar {sending} namn…"
                )
            };
        }
        let asked = count(snapshot, |phase| {
            matches!(phase, Phase::Proving { .. } | Phase::Unclear)
        });
        if asked > 0 {
            return say!(
                self,
                "Waiting to see the new address in DNS…",
                "Väntar på att den nya adressen ska synas i DNS…"
            );
        }
        say!(
            self,
            "Looking for the public address…",
            "Söker den publika adressen…"
        )
    }

    fn waiting(&self, snapshot: &Snapshot) -> String {
        if snapshot.whereabouts == Whereabouts::Offline {
            return say!(self, "No internet, waiting", "Väntar på nätverk");
        }
        let overdue = count(snapshot, |phase| {
            matches!(phase, Phase::ProofOverdue { .. })
        });
        if overdue > 0 {
            return say!(
                self,
                "DNS does not show the new address yet",
                "DNS visar inte den nya adressen ännu"
            );
        }
        let held = snapshot
            .addresses
            .iter()
            .find_map(|view| match &view.gate.state {
                GateState::Held { reason } => Some(self.held_short(reason)),
                _ => None,
            });
        if let Some(held) = held {
            return held;
        }
        let wait = snapshot
            .names
            .iter()
            .flat_map(|name| name.records.iter().map(move |record| (name, record)))
            .find_map(|(name, record)| match record.status.phase {
                Phase::Waiting { until, reason } if reason != Reason::Refresh => {
                    Some((name, until, reason))
                }
                _ => None,
            });
        if let Some((name, until, reason)) = wait {
            let until = self.moment(until, snapshot.at);
            let service = &name.service_name;
            return match reason {
                Reason::BackOff => say!(
                    self,
                    "{service} asks to wait until {until}",
                    "{service} ber oss vänta till {until}"
                ),
                _ => say!(self, "Next update at {until}", "Nästa uppdatering {until}"),
            };
        }
        say!(self, "Waiting", "Väntar")
    }

    /// Returns the tooltip: short, because Windows cuts it, and without a span that would have to be kept fresh.
    #[must_use]
    pub fn tooltip(&self, snapshot: &Snapshot) -> String {
        let headline = self.headline(snapshot);
        if snapshot.overall != Overall::UpToDate {
            return format!("Hemma – {headline}");
        }
        let address = snapshot.addresses.iter().find_map(|view| view.gate.known);
        let mut parts = vec![say!(self, "Hemma – up to date", "Hemma – aktuell")];
        parts.extend(address.map(|known| known.address.to_string()));
        parts.extend(snapshot.last_check.map(|at| {
            let at = self.moment(at, snapshot.at);
            say!(self, "checked {at}", "kontrollerad {at}")
        }));
        parts.join(" · ")
    }

    /// Returns a phrase for a condition that needs a person.
    fn condition_short(&self, kind: &ConditionKind, snapshot: &Snapshot) -> String {
        match kind {
            ConditionKind::VaultUnavailable { problem } => self.vault_short(*problem),
            ConditionKind::SettingsProblem => {
                say!(
                    self,
                    "mistake in the settings file",
                    "fel i inställningsfilen"
                )
            }
            ConditionKind::StateNotWritable => {
                say!(
                    self,
                    "disk cannot be written",
                    "det går inte att skriva till disken"
                )
            }
            ConditionKind::Away {
                reason: AwayReason::NotAsked,
            } => say!(
                self,
                "is this your home network?",
                "är det här ditt hemnätverk?"
            ),
            other => self.condition_title(other, snapshot),
        }
    }
}

/// Counts names (not records) of which at least one record is in such a phase.
fn count(snapshot: &Snapshot, wanted: impl Fn(&Phase) -> bool) -> usize {
    let has = |name: &&NameView| {
        name.records
            .iter()
            .any(|record| wanted(&record.status.phase))
    };
    snapshot.names.iter().filter(has).count()
}
