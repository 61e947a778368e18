//! The session bus: waiting on it, and a bus of one's own on which a desktop lacks what a test says it lacks.

use std::future::Future;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;
use zbus::Connection;

/// The longest wait for anything. Never waited out when things are well.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// Asks again until `ask` has an answer. Fails after a while with what was waited for.
///
/// D-Bus menus, pages and screens offer no event for "the text is now this", so the condition is asked for.
pub(crate) async fn until<T, F: Future<Output = Option<T>>>(
    what: &str,
    mut ask: impl FnMut() -> F,
) -> T {
    let asking = async {
        loop {
            if let Some(answer) = ask().await {
                return answer;
            }
            #[expect(
                clippy::disallowed_methods,
                reason = "the distance between two questions, not a wait for luck"
            )]
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(PATIENCE, asking)
        .await
        .unwrap_or_else(|_| panic!("waited {PATIENCE:?} in vain for {what}"))
}

/// A bus on which nothing can be activated: no tray host, no notification service, no keychain until a test starts one.
const BARE: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

/// A bus of one test, beside the session's. It and what was started on it end when it is dropped.
pub(crate) struct OwnBus {
    address: String,
    folder: TempDir,
    programs: Vec<Child>,
}

impl OwnBus {
    /// Starts a bus with nobody on it.
    pub(crate) fn bare() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for name in ["data", "run"] {
            let below = folder.path().join(name);
            std::fs::create_dir(&below).expect("a folder");
            std::fs::set_permissions(below, std::fs::Permissions::from_mode(0o700))
                .expect("permissions");
        }
        let config = folder.path().join("bus.conf");
        std::fs::write(&config, BARE).expect("the bus's settings");
        let mut daemon = Command::new("dbus-daemon")
            .args(["--nofork", "--nopidfile", "--print-address=1"])
            .arg(format!("--config-file={}", config.display()))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("dbus-daemon is installed");
        let mut address = String::new();
        BufReader::new(daemon.stdout.take().expect("piped"))
            .read_line(&mut address)
            .expect("the bus tells its address");
        Self {
            address: address.trim().to_owned(),
            folder,
            programs: vec![daemon],
        }
    }

    /// Returns a new connection.
    pub(crate) async fn connect(&self) -> Connection {
        zbus::connection::Builder::address(self.address.as_str())
            .expect("an address")
            .build()
            .await
            .expect("the bus answers")
    }

    /// Makes a program live on this bus.
    pub(crate) fn enter(&self, command: &mut Command) {
        command
            .env("DBUS_SESSION_BUS_ADDRESS", &self.address)
            .env("XDG_DATA_HOME", self.folder().join("data"))
            .env("XDG_RUNTIME_DIR", self.folder().join("run"));
    }

    /// Starts a program that lives as long as the bus, writes `input` to it, and waits until it owns `name`.
    pub(crate) async fn serve(&mut self, mut command: Command, input: &[u8], name: &str) {
        self.enter(&mut command);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it is installed");
        std::io::Write::write_all(&mut child.stdin.take().expect("piped"), input).expect("read");
        self.programs.push(child);
        let connection = self.connect().await;
        let bus = zbus::fdo::DBusProxy::new(&connection)
            .await
            .expect("the bus answers");
        until(name, || async {
            let owned = bus.name_has_owner(name.try_into().expect("a name")).await;
            owned.is_ok_and(|owned| owned).then_some(())
        })
        .await;
    }

    /// A folder that lives as long as the bus.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }
}

impl Drop for OwnBus {
    fn drop(&mut self) {
        for program in self.programs.iter_mut().rev() {
            // It may have ended by itself.
            let _ = program.kill();
            let _ = program.wait();
        }
    }
}
