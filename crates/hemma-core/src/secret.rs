//! A string that cannot be printed by accident.

use std::fmt;
use zeroize::Zeroizing;

/// A password, key or token. It has no `Display` and no `Serialize`; its `Debug` is redacted; its memory is wiped.
///
/// It travels from the vault to the constructor of an exchange and nowhere else (law 8 of `ARCHITECTURE.md`).
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes ownership of the text.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// Returns the text itself. Only exchanges, the vault and the sealed file call this.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}
