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

    /// Returns the text with every occurrence of a secret replaced. Control characters go first: a quote is shown without
    /// them, and a secret that they keep apart would come together only then.
    pub(crate) fn apply(&self, text: &str) -> String {
        let text: String = text.chars().filter(|c| !c.is_control()).collect();
        self.0
            .iter()
            .filter(|secret| !secret.expose().is_empty())
            .fold(text, |text, secret| {
                text.replace(secret.expose(), super::request::MASK)
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(text: &str) -> String {
        let mut mask = Mask::default();
        mask.hide(&Secret::new("s3 cret&".to_owned()));
        mask.quote(text).as_str().to_owned()
    }

    #[test]
    fn f37_a_secret_that_comes_back_is_masked_plain_and_encoded() {
        assert_eq!(quoted("no s3 cret& here"), "no … here");
        assert_eq!(quoted("?p=s3%20cret%26;"), "?p=…;");
    }

    /// Found by the fuzz targets `dyndns2_answer` and `hostup_update_answer`.
    #[test]
    fn f37_a_secret_kept_apart_by_control_characters_is_masked_too() {
        assert_eq!(quoted("no s3\0 cr\u{7f}et& here"), "no … here");
        assert_eq!(quoted("s3%20\n\rcret%26"), "…");
    }
}
