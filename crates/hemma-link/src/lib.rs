//! The hallway: the messages between the agent and its visitors (window and command line), and the local socket that
//! carries them.
//!
//! | Module | Holds |
//! | --- | --- |
//! | [`messages`] | command, query, answer, snapshot: the engine's plain message types, passed on |
//! | [`greeting`] | the first words on a connection: version and, when it does not fit, what to do |
//! | [`state`] | how the link itself is doing, as the window shows it |
//!
//! The socket is local and belongs to one user. This crate never opens a network port, has no rule about DNS in it,
//! and carries secrets inwards only: no message from the agent can hold one.

pub mod greeting;
pub mod state;

pub use hemma_engine::messages;

pub use greeting::{Greeting, Hello, PROTOCOL, RefusedReason, Role};
pub use state::LinkState;
