//! What the system must grant, and how to ask for it.

use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// What people read where the stories are left out.
pub(super) const MISSING: &str = "the lab's stories are left out: this system grants no network namespaces. Run the \
     tests as root, or allow user namespaces (sysctl kernel.unprivileged_userns_clone, \
     kernel.apparmor_restrict_unprivileged_userns)";

const WALLS: &[&str] = &[
    "--net",
    "--mount",
    "--pid",
    "--fork",
    "--kill-child",
    "--mount-proc",
];
const AS_ANYBODY: &[&str] = &["--user", "--map-root-user"];

/// The words for `unshare`, as root or as anybody; `None` where neither works.
pub(super) fn walls() -> Option<Vec<&'static str>> {
    static WAY: OnceLock<Option<Vec<&'static str>>> = OnceLock::new();
    WAY.get_or_init(|| {
        let as_anybody = [AS_ANYBODY, WALLS].concat();
        let ways = match rustix::process::geteuid().is_root() {
            true => vec![WALLS.to_vec(), as_anybody],
            false => vec![as_anybody],
        };
        ways.into_iter().find(|way| works(way))
    })
    .clone()
}

fn works(way: &[&str]) -> bool {
    let tried = Command::new("unshare")
        .args(way)
        .arg("true")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    tried.is_ok_and(|status| status.success())
}
