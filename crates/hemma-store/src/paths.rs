//! Where things lie on this computer.

use std::path::{Path, PathBuf};

use directories::ProjectDirs;

use crate::private;

/// Where things lie. Nothing is written anywhere else, except secrets that a person keeps in the keychain.
///
/// | System | settings | state | socket |
/// | --- | --- | --- | --- |
/// | Linux | `$XDG_CONFIG_HOME/hemma` | `$XDG_STATE_HOME/hemma` | `$XDG_RUNTIME_DIR/hemma` |
/// | macOS | `~/Library/Application Support/Hemma` | the same | the same |
/// | Windows | `%APPDATA%\Hemma\config` | `%LOCALAPPDATA%\Hemma\data` | a named pipe |
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    /// The settings file.
    pub config: PathBuf,
    /// The folder of database, lock and sealed file.
    pub state: PathBuf,
    /// The folder of the local socket, when it is not the state folder.
    pub runtime: Option<PathBuf>,
    /// Whether the person named the state folder: such an agent is a world of its own.
    own_world: bool,
}

/// Why no place was found.
#[derive(Debug, thiserror::Error)]
pub enum PathsError {
    /// The system names no home folder; `--config` and `--state` must both be given.
    #[error("this user has no home folder; give --config and --state")]
    NoHome,
    /// A given path cannot be made absolute.
    #[error("the path {path} cannot be used")]
    Unusable {
        /// The path as given.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
}

impl Paths {
    /// Finds the places: the system's own, overridden by `--config FILE` and `--state DIR`.
    ///
    /// With `--state` alone the settings are `settings.toml` in that folder.
    ///
    /// # Errors
    ///
    /// When there is no home folder and it is needed, or a given path is unusable. Nothing is created here.
    pub fn find(config: Option<&Path>, state: Option<&Path>) -> Result<Self, PathsError> {
        let config = config.map(absolute).transpose()?;
        if let Some(state) = state {
            let state = absolute(state)?;
            let config = config.unwrap_or_else(|| state.join("settings.toml"));
            return Ok(Self {
                config,
                state,
                runtime: None,
                own_world: true,
            });
        }
        let system = ProjectDirs::from("", "", "Hemma").ok_or(PathsError::NoHome)?;
        let state = system
            .state_dir()
            .unwrap_or_else(|| system.data_local_dir());
        Ok(Self {
            config: config.unwrap_or_else(|| system.config_dir().join("settings.toml")),
            state: state.to_path_buf(),
            runtime: system.runtime_dir().map(Path::to_path_buf),
            own_world: false,
        })
    }

    /// Creates the folders that are missing, for their owner only (F40).
    ///
    /// # Errors
    ///
    /// The first folder that could not be made. The caller may go on: settings and memory then say so themselves.
    pub fn create(&self) -> std::io::Result<()> {
        let config = self.config.parent();
        [Some(self.state.as_path()), config, self.runtime.as_deref()]
            .into_iter()
            .flatten()
            .try_for_each(private::create_folder)
    }

    /// Returns the database.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.state.join("hemma.db")
    }

    /// Returns what is mixed into the fingerprints of networks.
    #[must_use]
    pub fn network_salt(&self) -> PathBuf {
        self.state.join("network.salt")
    }

    /// Returns the password-sealed file of secrets.
    #[must_use]
    pub fn sealed_file(&self) -> PathBuf {
        self.state.join("secrets.age")
    }

    /// Returns the folder of the local socket.
    #[must_use]
    pub fn socket_folder(&self) -> &Path {
        self.runtime.as_deref().unwrap_or(&self.state)
    }

    /// Returns the service name under which the keychain keeps our secrets.
    ///
    /// It is `hemma`; an agent with its own state folder gets a name of its own, so that a trial never overwrites the
    /// secrets of the real one.
    #[must_use]
    pub fn keychain_service(&self) -> String {
        if self.own_world {
            format!("hemma {}", self.state.display())
        } else {
            "hemma".to_owned()
        }
    }
}

fn absolute(path: &Path) -> Result<PathBuf, PathsError> {
    std::path::absolute(path).map_err(|source| PathsError::Unusable {
        path: path.to_path_buf(),
        source,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_given_state_folder_holds_everything() {
        let paths = Paths::find(None, Some(Path::new("/srv/hemma"))).unwrap();
        for path in [
            &paths.config,
            &paths.database(),
            &paths.sealed_file(),
            &paths.socket_folder().to_path_buf(),
        ] {
            assert!(path.starts_with(&paths.state), "{}", path.display());
        }
        assert_ne!(paths.keychain_service(), "hemma");
    }

    #[test]
    fn a_given_settings_file_wins_over_the_state_folder() {
        let file = Path::new("/etc/hemma/mine.toml");
        let paths = Paths::find(Some(file), Some(Path::new("/srv/hemma"))).unwrap();
        assert_eq!(paths.config, std::path::absolute(file).unwrap());
        assert!(!paths.database().starts_with("/etc"));
    }

    #[test]
    fn f40_new_folders_belong_to_their_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let paths = Paths::find(None, Some(&folder.path().join("a/b"))).unwrap();
        paths.create().unwrap();
        assert!(private::only_owner_may_enter(&paths.state).unwrap());
        assert!(private::only_owner_may_enter(&folder.path().join("a")).unwrap());
        paths.create().unwrap();
    }
}
