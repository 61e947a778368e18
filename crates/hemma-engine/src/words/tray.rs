//! Labels of the tray menu.

use hemma_core::address::Family;

use super::Voice;

impl Voice {
    /// Returns words for a line of the tray menu: all names.
    #[must_use]
    pub fn menu_all_names(&self) -> String {
        say!(self, "All names…", "Alla namn…")
    }

    /// Returns words for a line of the tray menu: copy.
    #[must_use]
    pub fn menu_copy(&self, family: Family) -> String {
        let family = self.family(family);
        say!(self, "Copy {family} address", "Kopiera {family}-adressen")
    }

    /// Returns words for a line of the tray menu: check now.
    #[must_use]
    pub fn menu_check_now(&self) -> String {
        say!(self, "Check now", "Kontrollera nu")
    }

    /// Returns words for a line of the tray menu: pause hour.
    #[must_use]
    pub fn menu_pause_hour(&self) -> String {
        say!(self, "Pause for 1 hour", "Pausa i 1 timme")
    }

    /// Returns words for a line of the tray menu: pause tomorrow.
    #[must_use]
    pub fn menu_pause_tomorrow(&self) -> String {
        say!(self, "Pause until tomorrow", "Pausa till i morgon")
    }

    /// Returns words for a line of the tray menu: pause.
    #[must_use]
    pub fn menu_pause(&self) -> String {
        say!(self, "Pause until I resume", "Pausa tills jag återupptar")
    }

    /// Returns words for a line of the tray menu: resume.
    #[must_use]
    pub fn menu_resume(&self) -> String {
        say!(self, "Resume", "Återuppta")
    }

    /// Returns words for a line of the tray menu: open.
    #[must_use]
    pub fn menu_open(&self) -> String {
        say!(self, "Open Hemma", "Öppna Hemma")
    }

    /// Returns words for a line of the tray menu: settings.
    #[must_use]
    pub fn menu_settings(&self) -> String {
        say!(self, "Settings", "Inställningar")
    }

    /// Returns words for a line of the tray menu: quit.
    #[must_use]
    pub fn menu_quit(&self) -> String {
        say!(self, "Quit Hemma", "Avsluta Hemma")
    }

    /// Returns words for a line of the tray menu: unlock.
    #[must_use]
    pub fn menu_unlock(&self) -> String {
        say!(self, "Unlock keychain…", "Lås upp nyckelringen…")
    }

    /// Returns words for a line of the tray menu: password.
    #[must_use]
    pub fn menu_password(&self) -> String {
        say!(self, "Enter password…", "Ange lösenord…")
    }

    /// Returns words for a line of the tray menu: show mistakes.
    #[must_use]
    pub fn menu_show_mistakes(&self) -> String {
        say!(self, "Show the mistakes…", "Visa felen…")
    }

    /// Returns words for a line of the tray menu: show.
    #[must_use]
    pub fn menu_show(&self) -> String {
        say!(self, "Show what to do…", "Visa vad du kan göra…")
    }
}
