//! Every refusal, and how long to wait.

use super::{DOMAIN, KEY, door, fixture, id, now, read, strange};
use hemma_core::address::Family;
use hemma_providers::exchange::Response;
use hemma_providers::hostup::api::{
    ApiProblem, ApiProblemKind, Call, CreateConfiguration, Denial, DnsHistory, ListConfigurations,
    ListDomains, Oddity, Scope, unasked_wait,
};
use http::HeaderMap;
use http::header::{HeaderName, HeaderValue};
use std::time::Duration;

fn problem(status: u16, name: &str) -> ApiProblem {
    let call = ListConfigurations { domain: id(DOMAIN) };
    read(&call, status, name).expect_err("a problem")
}

fn not_allowed(denial: Denial) -> ApiProblemKind {
    ApiProblemKind::NotAllowed {
        denial,
        needs: &[Scope::ReadDomains],
    }
}

#[test]
fn status_decides_and_the_code_refines() {
    let unasked = ApiProblemKind::Limited {
        wait: Duration::from_secs(60),
        asked: false,
    };
    let unavailable = ApiProblemKind::Unavailable { wait: None };
    let table = [
        (400, "problem-400.json", ApiProblemKind::Invalid),
        (
            400,
            "problem-400-create-dyndns.json",
            ApiProblemKind::Invalid,
        ),
        (
            400,
            "problem-400-schema-example.json",
            ApiProblemKind::Invalid,
        ),
        (
            400,
            "problem-400-invalid-cursor.json",
            ApiProblemKind::CursorInvalid,
        ),
        (401, "problem-401.json", ApiProblemKind::KeyRejected),
        (
            401,
            "problem-401-error-page.json",
            ApiProblemKind::KeyRejected,
        ),
        (401, "v1-error-401.json", ApiProblemKind::KeyRejected),
        (403, "problem-403.json", not_allowed(Denial::ScopeOrOwner)),
        (
            403,
            "problem-403-account-inactive.json",
            not_allowed(Denial::AccountInactive),
        ),
        (
            403,
            "problem-403-verification-failed.json",
            not_allowed(Denial::VerificationFailed),
        ),
        (404, "problem-404.json", ApiProblemKind::Gone),
        (404, "problem-404-minimal.json", ApiProblemKind::Gone),
        (404, "problem-404-vps-not-found.json", ApiProblemKind::Gone),
        (
            404,
            "problem-404-api-key-not-found.json",
            ApiProblemKind::Gone,
        ),
        (
            409,
            "problem-409-nameserver-update-blocked.json",
            ApiProblemKind::Conflict,
        ),
        (
            409,
            "problem-409-unknown-code.json",
            ApiProblemKind::Conflict,
        ),
        (
            409,
            "problem-409-vps-not-ready.json",
            ApiProblemKind::VpsNotReady,
        ),
        (429, "problem-429.json", unasked.clone()),
        (429, "problem-429-rate-limited.json", unasked.clone()),
        (
            429,
            "problem-429-rate-limit-exceeded-error-page.json",
            unasked,
        ),
        (500, "problem-500.json", unavailable.clone()),
        (500, "problem-500-error-page.json", unavailable.clone()),
        (502, "problem-502-upstream.json", unavailable.clone()),
        (502, "problem-502-html.txt", unavailable.clone()),
        (503, "problem-503-upstream-unavailable.json", unavailable),
    ];
    for (status, name, kind) in table {
        let problem = problem(status, name);
        assert_eq!(problem.kind, kind, "{name}");
        assert_eq!(problem.status, status, "{name}");
        // The documents repeat their status and say their code in their file; both must have been read from them.
        if let Ok(document) = serde_json::from_slice::<serde_json::Value>(&fixture(name)) {
            assert_eq!(problem.code.as_deref(), document["code"].as_str(), "{name}");
            assert_eq!(
                problem.request_id.as_deref(),
                document["requestId"].as_str(),
                "{name}"
            );
            let detail = document.get("detail").or(document.get("message"));
            assert_eq!(
                problem.detail.as_deref(),
                detail.and_then(|text| text.as_str()),
                "{name}"
            );
        }
    }
}

#[test]
fn a_page_of_a_gateway_keeps_its_status_and_loses_its_body() {
    let problem = problem(502, "problem-502-html.txt");
    assert_eq!(
        (problem.code, problem.title, problem.detail),
        (None, None, None)
    );
    assert!(problem.fields.is_empty());
}

#[test]
fn field_errors_point_at_the_field_of_the_form() {
    let domain = super::requests::domain();
    let call = CreateConfiguration::new(&domain, &[], "home.example.com", Family::Ipv4);
    let problem = read(
        &call.expect("a call"),
        400,
        "problem-400-create-dyndns.json",
    )
    .expect_err("a problem");
    let hostname = problem.field("hostname").expect("a field");
    assert_eq!(hostname.pointer, "/hostname");
    assert_eq!(hostname.code, "invalid_request");
    assert!(!hostname.detail.is_empty());
    assert!(problem.field("recordType").is_some());
    assert!(problem.field("enabled").is_none());
    let nested = self::problem(400, "problem-400-schema-example.json");
    assert_eq!(nested.fields[0].pointer, "/items/0/eppCode");
    assert_eq!(nested.fields[0].code, "missing_required");
}

#[test]
fn a_refusal_names_the_scopes_of_the_call_that_was_refused() {
    let call = DnsHistory {
        domain: id(DOMAIN),
        limit: None,
        name: None,
        record_type: None,
        cursor: None,
    };
    let problem = read(&call, 403, "problem-403.json").expect_err("a problem");
    assert_eq!(
        problem.kind,
        ApiProblemKind::NotAllowed {
            denial: Denial::ScopeOrOwner,
            needs: &[Scope::ReadDns, Scope::ReadDomains],
        }
    );
    assert_eq!(problem.to_string(), "HTTP 403 (forbidden)");
}

#[test]
fn only_troubles_that_can_pass_by_themselves_may_pass() {
    assert!(problem(503, "problem-503-upstream-unavailable.json").may_pass());
    assert!(problem(429, "problem-429.json").may_pass());
    for (status, name) in [
        (400, "problem-400.json"),
        (401, "problem-401.json"),
        (403, "problem-403.json"),
        (404, "problem-404.json"),
        (409, "problem-409-unknown-code.json"),
    ] {
        assert!(!problem(status, name).may_pass(), "{name}");
    }
}

/// Reads an empty 429 with these headers.
fn wait(headers: &[(&str, &str)]) -> (u64, bool) {
    limited(headers, Vec::new())
}

fn limited(headers: &[(&str, &str)], body: Vec<u8>) -> (u64, bool) {
    let mut response = Response::new(429, body);
    response.headers = headers
        .iter()
        .map(|(name, value)| {
            (
                HeaderName::from_bytes(name.as_bytes()).expect("a name"),
                HeaderValue::from_str(value).expect("a value"),
            )
        })
        .collect::<HeaderMap>();
    let problem = ListDomains::default()
        .read(&door(), &response, now())
        .expect_err("a problem");
    match problem.kind {
        ApiProblemKind::Limited { wait, asked } => (wait.as_secs(), asked),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_documented_headers_of_a_limit_are_obeyed() {
    let text = String::from_utf8(fixture("problem-429-headers.txt")).expect("text");
    let headers: Vec<(&str, &str)> = text
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once(": "))
        .collect();
    assert_eq!(headers.len(), 5);
    assert_eq!(limited(&headers, fixture("problem-429.json")), (30, true));
    // The same moment, said by the second header alone.
    let reset: Vec<(&str, &str)> = headers
        .into_iter()
        .filter(|(name, _)| *name != "Retry-After")
        .collect();
    assert_eq!(wait(&reset), (30, true));
}

#[test]
fn waits_are_understood_in_every_form_and_held_within_reason() {
    let day = 24 * 3600;
    for (value, seconds) in [
        ("30", 30),
        (" 30 ", 30),
        ("0", 1),
        ("99999999999999999999999999", day),
        ("Mon, 27 Apr 2026 12:36:26 GMT", 90),
        ("Mon, 27 Apr 2027 12:36:26 GMT", day),
    ] {
        assert_eq!(wait(&[("retry-after", value)]), (seconds, true), "{value}");
    }
    for (value, seconds) in [
        ("2026-04-27T12:35:26.000Z", 30),
        ("1777293326", 30),
        ("1777293326000", 30),
        ("2026-05-27T12:35:26.000Z", day),
    ] {
        assert_eq!(
            wait(&[("x-ratelimit-reset", value)]),
            (seconds, true),
            "{value}"
        );
    }
    // The first header wins, unless nobody can read it.
    let reset = ("x-ratelimit-reset", "2026-04-27T12:35:26.000Z");
    assert_eq!(wait(&[("retry-after", "5"), reset]), (5, true));
    assert_eq!(wait(&[("retry-after", "soon"), reset]), (30, true));
    assert_eq!(limited(&[], fixture("v1-error-429.json")), (60, true));
}

#[test]
fn f47_a_moment_that_has_passed_is_no_leave_to_hurry() {
    for (name, value) in [
        ("retry-after", "Mon, 27 Apr 2026 12:34:00 GMT"),
        ("x-ratelimit-reset", "2020-01-01T00:00:00.000Z"),
        ("x-ratelimit-reset", "30"),
        ("x-ratelimit-reset", "-5"),
        ("retry-after", "-5"),
        ("retry-after", ""),
    ] {
        assert_eq!(wait(&[(name, value)]), (60, false), "{name}: {value}");
    }
}

#[test]
fn waits_nobody_asked_for_double_to_a_quarter_of_an_hour() {
    let waits: Vec<u64> = (0..6).map(|times| unasked_wait(times).as_secs()).collect();
    assert_eq!(waits, [60, 120, 240, 480, 900, 900]);
    assert_eq!(unasked_wait(u32::MAX).as_secs(), 900);
}

#[test]
fn a_service_in_trouble_may_name_its_wait_too() {
    let mut response = Response::new(503, "");
    response
        .headers
        .insert("retry-after", HeaderValue::from_static("120"));
    let problem = ListDomains::default()
        .read(&door(), &response, now())
        .expect_err("a problem");
    let wait = Some(Duration::from_secs(120));
    assert_eq!(problem.kind, ApiProblemKind::Unavailable { wait });
}

#[test]
fn every_status_means_something_without_any_body() {
    let kind = |status: u16| {
        ListDomains::default()
            .read(&door(), &Response::new(status, ""), now())
            .expect_err("a problem")
            .kind
    };
    for status in [301, 302, 307, 308, 407, 511] {
        assert_eq!(kind(status), strange(Oddity::Intercepted), "{status}");
    }
    for status in [405, 406, 413, 415, 422, 451] {
        assert_eq!(kind(status), ApiProblemKind::Invalid, "{status}");
    }
    for status in [408, 425, 500, 502, 503, 504, 599] {
        assert_eq!(
            kind(status),
            ApiProblemKind::Unavailable { wait: None },
            "{status}"
        );
    }
    assert_eq!(kind(410), ApiProblemKind::Gone);
    assert_eq!(kind(101), strange(Oddity::Status));
    assert_eq!(kind(200), strange(Oddity::NotJson));
}

#[test]
fn f37_what_the_server_says_is_cleaned_and_never_holds_the_key() {
    let halves = KEY.split_at(5);
    let body = serde_json::json!({
        "title": format!("Bearer {KEY} is bad"),
        "detail": format!("{}\u{0}{} and \u{202e}turned\u{1b}[31m\nlines {}", halves.0, halves.1, "x".repeat(5000)),
        "code": 7,
        "requestId": ["req"],
        "errors": [
            {"pointer": "/hostname", "detail": KEY},
            {"detail": "no pointer"},
            "no object",
        ],
    });
    let problem = ListDomains::default()
        .read(&door(), &Response::new(400, body.to_string()), now())
        .expect_err("a problem");
    let shown = format!("{problem:?} {problem} {}", serde_json::json!(problem));
    assert!(!shown.contains(KEY), "{shown}");
    assert_eq!(problem.title.as_deref(), Some("Bearer … is bad"));
    let detail = problem.detail.expect("a detail");
    assert!(detail.starts_with("… and turned[31m lines xxx"), "{detail}");
    assert_eq!(detail.chars().count(), 1001);
    assert_eq!((problem.code, problem.request_id), (None, None));
    assert_eq!(problem.fields.len(), 1);
    assert_eq!(problem.fields[0].detail, "…");
}

#[test]
fn f64_a_write_in_trouble_or_with_a_strange_answer_may_have_happened() {
    let domain = super::requests::domain();
    let call = CreateConfiguration::new(&domain, &[], "home.example.com", Family::Ipv4);
    let call = call.expect("a call");
    let of = |status: u16, body: &str| {
        let problem = super::read_bytes(&call, status, body).expect_err("a problem");
        assert!(!call.safe_to_repeat());
        problem.may_have_happened()
    };
    for (status, body) in [
        (500, ""),
        (504, "<html>"),
        (201, ""),
        (201, "{}"),
        (200, "<html>"),
    ] {
        assert!(of(status, body), "{status} {body}");
    }
    for status in [302, 400, 401, 403, 404, 409, 429] {
        assert!(!of(status, "{}"), "{status}");
    }
}
