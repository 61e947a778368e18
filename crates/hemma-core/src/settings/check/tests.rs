//! What a person may write, and what is told when it is wrong.

use std::time::Duration;

use super::*;
use crate::address::Family;
use crate::names::NameProblem;
use crate::settings::{
    BatchRules, DetectionDraft, DnsDraft, Ipv6Choice, NameEntryDraft, ProfileDraft, RetryRules,
    ServiceRules, SourceDraft,
};

fn rules() -> ServiceRules {
    ServiceRules {
        batch: BatchRules::List {
            most: Some(20),
            longest_url: 6000,
        },
        families_together: true,
        ipv4: true,
        ipv6: true,
        min_interval: Duration::from_secs(300),
        min_interval_forced: Duration::from_secs(60),
        request_gap: Duration::from_secs(1),
        refresh_after: None,
        nochg_limit: 3,
        retry: RetryRules {
            first: Duration::from_secs(300),
            most: Duration::from_secs(3600),
        },
        needs_username: true,
        needs_endpoint: false,
        secret_per_record: false,
        ..ServiceRules::PLAIN
    }
}

fn catalog() -> Catalog {
    let ipv4_only = ServiceRules {
        ipv6: false,
        needs_username: false,
        ..rules()
    };
    let custom = ServiceRules {
        needs_endpoint: true,
        ..rules()
    };
    let with_api = ServiceRules {
        needs_username: false,
        has_api: true,
        ..rules()
    };
    [
        ("noip", rules()),
        ("api", with_api),
        ("fourth", ipv4_only),
        ("dyndns2", custom),
    ]
    .into_iter()
    .map(|(id, rules)| (id.parse().unwrap(), rules))
    .collect()
}

fn profile(id: &str, name: &str) -> ProfileDraft {
    ProfileDraft {
        id: Some(id.to_owned()),
        service: Some("noip".to_owned()),
        username: Some("anna".to_owned()),
        name: vec![entry(name)],
        ..ProfileDraft::default()
    }
}

fn entry(name: &str) -> NameEntryDraft {
    NameEntryDraft {
        name: Some(name.to_owned()),
        ..NameEntryDraft::default()
    }
}

fn draft(profiles: Vec<ProfileDraft>) -> SettingsDraft {
    SettingsDraft {
        profile: profiles,
        ..SettingsDraft::default()
    }
}

/// Asserts that a draft has exactly these problems, written as `path: problem`.
fn check(draft: &SettingsDraft, expected: &[&str]) {
    let told: Vec<_> = match draft.check(&catalog()) {
        Ok(_) => Vec::new(),
        Err(problems) => problems
            .iter()
            .map(|problem| format!("{}: {:?}", problem.path, problem.problem))
            .collect(),
    };
    assert_eq!(told, expected);
}

#[test]
fn an_empty_file_means_the_defaults() {
    let settings = SettingsDraft::default().check(&catalog()).unwrap();
    assert_eq!(settings.detection.interval, Duration::from_secs(300));
    assert_eq!(settings.detection.settle, Duration::from_millis(400));
    assert_eq!(settings.detection.dwell, Duration::from_secs(60));
    assert_eq!(settings.detection.sources.len(), 6);
    assert_eq!(settings.detection.ipv6, Ipv6Choice::Stable);
    assert!(settings.detection.router);
    assert!(!settings.detection.permit_documentation);
    assert_eq!(settings.proof.patience, Duration::from_secs(600));
    assert_eq!(settings.history.days, 400);
    assert_eq!(settings.history.entries, 1_000_000);
}

#[test]
fn a_name_alone_is_enough_for_a_profile_to_work() {
    let settings = draft(vec![profile("noip-1", "Hem.Example.SE.")])
        .check(&catalog())
        .unwrap();
    let entry = &settings.profiles.values().next().unwrap().names[0];
    assert_eq!(entry.name.as_str(), "hem.example.se");
    assert_eq!(entry.hostname.as_ref().unwrap().as_str(), "hem.example.se");
    assert_eq!(entry.families, [Family::Ipv4]);
    assert!(entry.enabled);
}

#[test]
fn all_problems_are_told_at_once_each_with_its_field() {
    let mut broken = draft(vec![profile("noip-1", "hem.example.se")]);
    broken.general.language = Some("norsk".to_owned());
    broken.detection.interval = Some("10s".to_owned());
    broken.detection.settle = Some("soon".to_owned());
    broken.history.days = Some(0);
    broken.profile[0].service = Some("no-ip".to_owned());
    broken.profile[0].name.push(entry("hem example se"));
    broken.profile[0].name[1].families = Some(vec!["ipv5".to_owned()]);
    check(
        &broken,
        &[
            "general.language: UnknownWord { allowed: [\"system\", \"en\", \"sv\"] }",
            "history.days: OutOfRange { least: \"1\", most: \"36500\" }",
            "profile[0].service: UnknownService { meant: Some(\"noip\") }",
            "profile[0].name[1].name: Name { problem: BadCharacter { character: ' ' } }",
            "profile[0].name[1].families: UnknownWord { allowed: [\"ipv4\", \"ipv6\"] }",
            "detection.interval: OutOfRange { least: \"2m\", most: \"1d\" }",
            "detection.settle: WrongType { expected: \"duration\" }",
        ],
    );
}

#[test]
fn a_rehearsal_may_look_more_often_than_the_real_world_bears() {
    let mut quick = draft(vec![]);
    quick.detection.interval = Some("2s".to_owned());
    check(
        &quick,
        &["detection.interval: OutOfRange { least: \"2m\", most: \"1d\" }"],
    );
    quick.detection.permit_documentation = Some(true);
    check(&quick, &[]);
}

#[test]
fn a_family_the_service_does_not_keep_is_named() {
    let mut ipv4_only = draft(vec![profile("one", "hem.example.se")]);
    ipv4_only.profile[0].service = Some("fourth".to_owned());
    ipv4_only.profile[0].name[0].families = Some(vec!["ipv4".to_owned(), "ipv6".to_owned()]);
    check(
        &ipv4_only,
        &["profile[0].name[0].families: FamilyNotOffered"],
    );
}

#[test]
fn one_operator_is_no_quorum() {
    let mut alone = draft(vec![profile("one", "hem.example.se")]);
    let source = |id: &str| SourceDraft {
        id: Some(id.to_owned()),
        ..SourceDraft::default()
    };
    alone.detection.source = vec![source("cloudflare"), source("icanhazip")];
    check(&alone, &["detection.source: NoQuorum"]);
    alone.detection.source.push(source("ipify"));
    check(&alone, &[]);
}

#[test]
fn ipv6_of_this_computer_needs_one_voice_from_outside_and_ipv6_from_the_web_needs_two() {
    let mut six = draft(vec![profile("one", "hem.example.se")]);
    six.profile[0].name[0].families = Some(vec!["ipv6".to_owned()]);
    six.detection = DetectionDraft {
        source: vec![SourceDraft {
            id: Some("ipify".to_owned()),
            ..SourceDraft::default()
        }],
        ..DetectionDraft::default()
    };
    check(&six, &[]);
    six.detection.ipv6 = Some("web".to_owned());
    check(&six, &["detection.source: NoQuorum"]);
}

#[test]
fn addresses_without_tls_or_with_a_password_inside_are_refused() {
    let mut clear = draft(vec![profile("one", "hem.example.se")]);
    for (endpoint, expected) in [
        (
            "http://example.com/nic/update",
            "profile[0].endpoint: NotHttps",
        ),
        ("ftp://example.com/", "profile[0].endpoint: NotHttps"),
        ("example.com", "profile[0].endpoint: NotHttps"),
        (
            "https://anna:pw@example.com/",
            "profile[0].endpoint: BadUrl",
        ),
        ("https://example.com/#part", "profile[0].endpoint: BadUrl"),
        ("https://example.com/?a=b", "profile[0].endpoint: BadUrl"),
    ] {
        clear.profile[0].endpoint = Some(endpoint.to_owned());
        check(&clear, &[expected]);
    }
}

#[test]
fn what_a_service_needs_must_be_given() {
    let mut bare = draft(vec![profile("one", "hem.example.se")]);
    bare.profile[0].service = Some("dyndns2".to_owned());
    bare.profile[0].username = Some("  ".to_owned());
    bare.profile[0].id = None;
    check(
        &bare,
        &[
            "profile[0].id: Missing",
            "profile[0].username: Missing",
            "profile[0].endpoint: Missing",
        ],
    );
}

#[test]
fn the_same_thing_twice_is_told_at_its_second_place() {
    let mut twice = draft(vec![
        profile("one", "hem.example.se"),
        profile("one", "nas.example.se"),
    ]);
    twice.profile[0].name.push(entry("HEM.example.se"));
    twice.profile[1].name.push(entry("hem.example.se"));
    check(
        &twice,
        &[
            "profile[0].name[1].name: Duplicate",
            "profile[1].id: Duplicate",
            "profile[1].name[1].name: Duplicate",
        ],
    );
}

#[test]
fn a_hostname_of_254_characters_is_too_long() {
    let label = "a".repeat(62);
    let long = format!("{label}.{label}.{label}.{label}.ex");
    assert_eq!(long.len(), 254);
    check(
        &draft(vec![profile("one", &long)]),
        &[&format!(
            "profile[0].name[0].name: {:?}",
            ProblemKind::Name {
                problem: NameProblem::TooLong { limit: 253 }
            }
        )],
    );
}

#[test]
fn a_group_may_name_the_hostname_that_proves_it() {
    let mut group = draft(vec![profile("one", "my_group")]);
    let settings = group.check(&catalog()).unwrap();
    let entry = &settings.profiles.values().next().unwrap().names[0];
    assert_eq!(entry.hostname, None);
    group.profile[0].name[0].hostname = Some("hem.example.se".to_owned());
    let settings = group.check(&catalog()).unwrap();
    let entry = &settings.profiles.values().next().unwrap().names[0];
    assert_eq!(entry.hostname.as_ref().unwrap().as_str(), "hem.example.se");
}

#[test]
fn a_newer_file_is_not_misread() {
    let newer = SettingsDraft {
        version: Some(2),
        ..SettingsDraft::default()
    };
    check(&newer, &["version: NewerVersion"]);
}

#[test]
fn updates_go_to_the_server_whose_api_was_named_unless_an_address_says_otherwise() {
    let mut draft = profile("home", "home.example.se");
    draft.service = Some("api".to_owned());
    draft.api = Some("https://api.example.net:8443/api/v2".to_owned());
    let endpoint = |draft: &ProfileDraft| {
        let settings = SettingsDraft {
            profile: vec![draft.clone()],
            ..SettingsDraft::default()
        };
        let settings = settings.check(&catalog()).unwrap();
        let profile = settings.profiles.into_values().next().unwrap();
        profile.endpoint.unwrap().to_string()
    };
    // The service's own path is put behind a bare server.
    assert_eq!(endpoint(&draft), "https://api.example.net:8443/");
    draft.endpoint = Some("https://elsewhere.example.net/update".to_owned());
    assert_eq!(endpoint(&draft), "https://elsewhere.example.net/update");
}

fn question(id: &str) -> DnsDraft {
    DnsDraft {
        id: Some(id.to_owned()),
        ..DnsDraft::default()
    }
}

#[test]
fn dns_questions_and_the_router_are_asked_unless_a_list_or_a_switch_says_otherwise() {
    let detection = |draft: &SettingsDraft| draft.check(&catalog()).unwrap().detection;
    let ids = |draft: &SettingsDraft| -> Vec<String> {
        let detection = detection(draft);
        let echoes = detection.sources.iter().map(|one| one.id.to_string());
        let questions = detection.dns.iter().map(|one| one.id.to_string());
        echoes.chain(questions).collect()
    };
    let source = |id: &str, enabled| SourceDraft {
        id: Some(id.to_owned()),
        enabled,
        ..SourceDraft::default()
    };

    let plain = draft(vec![]);
    assert!(detection(&plain).router);
    assert_eq!(ids(&plain).len(), 9);

    // What is switched off is taken out of the built-in lists.
    let mut fewer = plain.clone();
    fewer.detection.router = Some(false);
    fewer.detection.source = vec![source("ipify", Some(false))];
    fewer.detection.dns = vec![DnsDraft {
        enabled: Some(false),
        ..question("google-dns")
    }];
    assert!(!detection(&fewer).router);
    assert_eq!(
        ids(&fewer),
        [
            "cloudflare",
            "icanhazip",
            "ident.me",
            "seeip",
            "desec",
            "opendns",
            "cloudflare-dns"
        ]
    );

    // Whoever lists sources has said whom to ask.
    let mut own = plain.clone();
    own.detection.source = vec![source("ipify", None), source("seeip", Some(true))];
    assert_eq!(ids(&own), ["ipify", "seeip"]);
    own.detection.dns = vec![question("opendns")];
    assert_eq!(ids(&own), ["ipify", "seeip", "opendns"]);

    // A rehearsal has a pretend internet, and the real gateway is no part of it.
    let mut rehearsal = plain;
    rehearsal.detection.permit_documentation = Some(true);
    assert!(!detection(&rehearsal).router);
}

#[test]
fn a_dns_question_of_ones_own_names_its_servers_and_its_name() {
    let mut own = draft(vec![]);
    own.detection.dns = vec![DnsDraft {
        ipv4: vec!["127.0.0.1:5353".to_owned()],
        ..question("opendns")
    }];
    let known = own.check(&catalog()).unwrap().detection.dns.remove(0);
    assert_eq!(known.name, "myip.opendns.com");
    assert_eq!(known.ipv4, ["127.0.0.1:5353".parse().unwrap()]);
    assert!(known.ipv6.is_empty());

    own.detection.dns = vec![
        question("mine"),
        DnsDraft {
            ipv4: vec!["[::1]:53".to_owned()],
            answer: Some("smoke".to_owned()),
            ..question("other")
        },
        question("router"),
        DnsDraft {
            ipv6: vec!["[::1]:53".to_owned()],
            name: Some("who ami".to_owned()),
            ..question("odd")
        },
    ];
    let built_in = r#"allowed: ["opendns", "google-dns", "cloudflare-dns"]"#;
    check(
        &own,
        &[
            &format!("detection.dns[0].id: UnknownWord {{ {built_in} }}"),
            "detection.dns[1].ipv4[0]: WrongType { expected: \"address:port\" }",
            r#"detection.dns[1].answer: UnknownWord { allowed: ["address", "text", "chaos_text"] }"#,
            "detection.dns[1].name: Missing",
            "detection.dns[2].id: Duplicate",
            &format!("detection.dns[2].id: UnknownWord {{ {built_in} }}"),
            "detection.dns[3].name: Name { problem: BadCharacter { character: ' ' } }",
        ],
    );
}

#[test]
fn f05_dns_alone_is_no_quorum_and_beside_one_echo_it_is() {
    let mut one = draft(vec![profile("one", "hem.example.se")]);
    one.detection.source = vec![SourceDraft {
        id: Some("ipify".to_owned()),
        ..SourceDraft::default()
    }];
    check(&one, &["detection.source: NoQuorum"]);
    one.detection.dns = vec![question("opendns")];
    check(&one, &[]);
    // The same operator by two ways is one voice.
    one.detection.source[0].id = Some("icanhazip".to_owned());
    one.detection.dns = vec![question("cloudflare-dns")];
    check(&one, &["detection.source: NoQuorum"]);
}

#[test]
fn a_suffix_is_the_end_of_an_ipv6_address_for_a_name_that_keeps_ipv6() {
    let with = |suffix: Option<&str>, prefix, families: &[&str]| {
        let mut draft = draft(vec![profile("noip-1", "hem.example.se")]);
        let name = &mut draft.profile[0].name[0];
        name.suffix = suffix.map(str::to_owned);
        name.prefix = prefix;
        name.families = Some(families.iter().map(|family| (*family).to_owned()).collect());
        draft
    };
    let end = Some("::1234:5678:9abc:def0");
    check(&with(end, None, &["ipv6"]), &[]);
    check(&with(Some("0:0:0:5::10"), Some(56), &["ipv4", "ipv6"]), &[]);
    check(
        &with(end, None, &["ipv4"]),
        &["profile[0].name[0].suffix: SuffixWithoutIpv6"],
    );
    for (suffix, prefix) in [
        ("2001:db8::10", 64),
        ("0:0:0:5::10", 64),
        ("::", 64),
        ("10", 56),
    ] {
        check(
            &with(Some(suffix), Some(prefix), &["ipv6"]),
            &[&format!(
                "profile[0].name[0].suffix: Suffix {{ prefix: {prefix} }}"
            )],
        );
    }
    check(
        &with(end, Some(40), &["ipv6"]),
        &["profile[0].name[0].prefix: OutOfRange { least: \"48\", most: \"64\" }"],
    );
    check(
        &with(None, Some(56), &["ipv6"]),
        &["profile[0].name[0].suffix: Missing"],
    );
}
