//! Requests that a person writes, and what else a profile can say about a service: what is right and what is not.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod profiles;

use hemma_core::address::Family;
use hemma_core::names::NameProblem;
use hemma_core::settings::{
    Catalog, CustomAnswer, CustomAuth, Method, NameEntryDraft, Omitted, Placeholder, ProblemKind,
    Profile, ProfileDraft, ServiceRules, SettingsDraft, Template, TemplateProblem, ZoneRule,
};
use proptest::prelude::*;

fn catalog() -> Catalog {
    let rows = [
        ("plain", ServiceRules::PLAIN),
        (
            "custom",
            ServiceRules {
                custom: true,
                needs_username: false,
                ..ServiceRules::PLAIN
            },
        ),
        (
            "zoned",
            ServiceRules {
                zone: ZoneRule::Required,
                ..ServiceRules::PLAIN
            },
        ),
        (
            "duck",
            ServiceRules {
                home_zone: Some("duckdns.org"),
                ..ServiceRules::PLAIN
            },
        ),
        (
            "both",
            ServiceRules {
                omitted_ipv4: Omitted::Lost,
                omitted_ipv6: Omitted::Lost,
                one_name: true,
                ..ServiceRules::PLAIN
            },
        ),
        (
            "noip",
            ServiceRules {
                offline: true,
                clear_text_port: Some(8245),
                group_names: &["all.ddnskey.com"],
                ..ServiceRules::PLAIN
            },
        ),
    ];
    rows.into_iter()
        .map(|(id, rules)| (id.parse().unwrap(), rules))
        .collect()
}

fn draft(service: &str) -> ProfileDraft {
    ProfileDraft {
        id: Some("p".to_owned()),
        service: Some(service.to_owned()),
        username: Some("me".to_owned()),
        name: vec![entry("nas.example.net")],
        ..ProfileDraft::default()
    }
}

fn entry(name: &str) -> NameEntryDraft {
    NameEntryDraft {
        name: Some(name.to_owned()),
        ..NameEntryDraft::default()
    }
}

fn custom(template: &str) -> ProfileDraft {
    ProfileDraft {
        username: None,
        template: Some(template.to_owned()),
        ..draft("custom")
    }
}

/// The profile, or the paths of what is wrong with it.
fn check(draft: ProfileDraft) -> Result<Profile, Vec<(String, ProblemKind)>> {
    let settings = SettingsDraft {
        profile: vec![draft],
        ..SettingsDraft::default()
    };
    match settings.check(&catalog()) {
        Ok(settings) => Ok(settings.profiles.into_values().next().unwrap()),
        Err(problems) => Err(problems
            .into_iter()
            .map(|problem| {
                let path = problem.path.to_string();
                (
                    path.trim_start_matches("profile[0].").to_owned(),
                    problem.problem,
                )
            })
            .collect()),
    }
}

fn wrong(draft: ProfileDraft) -> Vec<(String, ProblemKind)> {
    check(draft).expect_err("something is wrong")
}

const GOOD: &str = "https://ddns.example/set?host={hostname}&ip={ip}&key={token}";

#[test]
fn f38_a_template_sends_nothing_anywhere_but_where_it_says() {
    for (template, problem) in [
        (
            "http://ddns.example/?h={hostname}",
            TemplateProblem::NotHttps,
        ),
        (
            "ftp://ddns.example/?h={hostname}",
            TemplateProblem::NotHttps,
        ),
        ("//ddns.example/?h={hostname}", TemplateProblem::NotHttps),
        ("", TemplateProblem::NotHttps),
        ("https://{hostname}/", TemplateProblem::PlaceholderInHost),
        (
            "https://ddns.{zone}/?h={hostname}",
            TemplateProblem::PlaceholderInHost,
        ),
        (
            "https://ddns.example:{token}/?h={hostname}",
            TemplateProblem::PlaceholderInHost,
        ),
        (
            "https://{username}:{token}@ddns.example/?h={hostname}",
            TemplateProblem::PlaceholderInHost,
        ),
        (
            "https://me:pass@ddns.example/?h={hostname}",
            TemplateProblem::Malformed,
        ),
        (
            "https://me@ddns.example/?h={hostname}",
            TemplateProblem::Malformed,
        ),
        ("https:///?h={hostname}", TemplateProblem::Malformed),
        (
            "https://ddns.example/?h={hostname}#{token}",
            TemplateProblem::Malformed,
        ),
        (
            "https://ddns.example\\@evil.example/?h={hostname}",
            TemplateProblem::Malformed,
        ),
        (
            "https://ddns.example/a b?h={hostname}",
            TemplateProblem::Malformed,
        ),
        (
            "https://ddns.example/?h={hostname}\n&x=1",
            TemplateProblem::Malformed,
        ),
        (
            "https://ddns.example/?ip={ip}",
            TemplateProblem::NothingNamed,
        ),
        ("https://ddns.example/", TemplateProblem::NothingNamed),
        (
            "https://ddns.example/?h={hostname",
            TemplateProblem::Unbalanced,
        ),
        (
            "https://ddns.example/?h=hostname}",
            TemplateProblem::Unbalanced,
        ),
        (
            "https://ddns.example/?h={{hostname}}",
            TemplateProblem::Unbalanced,
        ),
        (
            "https://ddns.example/?h={hostname}&token=abc",
            TemplateProblem::SecretWrittenOut {
                parameter: "token".to_owned(),
            },
        ),
        (
            "https://ddns.example/?h={hostname}&Password=abc",
            TemplateProblem::SecretWrittenOut {
                parameter: "Password".to_owned(),
            },
        ),
    ] {
        assert_eq!(Template::parse(template), Err(problem), "{template:?}");
    }
}

#[test]
fn an_unknown_placeholder_is_told_with_those_that_exist() {
    let problem = Template::parse("https://ddns.example/?h={host}").unwrap_err();
    let TemplateProblem::UnknownPlaceholder { word, allowed } = problem else {
        panic!("{problem:?}");
    };
    assert_eq!(word, "host");
    for known in [
        "hostname", "ip", "ipv4", "ipv6", "ips", "token", "zone", "label",
    ] {
        assert!(allowed.iter().any(|word| word == known), "{known}");
    }
}

#[test]
fn a_custom_body_goes_with_post_and_put_only_and_may_name_what_the_address_does_not() {
    let with = |method: &str, body: &str, kind: Option<&str>| ProfileDraft {
        method: Some(method.to_owned()),
        body: Some(body.to_owned()),
        content_type: kind.map(str::to_owned),
        ..custom("https://ddns.example/records")
    };
    let json = r#"{"name": "{hostname}", "content": "{ipv4}", "key": "{token}"}"#;
    let profile = check(with("POST", json, Some("json"))).unwrap();
    let own = profile.custom.as_ref().unwrap();
    assert!(own.needs_secret() && own.names(Placeholder::Hostname));
    assert!(profile.rules.ipv4 && !profile.rules.ipv6);
    let other = check(with("POST", "h={hostname}&i={ip}&k={token}", None)).unwrap();
    assert_ne!(profile.fingerprint(), other.fingerprint());

    let problem = |draft| check(draft).unwrap_err().remove(0);
    let get = problem(with("GET", json, Some("json")));
    assert_eq!((get.0.as_str(), get.1), ("body", ProblemKind::NotOffered));
    let broken = problem(with("PUT", r#"{"name": {hostname}}"#, Some("json")));
    assert_eq!(broken.0, "body");
    let alone = problem(ProfileDraft {
        content_type: Some("json".to_owned()),
        ..custom(GOOD)
    });
    assert_eq!(alone.0, "content_type");
}

#[test]
fn a_custom_request_is_kept_as_it_was_written() {
    let profile = check(ProfileDraft {
        method: Some("PUT".to_owned()),
        auth: Some("header".to_owned()),
        header: Some("X-Api-Key".to_owned()),
        success: vec!["saved".to_owned()],
        no_change: vec![" same ".to_owned()],
        ..custom(GOOD)
    })
    .unwrap();
    let own = profile.custom.unwrap();
    assert_eq!(own.template.text(), GOOD);
    assert_eq!(own.method, Method::Put);
    let name = "X-Api-Key".to_owned();
    assert_eq!(own.auth, CustomAuth::Header { name });
    let (success, no_change) = (vec!["saved".to_owned()], vec!["same".to_owned()]);
    assert_eq!(own.answer, CustomAnswer::Text { success, no_change });
    let plain = check(custom(GOOD)).unwrap().custom.unwrap();
    assert_eq!((plain.method, plain.auth), (Method::Get, CustomAuth::None));
    assert_eq!(plain.answer, CustomAnswer::Dyndns2);
}

#[test]
fn a_template_says_which_families_it_carries() {
    let rules = |query: &str| {
        let template = format!("https://ddns.example/?h={{hostname}}{query}");
        check(custom(&template)).unwrap().rules
    };
    let families = |query: &str| {
        let rules = rules(query);
        (
            rules.ipv4,
            rules.ipv6,
            rules.families_together,
            rules.omitted_ipv6,
        )
    };
    assert_eq!(families("&a={ip}"), (true, true, false, Omitted::LeftAlone));
    assert_eq!(
        families("&a={ipv4}"),
        (true, false, false, Omitted::LeftAlone)
    );
    assert_eq!(families("&a={ips}"), (true, true, true, Omitted::Unsure));
    assert_eq!(
        families("&a={ipv4}&b={ipv6}"),
        (true, true, true, Omitted::Unsure)
    );
    // The connection's own address.
    assert_eq!(families(""), (true, false, false, Omitted::LeftAlone));
    let only_ipv6 = check(custom("https://ddns.example/?h={hostname}&a={ipv6}")).unwrap();
    assert!(!only_ipv6.rules.ipv4 && only_ipv6.rules.ipv6);
    assert_eq!(only_ipv6.names[0].families, [Family::Ipv6]);
}

#[test]
fn what_a_custom_request_needs_is_asked_for() {
    assert_eq!(
        wrong(ProfileDraft {
            template: None,
            ..custom(GOOD)
        }),
        [("template".to_owned(), ProblemKind::Missing)]
    );
    assert_eq!(
        wrong(ProfileDraft {
            auth: Some("basic".to_owned()),
            ..custom(GOOD)
        }),
        [("username".to_owned(), ProblemKind::Missing)]
    );
    assert_eq!(
        wrong(ProfileDraft {
            auth: Some("header".to_owned()),
            ..custom(GOOD)
        }),
        [("header".to_owned(), ProblemKind::Missing)]
    );
    let odd = NameProblem::BadCharacter { character: ':' };
    for (header, problem) in [
        ("Host", ProblemKind::NotOffered),
        ("content-length", ProblemKind::NotOffered),
        ("X: y", ProblemKind::Name { problem: odd }),
    ] {
        let draft = ProfileDraft {
            auth: Some("header".to_owned()),
            header: Some(header.to_owned()),
            ..custom(GOOD)
        };
        assert_eq!(wrong(draft), [("header".to_owned(), problem)]);
    }
    assert_eq!(
        wrong(ProfileDraft {
            answer: Some("text".to_owned()),
            ..custom(GOOD)
        }),
        [("success".to_owned(), ProblemKind::Missing)]
    );
    assert_eq!(
        wrong(ProfileDraft {
            success: vec![" ".to_owned()],
            ..custom(GOOD)
        }),
        [("success[0]".to_owned(), ProblemKind::Missing)]
    );
    assert_eq!(
        wrong(ProfileDraft {
            endpoint: Some("https://other.example/".to_owned()),
            ..custom(GOOD)
        }),
        [("endpoint".to_owned(), ProblemKind::NotOffered)]
    );
    let allowed = vec!["GET".to_owned(), "POST".to_owned(), "PUT".to_owned()];
    assert_eq!(
        wrong(ProfileDraft {
            method: Some("DELETE".to_owned()),
            ..custom(GOOD)
        }),
        [("method".to_owned(), ProblemKind::UnknownWord { allowed })]
    );
    assert_eq!(
        wrong(custom("https://ddns.example/{zone}/{label}")),
        [("zone".to_owned(), ProblemKind::Missing)]
    );
}

proptest! {
    #[test]
    fn f38_whatever_is_accepted_names_its_server_in_plain_letters(text in "(https://)?[a-z{}@:/?#&=.\\\\ ]{0,60}") {
        if let Ok(template) = Template::parse(&text) {
            prop_assert!(template.origin().starts_with("https://"));
            let server = template.origin().trim_start_matches("https://");
            let plain = !server.contains(['{', '}', '@', '/', ' ']);
            prop_assert!(plain, "{}", server);
            let url: url::Url = template.origin().parse().expect("an address");
            prop_assert_eq!(url.username(), "");
            prop_assert_eq!(url.password(), None);
        }
    }

    #[test]
    fn a_template_never_names_what_it_does_not_say(names in prop::sample::subsequence(Placeholder::WORDS.to_vec(), 1..5)) {
        let query: Vec<String> = names.iter().map(|(word, _)| format!("{word}x={{{word}}}")).collect();
        let template = Template::built_in(&format!("https://ddns.example/?{}", query.join("&"))).expect("a template");
        for (word, placeholder) in Placeholder::WORDS {
            let said = names.iter().any(|(_, said)| *said == placeholder);
            prop_assert_eq!(template.names(placeholder), said, "{}", word);
        }
    }
}
