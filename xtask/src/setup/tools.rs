//! Programs from crates.io that check this repository, kept in `target/tools` and out of the user's own folders.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::packages::find_program;
use crate::workspace::Workspace;

/// The version every machine uses, so that its rules are the same everywhere.
const CARGO_DENY: &str = "0.20.2";

/// Where cargo-deny is: ours, or the user's if it is the same version.
pub(crate) fn cargo_deny(workspace: &Workspace) -> Option<PathBuf> {
    let ours = folder(workspace).join("bin").join("cargo-deny");
    [Some(ours), find_program("cargo-deny")]
        .into_iter()
        .flatten()
        .find(|program| is_version(program, CARGO_DENY))
}

/// Builds cargo-deny if it is not there. Says whether it did.
pub(crate) fn install_cargo_deny(workspace: &Workspace) -> Result<bool> {
    if cargo_deny(workspace).is_some() {
        return Ok(false);
    }
    println!("Building cargo-deny {CARGO_DENY} (once, a minute or two)");
    let status = Workspace::cargo()
        // Unoptimised builds in half the time and still checks in a second.
        .args([
            "install",
            "cargo-deny",
            "--locked",
            "--debug",
            "--quiet",
            "--version",
            CARGO_DENY,
            "--root",
        ])
        .arg(folder(workspace))
        .status()
        .context("could not start cargo")?;
    if !status.success() {
        bail!("cargo install cargo-deny ended with {status}");
    }
    Ok(true)
}

fn folder(workspace: &Workspace) -> PathBuf {
    workspace.target().join("tools")
}

fn is_version(program: &std::path::Path, version: &str) -> bool {
    let output = Command::new(program).arg("--version").output();
    output.is_ok_and(|output| {
        String::from_utf8_lossy(&output.stdout).trim() == format!("cargo-deny {version}")
    })
}
