//! The project's own commands: `cargo xtask demo | run | test | setup | bench | fuzz`.
//!
//! - `setup` finds out what the machine lacks and installs it ([`setup`]).
//! - `test` checks everything that must hold ([`stages`]); `--cross` the other systems' code ([`cross`]).
//! - `fuzz` feeds every parser what nobody would write ([`fuzz`]).
//! - `session` is the private virtual desktop in which tests and demo run when there is no screen ([`session`]).
//! - [`programs`] builds the three programs; [`processes`], [`stopwatch`] and [`workspace`] serve the rest.
//!
//! Must never become part of a product, hold a rule about DNS, or change anything outside the repository's
//! `target` folder without having been asked to (installing packages is asked for by `setup`).
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "these commands talk to a person at a terminal"
)]

mod agent;
mod bench;
mod cross;
mod demo;
mod evidence;
mod fuzz;
mod launch;
mod pictures;
mod place;
mod platform;
mod processes;
mod programs;
mod sandbox;
mod scene;
mod session;
mod setup;
mod stages;
mod stopwatch;
mod story;
mod tray;
mod workspace;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};

use crate::session::Session;
use crate::workspace::Workspace;

#[derive(Debug, Parser)]
#[command(name = "cargo xtask", about = "The project's own commands")]
struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Install what is missing, build, and play the story with the real programs
    Demo(demo::Options),
    /// Build and start agent and window in this desktop
    Run(launch::Options),
    /// Install what is missing to build, test and run
    Setup(setup::Options),
    /// Check everything; the last line is `N passed, M failed`
    Test(stages::Options),
    /// Measure the numbers the project promises; results go to bench/RESULTS.md
    Bench(bench::Options),
    /// Feed every parser what nobody would write; needs nothing but time
    Fuzz(fuzz::Options),
    /// Run a command in a private virtual desktop
    #[command(hide = true)]
    Session {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, required = true)]
        command: Vec<String>,
    },
    /// End what a private desktop started (started by the desktop itself)
    #[command(hide = true)]
    Sweep {
        mark: String,
        throw_away: Vec<PathBuf>,
    },
}

fn main() -> ExitCode {
    match run(Options::parse()) {
        Ok(code) => code,
        Err(problem) => {
            eprintln!("{problem:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: Options) -> Result<ExitCode> {
    if let Command::Sweep { mark, throw_away } = &options.command {
        session::sweeper::run(mark, throw_away)?;
        return Ok(ExitCode::SUCCESS);
    }
    let workspace = Workspace::find()?;
    match options.command {
        Command::Demo(options) => demo::run(&workspace, &options)?,
        Command::Run(options) => launch::run(&workspace, &options)?,
        Command::Bench(options) => return bench::run(&workspace, &options),
        Command::Fuzz(options) => return fuzz::run(&workspace, &options),
        Command::Setup(options) => setup::run(&workspace, &options)?,
        Command::Test(options) => return stages::run(&workspace, &options),
        Command::Session { command } => return in_session(&workspace, &command),
        Command::Sweep { .. } => {}
    }
    Ok(ExitCode::SUCCESS)
}

fn in_session(workspace: &Workspace, command: &[String]) -> Result<ExitCode> {
    let (program, arguments) = command.split_first().context("a command is required")?;
    let session = Session::start(workspace, "command")?;
    let status = session
        .command(program)
        .args(arguments)
        .status()
        .with_context(|| format!("could not start {program}"))?;
    session.stop()?;
    let code = status
        .code()
        .and_then(|code| u8::try_from(code).ok())
        .unwrap_or(1);
    Ok(ExitCode::from(code))
}
