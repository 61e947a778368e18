//! `cargo xtask demo`: installs what is missing, builds, and plays the story with the real programs.

use anyhow::Result;

use crate::place::{Place, has_desktop};
use crate::programs::{Profile, Programs};
use crate::scene::{OLD_ADDRESS, Scene};
use crate::setup::{self, Consent, Group};
use crate::stages;
use crate::stopwatch::{Stopwatch, describe};
use crate::story;
use crate::workspace::Workspace;

/// The command's options.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Leave everything running when the story has ended, until Ctrl-C
    #[arg(long)]
    stay: bool,
    /// Build as for people: slower to build, faster to run
    #[arg(long)]
    release: bool,
    /// Use a private virtual desktop even where there is a real one
    #[arg(long)]
    private: bool,
    /// Install what is missing without asking
    #[arg(long)]
    yes: bool,
}

/// Runs the command.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let watch = Stopwatch::start();
    let private = options.private || !has_desktop();
    let groups: &[Group] = if private {
        &[Group::Build, Group::Desktop]
    } else {
        &[Group::Build]
    };
    setup::provide(
        groups,
        if options.yes {
            Consent::Given
        } else {
            Consent::Ask
        },
    )?;
    stages::build_page(workspace)?;
    let profile = if options.release {
        Profile::Release
    } else {
        Profile::Dev
    };
    let programs = Programs::build(workspace, profile)?;
    println!("\nBuilt in {}.", describe(watch.elapsed()));

    let place = if private {
        Place::private(workspace, "demo")?
    } else {
        Place::Desktop
    };
    let folder = workspace.target().join("demo");
    let mut scene = Scene::set(&place, &programs, &folder, OLD_ADDRESS)?;
    let pictures = story::play(&place, &mut scene, &folder)?;
    println!("\nThe end.");
    for picture in pictures {
        println!("  {}", picture.display());
    }
    if options.stay {
        println!(
            "  {}   (the pretend internet's control page)",
            scene.sandbox.described("/control")?
        );
        println!(
            "\nTry HostUp's whole API: in the window, Names, add an account at HostUp with\n  \
             API key      {}\n  API address  {}",
            scene.sandbox.described("/hostup_keys/0/key")?,
            scene.hostup_api()?
        );
        println!("Everything keeps running until Ctrl-C.");
        scene.wait_for_end();
    }
    drop(scene);
    place.leave()
}
