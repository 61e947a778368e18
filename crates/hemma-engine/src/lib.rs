//! The heartbeat: runs the judgement through ports.
//!
//! One task owns the scheduler; jobs run beside it and each ends as exactly one event. This crate knows no operating
//! system, opens no socket and reads no clock: all of that comes in through [`ports`].
//!
//! | Module | Holds |
//! | --- | --- |
//! | [`ports`] | what the engine needs of the world, in its own words |
//! | [`messages`] | what crosses to surfaces and back: snapshot, commands, queries |

pub mod messages;
pub mod ports;
