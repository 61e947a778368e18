//! Hints that the settings file was touched by somebody.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use hemma_engine::ports::DiskError;
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::mpsc;

use crate::private;

/// Watches the settings file until it is dropped.
///
/// The folder is watched, because saving replaces the file. The system tells of changes; nothing is polled. A hint says
/// only "something moved", own saves included: whoever receives it waits a moment and reads the file.
#[derive(Debug)]
pub struct SettingsWatch {
    _watcher: RecommendedWatcher,
}

impl SettingsWatch {
    /// Begins to watch. The channel holds one hint: a storm is one hint.
    ///
    /// # Errors
    ///
    /// When the folder cannot be made or watched; the file is then read at the next start only.
    pub fn start(file: &Path) -> Result<(Self, mpsc::Receiver<()>), DiskError> {
        let (sender, receiver) = mpsc::channel(1);
        let places = places(file);
        let names: Vec<OsString> = places
            .iter()
            .filter_map(|place| place.file_name().map(OsString::from))
            .collect();
        let watched = (|| {
            let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
                if event.is_ok_and(|event| concerns(&event, &names)) {
                    // A full channel already holds the hint.
                    let _ = sender.try_send(());
                }
            })?;
            for folder in places.iter().filter_map(|place| place.parent()) {
                private::create_folder(folder).map_err(notify::Error::io)?;
                watcher.watch(folder, RecursiveMode::NonRecursive)?;
            }
            Ok(watcher)
        })();
        match watched {
            Ok(watcher) => Ok((Self { _watcher: watcher }, receiver)),
            Err(error) => Err(error_of(&error)),
        }
    }
}

/// Returns the file and, when it is a symbolic link (kept by a collection of dotfiles), what it points at.
fn places(file: &Path) -> Vec<PathBuf> {
    let mut places = vec![file.to_path_buf()];
    if let Ok(target) = fs::canonicalize(file)
        && target != file
    {
        places.push(target);
    }
    places
}

fn concerns(event: &Event, names: &[OsString]) -> bool {
    // Reading the file is an event too, and must not be answered by reading it again.
    !matches!(event.kind, EventKind::Access(_))
        && event
            .paths
            .iter()
            .filter_map(|path| path.file_name())
            .any(|name| names.iter().any(|known| known == name))
}

fn error_of(error: &notify::Error) -> DiskError {
    DiskError {
        what: format!("the settings file cannot be watched: {error}"),
    }
}
