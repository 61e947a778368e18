//! Windows: files in the user's own profile inherit an access list that names the user, the system and the
//! administrators only. We rely on that and do not write lists of our own: a folder that a person names with `--state`
//! outside the profile has the rights that person gave it.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::Path;

pub(super) fn create_folder(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

pub(super) fn ensure_file(path: &Path) -> io::Result<()> {
    OpenOptions::new()
        .append(true)
        .create(true)
        .open(path)
        .map(drop)
}

pub(super) fn create_new(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

pub(super) fn open_secret(path: &Path) -> io::Result<File> {
    File::open(path)
}

/// A rename is durable by itself on NTFS; there is no way to sync a folder.
#[expect(
    clippy::unnecessary_wraps,
    reason = "the same shape as on Unix, where it can fail"
)]
pub(super) fn sync_folder_of(_path: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
#[expect(
    clippy::unnecessary_wraps,
    reason = "the same shape as on Unix, where it can fail"
)]
pub(crate) fn only_owner_may_enter(_path: &Path) -> io::Result<bool> {
    Ok(true)
}
