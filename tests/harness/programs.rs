//! The programs under test: built once, found wherever cargo put them.

use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use crate::workspace::root;

/// Returns the agent program, built if need be. `HEMMA_AGENT` names another one.
#[must_use]
pub fn agent() -> PathBuf {
    static AGENT: OnceLock<PathBuf> = OnceLock::new();
    AGENT
        .get_or_init(|| program("HEMMA_AGENT", "hemma-agent", "hemma-agent"))
        .clone()
}

/// Returns the window program, built if need be. `HEMMA_WINDOW` names another one.
#[must_use]
pub fn window() -> PathBuf {
    static WINDOW: OnceLock<PathBuf> = OnceLock::new();
    WINDOW
        .get_or_init(|| program("HEMMA_WINDOW", "hemma", "hemma"))
        .clone()
}

fn program(variable: &str, package: &str, name: &str) -> PathBuf {
    if let Some(named) = std::env::var_os(variable) {
        return PathBuf::from(named);
    }
    let output = Command::new(env!("CARGO"))
        .args([
            "build",
            "--quiet",
            "--package",
            package,
            "--bin",
            name,
            "--message-format",
            "json",
        ])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(
        output.status.success(),
        "{package} does not build:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter(|message| {
            message["target"]["name"] == name && message["reason"] == "compiler-artifact"
        })
        .find_map(|message| message["executable"].as_str().map(PathBuf::from))
        .expect("cargo names the executable it built")
}
