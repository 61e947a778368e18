//! From the service's things to what surfaces show of them.

use hemma_core::names::{RecordId, SecretKey};
use hemma_core::settings::Profile;
use hemma_providers::hostup::api::{Configuration, DnsEvent, Domain, Gate, Moment, rrset_lines};
use serde_json::Value;

use super::books::Listed;
use super::desk::Account;
use crate::messages::{
    ConfigurationView, ConfigurationsView, DnsEventView, DomainView, GateView, Kept,
};
use crate::ports::VaultError;

pub(super) fn domain(domain: &Domain) -> DomainView {
    DomainView {
        id: domain.id.to_string(),
        name: domain.name.clone(),
        status: domain.service_status.to_string(),
        expires: domain.expires_at.as_ref().and_then(Moment::timestamp),
    }
}

pub(super) fn gate(gate: Option<&Gate>) -> GateView {
    GateView {
        allowed: gate.is_none_or(|gate| gate.allowed),
        reason: gate.and_then(|gate| gate.reason.clone()),
    }
}

pub(super) async fn configurations(account: &Account<'_>, listed: &Listed) -> ConfigurationsView {
    let mut configurations = Vec::with_capacity(listed.all.configs.len());
    for (configuration, mark) in listed.all.configs.iter().zip(&listed.marks) {
        configurations.push(ConfigurationView {
            id: configuration.id.to_string(),
            hostname: configuration.hostname.clone(),
            family: configuration.record_type.family(),
            record_type: configuration.record_type.to_string(),
            last_address: configuration.last_ip.clone(),
            last_update: configuration
                .last_updated_at
                .as_ref()
                .and_then(Moment::timestamp),
            updates: configuration
                .update_count
                .map(|count| u32::try_from(count).unwrap_or(u32::MAX)),
            enabled: configuration.enabled,
            kept: kept(account, configuration, *mark).await,
            token_shown: mark.is_some(),
        });
    }
    ConfigurationsView {
        available: listed.all.available,
        reason: listed.all.reason.clone(),
        manage: gate(listed.all.actions.can_manage.as_ref()),
        enable: gate(listed.all.actions.can_enable.as_ref()),
        configurations,
        unreadable: u32::try_from(listed.all.skipped).unwrap_or(u32::MAX),
        at: listed.at,
    }
}

/// Returns the record of this profile that a configuration keeps, if it is kept here.
pub(super) fn record(profile: &Profile, configuration: &Configuration) -> Option<RecordId> {
    let family = configuration.record_type.family()?;
    let name = configuration.name()?;
    let mut entries = profile.names.iter().filter(|entry| entry.enabled);
    let entry = entries.find(|entry| {
        entry.families.contains(&family) && entry.name.as_hostname().as_ref() == Some(&name)
    })?;
    Some(RecordId {
        profile: profile.id.clone(),
        name: entry.name.clone(),
        family,
    })
}

async fn kept(account: &Account<'_>, configuration: &Configuration, mark: Option<u64>) -> Kept {
    let Some(profile) = &account.profile else {
        return Kept::No;
    };
    let Some(record) = record(profile, configuration) else {
        return Kept::No;
    };
    let Some(mark) = mark else {
        return Kept::Here;
    };
    let key = SecretKey::Record(record);
    match account.desk.vault.read(key, profile.secret.clone()).await {
        Ok(token) if account.desk.mark(&token) == mark => Kept::Here,
        Ok(_) | Err(VaultError::NoSecret) => Kept::OtherToken,
        // What the vault does not give cannot be compared.
        Err(VaultError::Unavailable(_)) => Kept::Here,
    }
}

pub(super) fn dns_event(event: &DnsEvent) -> DnsEventView {
    let lines = |sets: [&Option<Value>; 2]| {
        let sets = sets.into_iter().flatten();
        sets.flat_map(rrset_lines).collect()
    };
    DnsEventView {
        at: event.created_at.as_ref().and_then(Moment::timestamp),
        change: event.change_type.as_ref().map(ToString::to_string),
        source: event.source_flow.clone(),
        summary: event.summary.clone(),
        before: lines([&event.before_rrset, &event.before_nameservers]),
        after: lines([&event.after_rrset, &event.after_nameservers]),
    }
}
