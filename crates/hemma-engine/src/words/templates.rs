//! What can be wrong with a request that a person wrote.

use hemma_core::settings::TemplateProblem;

use super::Voice;

impl Voice {
    /// Returns what is wrong with the template of a request, as a sentence.
    #[must_use]
    pub fn template_problem(&self, problem: &TemplateProblem) -> String {
        match problem {
            TemplateProblem::NotHttps => say!(
                self,
                "The address must begin with https://, so that nobody can read the password on the way.",
                "Adressen måste börja med https://, så att ingen kan läsa lösenordet på vägen."
            ),
            TemplateProblem::PlaceholderInHost => say!(
                self,
                "The server must be written out, so that nothing else can decide who gets the password.",
                "Servern måste skrivas ut, så att inget annat kan avgöra vem som får lösenordet."
            ),
            TemplateProblem::UnknownPlaceholder { word, allowed } => {
                let allowed = allowed.join(", ");
                say!(
                    self,
                    "Hemma does not know {{{word}}}. These exist: {allowed}.",
                    "Hemma känner inte till {{{word}}}. De här finns: {allowed}."
                )
            }
            TemplateProblem::Unbalanced => say!(
                self,
                "There is a brace without its partner. A placeholder looks like {{hostname}}.",
                "Det finns en klammer utan partner. En platshållare ser ut så här: {{hostname}}."
            ),
            TemplateProblem::NothingNamed => say!(
                self,
                "The address must name {{hostname}} or carry {{token}}, or nobody could know which name is meant.",
                "Adressen måste innehålla {{hostname}} eller {{token}}, annars kan ingen veta vilket namn som menas."
            ),
            TemplateProblem::SecretWrittenOut { parameter } => say!(
                self,
                "Write {parameter}={{token}} and type the secret into its own field: there it is kept out of sight.",
                "Skriv {parameter}={{token}} och fyll i hemligheten i sitt eget fält: där hålls den undan."
            ),
            TemplateProblem::Malformed => say!(
                self,
                "This is not an address Hemma can use. It looks like https://host/path?name={{hostname}}&ip={{ip}}.",
                "Det här är ingen adress som Hemma kan använda. Den ser ut så här: \
                 https://värd/sökväg?name={{hostname}}&ip={{ip}}."
            ),
        }
    }
}
