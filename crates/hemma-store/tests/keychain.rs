//! The vault against a real Secret Service (gnome-keyring), in a private bus with a throw-away home.
//!
//! Each test plays two parts: outside it starts itself again inside `dbus-run-session`, inside it does the work. Needs
//! the packages `dbus`, `gnome-keyring` and `libsecret-tools`; `cargo xtask setup` installs them.
#![cfg(target_os = "linux")]
#![expect(
    clippy::unwrap_used,
    reason = "the helpers of a test fail where it fails"
)]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use hemma_core::health::VaultProblem;
use hemma_core::names::SecretKey;
use hemma_core::secret::Secret;
use hemma_core::settings::{SecretSource, VaultKind};
use hemma_engine::ports::{Vault, VaultError};
use hemma_store::vault::{SecretVault, VaultPlaces};

const INSIDE: &str = "HEMMA_STORE_TEST_INSIDE";

/// A bus on which nothing can be started.
const BARE_BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>
"#;

/// What the test finds around it.
enum Around {
    /// A bus with the services of this machine.
    Bus,
    /// A bus with nothing on it.
    BareBus,
    /// No bus at all.
    Nothing,
}

/// Runs the named test again inside, or `inside` when this is that run.
fn play(name: &str, around: &Around, inside: impl AsyncFnOnce()) {
    if std::env::var_os(INSIDE).is_some() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(inside());
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let test = std::env::current_exe().unwrap();
    let mut command = match around {
        Around::Nothing => Command::new(test),
        Around::Bus => {
            let mut command = Command::new("dbus-run-session");
            command.arg("--").arg(test);
            command
        }
        Around::BareBus => {
            let config = home.path().join("bus.conf");
            std::fs::write(&config, BARE_BUS).unwrap();
            let mut command = Command::new("dbus-run-session");
            command.arg("--config-file").arg(config).arg("--").arg(test);
            command
        }
    };
    let output = command
        .args(["--exact", name, "--nocapture"])
        .env(INSIDE, "1")
        .env("HOME", home.path())
        .env("XDG_RUNTIME_DIR", home.path())
        .env("XDG_DATA_HOME", home.path().join("data"))
        .env_remove("DBUS_SESSION_BUS_ADDRESS")
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .output()
        .expect("dbus-run-session starts (package dbus)");
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && told.contains("1 passed"),
        "{told}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

fn vault() -> SecretVault {
    let places = VaultPlaces {
        keychain_service: "hemma test".to_owned(),
        sealed_file: "/nonexistent/secrets.age".into(),
        password_file: None,
    };
    SecretVault::new(places, VaultKind::Keychain)
}

fn key(text: &str) -> SecretKey {
    text.parse().unwrap()
}

fn secret(text: &str) -> Secret {
    Secret::new(text.to_owned())
}

async fn read(vault: &SecretVault, name: &str) -> Result<Secret, VaultError> {
    vault.read(key(name), SecretSource::Vault).await
}

/// Checks that nothing can be read, written or removed, and why.
async fn check_closed(problem: VaultProblem) {
    let vault = vault();
    let closed = VaultError::Unavailable(problem);
    assert_eq!(read(&vault, "home").await, Err(closed));
    assert_eq!(vault.write(key("home"), secret("x")).await, Err(closed));
    assert_eq!(vault.remove(key("home")).await, Err(closed));
}

/// Starts gnome-keyring with an open collection, and returns when it has its name on the bus.
async fn open_keyring() {
    std::fs::create_dir_all(Path::new(&std::env::var("XDG_DATA_HOME").unwrap()).join("keyrings"))
        .unwrap();
    let mut daemon = Command::new("gnome-keyring-daemon")
        .args(["--unlock", "--components=secrets"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("gnome-keyring-daemon starts (package gnome-keyring)");
    daemon
        .stdin
        .take()
        .unwrap()
        .write_all(b"keyring password")
        .unwrap();
    assert!(daemon.wait().unwrap().success());
    let bus = zbus::Connection::session().await.unwrap();
    let bus = zbus::fdo::DBusProxy::new(&bus).await.unwrap();
    let name = zbus::names::BusName::try_from("org.freedesktop.secrets").unwrap();
    while !bus.name_has_owner(name.clone()).await.unwrap() {
        tokio::task::yield_now().await;
    }
}

fn secret_tool(arguments: &[&str]) -> String {
    let output = Command::new("secret-tool")
        .args(arguments)
        .output()
        .expect("secret-tool starts (package libsecret-tools)");
    String::from_utf8(output.stdout).unwrap()
}

/// Returns whether the program that asks people for passwords was started.
async fn somebody_was_asked() -> bool {
    let bus = zbus::Connection::session().await.unwrap();
    let names = zbus::fdo::DBusProxy::new(&bus)
        .await
        .unwrap()
        .list_names()
        .await
        .unwrap();
    names.iter().any(|name| name.as_str().contains("Prompter"))
}

#[test]
fn a_secret_goes_into_the_keychain_and_comes_back() {
    play(
        "a_secret_goes_into_the_keychain_and_comes_back",
        &Around::Bus,
        async || {
            open_keyring().await;
            let vault = vault();
            let (record, odd) = (key("home/a.example.com/ipv6"), "p#,&\\:\"'ö\t ");
            assert_eq!(read(&vault, "home").await, Err(VaultError::NoSecret));
            vault.write(key("home"), secret("first")).await.unwrap();
            vault.write(key("home"), secret(odd)).await.unwrap();
            vault.write(record.clone(), secret("token")).await.unwrap();
            assert_eq!(read(&vault, "home").await, Ok(secret(odd)));
            assert_eq!(
                vault.read(record.clone(), SecretSource::Vault).await,
                Ok(secret("token"))
            );
            // Another program sees the same.
            let attributes = ["service", "hemma test", "username", "home"];
            assert_eq!(secret_tool(&[&["lookup"], &attributes[..]].concat()), odd);

            vault.remove(key("home")).await.unwrap();
            assert_eq!(read(&vault, "home").await, Err(VaultError::NoSecret));
            vault.remove(key("home")).await.unwrap();
            assert!(
                vault.read(record, SecretSource::Vault).await.is_ok(),
                "only the one meant is removed"
            );
            assert_eq!(vault.unlock(None).await, Ok(()), "it is open already");
            assert!(!somebody_was_asked().await);
        },
    );
}

#[test]
fn f39_a_locked_keychain_is_said_and_nobody_is_asked() {
    play(
        "f39_a_locked_keychain_is_said_and_nobody_is_asked",
        &Around::Bus,
        async || {
            open_keyring().await;
            vault().write(key("home"), secret("x")).await.unwrap();
            secret_tool(&["lock", "--collection=login"]);
            check_closed(VaultProblem::Locked).await;
            // A key that is not there: only an open keychain could tell.
            let other = read(&vault(), "other").await;
            assert_eq!(other, Err(VaultError::Unavailable(VaultProblem::Locked)));
            assert!(!somebody_was_asked().await);
            // Asked for by a person, the prompt is tried; without a screen it ends at once.
            let unlocked = vault().unlock(None).await;
            assert_eq!(unlocked, Err(VaultError::Unavailable(VaultProblem::Locked)));
        },
    );
}

#[test]
fn f39_a_keychain_without_a_collection_does_not_mean_that_there_is_no_secret() {
    play(
        "f39_a_keychain_without_a_collection_does_not_mean_that_there_is_no_secret",
        &Around::Bus,
        async || {
            // Started by the bus when it is first called.
            check_closed(VaultProblem::Locked).await;
            assert!(!somebody_was_asked().await);
        },
    );
}

#[test]
fn f39_a_missing_keychain_is_said() {
    play(
        "f39_a_missing_keychain_is_said",
        &Around::BareBus,
        async || {
            check_closed(VaultProblem::Missing).await;
            assert_eq!(
                vault().unlock(None).await,
                Err(VaultError::Unavailable(VaultProblem::Missing))
            );
        },
    );
}

#[test]
fn f39_a_missing_bus_is_said() {
    play("f39_a_missing_bus_is_said", &Around::Nothing, async || {
        check_closed(VaultProblem::Missing).await;
    });
}

#[test]
fn a_keychain_that_was_missing_is_found_when_it_comes() {
    play(
        "a_keychain_that_was_missing_is_found_when_it_comes",
        &Around::BareBus,
        async || {
            let vault = vault();
            assert_eq!(
                read(&vault, "home").await,
                Err(VaultError::Unavailable(VaultProblem::Missing))
            );
            open_keyring().await;
            vault.write(key("home"), secret("x")).await.unwrap();
            assert_eq!(read(&vault, "home").await, Ok(secret("x")));
        },
    );
}

#[test]
fn a_keychain_that_never_answers_is_given_up() {
    play(
        "a_keychain_that_never_answers_is_given_up",
        &Around::BareBus,
        async || {
            // It has the name and no ears: calls to it are left unanswered.
            let _deaf = zbus::connection::Builder::session()
                .unwrap()
                .name("org.freedesktop.secrets")
                .unwrap()
                .build()
                .await
                .unwrap();
            assert_eq!(
                read(&vault(), "home").await,
                Err(VaultError::Unavailable(VaultProblem::TimedOut))
            );
        },
    );
}

#[test]
fn no_thread_and_no_connection_is_kept_between_calls() {
    play(
        "no_thread_and_no_connection_is_kept_between_calls",
        &Around::Bus,
        async || {
            open_keyring().await;
            let vault = vault();
            vault.write(key("home"), secret("x")).await.unwrap();
            let count = |folder: &str| std::fs::read_dir(folder).unwrap().count();
            let (threads, files) = (count("/proc/self/task"), count("/proc/self/fd"));
            for _ in 0..20 {
                read(&vault, "home").await.unwrap();
            }
            // A thread gives its answer a moment before it ends, so the last one may still be seen.
            let ended = (0..1_000_000).any(|_| {
                std::thread::yield_now();
                count("/proc/self/task") <= threads && count("/proc/self/fd") <= files
            });
            assert!(ended, "something of twenty calls is left");
        },
    );
}
