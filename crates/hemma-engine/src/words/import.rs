//! What another program's file holds, what is left out of it and why, and why it could not be read.

use super::{Voice, list};
use crate::messages::{
    ImportFormat, ImportMistake, ImportProblem, ImportRefusal, ImportRefused, LeftOut,
    LeftOutReason,
};

impl Voice {
    /// Returns whose file it is.
    #[must_use]
    pub fn import_format(&self, format: ImportFormat) -> &'static str {
        match format {
            ImportFormat::Ddclient => "ddclient",
            ImportFormat::Inadyn => "inadyn",
            ImportFormat::NoipDuc => "No-IP DUC",
            ImportFormat::DdnsUpdater => "ddns-updater",
        }
    }

    /// Returns one thing left out, with its place: `line 3, use: …`.
    #[must_use]
    pub fn left_out(&self, left: &LeftOut) -> String {
        let why = self.left_out_reason(left.reason);
        let what = &left.what;
        match left.line {
            Some(line) if what.is_empty() => say!(self, "line {line}: {why}", "rad {line}: {why}"),
            Some(line) => say!(
                self,
                "line {line}, {what}: {why}",
                "rad {line}, {what}: {why}"
            ),
            None if what.is_empty() => why,
            None => format!("{what}: {why}"),
        }
    }

    /// Returns why something is not carried over.
    #[must_use]
    #[expect(clippy::too_many_lines, reason = "one sentence per reason")]
    pub fn left_out_reason(&self, reason: LeftOutReason) -> String {
        match reason {
            LeftOutReason::Detection => say!(
                self,
                "Hemma finds the address in its own way.",
                "Hemma hittar adressen på sitt eget sätt."
            ),
            LeftOutReason::FixedAddress => say!(
                self,
                "Hemma does not send a fixed address, only the one it finds.",
                "Hemma skickar ingen fast adress, bara den som den hittar."
            ),
            LeftOutReason::Running => say!(
                self,
                "Hemma decides this itself.",
                "Det här avgör Hemma själv."
            ),
            LeftOutReason::Program => say!(
                self,
                "Hemma runs no other programs.",
                "Hemma kör inga andra program."
            ),
            LeftOutReason::Mail => say!(
                self,
                "Hemma sends no mail; it shows notices instead.",
                "Hemma skickar ingen e-post; den visar meddelanden i stället."
            ),
            LeftOutReason::Proxy => say!(
                self,
                "Hemma connects directly, without a proxy.",
                "Hemma ansluter direkt, utan proxy."
            ),
            LeftOutReason::Certificates => say!(
                self,
                "Hemma trusts the certificates this computer trusts, and always checks them.",
                "Hemma litar på de certifikat som datorn litar på, och kontrollerar dem alltid."
            ),
            LeftOutReason::PlainHttp => say!(
                self,
                "Hemma uses HTTPS here, so that nobody can read the password on the way.",
                "Hemma använder HTTPS här, så att ingen kan läsa lösenordet på vägen."
            ),
            LeftOutReason::RecordOption => say!(
                self,
                "Hemma changes the address of a name and nothing else.",
                "Hemma ändrar ett namns adress och inget annat."
            ),
            LeftOutReason::OtherFile => say!(
                self,
                "Hemma does not read other files along with this one. Import that file too, or type in what it holds.",
                "Hemma läser inga andra filer tillsammans med den här. Importera även den filen, eller skriv in det \
                 som står i den."
            ),
            LeftOutReason::Environment => say!(
                self,
                "The value is not in the file but in the other program's environment. Please type it in.",
                "Värdet står inte i filen utan i det andra programmets miljö. Skriv in det själv."
            ),
            LeftOutReason::ServiceNotOffered => say!(
                self,
                "Hemma does not have this service.",
                "Hemma har inte den här tjänsten."
            ),
            LeftOutReason::ServiceUnknown => say!(
                self,
                "Hemma does not know which service this is.",
                "Hemma vet inte vilken tjänst det här är."
            ),
            LeftOutReason::OwnServer => say!(
                self,
                "Hemma sends updates for this service only to the service's own server.",
                "Hemma skickar den här tjänstens uppdateringar bara till tjänstens egen server."
            ),
            LeftOutReason::UrlForm => say!(
                self,
                "Hemma cannot fill in an update address of this form. Add it by hand, with the service “Custom”.",
                "Hemma kan inte fylla i en uppdateringsadress av det här slaget. Lägg till den för hand, med tjänsten \
                 ”Custom”."
            ),
            LeftOutReason::FamilyNotOffered => say!(
                self,
                "This service does not keep addresses of that kind.",
                "Tjänsten hanterar inte adresser av det slaget."
            ),
            LeftOutReason::EitherFamily => say!(
                self,
                "The other program kept IPv4 or IPv6, whichever it found. Hemma keeps IPv4; add IPv6 if you want both.",
                "Det andra programmet höll IPv4 eller IPv6, det som fanns. Hemma håller IPv4; lägg till IPv6 om du vill \
                 ha båda."
            ),
            LeftOutReason::NoNames => say!(
                self,
                "No name to keep is given here.",
                "Här står inget namn att hålla aktuellt."
            ),
            LeftOutReason::NotAName => say!(
                self,
                "This is not a name that can be kept.",
                "Det här är inget namn som kan hållas aktuellt."
            ),
            LeftOutReason::WildcardName => say!(
                self,
                "Hemma does not keep names with an asterisk.",
                "Hemma håller inga namn med asterisk."
            ),
            LeftOutReason::Twice => say!(
                self,
                "The name was there before. The first one counts.",
                "Namnet fanns redan tidigare. Det första gäller."
            ),
            LeftOutReason::NoUsername => {
                say!(self, "The user name is missing.", "Användarnamnet saknas.")
            }
            LeftOutReason::NoSecret => say!(
                self,
                "The password, key or token is missing.",
                "Lösenordet eller nyckeln saknas."
            ),
            LeftOutReason::SecretWithMarks => say!(
                self,
                "The password was taken with the comma or quotation marks around it, because the other program does \
                 so. If that is wrong, change it after importing.",
                "Lösenordet togs med kommat eller citattecknen runt om, eftersom det andra programmet gör så. Om det \
                 är fel, ändra det efter importen."
            ),
            LeftOutReason::Unknown => say!(
                self,
                "Hemma does not know this.",
                "Hemma känner inte till det här."
            ),
        }
    }

    /// Returns why a file could not be read, and what to do about it.
    #[must_use]
    pub fn import_problem(&self, problem: &ImportProblem) -> String {
        match problem {
            ImportProblem::NoFile => say!(
                self,
                "There is no such file. Check the path.",
                "Filen finns inte. Kontrollera sökvägen."
            ),
            ImportProblem::NotPermitted => say!(
                self,
                "Hemma may not read this file. Copy it to your own folder, so that only you can read the copy, and \
                 import that.",
                "Hemma får inte läsa filen. Kopiera den till din egen mapp, så att bara du kan läsa kopian, och \
                 importera den."
            ),
            ImportProblem::NotAFile => say!(
                self,
                "This is not a file. Choose the file itself.",
                "Det här är ingen fil. Välj själva filen."
            ),
            ImportProblem::TooLarge { limit } => say!(
                self,
                "The file is larger than {limit} KiB, so it is not a file of settings. Choose another one.",
                "Filen är större än {limit} KiB och är därför ingen inställningsfil. Välj en annan."
            ),
            ImportProblem::Disk { what } => {
                say!(self, "Could not read: {what}.", "Kunde inte läsa: {what}.")
            }
            ImportProblem::NotText { line } => say!(
                self,
                "Line {line} is not text. Choose another file, or save this one as UTF-8.",
                "Rad {line} är inte text. Välj en annan fil, eller spara den här som UTF-8."
            ),
            ImportProblem::UnknownFormat => say!(
                self,
                "Hemma does not recognise this file. Say which program it belongs to.",
                "Hemma känner inte igen filen. Ange vilket program den hör till."
            ),
            ImportProblem::Mistake { line, mistake } => {
                let mistake = self.import_mistake(*mistake);
                say!(self, "Line {line}: {mistake}", "Rad {line}: {mistake}")
            }
        }
    }

    fn import_mistake(&self, mistake: ImportMistake) -> String {
        match mistake {
            ImportMistake::QuoteNotClosed => say!(
                self,
                "a quotation mark is opened here and never closed. Close it.",
                "ett citattecken öppnas här och stängs aldrig. Stäng det."
            ),
            ImportMistake::CommentNotClosed => say!(
                self,
                "a comment begins here and never ends. Close it with */.",
                "en kommentar börjar här och slutar aldrig. Stäng den med */."
            ),
            ImportMistake::BraceNotClosed => say!(
                self,
                "a brace is opened here and never closed. Close it with }}.",
                "en klammer öppnas här och stängs aldrig. Stäng den med }}."
            ),
            ImportMistake::BraceNotOpened => say!(
                self,
                "a brace is closed here that was never opened. Remove it.",
                "en klammer stängs här som aldrig öppnades. Ta bort den."
            ),
            ImportMistake::GoesOnNowhere => say!(
                self,
                "the line ends in a backslash, but nothing follows. Remove the backslash.",
                "raden slutar med ett omvänt snedstreck, men inget följer. Ta bort det."
            ),
            ImportMistake::ValueMissing => say!(
                self,
                "a value is missing here. Write it, or remove the line.",
                "här saknas ett värde. Skriv det, eller ta bort raden."
            ),
            ImportMistake::NotAnOption => say!(
                self,
                "this does not have the form “name = value”. Correct or remove the line.",
                "det här har inte formen ”namn = värde”. Rätta raden eller ta bort den."
            ),
            ImportMistake::Json => say!(
                self,
                "this is not valid JSON. A comma, bracket or quotation mark is often missing just before.",
                "det här är inte giltig JSON. Ofta saknas ett komma, en parentes eller ett citattecken strax före."
            ),
            ImportMistake::JsonEndsEarly => say!(
                self,
                "the file ends too early. Close every bracket and quotation mark.",
                "filen slutar för tidigt. Stäng alla parenteser och citattecken."
            ),
            ImportMistake::NoSettings => say!(
                self,
                "the list “settings” is missing, so there is nothing to import.",
                "listan ”settings” saknas, så det finns inget att importera."
            ),
            ImportMistake::Damaged => say!(
                self,
                "the file is damaged. Let the other program write it again.",
                "filen är skadad. Låt det andra programmet skriva den på nytt."
            ),
        }
    }

    /// Returns which of the chosen profiles were not saved, and why.
    #[must_use]
    pub(super) fn import_refusals(&self, refused: &[ImportRefusal]) -> String {
        let lines: Vec<String> = refused
            .iter()
            .map(|one| format!("{}: {}", one.key, self.import_refused(&one.why)))
            .collect();
        let lines = lines.join(" ");
        say!(
            self,
            "Not everything was imported. {lines}",
            "Allt importerades inte. {lines}"
        )
    }

    /// Returns why one chosen profile was not saved.
    #[must_use]
    pub fn import_refused(&self, why: &ImportRefused) -> String {
        match why {
            ImportRefused::FileChanged => say!(
                self,
                "The file has changed since it was read. Read it again.",
                "Filen har ändrats sedan den lästes. Läs den igen."
            ),
            ImportRefused::KeptAlready => say!(
                self,
                "Hemma keeps these names already.",
                "Hemma håller redan de här namnen."
            ),
            ImportRefused::NotSaved { error } => self.command_error(error),
        }
    }

    /// Returns what is said of a profile that was imported.
    #[must_use]
    pub fn imported(&self, service: &str, names: &[String]) -> String {
        let names = list(names);
        say!(self, "{service}: {names}", "{service}: {names}")
    }

    /// Returns what is said of names that are kept already.
    #[must_use]
    pub fn kept_already(&self, names: &[String]) -> String {
        let names = list(names);
        say!(
            self,
            "kept already, so left alone: {names}",
            "hålls redan, så de lämnas i fred: {names}"
        )
    }

    /// Returns what is said above the profiles of a file.
    #[must_use]
    pub fn import_found(&self, format: ImportFormat, path: &str) -> String {
        let format = self.import_format(format);
        say!(
            self,
            "Found in {path} ({format}):",
            "Hittat i {path} ({format}):"
        )
    }

    /// Returns what is said above what is left out.
    #[must_use]
    pub fn import_left_out(&self) -> String {
        say!(self, "Left out:", "Utelämnat:")
    }

    /// Returns what is said when everything chosen was saved.
    #[must_use]
    pub fn import_done(&self) -> String {
        say!(
            self,
            "Imported. The file was not changed; stop the other program, so that only one keeps these names.",
            "Importerat. Filen har inte ändrats; stoppa det andra programmet, så att bara ett håller de här namnen."
        )
    }

    /// Returns what is said when nothing was to be saved.
    #[must_use]
    pub fn import_dry_run(&self) -> String {
        say!(
            self,
            "Nothing was imported: this was a dry run.",
            "Inget har importerats: det här var bara en provläsning."
        )
    }

    /// Returns what is said when a file holds nothing new.
    #[must_use]
    pub fn import_nothing(&self) -> String {
        say!(
            self,
            "There is nothing new to import.",
            "Det finns inget nytt att importera."
        )
    }
}
