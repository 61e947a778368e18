//! What leaves, to the byte, and what is refused before it leaves.

mod support;

use base64::Engine as _;
use hemma_core::names::SecretKey;
use hemma_core::scheduler::Change;
use hemma_core::settings::BatchRules;
use hemma_providers::exchange::{Request, Step};
use hemma_providers::{
    CannotSpeak, ClientIdentity, Secrets, catalog, exchange_for, secrets_needed,
};
use support::{change, identity, profile, secrets};

/// Every request of one attempt, each answered by `good`.
fn requests(service: &str, username: Option<&str>, changes: &[Change]) -> Vec<Request> {
    let profile = profile(service, username, None);
    let secrets = secrets(&profile, changes, "secretpassword");
    let mut exchange = exchange_for(&profile, &secrets, changes, &identity()).expect("an exchange");
    let mut step = exchange.begin();
    let mut sent = Vec::new();
    while let Step::Send(request) = step {
        sent.push(request);
        step = exchange.answer(hemma_providers::exchange::Response::new(200, "good"));
    }
    sent
}

fn names(count: usize) -> Vec<Change> {
    (0..count)
        .map(|number| change(&format!("host{number:03}.example.com"), "192.0.2.25"))
        .collect()
}

#[test]
fn the_request_is_the_one_on_the_vendors_page() {
    let page = include_str!("fixtures/noip-request-get.txt");
    let sent = requests(
        "noip",
        Some("rv7sc9a"),
        &[change("mytest.example.com", "192.0.2.25")],
    );
    let [request] = sent.as_slice() else {
        panic!("one request: {sent:?}");
    };
    let target = format!(
        "{}?{}",
        request.url().path(),
        request.url().query().expect("a query")
    );
    assert_eq!(
        page.lines().next().expect("a request line"),
        format!("{} {target} HTTP/1.1", request.method())
    );
    let host = request.url().host_str().expect("a host");
    assert!(page.contains(&format!("Host: {host}\r\n")));
    let expected = base64::engine::general_purpose::STANDARD.encode("rv7sc9a:secretpassword");
    assert_eq!(
        request.headers()["authorization"],
        format!("Basic {expected}")
    );
    assert!(request.headers().contains_key("user-agent"));
}

#[test]
fn the_user_agent_has_the_vendors_form() {
    assert_eq!(
        identity().user_agent(),
        "Hemma Hemma/Debian12-0.1.0 maintainer@hemma.example"
    );
    let odd = ClientIdentity {
        os: "GNU/Größe 12\r\nX: y".to_owned(),
        ..identity()
    };
    let agent = odd.user_agent();
    assert!(
        agent
            .bytes()
            .all(|byte| byte == b' ' || byte.is_ascii_graphic()),
        "{agent}"
    );
    assert_eq!(agent.split(' ').count(), 3, "{agent}");
    assert_eq!(agent.matches('/').count(), 1, "{agent}");
    assert!(
        ClientIdentity::hemma("", "1")
            .user_agent()
            .contains("/unknown-1 ")
    );
}

#[test]
fn a_placeholder_contact_is_known_as_one() {
    assert!(identity().has_placeholder_contact());
    let real = ClientIdentity {
        contact: "ddns@hemma.se".to_owned(),
        ..identity()
    };
    assert!(!real.has_placeholder_contact());
}

#[test]
fn a_hundred_hosts_at_noip_are_one_request() {
    let sent = requests("noip", Some("rv7sc9a"), &names(100));
    assert_eq!(sent.len(), 1);
    let hosts = sent[0].url().as_str().matches(".example.com").count();
    assert_eq!(hosts, 100);
}

#[test]
fn a_noip_url_never_passes_six_kilobytes() {
    let changes = names(1000);
    let sent = requests("noip", Some("rv7sc9a"), &changes);
    let longest = sent
        .iter()
        .map(|request| request.url().as_str().len())
        .max();
    assert!(longest <= Some(6000), "{longest:?}");
    let all: usize = sent
        .iter()
        .map(|request| request.url().as_str().matches(".example.com").count())
        .sum();
    assert_eq!(all, 1000);
    assert_eq!(
        sent.len(),
        4,
        "20 bytes a name, a little less than 300 names a request"
    );
}

#[test]
fn a_hundred_hosts_at_a_plain_server_are_five_requests() {
    let changes = names(100);
    let profile = profile(
        "dyndns2",
        Some("me"),
        Some("https://ddns.example/nic/update"),
    );
    let secrets = secrets(&profile, &changes, "x");
    let mut exchange =
        exchange_for(&profile, &secrets, &changes, &identity()).expect("an exchange");
    let mut step = exchange.begin();
    let mut count = 0;
    while let Step::Send(_) = step {
        count += 1;
        let body = "good\n".repeat(20);
        step = exchange.answer(hemma_providers::exchange::Response::new(200, body));
    }
    assert_eq!(count, 5);
}

#[test]
fn hostup_parameters_keep_their_order_and_the_token_is_encoded() {
    let change = change("hem.example.se", "2001:db8:1::45");
    let profile = profile("hostup", None, None);
    let secrets = secrets(&profile, std::slice::from_ref(&change), "to&k=en#+%");
    let mut exchange = exchange_for(
        &profile,
        &secrets,
        std::slice::from_ref(&change),
        &identity(),
    )
    .expect("an exchange");
    let Step::Send(request) = exchange.begin() else {
        panic!("a request");
    };
    assert_eq!(
        request.url().as_str(),
        "https://cloud.hostup.se/api/dyndns/update?hostname=hem.example.se&token=to%26k%3Den%23%2B%25&ip=2001%3Adb8%3A1%3A%3A45"
    );
    assert!(!request.headers().contains_key("authorization"));
}

#[test]
fn hostup_has_a_token_for_each_record() {
    let profile = profile("hostup", None, None);
    let changes = [
        change("hem.example.se", "203.0.113.45"),
        change("hem.example.se", "2001:db8:1::45"),
    ];
    let keys: Vec<String> = secrets_needed(&profile, &changes)
        .iter()
        .map(SecretKey::to_string)
        .collect();
    assert_eq!(keys, ["p/hem.example.se/ipv4", "p/hem.example.se/ipv6"]);
    let other = support::profile("noip", Some("me"), None);
    let keys: Vec<String> = secrets_needed(&other, &changes)
        .iter()
        .map(SecretKey::to_string)
        .collect();
    assert_eq!(keys, ["p"]);
}

#[test]
fn a_colon_in_a_noip_user_name_is_sent_as_percent_3a() {
    let sent = requests("noip", Some("group:me"), &[change("group1", "192.0.2.25")]);
    let expected = base64::engine::general_purpose::STANDARD.encode("group%3Ame:secretpassword");
    assert_eq!(
        sent[0].headers()["authorization"],
        format!("Basic {expected}")
    );
}

/// What `exchange_for` says of one change.
fn refusal(
    service: &str,
    username: Option<&str>,
    endpoint: Option<&str>,
    secret: &str,
) -> CannotSpeak {
    let changes = [change("nas.example.net", "203.0.113.45")];
    let profile = profile(service, username, endpoint);
    let secrets = secrets(&profile, &changes, secret);
    match exchange_for(&profile, &secrets, &changes, &identity()) {
        Ok(_) => panic!("{service} spoke"),
        Err(problem) => problem,
    }
}

#[test]
fn f38_only_https_carries_a_credential() {
    for endpoint in [
        "http://ddns.example/",
        "http://ddns.example:8245/nic/update",
        "ftp://ddns.example/",
        "https://me:pass@ddns.example/",
        "https://me@ddns.example/",
    ] {
        for (service, user) in [
            ("dyndns2", Some("me")),
            ("noip", Some("me")),
            ("hostup", None),
        ] {
            assert_eq!(
                refusal(service, user, Some(endpoint), "x"),
                CannotSpeak::EndpointUnsafe,
                "{service} {endpoint}"
            );
        }
    }
}

#[test]
fn f38_every_address_of_the_catalog_is_https() {
    for card in catalog::services() {
        if let Some(endpoint) = card.endpoint() {
            assert!(endpoint.starts_with("https://"), "{endpoint}");
        }
    }
}

#[test]
fn what_is_missing_is_said_before_anything_is_sent() {
    assert_eq!(
        refusal("dyndns2", Some("me"), None, "x"),
        CannotSpeak::EndpointMissing
    );
    assert_eq!(
        refusal("noip", None, None, "x"),
        CannotSpeak::UsernameMissing
    );
    assert_eq!(
        refusal("ovh", Some("a:b"), None, "x"),
        CannotSpeak::UsernameWithColon
    );
    let key: SecretKey = "p".parse().expect("a key");
    assert_eq!(
        refusal("noip", Some("me"), None, ""),
        CannotSpeak::SecretMissing { key }
    );
    let key: SecretKey = "p/nas.example.net/ipv4".parse().expect("a key");
    assert_eq!(
        refusal("hostup", None, None, ""),
        CannotSpeak::SecretMissing { key }
    );
}

#[test]
fn a_change_that_does_not_belong_here_is_refused() {
    let noip = profile("noip", Some("me"), None);
    let say = |changes: &[Change], profile| {
        let secrets = secrets(profile, changes, "x");
        exchange_for(profile, &secrets, changes, &identity())
            .map(|_| ())
            .expect_err("a refusal")
    };
    assert_eq!(say(&[], &noip), CannotSpeak::NothingToSay);
    let mut foreign = change("nas.example.net", "203.0.113.45");
    foreign.record.profile = "other".parse().expect("a profile id");
    let record = foreign.record.clone();
    assert_eq!(
        say(&[foreign], &noip),
        CannotSpeak::ForeignChange { record }
    );
    let mut twisted = change("nas.example.net", "203.0.113.45");
    twisted.record.family = hemma_core::address::Family::Ipv6;
    let record = twisted.record.clone();
    assert_eq!(
        say(&[twisted], &noip),
        CannotSpeak::ForeignChange { record }
    );
    let loopia = profile("loopia", Some("me"), None);
    let ipv6 = change("nas.example.net", "2001:db8::1");
    let record = ipv6.record.clone();
    assert_eq!(
        say(&[ipv6], &loopia),
        CannotSpeak::FamilyNotOffered { record }
    );
}

#[test]
fn an_unknown_service_is_said() {
    let mut profile = profile("noip", Some("me"), None);
    profile.service = "nobody".parse().expect("a service id");
    let changes = [change("nas.example.net", "203.0.113.45")];
    let problem = exchange_for(&profile, &Secrets::default(), &changes, &identity())
        .map(|_| ())
        .expect_err("a refusal");
    assert_eq!(problem.to_string(), "the service nobody is not known");
}

#[test]
fn f37_nothing_that_prints_a_request_shows_a_secret() {
    for (service, user, endpoint) in [
        ("hostup", None, None),
        ("noip", Some("me"), None),
        (
            "dyndns2",
            Some("me"),
            Some("https://ddns.example/up?key=hunter2secret"),
        ),
    ] {
        let changes = [change("nas.example.net", "203.0.113.45")];
        let profile = profile(service, user, endpoint);
        let secrets = secrets(&profile, &changes, "hunter2secret");
        let mut exchange =
            exchange_for(&profile, &secrets, &changes, &identity()).expect("an exchange");
        let step = exchange.begin();
        let basic = base64::engine::general_purpose::STANDARD.encode("me:hunter2secret");
        let Step::Send(request) = &step else {
            panic!("a request");
        };
        for shown in [
            request.describe(),
            format!("{step:?}"),
            format!("{secrets:?}"),
        ] {
            assert!(!shown.contains("hunter2secret"), "{shown}");
            assert!(!shown.contains(&basic), "{shown}");
        }
    }
}

#[test]
fn f37_a_secret_that_comes_back_is_masked_in_the_quote() {
    let changes = [change("hem.example.se", "203.0.113.45")];
    let profile = profile("hostup", None, None);
    let secrets = secrets(&profile, &changes, "abc/def");
    for body in [
        "token abc/def unknown",
        "token abc%2Fdef unknown",
        r#"{"message":"no abc/def here"}"#,
    ] {
        let mut exchange =
            exchange_for(&profile, &secrets, &changes, &identity()).expect("an exchange");
        exchange.begin();
        let Step::Done(outcome) =
            exchange.answer(hemma_providers::exchange::Response::new(403, body))
        else {
            panic!("an outcome");
        };
        let quote = outcome.quote.expect("a quote").to_string();
        assert!(!quote.contains("abc") && quote.contains('…'), "{quote}");
    }
}

#[test]
fn the_catalog_says_what_the_pages_say() {
    let catalog = catalog::catalog();
    let rules = |id: &str| catalog[&id.parse().expect("a service id")].clone();
    assert_eq!(
        rules("noip").batch,
        BatchRules::List {
            most: None,
            longest_url: 6000
        }
    );
    assert!(rules("noip").families_together);
    assert_eq!(rules("noip").min_interval.as_secs(), 300);
    assert_eq!(rules("noip").min_interval_forced.as_secs(), 60);
    assert_eq!(rules("hostup").batch, BatchRules::Single);
    assert!(rules("hostup").secret_per_record && !rules("hostup").needs_username);
    assert_eq!(rules("hostup").min_interval.as_secs(), 60);
    assert_eq!(
        rules("dyndns2").batch,
        BatchRules::List {
            most: Some(20),
            longest_url: 6000
        }
    );
    assert!(rules("dyndns2").needs_endpoint && !rules("dyndns2").families_together);
    assert!(!rules("loopia").ipv6);
    assert_eq!(catalog.len(), catalog::services().len(), "ids are distinct");
    // A year without a change is a year without a request, but where a name lapses after a week: "refresh between
    // 5×24 h and 6×24 h after the last update".
    let refreshed: Vec<_> = catalog
        .iter()
        .filter_map(|(id, rules)| Some((id.as_str(), rules.refresh_after?.as_secs() / 3600)))
        .collect();
    assert_eq!(refreshed, [("dyfi", 132)]);
}
