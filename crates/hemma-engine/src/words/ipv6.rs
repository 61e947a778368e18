//! Why an IPv6 address was chosen or not.

use hemma_core::ipv6::{Ipv6Candidate, Ipv6Standing};

use super::Voice;

impl Voice {
    /// Returns one address with its interface and the reason.
    #[must_use]
    pub fn ipv6_candidate(&self, candidate: &Ipv6Candidate) -> String {
        let (address, interface) = (candidate.address, &candidate.interface);
        let why = self.ipv6_standing(candidate.standing);
        format!("{address} ({interface}): {why}")
    }

    /// Returns why an address was chosen or not.
    #[must_use]
    pub fn ipv6_standing(&self, standing: Ipv6Standing) -> String {
        match standing {
            Ipv6Standing::Chosen => say!(
                self,
                "chosen: it lasts, and this computer goes out by its network.",
                "vald: den består, och datorn går ut via dess nät."
            ),
            Ipv6Standing::Local => say!(
                self,
                "not chosen: it works at home only.",
                "inte vald: den fungerar bara hemma."
            ),
            Ipv6Standing::Duplicated => say!(
                self,
                "not chosen: another device on the network has the same one.",
                "inte vald: en annan enhet på nätet har samma."
            ),
            Ipv6Standing::Temporary => say!(
                self,
                "not chosen: a temporary one that protects your privacy and changes within a day or so.",
                "inte vald: en tillfällig som skyddar din integritet och byts inom ett dygn eller så."
            ),
            Ipv6Standing::Deprecated => say!(
                self,
                "not chosen: the router has replaced it and it will soon be gone.",
                "inte vald: routern har ersatt den och den är snart borta."
            ),
            Ipv6Standing::Settling => say!(
                self,
                "not yet: the system is checking that nobody else has it.",
                "inte än: systemet kontrollerar att ingen annan har den."
            ),
            Ipv6Standing::NoWayOut => say!(
                self,
                "not chosen: there is no way out over IPv6 just now.",
                "inte vald: det finns ingen väg ut över IPv6 just nu."
            ),
            Ipv6Standing::OtherInterface => say!(
                self,
                "not chosen: this computer goes out another way.",
                "inte vald: datorn går ut en annan väg."
            ),
            Ipv6Standing::OtherPrefix => say!(
                self,
                "not chosen: this computer goes out by another of its networks.",
                "inte vald: datorn går ut via ett annat av sina nät."
            ),
            Ipv6Standing::Alone => say!(
                self,
                "not chosen: it was lent alone; one that belongs to the network is more likely to be reached.",
                "inte vald: den är utlånad ensam; en som hör till nätet nås lättare."
            ),
            Ipv6Standing::AsGood => say!(
                self,
                "not chosen: as good as the chosen one, but one is enough.",
                "inte vald: lika bra som den valda, men en räcker."
            ),
        }
    }
}
