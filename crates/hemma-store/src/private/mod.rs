//! Files and folders for their owner only (F40), replaced whole or not at all (F49).

#[cfg(unix)]
mod unix;
#[cfg(unix)]
use unix as system;
#[cfg(not(unix))]
mod elsewhere;
#[cfg(not(unix))]
use elsewhere as system;

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

#[cfg(test)]
pub(crate) use system::only_owner_may_enter;

/// Creates the folder and its missing parents, each for its owner only. Folders that exist are left as they are.
pub(crate) fn create_folder(folder: &Path) -> io::Result<()> {
    system::create_folder(folder)
}

/// Makes sure that the file exists, empty when it is new, and that only its owner can read it.
pub(crate) fn ensure_file(path: &Path) -> io::Result<()> {
    system::ensure_file(path)
}

/// Opens a file for reading and refuses it when others may read it. The check is made on the opened file, so that it
/// cannot be exchanged in between.
pub(crate) fn open_secret(path: &Path) -> io::Result<File> {
    system::open_secret(path)
}

/// Replaces the file's content: writes aside, syncs, renames, syncs the folder. After a power cut the file is either
/// the old one or the new one. A symbolic link stays a link; what it points at is replaced.
///
/// With `backup` the old content is kept there, in the same careful way.
pub(crate) fn replace(path: &Path, content: &[u8], backup: Option<&Path>) -> io::Result<()> {
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    if let Some(folder) = target.parent() {
        create_folder(folder)?;
    }
    if let Some(backup) = backup {
        match fs::read(&target) {
            Ok(old) => write_and_rename(backup, &old)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    write_and_rename(&target, content)
}

fn write_and_rename(target: &Path, content: &[u8]) -> io::Result<()> {
    let aside = aside_of(target);
    let written = write_aside(&aside, content).and_then(|()| fs::rename(&aside, target));
    if written.is_err() {
        // What is left aside is of no use to anybody; that it cannot be removed changes nothing.
        let _ = fs::remove_file(&aside);
    }
    written?;
    system::sync_folder_of(target)
}

fn write_aside(aside: &Path, content: &[u8]) -> io::Result<()> {
    match fs::remove_file(aside) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = system::create_new(aside)?;
    file.write_all(content)?;
    file.sync_all()
}

fn aside_of(target: &Path) -> PathBuf {
    let name = target
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    target.with_file_name(format!(".{}.new", name.unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f49_a_file_is_replaced_whole_and_keeps_one_backup() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("settings.toml");
        let backup = folder.path().join("settings.toml.bak");
        replace(&file, b"one", Some(&backup)).unwrap();
        assert!(!backup.exists());
        replace(&file, b"two", Some(&backup)).unwrap();
        replace(&file, b"three", Some(&backup)).unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"three");
        assert_eq!(fs::read(&backup).unwrap(), b"two");
        assert_eq!(
            fs::read_dir(folder.path()).unwrap().count(),
            2,
            "nothing else is left"
        );
    }

    #[test]
    fn f49_what_a_crash_left_aside_does_not_stand_in_the_way() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("settings.toml");
        replace(&file, b"old", None).unwrap();
        fs::write(aside_of(&file), b"half a li").unwrap();
        assert_eq!(
            fs::read(&file).unwrap(),
            b"old",
            "half a write is not the file"
        );
        replace(&file, b"new", None).unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"new");
        assert!(!aside_of(&file).exists());
    }

    #[test]
    fn f49_a_failed_write_leaves_the_old_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("settings.toml");
        replace(&file, b"old", None).unwrap();
        fs::create_dir(aside_of(&file)).unwrap();
        fs::write(aside_of(&file).join("x"), b"").unwrap();
        assert!(replace(&file, b"new", None).is_err());
        assert_eq!(fs::read(&file).unwrap(), b"old");
    }
}
