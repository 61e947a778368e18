//! The world that tests, demo and program start with, and ways to widen it.

mod hostup;

use std::net::{Ipv4Addr, Ipv6Addr};

use super::{Account, Group, Host, HostupConfig, RecordSeed, Router, World, ZoneSeed};
use crate::world::hostup::RecordType;

pub use hostup::keys;

/// The token of the seeded HostUp configuration for `hem.hemma.example`, type A.
pub const HOSTUP_TOKEN_A: &str = "a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebf";
/// The token of the seeded HostUp configuration for `hem.hemma.example`, type AAAA.
pub const HOSTUP_TOKEN_AAAA: &str =
    "c0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedf";

impl World {
    /// Returns the standard world.
    ///
    /// Router 203.0.113.7 and 2001:db8:1::7; zones `hemma.example`, `noip.example` and `hemma.test`;
    /// No-IP key `sandbox`/`sandbox-secret` with `home.noip.example` (dual), `cam.noip.example` (A)
    /// and the group `garden` (`pond.noip.example`, `gate.noip.example`); dyndns2 account
    /// `dyn`/`dyn-secret` with `nas.hemma.example` beside `other`/`other-secret` with
    /// `shed.hemma.example`; HostUp configurations A and AAAA for `hem.hemma.example`, with the keys,
    /// domains and servers that `seed/hostup.rs` lists. No name of these has an address yet.
    pub fn seeded() -> Self {
        let mut world = Self {
            router: Router {
                ipv4: Some(Ipv4Addr::new(203, 0, 113, 7)),
                ipv6: Some(Ipv6Addr::new(0x2001, 0xdb8, 1, 0, 0, 0, 0, 7)),
            },
            ..Self::default()
        };
        for apex in ["hemma.example", "noip.example", "hemma.test"] {
            world.zones.zones.push(ZoneSeed::new(apex));
        }
        world.zones.records.push(RecordSeed {
            name: "www.hemma.example".to_owned(),
            cname: Some("hem.hemma.example".to_owned()),
            ..RecordSeed::default()
        });
        for host in crate::tls::SERVER_NAMES {
            world.zones.records.push(RecordSeed {
                name: host.to_owned(),
                ipv4: Some(Ipv4Addr::LOCALHOST),
                ipv6: Some(Ipv6Addr::LOCALHOST),
                cname: None,
            });
        }
        let mut key = Account::new("sandbox", "sandbox-secret");
        key.hosts = vec![
            Host::dual("home.noip.example"),
            Host::v4("cam.noip.example"),
            Host::dual("pond.noip.example"),
            Host::dual("gate.noip.example"),
        ];
        key.groups = vec![Group {
            name: "garden".to_owned(),
            hosts: vec![
                "pond.noip.example".to_owned(),
                "gate.noip.example".to_owned(),
            ],
        }];
        world.noip.accounts.push(key);
        for (user, password, host) in [
            ("dyn", "dyn-secret", "nas.hemma.example"),
            ("other", "other-secret", "shed.hemma.example"),
        ] {
            let mut account = Account::new(user, password);
            account.hosts.push(Host::dual(host));
            world.dyndns2.accounts.push(account);
        }
        for (record_type, token) in [
            (RecordType::A, HOSTUP_TOKEN_A),
            (RecordType::Aaaa, HOSTUP_TOKEN_AAAA),
        ] {
            world
                .hostup
                .configs
                .push(HostupConfig::new("hem.hemma.example", record_type, token));
        }
        hostup::furnish(&mut world);
        world.furnish_services();
        world
    }

    /// Returns the world as it is after everything was updated once: all names hold the router's
    /// addresses, in DNS too.
    pub fn settled(mut self) -> Self {
        let mut names: Vec<(String, bool, bool)> = Vec::new();
        for host in self
            .noip
            .accounts
            .iter()
            .chain(&self.dyndns2.accounts)
            .chain(self.services.values().flat_map(|service| &service.accounts))
            .flat_map(|a| &a.hosts)
        {
            names.push((host.name.clone(), host.takes_v4(), host.takes_v6()));
        }
        for config in &mut self.hostup.configs {
            let v4 = config.record_type == RecordType::A;
            names.push((config.hostname.clone(), v4, !v4));
            config.last_ip = self.router.address(config.record_type.family());
        }
        for (name, v4, v6) in names {
            self.zones.records.push(RecordSeed {
                name,
                ipv4: self.router.ipv4.filter(|_| v4),
                ipv6: self.router.ipv6.filter(|_| v6),
                cname: None,
            });
        }
        self
    }

    /// Adds hosts `host000.noip.example` and so on to the first No-IP account.
    #[must_use]
    pub fn with_noip_hosts(mut self, count: usize) -> Self {
        if let Some(account) = self.noip.accounts.first_mut() {
            account
                .hosts
                .extend(Self::noip_host_names(count).into_iter().map(Host::dual));
        }
        self
    }

    /// Returns the names that [`World::with_noip_hosts`] adds.
    pub fn noip_host_names(count: usize) -> Vec<String> {
        (0..count)
            .map(|number| format!("host{number:03}.noip.example"))
            .collect()
    }

    /// Adds hosts `host000.hemma.example` and so on to the first dyndns2 account.
    #[must_use]
    pub fn with_dyndns2_hosts(mut self, count: usize) -> Self {
        if let Some(account) = self.dyndns2.accounts.first_mut() {
            account
                .hosts
                .extend(Self::dyndns2_host_names(count).into_iter().map(Host::dual));
        }
        self
    }

    /// Returns the names that [`World::with_dyndns2_hosts`] adds.
    pub fn dyndns2_host_names(count: usize) -> Vec<String> {
        (0..count)
            .map(|number| format!("host{number:03}.hemma.example"))
            .collect()
    }
}
