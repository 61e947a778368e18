//! No-IP's Dynamic DNS Integration protocol, `GET /nic/update`.
//!
//! Source: the vendor's page "Update a hostname's IP address" (stored as 002), with the digest
//! noip-update.md for what older vendor pages add. Where the page is silent the choice made here is
//! marked "our choice".

use std::net::{IpAddr, Ipv6Addr};
use std::time::Duration;

use super::login::Entrance;
use super::{Addresses, Note, Reply, Request, scripted};
use crate::clock::Moment;
use crate::ledger::Rude;
use crate::script::Fault;
use crate::world::accounts::{Account, NoIp};
use crate::world::{Family, World, Zones};

/// The name that stands for every host of a DDNS key.
const ALL_HOSTS: &str = "all.ddnskey.com";

/// Answers one request to the update path.
pub(crate) fn answer(
    world: &mut World,
    request: &Request,
    now: Moment,
    fault: Option<&Fault>,
) -> Reply {
    let World { noip, zones, .. } = world;
    let names = request.list("hostname");
    let addresses = addresses(request);
    let mut note = Note {
        user: request.basic.as_ref().map(|(user, _)| user.clone()),
        names: names.clone(),
        addresses: addresses
            .map(|addresses| addresses.list())
            .unwrap_or_default(),
        ..Note::default()
    };
    let agent_fits = has_the_documented_form(&request.user_agent)
        || noip
            .certified_agents
            .iter()
            .any(|prefix| request.user_agent.starts_with(prefix.as_str()));
    let limit = noip.nochg_limit;
    let padded = noip.padded_ipv6;
    let badauth_status = noip.badauth_status;
    let mut entrance = entrance(noip);
    let visit = entrance.enter(request, agent_fits, now);
    note.rude = visit.rude;

    let account = visit
        .account
        .and_then(|index| entrance.accounts.get_mut(index));
    let reply = match (
        fault.and_then(|fault| scripted::reply(fault, names.len())),
        account,
    ) {
        (Some(reply), _) => reply,
        (None, Some(account)) if visit.refusal.is_none() => {
            let desk = Desk {
                account,
                zones,
                limit,
                padded,
                now,
            };
            desk.serve(request, &names, addresses, &mut note)
        }
        (None, _) => match visit.refusal.unwrap_or("badauth") {
            "badauth" => Reply::text(badauth_status, "badauth\r\n")
                .with("www-authenticate", "Basic realm=\"No-IP\""),
            word => Reply::text(200, format!("{word}\r\n")),
        },
    };
    entrance.remember(request, visit, &names, reply.status, &reply.words(), now);
    reply.noted(note)
}

fn entrance(noip: &mut NoIp) -> Entrance<'_> {
    Entrance {
        accounts: &mut noip.accounts,
        doorman: &mut noip.doorman,
        patience: Duration::from_secs(noip.retry_after_trouble_seconds),
    }
}

/// Whether a User-Agent reads `Company NameOfProgram/OSVersion-ReleaseVersion contact@example.com`, or in
/// the form for hardware `Company DeviceName-Model/FirmwareVersionNumber contact@example.com`.
pub(crate) fn has_the_documented_form(agent: &str) -> bool {
    if !agent.bytes().all(|byte| (0x20..0x7f).contains(&byte)) || agent.matches('/').count() != 1 {
        return false;
    }
    let Some((product, rest)) = agent.split_once('/') else {
        return false;
    };
    let company_and_program = product.split(' ').collect::<Vec<_>>();
    let Some((version, contact)) = rest.split_once(' ') else {
        return false;
    };
    let in_two = |text: &str| {
        text.rsplit_once('-')
            .is_some_and(|(one, other)| !one.is_empty() && !other.is_empty())
    };
    let device = company_and_program.last().copied().unwrap_or_default();
    let software = in_two(version);
    let hardware = in_two(device) && !version.is_empty();
    let Some((person, domain)) = contact.split_once('@') else {
        return false;
    };
    company_and_program.len() >= 2
        && company_and_program.iter().all(|word| !word.is_empty())
        && (software || hardware)
        && !person.is_empty()
        && !contact.contains(' ')
        && domain.split('.').count() >= 2
        && domain
            .split('.')
            .all(|label| !label.is_empty() && !label.contains('@'))
}

/// Reads `myip` and `myipv6`; without either the caller's own address.
///
/// An address that does not parse, or two of one family, is an error: the page does not say what the
/// vendor does, and refusing it is our choice.
fn addresses(request: &Request) -> Result<Addresses, ()> {
    let mut addresses = Addresses::default();
    for text in request.list("myip") {
        addresses.add(text.parse().map_err(|_| ())?)?;
    }
    if let Some(text) = request.param("myipv6").filter(|text| !text.is_empty()) {
        let address: Ipv6Addr = text.parse().map_err(|_| ())?;
        addresses.v6 = Some(address.into());
    }
    if addresses == Addresses::default() {
        addresses.add(request.caller)?;
    }
    Ok(addresses)
}

/// Where an admitted request is served.
struct Desk<'a> {
    account: &'a mut Account,
    zones: &'a mut Zones,
    limit: Option<u32>,
    padded: bool,
    now: Moment,
}

impl Desk<'_> {
    fn serve(
        mut self,
        request: &Request,
        names: &[String],
        addresses: Result<Addresses, ()>,
        note: &mut Note,
    ) -> Reply {
        let offline = request
            .param("offline")
            .is_some_and(|value| value.eq_ignore_ascii_case("yes"));
        if offline && !self.account.donator {
            if self.account.memory.told_donator {
                note.rude = note.rude.or(Some(Rude::AfterDonator));
            }
            return Reply::text(200, "!donator\r\n");
        }
        let Ok(addresses) = addresses else {
            note.rude = note.rude.or(Some(Rude::MalformedAddress));
            return Reply::text(400, "malformed address\r\n");
        };
        let everything = [ALL_HOSTS.to_owned()];
        let names = match names {
            [] if self.account.group_login => &everything[..],
            [] => return Reply::text(200, "nohost\r\n"),
            names => names,
        };
        let mut body = String::new();
        for name in names {
            body.push_str(&self.update(name, addresses, offline, note));
            body.push_str("\r\n");
        }
        Reply::text(200, body)
    }

    /// Updates one name of the list and returns its line.
    fn update(
        &mut self,
        name: &str,
        addresses: Addresses,
        offline: bool,
        note: &mut Note,
    ) -> String {
        let hosts = self.hosts_behind(name);
        if hosts.is_empty() {
            if self.account.memory.refused_names.contains(name) {
                note.rude = note.rude.or(Some(Rude::AfterRefusedName));
            }
            return "nohost".to_owned();
        }
        let mut changed = false;
        let mut stored = Addresses::default();
        for host in &hosts {
            changed |= self.set(host, addresses, offline);
            for family in [Family::V4, Family::V6] {
                let takes = self
                    .account
                    .host(host)
                    .is_some_and(|host| host.takes(family));
                if let Some(address) = addresses
                    .of(family)
                    .filter(|_| takes && stored.of(family).is_none())
                {
                    // A free place was just checked.
                    let _ = stored.add(address);
                }
            }
        }
        note.changed |= changed;
        let shown = self.spell(stored);
        let count = self
            .account
            .memory
            .nochg_in_a_row
            .entry(name.to_owned())
            .or_default();
        if changed {
            *count = 0;
            return format!("good {shown}").trim_end().to_owned();
        }
        *count += 1;
        if self.limit.is_some_and(|limit| *count > limit) {
            note.rude = note.rude.or(Some(Rude::TooManyNochg));
            self.account.blocked = true;
            return "abuse".to_owned();
        }
        format!("nochg {shown}").trim_end().to_owned()
    }

    /// Returns the hosts a name stands for: itself, a group's, or all of the key's.
    fn hosts_behind(&self, name: &str) -> Vec<String> {
        if let Some(host) = self.account.host(name) {
            return vec![host.name.clone()];
        }
        if name.eq_ignore_ascii_case(ALL_HOSTS) {
            return self
                .account
                .hosts
                .iter()
                .map(|host| host.name.clone())
                .collect();
        }
        let group = self.account.groups.iter().find(|group| group.name == name);
        let known = |host: &&String| self.account.host(host).is_some();
        group.map_or_else(Vec::new, |group| {
            group.hosts.iter().filter(known).cloned().collect()
        })
    }

    /// Sets one host and says whether anything changed. An update takes a host out of offline mode.
    fn set(&mut self, name: &str, addresses: Addresses, offline: bool) -> bool {
        let Some(host) = self.account.host(name).cloned() else {
            return false;
        };
        let was_offline = !offline && self.account.memory.offline.remove(name);
        if offline && !self.account.memory.offline.insert(name.to_owned()) {
            return false;
        }
        let mut changed = false;
        for family in [Family::V4, Family::V6] {
            let Some(address) = addresses.of(family).filter(|_| host.takes(family)) else {
                continue;
            };
            // Offline hosts show nothing here; what a real one shows is set on the vendor's site.
            let value = (!offline).then_some(address);
            if was_offline || self.zones.registered(name, family) != value {
                self.zones.publish(name, family, value, self.now.real);
                changed = true;
            }
        }
        changed || offline
    }

    /// Writes addresses as the page does: IPv4 first, comma, IPv6 in a spelling of the vendor's own.
    fn spell(&self, addresses: Addresses) -> String {
        let spelt = addresses.list().into_iter().map(|address| match address {
            IpAddr::V6(address) if self.padded => pad(address),
            address => address.to_string(),
        });
        spelt.collect::<Vec<_>>().join(",")
    }
}

/// Fills each group to four digits, as in the page's `2001:0db8::2e`.
fn pad(address: Ipv6Addr) -> String {
    let text = address.to_string();
    let groups = text.split(':').map(|group| match group {
        "" => String::new(),
        group => format!("{group:0>4}"),
    });
    groups.collect::<Vec<_>>().join(":")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_documented_user_agent_form_fits() {
        for agent in [
            "Hemma HemmaAgent/Debian12-0.1.0 dev@hemma.example",
            "Company DeviceName-Model/FirmwareVersionNumber maintainer-contact@example.com",
            "Company NameOfProgram/OSVersion-ReleaseVersion maintainer-contact@example.com",
            "Some Long Company Program/Windows11-10.0.26100-2.0 a@b.example",
        ] {
            assert!(has_the_documented_form(agent), "{agent}");
        }
        for agent in [
            "",
            "curl/8.5.0",
            "ddclient/3.10.0",
            "Hemma/Debian12-0.1.0 dev@hemma.example",
            "Hemma Agent/0.1.0 dev@hemma.example",
            "Hemma Agent/Debian12-0.1.0",
            "Hemma Agent/Debian12-0.1.0 dev@hemma",
            "Hemma Agent/Debian12-0.1.0 (dev@hemma.example; +https://hemma.example)",
            "Hemma Agént/Debian12-0.1.0 dev@hemma.example",
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36",
        ] {
            assert!(!has_the_documented_form(agent), "{agent}");
        }
    }

    #[test]
    fn ipv6_is_spelt_with_padded_groups() {
        assert_eq!(pad("2001:db8::2e".parse().unwrap()), "2001:0db8::002e");
        let back: Ipv6Addr = pad("2001:db8:1::7".parse().unwrap()).parse().unwrap();
        assert_eq!(back, "2001:db8:1::7".parse::<Ipv6Addr>().unwrap());
    }
}
