//! Files of other update programs: read, never changed.
//!
//! | Module | Reads |
//! | --- | --- |
//! | [`ddclient`] | `ddclient.conf` |
//! | [`inadyn`], [`inadyn_v1`] | `inadyn.conf` of version 2, and of version 1 |
//! | [`noip_duc`] | the environment file of No-IP's client 3, and `no-ip2.conf` of version 2 |
//! | [`ddns_updater`] | `config.json` |
//!
//! Each is a pure function from text to a gathering of accounts (`gather`); which services exist here
//! comes in as the catalog. What a file holds and Hemma cannot do is listed with its reason, and named only by words
//! that this program knows beforehand: a word that nobody knows may be a piece of a password.

pub mod ddclient;
pub mod ddns_updater;
mod gather;
pub mod inadyn;
pub mod inadyn_v1;
pub mod noip_duc;
mod services;

#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use hemma_core::settings::Catalog;
use hemma_engine::messages::{ImportFormat, ImportMistake, ImportProblem};
use hemma_engine::ports::{self, ReadImport, Task};
use zeroize::Zeroizing;

use gather::Gathering;

/// Far more than any such file has.
const LARGEST: u64 = 256 * 1024;

/// Reads files of other update programs.
#[derive(Clone, Debug)]
pub struct ImportReader {
    catalog: Catalog,
}

impl ImportReader {
    /// Builds a reader that knows these services.
    #[must_use]
    pub fn new(catalog: Catalog) -> Self {
        Self { catalog }
    }
}

impl ports::ImportReader for ImportReader {
    fn read(
        &self,
        path: PathBuf,
        format: Option<ImportFormat>,
    ) -> Task<'_, Result<ReadImport, ImportProblem>> {
        let catalog = self.catalog.clone();
        Box::pin(async move {
            let work = move || parse(&load(&path)?, format, &catalog);
            let done = tokio::task::spawn_blocking(work).await;
            done.unwrap_or_else(|error| {
                Err(ImportProblem::Disk {
                    what: error.to_string(),
                })
            })
        })
    }
}

/// Reads the whole file, which is opened for reading only.
fn load(path: &Path) -> Result<Zeroizing<Vec<u8>>, ImportProblem> {
    // Opening a pipe that nobody writes into would wait for ever, so it is asked first what it is.
    let facts = std::fs::metadata(path).map_err(|error| refused(&error))?;
    if !facts.is_file() {
        return Err(ImportProblem::NotAFile);
    }
    let too_large = ImportProblem::TooLarge {
        limit: u32::try_from(LARGEST / 1024).unwrap_or(u32::MAX),
    };
    if facts.len() > LARGEST {
        return Err(too_large);
    }
    let mut bytes = Zeroizing::new(Vec::new());
    let file = File::open(path).map_err(|error| refused(&error))?;
    let read = file.take(LARGEST + 1).read_to_end(&mut bytes);
    read.map_err(|error| refused(&error))?;
    if bytes.len() as u64 > LARGEST {
        return Err(too_large);
    }
    Ok(bytes)
}

fn refused(error: &std::io::Error) -> ImportProblem {
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => ImportProblem::NoFile,
        ErrorKind::PermissionDenied => ImportProblem::NotPermitted,
        kind => ImportProblem::Disk {
            what: kind.to_string(),
        },
    }
}

/// Reads the content of a file. Without a format the content tells whose it is.
///
/// # Errors
///
/// When it is no text, nobody's, or has a mistake, with the line.
pub fn parse(
    bytes: &[u8],
    format: Option<ImportFormat>,
    catalog: &Catalog,
) -> Result<ReadImport, ImportProblem> {
    let mut found = Gathering::new(catalog);
    if noip_duc::is_version_2(bytes) && matches!(format, None | Some(ImportFormat::NoipDuc)) {
        noip_duc::read_version_2(bytes, &mut found)?;
        return Ok(found.finish(ImportFormat::NoipDuc));
    }
    let text = text(bytes)?;
    let format = format
        .or_else(|| recognise(text))
        .ok_or(ImportProblem::UnknownFormat)?;
    match format {
        ImportFormat::Ddclient => ddclient::read(text, &mut found)?,
        ImportFormat::Inadyn if inadyn_v1::is_version_1(text) => {
            inadyn_v1::read(text, &mut found)?;
        }
        ImportFormat::Inadyn => inadyn::read(text, &mut found)?,
        ImportFormat::NoipDuc => noip_duc::read(text, &mut found)?,
        ImportFormat::DdnsUpdater => ddns_updater::read(text, &mut found)?,
    }
    Ok(found.finish(format))
}

/// Returns the text without a byte order mark.
fn text(bytes: &[u8]) -> Result<&str, ImportProblem> {
    let not_text = |place: usize| ImportProblem::NotText {
        line: line_at(bytes, place),
    };
    let text = std::str::from_utf8(bytes).map_err(|error| not_text(error.valid_up_to()))?;
    let odd = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}');
    match text.find(odd) {
        Some(place) => Err(not_text(place)),
        None => Ok(text.strip_prefix('\u{feff}').unwrap_or(text)),
    }
}

fn line_at(bytes: &[u8], place: usize) -> u32 {
    let before = bytes.iter().take(place);
    let lines = before.filter(|byte| **byte == b'\n').count();
    u32::try_from(lines + 1).unwrap_or(u32::MAX)
}

/// Tells by the first line that only one of the programs would write.
fn recognise(text: &str) -> Option<ImportFormat> {
    if text.trim_start().starts_with('{') {
        return Some(ImportFormat::DdnsUpdater);
    }
    if inadyn_v1::is_version_1(text) {
        return Some(ImportFormat::Inadyn);
    }
    for line in text.lines() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if noip_duc::is_a_line_of_it(line) {
            return Some(ImportFormat::NoipDuc);
        }
        if inadyn::begins_a_section(line) {
            return Some(ImportFormat::Inadyn);
        }
        if ddclient::is_a_line_of_it(line) {
            return Some(ImportFormat::Ddclient);
        }
    }
    None
}

/// A mistake in a line.
fn mistake(line: u32, mistake: ImportMistake) -> ImportProblem {
    ImportProblem::Mistake { line, mistake }
}

/// Numbers lines from 1.
fn numbered(text: &str) -> impl Iterator<Item = (u32, &str)> {
    (1_u32..).zip(text.lines())
}
