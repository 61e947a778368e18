//! The real agent as a running program, asked through its own command line.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::processes;

/// A running `hemma-agent run`. Dropping it ends it.
#[derive(Debug)]
pub(crate) struct Agent {
    process: Child,
}

/// How to reach an agent: its program and the folders it was told to use.
#[derive(Debug, Clone)]
pub(crate) struct Door {
    program: PathBuf,
    config: PathBuf,
    state: PathBuf,
    /// The authority to trust instead of the system's, for the pretend internet.
    certificate: Option<PathBuf>,
}

impl Door {
    /// An agent whose settings and state live in `folder`.
    pub(crate) fn at(program: &Path, folder: &Path) -> Self {
        Self {
            program: program.to_owned(),
            config: folder.join("settings.toml"),
            state: folder.join("state"),
            certificate: None,
        }
    }

    /// The same in the pretend internet, with these settings.
    pub(crate) fn prepare(
        program: &Path,
        folder: &Path,
        settings: &str,
        certificate: PathBuf,
    ) -> Result<Self> {
        let door = Self {
            certificate: Some(certificate),
            ..Self::at(program, folder)
        };
        fs::create_dir_all(folder)?;
        fs::write(&door.config, settings)?;
        Ok(door)
    }

    /// The settings file.
    pub(crate) fn config(&self) -> &Path {
        &self.config
    }

    /// Tells any of our programs where things are. `command` decides where it runs.
    pub(crate) fn tell(&self, command: &mut Command) {
        command
            .arg("--config")
            .arg(&self.config)
            .arg("--state")
            .arg(&self.state);
        if let Some(certificate) = &self.certificate {
            command.env("SSL_CERT_FILE", certificate);
        }
    }

    /// Starts the agent, its log beside its state.
    pub(crate) fn start(&self, mut command: Command, log: &Path) -> Result<Agent> {
        let log = File::create(log)?;
        command.arg("run");
        self.tell(&mut command);
        command
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log);
        Ok(Agent {
            process: command
                .spawn()
                .with_context(|| format!("could not start {}", self.program.display()))?,
        })
    }

    /// Everything any surface may show; `None` while the agent does not answer.
    pub(crate) fn snapshot(&self) -> Option<Value> {
        serde_json::from_str(&self.ask(&["status", "--json"]).ok()?).ok()
    }

    /// The newest lines of history, oldest first.
    pub(crate) fn history(&self, lines: u32) -> Result<Vec<Value>> {
        let text = self.ask(&["logs", "--json", "-n", &lines.to_string()])?;
        let mut entries = text
            .lines()
            .filter(|line| !line.trim().is_empty())
            .map(|line| serde_json::from_str(line).context("a line of history is not JSON"))
            .collect::<Result<Vec<Value>>>()?;
        entries.sort_by_key(sequence);
        Ok(entries)
    }

    fn ask(&self, arguments: &[&str]) -> Result<String> {
        let mut command = Command::new(&self.program);
        command.args(arguments);
        self.tell(&mut command);
        let output = command
            .stdin(Stdio::null())
            .output()
            .context("could not start hemma-agent")?;
        // Other codes tell how things are (waiting, a person is needed); the answer is there all the same.
        if output.stdout.is_empty() && !output.status.success() {
            bail!(
                "hemma-agent {}: {}",
                arguments.join(" "),
                String::from_utf8_lossy(&output.stderr).trim()
            );
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

/// The number of a line of history.
pub(crate) fn sequence(line: &Value) -> u64 {
    line.get("sequence").and_then(Value::as_u64).unwrap_or(0)
}

impl Agent {
    /// Its process id.
    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }

    /// Waits until it ends by itself.
    pub(crate) fn wait(&mut self) {
        // An error would mean that there is nothing to wait for.
        let _ = self.process.wait();
    }

    /// How it ended, if it has.
    pub(crate) fn ended(&mut self) -> Option<String> {
        self.process
            .try_wait()
            .ok()
            .flatten()
            .map(|status| status.to_string())
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        processes::end(|_| [self.process.id()].into());
        // Where there is no process table to look at, by handle. Both mean the same: it is gone afterwards.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
