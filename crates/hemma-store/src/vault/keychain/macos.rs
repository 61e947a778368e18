//! macOS: the login keychain. The system asks by itself when the program's signature changed; our time limit holds then.

use std::sync::Arc;

use keyring_core::CredentialStore;

pub(super) fn store() -> keyring_core::Result<Arc<CredentialStore>> {
    let store: Arc<CredentialStore> = apple_native_keyring_store::keychain::Store::new()?;
    Ok(store)
}
