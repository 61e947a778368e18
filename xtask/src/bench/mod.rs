//! `cargo xtask bench`: the numbers the project promises, measured on this machine.
//!
//! Everything is measured from outside, on the programs as people get them. What can be said without a clock (how
//! many requests, how many scheduler steps) is a test and not here.

mod measure;
mod network;
mod report;
mod rounds;
mod statistics;

use std::fs;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result};

use self::report::Row;
use self::statistics::Sample;
use crate::evidence::overall;
use crate::place::Place;
use crate::programs::{Profile, Programs};
use crate::scene::{OLD_ADDRESS, Scene};
use crate::setup::{self, Consent, Group};
use crate::stages;
use crate::workspace::Workspace;

/// The command's options.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// How often each round is measured
    #[arg(long, default_value_t = 20)]
    rounds: u32,
    /// How many minutes the idle agent is watched
    #[arg(long, default_value_t = 3)]
    minutes: u32,
    /// Measure what is built for development, which says little
    #[arg(long)]
    dev: bool,
}

/// Runs the command. Fails when a promised number is missed.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<ExitCode> {
    setup::provide(&[Group::Build, Group::Desktop, Group::Checks], Consent::Ask)?;
    stages::build_page(workspace)?;
    let profile = if options.dev {
        Profile::Dev
    } else {
        Profile::Release
    };
    let programs = Programs::build(workspace, profile)?;
    let place = Place::private(workspace, "bench")?;
    let mut rows = rounds::changes(workspace, &place, &programs, options.rounds)?;
    rows.push(rounds::starts(
        workspace,
        &place,
        &programs,
        options.rounds,
    )?);
    rows.extend(idle(workspace, &place, &programs, options.minutes)?);
    rows.extend(network::rows(
        workspace,
        &programs,
        profile,
        (options.rounds, options.minutes),
    )?);
    rows.extend(rounds::windows(
        workspace,
        &place,
        &programs,
        options.rounds,
    )?);
    place.leave()?;
    let table = report::table(&rows);
    println!("\n{table}");
    match profile {
        Profile::Release => write(workspace, &table)?,
        Profile::Dev => {
            println!("Built for development: these numbers say little, and are not written down.")
        }
    }
    let kept = rows.iter().all(Row::holds);
    Ok(if kept {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn write(workspace: &Workspace, table: &str) -> Result<()> {
    let file = workspace.at("bench/RESULTS.md");
    fs::create_dir_all(workspace.at("bench"))?;
    let text = format!(
        "# What was measured\n\n\
         Written by `cargo xtask bench`, with release builds.\n\
         The programs run against the sandbox on loopback, in a private virtual desktop; \
         both echo operators answer after 20 ms.\n\n\
         {}\n\n\
         Machine: {}.\n\n{table}",
        network::EXPLAINED,
        report::machine()
    );
    fs::write(&file, text).with_context(|| format!("could not write {}", file.display()))?;
    println!("Written to {}", file.display());
    Ok(())
}

/// The agent with its tray icon shown and nothing to do.
fn idle(
    workspace: &Workspace,
    place: &Place,
    programs: &Programs,
    minutes: u32,
) -> Result<Vec<Row>> {
    let mut scene = Scene::set(
        place,
        programs,
        &workspace.target().join("bench/idle"),
        OLD_ADDRESS,
    )?;
    scene.wait_for_snapshot("names up to date, tray shown", |snapshot| {
        overall(snapshot) == "up_to_date" && snapshot["surfaces"]["tray"] == "shown"
    })?;
    println!("Watching the idle agent for {minutes} min");
    let watched = (0..minutes.max(1))
        .map(|_| measure::idle(scene.agent_id(), Duration::from_secs(60)))
        .collect::<Result<Vec<_>>>()?;
    let row = |what, unit, limit: f64, value: &dyn Fn(&measure::Idle) -> f64| Row {
        what,
        unit,
        sample: Sample::new(watched.iter().map(value).collect()),
        median_limit: Some(limit),
        p95_limit: Some(limit),
    };
    #[expect(clippy::cast_precision_loss, reason = "counts of a minute are small")]
    Ok(vec![
        row("idle agent with tray: memory (PSS)", "MB", 9.0, &|idle| {
            idle.pss_mb
        }),
        row(
            "idle agent: processor ticks (10 ms) in a minute",
            "",
            0.0,
            &|idle| idle.cpu_ticks as f64,
        ),
        row("idle agent: wake-ups in a minute", "", 6.0, &|idle| {
            idle.wakeups as f64
        }),
        Row {
            median_limit: None,
            p95_limit: None,
            ..row("idle agent: threads", "", 0.0, &|idle| idle.threads as f64)
        },
    ])
}
