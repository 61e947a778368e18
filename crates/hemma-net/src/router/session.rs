//! The one task that listens: it holds a session with one router as long as that may be listened to.

use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use hemma_core::router::{RouterEvents, RouterProblem};
use hemma_core::time::Mono;
use hemma_providers::router::gena::{self, Granted, Sid};
use hemma_providers::router::nat_pmp::{self, Announcement};
use hemma_providers::router::notify::{self, Report};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use url::Url;

use super::gateway::Place;
use super::news::RouterNews;
use super::pace::Pace;
use super::{Shared, Wish, announcements, lock, reports};
use crate::clock;

/// How long a router that granted no subscription is left alone. It is asked again at the first check after that.
const TRY_AGAIN: Duration = Duration::from_secs(3600);
/// How long the end of a subscription may take: nobody waits for it with joy.
const FAREWELL: Duration = Duration::from_millis(1500);

/// A subscription.
struct Subscription {
    events: Url,
    sid: Sid,
    /// The number of the last report.
    seq: Option<u32>,
    renew: Mono,
}

/// A request for a subscription that is under way.
type Request = Pin<Box<dyn Future<Output = Result<(Url, Granted), RouterProblem>> + Send>>;
/// A request of the router that is being read.
type Reading = Pin<Box<dyn Future<Output = (TcpStream, Result<Report, u16>)> + Send>>;

/// Everything that is open towards one router.
struct Session {
    shared: Arc<Shared>,
    place: Place,
    announcements: Option<UdpSocket>,
    listener: Option<TcpListener>,
    subscription: Option<Subscription>,
    /// Not before then is a subscription asked for (again).
    subscribe: Mono,
    request: Option<Request>,
    reading: FuturesUnordered<Reading>,
    pace: Pace,
    restarts: u64,
}

/// Listens until it may not any more.
pub(super) async fn listen(shared: Arc<Shared>) {
    let mut wishes = shared.wishes.subscribe();
    let mut session: Option<Session> = None;
    loop {
        let wish = *wishes.borrow_and_update();
        if !wish.may {
            close(session.take()).await;
            // Somebody may have thought better of it meanwhile.
            if wishes.has_changed().unwrap_or(false) {
                continue;
            }
            return;
        }
        let place = shared.place().await;
        lock(&shared.memory).settle(place);
        if session.as_ref().map(|session| session.place) != place {
            close(session.take()).await;
            shared.tell(RouterNews::Gateway(place.map(|place| place.gateway)));
            session = place.map(|place| Session::open(&shared, place, wish));
        }
        let Some(session) = &mut session else {
            if wishes.changed().await.is_err() {
                return;
            }
            continue;
        };
        session.forget_after_restarts(wish);
        loop {
            tokio::select! {
                changed = wishes.changed() => match changed {
                    Ok(()) => break,
                    Err(_) => return,
                },
                () = session.serve() => {}
            }
        }
    }
}

async fn close(session: Option<Session>) {
    let Some(session) = session else {
        return;
    };
    {
        let mut memory = lock(&session.shared.memory);
        memory.announcements = false;
        memory.events = RouterEvents::Off;
    }
    let Some(subscription) = session.subscription else {
        return;
    };
    let request = gena::unsubscribe(&subscription.events, &subscription.sid);
    let farewell = session
        .shared
        .door
        .send_to_router(session.place.gateway, &request);
    tokio::select! {
        _ = farewell => {}
        // It forgets by itself when the time is over.
        () = clock::nap(FAREWELL) => {}
    }
    session.shared.tell(RouterNews::Unsubscribed);
}

impl Session {
    fn open(shared: &Arc<Shared>, place: Place, wish: Wish) -> Self {
        let socket = announcements::open(place, shared.setting.announcements);
        if let Err(problem) = &socket {
            tracing::debug!(%problem, "announcements of the router cannot be heard");
        }
        lock(&shared.memory).announcements = socket.is_ok();
        shared.tell(RouterNews::Listening(socket.is_ok()));
        Self {
            shared: Arc::clone(shared),
            place,
            announcements: socket.ok(),
            listener: None,
            subscription: None,
            subscribe: shared.now(),
            request: None,
            reading: FuturesUnordered::new(),
            pace: Pace::default(),
            restarts: wish.restarts,
        }
    }

    /// A router that restarted knows of no subscription; one whose clock only began anew does. Asking for more of it
    /// tells which.
    fn forget_after_restarts(&mut self, wish: Wish) {
        if self.restarts == wish.restarts {
            return;
        }
        self.restarts = wish.restarts;
        match &mut self.subscription {
            Some(subscription) => subscription.renew = self.shared.now(),
            None => self.begin_anew(),
        }
    }

    fn begin_anew(&mut self) {
        lock(&self.shared.memory).forget_ways();
        self.subscription = None;
        self.request = None;
        self.subscribe = self.shared.now();
    }

    /// Does the next thing that there is to do, or waits for it. Cancelling loses nothing.
    async fn serve(&mut self) {
        self.ask_if_due().await;
        let place = self.place;
        // A report may overtake the answer that tells its id: it waits until that is known.
        let may_accept = self.request.is_none() && self.reading.len() < reports::MOST;
        let deed = self.next_deed();
        tokio::select! {
            (packet, from) = announcements::next(self.announcements.as_ref()) => {
                self.announced(&packet, from);
            }
            connection = accept(self.listener.as_ref(), place), if may_accept => match connection {
                Ok(stream) => self.reading.push(Box::pin(reports::read(stream))),
                Err(()) => self.shared.tell(RouterNews::Stranger),
            },
            Some((stream, told)) = self.reading.next() => self.reported(&stream, told),
            granted = under_way(&mut self.request) => self.granted(granted),
            () = due(&self.shared, deed) => self.pass_on_what_waited(),
        }
    }

    fn next_deed(&self) -> Option<Mono> {
        let renew = self
            .subscription
            .as_ref()
            .filter(|_| self.request.is_none())
            .map(|subscription| subscription.renew);
        [renew, self.pace.due()].into_iter().flatten().min()
    }

    /// Asks for a subscription, or for more of it, when it is time. Without one, that is looked at whenever something
    /// else wakes this task; nothing wakes it for that.
    async fn ask_if_due(&mut self) {
        let now = self.shared.now();
        if self.request.is_some() {
            return;
        }
        let (shared, place) = (Arc::clone(&self.shared), self.place);
        match &self.subscription {
            Some(subscription) if subscription.renew <= now => {
                let request = gena::renew(&subscription.events, &subscription.sid);
                let events = subscription.events.clone();
                self.request = Some(Box::pin(async move {
                    let response = shared.door.send_to_router(place.gateway, &request).await?;
                    Ok((events, gena::read(&response)?))
                }));
            }
            None if self.subscribe <= now => {
                let Ok((listener, callback)) = reports::open(place).await else {
                    self.granted(Err(RouterProblem::NoAnswer));
                    return;
                };
                self.listener = Some(listener);
                self.request = Some(Box::pin(async move {
                    let igd = shared.igd(place).await?;
                    let service = igd.services.first().ok_or(RouterProblem::NotSupported)?;
                    let events = service.events.clone()?;
                    let request = gena::subscribe(&events, callback);
                    let response = shared.door.send_to_router(place.gateway, &request).await?;
                    Ok((events, gena::read(&response)?))
                }));
            }
            Some(_) | None => {}
        }
    }

    fn granted(&mut self, granted: Result<(Url, Granted), RouterProblem>) {
        self.request = None;
        let now = self.shared.now();
        match granted {
            Ok((events, granted)) => {
                let span = self.shared.setting.renew_after;
                let span = span.unwrap_or_else(|| granted.renew_after());
                let renewed = self.subscription.take();
                let seq = renewed
                    .filter(|before| before.sid == granted.sid)
                    .and_then(|before| before.seq);
                self.subscription = Some(Subscription {
                    events,
                    seq,
                    renew: now.plus(span),
                    sid: granted.sid,
                });
                lock(&self.shared.memory).events = RouterEvents::Subscribed;
                self.shared.tell(RouterNews::Subscribed {
                    lasts: granted.lasts,
                });
            }
            // It forgot the subscription, or moved: begin anew, once.
            Err(_) if self.subscription.is_some() => self.begin_anew(),
            Err(problem) => {
                // Without a subscription there is nothing to listen for: no port stays open.
                self.listener = None;
                self.subscribe = now.plus(TRY_AGAIN);
                lock(&self.shared.memory).events = RouterEvents::Without { problem };
                self.shared.tell(RouterNews::NotSubscribed { problem });
            }
        }
    }

    fn announced(&mut self, packet: &[u8], from: SocketAddr) {
        if from.ip() != IpAddr::V4(self.place.gateway) {
            self.shared.tell(RouterNews::Stranger);
            return;
        }
        match nat_pmp::read_announcement(packet) {
            Ok(Announcement::Address(answer)) => {
                self.shared.tell(RouterNews::Announced {
                    address: answer.address,
                    epoch: answer.epoch,
                });
                let now = self.shared.now();
                let (new, restarted) = lock(&self.shared.memory).announced(answer, now);
                if restarted {
                    self.shared.tell(RouterNews::Restarted);
                }
                if new {
                    self.hint();
                }
            }
            Ok(Announcement::Restarted) => {
                self.shared.tell(RouterNews::AnnouncedRestart);
                self.hint();
            }
            Err(_) => self.shared.tell(RouterNews::BadAnnouncement),
        }
    }

    fn reported(&mut self, stream: &TcpStream, told: Result<Report, u16>) {
        let ours = |report: &Report, subscription: &Subscription| report.sid == subscription.sid;
        let (report, subscription) = match (told, &mut self.subscription) {
            (Ok(report), Some(subscription)) if ours(&report, subscription) => {
                (report, subscription)
            }
            (told, _) => {
                let status = told.err().unwrap_or(412);
                reports::answer(stream, status);
                self.shared.tell(RouterNews::BadReport(status));
                return;
            }
        };
        reports::answer(stream, 200);
        self.shared.tell(RouterNews::Reported {
            seq: report.seq,
            address: report.address,
        });
        let before = subscription.seq.replace(report.seq);
        let missed = before.is_some_and(|before| !notify::follows(before, report.seq));
        if missed {
            self.shared.tell(RouterNews::Missed);
        }
        let new = lock(&self.shared.memory).reported(&report);
        if new || missed {
            self.hint();
        }
    }

    fn hint(&mut self) {
        if self.pace.ask(self.shared.now()) {
            self.shared.hint();
        }
    }

    fn pass_on_what_waited(&mut self) {
        let now = self.shared.now();
        if self.pace.due().is_some_and(|due| due <= now) {
            self.hint();
        }
    }
}

async fn accept(listener: Option<&TcpListener>, place: Place) -> Result<TcpStream, ()> {
    match listener {
        Some(listener) => reports::next(listener, place).await,
        None => std::future::pending().await,
    }
}

async fn under_way(request: &mut Option<Request>) -> Result<(Url, Granted), RouterProblem> {
    match request {
        Some(request) => request.await,
        None => std::future::pending().await,
    }
}

/// Waits for a moment of time awake. After a sleep it may come late: then the check after waking finds it due.
async fn due(shared: &Shared, at: Option<Mono>) {
    match at {
        Some(at) => clock::nap(at.since(shared.now())).await,
        None => std::future::pending().await,
    }
}
