//! What crosses, letter by letter: the TypeScript in `ui/src/bindings` promises exactly these forms.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use hemma_core::finding::LookProblem;
use hemma_core::history::{Entry, EntryKind};
use hemma_core::latch::Bound;
use hemma_core::settings::{FieldPath, FieldProblem, ProblemKind, Step};
use hemma_core::status::{Phase, Reason};
use hemma_core::verdict::{LaterReason, Quote, Refusal};
use hemma_link::messages::{
    Command, CommandError, HistoryQuery, Overall, PauseLength, Query, SecretInput, SecretText,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Writes it, compares, and reads it back.
fn check<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(value: &T, json: &str) {
    assert_eq!(serde_json::to_string(value).unwrap(), json);
    assert_eq!(&serde_json::from_str::<T>(json).unwrap(), value);
}

#[test]
fn commands_are_tagged_by_kind() {
    check(&Command::CheckNow, r#"{"kind":"check_now"}"#);
    let length = PauseLength::UntilTomorrow;
    check(
        &Command::Pause { length },
        r#"{"kind":"pause","length":"until_tomorrow"}"#,
    );
    let bound = Bound::Record {
        record: "noip/home.example.com/ipv4".parse().unwrap(),
    };
    check(
        &Command::Release { bound },
        r#"{"kind":"release","bound":{"kind":"record","record":"noip/home.example.com/ipv4"}}"#,
    );
    check(
        &Command::UnlockVault { password: None },
        r#"{"kind":"unlock_vault","password":null}"#,
    );
}

#[test]
fn a_secret_crosses_as_a_plain_text_and_shows_nothing() {
    let input = SecretInput {
        key: "noip".parse().unwrap(),
        secret: SecretText::new("hunter2".to_owned()),
    };
    check(&input, r#"{"key":"noip","secret":"hunter2"}"#);
    assert!(!format!("{input:?}").contains("hunter2"));
}

#[test]
fn a_form_may_leave_out_what_it_does_not_know() {
    let json = r#"{"kind":"save_profile","profile":{"service":"noip","name":[{"name":"home.example.com"}]},"secrets":[]}"#;
    let command: Command = serde_json::from_str(json).unwrap();
    let Command::SaveProfile { profile, .. } = command else {
        panic!("{command:?}");
    };
    assert_eq!((profile.id, profile.name.len()), (None, 1));
    let query: Query = serde_json::from_str(r#"{"kind":"history","query":{"limit":20}}"#).unwrap();
    let limited = HistoryQuery {
        limit: 20,
        ..HistoryQuery::default()
    };
    assert_eq!(query, Query::History { query: limited });
}

#[test]
fn times_are_texts_and_reasons_are_words() {
    let phase = Phase::Waiting {
        until: "2026-11-21T15:04:05Z".parse().unwrap(),
        reason: Reason::BackOff,
    };
    check(
        &phase,
        r#"{"kind":"waiting","until":"2026-11-21T15:04:05Z","reason":"back_off"}"#,
    );
    check(&Phase::UpToDate, r#"{"kind":"up_to_date"}"#);
    check(&Overall::ActionNeeded, r#""action_needed""#);
    check(&Refusal::LoginRefused, r#""login_refused""#);
}

#[test]
fn reasons_inside_reasons_keep_their_own_tag() {
    let reason = LaterReason::NotSent {
        problem: LookProblem::Status { status: 502 },
    };
    check(
        &reason,
        r#"{"kind":"not_sent","problem":{"kind":"status","status":502}}"#,
    );
    let entry = Entry {
        at: "2026-11-21T15:04:05.5Z".parse().unwrap(),
        profile: None,
        record: None,
        kind: EntryKind::Answered {
            attempt: 3,
            answer: hemma_core::history::AnswerKind::AlreadySo,
            quote: Some(Quote::new("nochg 203.0.113.7")),
        },
    };
    check(
        &entry,
        r#"{"at":"2026-11-21T15:04:05.5Z","profile":null,"record":null,"kind":{"kind":"answered","attempt":3,"answer":{"kind":"already_so"},"quote":"nochg 203.0.113.7"}}"#,
    );
}

#[test]
fn paths_of_fields_are_lists_of_texts_and_numbers() {
    let problem = FieldProblem {
        path: FieldPath(vec![
            Step::Key("name".to_owned()),
            Step::Index(0),
            Step::Key("families".to_owned()),
        ]),
        problem: ProblemKind::FamilyNotOffered,
        line: None,
    };
    let json = r#"{"kind":"invalid","problems":[{"path":["name",0,"families"],"problem":{"kind":"family_not_offered"},"line":null}]}"#;
    check(
        &CommandError::Invalid {
            problems: vec![problem],
        },
        json,
    );
}
