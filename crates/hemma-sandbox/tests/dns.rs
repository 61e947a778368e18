//! The name server: what it answers, with what authority, and how it fails.

#![allow(clippy::unwrap_used, reason = "what fails here must fail the test")]

mod common;

use std::time::Duration;

use common::{Caller, SOON, answers, ask, ask_for, ask_tcp, question};
use hemma_sandbox::{Family, Fault, Sandbox, Target, Times, World};
use hickory_proto::op::{Edns, ResponseCode};
use hickory_proto::rr::{RData, RecordType};

async fn sandbox() -> Sandbox {
    Sandbox::start(World::seeded().settled()).await.unwrap()
}

#[tokio::test]
async fn addresses_are_answered_with_authority_over_udp_and_tcp() {
    let sandbox = sandbox().await;
    let udp = ask(sandbox.dns(), "HEM.hemma.example", RecordType::A).await;
    let tcp = ask_tcp(sandbox.dns(), "hem.hemma.example", RecordType::AAAA).await;
    assert_eq!(answers(&udp), ["A 203.0.113.7"]);
    assert_eq!(answers(&tcp), ["AAAA 2001:db8:1::7"]);
    for message in [udp, tcp] {
        assert!(message.metadata.authoritative && !message.metadata.recursion_available);
        assert_eq!(message.metadata.id, 4711);
        assert_eq!(message.answers[0].ttl, 60);
    }
}

#[tokio::test]
async fn a_zone_has_its_soa_its_two_servers_and_their_glue() {
    let sandbox = sandbox().await;
    let soa = ask(sandbox.dns(), "hemma.example", RecordType::SOA).await;
    assert!(answers(&soa)[0].starts_with("SOA ns1.hemma.example. hostmaster.hemma.example. "));
    let servers = ask(sandbox.dns(), "hemma.example", RecordType::NS).await;
    assert_eq!(
        answers(&servers),
        ["NS ns1.hemma.example.", "NS ns2.hemma.example."]
    );
    assert_eq!(servers.additionals.len(), 2);
    let address = ask(sandbox.dns(), "ns2.hemma.example", RecordType::A).await;
    assert_eq!(answers(&address), ["A 127.0.0.1"]);
}

#[tokio::test]
async fn a_missing_name_is_nxdomain_and_a_missing_type_is_no_data_both_with_the_soa() {
    let sandbox = sandbox().await;
    for (name, kind, code) in [
        (
            "nothing.hemma.example",
            RecordType::A,
            ResponseCode::NXDomain,
        ),
        ("hem.hemma.example", RecordType::TXT, ResponseCode::NoError),
        ("hem.hemma.example", RecordType::NS, ResponseCode::NoError),
        ("cam.noip.example", RecordType::AAAA, ResponseCode::NoError),
        ("ns1.hemma.example", RecordType::AAAA, ResponseCode::NoError),
        ("hemma.example", RecordType::A, ResponseCode::NoError),
    ] {
        let message = ask(sandbox.dns(), name, kind).await;
        assert_eq!(message.metadata.response_code, code, "{name} {kind}");
        assert!(
            message.answers.is_empty() && message.metadata.authoritative,
            "{name} {kind}"
        );
        let [authority] = message.authorities.as_slice() else {
            panic!("{name}: {message:?}")
        };
        assert!(matches!(authority.data, RData::SOA(_)));
        assert_eq!(authority.ttl, 30);
    }
}

#[tokio::test]
async fn a_name_elsewhere_is_refused() {
    let sandbox = sandbox().await;
    let message = ask(sandbox.dns(), "www.example.org", RecordType::A).await;
    assert_eq!(message.metadata.response_code, ResponseCode::Refused);
    assert!(!message.metadata.authoritative);
}

#[tokio::test]
async fn an_edns_question_gets_an_edns_answer() {
    let sandbox = sandbox().await;
    let mut message = question("hem.hemma.example", RecordType::A);
    message.set_edns(Edns::new());
    let answer = ask_for(sandbox.dns(), &message, SOON).await.unwrap();
    assert_eq!(answer.edns.unwrap().max_payload(), 1232);
}

#[tokio::test]
async fn an_update_shows_after_the_publish_delay_and_raises_the_serial() {
    let sandbox = sandbox().await;
    let serial = || async {
        let message = ask(sandbox.dns(), "noip.example", RecordType::SOA).await;
        let RData::SOA(soa) = &message.answers[0].data else {
            panic!("{message:?}")
        };
        soa.serial
    };
    let before = serial().await;
    sandbox.edit(|world| world.zones.publish_delay_ms = 250);
    let caller = Caller::noip(&sandbox);
    let updated = sandbox.clock().now().real;
    assert_eq!(
        caller
            .words("hostname=home.noip.example&myip=203.0.113.9")
            .await,
        "good 203.0.113.9"
    );
    assert!(serial().await > before);
    let shown = loop {
        let shown = answers(&ask(sandbox.dns(), "home.noip.example", RecordType::A).await);
        if shown != ["A 203.0.113.7"] {
            break shown;
        }
    };
    assert_eq!(shown, ["A 203.0.113.9"]);
    assert!(sandbox.clock().now().real - updated >= Duration::from_millis(250));
}

#[tokio::test]
async fn the_server_can_be_dead_confused_or_stale() {
    let sandbox = sandbox().await;
    Caller::noip(&sandbox)
        .update("hostname=home.noip.example&myip=203.0.113.9")
        .await;
    let asked = question("home.noip.example", RecordType::A);

    sandbox.fault(Target::Dns, Fault::Dead, Times::Next(1));
    let silence = sandbox
        .ledger()
        .wait_for(SOON, |entry| entry.answer == "silence");
    tokio::select! {
        answer = ask_for(sandbox.dns(), &asked, SOON) => panic!("a dead server must not answer: {answer:?}"),
        silence = silence => assert_eq!(silence.unwrap().path, "home.noip.example"),
    }

    sandbox.fault(Target::Dns, Fault::ServFail, Times::Next(1));
    let confused = ask(sandbox.dns(), "home.noip.example", RecordType::A).await;
    assert_eq!(confused.metadata.response_code, ResponseCode::ServFail);

    sandbox.fault(Target::Dns, Fault::Stale, Times::Next(1));
    let stale = ask(sandbox.dns(), "home.noip.example", RecordType::A).await;
    assert_eq!(answers(&stale), ["A 203.0.113.7"]);

    let sound = ask(sandbox.dns(), "home.noip.example", RecordType::A).await;
    assert_eq!(answers(&sound), ["A 203.0.113.9"]);
    assert_eq!(sandbox.ledger().count(Target::Dns), 4);
}

#[tokio::test]
async fn a_record_changed_behind_the_services_back_is_seen() {
    let sandbox = sandbox().await;
    let address = Some("198.51.100.1".parse().unwrap());
    sandbox.edit(|world| {
        world
            .zones
            .set_by_hand("hem.hemma.example", Family::V4, address)
    });
    let shown = ask(sandbox.dns(), "hem.hemma.example", RecordType::A).await;
    assert_eq!(answers(&shown), ["A 198.51.100.1"]);
}

#[tokio::test]
async fn the_sandboxes_own_hosts_resolve_to_loopback() {
    let sandbox = sandbox().await;
    let shown = ask(sandbox.dns(), "echo-a.hemma.test", RecordType::AAAA).await;
    assert_eq!(answers(&shown), ["AAAA ::1"]);
}

#[tokio::test]
async fn who_asks_is_told_by_the_family_the_question_came_by() {
    let sandbox = sandbox().await;
    let told = ask(sandbox.dns(), hemma_sandbox::WHO_ASKS, RecordType::A).await;
    assert_eq!(answers(&told), ["A 203.0.113.7"]);
    let wrong = ask(sandbox.dns(), hemma_sandbox::WHO_ASKS, RecordType::AAAA).await;
    assert!(
        answers(&wrong).is_empty(),
        "the question came over the other family"
    );
    let text = ask(sandbox.dns(), hemma_sandbox::WHO_ASKS, RecordType::TXT).await;
    assert!(
        answers(&text)[0].contains("203.0.113.7"),
        "{:?}",
        answers(&text)
    );
    let edge = "198.51.100.66".parse().unwrap();
    sandbox.fault(Target::Dns, Fault::other_address(edge), Times::Next(1));
    let lie = ask(sandbox.dns(), hemma_sandbox::WHO_ASKS, RecordType::A).await;
    assert_eq!(answers(&lie), ["A 198.51.100.66"]);
}

#[tokio::test]
async fn who_asks_is_told_under_the_names_of_the_public_servers_and_in_their_class() {
    let sandbox = sandbox().await;
    let told = ask(sandbox.dns(), "myip.opendns.com", RecordType::A).await;
    assert_eq!(answers(&told), ["A 203.0.113.7"]);
    let told = ask(sandbox.dns(), "o-o.myaddr.l.google.com", RecordType::TXT).await;
    assert!(answers(&told)[0].contains("203.0.113.7"));
    let mut chaos = question("whoami.cloudflare", RecordType::TXT);
    chaos.queries[0].set_query_class(hickory_proto::rr::DNSClass::CH);
    let told = ask_for(sandbox.dns(), &chaos, SOON).await.unwrap();
    assert!(answers(&told)[0].contains("203.0.113.7"));
    assert_eq!(told.answers[0].dns_class, hickory_proto::rr::DNSClass::CH);
    sandbox.fault(Target::Dns, Fault::WrongId, Times::Next(1));
    let forged = ask(sandbox.dns(), "myip.opendns.com", RecordType::A).await;
    assert_ne!(forged.metadata.id, 4711);
}
