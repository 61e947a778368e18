//! The folders and environment variables of a private desktop.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::platform::create_private_folder;
use crate::processes::Process;

/// Longest runtime folder that leaves room for socket names: the kernel allows 107 bytes for a path.
const LONGEST_RUNTIME_FOLDER: usize = 60;

/// Variables of the real desktop that must not leak into the private one.
pub(super) const FORGOTTEN: &[&str] = &[
    "WAYLAND_DISPLAY",
    "XAUTHORITY",
    "XDG_CURRENT_DESKTOP",
    "XDG_SESSION_ID",
    "XDG_SESSION_TYPE",
    "DESKTOP_SESSION",
    "SESSION_MANAGER",
    "GNOME_KEYRING_CONTROL",
    "SSH_AUTH_SOCK",
    "GDK_BACKEND",
    "GTK_THEME",
    "GTK_MODULES",
    "LANGUAGE",
];

/// The throw-away folders of one session.
#[derive(Debug)]
pub(super) struct Layout {
    folder: PathBuf,
    home: PathBuf,
    runtime: PathBuf,
}

impl Layout {
    /// Makes empty folders for the session `name` below `parent`.
    pub(super) fn create(parent: &Path, name: &str) -> Result<Self> {
        forget_ended_sessions(parent);
        // The process id keeps two sessions of the same name apart.
        let folder = parent.join(format!("{name}-{}", std::process::id()));
        if folder.exists() {
            fs::remove_dir_all(&folder)
                .with_context(|| format!("could not empty {}", folder.display()))?;
        }
        let inside = folder.join("run");
        let runtime = if inside.as_os_str().len() <= LONGEST_RUNTIME_FOLDER {
            inside
        } else {
            std::env::temp_dir().join(format!("hemma-{}", std::process::id()))
        };
        let layout = Self {
            home: folder.join("home"),
            folder,
            runtime,
        };
        fs::create_dir_all(layout.logs())?;
        for folder in [layout.home().to_owned(), layout.config(), layout.data()] {
            fs::create_dir_all(folder)?;
        }
        if layout.runtime.exists() {
            fs::remove_dir_all(&layout.runtime)?;
        }
        create_private_folder(&layout.runtime).with_context(|| {
            format!(
                "could not create the runtime folder {}",
                layout.runtime.display()
            )
        })?;
        Ok(layout)
    }

    pub(super) fn home(&self) -> &Path {
        &self.home
    }

    pub(super) fn config(&self) -> PathBuf {
        self.home().join(".config")
    }

    pub(super) fn data(&self) -> PathBuf {
        self.home().join(".local/share")
    }

    pub(super) fn runtime(&self) -> &Path {
        &self.runtime
    }

    pub(super) fn logs(&self) -> PathBuf {
        self.folder.join("logs")
    }

    /// The folders nobody needs when the session has ended. The logs stay until the next session starts.
    pub(super) fn throw_away(&self) -> [&Path; 2] {
        [&self.home, &self.runtime]
    }
}

/// Removes the folders of sessions whose process has ended; they stay until then so that logs can be read.
fn forget_ended_sessions(parent: &Path) {
    let Ok(entries) = fs::read_dir(parent) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let owner = name
            .to_str()
            .and_then(|name| name.rsplit_once('-')?.1.parse::<u32>().ok());
        if owner.is_some_and(|id| Process::read(id).is_none()) {
            // Only tidiness: what cannot be removed lies in target/ and is no reason to fail.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// The variables of a session whose display and bus are not known yet.
pub(super) fn private(layout: &Layout, mark: (&str, &str)) -> BTreeMap<OsString, OsString> {
    let mut variables: BTreeMap<OsString, OsString> = BTreeMap::new();
    let mut set = |name: &str, value: OsString| variables.insert(name.into(), value);
    // Rust's own folders stay where they are although the home folder moves.
    for (name, below_home) in [("CARGO_HOME", ".cargo"), ("RUSTUP_HOME", ".rustup")] {
        if let Some(value) = std::env::var_os(name) {
            set(name, value);
        } else if let Some(home) = std::env::var_os("HOME") {
            set(name, Path::new(&home).join(below_home).into());
        }
    }
    set("HOME", layout.home().into());
    set("XDG_CONFIG_HOME", layout.config().into());
    set("XDG_DATA_HOME", layout.data().into());
    set("XDG_STATE_HOME", layout.home().join(".local/state").into());
    set("XDG_CACHE_HOME", layout.home().join(".cache").into());
    set("XDG_RUNTIME_DIR", layout.runtime().into());
    set("HEMMA_DESKTOP_SESSION", "1".into());
    set(mark.0, mark.1.into());
    set("LANG", "C.UTF-8".into());
    set("LC_ALL", "C.UTF-8".into());
    // No accessibility bus, no portals, no virtual file systems: each would be started on demand and linger.
    set("NO_AT_BRIDGE", "1".into());
    set("GTK_USE_PORTAL", "0".into());
    set("GIO_USE_VFS", "local".into());
    set("GSETTINGS_BACKEND", "memory".into());
    // Spares the web view loading a software GL stack: same pixels, 50 MB and 100 ms less.
    set("WEBKIT_DISABLE_DMABUF_RENDERER", "1".into());
    variables
}
