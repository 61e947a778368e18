//! `once`: brings every name up to date, then leaves.

use std::time::Duration;

use hemma_core::status::Phase;
use hemma_engine::messages::{Overall, Snapshot};
use hemma_engine::start;
use hemma_link::{Door, DoorError, SocketPath};

use super::{Exit, Places, check, status};
use crate::compose::compose;

/// Runs the engine until nothing more can be done now, prints the result, and leaves.
///
/// # Errors
///
/// When there is no place for anything, or the local socket cannot be made.
pub async fn once(places: &Places, timeout_seconds: u32) -> anyhow::Result<Exit> {
    let composed = compose(places).await?;
    if !composed.problems.is_empty() {
        check::print_problems(&composed.problems);
        return Ok(Exit::SettingsWrong);
    }
    // Held for its lock: two programs that send for the same names would be each other's second writer.
    let _door = match Door::bind(
        &SocketPath::within(composed.paths.socket_folder()),
        env!("CARGO_PKG_VERSION"),
    ) {
        Ok(door) => door,
        Err(DoorError::AlreadyOpen) => return Ok(Exit::AlreadyRunning),
        Err(error) => return Err(error.into()),
    };
    let (hints, _watch) = composed.hints();
    let (handle, engine) = start(composed.ports.clone(), hints, composed.start());
    let engine = tokio::spawn(engine);
    let mut snapshots = handle.snapshots();
    let waiting = async {
        while !settled(&snapshots.borrow_and_update()) {
            if snapshots.changed().await.is_err() {
                return;
            }
        }
    };
    let in_time = tokio::time::timeout(Duration::from_secs(u64::from(timeout_seconds)), waiting)
        .await
        .is_ok();
    let snapshot = handle.snapshot();
    handle.shutdown().await;
    engine.await?;
    composed.router.leave().await;
    status::print(&snapshot);
    let exit = status::exit_of(snapshot.overall);
    Ok(if in_time || exit != Exit::Good {
        exit
    } else {
        Exit::NotYet
    })
}

/// Returns whether nothing more will happen without waiting for long, or for a person.
fn settled(snapshot: &Snapshot) -> bool {
    match snapshot.overall {
        Overall::Empty | Overall::UpToDate | Overall::Away | Overall::Paused => {
            snapshot.last_check.is_some()
        }
        Overall::Working => false,
        Overall::Waiting | Overall::ActionNeeded => {
            snapshot.last_check.is_some()
                && snapshot
                    .names
                    .iter()
                    .flat_map(|name| &name.records)
                    .all(|record| match record.status.phase {
                        Phase::Starting
                        | Phase::Sending
                        | Phase::Proving { .. }
                        | Phase::Unclear => false,
                        Phase::UpToDate
                        | Phase::Holding
                        | Phase::Waiting { .. }
                        | Phase::ProofOverdue { .. }
                        | Phase::NeedsOther { .. }
                        | Phase::Stopped { .. } => true,
                    })
        }
    }
}
