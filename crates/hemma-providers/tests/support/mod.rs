//! A profile, its changes and its secrets, as tests need them.

use hemma_core::address::PublicAddr;
use hemma_core::names::{RecordId, SecretKey};
use hemma_core::scheduler::Change;
use hemma_core::secret::Secret;
use hemma_core::settings::{Profile, SecretSource};
use hemma_providers::catalog;
use hemma_providers::{ClientIdentity, Secrets, secrets_needed};
use std::net::IpAddr;

/// The identity of every conversation file, whatever the program's own contact is at the moment.
pub(crate) fn identity() -> ClientIdentity {
    ClientIdentity {
        company: "Hemma".to_owned(),
        program: "Hemma".to_owned(),
        version: "0.1.0".to_owned(),
        os: "Debian12".to_owned(),
        contact: "maintainer@hemma.example".to_owned(),
    }
}

/// A profile called `p`.
pub(crate) fn profile(service: &str, username: Option<&str>, endpoint: Option<&str>) -> Profile {
    let service = service.parse().expect("a service id");
    let card = catalog::service(&service).expect("a service of the catalog");
    Profile {
        id: "p".parse().expect("a profile id"),
        service,
        label: String::new(),
        username: username.map(str::to_owned),
        secret: SecretSource::Vault,
        endpoint: endpoint.map(|text| text.parse().expect("a URL")),
        zone: None,
        clear_text_port: false,
        custom: None,
        names: Vec::new(),
        rules: card.rules(),
    }
}

/// One change of one name to one address; the family is the address's.
pub(crate) fn change(name: &str, address: &str) -> Change {
    let ip: IpAddr = address.parse().expect("an address");
    // The same form in which memory keeps it; documentation addresses are what tests are made of.
    let address: PublicAddr = serde_json::from_value(serde_json::json!(ip)).expect("an address");
    let record = RecordId {
        profile: "p".parse().expect("a profile id"),
        name: name.parse().expect("an update name"),
        family: address.family(),
    };
    Change::new(record, address)
}

/// The same secret under every key that these changes need.
pub(crate) fn secrets(profile: &Profile, changes: &[Change], secret: &str) -> Secrets {
    secrets_needed(profile, changes)
        .into_iter()
        .map(|key: SecretKey| (key, Secret::new(secret.to_owned())))
        .collect()
}
