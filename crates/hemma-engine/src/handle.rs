//! What surfaces hold: a handle to tell, ask and watch. It is cheap to clone and never blocks the heartbeat.

use std::sync::Arc;

use hemma_providers::ClientIdentity;
use jiff::tz::TimeZone;
use tokio::sync::{broadcast, mpsc, oneshot, watch};

use crate::accounts::ToAccounts;
use crate::clerk::ToClerk;
use crate::doctor::{self, Doctor};
use crate::driver::ToDriver;
use crate::messages::{
    Answer, ApiAnswer, ApiTrouble, ApiTroubleKind, Command, CommandError, DoctorQuery, Done,
    NoticeState, Query, QueryError, Snapshot, Surfaces, TrayState,
};
use crate::ports::{Hands, Notebook, Senses};
use crate::rehearsal;
use crate::view::notice::Notice;
use crate::words::{Lang, Voice};

/// Gives the time zone of this moment; people travel and zones change while the program runs.
pub type ZoneNow = Arc<dyn Fn() -> TimeZone + Send + Sync>;

/// What surfaces report about themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct SurfaceReport {
    pub(crate) tray: TrayState,
    pub(crate) notices: NoticeState,
}

/// A handle to the running engine.
#[derive(Clone)]
pub struct Handle {
    pub(crate) driver: mpsc::Sender<ToDriver>,
    pub(crate) clerk: mpsc::Sender<ToClerk>,
    pub(crate) accounts: mpsc::Sender<ToAccounts>,
    pub(crate) snapshots: watch::Receiver<Arc<Snapshot>>,
    pub(crate) notices: broadcast::Sender<Notice>,
    pub(crate) surfaces: watch::Sender<SurfaceReport>,
    pub(crate) notebook: Arc<dyn Notebook>,
    pub(crate) senses: Arc<dyn Senses>,
    pub(crate) hands: Arc<dyn Hands>,
    pub(crate) doctor: Doctor,
    pub(crate) identity: Arc<ClientIdentity>,
    pub(crate) zone: ZoneNow,
    pub(crate) system_language: Lang,
}

impl Handle {
    /// Carries out a person's wish. Returns when it has taken effect; the next snapshot shows it.
    ///
    /// [`Command::Quit`] begins the shutdown and returns at once. [`Command::OpenWindow`] belongs to the program around
    /// the engine and is refused here.
    ///
    /// # Errors
    ///
    /// Nothing was changed, and why.
    pub async fn tell(&self, command: Command) -> Result<Done, CommandError> {
        let plain = match command {
            Command::CheckNow
            | Command::Pause { .. }
            | Command::Resume
            | Command::Dismiss { .. }
            | Command::Release { .. }
            | Command::FollowLine { .. } => {
                self.to_driver(|reply| ToDriver::Wish { command, reply })
                    .await
            }
            Command::SaveProfile { .. }
            | Command::RemoveProfile { .. }
            | Command::LeaveToOther { .. }
            | Command::SavePreferences { .. }
            | Command::MarkHome { .. }
            | Command::DeclineHome { .. }
            | Command::ForgetHome { .. }
            | Command::NeverMoves
            | Command::UnlockVault { .. }
            | Command::ChooseVault { .. }
            | Command::Import { .. } => {
                let (reply, answer) = oneshot::channel();
                let message = ToClerk::Command {
                    command: Box::new(command),
                    reply,
                };
                self.clerk.send(message).await.map_err(|_| GONE)?;
                answer.await.map_err(|_| GONE)?
            }
            Command::Api { profile, change } => {
                let (reply, answer) = oneshot::channel();
                let message = ToAccounts::Change {
                    profile,
                    change,
                    reply,
                };
                self.accounts.send(message).await.map_err(|_| GONE)?;
                return answer.await.map_err(|_| GONE)?;
            }
            Command::OpenWindow => Err(CommandError::NoWindow {
                what: "this program has no window".to_owned(),
            }),
            Command::Quit => {
                let (done, _) = oneshot::channel();
                self.driver
                    .send(ToDriver::Shutdown { done })
                    .await
                    .map_err(|_| GONE)
            }
        };
        plain.map(|()| Done::Plain)
    }

    async fn to_driver(
        &self,
        message: impl FnOnce(oneshot::Sender<Result<(), CommandError>>) -> ToDriver,
    ) -> Result<(), CommandError> {
        let (reply, answer) = oneshot::channel();
        self.driver.send(message(reply)).await.map_err(|_| GONE)?;
        answer.await.map_err(|_| GONE)?
    }

    /// Answers a question.
    ///
    /// # Errors
    ///
    /// [`QueryError::Disk`] when the disk could not be read or the engine is leaving; [`QueryError::Import`] when another
    /// program's file could not be read; [`QueryError::Api`] when a service's API was not reached or refused.
    pub async fn ask(&self, query: Query) -> Result<Answer, QueryError> {
        match query {
            Query::Snapshot => Ok(Answer::Snapshot {
                snapshot: Box::new((*self.snapshot()).clone()),
            }),
            Query::History { query } => {
                let page = self.notebook.history(query).await;
                page.map(|page| Answer::History { page })
                    .map_err(|error| QueryError::Disk { what: error.what })
            }
            Query::Contacts => Ok(Answer::Contacts {
                contacts: self.hands.contacts(),
            }),
            Query::Ipv6Candidates => Ok(Answer::Ipv6Candidates {
                candidates: self.senses.ipv6_candidates().await,
            }),
            Query::Settings => {
                let (reply, answer) = oneshot::channel();
                let leaving = || QueryError::Disk {
                    what: CommandError::ShuttingDown.to_string(),
                };
                self.clerk
                    .send(ToClerk::Settings { reply })
                    .await
                    .map_err(|_| leaving())?;
                let settings = answer.await.map_err(|_| leaving())?;
                Ok(Answer::Settings { settings })
            }
            Query::Api { profile, ask } => {
                self.to_accounts(|reply| ToAccounts::Ask {
                    profile,
                    ask,
                    reply,
                })
                .await
            }
            Query::TestKey { test } => {
                self.to_accounts(|reply| ToAccounts::Test { test, reply })
                    .await
            }
            Query::Rehearsal { profile } => {
                let snapshot = self.snapshot();
                Ok(Answer::Rehearsal {
                    rehearsal: rehearsal::rehearse(*profile, &snapshot, &self.identity),
                })
            }
            Query::Doctor { query } => self.examine(query).await,
            Query::AboutService { service } => Ok(Answer::AboutService {
                about: rehearsal::about(&service),
            }),
            Query::ReadImport { path, format } => {
                let (reply, answer) = oneshot::channel();
                let leaving = || QueryError::Disk {
                    what: CommandError::ShuttingDown.to_string(),
                };
                let message = ToClerk::ReadImport {
                    path,
                    format,
                    reply,
                };
                self.clerk.send(message).await.map_err(|_| leaving())?;
                let found = answer.await.map_err(|_| leaving())?;
                found
                    .map(|found| Answer::Import { found })
                    .map_err(|problem| QueryError::Import { problem })
            }
        }
    }

    async fn examine(&self, query: DoctorQuery) -> Result<Answer, QueryError> {
        let (reply, answer) = oneshot::channel();
        let leaving = || QueryError::Disk {
            what: CommandError::ShuttingDown.to_string(),
        };
        let message = ToClerk::InForce { reply };
        self.clerk.send(message).await.map_err(|_| leaving())?;
        let settings = answer.await.map_err(|_| leaving())?;
        let material = self.doctor.examine(self.snapshot(), settings).await;
        let voice = doctor::voice(query, self.voice().lang(), (self.zone)());
        let report = Box::new(doctor::report(&material, query, &voice));
        Ok(Answer::Doctor { report })
    }

    async fn to_accounts(
        &self,
        message: impl FnOnce(oneshot::Sender<Result<ApiAnswer, ApiTrouble>>) -> ToAccounts,
    ) -> Result<Answer, QueryError> {
        let (reply, answer) = oneshot::channel();
        // It may also have been lost on the way; then nobody knows more.
        let lost = || QueryError::from(ApiTrouble::from(ApiTroubleKind::Unavailable));
        let sent = self.accounts.send(message(reply)).await;
        sent.map_err(|_| lost())?;
        let answer = answer.await.map_err(|_| lost())??;
        Ok(Answer::Api { answer })
    }

    /// Returns a receiver that always holds the newest snapshot.
    #[must_use]
    pub fn snapshots(&self) -> watch::Receiver<Arc<Snapshot>> {
        self.snapshots.clone()
    }

    /// Returns the newest snapshot.
    #[must_use]
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.snapshots.borrow().clone()
    }

    /// Returns a receiver of toasts from now on. One that lags loses the oldest.
    #[must_use]
    pub fn notices(&self) -> broadcast::Receiver<Notice> {
        self.notices.subscribe()
    }

    /// Returns the voice of this moment: the language of the settings (or the system) and the local time zone.
    #[must_use]
    pub fn voice(&self) -> Voice {
        let chosen = self.snapshots.borrow().general.language;
        Voice::new(Lang::choose(chosen, self.system_language), (self.zone)())
    }

    /// Takes note of how the tray icon is.
    pub fn report_tray(&self, tray: TrayState) {
        self.surfaces.send_if_modified(|report| {
            let changed = report.tray != tray;
            report.tray = tray;
            changed
        });
    }

    /// Takes note of how toasts are.
    pub fn report_notices(&self, notices: NoticeState) {
        self.surfaces.send_if_modified(|report| {
            let changed = report.notices != notices;
            report.notices = notices;
            changed
        });
    }

    /// Ends the engine in good order: no new attempts, a few seconds for one in flight, memory and the last line of
    /// history written. Returns when all of that is done.
    pub async fn shutdown(&self) {
        let (done, ended) = oneshot::channel();
        if self.driver.send(ToDriver::Shutdown { done }).await.is_ok() {
            // An error means that the driver has already ended.
            let _ = ended.await;
        }
    }
}

const GONE: CommandError = CommandError::ShuttingDown;

/// What a snapshot says of the surfaces before any of them reported.
pub(crate) fn unreported() -> Surfaces {
    Surfaces {
        tray: TrayState::Unknown,
        notices: NoticeState::Unknown,
        vault: None,
        settings_problems: Vec::new(),
    }
}
