//! From draft to settings.

use super::{Catalog, FieldProblem, Settings, SettingsDraft};

impl SettingsDraft {
    /// Checks every field and returns settings, or every problem found.
    ///
    /// # Errors
    ///
    /// All problems at once, each with its field path; never only the first.
    pub fn check(&self, _catalog: &Catalog) -> Result<Settings, Vec<FieldProblem>> {
        Err(Vec::new())
    }
}
