//! Labels of the tray menu.

use hemma_core::address::Family;

use super::Voice;

impl Voice {
    pub(crate) fn menu_all_names(&self) -> String {
        say!(self, "All names…", "Alla namn…")
    }

    pub(crate) fn menu_copy(&self, family: Family) -> String {
        let family = self.family(family);
        say!(self, "Copy {family} address", "Kopiera {family}-adressen")
    }

    pub(crate) fn menu_check_now(&self) -> String {
        say!(self, "Check now", "Kontrollera nu")
    }

    pub(crate) fn menu_pause_hour(&self) -> String {
        say!(self, "Pause for 1 hour", "Pausa i 1 timme")
    }

    pub(crate) fn menu_pause_tomorrow(&self) -> String {
        say!(self, "Pause until tomorrow", "Pausa till i morgon")
    }

    pub(crate) fn menu_pause(&self) -> String {
        say!(self, "Pause until I resume", "Pausa tills jag återupptar")
    }

    pub(crate) fn menu_resume(&self) -> String {
        say!(self, "Resume", "Återuppta")
    }

    pub(crate) fn menu_open(&self) -> String {
        say!(self, "Open Hemma", "Öppna Hemma")
    }

    pub(crate) fn menu_settings(&self) -> String {
        say!(self, "Settings", "Inställningar")
    }

    pub(crate) fn menu_quit(&self) -> String {
        say!(self, "Quit Hemma", "Avsluta Hemma")
    }

    pub(crate) fn menu_unlock(&self) -> String {
        say!(self, "Unlock keychain…", "Lås upp nyckelringen…")
    }

    pub(crate) fn menu_password(&self) -> String {
        say!(self, "Enter password…", "Ange lösenord…")
    }

    pub(crate) fn menu_show_mistakes(&self) -> String {
        say!(self, "Show the mistakes…", "Visa felen…")
    }

    pub(crate) fn menu_show(&self) -> String {
        say!(self, "Show what to do…", "Visa vad du kan göra…")
    }
}
