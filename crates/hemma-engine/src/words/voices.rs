//! What would make the gate decide otherwise.

use hemma_core::gate::WouldChange;

use super::Voice;

impl Voice {
    /// Returns what would make the gate decide otherwise, as a clause.
    #[must_use]
    pub fn would_change(&self, what: WouldChange) -> String {
        match what {
            WouldChange::TwoOperatorsAgree => say!(
                self,
                "two independent services that agree on another address would change it",
                "två oberoende tjänster som är ense om en annan adress skulle ändra det"
            ),
            WouldChange::AnAnswer => say!(
                self,
                "any service that answers would help",
                "vilket svar som helst skulle hjälpa"
            ),
            WouldChange::SecondOperator => say!(
                self,
                "a second independent service that says the same would settle it",
                "en andra oberoende tjänst som säger samma sak avgör det"
            ),
            WouldChange::EchoOverTls => say!(
                self,
                "a service over a secure connection that says the same would settle it",
                "en tjänst över en säker anslutning som säger samma sak avgör det"
            ),
            WouldChange::Agreement => say!(
                self,
                "services that agree would settle it",
                "tjänster som är ense avgör det"
            ),
            WouldChange::PublicAddress => say!(
                self,
                "an address that may be published would settle it",
                "en adress som får publiceras avgör det"
            ),
            WouldChange::Staying => say!(
                self,
                "it is used if it stays",
                "den används om den står kvar"
            ),
            WouldChange::Person => say!(self, "your choice settles it", "ditt val avgör det"),
            WouldChange::OwnAddress => say!(
                self,
                "an address on this computer itself would change it",
                "en adress på den här datorn själv skulle ändra det"
            ),
        }
    }
}
