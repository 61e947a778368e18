//! Asking a person for a file of theirs, with the system's own chooser. The page learns its path and nothing else; who
//! reads the file is the agent.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(any(windows, target_os = "macos"))]
mod other;

#[cfg(target_os = "linux")]
use linux as system;
#[cfg(any(windows, target_os = "macos"))]
use other as system;

use std::path::PathBuf;

use tauri::WebviewWindow;
use tokio::sync::oneshot;

/// Where the chosen path is delivered; none when the person chose nothing.
type Answer = oneshot::Sender<Option<PathBuf>>;

/// What a chooser came to.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Chosen {
    /// This file.
    File { path: String },
    /// The person changed their mind.
    Nothing,
    /// Its path cannot be written as text, so nobody could ask for it.
    Unwritable,
}

impl Chosen {
    fn of(path: Option<PathBuf>) -> Self {
        match path.map(PathBuf::into_os_string) {
            None => Self::Nothing,
            Some(path) => path
                .into_string()
                .map_or(Self::Unwritable, |path| Self::File { path }),
        }
    }
}

/// Opens the chooser above the window and waits for the person.
#[tauri::command]
pub(crate) async fn choose_file(window: WebviewWindow, title: String) -> Chosen {
    let (answer, chosen) = oneshot::channel();
    let above = window.clone();
    // Choosers belong to the thread of the windows. One that cannot be opened answers by being dropped.
    let asked = window.run_on_main_thread(move || system::open(&above, &title, answer));
    if asked.is_err() {
        return Chosen::Nothing;
    }
    Chosen::of(chosen.await.ok().flatten())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_path_that_can_be_written_reaches_the_page() {
        let file = Chosen::of(Some(PathBuf::from("/etc/ddclient.conf")));
        assert_eq!(
            serde_json::to_value(file).unwrap(),
            serde_json::json!({ "kind": "file", "path": "/etc/ddclient.conf" })
        );
        assert_eq!(Chosen::of(None), Chosen::Nothing);
    }

    #[cfg(unix)]
    #[test]
    fn a_path_that_is_no_text_is_said() {
        use std::os::unix::ffi::OsStringExt;
        let odd = std::ffi::OsString::from_vec(vec![b'/', 0xff]);
        assert_eq!(Chosen::of(Some(odd.into())), Chosen::Unwritable);
    }
}
