//! What people ask of the loop: check, pause, resume, release.

use hemma_core::scheduler::Event;
use hemma_core::time::{Now, Timestamp};
use jiff::ToSpan;

use super::Driver;
use crate::messages::{Command, CommandError, PauseLength};

impl Driver {
    pub(super) async fn wish(&mut self, now: Now, command: Command) -> Result<(), CommandError> {
        if self.stopping.is_some() {
            return Err(CommandError::ShuttingDown);
        }
        let event = match command {
            Command::CheckNow => Event::CheckNow,
            Command::Pause { length } => Event::Pause {
                until: self.pause_end(now, length),
            },
            Command::Resume => Event::Resume,
            Command::Release { bound } => {
                let latches = &self.scheduler.status().latches;
                if !latches.iter().any(|latch| latch.bound == bound) {
                    return Err(CommandError::Gone);
                }
                Event::Release { bound }
            }
            Command::Dismiss { condition } => Event::Dismiss { kind: condition },
            Command::FollowLine { family, follow } => {
                let gate = self.scheduler.status().gates.get(&family);
                if gate.is_none_or(|gate| gate.jump.is_none()) {
                    return Err(CommandError::Gone);
                }
                Event::FollowLine { family, follow }
            }
            // The handle sends everything else elsewhere.
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
            | Command::Import { .. }
            | Command::Api { .. }
            | Command::OpenWindow
            | Command::Quit => return Err(CommandError::Gone),
        };
        self.step(now, event).await;
        Ok(())
    }

    fn pause_end(&self, now: Now, length: PauseLength) -> Option<Timestamp> {
        match length {
            PauseLength::OneHour => now.wall.checked_add(1.hour()).ok(),
            PauseLength::UntilTomorrow => now
                .wall
                .to_zoned((self.zone)())
                .tomorrow()
                .and_then(|day| {
                    day.with()
                        .hour(7)
                        .minute(0)
                        .second(0)
                        .subsec_nanosecond(0)
                        .build()
                })
                .map(|morning| morning.timestamp())
                .ok(),
            PauseLength::UntilResumed => None,
        }
    }
}
