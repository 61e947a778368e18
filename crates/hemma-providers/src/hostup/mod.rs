//! HostUp: its public token update, and beside it the v2 API for customers.

pub mod api;
pub(crate) mod update;
