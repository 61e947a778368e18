//! The private screen's pixels, read from the file in which Xvfb keeps them.
//!
//! Reading a file costs a millisecond, so that "painted" can be told to a few milliseconds; taking pictures cannot.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Every so many rows are looked at: letters are higher than that.
const ROW_STEP: usize = 4;

/// A screen in a file of the format of xwd(1).
#[derive(Debug)]
pub(crate) struct Screen {
    file: PathBuf,
}

impl Screen {
    /// The first screen of an Xvfb that was started with `-fbdir FOLDER`.
    pub(super) fn in_folder(folder: &Path) -> Self {
        Self {
            file: folder.join("Xvfb_screen0"),
        }
    }

    /// How many different colours there are now. An empty surface has few, text with smooth edges many.
    pub(crate) fn colours(&self) -> Result<usize> {
        let bytes = fs::read(&self.file)
            .with_context(|| format!("could not read {}", self.file.display()))?;
        count(&bytes).context("the screen's file has an unknown form")
    }
}

/// The header's fields are big-endian; see `XWDFileHeader` in XWDFile.h. Pixels are 4 bytes each.
fn count(bytes: &[u8]) -> Option<usize> {
    let field = |index: usize| {
        let four = bytes.get(index * 4..index * 4 + 4)?;
        usize::try_from(u32::from_be_bytes(four.try_into().ok()?)).ok()
    };
    let (header, height, row_bytes, colour_table) = (field(0)?, field(5)?, field(12)?, field(19)?);
    let pixels = bytes.get(header + colour_table * 12..)?;
    let rows = pixels
        .chunks_exact(row_bytes)
        .take(height)
        .step_by(ROW_STEP);
    let mut seen = BTreeSet::new();
    let mut last = None;
    for pixel in rows.flat_map(|row| row.chunks_exact(4)) {
        // Neighbours are mostly alike.
        if last != Some(pixel) {
            seen.insert(pixel);
            last = Some(pixel);
        }
    }
    Some(seen.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_counted_behind_the_header_and_the_colour_table() {
        let (width, height) = (3_u32, 5_u32);
        let mut fields = [0_u32; 25];
        (fields[0], fields[4], fields[5], fields[12], fields[19]) =
            (100, width, height, width * 4, 1);
        let mut bytes: Vec<u8> = fields
            .iter()
            .flat_map(|field| field.to_be_bytes())
            .collect();
        bytes.extend([9; 12]);
        for row in 0..height {
            for column in 0..width {
                // Rows 0 and 4 are looked at.
                bytes.extend(if row == 4 { column } else { 7 }.to_le_bytes());
            }
        }
        assert_eq!(count(&bytes), Some(4));
        assert_eq!(count(&bytes[..50]), None);
    }
}
