//! Debian's BIND 9 as the internet's name server.

use std::net::IpAddr;
use std::path::PathBuf;

use super::daemon::Daemon;
use super::internet::{SERVICES_V4, SERVICES_V6};
use super::town::Town;

/// Where it listens, on port 53.
pub(super) const ADDRESS: &str = "198.51.100.53";

/// A running `named`, with authority over `hemma.test` (the services' own names) and `noip.example`.
#[derive(Debug)]
pub struct NameServer {
    daemon: Daemon,
    folder: PathBuf,
    serial: u32,
}

impl NameServer {
    pub(super) async fn start(town: &Town) -> Self {
        let folder = PathBuf::from("/run/bind");
        std::fs::create_dir_all(&folder).expect("a folder");
        let services: String = hemma_sandbox::SERVER_NAMES
            .iter()
            .map(|name| format!("{name}. A {SERVICES_V4}\n{name}. AAAA {SERVICES_V6}\n"))
            .collect();
        std::fs::write(folder.join("hemma.test.zone"), zone(1, &services)).expect("a zone");
        std::fs::write(folder.join("noip.example.zone"), zone(1, "")).expect("a zone");
        let shown = folder.display();
        let settings = format!(
            "options {{ directory \"{shown}\"; listen-on {{ {ADDRESS}; }}; listen-on-v6 {{ none; }}; recursion no; \
             pid-file none; session-keyfile none; dnssec-validation no; }};\n\
             controls {{ }};\n\
             zone \"hemma.test\" {{ type primary; file \"hemma.test.zone\"; }};\n\
             zone \"noip.example\" {{ type primary; file \"noip.example.zone\"; }};\n"
        );
        std::fs::write(folder.join("named.conf"), settings).expect("the settings of BIND");
        let file = folder.join("named.conf").display().to_string();
        // One thread, in the foreground, telling everything on its error output.
        let mut daemon = town
            .internet
            .place
            .daemon(&["named", "-g", "-n", "1", "-c", &file]);
        daemon.until_said("all zones loaded").await;
        Self {
            daemon,
            folder,
            serial: 1,
        }
    }

    /// Its address, for a computer's list of name servers.
    #[must_use]
    pub fn address(&self) -> &'static str {
        ADDRESS
    }

    /// Sets the records of a name in `noip.example`, as a service does when it publishes.
    pub async fn publish(&mut self, name: &str, addresses: &[IpAddr]) {
        self.serial += 1;
        let records: String = addresses
            .iter()
            .map(|address| {
                let kind = if address.is_ipv4() { "A" } else { "AAAA" };
                format!("{name}. {kind} {address}\n")
            })
            .collect();
        let aside = self.folder.join("noip.example.new");
        std::fs::write(&aside, zone(self.serial, &records)).expect("a zone");
        std::fs::rename(aside, self.folder.join("noip.example.zone")).expect("a zone");
        self.daemon.reload();
        let said = format!("zone noip.example/IN: loaded serial {}", self.serial);
        self.daemon.until_said(&said).await;
    }
}

fn zone(serial: u32, records: &str) -> String {
    format!(
        "$TTL 60\n@ SOA ns hostmaster {serial} 3600 600 86400 60\n@ NS ns\nns A {ADDRESS}\n{records}"
    )
}
