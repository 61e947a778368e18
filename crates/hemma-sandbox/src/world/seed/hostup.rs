//! HostUp's side of the standard world: accounts, keys, domains, configurations, servers, history.
//!
//! Account `main` owns the domains `hemma.example` (with the two configurations of
//! `hem.hemma.example`), `hemma.test` (with `office.hemma.test`, which a router keeps and whose log has
//! every status, and the paused `hemma.test`), `xn--4cab6c.example` (`åäö.example`),
//! `elsewhere.example` (other name servers: not available) and `expired.example`; and the servers
//! `app-01`, `mail-01` (reverse DNS restored), `db-01` (partial failure), `bare-01` (no report, many
//! nulls) and `idle-01` (stopped: closed gate). Account `neighbour` owns `neighbour.example` and
//! `next-door`.

use std::net::{IpAddr, Ipv4Addr};

use crate::world::hostup::token_for;
use crate::world::{
    HistoryEvent, Hostup, HostupConfig, HostupDomain, HostupKey, HostupLog, HostupVps, LogStatus,
    MANAGED_NAMESERVERS, RateLimit, RecordType, ReverseDns, Rrset, World, ZoneSeed,
};

/// The API keys of the standard world. Fake, every one. All but the last two belong to the account `main`.
///
/// | Key | Name | What it is for |
/// | --- | --- | --- |
/// | [`FULL`](keys::FULL) | `full` | every scope the application can use |
/// | [`READ_ONLY`](keys::READ_ONLY) | `read-only` | domains, DNS and servers, all without writing |
/// | [`VPS_ONLY`](keys::VPS_ONLY) | `vps-only` | `read:vm` and `write:vm` alone |
/// | [`NO_HISTORY`](keys::NO_HISTORY) | `no-history` | domains with writing, but not `read:dns` |
/// | [`UMBRELLA`](keys::UMBRELLA) | `umbrella` | `read:all` and `write:all` |
/// | [`REVOKED`](keys::REVOKED) | `revoked` | 401 |
/// | [`IP_BOUND`](keys::IP_BOUND) | `ip-bound` | works from 203.0.113.7 only: 401 once the router has moved |
/// | [`LIMITED`](keys::LIMITED) | `limited` | five requests a minute of service time |
/// | [`INACTIVE`](keys::INACTIVE) | `inactive` | 403 `account_inactive`, account `paused` |
/// | [`NEIGHBOUR`](keys::NEIGHBOUR) | `neighbour` | another account, which owns `neighbour.example` |
pub mod keys {
    /// Every scope the application can use.
    pub const FULL: &str = "sandbox-key-full";
    /// Everything without writing: `token: null`, closed gates.
    pub const READ_ONLY: &str = "sandbox-key-read-only";
    /// Servers alone.
    pub const VPS_ONLY: &str = "sandbox-key-vps-only";
    /// Domains with writing, but no DNS history.
    pub const NO_HISTORY: &str = "sandbox-key-no-history";
    /// `read:all` and `write:all`.
    pub const UMBRELLA: &str = "sandbox-key-umbrella";
    /// Revoked.
    pub const REVOKED: &str = "sandbox-key-revoked";
    /// Bound to 203.0.113.7, the first address of the router.
    pub const IP_BOUND: &str = "sandbox-key-ip-bound";
    /// Five requests a minute.
    pub const LIMITED: &str = "sandbox-key-limited";
    /// Of an account that is inactive.
    pub const INACTIVE: &str = "sandbox-key-inactive";
    /// Of another account.
    pub const NEIGHBOUR: &str = "sandbox-key-neighbour";
}

const MAIN: &str = "main";
const ALL_SCOPES: [&str; 5] = [
    "read:domains",
    "write:domains",
    "read:dns",
    "read:vm",
    "write:vm",
];

/// Adds accounts, keys, domains, servers and some history.
pub(super) fn furnish(world: &mut World) {
    world.zones.zones.push(ZoneSeed::new("xn--4cab6c.example"));
    let hostup = &mut world.hostup;
    hostup.keys = all_keys();
    hostup.inactive_accounts.push("paused".to_owned());
    hostup.domains = domains();
    hostup.vps = servers();
    for event in events() {
        hostup.note_change(
            &HostupDomain::id_of("hemma.example"),
            event,
            "2026-04-20T08:00:00Z".parse().unwrap_or_default(),
        );
    }
    hostup.configs.extend(configs());
}

fn all_keys() -> Vec<HostupKey> {
    let domains = &ALL_SCOPES[..2];
    vec![
        HostupKey::new("full", keys::FULL, MAIN, &ALL_SCOPES),
        HostupKey::new(
            "read-only",
            keys::READ_ONLY,
            MAIN,
            &["read:domains", "read:dns", "read:vm"],
        ),
        HostupKey::new("vps-only", keys::VPS_ONLY, MAIN, &["read:vm", "write:vm"]),
        HostupKey::new("no-history", keys::NO_HISTORY, MAIN, domains),
        HostupKey::new("umbrella", keys::UMBRELLA, MAIN, &["read:all", "write:all"]),
        HostupKey {
            revoked: true,
            ..HostupKey::new("revoked", keys::REVOKED, MAIN, &ALL_SCOPES)
        },
        HostupKey {
            bound_to: Some(IpAddr::V4(Ipv4Addr::new(203, 0, 113, 7))),
            ..HostupKey::new("ip-bound", keys::IP_BOUND, MAIN, &ALL_SCOPES)
        },
        HostupKey {
            rate_limit: Some(RateLimit {
                requests: 5,
                window_seconds: 60,
            }),
            ..HostupKey::new("limited", keys::LIMITED, MAIN, &ALL_SCOPES)
        },
        HostupKey::new("inactive", keys::INACTIVE, "paused", &ALL_SCOPES),
        HostupKey::new("neighbour", keys::NEIGHBOUR, "neighbour", &ALL_SCOPES),
    ]
}

fn domains() -> Vec<HostupDomain> {
    vec![
        HostupDomain {
            tags: vec!["home".to_owned()],
            pinned: true,
            ..HostupDomain::new("hemma.example", MAIN)
        },
        HostupDomain::new("hemma.test", MAIN),
        HostupDomain::new("xn--4cab6c.example", MAIN),
        HostupDomain::elsewhere("elsewhere.example", MAIN),
        HostupDomain {
            service_status: "expired".to_owned(),
            sparse: true,
            created_at: None,
            ..HostupDomain::new("expired.example", MAIN)
        },
        HostupDomain::new("neighbour.example", "neighbour"),
    ]
}

/// A configuration that a router keeps, one that is paused, and one with a name in Swedish letters.
fn configs() -> Vec<HostupConfig> {
    let new = |name: &str, kind, domain: &str| {
        let made = HostupConfig::new(name, kind, &token_for(&format!("{name}{kind}")));
        HostupConfig {
            created_at: "2026-04-20T08:00:00Z".parse().ok(),
            ..made.in_domain(domain)
        }
    };
    let router = "198.51.100.22".parse().ok();
    let log = |minute: u8, status, new: &str| HostupLog {
        old_ip: "198.51.100.21".parse().ok(),
        new_ip: new.parse().ok(),
        source_ip: router,
        user_agent: Some("Mikrotik/6.49 fetch".to_owned()),
        status,
        error_message: (status == LogStatus::Failed).then(|| "Invalid address".to_owned()),
        created_at: format!("2026-04-27T12:{minute:02}:00Z").parse().ok(),
    };
    let kept_by_a_router = HostupConfig {
        last_ip: router,
        last_updated_at: "2026-04-27T12:05:00Z".parse().ok(),
        update_count: 12,
        logs: vec![
            log(0, LogStatus::Failed, "not an address"),
            log(5, LogStatus::Success, "198.51.100.22"),
            log(10, LogStatus::NoChange, "198.51.100.22"),
            log(15, LogStatus::Unknown, "198.51.100.22"),
        ],
        ..new("office.hemma.test", RecordType::A, "hemma.test")
    };
    let paused = HostupConfig {
        enabled: false,
        ..new("hemma.test", RecordType::A, "hemma.test")
    };
    let swedish = new(
        "hem.xn--4cab6c.example",
        RecordType::A,
        "xn--4cab6c.example",
    );
    vec![kept_by_a_router, paused, swedish]
}

fn servers() -> Vec<HostupVps> {
    let new = |name, ip, host| HostupVps::new(name, MAIN, ip, host);
    vec![
        new("app-01", "192.0.2.10", "web-01.hemma.example"),
        HostupVps {
            reverse_dns: ReverseDns::Restored,
            ..new("mail-01", "192.0.2.20", "mail.hemma.example")
        },
        HostupVps {
            reverse_dns: ReverseDns::PartialFailure,
            ..new("db-01", "192.0.2.30", "db.hemma.example")
        },
        HostupVps {
            reverse_dns: ReverseDns::Unwatched,
            sparse: true,
            ..new("bare-01", "", "")
        },
        HostupVps {
            power_state: Some("stopped".to_owned()),
            ..new("idle-01", "192.0.2.50", "idle.hemma.example")
        },
        HostupVps::new(
            "next-door",
            "neighbour",
            "192.0.2.60",
            "next.neighbour.example",
        ),
    ]
}

fn events() -> Vec<HistoryEvent> {
    let apex = "hemma.example";
    let text = |value: &str| Rrset::new(apex, "TXT", 3600, value);
    vec![
        HistoryEvent {
            summary: "Zone imported".to_owned(),
            ..HistoryEvent::change("import", None, None)
        },
        HistoryEvent {
            change_type: "nameserver_change".to_owned(),
            summary: "Name servers changed".to_owned(),
            before_nameservers: Some(vec!["ns1.elsewhere.example".to_owned()]),
            after_nameservers: Some(MANAGED_NAMESERVERS.map(str::to_owned).to_vec()),
            ..HistoryEvent::change("panel", None, None)
        },
        HistoryEvent::change("panel", None, Some(text("v=spf1 -all"))),
        HistoryEvent::change(
            "panel",
            Some(text("v=spf1 -all")),
            Some(text("v=spf1 mx -all")),
        ),
        HistoryEvent::change(
            "panel",
            None,
            Some(Rrset::new(apex, "MX", 3600, "10 mail.hemma.example")),
        ),
        HistoryEvent::change(
            "panel",
            None,
            Some(Rrset::new(
                "www.hemma.example",
                "CNAME",
                3600,
                "hem.hemma.example",
            )),
        ),
    ]
}

impl World {
    /// Returns the standard world with 300 more domains and 2,000 more configurations of the account
    /// `main`, and a limit that lets them be listed: for a window that must stay smooth.
    pub fn large() -> Self {
        let mut world = Self::seeded();
        world.hostup.rate_limit = RateLimit {
            requests: 100_000,
            window_seconds: 60,
        };
        for number in 0..300 {
            let domain = format!("domain{number:03}.example");
            world.zones.zones.push(ZoneSeed::new(&domain));
            // 200 domains with seven configurations and 100 with six are 2,000.
            let pairs = ["home", "nas", "cam"]
                .into_iter()
                .flat_map(|label| [RecordType::A, RecordType::Aaaa].map(|kind| (label, kind)));
            let seventh = (number % 3 < 2).then_some(("vpn", RecordType::A));
            for (label, kind) in pairs.chain(seventh) {
                let config =
                    large_config(&world.hostup, &format!("{label}.{domain}"), kind, number);
                world.hostup.configs.push(config);
            }
            world.hostup.domains.push(HostupDomain::new(&domain, MAIN));
        }
        world
    }
}

fn large_config(hostup: &Hostup, name: &str, kind: RecordType, number: u32) -> HostupConfig {
    let last = !number.is_multiple_of(5);
    let address = match kind {
        RecordType::A => format!("203.0.113.{}", number % 250 + 1),
        RecordType::Aaaa => format!("2001:db8:1::{:x}", number + 1),
    };
    HostupConfig {
        last_ip: last.then(|| address.parse().ok()).flatten(),
        last_updated_at: last.then(|| "2026-04-27T12:00:00Z".parse().ok()).flatten(),
        update_count: u64::from(number) * u64::from(last),
        enabled: !number.is_multiple_of(11),
        created_at: "2026-04-20T08:00:00Z".parse().ok(),
        ..HostupConfig::new(
            name,
            kind,
            &token_for(&format!("{name}{kind}{}", hostup.configs.len())),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_large_world_has_three_hundred_more_domains_and_two_thousand_more_configurations() {
        let (small, large) = (World::seeded().hostup, World::large().hostup);
        assert_eq!(large.domains.len() - small.domains.len(), 300);
        assert_eq!(large.configs.len() - small.configs.len(), 2000);
        let ids: std::collections::BTreeSet<&str> = large
            .configs
            .iter()
            .map(|config| config.id.as_str())
            .collect();
        assert_eq!(ids.len(), large.configs.len());
        for config in &large.configs {
            let own = large
                .domains
                .iter()
                .find(|domain| domain.id == config.domain_id);
            assert!(
                own.is_some_and(|domain| domain.holds(&config.hostname)),
                "{}",
                config.hostname
            );
        }
    }
}
