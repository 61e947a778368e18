//! The world as JSON, for the control page and for `sandbox.json`.

use serde_json::{Value, json};

use crate::sandbox::{Inner, State};
use crate::target::Target;
use crate::world::zones::View;
use crate::world::{Account, Family};

/// Returns what is true now: router, names, accounts, faults. Without passwords and tokens.
pub(crate) fn state(inner: &Inner) -> Value {
    let now = inner.clock.now();
    let state = inner.fresh();
    let world = &state.world;
    let account = |service: &'static str| {
        move |account: &Account| {
            json!({
                "service": service,
                "user": account.user,
                "hosts": account.hosts.len(),
                "blocked": account.blocked,
                "donator": account.donator,
            })
        }
    };
    let accounts: Vec<Value> = world
        .noip
        .accounts
        .iter()
        .map(account("noip"))
        .chain(world.dyndns2.accounts.iter().map(account("dyndns2")))
        .chain(
            world
                .services
                .iter()
                .flat_map(|(target, service)| service.accounts.iter().map(account(target.name()))),
        )
        .collect();
    let keys = world.hostup.keys.iter().map(|key| {
        let limit = key.rate_limit.unwrap_or(world.hostup.rate_limit);
        json!({
            "name": key.name,
            "account": key.account,
            "scopes": key.scopes,
            "revoked": key.revoked,
            "bound_to": key.bound_to,
            "used": key.memory.used,
            "limit": limit,
            "account_inactive": world.hostup.inactive_accounts.contains(&key.account),
        })
    });
    let keys: Vec<Value> = keys.collect();
    let configs: Vec<Value> = world
        .hostup
        .configs
        .iter()
        .map(|config| {
            json!({
                "id": config.id,
                "hostname": config.hostname,
                "record_type": config.record_type,
                "enabled": config.enabled,
                "blocked": config.blocked,
                "update_count": config.update_count,
            })
        })
        .collect();
    json!({
        "router": world.router,
        "names": names(&state, View::At(now.real)),
        "accounts": accounts,
        "hostup": configs,
        "hostup_keys": keys,
        "hostup_domains": world.hostup.domains,
        "hostup_vps": world.hostup.vps,
        "faults": state.script.view(),
        "dns": {
            "publish_delay_ms": world.zones.publish_delay_ms,
            "ttl_seconds": world.zones.ttl_seconds,
        },
        "service_clock_seconds": now.service.as_secs(),
        "last_ordinal": inner.ledger.last(),
    })
}

fn hosts_of<'a>(
    (service, account): (&'a str, &'a Account),
) -> impl Iterator<Item = (&'a str, &'a str)> {
    let hosts = account.hosts.iter();
    hosts.map(move |host| (service, host.name.as_str()))
}

fn names(state: &State, view: View) -> Vec<Value> {
    let world = &state.world;
    let logins = world
        .noip
        .accounts
        .iter()
        .map(|account| ("noip", account))
        .chain(
            world
                .dyndns2
                .accounts
                .iter()
                .map(|account| ("dyndns2", account)),
        );
    let others = world.services.iter().flat_map(|(target, service)| {
        let accounts = service.accounts.iter();
        accounts.map(|account| (target.name(), account))
    });
    let mut names: Vec<(&str, &str)> = logins.flat_map(hosts_of).collect();
    names.extend(
        world
            .hostup
            .configs
            .iter()
            .map(|config| ("hostup", config.hostname.as_str())),
    );
    names.extend(others.flat_map(hosts_of));
    names.dedup();
    names.into_iter().map(|(service, name)| json!({
        "service": service,
        "name": name,
        "registered": { "ipv4": world.zones.registered(name, Family::V4), "ipv6": world.zones.registered(name, Family::V6) },
        "shown": { "ipv4": world.zones.visible(name, Family::V4, view), "ipv6": world.zones.visible(name, Family::V6, view) },
    })).collect()
}

/// Returns endpoints and logins, fake secrets included: what a person or a test needs to begin.
pub(crate) fn description(inner: &Inner) -> Value {
    let state = inner.lock();
    let world = &state.world;
    let endpoints = &inner.endpoints;
    let mut hosts = serde_json::Map::new();
    for target in Target::ALL {
        if let Some(host) = endpoints.host(target.host()) {
            hosts.insert(
                target.name().to_owned(),
                json!({
                    "url": format!("{}://{}:{}", target.scheme(), inner.endpoints.at.0, host.port),
                    "url_v6": host.ipv6.then(|| format!("{}://[{}]:{}", target.scheme(), inner.endpoints.at.1, host.port)),
                    "path": path(target),
                    "port": host.port,
                }),
            );
        }
    }
    let login = |account: &Account| {
        let hosts: Vec<&str> = account
            .hosts
            .iter()
            .map(|host| host.name.as_str())
            .collect();
        let groups: Vec<&str> = account
            .groups
            .iter()
            .map(|group| group.name.as_str())
            .collect();
        json!({ "user": account.user, "password": account.password, "hosts": hosts, "groups": groups })
    };
    json!({
        "hosts": hosts,
        "dns": endpoints.dns.to_string(),
        "control": format!("http://{}/", endpoints.control),
        "router": world.router,
        "noip": world.noip.accounts.iter().map(login).collect::<Vec<_>>(),
        "dyndns2": world.dyndns2.accounts.iter().map(login).collect::<Vec<_>>(),
        "services": world.services.iter().map(|(target, service)| {
            let accounts: Vec<Value> = service.accounts.iter().map(login).collect();
            (target.name().to_owned(), Value::Array(accounts))
        }).collect::<serde_json::Map<_, _>>(),
        "hostup": world.hostup.configs.iter().map(|config| json!({
            "id": config.id,
            "hostname": config.hostname,
            "record_type": config.record_type,
            "token": config.token,
        })).collect::<Vec<_>>(),
        "hostup_keys": world.hostup.keys,
        "hostup_domains": world.hostup.domains,
        "hostup_vps": world.hostup.vps,
    })
}

fn path(target: Target) -> &'static str {
    match target {
        Target::NoIp | Target::NoIpPlain | Target::Dyndns2 => "/nic/update",
        Target::Hostup => crate::services::hostup::PATH,
        Target::HostupApi => crate::services::hostup_api::ROOT,
        Target::EchoB => "/cdn-cgi/trace",
        _ if target.is_other_service() => {
            crate::services::others::row(target).map_or("/", |row| row.path())
        }
        _ => "/",
    }
}
