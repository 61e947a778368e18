//! What is worth showing: a title and a text for each condition, and for the vault.

use hemma_core::address::Family;
use hemma_core::health::{ConditionKind, VaultProblem};
use hemma_core::names::{ProfileId, RecordId};
use hemma_core::whereabouts::AwayReason;

use super::Voice;
use crate::messages::Snapshot;

impl Voice {
    /// Returns the condition's title.
    #[must_use]
    pub fn condition_title(&self, kind: &ConditionKind, snapshot: &Snapshot) -> String {
        match kind {
            ConditionKind::NoNetwork => say!(self, "No internet", "Inget nätverk"),
            ConditionKind::Intercepted => say!(
                self,
                "The network wants a sign-in",
                "Nätverket vill ha en inloggning"
            ),
            ConditionKind::Away {
                reason: AwayReason::Tunnel,
            } => say!(self, "VPN in use", "VPN används"),
            ConditionKind::Away {
                reason: AwayReason::OtherNetwork,
            } => say!(self, "Away from home", "Borta"),
            ConditionKind::Away {
                reason: AwayReason::NotAsked,
            } => say!(
                self,
                "Is this your home network?",
                "Är det här ditt hemnätverk?"
            ),
            ConditionKind::Away {
                reason: AwayReason::CaptivePortal,
            } => say!(
                self,
                "The network wants a sign-in",
                "Nätverket vill ha en inloggning"
            ),
            ConditionKind::SourcesDisagree { family } => {
                let family = self.family(*family);
                say!(
                    self,
                    "Services disagree about your {family} address",
                    "Tjänsterna är oense om din {family}-adress"
                )
            }
            ConditionKind::AddressUnknown { family } => {
                let family = self.family(*family);
                say!(
                    self,
                    "Your {family} address is not known",
                    "Din {family}-adress är okänd"
                )
            }
            ConditionKind::CarrierNat => say!(
                self,
                "Your operator shares one address among many customers (CGNAT)",
                "Din operatör delar en adress mellan flera kunder (CGNAT)"
            ),
            ConditionKind::AddressJumps { family } => {
                let family = self.family(*family);
                say!(
                    self,
                    "Your {family} address keeps jumping",
                    "Din {family}-adress hoppar fram och tillbaka"
                )
            }
            ConditionKind::ClockSuspect => say!(
                self,
                "This computer's clock may be wrong",
                "Datorns klocka kan gå fel"
            ),
            ConditionKind::ServiceBusy { profile, .. } => {
                let service = service_of(snapshot, profile);
                say!(
                    self,
                    "{service} cannot take updates now",
                    "{service} kan inte ta emot uppdateringar nu"
                )
            }
            ConditionKind::ProofOverdue { record } => {
                let name = &record.name;
                say!(
                    self,
                    "DNS does not show the new address of {name}",
                    "DNS visar inte den nya adressen för {name}"
                )
            }
            ConditionKind::SecondWriter { record } => {
                let name = &record.name;
                say!(
                    self,
                    "Somebody else changes {name}",
                    "Någon annan ändrar {name}"
                )
            }
            ConditionKind::Stopped { latch } => match latch_of(snapshot, *latch) {
                Some(view) => self.refusal_short(view.latch.refusal, &view.service_name),
                None => say!(self, "Stopped", "Stoppad"),
            },
            ConditionKind::VaultUnavailable { problem } => self.vault_title(*problem),
            ConditionKind::SettingsProblem => say!(
                self,
                "Mistake in the settings file",
                "Fel i inställningsfilen"
            ),
            ConditionKind::StateNotWritable => say!(
                self,
                "Hemma cannot write to disk",
                "Hemma kan inte skriva till disken"
            ),
            ConditionKind::Rehearsal => say!(
                self,
                "Practice mode: addresses for examples are permitted",
                "Provläge: adresser för exempel är tillåtna"
            ),
        }
    }

    /// Returns what happened, what Hemma does meanwhile, and what you can do.
    #[must_use]
    pub fn condition(&self, kind: &ConditionKind, snapshot: &Snapshot) -> String {
        match kind {
            ConditionKind::NoNetwork => say!(
                self,
                "There is no way out to the internet. Hemma waits and goes on by itself when it is back.",
                "Det finns ingen väg ut på internet. Hemma väntar och fortsätter av sig själv när den är tillbaka."
            ),
            ConditionKind::Intercepted => say!(
                self,
                "A page of the network answers instead of the services Hemma asks. Nothing was changed. \
                 Sign in to the network in a browser.",
                "En sida i nätverket svarar i stället för de tjänster Hemma frågar. Inget har ändrats. \
                 Logga in på nätverket i en webbläsare."
            ),
            ConditionKind::Away {
                reason: AwayReason::NotAsked,
            } => self.ask_home(snapshot.home.here.as_ref()),
            ConditionKind::Away { reason } => self.away(*reason),
            ConditionKind::SourcesDisagree { .. } => say!(
                self,
                "Two services disagree about your address. Nothing was changed. Hemma keeps asking; if it goes on, \
                 look whether a proxy or a second internet connection is in use.",
                "Två tjänster är oense om din adress. Inget har ändrats. Hemma fortsätter fråga; om det håller i sig, \
                 se efter om en proxy eller en andra internetanslutning används."
            ),
            ConditionKind::AddressUnknown { .. } => say!(
                self,
                "Not enough services could tell your public address. Your names stay as they are; Hemma keeps asking.",
                "För få tjänster kunde säga vilken din publika adress är. Dina namn lämnas som de är; Hemma fortsätter fråga."
            ),
            ConditionKind::CarrierNat => say!(
                self,
                "Computers outside cannot reach yours over IPv4, whatever your name says. Nothing was changed. \
                 Ask your operator for a public address, or use IPv6.",
                "Datorer utanför når inte din över IPv4, vad namnet än säger. Inget har ändrats. \
                 Be operatören om en publik adress eller använd IPv6."
            ),
            ConditionKind::AddressJumps { family } => self.jumps(*family, snapshot),
            ConditionKind::ClockSuspect => say!(
                self,
                "Certificates look as if they were not valid today. Hemma waits and switches no check off. \
                 Set the clock of this computer.",
                "Certifikat ser ut att inte gälla i dag. Hemma väntar och stänger inte av någon kontroll. \
                 Ställ datorns klocka."
            ),
            ConditionKind::ServiceBusy { profile, reason } => {
                let service = service_of(snapshot, profile);
                self.later(reason, &service)
            }
            ConditionKind::ProofOverdue { record } => {
                let name = &record.name;
                let service = service_of(snapshot, &record.profile);
                say!(
                    self,
                    "{service} took the update, but the name servers of {name} still show something else. \
                     Hemma keeps asking and does not send it again. If it goes on, look at {service}.",
                    "{service} tog emot uppdateringen, men namnservrarna för {name} visar fortfarande något annat. \
                     Hemma fortsätter fråga och skickar den inte igen. Om det håller i sig, titta efter hos {service}."
                )
            }
            ConditionKind::SecondWriter { record } => self.second_writer(record),
            ConditionKind::Stopped { latch } => match latch_of(snapshot, *latch) {
                Some(view) => self.refusal(view.latch.refusal, &view.service_name),
                None => say!(
                    self,
                    "Updates are stopped until you act.",
                    "Uppdateringarna är stoppade tills du gör något."
                ),
            },
            ConditionKind::VaultUnavailable { problem } => self.vault(*problem),
            ConditionKind::SettingsProblem => say!(
                self,
                "The settings file has mistakes, so the last good settings go on working. \
                 Open Settings to see the lines, and correct the file.",
                "Inställningsfilen har fel, så de senaste rätta inställningarna fortsätter gälla. \
                 Öppna Inställningar för att se raderna och rätta filen."
            ),
            ConditionKind::StateNotWritable => say!(
                self,
                "Hemma cannot save what it remembers. Names are still kept, but more slowly, so that nothing is sent \
                 twice after a restart. Free some space, or give Hemma access to its folder.",
                "Hemma kan inte spara det den minns. Namnen hålls fortfarande aktuella, men långsammare, så att inget \
                 skickas två gånger efter en omstart. Frigör utrymme eller ge Hemma tillgång till sin mapp."
            ),
            ConditionKind::Rehearsal => say!(
                self,
                "Addresses that exist only in examples may be published. This is for trying things out; \
                 for real names switch it off in Settings.",
                "Adresser som bara finns i exempel får publiceras. Det är till för att prova; \
                 stäng av det i Inställningar för riktiga namn."
            ),
        }
    }

    fn jumps(&self, family: Family, snapshot: &Snapshot) -> String {
        let mut gates = snapshot
            .addresses
            .iter()
            .map(|view| (view.family, &view.gate));
        let gate = gates.find(|(of, _)| *of == family).map(|(_, gate)| gate);
        let known = gate.and_then(|gate| gate.known);
        let jump = gate.and_then(|gate| gate.jump);
        let (Some(known), Some(jump)) = (known, jump) else {
            return say!(
                self,
                "The address changed more than four times within an hour. Hemma follows no more until you choose.",
                "Adressen ändrades mer än fyra gånger på en timme. Hemma följer inte med förrän du väljer."
            );
        };
        let (kept, other) = (known.address, jump.to);
        say!(
            self,
            "It changed more than four times within an hour, as with two internet lines. Hemma stays with {kept} and \
             does not follow to {other}. Which line should it follow? Choose Follow, or Keep as it is.",
            "Den ändrades mer än fyra gånger på en timme, som med två internetlinjer. Hemma håller fast vid {kept} och \
             följer inte med till {other}. Vilken linje ska gälla? Välj Följ eller Behåll."
        )
    }

    fn second_writer(&self, record: &RecordId) -> String {
        let name = &record.name;
        say!(
            self,
            "The address of {name} was changed twice within a day, and not by this computer. Hemma put it right once and \
             does not fight over it. Look for another program or router that updates the same name. Then choose Keep mine, \
             or leave the name to the other.",
            "Adressen för {name} ändrades två gånger på ett dygn, och inte av den här datorn. Hemma rättade den en gång och \
             bråkar inte om den. Leta efter ett annat program eller en router som uppdaterar samma namn. Välj sedan \
             Behåll mitt, eller lämna namnet till den andra."
        )
    }

    /// Returns a phrase that fits behind "Action needed:".
    #[must_use]
    pub fn vault_short(&self, problem: VaultProblem) -> String {
        match problem {
            VaultProblem::Missing => say!(self, "no keychain", "nyckelring saknas"),
            VaultProblem::Locked => say!(self, "keychain locked", "nyckelringen är låst"),
            VaultProblem::TimedOut => {
                say!(self, "keychain does not answer", "nyckelringen svarar inte")
            }
            VaultProblem::Failed => say!(self, "keychain failed", "nyckelringen fungerar inte"),
            VaultProblem::PasswordNeeded => say!(
                self,
                "password for stored secrets",
                "lösenord till de sparade hemligheterna"
            ),
            VaultProblem::SecretFileUnsafe => {
                say!(
                    self,
                    "secret file not safe",
                    "hemlighetsfilen är inte säker"
                )
            }
        }
    }

    fn vault_title(&self, problem: VaultProblem) -> String {
        match problem {
            VaultProblem::Missing => {
                say!(self, "No keychain found", "Ingen nyckelring hittades")
            }
            VaultProblem::Locked => {
                say!(self, "The keychain is locked", "Nyckelringen är låst")
            }
            VaultProblem::TimedOut => say!(
                self,
                "The keychain does not answer",
                "Nyckelringen svarar inte"
            ),
            VaultProblem::Failed => say!(
                self,
                "The keychain cannot be used",
                "Nyckelringen går inte att använda"
            ),
            VaultProblem::PasswordNeeded => say!(
                self,
                "Password needed for your stored secrets",
                "Lösenord behövs till dina sparade hemligheter"
            ),
            VaultProblem::SecretFileUnsafe => say!(
                self,
                "A secret file is not safe",
                "En hemlighetsfil är inte säker"
            ),
        }
    }

    /// Returns why passwords and keys cannot be read, what Hemma does meanwhile, and what you can do.
    #[must_use]
    pub fn vault(&self, problem: VaultProblem) -> String {
        match problem {
            VaultProblem::Missing => say!(
                self,
                "This session has no keychain, so Hemma cannot read passwords and keys. Nothing is sent meanwhile. \
                 Start a keychain, or choose a file sealed with a password in Settings.",
                "Den här sessionen har ingen nyckelring, så Hemma kan inte läsa lösenord och nycklar. \
                 Inget skickas under tiden. Starta en nyckelring eller välj en lösenordsskyddad fil i Inställningar."
            ),
            VaultProblem::Locked => say!(
                self,
                "Hemma cannot read passwords and keys until the keychain is open. Nothing is sent meanwhile. \
                 Choose Unlock.",
                "Hemma kan inte läsa lösenord och nycklar förrän nyckelringen är öppen. Inget skickas under tiden. \
                 Välj Lås upp."
            ),
            VaultProblem::TimedOut => say!(
                self,
                "The keychain did not answer in time. Nothing is sent meanwhile; Hemma asks again by itself. \
                 If it goes on, sign out and in again.",
                "Nyckelringen svarade inte i tid. Inget skickas under tiden; Hemma frågar igen av sig själv. \
                 Om det håller i sig, logga ut och in igen."
            ),
            VaultProblem::Failed => say!(
                self,
                "The keychain answered with an error. Nothing is sent meanwhile; Hemma asks again by itself. \
                 If it goes on, choose a file sealed with a password in Settings.",
                "Nyckelringen svarade med ett fel. Inget skickas under tiden; Hemma frågar igen av sig själv. \
                 Om det håller i sig, välj en lösenordsskyddad fil i Inställningar."
            ),
            VaultProblem::PasswordNeeded => say!(
                self,
                "Passwords and keys are in a file sealed with a password. Nothing is sent until it is open. \
                 Open Settings and type the password.",
                "Lösenord och nycklar ligger i en lösenordsskyddad fil. Inget skickas förrän den är öppen. \
                 Öppna Inställningar och skriv lösenordet."
            ),
            VaultProblem::SecretFileUnsafe => say!(
                self,
                "A file with a password or key is missing, or other users can read it, so Hemma does not use it. \
                 Make it readable for you alone (chmod 600).",
                "En fil med lösenord eller nyckel saknas eller kan läsas av andra användare, så Hemma använder den inte. \
                 Gör den läsbar bara för dig (chmod 600)."
            ),
        }
    }
}

fn service_of(snapshot: &Snapshot, profile: &ProfileId) -> String {
    let found = snapshot.names.iter().find(|name| name.profile == *profile);
    found.map_or_else(|| profile.to_string(), |name| name.service_name.clone())
}

fn latch_of(snapshot: &Snapshot, place: u32) -> Option<&crate::messages::LatchView> {
    snapshot.latches.get(usize::try_from(place).ok()?)
}
