//! `status`: how things are, in words or as JSON.

#![expect(clippy::print_stdout, reason = "this is what the command is for")]

use hemma_engine::messages::{Overall, RecordView, Snapshot};
use hemma_engine::words::{Lang, Voice};

use super::{Exit, Places, client};
use crate::system;

/// Asks the running agent and prints the answer.
///
/// # Errors
///
/// When the agent cannot be talked to.
pub async fn status(places: &Places, json: bool) -> anyhow::Result<Exit> {
    let Some(agent) = client::connect(places).await? else {
        return Ok(Exit::NotRunning);
    };
    let snapshot = client::snapshot(&agent).await?;
    if json {
        println!("{}", serde_json::to_string(&snapshot)?);
    } else {
        print(&snapshot);
    }
    Ok(exit_of(snapshot.overall))
}

/// Returns the voice of this computer for a snapshot.
pub fn voice(snapshot: &Snapshot) -> Voice {
    Voice::new(
        Lang::choose(snapshot.general.language, system::language()),
        system::time_zone(),
    )
}

/// Prints a snapshot in words.
pub fn print(snapshot: &Snapshot) {
    let voice = voice(snapshot);
    println!("{}", voice.headline(snapshot));
    for address in &snapshot.addresses {
        println!(
            "  {}: {}",
            voice.family(address.family),
            voice.gate(&address.gate)
        );
    }
    for name in &snapshot.names {
        println!("{} ({})", name.name, name.service_name);
        for record in &name.records {
            println!("  {}", record_line(record, snapshot, &voice));
            if let Some(found) = record.at_service {
                println!("    {}", voice.at_service(found));
            }
        }
    }
    for latch in &snapshot.latches {
        println!(
            "! {}: {}",
            latch.label,
            voice.refusal(latch.latch.refusal, &latch.service_name)
        );
        if let Some(quote) = &latch.latch.quote {
            println!("    ({}: {quote})", latch.service_name);
        }
    }
    for condition in &snapshot.conditions {
        if !matches!(
            condition.kind,
            hemma_core::health::ConditionKind::Stopped { .. }
        ) {
            println!("* {}", voice.condition(&condition.kind, snapshot));
        }
    }
    for problem in &snapshot.surfaces.settings_problems {
        println!("! {}", voice.field_problem(problem));
    }
}

fn record_line(record: &RecordView, snapshot: &Snapshot, voice: &Voice) -> String {
    let address = record
        .status
        .confirmed
        .map_or_else(|| "–".to_owned(), |confirmed| confirmed.address.to_string());
    format!(
        "{:5} {address:<39} {}",
        voice.family(record.family),
        voice.phase(&record.status.phase, snapshot.at)
    )
}

/// Returns the exit code that tells of a state.
pub fn exit_of(overall: Overall) -> Exit {
    match overall {
        Overall::UpToDate | Overall::Empty => Exit::Good,
        Overall::ActionNeeded => Exit::PersonNeeded,
        Overall::Working | Overall::Waiting | Overall::Away | Overall::Paused => Exit::NotYet,
    }
}
