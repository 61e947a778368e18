//! Debian's `miniupnpd` (2.3.1, nftables) as the router of a home, in a namespace beside the test's.
//!
//! What was found out about it, so that nobody has to again:
//!
//! - It is the package `miniupnpd-nftables`; Debian's `miniupnpd` alone is only scripts. It wants the three chains below
//!   to exist in a table `inet filter` before it starts, and goes on (without mapping anything) when they do not.
//! - `-d` keeps it in the foreground. It needs `-f`, and `-P` for a pid file of its own. `ext_ifname` and `listening_ip`
//!   (an interface's name) say where the world and the home are. `uuid` must be set.
//! - The external address is the first of the external interface, read anew for each question. It must look public:
//!   private, shared *and documentation* addresses (203.0.113.0/24 and its like) are "private/reserved" to it, also as
//!   `ext_ip=`; then NAT-PMP tells result 3, UPnP an empty address and events `0.0.0.0`. So this harness uses addresses
//!   of 11.0.0.0/8, which leave no namespace.
//! - It notices by netlink that the external interface got or lost an address, and within some milliseconds sends a UPnP
//!   event to its subscribers, a NAT-PMP announcement (version 0, opcode 128, the new address) and a PCP one (24 bytes,
//!   version 2) to 224.0.0.1:5350, from its port 5351. For an address replaced (one added, one removed) it may do so
//!   twice. `SIGUSR1` makes it do the same at any time. An address that is lost gives an event and the PCP one only.
//! - Its epoch begins anew at each such change; the epoch in its PCP announcements is always 0.
//! - It answers searches after about 50 ms, for version 1 and 2, asked by multicast or directly. Its HTTP port is another
//!   one after each start. It grants subscriptions as long as they are asked for, and its first event comes at once.

use std::net::{Ipv4Addr, UdpSocket};
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use super::{Router, ip, lay_cable};

/// This computer's address at home.
pub(crate) const OWN: &str = "192.168.77.2";
/// The router's.
pub(crate) const GATEWAY: Ipv4Addr = Ipv4Addr::new(192, 168, 77, 1);

const CHAINS: &str = "add table inet filter; add chain inet filter miniupnpd; \
    add chain inet filter prerouting_miniupnpd { type nat hook prerouting priority -100; }; \
    add chain inet filter postrouting_miniupnpd { type nat hook postrouting priority 100; }";

/// A home with a real router: `home` is this computer's interface, `lan` and `wan` are the router's.
pub(crate) struct Home {
    router: Router,
    daemon: Option<Child>,
    folder: tempfile::TempDir,
    external: Option<Ipv4Addr>,
}

impl Home {
    /// Lays the cables and starts the daemon with this external address. `None`, with a word on standard error, where
    /// `miniupnpd` is not installed.
    pub(crate) fn new(external: Ipv4Addr) -> Option<Self> {
        let program = program()?;
        lay_cable("home", "lan");
        lay_cable("wan", "isp");
        let router = Router::behind("lan");
        router.adopt("wan");
        router.run(&format!("ip addr add {GATEWAY}/24 dev lan"));
        ip(&format!("addr add {OWN}/24 dev home"));
        ip(&format!("route add default via {GATEWAY} dev home"));
        let mut home = Self {
            router,
            daemon: None,
            folder: tempfile::tempdir().expect("a folder"),
            external: None,
        };
        home.set_external(Some(external));
        home.start(&program);
        Some(home)
    }

    fn start(&mut self, program: &std::path::Path) {
        let folder = self.folder.path();
        let (conf, pid, chains) = (folder.join("conf"), folder.join("pid"), folder.join("nft"));
        let leases = folder.join("leases");
        let text = format!(
            "ext_ifname=wan\nlistening_ip=lan\nenable_natpmp=yes\nenable_upnp=yes\nipv6_disable=yes\nsystem_uptime=no\n\
             notify_interval=60\nuuid=7a9d2c5e-7a0c-4a53-8d39-3a1f0e6c0b77\nlease_file={}\n",
            leases.display()
        );
        std::fs::write(&conf, text).expect("writes");
        std::fs::write(&chains, CHAINS.replace("; add", "\nadd")).expect("writes");
        self.router.run(&format!("nft -f {}", chains.display()));
        let words = format!(
            "{} -d -f {} -P {}",
            program.display(),
            conf.display(),
            pid.display()
        );
        let daemon = self
            .router
            .inside(&words)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        self.daemon = Some(daemon.expect("miniupnpd starts"));
        let question = UdpSocket::bind((OWN, 0)).expect("a socket");
        question.connect((GATEWAY, 5351)).expect("a route");
        let patience = Some(Duration::from_millis(100));
        question.set_read_timeout(patience).expect("a timeout");
        let answered = (0..100).any(|_| {
            // Refused until it listens: the next receive tells that at once.
            let asked = question.send(&[0, 0]).is_ok();
            let told = question.recv(&mut [0; 16]);
            let refused = |kind| kind == std::io::ErrorKind::ConnectionRefused;
            if told.as_ref().is_err_and(|error| refused(error.kind())) {
                std::thread::park_timeout(Duration::from_millis(50));
            }
            asked && told.is_ok()
        });
        assert!(answered, "miniupnpd does not answer");
    }

    /// Gives the router another address on the outside; `None`: it loses its lease. It notices by itself.
    pub(crate) fn set_external(&mut self, address: Option<Ipv4Addr>) {
        let before = std::mem::replace(&mut self.external, address);
        // The new one first: a real change has no gap that would be told as a lost lease.
        if let Some(address) = address {
            self.router
                .run(&format!("ip addr add {address}/24 dev wan"));
        }
        if let Some(before) = before {
            self.router.run(&format!("ip addr del {before}/24 dev wan"));
        }
    }

    /// Drops every question over NAT-PMP.
    pub(crate) fn close_nat_pmp(&self) {
        let file = self.folder.path().join("close");
        let rules = "add chain inet filter input { type filter hook input priority 0; policy accept; }\n\
                     add rule inet filter input udp dport 5351 drop\n";
        std::fs::write(&file, rules).expect("writes");
        self.router.run(&format!("nft -f {}", file.display()));
    }

    /// Makes it tell everybody again.
    pub(crate) fn announce(&self) {
        let daemon = self.daemon.as_ref().expect("it runs");
        kill_process(Pid::from_child(daemon), Signal::USR1).expect("it runs");
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        if let Some(daemon) = &mut self.daemon {
            // It may have gone by itself.
            let _ = daemon.kill();
            let _ = daemon.wait();
        }
    }
}

#[expect(
    clippy::print_stderr,
    reason = "who runs the tests should know what was left out"
)]
fn program() -> Option<PathBuf> {
    let places = [
        "/usr/sbin/miniupnpd",
        "/usr/local/sbin/miniupnpd",
        "/usr/bin/miniupnpd",
    ];
    let found = places
        .iter()
        .map(PathBuf::from)
        .find(|place| place.is_file());
    if found.is_none() {
        eprintln!("skipped: miniupnpd is not installed (cargo xtask setup)");
    }
    found
}
