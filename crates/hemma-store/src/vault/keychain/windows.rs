//! Windows: Credential Manager. It is open as long as the person is logged in, and never asks.

use std::sync::Arc;

use keyring_core::CredentialStore;

pub(super) fn store() -> keyring_core::Result<Arc<CredentialStore>> {
    let store: Arc<CredentialStore> = windows_native_keyring_store::Store::new()?;
    Ok(store)
}
