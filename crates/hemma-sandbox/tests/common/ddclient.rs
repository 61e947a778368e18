//! Debian's `ddclient` beside a sandbox.
//!
//! Needs the package `ddclient` (3.10 in Debian 12) and fails plainly when it is missing. Its agent,
//! `ddclient/3.10.0`, has not the form No-IP documents, so the sandbox is told that it is certified.

use std::time::Duration;

use hemma_sandbox::{Entry, Family, Sandbox, SandboxOptions, Target, World};
use tokio::process::Command;

/// A sandbox, and a folder with the client's settings and memory.
pub(crate) struct Ddclient {
    pub(crate) sandbox: Sandbox,
    folder: tempfile::TempDir,
}

impl Ddclient {
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut world = World::seeded();
        world.noip.certified_agents = vec!["ddclient/".to_owned()];
        let options = SandboxOptions {
            world,
            state_dir: Some(folder.path().join("sandbox")),
            ..SandboxOptions::default()
        };
        let sandbox = Sandbox::start(options).await.unwrap();
        Self { sandbox, folder }
    }

    /// Runs one round with these settings, `SERVER` being the target's host and port.
    pub(crate) async fn run(&self, target: Target, settings: &str) -> String {
        let path = |name: &str| self.folder.path().join(name);
        let server = format!("127.0.0.1:{}", self.sandbox.port(target));
        let settings = format!(
            "daemon=0\nssl=yes\nssl_ca_file={}\n{}\n",
            path("sandbox/ca.pem").display(),
            settings.replace("SERVER", &server),
        );
        std::fs::write(path("ddclient.conf"), settings).unwrap();
        let output = Command::new("ddclient")
            .env(
                "PATH",
                "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            )
            .args([
                "-daemon=0",
                "-foreground",
                "-noquiet",
                "-verbose",
                "-timeout=20",
                "-file",
            ])
            .arg(path("ddclient.conf"))
            .arg("-cache")
            .arg(path("ddclient.cache"))
            .kill_on_drop(true)
            .output();
        let output = tokio::time::timeout(Duration::from_secs(60), output).await;
        let output = output.expect("ddclient ends within a minute");
        let output = output.expect("ddclient is needed: apt-get install ddclient");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        text(&output.stdout) + &text(&output.stderr)
    }

    pub(crate) fn updates(&self) -> Vec<Entry> {
        self.sandbox.ledger().updates()
    }

    pub(crate) fn held(&self, name: &str, family: Family) -> Option<String> {
        let held = self.sandbox.registered(name, family);
        held.map(|address| address.to_string())
    }
}
