//! Asking the system's package manager to install what is missing.

use std::io::{IsTerminal, Write};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use super::packages::{Manager, Need, find_program};
use crate::platform::is_root;

/// Whether to ask a person first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Consent {
    Ask,
    Given,
}

/// Installs the packages for `needs`, which must not be empty.
///
/// # Errors
/// When there is no package manager we know, when the person says no, or when the installation fails; each says
/// which packages are needed.
pub(crate) fn install(needs: &[Need], consent: Consent) -> Result<()> {
    let Some(manager) = detect() else {
        bail!("{}", for_other_systems(needs))
    };
    let packages = packages(needs, manager);
    let by_hand = format!(
        "{}{}",
        if is_root() { "" } else { "sudo " },
        in_words(manager, &packages)
    );
    println!(
        "Missing: {}",
        needs.iter().map(Need::name).collect::<Vec<_>>().join(", ")
    );
    let homeless: Vec<&str> = needs
        .iter()
        .filter(|need| need.packages(manager).is_empty())
        .map(Need::name)
        .collect();
    if !homeless.is_empty() {
        bail!(
            "there is no package we know of for {}; please install it yourself",
            homeless.join(", ")
        );
    }
    if consent == Consent::Ask && !person_agrees(&by_hand)? {
        bail!("nothing was installed; to do it yourself: {by_hand}");
    }
    carry_out(manager, &packages).with_context(|| {
        format!("could not install what is missing; to try yourself: {by_hand}")
    })?;
    let still: Vec<&str> = needs
        .iter()
        .filter(|need| !need.is_met())
        .map(Need::name)
        .collect();
    if !still.is_empty() {
        bail!(
            "installed, and yet not found: {} (packages: {})",
            still.join(", "),
            packages.join(" ")
        );
    }
    Ok(())
}

fn detect() -> Option<Manager> {
    [
        ("apt-get", Manager::Apt),
        ("dnf", Manager::Dnf),
        ("zypper", Manager::Zypper),
        ("pacman", Manager::Pacman),
    ]
    .into_iter()
    .find(|(program, _)| find_program(program).is_some())
    .map(|(_, manager)| manager)
}

/// Each package once, in order.
fn packages(needs: &[Need], manager: Manager) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for package in needs.iter().flat_map(|need| need.packages(manager)) {
        if !all.contains(&package) {
            all.push(package);
        }
    }
    all
}

fn for_other_systems(needs: &[Need]) -> String {
    let mut text = String::from(
        "these are missing, and this system has none of the package managers apt, dnf, pacman and zypper.\n\
         Please install them yourself (in brackets what Debian and Fedora call the package):\n",
    );
    for need in needs {
        let (debian, fedora) = (
            need.packages(Manager::Apt).join(" "),
            need.packages(Manager::Dnf).join(" "),
        );
        text.push_str(&format!("  {}  [{debian}; {fedora}]\n", need.name()));
    }
    text
}

/// The arguments of an installation.
fn arguments(manager: Manager, packages: &[String]) -> Vec<String> {
    let fixed: &[&str] = match manager {
        // Another apt may be at work, as on a machine that has just started; wait for it instead of failing.
        Manager::Apt => &[
            "apt-get",
            "install",
            "-y",
            "--no-install-recommends",
            "-o",
            "Dpkg::Lock::Timeout=300",
        ],
        Manager::Dnf => &["dnf", "install", "-y", "--setopt=install_weak_deps=False"],
        Manager::Pacman => &["pacman", "-S", "--needed", "--noconfirm"],
        Manager::Zypper => &["zypper", "--non-interactive", "install", "--no-recommends"],
    };
    fixed
        .iter()
        .map(|word| (*word).to_owned())
        .chain(packages.iter().cloned())
        .collect()
}

fn in_words(manager: Manager, packages: &[String]) -> String {
    let quoted = |word: String| {
        if word.contains('(') {
            format!("'{word}'")
        } else {
            word
        }
    };
    arguments(manager, packages)
        .into_iter()
        .map(quoted)
        .collect::<Vec<_>>()
        .join(" ")
}

fn person_agrees(by_hand: &str) -> Result<bool> {
    if !std::io::stdin().is_terminal() {
        // Nobody to ask: a machine that builds. It started this command so that things get installed.
        return Ok(true);
    }
    print!("Install with: {by_hand}\nGo ahead? [Y/n] ");
    std::io::stdout().flush()?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    Ok(matches!(
        answer.trim().to_lowercase().as_str(),
        "" | "y" | "yes" | "j" | "ja"
    ))
}

fn carry_out(manager: Manager, packages: &[String]) -> Result<()> {
    let install = arguments(manager, packages);
    if manager != Manager::Apt {
        return run(&install);
    }
    let words = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
    if let Err(problem) = run(&words("apt-get update -o Dpkg::Lock::Timeout=300")) {
        println!("Package lists could not be refreshed ({problem}); going on with those at hand.");
    }
    if run(&install).is_ok() {
        return Ok(());
    }
    println!("The installation stopped half-way; repairing and trying once more.");
    run(&words("apt-get -f install -y -o Dpkg::Lock::Timeout=300"))?;
    run(&install)
}

fn run(words: &[String]) -> Result<()> {
    let (program, arguments) = words
        .split_first()
        .context("a command has at least a name")?;
    let mut command = if is_root() {
        Command::new(program)
    } else {
        let mut sudo = Command::new("sudo");
        if !std::io::stdin().is_terminal() {
            sudo.arg("-n"); // without a terminal a question for the password would hang
        }
        sudo.arg("DEBIAN_FRONTEND=noninteractive").arg(program);
        sudo
    };
    let status = command
        .args(arguments)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .stdin(Stdio::inherit())
        .status()
        .with_context(|| format!("could not start {program}"))?;
    if !status.success() {
        bail!("{program} ended with {status}");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::packages::{Group, all};
    use super::*;

    #[test]
    fn apt_waits_for_another_apt_and_gets_each_package_once() {
        let needs = all(&[Group::Desktop]);
        let packages = packages(&needs, Manager::Apt);
        let line = in_words(Manager::Apt, &packages);
        assert!(line.starts_with("apt-get install -y --no-install-recommends -o Dpkg::Lock::Timeout=300 xvfb dbus openbox"), "{line}");
        assert_eq!(
            packages.iter().filter(|package| *package == "dbus").count(),
            1
        );
    }

    #[test]
    fn a_command_for_people_can_be_pasted_into_a_shell() {
        let packages = packages(&all(&[Group::Build]), Manager::Dnf);
        let line = in_words(Manager::Dnf, &packages);
        assert!(line.contains(" 'pkgconfig(webkit2gtk-4.1)'"), "{line}");
    }

    #[test]
    fn on_other_systems_every_missing_thing_is_named() {
        let text = for_other_systems(&all(&[Group::Build]));
        assert!(
            text.contains("webkit2gtk-4.1  [libwebkit2gtk-4.1-dev; pkgconfig(webkit2gtk-4.1)]"),
            "{text}"
        );
    }
}
