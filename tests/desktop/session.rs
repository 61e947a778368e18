//! The private session itself: what the other desktop tests stand on.

use std::process::{Command, Stdio};

/// A program of the session. Refuses to run in the user's own desktop, where tests have no business.
fn in_session(program: &str, arguments: &[&str]) -> Command {
    assert_eq!(
        std::env::var("HEMMA_DESKTOP_SESSION").as_deref(),
        Ok("1"),
        "desktop tests run in the private session: use `cargo xtask test`"
    );
    let mut command = Command::new(program);
    command.args(arguments);
    command
}

fn output(program: &str, arguments: &[&str]) -> String {
    let output = in_session(program, arguments)
        .output()
        .unwrap_or_else(|error| panic!("{program}: {error}"));
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        output.status.success(),
        "{program} {arguments:?} failed: {errors}"
    );
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

#[test]
fn the_panel_stands_ready_to_show_tray_icons() {
    let answer = output(
        "gdbus",
        &[
            "call",
            "--session",
            "--dest=org.kde.StatusNotifierWatcher",
            "--object-path=/StatusNotifierWatcher",
            "--method=org.freedesktop.DBus.Properties.Get",
            "org.kde.StatusNotifierWatcher",
            "IsStatusNotifierHostRegistered",
        ],
    );
    assert_eq!(answer, "(<true>,)");
}

#[test]
fn the_notification_daemon_takes_notices_and_counts_them() {
    let id = output(
        "notify-send",
        &["--print-id", "A notice", "for the session's own test"],
    );
    assert!(id.parse::<u32>().is_ok_and(|id| id > 0), "{id}");
    let displayed = output("dunstctl", &["count", "displayed"]);
    // Other tests show notices at the same time.
    assert!(displayed.parse::<u32>().is_ok_and(|count| count >= 1));
    output(
        "gdbus",
        &[
            "call",
            "--session",
            "--dest=org.freedesktop.Notifications",
            "--object-path=/org/freedesktop/Notifications",
            "--method=org.freedesktop.Notifications.CloseNotification",
            &id,
        ],
    );
}

#[test]
fn the_keychain_is_unlocked_and_gives_a_secret_back() {
    let mut store = in_session(
        "secret-tool",
        &["store", "--label=session test", "hemma-test", "session"],
    )
    .stdin(Stdio::piped())
    .spawn()
    .unwrap();
    std::io::Write::write_all(&mut store.stdin.take().unwrap(), b"correct horse").unwrap();
    assert!(store.wait().unwrap().success());
    assert_eq!(
        output("secret-tool", &["lookup", "hemma-test", "session"]),
        "correct horse"
    );
    output("secret-tool", &["clear", "hemma-test", "session"]);
    assert!(
        !in_session("secret-tool", &["lookup", "hemma-test", "session"])
            .status()
            .unwrap()
            .success()
    );
}

#[test]
fn home_and_runtime_folders_are_throw_away_ones_of_the_session() {
    let folder = |name: &str| {
        std::path::PathBuf::from(
            std::env::var_os(name).unwrap_or_else(|| panic!("{name} is not set")),
        )
    };
    let home = folder("HOME");
    assert!(
        home.components().any(|part| part.as_os_str() == "session"),
        "{}",
        home.display()
    );
    for name in [
        "XDG_CONFIG_HOME",
        "XDG_DATA_HOME",
        "XDG_STATE_HOME",
        "XDG_CACHE_HOME",
    ] {
        assert!(
            folder(name).starts_with(&home),
            "{name} leads out of the session"
        );
    }
    let mode = std::os::unix::fs::PermissionsExt::mode(
        &folder("XDG_RUNTIME_DIR").metadata().unwrap().permissions(),
    );
    assert_eq!(mode & 0o777, 0o700);
}
