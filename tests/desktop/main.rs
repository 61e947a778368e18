//! The real programs in a real desktop: screen, tray host, notification daemon and keychain.
//!
//! Runs inside the private session that `cargo xtask test` starts, never in the user's own desktop.
//! By hand: `cargo xtask test some_name`, or `cargo xtask session -- CMD` to look around.

mod session;
