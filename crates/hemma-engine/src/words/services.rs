//! What to know about services before choosing one, and about a profile before saving it.

use hemma_providers::catalog::Note;
use hemma_providers::rehearsal::Advice;

use super::Voice;

impl Voice {
    /// Returns what a person should know before choosing a service, as a sentence.
    #[must_use]
    pub fn service_note(&self, note: Note) -> String {
        match note {
            Note::ConnectionAddress => say!(
                self,
                "It stores the address your connection comes from. While you use a VPN, that is the VPN's.",
                "Den sparar adressen som anslutningen kommer från. Med VPN blir det VPN-tjänstens adress."
            ),
            Note::FinnishNetworksOnly => say!(
                self,
                "It accepts addresses of Finnish networks only.",
                "Den godtar bara adresser i finländska nät."
            ),
            Note::LapsesAfterAWeek => say!(
                self,
                "A name lapses after seven days. Hemma sends it again on the sixth day, if the computer is on.",
                "Ett namn förfaller efter sju dagar. Hemma skickar det igen på den sjätte dagen, om datorn är på."
            ),
            Note::BothFamiliesNeeded => say!(
                self,
                "It deletes or changes the address that is left out. Hemma therefore sends both, or nothing.",
                "Den tar bort eller ändrar adressen som utelämnas. Hemma skickar därför båda eller ingenting."
            ),
            Note::OneNamePerLogin => say!(
                self,
                "A login stands for one name.",
                "En inloggning står för ett namn."
            ),
            Note::SecretInAddress => say!(
                self,
                "The secret travels inside the address. It is encrypted on the way, but servers tend to write \
                 addresses down.",
                "Hemligheten ligger i adressen. Den är krypterad på vägen, men servrar brukar skriva upp adresser."
            ),
            Note::ConfirmMonthly => say!(
                self,
                "Free names must be confirmed about every 30 days, or they are removed.",
                "Gratisnamn måste bekräftas ungefär var 30:e dag, annars tas de bort."
            ),
            Note::CreatesRecords => say!(
                self,
                "It creates a name that does not exist yet, so check the spelling.",
                "Den skapar ett namn som inte finns ännu, så kontrollera stavningen."
            ),
            Note::Ipv6NotConfirmed => say!(
                self,
                "Whether it keeps IPv6 addresses is not confirmed, so Hemma sends IPv4 only.",
                "Det är inte bekräftat att den hanterar IPv6, så Hemma skickar bara IPv4."
            ),
            Note::SendsBothTogether => say!(
                self,
                "A name that keeps both addresses is updated only while both are known.",
                "Ett namn med båda adresserna uppdateras bara när båda är kända."
            ),
            Note::ObservedOnly => say!(
                self,
                "Its answers are known from other programs, not from a page of its own.",
                "Dess svar är kända från andra program, inte från en egen beskrivning."
            ),
        }
    }

    /// Returns what a person should know about a profile, as a sentence.
    #[must_use]
    pub fn advice(&self, advice: Advice) -> String {
        match advice {
            Advice::AccountLogin => say!(
                self,
                "This looks like the login of your account. No-IP is retiring it for updates: make a DDNS key instead, \
                 which can do nothing else.",
                "Det här ser ut som inloggningen till ditt konto. No-IP fasar ut den för uppdateringar: skapa en \
                 DDNS-nyckel i stället, som inte kan göra något annat."
            ),
            Advice::ClearText => say!(
                self,
                "Everybody on the way can read the password and change your names. Use this port only where the \
                 ordinary one is blocked.",
                "Alla på vägen kan läsa lösenordet och ändra dina namn. Använd porten bara där den vanliga är spärrad."
            ),
            Advice::OfflineIsPaid => say!(
                self,
                "The offline mode is a paid feature. Without it, updates stop until it is switched off here.",
                "Offline-läget är en betalfunktion. Utan den stannar uppdateringarna tills det stängs av här."
            ),
            Advice::SecretInAddress => say!(
                self,
                "The secret travels inside the address. Where the service takes it in a header, prefer that.",
                "Hemligheten ligger i adressen. Använd hellre en header om tjänsten tillåter det."
            ),
            Advice::NoAddressInTemplate => say!(
                self,
                "There is no {{ip}} in the address, so the service will store the one your connection comes from.",
                "Det finns inget {{ip}} i adressen, så tjänsten sparar adressen som anslutningen kommer från."
            ),
        }
    }
}
