//! Building the three programs and putting them beside each other, as an installation would.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::workspace::Workspace;

/// How the compiler is to build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Quick to build, slower to run.
    Dev,
    /// What people get.
    Release,
}

/// The built programs.
#[derive(Debug, Clone)]
pub(crate) struct Programs {
    pub(crate) agent: PathBuf,
    pub(crate) window: PathBuf,
    pub(crate) sandbox: PathBuf,
}

impl Programs {
    /// Builds all three. The window's page must have been built before.
    ///
    /// Each is built by itself: in one build for the whole workspace cargo would give the agent the features
    /// that only the window or a test asked of a shared dependency, and it would no longer be the real agent.
    pub(crate) fn build(workspace: &Workspace, profile: Profile) -> Result<Self> {
        // The folder beside the others' makes "the program next to me" work, and a later
        // `cargo test --workspace` cannot replace what is in it.
        let folder = workspace.target().join("programs").join(profile.folder());
        fs::create_dir_all(&folder)?;
        let place = |package: &str| -> Result<PathBuf> {
            build(workspace, package, package, profile)?;
            let name = format!("{package}{}", std::env::consts::EXE_SUFFIX);
            let (built, placed) = (
                workspace.target().join(profile.folder()).join(&name),
                folder.join(&name),
            );
            replace(&built, &placed)?;
            Ok(placed)
        };
        Ok(Self {
            agent: place("hemma-agent")?,
            sandbox: place("hemma-sandbox")?,
            window: place("hemma")?,
        })
    }

    /// Tells a command where the programs are, in the variables the tests read.
    pub(crate) fn tell(&self, command: &mut Command) {
        command
            .env("HEMMA_AGENT", &self.agent)
            .env("HEMMA_WINDOW", &self.window)
            .env("HEMMA_SANDBOX", &self.sandbox);
    }
}

/// Builds a program of the tests, which is no part of an installation, and returns where it is.
pub(crate) fn build_tool(
    workspace: &Workspace,
    package: &str,
    name: &str,
    profile: Profile,
) -> Result<PathBuf> {
    build(workspace, package, name, profile)?;
    Ok(workspace.target().join(profile.folder()).join(name))
}

impl Profile {
    fn folder(self) -> &'static str {
        match self {
            Self::Dev => "debug",
            Self::Release => "release",
        }
    }
}

fn build(workspace: &Workspace, package: &str, name: &str, profile: Profile) -> Result<()> {
    let mut command = Workspace::cargo();
    command
        .current_dir(workspace.root())
        .args(["build", "--package", package, "--bin", name]);
    if profile == Profile::Release {
        command.arg("--release");
    }
    let status = command.status().context("could not start cargo")?;
    if !status.success() {
        bail!("{package} does not build");
    }
    Ok(())
}

/// Puts a copy of `from` at `to`, also while the program there is running.
fn replace(from: &Path, to: &Path) -> Result<()> {
    let fresh = to.with_extension("new");
    fs::copy(from, &fresh).with_context(|| format!("could not copy {}", from.display()))?;
    fs::rename(&fresh, to).with_context(|| format!("could not put {} in place", to.display()))
}
