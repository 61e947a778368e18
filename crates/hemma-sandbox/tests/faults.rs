//! Every fault, as a client meets it on the wire.

#![allow(clippy::unwrap_used, reason = "what fails here must fail the test")]

mod common;

use std::time::Duration;

use common::{Caller, SOON, client, get};
use hemma_sandbox::{BrokenTls, Family, Fault, Sandbox, Target, Times, World};

const HOME: &str = "hostname=home.noip.example&myip=203.0.113.7";

async fn sandbox_with(target: Target, fault: Fault) -> Sandbox {
    let sandbox = Sandbox::start(World::seeded()).await.unwrap();
    sandbox.fault(target, fault, Times::Next(1));
    sandbox
}

#[tokio::test]
async fn whole_answers_are_replaced_and_the_work_is_not_done() {
    for (fault, status, start) in [
        (Fault::word("911"), 200, "911"),
        (Fault::Status { status: 403 }, 403, "<html>"),
        (Fault::internal_error(), 500, "<html>"),
        (Fault::too_many(5), 429, "Too Many"),
        (Fault::Empty, 200, ""),
        (Fault::HtmlPortal, 200, "<!doctype html>"),
        (Fault::HugeBody, 200, "good 192.0.2.25 \n"),
        (
            Fault::other_address("198.51.100.66".parse().unwrap()),
            200,
            "good 198.51.100.66",
        ),
        (
            Fault::Body {
                text: "wait60m".to_owned(),
            },
            200,
            "wait60m",
        ),
        (
            Fault::Redirect {
                location: "https://elsewhere.hemma.test/".to_owned(),
            },
            302,
            "",
        ),
    ] {
        let sandbox = sandbox_with(Target::NoIp, fault.clone()).await;
        let (got, body) = Caller::noip(&sandbox).update(HOME).await;
        assert_eq!(got, status, "{fault:?}");
        assert!(body.starts_with(start), "{fault:?}: {:.40}", body);
        assert_eq!(
            sandbox.registered("home.noip.example", Family::V4),
            None,
            "{fault:?}"
        );
        assert_eq!(sandbox.ledger().updates()[0].fault, Some(fault));
    }
}

#[tokio::test]
async fn a_cut_answer_arrives_in_part_and_then_fails() {
    for (bytes, arrives) in [(5, "203.0"), (0, "")] {
        let sandbox = sandbox_with(Target::EchoA, Fault::cut_after(bytes)).await;
        let request = client(&sandbox).get(sandbox.url(Target::EchoA)).send();
        let mut response = request.await.unwrap();
        let promised = Some("203.0.113.7".len() as u64);
        assert_eq!(response.content_length(), promised);
        let mut got = Vec::new();
        let end = loop {
            match response.chunk().await {
                Ok(Some(piece)) => got.extend_from_slice(&piece),
                other => break other,
            }
        };
        assert_eq!(got, arrives.as_bytes());
        assert!(
            end.is_err(),
            "the rest must be missed, not taken for the end"
        );
    }
}

#[tokio::test]
async fn a_lost_answer_leaves_the_update_done_and_a_dropped_request_does_not() {
    for (fault, stored) in [(Fault::LostAnswer, true), (Fault::Dropped, false)] {
        let sandbox = sandbox_with(Target::NoIp, fault.clone()).await;
        let caller = Caller::noip(&sandbox);
        let url = format!("{}/nic/update?{HOME}", sandbox.url(Target::NoIp));
        let request = caller.client.get(url).header("user-agent", common::AGENT);
        let sent = request
            .basic_auth("sandbox", Some("sandbox-secret"))
            .send()
            .await;
        assert!(sent.is_err(), "{fault:?}");
        let registered = sandbox.registered("home.noip.example", Family::V4);
        assert_eq!(registered.is_some(), stored, "{fault:?}");
        assert_eq!(sandbox.ledger().updates()[0].status, None);
    }
}

#[tokio::test]
async fn slow_and_latency_delay_the_proper_answer() {
    let sandbox = sandbox_with(Target::EchoA, Fault::slow(Duration::from_millis(120))).await;
    sandbox.set_latency(Target::EchoA, Duration::from_millis(60));
    let url = sandbox.url(Target::EchoA);
    let before = sandbox.clock().now().real;
    assert_eq!(get(&sandbox, &url).await.1, "203.0.113.7");
    let slow = sandbox.clock().now().real - before;
    assert!(slow >= Duration::from_millis(180), "{slow:?}");
    let before = sandbox.clock().now().real;
    get(&sandbox, &url).await;
    let with_latency = sandbox.clock().now().real - before;
    assert!(
        with_latency >= Duration::from_millis(60),
        "{with_latency:?}"
    );
}

#[tokio::test]
async fn a_dead_host_takes_the_request_and_says_nothing() {
    let sandbox = sandbox_with(Target::EchoA, Fault::Dead).await;
    let client = client(&sandbox);
    let request = client.get(sandbox.url(Target::EchoA)).send();
    let seen = sandbox
        .ledger()
        .wait_for(SOON, |entry| entry.answer == "silence");
    tokio::select! {
        answer = request => panic!("a dead host must not answer: {answer:?}"),
        seen = seen => assert_eq!(seen.unwrap().path, "/"),
    }
}

#[tokio::test]
async fn broken_tls_is_refused_by_a_careful_client_and_gone_when_used_up() {
    for how in [
        BrokenTls::Handshake,
        BrokenTls::Expired,
        BrokenTls::WrongHost,
        BrokenTls::UnknownIssuer,
    ] {
        let sandbox = sandbox_with(Target::EchoA, Fault::broken_tls(how)).await;
        let url = sandbox.url(Target::EchoA);
        let error = client(&sandbox).get(&url).send().await.unwrap_err();
        assert!(error.is_connect(), "{how:?}: {error:?}");
        assert_eq!(get(&sandbox, &url).await.1, "203.0.113.7", "{how:?}");
        let contacts = sandbox.ledger().of(Target::EchoA);
        assert_eq!(
            contacts.len(),
            2,
            "{how:?}: one broken connection, one request"
        );
        assert_eq!(contacts[0].method, "-");
    }
}

#[tokio::test]
async fn a_stranger_who_does_not_trust_the_authority_gets_nothing() {
    let sandbox = Sandbox::start(World::seeded()).await.unwrap();
    let other = Sandbox::start(World::seeded()).await.unwrap();
    assert!(
        client(&other)
            .get(sandbox.url(Target::EchoA))
            .send()
            .await
            .is_err()
    );
    assert_eq!(sandbox.ledger().count(Target::EchoA), 0);
}

#[tokio::test]
async fn a_stopped_sandbox_listens_no_more() {
    let sandbox = Sandbox::start(World::seeded()).await.unwrap();
    let (url, dns, control) = (sandbox.url(Target::EchoA), sandbox.dns(), sandbox.control());
    let client = client(&sandbox);
    assert!(client.get(&url).send().await.is_ok());
    sandbox.shutdown().await;
    assert!(client.get(&url).send().await.is_err());
    assert!(tokio::net::TcpStream::connect(dns).await.is_err());
    assert!(tokio::net::TcpStream::connect(control).await.is_err());
}
