//! Stories as text: events in, actions out, read like a log.
//!
//! Each file in `tests/transcripts/` is one story. Lines that begin with `at` or `run` are played: `at 10m` at that time
//! of the story, `at +1s` after the line before, `at next` when the scheduler wants to be woken, `run to 10m` waking it
//! whenever it wants until then. The indented lines below each are what the scheduler did. `HEMMA_BLESS=1` writes them anew; read them before they are committed.
#![allow(
    clippy::unwrap_used,
    clippy::needless_pass_by_value,
    reason = "helpers of tests"
)]

mod common;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use common::story::Story;
use common::words;
use common::{catalog, profile, rehearsal};
use hemma_core::finding::LookProblem;
use hemma_core::health::VaultProblem;
use hemma_core::latch::Bound;
use hemma_core::scheduler::{Action, AttemptId, Event, Job, RoundId};
use hemma_core::settings::{
    HomeNetworkDraft, Settings, SettingsDraft, parse_duration, print_duration,
};
use hemma_core::time::later;
use hemma_core::verdict::{
    LaterReason, Meaning, Outcome, Quote, Refusal, Scope, UnclearReason, Verdict,
};
use hemma_core::whereabouts::{NetworkFacts, NetworkId};
use jiff::SignedDuration;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/transcripts")
}

#[test]
fn every_story_goes_as_it_is_written() {
    let mut files: Vec<_> = std::fs::read_dir(folder())
        .unwrap()
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    files.sort();
    assert!(files.len() >= 25, "stories are missing");
    let bless = std::env::var_os("HEMMA_BLESS").is_some();
    let mut wrong = Vec::new();
    for file in files {
        let written = std::fs::read_to_string(&file).unwrap();
        let played = play(&written);
        if bless {
            std::fs::write(&file, played).unwrap();
        } else if played != written {
            let line = written
                .lines()
                .zip(played.lines())
                .position(|(written, played)| written != played)
                .map_or(0, |line| line + 1);
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            wrong.push(format!(
                "{name} differs from line {line}:\n  written: {}\n  played:  {}",
                written.lines().nth(line.max(1) - 1).unwrap_or("(end)"),
                played.lines().nth(line.max(1) - 1).unwrap_or("(end)"),
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Plays a story and returns it with everything the scheduler did.
fn play(text: &str) -> String {
    let mut out = String::new();
    let mut draft = rehearsal();
    let mut story: Option<Story> = None;
    for line in text.lines().filter(|line| !line.starts_with("    ")) {
        writeln!(out, "{line}").unwrap();
        let words: Vec<_> = line.split_whitespace().collect();
        match words.as_slice() {
            [] => {}
            [first, ..] if first.starts_with('#') => {}
            ["given", rest @ ..] => given(&mut draft, rest),
            ["at", time, rest @ ..] => {
                let story = story.get_or_insert_with(|| Story::new(check(&draft)));
                let time = time.trim_end_matches(':');
                story.clock = match time.strip_prefix('+') {
                    _ if time == "next" => story.wake().unwrap(),
                    Some(span) => story.clock + parse_duration(span).unwrap(),
                    None => parse_duration(time).unwrap(),
                };
                if time == "next" {
                    let (_, reason) = story.scheduler.next_wake().unwrap();
                    let at = print_duration(story.clock);
                    writeln!(out, "    -- {at} {reason:?}").unwrap();
                }
                happen(story, &mut draft, rest, &mut out);
            }
            ["run", "to", time] => {
                let story = story.get_or_insert_with(|| Story::new(check(&draft)));
                run(story, parse_duration(time).unwrap(), &mut out);
            }
            _ => panic!("not understood: {line}"),
        }
    }
    out
}

fn check(draft: &SettingsDraft) -> Settings {
    draft.check(&catalog()).unwrap()
}

/// `given profile noip-1 noip hem.example.se ipv4`, `given names 100 noip-1 noip`, `given interval 2m`, `given ipv6 web`,
/// `given guard ask`, `given home here Home`, `given declined cafe`, `given tunnel noip-1 follow`.
fn given(draft: &mut SettingsDraft, words: &[&str]) {
    match words {
        ["profile", id, service, name, families @ ..] => {
            let name = format!("{name} {}", families.join(" "));
            match draft
                .profile
                .iter_mut()
                .find(|profile| profile.id.as_deref() == Some(id))
            {
                Some(known) => known.name.extend(profile(id, service, &[&name]).name),
                None => draft.profile.push(profile(id, service, &[&name])),
            }
        }
        ["names", count, id, service] => {
            let count: u32 = count.parse().unwrap();
            for number in 0..count {
                given(
                    draft,
                    &[
                        "profile",
                        id,
                        service,
                        &format!("host{number:03}.example.se"),
                        "ipv4",
                    ],
                );
            }
        }
        ["dns", ids @ ..] => {
            let question = |id: &&str| hemma_core::settings::DnsDraft {
                id: Some((*id).to_owned()),
                ..Default::default()
            };
            draft.detection.dns = ids.iter().map(question).collect();
        }
        ["router"] => draft.detection.router = Some(true),
        ["interval", interval] => draft.detection.interval = Some((*interval).to_owned()),
        ["ipv6", choice] => draft.detection.ipv6 = Some((*choice).to_owned()),
        ["guard", guard] => draft.home.guard = Some((*guard).to_owned()),
        ["home", network, name @ ..] => {
            let known = |one: &&mut HomeNetworkDraft| one.id.as_deref() == Some(*network);
            let name = Some(name.join(" "));
            match draft.home.network.iter_mut().find(known) {
                Some(known) => known.name = name,
                None => draft.home.network.push(HomeNetworkDraft {
                    id: Some((*network).to_owned()),
                    name,
                }),
            }
        }
        ["no", "home", network] => {
            let mut kept = std::mem::take(&mut draft.home.network);
            kept.retain(|one| one.id.as_deref() != Some(network));
            draft.home.network = kept;
        }
        ["declined", network] => draft.home.declined.push((*network).to_owned()),
        ["tunnel", id, choice] => {
            for profile in &mut draft.profile {
                if profile.id.as_deref() == Some(id) {
                    profile.tunnel = Some((*choice).to_owned());
                }
            }
        }
        ["no", "profile", id] => draft.profile.retain(|one| one.id.as_deref() != Some(id)),
        ["username", id, username] => {
            for profile in &mut draft.profile {
                if profile.id.as_deref() == Some(id) {
                    profile.username = Some((*username).to_owned());
                }
            }
        }
        _ => panic!("not understood: given {words:?}"),
    }
}

fn happen(story: &mut Story, draft: &mut SettingsDraft, words: &[&str], out: &mut String) {
    match words {
        ["restart"] => {
            story.restart();
            return;
        }
        ["clock", way, span] => {
            let span = SignedDuration::try_from(parse_duration(span).unwrap()).unwrap();
            story.wall_off += if *way == "back" { -span } else { span };
            return;
        }
        ["status"] => return status(story, out),
        ["trail", record] => return trail(story, record, out),
        ["settings", rest @ ..] => {
            given(draft, rest);
            let settings = Box::new(check(draft));
            let actions = story.tell(Event::SettingsChanged { settings });
            return tell(story, &actions, out);
        }
        _ => {}
    }
    let event = event(story, words);
    let actions = story.tell(event);
    tell(story, &actions, out);
}

/// Wakes the scheduler whenever it wants to be woken.
fn run(story: &mut Story, until: Duration, out: &mut String) {
    let mut turns = 0;
    while let Some(wake) = story.wake().filter(|wake| *wake <= until) {
        turns += 1;
        assert!(turns < 1000, "it never rests");
        let reason = story.scheduler.next_wake().map(|(_, reason)| reason);
        story.clock = wake.max(story.clock);
        let actions = story.tell(Event::Timer);
        if !actions.is_empty() {
            writeln!(
                out,
                "    -- {} {:?}",
                print_duration(story.clock),
                reason.unwrap()
            )
            .unwrap();
        }
        for action in &actions {
            writeln!(out, "    {}", words::action(action)).unwrap();
        }
    }
    story.clock = until;
    tell(story, &[], out);
}

fn tell(story: &Story, actions: &[Action], out: &mut String) {
    for action in actions {
        writeln!(out, "    {}", words::action(action)).unwrap();
    }
    match story.scheduler.next_wake() {
        None => writeln!(out, "    (rests)").unwrap(),
        Some((_, reason)) => {
            let at = story.wake().unwrap();
            assert!(at > story.clock, "the next wake lies ahead");
            writeln!(out, "    (wakes at {} {reason:?})", print_duration(at)).unwrap();
        }
    }
}

fn status(story: &Story, out: &mut String) {
    let status = story.scheduler.status();
    for (family, gate) in &status.gates {
        if gate.state != hemma_core::gate::GateState::NotNeeded {
            writeln!(out, "    gate {family}: {}", gate_words(&gate.state)).unwrap();
        }
    }
    for (id, record) in &status.records {
        writeln!(out, "    {id}: {}", words::phase(&record.phase)).unwrap();
    }
    for condition in &status.conditions {
        if condition.kind != hemma_core::health::ConditionKind::Rehearsal {
            writeln!(
                out,
                "    condition {:?} {:?} since {}",
                condition.severity,
                condition.kind,
                words::wall(condition.since)
            )
            .unwrap();
        }
    }
}

fn gate_words(state: &hemma_core::gate::GateState) -> String {
    use hemma_core::gate::GateState;
    match state {
        GateState::Known { address, voices } => {
            let voices: Vec<_> = voices.iter().map(ToString::to_string).collect();
            format!("known {address} ({})", voices.join(", "))
        }
        GateState::Held { reason } => format!("held, {}", words::held(reason)),
        GateState::NotLookedYet | GateState::NotNeeded | GateState::Looking | GateState::Absent => {
            format!("{state:?}").to_lowercase()
        }
    }
}

fn trail(story: &Story, record: &str, out: &mut String) {
    let record = record.parse().unwrap();
    for step in &story.scheduler.status().records[&record].trail {
        writeln!(
            out,
            "    {}: {}",
            words::wall(step.at),
            words::trail(&step.step)
        )
        .unwrap();
    }
}

fn event(story: &Story, words: &[&str]) -> Event {
    match words {
        ["timer"] => Event::Timer,
        ["link", "moved"] => Event::LinkMoved,
        ["woke", "after", slept] => Event::WokeUp {
            slept: parse_duration(slept).unwrap(),
        },
        ["located", place] => Event::Located {
            round: story.round,
            facts: facts(place),
        },
        ["told", family, source, what, rest @ ..] => Event::Looked {
            round: match rest {
                ["round", round] => RoundId(round.parse().unwrap()),
                _ => story.round,
            },
            family: family.parse().unwrap(),
            source: source.parse().unwrap(),
            finding: words::finding(what),
        },
        ["answer", rest @ ..] => answered(story, rest),
        ["dns", record, what] => Event::DnsSeen {
            record: record.parse().unwrap(),
            seen: match *what {
                "failed" => Err(LookProblem::TimedOut),
                "nothing" => Ok(Vec::new()),
                addresses => Ok(addresses.split(',').map(|a| a.parse().unwrap()).collect()),
            },
        },
        ["lost", "publish"] => Event::JobLost {
            job: Job::Publish(story.attempt),
        },
        ["lost", "locate"] => Event::JobLost {
            job: Job::Locate(story.round),
        },
        ["check", "now"] => Event::CheckNow,
        ["pause"] => Event::Pause { until: None },
        ["pause", "for", span] => Event::Pause {
            until: Some(later(story.now().wall, parse_duration(span).unwrap())),
        },
        ["resume"] => Event::Resume,
        ["release"] => Event::Release {
            bound: story.memory.latches[0].bound.clone(),
        },
        ["release", record] => Event::Release {
            bound: Bound::Record {
                record: record.parse().unwrap(),
            },
        },
        [what @ ("follow" | "keep"), family] => Event::FollowLine {
            family: family.parse().unwrap(),
            follow: *what == "follow",
        },
        ["credential", profile] => Event::CredentialEdited {
            profile: profile.parse().unwrap(),
        },
        ["token", record] => Event::TokenEdited {
            record: record.parse().unwrap(),
        },
        ["rejected"] => Event::SettingsRejected {
            problems: Vec::new(),
        },
        ["vault", "works"] => Event::Vault { problem: None },
        ["vault", "locked"] => Event::Vault {
            problem: Some(VaultProblem::Locked),
        },
        ["disk", "full"] => Event::Disk { writable: false },
        ["disk", "works"] => Event::Disk { writable: true },
        ["shut", "down"] => Event::ShuttingDown,
        _ => panic!("not understood: {words:?}"),
    }
}

fn facts(place: &str) -> NetworkFacts {
    NetworkFacts {
        online: place != "offline",
        tunnel: place == "tunnel",
        // The system does not always know the router yet.
        network: (place != "unrecognised").then(|| NetworkId(place.to_owned())),
        metered: (place == "metered").then_some(true),
        ..NetworkFacts::default()
    }
}

/// `answer good` for every record, or `answer hem.example.se=good nas.example.se=nohost`; `answer #3 …` for another
/// attempt than the last.
fn answered(story: &Story, words: &[&str]) -> Event {
    let (attempt, words) = match words {
        [first, rest @ ..] if first.starts_with('#') => {
            (AttemptId(first[1..].parse().unwrap()), rest)
        }
        _ => (story.attempt, words),
    };
    let carried = story
        .sent
        .iter()
        .find(|(id, _)| *id == attempt)
        .map(|(_, changes)| changes.as_slice())
        .unwrap_or_default();
    let mut verdicts = std::collections::BTreeMap::new();
    for change in carried {
        let named = words.iter().find_map(|word| {
            let (name, word) = word.split_once('=')?;
            (name == change.record.name.as_str()).then_some(word)
        });
        let general = words.first().filter(|word| !word.contains('='));
        if let Some(word) = named.or(general.copied()) {
            verdicts.insert(change.record.clone(), verdict(word));
        }
    }
    Event::Answered {
        attempt,
        outcome: Outcome {
            verdicts,
            quote: Some(Quote::new(&words.join(" "))),
            status: Some(200),
        },
    }
}

fn verdict(word: &str) -> Verdict {
    let minutes = |minutes: u64| Some(Duration::from_secs(60 * minutes));
    let person = |refusal, not_before| Meaning::NeedsPerson {
        refusal,
        not_before,
    };
    let later = |reason, not_before| Meaning::Later { reason, not_before };
    let unclear = |reason, not_before| Meaning::Unclear { reason, not_before };
    let (meaning, scope) = match word {
        "good" => (Meaning::Accepted { echoed: None }, Scope::Record),
        "nochg" => (Meaning::AlreadySo { echoed: None }, Scope::Record),
        "other" => (
            Meaning::NotConfirmed {
                echoed: "198.51.100.99".parse().unwrap(),
            },
            Scope::Record,
        ),
        "badauth" => (person(Refusal::LoginRefused, None), Scope::Profile),
        "nohost" => (person(Refusal::HostUnknown, None), Scope::Record),
        "abuse" => (
            person(Refusal::AccountBlocked, minutes(24 * 60)),
            Scope::Credential,
        ),
        "badagent" => (person(Refusal::ClientBlocked, None), Scope::Service),
        "911" => (
            later(LaterReason::ServiceTrouble, minutes(30)),
            Scope::Service,
        ),
        "429" => (later(LaterReason::TooOften, minutes(45)), Scope::Profile),
        "portal" => (later(LaterReason::Intercepted, None), Scope::Profile),
        "unsent" => (
            later(
                LaterReason::NotSent {
                    problem: LookProblem::Connection,
                },
                None,
            ),
            Scope::Service,
        ),
        "locked" => (later(LaterReason::SecretUnavailable, None), Scope::Profile),
        "lost" => (
            unclear(
                UnclearReason::AnswerLost {
                    problem: LookProblem::TimedOut,
                },
                None,
            ),
            Scope::Record,
        ),
        "odd" => (
            unclear(UnclearReason::UnknownWord, minutes(30)),
            Scope::Record,
        ),
        _ => panic!("not understood: answer {word}"),
    };
    Verdict { meaning, scope }
}
