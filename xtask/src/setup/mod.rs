//! `cargo xtask setup`: finds out what this machine lacks and installs it. Costs nothing when nothing is missing.

pub(crate) mod npm;
pub(crate) mod packages;
mod system;
pub(crate) mod tools;

use anyhow::Result;

pub(crate) use packages::Group;
pub(crate) use system::Consent;

use crate::stopwatch::{Stopwatch, describe};
use crate::workspace::Workspace;

/// The command's options.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Also what the private desktop and the tests in it need
    #[arg(long)]
    desktop: bool,
    /// Also what checking the Windows and macOS code needs (Debian only)
    #[arg(long)]
    cross: bool,
    /// Install without asking
    #[arg(long)]
    yes: bool,
}

/// Runs the command.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let watch = Stopwatch::start();
    let mut groups = vec![Group::Build];
    if options.desktop {
        groups.extend([Group::Desktop, Group::Checks]);
    }
    if options.cross {
        groups.push(Group::Cross);
    }
    let consent = if options.yes {
        Consent::Given
    } else {
        Consent::Ask
    };
    let installed = [
        provide(&groups, consent)?,
        npm::install_if_stale(workspace)?,
        tools::CARGO_DENY.install(workspace)?,
    ];
    let outcome = if installed.contains(&true) {
        "Everything is in place"
    } else {
        "Nothing was missing"
    };
    println!("{outcome} ({})", describe(watch.elapsed()));
    Ok(())
}

/// Installs the system packages of these groups that are missing. Says whether there were any.
pub(crate) fn provide(groups: &[Group], consent: Consent) -> Result<bool> {
    // On Windows and macOS the system itself brings what the programs need.
    if cfg!(not(target_os = "linux")) {
        return Ok(false);
    }
    let missing = packages::missing(groups);
    if missing.is_empty() {
        return Ok(false);
    }
    system::install(&missing, consent)?;
    Ok(true)
}
