//! A few random bytes that belong to this installation and to nobody else.
//!
//! They are mixed into the fingerprints of networks. They are no secret that opens anything, but a file that others read
//! would undo what they are for, so they lie in the state folder, for their owner only.

use std::io::{self, Read as _};
use std::path::Path;

use crate::private;

/// Returns the bytes kept at `path`, or keeps `fresh` there and returns that.
///
/// A file that is damaged or that others could read is replaced: networks are then asked about again, which is what
/// should happen when somebody may know how to recognise them.
///
/// # Errors
///
/// When the file cannot be written; `fresh` serves until the program ends then.
pub fn keep<const N: usize>(path: &Path, fresh: [u8; N]) -> io::Result<[u8; N]> {
    if let Some(kept) = read(path) {
        return Ok(kept);
    }
    private::replace(path, &fresh, None)?;
    Ok(fresh)
}

fn read<const N: usize>(path: &Path) -> Option<[u8; N]> {
    let mut bytes = Vec::with_capacity(N + 1);
    let file = private::open_secret(path).ok()?;
    let most = u64::try_from(N).ok()?.saturating_add(1);
    file.take(most).read_to_end(&mut bytes).ok()?;
    bytes.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_drawn_first_stays() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("network.salt");
        assert_eq!(keep(&file, [1; 32]).unwrap(), [1; 32]);
        assert_eq!(keep(&file, [2; 32]).unwrap(), [1; 32]);
    }

    #[test]
    fn a_damaged_file_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("network.salt");
        for damaged in [&b"short"[..], &[9; 33]] {
            private::replace(&file, damaged, None).unwrap();
            assert_eq!(keep(&file, [3; 32]).unwrap(), [3; 32]);
        }
    }
}
