//! Where things are in this repository.

use std::path::{Path, PathBuf};

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
    pub(crate) fn cargo() -> std::process::Command {
        let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        std::process::Command::new(program)
    }
}
