//! The one loop. It owns the scheduler, stamps the time once per event, carries out actions in order, and tells the
//! story at debug: each event, its actions, the next wake and why.

mod disk;
mod wishes;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use hemma_core::history::{AtService, Entry, EntryKind};
use hemma_core::memory::MemoryChange;
use hemma_core::names::{ProfileId, RecordId};
use hemma_core::scheduler::{Action, AttemptId, Event, Job, Scheduler};
use hemma_core::settings::{FieldProblem, Settings};
use hemma_core::time::{Mono, Now};
use hemma_core::whereabouts::Whereabouts;
use tokio::sync::{broadcast, mpsc, oneshot, watch};

use crate::handle::{SurfaceReport, ZoneNow};
use crate::jobs::{JobEnd, Jobs, summary};
use crate::messages::{Command, CommandError, Snapshot};
use crate::ports::{Clock, Notebook};
use crate::view::notice::{Notice, NoticeDesk};
use crate::view::snapshot::{self, Facts};
use crate::words::{Lang, Voice};

/// How long an attempt in flight may hold up the shutdown.
const PATIENCE_AT_END: Duration = Duration::from_secs(5);
/// A wake that the scheduler asks for in the past is a defect; it must not become a busy loop.
const LEAST_SLEEP: Duration = Duration::from_millis(200);

pub(crate) use disk::FactKey;

/// What reaches the loop from outside.
#[derive(Debug)]
pub(crate) enum ToDriver {
    /// A person's wish.
    Wish {
        command: Command,
        reply: oneshot::Sender<Result<(), CommandError>>,
    },
    /// The clerk has something new.
    News {
        news: Box<News>,
        done: oneshot::Sender<()>,
    },
    /// Leave in good order.
    Shutdown { done: oneshot::Sender<()> },
}

/// Tells the driver and returns when it has taken effect.
pub(crate) async fn tell(driver: &mpsc::Sender<ToDriver>, news: News) {
    let (done, taken) = oneshot::channel();
    let news = Box::new(news);
    if driver.send(ToDriver::News { news, done }).await.is_ok() {
        // An error means that the driver is leaving; then nothing needs to take effect.
        let _ = taken.await;
    }
}

/// What the clerk found out or changed.
#[derive(Debug)]
pub(crate) enum News {
    /// New settings are in force.
    Settings {
        settings: Box<Settings>,
        order: Vec<ProfileId>,
        /// What has other credentials now.
        edited: Vec<Edited>,
    },
    /// Something has other credentials, or is mended at its service.
    Edited(Edited),
    /// What a service's API told about a record that was refused; none: nothing any more.
    AtService {
        record: RecordId,
        found: Option<AtService>,
    },
    /// A service's log tells of somebody else's update.
    WrittenElsewhere {
        record: RecordId,
        at: hemma_core::time::Timestamp,
    },
    /// A record's service was asked why it refuses the record, or will not be asked now.
    Looked {
        record: RecordId,
        latched: hemma_core::time::Timestamp,
    },
    /// The file has mistakes; the last good settings go on.
    Rejected { problems: Vec<FieldProblem> },
    /// How the vault is.
    Vault {
        problem: Option<hemma_core::health::VaultProblem>,
    },
}

/// What has other credentials now. A key to an API is none of these: no record is updated with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Edited {
    /// A profile: user name, password, address, or where its secrets are.
    Profile(ProfileId),
    /// One record that has a secret of its own.
    Record(RecordId),
}

/// A shutdown under way.
pub(crate) struct Stopping {
    deadline: Mono,
    done: Vec<oneshot::Sender<()>>,
}

/// The loop's own things.
pub(crate) struct Driver {
    pub(crate) scheduler: Scheduler,
    pub(crate) jobs: Jobs,
    pub(crate) notices: NoticeDesk,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) notebook: Arc<dyn Notebook>,
    pub(crate) inbox: mpsc::Receiver<ToDriver>,
    pub(crate) link_moved: mpsc::Receiver<()>,
    pub(crate) router_moved: mpsc::Receiver<()>,
    pub(crate) woke_up: mpsc::Receiver<Duration>,
    pub(crate) surface_reports: watch::Receiver<SurfaceReport>,
    pub(crate) facts: Facts,
    pub(crate) snapshots: watch::Sender<Arc<Snapshot>>,
    pub(crate) notices_out: broadcast::Sender<Notice>,
    pub(crate) zone: ZoneNow,
    pub(crate) system_language: Lang,
    pub(crate) unsaved: BTreeMap<FactKey, MemoryChange>,
    pub(crate) writable: bool,
    pub(crate) stopping: Option<Stopping>,
}

/// What the loop woke for.
enum Woken {
    Message(Option<ToDriver>),
    Ended(JobEnd),
    LinkMoved,
    RouterMoved,
    WokeUp(Duration),
    Surfaces,
    Timer,
    Deadline,
}

impl Driver {
    /// Runs until told to stop.
    pub(crate) async fn run(mut self, problems: Vec<FieldProblem>) {
        let now = self.clock.now();
        if !self.writable {
            self.step(now, Event::Disk { writable: false }).await;
        }
        if !problems.is_empty() {
            self.step(now, Event::SettingsRejected { problems }).await;
        }
        self.step(now, Event::Timer).await;
        self.show(now);
        let mut floor = None;
        loop {
            if self.finished() {
                break;
            }
            let woken = self.wait(floor).await;
            let now = self.clock.now();
            let timer = matches!(woken, Woken::Timer);
            self.handle(now, woken).await;
            self.show(now);
            floor = self.least_sleep(now, timer);
        }
        self.leave().await;
    }

    /// Guards against a wake that lies in the past right after a timer step.
    fn least_sleep(&self, now: Now, timer: bool) -> Option<Mono> {
        let (at, reason) = self.scheduler.next_wake().filter(|_| timer)?;
        if at > now.mono {
            return None;
        }
        tracing::warn!(?reason, "the next wake lies in the past");
        Some(now.mono.plus(LEAST_SLEEP))
    }

    async fn wait(&mut self, floor: Option<Mono>) -> Woken {
        let wake = self
            .scheduler
            .next_wake()
            .map(|(at, _)| floor.map_or(at, |floor| at.max(floor)));
        let end = self.stopping.as_ref().map(|stopping| stopping.deadline);
        tokio::select! {
            biased;
            message = self.inbox.recv() => Woken::Message(message),
            ended = self.jobs.ended() => Woken::Ended(ended),
            () = hint(&mut self.link_moved) => Woken::LinkMoved,
            () = hint(&mut self.router_moved) => Woken::RouterMoved,
            slept = hint(&mut self.woke_up) => Woken::WokeUp(slept),
            () = report(&mut self.surface_reports) => Woken::Surfaces,
            () = until(&*self.clock, end) => Woken::Deadline,
            () = until(&*self.clock, wake) => Woken::Timer,
        }
    }

    async fn handle(&mut self, now: Now, woken: Woken) {
        match woken {
            Woken::Message(Some(message)) => self.receive(now, message).await,
            Woken::Message(None) => self.stop(now, None).await,
            Woken::Ended(end) => self.take_in(now, end).await,
            Woken::LinkMoved => self.step(now, Event::LinkMoved).await,
            Woken::RouterMoved => self.step(now, Event::RouterMoved).await,
            Woken::WokeUp(slept) => self.step(now, Event::WokeUp { slept }).await,
            Woken::Surfaces => {
                let report = *self.surface_reports.borrow_and_update();
                self.facts.surfaces.tray = report.tray;
                self.facts.surfaces.notices = report.notices;
            }
            Woken::Timer => self.step(now, Event::Timer).await,
            Woken::Deadline => {
                if let Some(stopping) = &mut self.stopping {
                    // The attempt in flight stays an intent in memory; after the next start DNS decides.
                    tracing::info!("an attempt in flight is left to the next start");
                    stopping.deadline = now.mono;
                    self.jobs.abandon();
                }
            }
        }
    }

    async fn receive(&mut self, now: Now, message: ToDriver) {
        match message {
            ToDriver::Wish { command, reply } => {
                let result = self.wish(now, command).await;
                self.show(now);
                // The surface may have gone away; its wish was still carried out.
                let _ = reply.send(result);
            }
            ToDriver::News { news, done } => {
                self.learn(now, *news).await;
                self.show(now);
                let _ = done.send(());
            }
            ToDriver::Shutdown { done } => self.stop(now, Some(done)).await,
        }
    }

    async fn learn(&mut self, now: Now, news: News) {
        match news {
            News::Settings {
                settings,
                order,
                edited,
            } => {
                self.facts.settings = (*settings).clone();
                self.facts.order = order;
                self.facts.surfaces.settings_problems.clear();
                self.facts.settings_revision = self.facts.settings_revision.saturating_add(1);
                self.step(now, Event::SettingsChanged { settings }).await;
                self.heed_router();
                for edited in edited {
                    self.edited(now, edited).await;
                }
            }
            News::Rejected { problems } => {
                self.facts.surfaces.settings_problems.clone_from(&problems);
                self.facts.settings_revision = self.facts.settings_revision.saturating_add(1);
                self.step(now, Event::SettingsRejected { problems }).await;
            }
            News::Vault { problem } => self.vault(now, problem).await,
            News::Edited(edited) => self.edited(now, edited).await,
            News::AtService { record, found } => self.at_service(now, record, found).await,
            News::WrittenElsewhere { record, at } => {
                self.step(now, Event::WrittenElsewhere { record, at }).await;
            }
            News::Looked { record, latched } => {
                self.facts.looked.insert(record, latched);
            }
        }
    }

    async fn edited(&mut self, now: Now, edited: Edited) {
        let event = match edited {
            Edited::Profile(profile) => Event::CredentialEdited { profile },
            Edited::Record(record) => {
                self.facts.at_service.remove(&record);
                Event::TokenEdited { record }
            }
        };
        self.step(now, event).await;
    }

    async fn at_service(&mut self, now: Now, record: RecordId, found: Option<AtService>) {
        let Some(found) = found else {
            self.facts.at_service.remove(&record);
            return;
        };
        self.facts.at_service.insert(record.clone(), found);
        self.note(Entry {
            at: now.wall,
            profile: Some(record.profile.clone()),
            record: Some(record),
            kind: EntryKind::AtService { found },
        })
        .await;
    }

    async fn vault(&mut self, now: Now, problem: Option<hemma_core::health::VaultProblem>) {
        if self.facts.surfaces.vault != problem {
            self.facts.surfaces.vault = problem;
            self.step(now, Event::Vault { problem }).await;
        }
    }

    async fn take_in(&mut self, now: Now, end: JobEnd) {
        if let Event::Answered { attempt, outcome } = &end.event {
            tracing::info!(attempt = attempt.0, outcome = summary(outcome), "answered");
            self.jobs.landed(*attempt);
        }
        if let Event::JobLost {
            job: Job::Publish(attempt),
        } = &end.event
        {
            self.jobs.landed(*attempt);
        }
        let located = matches!(end.event, Event::Located { .. });
        let home = self.at_home();
        // The answer first: were the vault told first, the record whose attempt this is would seem to be in flight.
        self.step(now, end.event).await;
        if located || home != self.at_home() {
            self.heed_router();
        }
        if let Some(problem) = end.vault {
            self.vault(now, problem).await;
        }
    }

    /// The router is listened to on networks that are home, unless a person switched it off.
    fn heed_router(&self) {
        self.jobs
            .heed_router(self.at_home() && self.facts.settings.detection.router);
    }

    fn at_home(&self) -> bool {
        self.scheduler.status().whereabouts == Whereabouts::Home
    }

    /// One event, its actions in order, and what came of writing them.
    async fn step(&mut self, now: Now, event: Event) {
        tracing::debug!(?event, mono = ?now.mono.0, "event");
        let actions = self.scheduler.step(now, event);
        let before = self.writable;
        for action in actions {
            tracing::debug!(?action, "action");
            self.carry_out(now, action).await;
        }
        if let Some((at, reason)) = self.scheduler.next_wake() {
            tracing::debug!(in_ms = at.since(now.mono).as_millis(), ?reason, "next wake");
        }
        if before != self.writable {
            let event = Event::Disk {
                writable: self.writable,
            };
            // A failing disk asks for a slower pace, not for more facts: this ends here.
            Box::pin(self.step(now, event)).await;
        }
    }

    async fn carry_out(&mut self, now: Now, action: Action) {
        match action {
            Action::Locate { round } => self.jobs.locate(now.mono, round),
            Action::Look {
                round,
                family,
                source,
            } => {
                let settings = &self.facts.settings;
                self.jobs.look(now.mono, round, family, source, settings);
            }
            Action::Remember { change } => self.remember(change).await,
            Action::Publish {
                attempt,
                profile,
                changes,
            } => self.publish(now, attempt, &profile, changes),
            Action::Prove { record, hostname } => {
                let settings = &self.facts.settings;
                self.jobs.prove(now.mono, record, hostname, settings);
            }
            Action::Note { entry } => match entry.kind {
                // It is the last line: an attempt in flight may still have something to tell.
                EntryKind::Stopped => {}
                _ => self.note(entry).await,
            },
        }
    }

    fn publish(
        &mut self,
        now: Now,
        attempt: AttemptId,
        profile: &ProfileId,
        changes: Vec<hemma_core::scheduler::Change>,
    ) {
        tracing::info!(attempt = attempt.0, %profile, records = changes.len(), "sending");
        match self.facts.settings.profiles.get(profile) {
            Some(found) => {
                let found = found.clone();
                self.jobs.publish(now.mono, attempt, found, changes);
            }
            None => self.jobs.lost(Job::Publish(attempt)),
        }
    }

    /// Publishes a snapshot when anything in it has changed, and what deserves a toast.
    fn show(&mut self, now: Now) {
        let old = self.snapshots.borrow().clone();
        let status = self.scheduler.status();
        let mut new = snapshot::build(&self.facts, status, old.number, old.at);
        if *old == new {
            return;
        }
        new.number = old.number.saturating_add(1);
        new.at = now.wall;
        let chosen = Lang::choose(new.general.language, self.system_language);
        let voice = Voice::new(chosen, (self.zone)());
        let tell_changes = self.facts.settings.notices.address_change;
        for notice in self
            .notices
            .compare(&old, &new, tell_changes, &voice, now.wall)
        {
            tracing::info!(kind = ?notice.kind, "notice");
            // Nobody may be listening: the window shows the same.
            let _ = self.notices_out.send(notice);
        }
        self.snapshots.send_replace(Arc::new(new));
    }

    async fn stop(&mut self, now: Now, done: Option<oneshot::Sender<()>>) {
        if let Some(stopping) = &mut self.stopping {
            stopping.done.extend(done);
            return;
        }
        self.stopping = Some(Stopping {
            deadline: now.mono.plus(PATIENCE_AT_END),
            done: done.into_iter().collect(),
        });
        tracing::info!("stopping");
        self.step(now, Event::ShuttingDown).await;
    }

    fn finished(&self) -> bool {
        self.stopping.is_some() && !self.jobs.attempt_in_flight()
    }

    async fn leave(mut self) {
        self.jobs.heed_router(false);
        let at = self.clock.now().wall;
        let facts: Vec<MemoryChange> = self.unsaved.values().cloned().collect();
        for change in facts {
            self.remember(change).await;
        }
        self.note(Entry {
            at,
            profile: None,
            record: None,
            kind: EntryKind::Stopped,
        })
        .await;
        tracing::info!("stopped");
        for done in self.stopping.into_iter().flat_map(|stopping| stopping.done) {
            // Whoever asked may be gone.
            let _ = done.send(());
        }
    }
}

/// Waits for a hint; a channel whose sender is gone never hints again.
async fn hint<T>(channel: &mut mpsc::Receiver<T>) -> T {
    match channel.recv().await {
        Some(hint) => hint,
        None => std::future::pending().await,
    }
}

async fn report(reports: &mut watch::Receiver<SurfaceReport>) {
    if reports.changed().await.is_err() {
        std::future::pending().await
    }
}

async fn until(clock: &dyn Clock, at: Option<Mono>) {
    match at {
        Some(at) => clock.sleep_until(at).await,
        None => std::future::pending().await,
    }
}
