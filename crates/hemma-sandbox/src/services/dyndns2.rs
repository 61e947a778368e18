//! The dyndns2 protocol by Dyn's own pages, `GET /nic/update`.
//!
//! Source: dyndns2-services.md §1, which digests Dyn's Remote Access API pages: at most 20 names,
//! words about the account or the system are given once, `notfqdn` once when no name was given, a
//! malformed `myip` is ignored and the connection's address taken.

use std::net::IpAddr;
use std::time::Duration;

use super::login::Entrance;
use super::{Addresses, Note, Reply, Request, scripted};
use crate::clock::Moment;
use crate::ledger::Rude;
use crate::script::Fault;
use crate::world::accounts::{Account, TwoAddresses};
use crate::world::{Dyndns2, Family, World, Zones};

/// Answers one request to the update path.
pub(crate) fn answer(
    world: &mut World,
    request: &Request,
    now: Moment,
    fault: Option<&Fault>,
) -> Reply {
    let World { dyndns2, zones, .. } = world;
    let names = request.list("hostname");
    let asked = addresses(request, dyndns2.two_addresses);
    let mut note = Note {
        user: request.basic.as_ref().map(|(user, _)| user.clone()),
        names: names.clone(),
        addresses: asked.list(),
        ..Note::default()
    };
    let rules = Rules::of(dyndns2, request);
    let mut entrance = Entrance {
        accounts: &mut dyndns2.accounts,
        doorman: &mut dyndns2.doorman,
        patience: Duration::from_secs(dyndns2.retry_after_trouble_seconds),
    };
    let visit = entrance.enter(request, !request.user_agent.trim().is_empty(), now);
    note.rude = visit.rude;

    let reply = if let Some(reply) = fault.and_then(|fault| scripted::reply(fault, names.len())) {
        reply
    } else if rules.ignored {
        note.rude = note.rude.or(Some(Rude::BadUserAgent));
        Reply::text(200, "good 127.0.0.1\n")
    } else if let (Some(index), None) = (visit.account, visit.refusal) {
        let (before, rest) = entrance.accounts.split_at_mut(index);
        let (account, after) = match rest {
            [account, after @ ..] => (account, after),
            [] => return Reply::text(500, ""),
        };
        let strangers = before.iter().chain(after.iter()).collect();
        let desk = Desk {
            account,
            strangers,
            zones,
            rules: &rules,
            now,
        };
        desk.serve(request, &names, asked, &mut note)
    } else {
        let word = visit.refusal.unwrap_or("badauth");
        let status = if word == "badauth" {
            rules.badauth_status
        } else {
            200
        };
        Reply::text(status, format!("{word}\n"))
    };
    entrance.remember(request, visit, &names, reply.status, &reply.words(), now);
    reply.noted(note)
}

/// The knobs of the service, for one request.
struct Rules {
    ignored: bool,
    bad_system: bool,
    max_names: usize,
    nochg_limit: Option<u32>,
    badauth_status: u16,
    two_addresses: TwoAddresses,
}

impl Rules {
    fn of(service: &Dyndns2, request: &Request) -> Self {
        let system = request.param("system").unwrap_or_default();
        let known = ["", "dyndns", "statdns", "custom"].contains(&system.as_str());
        let bad_system = match &service.required_system {
            Some(required) => system != *required,
            None => !known,
        };
        Self {
            ignored: service
                .ignored_agents
                .iter()
                .any(|agent| request.user_agent.starts_with(agent.as_str())),
            bad_system,
            max_names: service.max_names,
            nochg_limit: service.nochg_limit,
            badauth_status: service.badauth_status,
            two_addresses: service.two_addresses,
        }
    }
}

/// Reads `myip`; an unreadable one is ignored and the caller's address taken.
fn addresses(request: &Request, two: TwoAddresses) -> Addresses {
    let mut asked = Addresses::default();
    let parsed: Result<Vec<IpAddr>, _> = request
        .list("myip")
        .iter()
        .map(|text| text.parse())
        .collect();
    for address in parsed.unwrap_or_default() {
        if two == TwoAddresses::FirstOnly && asked != Addresses::default() {
            break;
        }
        // A second address of the same family is ignored, like anything malformed.
        let _ = asked.add(address);
    }
    if asked == Addresses::default() {
        let _ = asked.add(request.caller);
    }
    asked
}

struct Desk<'a> {
    account: &'a mut Account,
    strangers: Vec<&'a Account>,
    zones: &'a mut Zones,
    rules: &'a Rules,
    now: Moment,
}

impl Desk<'_> {
    fn serve(
        mut self,
        request: &Request,
        names: &[String],
        asked: Addresses,
        note: &mut Note,
    ) -> Reply {
        if self.account.memory.refused_queries.contains(&request.query) {
            note.rude = note.rude.or(Some(Rude::AfterBadRequest));
        }
        let offline = request
            .param("offline")
            .is_some_and(|value| value.eq_ignore_ascii_case("yes"));
        let once = if self.rules.bad_system {
            Some("badsys")
        } else if offline && !self.account.donator {
            if self.account.memory.told_donator {
                note.rude = note.rude.or(Some(Rude::AfterDonator));
            }
            Some("!donator")
        } else if names.is_empty() {
            Some("notfqdn")
        } else if names.len() > self.rules.max_names {
            Some("numhost")
        } else {
            None
        };
        if let Some(word) = once {
            return Reply::text(200, format!("{word}\n"));
        }
        let lines = names
            .iter()
            .map(|name| self.update(name, asked, note) + "\n");
        Reply::text(200, lines.collect::<String>())
    }

    fn update(&mut self, name: &str, asked: Addresses, note: &mut Note) -> String {
        let refusal = if !is_fqdn(name) {
            Some("notfqdn")
        } else if self.account.host(name).is_some() {
            None
        } else if self
            .strangers
            .iter()
            .any(|account| account.host(name).is_some())
        {
            Some("!yours")
        } else {
            Some("nohost")
        };
        if let Some(word) = refusal {
            if self.account.memory.refused_names.contains(name) {
                note.rude = note.rude.or(Some(Rude::AfterRefusedName));
            }
            return word.to_owned();
        }
        if self.rules.two_addresses == TwoAddresses::Abuse
            && asked.v4.is_some()
            && asked.v6.is_some()
        {
            return "abuse".to_owned();
        }
        let mut changed = false;
        let mut stored = Vec::new();
        for family in [Family::V4, Family::V6] {
            let takes = self
                .account
                .host(name)
                .is_some_and(|host| host.takes(family));
            let Some(address) = asked.of(family).filter(|_| takes) else {
                continue;
            };
            stored.push(address.to_string());
            if self.zones.registered(name, family) != Some(address) {
                self.zones
                    .publish(name, family, Some(address), self.now.real);
                changed = true;
            }
        }
        note.changed |= changed;
        let shown = stored.join(",");
        let count = self
            .account
            .memory
            .nochg_in_a_row
            .entry(name.to_owned())
            .or_default();
        if changed {
            *count = 0;
            return format!("good {shown}");
        }
        *count += 1;
        if self.rules.nochg_limit.is_some_and(|limit| *count > limit) {
            note.rude = note.rude.or(Some(Rude::TooManyNochg));
            self.account.blocked = true;
            return "abuse".to_owned();
        }
        format!("nochg {shown}").trim_end().to_owned()
    }
}

/// Whether a text is a full hostname: at least two labels of letters, digits and inner hyphens.
pub(crate) fn is_fqdn(name: &str) -> bool {
    let label_fits = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    name.len() <= 253 && name.split('.').count() >= 2 && name.split('.').all(label_fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_hostnames_are_told_from_others() {
        assert!(is_fqdn("nas.hemma.example"));
        for name in [
            "nas",
            "",
            "nas..example",
            "-nas.example",
            "n as.example",
            "nas.example.",
        ] {
            assert!(!is_fqdn(name), "{name:?}");
        }
        assert!(!is_fqdn(&format!("{}.example", "a".repeat(64))));
        assert!(!is_fqdn(&["abcdefgh"; 29].join(".")));
    }
}
