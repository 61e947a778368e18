//! Secrets in a real Secret Service: stored through the agent and read back by another program; a locked one.

use std::process::{Command, Stdio};

use futures_util::StreamExt;
use hemma_core::health::VaultProblem;
use hemma_tests::house::House;
use hemma_tests::settings::{Profile, text};
use zbus::zvariant::{ObjectPath, OwnedObjectPath, OwnedValue, Value};
use zbus::{MatchRule, MessageStream};

use crate::bus::{OwnBus, until};
use crate::require_session;

const PASSWORD: &[u8] = b"throw-away";

/// How the agent of this house names itself in the keychain.
fn service(house: &House) -> String {
    format!("hemma {}", house.state().display())
}

/// What another program finds in the session's Secret Service for this house.
fn lookup(house: &House, key: &str) -> String {
    let found = Command::new("secret-tool")
        .args(["lookup", "service", &service(house), "username", key])
        .output()
        .expect("runs");
    String::from_utf8_lossy(&found.stdout).trim().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_given_to_the_agent_lies_in_the_keychain_and_lets_it_log_in() {
    require_session();
    let house = House::new().await;
    let profile = Profile::noip(&house.sandbox);
    house.write_settings(&text(&house.sandbox, std::slice::from_ref(&profile), None));
    let mut agent = house.desktop_agent().await;
    agent
        .until("the missing secret to be noticed", |snapshot| {
            !snapshot.latches.is_empty()
        })
        .await;
    assert!(
        house.sandbox.ledger().updates().is_empty(),
        "nothing is sent without a secret"
    );

    let mut tool = house
        .desktop_command(&["secret", "noip"])
        .stdin(Stdio::piped())
        .spawn()
        .expect("the agent program runs");
    std::io::Write::write_all(&mut tool.stdin.take().expect("piped"), b"sandbox-secret\n")
        .expect("typed");
    assert!(tool.wait().expect("ends").success());

    agent.until_up_to_date("203.0.113.7").await;
    assert_eq!(lookup(&house, "noip"), "sandbox-secret");
    let settings = std::fs::read_to_string(house.settings_path()).expect("settings");
    assert!(
        !settings.contains("sandbox-secret"),
        "a secret in plain text"
    );
    assert!(!agent.log().contains("sandbox-secret"));
}

/// A keychain of a test's own, with one secret in it.
struct Keychain {
    bus: OwnBus,
}

impl Keychain {
    async fn with_secret(house: &House, key: &str, secret: &str) -> Self {
        let mut bus = OwnBus::bare();
        std::fs::create_dir(bus.folder().join("data/keyrings")).expect("a folder");
        let mut daemon = Command::new("gnome-keyring-daemon");
        daemon.args(["--foreground", "--unlock", "--components=secrets"]);
        bus.serve(daemon, PASSWORD, "org.freedesktop.secrets").await;
        let keychain = Self { bus };
        keychain.until_locked(false).await;
        let mut tool = Command::new("secret-tool");
        tool.args(["store", "--label=Hemma", "service", &service(house)])
            .args(["username", key])
            .stdin(Stdio::piped());
        keychain.bus.enter(&mut tool);
        let mut tool = tool.spawn().expect("runs");
        std::io::Write::write_all(&mut tool.stdin.take().expect("piped"), secret.as_bytes())
            .expect("typed");
        assert!(tool.wait().expect("ends").success());
        keychain
    }

    async fn until_locked(&self, wanted: bool) {
        let connection = self.bus.connect().await;
        until("the keychain's lock", || async {
            let reply = connection
                .call_method(
                    Some("org.freedesktop.secrets"),
                    "/org/freedesktop/secrets/collection/login",
                    Some("org.freedesktop.DBus.Properties"),
                    "Get",
                    &("org.freedesktop.Secret.Collection", "Locked"),
                )
                .await
                .ok()?;
            let value: OwnedValue = reply.body().deserialize().ok()?;
            (bool::try_from(value).ok()? == wanted).then_some(())
        })
        .await;
    }

    async fn lock(&self) {
        let login = ObjectPath::try_from("/org/freedesktop/secrets/collection/login");
        let reply = self
            .bus
            .connect()
            .await
            .call_method(
                Some("org.freedesktop.secrets"),
                "/org/freedesktop/secrets",
                Some("org.freedesktop.Secret.Service"),
                "Lock",
                &vec![login.expect("a path")],
            )
            .await
            .expect("the keychain answers");
        let _: (Vec<OwnedObjectPath>, OwnedObjectPath) =
            reply.body().deserialize().expect("what was locked");
        self.until_locked(true).await;
    }

    /// Unlocks it without a window, as a login does.
    async fn unlock(&self) {
        let connection = self.bus.connect().await;
        let reply = connection
            .call_method(
                Some("org.freedesktop.secrets"),
                "/org/freedesktop/secrets",
                Some("org.freedesktop.Secret.Service"),
                "OpenSession",
                &("plain", Value::from("")),
            )
            .await
            .expect("the keychain answers");
        let (_, session): (OwnedValue, OwnedObjectPath) =
            reply.body().deserialize().expect("a session");
        let login = ObjectPath::try_from("/org/freedesktop/secrets/collection/login");
        let password = (session, Vec::<u8>::new(), PASSWORD, "text/plain");
        connection
            .call_method(
                Some("org.freedesktop.secrets"),
                "/org/freedesktop/secrets",
                Some("org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface"),
                "UnlockWithMasterPassword",
                &(login.expect("a path"), password),
            )
            .await
            .expect("the password is right");
        self.until_locked(false).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn f39_a_locked_keychain_is_told_and_nobody_is_asked_for_a_password() {
    require_session();
    let house = House::new().await;
    let profile = Profile::noip(&house.sandbox);
    house.write_settings(&text(&house.sandbox, std::slice::from_ref(&profile), None));
    let keychain = Keychain::with_secret(&house, "noip", "sandbox-secret").await;
    keychain.lock().await;
    let listener = keychain.bus.connect().await;
    let rule = MatchRule::builder()
        .msg_type(zbus::message::Type::MethodCall)
        .build();
    zbus::fdo::MonitoringProxy::new(&listener)
        .await
        .expect("the bus can be monitored")
        .become_monitor(&[rule], 0)
        .await
        .expect("the bus can be monitored");
    let mut calls = MessageStream::from(listener);

    let mut command = house.desktop_command(&["run"]);
    keychain.bus.enter(&mut command);
    let mut agent = house.agent_by(command).await;
    agent
        .until("the locked keychain to be told", |snapshot| {
            snapshot.surfaces.vault == Some(VaultProblem::Locked)
        })
        .await;
    assert!(house.sandbox.ledger().updates().is_empty());
    assert!(
        agent.snapshot().await.latches.is_empty(),
        "a locked keychain is no missing secret"
    );

    // Everything that was said on the bus until our own last word.
    let us = keychain.bus.connect().await;
    us.call_method(
        Some("org.freedesktop.DBus"),
        "/org/freedesktop/DBus",
        Some("org.freedesktop.DBus"),
        "GetNameOwner",
        &"org.freedesktop.secrets",
    )
    .await
    .expect("the bus answers");
    let last = us.unique_name().expect("a name").to_string();
    let mut searched = false;
    while let Some(Ok(message)) = calls.next().await {
        let header = message.header();
        let member = header.member().map(ToString::to_string).unwrap_or_default();
        assert!(
            member != "Unlock" && member != "Prompt",
            "somebody was asked for a password"
        );
        searched |= member == "SearchItems";
        if header.sender().is_some_and(|sender| *sender == *last) && member == "GetNameOwner" {
            break;
        }
    }
    assert!(searched, "the monitor saw the agent's question");

    keychain.unlock().await;
    agent
        .tell(hemma_engine::messages::Command::UnlockVault { password: None })
        .await
        .expect("it is unlocked already");
    agent.until_up_to_date("203.0.113.7").await;
}
