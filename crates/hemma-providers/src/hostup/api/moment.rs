//! Timestamps, kept as the vendor wrote them.

use hemma_core::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A point in time as the vendor wrote it: ISO 8601 in UTC by all examples, promised by none.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(String);

impl Moment {
    /// Returns the text itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the point in time, when the text is one.
    #[must_use]
    pub fn timestamp(&self) -> Option<Timestamp> {
        self.0.trim().parse().ok()
    }
}
