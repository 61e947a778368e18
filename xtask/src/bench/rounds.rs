//! Rounds that are played again and again, each on a fresh stage, so that no service's pace gets in the way.

use anyhow::{Context, Result};

use super::report::Row;
use super::statistics::Sample;
use crate::evidence::{is, is_update, of_history, of_ledger, overall};
use crate::pictures;
use crate::place::Place;
use crate::processes;
use crate::programs::Programs;
use crate::scene::{OLD_ADDRESS, PUBLISH_DELAY_MS, ROUND_TRIP_MS, Scene, stir_the_network};
use crate::stopwatch::{unix_millis, wait_until};
use crate::workspace::Workspace;

/// An address no name holds yet.
const NEW_ADDRESS: &str = "203.0.113.50";

/// From the system's report of a change to the request, and from the answer's showing in DNS to the proof.
pub(super) fn changes(
    workspace: &Workspace,
    place: &Place,
    programs: &Programs,
    rounds: u32,
) -> Result<Vec<Row>> {
    let (mut until_sent, mut until_proved) = (Vec::new(), Vec::new());
    for round in 1..=rounds {
        println!("Change of address, {round} of {rounds}");
        let mut scene = Scene::set(
            place,
            programs,
            &workspace.target().join("bench/change"),
            OLD_ADDRESS,
        )?;
        scene.wait_for_snapshot("names up to date", |snapshot| {
            overall(snapshot) == "up_to_date"
        })?;
        let (request, line) = (scene.sandbox.newest_entry()?, scene.newest_line()?);
        scene.move_router(NEW_ADDRESS)?;
        let moved = unix_millis();
        let _stirred = stir_the_network()
            .context("measuring needs the right to change network addresses: run as root")?;
        let sent = of_ledger(&scene.wait_for_request("update", request, is_update)?);
        let proved = of_history(&scene.wait_for_line("proof", line, |line| is(line, "proved"))?)?;
        until_sent.push(millis(sent - moved));
        until_proved.push(millis(proved - sent - i64::from(PUBLISH_DELAY_MS)));
    }
    Ok(vec![
        Row {
            what: "change reported by the system → update request",
            unit: "ms",
            sample: Sample::new(until_sent),
            median_limit: Some(700.0),
            p95_limit: Some(1500.0),
        },
        Row {
            what: "shown by the name servers → proof in the history",
            unit: "ms",
            sample: Sample::new(until_proved),
            median_limit: Some(1000.0),
            p95_limit: Some(1000.0),
        },
    ])
}

/// From the start of the agent to its first request, the answers of the echo operators taken off.
pub(super) fn starts(
    workspace: &Workspace,
    place: &Place,
    programs: &Programs,
    rounds: u32,
) -> Result<Row> {
    let mut values = Vec::new();
    for round in 1..=rounds {
        println!("Start with a new address, {round} of {rounds}");
        let mut scene = Scene::set(
            place,
            programs,
            &workspace.target().join("bench/start"),
            NEW_ADDRESS,
        )?;
        let sent = of_ledger(&scene.wait_for_request("update", 0, is_update)?);
        values.push(millis(
            sent - scene.agent_started() - i64::from(ROUND_TRIP_MS),
        ));
    }
    Ok(Row {
        what: "start of the agent → update request, beyond the round trip",
        unit: "ms",
        sample: Sample::new(values),
        median_limit: Some(300.0),
        p95_limit: None,
    })
}

/// From *Open Hemma* to a painted window, and what is left running after it was closed.
pub(super) fn windows(
    workspace: &Workspace,
    place: &Place,
    programs: &Programs,
    rounds: u32,
) -> Result<Vec<Row>> {
    let mut scene = Scene::set(
        place,
        programs,
        &workspace.target().join("bench/window"),
        OLD_ADDRESS,
    )?;
    scene.wait_for_snapshot("names up to date", |snapshot| {
        overall(snapshot) == "up_to_date"
    })?;
    let (mut until_painted, mut left) = (Vec::new(), Vec::new());
    for round in 1..=rounds {
        println!("Window, {round} of {rounds}");
        let opened = pictures::open_window(place)?;
        until_painted.push(millis(opened.painted - opened.chosen));
        pictures::close_window(place)?;
        // Nothing but the agent may stay: neither the window nor a process of its web view.
        let still = || {
            let table = processes::table();
            processes::with_descendants(&[scene.agent_id()].into(), &table).len() - 1
        };
        let all_gone = wait_until(crate::scene::PATIENCE, || (still() == 0).then_some(0.0));
        left.push(all_gone.unwrap_or(1.0));
    }
    Ok(vec![
        Row {
            what: "Open Hemma → window painted",
            unit: "ms",
            sample: Sample::new(until_painted),
            median_limit: Some(500.0),
            p95_limit: None,
        },
        Row {
            what: "processes beside the agent after the window was closed",
            unit: "",
            sample: Sample::new(left),
            median_limit: Some(0.0),
            p95_limit: Some(0.0),
        },
    ])
}

fn millis(difference: i64) -> f64 {
    // Differences of one round are far below what a float holds exactly.
    #[expect(
        clippy::cast_precision_loss,
        reason = "a round takes seconds, not millennia"
    )]
    let value = difference as f64;
    value
}
