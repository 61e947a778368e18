//! What is checked before anything is sent.

use super::answers::configurations;
use super::requests::domain;
use super::{VPS, id};
use hemma_core::address::Family;
use hemma_core::names::NameProblem;
use hemma_providers::hostup::api::{
    ChangeVpsHostname, CreateConfiguration, HostnameProblem, ValidationRules, VpsHostnameProblem,
    checked_hostname, checked_vps_hostname, same_name,
};

fn rules(pattern: &str) -> ValidationRules {
    ValidationRules {
        max_length_chars: Some(253),
        pattern: Some(pattern.to_owned()),
        pattern_description: Some("Valid FQDN".to_owned()),
    }
}

/// The pattern on the vendor's page.
const PATTERN: &str = r"^[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(\.[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$";

#[test]
fn a_name_is_the_domain_or_below_it_and_nothing_else() {
    let of = |typed: &str| checked_hostname("example.com", typed);
    for (typed, sent) in [
        ("example.com", "example.com"),
        ("Home.Example.COM.", "home.example.com"),
        (" a.b.example.com ", "a.b.example.com"),
        ("bücher.example.com", "xn--bcher-kva.example.com"),
    ] {
        assert_eq!(of(typed).expect("a name").as_str(), sent);
    }
    let outside = HostnameProblem::OutsideDomain {
        domain: "example.com".to_owned(),
    };
    for typed in [
        "example.net",
        "badexample.com",
        "com.",
        "example.com.evil.se",
    ] {
        let problem = of(typed).expect_err("no name of the domain");
        let is_name = problem == HostnameProblem::Name(NameProblem::NoDot);
        assert!(problem == outside || is_name, "{typed}: {problem:?}");
    }
}

#[test]
fn names_the_vendor_does_not_take_are_refused_with_the_reason() {
    let of = |typed: &str| checked_hostname("example.com", typed).expect_err("refused");
    assert_eq!(of(""), HostnameProblem::Name(NameProblem::Empty));
    let character = |character| HostnameProblem::Name(NameProblem::BadCharacter { character });
    assert_eq!(of("*.example.com"), character('*'));
    assert_eq!(of("_home.example.com"), character('_'));
    assert_eq!(of("a b.example.com"), character(' '));
    assert_eq!(
        of("-a.example.com"),
        HostnameProblem::Name(NameProblem::EdgeHyphen)
    );
    assert_eq!(
        of("a..example.com"),
        HostnameProblem::Name(NameProblem::BadLabel)
    );
    let label = format!("{}.example.com", "a".repeat(64));
    assert_eq!(of(&label), HostnameProblem::Name(NameProblem::BadLabel));
    let long = format!("{}example.com", "abcdefg.".repeat(31));
    assert_eq!(
        of(&long),
        HostnameProblem::Name(NameProblem::TooLong { limit: 253 })
    );
}

#[test]
fn unicode_and_punycode_are_one_name_in_both_directions() {
    for domain in ["åäö.se", "xn--4cab6c.se", "ÅÄÖ.SE."] {
        for typed in ["hem.åäö.se", "hem.xn--4cab6c.se"] {
            let name = checked_hostname(domain, typed).expect("a name");
            assert_eq!(name.as_str(), "hem.xn--4cab6c.se");
        }
    }
    assert!(same_name("åäö.se", "XN--4CAB6C.se."));
    assert!(!same_name("åäö.se", "aao.se"));
    assert!(same_name("LOCAL", "local"));
}

#[test]
fn a_pair_that_exists_is_not_created_again() {
    let existing = configurations("list-dyndns-200.json").configs;
    let create = |name: &str, family| {
        CreateConfiguration::new(&domain(), &existing, name, family).map(|_| ())
    };
    assert_eq!(
        create("HOME.example.com", Family::Ipv4),
        Err(HostnameProblem::Taken {
            config: existing[0].id.clone()
        })
    );
    assert_eq!(create("home.example.com", Family::Ipv6), Ok(()));
    assert_eq!(create("hem.example.com", Family::Ipv4), Ok(()));
}

#[test]
fn a_servers_name_obeys_the_rules_the_server_gave() {
    let of = |typed: &str, rules: &ValidationRules| {
        checked_vps_hostname(typed, Some(rules)).map(|name| name.as_str().to_owned())
    };
    let vendor = rules(PATTERN);
    assert_eq!(
        of("Web-01.example.com", &vendor).as_deref(),
        Ok("web-01.example.com")
    );
    // The pattern takes a single label, the text asks for a whole name.
    assert_eq!(of("web", &vendor), Err(NameProblem::NoDot.into()));
    assert_eq!(
        of("web-.example.com", &vendor),
        Err(NameProblem::EdgeHyphen.into())
    );
    let short = ValidationRules {
        max_length_chars: Some(10),
        ..vendor
    };
    assert_eq!(
        of("web-01.example.com", &short),
        Err(NameProblem::TooLong { limit: 10 }.into())
    );
    assert_eq!(
        of("web-01.example.com", &rules(r"^[a-z]+\.se$")),
        Err(VpsHostnameProblem::Rule {
            description: Some("Valid FQDN".to_owned())
        })
    );
}

#[test]
fn a_rule_that_cannot_be_used_here_is_left_to_the_server() {
    for pattern in ["(?=look)ahead", "(", "((a{1000}){1000}){1000}"] {
        assert!(checked_vps_hostname("web.example.com", Some(&rules(pattern))).is_ok());
    }
    let empty = ValidationRules {
        max_length_chars: Some(0),
        ..ValidationRules::default()
    };
    assert!(checked_vps_hostname("web.example.com", Some(&empty)).is_ok());
    assert!(ChangeVpsHostname::new(id(VPS), "a_b.example.com", None).is_err());
}
