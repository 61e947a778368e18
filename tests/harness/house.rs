//! One house for one test: a sandbox, a state folder, settings, secrets.

use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

use hemma_sandbox::{Sandbox, SandboxOptions, World};
use tempfile::TempDir;

use crate::agent::Agent;
use crate::programs;
use crate::settings::{self, Profile};

/// A sandbox and everything an agent needs to live beside it. Gone when dropped.
pub struct House {
    /// The pretend internet.
    pub sandbox: Arc<Sandbox>,
    folder: TempDir,
}

impl House {
    /// Builds a house over the seeded world.
    pub async fn new() -> Self {
        Self::over(World::seeded()).await
    }

    /// Builds a house over the seeded world in which every name is right in DNS already, so that the first update is
    /// the one that a test is about and no least distance stands in its way.
    pub async fn settled() -> Self {
        Self::over(World::seeded().settled()).await
    }

    /// Builds a house over another world.
    pub async fn over(world: World) -> Self {
        let sandbox = Sandbox::start(SandboxOptions::from(world))
            .await
            .expect("the sandbox starts on loopback");
        Self::at(Arc::new(sandbox))
    }

    /// Builds another house beside `other`: the same internet, nothing else in common.
    #[must_use]
    pub fn beside(other: &Self) -> Self {
        Self::at(Arc::clone(&other.sandbox))
    }

    /// Builds a house in a town whose internet runs already.
    pub(crate) fn in_town(sandbox: Arc<Sandbox>) -> Self {
        Self::at(sandbox)
    }

    fn at(sandbox: Arc<Sandbox>) -> Self {
        let folder = tempfile::Builder::new()
            .prefix("hemma-")
            .tempdir()
            .expect("a temporary folder");
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o700))
            .expect("permissions");
        std::fs::create_dir(folder.path().join("secrets")).expect("a folder for secrets");
        std::fs::create_dir(folder.path().join("state")).expect("a folder for state");
        std::fs::write(folder.path().join("ca.pem"), sandbox.ca_pem())
            .expect("the sandbox's authority");
        Self { sandbox, folder }
    }

    /// Writes settings with these profiles, and their secrets as secret files.
    pub fn furnish(&self, profiles: &[Profile]) {
        for profile in profiles {
            self.write_secrets(profile);
        }
        self.write_settings(&settings::text(
            &self.sandbox,
            profiles,
            Some(&self.folder.path().join("secrets")),
        ));
    }

    /// Writes the secret file of one profile.
    pub fn write_secrets(&self, profile: &Profile) {
        let lines: Vec<String> = match profile.secrets.as_slice() {
            [(key, secret)] if *key == profile.id => vec![secret.clone()],
            many => many
                .iter()
                .map(|(key, secret)| {
                    let record = key
                        .split_once('/')
                        .map_or(key.as_str(), |(_, record)| record);
                    format!("{record} {secret}")
                })
                .collect(),
        };
        let path = self.folder.path().join("secrets").join(&profile.id);
        let mut file = std::fs::OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(path)
            .expect("the secret file");
        std::io::Write::write_all(&mut file, (lines.join("\n") + "\n").as_bytes())
            .expect("the secret file");
    }

    /// Replaces the settings file, as an editor does.
    pub fn write_settings(&self, text: &str) {
        let aside = self.folder.path().join("settings.aside");
        std::fs::write(&aside, text).expect("the settings file");
        std::fs::rename(aside, self.settings_path()).expect("the settings file");
    }

    /// Where the settings file is.
    #[must_use]
    pub fn settings_path(&self) -> PathBuf {
        self.state().join("settings.toml")
    }

    /// The state folder.
    #[must_use]
    pub fn state(&self) -> PathBuf {
        self.folder.path().join("state")
    }

    /// The authority to trust.
    #[must_use]
    pub fn ca(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// The folder of it all.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Returns a command for the agent program, cut off from this machine's desktop and home.
    #[must_use]
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(programs::agent());
        command
            .args(arguments)
            .arg("--state")
            .arg(self.state())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.folder.path().join("nobody-writes-here"))
            .env("SSL_CERT_FILE", self.ca())
            .env("LANG", "C.UTF-8")
            .env("TZ", "UTC");
        command
    }

    /// Runs the agent program to its end.
    #[must_use]
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments)
            .output()
            .expect("the agent program runs")
    }

    /// Returns a command for the agent program inside the desktop session of the test.
    #[must_use]
    pub fn desktop_command(&self, arguments: &[&str]) -> Command {
        let mut command = self.command(arguments);
        for (name, value) in std::env::vars_os() {
            let name_text = name.to_string_lossy();
            if matches!(
                name_text.as_ref(),
                "DISPLAY"
                    | "DBUS_SESSION_BUS_ADDRESS"
                    | "HOME"
                    | "NO_AT_BRIDGE"
                    // What the session knows its programs by, so that none outlives it.
                    | "HEMMA_SESSION_MARK"
            ) || name_text.starts_with("XDG_")
                || name_text.starts_with("WEBKIT_")
            {
                command.env(name, value);
            }
        }
        command
    }

    /// Starts an agent that stays, without a desktop and without a tray, and connects to it.
    pub async fn agent(&self) -> Agent {
        Agent::start(self.command(&["run", "--no-tray"]), self).await
    }

    /// Starts an agent that stays and looks for a tray, without a desktop.
    pub async fn agent_with_tray(&self) -> Agent {
        Agent::start(self.command(&["run"]), self).await
    }

    /// Starts an agent that stays in the desktop session of the test.
    pub async fn desktop_agent(&self) -> Agent {
        Agent::start(self.desktop_command(&["run"]), self).await
    }

    /// Starts an agent that stays, by a command of this house that a test has changed.
    pub async fn agent_by(&self, command: Command) -> Agent {
        Agent::start(command, self).await
    }

    /// Returns a command for the window program inside the desktop session of the test.
    #[must_use]
    pub fn window_command(&self, arguments: &[&str]) -> Command {
        let agent = self.desktop_command(&[]);
        let mut command = Command::new(programs::window());
        command
            .args(arguments)
            .arg("--state")
            .arg(self.state())
            .env_clear()
            .envs(
                agent
                    .get_envs()
                    .filter_map(|(name, value)| Some((name, value?))),
            )
            .env("HEMMA_AGENT", programs::agent());
        command
    }

    /// Makes a window program that only writes its arguments to `opened`, and returns its path.
    #[must_use]
    pub fn pretend_window(&self, opened: &Path) -> PathBuf {
        let window = self.folder.path().join("pretend-window");
        let script = format!(
            "#!/bin/sh\nprintf '%s ' \"$@\" > '{0}.aside' && mv '{0}.aside' '{0}'\n",
            opened.display()
        );
        std::fs::write(&window, script).expect("the pretend window");
        std::fs::set_permissions(&window, std::fs::Permissions::from_mode(0o700))
            .expect("permissions");
        window
    }
}
