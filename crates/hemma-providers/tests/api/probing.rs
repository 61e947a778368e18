//! Finding out what a key may do.

use super::{door, fixture, now};
use hemma_core::finding::LookProblem;
use hemma_providers::exchange::{Response, SendFailure};
use hemma_providers::hostup::api::{
    Ability, ApiProblemKind, Denial, KeyProbe, KeyReport, KeyStanding, ProbeTrouble, Scope,
};

/// Probes a key at a server that answers `METHOD path?query` with `serve`; returns the report and what was asked.
fn probe(mut serve: impl FnMut(&str) -> Response) -> (KeyReport, Vec<String>) {
    let mut probe = KeyProbe::new();
    let mut asked = Vec::new();
    while let Some(call) = probe.next() {
        assert!(asked.len() < 20, "the probe does not end");
        let request = call.request(&door());
        assert_eq!(request.method(), "GET", "a probe never writes");
        let path = request.url().path().replace("/api/v2", "");
        let line = match request.url().query() {
            Some(query) => format!("{path}?{query}"),
            None => path,
        };
        probe.answer(&door(), &serve(&line), now());
        asked.push(line);
    }
    (probe.report().clone(), asked)
}

fn ok(name: &str) -> Response {
    Response::new(200, fixture(name))
}

fn refusal(status: u16, name: &str) -> Response {
    Response::new(status, fixture(name))
}

fn kind(report: &KeyReport) -> Option<ApiProblemKind> {
    match &report.trouble {
        Some(ProbeTrouble::Refused(problem)) => Some(problem.kind.clone()),
        _ => None,
    }
}

/// A server with one domain and one VPS, whose list of configurations is a fixture.
fn account(configurations: &'static str) -> impl FnMut(&str) -> Response {
    move |line| match line {
        line if line.starts_with("/domains?") => ok("list-domains-200.json"),
        line if line.ends_with("/dyndns") => ok(configurations),
        "/vps?limit=1" => ok("list-vps-200.json"),
        _ => ok("get-vps-hostname-200.json"),
    }
}

#[test]
fn a_key_for_everything_is_known_after_four_questions() {
    let (report, asked) = probe(account("list-dyndns-200.json"));
    assert_eq!(
        asked,
        [
            "/domains?limit=1",
            "/domains/dom_01hxa3b4c5d6e7f8g9h0j1k2m3/dyndns",
            "/vps?limit=1",
            "/vps/vps_01hxa3b4c5d6e7f8g9h0j1k2m3/hostname",
        ]
    );
    assert_eq!(
        report,
        KeyReport {
            standing: KeyStanding::Works,
            domains: Ability::Yes,
            write: Ability::Yes,
            vps_read: Ability::Yes,
            vps_write: Ability::Likely,
            ip_bound_hint: false,
            trouble: None,
        }
    );
    assert_eq!(report.missing(), []);
    let (empty, _) = probe(account("list-dyndns-200-empty.json"));
    assert_eq!(empty.write, Ability::Yes);
}

#[test]
fn a_key_that_only_reads_is_told_by_its_closed_gates() {
    let (report, _) = probe(account("list-dyndns-200-readonly.json"));
    assert_eq!(report.write, Ability::No);
    assert_eq!(report.missing(), [Scope::WriteDomains]);
    assert!(report.domains.may() && !report.write.may());
}

#[test]
fn an_unavailable_domain_says_nothing_about_the_key_and_others_are_asked() {
    let domains: Vec<serde_json::Value> = (0..30)
        .map(|number| {
            let status = if number % 2 == 0 { "expired" } else { "active" };
            serde_json::json!({"id": format!("dom_{number}"), "name": "a.se", "serviceStatus": status})
        })
        .collect();
    let body = serde_json::json!({"data": domains, "hasMore": false}).to_string();
    let mut account = account("list-dyndns-200-unavailable.json");
    let (report, asked) = probe(|line| match line {
        "/domains?limit=50" => Response::new(200, body.clone()),
        "/domains/dom_7/dyndns" => ok("list-dyndns-200.json"),
        line => account(line),
    });
    assert_eq!(report.write, Ability::Yes);
    let domains: Vec<&str> = asked
        .iter()
        .filter_map(|line| line.strip_prefix("/domains/dom_")?.strip_suffix("/dyndns"))
        .collect();
    // Those in use first, and not for ever.
    assert_eq!(domains, ["01hxa3b4c5d6e7f8g9h0j1k2m3", "1", "3", "5", "7"]);

    let (report, asked) = probe(|line| match line {
        "/domains?limit=50" => Response::new(200, body.clone()),
        line => account(line),
    });
    assert_eq!(report.write, Ability::Unknown);
    assert_eq!(report.vps_read, Ability::Yes);
    assert_eq!(
        asked
            .iter()
            .filter(|line| line.ends_with("/dyndns"))
            .count(),
        5
    );
}

#[test]
fn an_account_without_domains_and_servers_is_no_trouble() {
    let (report, asked) = probe(|_| ok("list-domains-200-empty.json"));
    assert_eq!(
        asked,
        ["/domains?limit=1", "/domains?limit=50", "/vps?limit=1"]
    );
    assert_eq!(
        (report.domains, report.write),
        (Ability::Yes, Ability::Unknown)
    );
    assert_eq!(
        (report.vps_read, report.vps_write),
        (Ability::Yes, Ability::Unknown)
    );
    assert_eq!(report.trouble, None);
}

#[test]
fn a_key_for_servers_only_is_offered_servers_only() {
    let mut account = account("list-dyndns-200.json");
    let (report, asked) = probe(|line| match line {
        "/domains?limit=1" => refusal(403, "problem-403.json"),
        line => account(line),
    });
    assert_eq!(asked.len(), 3);
    assert_eq!(report.standing, KeyStanding::Works);
    assert_eq!(
        (report.domains, report.write),
        (Ability::No, Ability::Unknown)
    );
    assert_eq!(report.vps_read, Ability::Yes);
    assert_eq!(report.missing(), [Scope::ReadDomains]);
}

#[test]
fn a_key_for_domains_only_hides_the_servers() {
    let mut account = account("list-dyndns-200.json");
    let (report, _) = probe(|line| match line {
        "/vps?limit=1" => refusal(403, "problem-403.json"),
        line => account(line),
    });
    assert_eq!((report.write, report.vps_read), (Ability::Yes, Ability::No));
    assert_eq!(report.missing(), [Scope::ReadVm]);
}

#[test]
fn a_closed_gate_of_a_stopped_server_is_no_missing_scope() {
    let mut account = account("list-dyndns-200.json");
    let (report, _) = probe(|line| match line {
        line if line.ends_with("/hostname") => ok("get-vps-hostname-200-blocked.json"),
        line => account(line),
    });
    assert_eq!(report.vps_write, Ability::Unknown);
}

#[test]
fn a_rejected_key_is_asked_about_once_and_the_address_is_a_suspect() {
    let (report, asked) = probe(|_| refusal(401, "problem-401.json"));
    assert_eq!(asked.len(), 1);
    assert_eq!(report.standing, KeyStanding::Rejected);
    assert!(report.ip_bound_hint);
    assert_eq!(report.domains, Ability::Unknown);
    assert_eq!(kind(&report), Some(ApiProblemKind::KeyRejected));
}

#[test]
fn a_key_revoked_between_two_questions_proves_nothing() {
    let mut account = account("list-dyndns-200.json");
    let (report, asked) = probe(|line| match line {
        "/vps?limit=1" => refusal(401, "problem-401.json"),
        line => account(line),
    });
    assert_eq!(asked.len(), 3);
    assert_eq!(report.standing, KeyStanding::Rejected);
    assert_eq!(report.write, Ability::Unknown);
}

#[test]
fn a_limit_ends_the_questions_and_keeps_what_is_known() {
    let mut account = account("list-dyndns-200.json");
    let (report, asked) = probe(|line| match line {
        line if line.ends_with("/dyndns") => refusal(429, "problem-429.json"),
        line => account(line),
    });
    assert_eq!(asked.len(), 2);
    assert_eq!(
        (report.domains, report.write),
        (Ability::Yes, Ability::Unknown)
    );
    assert!(matches!(
        kind(&report),
        Some(ApiProblemKind::Limited { .. })
    ));
    assert_eq!(report.missing(), []);
}

#[test]
fn an_inactive_account_is_not_a_missing_scope() {
    let (report, _) = probe(|_| refusal(403, "problem-403-account-inactive.json"));
    assert_eq!(report.missing(), []);
    assert!(matches!(
        kind(&report),
        Some(ApiProblemKind::NotAllowed {
            denial: Denial::AccountInactive,
            ..
        })
    ));
}

#[test]
fn trouble_at_one_room_of_the_service_leaves_the_others_open() {
    let mut account = account("list-dyndns-200.json");
    let (report, _) = probe(|line| match line {
        line if line.starts_with("/domains") => {
            refusal(503, "problem-503-upstream-unavailable.json")
        }
        line => account(line),
    });
    assert_eq!(
        (report.domains, report.vps_read),
        (Ability::Unknown, Ability::Yes)
    );
    assert_eq!(report.standing, KeyStanding::Works);
}

#[test]
fn a_foreign_server_proves_nothing() {
    let (report, _) = probe(|_| Response::new(200, "<html>welcome</html>"));
    assert_eq!(report.standing, KeyStanding::Unproven);
    assert_eq!(report.missing(), []);
}

#[test]
fn without_an_answer_nothing_more_is_asked() {
    let mut probe = KeyProbe::new();
    let failure = SendFailure {
        problem: LookProblem::TimedOut,
        sent: true,
    };
    probe.failed(failure.clone());
    assert_eq!(probe.next(), None);
    assert_eq!(
        probe.report().trouble,
        Some(ProbeTrouble::NoAnswer(failure))
    );
    assert_eq!(probe.report().standing, KeyStanding::Unproven);
}
