//! Sentences that only the command line says.

use super::Voice;

impl Voice {
    /// Returns what `check` says of a record that an update would leave for.
    #[must_use]
    pub fn would_send(&self, address: &str) -> String {
        say!(
            self,
            "would be updated to {address}",
            "skulle uppdateras till {address}"
        )
    }

    /// Returns what is said when nobody answers at the local socket.
    #[must_use]
    pub fn no_agent(&self) -> String {
        say!(
            self,
            "Hemma is not running. Start it with: hemma-agent run",
            "Hemma är inte igång. Starta med: hemma-agent run"
        )
    }

    /// Returns what is said after a secret was stored.
    #[must_use]
    pub fn secret_stored(&self) -> String {
        say!(self, "The secret is stored.", "Hemligheten är sparad.")
    }

    /// Returns what is said when a command was carried out and there is nothing more to tell.
    #[must_use]
    pub fn done(&self) -> String {
        say!(self, "Done.", "Klart.")
    }
}
