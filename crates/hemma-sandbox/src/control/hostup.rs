//! What the control API can change at HostUp, all behind the back of whoever uses the API.

use std::net::IpAddr;

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::Problem;
use super::actions::read;
use crate::clock::Moment;
use crate::sandbox::State;
use crate::world::hostup::{OTHER_AGENT, OTHER_SOURCE};
use crate::world::{Family, Hostup, RateLimit, ReverseDns, World};

/// Performs one POST below `/api/hostup`.
pub(super) fn perform(
    state: &mut State,
    path: &str,
    body: Value,
    now: Moment,
) -> Result<(), Problem> {
    let world = &mut state.world;
    match path {
        "/api/hostup" => edit_config(&mut world.hostup, read(body)?),
        "/api/hostup/key" => edit_key(&mut world.hostup, read(body)?),
        "/api/hostup/domain" => edit_domain(&mut world.hostup, read(body)?),
        "/api/hostup/vps" => edit_vps(&mut world.hostup, read(body)?),
        "/api/hostup/write" => write(world, &read(body)?, now),
        "/api/hostup/record" => set_record(world, &read(body)?, now),
        "/api/hostup/rules" => {
            edit_rules(&mut world.hostup, &read(body)?);
            Ok(())
        }
        _ => Err(Problem::NotFound),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EditConfig {
    id: String,
    enabled: Option<bool>,
    blocked: Option<bool>,
    token: Option<String>,
    #[serde(default)]
    delete: bool,
    #[serde(default)]
    recreate: bool,
}

fn edit_config(hostup: &mut Hostup, edit: EditConfig) -> Result<(), Problem> {
    let config = hostup.config_mut(&edit.id).ok_or(Problem::NotFound)?;
    if let Some(enabled) = edit.enabled {
        config.forgive();
        config.enabled = enabled;
    }
    if let Some(blocked) = edit.blocked {
        config.forgive();
        config.blocked = blocked;
    }
    if let Some(token) = edit.token {
        config.token = token;
    }
    if edit.recreate {
        hostup.recreate_config(&edit.id);
    }
    if edit.delete {
        hostup.delete_config(&edit.id);
    }
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EditKey {
    name: String,
    revoked: Option<bool>,
    scopes: Option<Vec<String>>,
    #[serde(default, deserialize_with = "present")]
    bound_to: Option<Option<IpAddr>>,
    #[serde(default, deserialize_with = "present")]
    rate_limit: Option<Option<RateLimit>>,
    account_inactive: Option<bool>,
}

fn edit_key(hostup: &mut Hostup, edit: EditKey) -> Result<(), Problem> {
    let mut keys = hostup.keys.iter_mut();
    let key = keys
        .find(|key| key.name == edit.name)
        .ok_or(Problem::NotFound)?;
    key.revoked = edit.revoked.unwrap_or(key.revoked);
    key.bound_to = edit.bound_to.unwrap_or(key.bound_to);
    key.rate_limit = edit.rate_limit.unwrap_or(key.rate_limit);
    if let Some(scopes) = edit.scopes {
        key.scopes = scopes;
    }
    if let Some(inactive) = edit.account_inactive {
        let account = key.account.clone();
        hostup.inactive_accounts.retain(|other| *other != account);
        if inactive {
            hostup.inactive_accounts.push(account);
        }
    }
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EditDomain {
    name: String,
    service_status: Option<String>,
    #[serde(default, deserialize_with = "present")]
    unavailable: Option<Option<String>>,
}

fn edit_domain(hostup: &mut Hostup, edit: EditDomain) -> Result<(), Problem> {
    let mut domains = hostup.domains.iter_mut();
    let domain = domains
        .find(|domain| domain.name == edit.name)
        .ok_or(Problem::NotFound)?;
    if let Some(status) = edit.service_status {
        domain.service_status = status;
    }
    if let Some(reason) = edit.unavailable {
        domain.unavailable = reason;
    }
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EditVps {
    name: String,
    #[serde(default, deserialize_with = "present")]
    power_state: Option<Option<String>>,
    reverse_dns: Option<ReverseDns>,
}

fn edit_vps(hostup: &mut Hostup, edit: EditVps) -> Result<(), Problem> {
    let mut servers = hostup.vps.iter_mut();
    let vps = servers
        .find(|vps| vps.name == edit.name)
        .ok_or(Problem::NotFound)?;
    if let Some(state) = edit.power_state {
        vps.power_state = state;
    }
    vps.reverse_dns = edit.reverse_dns.unwrap_or(vps.reverse_dns);
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Write {
    id: String,
    address: IpAddr,
    source: Option<IpAddr>,
    agent: Option<String>,
}

/// Another client updates a name with its token.
fn write(world: &mut World, write: &Write, now: Moment) -> Result<(), Problem> {
    let World { hostup, zones, .. } = world;
    hostup.config_mut(&write.id).ok_or(Problem::NotFound)?;
    let agent = write.agent.as_deref().unwrap_or(OTHER_AGENT);
    let who = (write.source.unwrap_or(OTHER_SOURCE), agent);
    if hostup.second_writer(zones, &write.id, write.address, who, now) {
        Ok(())
    } else {
        let told = "the address is not of the configuration's family";
        Err(Problem::BadRequest(told.to_owned()))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SetRecord {
    name: String,
    family: Family,
    address: Option<IpAddr>,
}

/// A person sets or deletes a record in the panel.
fn set_record(world: &mut World, set: &SetRecord, now: Moment) -> Result<(), Problem> {
    if set
        .address
        .is_some_and(|address| Family::of(address) != set.family)
    {
        let told = "the address is not of that family";
        return Err(Problem::BadRequest(told.to_owned()));
    }
    let World { hostup, zones, .. } = world;
    hostup.set_in_panel(zones, &set.name, set.family, set.address, now);
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EditRules {
    rate_limit: Option<RateLimit>,
    #[serde(default, deserialize_with = "present")]
    configs_per_domain: Option<Option<usize>>,
    #[serde(default, deserialize_with = "present")]
    largest_page: Option<Option<usize>>,
    delete_removes_record: Option<bool>,
    history_takes_cursor: Option<bool>,
    extra_members: Option<bool>,
    paging: Option<crate::world::Paging>,
}

fn edit_rules(hostup: &mut Hostup, edit: &EditRules) {
    hostup.rate_limit = edit.rate_limit.unwrap_or(hostup.rate_limit);
    hostup.configs_per_domain = edit.configs_per_domain.unwrap_or(hostup.configs_per_domain);
    hostup.largest_page = edit.largest_page.unwrap_or(hostup.largest_page);
    hostup.delete_removes_record = edit
        .delete_removes_record
        .unwrap_or(hostup.delete_removes_record);
    hostup.history_takes_cursor = edit
        .history_takes_cursor
        .unwrap_or(hostup.history_takes_cursor);
    hostup.extra_members = edit.extra_members.unwrap_or(hostup.extra_members);
    hostup.paging = edit.paging.unwrap_or(hostup.paging);
}

/// Tells a member that is `null` from one that is missing (leave it).
fn present<'de, D, T>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::deserialize(deserializer).map(Some)
}
