//! A network of a test's own: a fresh user and network namespace (`unshare`, so that no root is needed).
//!
//! Each test starts itself again inside, lays a cable there and changes addresses with `ip`. It needs Linux with user
//! namespaces, and `iproute2`; a router in a namespace beside it needs `radvd`.

#![allow(dead_code, reason = "each file of tests uses what it needs")]

#[path = "miniupnpd.rs"]
pub(crate) mod miniupnpd;

use std::future::Future;
use std::process::{Child, Command, Stdio};

/// Runs a test's body in a namespace: the outer run starts this very test there, the inner run does the work.
pub(crate) fn in_a_network_of_its_own(test: &str, body: impl Future<Output = ()>) {
    const INSIDE: &str = "HEMMA_TEST_INSIDE_NAMESPACE";
    if std::env::var_os(INSIDE).is_none() {
        let this = std::env::current_exe().expect("the path of this program");
        let output = Command::new("unshare")
            .args(["--user", "--map-root-user", "--net", "--mount"])
            .arg(this)
            .args([test, "--exact", "--nocapture"])
            .env(INSIDE, "1")
            .output()
            .expect("this test needs `unshare` (util-linux)");
        let told =
            String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success() && told.contains("1 passed"),
            "failed inside a user and network namespace (does this system allow them? \
             see sysctl kernel.unprivileged_userns_clone and kernel.apparmor_restrict_unprivileged_userns):\n{told}"
        );
        return;
    }
    ip("link set lo up");
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(body);
}

/// Lays a cable between two new interfaces and brings both up.
pub(crate) fn lay_cable(near: &str, far: &str) {
    ip(&format!("link add {near} type veth peer name {far}"));
    ip(&format!("link set {far} up"));
    ip(&format!("link set {near} up"));
}

/// Runs `ip` with these words.
pub(crate) fn ip(arguments: &str) {
    let output = Command::new("ip")
        .args(arguments.split_whitespace())
        .output()
        .expect("this test needs `ip` (iproute2)");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "ip {arguments}: {told}");
}

/// A router at the far end of a cable, in a namespace beside this one. It goes when it is dropped.
pub(crate) struct Router {
    keeper: Child,
    daemon: Option<Child>,
    card: String,
    folder: tempfile::TempDir,
}

impl Router {
    /// Moves an interface into a new namespace and brings it up there as a router's.
    pub(crate) fn behind(card: &str) -> Self {
        let keeper = Command::new("unshare")
            .args(["--net", "sleep", "1000"])
            .stdin(Stdio::null())
            .spawn()
            .expect("this test needs `unshare`");
        let router = Self {
            keeper,
            daemon: None,
            card: card.to_owned(),
            folder: tempfile::tempdir().expect("a folder"),
        };
        let own = || std::fs::read_link("/proc/self/ns/net").expect("this namespace");
        let there = format!("/proc/{}/ns/net", router.keeper.id());
        while std::fs::read_link(&there).is_ok_and(|namespace| namespace == own()) {
            std::thread::yield_now();
        }
        ip(&format!("link set {card} netns {}", router.keeper.id()));
        router.run("sysctl -q -w net.ipv6.conf.all.forwarding=1");
        router.run("ip link set lo up");
        router.run(&format!("ip link set {card} up"));
        router
    }

    /// Moves one more interface there and brings it up.
    pub(crate) fn adopt(&self, card: &str) {
        ip(&format!("link set {card} netns {}", self.keeper.id()));
        self.run(&format!("ip link set {card} up"));
    }

    /// Runs a program in the router's namespace.
    pub(crate) fn run(&self, words: &str) {
        let status = self.inside(words).status();
        assert!(
            status.expect("this test needs `nsenter`").success(),
            "{words}"
        );
    }

    /// Announces prefixes (prefix, preferred and valid lifetime in seconds) from now on, with `radvd`.
    pub(crate) fn announce(&mut self, prefixes: &[(&str, u32, u32)]) {
        let stanza = |(prefix, preferred, valid): &(&str, u32, u32)| {
            format!(
                "prefix {prefix} {{ AdvPreferredLifetime {preferred}; AdvValidLifetime {valid}; }};\n"
            )
        };
        let text = format!(
            "interface {} {{ AdvSendAdvert on; MinRtrAdvInterval 3; MaxRtrAdvInterval 4;\n{}}};\n",
            self.card,
            prefixes.iter().map(stanza).collect::<String>()
        );
        let file = self.folder.path().join("radvd.conf");
        std::fs::write(&file, text).expect("writes");
        if self.daemon.is_some() {
            self.announce_again();
            return;
        }
        let (file, pid) = (
            file.display(),
            self.folder.path().join("pid").display().to_string(),
        );
        let words = format!("radvd --nodaemon --logmethod none --config {file} --pidfile {pid}");
        let daemon = self.inside(&words).stdin(Stdio::null()).spawn();
        self.daemon = Some(daemon.expect("this test needs `radvd`"));
    }

    /// Sends an advertisement now: the daemon does when it reads its file again.
    pub(crate) fn announce_again(&self) {
        let daemon = self.daemon.as_ref().expect("a daemon");
        let pid = rustix::process::Pid::from_child(daemon);
        rustix::process::kill_process(pid, rustix::process::Signal::HUP).expect("radvd runs");
    }

    /// Returns a command that runs in the router's namespace.
    pub(crate) fn inside(&self, words: &str) -> Command {
        let mut command = Command::new("nsenter");
        let target = self.keeper.id().to_string();
        command.args(["--net", "--target", &target]);
        command.args(words.split_whitespace());
        command
    }
}

impl Drop for Router {
    fn drop(&mut self) {
        for child in self.daemon.iter_mut().chain([&mut self.keeper]) {
            // It may have gone by itself.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
