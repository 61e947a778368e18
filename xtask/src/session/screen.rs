//! The private screen's pixels, read from the file in which Xvfb keeps them.
//!
//! Reading a file costs a millisecond, so that "painted" can be told to a few milliseconds; taking pictures cannot.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Every so many rows are looked at: letters are higher than that.
const ROW_STEP: usize = 4;

/// A part of the screen, in pixels from its upper left corner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Area {
    pub(crate) left: usize,
    pub(crate) top: usize,
    pub(crate) width: usize,
    pub(crate) height: usize,
}

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

    /// How many different colours an area has now. An empty surface has few, text with smooth edges many.
    ///
    /// Only the rows that are looked at are read: what is measured runs on the same processors.
    pub(crate) fn colours(&self, area: Area) -> Result<usize> {
        let mut file = fs::File::open(&self.file)
            .with_context(|| format!("could not read {}", self.file.display()))?;
        let read = |at: usize, length: usize| {
            let mut bytes = vec![0; length];
            file.seek(SeekFrom::Start(u64::try_from(at).ok()?)).ok()?;
            file.read_exact(&mut bytes).ok()?;
            Some(bytes)
        };
        count(read, area).context("the screen's file has an unknown form")
    }
}

/// The header's fields are big-endian; see `XWDFileHeader` in XWDFile.h. Pixels are 4 bytes each.
fn count(mut read: impl FnMut(usize, usize) -> Option<Vec<u8>>, area: Area) -> Option<usize> {
    let fields = read(0, 100)?;
    let field = |index: usize| {
        let four = fields.get(index * 4..index * 4 + 4)?;
        usize::try_from(u32::from_be_bytes(four.try_into().ok()?)).ok()
    };
    let (header, row_bytes, colour_table) = (field(0)?, field(12)?, field(19)?);
    let pixels = header + colour_table * 12;
    let mut seen = BTreeSet::new();
    let mut above = Vec::new();
    for row in (area.top..area.top + area.height).step_by(ROW_STEP) {
        let row = read(pixels + row * row_bytes + area.left * 4, area.width * 4)?;
        // Most of a surface repeats itself, and comparing whole rows costs next to nothing.
        if row == above {
            continue;
        }
        let mut last = None;
        for pixel in row.chunks_exact(4) {
            // Neighbours are mostly alike.
            if last != Some(pixel) {
                seen.insert(pixel.to_vec());
                last = Some(pixel);
            }
        }
        above = row;
    }
    Some(seen.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_of_an_area_are_counted_behind_the_header_and_the_colour_table() {
        let (width, height) = (4_u32, 6_u32);
        let mut fields = [0_u32; 25];
        (fields[0], fields[12], fields[19]) = (100, width * 4, 1);
        let mut bytes: Vec<u8> = fields
            .iter()
            .flat_map(|field| field.to_be_bytes())
            .collect();
        bytes.extend([9; 12]);
        for row in 0..height {
            for column in 0..width {
                bytes.extend((row * 10 + column.min(2)).to_le_bytes());
            }
        }
        let area = |left, top, width, height| Area {
            left,
            top,
            width,
            height,
        };
        let count = |bytes: &[u8], area| {
            count(
                |at, length| Some(bytes.get(at..at + length)?.to_vec()),
                area,
            )
        };
        // The last two columns are alike; of six rows the first and the fifth are looked at.
        assert_eq!(count(&bytes, area(1, 0, 3, 6)), Some(4));
        assert_eq!(count(&bytes, area(2, 1, 2, 4)), Some(1));
        assert_eq!(count(&bytes[..50], area(0, 0, 1, 1)), None);
    }
}
