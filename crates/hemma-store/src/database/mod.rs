//! One SQLite file for memory and journal.
//!
//! | Module | Holds |
//! | --- | --- |
//! | [`open`] | opening, checking, putting a damaged file aside |
//! | [`migrations`] | the format, version by version |
//! | [`salvage`] | what can still be read of a damaged file |
//! | [`facts`] | the scheduler's memory, one row per fact |
//! | [`journal`] | history: appending, pages, retention |
//! | [`desk`] | the one owner of the connection, and what waits while the disk refuses |
//! | [`notebook`] | the port: a thread with a desk |

mod desk;
mod facts;
mod journal;
mod migrations;
mod notebook;
mod open;
mod salvage;

pub use notebook::{Notebook, Opened};

#[cfg(test)]
mod tests;
