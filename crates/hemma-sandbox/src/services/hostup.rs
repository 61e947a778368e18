//! HostUp's public update endpoint, `GET /api/dyndns/update?hostname=&token=&ip=`.
//!
//! The vendor documents the configuration (its v2 pages, stored as 000 and 001) but not this
//! endpoint; hostup-api.md §6 collects what is seen in the wild. Open points are options of
//! [`Hostup`](crate::world::Hostup) or marked "our choice".

use std::net::IpAddr;

use serde_json::json;

use super::dyndns2::is_fqdn;
use super::{Note, Reply, Request, scripted};
use crate::clock::{Moment, iso_millis};
use crate::ledger::Rude;
use crate::script::Fault;
use crate::world::hostup::{Hostup, HostupConfig, HostupLog, LogStatus};
use crate::world::{Family, World, Zones};

/// The path of the endpoint, in the vendor's v1 space.
pub(crate) const PATH: &str = "/api/dyndns/update";

/// Answers one request to the update path.
pub(crate) fn answer(
    world: &mut World,
    request: &Request,
    now: Moment,
    fault: Option<&Fault>,
) -> Reply {
    let World { hostup, zones, .. } = world;
    let hostname = request.param("hostname").unwrap_or_default();
    let token = request.param("token").unwrap_or_default();
    let asked = Asked::read(request);
    let mut note = Note {
        names: vec![hostname.clone()],
        addresses: asked.address().into_iter().collect(),
        ..Note::default()
    };
    if hostup.refused_tokens.contains(&token) {
        note.rude = Some(Rude::AfterBadauth);
    }
    let index = hostup
        .configs
        .iter()
        .position(|config| config.token == token && !token.is_empty());
    let config = index.and_then(|index| hostup.configs.get(index));
    note.user = config.map(|config| config.id.clone());
    note.rude = note.rude.or(config.and_then(|config| config.told));

    let reply = match (fault.and_then(|fault| scripted::reply(fault, 1)), index) {
        (Some(reply), _) => reply,
        (None, _) if !is_fqdn(&hostname) => word(hostup, "notfqdn"),
        (None, None) => word(hostup, "badauth"),
        (None, Some(index)) => {
            let limit = hostup.nochg_limit;
            let (outcome, changed) = Desk {
                hostup,
                zones,
                index,
                now,
                limit,
            }
            .serve(request, &hostname, asked);
            note.changed = changed;
            match outcome {
                Outcome::Stored(line) => Reply::text(200, line),
                Outcome::Refused("disabled") => word(hostup, &hostup.disabled_word),
                Outcome::Refused("too-many") => {
                    note.rude = note.rude.or(Some(Rude::TooManyNochg));
                    word(hostup, "abuse")
                }
                Outcome::Refused(refusal) => word(hostup, refusal),
                Outcome::BadAddress(message) => {
                    note.rude = note.rude.or(Some(Rude::MalformedAddress));
                    v1_error(400, "INVALID_IP", message, now)
                }
            }
        }
    };
    remember(hostup, index, token, &reply);
    reply.noted(note)
}

/// An error in the shape of the vendor's v1 pages (hostup-api.md §8.1).
pub(crate) fn v1_error(status: u16, code: &str, message: &str, now: Moment) -> Reply {
    let body = json!({
        "error": if status == 404 { "Not Found" } else { "Bad Request" },
        "message": message,
        "code": code,
        "timestamp": iso_millis(now.wall),
        "requestId": "2121ae20-bd9d-41e9-aeeb-5dd1dd1a24ba",
    });
    Reply::json(status, &body)
}

fn word(hostup: &Hostup, word: &str) -> Reply {
    Reply::text(hostup.error_status, word)
}

fn remember(hostup: &mut Hostup, index: Option<usize>, token: String, reply: &Reply) {
    let told = match reply.words().first().map(String::as_str) {
        Some("badauth") => Some(Rude::AfterBadauth),
        Some("nohost" | "notfqdn") => Some(Rude::AfterRefusedName),
        Some("abuse") => Some(Rude::AfterAbuse),
        _ => None,
    };
    match index.and_then(|index| hostup.configs.get_mut(index)) {
        Some(config) => config.told = told,
        None if told.is_some() => {
            hostup.refused_tokens.insert(token);
        }
        None => {}
    }
}

#[derive(Debug, Clone, Copy)]
enum Asked {
    Address(IpAddr),
    CallersOwn(IpAddr),
    Unreadable,
}

impl Asked {
    fn read(request: &Request) -> Self {
        match request.param("ip").filter(|text| !text.is_empty()) {
            None => Self::CallersOwn(request.caller),
            Some(text) => text.parse().map_or(Self::Unreadable, Self::Address),
        }
    }

    fn address(self) -> Option<IpAddr> {
        match self {
            Self::Address(address) | Self::CallersOwn(address) => Some(address),
            Self::Unreadable => None,
        }
    }
}

enum Outcome {
    Stored(String),
    Refused(&'static str),
    BadAddress(&'static str),
}

struct Desk<'a> {
    hostup: &'a mut Hostup,
    zones: &'a mut Zones,
    index: usize,
    now: Moment,
    limit: Option<u32>,
}

impl Desk<'_> {
    fn serve(self, request: &Request, hostname: &str, asked: Asked) -> (Outcome, bool) {
        let Some(config) = self.hostup.configs.get(self.index) else {
            return (Outcome::Refused("badauth"), false);
        };
        let id = config.id.clone();
        let (outcome, status, error) = self.judge(config, hostname, asked);
        let log = HostupLog {
            old_ip: config.last_ip,
            new_ip: asked.address(),
            source_ip: Some(request.caller),
            user_agent: Some(request.user_agent.clone()),
            status,
            error_message: error.map(str::to_owned),
            created_at: Some(self.now.wall),
        };
        self.hostup.store(self.zones, &id, log, self.now);
        if let (Outcome::Refused("too-many"), Some(config)) =
            (&outcome, self.hostup.config_mut(&id))
        {
            config.blocked = true;
        }
        (outcome, status == LogStatus::Success)
    }

    fn judge(
        &self,
        config: &HostupConfig,
        hostname: &str,
        asked: Asked,
    ) -> (Outcome, LogStatus, Option<&'static str>) {
        let failed = |word, why| (Outcome::Refused(word), LogStatus::Failed, Some(why));
        let bad = |why| (Outcome::BadAddress(why), LogStatus::Failed, Some(why));
        if config.blocked {
            return failed("abuse", "Blocked for abuse");
        }
        if !config.enabled {
            return failed("disabled", "Configuration is disabled");
        }
        if !config.hostname.eq_ignore_ascii_case(hostname) {
            return failed("nohost", "Hostname does not belong to this token");
        }
        let Some(address) = asked.address() else {
            return bad("ip must be one IPv4 or IPv6 address");
        };
        let family = config.record_type.family();
        if Family::of(address) != family {
            return bad(match family {
                Family::V4 => "an A configuration takes an IPv4 address",
                Family::V6 => "an AAAA configuration takes an IPv6 address",
            });
        }
        if self.zones.registered(hostname, family) == Some(address) {
            if self
                .limit
                .is_some_and(|limit| config.nochg_in_a_row >= limit)
            {
                return failed("too-many", "Too many updates without a change");
            }
            return (
                Outcome::Stored(format!("nochg {address}")),
                LogStatus::NoChange,
                None,
            );
        }
        (
            Outcome::Stored(format!("good {address}")),
            LogStatus::Success,
            None,
        )
    }
}
