//! `cargo xtask test`: everything that must hold, one stage after the other, and a sum at the end.
//!
//! Every stage runs even when an earlier one failed, so that one run shows all there is to mend.
//! A stage that cannot run has failed; none is skipped because something is missing. Within the Rust tests, the stories
//! of the lab say so and pass where nobody lets them make network namespaces, except on a machine that builds (`CI`).

mod counts;
mod running;

use std::fs;
use std::process::{Command, ExitCode};
use std::time::Duration;

use anyhow::{Context, Result, bail};

pub(crate) use self::counts::Counts;
pub(crate) use self::running::succeeds;

use self::counts::CargoTest;
use self::running::{Stream, follow};
use crate::programs::{Profile, Programs};
use crate::session::Session;
use crate::setup::{self, Consent, Group, npm, tools};
use crate::stopwatch::{Stopwatch, describe};
use crate::workspace::Workspace;

/// The command's options.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Only Rust tests whose name contains one of these; with --cross, only these packages
    filter: Vec<String>,
    /// Check the Windows and macOS code instead (Debian only, slow at first)
    #[arg(long)]
    cross: bool,
    /// Leave out the tests that need a desktop
    #[arg(long)]
    no_desktop: bool,
    /// Install what is missing first, without asking (done by itself when CI is set)
    #[arg(long)]
    setup: bool,
}

/// Longest time for one stage. The longest ordinary one compiles everything on two cores.
pub(crate) const LIMIT: Duration = Duration::from_secs(25 * 60);

/// Runs the command. The last line it prints is `N passed, M failed`.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<ExitCode> {
    let mut report = Report::default();
    if options.setup || std::env::var_os("CI").is_some() {
        report.stage("setup", || provide(options));
    }
    if options.cross {
        crate::cross::run(workspace, &options.filter, &mut report);
    } else if options.filter.is_empty() {
        everything(workspace, options, &mut report);
    } else {
        rust_tests(workspace, options, &mut report);
    }
    Ok(report.conclude())
}

fn provide(options: &Options) -> Result<Counts> {
    let mut groups = vec![Group::Build];
    if !options.no_desktop {
        groups.extend([Group::Desktop, Group::Checks]);
    }
    if options.cross {
        groups.push(Group::Cross);
    }
    setup::provide(&groups, Consent::Given)?;
    Ok(Counts::default())
}

fn everything(workspace: &Workspace, options: &Options, report: &mut Report) {
    report.check(
        "format",
        cargo(workspace, &["fmt", "--all", "--", "--check"]),
    );
    report.stage("UI packages", || {
        npm::install_if_stale(workspace)?;
        Ok(Counts::default())
    });
    report.check("UI format", script(workspace, &["run", "lint"]));
    report.check("UI types", script(workspace, &["run", "check"]));
    report.stage("UI tests", || ui_tests(workspace, "test"));
    if !options.no_desktop {
        report.stage("UI in a browser", || ui_tests(workspace, "test:pages"));
    }
    // Before anything in Rust: the window's program embeds the built page.
    report.check("UI build", script(workspace, &["run", "build"]));
    report.check(
        "clippy",
        cargo(
            workspace,
            &[
                "clippy",
                "--workspace",
                "--all-targets",
                "--features",
                "hemma-tests/desktop",
                "--",
                "-D",
                "warnings",
            ],
        ),
    );
    // A workspace of its own, which nothing else would build.
    report.check(
        "fuzz targets",
        cargo(
            workspace,
            &[
                "check",
                "--locked",
                "--manifest-path",
                "fuzz/Cargo.toml",
                "--target-dir",
                "target",
            ],
        ),
    );
    rust_tests(workspace, options, report);
    report.stage("licences and sources", || cargo_deny(workspace));
}

fn rust_tests(workspace: &Workspace, options: &Options, report: &mut Report) {
    let mut programs = None;
    report.stage("programs", || {
        programs = Some(Programs::build(workspace, Profile::Dev)?);
        Ok(Counts::of_one(true))
    });
    report.stage("Rust tests", || {
        let mut command = cargo(workspace, &["test", "--workspace", "--no-fail-fast"]);
        if let Some(programs) = &programs {
            programs.tell(&mut command);
        }
        cargo_test(&mut command, &options.filter)
    });
    if !options.no_desktop {
        report.stage("desktop tests", || {
            let programs = programs
                .as_ref()
                .context("the programs to test were not built")?;
            desktop_tests(workspace, programs, &options.filter)
        });
    }
}

/// Where proptest reads the seed of what it draws.
const SEED: &str = "PROPTEST_RNG_SEED";

/// Runs a `cargo test` and counts.
pub(crate) fn cargo_test(command: &mut Command, filter: &[String]) -> Result<Counts> {
    if !filter.is_empty() {
        command.arg("--").args(filter);
    }
    // The same code gives the same result; other values are drawn by `cargo test` and `cargo xtask fuzz`.
    if std::env::var_os(SEED).is_none() {
        command.env(SEED, "2026");
    }
    let mut reader = CargoTest::default();
    let success = follow(command, LIMIT, |stream, line| match stream {
        Stream::Output => reader.output(line),
        Stream::Messages => reader.message(line),
    })?;
    for name in reader.failed_names() {
        println!("FAILED: {name}");
    }
    Ok(reader.end(success))
}

/// The tests that need a screen, a tray, notices and a keychain, in a desktop of their own.
fn desktop_tests(workspace: &Workspace, programs: &Programs, filter: &[String]) -> Result<Counts> {
    let session = Session::start(workspace, "test")?;
    let mut command = cargo(
        workspace,
        // One after the other: there is one screen, one tray and one keychain.
        &[
            "test",
            "--package",
            "hemma-tests",
            "--features",
            "desktop",
            "--test",
            "desktop",
            "--no-fail-fast",
        ],
    );
    session.enter(&mut command);
    programs.tell(&mut command);
    command.env("RUST_TEST_THREADS", "1");
    let counts = cargo_test(&mut command, filter)?;
    session.stop()?;
    Ok(counts)
}

/// Builds the page the window shows, with its packages if they are stale.
pub(crate) fn build_page(workspace: &Workspace) -> Result<()> {
    npm::install_if_stale(workspace)?;
    if !succeeds(&mut script(workspace, &["run", "build"]), LIMIT)? {
        bail!("the window's page does not build");
    }
    Ok(())
}

/// Runs a script of the window's folder that ends in vitest, and counts.
fn ui_tests(workspace: &Workspace, name: &str) -> Result<Counts> {
    let file = workspace.target().join("vitest.json");
    // An old report must not speak for a run that wrote none.
    if file.exists() {
        fs::remove_file(&file)?;
    }
    let mut command = script(
        workspace,
        &["run", name, "--", "--reporter=default", "--reporter=json"],
    );
    command.arg(format!("--outputFile.json={}", file.display()));
    let success = succeeds(&mut command, LIMIT)?;
    Ok(counts::vitest(
        fs::read_to_string(&file).ok().as_deref(),
        success,
    ))
}

/// The rules of `deny.toml` that need no internet. Advisories do; they are the public workflow's.
fn cargo_deny(workspace: &Workspace) -> Result<Counts> {
    tools::CARGO_DENY.install(workspace)?;
    let program = tools::CARGO_DENY
        .find(workspace)
        .context("cargo-deny was just installed")?;
    // It judges the crates of every system we build for, and an ordinary build fetches only this system's.
    if !succeeds(&mut cargo(workspace, &["fetch", "--locked"]), LIMIT)? {
        bail!("could not fetch the crates of the other systems");
    }
    let mut command = Command::new(program);
    command.current_dir(workspace.root()).args([
        "--offline",
        "--workspace",
        "check",
        "--hide-inclusion-graph",
    ]);
    command.args(["bans", "licenses", "sources"]);
    Ok(Counts::of_one(succeeds(&mut command, LIMIT)?))
}

fn cargo(workspace: &Workspace, arguments: &[&str]) -> Command {
    let mut command = Workspace::cargo();
    command.current_dir(workspace.root()).args(arguments);
    command
}

fn script(workspace: &Workspace, arguments: &[&str]) -> Command {
    let mut command = npm::npm(workspace);
    command.args(arguments);
    command
}

/// What the stages came to.
#[derive(Debug, Default)]
pub(crate) struct Report {
    rows: Vec<(&'static str, Counts, Duration)>,
}

impl Report {
    /// Runs one stage. A stage that cannot be carried out has failed once.
    pub(crate) fn stage(&mut self, name: &'static str, stage: impl FnOnce() -> Result<Counts>) {
        println!("\n── {name} ──");
        let watch = Stopwatch::start();
        let counts = stage().unwrap_or_else(|problem| {
            println!("{name}: {problem:#}");
            Counts::of_one(false)
        });
        self.rows.push((name, counts, watch.elapsed()));
    }

    /// Runs a command that counts as one check.
    pub(crate) fn check(&mut self, name: &'static str, mut command: Command) {
        self.stage(name, || Ok(Counts::of_one(succeeds(&mut command, LIMIT)?)));
    }

    /// Prints the table and, as the last line, the sum.
    fn conclude(&self) -> ExitCode {
        let mut sum = Counts::default();
        println!("\n{:<22} {:>7} {:>7}   time", "stage", "passed", "failed");
        for (name, counts, took) in &self.rows {
            println!(
                "{name:<22} {:>7} {:>7}   {}",
                counts.passed,
                counts.failed,
                describe(*took)
            );
            sum += *counts;
        }
        println!("\n{} passed, {} failed", sum.passed, sum.failed);
        if sum.failed == 0 {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }
}
