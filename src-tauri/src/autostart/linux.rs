//! Linux: a desktop entry in the folder that every desktop reads at login.

use std::io;
use std::path::{Path, PathBuf};

use directories::BaseDirs;

use super::desktop_entry::{read, write};
use super::{Autostart, Start};

/// The place of the entry.
#[derive(Clone, Debug)]
pub(super) struct System {
    file: PathBuf,
}

impl System {
    /// Finds `$XDG_CONFIG_HOME/autostart/hemma.desktop`.
    pub(super) fn find() -> Option<Self> {
        Some(Self::within(BaseDirs::new()?.config_dir()))
    }

    fn within(config: &Path) -> Self {
        Self {
            file: config.join("autostart").join("hemma.desktop"),
        }
    }

    /// Reads what is there.
    pub(super) fn state(&self) -> Autostart {
        let text = match std::fs::read_to_string(&self.file) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Autostart::Off,
            Err(_) => return Autostart::Unknown,
        };
        let entry = read(&text);
        if entry.switched_off {
            Autostart::Off
        } else if entry.program.is_some_and(|program| is_there(&program)) {
            Autostart::On
        } else {
            Autostart::Broken
        }
    }

    /// Writes the entry anew, in one step.
    pub(super) fn enable(&self, start: &Start) -> io::Result<()> {
        let unspeakable = || {
            io::Error::new(
                io::ErrorKind::InvalidInput,
                "the path cannot be written in a desktop entry",
            )
        };
        let program = start.program.to_str().ok_or_else(unspeakable)?;
        let words: Vec<&str> = std::iter::once(program)
            .chain(start.arguments.iter().map(String::as_str))
            .collect();
        let text = write(&words).ok_or_else(unspeakable)?;
        let folder = self.file.parent().expect("the file was joined to a folder");
        std::fs::create_dir_all(folder)?;
        let fresh = folder.join(".hemma.desktop.new");
        std::fs::write(&fresh, text)?;
        std::fs::rename(&fresh, &self.file)
    }

    /// Removes the entry.
    pub(super) fn disable(&self) -> io::Result<()> {
        match std::fs::remove_file(&self.file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

fn is_there(program: &str) -> bool {
    let path = Path::new(program);
    if path.is_absolute() {
        return path.is_file();
    }
    let folders = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&folders).any(|folder| folder.join(path).is_file())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::places::Places;

    struct Home {
        folder: tempfile::TempDir,
    }

    impl Home {
        fn new() -> Self {
            Self {
                folder: tempfile::tempdir().unwrap(),
            }
        }

        fn system(&self) -> System {
            System::within(&self.folder.path().join("config"))
        }

        /// Puts a program where an installation would.
        fn program(&self, place: &str) -> Start {
            let program = self.folder.path().join(place);
            std::fs::create_dir_all(program.parent().unwrap()).unwrap();
            std::fs::write(&program, "").unwrap();
            super::super::start(&program, &Places::default()).unwrap()
        }
    }

    #[test]
    fn switching_on_and_off_leaves_no_trace() {
        let home = Home::new();
        let system = home.system();
        assert_eq!(system.state(), Autostart::Off);
        system
            .enable(&home.program("My Programs/hemma-agent"))
            .unwrap();
        assert_eq!(system.state(), Autostart::On);
        assert!(
            std::fs::read_to_string(&system.file)
                .unwrap()
                .contains("hemma-agent\" run\n")
        );
        system.disable().unwrap();
        assert_eq!(system.state(), Autostart::Off);
        assert_eq!(
            std::fs::read_dir(system.file.parent().unwrap())
                .unwrap()
                .count(),
            0
        );
    }

    #[test]
    fn f72_an_entry_whose_program_moved_is_broken_and_healed() {
        let home = Home::new();
        let system = home.system();
        let old = home.program("old/hemma-agent");
        system.enable(&old).unwrap();
        std::fs::remove_file(&old.program).unwrap();
        assert_eq!(system.state(), Autostart::Broken);
        let entry = super::super::LoginEntry {
            system: Some((system.clone(), home.program("new/hemma-agent"))),
        };
        entry.heal();
        assert_eq!(system.state(), Autostart::On);
        assert!(
            std::fs::read_to_string(&system.file)
                .unwrap()
                .contains("/new/hemma-agent run")
        );
    }

    #[test]
    fn healing_never_switches_on_what_a_person_switched_off() {
        let home = Home::new();
        let system = home.system();
        let entry = super::super::LoginEntry {
            system: Some((system.clone(), home.program("hemma-agent"))),
        };
        entry.heal();
        assert_eq!(system.state(), Autostart::Off);
        std::fs::create_dir_all(system.file.parent().unwrap()).unwrap();
        std::fs::write(
            &system.file,
            "[Desktop Entry]\nExec=/gone/hemma-agent run\nHidden=true\n",
        )
        .unwrap();
        entry.heal();
        assert_eq!(system.state(), Autostart::Off);
    }

    #[test]
    fn a_program_that_is_not_there_is_never_written() {
        assert_eq!(
            super::super::start(Path::new("/nowhere/hemma-agent"), &Places::default()),
            None
        );
    }
}
