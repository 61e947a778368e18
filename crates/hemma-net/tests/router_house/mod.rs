//! A computer beside a pretend router, on loopback addresses of their own.

#![allow(dead_code, reason = "each file of tests uses what it needs")]

use std::net::{Ipv4Addr, UdpSocket};
use std::sync::Arc;
use std::time::Duration;

use hemma_core::finding::Finding;
use hemma_core::router::{RouterAnswer, RouterProblem, RouterReport};
use hemma_net::clock::SystemClock;
use hemma_net::contacts::ContactSheet;
use hemma_net::http::{Door, Reach, Roots};
use hemma_net::router::{Place, Router, RouterNews, RouterSetting};
use hemma_sandbox::router::PretendRouter;
use http::HeaderValue;
use tokio::sync::mpsc;

/// This computer.
pub(crate) const OWN: Ipv4Addr = Ipv4Addr::LOCALHOST;
/// The first address of every pretend router.
pub(crate) const FIRST: Ipv4Addr = Ipv4Addr::new(203, 0, 113, 7);
/// And the next one.
pub(crate) const SECOND: Ipv4Addr = Ipv4Addr::new(203, 0, 113, 9);
/// Longer than anything here takes.
const DEADLINE: Duration = Duration::from_secs(20);

/// A router, and what asks it and listens to it.
pub(crate) struct House {
    pub(crate) pretend: PretendRouter,
    pub(crate) router: Router,
    pub(crate) hints: mpsc::Receiver<()>,
    pub(crate) news: mpsc::Receiver<RouterNews>,
    pub(crate) contacts: Arc<ContactSheet>,
    pub(crate) announcements: u16,
}

impl House {
    /// Builds one. `number` keeps the routers of tests that run at the same time apart.
    pub(crate) async fn new(number: u8) -> Self {
        Self::renewing(number, None).await
    }

    /// Builds one whose subscriptions are renewed after so long.
    pub(crate) async fn renewing(number: u8, renew_after: Option<Duration>) -> Self {
        let address = Ipv4Addr::new(127, 77, number, 1);
        let pretend = PretendRouter::start(address).await.expect("starts");
        let announcements = free_port();
        let setting = RouterSetting {
            place: Some(Place {
                gateway: address,
                own: OWN,
            }),
            nat_pmp: pretend.nat_pmp_port(),
            announcements,
            ssdp: pretend.ssdp_port(),
            renew_after,
        };
        let contacts = Arc::new(ContactSheet::default());
        let router = router(setting, Reach::LoopbackOnly, &contacts);
        Self {
            hints: router.hints(),
            news: router.news(),
            pretend,
            router,
            contacts,
            announcements,
        }
    }

    /// Asks once and returns the report about it.
    pub(crate) async fn asked(&self) -> (Finding, RouterReport) {
        let finding = self.router.look().await;
        (finding, self.router.report().expect("it was asked"))
    }

    /// Waits for a piece of news. Others before it are passed over.
    pub(crate) async fn until(&mut self, wanted: impl Fn(&RouterNews) -> bool) -> RouterNews {
        let wait = async {
            loop {
                let news = self.news.recv().await.expect("the router lives");
                if wanted(&news) {
                    return news;
                }
            }
        };
        tokio::time::timeout(DEADLINE, wait)
            .await
            .expect("it never came to that")
    }

    /// Listens, and waits for the subscription.
    pub(crate) async fn subscribed(&mut self) {
        self.router.heed(true);
        self.until(|news| matches!(news, RouterNews::Subscribed { .. }))
            .await;
    }

    pub(crate) async fn hint(&mut self) {
        let hint = tokio::time::timeout(DEADLINE, self.hints.recv()).await;
        assert_eq!(hint, Ok(Some(())), "no hint");
    }

    /// Waits until everything announced so far was heard, and asserts that none of it was a hint.
    pub(crate) async fn no_hint(&mut self) {
        let address = self.pretend.address();
        self.pretend
            .announce_bytes(address, self.announcements, b"end")
            .await
            .expect("announces");
        self.until(|news| *news == RouterNews::BadAnnouncement)
            .await;
        assert!(self.hints.try_recv().is_err(), "a hint");
    }

    pub(crate) async fn announce(&self) {
        let announced = self.pretend.announce(self.announcements).await;
        announced.expect("announces");
    }
}

/// Builds what asks and listens.
pub(crate) fn router(setting: RouterSetting, reach: Reach, contacts: &Arc<ContactSheet>) -> Router {
    let clock = SystemClock::start();
    let agent = HeaderValue::from_static("Hemma/0 test");
    let door = Door::new(clock, Arc::clone(contacts), agent, reach, Roots::System);
    Router::new(clock, Arc::clone(contacts), Arc::new(door), reach, setting)
}

pub(crate) fn found(address: Ipv4Addr) -> Finding {
    Finding::Found {
        address: address.into(),
    }
}

pub(crate) fn told(address: Ipv4Addr) -> RouterAnswer {
    RouterAnswer::Address { address }
}

pub(crate) fn nothing(problem: RouterProblem) -> RouterAnswer {
    RouterAnswer::Nothing { problem }
}

fn free_port() -> u16 {
    let socket = UdpSocket::bind((OWN, 0)).expect("a port");
    socket.local_addr().expect("a port").port()
}
