//! The window's frame: a Tauri window with the link as its only back end.
//!
//! | Module | Holds |
//! | --- | --- |
//! | [`courier`], [`calls`] | the three couriers (`tell`, `ask`, `subscribe`) between the page and the agent |
//! | [`agent`] | finding and starting the agent when nobody answers |
//! | [`window`] | the one window: made hidden, shown when something can be seen |
//! | [`single`] | a second start brings the first to the front |
//! | [`choose_file`] | asking a person for a file of theirs; only its path reaches the page |
//! | [`autostart`] | the login entry, which starts the agent and never the window |
//! | [`places`], [`quirks`], [`patience`] | where things lie; what web views need on some systems; waiting |
//!
//! The process ends when its window is closed. It has no rule about names or DNS in it, never reads a secret, and
//! knows nothing of the engine but the messages that cross the link.

#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]
#![expect(
    clippy::print_stderr,
    reason = "what goes wrong before there is a window can only be said on a terminal"
)]

mod agent;
mod autostart;
mod calls;
mod choose_file;
mod courier;
mod patience;
mod places;
mod quirks;
mod single;
mod window;

use std::process::ExitCode;

use clap::Parser;
use places::Places;
use single::First;

/// The window on Hemma.
#[derive(Debug, Parser)]
#[command(name = "hemma", version, about)]
struct Cli {
    #[command(flatten)]
    places: Places,
    /// The page to open: `overview`, `names`, `names/PROFILE`, `history`, `settings`.
    #[arg(long, value_name = "PAGE", default_value = "overview")]
    page: String,
}

/// There is nothing to draw a window on.
const NO_DISPLAY: u8 = 8;

fn main() -> ExitCode {
    let cli = Cli::parse();
    quirks::apply();
    if let Err(why) = quirks::display() {
        eprintln!(
            "hemma: {why}. The window needs a desktop; names are kept without it. \
             `hemma-agent status` tells how things are."
        );
        return NO_DISPLAY.into();
    }
    let folder = match cli.places.socket_folder() {
        Ok(folder) => folder,
        Err(why) => {
            eprintln!("hemma: {why}");
            return ExitCode::FAILURE;
        }
    };
    let first = match single::enter(&folder, &cli.page) {
        Ok(First::Yes(first)) => Some(first),
        Ok(First::No) => return ExitCode::SUCCESS,
        // A second window does no harm; no window at all would.
        Err(error) => {
            eprintln!("hemma: cannot tell whether a window is open already: {error}");
            None
        }
    };
    match window::run(cli.places, &cli.page, first) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("hemma: the window could not be opened: {error}");
            ExitCode::FAILURE
        }
    }
}
