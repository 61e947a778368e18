//! A profile, its changes and its secrets, as tests need them.

use hemma_core::address::PublicAddr;
use hemma_core::names::{RecordId, SecretKey};
use hemma_core::scheduler::Change;
use hemma_core::secret::Secret;
use hemma_core::settings::{FieldProblem, Profile, ProfileDraft, SettingsDraft, ZoneRule};
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
        released: false,
    }
}

/// A profile called `p` with exactly this user name and update address, whatever settings would say about them.
#[allow(dead_code, reason = "each test program uses its own part")]
pub(crate) fn profile(service: &str, username: Option<&str>, endpoint: Option<&str>) -> Profile {
    let id = service.parse().expect("a service id");
    let rules = catalog::service(&id)
        .expect("a service of the catalog")
        .rules();
    let mut profile = checked_profile(ProfileDraft {
        id: Some("p".to_owned()),
        service: Some(service.to_owned()),
        username: Some("somebody".to_owned()),
        endpoint: rules
            .needs_endpoint
            .then(|| "https://ddns.example/".to_owned()),
        template: rules
            .custom
            .then(|| "https://ddns.example/?host={hostname}&ip={ip}&key={token}".to_owned()),
        zone: (rules.zone == ZoneRule::Required).then(|| "example.net".to_owned()),
        ..ProfileDraft::default()
    });
    profile.username = username.map(str::to_owned);
    profile.endpoint = endpoint.map(|text| text.parse().expect("a URL"));
    profile
}

/// The profile that a person wrote, checked as the program checks it.
#[allow(dead_code, reason = "each test program uses its own part")]
pub(crate) fn checked_profile(draft: ProfileDraft) -> Profile {
    try_profile(draft)
        .unwrap_or_else(|problems| panic!("a profile of a test is right: {problems:?}"))
}

/// The same, where it may be wrong.
#[allow(dead_code, reason = "each test program uses its own part")]
pub(crate) fn try_profile(draft: ProfileDraft) -> Result<Profile, Vec<FieldProblem>> {
    let settings = SettingsDraft {
        profile: vec![draft],
        ..SettingsDraft::default()
    };
    let checked = settings.check(&catalog::catalog())?;
    Ok(checked.profiles.into_values().next().expect("a profile"))
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
