//! The hallway: the messages between the agent and its visitors (window and command line), and the local socket that
//! carries them.
//!
//! | Module | Holds |
//! | --- | --- |
//! | [`messages`] | command, query, answer, snapshot: the engine's plain message types, passed on |
//! | [`greeting`] | the first words on a connection: version and, when it does not fit, what to do |
//! | [`wire`] | what crosses after the greeting |
//! | [`frames`] | length-prefixed JSON with a cap |
//! | [`path`] | where the socket is |
//! | [`door`] | the agent's side: one door per user, visitors of the same user only |
//! | [`client`] | the visitor's side: `tell`, `ask`, `subscribe` |
//! | [`state`] | how the link itself is doing, as the window shows it |
//!
//! The socket is local and belongs to one user. This crate never opens a network port, has no rule about DNS in it,
//! and carries secrets inwards only: no message from the agent can hold one.

pub mod client;
pub mod door;
pub mod frames;
pub mod greeting;
pub mod path;
mod platform;
pub mod state;
pub mod wire;

pub use hemma_engine::messages;

pub use client::{AgentGone, Client, ConnectError};
pub use door::{Door, DoorError, Knock, Visitor};
pub use frames::FrameError;
pub use greeting::{Greeting, Hello, PROTOCOL, RefusedReason, Role};
pub use path::SocketPath;
pub use state::LinkState;
