//! How a name and an address are, as the command line and the tray print them.

use hemma_core::gate::GateState;
use hemma_core::status::{GateStatus, Phase, Reason};
use hemma_core::time::Timestamp;

use super::Voice;

impl Voice {
    /// Returns where a record stands, as a phrase.
    #[must_use]
    pub fn phase(&self, phase: &Phase, now: Timestamp) -> String {
        match phase {
            Phase::Starting => say!(self, "not looked yet", "inte kontrollerad ännu"),
            Phase::UpToDate => say!(self, "up to date", "aktuell"),
            Phase::Holding => say!(self, "left as it is", "lämnas som den är"),
            Phase::Waiting {
                until,
                reason: Reason::Refresh,
            } => {
                let until = self.moment(*until, now);
                say!(
                    self,
                    "up to date, refreshed at {until}",
                    "aktuell, förnyas {until}"
                )
            }
            Phase::Waiting { until, reason } => {
                let until = self.moment(*until, now);
                let reason = self.reason(*reason);
                say!(
                    self,
                    "waits until {until} ({reason})",
                    "väntar till {until} ({reason})"
                )
            }
            Phase::Sending => say!(self, "being updated", "uppdateras"),
            Phase::Proving { address } => say!(
                self,
                "sent, waiting to see {address} in DNS",
                "skickad, väntar på att {address} ska synas i DNS"
            ),
            Phase::ProofOverdue { address } => say!(
                self,
                "sent, but DNS does not show {address}",
                "skickad, men DNS visar inte {address}"
            ),
            Phase::Unclear => say!(
                self,
                "could not be confirmed, checking DNS",
                "kunde inte bekräftas, kontrollerar DNS"
            ),
            Phase::NeedsOther { family } => {
                let family = self.family(*family);
                say!(
                    self,
                    "waits for the {family} address, which the service would lose without it",
                    "väntar på {family}-adressen, som tjänsten annars skulle förlora"
                )
            }
            Phase::Stopped { .. } => {
                say!(self, "stopped until you act", "stoppad tills du gör något")
            }
        }
    }

    /// Returns what is known of a family's public address, as a phrase.
    #[must_use]
    pub fn gate(&self, gate: &GateStatus) -> String {
        let known = gate.known.map(|known| known.address);
        match (&gate.state, known) {
            (GateState::NotNeeded, _) => say!(self, "not needed", "behövs inte"),
            (GateState::Known { address, .. }, _) => address.to_string(),
            (GateState::Absent, _) => say!(self, "none", "ingen"),
            (GateState::Held { reason }, Some(known)) => {
                let reason = self.held_short(reason);
                say!(
                    self,
                    "last known {known} ({reason})",
                    "senast känd {known} ({reason})"
                )
            }
            (GateState::Held { reason }, None) => self.held_short(reason),
            (GateState::NotLookedYet | GateState::Looking, Some(known)) => known.to_string(),
            (GateState::NotLookedYet, None) => {
                say!(self, "not looked yet", "inte kontrollerad ännu")
            }
            (GateState::Looking, None) => say!(self, "looking…", "söker…"),
        }
    }
}
