//! The window's JavaScript packages, exactly as `ui/package-lock.json` pins them.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value};

use super::packages::find_program;
use crate::workspace::Workspace;

/// Oldest Node the build tools of the window run on.
const OLDEST_NODE: u32 = 20;

/// Runs `npm ci` in `ui` if what is installed differs from the lock file. Says whether it did.
pub(crate) fn install_if_stale(workspace: &Workspace) -> Result<bool> {
    let ui = workspace.at("ui");
    if !ui.join("package-lock.json").exists() {
        bail!("ui/package-lock.json is missing: the window's sources are not complete");
    }
    check_node()?;
    if is_current(&ui)? {
        return Ok(false);
    }
    println!("Installing the window's packages (npm ci)");
    let status = npm(workspace)
        .args(["ci", "--no-audit", "--no-fund"])
        .status()
        .context("could not start npm")?;
    if !status.success() {
        bail!("npm ci ended with {status}");
    }
    Ok(true)
}

/// `npm`, in the window's folder.
pub(crate) fn npm(workspace: &Workspace) -> Command {
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.current_dir(workspace.at("ui"));
    command
}

fn check_node() -> Result<()> {
    if find_program("npm").is_none() {
        bail!("npm was not found; please install Node {OLDEST_NODE} or newer");
    }
    let output = Command::new("node")
        .arg("--version")
        .output()
        .context("node was not found; please install Node")?;
    let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    match major(&version) {
        Some(major) if major >= OLDEST_NODE => Ok(()),
        _ => bail!("Node {OLDEST_NODE} or newer is needed; this is {version}"),
    }
}

fn major(version: &str) -> Option<u32> {
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}

fn is_current(ui: &Path) -> Result<bool> {
    let wanted = packages(&ui.join("package-lock.json"))?;
    // npm's own record of what it put there.
    let record = ui.join("node_modules/.package-lock.json");
    Ok(record.exists() && same(&wanted, &packages(&record)?))
}

fn packages(lock: &Path) -> Result<Map<String, Value>> {
    let text = std::fs::read_to_string(lock)
        .with_context(|| format!("could not read {}", lock.display()))?;
    let mut lock: Value =
        serde_json::from_str(&text).with_context(|| format!("{} is not JSON", lock.display()))?;
    match lock.get_mut("packages").map(Value::take) {
        Some(Value::Object(packages)) => Ok(packages),
        _ => bail!("the lock file has no packages; it must be of version 2 or newer"),
    }
}

/// Whether everything wanted is there in the wanted version, and nothing else is.
/// Packages for other systems are marked optional in the lock file and may be absent.
fn same(wanted: &Map<String, Value>, installed: &Map<String, Value>) -> bool {
    let version = |package: &Value| {
        (
            package.get("version").cloned(),
            package.get("integrity").cloned(),
        )
    };
    let optional = |package: &Value| package.get("optional").and_then(Value::as_bool) == Some(true);
    let all_there = wanted
        .iter()
        .filter(|(path, _)| !path.is_empty())
        .all(|(path, package)| match installed.get(path) {
            Some(other) => version(other) == version(package),
            None => optional(package),
        });
    all_there && installed.keys().all(|path| wanted.contains_key(path))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn lock(packages: &Value) -> Map<String, Value> {
        packages.as_object().unwrap().clone()
    }

    #[test]
    fn a_changed_missing_or_superfluous_package_is_stale_and_one_for_another_system_is_not() {
        let wanted = lock(&json!({
            "": { "name": "hemma" },
            "node_modules/svelte": { "version": "5.0.0", "integrity": "a" },
            "node_modules/for-windows": { "version": "1.0.0", "optional": true },
        }));
        let svelte = |version: &str| json!({ "version": version, "integrity": "a" });
        assert!(same(
            &wanted,
            &lock(&json!({ "node_modules/svelte": svelte("5.0.0") }))
        ));
        assert!(!same(
            &wanted,
            &lock(&json!({ "node_modules/svelte": svelte("4.9.0") }))
        ));
        assert!(!same(&wanted, &lock(&json!({}))));
        assert!(!same(
            &wanted,
            &lock(&json!({ "node_modules/svelte": svelte("5.0.0"), "node_modules/left": {} }))
        ));
    }

    #[test]
    fn the_major_version_of_node_is_read() {
        assert_eq!(major("v20.20.1"), Some(20));
        assert_eq!(major("20"), None);
    }
}
