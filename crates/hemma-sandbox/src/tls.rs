//! The sandbox's throw-away certificate authority and its certificates, good and bad.
//!
//! The authority's key lives only in memory and dies with the process, so nobody is harmed by trusting
//! the written `ca.pem` for a test.

use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, date_time_ymd,
};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::listen::Listen;
use crate::script::BrokenTls;

/// Names the sandbox's certificate is valid for, beside 127.0.0.1, ::1 and `localhost`.
///
/// The sandbox's DNS server resolves them to loopback in the seeded world.
pub const SERVER_NAMES: [&str; 5] = [
    "noip.hemma.test",
    "dyndns2.hemma.test",
    "hostup.hemma.test",
    "echo-a.hemma.test",
    "echo-b.hemma.test",
];

/// All certificates of one sandbox.
#[derive(Debug)]
pub(crate) struct Certificates {
    pub(crate) ca_pem: String,
    good: Arc<ServerConfig>,
    expired: Arc<ServerConfig>,
    wrong_host: Arc<ServerConfig>,
    unknown_issuer: Arc<ServerConfig>,
}

impl Certificates {
    pub(crate) fn make(listen: &Listen) -> anyhow::Result<Self> {
        let authority = Authority::make("Hemma sandbox, throw-away authority")?;
        let stranger = Authority::make("An authority nobody trusts")?;
        let mut names = vec![
            "127.0.0.1".to_owned(),
            "::1".to_owned(),
            "localhost".to_owned(),
        ];
        if !listen.is_loopback() {
            names.extend([listen.ipv4.to_string(), listen.ipv6.to_string()]);
        }
        names.extend(SERVER_NAMES.map(str::to_owned));
        Ok(Self {
            good: authority.server(names.clone(), 2049)?,
            expired: authority.server(names.clone(), 2021)?,
            wrong_host: authority.server(vec!["elsewhere.hemma.test".to_owned()], 2049)?,
            unknown_issuer: stranger.server(names, 2049)?,
            ca_pem: authority.pem,
        })
    }

    /// Returns the configuration for a connection; `None` when there shall be no handshake at all.
    pub(crate) fn config(&self, broken: Option<BrokenTls>) -> Option<Arc<ServerConfig>> {
        let config = match broken {
            None => &self.good,
            Some(BrokenTls::Expired) => &self.expired,
            Some(BrokenTls::WrongHost) => &self.wrong_host,
            Some(BrokenTls::UnknownIssuer) => &self.unknown_issuer,
            Some(BrokenTls::Handshake) => return None,
        };
        Some(Arc::clone(config))
    }
}

struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

impl Authority {
    fn make(name: &str) -> anyhow::Result<Self> {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(2049, 12, 31);
        let key = KeyPair::generate()?;
        let pem = params.self_signed(&key)?.pem();
        Ok(Self {
            issuer: Issuer::new(params, key),
            pem,
        })
    }

    fn server(&self, names: Vec<String>, last_year: i32) -> anyhow::Result<Arc<ServerConfig>> {
        let mut params = CertificateParams::new(names)?;
        params
            .distinguished_name
            .push(DnType::CommonName, "Hemma sandbox");
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(last_year, 12, 31);
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        let key = KeyPair::generate()?;
        let certificate: CertificateDer<'static> = params.signed_by(&key, &self.issuer)?.into();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Arc::new(config))
    }
}
