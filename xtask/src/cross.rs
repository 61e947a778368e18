//! `cargo xtask test --cross`: the Windows and macOS code, as far as a Linux machine can judge it.
//!
//! Windows: clippy, and the unit tests under Wine, which proves logic and the use of the system's functions, not look
//! and installer. macOS: type-check only, because nothing can be linked without Apple's tools.
//!
//! It stands on Debian's Rust, which comes with the library sources, so that `-Zbuild-std` can make the standard
//! library of the other systems. That compiler is newer than ours and only checks; nothing it makes is released.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::stages::{Counts, LIMIT, Report, cargo_test, succeeds};
use crate::workspace::Workspace;
use crate::{platform, processes};

/// The libraries and the agent.
const TESTED: &[&str] = &[
    "hemma-core",
    "hemma-providers",
    "hemma-engine",
    "hemma-net",
    "hemma-store",
    "hemma-link",
    "hemma-sandbox",
    "hemma-agent",
];
/// Only checked: Wine has no web view, and these commands drive programs of this system.
const CHECKED: &[&str] = &["hemma", "xtask"];

const WINDOWS: &str = "x86_64-pc-windows-gnu";
const MACOS: &str = "aarch64-apple-darwin";

/// Which libraries `-Zbuild-std` makes.
const LIBRARIES: &str = "-Zbuild-std=std,panic_abort,panic_unwind,test";

/// Debian's programs, by full path: rustup's come first in most people's search path.
const CARGO: &str = "/usr/bin/cargo";
const WINE: &str = "/usr/lib/wine/wine64";

/// Runs all stages.
pub(crate) fn run(workspace: &Workspace, packages: &[String], report: &mut Report) {
    let cross = Cross {
        folder: workspace.target().join("cross"),
        root: workspace.root().to_owned(),
    };
    let chosen = |all: &[&'static str]| -> Vec<&'static str> {
        all.iter()
            .copied()
            .filter(|package| {
                packages.is_empty() || packages.iter().any(|wanted| wanted == package)
            })
            .collect()
    };
    let tested = chosen(TESTED);
    let checked = chosen(&[TESTED, CHECKED].concat());
    report.stage("Windows clippy", || {
        let mut command = cross.cargo("clippy", WINDOWS, &checked);
        command.args(["--all-targets", "--", "-D", "warnings"]);
        Ok(Counts::of_one(succeeds(&mut command, LIMIT)?))
    });
    report.stage("Windows tests (Wine)", || cross.windows_tests(&tested));
    report.stage("macOS types", || {
        let mut command = cross.cargo("check", MACOS, &checked);
        command.arg("--all-targets");
        cross.pretend_apple_tools(&mut command)?;
        Ok(Counts::of_one(succeeds(&mut command, LIMIT)?))
    });
}

struct Cross {
    /// Everything of these stages: build output, Wine's pretend disk, the stub compilers.
    folder: PathBuf,
    root: PathBuf,
}

impl Cross {
    fn cargo(&self, verb: &str, target: &str, packages: &[&str]) -> Command {
        let mut command = Command::new(CARGO);
        command
            .current_dir(&self.root)
            .args([verb, LIBRARIES, "--target", target]);
        for package in packages {
            command.args(["--package", package]);
        }
        // What rustup and the cargo that runs us have set speaks of another compiler.
        for name in [
            "RUSTUP_TOOLCHAIN",
            "RUSTC",
            "RUSTDOC",
            "RUSTC_WRAPPER",
            "RUSTFLAGS",
        ] {
            command.env_remove(name);
        }
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders =
            std::iter::once(PathBuf::from("/usr/bin")).chain(std::env::split_paths(&path));
        if let Ok(path) = std::env::join_paths(folders) {
            command.env("PATH", path);
        }
        command
            .env("CARGO", CARGO)
            .env("RUSTC_BOOTSTRAP", "1") // -Zbuild-std is not stable
            .env("CARGO_TARGET_DIR", &self.folder);
        command
    }

    fn windows_tests(&self, packages: &[&str]) -> Result<Counts> {
        let disk = self.folder.join("wine");
        let mark = format!("HEMMA_CROSS_MARK={}", std::process::id());
        let (name, value) = mark
            .split_once('=')
            .context("the mark has a name and a value")?;
        let wine = |command: &mut Command| {
            command
                .env("WINEPREFIX", &disk)
                .env("WINEDEBUG", "-all")
                .env(name, value)
                .env_remove("DISPLAY");
        };
        self.install_missing_library(&disk, wine)?;
        let mut command = self.cargo("test", WINDOWS, packages);
        // Unit tests only: those in `tests/` drive programs of this system (ddclient, signals).
        command
            .args(["--lib", "--bins", "--no-fail-fast"])
            .env("CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER", WINE);
        wine(&mut command);
        let counts = cargo_test(&mut command, &[]);
        // Wine leaves a server and a handful of services behind for a while.
        processes::end(|table| processes::carrying(&mark, table));
        counts
    }

    /// Rust's standard library takes random numbers from `bcryptprimitives.dll`, which Wine 8 does not have yet.
    fn install_missing_library(&self, disk: &Path, wine: impl Fn(&mut Command)) -> Result<()> {
        let library = disk.join("drive_c/windows/system32/bcryptprimitives.dll");
        if library.exists() {
            return Ok(());
        }
        fs::create_dir_all(disk)?;
        let mut boot = Command::new(WINE);
        boot.args(["wineboot", "--init"]);
        wine(&mut boot);
        succeeds(&mut boot, LIMIT)?;
        let source = self.folder.join("bcryptprimitives.c");
        fs::write(
            &source,
            "#include <windows.h>\n#include <ntsecapi.h>\n\
             __declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE p, SIZE_T n) { return RtlGenRandom(p, (ULONG)n); }\n",
        )?;
        let mut compiler = Command::new("x86_64-w64-mingw32-gcc");
        compiler
            .arg("-shared")
            .arg("-o")
            .arg(&library)
            .arg(&source)
            .arg("-ladvapi32");
        anyhow::ensure!(
            succeeds(&mut compiler, LIMIT)?,
            "could not make bcryptprimitives.dll for Wine"
        );
        Ok(())
    }

    /// Build scripts call a C compiler; for a type-check it is enough that the files it would make exist.
    fn pretend_apple_tools(&self, command: &mut Command) -> Result<()> {
        let compiler = self.script("pretend-cc", PRETEND_COMPILER)?;
        let archiver = self.script("pretend-ar", PRETEND_ARCHIVER)?;
        command
            .env("CC_aarch64_apple_darwin", &compiler)
            .env("CXX_aarch64_apple_darwin", &compiler)
            .env("AR_aarch64_apple_darwin", &archiver);
        Ok(())
    }

    fn script(&self, name: &str, text: &str) -> Result<PathBuf> {
        let file = self.folder.join(name);
        fs::create_dir_all(&self.folder)?;
        fs::write(&file, text)?;
        platform::make_executable(&file)?;
        Ok(file)
    }
}

const PRETEND_COMPILER: &str = r#"#!/usr/bin/env bash
# Creates the output file it was asked for, and says what it is when asked.
for ((i = 1; i <= $#; i++)); do
    if [ "${!i}" = -o ]; then
        j=$((i + 1))
        : > "${!j}"
    fi
done
case " $* " in
    *" --version "* | *" -v "*) echo "Apple clang version 15.0.0" ;;
    *" -E "*) echo clang ;;
esac
"#;

const PRETEND_ARCHIVER: &str = r#"#!/usr/bin/env bash
# Creates the archive it was asked for.
for argument in "$@"; do
    case "$argument" in *.a) : > "$argument" ;; esac
done
"#;
