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

pub mod entrance;
pub mod exchange;
pub mod identity;

mod percent;

pub use entrance::{CannotSpeak, Secrets, exchange_for, secrets_needed};
pub use identity::ClientIdentity;
