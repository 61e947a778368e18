//! Titles, texts and buttons of toasts.

use hemma_core::address::{Family, PublicAddr};
use hemma_core::names::UpdateName;
use hemma_core::verdict::Refusal;

use super::Voice;

impl Voice {
    /// Returns words for a toast: stopped title.
    #[must_use]
    pub fn notice_stopped_title(&self, refusal: Refusal, service: &str) -> String {
        let what = self.refusal_short(refusal, service);
        say!(self, "Action needed: {what}", "Åtgärd krävs: {what}")
    }

    /// Returns words for a toast: stopped.
    #[must_use]
    pub fn notice_stopped(&self, refusal: Refusal, service: &str, names: &[UpdateName]) -> String {
        let text = self.refusal(refusal, service);
        match names {
            [] => text,
            [one] => say!(self, "{text} Stopped: {one}.", "{text} Stoppat: {one}."),
            [one, two] => say!(
                self,
                "{text} Stopped: {one} and {two}.",
                "{text} Stoppade: {one} och {two}."
            ),
            [one, two, rest @ ..] => {
                let more = rest.len();
                say!(
                    self,
                    "{text} Stopped: {one}, {two} and {more} more.",
                    "{text} Stoppade: {one}, {two} och {more} till."
                )
            }
        }
    }

    /// Returns the label of the button that keeps a name which somebody else writes too.
    #[must_use]
    pub fn button_keep_mine(&self) -> String {
        say!(self, "Keep mine", "Behåll mitt")
    }

    /// Returns the label of the button that leaves a name to somebody else.
    #[must_use]
    pub fn button_leave_to_other(&self) -> String {
        say!(self, "Leave it to the other", "Lämna till den andra")
    }

    /// Returns words for a toast: resolved title.
    #[must_use]
    pub fn notice_resolved_title(&self, service: &str) -> String {
        if service.is_empty() {
            say!(self, "Works again", "Fungerar igen")
        } else {
            say!(self, "{service} works again", "{service} fungerar igen")
        }
    }

    /// Returns words for a toast: names fine.
    #[must_use]
    pub fn notice_names_fine(&self, names: &[UpdateName]) -> String {
        match names {
            [] => say!(
                self,
                "Hemma goes on as usual.",
                "Hemma fortsätter som vanligt."
            ),
            [one] => say!(self, "{one} is up to date.", "{one} är aktuellt."),
            [one, two, three] => say!(
                self,
                "{one}, {two} and {three} are up to date.",
                "{one}, {two} och {three} är aktuella."
            ),
            [one, two] => say!(
                self,
                "{one} and {two} are up to date.",
                "{one} och {two} är aktuella."
            ),
            more => {
                let count = more.len();
                say!(
                    self,
                    "{count} names are up to date.",
                    "{count} namn är aktuella."
                )
            }
        }
    }

    /// Returns words for a toast: vault fine.
    #[must_use]
    pub fn notice_vault_fine(&self) -> String {
        say!(
            self,
            "Passwords and keys can be read again.",
            "Lösenord och nycklar kan läsas igen."
        )
    }

    /// Returns words for a toast: settings fine.
    #[must_use]
    pub fn notice_settings_fine(&self) -> String {
        say!(
            self,
            "The settings file is in order and in force.",
            "Inställningsfilen är i ordning och gäller."
        )
    }

    /// Returns words for a toast: disk fine.
    #[must_use]
    pub fn notice_disk_fine(&self) -> String {
        say!(
            self,
            "Hemma can save what it remembers again.",
            "Hemma kan spara det den minns igen."
        )
    }

    /// Returns words for a toast: address title.
    #[must_use]
    pub fn notice_address_title(&self, family: Family) -> String {
        let family = self.family(family);
        say!(
            self,
            "Your {family} address changed",
            "Din {family}-adress har ändrats"
        )
    }

    /// Returns words for a toast: address.
    #[must_use]
    pub fn notice_address(&self, from: PublicAddr, to: PublicAddr) -> String {
        say!(
            self,
            "{from} became {to}. Your names follow.",
            "{from} blev {to}. Dina namn följer med."
        )
    }

    /// Returns words for a toast: button open.
    #[must_use]
    pub fn button_open(&self) -> String {
        say!(self, "Open", "Öppna")
    }

    /// Returns words for a toast: button retry.
    #[must_use]
    pub fn button_retry(&self) -> String {
        say!(self, "Try again", "Försök igen")
    }

    /// Returns words for a toast: button follow.
    #[must_use]
    pub fn button_follow(&self) -> String {
        say!(self, "Follow", "Följ")
    }

    /// Returns words for a toast: button keep.
    #[must_use]
    pub fn button_keep(&self) -> String {
        say!(self, "Keep as it is", "Behåll")
    }

    /// Returns words for a toast: button unlock.
    #[must_use]
    pub fn button_unlock(&self) -> String {
        say!(self, "Unlock", "Lås upp")
    }
}
