//! What holds for every byte.

mod support;

use base64::Engine as _;
use hemma_core::address::Family;
use hemma_core::finding::Finding;
use hemma_core::settings::EchoBody;
use hemma_core::verdict::{Meaning, Outcome};
use hemma_providers::exchange::{Request, Response, Step};
use hemma_providers::{echo, exchange_for};
use proptest::prelude::*;
use support::{change, identity, profile, secrets};

/// The first request of one profile with one secret.
fn first(service: &str, username: Option<&str>, secret: &str) -> Request {
    let changes = [change("nas.example.net", "203.0.113.45")];
    let profile = profile(service, username, None);
    let secrets = secrets(&profile, &changes, secret);
    let mut exchange =
        exchange_for(&profile, &secrets, &changes, &identity()).expect("an exchange");
    match exchange.begin() {
        Step::Send(request) => request,
        Step::Done(outcome) => panic!("{outcome:?}"),
    }
}

/// What one service makes of one answer, for three names where lists are possible.
fn outcome(service: &str, response: Response) -> Outcome {
    let changes: Vec<_> = if service == "noip" {
        ["a.example.net", "b.example.net", "c.example.net"]
            .map(|name| change(name, "203.0.113.45"))
            .into()
    } else {
        vec![change("a.example.net", "203.0.113.45")]
    };
    let user = (service != "hostup").then_some("me");
    let profile = profile(service, user, None);
    let secrets = secrets(&profile, &changes, "secret");
    let mut exchange =
        exchange_for(&profile, &secrets, &changes, &identity()).expect("an exchange");
    exchange.begin();
    match exchange.answer(response) {
        Step::Done(outcome) => outcome,
        Step::Send(request) => panic!("{request:?}"),
    }
}

fn decode_query(query: &str, name: &str) -> Option<String> {
    url::form_urlencoded::parse(query.as_bytes())
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

/// Bodies that look like answers, and bodies that do not.
fn body() -> impl Strategy<Value = Vec<u8>> {
    let word = prop::sample::select(vec![
        "good",
        "nochg",
        "GOOD",
        "badauth",
        "nohost",
        "911",
        "abuse",
        "w30m",
        "!donator",
        "conflict",
        "A",
        "<html>",
        "{",
        "goodness",
        "203.0.113.45",
        "198.51.100.7",
        "127.0.0.1",
        "2001:db8::1",
        ",",
        " ",
        "\n",
        "\r\n",
        "\u{feff}",
        "\0",
    ]);
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..400),
        prop::collection::vec(word, 0..14).prop_map(|words| words.concat().into_bytes()),
    ]
}

proptest! {
    #[test]
    fn f36_every_password_arrives_as_it_was_typed(password in any::<String>().prop_filter("empty", |p| !p.is_empty())) {
        let request = first("noip", Some("rv7sc9a"), &password);
        let header = request.headers()["authorization"].to_str().expect("ASCII").to_owned();
        let encoded = header.strip_prefix("Basic ").expect("Basic");
        let decoded = base64::engine::general_purpose::STANDARD.decode(encoded).expect("base64");
        prop_assert_eq!(String::from_utf8(decoded).expect("UTF-8"), format!("rv7sc9a:{password}"));
    }

    #[test]
    fn f36_every_token_arrives_as_it_was_typed(token in any::<String>().prop_filter("empty", |p| !p.is_empty())) {
        let request = first("hostup", None, &token);
        let query = request.url().query().expect("a query");
        prop_assert!(query.is_ascii());
        prop_assert_eq!(decode_query(query, "token"), Some(token));
        prop_assert_eq!(decode_query(query, "hostname"), Some("nas.example.net".to_owned()));
        prop_assert_eq!(decode_query(query, "ip"), Some("203.0.113.45".to_owned()));
        prop_assert_eq!(request.url().fragment(), None);
    }

    #[test]
    fn f37_no_text_of_a_request_shows_the_secret(secret in "[!-~]{6,40}") {
        for (service, user) in [("hostup", None), ("noip", Some("user")), ("he", None)] {
            let request = first(service, user, &secret);
            // What is public may happen to contain the same characters.
            let plain = first(service, user, "another secret");
            prop_assert_eq!(request.describe(), plain.describe());
            prop_assert_eq!(format!("{request:?}"), format!("{plain:?}"));
        }
    }

    #[test]
    fn f61_only_a_first_word_is_a_success(status in prop_oneof![Just(200u16), 100u16..600], body in body()) {
        for service in ["noip", "ovh", "hostup"] {
            let outcome = outcome(service, Response::new(status, body.clone()));
            let text = String::from_utf8_lossy(&body).into_owned();
            let text = text.trim_start_matches('\u{feff}').to_ascii_lowercase();
            let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
            let begins = |line: &str| matches!(line.split_whitespace().next(), Some("good" | "nochg"));
            for verdict in outcome.verdicts.values() {
                if matches!(verdict.meaning, Meaning::Accepted { .. } | Meaning::AlreadySo { .. }) {
                    prop_assert!(lines.iter().any(|line| begins(line)), "{service} {status} {text:?}");
                    prop_assert!(!matches!(status, 300..=399 | 401 | 429 | 500..=599));
                }
            }
            // With one name the first line decides.
            if service != "noip" && !lines.first().is_some_and(|line| begins(line)) {
                let success = outcome.verdicts.values().any(|verdict| matches!(verdict.meaning, Meaning::Accepted { .. } | Meaning::AlreadySo { .. }));
                prop_assert!(!success, "{service} {status} {text:?}");
            }
        }
    }

    #[test]
    fn f33_a_success_never_names_another_address(body in body()) {
        for service in ["noip", "ovh", "hostup"] {
            for verdict in outcome(service, Response::new(200, body.clone())).verdicts.values() {
                if let Meaning::Accepted { echoed: Some(echoed) } | Meaning::AlreadySo { echoed: Some(echoed) } = verdict.meaning {
                    prop_assert_eq!(echoed.to_string(), "203.0.113.45");
                }
            }
        }
    }

    #[test]
    fn f23_every_record_gets_a_verdict(status in 100u16..600, body in body()) {
        prop_assert_eq!(outcome("noip", Response::new(status, body.clone())).verdicts.len(), 3);
        prop_assert_eq!(outcome("hostup", Response::new(status, body)).verdicts.len(), 1);
    }

    #[test]
    fn f16_an_echo_never_names_the_other_family(status in prop_oneof![Just(200u16), 100u16..600], body in body()) {
        for kind in [EchoBody::Text, EchoBody::Trace, EchoBody::Json] {
            for family in Family::BOTH {
                if let Finding::Found { address } = echo::read(kind, family, &Response::new(status, body.clone())) {
                    prop_assert_eq!(Family::of(address), family);
                    prop_assert_eq!(status, 200);
                }
            }
        }
    }
}
