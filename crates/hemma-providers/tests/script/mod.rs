//! Conversation files: what was asked, what leaves, what comes back, what it means.
//!
//! ```text
//! # where the rule stands
//! service noip                       or: echo text ipv4
//! user rv7sc9a
//! endpoint https://…
//! zone example.com                   and every other field of a profile
//! clear text
//! change mytest.example.com 192.0.2.25 beside 2001:db8::1 / offline
//! keep mytest.example.com ipv4 ipv6
//!
//! > GET https://…                    the request, secrets masked; then its headers, sorted, and its body
//!
//! < 200                              or: lost timed_out / not-sent name_lookup
//! < Retry-After: 60
//! < body noip-abuse.txt              or: text good\r\n / repeat 20 good\n
//!
//! = mytest.example.com ipv4: accepted 192.0.2.25, record
//! = quote good 192.0.2.25
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use hemma_core::finding::{Finding, LookProblem};
use hemma_core::scheduler::Change;
use hemma_core::settings::{NameEntryDraft, ProfileDraft};
use hemma_core::verdict::{LaterReason, Meaning, Outcome, UnclearReason, Verdict};
use hemma_providers::exchange::{Exchange, Request, Response, SendFailure, Step};
use hemma_providers::{echo, exchange_for};
use http::{HeaderName, HeaderValue};

use crate::support::{change, checked_profile, identity, secrets};

/// The secret of every conversation; it must appear nowhere.
const SECRET: &str = "a0a1a2a3a4a5a6a7-secretpassword";

/// Runs one file and compares every line.
pub(crate) fn check(path: &str) {
    let file = folder("conversations").join(path);
    let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{path}: {error}"));
    let expected = parts(&text);
    let told = if let Some(echo) = setting(&text, "echo") {
        run_echo(echo, &text)
    } else {
        run_exchange(&text)
    };
    if std::env::var_os("HEMMA_BLESS").is_some_and(|value| value == "1") && expected != told {
        bless(&file, &text, &told);
    } else {
        assert_eq!(expected, told, "{path}");
    }
    assert!(!told.contains(SECRET), "{path} shows a secret");
}

/// Where a folder of this crate's tests is.
pub(crate) fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(name)
}

/// The lines that say what must happen.
fn parts(text: &str) -> String {
    let mut told = String::new();
    for line in text.lines().filter(|line| line.starts_with(['>', '='])) {
        let _ = writeln!(told, "{line}");
    }
    told
}

fn setting<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    settings(text, name).next()
}

fn settings<'a>(text: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let prefix = format!("{name} ");
    text.lines()
        .filter_map(move |line| line.strip_prefix(prefix.as_str()))
}

fn run_echo(kind: &str, text: &str) -> String {
    let (kind, family) = kind.split_once(' ').expect("a kind and a family");
    let kind = serde_json::from_value(serde_json::json!(kind)).expect("a kind of body");
    let url = "https://echo.example/".parse().expect("a URL");
    let request = echo::request(&url, kind, &identity());
    let Some(Ok(response)) = replies(text).pop() else {
        panic!("an echo file has one answer");
    };
    let finding = echo::read(kind, family.parse().expect("a family"), &response);
    let mut told = shown(&request);
    let _ = match finding {
        Finding::Found { address } => writeln!(told, "= found {address}"),
        Finding::Absent => writeln!(told, "= absent"),
        Finding::Unknown { problem } => writeln!(told, "= unknown {}", describe(&problem)),
    };
    told
}

fn run_exchange(text: &str) -> String {
    let changes: Vec<Change> = settings(text, "change").map(a_change).collect();
    let profile = checked_profile(draft(text, &changes));
    let secrets = secrets(&profile, &changes, SECRET);
    let mut exchange = match exchange_for(&profile, &secrets, &changes, &identity()) {
        Ok(exchange) => exchange,
        Err(problem) => return format!("= not sent: {problem}\n"),
    };
    let (mut told, outcome) = converse(exchange.as_mut(), replies(text));
    for change in &changes {
        let verdict = &outcome.verdicts[&change.record];
        let record = &change.record;
        let _ = writeln!(
            told,
            "= {} {}: {}",
            record.name,
            record.family,
            verdict_line(verdict)
        );
    }
    assert_eq!(outcome.verdicts.len(), changes.len());
    if let Some(quote) = outcome.quote {
        let _ = writeln!(told, "= quote {quote}");
    }
    sorted_as_asked(&told, text)
}

/// `name address`, then `beside address` or `offline`.
fn a_change(line: &str) -> Change {
    let mut words = line.split(' ');
    let mut next = || words.next();
    let (name, address) = next().zip(next()).expect("a name and an address");
    let mut change = change(name, address);
    while let Some(word) = next() {
        match word {
            "offline" => change.offline = true,
            "beside" => {
                let beside = next().expect("an address");
                change.beside = Some(crate::support::change(name, beside).address);
            }
            odd => panic!("{odd:?} means nothing behind a change"),
        }
    }
    change
}

/// The profile as a person would write it: everything the file says, and the names that change or are kept.
fn draft(text: &str, changes: &[Change]) -> ProfileDraft {
    let own = |name: &str| setting(text, name).map(str::to_owned);
    let all = |name: &str| settings(text, name).map(str::to_owned).collect();
    let mut kept: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for Change { record, beside, .. } in changes {
        let families = kept.entry(record.name.to_string()).or_default();
        families.insert(record.family.to_string());
        families.extend(beside.map(|beside| beside.family().to_string()));
    }
    for line in settings(text, "keep") {
        let (name, families) = line.split_once(' ').expect("a name and its families");
        let families = families.split(' ').map(str::to_owned);
        kept.entry(name.to_owned()).or_default().extend(families);
    }
    ProfileDraft {
        id: Some("p".to_owned()),
        service: own("service"),
        username: own("user"),
        endpoint: own("endpoint"),
        zone: own("zone"),
        clear_text_port: text.contains("\nclear text\n").then_some(true),
        template: own("template"),
        method: own("method"),
        body: own("body"),
        content_type: own("content type"),
        auth: own("auth"),
        header: own("header"),
        answer: own("answer"),
        success: all("success"),
        no_change: all("no_change"),
        name: kept
            .into_iter()
            .map(|(name, families)| NameEntryDraft {
                name: Some(name),
                families: Some(families.into_iter().collect()),
                ..NameEntryDraft::default()
            })
            .collect(),
        ..ProfileDraft::default()
    }
}

/// `HEMMA_BLESS=1` writes requests and verdicts anew; read them before they are committed.
fn bless(file: &Path, text: &str, told: &str) {
    let head: String = text
        .lines()
        .take_while(|line| !line.starts_with(['>', '<', '=']))
        .fold(String::new(), |head, line| head + line + "\n");
    let is_reply_start = |line: &str| {
        let word = line.split(' ').nth(1).unwrap_or("");
        word.parse::<u16>().is_ok() || matches!(word, "lost" | "not-sent")
    };
    let blocks = |text: &str, mark: char, starts: &dyn Fn(&str) -> bool| -> Vec<String> {
        let mut blocks: Vec<String> = Vec::new();
        for line in text.lines().filter(|line| line.starts_with(mark)) {
            match blocks.last_mut() {
                Some(block) if !starts(line) => *block += &format!("{line}\n"),
                _ => blocks.push(format!("{line}\n")),
            }
        }
        blocks
    };
    let is_request_start = |line: &str| {
        ["> GET ", "> POST ", "> PUT "]
            .iter()
            .any(|start| line.starts_with(start))
    };
    let requests = blocks(told, '>', &is_request_start);
    let answers = blocks(text, '<', &is_reply_start);
    let mut written = vec![format!("{}\n", head.trim_end())];
    for place in 0..requests.len().max(answers.len()) {
        written.extend(requests.get(place).cloned());
        written.extend(answers.get(place).cloned());
    }
    let mut verdicts: Vec<&str> = told.lines().filter(|line| line.starts_with('=')).collect();
    verdicts.sort_by_key(|line| line.starts_with("= quote"));
    written.push(verdicts.join("\n") + "\n");
    std::fs::write(file, written.join("\n")).expect("a file to write");
}

/// Verdicts may stand in any order in a file.
fn sorted_as_asked(told: &str, text: &str) -> String {
    let order: Vec<&str> = text.lines().filter(|line| line.starts_with('=')).collect();
    let place = |line: &str| {
        order
            .iter()
            .position(|expected| *expected == line)
            .unwrap_or(usize::MAX)
    };
    let (mut verdicts, rest): (Vec<&str>, Vec<&str>) =
        told.lines().partition(|line| line.starts_with('='));
    verdicts.sort_by_key(|line| place(line));
    rest.into_iter()
        .chain(verdicts)
        .fold(String::new(), |all, line| all + line + "\n")
}

fn converse(
    exchange: &mut dyn Exchange,
    replies: Vec<Result<Response, SendFailure>>,
) -> (String, Outcome) {
    let mut told = String::new();
    let mut replies = replies.into_iter();
    let mut step = exchange.begin();
    loop {
        match step {
            Step::Send(request) => {
                told += &shown(&request);
                assert!(!format!("{request:?}").contains(SECRET));
                step = match replies.next() {
                    Some(Ok(response)) => exchange.answer(response),
                    Some(Err(failure)) => exchange.failed(failure),
                    None => panic!("one more request than answers:\n{told}"),
                };
            }
            Step::Done(outcome) => {
                assert_eq!(replies.count(), 0, "an answer was left over");
                return (told, outcome);
            }
        }
    }
}

/// A request as a file shows it. A sensitive header shows its first word only.
fn shown(request: &Request) -> String {
    let mut told = format!("> {}\n", request.describe());
    let mut lines: Vec<String> = request
        .headers()
        .iter()
        .map(|(name, value)| {
            let text = value.to_str().expect("a printable header");
            let text = if value.is_sensitive() {
                let scheme = text.split_once(' ').map(|(scheme, _)| scheme);
                format!("{} …", scheme.unwrap_or(""))
                    .trim_start()
                    .to_owned()
            } else {
                text.to_owned()
            };
            format!("> {name}: {text}\n")
        })
        .collect();
    lines.sort();
    told += &lines.concat();
    if !request.body().is_empty() {
        writeln!(told, "> body {}", request.shown_body()).expect("a string takes it");
    }
    told
}

/// Every block of `<` lines.
fn replies(text: &str) -> Vec<Result<Response, SendFailure>> {
    let mut replies: Vec<Result<Response, SendFailure>> = Vec::new();
    for line in text.lines().filter_map(|line| line.strip_prefix("< ")) {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        if let Ok(status) = word.parse::<u16>() {
            replies.push(Ok(Response::new(status, Vec::new())));
            continue;
        }
        if word == "lost" || word == "not-sent" {
            replies.push(Err(SendFailure {
                problem: problem(rest),
                sent: word == "lost",
            }));
            continue;
        }
        let Some(Ok(response)) = replies.last_mut() else {
            panic!("{line:?} belongs to no answer");
        };
        match word {
            "body" => response.body = fixture(rest),
            "text" => response.body = unescape(rest).into_bytes(),
            "repeat" => {
                let (times, piece) = rest.split_once(' ').expect("a count and a text");
                let times = times.parse().expect("a count");
                response.body = unescape(piece).repeat(times).into_bytes();
            }
            header => {
                let name = header.trim_end_matches(':').to_ascii_lowercase();
                response.headers.insert(
                    HeaderName::from_bytes(name.as_bytes()).expect("a header name"),
                    HeaderValue::from_str(rest).expect("a header value"),
                );
            }
        }
    }
    replies
}

/// Reads a fixture, byte for byte.
pub(crate) fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(folder("fixtures").join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn unescape(text: &str) -> String {
    text.replace("\\r", "\r")
        .replace("\\n", "\n")
        .replace("\\s", " ")
        .replace("\\u{feff}", "\u{feff}")
}

fn problem(kind: &str) -> LookProblem {
    let value = serde_json::json!({ "kind": kind, "clock_suspect": false });
    serde_json::from_value(value).expect("a problem")
}

fn describe(problem: &LookProblem) -> String {
    match problem {
        LookProblem::Status { status } => format!("status {status}"),
        LookProblem::Refused {
            retry_after_seconds: Some(seconds),
        } => format!("refused after {seconds}s"),
        other => kind(other),
    }
}

fn verdict_line(verdict: &Verdict) -> String {
    let meaning = match &verdict.meaning {
        Meaning::Accepted {
            echoed: Some(echoed),
        } => format!("accepted {echoed}"),
        Meaning::Accepted { echoed: None } => "accepted".to_owned(),
        Meaning::AlreadySo {
            echoed: Some(echoed),
        } => format!("already {echoed}"),
        Meaning::AlreadySo { echoed: None } => "already".to_owned(),
        Meaning::NotConfirmed { echoed } => format!("not confirmed {echoed}"),
        Meaning::Later { reason, not_before } => {
            let reason = match reason {
                LaterReason::NotSent { problem } => format!("not_sent {}", describe(problem)),
                other => kind(other),
            };
            format!("later {reason}{}", after(*not_before))
        }
        Meaning::NeedsPerson {
            refusal,
            not_before,
        } => format!("person {}{}", word(refusal), after(*not_before)),
        Meaning::Unclear { reason, not_before } => {
            let reason = match reason {
                UnclearReason::AnswerLost { problem } => {
                    format!("answer_lost {}", describe(problem))
                }
                other => kind(other),
            };
            format!("unclear {reason}{}", after(*not_before))
        }
    };
    format!("{meaning}, {}", word(&verdict.scope))
}

fn after(wait: Option<Duration>) -> String {
    match wait.map(|wait| wait.as_secs()) {
        None => String::new(),
        Some(seconds) if seconds % 3600 == 0 => format!(" after {}h", seconds / 3600),
        Some(seconds) if seconds % 60 == 0 => format!(" after {}m", seconds / 60),
        Some(seconds) => format!(" after {seconds}s"),
    }
}

/// The name of a tagged variant, as it is stored.
fn kind(value: &impl serde::Serialize) -> String {
    let value = serde_json::to_value(value).expect("plain data");
    value["kind"].as_str().expect("a tag").to_owned()
}

/// The name of a plain variant, as it is stored.
fn word(value: &impl serde::Serialize) -> String {
    let value = serde_json::to_value(value).expect("plain data");
    value.as_str().expect("a word").to_owned()
}
