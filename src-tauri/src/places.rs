//! Where the agent and this window leave things. The agent's own table is in `hemma-store`; these are the same folders.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Args;
use directories::ProjectDirs;

/// Where things are, as for the agent: a window with `--state` visits the agent with the same `--state`.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct Places {
    /// The settings file of the agent, should it have to be started.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// The folder for everything Hemma writes.
    #[arg(long, value_name = "DIR")]
    pub(crate) state: Option<PathBuf>,
}

/// This user has no place for anything.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("this user has no home folder; give --state and --config")]
pub(crate) struct NoHome;

impl Places {
    /// Returns the folder of the local socket.
    ///
    /// # Errors
    ///
    /// When the system names no home folder and none was given.
    pub(crate) fn socket_folder(&self) -> Result<PathBuf, NoHome> {
        if let Some(state) = self.given_state() {
            return Ok(state);
        }
        let system = system()?;
        Ok(system
            .runtime_dir()
            .map_or_else(|| state_of(&system), PathBuf::from))
    }

    /// Returns the folder of what outlives a run.
    ///
    /// # Errors
    ///
    /// When the system names no home folder and none was given.
    pub(crate) fn state_folder(&self) -> Result<PathBuf, NoHome> {
        self.given_state()
            .map_or_else(|| Ok(state_of(&system()?)), Ok)
    }

    /// Whether this is a world of its own, beside the person's real Hemma.
    pub(crate) fn own_world(&self) -> bool {
        self.state.is_some()
    }

    /// Returns the arguments that lead another program to the same places.
    pub(crate) fn arguments(&self) -> Vec<OsString> {
        let config = self.config.as_deref().map(|path| ("--config", path));
        let state = self.state.as_deref().map(|path| ("--state", path));
        [config, state]
            .into_iter()
            .flatten()
            .flat_map(|(name, path)| {
                let path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
                [OsString::from(name), path.into_os_string()]
            })
            .collect()
    }

    fn given_state(&self) -> Option<PathBuf> {
        let state = self.state.as_deref()?;
        Some(std::path::absolute(state).unwrap_or_else(|_| state.to_path_buf()))
    }
}

fn system() -> Result<ProjectDirs, NoHome> {
    ProjectDirs::from("", "", "Hemma").ok_or(NoHome)
}

fn state_of(system: &ProjectDirs) -> PathBuf {
    system
        .state_dir()
        .unwrap_or_else(|| system.data_local_dir())
        .to_path_buf()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_given_state_folder_holds_the_socket_too() {
        let places = Places {
            config: None,
            state: Some("/srv/hemma".into()),
        };
        assert_eq!(places.socket_folder().unwrap(), PathBuf::from("/srv/hemma"));
        assert_eq!(
            places.arguments(),
            ["--state", "/srv/hemma"].map(OsString::from)
        );
    }

    #[test]
    fn without_wishes_nothing_is_passed_on() {
        assert_eq!(Places::default().arguments(), Vec::<OsString>::new());
    }
}
