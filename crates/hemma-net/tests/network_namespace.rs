//! The senses over a real kernel, in a network of their own (`tests/namespace`).

#![cfg(target_os = "linux")]

mod namespace;

use std::net::IpAddr;
use std::process::Command;
use std::time::Duration;

use hemma_core::address::Family;
use hemma_core::finding::{Finding, LookProblem};
use hemma_engine::ports::{Clock as _, Hands as _, LookAt, Resolver as _, Senses as _};
use hemma_net::clock::SystemClock;
use hemma_net::http::{Reach, Roots};
use hemma_net::network::{Outlook, Salt};
use hemma_net::{Net, NetOptions, interfaces};
use hemma_providers::exchange::Request;
use hemma_providers::identity::ClientIdentity;
use hemma_sandbox::{Sandbox, World};
use namespace::{Router, in_a_network_of_its_own, ip, lay_cable};
use tokio::net::UdpSocket;

#[test]
fn f12_f15_the_stable_address_is_found_beside_real_temporary_and_deprecated_ones() {
    in_a_network_of_its_own(
        "f12_f15_the_stable_address_is_found_beside_real_temporary_and_deprecated_ones",
        async {
            lay_cable("v0", "v1");
            let senses = net().senses;
            let look = || senses.look(Family::Ipv6, LookAt::Interfaces);
            assert_eq!(look().await, Finding::Absent);

            std::fs::write("/proc/sys/net/ipv6/conf/v0/use_tempaddr", "2")
                .expect("privacy addresses");
            ip("addr add 2001:db8:1::5/64 dev v0 mngtmpaddr");
            ip("-6 route add default dev v0");
            // Asked while duplicate detection runs: the look waits it out.
            assert_eq!(look().await, found("2001:db8:1::5"));
            let listing = interfaces::list();
            let entries = || listing.iter().flat_map(|interface| &interface.ipv6);
            assert!(
                entries().any(|entry| entry.temporary),
                "the kernel made no temporary address"
            );

            ip("addr add 2001:db8:2::5/64 dev v0 nodad");
            ip("addr change 2001:db8:1::5/64 dev v0 preferred_lft 0 valid_lft 600");
            assert_eq!(look().await, found("2001:db8:2::5"));

            ip("addr change 2001:db8:2::5/64 dev v0 preferred_lft 0 valid_lft 600");
            assert_eq!(look().await, Finding::Absent);
        },
    );
}

#[test]
fn f07_online_home_and_tunnel_are_told_from_the_routes() {
    in_a_network_of_its_own(
        "f07_online_home_and_tunnel_are_told_from_the_routes",
        async {
            let senses = net().senses;
            let nothing = senses.locate().await;
            assert!(!nothing.online);
            assert_eq!(nothing.network, None);

            lay_cable("v0", "v1");
            ip("addr add 192.168.7.2/24 dev v0");
            assert!(!senses.locate().await.online, "an address is not a way out");

            ip("neigh add 192.168.7.1 lladdr 02:00:5e:10:00:01 dev v0");
            ip("route add default via 192.168.7.1 dev v0 metric 100");
            let home = senses.locate().await;
            assert!(home.online);
            assert!(!home.tunnel);
            assert!(home.network.is_some());
            assert_eq!(senses.locate().await, home);

            lay_cable("wg0", "far");
            ip("addr add 10.8.0.2/24 dev wg0");
            assert_eq!(
                senses.locate().await,
                home,
                "a tunnel that leads nowhere changes nothing"
            );
            ip("route add default dev wg0 metric 50");
            let away = senses.locate().await;
            assert!(away.online);
            assert!(away.tunnel);
            assert_ne!(away.network, home.network);
        },
    );
}

#[test]
fn a_network_is_recognised_though_nobody_has_spoken_to_its_router_yet() {
    in_a_network_of_its_own(
        "a_network_is_recognised_though_nobody_has_spoken_to_its_router_yet",
        async {
            let senses = net().senses;
            // The same prefix behind two routers, and a router that changes its prefix.
            let arrive = |card: &str, prefix: &str| {
                lay_cable("v0", card);
                let router = Router::behind(card);
                router.run(&format!("ip addr add {prefix}.1/24 dev {card}"));
                ip(&format!("addr add {prefix}.20/24 dev v0"));
                ip(&format!("route add default via {prefix}.1 dev v0"));
                router
            };
            let leave = || ip("link del v0");
            let router = arrive("v1", "192.168.7");
            let home = senses.locate().await;
            assert!(home.network.is_some(), "{home:?}");
            assert_eq!(home.interface.as_deref(), Some("v0"));
            assert_eq!(home.gateway, "192.168.7.1".parse().ok());
            assert_eq!(home.prefix.as_deref(), Some("192.168.7.0/24"));
            assert_eq!(senses.locate().await, home, "met once, known for good");
            leave();
            drop(router);

            let router = arrive("v2", "192.168.7");
            let cafe = senses.locate().await;
            assert!(cafe.network.is_some(), "{cafe:?}");
            assert_ne!(
                cafe.network, home.network,
                "the same prefix, another router"
            );
            ip("addr add 192.168.8.20/24 dev v0");
            router.run("ip addr add 192.168.8.1/24 dev v2");
            ip("route replace default via 192.168.8.1 dev v0");
            let guests = senses.locate().await;
            assert!(guests.network.is_some(), "{guests:?}");
            assert_ne!(
                guests.network, cafe.network,
                "the same router, another prefix"
            );
        },
    );
}

#[test]
fn f56_a_server_beyond_the_families_there_are_is_no_network_and_nothing_was_sent() {
    in_a_network_of_its_own(
        "f56_a_server_beyond_the_families_there_are_is_no_network_and_nothing_was_sent",
        async {
            lay_cable("v0", "v1");
            ip("addr add 2001:db8:1::5/64 dev v0 nodad");
            ip("-6 route add default dev v0");
            let net = net_with(Reach::Everywhere);
            let url = "https://192.0.2.1/nic/update".parse().expect("a URL");
            let outcome = net.hands.send(Request::get(url)).await;
            let failure = outcome.expect_err("there is no way to IPv4");
            assert_eq!(failure.problem, LookProblem::NoNetwork);
            assert!(!failure.sent);
        },
    );
}

#[test]
fn f26_a_hosts_file_overrides_the_system_and_not_the_zone() {
    in_a_network_of_its_own(
        "f26_a_hosts_file_overrides_the_system_and_not_the_zone",
        async {
            let hosts = InItsPlace::of("/etc/hosts");
            hosts.say("192.168.1.66 hem.hemma.example\n");
            let sandbox = Sandbox::start(World::seeded())
                .await
                .expect("the sandbox starts");
            let zone: IpAddr = "203.0.113.7".parse().expect("an address");
            sandbox.edit(|world| {
                let family = hemma_sandbox::Family::of(zone);
                world
                    .zones
                    .set_by_hand("hem.hemma.example", family, Some(zone));
            });
            // The system's own way counts only where the whole internet may be asked; here there is none.
            let resolver = net_with(Reach::Everywhere).resolver;
            let name = || "hem.hemma.example".parse().expect("a hostname");
            let servers = vec![sandbox.dns()];
            let compared = resolver
                .compare(name(), Family::Ipv4, servers.clone())
                .await;
            assert_eq!(
                compared.computer,
                Ok(vec!["192.168.1.66".parse().expect("an address")])
            );
            assert!(compared.in_hosts_file);
            let seen = resolver.authoritative(name(), Family::Ipv4, servers).await;
            assert_eq!(seen, Ok(vec![zone]));
        },
    );
}

#[test]
fn f55_the_systems_name_servers_are_read_anew_each_time() {
    in_a_network_of_its_own(
        "f55_the_systems_name_servers_are_read_anew_each_time",
        async {
            let resolver = net().resolver;
            let name = || "home.example.org".parse().expect("a hostname");
            let conf = InItsPlace::of("/etc/resolv.conf");
            for address in ["127.0.0.1", "127.0.0.2"] {
                // The port is fixed, and free: nobody else is in this network.
                let server = UdpSocket::bind((address, 53))
                    .await
                    .expect("port 53 of our own");
                conf.say(&format!("nameserver {address}\n"));
                let lookup = resolver.authoritative(name(), Family::Ipv4, Vec::new());
                let (seen, asked) = tokio::join!(lookup, refuse_once(&server));
                assert_eq!(seen, Err(LookProblem::NameLookup));
                assert_eq!(
                    asked & 1,
                    1,
                    "the way to the zone is asked for with recursion"
                );
            }
        },
    );
}

/// Answers one question with "refused" and returns the first byte of its flags.
async fn refuse_once(server: &UdpSocket) -> u8 {
    let mut packet = [0_u8; 512];
    let (length, peer) = server.recv_from(&mut packet).await.expect("a question");
    let asked = packet[2];
    packet[2] |= 0x80; // an answer
    packet[3] = 5; // REFUSED
    server
        .send_to(&packet[..length], peer)
        .await
        .expect("answers");
    asked
}

/// A file of ours over one of the system's, in this namespace only.
struct InItsPlace(tempfile::NamedTempFile);

impl InItsPlace {
    fn of(path: &str) -> Self {
        let file = tempfile::NamedTempFile::new().expect("a temporary file");
        let status = Command::new("mount")
            .args(["--bind", &file.path().display().to_string(), path])
            .status();
        assert!(
            status.expect("this test needs `mount`").success(),
            "mount over {path}"
        );
        Self(file)
    }

    fn say(&self, content: &str) {
        std::fs::write(self.0.path(), content).expect("writes");
    }
}

fn net() -> Net {
    net_with(Reach::LoopbackOnly)
}

fn net_with(reach: Reach) -> Net {
    let clock = SystemClock::start();
    assert!(clock.now().mono.0 < Duration::from_secs(60));
    Net::new(
        clock,
        NetOptions {
            identity: ClientIdentity::hemma("Test", "0"),
            reach,
            roots: Roots::System,
            outlook: Outlook::World,
            salt: Salt::kept([7; Salt::LENGTH]),
        },
    )
}

fn found(address: &str) -> Finding {
    let address: IpAddr = address.parse().expect("an address");
    Finding::Found { address }
}
