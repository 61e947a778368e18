//! One window per person and place: a second start brings the first to the front and ends.
//!
//! It needs no message bus: the first window holds a lock and listens at a local socket of its own beside the agent's.

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
pub(crate) use unix::{Listener, enter};
#[cfg(windows)]
pub(crate) use windows::{Listener, enter};

/// Whether this is the first window.
pub(crate) enum First {
    /// It is, and hears of later ones.
    Yes(Listener),
    /// Another one is open. It was told to come to the front.
    No,
}

/// The longest page name a second start may pass on, in bytes.
const LONGEST: u64 = 1024;

/// What a second start says, and what the first hears: the page to open.
fn heard(line: &str) -> Option<String> {
    let page = line.trim_end_matches('\n');
    let plain = !page.is_empty() && page.chars().all(|c| !c.is_control());
    plain.then(|| page.to_owned())
}
