//! Secrets in a file that only its owner may read; for servers without a keychain.
//!
//! A file holds one secret. Where each record has a secret of its own (HostUp's tokens), it holds one line per record:
//! `name/family secret`, such as `home.example.com/ipv4 0123…`.

use std::io::Read;
use std::path::Path;

use hemma_core::health::VaultProblem;
use hemma_core::names::{RecordId, SecretKey};
use hemma_core::secret::Secret;
use hemma_engine::ports::VaultError;
use zeroize::Zeroizing;

use crate::private;

/// No password or token is longer; a larger file is a mistake.
const MOST_BYTES: u64 = 64 * 1024;

/// Reads the one secret of a file and strips one line break from its end, which editors add.
///
/// A file that others can read is refused, and so is one that cannot be read: both are `SecretFileUnsafe`. An empty one
/// holds no secret.
pub(super) fn read(path: &Path) -> Result<Secret, VaultError> {
    let refused = VaultError::Unavailable(VaultProblem::SecretFileUnsafe);
    let file = private::open_secret(path).map_err(|error| {
        tracing::warn!(path = %path.display(), %error, "the secret file is refused");
        refused
    })?;
    let length = file.metadata().map_or(0, |facts| facts.len());
    if length > MOST_BYTES {
        return Err(refused);
    }
    // Room for all of it at once: a buffer that grows leaves copies behind.
    let room = usize::try_from(length).unwrap_or_default() + 1;
    let mut bytes = Zeroizing::new(Vec::with_capacity(room));
    file.take(MOST_BYTES)
        .read_to_end(&mut bytes)
        .map_err(|_| refused)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| refused)?;
    let text = text
        .strip_suffix("\r\n")
        .or(text.strip_suffix('\n'))
        .unwrap_or(text);
    if text.is_empty() {
        return Err(VaultError::NoSecret);
    }
    Ok(Secret::new(text.to_owned()))
}

/// Reads the secret of `key`: the whole file for a profile, its line for a record.
pub(super) fn read_for(path: &Path, key: &SecretKey) -> Result<Secret, VaultError> {
    let whole = read(path)?;
    match key {
        SecretKey::Profile(_) => Ok(whole),
        SecretKey::Record(record) => line_of(whole.expose(), record)
            .map(|secret| Secret::new(secret.to_owned()))
            .ok_or(VaultError::NoSecret),
    }
}

fn line_of<'a>(text: &'a str, record: &RecordId) -> Option<&'a str> {
    let wanted = format!("{}/{}", record.name, record.family);
    text.lines()
        .filter_map(|line| line.trim().split_once(char::is_whitespace))
        .find(|(name, _)| name.eq_ignore_ascii_case(&wanted))
        .map(|(_, secret)| secret.trim())
}
