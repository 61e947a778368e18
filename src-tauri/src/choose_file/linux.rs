//! GTK's native chooser: the desktop portal's where there is one, else GTK's own.

use std::cell::RefCell;
use std::rc::Rc;

use gtk::prelude::*;
use tauri::WebviewWindow;

use super::Answer;

/// Opens the chooser. Must be called on the thread of the windows.
pub(super) fn open(window: &WebviewWindow, title: &str, answer: Answer) {
    let parent = window.gtk_window().ok();
    let chooser = gtk::FileChooserNative::new(
        Some(title),
        parent.as_ref(),
        gtk::FileChooserAction::Open,
        None,
        None,
    );
    chooser.set_modal(true);
    // It lives until it was answered: nobody else holds it.
    let held = Rc::new(RefCell::new(Some((chooser.clone(), answer))));
    chooser.connect_response(move |_, response| {
        let Some((chooser, answer)) = held.take() else {
            return;
        };
        let chosen = (response == gtk::ResponseType::Accept)
            .then(|| chooser.filename())
            .flatten();
        chooser.destroy();
        // The page may be gone.
        let _ = answer.send(chosen);
    });
    chooser.show();
}
