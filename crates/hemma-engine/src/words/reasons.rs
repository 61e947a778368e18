//! Why something is held, waits, failed or is unclear.

use hemma_core::address::NotPublishable;
use hemma_core::finding::LookProblem;
use hemma_core::gate::HeldReason;
use hemma_core::status::Reason;
use hemma_core::time::Timestamp;
use hemma_core::verdict::{LaterReason, UnclearReason};
use hemma_core::whereabouts::{AwayReason, Whereabouts};

use super::Voice;

impl Voice {
    /// Returns why nothing is changed, with what was seen.
    #[must_use]
    pub fn held(&self, reason: &HeldReason, now: Timestamp) -> String {
        match reason {
            HeldReason::NobodyKnows => say!(
                self,
                "No service could tell the public address. Nothing was changed; Hemma asks again soon.",
                "Ingen tjänst kunde säga vilken den publika adressen är. Inget har ändrats; Hemma frågar snart igen."
            ),
            HeldReason::OneVoice { address } => say!(
                self,
                "Only one service could tell the address ({address}). Nothing was changed until a second one agrees.",
                "Bara en tjänst kunde säga adressen ({address}). Inget ändras förrän en till säger samma sak."
            ),
            HeldReason::Disagree { told } => {
                let told: Vec<String> = told
                    .iter()
                    .map(|(source, address)| format!("{source}: {address}"))
                    .collect();
                let told = told.join(", ");
                say!(
                    self,
                    "Two services disagree about your address ({told}). Nothing was changed.",
                    "Två tjänster är oense om din adress ({told}). Inget har ändrats."
                )
            }
            HeldReason::NotPublishable { address, why } => {
                let why = self.not_publishable(*why);
                say!(
                    self,
                    "The services see {address}, which must not be published: {why} Nothing was changed.",
                    "Tjänsterna ser {address}, som inte får publiceras: {why} Inget har ändrats."
                )
            }
            HeldReason::Dwelling { address, until } => {
                let until = self.moment(*until, now);
                say!(
                    self,
                    "The address has been jumping. {address} is used if it stays until {until}.",
                    "Adressen har hoppat fram och tillbaka. {address} används om den står kvar till {until}."
                )
            }
            HeldReason::NotOverTls { address } => say!(
                self,
                "Only unencrypted voices (DNS, the router) tell {address}. Nothing was changed until a secure service agrees.",
                "Bara okrypterade röster (DNS, routern) säger {address}. Inget ändras förrän en säker tjänst säger samma sak."
            ),
            HeldReason::Jumping { address, kept } => say!(
                self,
                "The address keeps jumping, now to {address}. Hemma stays with {kept} until you choose which line to follow.",
                "Adressen hoppar hela tiden, nu till {address}. Hemma håller fast vid {kept} tills du väljer vilken linje som gäller."
            ),
        }
    }

    /// Returns the same in a few words, for a status line.
    #[must_use]
    pub fn held_short(&self, reason: &HeldReason) -> String {
        match reason {
            HeldReason::NobodyKnows => {
                say!(
                    self,
                    "Could not read the public address",
                    "Kunde inte läsa den publika adressen"
                )
            }
            HeldReason::OneVoice { .. } => {
                say!(
                    self,
                    "Waiting for a second opinion",
                    "Väntar på en andra bekräftelse"
                )
            }
            HeldReason::Disagree { .. } => {
                say!(
                    self,
                    "Services disagree about the address",
                    "Tjänsterna är oense om adressen"
                )
            }
            HeldReason::NotPublishable { .. } => {
                say!(
                    self,
                    "The address cannot be published",
                    "Adressen kan inte publiceras"
                )
            }
            HeldReason::Dwelling { .. } => say!(
                self,
                "Waiting for the address to settle",
                "Väntar på att adressen ska stå still"
            ),
            HeldReason::NotOverTls { .. } => say!(
                self,
                "Waiting for a secure second opinion",
                "Väntar på en säker andra bekräftelse"
            ),
            HeldReason::Jumping { .. } => say!(
                self,
                "The address jumps; choose which line to follow",
                "Adressen hoppar; välj vilken linje som gäller"
            ),
        }
    }

    /// Returns why an address must not be published, as a sentence.
    #[must_use]
    pub fn not_publishable(&self, why: NotPublishable) -> String {
        match why {
            NotPublishable::Private => say!(
                self,
                "it is a private address that works only inside a home.",
                "det är en privat adress som bara fungerar i hemmet."
            ),
            NotPublishable::CarrierNat => say!(
                self,
                "your operator shares one address among many customers (CGNAT).",
                "din operatör delar en adress mellan flera kunder (CGNAT)."
            ),
            NotPublishable::Loopback => say!(
                self,
                "it means this computer itself.",
                "den betyder den här datorn själv."
            ),
            NotPublishable::LinkLocal => say!(
                self,
                "it works only on the nearest cable or radio link.",
                "den fungerar bara på närmaste kabel eller radiolänk."
            ),
            NotPublishable::Unspecified => {
                say!(
                    self,
                    "it means no address at all.",
                    "den betyder ingen adress alls."
                )
            }
            NotPublishable::Multicast => say!(
                self,
                "it belongs to a group, not to one computer.",
                "den hör till en grupp, inte till en dator."
            ),
            NotPublishable::Documentation => say!(
                self,
                "it is reserved for examples.",
                "den är reserverad för exempel."
            ),
            NotPublishable::Benchmarking => say!(
                self,
                "it is reserved for measurements; some proxies hand it out.",
                "den är reserverad för mätningar; vissa proxyservrar delar ut den."
            ),
            NotPublishable::Reserved => say!(
                self,
                "it is reserved and not in use on the internet.",
                "den är reserverad och används inte på internet."
            ),
            NotPublishable::SharedService => say!(
                self,
                "it belongs to a shared service, never to a subscriber.",
                "den hör till en delad tjänst, aldrig till en abonnent."
            ),
            NotPublishable::Translated => say!(
                self,
                "it only wraps another address.",
                "den är bara ett hölje kring en annan adress."
            ),
            NotPublishable::PublicResolver => say!(
                self,
                "it belongs to a well-known DNS service, so somebody on the way is not telling the truth.",
                "den hör till en känd DNS-tjänst, så någon på vägen talar inte sanning."
            ),
            NotPublishable::ContentNetwork => say!(
                self,
                "it belongs to a network that stands in front of websites, so the services told their own address.",
                "den hör till ett nät som står framför webbplatser, så tjänsterna sade sin egen adress."
            ),
        }
    }

    /// Returns what stood in the way of a look or a request, as a clause.
    #[must_use]
    pub fn look_problem(&self, problem: &LookProblem) -> String {
        match problem {
            LookProblem::NoNetwork => say!(self, "there is no network", "det finns inget nätverk"),
            LookProblem::NameLookup => say!(
                self,
                "the server's name could not be looked up",
                "serverns namn kunde inte slås upp"
            ),
            LookProblem::Connection => {
                say!(self, "the connection failed", "anslutningen misslyckades")
            }
            LookProblem::TimedOut => say!(self, "no answer came in time", "inget svar kom i tid"),
            LookProblem::Tls {
                clock_suspect: true,
            } => say!(
                self,
                "the server's certificate is not valid today; check this computer's clock",
                "serverns certifikat gäller inte i dag; kontrollera datorns klocka"
            ),
            LookProblem::Tls {
                clock_suspect: false,
            } => say!(
                self,
                "the connection could not be made safely",
                "anslutningen kunde inte göras säker"
            ),
            LookProblem::Intercepted => say!(
                self,
                "somebody in between answered, perhaps a sign-in page of the network",
                "någon däremellan svarade, kanske nätverkets inloggningssida"
            ),
            LookProblem::NotAnAddress => say!(
                self,
                "the answer was not an address",
                "svaret var inte en adress"
            ),
            LookProblem::WrongFamily => say!(
                self,
                "the answer was an address of the other kind",
                "svaret var en adress av det andra slaget"
            ),
            LookProblem::Tunnel => say!(self, "a VPN is in use", "en VPN används"),
            LookProblem::Refused {
                retry_after_seconds: Some(seconds),
            } => {
                let span = self.span_seconds(*seconds);
                say!(
                    self,
                    "the server asks to be left alone for {span}",
                    "servern ber att få vara i fred i {span}"
                )
            }
            LookProblem::Refused {
                retry_after_seconds: None,
            } => say!(
                self,
                "the server asks to be left alone for a while",
                "servern ber att få vara i fred en stund"
            ),
            LookProblem::Status { status } => say!(
                self,
                "the server answered with HTTP status {status}",
                "servern svarade med HTTP-status {status}"
            ),
            LookProblem::TooLong => say!(self, "the answer was too long", "svaret var för långt"),
            LookProblem::Mismatch => say!(
                self,
                "the answers did not belong to the question, so somebody may be in between",
                "svaren hörde inte till frågan, så någon kan finnas däremellan"
            ),
            LookProblem::Lost => say!(self, "the question was lost", "frågan gick förlorad"),
        }
    }

    /// Returns why a service cannot take an update now, as a sentence.
    #[must_use]
    pub fn later(&self, reason: &LaterReason, service: &str) -> String {
        match reason {
            LaterReason::ServiceTrouble => say!(
                self,
                "{service} has trouble of its own. Hemma tries again later by itself.",
                "{service} har egna problem. Hemma försöker igen senare av sig själv."
            ),
            LaterReason::TooOften => say!(
                self,
                "{service} asks for a longer pause between updates. Hemma waits as long as it asks.",
                "{service} ber om längre paus mellan uppdateringar. Hemma väntar så länge."
            ),
            LaterReason::Intercepted => say!(
                self,
                "Somebody between here and {service} answered instead, perhaps a sign-in page of the network. \
                 Nothing was taken for an answer; Hemma tries again.",
                "Någon mellan dig och {service} svarade i stället, kanske nätverkets inloggningssida. \
                 Svaret räknas inte; Hemma försöker igen."
            ),
            LaterReason::NotSent { problem } => {
                let problem = self.look_problem(problem);
                say!(
                    self,
                    "The update did not reach {service}: {problem}. Hemma tries again by itself.",
                    "Uppdateringen nådde inte {service}: {problem}. Hemma försöker igen av sig själv."
                )
            }
            LaterReason::EmptyAnswer => say!(
                self,
                "{service} answered with nothing. Hemma tries again later by itself.",
                "{service} svarade med ingenting. Hemma försöker igen senare av sig själv."
            ),
            LaterReason::NotFound => say!(
                self,
                "There is nothing at the update address of {service}. Hemma tries again later, and stops after the \
                 third time.",
                "Det finns inget på uppdateringsadressen hos {service}. Hemma försöker igen senare och slutar efter \
                 tredje gången."
            ),
            LaterReason::SecretUnavailable => say!(
                self,
                "The password or key for {service} could not be read. Nothing was sent; Hemma tries again.",
                "Lösenordet eller nyckeln för {service} kunde inte läsas. Inget skickades; Hemma försöker igen."
            ),
        }
    }

    /// Returns why nobody knows whether an update was stored, as a sentence.
    #[must_use]
    pub fn unclear(&self, reason: &UnclearReason, service: &str) -> String {
        match reason {
            UnclearReason::AnswerLost { problem } => {
                let problem = self.look_problem(problem);
                say!(
                    self,
                    "Could not confirm the update: {problem}. Checking DNS before trying again.",
                    "Uppdateringen kunde inte bekräftas: {problem}. Kontrollerar DNS innan nytt försök."
                )
            }
            UnclearReason::UnknownWord => say!(
                self,
                "Could not confirm the update: {service} gave an answer Hemma does not know. \
                 Checking DNS before trying again.",
                "Uppdateringen kunde inte bekräftas: {service} gav ett svar som Hemma inte känner till. \
                 Kontrollerar DNS innan nytt försök."
            ),
            UnclearReason::MissingLine => say!(
                self,
                "Could not confirm the update: {service} said nothing about this name. \
                 Checking DNS before trying again.",
                "Uppdateringen kunde inte bekräftas: {service} sade inget om det här namnet. \
                 Kontrollerar DNS innan nytt försök."
            ),
            UnclearReason::Restarted => say!(
                self,
                "Could not confirm the update: Hemma stopped before the answer came. \
                 Checking DNS before trying again.",
                "Uppdateringen kunde inte bekräftas: Hemma avslutades innan svaret kom. \
                 Kontrollerar DNS innan nytt försök."
            ),
        }
    }

    /// Returns why Hemma waits or will look again, as a phrase.
    #[must_use]
    pub fn reason(&self, reason: Reason) -> String {
        match reason {
            Reason::Settling => say!(self, "the network is settling", "nätverket lugnar sig"),
            Reason::SafetyPoll => say!(self, "the ordinary check", "den vanliga kontrollen"),
            Reason::LookAgain => say!(
                self,
                "another look after an unclear one",
                "en ny kontroll efter en oklar"
            ),
            Reason::Dwelling => say!(
                self,
                "a new address must stay for a while",
                "en ny adress måste stå kvar en stund"
            ),
            Reason::MinInterval => say!(
                self,
                "the least distance between two updates",
                "minsta avstånd mellan två uppdateringar"
            ),
            Reason::RequestGap => say!(
                self,
                "a short gap between two requests",
                "ett kort mellanrum mellan två anrop"
            ),
            Reason::BackOff => say!(
                self,
                "the service asked for a wait",
                "tjänsten bad om väntan"
            ),
            Reason::Proving => say!(self, "DNS is asked again", "DNS tillfrågas igen"),
            Reason::Refresh => say!(
                self,
                "the name would lapse without a refresh",
                "namnet skulle upphöra utan förnyelse"
            ),
            Reason::PauseEnds => say!(self, "the pause ends", "pausen tar slut"),
            Reason::Health => say!(
                self,
                "something may become worth telling",
                "något kan bli värt att berätta"
            ),
            Reason::JobDeadline => say!(self, "an answer is overdue", "ett svar dröjer"),
        }
    }

    /// Returns where the computer is, as a sentence.
    #[must_use]
    pub fn whereabouts(&self, whereabouts: &Whereabouts) -> String {
        match whereabouts {
            Whereabouts::NotKnownYet => {
                say!(
                    self,
                    "Hemma has not looked yet.",
                    "Hemma har inte tittat ännu."
                )
            }
            Whereabouts::Home => say!(self, "On your home network.", "På hemnätverket."),
            Whereabouts::Away { reason } => self.away(*reason),
            Whereabouts::Offline => say!(
                self,
                "No network. Hemma waits and goes on by itself.",
                "Inget nätverk. Hemma väntar och fortsätter av sig själv."
            ),
        }
    }

    /// Returns why names are not kept here, as a sentence.
    #[must_use]
    pub fn away(&self, reason: AwayReason) -> String {
        match reason {
            AwayReason::Tunnel => say!(
                self,
                "A VPN carries the traffic. Your names are left alone until it is off.",
                "En VPN bär trafiken. Dina namn lämnas i fred tills den är av."
            ),
            AwayReason::OtherNetwork => say!(
                self,
                "This is not one of your home networks. Your names are left alone until you are home.",
                "Det här är inte ett av dina hemnätverk. Dina namn lämnas i fred tills du är hemma."
            ),
            AwayReason::NotAsked => say!(
                self,
                "Hemma does not know yet which network is your home. Your names are left alone until you say so.",
                "Hemma vet inte ännu vilket nätverk som är ditt hem. Dina namn lämnas i fred tills du säger det."
            ),
            AwayReason::CaptivePortal => say!(
                self,
                "The network wants a sign-in in the browser first. Your names are left alone meanwhile.",
                "Nätverket vill ha en inloggning i webbläsaren först. Dina namn lämnas i fred under tiden."
            ),
        }
    }
}
