//! The login entry. It starts the *agent*; the window never opens at login (F70).
//!
//! On Linux the file is written here: `auto-launch` neither quotes the program's path nor looks at `XDG_CONFIG_HOME`,
//! and takes a switched-off entry for a working one. On Windows and macOS `auto-launch` does the work.

#[cfg(any(target_os = "linux", test))]
mod desktop_entry;
#[cfg(target_os = "linux")]
mod linux;
#[cfg(not(target_os = "linux"))]
mod other;

use std::path::{Path, PathBuf};

use serde::Serialize;
use tauri::State;

use crate::agent;
use crate::places::Places;

#[cfg(target_os = "linux")]
use linux::System;
#[cfg(not(target_os = "linux"))]
use other::System;

/// Whether Hemma starts at login.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Autostart {
    /// It does.
    On,
    /// It does not.
    Off,
    /// An entry is there and leads to a program that is not.
    Broken,
    /// This cannot be told or changed here.
    Unknown,
}

/// What is started at login.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Start {
    /// The agent, as an absolute path.
    program: PathBuf,
    /// Its arguments.
    arguments: Vec<String>,
}

/// The login entry of this user.
pub(crate) struct LoginEntry {
    system: Option<(System, Start)>,
}

impl LoginEntry {
    /// Finds the place of the entry. A Hemma in a world of its own (`--state`) has none: it writes nothing elsewhere.
    pub(crate) fn new(places: &Places) -> Self {
        let start = start(&agent::program(), places);
        Self {
            system: start
                .filter(|_| !places.own_world())
                .and_then(|start| Some((System::find()?, start))),
        }
    }

    /// Leads an entry whose program has moved to the program beside this one (F72). Never makes a new entry.
    pub(crate) fn heal(&self) {
        if let Some((system, start)) = &self.system
            && system.state() == Autostart::Broken
        {
            // A disk that refuses leaves things as they are; the settings page shows it.
            let _ = system.enable(start);
        }
    }

    fn state(&self) -> Autostart {
        self.system
            .as_ref()
            .map_or(Autostart::Unknown, |(system, _)| system.state())
    }

    fn set(&self, on: bool) -> Autostart {
        let Some((system, start)) = &self.system else {
            return Autostart::Unknown;
        };
        let done = if on {
            system.enable(start)
        } else {
            system.disable()
        };
        done.map_or(Autostart::Unknown, |()| system.state())
    }
}

/// What to start: only a program that is there, by its whole path.
fn start(program: &Path, places: &Places) -> Option<Start> {
    let program = std::path::absolute(program)
        .ok()
        .filter(|program| program.is_file())?;
    let mut arguments = vec!["run".to_owned()];
    for argument in places.arguments() {
        arguments.push(argument.into_string().ok()?);
    }
    Some(Start { program, arguments })
}

/// Tells whether Hemma starts at login.
#[tauri::command]
pub(crate) async fn autostart(login: State<'_, LoginEntry>) -> Result<Autostart, ()> {
    Ok(login.state())
}

/// Switches the start at login on or off and tells what came of it.
#[tauri::command]
pub(crate) async fn set_autostart(login: State<'_, LoginEntry>, on: bool) -> Result<Autostart, ()> {
    Ok(login.set(on))
}
