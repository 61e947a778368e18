//! What the control API can change.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::{Problem, hostup};
use crate::sandbox::Inner;
use crate::script::{Fault, Times};
use crate::target::Target;
use crate::world::World;

/// Performs one POST.
pub(crate) fn perform(inner: &Inner, path: &str, body: Value) -> Result<(), Problem> {
    match path {
        "/api/router" => {
            let moved: MoveRouter = read(body)?;
            let router = &mut inner.lock().world.router;
            if let Some(address) = moved.ipv4 {
                router.ipv4 = address;
            }
            if let Some(address) = moved.ipv6 {
                router.ipv6 = address;
            }
        }
        "/api/fault" => {
            let AddFault {
                target,
                fault,
                times,
            } = read(body)?;
            let times = times.map_or(Times::UntilCleared, Times::Next);
            inner.lock().script.add(target, fault, times);
        }
        "/api/latency" => {
            let SetLatency { target, ms } = read(body)?;
            inner
                .lock()
                .script
                .set_latency(target, Duration::from_millis(ms));
        }
        "/api/account" => edit_account(&mut inner.lock().world, read(body)?)?,
        "/api/dns" => {
            let EditDns {
                publish_delay_ms,
                ttl_seconds,
            } = read(body)?;
            let zones = &mut inner.lock().world.zones;
            zones.publish_delay_ms = publish_delay_ms.unwrap_or(zones.publish_delay_ms);
            zones.ttl_seconds = ttl_seconds.unwrap_or(zones.ttl_seconds);
        }
        "/api/clock" => {
            let EditClock {
                advance_seconds,
                scale,
            } = read(body)?;
            if let Some(scale) = scale {
                inner.clock.set_scale(scale);
            }
            inner
                .clock
                .advance(Duration::from_secs(u64::from(advance_seconds.unwrap_or(0))));
        }
        "/api/forgive" => inner.lock().world.forgive(),
        _ if path == "/api/hostup" || path.starts_with("/api/hostup/") => {
            let now = inner.clock.now();
            hostup::perform(&mut inner.lock(), path, body, now)?;
        }
        _ => return Err(Problem::NotFound),
    }
    Ok(())
}

/// Clears faults of the named target, or of all.
pub(crate) fn clear_faults(inner: &Inner, target: Option<&str>) -> Result<(), Problem> {
    let target = target
        .map(str::parse::<Target>)
        .transpose()
        .map_err(Problem::BadRequest)?;
    inner.lock().script.clear(target);
    Ok(())
}

fn edit_account(world: &mut World, edit: EditAccount) -> Result<(), Problem> {
    let accounts = match edit.service {
        Target::NoIp => &mut world.noip.accounts,
        Target::Dyndns2 => &mut world.dyndns2.accounts,
        other => {
            let service = world.services.get_mut(&other).ok_or(Problem::NotFound)?;
            &mut service.accounts
        }
    };
    let account = accounts
        .iter_mut()
        .find(|account| account.user == edit.user)
        .ok_or(Problem::NotFound)?;
    if let Some(blocked) = edit.blocked {
        account.forgive();
        account.blocked = blocked;
    }
    if let Some(password) = edit.password {
        account.password = password;
    }
    if let Some(closed) = edit.closed {
        account.closed = closed;
    }
    if let Some(donator) = edit.donator {
        account.donator = donator;
    }
    Ok(())
}

pub(super) fn read<T: DeserializeOwned>(body: Value) -> Result<T, Problem> {
    serde_json::from_value(body).map_err(|error| Problem::BadRequest(error.to_string()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MoveRouter {
    #[serde(default, deserialize_with = "present")]
    ipv4: Option<Option<Ipv4Addr>>,
    #[serde(default, deserialize_with = "present")]
    ipv6: Option<Option<Ipv6Addr>>,
}

/// Tells a member that is `null` (take the address away) from one that is missing (leave it).
fn present<'de, D, T>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::deserialize(deserializer).map(Some)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AddFault {
    target: Target,
    fault: Fault,
    #[serde(default)]
    times: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SetLatency {
    target: Target,
    ms: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EditAccount {
    service: Target,
    user: String,
    blocked: Option<bool>,
    password: Option<String>,
    donator: Option<bool>,
    closed: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EditDns {
    publish_delay_ms: Option<u64>,
    ttl_seconds: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EditClock {
    advance_seconds: Option<u32>,
    scale: Option<u32>,
}
