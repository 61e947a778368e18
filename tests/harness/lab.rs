//! A small town of network namespaces: an internet, home routers, and computers behind them that run the real agent.
//!
//! Each story starts its own test program again behind a network, a mount and a process namespace of its own
//! (`unshare`), and lays its cables there. Nothing of it has a name outside, so stories run side by side; and when the
//! story's process ends, for whatever reason, the kernel ends every daemon in it and takes the cables away.
//!
//! What it must never do: touch an interface, a daemon or a file of the machine it runs on.

mod bind;
mod daemon;
mod home;
mod internet;
mod place;
mod portal;
mod privilege;
mod town;
mod vpn;

pub use bind::NameServer;
pub use daemon::Daemon;
pub use home::{Advertising, Home, Pc, Speech, Uplink};
pub use internet::Internet;
pub use place::Place;
pub use portal::Portal;
pub use town::Town;
pub use vpn::Vpn;

use std::future::Future;
use std::io::Write as _;
use std::process::Command;
use std::sync::Once;
use std::time::Duration;

/// Set for the inner run.
const INSIDE: &str = "HEMMA_LAB_INSIDE";

/// The longest a story may take. None takes nearly as long.
const LIMIT: Duration = Duration::from_secs(120);

/// Plays a story in a town of its own. `test` is the name of the test that calls this, without its module.
///
/// Where the system grants no namespaces the story is left out with one message, except on a machine that builds
/// (`CI`), where it fails.
///
/// # Panics
///
/// When the story does.
pub fn story<F: Future<Output = ()>>(test: &str, tell: impl FnOnce(Town) -> F) {
    if std::env::var_os(INSIDE).is_some() {
        play(LIMIT, tell);
        return;
    }
    let this = std::env::current_exe().expect("the path of this program");
    let Some(mut command) = behind_walls(&this) else {
        return;
    };
    let agent = crate::programs::agent();
    let output = command
        .args([test, "--nocapture", "--test-threads=1"])
        .env("HEMMA_AGENT", agent)
        .output()
        .expect("`unshare` was just there");
    let told = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && told.contains("1 passed"),
        "the story failed:\n{told}"
    );
}

/// Plays what is told inside the walls, and returns what comes of it.
///
/// # Panics
///
/// When it does, or takes longer than `limit`.
pub fn play<F: Future>(limit: Duration, tell: impl FnOnce(Town) -> F) -> F::Output {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(async {
            let town = Town::found().await;
            tokio::time::timeout(limit, tell(town))
                .await
                .expect("a story ends in time")
        })
}

/// Returns a command that starts `program` behind the walls; `None`, with one message, where there can be none.
///
/// # Panics
///
/// Without the privilege on a machine that builds.
#[must_use]
pub fn behind_walls(program: &std::path::Path) -> Option<Command> {
    let Some(walls) = privilege::walls() else {
        assert!(std::env::var_os("CI").is_none(), "{}", privilege::MISSING);
        static SAID: Once = Once::new();
        // Past the test harness, which would keep a message of a test that passes to itself.
        SAID.call_once(|| {
            let _ = writeln!(std::io::stderr(), "{}", privilege::MISSING);
        });
        return None;
    };
    // Killed with us, also when we are killed ourselves.
    let mut command = Command::new("setpriv");
    command
        .args(["--pdeathsig", "KILL", "unshare"])
        .args(walls)
        .arg(program)
        .env(INSIDE, "1")
        .env("TMPDIR", "/run");
    Some(command)
}

/// Whether this process is behind the walls.
#[must_use]
pub fn is_inside() -> bool {
    std::env::var_os(INSIDE).is_some()
}
