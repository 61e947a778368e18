//! Programs from crates.io that check this repository, kept in `target/tools` and out of the user's own folders.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::packages::find_program;
use crate::workspace::Workspace;

/// One such program, in the version that every machine uses, so that its rules are the same everywhere.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tool {
    name: &'static str,
    version: &'static str,
}

/// Checks licences and sources.
pub(crate) const CARGO_DENY: Tool = Tool {
    name: "cargo-deny",
    version: "0.20.2",
};

/// Builds and drives the fuzz targets.
pub(crate) const CARGO_FUZZ: Tool = Tool {
    name: "cargo-fuzz",
    version: "0.13.2",
};

impl Tool {
    /// Where it is: ours, or the user's if it is the same version.
    pub(crate) fn find(self, workspace: &Workspace) -> Option<PathBuf> {
        let ours = folder(workspace).join("bin").join(self.name);
        [Some(ours), find_program(self.name)]
            .into_iter()
            .flatten()
            .find(|program| self.is_at(program))
    }

    /// Builds it if it is not there. Says whether it did.
    pub(crate) fn install(self, workspace: &Workspace) -> Result<bool> {
        if self.find(workspace).is_some() {
            return Ok(false);
        }
        let Self { name, version } = self;
        println!("Building {name} {version} (once, a minute or two)");
        let status = Workspace::cargo()
            // Unoptimised builds in half the time and still does its work in a second.
            .args(["install", name, "--locked", "--debug", "--quiet"])
            .args(["--version", version, "--root"])
            .arg(folder(workspace))
            .status()
            .context("could not start cargo")?;
        if !status.success() {
            bail!("cargo install {name} ended with {status}");
        }
        Ok(true)
    }

    fn is_at(self, program: &Path) -> bool {
        let output = Command::new(program).arg("--version").output();
        output.is_ok_and(|output| {
            String::from_utf8_lossy(&output.stdout).trim()
                == format!("{} {}", self.name, self.version)
        })
    }
}

fn folder(workspace: &Workspace) -> PathBuf {
    workspace.target().join("tools")
}
