//! A message bus of a test's own, on which nobody lives but who the test invites.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use zbus::Connection;
use zbus::connection::Builder;
use zbus::object_server::Interface;

/// A bus that does not answer by now never will.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(20);

/// The bus; it ends when it is dropped.
pub(crate) struct Bus {
    daemon: Child,
    address: String,
    _folder: tempfile::TempDir,
}

impl Bus {
    /// Starts one that can start nobody else.
    pub(crate) fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let config = folder.path().join("bus.conf");
        let text = "<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN\" \
             \"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\">\
             <busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen>\
             <policy context=\"default\"><allow send_destination=\"*\" eavesdrop=\"true\"/>\
             <allow eavesdrop=\"true\"/><allow own=\"*\"/></policy></busconfig>";
        std::fs::write(&config, text).expect("writes");
        let mut daemon = Command::new("dbus-daemon")
            .arg(format!("--config-file={}", config.display()))
            .args(["--nofork", "--print-address"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("this test needs `dbus-daemon`");
        let mut address = String::new();
        let said = daemon.stdout.take().expect("a pipe");
        BufReader::new(said)
            .read_line(&mut address)
            .expect("an address");
        Self {
            daemon,
            address: address.trim().to_owned(),
            _folder: folder,
        }
    }

    /// Returns the way to a new connection.
    pub(crate) fn builder(&self) -> zbus::Result<Builder<'static>> {
        Builder::address(self.address.as_str())
    }

    /// Invites somebody. He stays as long as the connection.
    pub(crate) async fn serve(
        &self,
        name: &'static str,
        path: &'static str,
        whom: impl Interface,
    ) -> Connection {
        let builder = self.builder().expect("an address");
        let taken = builder
            .name(name)
            .and_then(|builder| builder.serve_at(path, whom))
            .expect("a name and a path")
            .build();
        tokio::time::timeout(PATIENCE, taken)
            .await
            .expect("the bus answers")
            .expect("the bus takes him in")
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        // It may have gone by itself.
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
    }
}
