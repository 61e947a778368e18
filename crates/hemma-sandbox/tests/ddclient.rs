//! A client nobody here wrote: Debian's `ddclient` finds the address, updates a name, and is content.
//!
//! Needs the package `ddclient` (3.10 in Debian 12) and fails plainly when it is missing. Its agent,
//! `ddclient/3.10.0`, has not the form No-IP documents, so the sandbox is told that it is certified.

#![allow(clippy::unwrap_used, reason = "what fails here must fail the test")]

mod common;

use std::path::Path;
use std::process::Output;
use std::time::Duration;

use common::{answers, ask};
use hemma_sandbox::{Entry, Sandbox, SandboxOptions, Target, World};
use hickory_proto::rr::RecordType;
use tokio::process::Command;

struct Ddclient {
    sandbox: Sandbox,
    folder: tempfile::TempDir,
    protocol: &'static str,
    login: &'static str,
    password: &'static str,
    host: &'static str,
    target: Target,
}

impl Ddclient {
    async fn noip() -> Self {
        Self::new(
            "noip",
            Target::NoIp,
            "sandbox",
            "sandbox-secret",
            "home.noip.example",
        )
        .await
    }

    async fn dyndns2() -> Self {
        Self::new(
            "dyndns2",
            Target::Dyndns2,
            "dyn",
            "dyn-secret",
            "nas.hemma.example",
        )
        .await
    }

    async fn new(
        protocol: &'static str,
        target: Target,
        login: &'static str,
        password: &'static str,
        host: &'static str,
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut world = World::seeded();
        world.noip.certified_agents = vec!["ddclient/".to_owned()];
        let options = SandboxOptions {
            world,
            state_dir: Some(folder.path().join("sandbox")),
            port_base: None,
        };
        let sandbox = Sandbox::start(options).await.unwrap();
        Self {
            sandbox,
            folder,
            protocol,
            login,
            password,
            host,
            target,
        }
    }

    /// Runs ddclient once, as its daemon would in each round.
    async fn run(&self) -> String {
        let path = |name: &str| self.folder.path().join(name);
        let Self {
            protocol,
            login,
            password,
            host,
            target,
            sandbox,
            ..
        } = self;
        let settings = format!(
            "daemon=0\nssl=yes\nssl_ca_file={}\nuse=web, web={}/, web-skip=''\n\
             protocol={protocol}\nserver=127.0.0.1:{}\nlogin={login}\npassword='{password}'\n{host}\n",
            path("sandbox/ca.pem").display(),
            sandbox.url(Target::EchoA),
            sandbox.port(*target),
        );
        std::fs::write(path("ddclient.conf"), settings).unwrap();
        let output = self
            .command(&path("ddclient.conf"), &path("ddclient.cache"))
            .output();
        let output = tokio::time::timeout(Duration::from_secs(60), output).await;
        let output = output.expect("ddclient ends within a minute");
        told(&output.expect("ddclient is needed: apt-get install ddclient"))
    }

    fn command(&self, settings: &Path, cache: &Path) -> Command {
        let mut command = Command::new("ddclient");
        command
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
            ])
            .arg("-file")
            .arg(settings)
            .arg("-cache")
            .arg(cache)
            .kill_on_drop(true);
        command
    }

    fn updates(&self) -> Vec<Entry> {
        self.sandbox.ledger().updates()
    }
}

fn told(output: &Output) -> String {
    let (out, err) = (&output.stdout, &output.stderr);
    format!(
        "{}{}",
        String::from_utf8_lossy(out),
        String::from_utf8_lossy(err)
    )
}

async fn finds_updates_and_rests(client: Ddclient) {
    let first = client.run().await;
    let success = format!("SUCCESS:  updating {}: good", client.host);
    assert!(first.contains(&success), "{first}");

    let updates = client.updates();
    let [entry] = updates.as_slice() else {
        panic!("{updates:#?}\n{first}")
    };
    assert_eq!(entry.target, client.target);
    assert_eq!(entry.user.as_deref(), Some(client.login));
    assert_eq!(entry.names, [client.host]);
    assert_eq!(
        entry.addresses,
        ["203.0.113.7".parse::<std::net::IpAddr>().unwrap()]
    );
    assert!(
        entry.user_agent.starts_with("ddclient/"),
        "{}",
        entry.user_agent
    );
    assert!(entry.changed && entry.rude.is_none(), "{entry:?}");
    assert_eq!(
        client.sandbox.ledger().count(Target::EchoA),
        1,
        "it asked us for its address"
    );

    let shown = ask(client.sandbox.dns(), client.host, RecordType::A).await;
    assert_eq!(answers(&shown), ["A 203.0.113.7"]);

    let second = client.run().await;
    assert_eq!(
        client.updates().len(),
        1,
        "nothing changed, so nothing is sent\n{second}"
    );
    assert_eq!(client.sandbox.ledger().count(Target::EchoA), 2, "{second}");
    assert!(client.sandbox.ledger().rude().is_empty());
}

#[tokio::test]
async fn ddclient_updates_a_noip_name_once_and_then_rests() {
    finds_updates_and_rests(Ddclient::noip().await).await;
}

#[tokio::test]
async fn ddclient_updates_a_dyndns2_name_once_and_then_rests() {
    finds_updates_and_rests(Ddclient::dyndns2().await).await;
}

#[tokio::test]
async fn ddclient_hears_a_refused_login() {
    let client = Ddclient::dyndns2().await;
    client
        .sandbox
        .edit(|world| "changed".clone_into(&mut world.dyndns2.accounts[0].password));
    let said = client.run().await;
    assert!(said.contains("badauth: Bad authorization"), "{said}");
    assert_eq!(client.updates().len(), 1);
    let shown = ask(client.sandbox.dns(), client.host, RecordType::A).await;
    assert!(answers(&shown).is_empty());
}

#[tokio::test]
async fn ddclient_is_turned_away_by_noip_when_it_is_not_certified() {
    let client = Ddclient::noip().await;
    client
        .sandbox
        .edit(|world| world.noip.certified_agents.clear());
    let said = client.run().await;
    assert!(said.contains("badagent: Invalid user agent"), "{said}");
    assert_eq!(client.sandbox.ledger().rude().len(), 1);
}
