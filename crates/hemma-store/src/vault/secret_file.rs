//! Secrets in a file that only its owner may read; for servers without a keychain.
//!
//! A file holds one secret. Where each record has a secret of its own (HostUp's tokens), it holds one line per record:
//! `name/family secret`, such as `home.example.com/ipv4 0123…`; and one for the key to the service's API, if there is
//! one: `api-key secret`.

use std::io::Read;
use std::path::Path;

use hemma_core::address::Family;
use hemma_core::health::VaultProblem;
use hemma_core::names::SecretKey;
use hemma_core::secret::Secret;
use hemma_engine::ports::VaultError;
use zeroize::Zeroizing;

use crate::private;

/// What stands before the key to a service's API.
const API_KEY: &str = "api-key";

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

/// Reads the secret of `key`: its line for a record and for the key to an API, else the whole file.
pub(super) fn read_for(path: &Path, key: &SecretKey) -> Result<Secret, VaultError> {
    let whole = read(path)?;
    match key {
        SecretKey::Profile(_) => match line_of(whole.expose(), API_KEY) {
            Some(secret) => Ok(Secret::new(secret.to_owned())),
            // A file of tokens without a key must never be taken for one.
            None if is_list(whole.expose()) => Err(VaultError::NoSecret),
            None => Ok(whole),
        },
        SecretKey::Record(record) => {
            let place = format!("{}/{}", record.name, record.family);
            line_of(whole.expose(), &place)
                .map(|secret| Secret::new(secret.to_owned()))
                .ok_or(VaultError::NoSecret)
        }
    }
}

fn line_of<'a>(text: &'a str, wanted: &str) -> Option<&'a str> {
    lines(text)
        .find(|(place, _)| place.eq_ignore_ascii_case(wanted))
        .map(|(_, secret)| secret.trim())
}

/// Returns whether a file has a line per record.
fn is_list(text: &str) -> bool {
    lines(text).any(|(place, _)| {
        let family = place.rsplit_once('/').map(|(_, family)| family);
        family.is_some_and(|family| family.parse::<Family>().is_ok())
    })
}

fn lines(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.lines()
        .filter_map(|line| line.trim().split_once(char::is_whitespace))
}
