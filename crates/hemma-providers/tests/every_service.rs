//! What holds for every service of the catalog and every byte.

mod support;

use hemma_core::scheduler::Change;
use hemma_core::settings::{NameEntryDraft, Placeholder, Profile, ProfileDraft};
use hemma_core::verdict::{Meaning, Outcome};
use hemma_providers::catalog::{self, ServiceCard};
use hemma_providers::exchange::{Request, Response, Step};
use hemma_providers::exchange_for;
use proptest::prelude::*;
use support::{change, checked_profile, identity, profile, secrets, try_profile};

/// A profile that could be anybody's.
fn typical(card: &ServiceCard) -> Profile {
    let endpoint = card
        .rules()
        .needs_endpoint
        .then_some("https://ddns.example/nic/update");
    profile(card.id, Some("me"), endpoint)
}

/// One name, both addresses where the service takes them in one request.
fn changes(profile: &Profile) -> Vec<Change> {
    let mut changes = vec![change("nas.example.net", "203.0.113.45")];
    if profile.rules.families_together {
        changes.push(change("nas.example.net", "2001:db8:1::45"));
    }
    changes
}

fn first(profile: &Profile, changes: &[Change], secret: &str) -> Request {
    let secrets = secrets(profile, changes, secret);
    let mut exchange = exchange_for(profile, &secrets, changes, &identity()).expect("an exchange");
    match exchange.begin() {
        Step::Send(request) => request,
        Step::Done(outcome) => panic!("{outcome:?}"),
    }
}

fn outcome(profile: &Profile, changes: &[Change], response: Response) -> Outcome {
    let secrets = secrets(profile, changes, "secret");
    let mut exchange = exchange_for(profile, &secrets, changes, &identity()).expect("an exchange");
    exchange.begin();
    match exchange.answer(response) {
        Step::Done(outcome) => outcome,
        Step::Send(request) => panic!("{request:?}"),
    }
}

fn is_success(meaning: &Meaning) -> bool {
    matches!(
        meaning,
        Meaning::Accepted { .. } | Meaning::AlreadySo { .. }
    )
}

/// Pieces of real answers in any order, and bytes of any kind.
fn body() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop::sample::select(vec![
        "good",
        "nochg",
        "OK",
        "KO",
        "UPDATED",
        "NOCHANGE",
        "Updated ",
        "Updated 1 hostname",
        "No IP change detected",
        " to ",
        " with IP ",
        "addresses updated",
        " unchanged",
        "NOERROR",
        "TOOSOON",
        "code = 200",
        "code = 2000",
        "<ErrCount>0</ErrCount>",
        "<ErrCount>1</ErrCount>",
        "<ErrCount>",
        "<IP>203.0.113.45</IP>",
        "<IP>198.51.100.7</IP>",
        "<SUCCESS CODE=\"200\" IP=\"198.51.100.7\">",
        "<SUCCESS CODE=\"201\">",
        "<ERROR CODE=\"702\">",
        "<html>",
        "{",
        "badauth",
        "203.0.113.45",
        "198.51.100.7",
        "127.0.0.1",
        "2001:db8:1::45",
        ",",
        " ",
        "\n",
        "\r\n",
        "\u{feff}",
        "\0",
        "ä",
    ]);
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..300),
        prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat().into_bytes()),
    ]
}

proptest! {
    // Each case is tried with every service of the catalog.
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn f23_f33_f61_no_answer_is_more_than_it_says(status in prop_oneof![Just(200u16), Just(204u16), 100u16..600], body in body()) {
        for card in catalog::services() {
            let profile = typical(card);
            let changes = changes(&profile);
            let outcome = outcome(&profile, &changes, Response::new(status, body.clone()));
            prop_assert_eq!(outcome.verdicts.len(), changes.len(), "{}", card.id);
            for (record, verdict) in &outcome.verdicts {
                if is_success(&verdict.meaning) {
                    prop_assert!(!matches!(status, 300..=399 | 401 | 429 | 500..=599), "{} {status}", card.id);
                }
                if let Meaning::Accepted { echoed: Some(echoed) } | Meaning::AlreadySo { echoed: Some(echoed) } = verdict.meaning {
                    let sent = changes.iter().find(|change| change.record == *record).expect("asked");
                    prop_assert_eq!(sent.address.ip(), echoed, "{}", card.id);
                }
            }
        }
    }

    #[test]
    fn f61_letters_alone_are_a_success_nowhere_but_where_a_status_is_enough(text in "[a-fh-mp-tv-zA-Z .,!?]{0,80}") {
        for card in catalog::services() {
            let profile = typical(card);
            let changes = changes(&profile);
            let outcome = outcome(&profile, &changes, Response::new(200, text.clone()));
            let any = outcome.verdicts.values().any(|verdict| is_success(&verdict.meaning));
            let by_status = card.id == "ipv64";
            // Only what a service itself says is a success; these letters spell none of it but `OK`.
            prop_assert!(!any || by_status || text.contains("OK") , "{} {text:?}", card.id);
        }
    }

    #[test]
    fn f36_every_secret_arrives_as_it_was_typed_wherever_it_stands(secret in "\\PC{1,40}") {
        // Dots alone would climb out of a path and are refused; a test of its own shows it.
        prop_assume!(!matches!(secret.as_str(), "." | ".."));
        for id in ["duckdns", "dynv6", "namecheap", "ddnss", "keysystems", "ipv64", "cloudns", "freedns", "hostup", "custom"] {
            let card = catalog::service(&id.parse().expect("an id")).expect("a row");
            let profile = typical(card);
            let changes = changes(&profile)[..1].to_vec();
            // What the service would lose without the other family is not the question here.
            let profile = Profile { names: Vec::new(), ..profile };
            let request = first(&profile, &changes, &secret);
            let url = request.url();
            let in_query = url.query_pairs().any(|(_, value)| value == secret.as_str());
            let in_path = url.path_segments().into_iter().flatten().any(|segment| {
                url::form_urlencoded::parse(segment.replace('+', "%2B").as_bytes()).any(|(name, _)| name == secret.as_str())
            });
            prop_assert!(in_query || in_path, "{id} {}", secret);
            prop_assert_eq!(url.fragment(), None);
        }
    }

    #[test]
    fn f37_no_text_of_a_request_shows_the_secret_wherever_it_stands(secret in "[!-~]{6,40}") {
        for card in catalog::services() {
            let profile = typical(card);
            let changes = changes(&profile);
            let shown = first(&profile, &changes, &secret);
            // What is public may happen to contain the same characters.
            let other = first(&profile, &changes, "another-secret");
            prop_assert_eq!(shown.describe(), other.describe(), "{}", card.id);
            prop_assert_eq!(format!("{shown:?}"), format!("{other:?}"), "{}", card.id);
        }
    }

    #[test]
    fn f36_no_value_changes_the_shape_of_a_template(user in "\\PC{1,30}", label in "[a-z]{1,10}") {
        // A user name of blanks alone is no user name; the next test has the two that climb.
        prop_assume!(!matches!(user.trim(), "" | "." | ".."));
        let template = "https://ddns.example/{username}/x?u={username}&h={hostname}&i={ip}&k={token}";
        let profile = checked_profile(ProfileDraft {
            id: Some("p".to_owned()),
            service: Some("custom".to_owned()),
            username: Some(user.clone()),
            template: Some(template.to_owned()),
            ..ProfileDraft::default()
        });
        let name = format!("{label}.example.net");
        let request = first(&profile, &[change(&name, "203.0.113.45")], "se&cr=et#/?");
        let url = request.url();
        prop_assert_eq!(url.host_str(), Some("ddns.example"));
        prop_assert_eq!(url.path_segments().map(Iterator::count), Some(2));
        let names: Vec<String> = url.query_pairs().map(|(name, _)| name.into_owned()).collect();
        prop_assert_eq!(names, ["u", "h", "i", "k"]);
        let values: Vec<String> = url.query_pairs().map(|(_, value)| value.into_owned()).collect();
        prop_assert_eq!(values, [user.trim(), &name, "203.0.113.45", "se&cr=et#/?"]);
    }
}

#[test]
fn f36_no_value_climbs_out_of_its_place_in_the_path() {
    for user in [".", ".."] {
        let profile = checked_profile(ProfileDraft {
            id: Some("p".to_owned()),
            service: Some("custom".to_owned()),
            username: Some(user.to_owned()),
            template: Some("https://ddns.example/a/{username}/b?h={hostname}".to_owned()),
            ..ProfileDraft::default()
        });
        let changes = [change("nas.example.net", "203.0.113.45")];
        let secrets = secrets(&profile, &changes, "secret");
        let problem = exchange_for(&profile, &secrets, &changes, &identity())
            .map(|_| ())
            .expect_err("a refusal");
        assert_eq!(problem, hemma_providers::CannotSpeak::ValueMissing);
    }
}

/// A list of what a template can name, so that a new placeholder is not forgotten above.
#[test]
fn every_placeholder_has_a_word() {
    let named = |wanted: Placeholder| Placeholder::WORDS.iter().any(|(_, known)| *known == wanted);
    for placeholder in [
        Placeholder::Hostname,
        Placeholder::Zone,
        Placeholder::Label,
        Placeholder::Ip,
        Placeholder::Ipv4,
        Placeholder::Ipv6,
        Placeholder::Ips,
        Placeholder::Username,
        Placeholder::Secret,
    ] {
        assert!(named(placeholder), "{placeholder:?}");
    }
}

/// Its request would leave without the name, and what moves would be left to the token.
#[test]
fn f22_a_name_outside_the_only_zone_of_a_service_is_refused_at_its_field() {
    let draft = |name: &str| ProfileDraft {
        id: Some("p".to_owned()),
        service: Some("duckdns".to_owned()),
        name: vec![NameEntryDraft {
            name: Some(name.to_owned()),
            ..NameEntryDraft::default()
        }],
        ..ProfileDraft::default()
    };
    for name in ["nas", "nas.duckdns.org"] {
        assert!(try_profile(draft(name)).is_ok(), "{name}");
    }
    let problems = try_profile(draft("nas.example.net")).expect_err("another zone");
    let told: Vec<String> = problems
        .iter()
        .map(|problem| format!("{} {:?}", problem.path, problem.problem))
        .collect();
    assert_eq!(told, ["profile[0].name[0].name NotInZone"]);
}
