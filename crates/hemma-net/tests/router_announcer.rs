//! The router as an announcer: what it says by itself is a hint, what others say in its name is nothing.

mod router_house;

use std::net::{Ipv4Addr, SocketAddrV4};
use std::time::Duration;

use hemma_core::router::{RouterEvents, RouterProblem};
use hemma_net::router::RouterNews;
use hemma_sandbox::router::{Events, NatPmp};
use router_house::{FIRST, House, OWN, SECOND, found};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpSocket;

#[tokio::test]
async fn an_announcement_is_a_hint_and_its_repeats_are_none() {
    let mut house = House::new(101).await;
    assert_eq!(house.asked().await.0, found(FIRST));
    house.subscribed().await;
    house.announce().await;
    house.no_hint().await;

    house.pretend.set_external(Some(SECOND));
    house.announce().await;
    house.hint().await;
    house.announce().await;
    house.announce().await;
    house.no_hint().await;

    house.pretend.set_external(None);
    house.announce().await;
    house.hint().await;
}

#[tokio::test]
async fn a_restart_is_a_hint_even_when_the_address_stays() {
    let mut house = House::new(102).await;
    assert_eq!(house.asked().await.0, found(FIRST));
    house.subscribed().await;
    house.pretend.restart();
    house.announce().await;
    house.hint().await;
    house.until(|news| *news == RouterNews::Restarted).await;
}

#[tokio::test]
async fn a_restart_that_a_look_finds_renews_the_subscription() {
    let mut house = House::new(103).await;
    assert_eq!(house.asked().await.0, found(FIRST));
    house.subscribed().await;
    house.pretend.restart();
    assert_eq!(house.pretend.listener(), None);
    assert_eq!(house.asked().await.0, found(FIRST));
    house
        .until(|news| matches!(news, RouterNews::Subscribed { .. }))
        .await;
    assert!(house.pretend.listener().is_some());
}

#[tokio::test]
async fn what_others_announce_in_the_routers_name_is_nothing() {
    let mut house = House::new(104).await;
    house.subscribed().await;
    let stranger = Ipv4Addr::new(127, 77, 104, 66);
    let packet = [0, 128, 0, 0, 0, 0, 0, 1, 198, 51, 100, 66];
    let announced = house
        .pretend
        .announce_bytes(stranger, house.announcements, &packet);
    announced.await.expect("announces");
    house.until(|news| *news == RouterNews::Stranger).await;
    for bad in [&packet[..11], b"", &[2, 0x80, 0, 0], &[0xff; 1400]] {
        let address = house.pretend.address();
        let announced = house
            .pretend
            .announce_bytes(address, house.announcements, bad);
        announced.await.expect("announces");
        house
            .until(|news| *news == RouterNews::BadAnnouncement)
            .await;
    }
    house.no_hint().await;
}

#[tokio::test]
async fn a_router_gone_mad_cannot_keep_this_computer_busy() {
    let mut house = House::new(105).await;
    house.subscribed().await;
    let mut hints = 0;
    for number in 1..=60 {
        house
            .pretend
            .set_external(Some(Ipv4Addr::new(203, 0, 113, number)));
        house.announce().await;
        house
            .until(|news| matches!(news, RouterNews::Announced { .. }))
            .await;
        if tokio::time::timeout(Duration::from_millis(20), house.hints.recv()).await == Ok(Some(()))
        {
            hints += 1;
        }
    }
    assert!((1..=30).contains(&hints), "{hints} hints");
}

#[tokio::test]
async fn an_event_is_a_hint_and_the_first_one_repeats() {
    let mut house = House::new(106).await;
    assert_eq!(house.asked().await.0, found(FIRST));
    house.subscribed().await;
    assert_eq!(house.pretend.report().await.expect("heard"), [200]);
    house
        .until(|news| matches!(news, RouterNews::Reported { seq: 0, .. }))
        .await;
    house.no_hint().await;

    house.pretend.set_external(Some(SECOND));
    assert_eq!(house.pretend.report().await.expect("heard"), [200]);
    house.hint().await;
    assert_eq!(house.pretend.report().await.expect("heard"), [200]);
    house
        .until(|news| matches!(news, RouterNews::Reported { seq: 2, .. }))
        .await;
    house.no_hint().await;

    // One report was lost on the way.
    drop(house.pretend.next_report());
    assert_eq!(house.pretend.report().await.expect("heard"), [200]);
    house.until(|news| *news == RouterNews::Missed).await;
    house.hint().await;
    let report = house.router.report().expect("it was asked");
    assert_eq!(report.events, RouterEvents::Subscribed);
    assert!(report.announcements);
}

#[tokio::test]
async fn what_is_not_the_routers_report_is_refused() {
    let mut house = House::new(107).await;
    house.subscribed().await;
    house.pretend.set_external(Some(SECOND));
    let right = house.pretend.next_report().expect("a subscriber");
    let gateway = house.pretend.address();
    let stranger = Ipv4Addr::new(127, 77, 107, 66);
    let heard = house.pretend.report_bytes(stranger, right.as_bytes()).await;
    assert_eq!(heard.unwrap_or(0), 0, "a stranger is not even answered");
    house.until(|news| *news == RouterNews::Stranger).await;
    let huge = format!("{right}{}", "x".repeat(100_000));
    let long = right.replace("HOST:", &format!("X: {}\r\nHOST:", "y".repeat(8000)));
    for (wrong, status) in [
        (
            right.replace("SID: uuid:pretend-1", "SID: uuid:pretend-2"),
            412,
        ),
        (right.replace("NT: upnp:event", "NT: upnp:other"), 412),
        (right.replace("NOTIFY", "POST"), 405),
        (right.replace("CONTENT-LENGTH", "X-LENGTH"), 411),
        (right.replace("propertyset", "properties"), 400),
        (huge.replace("CONTENT-LENGTH: ", "CONTENT-LENGTH: 99"), 413),
        (long, 431),
        ("\0\0\0\0".to_owned(), 400),
    ] {
        let heard = house.pretend.report_bytes(gateway, wrong.as_bytes()).await;
        // Whoever sends more than is read may be reset before the answer arrives.
        let heard = heard.unwrap_or(0);
        assert!(
            heard == status || (heard == 0 && wrong.len() > 5000),
            "{heard}, not {status}: {wrong:.300}"
        );
        house
            .until(|news| *news == RouterNews::BadReport(status))
            .await;
    }
    house.no_hint().await;
}

#[tokio::test]
async fn somebody_who_never_ends_a_request_does_not_hold_up_the_next() {
    let mut house = House::new(108).await;
    house.subscribed().await;
    let to = house.pretend.listener().expect("a subscriber");
    let mut slow = Vec::new();
    for _ in 0..6 {
        let mut stream = connect(house.pretend.address(), to).await;
        stream
            .write_all(b"NOTIFY / HTTP/1.1\r\n")
            .await
            .expect("writes");
        slow.push(stream);
    }
    house.pretend.set_external(Some(SECOND));
    assert_eq!(house.pretend.report().await.expect("heard"), [200]);
    house
        .until(|news| *news == RouterNews::BadReport(400))
        .await;
    let mut rest = String::new();
    slow[0]
        .read_to_string(&mut rest)
        .await
        .expect("closed in order");
    assert!(rest.starts_with("HTTP/1.1 400 "), "{rest}");
}

#[tokio::test]
async fn leaving_ends_the_subscription_and_closes_the_port() {
    let mut house = House::new(109).await;
    house.subscribed().await;
    let to = house.pretend.listener().expect("a subscriber");
    drop(connect(OWN, to).await);
    house.router.leave().await;
    assert_eq!(house.pretend.ledger().count("UNSUBSCRIBE /evt"), 1);
    assert_eq!(house.pretend.listener(), None);
    let refused = TcpSocket::new_v4()
        .expect("a socket")
        .connect(to.into())
        .await;
    assert!(refused.is_err(), "the port is still open");

    // At home again.
    house.subscribed().await;
    assert!(house.pretend.listener().is_some_and(|again| again != to));
}

#[tokio::test]
async fn nothing_is_opened_or_asked_before_it_may_be() {
    let mut house = House::new(110).await;
    house.router.heed(false);
    house.router.leave().await;
    house.announce().await;
    assert_eq!(
        house.pretend.ledger(),
        hemma_sandbox::router::RouterLedger::default()
    );
    assert!(house.news.try_recv().is_err());
    assert_eq!(house.router.report(), None);
}

#[tokio::test]
async fn without_a_subscription_no_port_stays_open() {
    let mut house = House::new(111).await;
    house
        .pretend
        .behave(|manners| manners.events = Events::Refuses(501));
    house.router.heed(true);
    let news = house
        .until(|news| matches!(news, RouterNews::NotSubscribed { .. }))
        .await;
    let problem = RouterProblem::NotSupported;
    assert_eq!(news, RouterNews::NotSubscribed { problem });
    // Announcements are still heard.
    house.announce().await;
    house.hint().await;
    house.asked().await;
    let report = house.router.report().expect("it was asked");
    assert_eq!(report.events, RouterEvents::Without { problem });
    assert_eq!(house.pretend.ledger().count("SUBSCRIBE /evt"), 1);
}

#[tokio::test]
async fn a_subscription_is_renewed_before_its_end_and_begun_anew_when_it_was_forgotten() {
    let soon = Some(Duration::from_millis(200));
    let mut house = House::renewing(112, soon).await;
    house
        .pretend
        .behave(|manners| manners.nat_pmp = NatPmp::Silent);
    house.subscribed().await;
    let granted = |news: &RouterNews| matches!(news, RouterNews::Subscribed { .. });
    let first = house.pretend.listener().expect("a subscriber");
    house.until(granted).await;
    assert_eq!(
        house.pretend.listener(),
        Some(first),
        "the same one, prolonged"
    );

    house.pretend.restart();
    house.until(granted).await;
    assert!(house.pretend.listener().is_some_and(|now| now != first));
    let ledger = house.pretend.ledger();
    assert_eq!(ledger.count("SUBSCRIBE /evt"), 4, "once refused");
    assert_eq!(ledger.count("GET /desc.xml"), 2, "it may have moved");
}

async fn connect(from: Ipv4Addr, to: SocketAddrV4) -> tokio::net::TcpStream {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind((from, 0).into()).expect("an address");
    socket.connect(to.into()).await.expect("connects")
}
