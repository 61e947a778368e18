//! The system's keychain; one file per system behind the same four calls.
//!
//! All calls block and are made from a thread of their own. Each opens the keychain anew: a keychain that was missing or
//! locked a minute ago may be there now. An entry has the attributes `service` (see `Paths::keychain_service`) and
//! `username` (the [`SecretKey`](hemma_core::names::SecretKey)), as the `keyring` crates write them.
//!
//! | System | Seen by hand |
//! | --- | --- |
//! | Linux | gnome-keyring 42 in tests, with and without a collection, locked, missing |
//! | Windows | Credential Manager under Wine only |
//! | macOS | type-checked only |

#[cfg(all(unix, not(target_os = "macos")))]
mod freedesktop;
#[cfg(all(unix, not(target_os = "macos")))]
pub(super) use freedesktop::{read, remove, unlock, write};

#[cfg(any(windows, target_os = "macos"))]
mod native;
#[cfg(any(windows, target_os = "macos"))]
pub(super) use native::{read, remove, unlock, write};

#[cfg(target_os = "macos")]
mod macos;
#[cfg(target_os = "macos")]
use macos as system;
#[cfg(windows)]
mod windows;
#[cfg(windows)]
use windows as system;
