//! `cargo xtask run`: the programs as they are now, in the desktop in front of you, with settings of their own.

use std::fs;

use anyhow::Result;

use crate::agent::Door;
use crate::place::Place;
use crate::programs::{Profile, Programs};
use crate::scene::{OLD_ADDRESS, Scene};
use crate::setup::{self, Consent, Group};
use crate::stages;
use crate::workspace::Workspace;

/// The command's options.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Against the pretend internet instead of the real one
    #[arg(long)]
    sandbox: bool,
    /// Build as for people
    #[arg(long)]
    release: bool,
}

/// Builds, starts agent and window, and waits until the agent ends.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    setup::provide(&[Group::Build], Consent::Ask)?;
    stages::build_page(workspace)?;
    let profile = if options.release {
        Profile::Release
    } else {
        Profile::Dev
    };
    let programs = Programs::build(workspace, profile)?;
    // Kept from run to run, and apart from the settings of a Hemma that is installed on this machine.
    let folder = workspace.target().join("run");
    if options.sandbox {
        let mut scene = Scene::set(
            &Place::Desktop,
            &programs,
            &folder.join("sandbox"),
            OLD_ADDRESS,
        )?;
        println!(
            "Control page of the pretend internet: {}",
            scene.sandbox.described("/control")?
        );
        let _window = show_window(&programs, &scene.door)?;
        scene.wait_for_end();
        return Ok(());
    }
    fs::create_dir_all(&folder)?;
    let door = Door::at(&programs.agent, &folder);
    let mut command = Place::Desktop.command(&programs.agent);
    command.env("HEMMA_WINDOW", &programs.window);
    let log = folder.join("agent.log");
    let mut agent = door.start(command, &log)?;
    println!(
        "Settings: {}\nLog: {}\nCtrl-C, or Quit in the tray, ends it.",
        door.config().display(),
        log.display()
    );
    let _window = show_window(&programs, &door)?;
    agent.wait();
    Ok(())
}

fn show_window(programs: &Programs, door: &Door) -> Result<std::process::Child> {
    let mut command = Place::Desktop.command(&programs.window);
    door.tell(&mut command);
    Ok(command.env("HEMMA_AGENT", &programs.agent).spawn()?)
}
