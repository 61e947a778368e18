//! Lines of history, as the command line prints them.

use hemma_core::history::{AnswerKind, Entry, EntryKind};

use super::{Voice, list};

impl Voice {
    /// Returns one line of history as a sentence, without its time.
    #[must_use]
    pub fn entry(&self, entry: &Entry) -> String {
        let name = entry
            .record
            .as_ref()
            .map_or_else(String::new, |record| format!("{}: ", record.name));
        let what = self.entry_kind(&entry.kind, entry);
        format!("{name}{what}")
    }

    fn entry_kind(&self, kind: &EntryKind, entry: &Entry) -> String {
        match kind {
            EntryKind::Started => say!(self, "Hemma started.", "Hemma startade."),
            EntryKind::Stopped => say!(self, "Hemma stopped.", "Hemma avslutades."),
            EntryKind::AddressSeen {
                family,
                address,
                previous,
            } => {
                let family = self.family(*family);
                match previous {
                    Some(previous) => say!(
                        self,
                        "New {family} address {address}, before it was {previous}.",
                        "Ny {family}-adress {address}, tidigare {previous}."
                    ),
                    None => say!(
                        self,
                        "The {family} address is {address}.",
                        "{family}-adressen är {address}."
                    ),
                }
            }
            EntryKind::AddressHeld { reason, .. } => self.held(reason, entry.at),
            EntryKind::Sent { address, .. } => {
                say!(self, "Sent {address}.", "Skickade {address}.")
            }
            EntryKind::Answered { answer, quote, .. } => {
                let answer = self.answer(answer);
                match quote {
                    Some(quote) => say!(
                        self,
                        "{answer} The service said: “{quote}”.",
                        "{answer} Tjänsten sade: ”{quote}”."
                    ),
                    None => answer,
                }
            }
            // No time at all: DNS showed it before anything was sent.
            EntryKind::Proved {
                address,
                after_ms: 0,
            } => say!(
                self,
                "{address} was already right in DNS; nothing had to be sent.",
                "{address} var redan rätt i DNS; inget behövde skickas."
            ),
            EntryKind::Proved { address, after_ms } => {
                let after = self.span_ms(*after_ms);
                say!(
                    self,
                    "{address} seen in DNS after {after}.",
                    "{address} syns i DNS efter {after}."
                )
            }
            EntryKind::ProofOverdue { address } => say!(
                self,
                "DNS does not show {address} although it should by now.",
                "DNS visar inte {address} fast det borde synas nu."
            ),
            EntryKind::ChangedElsewhere { seen } if seen.is_empty() => say!(
                self,
                "The address disappeared from DNS, and not by this computer.",
                "Adressen försvann ur DNS, och inte av den här datorn."
            ),
            EntryKind::ChangedElsewhere { seen } => {
                let seen = list(seen);
                say!(
                    self,
                    "DNS shows {seen}, and this computer did not put it there.",
                    "DNS visar {seen}, och det var inte den här datorn som lade dit det."
                )
            }
            EntryKind::AtService { found } => self.at_service(*found),
            EntryKind::Latched { refusal, .. } => {
                let service = say!(self, "The service", "Tjänsten");
                self.refusal(*refusal, &service)
            }
            EntryKind::Released { .. } => say!(
                self,
                "You asked Hemma to try again.",
                "Du bad Hemma försöka igen."
            ),
            EntryKind::LineChosen {
                family,
                follow: true,
            } => {
                let family = self.family(*family);
                say!(
                    self,
                    "You asked Hemma to follow the {family} line that is there now.",
                    "Du bad Hemma följa den {family}-linje som gäller nu."
                )
            }
            EntryKind::LineChosen {
                family,
                follow: false,
            } => {
                let family = self.family(*family);
                say!(
                    self,
                    "You asked Hemma to keep the {family} address as it is.",
                    "Du bad Hemma behålla {family}-adressen som den är."
                )
            }
            EntryKind::Paused { until: Some(until) } => {
                let until = self.moment(*until, entry.at);
                say!(
                    self,
                    "You paused Hemma until {until}.",
                    "Du pausade Hemma till {until}."
                )
            }
            EntryKind::Paused { until: None } => {
                say!(self, "You paused Hemma.", "Du pausade Hemma.")
            }
            EntryKind::Resumed => say!(self, "The pause ended.", "Pausen tog slut."),
            EntryKind::Moved { to } => self.whereabouts(to),
            EntryKind::WokeUp { slept_seconds } => {
                let span = self.span_seconds(*slept_seconds);
                say!(
                    self,
                    "The computer woke up after {span}.",
                    "Datorn vaknade efter {span}."
                )
            }
            EntryKind::ClockSetBack { by_seconds } => {
                let span = self.span_seconds(*by_seconds);
                say!(
                    self,
                    "The computer's clock was set back by {span}.",
                    "Datorns klocka ställdes tillbaka {span}."
                )
            }
            EntryKind::SettingsChanged => say!(
                self,
                "New settings are in force.",
                "Nya inställningar gäller."
            ),
            EntryKind::SettingsRejected { problems: 1 } => say!(
                self,
                "The settings file has 1 mistake; the last good settings go on.",
                "Inställningsfilen har 1 fel; de senaste rätta inställningarna gäller."
            ),
            EntryKind::SettingsRejected { problems } => say!(
                self,
                "The settings file has {problems} mistakes; the last good settings go on.",
                "Inställningsfilen har {problems} fel; de senaste rätta inställningarna gäller."
            ),
            EntryKind::DatabaseQuarantined { file } => say!(
                self,
                "The database was damaged and put aside as {file}; a new one was started.",
                "Databasen var skadad och lades åt sidan som {file}; en ny påbörjades."
            ),
        }
    }

    /// Returns what a service's answer means, as a sentence.
    #[must_use]
    pub fn answer(&self, answer: &AnswerKind) -> String {
        let service = say!(self, "the service", "tjänsten");
        let sentence = match answer {
            AnswerKind::Accepted => say!(
                self,
                "The service took the new address.",
                "Tjänsten tog emot den nya adressen."
            ),
            AnswerKind::AlreadySo => say!(
                self,
                "The service had this address already.",
                "Tjänsten hade redan den här adressen."
            ),
            AnswerKind::NotConfirmed { echoed } => say!(
                self,
                "Could not confirm the update: the service says that it stored {echoed}.",
                "Uppdateringen kunde inte bekräftas: tjänsten säger att den sparade {echoed}."
            ),
            AnswerKind::Later { reason } => self.later(reason, &service),
            AnswerKind::NeedsPerson { refusal } => self.refusal(*refusal, &service),
            AnswerKind::Unclear { reason } => self.unclear(reason, &service),
        };
        capital(&sentence)
    }
}

/// Puts a capital at the beginning of a sentence.
pub(super) fn capital(sentence: &str) -> String {
    let mut letters = sentence.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}
