//! A network namespace for one test: its own interfaces, its own loopback, nothing else.

use std::future::Future;
use std::process::Command;

/// Changes interfaces inside the namespace of the current thread.
#[derive(Clone, Copy, Debug)]
pub struct Ip(());

impl Ip {
    /// Runs `ip` with these words.
    ///
    /// # Panics
    ///
    /// When `ip` is missing or refuses.
    pub fn run(self, words: &str) {
        let output = Command::new("ip")
            .args(words.split(' '))
            .output()
            .expect("iproute2 is installed");
        assert!(
            output.status.success(),
            "ip {words}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

/// Runs `story` on a thread that has a network namespace of its own, with loopback up. Needs root; fails with words
/// otherwise. Everything the story starts lives in the same namespace, which ends with it.
///
/// # Panics
///
/// When the story panics, or the system grants no namespace.
pub fn inside<F: Future<Output = ()>>(story: impl FnOnce(Ip) -> F + Send + 'static) {
    let thread = std::thread::spawn(move || {
        enter();
        Ip(()).run("link set lo up");
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime")
            .block_on(story(Ip(())));
    });
    if let Err(panic) = thread.join() {
        std::panic::resume_unwind(panic);
    }
}

#[expect(
    unsafe_code,
    reason = "leaving the namespace of the other threads is what this function is for"
)]
fn enter() {
    // SAFETY: only the network namespace of this thread changes; it shares no file descriptor table with it.
    let entered = unsafe { rustix::thread::unshare_unsafe(rustix::thread::UnshareFlags::NEWNET) };
    entered.expect("a network namespace of its own needs root: run the tests as root, as CI does");
}
