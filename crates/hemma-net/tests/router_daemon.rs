//! The router's voice and its announcements, from a real router daemon in a namespace of its own.

#![cfg(target_os = "linux")]

mod namespace;

use std::net::Ipv4Addr;
use std::time::{Duration, Instant};

use hemma_core::address::Family;
use hemma_core::finding::Finding;
use hemma_core::router::{RouterAnswer, RouterEvents};
use hemma_engine::ports::{LookAt, Senses as _};
use hemma_net::clock::SystemClock;
use hemma_net::http::{Reach, Roots};
use hemma_net::network::{Outlook, Salt};
use hemma_net::router::RouterNews;
use hemma_net::{Net, NetOptions};
use hemma_providers::identity::ClientIdentity;
use namespace::in_a_network_of_its_own;
use namespace::miniupnpd::{GATEWAY, Home};
use tokio::sync::mpsc;

const FIRST: Ipv4Addr = Ipv4Addr::new(11, 0, 113, 7);
const SECOND: Ipv4Addr = Ipv4Addr::new(11, 51, 100, 9);
const DEADLINE: Duration = Duration::from_secs(20);

#[test]
fn a_real_router_tells_its_address_and_every_change_of_it() {
    in_a_network_of_its_own(
        "a_real_router_tells_its_address_and_every_change_of_it",
        async {
            let Some(mut home) = Home::new(FIRST) else {
                return;
            };
            let net = net();
            let mut hints = net.router.hints();
            let mut news = net.router.news();

            // NAT-PMP: the first question may come before the daemon is up; it is asked again.
            assert_eq!(look(&net).await, found(FIRST));
            let report = net.senses.router_report().expect("it was asked");
            assert_eq!(report.gateway, Some(GATEWAY));
            let told = RouterAnswer::Address { address: FIRST };
            assert_eq!(report.nat_pmp, told);

            net.senses.heed_router(true);
            until(&mut news, |news| {
                matches!(news, RouterNews::Subscribed { .. })
            })
            .await;
            let report = net.senses.router_report().expect("it was asked");
            assert!(report.announcements);
            assert_eq!(report.events, RouterEvents::Subscribed);
            assert_eq!(report.model.as_deref(), Some("Debian router"));
            until(&mut news, |news| {
                matches!(news, RouterNews::Reported { seq: 0, .. })
            })
            .await;
            assert!(
                hints.try_recv().is_err(),
                "the first event repeats what is known"
            );

            // The address changes on the router only. Both ways tell, within 2 s (issue: public change).
            let (mut slowest, mut both) = (Duration::ZERO, (false, false));
            for address in [SECOND, FIRST, SECOND, FIRST, SECOND] {
                let began = now();
                home.set_external(Some(address));
                hint(&mut hints).await;
                slowest = slowest.max(began.elapsed());
                let now_so = |told: &RouterNews| matches!(told, RouterNews::Announced { address: Ok(now), .. } if *now == address);
                until(&mut news, |told| {
                    both.1 |= matches!(told, RouterNews::Reported { address: Some(Ok(now)), .. } if *now == address);
                    both.0 |= now_so(told);
                    both.0
                })
                .await;
                assert_eq!(look(&net).await, found(address));
                while tokio::time::timeout(Duration::from_millis(300), hints.recv())
                    .await
                    .is_ok()
                {}
            }
            // The event may come after the announcement; the last one is waited for.
            if !both.1 {
                until(&mut news, |told| {
                    matches!(told, RouterNews::Reported { address: Some(Ok(now)), .. } if *now == SECOND)
                })
                .await;
                both.1 = true;
            }
            println!("change of the external address to hint: at most {slowest:?} of 5");
            assert!(slowest < Duration::from_secs(2), "{slowest:?}");
            assert_eq!(both, (true, true), "announcement, event");

            // The lease is lost, and comes back.
            home.set_external(None);
            hint(&mut hints).await;
            assert!(matches!(look(&net).await, Finding::Unknown { .. }));
            home.set_external(Some(FIRST));
            until(&mut news, |told| {
                matches!(told, RouterNews::Announced { address: Ok(now), .. } if *now == FIRST)
            })
            .await;
            assert_eq!(look(&net).await, found(FIRST));
            net.router.leave().await;
            until(&mut news, |news| *news == RouterNews::Unsubscribed).await;
        },
    );
}

#[test]
fn a_real_router_tells_its_address_over_upnp_too() {
    in_a_network_of_its_own("a_real_router_tells_its_address_over_upnp_too", async {
        let Some(home) = Home::new(FIRST) else {
            return;
        };
        // What leads to NAT-PMP is closed: only UPnP is left.
        home.close_nat_pmp();
        let net = net();
        assert_eq!(look(&net).await, found(FIRST));
        let report = net.senses.router_report().expect("it was asked");
        let told = RouterAnswer::Address { address: FIRST };
        assert_eq!(report.upnp, told);
        assert!(!matches!(report.nat_pmp, RouterAnswer::Address { .. }));
        home.announce();
    });
}

async fn look(net: &Net) -> Finding {
    // The daemon takes a moment to start.
    let mut told = net.senses.look(Family::Ipv4, LookAt::Router).await;
    for _ in 0..3 {
        if matches!(told, Finding::Found { .. }) {
            break;
        }
        told = net.senses.look(Family::Ipv4, LookAt::Router).await;
    }
    told
}

async fn hint(hints: &mut mpsc::Receiver<()>) {
    let hint = tokio::time::timeout(DEADLINE, hints.recv()).await;
    assert_eq!(hint, Ok(Some(())), "no hint");
}

async fn until(news: &mut mpsc::Receiver<RouterNews>, mut wanted: impl FnMut(&RouterNews) -> bool) {
    let wait = async { while !wanted(&news.recv().await.expect("the router lives")) {} };
    let waited = tokio::time::timeout(DEADLINE, wait).await;
    waited.expect("it never came to that");
}

fn found(address: Ipv4Addr) -> Finding {
    Finding::Found {
        address: address.into(),
    }
}

fn net() -> Net {
    Net::new(
        SystemClock::start(),
        NetOptions {
            identity: ClientIdentity::hemma("Test", "0"),
            reach: Reach::Everywhere,
            roots: Roots::System,
            outlook: Outlook::World,
            salt: Salt::kept([7; Salt::LENGTH]),
        },
    )
}

#[expect(
    clippy::disallowed_methods,
    reason = "a test measures how long something took"
)]
fn now() -> Instant {
    Instant::now()
}
