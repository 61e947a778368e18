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
use hemma_core::finding::Finding;
use hemma_engine::ports::{Clock as _, LookAt, Senses as _};
use hemma_net::clock::SystemClock;
use hemma_net::http::{Reach, Roots};
use hemma_net::network::Outlook;
use hemma_net::watch::watch_network;
use hemma_net::{Net, NetOptions, interfaces};
use hemma_providers::identity::ClientIdentity;
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

/// Runs a test's body in a namespace: the outer run starts this very test there, the inner run does the work.
fn in_a_network_of_its_own(test: &str, body: impl Future<Output = ()>) {
    const INSIDE: &str = "HEMMA_TEST_INSIDE_NAMESPACE";
    if std::env::var_os(INSIDE).is_none() {
        let this = std::env::current_exe().expect("the path of this program");
        let output = Command::new("unshare")
            .args(["--user", "--map-root-user", "--net"])
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
    let clock = SystemClock::start();
    assert!(clock.now().mono.0 < Duration::from_secs(60));
    Net::new(
        clock,
        NetOptions {
            identity: ClientIdentity::hemma("Test", "0"),
            reach: Reach::LoopbackOnly,
            roots: Roots::System,
            outlook: Outlook::World,
        },
    )
}

fn found(address: &str) -> Finding {
    let address: IpAddr = address.parse().expect("an address");
    Finding::Found { address }
}
