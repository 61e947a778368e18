//! A program of other people that runs while a story needs it.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// A running daemon. Ended when dropped; the kernel ends it with the town otherwise.
#[derive(Debug)]
pub struct Daemon {
    child: Child,
    name: String,
    log: PathBuf,
}

impl Daemon {
    pub(super) fn start(mut command: Command, name: &str) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let log = Path::new("/run").join(format!("{name}-{number}.log"));
        let file = std::fs::File::create(&log).expect("a log file");
        let child = command
            .stdin(Stdio::null())
            .stdout(file.try_clone().expect("a log file"))
            .stderr(file)
            .spawn()
            .unwrap_or_else(|problem| panic!("{name} does not start: {problem}"));
        Self {
            child,
            name: name.to_owned(),
            log,
        }
    }

    /// Everything it said so far.
    #[must_use]
    pub fn log(&self) -> String {
        String::from_utf8_lossy(&std::fs::read(&self.log).unwrap_or_default()).into_owned()
    }

    /// Waits until it has said these words.
    ///
    /// # Panics
    ///
    /// When it ends before, or takes longer than half a minute.
    pub async fn until_said(&mut self, words: &str) {
        let waiting = async {
            while !self.log().contains(words) {
                if let Ok(Some(status)) = self.child.try_wait() {
                    panic!(
                        "{} ended with {status}; `cargo xtask setup` installs what the tests need:\n{}",
                        self.name,
                        self.log()
                    );
                }
                super::town::moment().await;
            }
        };
        let waited = tokio::time::timeout(super::town::PATIENCE, waiting).await;
        assert!(
            waited.is_ok(),
            "{} did not say {words:?}:\n{}",
            self.name,
            self.log()
        );
    }

    /// Asks it to read its settings again, as `kill -HUP` does.
    ///
    /// # Panics
    ///
    /// When it has ended.
    pub fn reload(&self) {
        let process = i32::try_from(self.child.id())
            .ok()
            .and_then(rustix::process::Pid::from_raw)
            .expect("a process number");
        rustix::process::kill_process(process, rustix::process::Signal::HUP).expect("it runs");
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
