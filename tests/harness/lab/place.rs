//! One network namespace, by its name in this town.

use std::path::PathBuf;
use std::process::{Command, Output};

use super::daemon::Daemon;

/// A network namespace with loopback up. Goes with the town.
#[derive(Clone, Debug)]
pub struct Place {
    name: String,
}

impl Place {
    /// Makes an empty one.
    pub(super) fn make(name: &str) -> Self {
        let made = Command::new("ip").args(["netns", "add", name]).output();
        let made = made.expect("iproute2 is installed");
        assert!(made.status.success(), "{name}: {}", words(&made));
        let place = Self {
            name: name.to_owned(),
        };
        place.run("ip link set lo up");
        place
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where the kernel shows it.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        PathBuf::from("/run/netns").join(&self.name)
    }

    /// Runs a script of `sh` here, which must not fail.
    ///
    /// # Panics
    ///
    /// When a line of it fails.
    pub fn run(&self, script: &str) -> String {
        let output = self.command(&["sh", "-e", "-c", script]).output();
        let output = output.expect("iproute2 is installed");
        assert!(
            output.status.success(),
            "{}: {script}\n{}",
            self.name,
            words(&output)
        );
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Whether it has an interface of this name.
    #[must_use]
    pub fn has(&self, interface: &str) -> bool {
        let status = self
            .command(&["test", "-e", &format!("/sys/class/net/{interface}")])
            .status();
        status.is_ok_and(|status| status.success())
    }

    /// Runs a script until what it prints contains `words`, and returns that.
    ///
    /// # Panics
    ///
    /// When it never does.
    pub async fn until(&self, script: &str, words: &str) -> String {
        let mut told = String::new();
        let waiting = async {
            loop {
                let output = self.command(&["sh", "-c", script]).output();
                told = output
                    .map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
                    .unwrap_or_default();
                if told.contains(words) {
                    return;
                }
                super::town::moment().await;
            }
        };
        let waited = tokio::time::timeout(super::town::PATIENCE, waiting).await;
        assert!(
            waited.is_ok(),
            "{}: {script}: no {words:?} in:\n{told}",
            self.name
        );
        told
    }

    /// Returns a command that runs these words here.
    #[must_use]
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new("ip");
        command.args(["netns", "exec", &self.name]).args(words);
        command
    }

    /// Starts a daemon here that stays in the foreground.
    #[must_use]
    pub fn daemon(&self, words: &[&str]) -> Daemon {
        Daemon::start(self.command(words), words.first().unwrap_or(&""))
    }

    /// Moves the calling thread here, for good.
    ///
    /// # Panics
    ///
    /// When the kernel refuses.
    pub fn enter(&self) {
        let file = std::fs::File::open(self.path()).expect("the namespace is there");
        rustix::thread::move_into_link_name_space(
            std::os::fd::AsFd::as_fd(&file),
            Some(rustix::thread::LinkNameSpaceType::Network),
        )
        .expect("a thread may change its network in a town of its own");
    }

    /// Bytes that came in and went out over an interface, as the kernel counted them.
    #[must_use]
    pub fn bytes(&self, interface: &str) -> u64 {
        let script = format!("cd /sys/class/net/{interface}/statistics && cat rx_bytes tx_bytes");
        let told = self.run(&script);
        told.lines()
            .map(|line| line.trim().parse::<u64>().expect("a count"))
            .sum()
    }
}

fn words(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).trim().to_owned()
}
