//! `run`: stays, keeps the names, and serves tray, notices and visitors.

use std::sync::Arc;
use std::time::Duration;

use hemma_engine::messages::{Command, CommandError, Overall, Snapshot, TrayState};
use hemma_engine::ports::Clock;
use hemma_engine::view::tray::{TrayView, tray};
use hemma_engine::view::{Deed, Page};
use hemma_engine::{Handle, start};
use hemma_link::{Door, DoorError, SocketPath};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::cli::{Exit, Places};
use crate::clipboard::Copier;
use crate::compose::{Composed, compose};
use crate::{reception, system, toast, window};

/// A keeper that broke this often is not cured by starting again.
const MOST_BREAKS: u32 = 5;

/// How long surfaces may take to go after the engine has ended.
const FAREWELL: Duration = Duration::from_secs(2);

/// What a round of work leaves behind has ended by then; threads without work wait 10 s for more.
const REMAINS_END: Duration = Duration::from_secs(15);

/// How one life of the agent ended.
enum Ended {
    Well(Exit),
    /// The engine panicked. Everything that must be is on disk: a new life begins from there.
    Broken(Arc<dyn Clock>),
}

/// Runs until a person, a signal or the system ends it.
///
/// # Errors
///
/// When there is no place for anything, or the local socket cannot be made.
pub async fn run(places: Places, with_tray: bool) -> anyhow::Result<Exit> {
    for breaks in 1..=MOST_BREAKS {
        match live(&places, with_tray).await? {
            Ended::Well(exit) => return Ok(exit),
            Ended::Broken(clock) => {
                tracing::error!(
                    breaks,
                    "the engine broke; Hemma starts again from what is on disk"
                );
                let rest = Duration::from_secs(10) * breaks;
                clock.sleep_until(clock.now().mono.plus(rest)).await;
            }
        }
    }
    tracing::error!("the engine broke again and again; Hemma gives up");
    Ok(Exit::Failed)
}

async fn live(places: &Places, with_tray: bool) -> anyhow::Result<Ended> {
    let composed = compose(places).await?;
    let path = SocketPath::within(composed.paths.socket_folder());
    let door = match Door::bind(&path, env!("CARGO_PKG_VERSION")) {
        Ok(door) => door,
        Err(DoorError::AlreadyOpen) => {
            tracing::error!("another agent of this user is already running");
            return Ok(Ended::Well(Exit::AlreadyRunning));
        }
        Err(error) => return Err(error.into()),
    };
    for problem in &composed.problems {
        tracing::error!(
            field = %problem.path,
            line = problem.line,
            "the settings have a mistake; nothing is kept until it is mended"
        );
    }
    let (hints, _watch) = composed.hints();
    let (handle, engine) = start(composed.ports.clone(), hints, composed.start());
    let clock = composed.ports.clock.clone();
    let router = composed.router.clone();
    let engine = tokio::spawn(engine);
    let (deeds, deeds_in) = unbounded_channel();
    let mut surfaces = JoinSet::new();
    let (in_front, watched) = watch::channel(false);
    surfaces.spawn(reception::serve(
        door,
        handle.clone(),
        deeds.clone(),
        in_front,
    ));
    surfaces.spawn(toast::show_all(handle.clone(), deeds.clone(), watched));
    surfaces.spawn(keep_history_short(handle.clone(), composed));
    surfaces.spawn(do_deeds(handle.clone(), places.clone(), deeds_in));
    surfaces.spawn(leave_on_signal(handle.clone()));
    surfaces.spawn(stay_small(handle.clone(), clock.clone()));
    let tray = with_tray.then(|| tokio::spawn(show_tray(handle, deeds)));
    let ended = engine.await;
    router.leave().await;
    surfaces.shutdown().await;
    if let Some(tray) = tray {
        // The icon goes by itself now; a desktop that does not answer is not waited for.
        let _ = tokio::time::timeout(FAREWELL, tray).await;
    }
    Ok(match ended {
        Ok(()) => Ended::Well(Exit::Good),
        Err(_) => Ended::Broken(clock),
    })
}

/// Draws the tray from each new snapshot.
async fn show_tray(handle: Handle, deeds: UnboundedSender<Deed>) {
    let mut snapshots = handle.snapshots();
    let view =
        |handle: &Handle, snapshot: &Arc<Snapshot>| -> TrayView { tray(snapshot, &handle.voice()) };
    let first = view(&handle, &handle.snapshot());
    let (views, views_out) = watch::channel(first);
    let (state, mut state_out) = watch::channel(TrayState::Unknown);
    let mut icon = std::pin::pin!(crate::tray::show(views_out, deeds, state));
    let mut icon_gone = false;
    loop {
        tokio::select! {
            () = &mut icon, if !icon_gone => icon_gone = true,
            changed = state_out.changed() => {
                let state = *state_out.borrow_and_update();
                handle.report_tray(state);
                if changed.is_err() {
                    return; // Without a desktop there is nothing to draw on.
                }
            }
            changed = snapshots.changed() => {
                if changed.is_err() {
                    break;
                }
                let snapshot = snapshots.borrow_and_update().clone();
                let next = view(&handle, &snapshot);
                views.send_if_modified(|shown| {
                    let differs = *shown != next;
                    *shown = next;
                    differs
                });
            }
        }
    }
    drop(views);
    if !icon_gone {
        icon.await;
    }
}

/// Does what was clicked.
async fn do_deeds(handle: Handle, places: Places, mut deeds: UnboundedReceiver<Deed>) {
    let mut copier = Copier::default();
    while let Some(deed) = deeds.recv().await {
        match deed {
            Deed::Copy(text) => copier.copy(&text),
            Deed::Open(page) => report(window::open(&places, &page)),
            Deed::Tell(Command::OpenWindow) => report(window::open(&places, &Page::Overview)),
            Deed::Tell(command) => report(handle.tell(command).await.map(|_| ())),
        }
    }
}

fn report(done: Result<(), CommandError>) {
    if let Err(error) = done {
        tracing::warn!(%error, "what was clicked could not be done");
    }
}

/// Tells the database how much history to keep whenever the settings change.
async fn keep_history_short(handle: Handle, composed: Composed) {
    use hemma_engine::ports::SettingsFile as _;
    let mut snapshots = handle.snapshots();
    let mut revision = snapshots.borrow_and_update().settings_revision;
    while snapshots.changed().await.is_ok() {
        let now = snapshots.borrow_and_update().settings_revision;
        if now != revision {
            revision = now;
            if let Ok(loaded) = composed.file.load().await
                && let Ok(settings) = loaded.settings
            {
                composed.notebook.keep(settings.history);
            }
        }
    }
}

/// Gives memory back whenever the work of the moment is over, and once more when all of its remains have ended too:
/// threads that waited for more work, and connections that were kept for a while.
async fn stay_small(handle: Handle, clock: Arc<dyn Clock>) {
    let mut snapshots = handle.snapshots();
    loop {
        if snapshots.changed().await.is_err() {
            return;
        }
        loop {
            if snapshots.borrow_and_update().overall != Overall::Working {
                system::give_back();
            }
            let quiet = clock.now().mono.plus(REMAINS_END);
            tokio::select! {
                changed = snapshots.changed() => if changed.is_err() { return },
                () = clock.sleep_until(quiet) => break,
            }
        }
        system::give_back();
        system::let_go_of_text();
    }
}

async fn leave_on_signal(handle: Handle) {
    system::asked_to_leave().await;
    handle.shutdown().await;
}
