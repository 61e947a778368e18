//! The street: black-box tests of the whole house, and what they share.
//!
//! Everything here sees only public doors: programs, sockets, files, and the libraries' public items.

pub mod agent;
pub mod house;
pub mod lab;
pub mod namespace;
pub mod programs;
pub mod settings;
pub mod workspace;
