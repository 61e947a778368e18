//! Windows and macOS, by `auto-launch`: a value under the user's `Run` key, a launch agent.

use std::io;

use auto_launch::{AutoLaunch, AutoLaunchBuilder};

use super::{Autostart, Start};

/// The name of the entry.
const NAME: &str = "Hemma";

/// The system's own list.
#[derive(Clone, Copy, Debug)]
pub(super) struct System;

impl System {
    /// Both systems always have one.
    pub(super) fn find() -> Option<Self> {
        Some(Self)
    }

    /// Reads what is there. Whether its program is still there the systems do not tell.
    pub(super) fn state(self) -> Autostart {
        match launcher("", &[]).and_then(|launcher| launcher.is_enabled().map_err(io::Error::other))
        {
            Ok(true) => Autostart::On,
            Ok(false) => Autostart::Off,
            Err(_) => Autostart::Unknown,
        }
    }

    /// Writes the entry anew.
    pub(super) fn enable(self, start: &Start) -> io::Result<()> {
        let program = start.program.display().to_string();
        // The Run key holds a command line; `auto-launch` does not quote it.
        let (program, arguments): (String, Vec<String>) = if cfg!(windows) {
            (
                format!("\"{program}\""),
                start
                    .arguments
                    .iter()
                    .map(|word| format!("\"{word}\""))
                    .collect(),
            )
        } else {
            (program, start.arguments.clone())
        };
        launcher(&program, &arguments)?
            .enable()
            .map_err(io::Error::other)
    }

    /// Removes the entry.
    pub(super) fn disable(self) -> io::Result<()> {
        launcher("", &[])?.disable().map_err(io::Error::other)
    }
}

fn launcher(program: &str, arguments: &[String]) -> io::Result<AutoLaunch> {
    AutoLaunchBuilder::new()
        .set_app_name(NAME)
        .set_app_path(program)
        .set_args(arguments)
        .build()
        .map_err(io::Error::other)
}
