//! What holds for every byte.

use super::requests::domain;
use super::{CONFIG, DOMAIN, KEY, VPS, door, fixture, id, now};
use hemma_core::address::Family;
use hemma_providers::exchange::Response;
use hemma_providers::hostup::api::{
    ApiProblem, ApiProblemKind, Call, ChangeVpsHostname, CreateConfiguration, DeleteConfiguration,
    DnsHistory, KeyProbe, ListConfigurations, ListDomains, ListVps, ListingEnd, Pager, Paging,
    SetEnabled, UpdateLog, VpsHostname, checked_hostname,
};
use proptest::prelude::*;
use serde_json::Value;
use std::fmt::Debug;

const STATUSES: &[u16] = &[
    200, 201, 204, 302, 400, 401, 403, 404, 409, 418, 429, 500, 503,
];

/// Every successful body of the reference.
const BODIES: &[&str] = &[
    "list-domains-200-page1.json",
    "list-dyndns-200-dual.json",
    "create-dyndns-201.json",
    "patch-dyndns-200-enabled.json",
    "list-dyndns-logs-200-all-statuses.json",
    "list-dns-history-200.json",
    "list-vps-200.json",
    "get-vps-hostname-200.json",
    "put-vps-hostname-200-partial-failure.json",
    "problem-400-create-dyndns.json",
    "v1-error-429.json",
];

/// What may stand where a member should.
fn oddity() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,20}".prop_map(Value::from),
        Just(Value::from(KEY)),
        Just(serde_json::json!([])),
        Just(serde_json::json!({})),
        Just(serde_json::json!([{"id": KEY}])),
    ]
}

/// Puts `odd` in the place of the member or entry that `path` leads to.
fn disturb(value: &mut Value, path: &[usize], odd: &Value) {
    let Some((first, rest)) = path.split_first() else {
        *value = odd.clone();
        return;
    };
    match value {
        Value::Array(entries) if !entries.is_empty() => {
            let place = first % entries.len();
            disturb(&mut entries[place], rest, odd);
        }
        Value::Object(members) if !members.is_empty() => {
            let place = first % members.len();
            if let Some((_, member)) = members.iter_mut().nth(place) {
                disturb(member, rest, odd);
            }
        }
        leaf => *leaf = odd.clone(),
    }
}

/// Answers of the reference with one thing wrong in them, and bytes that are nothing.
fn body() -> impl Strategy<Value = Vec<u8>> {
    let name = prop::sample::select(BODIES);
    let path = prop::collection::vec(0usize..12, 0..4);
    let disturbed = (name, path, oddity()).prop_map(|(name, path, odd)| {
        let mut value: Value = serde_json::from_slice(&fixture(name)).expect("JSON");
        disturb(&mut value, &path, &odd);
        value.to_string().into_bytes()
    });
    prop_oneof![
        9 => disturbed,
        1 => prop::collection::vec(any::<u8>(), 0..200),
    ]
}

fn response() -> impl Strategy<Value = Response> {
    (prop::sample::select(STATUSES), body(), any::<bool>()).prop_map(|(status, body, cut)| {
        let mut response = Response::new(status, body);
        response.truncated = cut && response.body.len() > 100;
        response
    })
}

/// Reads one answer as every call's, and says what every call made of it.
fn everybody(response: &Response) -> Vec<(String, Option<ApiProblem>)> {
    fn one<C: Call>(call: &C, response: &Response) -> (String, Option<ApiProblem>)
    where
        C::Answer: Debug,
    {
        let read = call.read(&door(), response, now());
        (format!("{read:?}"), read.err())
    }
    let config = || (id(DOMAIN), id(CONFIG));
    let (domain_id, config_id) = config();
    let set = SetEnabled {
        domain: domain_id,
        config: config_id,
        enabled: true,
    };
    let (domain_id, config_id) = config();
    let delete = DeleteConfiguration {
        domain: domain_id,
        config: config_id,
    };
    let (domain_id, config_id) = config();
    let log = UpdateLog {
        domain: domain_id,
        config: config_id,
    };
    let history = DnsHistory {
        domain: id(DOMAIN),
        limit: None,
        name: None,
        record_type: None,
        cursor: None,
    };
    let create = CreateConfiguration::new(&domain(), &[], "home.example.com", Family::Ipv4);
    let rename = ChangeVpsHostname::new(id(VPS), "web-01.example.com", None);
    vec![
        one(&ListDomains::default(), response),
        one(&ListConfigurations { domain: id(DOMAIN) }, response),
        one(&create.expect("a call"), response),
        one(&set, response),
        one(&delete, response),
        one(&log, response),
        one(&history, response),
        one(&ListVps::default(), response),
        one(&VpsHostname { vps: id(VPS) }, response),
        one(&rename.expect("a call"), response),
    ]
}

proptest! {
    #[test]
    fn whatever_comes_is_read_by_its_status_and_shows_no_key(response in response()) {
        for (shown, problem) in everybody(&response) {
            prop_assert!(!shown.contains(KEY), "{shown}");
            let status = response.status;
            prop_assert_eq!(problem.is_none() && !(200..300).contains(&status), false);
            let Some(problem) = problem else { continue };
            prop_assert_eq!(problem.status, status);
            let strange = matches!(problem.kind, ApiProblemKind::Strange { .. });
            prop_assert_eq!(strange, matches!(status, 200..=399), "{:?}", problem);
            let rejected = problem.kind == ApiProblemKind::KeyRejected;
            prop_assert_eq!(rejected, status == 401);
        }
    }

    #[test]
    fn a_probe_ends_and_only_reads(answers in prop::collection::vec(response(), 12)) {
        let mut probe = KeyProbe::new();
        let mut answers = answers.into_iter();
        while let Some(call) = probe.next() {
            let request = call.request(&door());
            prop_assert_eq!(request.method().as_str(), "GET");
            let answer = answers.next();
            prop_assert!(answer.is_some(), "more than twelve questions");
            if let Some(answer) = answer {
                probe.answer(&door(), &answer, now());
            }
        }
        let shown = format!("{:?}", probe.report());
        prop_assert!(!shown.contains(KEY), "{}", shown);
    }

    #[test]
    fn every_list_ends_whatever_marks_it_gives(marks in prop::collection::vec(0u8..30, 120)) {
        let mut pager = Pager::new();
        let mut turns = 0;
        let end = loop {
            prop_assert!(turns < 101);
            let mark = marks[turns];
            turns += 1;
            let body = match mark {
                0 => fixture("problem-400-invalid-cursor.json"),
                1 => fixture("list-domains-200-empty.json"),
                mark => format!(r#"{{"data":[],"nextCursor":"{turns}-{}"}}"#, mark % 28).into_bytes(),
            };
            let status = if mark == 0 { 400 } else { 200 };
            let call = ListDomains { cursor: pager.cursor(), ..ListDomains::default() };
            let came = call.read(&door(), &Response::new(status, body), now());
            match pager.take(came) {
                Paging::More => {}
                Paging::Done(listing) => break listing.end,
            }
        };
        prop_assert!(end != ListingEnd::Complete || marks[turns - 1] == 1);
    }

    #[test]
    fn a_checked_name_always_belongs_to_its_domain(typed in "[-a-zA-ZåÖ_*. ]{0,12}(\\.?example\\.com)?\\.?") {
        if let Ok(name) = checked_hostname("example.com", &typed) {
            let text = name.as_str();
            prop_assert!(text == "example.com" || text.ends_with(".example.com"), "{text}");
            prop_assert!(text.len() <= 253);
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.');
            prop_assert!(text.chars().all(plain), "{text}");
        }
    }
}
