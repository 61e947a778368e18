//! The services with words, codes or statuses of their own (dyndns2-services.md §2).

#![allow(clippy::unwrap_used, reason = "what fails here must fail the test")]

mod common;

use std::time::Duration;

use common::api::seeded;
use common::service::Customer;
use hemma_sandbox::{Rude, Target};

const BOTH: &str = "203.0.113.7 2001:db8:1::7";
const A_ONLY: &str = "203.0.113.7 -";

#[tokio::test]
async fn duckdns_says_ok_or_ko_and_guesses_only_when_nothing_is_named() {
    let sandbox = seeded().await;
    let duck = Customer::at(&sandbox, Target::DuckDns);
    let path = "/update?domains=hemma&token=duckdns-secret";
    assert_eq!(
        duck.said(&format!("{path}&ip=203.0.113.7&ipv6=2001:db8:1::7"))
            .await,
        include_str!("fixtures/duckdns-ok.txt")
    );
    assert_eq!(duck.held(), BOTH);
    duck.said(&format!("{path}&ipv6=2001:db8:1::8")).await;
    assert_eq!(
        duck.held(),
        "203.0.113.7 2001:db8:1::8",
        "with ipv6 nothing is guessed for ip"
    );
    let verbose = duck
        .said(&format!("{path}&verbose=true&ip=203.0.113.9"))
        .await;
    let lines: Vec<&str> = verbose.lines().collect();
    assert_eq!(lines, ["OK", "203.0.113.9", "2001:db8:1::8", "UPDATED"]);
    let kinds = |text: &str| text.lines().count();
    assert_eq!(
        lines.len(),
        kinds(include_str!("fixtures/duckdns-ok-verbose.txt"))
    );
    duck.said(&format!("{path}&clear=true")).await;
    assert_eq!(duck.held(), "- -");
    duck.said(&format!("{path}&ip=203.0.113.45")).await;
    assert_eq!(
        duck.said(&format!("{path}&verbose=true&ip=203.0.113.45"))
            .await,
        include_str!("fixtures/duckdns-ok-verbose-nochange.txt")
    );
    duck.said(path).await;
    assert_eq!(duck.held(), A_ONLY, "the connection's address");
    for wrong in [
        "/update?domains=hemma&token=wrong&ip=203.0.113.7",
        "/update?domains=hemma.duckdns.org&token=duckdns-secret&ip=203.0.113.7",
        "/update?domains=nobody&token=duckdns-secret&ip=203.0.113.7",
        "/update?token=duckdns-secret&ip=203.0.113.7",
        "/update?domains=hemma&token=duckdns-secret&ip=nonsense",
    ] {
        assert_eq!(
            duck.said(wrong).await,
            include_str!("fixtures/duckdns-ko.txt"),
            "{wrong}"
        );
    }
}

#[tokio::test]
async fn freedns_is_opened_by_the_path_which_never_reaches_the_ledger() {
    let sandbox = seeded().await;
    let mut freedns = Customer::at(&sandbox, Target::FreeDns);
    freedns.said("/u/freedns-secret/?myip=203.0.113.40").await;
    let updated = freedns.said("/u/freedns-secret/?myip=203.0.113.45").await;
    let expected = include_str!("fixtures/freedns-updated.txt");
    assert_eq!(
        updated,
        expected.replace("home.example.com", "home.freedns.example")
    );
    let same = freedns.said("/u/freedns-secret/?myip=203.0.113.45").await;
    let example = include_str!("fixtures/freedns-nochange.txt")
        .split_once(" for ")
        .unwrap()
        .0;
    assert!(same.starts_with(example), "{same}");
    assert!(
        freedns
            .said("/u/freedns-secret/?myip=2001:db8::1")
            .await
            .starts_with("ERROR")
    );
    assert!(freedns.said("/u/wrong/").await.starts_with("ERROR"));
    freedns.over_ipv6 = true;
    freedns.said("/u/freedns-secret6/").await;
    assert_eq!(freedns.held(), "203.0.113.45 2001:db8:1::7");
    let entries = serde_json::to_string(&sandbox.ledger().all()).unwrap();
    assert!(
        !entries.contains("freedns-secret") && entries.contains("/u/***/"),
        "{entries}"
    );
}

#[tokio::test]
async fn namecheap_answers_xml_whatever_happened() {
    let sandbox = seeded().await;
    let namecheap = Customer::at(&sandbox, Target::Namecheap);
    let path = "/update?domain=namecheap.example&host=home&ip=203.0.113.45";
    assert_eq!(
        namecheap
            .said(&format!("{path}&password=namecheap-secret"))
            .await,
        include_str!("fixtures/namecheap-200-ok.txt")
    );
    assert_eq!(namecheap.held(), "203.0.113.45 -");
    let refused = namecheap.said(&format!("{path}&password=wrong")).await;
    let example = include_str!("fixtures/namecheap-200-error.txt");
    let essence = |text: &str| -> Vec<String> {
        text.lines()
            .filter(|line| line.contains("Err"))
            .map(str::to_owned)
            .collect()
    };
    assert_eq!(essence(&refused), essence(example));
    namecheap
        .said("/update?domain=namecheap.example&host=@&ip=203.0.113.9&password=namecheap-secret")
        .await;
    assert_eq!(namecheap.held_by("namecheap.example"), "203.0.113.9 -");
    let v6 = "/update?domain=namecheap.example&host=home&ip=2001:db8::7&password=namecheap-secret";
    assert!(
        namecheap.said(v6).await.contains("<ErrCount>1</ErrCount>"),
        "there is no IPv6"
    );
}

#[tokio::test]
async fn cloudns_takes_the_connections_address_for_the_keys_record() {
    let sandbox = seeded().await;
    let mut cloudns = Customer::at(&sandbox, Target::ClouDns);
    let path = "/api/dynamicURL/?q=cloudns-secret";
    assert_eq!(
        cloudns
            .said(&format!("{path}&proxy=1&ip=198.51.100.1"))
            .await,
        "OK"
    );
    assert_eq!(cloudns.held(), A_ONLY);
    assert_eq!(
        cloudns.said("/api/dynamicURL/?q=wrong").await,
        include_str!("fixtures/cloudns-wrong-key.txt")
    );
    cloudns.over_ipv6 = true;
    assert_eq!(
        cloudns.said(path).await,
        include_str!("fixtures/cloudns-invalid.txt")
    );
    assert_eq!(
        cloudns.said("/api/dynamicURL/?q=cloudns-secret6").await,
        "OK"
    );
    assert_eq!(cloudns.held(), BOTH);
    let entries = serde_json::to_string(&sandbox.ledger().all()).unwrap();
    assert!(!entries.contains("cloudns-secret"), "{entries}");
}

#[tokio::test]
async fn domeneshop_says_nothing_when_it_is_done() {
    let sandbox = seeded().await;
    let mut shop = Customer::at(&sandbox, Target::Domeneshop);
    let path = "/v0/dyndns/update?hostname=home.domeneshop.example&myip=203.0.113.7,2001:db8:1::7";
    assert_eq!(shop.get(path).await, (204, String::new()));
    assert_eq!(shop.held(), BOTH);
    assert_eq!(
        shop.get("/v0/dyndns/update?hostname=x.domeneshop.example&myip=203.0.113.7")
            .await
            .0,
        404
    );
    shop.login = None;
    assert_eq!(shop.get(path).await.0, 401);
}

#[tokio::test]
async fn dynv6_says_updated_or_unchanged_and_takes_auto() {
    let sandbox = seeded().await;
    let mut dynv6 = Customer::at(&sandbox, Target::Dynv6);
    let path = "/api/update?zone=home.dynv6.example&token=dynv6-secret";
    let v4 = format!("{path}&ipv4=auto");
    assert_eq!(
        dynv6.said(&v4).await,
        include_str!("fixtures/dynv6-updated.txt")
    );
    assert_eq!(
        dynv6.said(&v4).await,
        include_str!("fixtures/dynv6-unchanged.txt")
    );
    dynv6.said(&format!("{path}&ipv6=2001:db8:1::7")).await;
    assert_eq!(dynv6.held(), BOTH, "an omitted family stays");
    assert_eq!(
        dynv6
            .get("/api/update?zone=home.dynv6.example&token=x&ipv4=auto")
            .await
            .0,
        401
    );
    assert_eq!(
        dynv6
            .get("/api/update?zone=x.dynv6.example&token=dynv6-secret&ipv4=auto")
            .await
            .0,
        404
    );
    dynv6.login = Some(("none".to_owned(), "dynv6-secret".to_owned()));
    assert_eq!(
        dynv6
            .said("/nic/update?hostname=home.dynv6.example&myip=203.0.113.8")
            .await,
        "good"
    );
}

#[tokio::test]
async fn ddnss_and_ipv64_take_a_key_in_the_query() {
    let sandbox = seeded().await;
    let ddnss = Customer::at(&sandbox, Target::Ddnss);
    let path = "/upd.php?key=ddnss-secret&host=home.ddnss.example";
    assert_eq!(
        ddnss
            .said(&format!("{path}&ip=203.0.113.7&ip6=2001:db8:1::7"))
            .await,
        "Updated 1 hostname."
    );
    assert_eq!(ddnss.held(), BOTH);
    assert_eq!(
        ddnss.said("/upd.php?key=x&host=home.ddnss.example").await,
        "badauth"
    );
    assert_eq!(ddnss.said(&format!("{path}&ip=nonsense")).await, "badysys");
    assert_eq!(ddnss.said("/upd.php?key=ddnss-secret").await, "notfqdn");

    let ipv64 = Customer::at(&sandbox, Target::Ipv64);
    let path = "/nic/update?key=ipv64-secret&domain=home.ipv64.example";
    assert_eq!(ipv64.get(&format!("{path}&ip=203.0.113.7")).await.0, 200);
    assert_eq!(ipv64.get(&format!("{path}&ip6=2001:db8:1::7")).await.0, 200);
    assert_eq!(ipv64.held(), BOTH);
    assert_eq!(
        ipv64
            .get("/nic/update?key=x&domain=home.ipv64.example")
            .await
            .0,
        401
    );
}

#[tokio::test]
async fn zoneedit_and_easydns_wait_ten_minutes_between_updates() {
    let sandbox = seeded().await;
    sandbox.set_clock_scale(0);
    let zoneedit = Customer::at(&sandbox, Target::ZoneEdit);
    let easydns = Customer::at(&sandbox, Target::EasyDns);
    let update = |name: &str, ip: &str| format!("/dyn/generic.php?hostname={name}&myip={ip}");
    let (zone_home, easy_home) = ("home.zoneedit.example", "home.easydns.example");
    let success = include_str!("fixtures/zoneedit-success.txt");
    assert_eq!(
        zoneedit.said(&update(zone_home, "127.0.0.12")).await,
        success.replace("trialdomain.com", "zoneedit.example")
    );
    assert_eq!(
        easydns.said(&update(easy_home, "203.0.113.7")).await,
        "NOERROR\n"
    );
    sandbox.advance_clock(Duration::from_secs(599));
    assert!(
        zoneedit
            .said(&update(zone_home, "203.0.113.8"))
            .await
            .starts_with("<ERROR CODE=\"702\"")
    );
    assert_eq!(
        easydns.said(&update(easy_home, "203.0.113.8")).await,
        "TOOSOON\n"
    );
    assert_eq!(zoneedit.rudeness(), [Rude::Hurried; 2]);
    sandbox.advance_clock(Duration::from_secs(1));
    let nochange = include_str!("fixtures/zoneedit-nochange.txt");
    assert_eq!(
        zoneedit.said(&update(zone_home, "127.0.0.12")).await,
        nochange.replace("bannedware.com", "zoneedit.example")
    );
    assert_eq!(
        easydns.said(&update(easy_home, "203.0.113.8")).await,
        "NOERROR\n"
    );
    let foreign = zoneedit
        .said(&update("next-door.zoneedit.example", "203.0.113.8"))
        .await;
    assert_eq!(
        foreign,
        include_str!("fixtures/zoneedit-error.txt").replace("bad.com", "zoneedit.example")
    );
}

#[tokio::test]
async fn key_systems_waits_thirty_minutes_after_a_success() {
    let sandbox = seeded().await;
    sandbox.set_clock_scale(0);
    let keys = Customer::at(&sandbox, Target::KeySystems);
    let path = "/update.php?hostname=home.keysystems.example&password=keysystems-secret&ip=";
    assert!(
        keys.said(&format!("{path}auto"))
            .await
            .contains("code = 200")
    );
    assert_eq!(keys.held(), A_ONLY);
    sandbox.advance_clock(Duration::from_secs(30 * 60 - 1));
    assert!(
        !keys
            .said(&format!("{path}203.0.113.8"))
            .await
            .contains("code = 200")
    );
    assert_eq!(keys.held(), A_ONLY);
    sandbox.advance_clock(Duration::from_secs(1));
    assert!(
        keys.said(&format!("{path}203.0.113.8"))
            .await
            .contains("code = 200")
    );
    assert_eq!(keys.rudeness(), [Rude::Hurried]);
}
