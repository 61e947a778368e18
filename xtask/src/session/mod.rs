//! A private virtual desktop: screen, window manager, panel with a tray host, notification daemon, keychain
//! and message bus, with a home folder of its own, all of which disappear afterwards.
//!
//! Nothing in here touches the user's desktop, settings or keychain. What is started carries a mark in its
//! environment, and [`sweeper`] ends everything with that mark however this program itself comes to its end:
//! by return, by panic, by Ctrl-C, or by being killed.

mod environment;
mod parts;
mod screen;
pub(crate) mod sweeper;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::process::{Child, Command};

use anyhow::{Context, Result, bail};

use crate::workspace::{Workspace, forget_our_cargo};
use environment::Layout;
pub(crate) use screen::{Area, Screen};
use sweeper::Sweeper;

/// A running private desktop. Dropping it ends everything in it.
#[derive(Debug)]
pub(crate) struct Session {
    layout: Layout,
    environment: BTreeMap<OsString, OsString>,
    parts: Vec<Child>,
    sweeper: Option<Sweeper>,
}

impl Session {
    /// Starts a desktop in `target/session/NAME`, which is emptied first.
    ///
    /// Returns when the tray host, the notification daemon and the unlocked keychain answer on the bus.
    pub(crate) fn start(workspace: &Workspace, name: &str) -> Result<Self> {
        let layout = Layout::create(&workspace.target().join("session"), name)?;
        let sweeper = Sweeper::start(&layout.throw_away())?;
        let mut session = Self {
            environment: environment::private(&layout, sweeper.mark()),
            layout,
            parts: Vec::new(),
            sweeper: Some(sweeper),
        };
        // From here on a failure drops `session`, and with it whatever was already started.
        session.furnish().with_context(|| {
            format!(
                "the private desktop did not come up; its logs are in {}",
                session.layout.logs().display()
            )
        })?;
        Ok(session)
    }

    /// A command that will run inside this desktop.
    pub(crate) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        self.enter(&mut command);
        command
    }

    /// Makes an existing command run inside this desktop.
    pub(crate) fn enter(&self, command: &mut Command) {
        forget_our_cargo(command);
        for name in environment::FORGOTTEN {
            command.env_remove(name);
        }
        command.envs(&self.environment);
    }

    /// The pixels of the screen.
    pub(crate) fn screen(&self) -> Screen {
        Screen::in_folder(self.layout.runtime())
    }

    /// Ends everything and says so when something would not go.
    pub(crate) fn stop(mut self) -> Result<()> {
        let left = self.tear_down();
        if !left.is_empty() {
            bail!(
                "these programs of the private desktop would not end: {}",
                left.join(", ")
            );
        }
        Ok(())
    }

    fn tear_down(&mut self) -> Vec<String> {
        let left = self.sweeper.take().map(Sweeper::sweep).unwrap_or_default();
        for part in &mut self.parts {
            // Collects the exit status, so that no zombie stays; the sweeper has already ended it.
            let _ = part.wait();
        }
        self.parts.clear();
        left
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if self.sweeper.is_some() {
            let left = self.tear_down();
            if !left.is_empty() {
                eprintln!(
                    "still running after the private desktop ended: {}",
                    left.join(", ")
                );
            }
        }
    }
}
