//! What only a person can mend.

use hemma_core::verdict::Refusal;

use super::Voice;

impl Voice {
    /// Returns a phrase that fits behind "Action needed:".
    #[must_use]
    pub fn refusal_short(&self, refusal: Refusal, service: &str) -> String {
        match refusal {
            Refusal::LoginRefused if service.contains(' ') => {
                say!(self, "{service} login", "inloggningen hos {service}")
            }
            Refusal::LoginRefused => say!(self, "{service} login", "{service}-inloggning"),
            Refusal::HostUnknown => say!(
                self,
                "name unknown to {service}",
                "namnet är okänt hos {service}"
            ),
            Refusal::NameMalformed => say!(
                self,
                "name not accepted by {service}",
                "{service} godtar inte namnet"
            ),
            Refusal::ClientBlocked => {
                say!(self, "Hemma refused by {service}", "{service} nekar Hemma")
            }
            Refusal::AccountBlocked => say!(
                self,
                "{service} account blocked",
                "kontot hos {service} är spärrat"
            ),
            Refusal::FeatureNotPaid => say!(
                self,
                "not part of your {service} account",
                "ingår inte i kontot hos {service}"
            ),
            Refusal::RequestRefused => say!(
                self,
                "request refused by {service}",
                "{service} godtar inte begäran"
            ),
            Refusal::Forbidden => say!(
                self,
                "access refused by {service}",
                "{service} nekar åtkomst"
            ),
            Refusal::SecretMissing => say!(
                self,
                "no password or key for {service}",
                "lösenord eller nyckel saknas för {service}"
            ),
            Refusal::ContactMissing => say!(
                self,
                "this build of Hemma may not write to {service}",
                "det här bygget av Hemma får inte skriva till {service}"
            ),
            Refusal::TooManyNoChange => say!(
                self,
                "{service} already has the address",
                "{service} har redan adressen"
            ),
            Refusal::WrittenElsewhere => say!(
                self,
                "somebody else writes the name",
                "någon annan skriver namnet"
            ),
        }
    }

    /// Returns what happened, what Hemma does meanwhile, and what you can do.
    #[must_use]
    pub fn refusal(&self, refusal: Refusal, service: &str) -> String {
        match refusal {
            Refusal::LoginRefused => say!(
                self,
                "{service} refused the sign-in. Hemma has stopped trying so that your account is not blocked. \
                 Check the user name and the password or key, and save them again.",
                "{service} nekade inloggningen. Hemma har slutat försöka så att kontot inte spärras. \
                 Kontrollera användarnamnet och lösenordet eller nyckeln och spara dem på nytt."
            ),
            Refusal::HostUnknown => say!(
                self,
                "{service} says that this name is not in your account. Hemma has stopped updating it. \
                 Check the spelling, or create the name at {service}, and then choose Try again. Some services remove \
                 a free name that is not confirmed in time.",
                "{service} säger att namnet inte finns i ditt konto. Hemma har slutat uppdatera det. \
                 Kontrollera stavningen eller skapa namnet hos {service} och välj sedan Försök igen. En del tjänster tar \
                 bort ett gratisnamn som inte bekräftas i tid."
            ),
            Refusal::NameMalformed => say!(
                self,
                "{service} does not accept the name as it is written. Hemma has stopped updating it. \
                 Correct the name.",
                "{service} godtar inte namnet som det är skrivet. Hemma har slutat uppdatera det. \
                 Rätta namnet."
            ),
            Refusal::ClientBlocked => say!(
                self,
                "{service} refuses updates from this program. Hemma has stopped all updates there. \
                 Look for a newer version of Hemma, or ask {service}.",
                "{service} tar inte emot uppdateringar från det här programmet. Hemma har slutat uppdatera där. \
                 Se om det finns en nyare version av Hemma eller fråga {service}."
            ),
            Refusal::AccountBlocked => say!(
                self,
                "{service} has blocked the account or the name. Hemma has stopped so that nothing gets worse. \
                 Sign in at {service} to see why; when it is open again, choose Try again.",
                "{service} har spärrat kontot eller namnet. Hemma har slutat uppdatera för att inte göra det värre. \
                 Logga in hos {service} för att se varför och välj Försök igen när spärren är hävd."
            ),
            Refusal::FeatureNotPaid => say!(
                self,
                "What Hemma asks for is not part of your account at {service}. Hemma has stopped asking. \
                 Change the account or the name, and then choose Try again.",
                "Det Hemma ber om ingår inte i ditt konto hos {service}. Hemma har slutat be om det. \
                 Ändra kontot eller namnet och välj sedan Försök igen."
            ),
            Refusal::RequestRefused => say!(
                self,
                "{service} does not accept the request as such. Hemma has stopped sending it. \
                 Check the account's settings; if they are right, report the problem.",
                "{service} godtar inte begäran som den är. Hemma har slutat skicka den. \
                 Kontrollera kontots inställningar; om de stämmer, rapportera problemet."
            ),
            Refusal::Forbidden => say!(
                self,
                "{service} does not let this account update the name. Hemma has stopped trying. \
                 Check what the account or key may do at {service}, and then choose Try again.",
                "{service} låter inte kontot uppdatera namnet. Hemma har slutat försöka. \
                 Kontrollera vad kontot eller nyckeln får göra hos {service} och välj sedan Försök igen."
            ),
            Refusal::SecretMissing => say!(
                self,
                "No password or key is stored for {service}. Hemma has sent nothing. \
                 Open the account and type it in.",
                "Det finns varken lösenord eller nyckel sparad för {service}. Hemma har inte skickat något. \
                 Öppna kontot och fyll i uppgiften."
            ),
            Refusal::ContactMissing => say!(
                self,
                "{service} wants to know whom to write to about a program, and whoever built this Hemma did not say. \
                 Hemma has sent nothing. Use a released version, or build it with HEMMA_MAINTAINER_CONTACT set.",
                "{service} vill veta vem man skriver till om ett program, och den som byggde det här Hemma har inte \
                 angett det. Hemma har inte skickat något. Använd en utgiven version, eller bygg den med \
                 HEMMA_MAINTAINER_CONTACT satt."
            ),
            Refusal::TooManyNoChange => say!(
                self,
                "{service} has answered several times that nothing changed, although DNS shows something else. \
                 Hemma has stopped before {service} takes it for abuse. Check the name at {service}, and then choose \
                 Try again.",
                "{service} har flera gånger svarat att inget har ändrats, fast DNS visar något annat. \
                 Hemma slutade innan {service} ser det som missbruk. Kontrollera namnet hos {service} och välj sedan \
                 Försök igen."
            ),
            Refusal::WrittenElsewhere => say!(
                self,
                "Somebody else has changed the name twice within a day, so Hemma does not fight over it and sends nothing. \
                 Look for another program, computer or router that updates the same name. Then keep the name here, or leave \
                 it to the other.",
                "Någon annan har ändrat namnet två gånger på ett dygn, så Hemma bråkar inte om det och skickar inget. \
                 Leta efter ett annat program, en annan dator eller en router som uppdaterar samma namn. Behåll sedan namnet \
                 här, eller lämna det till den andra."
            ),
        }
    }

    /// Returns the label of the button that leads to the remedy.
    #[must_use]
    pub fn refusal_button(&self, refusal: Refusal, service: &str) -> String {
        match refusal {
            Refusal::LoginRefused if service.contains(' ') => say!(
                self,
                "Fix {service} login…",
                "Åtgärda inloggningen hos {service}…"
            ),
            Refusal::LoginRefused => say!(
                self,
                "Fix {service} login…",
                "Åtgärda {service}-inloggningen…"
            ),
            Refusal::SecretMissing => say!(
                self,
                "Enter password or key for {service}…",
                "Ange lösenord eller nyckel för {service}…"
            ),
            Refusal::HostUnknown
            | Refusal::NameMalformed
            | Refusal::ClientBlocked
            | Refusal::AccountBlocked
            | Refusal::FeatureNotPaid
            | Refusal::RequestRefused
            | Refusal::Forbidden
            | Refusal::ContactMissing
            | Refusal::TooManyNoChange
            | Refusal::WrittenElsewhere => {
                say!(self, "Show what to do…", "Visa vad du kan göra…")
            }
        }
    }
}
