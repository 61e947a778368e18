//! Where things are in this repository.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

/// The repository this program was built from, and the folders it may write to.
#[derive(Debug, Clone)]
pub(crate) struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// Finds the repository: the folder above this crate.
    pub(crate) fn find() -> Result<Self> {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = here
            .parent()
            .context("xtask must lie inside the repository")?;
        let root = root.canonicalize().with_context(|| {
            format!(
                "the repository has moved since xtask was built; it was at {}",
                root.display()
            )
        })?;
        Ok(Self { root })
    }

    /// The repository's top folder.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A path inside the repository.
    pub(crate) fn at(&self, inside: &str) -> PathBuf {
        self.root.join(inside)
    }

    /// Cargo's build folder, which also holds everything these commands leave behind.
    pub(crate) fn target(&self) -> PathBuf {
        match std::env::var_os("CARGO_TARGET_DIR") {
            Some(elsewhere) => self.root.join(elsewhere),
            None => self.root.join("target"),
        }
    }

    /// The program `cargo`, the one that started us where there is one.
    pub(crate) fn cargo() -> Command {
        let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(program);
        forget_our_cargo(&mut command);
        command
    }
}

/// Takes back what `cargo run` told us about ourselves, so that a program runs as if a person had started it.
pub(crate) fn forget_our_cargo(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        let ours = name.to_str().is_some_and(|name| {
            name.starts_with("CARGO_PKG_")
                || name.starts_with("CARGO_MANIFEST_")
                || name == "RUST_RECURSION_COUNT"
        });
        if ours {
            command.env_remove(name);
        }
    }
    // Cargo puts its own folders in front of whatever a person had set.
    if let Some(folders) = std::env::var_os("LD_LIBRARY_PATH") {
        let built = |folder: &PathBuf| {
            folder
                .iter()
                .any(|part| part == "target" || part == "toolchains")
        };
        let kept: Vec<PathBuf> = std::env::split_paths(&folders)
            .filter(|folder| !built(folder))
            .collect();
        match std::env::join_paths(&kept) {
            Ok(kept) if !kept.is_empty() => command.env("LD_LIBRARY_PATH", kept),
            _ => command.env_remove("LD_LIBRARY_PATH"),
        };
    }
}
