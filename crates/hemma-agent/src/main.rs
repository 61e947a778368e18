//! The keeper: the program that stays. It composes the real ports, runs the engine, and serves tray, notices, the
//! window and the command line.
//!
//! | Module | Holds |
//! | --- | --- |
//! | [`cli`] | the command line and its exit codes |
//! | [`compose`] | the one list of real ports |
//! | [`run`] | staying: engine and surfaces together |
//! | [`reception`] | visitors at the local socket |
//! | [`tray`], [`toast`] | what shows on the desktop |
//! | [`window`], [`clipboard`] | what a click does outside the engine |
//! | [`system`] | language, time zone and name of this computer |
//!
//! It must never link GTK or a web view (it would cost seven times the memory, for ever), never need a display, and
//! never open a network port but the one to which the router reports (`hemma-net/src/router`).

#![allow(
    unreachable_pub,
    reason = "a program has no outside: `pub` marks what its other modules may use"
)]

mod cli;
mod clipboard;
mod compose;
mod reception;
mod run;
mod system;
mod toast;
mod tray;
mod window;

use std::process::ExitCode;

use clap::Parser;
use cli::{Cli, Exit, Verb};

fn main() -> ExitCode {
    system::be_frugal();
    let cli = Cli::parse();
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr()))
        .with_max_level(cli.log)
        .with_target(false)
        .init();
    #[cfg(any(target_os = "windows", target_os = "macos"))]
    if matches!(cli.command, None | Some(Verb::Run { no_tray: false })) {
        // Both systems want the tray on the main thread.
        tray::take_main_thread(move || live(cli) as u8);
    }
    live(cli).into()
}

fn live(cli: Cli) -> Exit {
    let runtime = match tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            tracing::error!(%error, "the program cannot run here");
            return Exit::Failed;
        }
    };
    let ended = runtime.block_on(async {
        let places = cli.places;
        match cli.command.unwrap_or(Verb::Run { no_tray: false }) {
            Verb::Run { no_tray } => run::run(places, !no_tray).await,
            Verb::Once { timeout } => cli::once::once(&places, timeout).await,
            Verb::Check => cli::check::check(&places).await,
            Verb::Status { json } => cli::status::status(&places, json).await,
            Verb::Watch { everywhere } => cli::watch::watch(&places, everywhere).await,
            Verb::Pause { length } => cli::client::pause(&places, length).await,
            Verb::Resume => cli::client::resume(&places).await,
            Verb::Home { wish } => {
                cli::home::home(&places, wish.unwrap_or(cli::home::Wish::List)).await
            }
            Verb::Logs { lines, json } => cli::logs::logs(&places, lines, json).await,
            Verb::Doctor { mask } => cli::doctor::doctor(&places, mask).await,
            Verb::Secret { key } => cli::secret::secret(&places, &key).await,
            Verb::Import {
                file,
                format,
                dry_run,
            } => cli::import::import(&places, &file, format, dry_run).await,
            Verb::Quit => cli::client::quit(&places).await,
        }
    });
    // Blocking work (a keychain that does not answer) must not hold up the end.
    runtime.shutdown_background();
    ended.unwrap_or_else(|error| {
        tracing::error!("{error:#}");
        Exit::Failed
    })
}
