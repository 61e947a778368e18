//! What the system's package manager must provide, and what each package manager calls it.
//!
//! A need is recognised by what it is for (a program, a library, a file), not by a package being installed, so
//! that the check is quick, alike everywhere, and content with things installed in another way.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A package manager we know how to ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manager {
    Apt,
    Dnf,
    Pacman,
    Zypper,
}

/// What a need is needed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Group {
    /// To compile the programs.
    Build,
    /// To run them in a private desktop.
    Desktop,
    /// To check them there with programs of other people.
    Checks,
    /// To check the Windows and macOS code on this machine.
    Cross,
}

/// How to see that a need is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    Program(&'static str),
    Library(&'static str),
    /// One of these files is there.
    File(&'static [&'static str]),
    PerlModule(&'static str),
}

/// One thing the system must have.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Need {
    sign: Sign,
    group: Group,
    apt: &'static str,
    pacman: &'static str,
    /// For dnf and zypper where the package cannot be named by the program or library in it.
    rpm: Option<&'static str>,
}

const fn program(
    group: Group,
    name: &'static str,
    apt: &'static str,
    pacman: &'static str,
) -> Need {
    Need {
        sign: Sign::Program(name),
        group,
        apt,
        pacman,
        rpm: None,
    }
}

const fn library(name: &'static str, apt: &'static str, pacman: &'static str) -> Need {
    Need {
        sign: Sign::Library(name),
        group: Build,
        apt,
        pacman,
        rpm: None,
    }
}

const fn file(
    files: &'static [&'static str],
    apt: &'static str,
    pacman: &'static str,
    rpm: &'static str,
) -> Need {
    Need {
        sign: Sign::File(files),
        group: Desktop,
        apt,
        pacman,
        rpm: Some(rpm),
    }
}

use Group::{Build, Checks, Cross, Desktop};

/// Everything, in the order in which it is listed to people.
const NEEDS: &[Need] = &[
    Need {
        rpm: Some("gcc gcc-c++ make"),
        ..program(Build, "cc", "build-essential", "base-devel")
    },
    program(Build, "pkg-config", "pkg-config", "pkgconf"),
    library("webkit2gtk-4.1", "libwebkit2gtk-4.1-dev", "webkit2gtk-4.1"),
    library("gtk+-3.0", "libgtk-3-dev", "gtk3"),
    library("dbus-1", "libdbus-1-dev", "dbus"),
    program(Desktop, "Xvfb", "xvfb", "xorg-server-xvfb"),
    program(Desktop, "dbus-daemon", "dbus", "dbus"),
    program(Desktop, "dbus-send", "dbus", "dbus"),
    program(Desktop, "openbox", "openbox", "openbox"),
    program(Desktop, "xfce4-panel", "xfce4-panel", "xfce4-panel"),
    program(Desktop, "xfconf-query", "xfconf", "xfconf"),
    program(Desktop, "dunst", "dunst", "dunst"),
    program(
        Desktop,
        "gnome-keyring-daemon",
        "gnome-keyring",
        "gnome-keyring",
    ),
    program(Desktop, "secret-tool", "libsecret-tools", "libsecret"),
    program(Desktop, "wmctrl", "wmctrl", "wmctrl"),
    program(Desktop, "xdotool", "xdotool", "xdotool"),
    program(Desktop, "xprop", "x11-utils", "xorg-xprop"),
    program(Desktop, "import", "imagemagick", "imagemagick"),
    program(Desktop, "gdbus", "libglib2.0-bin", "glib2"),
    program(Desktop, "notify-send", "libnotify-bin", "libnotify"),
    file(
        &["/usr/share/icons/Adwaita/index.theme"],
        "adwaita-icon-theme",
        "adwaita-icon-theme",
        "adwaita-icon-theme",
    ),
    file(
        &["/usr/share/icons/hicolor/index.theme"],
        "hicolor-icon-theme",
        "hicolor-icon-theme",
        "hicolor-icon-theme",
    ),
    file(
        &[
            "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
            "/usr/share/fonts/truetype/DejaVuSans.ttf",
            "/usr/share/fonts/dejavu-sans-fonts/DejaVuSans.ttf",
            "/usr/share/fonts/TTF/DejaVuSans.ttf",
        ],
        "fonts-dejavu-core",
        "ttf-dejavu",
        "dejavu-sans-fonts",
    ),
    program(
        Checks,
        "WebKitWebDriver",
        "webkit2gtk-driver",
        "webkit2gtk-4.1",
    ),
    program(Checks, "chromium", "chromium", "chromium"),
    program(Checks, "curl", "curl", "curl"),
    Need {
        rpm: Some("ddclient"),
        ..program(Checks, "ddclient", "ddclient", "ddclient")
    },
    Need {
        sign: Sign::PerlModule("IO/Socket/SSL.pm"),
        group: Checks,
        apt: "libio-socket-ssl-perl",
        pacman: "perl-io-socket-ssl",
        rpm: Some("perl(IO::Socket::SSL)"),
    },
    Need {
        rpm: Some("iproute"),
        ..program(Checks, "ip", "iproute2", "iproute2")
    },
    // The lab's parts: what homes, internets and tunnels are made of. The `-nftables` variant of the router daemon works
    // in an unprivileged namespace.
    Need {
        rpm: Some("miniupnpd"),
        ..program(Checks, "miniupnpd", "miniupnpd-nftables", "miniupnpd")
    },
    Need {
        rpm: Some("nftables"),
        ..program(Checks, "nft", "nftables", "nftables")
    },
    Need {
        rpm: Some("radvd"),
        ..program(Checks, "radvd", "radvd", "radvd")
    },
    Need {
        rpm: Some("bind"),
        ..program(Checks, "named", "bind9", "bind")
    },
    program(Checks, "socat", "socat", "socat"),
    program(
        Checks,
        "desktop-file-validate",
        "desktop-file-utils",
        "desktop-file-utils",
    ),
    // Debian's own Rust brings the library sources, from which `-Zbuild-std` makes the other systems' libraries.
    Need {
        sign: Sign::File(&["/usr/lib/rustlib/src/rust/library/Cargo.lock"]),
        group: Cross,
        apt: "rustc-web cargo-web rust-web-src rust-web-clippy",
        pacman: "",
        rpm: None,
    },
    program(
        Cross,
        "x86_64-w64-mingw32-gcc",
        "gcc-mingw-w64-x86-64-posix",
        "",
    ),
    program(
        Cross,
        "x86_64-w64-mingw32-g++",
        "g++-mingw-w64-x86-64-posix",
        "",
    ),
    Need {
        sign: Sign::File(&["/usr/lib/wine/wine64"]),
        group: Cross,
        apt: "wine wine64",
        pacman: "",
        rpm: None,
    },
];

impl Need {
    /// What people call it.
    pub(crate) fn name(&self) -> &'static str {
        match self.sign {
            Sign::Program(name) | Sign::Library(name) => name,
            Sign::PerlModule(_) | Sign::File(_) => self.apt,
        }
    }

    /// The words to hand to `manager`; empty when it has no such package.
    pub(crate) fn packages(&self, manager: Manager) -> Vec<String> {
        let named = match manager {
            Manager::Apt => self.apt,
            Manager::Pacman => self.pacman,
            Manager::Dnf | Manager::Zypper => match (self.rpm, self.sign) {
                (Some(packages), _) => packages,
                // Both resolve what a package provides: files by path, libraries by their pkg-config name.
                (None, Sign::Program(name)) => return vec![format!("/usr/bin/{name}")],
                (None, Sign::Library(name)) => return vec![format!("pkgconfig({name})")],
                (None, Sign::File(_) | Sign::PerlModule(_)) => "",
            },
        };
        // A provided capability contains no space, so words can be told apart by them.
        named.split_ascii_whitespace().map(str::to_owned).collect()
    }

    /// Looks again whether it is there.
    pub(crate) fn is_met(&self) -> bool {
        match self.sign {
            Sign::Program(name) => find_program(name).is_some(),
            Sign::File(files) => files.iter().any(|file| Path::new(file).exists()),
            Sign::Library(name) => quietly(Command::new("pkg-config").args(["--exists", name])),
            Sign::PerlModule(module) => quietly(
                Command::new("perl")
                    .arg("-e")
                    .arg(format!("require '{module}'")),
            ),
        }
    }
}

/// The needs of these groups that are not met.
pub(crate) fn missing(groups: &[Group]) -> Vec<Need> {
    NEEDS
        .iter()
        .filter(|need| groups.contains(&need.group) && !need.is_met())
        .copied()
        .collect()
}

#[cfg(test)]
pub(crate) fn all(groups: &[Group]) -> Vec<Need> {
    NEEDS
        .iter()
        .filter(|need| groups.contains(&need.group))
        .copied()
        .collect()
}

/// Looks for a program where a login shell would, and in the administrator's folders besides.
pub(crate) fn find_program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain(["/usr/local/sbin", "/usr/sbin", "/sbin"].map(PathBuf::from))
        .map(|folder| folder.join(name))
        .find(|program| program.is_file())
}

fn quietly(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_need_has_a_package_wherever_the_private_desktop_is_supported() {
        for need in NEEDS.iter().filter(|need| need.group != Cross) {
            for manager in [Manager::Apt, Manager::Dnf, Manager::Pacman, Manager::Zypper] {
                assert!(
                    !need.packages(manager).is_empty(),
                    "{} has no package for {manager:?}",
                    need.name()
                );
            }
        }
    }

    #[test]
    fn rpm_systems_are_asked_for_what_a_package_provides() {
        let packages = |name: &str| {
            let need = NEEDS.iter().find(|need| need.name() == name).unwrap();
            need.packages(Manager::Dnf)
        };
        assert_eq!(packages("webkit2gtk-4.1"), ["pkgconfig(webkit2gtk-4.1)"]);
        assert_eq!(packages("Xvfb"), ["/usr/bin/Xvfb"]);
        assert_eq!(packages("cc"), ["gcc", "gcc-c++", "make"]);
    }

    #[test]
    fn a_program_is_found_by_name_and_a_made_up_one_is_not() {
        assert!(find_program("sh").is_some());
        assert_eq!(find_program("hemma-no-such-program"), None);
    }
}
