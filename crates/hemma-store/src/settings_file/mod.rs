//! `settings.toml`: the person's file.
//!
//! | Module | Holds |
//! | --- | --- |
//! | [`fields`] | the keys, once |
//! | [`read`] | from text to draft, with every mistake and its line |
//! | [`merge`] | from draft to text, leaving comments, order and layout alone |
//! | [`watch`] | hints that somebody touched the file |

mod fields;
mod merge;
mod read;
mod watch;

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use hemma_core::settings::{Catalog, FieldProblem, Settings, SettingsDraft};
use hemma_engine::ports::{self, DiskError, LoadedSettings, SaveError, Task};
use toml_edit::DocumentMut;

use crate::private;

pub use watch::SettingsWatch;

/// The file that a first save begins with: the settings that most people want, explained.
const STARTER: &str = include_str!("starter.toml");

/// How often a save begins anew because the file moved under it.
const MOST_TRIES: u32 = 5;

/// Reads a text as the file would be read. Never stops at the first mistake.
#[must_use]
pub fn read_text(text: &str, catalog: &Catalog) -> LoadedSettings {
    let reading = read::read(text);
    let settings = reading.check(catalog);
    LoadedSettings {
        draft: reading.draft,
        settings,
    }
}

/// The settings file at one place.
///
/// It remembers the draft that was last read or saved, as the base of the next save.
#[derive(Clone, Debug)]
pub struct SettingsStore {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    path: PathBuf,
    catalog: Catalog,
    /// What the last caller was shown.
    shown: Mutex<Option<SettingsDraft>>,
}

impl SettingsStore {
    /// Names the file. Nothing is read or made yet.
    #[must_use]
    pub fn new(path: PathBuf, catalog: Catalog) -> Self {
        let shown = Mutex::new(None);
        Self {
            inner: Arc::new(Inner {
                path,
                catalog,
                shown,
            }),
        }
    }

    /// Reads the file, blocking; a missing file gives default settings.
    ///
    /// # Errors
    ///
    /// When there is a file that cannot be read. A file with mistakes is no error: see [`LoadedSettings::settings`].
    pub fn load_now(&self) -> Result<LoadedSettings, DiskError> {
        self.inner.load()
    }

    /// Merges the draft into the file, blocking, and returns what is now in force.
    ///
    /// # Errors
    ///
    /// The draft is wrong, the file has mistakes made by hand, or the disk refuses. The file is then as it was.
    pub fn save_now(&self, draft: &SettingsDraft) -> Result<Settings, SaveError> {
        self.inner.save(draft)
    }

    /// Starts a blocking job where the runtime keeps those.
    fn on_the_side<T: Send + 'static, E: From<DiskError> + Send + 'static>(
        &self,
        job: impl FnOnce(&Inner) -> Result<T, E> + Send + 'static,
    ) -> Task<'static, Result<T, E>> {
        let inner = Arc::clone(&self.inner);
        Box::pin(async move {
            match tokio::task::spawn_blocking(move || job(&inner)).await {
                Ok(result) => result,
                Err(error) => Err(DiskError {
                    what: format!("the settings file: {error}"),
                }
                .into()),
            }
        })
    }
}

impl ports::SettingsFile for SettingsStore {
    fn load(&self) -> Task<'_, Result<LoadedSettings, DiskError>> {
        self.on_the_side(Inner::load)
    }

    fn save(&self, draft: SettingsDraft) -> Task<'_, Result<Settings, SaveError>> {
        self.on_the_side(move |inner| inner.save(&draft))
    }

    fn path(&self) -> PathBuf {
        self.inner.path.clone()
    }
}

impl Inner {
    fn load(&self) -> Result<LoadedSettings, DiskError> {
        let text = self.text()?.unwrap_or_default();
        let loaded = read_text(&text, &self.catalog);
        self.show(loaded.draft.clone());
        Ok(loaded)
    }

    fn save(&self, draft: &SettingsDraft) -> Result<Settings, SaveError> {
        draft.check(&self.catalog).map_err(SaveError::Invalid)?;
        for _ in 0..MOST_TRIES {
            if let Some(settings) = self.try_save(draft)? {
                return Ok(settings);
            }
        }
        Err(DiskError {
            what: format!("{} changes all the time", self.path.display()),
        }
        .into())
    }

    /// Saves once; nothing when the file was changed between reading and writing.
    fn try_save(&self, draft: &SettingsDraft) -> Result<Option<Settings>, SaveError> {
        let found = self.text()?;
        let before = found.as_deref().unwrap_or(STARTER);
        let current = read::read(before);
        if !current.mistakes.is_empty() {
            return Err(SaveError::FileHasMistakes(self.problems(&current)));
        }
        let after = merged(before, self.base(&current), draft.clone())
            .map_err(|error| disk_error(&self.path, "cannot be edited", &error))?;
        let merged = read::read(&after);
        let settings = merged.check(&self.catalog).map_err(|problems| {
            // The draft alone is good, so what is wrong was written by somebody else.
            let theirs = self.problems(&current);
            SaveError::FileHasMistakes(if theirs.is_empty() { problems } else { theirs })
        })?;
        if found.as_deref() != Some(after.as_str()) {
            if self.text()? != found {
                return Ok(None);
            }
            let backup = with_suffix(&self.path, ".bak");
            private::replace(&self.path, after.as_bytes(), Some(&backup))
                .map_err(|error| disk_error(&self.path, "cannot be written", &error))?;
        }
        self.show(merged.draft);
        Ok(Some(settings))
    }

    fn problems(&self, reading: &read::Reading) -> Vec<FieldProblem> {
        reading.check(&self.catalog).err().unwrap_or_default()
    }

    /// Returns what the caller's draft was made from; without a reading before, the file as it is.
    fn base(&self, current: &read::Reading) -> SettingsDraft {
        let shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        shown.clone().unwrap_or_else(|| current.draft.clone())
    }

    fn show(&self, draft: SettingsDraft) {
        *self.shown.lock().unwrap_or_else(PoisonError::into_inner) = Some(draft);
    }

    /// Returns the file's text, or nothing when there is no file.
    fn text(&self) -> Result<Option<String>, DiskError> {
        match fs::read(&self.path) {
            // Bytes that are no text become a mark that the reader refuses, with its line.
            Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(disk_error(&self.path, "cannot be read", &error)),
        }
    }
}

fn merged(
    text: &str,
    mut base: SettingsDraft,
    mut mine: SettingsDraft,
) -> Result<String, toml_edit::TomlError> {
    let mut document: DocumentMut = text.parse()?;
    // The format's version is ours to write, not the form's.
    mine.version = base.version;
    merge::apply(document.as_table_mut(), &mut base, &mut mine);
    Ok(document.to_string())
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name: OsString = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn disk_error(path: &Path, what: &str, error: &dyn std::error::Error) -> DiskError {
    DiskError {
        what: format!("{} {what}: {error}", path.display()),
    }
}

#[cfg(test)]
mod tests;
