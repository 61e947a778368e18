//! Answers to updates.

use std::collections::BTreeSet;

use hemma_core::names::{ProfileId, RecordId, SecretKey};
use hemma_core::scheduler::Change;
use hemma_core::secret::Secret;
use hemma_core::settings::{NameEntryDraft, Profile, ProfileDraft, SettingsDraft};
use hemma_core::verdict::Meaning;
use hemma_providers::catalog;
use hemma_providers::exchange::{Response, Step};
use hemma_providers::{ClientIdentity, Secrets, exchange_for};

/// More turns than any exchange of so many names has.
const MOST_TURNS: usize = 64;

/// Reads `data` as the answer to an update at one of `services`, or at any when none is given.
pub fn read(services: &[&str], data: &[u8]) {
    let (body, [which, how_many, status]) = crate::split::<3>(data);
    let all = catalog::services();
    let service = match services {
        [] => all[usize::from(which) % all.len()].id,
        some => some[usize::from(which) % some.len()],
    };
    let Some(profile) = profile(service, how_many) else {
        return;
    };
    let changes = changes(&profile);
    let asked: BTreeSet<RecordId> = changes.iter().map(|change| change.record.clone()).collect();
    let secrets = secrets(&profile, &changes);
    let identity = ClientIdentity::hemma("Linux", "0.1.0");
    let Ok(mut exchange) = exchange_for(&profile, &secrets, &changes, &identity) else {
        return;
    };
    let mut step = exchange.begin();
    for _ in 0..MOST_TURNS {
        match step {
            Step::Send(request) => {
                crate::holds_no_secret(&request.describe());
                crate::holds_no_secret(&format!("{request:?}"));
                step = exchange.answer(Response::new(crate::status(status), body));
            }
            Step::Done(outcome) => {
                for (record, verdict) in &outcome.verdicts {
                    assert!(asked.contains(record), "{record} was not asked for");
                    let stored = matches!(verdict.meaning, Meaning::Accepted { .. });
                    assert!(!(stored && body.is_empty() && status_is_error(status)));
                }
                if let Some(quote) = &outcome.quote {
                    crate::is_masked(quote.as_str());
                }
                return;
            }
        }
    }
    panic!("the exchange with {service} never ends");
}

fn status_is_error(byte: u8) -> bool {
    crate::status(byte) >= 400
}

/// A profile with up to three names and one or both families.
fn profile(service: &str, how_many: u8) -> Option<Profile> {
    let names = 1 + usize::from(how_many % 3);
    let families: &[&str] = match how_many / 3 % 3 {
        0 => &["ipv4"],
        1 => &["ipv6"],
        _ => &["ipv4", "ipv6"],
    };
    let entry = |place: usize| NameEntryDraft {
        name: Some(format!("h{place}.example.com")),
        families: Some(families.iter().map(|family| (*family).to_owned()).collect()),
        ..NameEntryDraft::default()
    };
    let own_server = matches!(service, "dyndns2");
    let custom = service == "custom";
    let draft = SettingsDraft {
        profile: vec![ProfileDraft {
            id: Some("fuzz".to_owned()),
            service: Some(service.to_owned()),
            username: Some("someone".to_owned()),
            endpoint: own_server.then(|| "https://dyn.example.org/nic/update".to_owned()),
            zone: matches!(service, "namecheap").then(|| "example.com".to_owned()),
            template: custom.then(|| {
                "https://dyn.example.org/u?host={hostname}&ip={ip}&key={token}".to_owned()
            }),
            name: (0..names).map(entry).collect(),
            ..ProfileDraft::default()
        }],
        ..SettingsDraft::default()
    };
    let settings = draft.check(&catalog::catalog()).ok()?;
    settings.profiles.into_values().next()
}

fn changes(profile: &Profile) -> Vec<Change> {
    let address = |family: &str| match family {
        "ipv4" => "\"192.0.2.7\"",
        _ => "\"2001:db8::7\"",
    };
    let names = profile.names.iter().flat_map(|entry| {
        entry.families.iter().map(|family| RecordId {
            profile: profile.id.clone(),
            name: entry.name.clone(),
            family: *family,
        })
    });
    names
        .map(|record| {
            let family = record.family.to_string();
            let address = serde_json::from_str(address(&family)).unwrap();
            Change::new(record, address)
        })
        .collect()
}

fn secrets(profile: &Profile, changes: &[Change]) -> Secrets {
    let whole: ProfileId = profile.id.clone();
    let records = changes
        .iter()
        .map(|change| SecretKey::Record(change.record.clone()));
    std::iter::once(SecretKey::Profile(whole))
        .chain(records)
        .map(|key| (key, Secret::new(crate::SECRET.to_owned())))
        .collect()
}
