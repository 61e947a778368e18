//! Addresses with placeholders, as a person writes them.

use hemma_core::names::SecretKey;
use hemma_core::scheduler::Change;
use hemma_core::secret::Secret;
use hemma_core::settings::{NameEntryDraft, ProfileDraft, SettingsDraft, Template};
use hemma_providers::catalog::catalog;
use hemma_providers::exchange::Step;
use hemma_providers::{ClientIdentity, exchange_for};

/// Reads `data` as a template, and sends an update by it when it is one.
pub fn read(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    if Template::parse(text).is_err() {
        return;
    }
    let draft = SettingsDraft {
        profile: vec![ProfileDraft {
            id: Some("fuzz".to_owned()),
            service: Some("custom".to_owned()),
            username: Some("someone".to_owned()),
            template: Some(text.to_owned()),
            name: vec![NameEntryDraft {
                name: Some("home.example.com".to_owned()),
                ..NameEntryDraft::default()
            }],
            ..ProfileDraft::default()
        }],
        ..SettingsDraft::default()
    };
    let Ok(settings) = draft.check(&catalog()) else {
        return;
    };
    let profile = settings.profiles.into_values().next().unwrap();
    let record = "fuzz/home.example.com/ipv4".parse().unwrap();
    let change = Change::new(record, serde_json::from_str("\"192.0.2.7\"").unwrap());
    let key = SecretKey::Profile(profile.id.clone());
    let secrets = [(key, Secret::new(crate::SECRET.to_owned()))];
    let identity = ClientIdentity::hemma("Linux", "0.1.0");
    let exchange = exchange_for(
        &profile,
        &secrets.into_iter().collect(),
        &[change],
        &identity,
    );
    let Ok(mut exchange) = exchange else {
        return;
    };
    if let Step::Send(request) = exchange.begin() {
        assert_eq!(request.url().scheme(), "https");
        crate::holds_no_secret(&request.describe());
        crate::holds_no_secret(&format!("{request:?}"));
    }
}
