//! `check`: the whole judgement on real findings, with nothing sent and nothing written.
//!
//! It drives a scheduler of its own. Looks and DNS lookups are real; a [`Action::Publish`] is told instead of sent, and
//! nothing is remembered.

#![expect(clippy::print_stdout, reason = "this is what the command is for")]

use std::collections::VecDeque;

use hemma_core::address::Family;
use hemma_core::finding::{Finding, LookProblem};
use hemma_core::gate::GateState;
use hemma_core::memory::Memory;
use hemma_core::scheduler::{Action, Change, Event, Scheduler};
use hemma_core::settings::{FieldProblem, Settings};
use hemma_core::status::Status;
use hemma_engine::ports::{LookAt, Ports};
use hemma_engine::words::{Lang, Voice};

use super::{Exit, Places};
use crate::compose::compose;
use crate::system;

/// What a check found.
struct Checked {
    status: Status,
    would_send: Vec<Change>,
}

/// Looks, compares, and prints what would be sent.
///
/// # Errors
///
/// When there is no place for anything.
pub async fn check(places: &Places) -> anyhow::Result<Exit> {
    let composed = compose(places).await?;
    if !composed.problems.is_empty() {
        print_problems(&composed.problems);
        return Ok(Exit::SettingsWrong);
    }
    let voice = Voice::new(
        Lang::choose(composed.settings.general.language, system::language()),
        system::time_zone(),
    );
    let checked = rehearse(&composed.ports, &composed.settings, composed.memory).await;
    println!("{}", voice.whereabouts(&checked.status.whereabouts));
    for (family, gate) in &checked.status.gates {
        println!("{}: {}", voice.family(*family), voice.gate(gate));
    }
    if let Some(gate) = checked.status.gates.get(&Family::Ipv6)
        && gate.state != GateState::NotNeeded
    {
        for candidate in composed.ports.senses.ipv6_candidates().await {
            println!("  {}", voice.ipv6_candidate(&candidate));
        }
    }
    for (id, record) in &checked.status.records {
        let change = checked
            .would_send
            .iter()
            .find(|change| change.record == *id);
        let planned = match change {
            Some(change) => voice.would_send(&change.address.to_string()),
            None => voice.phase(&record.phase, composed.ports.clock.now().wall),
        };
        println!("{} ({}): {planned}", id.name, voice.family(id.family));
    }
    let known = checked.status.records.is_empty()
        || checked
            .status
            .gates
            .values()
            .any(|gate| matches!(gate.state, GateState::Known { .. }));
    Ok(if known { Exit::Good } else { Exit::NotYet })
}

/// Prints every mistake of the settings, with line and field.
pub fn print_problems(problems: &[FieldProblem]) {
    let voice = Voice::new(system::language(), system::time_zone());
    for problem in problems {
        println!("{}", voice.field_problem(problem));
    }
}

/// Looks and compares until nothing more can be learned at once.
async fn rehearse(ports: &Ports, settings: &Settings, memory: Memory) -> Checked {
    let servers = settings.proof.servers.clone();
    let mut scheduler = Scheduler::new(ports.clock.now(), settings.clone(), memory);
    let mut would_send = Vec::new();
    let mut events = VecDeque::from([Event::Timer]);
    while let Some(event) = events.pop_front() {
        for action in scheduler.step(ports.clock.now(), event) {
            match action {
                Action::Locate { round } => {
                    events.push_back(Event::Located {
                        round,
                        facts: ports.senses.locate().await,
                    });
                }
                Action::Look {
                    round,
                    family,
                    source,
                } => {
                    let finding = match LookAt::of(&source, &settings.detection) {
                        Some(at) => ports.senses.look(family, at).await,
                        None => Finding::Unknown {
                            problem: LookProblem::Lost,
                        },
                    };
                    events.push_back(Event::Looked {
                        round,
                        family,
                        source,
                        finding,
                    });
                }
                Action::Prove { record, hostname } => {
                    let seen = ports
                        .resolver
                        .authoritative(hostname, record.family, servers.clone())
                        .await;
                    events.push_back(Event::DnsSeen { record, seen });
                }
                Action::Publish { changes, .. } => would_send.extend(changes),
                Action::Remember { .. } | Action::Note { .. } => {}
            }
        }
    }
    Checked {
        status: scheduler.status().clone(),
        would_send,
    }
}
