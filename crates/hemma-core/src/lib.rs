//! The judgement: what is believed, what should be sent, and when.
//!
//! This crate is pure. It does no input or output, has no async, reads no clock and writes no log: time and facts come
//! in as arguments, decisions go out as values, and every refusal carries its reason.
//!
//! | Module | Holds |
//! | --- | --- |
//! | [`address`] | families, addresses that may be published, and why others may not |
//! | [`names`] | hostnames, update names, and the ids of profiles, records and services |
//! | [`time`] | `Mono`, `Timestamp`, `Now` |
//! | [`secret`] | a string that cannot be printed by accident |
//! | [`settings`] | the person's wishes: a draft that may be wrong, and settings that cannot be |
//! | [`finding`] | what one look told: found, absent, unknown |
//! | [`ipv6`] | this computer's IPv6 addresses, and why one was chosen |
//! | [`router`] | what the router told, as facts for the diagnosis |
//! | [`whereabouts`] | home, away, offline |
//! | [`gate`] | quorum and dwell: when a new address is believed |
//! | [`verdict`] | what an answer means, and for whom |
//! | [`latch`] | stops that only a person releases |
//! | [`pace`] | waiting: distance between requests, back-off |
//! | [`memory`] | the facts that must survive a restart |
//! | [`history`] | lines of the journal |
//! | [`health`] | conditions worth showing, and when |
//! | [`scheduler`] | the state machine that ties them together |

pub mod address;
pub mod finding;
pub mod gate;
pub mod health;
pub mod history;
pub mod ipv6;
pub mod latch;
pub mod memory;
pub mod names;
pub mod pace;
pub mod router;
pub mod scheduler;
pub mod secret;
pub mod settings;
pub mod status;
pub mod time;
pub mod verdict;
pub mod whereabouts;
