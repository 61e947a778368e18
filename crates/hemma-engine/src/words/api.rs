//! Why a service's API did not do what was asked.

use hemma_core::history::AtService;

use super::{Voice, list};
use crate::messages::{ApiTrouble, ApiTroubleKind};

impl Voice {
    /// Returns why an API did not do what was asked, as one or more sentences, with the service's own words at the end.
    #[must_use]
    pub fn api_trouble(&self, trouble: &ApiTrouble) -> String {
        let mut sentences = vec![self.api_trouble_kind(&trouble.kind)];
        if trouble.unclear {
            sentences.push(say!(
                self,
                "It may have happened all the same: look before you try again.",
                "Det kan ha skett ändå: titta efter innan du försöker igen."
            ));
        }
        let fields = trouble.fields.iter();
        sentences.extend(fields.map(|field| format!("{}: {}", field.field, field.detail)));
        if let Some(detail) = &trouble.detail {
            sentences.push(say!(
                self,
                "The service says: “{detail}”",
                "Tjänsten säger: ”{detail}”"
            ));
        }
        if let Some(id) = &trouble.request_id {
            sentences.push(say!(
                self,
                "Its number for this call is {id}.",
                "Dess nummer för anropet är {id}."
            ));
        }
        sentences.join(" ")
    }

    /// Returns what the service's API told about a record that it refuses, and what to do, as sentences.
    #[must_use]
    pub fn at_service(&self, found: AtService) -> String {
        match found {
            AtService::TokenRenewed => say!(
                self,
                "The name had got another token at the service. Hemma took it over and tries again by itself.",
                "Namnet hade fått en ny nyckel hos tjänsten. Hemma hämtade den och försöker igen av sig själv."
            ),
            AtService::Disabled => say!(
                self,
                "Updates of this name are switched off at the service. Switch them on again under its account.",
                "Uppdateringar av namnet är avstängda hos tjänsten. Slå på dem igen under kontot."
            ),
            AtService::Deleted => say!(
                self,
                "The configuration of this name no longer exists in the account. Create it again, or remove the name \
                 here.",
                "Namnets konfiguration finns inte längre i kontot. Skapa den på nytt, eller ta bort namnet här."
            ),
            AtService::TokenHidden => say!(
                self,
                "The configuration exists, but the API key may not see its token. Give the key write:domains, or \
                 paste the token.",
                "Konfigurationen finns, men API-nyckeln får inte se namnets nyckel. Ge API-nyckeln write:domains, \
                 eller klistra in namnets nyckel."
            ),
            AtService::AsHere => say!(
                self,
                "The configuration exists, is switched on and has the token that Hemma uses. Try again; if it is \
                 refused again, ask the service.",
                "Konfigurationen finns, är påslagen och har den nyckel som Hemma använder. Försök igen; om det nekas \
                 på nytt, fråga tjänsten."
            ),
        }
    }

    fn api_trouble_kind(&self, kind: &ApiTroubleKind) -> String {
        match kind {
            ApiTroubleKind::NoKey => say!(
                self,
                "No API key is stored for this account.",
                "Ingen API-nyckel är sparad för det här kontot."
            ),
            ApiTroubleKind::Vault { problem } => {
                let problem = self.vault(*problem);
                say!(
                    self,
                    "The API key could not be read. {problem}",
                    "API-nyckeln kunde inte läsas. {problem}"
                )
            }
            ApiTroubleKind::Invalid => say!(
                self,
                "Some fields are wrong. Nothing was changed.",
                "Några fält är fel. Inget har ändrats."
            ),
            ApiTroubleKind::KeyRejected {
                address_changed: false,
            } => say!(
                self,
                "The service does not accept the API key. Hemma calls no more with it until you change it or test it \
                 again. Names that are kept already are not affected.",
                "Tjänsten godtar inte API-nyckeln. Hemma gör inga fler anrop med den förrän du ändrar den eller provar \
                 den igen. Namn som redan hålls aktuella påverkas inte."
            ),
            ApiTroubleKind::KeyRejected {
                address_changed: true,
            } => say!(
                self,
                "The service does not accept the API key. Your public address changed lately: if the key only works \
                 from certain addresses, let the new one in. Names that are kept already are not affected.",
                "Tjänsten godtar inte API-nyckeln. Din publika adress ändrades nyligen: om nyckeln bara fungerar från \
                 vissa adresser, släpp in den nya. Namn som redan hålls aktuella påverkas inte."
            ),
            ApiTroubleKind::NotAllowed { scopes } if scopes.is_empty() => say!(
                self,
                "The API key may not do this, or this belongs to somebody else.",
                "API-nyckeln får inte göra det här, eller så tillhör det någon annan."
            ),
            ApiTroubleKind::NotAllowed { scopes } => {
                let scopes = list(scopes);
                say!(
                    self,
                    "The API key may not do this. It would need: {scopes}.",
                    "API-nyckeln får inte göra det här. Den skulle behöva: {scopes}."
                )
            }
            ApiTroubleKind::Closed => say!(
                self,
                "The service does not allow this now.",
                "Tjänsten tillåter inte det här just nu."
            ),
            ApiTroubleKind::Gone => say!(
                self,
                "This does not exist at the service any more, or belongs to somebody else.",
                "Det här finns inte längre hos tjänsten, eller tillhör någon annan."
            ),
            ApiTroubleKind::Conflict => say!(
                self,
                "Something at the service stands in the way of this.",
                "Något hos tjänsten står i vägen för det här."
            ),
            ApiTroubleKind::Limited { until } => {
                let until = self.stamp(*until);
                say!(
                    self,
                    "The service wants fewer calls. Hemma rests until {until}.",
                    "Tjänsten vill ha färre anrop. Hemma väntar till {until}."
                )
            }
            ApiTroubleKind::Unavailable => say!(
                self,
                "The service has trouble of its own. Try again later.",
                "Tjänsten har egna problem. Försök igen senare."
            ),
            ApiTroubleKind::NotReached => say!(
                self,
                "The service was not reached.",
                "Tjänsten gick inte att nå."
            ),
            ApiTroubleKind::Strange => say!(
                self,
                "Something answered that is not the service's API, or speaks it in a way Hemma does not know.",
                "Något annat än tjänstens API svarade, eller så talar det på ett sätt som Hemma inte känner till."
            ),
            ApiTroubleKind::LostInRotation => say!(
                self,
                "The old token is gone and no new one could be made, so this configuration no longer exists. Create it \
                 again.",
                "Den gamla nyckeln är borta och ingen ny kunde skapas, så konfigurationen finns inte längre. Skapa den \
                 på nytt."
            ),
        }
    }
}
