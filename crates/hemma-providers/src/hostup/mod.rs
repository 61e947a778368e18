//! HostUp: for now its public token update; the v2 API for customers comes beside it.

pub(crate) mod update;
