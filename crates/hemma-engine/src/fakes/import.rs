//! Another program's file, scripted.

use std::path::PathBuf;
use std::sync::Mutex;

use super::lock;
use crate::messages::{ImportFormat, ImportProblem};
use crate::ports::{ImportReader, ReadImport, Task};

/// A file that reads as it was told to. It is not there before.
#[derive(Debug, Default)]
pub struct FakeImportReader {
    found: Mutex<Option<Result<ReadImport, ImportProblem>>>,
}

impl FakeImportReader {
    /// Says what reading gives from now on.
    pub fn set(&self, found: Result<ReadImport, ImportProblem>) {
        *lock(&self.found) = Some(found);
    }
}

impl ImportReader for FakeImportReader {
    fn read(
        &self,
        _path: PathBuf,
        _format: Option<ImportFormat>,
    ) -> Task<'_, Result<ReadImport, ImportProblem>> {
        let found = lock(&self.found).clone();
        Box::pin(async move { found.unwrap_or(Err(ImportProblem::NoFile)) })
    }
}
