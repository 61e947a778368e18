//! Actions and facts as lines that a person can read.

use hemma_core::finding::{Finding, LookProblem};
use hemma_core::gate::HeldReason;
use hemma_core::history::{AnswerKind, Entry, EntryKind};
use hemma_core::latch::{Bound, Latch};
use hemma_core::memory::{MemoryChange, RecordMemory, Stamped, Wait};
use hemma_core::scheduler::Action;
use hemma_core::settings::print_duration;
use hemma_core::status::{Phase, TrailKind};
use hemma_core::time::{Timestamp, between};

use super::noon;

/// A moment of the wall, as the time since noon.
pub(crate) fn wall(at: Timestamp) -> String {
    if at < noon() {
        format!("-{}", print_duration(between(at, noon())))
    } else {
        print_duration(between(noon(), at))
    }
}

pub(crate) fn action(action: &Action) -> String {
    match action {
        Action::Locate { round } => format!("locate (round {})", round.0),
        Action::Look {
            round,
            family,
            source,
        } => format!("look {family} {source} (round {})", round.0),
        Action::Remember { change } => format!("remember {}", memory(change)),
        Action::Publish {
            attempt,
            profile,
            changes,
        } => {
            let changes: Vec<_> = changes
                .iter()
                .map(|change| {
                    format!(
                        "{}/{}={}",
                        change.record.name, change.record.family, change.address
                    )
                })
                .collect();
            format!("PUBLISH #{} {profile}: {}", attempt.0, changes.join(" "))
        }
        Action::Prove { record, hostname } => format!("ask dns {hostname} {}", record.family),
        Action::Note { entry } => format!("note {}", note(entry)),
    }
}

fn memory(change: &MemoryChange) -> String {
    match change {
        MemoryChange::Record { record, facts } => format!("{record}: {}", facts_of(facts)),
        MemoryChange::Known { family, facts } => format!(
            "{family} known {} since {} after {} changes",
            facts.address,
            wall(facts.since),
            facts.changes.len()
        ),
        MemoryChange::Latches { latches } => {
            let latches: Vec<_> = latches.iter().map(latch).collect();
            format!("latches [{}]", latches.join(", "))
        }
        MemoryChange::Waits { waits } => {
            let waits: Vec<_> = waits.iter().map(wait).collect();
            format!("waits [{}]", waits.join(", "))
        }
        MemoryChange::Pause { pause } => match pause {
            None => "not paused".to_owned(),
            Some(pause) => match pause.until {
                None => "paused".to_owned(),
                Some(until) => format!("paused until {}", wall(until)),
            },
        },
        MemoryChange::Dismissed { kinds } => format!("read by a person: {kinds:?}"),
        MemoryChange::LastAttempt { id } => format!("last attempt #{id}"),
    }
}

fn facts_of(facts: &RecordMemory) -> String {
    let mut parts = Vec::new();
    if let Some(intent) = &facts.intent {
        parts.push(format!("intent #{} {}", intent.attempt, intent.address));
    }
    if let Some(confirmed) = facts.confirmed {
        parts.push(format!("confirmed {}", stamped(confirmed)));
    }
    if let Some(proved) = facts.proved {
        parts.push(format!("proved {}", stamped(proved)));
    }
    if let Some(sent) = facts.last_sent {
        parts.push(format!("sent at {}", wall(sent)));
    }
    if facts.failures > 0 {
        parts.push(format!("failures {}", facts.failures));
    }
    if facts.nochg > 0 {
        parts.push(format!("nochg {}", facts.nochg));
    }
    if let Some(elsewhere) = facts.elsewhere {
        parts.push(format!("written elsewhere at {}", wall(elsewhere)));
    }
    if parts.is_empty() {
        parts.push("nothing".to_owned());
    }
    parts.join(", ")
}

fn stamped(stamped: Stamped) -> String {
    format!("{} at {}", stamped.address, wall(stamped.at))
}

pub(crate) fn bound(bound: &Bound) -> String {
    match bound {
        Bound::Record { record } => format!("record {record}"),
        Bound::Profile { profile } => format!("profile {profile}"),
        Bound::Credential { service, .. } => format!("credential at {service}"),
        Bound::Service { service } => format!("service {service}"),
    }
}

fn latch(latch: &Latch) -> String {
    let until = latch
        .not_before
        .map(|until| format!(" not before {}", wall(until)))
        .unwrap_or_default();
    format!("{} {:?}{until}", bound(&latch.bound), latch.refusal)
}

fn wait(wait: &Wait) -> String {
    format!("{} until {}", bound(&wait.bound), wall(wait.until))
}

fn note(entry: &Entry) -> String {
    let about = match (&entry.record, &entry.profile) {
        (Some(record), _) => format!("{record}: "),
        (None, Some(profile)) => format!("{profile}: "),
        (None, None) => String::new(),
    };
    let text = match &entry.kind {
        EntryKind::AddressSeen {
            family,
            address,
            previous,
        } => match previous {
            None => format!("{family} is {address}"),
            Some(previous) => format!("{family} is {address}, was {previous}"),
        },
        EntryKind::AddressHeld { family, reason } => format!("{family} held: {}", held(reason)),
        EntryKind::Sent { attempt, address } => format!("sent {address} (#{attempt})"),
        EntryKind::Answered {
            attempt, answer, ..
        } => format!("answered {} (#{attempt})", self::answer(answer)),
        EntryKind::Proved { address, after_ms } => format!("proved {address} after {after_ms}ms"),
        EntryKind::ProofOverdue { address } => format!("proof of {address} overdue"),
        EntryKind::ChangedElsewhere { seen } => format!("changed elsewhere to {seen:?}"),
        EntryKind::AtService { found } => format!("at the service: {found:?}"),
        EntryKind::Latched { bound, refusal } => {
            format!("LATCHED {} {refusal:?}", self::bound(bound))
        }
        EntryKind::Released { bound } => format!("released {}", self::bound(bound)),
        EntryKind::Paused { until } => match until {
            None => "paused".to_owned(),
            Some(until) => format!("paused until {}", wall(*until)),
        },
        EntryKind::Moved { to } => format!("moved {to:?}"),
        EntryKind::WokeUp { slept_seconds } => format!("woke up after {slept_seconds}s"),
        EntryKind::ClockSetBack { by_seconds } => format!("clock set back by {by_seconds}s"),
        EntryKind::SettingsRejected { problems } => format!("settings rejected, {problems} wrong"),
        EntryKind::LineChosen { family, follow } => {
            let what = if *follow { "follow" } else { "keep" };
            format!("{what} the line of {family}")
        }
        EntryKind::Started
        | EntryKind::Stopped
        | EntryKind::Resumed
        | EntryKind::SettingsChanged
        | EntryKind::DatabaseQuarantined { .. } => format!("{:?}", entry.kind).to_lowercase(),
    };
    format!("{about}{text}")
}

pub(crate) fn held(reason: &HeldReason) -> String {
    match reason {
        HeldReason::NobodyKnows => "nobody knows".to_owned(),
        HeldReason::OneVoice { address } => format!("one voice says {address}"),
        HeldReason::Disagree { told } => {
            let told: Vec<_> = told
                .iter()
                .map(|(source, address)| format!("{source} {address}"))
                .collect();
            format!("disagree ({})", told.join(", "))
        }
        HeldReason::NotPublishable { address, why } => format!("{address} is {why:?}"),
        HeldReason::Dwelling { address, until } => {
            format!("{address} dwells until {}", wall(*until))
        }
        HeldReason::NotOverTls { address } => format!("{address} is told in clear text only"),
        HeldReason::Jumping { address, kept } => {
            format!("jumps to {address}, stays with {kept}")
        }
    }
}

pub(crate) fn answer(answer: &AnswerKind) -> String {
    match answer {
        AnswerKind::Accepted => "accepted".to_owned(),
        AnswerKind::AlreadySo => "already so".to_owned(),
        AnswerKind::NotConfirmed { echoed } => format!("not confirmed, echoed {echoed}"),
        AnswerKind::Later { reason } => format!("later {reason:?}"),
        AnswerKind::NeedsPerson { refusal } => format!("needs person {refusal:?}"),
        AnswerKind::Unclear { reason } => format!("unclear {reason:?}"),
    }
}

pub(crate) fn phase(phase: &Phase) -> String {
    match phase {
        Phase::Waiting { until, reason } => format!("waiting until {} ({reason:?})", wall(*until)),
        Phase::Proving { address } => format!("proving {address}"),
        Phase::ProofOverdue { address } => format!("proof overdue {address}"),
        Phase::Stopped { bound } => format!("stopped by {}", self::bound(bound)),
        Phase::NeedsOther { family } => format!("needs {family} too"),
        Phase::Starting | Phase::UpToDate | Phase::Holding | Phase::Sending | Phase::Unclear => {
            format!("{phase:?}").to_lowercase()
        }
    }
}

pub(crate) fn trail(step: &TrailKind) -> String {
    match step {
        TrailKind::Began { cause } => format!("began {cause:?}"),
        TrailKind::Located { whereabouts } => format!("located {whereabouts:?}"),
        TrailKind::Looked {
            source,
            operator,
            voice,
            finding,
        } => format!("{source} ({voice:?} of {operator}) told {finding:?}"),
        TrailKind::Gate {
            state,
            would_change,
        } => match would_change {
            Some(what) => format!("gate {state:?}, until {what:?}"),
            None => format!("gate {state:?}"),
        },
        TrailKind::WithSuffix { address } => format!("with its suffix {address}"),
        TrailKind::Same => "same".to_owned(),
        TrailKind::Differs { from, to } => match from {
            None => format!("differs, now {to}"),
            Some(from) => format!("differs, {from} to {to}"),
        },
        TrailKind::LatchHolds { bound } => format!("latch holds {}", self::bound(bound)),
        TrailKind::PaceHolds { until, reason } => {
            format!("pace holds until {} ({reason:?})", wall(*until))
        }
        TrailKind::Paused => "paused".to_owned(),
        TrailKind::Sent { address } => format!("sent {address}"),
        TrailKind::Answered { answer, .. } => format!("answered {}", self::answer(answer)),
        TrailKind::Proved { after_ms } => format!("proved after {after_ms}ms"),
        TrailKind::NotYetInDns => "not yet in dns".to_owned(),
    }
}

/// What a source tells, as a word of a story.
pub(crate) fn finding(what: &str) -> Finding {
    let unknown = |problem| Finding::Unknown { problem };
    match what {
        "absent" => Finding::Absent,
        "timeout" => unknown(LookProblem::TimedOut),
        "mismatch" => unknown(LookProblem::Mismatch),
        "portal" => unknown(LookProblem::Intercepted),
        "refused" => unknown(LookProblem::Refused {
            retry_after_seconds: Some(7200),
        }),
        "no-network" => unknown(LookProblem::NoNetwork),
        "foreign" => unknown(LookProblem::Tls {
            clock_suspect: false,
        }),
        "clock" => unknown(LookProblem::Tls {
            clock_suspect: true,
        }),
        address => Finding::Found {
            address: address.parse().unwrap(),
        },
    }
}
