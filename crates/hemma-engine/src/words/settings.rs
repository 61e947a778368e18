//! What is wrong with settings, commands and queries.

use hemma_core::names::NameProblem;
use hemma_core::settings::{FieldProblem, ProblemKind};

use super::{Voice, list};
use crate::messages::{CommandError, QueryError};

impl Voice {
    /// Returns one mistake with its place: `line 12, profile[0].service: …`.
    #[must_use]
    pub fn field_problem(&self, problem: &FieldProblem) -> String {
        let what = self.problem(&problem.problem);
        let path = problem.path.to_string();
        let place = match problem.line {
            Some(line) if path.is_empty() => say!(self, "line {line}", "rad {line}"),
            Some(line) => say!(self, "line {line}, {path}", "rad {line}, {path}"),
            None => path,
        };
        if place.is_empty() {
            what
        } else {
            format!("{place}: {what}")
        }
    }

    /// Returns what is wrong with a field and how to mend it, as a sentence.
    #[must_use]
    pub fn problem(&self, kind: &ProblemKind) -> String {
        match kind {
            ProblemKind::Syntax { message } => say!(
                self,
                "Could not read this as settings ({message}).",
                "Det här kunde inte läsas som inställningar ({message})."
            ),
            ProblemKind::UnknownKey { meant: Some(meant) } => say!(
                self,
                "Hemma does not know this key. Did you mean “{meant}”?",
                "Hemma känner inte till nyckeln. Menade du ”{meant}”?"
            ),
            ProblemKind::UnknownKey { meant: None } => say!(
                self,
                "Hemma does not know this key.",
                "Hemma känner inte till nyckeln."
            ),
            ProblemKind::WrongType { expected } => {
                let expected = self.kind_of_value(expected);
                say!(
                    self,
                    "This should be {expected}.",
                    "Här ska det stå {expected}."
                )
            }
            ProblemKind::Missing => say!(self, "Please fill this in.", "Fyll i det här."),
            ProblemKind::Name { problem } => self.name_problem(*problem),
            ProblemKind::UnknownWord { allowed } => {
                let allowed = list(allowed);
                say!(
                    self,
                    "Choose one of these: {allowed}.",
                    "Välj något av följande: {allowed}."
                )
            }
            ProblemKind::UnknownService { meant: Some(meant) } => say!(
                self,
                "Hemma does not know this service. Did you mean “{meant}”?",
                "Hemma känner inte till tjänsten. Menade du ”{meant}”?"
            ),
            ProblemKind::UnknownService { meant: None } => say!(
                self,
                "Hemma does not know this service.",
                "Hemma känner inte till tjänsten."
            ),
            ProblemKind::FamilyNotOffered => say!(
                self,
                "This service does not keep addresses of that kind.",
                "Tjänsten hanterar inte adresser av det slaget."
            ),
            ProblemKind::Duplicate => say!(
                self,
                "This is here twice. Remove one of them.",
                "Det här finns två gånger. Ta bort den ena."
            ),
            ProblemKind::OutOfRange { least, most } => say!(
                self,
                "Choose a value from {least} to {most}.",
                "Välj ett värde från {least} till {most}."
            ),
            ProblemKind::NotHttps => say!(
                self,
                "The address must begin with https://, so that nobody can read the password on the way.",
                "Adressen måste börja med https://, så att ingen kan läsa lösenordet på vägen."
            ),
            ProblemKind::BadUrl => say!(
                self,
                "This is not an address Hemma can use. It looks like https://host/path, without user name or password.",
                "Det här är ingen adress som Hemma kan använda. Den ser ut så här: https://värd/sökväg, utan \
                 användarnamn och lösenord."
            ),
            ProblemKind::EmptySecret => say!(
                self,
                "The password or key is empty.",
                "Lösenordet eller nyckeln saknas."
            ),
            ProblemKind::OddSecret => say!(
                self,
                "The password or key contains a line break or another invisible character. Copy it again.",
                "Lösenordet eller nyckeln innehåller en radbrytning eller ett annat osynligt tecken. Kopiera på nytt."
            ),
            ProblemKind::NoQuorum => say!(
                self,
                "At least two services of different operators are needed, so that one alone cannot be wrong.",
                "Minst två tjänster från olika operatörer behövs, så att inte en ensam kan ha fel."
            ),
            ProblemKind::FamilyNeeded { family } => {
                let family = self.family(*family);
                say!(
                    self,
                    "This service deletes the {family} address when it is left out: choose both.",
                    "Den här tjänsten tar bort {family}-adressen om den utelämnas: välj båda."
                )
            }
            ProblemKind::OneNameOnly => say!(
                self,
                "At this service a login stands for one name. Add another login for this one.",
                "Hos den här tjänsten står en inloggning för ett namn. Lägg till en egen inloggning för det här."
            ),
            ProblemKind::NotInZone => say!(
                self,
                "This name does not lie in the service's zone, or not in the one given above.",
                "Namnet ligger inte i tjänstens zon, eller inte i den som anges ovan."
            ),
            ProblemKind::Suffix { prefix } => say!(
                self,
                "This should be the end of an IPv6 address, such as ::1234:5678:9abc:def0. Leave out its first {prefix} bits: they belong to the line.",
                "Här ska slutet av en IPv6-adress stå, till exempel ::1234:5678:9abc:def0. Utelämna de första {prefix} bitarna: de hör till linjen."
            ),
            ProblemKind::SuffixWithoutIpv6 => say!(
                self,
                "This is for IPv6 only: choose IPv6 for the name too.",
                "Det här är bara för IPv6: välj IPv6 för namnet också."
            ),
            ProblemKind::NotOffered => say!(
                self,
                "The chosen service has no use for this.",
                "Den valda tjänsten har ingen användning för det här."
            ),
            ProblemKind::Template { problem } => self.template_problem(problem),
            ProblemKind::NewerVersion => say!(
                self,
                "These settings were written by a newer Hemma. Install that version, or remove the line.",
                "Inställningarna skrevs av en nyare Hemma. Installera den versionen eller ta bort raden."
            ),
        }
    }

    /// Returns what is wrong with a name, as a sentence.
    #[must_use]
    pub fn name_problem(&self, problem: NameProblem) -> String {
        match problem {
            NameProblem::Empty => say!(self, "The name is empty.", "Namnet är tomt."),
            NameProblem::TooLong { limit } => say!(
                self,
                "The name is longer than {limit} characters.",
                "Namnet är längre än {limit} tecken."
            ),
            NameProblem::BadLabel => say!(
                self,
                "A part between the dots is empty or longer than 63 characters.",
                "En del mellan punkterna är tom eller längre än 63 tecken."
            ),
            NameProblem::BadCharacter { character: ' ' } => say!(
                self,
                "A name cannot contain a space.",
                "Ett namn kan inte innehålla mellanslag."
            ),
            NameProblem::BadCharacter { character } => {
                let character = character.escape_debug();
                say!(
                    self,
                    "The character “{character}” is not allowed in a name.",
                    "Tecknet ”{character}” är inte tillåtet i ett namn."
                )
            }
            NameProblem::EdgeHyphen => say!(
                self,
                "A part between the dots begins or ends with a hyphen.",
                "En del mellan punkterna börjar eller slutar med bindestreck."
            ),
            NameProblem::NoDot => say!(
                self,
                "The name needs a dot, as in home.example.",
                "Namnet behöver en punkt, som i hem.example."
            ),
            NameProblem::UnknownWord => {
                say!(
                    self,
                    "Hemma does not know this word.",
                    "Hemma känner inte till ordet."
                )
            }
        }
    }

    /// The kinds of value a settings file knows, by the words of [`ProblemKind::WrongType`].
    fn kind_of_value(&self, expected: &str) -> String {
        match expected {
            "text" => say!(self, "text in quotes", "text inom citattecken"),
            "whole number" => say!(self, "a whole number", "ett heltal"),
            "true or false" => say!(self, "true or false", "true eller false"),
            "list" => say!(self, "a list in brackets", "en lista inom hakparenteser"),
            "table" => say!(self, "a table", "en tabell"),
            "duration" => say!(
                self,
                "a time span such as \"5m\" or \"2h\"",
                "en tid som \"5m\" eller \"2h\""
            ),
            other => other.to_owned(),
        }
    }

    /// Returns why a command was not carried out, as one or more sentences.
    #[must_use]
    pub fn command_error(&self, error: &CommandError) -> String {
        match error {
            CommandError::Invalid { problems } => {
                let problems = self.problems(problems);
                say!(
                    self,
                    "Nothing was saved. {problems}",
                    "Inget har sparats. {problems}"
                )
            }
            CommandError::FileHasMistakes { problems } => {
                let problems = self.problems(problems);
                say!(
                    self,
                    "The settings file has mistakes that must be corrected first, or they would be lost. \
                     Nothing was saved. {problems}",
                    "Inställningsfilen har fel som måste rättas först, annars skulle de gå förlorade. \
                     Inget har sparats. {problems}"
                )
            }
            CommandError::Vault { problem } => {
                let problem = self.vault(*problem);
                say!(
                    self,
                    "The password or key could not be stored, so nothing was changed. {problem}",
                    "Lösenordet eller nyckeln kunde inte sparas, så inget har ändrats. {problem}"
                )
            }
            CommandError::NotSaved { what } => say!(
                self,
                "Could not save: {what}. What was saved before is unchanged.",
                "Kunde inte spara: {what}. Det som var sparat är oförändrat."
            ),
            CommandError::Gone => say!(
                self,
                "This does not exist any more.",
                "Det här finns inte längre."
            ),
            CommandError::Import { problem } => self.import_problem(problem),
            CommandError::NotImported { refused } => self.import_refusals(refused),
            CommandError::Api { trouble } => self.api_trouble(trouble),
            CommandError::NoWindow { what } => say!(
                self,
                "The window could not be opened: {what}. Names are kept all the same.",
                "Fönstret kunde inte öppnas: {what}. Namnen hålls aktuella ändå."
            ),
            CommandError::ShuttingDown => say!(
                self,
                "Hemma is just shutting down.",
                "Hemma håller på att avslutas."
            ),
        }
    }

    fn problems(&self, problems: &[FieldProblem]) -> String {
        let lines: Vec<String> = problems.iter().map(|one| self.field_problem(one)).collect();
        lines.join(" ")
    }

    /// Returns why a query has no answer.
    #[must_use]
    pub fn query_error(&self, error: &QueryError) -> String {
        match error {
            QueryError::Disk { what } => {
                say!(self, "Could not read: {what}.", "Kunde inte läsa: {what}.")
            }
            QueryError::Import { problem } => self.import_problem(problem),
            QueryError::Api { trouble } => self.api_trouble(trouble),
        }
    }
}
