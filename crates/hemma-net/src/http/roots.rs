//! Which certificate authorities are trusted.

use std::path::PathBuf;
use std::sync::{Arc, Weak};

use rustls::client::Resumption;
use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, RootCertStore};
use tokio::sync::Mutex;

/// Which certificate authorities are trusted.
#[derive(Clone, Debug, Default)]
pub enum Roots {
    /// Those of the system, or of `SSL_CERT_FILE` and `SSL_CERT_DIR` where they are set (F57). A system without any
    /// gets the list of Mozilla that this program carries.
    #[default]
    System,
    /// Those of one PEM file. For tests, which cannot set environment variables.
    File(PathBuf),
}

/// Holds the trust while somebody uses it.
///
/// Roots are read when the first request of a cycle needs them and dropped with the last one: a certificate store that
/// was updated is seen at the next cycle (F55), and an idle agent does not carry some 140 parsed certificates.
#[derive(Debug, Default)]
pub(super) struct Trust {
    roots: Roots,
    in_use: Mutex<Weak<ClientConfig>>,
}

impl Trust {
    pub(super) fn new(roots: Roots) -> Self {
        Self {
            roots,
            in_use: Mutex::default(),
        }
    }

    /// Returns the configuration, reading the roots if nobody holds it. `None` when no roots could be read.
    pub(super) async fn config(&self) -> Option<Arc<ClientConfig>> {
        let mut in_use = self.in_use.lock().await;
        if let Some(config) = in_use.upgrade() {
            return Some(config);
        }
        let roots = self.roots.clone();
        // A certificate store is a file or a keychain: reading it may block.
        let store = tokio::task::spawn_blocking(move || read(&roots))
            .await
            .ok()??;
        let config = Arc::new(config_over(store)?);
        *in_use = Arc::downgrade(&config);
        Some(config)
    }
}

fn config_over(store: RootCertStore) -> Option<ClientConfig> {
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let mut config = builder
        .with_safe_default_protocol_versions()
        .ok()?
        .with_root_certificates(store)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    // Each probe starts afresh (F17) and is not recognised by a ticket of the one before.
    config.resumption = Resumption::disabled();
    Some(config)
}

fn read(roots: &Roots) -> Option<RootCertStore> {
    let (found, may_fall_back) = match roots {
        Roots::System => {
            // Who names a file wants that file: a mistake in it must not quietly widen the trust.
            let named = ["SSL_CERT_FILE", "SSL_CERT_DIR"]
                .iter()
                .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()));
            (rustls_native_certs::load_native_certs(), !named)
        }
        Roots::File(path) => (
            rustls_native_certs::load_certs_from_paths(Some(path), None),
            false,
        ),
    };
    for problem in &found.errors {
        tracing::debug!(%problem, "a certificate store could not be read");
    }
    let store = store_of(found.certs);
    if !store.is_empty() {
        return Some(store);
    }
    if may_fall_back {
        tracing::warn!(
            "the system has no certificate authorities; using those that came with this program"
        );
        return Some(bundled());
    }
    tracing::error!(
        "the named certificate file holds no usable certificate; no server can be trusted"
    );
    None
}

fn store_of(certificates: Vec<CertificateDer<'static>>) -> RootCertStore {
    let mut store = RootCertStore::empty();
    let (_, refused) = store.add_parsable_certificates(certificates);
    if refused > 0 {
        tracing::debug!(
            refused,
            "certificates that are no authorities were left out"
        );
    }
    store
}

fn bundled() -> RootCertStore {
    RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f57_a_system_without_authorities_gets_the_bundled_ones() {
        assert!(store_of(Vec::new()).is_empty());
        assert!(bundled().len() > 100);
    }

    #[test]
    fn a_named_file_without_certificates_does_not_widen_the_trust() {
        let file = tempfile::NamedTempFile::new().expect("a temporary file");
        assert!(read(&Roots::File(file.path().to_owned())).is_none());
        assert!(read(&Roots::File("/nonexistent/roots.pem".into())).is_none());
    }

    #[tokio::test]
    async fn f55_trust_is_shared_while_used_and_read_again_afterwards() {
        let trust = Trust::new(Roots::System);
        let first = trust.config().await.expect("roots");
        let second = trust.config().await.expect("roots");
        assert!(Arc::ptr_eq(&first, &second));
        drop((first, second));
        assert!(trust.in_use.lock().await.upgrade().is_none());
        assert!(trust.config().await.is_some());
    }
}
