//! The choosers of Windows and macOS.

use tauri::WebviewWindow;

use super::Answer;

/// Opens the chooser. Must be called on the thread of the windows.
pub(super) fn open(window: &WebviewWindow, title: &str, answer: Answer) {
    let chooser = rfd::AsyncFileDialog::new()
        .set_title(title)
        .set_parent(window)
        .pick_file();
    tauri::async_runtime::spawn(async move {
        let chosen = chooser.await.map(|file| file.path().to_owned());
        // The page may be gone.
        let _ = answer.send(chosen);
    });
}
