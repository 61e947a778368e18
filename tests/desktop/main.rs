//! The real programs in a real (private) desktop session: tray host, notification service, keychain, web view.
//!
//! `cargo xtask test` starts the session and turns on the feature `desktop`; without a session these tests fail and
//! say so, they never pretend to pass.

mod browser;
mod bus;
mod hostup;
mod keychain;
mod login;
mod menu;
mod notice;
mod session;
mod tray;
mod watcher;
mod window;

/// Fails with words when there is no session.
fn require_session() {
    assert!(
        std::env::var_os("HEMMA_DESKTOP_SESSION").is_some(),
        "these tests need a private desktop session: run them with `cargo xtask test`"
    );
}
