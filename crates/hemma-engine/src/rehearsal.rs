//! Showing what would be sent, and telling about services. Nothing is sent, and no secret is read.

use std::collections::BTreeMap;

use hemma_core::address::{AddressPolicy, Family, PublicAddr};
use hemma_core::names::{RecordId, ServiceId};
use hemma_core::scheduler::Change;
use hemma_core::settings::{
    BatchRules, Omitted, Profile, ProfileDraft, ServiceRules, SettingsDraft, ZoneRule,
};
use hemma_providers::rehearsal::{advice, rehearse as requests_of};
use hemma_providers::{CannotSpeak, ClientIdentity, catalog};

use crate::messages::{NotSent, Rehearsal, ServiceAbout, Snapshot};

/// Returns what would be sent for a profile as a person has typed it, with the addresses that are known.
pub(crate) fn rehearse(
    profile: ProfileDraft,
    snapshot: &Snapshot,
    identity: &ClientIdentity,
) -> Rehearsal {
    let draft = SettingsDraft {
        profile: vec![profile],
        ..SettingsDraft::default()
    };
    let settings = match draft.check(&catalog::catalog()) {
        Ok(settings) => settings,
        Err(problems) => {
            return Rehearsal {
                problems,
                ..Rehearsal::default()
            };
        }
    };
    let Some(profile) = settings.profiles.values().next() else {
        return Rehearsal::default();
    };
    let changes = changes(profile, &addresses(snapshot));
    let advice = advice(profile);
    match requests_of(profile, &changes, identity) {
        Ok(requests) => Rehearsal {
            requests,
            advice,
            ..Rehearsal::default()
        },
        Err(reason) => Rehearsal {
            not_sent: Some(not_sent(&reason)),
            advice,
            ..Rehearsal::default()
        },
    }
}

fn not_sent(reason: &CannotSpeak) -> NotSent {
    match reason {
        CannotSpeak::NothingToSay => NotSent::NoName,
        CannotSpeak::UsernameWithColon => NotSent::ColonInUsername,
        CannotSpeak::ContactMissing => NotSent::ContactMissing,
        CannotSpeak::UnknownService { .. }
        | CannotSpeak::SecretMissing { .. }
        | CannotSpeak::UsernameMissing
        | CannotSpeak::EndpointMissing
        | CannotSpeak::EndpointUnsafe
        | CannotSpeak::ValueMissing
        | CannotSpeak::BadHeader
        | CannotSpeak::FamilyMissing { .. }
        | CannotSpeak::FamilyNotOffered { .. }
        | CannotSpeak::ForeignChange { .. } => NotSent::Impossible,
    }
}

/// The addresses known now; for a family without one, an address for documentation (RFC 5737, RFC 3849).
fn addresses(snapshot: &Snapshot) -> BTreeMap<Family, PublicAddr> {
    let policy = AddressPolicy {
        permit_documentation: true,
    };
    let mut addresses: BTreeMap<Family, PublicAddr> = ["192.0.2.1", "2001:db8::1"]
        .into_iter()
        .filter_map(|text| policy.admit(text.parse().ok()?).ok())
        .map(|address| (address.family(), address))
        .collect();
    for view in &snapshot.addresses {
        if let Some(known) = view.gate.known {
            addresses.insert(view.family, known.address);
        }
    }
    addresses
}

fn changes(profile: &Profile, addresses: &BTreeMap<Family, PublicAddr>) -> Vec<Change> {
    profile
        .names
        .iter()
        .filter(|entry| entry.enabled)
        .flat_map(|entry| {
            entry.families.iter().filter_map(|family| {
                let record = RecordId {
                    profile: profile.id.clone(),
                    name: entry.name.clone(),
                    family: *family,
                };
                Some(Change {
                    offline: entry.offline,
                    ..Change::new(record, *addresses.get(family)?)
                })
            })
        })
        .collect()
}

/// Returns what there is to know about a service.
pub(crate) fn about(service: &ServiceId) -> Option<ServiceAbout> {
    let card = catalog::service(service)?;
    let rules: ServiceRules = card.rules();
    let hours = |span: std::time::Duration| u32::try_from(span.as_secs() / 3600);
    Some(ServiceAbout {
        username: card.username,
        secret: card.secret,
        names: card.names,
        notes: card.notes.to_vec(),
        help_domain: card.help_domain.to_owned(),
        min_interval_seconds: u32::try_from(rules.min_interval.as_secs()).unwrap_or(u32::MAX),
        list: rules.batch != BatchRules::Single,
        families_together: rules.families_together,
        needs_both_families: Family::BOTH
            .into_iter()
            .any(|family| rules.omitted(family) == Omitted::Lost),
        one_name: rules.one_name,
        zone_required: rules.zone == ZoneRule::Required,
        refreshed_after_hours: rules.refresh_after.and_then(|span| hours(span).ok()),
    })
}
