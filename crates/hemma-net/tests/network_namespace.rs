//! The senses and the watch over a real kernel, in a network of their own.
//!
//! Each test starts itself again inside a fresh user and network namespace (`unshare`, so that no root is needed),
//! lays a cable there and changes addresses with `ip`. It needs Linux with user namespaces, and `iproute2`.

#![cfg(target_os = "linux")]

use std::future::Future;
use std::net::IpAddr;
use std::process::Command;
use std::time::Duration;

use hemma_core::address::Family;
use hemma_core::finding::{Finding, LookProblem};
use hemma_engine::ports::{Clock as _, Hands as _, LookAt, Resolver as _, Senses as _};
use hemma_net::clock::SystemClock;
use hemma_net::http::{Reach, Roots};
use hemma_net::network::Outlook;
use hemma_net::watch::watch_network;
use hemma_net::{Net, NetOptions, interfaces};
use hemma_providers::exchange::Request;
use hemma_providers::identity::ClientIdentity;
use hemma_sandbox::{Sandbox, World};
use tokio::net::UdpSocket;
use tokio::sync::mpsc;

#[test]
fn an_address_that_comes_or_goes_on_a_link_that_stays_up_is_a_hint() {
    in_a_network_of_its_own(
        "an_address_that_comes_or_goes_on_a_link_that_stays_up_is_a_hint",
        async {
            lay_cable("v0", "v1");
            let mut moved = watch_network();
            let changes = [
                "addr add 192.0.2.5/24 dev v0",
                "addr del 192.0.2.5/24 dev v0",
                "addr add 2001:db8:1::5/64 dev v0 nodad",
                "addr del 2001:db8:1::5/64 dev v0",
                "link set v0 down",
                "link set v0 up",
            ];
            // Link-local addresses settle at first; their hints are not what is meant.
            quiet(&mut moved).await;
            for change in changes {
                ip(change);
                assert!(hint(&mut moved).await, "no hint at: ip {change}");
                quiet(&mut moved).await;
            }
        },
    );
}

#[test]
fn a_storm_is_one_hint() {
    in_a_network_of_its_own("a_storm_is_one_hint", async {
        lay_cable("v0", "v1");
        let mut moved = watch_network();
        quiet(&mut moved).await;
        for number in 1..=20 {
            ip(&format!("addr add 192.0.2.{number}/24 dev v0"));
        }
        assert!(hint(&mut moved).await);
        assert!(moved.try_recv().is_err(), "the storm left a second hint");
    });
}

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
            let resolver = net().resolver;
            let name = || "hem.hemma.example".parse().expect("a hostname");
            let system = resolver.system(name(), Family::Ipv4).await;
            assert_eq!(
                system,
                Ok(vec!["192.168.1.66".parse().expect("an address")])
            );
            let servers = vec![sandbox.dns()];
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

/// Runs a test's body in a namespace: the outer run starts this very test there, the inner run does the work.
fn in_a_network_of_its_own(test: &str, body: impl Future<Output = ()>) {
    const INSIDE: &str = "HEMMA_TEST_INSIDE_NAMESPACE";
    if std::env::var_os(INSIDE).is_none() {
        let this = std::env::current_exe().expect("the path of this program");
        let output = Command::new("unshare")
            .args(["--user", "--map-root-user", "--net", "--mount"])
            .arg(this)
            .args([test, "--exact", "--nocapture"])
            .env(INSIDE, "1")
            .output()
            .expect("this test needs `unshare` (util-linux)");
        let told =
            String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success() && told.contains("1 passed"),
            "failed inside a user and network namespace (does this system allow them? \
             see sysctl kernel.unprivileged_userns_clone and kernel.apparmor_restrict_unprivileged_userns):\n{told}"
        );
        return;
    }
    ip("link set lo up");
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(body);
}

fn lay_cable(near: &str, far: &str) {
    ip(&format!("link add {near} type veth peer name {far}"));
    ip(&format!("link set {far} up"));
    ip(&format!("link set {near} up"));
}

fn ip(arguments: &str) {
    let output = Command::new("ip")
        .args(arguments.split_whitespace())
        .output()
        .expect("this test needs `ip` (iproute2)");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "ip {arguments}: {told}");
}

async fn hint(moved: &mut mpsc::Receiver<()>) -> bool {
    let hint = tokio::time::timeout(Duration::from_secs(5), moved.recv()).await;
    hint == Ok(Some(()))
}

/// Waits until no hint has come for a while.
async fn quiet(moved: &mut mpsc::Receiver<()>) {
    while tokio::time::timeout(Duration::from_millis(300), moved.recv())
        .await
        .is_ok()
    {}
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
        },
    )
}

fn found(address: &str) -> Finding {
    let address: IpAddr = address.parse().expect("an address");
    Finding::Found { address }
}
