//! The router as a voice: asked, lied to, and not believed beyond its word.

mod router_house;

use std::net::{IpAddr, Ipv4Addr};

use hemma_core::finding::{Finding, LookProblem};
use hemma_core::router::{RouterAnswer, RouterProblem};
use hemma_engine::messages::ContactPurpose;
use hemma_sandbox::router::{Control, Description, NatPmp, Search};
use router_house::{FIRST, House, SECOND, found, nothing, told};

/// Without NAT-PMP.
async fn upnp_only(number: u8) -> House {
    let house = House::new(number).await;
    house
        .pretend
        .behave(|manners| manners.nat_pmp = NatPmp::OnlyPcp);
    house
}

#[tokio::test]
async fn the_router_tells_its_address_over_nat_pmp() {
    let house = House::new(1).await;
    let (finding, report) = house.asked().await;
    assert_eq!(finding, found(FIRST));
    assert_eq!(report.gateway, Some(house.pretend.address()));
    assert_eq!(report.nat_pmp, told(FIRST));
    assert_eq!(report.epoch_seconds, Some(100_001));

    house.pretend.set_external(Some(SECOND));
    assert_eq!(house.asked().await.0, found(SECOND));
    let purposes: Vec<_> = house.contacts.read();
    assert!(
        purposes
            .iter()
            .all(|contact| contact.purpose == ContactPurpose::Router)
    );
    let server = format!(
        "{}:{}",
        house.pretend.address(),
        house.pretend.nat_pmp_port()
    );
    assert!(
        purposes
            .iter()
            .any(|contact| contact.server == server && contact.times == 2)
    );
}

#[tokio::test]
async fn a_lost_question_is_asked_again() {
    let house = House::new(2).await;
    house.pretend.behave(|manners| {
        manners.nat_pmp = NatPmp::SilentFor(2);
        manners.search = Search::Silent;
    });
    assert_eq!(house.asked().await.0, found(FIRST));
    assert_eq!(house.pretend.ledger().nat_pmp, 3);
}

#[tokio::test]
async fn the_router_tells_its_address_over_upnp_where_it_only_speaks_pcp() {
    let house = upnp_only(3).await;
    let (finding, report) = house.asked().await;
    assert_eq!(finding, found(FIRST));
    assert_eq!(report.nat_pmp, nothing(RouterProblem::NotSupported));
    assert_eq!(report.upnp, told(FIRST));
    assert_eq!(report.model.as_deref(), Some("Pretend Router 1"));

    // What is not supported is not asked again, and what was found is not searched again.
    let before = house.pretend.ledger();
    house.pretend.set_external(Some(SECOND));
    assert_eq!(house.asked().await.0, found(SECOND));
    let after = house.pretend.ledger();
    assert_eq!(
        (after.nat_pmp, after.searches),
        (before.nat_pmp, before.searches)
    );
    assert_eq!(after.count("GET /desc.xml"), 1);
    assert_eq!(after.count("POST /ctl"), 2);
}

#[tokio::test]
async fn a_router_without_a_lease_tells_no_address() {
    let house = House::new(4).await;
    house.pretend.set_external(None);
    house
        .pretend
        .behave(|manners| manners.search = Search::Silent);
    let (finding, report) = house.asked().await;
    let problem = LookProblem::NotAnAddress;
    assert_eq!(finding, Finding::Unknown { problem });
    assert_eq!(report.nat_pmp, nothing(RouterProblem::NoLease));

    let house = upnp_only(5).await;
    for empty in ["", "0.0.0.0"] {
        let text = format!("<r><NewExternalIPAddress>{empty}</NewExternalIPAddress></r>");
        house
            .pretend
            .behave(|manners| manners.control = Control::Text(text));
        let (_, report) = house.asked().await;
        assert_eq!(report.upnp, nothing(RouterProblem::NoLease));
    }
}

#[tokio::test]
async fn a_router_that_refuses_or_fails_says_why() {
    let faults = [
        (401, RouterProblem::NotSupported),
        (501, RouterProblem::Failed { code: 501 }),
        (606, RouterProblem::Refused),
    ];
    for (number, (code, problem)) in (10..).zip(faults) {
        let house = upnp_only(number).await;
        house
            .pretend
            .behave(|manners| manners.control = Control::Fault(code));
        let (finding, report) = house.asked().await;
        assert!(matches!(finding, Finding::Unknown { .. }));
        assert_eq!(report.upnp, nothing(problem), "{code}");
    }
}

#[tokio::test]
async fn a_private_address_is_told_as_it_is() {
    // Double NAT and carrier NAT: the gate refuses to publish it, the diagnosis explains it.
    let house = House::new(6).await;
    let carriers = Ipv4Addr::new(100, 64, 3, 4);
    house.pretend.set_external(Some(carriers));
    assert_eq!(house.asked().await.0, found(carriers));
}

#[tokio::test]
async fn nat_pmp_packets_that_are_none_are_not_heard() {
    for (number, packet) in (20..).zip([
        Vec::new(),
        vec![0],
        vec![0, 128, 0, 0, 0, 0, 0, 1, 203, 0, 113],
        vec![0, 128, 0, 0, 0, 0, 0, 1, 203, 0, 113, 7, 0],
        vec![0, 0, 0, 0, 0, 0, 0, 1, 203, 0, 113, 7],
        vec![0xff; 1500],
    ]) {
        let house = House::new(number).await;
        house.pretend.behave(|manners| {
            manners.nat_pmp = NatPmp::Bytes(packet);
            manners.search = Search::Silent;
        });
        let (finding, report) = house.asked().await;
        assert!(matches!(finding, Finding::Unknown { .. }), "{finding:?}");
        assert_eq!(report.nat_pmp, nothing(RouterProblem::Malformed));
    }
}

#[tokio::test]
async fn a_search_that_is_answered_with_another_computer_is_not_followed() {
    let house = upnp_only(7).await;
    let other = upnp_only(8).await;
    let elsewhere = format!(
        "http://{}:{}/desc.xml",
        other.pretend.address(),
        other.pretend.http_port()
    );
    house
        .pretend
        .behave(|manners| manners.search = Search::PointsTo(elsewhere.clone()));
    let (finding, report) = house.asked().await;
    assert!(matches!(finding, Finding::Unknown { .. }));
    assert_eq!(report.upnp, nothing(RouterProblem::Elsewhere));

    // The same by a redirect, and by a description.
    let house = upnp_only(9).await;
    house
        .pretend
        .behave(|manners| manners.description = Description::Redirect(elsewhere));
    assert_eq!(
        house.asked().await.1.upnp,
        nothing(RouterProblem::Elsewhere)
    );
    let ctl = format!(
        "http://{}:{}/ctl",
        other.pretend.address(),
        other.pretend.http_port()
    );
    let text = format!(
        "<root><service><serviceType>urn:schemas-upnp-org:service:WANIPConnection:1</serviceType>\
         <controlURL>{ctl}</controlURL></service></root>"
    );
    let house = upnp_only(17).await;
    house
        .pretend
        .behave(|manners| manners.description = Description::Text(text));
    assert_eq!(
        house.asked().await.1.upnp,
        nothing(RouterProblem::Elsewhere)
    );
    assert_eq!(other.pretend.ledger().requests, Vec::<String>::new());
}

#[tokio::test]
async fn a_hostile_description_costs_little_and_tells_nothing() {
    let bomb = "<!DOCTYPE r [<!ENTITY a \"aaaaaaaaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]><r>&b;</r>";
    let services = "<service><serviceType>urn:schemas-upnp-org:service:WANIPConnection:1</serviceType></service>";
    let hostile = [
        (Description::Endless, RouterProblem::TooLarge),
        (Description::Text(bomb.to_owned()), RouterProblem::Malformed),
        (
            Description::Text("<a>".repeat(50_000)),
            RouterProblem::TooLarge,
        ),
        (
            Description::Text(format!("<root>{}</root>", services.repeat(2600))),
            RouterProblem::TooLarge,
        ),
        (
            Description::Text("<html>Log in<br></html>".to_owned()),
            RouterProblem::Malformed,
        ),
    ];
    for (number, (description, problem)) in (30..).zip(hostile) {
        let house = upnp_only(number).await;
        house
            .pretend
            .behave(|manners| manners.description = description);
        let (finding, report) = house.asked().await;
        assert!(matches!(finding, Finding::Unknown { .. }));
        assert_eq!(report.upnp, nothing(problem), "{number}");
    }
}

#[tokio::test]
async fn a_router_that_answers_nothing_is_left_alone_for_a_while() {
    let house = House::new(18).await;
    house.pretend.behave(|manners| {
        manners.nat_pmp = NatPmp::Silent;
        manners.search = Search::Silent;
    });
    let (finding, report) = house.asked().await;
    let problem = LookProblem::TimedOut;
    assert_eq!(finding, Finding::Unknown { problem });
    assert_eq!(report.upnp, nothing(RouterProblem::NoAnswer));
    let before = house.pretend.ledger();
    assert_eq!(before.nat_pmp, 4);
    let (again, report) = house.asked().await;
    assert_eq!(again, finding);
    assert_eq!(report.nat_pmp, RouterAnswer::NotAsked);
    assert_eq!(house.pretend.ledger(), before);
}

#[tokio::test]
async fn the_way_to_the_router_leads_to_nobody_else() {
    use hemma_net::clock::SystemClock;
    use hemma_net::http::{Door, Reach, Roots};
    use hemma_providers::exchange::Request;
    let house = House::new(19).await;
    let contacts = house.contacts.clone();
    let agent = http::HeaderValue::from_static("Hemma/0 test");
    let door = Door::new(
        SystemClock::start(),
        contacts,
        agent,
        Reach::LoopbackOnly,
        Roots::System,
    );
    let (gateway, port) = (house.pretend.address(), house.pretend.http_port());
    for url in [
        format!("http://127.0.0.1:{port}/desc.xml"),
        format!("http://localhost:{port}/desc.xml"),
        format!("https://{gateway}:{port}/desc.xml"),
    ] {
        let request = Request::get(url.parse().expect("a URL"));
        let told = door.send_to_router(gateway, &request).await.map(|_| ());
        assert_eq!(told, Err(RouterProblem::Elsewhere), "{url}");
    }
    let far = Ipv4Addr::new(192, 168, 1, 1);
    let request = Request::get("http://192.168.1.1/".parse().expect("a URL"));
    let told = door.send_to_router(far, &request).await.map(|_| ());
    assert_eq!(told, Err(RouterProblem::Elsewhere), "out of reach");
    assert!(house.contacts.read().is_empty());
    assert!(IpAddr::V4(gateway).is_loopback());
}
