//! The programs a private desktop consists of, in the order in which they need each other.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};

use super::Session;
use crate::platform::in_own_group;
use crate::stopwatch::wait_until;

/// How long one part may take to answer. Generous: a machine may be busy building something.
const PATIENCE: Duration = Duration::from_secs(30);

/// Panel with nothing but a tray host (StatusNotifier) at its right end.
const PANEL: &str = include_str!("xfce4-panel.xml");

/// Notices stay long enough for a picture, at the place every test can rely on.
const DUNST: &str = "\
[global]
    origin = top-right
    offset = 12x48
    width = 360
    font = DejaVu Sans 10
    markup = no
    format = \"%s\\n%b\"
    show_indicators = no
[urgency_low]
    timeout = 20
[urgency_normal]
    timeout = 20
[urgency_critical]
    timeout = 0
";

/// The keychain's password. It protects nothing: the keychain is thrown away with the session.
const KEYCHAIN_PASSWORD: &[u8] = b"throw-away";

impl Session {
    /// Starts all parts and waits until each can be used.
    pub(super) fn furnish(&mut self) -> Result<()> {
        self.display()?;
        self.bus()?;
        self.window_manager()?;
        self.notification_daemon()?;
        self.keychain()?;
        self.panel()
    }

    fn display(&mut self) -> Result<()> {
        let mut command = self.part("Xvfb");
        command.args([
            "-screen",
            "0",
            "1280x800x24",
            "-nolisten",
            "tcp",
            "-noreset",
            "-displayfd",
            "1",
        ]);
        command.arg("-fbdir").arg(self.layout.runtime());
        let number = first_line(self.start_talking("Xvfb", command)?)?;
        self.environment
            .insert("DISPLAY".into(), format!(":{number}").into());
        Ok(())
    }

    fn bus(&mut self) -> Result<()> {
        let socket = self.layout.runtime().join("bus");
        let mut command = self.part("dbus-daemon");
        command.args([
            "--session",
            "--nofork",
            "--nopidfile",
            "--nosyslog",
            "--print-address=1",
        ]);
        command.arg(format!("--address=unix:path={}", socket.display()));
        let address = first_line(self.start_talking("dbus-daemon", command)?)?;
        self.environment
            .insert("DBUS_SESSION_BUS_ADDRESS".into(), address.into());
        Ok(())
    }

    fn window_manager(&mut self) -> Result<()> {
        let mut command = self.part("openbox");
        command.args(["--sm-disable"]);
        self.start_part("openbox", command)?;
        self.wait_for("the window manager", |session| {
            session.quietly("wmctrl", &["-m"]).is_some()
        })
    }

    fn notification_daemon(&mut self) -> Result<()> {
        let config = self.layout.config().join("dunst/dunstrc");
        write(&config, DUNST)?;
        let mut command = self.part("dunst");
        command.arg("-conf").arg(&config);
        self.start_part("dunst", command)?;
        self.wait_for_name("org.freedesktop.Notifications")
    }

    fn keychain(&mut self) -> Result<()> {
        fs::create_dir_all(self.layout.data().join("keyrings"))?;
        let mut command = self.part("gnome-keyring-daemon");
        command
            .args(["--foreground", "--unlock", "--components=secrets"])
            .stdin(Stdio::piped());
        let daemon = self.start_part("gnome-keyring-daemon", command)?;
        let mut password = daemon
            .stdin
            .take()
            .context("the keychain's standard input was asked for")?;
        password.write_all(KEYCHAIN_PASSWORD)?;
        drop(password);
        self.wait_for_name("org.freedesktop.secrets")?;
        self.wait_for("the unlocked keychain", |session| {
            session
                .property(
                    "org.freedesktop.secrets",
                    "/org/freedesktop/secrets/collection/login",
                    "org.freedesktop.Secret.Collection",
                    "Locked",
                )
                .is_some_and(|locked| locked.contains("boolean false"))
        })
    }

    fn panel(&mut self) -> Result<()> {
        write(
            &self
                .layout
                .config()
                .join("xfce4/xfconf/xfce-perchannel-xml/xfce4-panel.xml"),
            PANEL,
        )?;
        let mut command = self.part("xfce4-panel");
        command.arg("--disable-wm-check");
        self.start_part("xfce4-panel", command)?;
        self.wait_for("the tray host", |session| {
            session
                .property(
                    "org.kde.StatusNotifierWatcher",
                    "/StatusNotifierWatcher",
                    "org.kde.StatusNotifierWatcher",
                    "IsStatusNotifierHostRegistered",
                )
                .is_some_and(|registered| registered.contains("boolean true"))
        })
    }

    /// A program of the desktop itself. Its own process group keeps the terminal's Ctrl-C away from it:
    /// ending it is the sweeper's work, after the programs that need it.
    fn part(&self, program: &str) -> Command {
        let mut command = self.command(program);
        in_own_group(command.stdin(Stdio::null()));
        command
    }

    fn start_part(&mut self, program: &str, mut command: Command) -> Result<&mut Child> {
        let log = File::create(self.layout.logs().join(format!("{program}.log")))?;
        command.stdout(log.try_clone()?).stderr(log);
        self.spawn(program, command)
    }

    /// Starts a part that tells something in the first line of its standard output.
    fn start_talking(&mut self, program: &str, mut command: Command) -> Result<ChildStdout> {
        let log = File::create(self.layout.logs().join(format!("{program}.log")))?;
        command.stdout(Stdio::piped()).stderr(log);
        self.spawn(program, command)?
            .stdout
            .take()
            .context("standard output was asked for")
    }

    fn spawn(&mut self, program: &str, mut command: Command) -> Result<&mut Child> {
        let child = command.spawn().with_context(|| {
            format!("could not start {program}; `cargo xtask setup --desktop` installs it")
        })?;
        self.parts.push(child);
        self.parts.last_mut().context("a part was just added")
    }

    fn wait_for(&mut self, what: &str, ready: impl Fn(&Self) -> bool) -> Result<()> {
        let outcome = wait_until(PATIENCE, || {
            for part in &mut self.parts {
                if let Ok(Some(status)) = part.try_wait() {
                    return Some(Err(anyhow!(
                        "a part ended ({status}) while waiting for {what}"
                    )));
                }
            }
            ready(self).then_some(Ok(()))
        });
        outcome.unwrap_or_else(|| bail!("{what} did not answer within {} s", PATIENCE.as_secs()))
    }

    fn wait_for_name(&mut self, name: &str) -> Result<()> {
        self.wait_for(name, |session| {
            let argument = format!("string:{name}");
            session
                .bus_call(
                    "org.freedesktop.DBus",
                    "/org/freedesktop/DBus",
                    "org.freedesktop.DBus.NameHasOwner",
                    &[&argument],
                )
                .is_some_and(|owned| owned.contains("boolean true"))
        })
    }

    fn property(&self, service: &str, path: &str, interface: &str, name: &str) -> Option<String> {
        let (interface, name) = (format!("string:{interface}"), format!("string:{name}"));
        self.bus_call(
            service,
            path,
            "org.freedesktop.DBus.Properties.Get",
            &[&interface, &name],
        )
    }

    fn bus_call(
        &self,
        service: &str,
        path: &str,
        method: &str,
        arguments: &[&str],
    ) -> Option<String> {
        let service = format!("--dest={service}");
        let mut all = vec![
            "--session",
            "--print-reply",
            "--reply-timeout=2000",
            &service,
            path,
            method,
        ];
        all.extend(arguments);
        self.quietly("dbus-send", &all)
    }

    /// Runs a small program in the session; its output if it succeeded.
    fn quietly(&self, program: &str, arguments: &[&str]) -> Option<String> {
        let output = self
            .command(program)
            .args(arguments)
            .stdin(Stdio::null())
            .output()
            .ok()?;
        output
            .status
            .success()
            .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

fn write(file: &std::path::Path, text: &str) -> Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(file, text).with_context(|| format!("could not write {}", file.display()))
}

fn first_line(output: ChildStdout) -> Result<String> {
    let mut line = String::new();
    BufReader::new(output).read_line(&mut line)?;
    let line = line.trim();
    if line.is_empty() {
        bail!("it ended before it was ready");
    }
    Ok(line.to_owned())
}
