//! The stage a story is played on: the pretend internet, the real agent with settings for it, and where they run.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::agent::{Agent, Door, sequence};
use crate::place::Place;
use crate::platform::write_private;
use crate::programs::Programs;
use crate::sandbox::Sandbox;
use crate::stopwatch::{unix_millis, wait_until};

/// The router's address when the curtain rises. All names hold it already.
pub(crate) const OLD_ADDRESS: &str = "203.0.113.7";

/// What the world is like at the beginning.
const WORLD: &str = include_str!("scene/world.toml");

/// How long the two echo operators take to answer: an ordinary distance on the internet.
pub(crate) const ROUND_TRIP_MS: u32 = 20;

/// How long after an answer the pretend name servers show it.
pub(crate) const PUBLISH_DELAY_MS: u32 = 300;

/// How long a step of a story may take. Far more than it does, for machines that are busy with something else.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// Sandbox and agent, running.
#[derive(Debug)]
pub(crate) struct Scene {
    // Dropped in this order: who asks goes before who answers.
    agent: Agent,
    started: i64,
    pub(crate) door: Door,
    pub(crate) sandbox: Sandbox,
    folder: PathBuf,
}

impl Scene {
    /// Builds it up in an empty `folder`. The names hold [`OLD_ADDRESS`]; the router has `router`.
    pub(crate) fn set(
        place: &Place,
        programs: &Programs,
        folder: &Path,
        router: &str,
    ) -> Result<Self> {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        fs::create_dir_all(folder)?;
        let world = folder.join("world.toml");
        fs::write(&world, WORLD)?;
        let mut command = place.command(&programs.sandbox);
        command.arg("--world").arg(&world);
        let sandbox = Sandbox::start(command, &folder.join("sandbox"))?;
        sandbox.post("/api/router", &json!({ "ipv4": router }))?;
        sandbox.post("/api/dns", &json!({ "publish_delay_ms": PUBLISH_DELAY_MS }))?;
        for echo in ["echo-a", "echo-b"] {
            sandbox.post(
                "/api/latency",
                &json!({ "target": echo, "ms": ROUND_TRIP_MS }),
            )?;
        }
        write_private(
            &folder.join("noip.secret"),
            sandbox.described("/noip/0/password")?,
        )?;
        let settings = settings(&sandbox, folder)?;
        let door = Door::prepare(&programs.agent, folder, &settings, sandbox.certificate())?;
        let mut command = place.command(&programs.agent);
        command.env("HEMMA_WINDOW", &programs.window);
        let started = unix_millis();
        let agent = door.start(command, &folder.join("agent.log"))?;
        Ok(Self {
            agent,
            started,
            door,
            sandbox,
            folder: folder.to_owned(),
        })
    }

    /// Where HostUp's pretend API is.
    pub(crate) fn hostup_api(&self) -> Result<String> {
        endpoint(&self.sandbox, "hostup-api")
    }

    /// The agent's process id.
    pub(crate) fn agent_id(&self) -> u32 {
        self.agent.id()
    }

    /// When the agent was started, in milliseconds since 1970.
    pub(crate) fn agent_started(&self) -> i64 {
        self.started
    }

    /// Waits until the snapshot satisfies `wanted` and returns it.
    pub(crate) fn wait_for_snapshot(
        &mut self,
        what: &str,
        wanted: impl Fn(&Value) -> bool,
    ) -> Result<Value> {
        self.wait(what, |scene| scene.door.snapshot().filter(&wanted))
    }

    /// Waits for a line of history newer than `after` that satisfies `wanted`.
    pub(crate) fn wait_for_line(
        &mut self,
        what: &str,
        after: u64,
        wanted: impl Fn(&Value) -> bool,
    ) -> Result<Value> {
        self.wait(what, |scene| {
            scene
                .door
                .history(200)
                .ok()?
                .into_iter()
                .find(|line| sequence(line) > after && wanted(line))
        })
    }

    /// Waits for an entry of the sandbox's ledger newer than `after` that satisfies `wanted`.
    pub(crate) fn wait_for_request(
        &mut self,
        what: &str,
        after: u64,
        wanted: impl Fn(&Value) -> bool,
    ) -> Result<Value> {
        self.wait(what, |scene| {
            scene
                .sandbox
                .ledger_since(after)
                .ok()?
                .into_iter()
                .find(&wanted)
        })
    }

    fn wait<T>(&mut self, what: &str, look: impl Fn(&Self) -> Option<T>) -> Result<T> {
        let log = self.folder.join("agent.log");
        let seen = wait_until(PATIENCE, || {
            if let Some(status) = self.agent.ended() {
                return Some(Err(status));
            }
            look(self).map(Ok)
        });
        match seen {
            Some(Ok(seen)) => Ok(seen),
            Some(Err(status)) => bail!(
                "the agent ended ({status}) before {what}; see {}",
                log.display()
            ),
            None => bail!(
                "no {what} within {} s; see {}",
                PATIENCE.as_secs(),
                log.display()
            ),
        }
    }

    /// Waits until the agent ends by itself.
    pub(crate) fn wait_for_end(&mut self) {
        self.agent.wait();
    }

    /// The number of the newest line of history.
    pub(crate) fn newest_line(&self) -> Result<u64> {
        Ok(self.door.history(1)?.last().map_or(0, sequence))
    }

    /// Gives the router another public address, as the provider does.
    pub(crate) fn move_router(&self, address: &str) -> Result<()> {
        self.sandbox
            .post("/api/router", &json!({ "ipv4": address }))?;
        Ok(())
    }

    /// Adds a name at a second service to the settings file, by hand as it were, with a wrong password.
    pub(crate) fn add_account_with_wrong_password(&self) -> Result<()> {
        let secret = self.folder.join("dyndns2.secret");
        write_private(&secret, "not-the-password")?;
        let endpoint = endpoint(&self.sandbox, "dyndns2")?;
        let user = self.sandbox.described("/dyndns2/0/user")?;
        let text = format!(
            "{}\n[[profile]]\nid = \"nas\"\nservice = \"dyndns2\"\nlabel = \"The storage\"\nusername = {user:?}\n\
             secret_file = {:?}\nendpoint = {endpoint:?}\n[[profile.name]]\nname = \"nas.hemma.example\"\nfamilies = [\"ipv4\"]\n",
            fs::read_to_string(self.door.config())?,
            secret.display().to_string(),
        );
        // Renamed into place, as editors do: nobody reads half a file.
        let fresh = self.folder.join("settings.new");
        fs::write(&fresh, text)?;
        fs::rename(&fresh, self.door.config()).context("could not change the settings")
    }
}

/// The agent's settings for the pretend internet.
fn settings(sandbox: &Sandbox, folder: &Path) -> Result<String> {
    let source = |id: &str, body: &str| -> Result<String> {
        let address = endpoint(sandbox, id)?;
        Ok(format!(
            "[[detection.source]]\nid = {id:?}\noperator = {id:?}\nipv4 = {address:?}\nbody = {body:?}\n\n"
        ))
    };
    Ok(format!(
        "version = 1\n\n[general]\nlanguage = \"en\"\n\n\
         [detection]\nipv6 = \"off\"\npermit_documentation = true # the pretend internet uses addresses of documentation\n\n\
         {}{}[proof]\nservers = [{dns:?}]\n\n[notices]\naddress_change = true\n\n\
         [[profile]]\nid = \"home\"\nservice = \"noip\"\nlabel = \"Home\"\nusername = {user:?}\nsecret_file = {secret:?}\nendpoint = {noip:?}\n\
         [[profile.name]]\nname = \"home.noip.example\"\nfamilies = [\"ipv4\"]\n\
         [[profile.name]]\nname = \"cam.noip.example\"\nfamilies = [\"ipv4\"]\n",
        source("echo-a", "text")?,
        source("echo-b", "trace")?,
        dns = sandbox.described("/dns")?,
        user = sandbox.described("/noip/0/user")?,
        secret = folder.join("noip.secret").display().to_string(),
        noip = endpoint(sandbox, "noip")?,
    ))
}

fn endpoint(sandbox: &Sandbox, host: &str) -> Result<String> {
    let part = |name: &str| sandbox.described(&format!("/hosts/{host}/{name}"));
    Ok(format!("{}{}", part("url")?, part("path")?))
}

/// An address that was added to the loopback interface, and goes when this is dropped.
#[derive(Debug)]
pub(crate) struct Stirred(());

/// Makes the operating system report a change of the network, which is how the agent learns of one.
///
/// `None` without the right to change addresses. The address is one reserved for documentation. It must stay until
/// the change was noticed: who looks only after it has gone again sees nothing new.
pub(crate) fn stir_the_network() -> Option<Stirred> {
    // One that a killed run has left behind is no change any more.
    let stirred = address("add") || (address("del") && address("add"));
    stirred.then_some(Stirred(()))
}

impl Drop for Stirred {
    fn drop(&mut self) {
        address("del");
    }
}

fn address(verb: &str) -> bool {
    let mut command = Command::new("ip");
    command.args(["address", verb, "192.0.2.77/32", "dev", "lo"]);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}
