//! A service's words, without our secrets in them.

use hemma_core::secret::Secret;
use hemma_core::verdict::Quote;

use crate::percent;

/// The forms in which a secret could come back.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mask(Vec<Secret>);

impl Mask {
    /// Hides one secret, plain and percent-encoded.
    pub(crate) fn hide(&mut self, secret: &Secret) {
        self.0.push(secret.clone());
        let encoded = percent::encode(secret.expose());
        if encoded != secret.expose() {
            self.0.push(Secret::new(encoded));
        }
    }

    /// Quotes a service. Every occurrence of a secret is replaced before the text is cut.
    pub(crate) fn quote(&self, text: &str) -> Quote {
        Quote::new(&self.apply(text))
    }

    /// Returns the text with every occurrence of a secret replaced.
    pub(crate) fn apply(&self, text: &str) -> String {
        self.0
            .iter()
            .filter(|secret| !secret.expose().is_empty())
            .fold(text.to_owned(), |text, secret| {
                text.replace(secret.expose(), super::request::MASK)
            })
    }
}
