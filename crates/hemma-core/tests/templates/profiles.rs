//! What else a profile can say about a service.

use super::{check, draft, entry, wrong};
use hemma_core::address::Family;
use hemma_core::settings::{ProblemKind, ProfileDraft};

#[test]
fn what_a_service_knows_nothing_of_is_pointed_out() {
    let not_offered = |field: &str| vec![(field.to_owned(), ProblemKind::NotOffered)];
    let text = || Some("x".to_owned());
    for (field, draft) in [
        (
            "template",
            ProfileDraft {
                template: text(),
                ..draft("plain")
            },
        ),
        (
            "method",
            ProfileDraft {
                method: text(),
                ..draft("plain")
            },
        ),
        (
            "auth",
            ProfileDraft {
                auth: text(),
                ..draft("plain")
            },
        ),
        (
            "answer",
            ProfileDraft {
                answer: text(),
                ..draft("plain")
            },
        ),
        (
            "success",
            ProfileDraft {
                success: vec!["x".to_owned()],
                ..draft("plain")
            },
        ),
        (
            "zone",
            ProfileDraft {
                zone: Some("example.net".to_owned()),
                ..draft("plain")
            },
        ),
        (
            "clear_text_port",
            ProfileDraft {
                clear_text_port: Some(true),
                ..draft("plain")
            },
        ),
    ] {
        assert_eq!(wrong(draft), not_offered(field));
    }
    let mut offline = draft("plain");
    offline.name[0].offline = Some(true);
    assert_eq!(wrong(offline), not_offered("name[0].offline"));
    let mut offline = draft("noip");
    offline.name[0].offline = Some(true);
    offline.clear_text_port = Some(true);
    let profile = check(offline).unwrap();
    assert!(profile.clear_text_port && profile.names[0].offline);
    assert!(
        !check(draft("noip")).unwrap().clear_text_port,
        "never by itself"
    );
}

#[test]
fn a_name_lies_in_the_zone_or_is_a_label_of_it() {
    let zoned = |names: &[&str]| ProfileDraft {
        zone: Some("Example.NET.".to_owned()),
        name: names.iter().map(|name| entry(name)).collect(),
        ..draft("zoned")
    };
    let profile = check(zoned(&[
        "nas.example.net",
        "example.net",
        "a.b.example.net",
        "home",
    ]))
    .unwrap();
    let zone = profile.zone.unwrap();
    let labels: Vec<_> = profile
        .names
        .iter()
        .map(|entry| zone.label_of(&entry.name).unwrap())
        .collect();
    assert_eq!(labels, ["nas", "@", "a.b", "home"]);
    assert_eq!(
        wrong(zoned(&["nas.example.org", "badexample.net"])),
        [
            ("name[0].name".to_owned(), ProblemKind::NotInZone),
            ("name[1].name".to_owned(), ProblemKind::NotInZone),
        ]
    );
    assert_eq!(
        wrong(draft("zoned")),
        [("zone".to_owned(), ProblemKind::Missing)]
    );
}

#[test]
fn a_name_is_proved_where_dns_can_show_it() {
    let proved_at = |service: &str, zone: Option<&str>, name: &str| {
        let draft = ProfileDraft {
            zone: zone.map(str::to_owned),
            name: vec![entry(name)],
            ..draft(service)
        };
        let profile = check(draft).unwrap();
        let hostname = profile.names[0].hostname.clone();
        hostname.map(|hostname| hostname.to_string())
    };
    let at = |text: &str| Some(text.to_owned());
    assert_eq!(
        proved_at("noip", None, "nas.example.net"),
        at("nas.example.net")
    );
    // Groups and special names stand for many.
    assert_eq!(proved_at("noip", None, "group1"), None);
    assert_eq!(proved_at("noip", None, "all.ddnskey.com"), None);
    assert_eq!(proved_at("duck", None, "home"), at("home.duckdns.org"));
    assert_eq!(
        proved_at("duck", None, "home.duckdns.org"),
        at("home.duckdns.org")
    );
    let zone = Some("example.net");
    assert_eq!(proved_at("zoned", zone, "home"), at("home.example.net"));
    assert_eq!(proved_at("zoned", zone, "@"), at("example.net"));
    assert_eq!(proved_at("zoned", zone, "*"), None);
}

#[test]
fn where_a_missing_family_is_lost_a_name_keeps_both() {
    assert_eq!(
        check(draft("both")).unwrap().names[0].families,
        Family::BOTH
    );
    for (kept, family) in [("ipv4", Family::Ipv6), ("ipv6", Family::Ipv4)] {
        let mut one = draft("both");
        one.name[0].families = Some(vec![kept.to_owned()]);
        let problem = ProblemKind::FamilyNeeded { family };
        assert_eq!(wrong(one), [("name[0].families".to_owned(), problem)]);
    }
    let mut two = draft("both");
    two.name.push(entry("other.example.net"));
    assert_eq!(
        wrong(two),
        [("name[1].name".to_owned(), ProblemKind::OneNameOnly)]
    );
}
