//! The way every call with one key goes: at most two at once, a pause between reading calls, and rest for all of them
//! when the service asks for it (`hostup-api.md` §2).

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hemma_core::time::{Mono, Now, Timestamp, later};
use hemma_providers::exchange::{Request, Response};
use hemma_providers::hostup::api::{ApiDoor, ApiProblemKind, Call, ListVps, unasked_wait};
use http::Method;
use tokio::sync::{Semaphore, SemaphorePermit};

use super::books::Books;
use crate::messages::{ApiTrouble, ApiTroubleKind};
use crate::ports::{Clock, Hands};

/// Calls at once (`hostup-api.md` §5.7).
const SEATS: usize = 2;
/// Between the beginnings of two reading calls.
const PAUSE: Duration = Duration::from_millis(150);
/// A wait that a person does not mind: it is waited out instead of being told.
const SHORT: Duration = Duration::from_secs(10);
/// How often one call leaves at most.
const TRIES: u32 = 3;
/// No further try begins when a person has waited this long.
const PATIENCE: Duration = Duration::from_secs(30);
/// Before the second try; the third waits three times as long.
const BACK_OFF: Duration = Duration::from_secs(1);

/// One key's lane, and what is remembered of its account.
#[derive(Debug)]
pub(super) struct Lane {
    seats: Semaphore,
    standing: Mutex<Standing>,
    books: Mutex<Books>,
}

#[derive(Debug, Default)]
struct Standing {
    /// The service does not take the key (401).
    rejected: bool,
    /// No call before this moment (429).
    resting: Option<Mono>,
    /// How often in a row the service asked for rest.
    refusals: u32,
    /// The next reading call does not begin before this moment.
    next_reading: Mono,
}

/// Why a call cannot leave.
#[derive(Clone, Copy, Debug)]
enum Shut {
    Rejected,
    Resting(Mono),
}

/// How a call may be treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Manner {
    /// It may be sent again.
    Repeat,
    /// It may not: nobody knows whether it was carried out.
    Once,
}

impl Default for Lane {
    fn default() -> Self {
        Self {
            seats: Semaphore::new(SEATS),
            standing: Mutex::default(),
            books: Mutex::default(),
        }
    }
}

impl Lane {
    /// Returns what is remembered. Hold it for a moment only, never across a wait.
    pub(super) fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn standing(&self) -> MutexGuard<'_, Standing> {
        self.standing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A person asked to try the key again.
    pub(super) fn forgive(&self) {
        self.standing().rejected = false;
    }

    /// Returns until when calls rest, in people's time.
    pub(super) fn resting_until(&self, now: Now) -> Option<Timestamp> {
        let until = self.standing().resting.filter(|until| *until > now.mono)?;
        Some(later(now.wall, until.since(now.mono)))
    }

    /// Sends what `make` makes, again where that is right, and learns from what comes back. A refusal of the service is
    /// an answer too.
    ///
    /// # Errors
    ///
    /// Nothing came back, or nothing was sent because the key rests.
    pub(super) async fn deliver(
        &self,
        clock: &dyn Clock,
        hands: &dyn Hands,
        door: &ApiDoor,
        make: &(dyn Fn() -> Request + Sync),
        manner: Manner,
    ) -> Result<Response, ApiTrouble> {
        let mut tries = 0;
        let mut arrived = false;
        let began = clock.now().mono;
        loop {
            let request = make();
            let reading = request.method() == Method::GET;
            let seat = self.seat(clock, reading).await?;
            tracing::debug!(call = %request.describe(), "asking an API");
            let sent = hands.manage(request).await;
            drop(seat);
            tries += 1;
            let waited = clock.now().mono.since(began);
            let again = manner == Manner::Repeat && tries < TRIES && waited < PATIENCE;
            let wait = match sent {
                Ok(response) => {
                    tracing::debug!(status = response.status, "an API answered");
                    match self.learn(door, &response, clock.now(), tries) {
                        Some(wait) if again && wait <= SHORT => wait,
                        _ => return Ok(response),
                    }
                }
                Err(failure) => {
                    tracing::debug!(?failure, "an API did not answer");
                    arrived |= failure.sent;
                    if !again {
                        return Err(ApiTrouble {
                            unclear: arrived && !reading,
                            ..ApiTroubleKind::NotReached.into()
                        });
                    }
                    back_off(tries)
                }
            };
            let until = clock.now().mono.plus(wait);
            clock.sleep_until(until).await;
        }
    }

    /// Waits for a seat, and for the pause between reading calls.
    async fn seat(
        &self,
        clock: &dyn Clock,
        reading: bool,
    ) -> Result<SemaphorePermit<'_>, ApiTrouble> {
        let mut turn: Option<Mono> = None;
        loop {
            let seat = self.seats.acquire().await;
            // Nobody closes it.
            let seat = seat.map_err(|_| ApiTrouble::from(ApiTroubleKind::Unavailable))?;
            let now = clock.now();
            if let Some(shut) = self.shut(now.mono) {
                drop(seat);
                match shut {
                    Shut::Resting(until) if until.since(now.mono) <= SHORT => {
                        clock.sleep_until(until).await;
                        continue;
                    }
                    shut => return Err(told(shut, now)),
                }
            }
            let begin = *turn.get_or_insert_with(|| self.take_turn(now.mono, reading));
            if begin <= now.mono {
                return Ok(seat);
            }
            // Others that read wait for their turn behind this one anyway; others that write need not.
            drop(seat);
            clock.sleep_until(begin).await;
        }
    }

    fn take_turn(&self, now: Mono, reading: bool) -> Mono {
        if !reading {
            return now;
        }
        let mut standing = self.standing();
        let begin = standing.next_reading.max(now);
        standing.next_reading = begin.plus(PAUSE);
        begin
    }

    fn shut(&self, now: Mono) -> Option<Shut> {
        let standing = self.standing();
        if standing.rejected {
            return Some(Shut::Rejected);
        }
        standing
            .resting
            .filter(|until| *until > now)
            .map(Shut::Resting)
    }

    /// Takes note of what an answer says about the key. Returns after what time the call may be tried again, where that
    /// may help.
    fn learn(&self, door: &ApiDoor, response: &Response, now: Now, tries: u32) -> Option<Duration> {
        let mut standing = self.standing();
        match response.status {
            401 => {
                standing.rejected = true;
                self.books().forget_key();
                return None;
            }
            403 => {
                self.books().forget_key();
                return None;
            }
            _ => {}
        }
        // Which call was refused makes no difference to what a refusal says.
        let problem = match ListVps::default().read(door, response, now.wall) {
            Err(problem) if response.status >= 300 => problem,
            _ => {
                standing.refusals = 0;
                return None;
            }
        };
        match problem.kind {
            ApiProblemKind::Limited { wait, asked } => {
                let wait = if asked {
                    wait
                } else {
                    unasked_wait(standing.refusals)
                };
                standing.refusals = standing.refusals.saturating_add(1);
                let until = now.mono.plus(wait);
                standing.resting = Some(standing.resting.map_or(until, |known| known.max(until)));
                Some(wait)
            }
            ApiProblemKind::Unavailable { wait } => Some(wait.unwrap_or_else(|| back_off(tries))),
            _ => None,
        }
    }
}

fn back_off(tries: u32) -> Duration {
    BACK_OFF.saturating_mul(3_u32.saturating_pow(tries.saturating_sub(1)))
}

fn told(shut: Shut, now: Now) -> ApiTrouble {
    match shut {
        Shut::Rejected => ApiTroubleKind::KeyRejected {
            address_changed: false,
        }
        .into(),
        Shut::Resting(until) => ApiTroubleKind::Limited {
            until: later(now.wall, until.since(now.mono)),
        }
        .into(),
    }
}
