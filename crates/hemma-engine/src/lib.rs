//! The heartbeat: runs the judgement through ports.
//!
//! One task owns the scheduler; jobs run beside it and each ends as exactly one event. This crate knows no operating
//! system, opens no socket and reads no clock: all of that comes in through [`ports`].
//!
//! | Module | Holds |
//! | --- | --- |
//! | [`ports`] | what the engine needs of the world, in its own words |
//! | [`messages`] | what crosses to surfaces and back: snapshot, commands, queries |
//! | [`start`] | what it begins with, and the way in |
//! | [`handle`] | what surfaces hold: tell, ask, watch |
//! | `driver` | the one loop that owns the scheduler |
//! | `jobs` | everything that waits for the world; network trouble becomes a domain value here |
//! | `accounts` | services' own APIs: questions, changes, and why a name is refused |
//! | `rehearsal` | what would be sent, and what to know about a service |
//! | `doctor` | on demand: what stands between names and this computer, and a report without secrets |
//! | `clerk` | settings and secrets: slow, one change at a time, beside the loop |
//! | [`view`] | snapshot, tray and toasts as plain data |
//! | [`words`] | sentences for people, English and Swedish |
//! | [`fakes`] | scripted ports (feature `fakes`) |

mod accounts;
mod clerk;
mod doctor;
mod driver;
#[cfg(feature = "fakes")]
pub mod fakes;
pub mod handle;
mod jobs;
pub mod messages;
pub mod ports;
mod rehearsal;
pub mod start;
pub mod view;
pub mod words;

pub use handle::{Handle, ZoneNow};
pub use start::{Start, services, start};
