//! The local socket of each system behind the same few items: `Listener`, `ServerStream`, `ClientStream`, `connect`.

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
pub(crate) use unix::{ClientStream, Listener, ServerStream, connect};
#[cfg(windows)]
pub(crate) use windows::{ClientStream, Listener, ServerStream, connect};
