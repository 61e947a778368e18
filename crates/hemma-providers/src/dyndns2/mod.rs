//! dyndns2: one word per name, one line per name.
//!
//! Sources: Dyn's "Remote Access API" pages as collected in `dyndns2-services.md` §1 (protocol) and §1.1 (parser), No-IP's
//! page through `noip-update.md`. Answers of other kinds are turned into such lines first ([`crate::speech`]), so that
//! one judge decides about all of them.

mod answer;
mod lines;
mod words;

pub(crate) use answer::read;
pub(crate) use lines::{Addresses, Line};
pub(crate) use words::{A_DAY, FIVE_MINUTES, HALF_AN_HOUR, Reach, Sense, WORDS, Word, old_wait};
