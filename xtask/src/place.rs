//! Where the real programs run: in the desktop in front of the person, or in a private one.

use std::ffi::OsStr;
use std::process::{Command, Stdio};

use anyhow::Result;

use crate::session::{Screen, Session};
use crate::workspace::{Workspace, forget_our_cargo};

/// A desktop to run programs in.
#[derive(Debug)]
pub(crate) enum Place {
    /// The person's own; what is started there ends when we say so.
    Desktop,
    /// A throw-away one that nobody sees.
    Private(Box<Session>),
}

impl Place {
    /// A new private desktop, called `name` in the folders it leaves.
    pub(crate) fn private(workspace: &Workspace, name: &str) -> Result<Self> {
        Ok(Self::Private(Box::new(Session::start(workspace, name)?)))
    }

    /// A command that will run there.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        match self {
            Self::Desktop => {
                let mut command = Command::new(program);
                forget_our_cargo(&mut command);
                command
            }
            Self::Private(session) => session.command(program),
        }
    }

    /// The screen's pixels, where they can be read.
    pub(crate) fn screen(&self) -> Option<Screen> {
        match self {
            Self::Desktop => None,
            Self::Private(session) => Some(session.screen()),
        }
    }

    /// Whether it is a throw-away desktop.
    pub(crate) fn is_private(&self) -> bool {
        matches!(self, Self::Private(_))
    }

    /// Runs a small program there; its output if it succeeded.
    pub(crate) fn ask(&self, program: &str, arguments: &[&str]) -> Option<String> {
        let output = self
            .command(program)
            .args(arguments)
            .stdin(Stdio::null())
            .output()
            .ok()?;
        output
            .status
            .success()
            .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    /// Ends it, if it is a private one, and says so when something would not go.
    pub(crate) fn leave(self) -> Result<()> {
        match self {
            Self::Desktop => Ok(()),
            Self::Private(session) => session.stop(),
        }
    }
}

/// Whether this program was started in a graphical session.
pub(crate) fn has_desktop() -> bool {
    cfg!(not(target_os = "linux"))
        || ["DISPLAY", "WAYLAND_DISPLAY"]
            .iter()
            .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}
