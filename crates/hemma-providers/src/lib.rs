//! The phrasebook: how dynamic-DNS services speak.
//!
//! Pure wire protocols: requests are built and answers are read here, and nothing is sent. There is no socket, no
//! clock, no log and no disk in this crate, and it must never follow a redirect, search a body for a word, or show a
//! secret.
//!
//! | Module | Holds |
//! | --- | --- |
//! | [`exchange`] | requests, answers, and the conversation between them |
//! | [`entrance`] | from a profile and its changes to an exchange |
//! | [`identity`] | how this program introduces itself |
//! | [`rehearsal`] | what would be sent, to be looked at; and advice about a profile |
//! | [`catalog`] | the services, as data |
//! | [`echo`] | the public address, seen from outside |
//! | [`router`] | how home routers tell the address of the line, and changes of it |
//! | `speech` | how a service is asked, by one row of data; how other answers become words |
//! | `dyndns2` | the word protocol: lines, words, verdicts |
//! | `noip` | No-IP's dialect of it |
//! | [`hostup`] | HostUp: its token update, and its API v2 for customers |

pub mod catalog;
pub mod echo;
pub mod entrance;
pub mod exchange;
pub mod hostup;
pub mod identity;
pub mod rehearsal;
pub mod router;

mod dyndns2;
mod noip;
mod percent;
mod speech;

pub use entrance::{CannotSpeak, Secrets, exchange_for, secrets_needed};
pub use identity::ClientIdentity;
