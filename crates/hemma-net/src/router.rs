//! The router, as a voice and as an announcer.
//!
//! As a voice it is asked for the line's address, over NAT-PMP (RFC 6886) or, where it does not speak that, over UPnP.
//! As an announcer it says by itself that something changed: by NAT-PMP multicast, and by UPnP events to which this
//! module subscribes. What it announces is a hint, never a value: somebody is asked before anything is believed.
//!
//! Only the default gateway is asked, only its answers are read, and only while [`Router::heed`] allows it (at home, and
//! not switched off): then there is one datagram socket for announcements, and, where the router grants a subscription,
//! one TCP listener on this computer's own address of that network, which hears nobody but the router. Nothing wakes
//! this module while nothing happens, except to renew a subscription (every 50 minutes for the hour that is asked for).
//!
//! It must never open a port in the router, follow an address that leads elsewhere, or keep more than it was asked for.

mod announcements;
mod asking;
mod gateway;
mod igd;
mod memory;
mod news;
mod pace;
mod reports;
mod session;

pub use gateway::Place;
pub use news::RouterNews;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hemma_core::finding::{Finding, LookProblem};
use hemma_core::router::{RouterProblem, RouterReport};
use hemma_core::time::Mono;
use hemma_engine::ports::Clock as _;
use hemma_providers::router::{nat_pmp, ssdp};
use tokio::sync::{mpsc, watch};

use crate::clock::SystemClock;
use crate::contacts::ContactSheet;
use crate::http::{Door, Reach};
use memory::Memory;

/// Where the router is and on which ports it is spoken to.
#[derive(Clone, Copy, Debug)]
pub struct RouterSetting {
    /// The router and this computer's address on its network; `None`: what the system's routes say.
    pub place: Option<Place>,
    /// Where NAT-PMP is asked.
    pub nat_pmp: u16,
    /// Where NAT-PMP is announced.
    pub announcements: u16,
    /// Where devices are searched.
    pub ssdp: u16,
    /// When a subscription is renewed; `None`: as its length says.
    pub renew_after: Option<Duration>,
}

impl Default for RouterSetting {
    fn default() -> Self {
        Self {
            place: None,
            nat_pmp: nat_pmp::PORT,
            announcements: nat_pmp::ANNOUNCEMENT_PORT,
            ssdp: ssdp::PORT,
            renew_after: None,
        }
    }
}

/// The router. Cheap to clone; all clones are one.
#[derive(Clone, Debug)]
pub struct Router {
    shared: Arc<Shared>,
}

/// What the driver wishes, for the task that listens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Wish {
    /// Whether the router may be listened to.
    may: bool,
    /// Counts how often that was said: each time the network may be another one.
    said: u64,
    /// Counts restarts that were noticed: a router that restarted has forgotten its subscriptions.
    restarts: u64,
}

#[derive(Debug)]
struct Shared {
    clock: SystemClock,
    contacts: Arc<ContactSheet>,
    door: Arc<Door>,
    reach: Reach,
    setting: RouterSetting,
    memory: Mutex<Memory>,
    /// One search at a time: a look and the listener may want the same.
    searching: tokio::sync::Mutex<()>,
    wishes: watch::Sender<Wish>,
    hints: Mutex<Option<mpsc::Sender<()>>>,
    news: Mutex<Option<mpsc::Sender<RouterNews>>>,
    listener: Mutex<Option<tokio::task::JoinHandle<()>>>,
}

impl Router {
    /// Builds it. Nothing is opened before the first question.
    #[must_use]
    pub fn new(
        clock: SystemClock,
        contacts: Arc<ContactSheet>,
        door: Arc<Door>,
        reach: Reach,
        setting: RouterSetting,
    ) -> Self {
        let (wishes, _) = watch::channel(Wish::default());
        Self {
            shared: Arc::new(Shared {
                clock,
                contacts,
                door,
                reach,
                setting,
                memory: Mutex::default(),
                searching: tokio::sync::Mutex::default(),
                wishes,
                hints: Mutex::default(),
                news: Mutex::default(),
                listener: Mutex::default(),
            }),
        }
    }

    /// Returns the channel of hints. It holds one: a storm is one hint. An earlier channel gets no more.
    #[must_use]
    pub fn hints(&self) -> mpsc::Receiver<()> {
        let (sender, receiver) = mpsc::channel(1);
        *lock(&self.shared.hints) = Some(sender);
        receiver
    }

    /// Returns a channel of everything that happens here, for somebody who watches. What does not fit is dropped.
    #[must_use]
    pub fn news(&self) -> mpsc::Receiver<RouterNews> {
        let (sender, receiver) = mpsc::channel(64);
        *lock(&self.shared.news) = Some(sender);
        receiver
    }

    /// Says whether the router may be listened to. To be told again whenever the network may have changed; returns at
    /// once. Must be called inside a Tokio runtime with I/O and time enabled.
    pub fn heed(&self, may: bool) {
        let mut listener = lock(&self.shared.listener);
        let running = listener.as_ref().is_some_and(|task| !task.is_finished());
        if !may && !running {
            return;
        }
        self.shared.wishes.send_modify(|wish| {
            wish.may = may;
            wish.said += 1;
        });
        if !running {
            *listener = Some(tokio::spawn(session::listen(Arc::clone(&self.shared))));
        }
    }

    /// Stops listening and returns when the router was told so, or did not answer to it.
    pub async fn leave(&self) {
        self.heed(false);
        let task = lock(&self.shared.listener).take();
        if let Some(task) = task {
            // It ends by itself once it may not listen; a panic in it has told its story.
            let _ = task.await;
        }
    }

    /// Asks the router once for the line's IPv4 address. Every failure is [`Finding::Unknown`].
    pub async fn look(&self) -> Finding {
        match self.shared.look().await {
            Ok(address) => Finding::Found {
                address: address.into(),
            },
            Err(problem) => Finding::Unknown {
                problem: look_problem(problem),
            },
        }
    }

    /// Returns what the router told last. `None`: nobody asked it.
    #[must_use]
    pub fn report(&self) -> Option<RouterReport> {
        lock(&self.shared.memory).report()
    }
}

impl Shared {
    fn now(&self) -> Mono {
        self.clock.now().mono
    }

    fn hint(&self) {
        if let Some(hints) = &*lock(&self.hints) {
            // A full channel already says it.
            let _ = hints.try_send(());
        }
    }

    fn tell(&self, news: RouterNews) {
        tracing::debug!(?news, "router");
        if let Some(listener) = &*lock(&self.news) {
            let _ = listener.try_send(news);
        }
    }
}

/// What was learnt is whole at every moment, so a panic elsewhere cannot have left half of it.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// In the words that every source shares; [`Router::report`] has the router's own.
fn look_problem(problem: RouterProblem) -> LookProblem {
    match problem {
        RouterProblem::NoAnswer => LookProblem::TimedOut,
        // Asking again soon would be no use.
        RouterProblem::NotSupported | RouterProblem::Refused => LookProblem::Refused {
            retry_after_seconds: Some(3600),
        },
        RouterProblem::Busy => LookProblem::Refused {
            retry_after_seconds: None,
        },
        RouterProblem::NoLease | RouterProblem::Malformed => LookProblem::NotAnAddress,
        RouterProblem::Failed { code } => LookProblem::Status { status: code },
        RouterProblem::Elsewhere => LookProblem::Intercepted,
        RouterProblem::TooLarge => LookProblem::TooLong,
    }
}
