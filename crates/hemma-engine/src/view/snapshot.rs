//! From status to one whole snapshot.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use hemma_core::history::AtService;
use hemma_core::latch::{Bound, Latch};
use hemma_core::names::{ProfileId, RecordId, ServiceId, UpdateName};
use hemma_core::settings::{Home, Profile, Settings};
use hemma_core::status::{GateStatus, Status};
use hemma_core::time::Timestamp;
use hemma_core::verdict::Refusal;
use hemma_core::whereabouts::{NetworkFacts, NetworkId};

use super::overall;
use crate::messages::{
    AddressView, GeneralView, HomeNetworkView, HomeView, LatchView, NameView, NetworkView,
    NextCheck, RecordView, Snapshot, Surfaces,
};

/// What a snapshot says besides the scheduler's status.
#[derive(Clone, Debug)]
pub(crate) struct Facts {
    pub(crate) version: String,
    pub(crate) started: Timestamp,
    pub(crate) settings: Settings,
    /// The profiles in the order of the file.
    pub(crate) order: Vec<ProfileId>,
    /// What people call each service.
    pub(crate) service_names: BTreeMap<ServiceId, String>,
    pub(crate) surfaces: Surfaces,
    /// What the services' APIs told about records that were refused.
    pub(crate) at_service: BTreeMap<RecordId, AtService>,
    /// Refused records for which a service's API was asked, and since when they were refused then.
    pub(crate) looked: BTreeMap<RecordId, Timestamp>,
    pub(crate) history_revision: u32,
    pub(crate) settings_revision: u32,
}

/// Builds a snapshot. Two that differ only in `number` and `at` say the same.
pub(crate) fn build(facts: &Facts, status: &Status, number: u32, at: Timestamp) -> Snapshot {
    let general = &facts.settings.general;
    let mut conditions = status.conditions.clone();
    conditions.sort_by(|a, b| (Reverse(a.severity), &a.kind).cmp(&(Reverse(b.severity), &b.kind)));
    Snapshot {
        number,
        at,
        started: facts.started,
        version: facts.version.clone(),
        overall: overall::judge(status, &facts.settings),
        whereabouts: status.whereabouts.clone(),
        home: home(&facts.settings.home, status.network.as_ref()),
        paused: status.pause.is_some(),
        paused_until: status.pause.and_then(|pause| pause.until),
        addresses: addresses(&status.gates),
        names: names(facts, status),
        conditions,
        latches: status
            .latches
            .iter()
            .map(|latch| latch_view(facts, latch))
            .collect(),
        last_check: status.last_check,
        next_check: status
            .next_check
            .map(|(at, reason)| NextCheck { at, reason }),
        surfaces: facts.surfaces.clone(),
        general: GeneralView {
            language: general.language,
            theme: general.theme,
            icon: general.icon,
            start_hidden: general.start_hidden,
        },
        history_revision: facts.history_revision,
        settings_revision: facts.settings_revision,
    }
}

fn home(home: &Home, here: Option<&NetworkFacts>) -> HomeView {
    let here = here.filter(|facts| facts.online);
    let id = here.and_then(|facts| facts.network.as_ref());
    let name_of = |id: &NetworkId| {
        let known = home.networks.iter().find(|known| known.id == *id)?;
        Some(known.name.clone())
    };
    HomeView {
        guard: home.guard,
        networks: home
            .networks
            .iter()
            .map(|known| HomeNetworkView {
                id: known.id.clone(),
                name: known.name.clone(),
                here: id == Some(&known.id),
            })
            .collect(),
        here: here.map(|facts| NetworkView {
            id: facts.network.clone(),
            name: facts.network.as_ref().and_then(name_of),
            interface: facts.interface.clone(),
            link: facts.link,
            gateway: facts.gateway,
            prefix: facts.prefix.clone(),
            metered: facts.metered,
        }),
    }
}

fn addresses(gates: &BTreeMap<hemma_core::address::Family, GateStatus>) -> Vec<AddressView> {
    gates
        .iter()
        .map(|(family, gate)| AddressView {
            family: *family,
            gate: gate.clone(),
        })
        .collect()
}

fn service_name(facts: &Facts, service: &ServiceId) -> String {
    let known = facts.service_names.get(service);
    known.cloned().unwrap_or_else(|| service.to_string())
}

fn names(facts: &Facts, status: &Status) -> Vec<NameView> {
    let listed = facts
        .order
        .iter()
        .filter_map(|id| facts.settings.profiles.get(id));
    let unlisted = facts
        .settings
        .profiles
        .values()
        .filter(|profile| !facts.order.contains(&profile.id));
    listed
        .chain(unlisted)
        .flat_map(|profile| {
            profile.names.iter().map(|entry| NameView {
                profile: profile.id.clone(),
                label: profile.label.clone(),
                service: profile.service.clone(),
                service_name: service_name(facts, &profile.service),
                name: entry.name.clone(),
                hostname: entry.hostname.clone(),
                enabled: entry.enabled,
                records: records(facts, profile, entry, status),
            })
        })
        .collect()
}

fn records(
    facts: &Facts,
    profile: &Profile,
    entry: &hemma_core::settings::NameEntry,
    status: &Status,
) -> Vec<RecordView> {
    if !entry.enabled {
        return Vec::new();
    }
    entry
        .families
        .iter()
        .filter_map(|family| {
            let id = RecordId {
                profile: profile.id.clone(),
                name: entry.name.clone(),
                family: *family,
            };
            let status = status.records.get(&id)?.clone();
            Some(RecordView {
                at_service: facts.at_service.get(&id).copied(),
                id,
                family: *family,
                status,
            })
        })
        .collect()
}

fn latch_view(facts: &Facts, latch: &Latch) -> LatchView {
    let profile = facts.settings.profiles.get(&latch.profile);
    let service = match (&latch.bound, profile) {
        (Bound::Credential { service, .. } | Bound::Service { service }, _) => {
            service_name(facts, service)
        }
        (Bound::Record { .. } | Bound::Profile { .. }, Some(profile)) => {
            service_name(facts, &profile.service)
        }
        (Bound::Record { .. } | Bound::Profile { .. }, None) => String::new(),
    };
    LatchView {
        latch: latch.clone(),
        label: profile.map_or_else(|| latch.profile.to_string(), |found| found.label.clone()),
        service_name: service,
        names: stopped_names(&facts.settings, &latch.bound),
        looking: profile.is_some_and(|profile| is_looked_up(facts, profile, latch)),
    }
}

/// Whether the accounts (`crate::accounts`) will find out about a latch and have not yet.
fn is_looked_up(facts: &Facts, profile: &Profile, latch: &Latch) -> bool {
    match &latch.bound {
        Bound::Record { record } => {
            profile.rules.has_api
                && is_refused(latch)
                && facts.looked.get(record) != Some(&latch.since)
        }
        _ => false,
    }
}

/// Whether a latch is about a token that is not taken or a name that is not known, which an API can explain.
pub(crate) fn is_refused(latch: &Latch) -> bool {
    matches!(latch.refusal, Refusal::LoginRefused | Refusal::HostUnknown)
}

/// Every enabled name the bound stops, each once.
fn stopped_names(settings: &Settings, bound: &Bound) -> Vec<UpdateName> {
    let mut names: Vec<UpdateName> = settings
        .records()
        .filter(|(id, profile, _)| binds(bound, id, profile))
        .map(|(id, _, _)| id.name)
        .collect();
    names.dedup();
    names
}

fn binds(bound: &Bound, id: &RecordId, profile: &Profile) -> bool {
    match bound {
        Bound::Record { record } => record == id,
        Bound::Profile { profile } => *profile == id.profile,
        Bound::Credential {
            service,
            fingerprint,
        } => {
            *service == profile.service
                && u64::from_str_radix(fingerprint, 16) == Ok(profile.fingerprint())
        }
        Bound::Service { service } => *service == profile.service,
    }
}
