//! What the doctor finds: a title, what it means, and what to do.

use std::net::IpAddr;

use hemma_core::health::Severity;
use hemma_core::router::RouterProblem;
use hemma_core::time::Timestamp;

use super::{Voice, list};
use crate::messages::{Ailment, DoctorFinding, Snapshot};

impl Voice {
    /// Returns one sentence over all findings.
    #[must_use]
    pub fn doctor_summary(&self, findings: &[DoctorFinding]) -> String {
        let count = |severity| {
            let of = findings.iter().filter(|one| one.severity == severity);
            of.count()
        };
        match (count(Severity::Action), count(Severity::Notice)) {
            (0, 0) => say!(
                self,
                "Nothing stands between your names and this computer.",
                "Inget står mellan dina namn och den här datorn."
            ),
            (0, 1) => say!(
                self,
                "One thing is worth looking at.",
                "En sak är värd att titta på."
            ),
            (0, notices) => say!(
                self,
                "{notices} things are worth looking at.",
                "{notices} saker är värda att titta på."
            ),
            (1, _) => say!(self, "One thing needs you.", "En sak kräver dig."),
            (actions, _) => say!(
                self,
                "{actions} things need you.",
                "{actions} saker kräver dig."
            ),
        }
    }

    /// Returns the title of a finding.
    #[must_use]
    pub fn ailment_title(&self, what: &Ailment, snapshot: &Snapshot) -> String {
        match what {
            Ailment::CarrierNat { .. } => say!(
                self,
                "Your operator shares one address among many customers (CGNAT)",
                "Din operatör delar en adress mellan flera kunder (CGNAT)"
            ),
            Ailment::DoubleNat { .. } => say!(
                self,
                "There is another router before yours",
                "Det finns en router till framför din"
            ),
            Ailment::RouterDiffers { .. } => say!(
                self,
                "The router has another address than the world sees",
                "Routern har en annan adress än den omvärlden ser"
            ),
            Ailment::DsLite { .. } => say!(
                self,
                "Your line has no IPv4 address of its own (DS-Lite)",
                "Din anslutning har ingen egen IPv4-adress (DS-Lite)"
            ),
            Ailment::OnlyIpv6 => say!(self, "Only IPv6 works here", "Bara IPv6 fungerar här"),
            Ailment::RouterSilent { .. } => say!(
                self,
                "The router does not tell its address",
                "Routern berättar inte sin adress"
            ),
            Ailment::SplitDns { record, .. } => {
                let name = &record.name;
                say!(
                    self,
                    "Your network answers for {name} itself",
                    "Ditt nätverk svarar självt för {name}"
                )
            }
            Ailment::HostsFile { record, .. } => {
                let name = &record.name;
                say!(
                    self,
                    "This computer has an answer of its own for {name}",
                    "Den här datorn har ett eget svar för {name}"
                )
            }
            Ailment::StaleDns { record, .. } => {
                let name = &record.name;
                say!(
                    self,
                    "Your network still has the old address of {name}",
                    "Ditt nätverk har kvar den gamla adressen för {name}"
                )
            }
            Ailment::OldAnswers { record, .. } => {
                let name = &record.name;
                say!(
                    self,
                    "Others may still have the old address of {name}",
                    "Andra kan ha kvar den gamla adressen för {name}"
                )
            }
            Ailment::ZoneDiffers { record, zone } if zone.is_empty() => {
                let name = &record.name;
                say!(
                    self,
                    "{name} has no address in DNS",
                    "{name} har ingen adress i DNS"
                )
            }
            Ailment::ZoneDiffers { record, .. } => {
                let name = &record.name;
                say!(
                    self,
                    "DNS shows another address for {name}",
                    "DNS visar en annan adress för {name}"
                )
            }
            Ailment::ZoneSilent { record, .. } => {
                let name = &record.name;
                say!(
                    self,
                    "The name servers of {name} did not answer",
                    "Namnservrarna för {name} svarade inte"
                )
            }
            Ailment::ChangedElsewhere { record, seen } if seen.is_empty() => {
                let name = &record.name;
                say!(
                    self,
                    "Somebody removed the address of {name}",
                    "Någon tog bort adressen för {name}"
                )
            }
            Ailment::ChangedElsewhere { record, .. } => {
                let name = &record.name;
                say!(
                    self,
                    "Somebody else changed {name} once",
                    "Någon annan ändrade {name} en gång"
                )
            }
            Ailment::VoiceSilent { source, .. } => say!(
                self,
                "{source} gave no address at the last check",
                "{source} gav ingen adress vid senaste kontrollen"
            ),
            Ailment::Condition { condition } => self.condition_title(condition, snapshot),
            Ailment::UpdateFailed { record, .. } => {
                let name = &record.name;
                say!(
                    self,
                    "The last update of {name} did not go through",
                    "Den senaste uppdateringen av {name} gick inte igenom"
                )
            }
        }
    }

    /// Returns what a finding means.
    #[must_use]
    pub fn ailment_meaning(&self, what: &Ailment, snapshot: &Snapshot, now: Timestamp) -> String {
        match what {
            Ailment::CarrierNat { router, seen } => {
                let seen = self.seen_outside(*seen);
                say!(
                    self,
                    "The router's own address is {router}, which only the operator can reach{seen}. Names are kept, but \
                     nobody outside reaches your computers over IPv4.",
                    "Routerns egen adress är {router}, som bara operatören når{seen}. Namnen hålls aktuella, men ingen \
                     utanför når dina datorer över IPv4."
                )
            }
            Ailment::DoubleNat { router, seen } => {
                let seen = self.seen_outside(*seen);
                say!(
                    self,
                    "The router's own address is {router}, which belongs to a network inside another one{seen}. A port \
                     that is open in your router is still closed in the one before it.",
                    "Routerns egen adress är {router}, som hör till ett nätverk inuti ett annat{seen}. En port som är \
                     öppen i din router är fortfarande stängd i den framför."
                )
            }
            Ailment::RouterDiffers { router, seen } => say!(
                self,
                "The router says {router}, and the world sees {seen}. There may be two lines, a VPN on the router, or a \
                 second translation at the operator. Hemma believes what the world sees.",
                "Routern säger {router} och omvärlden ser {seen}. Det kan finnas två anslutningar, en VPN i routern \
                 eller en andra översättning hos operatören. Hemma tror på det omvärlden ser."
            ),
            Ailment::DsLite { seen } => say!(
                self,
                "The router has no IPv4 address from the operator, and the world sees {seen}, which many customers \
                 share. Nobody outside reaches your computers over IPv4; over IPv6 they can.",
                "Routern har ingen IPv4-adress från operatören, och omvärlden ser {seen}, som flera kunder delar. Ingen \
                 utanför når dina datorer över IPv4; över IPv6 går det."
            ),
            Ailment::OnlyIpv6 => say!(
                self,
                "This line has an IPv6 address and no way out over IPv4, and a name asks for IPv4. It stays as it is.",
                "Anslutningen har en IPv6-adress och ingen väg ut över IPv4, och ett namn vill ha IPv4. Det lämnas som \
                 det är."
            ),
            Ailment::RouterSilent { problem } => {
                let why = self.router_problem(*problem);
                say!(
                    self,
                    "Hemma asked it for the address of the line, and {why}. The address is found without it.",
                    "Hemma frågade den om anslutningens adress, och {why}. Adressen hittas utan den."
                )
            }
            Ailment::SplitDns { here, .. } => {
                let here = self.shown(here);
                say!(
                    self,
                    "The name servers of the zone show the right address. Your network's own resolver answers {here} \
                     instead. The world outside sees the right one.",
                    "Zonens namnservrar visar rätt adress. Nätverkets egen namnserver svarar {here} i stället. Omvärlden \
                     ser den rätta."
                )
            }
            Ailment::HostsFile { here, .. } => {
                let here = self.shown(here);
                say!(
                    self,
                    "The name servers of the zone show the right address. Programs on this computer get {here}, because \
                     a line in the hosts file, or another setting here, says so.",
                    "Zonens namnservrar visar rätt adress. Program på den här datorn får {here}, för att en rad i \
                     hosts-filen, eller en annan inställning här, säger så."
                )
            }
            Ailment::StaleDns { here, until, .. } => {
                let (here, until) = (self.shown(here), self.moment(*until, now));
                say!(
                    self,
                    "The name servers of the zone show the right address. Your network's resolver still answers {here}, \
                     as it may until {until}.",
                    "Zonens namnservrar visar rätt adress. Nätverkets namnserver svarar fortfarande {here}, och det får \
                     den till {until}."
                )
            }
            Ailment::OldAnswers { until, .. } => {
                let until = self.moment(*until, now);
                say!(
                    self,
                    "The new address is in DNS. Old answers may live until {until} elsewhere.",
                    "Den nya adressen finns i DNS. Gamla svar kan leva kvar till {until} på andra håll."
                )
            }
            Ailment::ZoneDiffers { zone, .. } => {
                let zone = self.shown(zone);
                say!(
                    self,
                    "The service confirmed an address, and the name servers of the zone show {zone}. Hemma looks again \
                     by itself and puts it right once.",
                    "Tjänsten bekräftade en adress, och zonens namnservrar visar {zone}. Hemma tittar igen av sig själv \
                     och rättar det en gång."
                )
            }
            Ailment::ZoneSilent { problem, .. } => {
                let why = self.look_problem(problem);
                say!(
                    self,
                    "The name could not be proved just now: {why}. Nothing is changed because of that.",
                    "Namnet kunde inte bevisas just nu: {why}. Inget ändras på grund av det."
                )
            }
            Ailment::ChangedElsewhere { seen, .. } if seen.is_empty() => say!(
                self,
                "It was gone from DNS, and not by this computer. Hemma puts such a name right once, and asks the next \
                 time.",
                "Den var borta ur DNS, och det var inte den här datorn. Hemma rättar ett sådant namn en gång och frågar \
                 nästa gång."
            ),
            Ailment::ChangedElsewhere { seen, .. } => {
                let seen = self.shown(seen);
                say!(
                    self,
                    "DNS showed {seen}, which this computer did not write. Hemma puts such a name right once, and asks \
                     the next time.",
                    "DNS visade {seen}, som den här datorn inte skrev. Hemma rättar ett sådant namn en gång och frågar \
                     nästa gång."
                )
            }
            Ailment::VoiceSilent { problem, .. } => {
                let why = self.look_problem(problem);
                say!(
                    self,
                    "The reason: {why}. Other voices are asked instead.",
                    "Orsaken: {why}. Andra röster tillfrågas i stället."
                )
            }
            Ailment::Condition { condition } => self.condition(condition, snapshot),
            Ailment::UpdateFailed { at, .. } => {
                let at = self.moment(*at, now);
                say!(
                    self,
                    "It was at {at}. Hemma tries again by itself when it may; the history tells what was answered.",
                    "Det var {at}. Hemma försöker igen av sig själv när det går; historiken berättar vad som svarades."
                )
            }
        }
    }

    /// Returns what to do about a finding; empty where nothing needs to be done, or where the meaning says it.
    #[must_use]
    pub fn ailment_remedy(&self, what: &Ailment) -> String {
        match what {
            Ailment::CarrierNat { .. } | Ailment::DsLite { .. } => say!(
                self,
                "Ask your operator for a public IPv4 address, or let the name carry IPv6.",
                "Be operatören om en publik IPv4-adress, eller låt namnet bära IPv6."
            ),
            Ailment::DoubleNat { .. } => say!(
                self,
                "Set the first box to bridge mode, or forward the ports there too.",
                "Ställ den första boxen i bryggläge, eller öppna portarna även där."
            ),
            Ailment::RouterDiffers { .. } => say!(
                self,
                "If names should follow one line only, see that this computer goes out through it.",
                "Om namnen bara ska följa en anslutning, se till att den här datorn går ut genom den."
            ),
            Ailment::OnlyIpv6 => say!(
                self,
                "Let the name carry IPv6, or ask your operator for IPv4.",
                "Låt namnet bära IPv6, eller be operatören om IPv4."
            ),
            Ailment::RouterSilent { .. } => say!(
                self,
                "To learn of a new address sooner, switch on UPnP or NAT-PMP in the router, if you want that.",
                "För att få veta om en ny adress tidigare kan du slå på UPnP eller NAT-PMP i routern, om du vill det."
            ),
            Ailment::SplitDns { .. } => say!(
                self,
                "If that is meant so, all is well. If not, look in the router for an entry for this name, or for \
                 protection against DNS rebinding.",
                "Är det meningen så är allt bra. Annars, titta i routern efter en post för namnet eller efter skydd mot \
                 DNS-ombindning."
            ),
            Ailment::HostsFile { .. } => say!(
                self,
                "If that is not meant so, remove the line from the hosts file.",
                "Är det inte meningen, ta bort raden ur hosts-filen."
            ),
            Ailment::ChangedElsewhere { .. } | Ailment::ZoneDiffers { .. } => say!(
                self,
                "Look for another program, computer or router that updates the same name.",
                "Leta efter ett annat program, en annan dator eller en router som uppdaterar samma namn."
            ),
            Ailment::ZoneSilent { .. } => say!(
                self,
                "If it goes on, look whether the network blocks DNS to the outside.",
                "Om det håller i sig, se om nätverket spärrar DNS utåt."
            ),
            Ailment::StaleDns { .. }
            | Ailment::OldAnswers { .. }
            | Ailment::VoiceSilent { .. }
            | Ailment::Condition { .. }
            | Ailment::UpdateFailed { .. } => String::new(),
        }
    }

    fn seen_outside(&self, seen: Option<IpAddr>) -> String {
        match seen {
            Some(seen) => say!(self, "; the world sees {seen}", "; omvärlden ser {seen}"),
            None => String::new(),
        }
    }

    /// Returns addresses as people read them.
    pub(crate) fn shown(&self, addresses: &[IpAddr]) -> String {
        if addresses.is_empty() {
            say!(self, "nothing", "ingenting")
        } else {
            list(addresses)
        }
    }

    /// Returns why the router told no address, as a clause.
    #[must_use]
    pub fn router_problem(&self, problem: RouterProblem) -> String {
        match problem {
            RouterProblem::NoAnswer => say!(self, "it did not answer", "den svarade inte"),
            RouterProblem::NotSupported => say!(
                self,
                "it does not know how to tell it",
                "den kan inte berätta det"
            ),
            RouterProblem::Refused => say!(self, "it may not tell it", "den får inte berätta det"),
            RouterProblem::NoLease => {
                say!(self, "it has none now", "den har ingen just nu")
            }
            RouterProblem::Busy => say!(self, "it was too busy", "den hade för mycket att göra"),
            RouterProblem::Failed { code } => say!(
                self,
                "it failed (code {code})",
                "den misslyckades (kod {code})"
            ),
            RouterProblem::Elsewhere => say!(
                self,
                "it pointed to another computer, which was not asked",
                "den hänvisade till en annan dator, som inte tillfrågades"
            ),
            RouterProblem::Malformed | RouterProblem::TooLarge => say!(
                self,
                "its answer made no sense",
                "svaret gick inte att förstå"
            ),
        }
    }
}
