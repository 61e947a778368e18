//! The whole copy deck, in both languages, and what the tray makes of a snapshot.
//!
//! `HEMMA_BLESS=1 cargo test -p hemma-engine --test engine words` rewrites `tests/copy-deck.txt`.

use std::fmt::Write as _;
use std::fs;
use std::net::IpAddr;
use std::path::PathBuf;

use hemma_core::address::{Family, NotPublishable, PublicAddr};
use hemma_core::finding::LookProblem;
use hemma_core::gate::{GateState, HeldReason};
use hemma_core::health::{ConditionKind, VaultProblem};
use hemma_core::history::{AnswerKind, Entry, EntryKind};
use hemma_core::latch::Bound;
use hemma_core::memory::Stamped;
use hemma_core::names::{NameProblem, ProfileId, RecordId};
use hemma_core::settings::{FieldPath, FieldProblem, ProblemKind, Step};
use hemma_core::status::{GateStatus, Phase, Reason};
use hemma_core::time::Timestamp;
use hemma_core::verdict::{LaterReason, Quote, Refusal, UnclearReason};
use hemma_core::whereabouts::{AwayReason, Whereabouts};
use hemma_engine::messages::{CommandError, QueryError};
use hemma_engine::words::{Lang, Voice};
use jiff::tz::{TimeZone, offset};
use serde::de::DeserializeOwned;

use crate::harness::{Running, world};

/// A value written as the window would receive it; the easiest way to a type with private fields.
fn from<T: DeserializeOwned>(json: &str) -> T {
    serde_json::from_str(json).unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn address(text: &str) -> PublicAddr {
    from(&format!("\"{text}\""))
}

fn voice(lang: Lang) -> Voice {
    Voice::new(lang, TimeZone::fixed(offset(1)))
}

/// Writes each sentence twice, under a heading.
struct Deck(String);

impl Deck {
    fn part(&mut self, title: &str) {
        writeln!(self.0, "\n== {title} ==").unwrap();
    }

    fn say(&mut self, what: &str, say: impl Fn(&Voice) -> String) {
        writeln!(self.0, "{what}").unwrap();
        for lang in Lang::ALL {
            let name = match lang {
                Lang::En => "en",
                Lang::Sv => "sv",
            };
            writeln!(self.0, "  {name}  {}", say(&voice(lang))).unwrap();
        }
    }
}

fn record() -> RecordId {
    "noip/home.example.com/ipv4".parse().unwrap()
}

fn refusals() -> [Refusal; 10] {
    [
        Refusal::LoginRefused,
        Refusal::HostUnknown,
        Refusal::NameMalformed,
        Refusal::ClientBlocked,
        Refusal::AccountBlocked,
        Refusal::FeatureNotPaid,
        Refusal::RequestRefused,
        Refusal::Forbidden,
        Refusal::SecretMissing,
        Refusal::TooManyNoChange,
    ]
}

fn held() -> Vec<HeldReason> {
    let shown: IpAddr = "203.0.113.7".parse().unwrap();
    let mut held = vec![
        HeldReason::NobodyKnows,
        HeldReason::OneVoice { address: shown },
        HeldReason::Disagree {
            told: vec![
                ("ipify".parse().unwrap(), shown),
                (
                    "cloudflare".parse().unwrap(),
                    "203.0.113.8".parse().unwrap(),
                ),
            ],
        },
        HeldReason::Dwelling {
            address: address("203.0.113.8"),
            until: at("2026-11-21T14:05:00Z"),
        },
    ];
    let why = [
        NotPublishable::Private,
        NotPublishable::CarrierNat,
        NotPublishable::Loopback,
        NotPublishable::LinkLocal,
        NotPublishable::Unspecified,
        NotPublishable::Multicast,
        NotPublishable::Documentation,
        NotPublishable::Benchmarking,
        NotPublishable::Reserved,
        NotPublishable::SharedService,
        NotPublishable::Translated,
        NotPublishable::PublicResolver,
    ];
    held.extend(why.map(|why| HeldReason::NotPublishable {
        address: shown,
        why,
    }));
    held
}

fn look_problems() -> Vec<LookProblem> {
    vec![
        LookProblem::NoNetwork,
        LookProblem::NameLookup,
        LookProblem::Connection,
        LookProblem::TimedOut,
        LookProblem::Tls {
            clock_suspect: true,
        },
        LookProblem::Tls {
            clock_suspect: false,
        },
        LookProblem::Intercepted,
        LookProblem::NotAnAddress,
        LookProblem::WrongFamily,
        LookProblem::Tunnel,
        LookProblem::Refused {
            retry_after_seconds: Some(120),
        },
        LookProblem::Refused {
            retry_after_seconds: None,
        },
        LookProblem::Status { status: 502 },
        LookProblem::TooLong,
        LookProblem::Lost,
    ]
}

fn laters() -> Vec<LaterReason> {
    vec![
        LaterReason::ServiceTrouble,
        LaterReason::TooOften,
        LaterReason::Intercepted,
        LaterReason::NotSent {
            problem: LookProblem::Connection,
        },
        LaterReason::EmptyAnswer,
        LaterReason::SecretUnavailable,
    ]
}

fn unclears() -> Vec<UnclearReason> {
    vec![
        UnclearReason::AnswerLost {
            problem: LookProblem::TimedOut,
        },
        UnclearReason::UnknownWord,
        UnclearReason::MissingLine,
        UnclearReason::Restarted,
    ]
}

fn vaults() -> [VaultProblem; 6] {
    [
        VaultProblem::Missing,
        VaultProblem::Locked,
        VaultProblem::TimedOut,
        VaultProblem::Failed,
        VaultProblem::PasswordNeeded,
        VaultProblem::SecretFileUnsafe,
    ]
}

fn conditions() -> Vec<ConditionKind> {
    let profile: ProfileId = "noip".parse().unwrap();
    let family = Family::Ipv4;
    vec![
        ConditionKind::NoNetwork,
        ConditionKind::Intercepted,
        ConditionKind::Away {
            reason: AwayReason::Tunnel,
        },
        ConditionKind::Away {
            reason: AwayReason::OtherNetwork,
        },
        ConditionKind::SourcesDisagree { family },
        ConditionKind::AddressUnknown { family },
        ConditionKind::CarrierNat,
        ConditionKind::ClockSuspect,
        ConditionKind::ServiceBusy {
            profile,
            reason: LaterReason::ServiceTrouble,
        },
        ConditionKind::ProofOverdue { record: record() },
        ConditionKind::SecondWriter { record: record() },
        ConditionKind::Stopped { latch: 0 },
        ConditionKind::VaultUnavailable {
            problem: VaultProblem::Locked,
        },
        ConditionKind::SettingsProblem,
        ConditionKind::StateNotWritable,
        ConditionKind::Rehearsal,
    ]
}

fn problems() -> Vec<ProblemKind> {
    let mut problems = vec![
        ProblemKind::Syntax {
            message: "expected `=`".to_owned(),
        },
        ProblemKind::UnknownKey {
            meant: Some("interval".to_owned()),
        },
        ProblemKind::UnknownKey { meant: None },
        ProblemKind::Missing,
        ProblemKind::UnknownWord {
            allowed: vec!["system".to_owned(), "en".to_owned(), "sv".to_owned()],
        },
        ProblemKind::UnknownService {
            meant: Some("noip".to_owned()),
        },
        ProblemKind::UnknownService { meant: None },
        ProblemKind::FamilyNotOffered,
        ProblemKind::Duplicate,
        ProblemKind::OutOfRange {
            least: "2m".to_owned(),
            most: "1d".to_owned(),
        },
        ProblemKind::NotHttps,
        ProblemKind::BadUrl,
        ProblemKind::EmptySecret,
        ProblemKind::OddSecret,
        ProblemKind::NoQuorum,
        ProblemKind::NewerVersion,
    ];
    let types = [
        "text",
        "whole number",
        "true or false",
        "list",
        "table",
        "duration",
    ];
    let types = types.map(str::to_owned);
    problems.extend(types.map(|expected| ProblemKind::WrongType { expected }));
    let names = [
        NameProblem::Empty,
        NameProblem::TooLong { limit: 253 },
        NameProblem::BadLabel,
        NameProblem::BadCharacter { character: ' ' },
        NameProblem::BadCharacter { character: '!' },
        NameProblem::EdgeHyphen,
        NameProblem::NoDot,
        NameProblem::UnknownWord,
    ];
    problems.extend(names.map(|problem| ProblemKind::Name { problem }));
    problems
}

fn answers() -> Vec<AnswerKind> {
    let mut answers = vec![
        AnswerKind::Accepted,
        AnswerKind::AlreadySo,
        AnswerKind::NotConfirmed {
            echoed: "127.0.0.1".parse().unwrap(),
        },
    ];
    answers.extend(
        laters()
            .into_iter()
            .map(|reason| AnswerKind::Later { reason }),
    );
    answers.extend(refusals().map(|refusal| AnswerKind::NeedsPerson { refusal }));
    answers.extend(
        unclears()
            .into_iter()
            .map(|reason| AnswerKind::Unclear { reason }),
    );
    answers
}

fn entries() -> Vec<EntryKind> {
    let first = address("203.0.113.7");
    let second = address("203.0.113.8");
    let bound = || Bound::Profile {
        profile: "noip".parse().unwrap(),
    };
    vec![
        EntryKind::Started,
        EntryKind::Stopped,
        EntryKind::AddressSeen {
            family: Family::Ipv4,
            address: second,
            previous: Some(first),
        },
        EntryKind::AddressSeen {
            family: Family::Ipv4,
            address: first,
            previous: None,
        },
        EntryKind::AddressHeld {
            family: Family::Ipv4,
            reason: HeldReason::NobodyKnows,
        },
        EntryKind::Sent {
            attempt: 7,
            address: second,
        },
        EntryKind::Answered {
            attempt: 7,
            answer: AnswerKind::Accepted,
            quote: Some(Quote::new("good 203.0.113.8")),
        },
        EntryKind::Proved {
            address: second,
            after_ms: 840,
        },
        EntryKind::Proved {
            address: second,
            after_ms: 75_000,
        },
        EntryKind::ProofOverdue { address: second },
        EntryKind::ChangedElsewhere { seen: Vec::new() },
        EntryKind::ChangedElsewhere {
            seen: vec!["203.0.113.99".parse().unwrap()],
        },
        EntryKind::Latched {
            bound: bound(),
            refusal: Refusal::LoginRefused,
        },
        EntryKind::Released { bound: bound() },
        EntryKind::Paused {
            until: Some(at("2026-11-21T14:00:00Z")),
        },
        EntryKind::Paused {
            until: Some(at("2026-11-22T06:00:00Z")),
        },
        EntryKind::Paused { until: None },
        EntryKind::Resumed,
        EntryKind::Moved {
            to: Whereabouts::Home,
        },
        EntryKind::Moved {
            to: Whereabouts::Offline,
        },
        EntryKind::Moved {
            to: Whereabouts::NotKnownYet,
        },
        EntryKind::WokeUp {
            slept_seconds: 7200,
        },
        EntryKind::ClockSetBack { by_seconds: 61 },
        EntryKind::SettingsChanged,
        EntryKind::SettingsRejected { problems: 1 },
        EntryKind::SettingsRejected { problems: 3 },
        EntryKind::DatabaseQuarantined {
            file: "hemma.db.damaged-1".to_owned(),
        },
    ]
}

fn phases() -> Vec<Phase> {
    let until = at("2026-11-21T14:00:00Z");
    let address = address("203.0.113.8");
    vec![
        Phase::Starting,
        Phase::UpToDate,
        Phase::Holding,
        Phase::Waiting {
            until,
            reason: Reason::BackOff,
        },
        Phase::Waiting {
            until,
            reason: Reason::Refresh,
        },
        Phase::Sending,
        Phase::Proving { address },
        Phase::ProofOverdue { address },
        Phase::Unclear,
        Phase::Stopped {
            bound: Bound::Record { record: record() },
        },
    ]
}

fn reasons() -> [Reason; 12] {
    [
        Reason::Settling,
        Reason::SafetyPoll,
        Reason::LookAgain,
        Reason::Dwelling,
        Reason::MinInterval,
        Reason::RequestGap,
        Reason::BackOff,
        Reason::Proving,
        Reason::Refresh,
        Reason::PauseEnds,
        Reason::Health,
        Reason::JobDeadline,
    ]
}

fn gates() -> Vec<GateStatus> {
    let known = Some(Stamped {
        address: address("203.0.113.7"),
        at: at("2026-11-21T10:00:00Z"),
    });
    let held = || GateState::Held {
        reason: HeldReason::NobodyKnows,
    };
    let states = [
        (GateState::NotLookedYet, None),
        (GateState::NotNeeded, None),
        (GateState::Looking, None),
        (GateState::Looking, known),
        (GateState::Absent, None),
        (held(), None),
        (held(), known),
    ];
    states
        .into_iter()
        .map(|(state, known)| GateStatus { state, known })
        .collect()
}

fn errors() -> Vec<CommandError> {
    let problem = FieldProblem {
        path: FieldPath(vec![
            Step::Key("name".to_owned()),
            Step::Index(0),
            Step::Key("name".to_owned()),
        ]),
        problem: ProblemKind::Missing,
        line: None,
    };
    let lined = FieldProblem {
        line: Some(12),
        ..problem.clone()
    };
    vec![
        CommandError::Invalid {
            problems: vec![problem],
        },
        CommandError::FileHasMistakes {
            problems: vec![lined],
        },
        CommandError::Vault {
            problem: VaultProblem::Locked,
        },
        CommandError::NotSaved {
            what: "no space left on device".to_owned(),
        },
        CommandError::Gone,
        CommandError::NoWindow {
            what: "the program hemma was not found".to_owned(),
        },
        CommandError::ShuttingDown,
    ]
}

async fn deck() -> String {
    let world = world();
    let running = Running::new(&world);
    let snapshot = running.until_fine().await;
    running.stop().await;
    let now = at("2026-11-21T13:00:00Z");
    let mut deck = Deck("Every sentence of the engine, in both languages. Made by a test; see tests/engine/words.rs.\n".to_owned());
    deck.part("What only a person can mend: phrase, text, button");
    for refusal in refusals() {
        for service in ["No-IP", "Dyn DNS"] {
            deck.say(&format!("{refusal:?}, {service}"), |voice| {
                voice.refusal_short(refusal, service)
            });
        }
        deck.say("-", |voice| voice.refusal(refusal, "No-IP"));
        deck.say("-", |voice| voice.refusal_button(refusal, "No-IP"));
    }
    deck.part("Conditions: title, text");
    for kind in conditions() {
        deck.say(&format!("{kind:?}"), |voice| {
            voice.condition_title(&kind, &snapshot)
        });
        deck.say("-", |voice| voice.condition(&kind, &snapshot));
    }
    deck.part("The vault: phrase, text");
    for problem in vaults() {
        deck.say(&format!("{problem:?}"), |voice| voice.vault_short(problem));
        deck.say("-", |voice| voice.vault(problem));
    }
    deck.part("Why nothing is changed: text, phrase");
    for reason in held() {
        deck.say(&format!("{reason:?}"), |voice| voice.held(&reason, now));
        deck.say("-", |voice| voice.held_short(&reason));
    }
    deck.part("What stood in the way");
    for problem in look_problems() {
        deck.say(&format!("{problem:?}"), |voice| {
            voice.look_problem(&problem)
        });
    }
    deck.part("Not now");
    for reason in laters() {
        deck.say(&format!("{reason:?}"), |voice| {
            voice.later(&reason, "No-IP")
        });
    }
    deck.part("Nobody knows");
    for reason in unclears() {
        deck.say(&format!("{reason:?}"), |voice| {
            voice.unclear(&reason, "No-IP")
        });
    }
    deck.part("Why Hemma waits");
    for reason in reasons() {
        deck.say(&format!("{reason:?}"), |voice| voice.reason(reason));
    }
    deck.part("Where a name stands");
    for phase in phases() {
        deck.say(&format!("{phase:?}"), |voice| voice.phase(&phase, now));
    }
    deck.part("The public address");
    for gate in gates() {
        deck.say(&format!("{:?}", gate.state), |voice| voice.gate(&gate));
    }
    deck.part("What a service's answer means");
    for answer in answers() {
        deck.say(&format!("{answer:?}"), |voice| voice.answer(&answer));
    }
    deck.part("History");
    for kind in entries() {
        let entry = Entry {
            at: now,
            profile: Some("noip".parse().unwrap()),
            record: None,
            kind,
        };
        deck.say(&format!("{:?}", entry.kind), |voice| voice.entry(&entry));
    }
    deck.part("Mistakes in settings");
    for kind in problems() {
        deck.say(&format!("{kind:?}"), |voice| voice.problem(&kind));
    }
    deck.part("The command line");
    deck.say("no_agent", Voice::no_agent);
    deck.say("secret_stored", Voice::secret_stored);
    deck.say("would_send", |voice| voice.would_send("203.0.113.8"));
    deck.part("Commands and queries that failed");
    for error in errors() {
        deck.say(&format!("{error:?}"), |voice| voice.command_error(&error));
    }
    let error = QueryError::Disk {
        what: "input/output error".to_owned(),
    };
    deck.say(&format!("{error:?}"), |voice| voice.query_error(&error));
    deck.0
}

#[tokio::test(start_paused = true)]
async fn the_committed_copy_deck_is_what_hemma_says() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/copy-deck.txt");
    let fresh = deck().await;
    if std::env::var_os("HEMMA_BLESS").is_some_and(|value| value == "1") {
        fs::write(&path, &fresh).unwrap();
        return;
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    let stale: Vec<&str> = fresh
        .lines()
        .filter(|line| !committed.lines().any(|old| old == *line))
        .collect();
    assert!(
        committed == fresh,
        "tests/copy-deck.txt is stale; read the changes in both languages, then run \
         `HEMMA_BLESS=1 cargo test -p hemma-engine --test engine words`\n{}",
        stale.join("\n")
    );
}

#[test]
fn times_have_a_day_only_when_it_is_another_one() {
    let now = at("2026-11-21T13:00:00Z");
    let cases = [
        ("2026-11-21T14:00:00Z", "15:00", "15:00"),
        ("2026-11-21T23:30:00Z", "22 Nov 00:30", "22 nov 00:30"),
        (
            "2027-05-02T06:00:00Z",
            "2 May 2027 07:00",
            "2 maj 2027 07:00",
        ),
    ];
    for (moment, english, swedish) in cases {
        assert_eq!(voice(Lang::En).moment(at(moment), now), english);
        assert_eq!(voice(Lang::Sv).moment(at(moment), now), swedish);
    }
    assert_eq!(voice(Lang::Sv).span_ms(840), "0,8 s");
    assert_eq!(voice(Lang::Sv).span_seconds(3600), "1 timme");
    assert_eq!(voice(Lang::En).span_seconds(59), "59 seconds");
}

#[test]
fn only_swedish_locales_are_swedish() {
    assert_eq!(Lang::of_locale("sv_SE.UTF-8"), Lang::Sv);
    assert_eq!(Lang::of_locale("sv-FI"), Lang::Sv);
    assert_eq!(Lang::of_locale("sve"), Lang::En);
    assert_eq!(Lang::of_locale("C.UTF-8"), Lang::En);
}
