//! More of Debian's `ddclient`: several hosts, IPv6, mixed fortunes, and four services beside the two
//! protocols.

#![allow(clippy::unwrap_used, reason = "what fails here must fail the test")]

mod common;

use common::ddclient::Ddclient;
use common::{answers, ask};
use hemma_sandbox::{Family, Target};
use hickory_proto::rr::RecordType;

#[tokio::test]
async fn several_noip_hosts_go_in_one_request_and_are_answered_in_order() {
    let client = Ddclient::new().await;
    let said = client
        .run(
            Target::NoIp,
            "use=ip, ip=203.0.113.7\nprotocol=noip\nserver=SERVER\nlogin=sandbox\n\
             password='sandbox-secret'\nhome.noip.example,cam.noip.example,nobody.noip.example",
        )
        .await;
    let updates = client.updates();
    let [entry] = updates.as_slice() else {
        panic!("{updates:#?}\n{said}")
    };
    assert_eq!(entry.names.len(), 3);
    for name in ["home.noip.example", "cam.noip.example"] {
        assert!(
            said.contains(&format!("SUCCESS:  updating {name}: good")),
            "{said}"
        );
        assert_eq!(
            client.held(name, Family::V4).as_deref(),
            Some("203.0.113.7")
        );
    }
    assert!(
        said.contains("updating nobody.noip.example: nohost"),
        "{said}"
    );
    assert_eq!(entry.rude, None);
}

#[tokio::test]
async fn several_dyndns2_hosts_fare_each_by_its_own_line() {
    let client = Ddclient::new().await;
    let said = client
        .run(
            Target::Dyndns2,
            "use=ip, ip=203.0.113.7\nprotocol=dyndns2\nserver=SERVER\nlogin=dyn\n\
             password='dyn-secret'\nnas.hemma.example,shed.hemma.example",
        )
        .await;
    assert_eq!(client.updates().len(), 1, "{said}");
    assert!(
        said.contains("SUCCESS:  updating nas.hemma.example: good"),
        "{said}"
    );
    assert!(
        said.contains("updating shed.hemma.example: !yours"),
        "{said}"
    );
}

#[tokio::test]
async fn an_ipv6_address_reaches_both_protocols_and_dns() {
    for (target, settings, name) in [
        (
            Target::NoIp,
            "protocol=noip\nserver=SERVER\nlogin=sandbox\npassword='sandbox-secret'\nhome.noip.example",
            "home.noip.example",
        ),
        (
            Target::Dyndns2,
            "protocol=dyndns2\nserver=SERVER\nlogin=dyn\npassword='dyn-secret'\nnas.hemma.example",
            "nas.hemma.example",
        ),
    ] {
        let client = Ddclient::new().await;
        let settings = format!("use=ip, ip=2001:db8:1::7\n{settings}");
        let said = client.run(target, &settings).await;
        assert!(
            said.contains(&format!("SUCCESS:  updating {name}: good")),
            "{said}"
        );
        assert_eq!(
            client.held(name, Family::V6).as_deref(),
            Some("2001:db8:1::7"),
            "{said}"
        );
        assert_eq!(client.held(name, Family::V4), None);
        let shown = ask(client.sandbox.dns(), name, RecordType::AAAA).await;
        assert_eq!(answers(&shown), ["AAAA 2001:db8:1::7"]);
    }
}

#[tokio::test]
async fn the_address_is_found_by_the_ipv6_echo() {
    let client = Ddclient::new().await;
    let echo = client.sandbox.url_v6(Target::EchoA).unwrap();
    let settings = format!(
        "use=web, web={echo}/, web-skip=''\nprotocol=dyndns2\nserver=SERVER\nlogin=dyn\n\
         password='dyn-secret'\nnas.hemma.example"
    );
    let said = client.run(Target::Dyndns2, &settings).await;
    assert_eq!(
        client.held("nas.hemma.example", Family::V6).as_deref(),
        Some("2001:db8:1::7"),
        "{said}"
    );
}

#[tokio::test]
async fn duckdns_namecheap_and_easydns_are_content() {
    let client = Ddclient::new().await;
    for (target, settings, name) in [
        (
            Target::DuckDns,
            "protocol=duckdns\nserver=SERVER\npassword='duckdns-secret'\nhemma",
            "hemma.duckdns.org",
        ),
        (
            Target::Namecheap,
            "protocol=namecheap\nserver=SERVER\nlogin=namecheap.example\n\
             password='namecheap-secret'\nhome.namecheap.example",
            "home.namecheap.example",
        ),
        (
            Target::EasyDns,
            "protocol=easydns\nserver=SERVER\nlogin=easydns\npassword='easydns-secret'\n\
             home.easydns.example",
            "home.easydns.example",
        ),
    ] {
        let settings = format!("use=ip, ip=203.0.113.7\n{settings}");
        let said = client.run(target, &settings).await;
        assert!(said.contains("SUCCESS:"), "{target}: {said}");
        assert_eq!(
            client.held(name, Family::V4).as_deref(),
            Some("203.0.113.7"),
            "{said}"
        );
    }
    assert!(client.sandbox.ledger().rude().is_empty());
}

#[tokio::test]
async fn cloudns_takes_the_connections_address_whatever_ddclient_pretends() {
    let client = Ddclient::new().await;
    let settings = "use=ip, ip=198.51.100.99\nprotocol=cloudns\n\
         dynurl='https://SERVER/api/dynamicURL/?q=cloudns-secret'\nhome.cloudns.example";
    let said = client.run(Target::ClouDns, settings).await;
    assert!(said.contains("SUCCESS:"), "{said}");
    let held = client.held("home.cloudns.example", Family::V4);
    assert_eq!(held.as_deref(), Some("203.0.113.7"));
}
