//! Copies a text because a person clicked it in the tray.

use arboard::Clipboard;

/// Keeps the clipboard's owner alive: on X11 a copied text lives only as long as the program that offers it.
#[derive(Default)]
pub struct Copier {
    clipboard: Option<Clipboard>,
}

impl Copier {
    /// Copies `text`. A desktop without a clipboard is logged and otherwise no matter.
    pub fn copy(&mut self, text: &str) {
        if self.clipboard.is_none() {
            match Clipboard::new() {
                Ok(clipboard) => self.clipboard = Some(clipboard),
                Err(error) => {
                    tracing::warn!(%error, "could not reach the clipboard");
                    return;
                }
            }
        }
        if let Some(clipboard) = &mut self.clipboard
            && let Err(error) = clipboard.set_text(text)
        {
            tracing::warn!(%error, "could not copy");
            self.clipboard = None;
        }
    }
}
