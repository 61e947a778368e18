//! What the system must grant, and how to ask for it.
//!
//! A user namespace would do for most stories, and not for all: tunnel devices and `radvd` want more. So it is root or
//! nothing, rather than a different set of stories on each machine.

use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// What people read where the stories are left out.
pub(super) const MISSING: &str =
    "the lab's stories are left out: they make network namespaces, which needs root";

const WALLS: &[&str] = &[
    "--net",
    "--mount",
    "--pid",
    "--fork",
    "--kill-child",
    "--mount-proc",
];

/// The words for `unshare`; `None` where they are refused.
pub(super) fn walls() -> Option<&'static [&'static str]> {
    static GRANTED: OnceLock<bool> = OnceLock::new();
    GRANTED
        .get_or_init(|| {
            let tried = Command::new("unshare")
                .args(WALLS)
                .arg("true")
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status();
            tried.is_ok_and(|status| status.success())
        })
        .then_some(WALLS)
}
