//! One secret in one file that only its owner may read; for servers without a keychain.

use std::io::Read;
use std::path::Path;

use hemma_core::health::VaultProblem;
use hemma_core::secret::Secret;
use hemma_engine::ports::VaultError;
use zeroize::Zeroizing;

use crate::private;

/// No password or token is longer; a larger file is a mistake.
const MOST_BYTES: u64 = 64 * 1024;

/// Reads the secret and strips one line break from its end, which editors add.
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
