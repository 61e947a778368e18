//! The echo operators: what they tell, over which family, and that they are independent.

#![allow(clippy::unwrap_used, reason = "what fails here must fail the test")]

mod common;

use common::{client, get};
use hemma_sandbox::{Family, Fault, Sandbox, Target, Times, World};

async fn sandbox() -> Sandbox {
    Sandbox::start(World::seeded()).await.unwrap()
}

#[tokio::test]
async fn both_operators_tell_the_routers_address_and_follow_its_moves() {
    let sandbox = sandbox().await;
    let (a, b) = (sandbox.url(Target::EchoA), sandbox.url(Target::EchoB));
    assert_eq!(get(&sandbox, &a).await, (200, "203.0.113.7".to_owned()));
    sandbox.move_router_v4("203.0.113.9".parse().unwrap());
    assert_eq!(get(&sandbox, &a).await.1, "203.0.113.9");
    for url in [
        format!("{a}/json"),
        format!("{b}/json"),
        format!("{a}/?format=json"),
    ] {
        assert_eq!(get(&sandbox, &url).await.1, r#"{"ip":"203.0.113.9"}"#);
    }
    assert_eq!(get(&sandbox, &b).await.0, 404);
}

#[tokio::test]
async fn the_trace_holds_another_address_before_the_right_one() {
    let sandbox = sandbox().await;
    let url = format!("{}/cdn-cgi/trace", sandbox.url(Target::EchoB));
    let (_, body) = get(&sandbox, &url).await;
    let lines: Vec<&str> = body.lines().collect();
    assert_eq!(lines[1], "h=1.1.1.1");
    assert_eq!(lines[2], "ip=203.0.113.7");
    assert!(lines.contains(&"warp=off"));
}

#[tokio::test]
async fn over_ipv6_the_ipv6_address_is_told_and_without_one_nothing_is_reached() {
    let sandbox = sandbox().await;
    let Some(url) = sandbox.url_v6(Target::EchoA) else {
        // A machine without IPv6: then nobody else can listen there either.
        let bound = tokio::net::TcpListener::bind("[::1]:0").await;
        assert!(
            bound.is_err(),
            "there is an IPv6 loopback, but it was not used"
        );
        return;
    };
    assert_eq!(get(&sandbox, &url).await.1, "2001:db8:1::7");
    sandbox.cut_router(Family::V6);
    assert!(client(&sandbox).get(&url).send().await.is_err());
    let contacts = sandbox.ledger().of(Target::EchoA);
    assert_eq!(
        contacts[1].method, "-",
        "the connection was closed before TLS"
    );
    assert_eq!(
        get(&sandbox, &sandbox.url(Target::EchoA)).await.1,
        "203.0.113.7"
    );
}

#[tokio::test]
async fn the_operators_fail_independently() {
    let sandbox = sandbox().await;
    let wrong = Fault::other_address("198.51.100.66".parse().unwrap());
    sandbox.fault(Target::EchoA, wrong, Times::UntilCleared);
    assert_eq!(
        get(&sandbox, &sandbox.url(Target::EchoA)).await.1,
        "198.51.100.66"
    );
    let trace = format!("{}/cdn-cgi/trace", sandbox.url(Target::EchoB));
    assert!(get(&sandbox, &trace).await.1.contains("\nip=203.0.113.7\n"));
    sandbox.clear_faults(Some(Target::EchoA));
    assert_eq!(
        get(&sandbox, &sandbox.url(Target::EchoA)).await.1,
        "203.0.113.7"
    );
}

#[tokio::test]
async fn the_ledger_tells_fresh_connections_from_shared_ones() {
    let sandbox = sandbox().await;
    let url = sandbox.url(Target::EchoA);
    get(&sandbox, &url).await;
    get(&sandbox, &url).await;
    let entries = sandbox.ledger().of(Target::EchoA);
    assert_ne!(entries[0].connection, entries[1].connection);
}
