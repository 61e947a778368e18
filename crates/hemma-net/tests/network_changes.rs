//! The watch over a real kernel, in a network of its own (`tests/namespace`): what is a hint, what is noise, and how
//! long after the kernel's own word a hint comes.

#![cfg(target_os = "linux")]

mod namespace;

use std::net::Ipv6Addr;
use std::time::{Duration, Instant};

use hemma_net::interfaces::{self, Ipv6Entry};
use hemma_net::stable_ipv6::{Choice, choose};
use hemma_net::watch::{AddressStir, Stir, describe, watch_network};
use namespace::{Router, in_a_network_of_its_own, ip, lay_cable};
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TryRecvError;

/// What a hint may take after the kernel has told. The watch pauses 20 ms; the rest is for a machine that is busy.
const PROMPT: Duration = Duration::from_millis(250);

#[test]
fn an_address_a_route_or_a_cable_that_comes_or_goes_is_a_hint() {
    in_a_network_of_its_own(
        "an_address_a_route_or_a_cable_that_comes_or_goes_is_a_hint",
        async {
            lay_cable("v0", "v1");
            let mut moved = watch_network();
            quiet(&mut moved).await;
            for change in [
                "addr add 192.0.2.5/24 dev v0",
                "addr add 2001:db8:1::5/64 dev v0 nodad",
                // A changed route alone.
                "route add default via 192.0.2.1 dev v0",
                "route replace default via 192.0.2.2 dev v0",
                "-6 route add default via fe80::1 dev v0",
                "-6 route del default via fe80::1 dev v0",
                "route del default",
                // The cable out and in.
                "link set v1 down",
                "link set v1 up",
                "link set v0 down",
                "link set v0 up",
                "addr del 192.0.2.5/24 dev v0",
            ] {
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
fn noise_that_changes_no_address_and_no_way_out_is_no_hint() {
    in_a_network_of_its_own(
        "noise_that_changes_no_address_and_no_way_out_is_no_hint",
        async {
            lay_cable("v0", "v1");
            ip("addr add 192.0.2.5/24 dev v0");
            ip("addr add 2001:db8:1::5/64 dev v0 nodad valid_lft 600 preferred_lft 300");
            let mut moved = watch_network();
            quiet(&mut moved).await;
            for seconds in 301..=310 {
                // A router advertisement that only renews lifetimes does this.
                ip(&format!(
                    "addr change 2001:db8:1::5/64 dev v0 valid_lft 600 preferred_lft {seconds}"
                ));
                ip("neigh replace 192.0.2.9 lladdr 02:00:5e:10:00:09 dev v0");
                ip("neigh del 192.0.2.9 dev v0");
                ip("route add 198.51.100.0/24 via 192.0.2.1 dev v0");
                ip("route del 198.51.100.0/24");
            }
            // A container that starts: a cable without an address.
            lay_cable("c0", "c1");
            assert_eq!(quiet(&mut moved).await, 0);
        },
    );
}

#[test]
fn f15_the_end_of_duplicate_detection_and_deprecation_are_told_by_themselves() {
    in_a_network_of_its_own(
        "f15_the_end_of_duplicate_detection_and_deprecation_are_told_by_themselves",
        async {
            lay_cable("v0", "v1");
            let mut told = describe();
            quiet_of(&mut told).await;
            let mut moved = watch_network();
            quiet(&mut moved).await;
            ip("addr add 2001:db8:1::5/64 dev v0");
            assert!(hint(&mut moved).await, "it came");
            let usable = when(|entry| entry.prefix == 64 && is_of(entry, 1) && !entry.tentative);
            let (ended, hinted) = tokio::join!(usable, hint_at(&mut moved));
            prompt("the hint came", ended, hinted);

            ip("addr change 2001:db8:1::5/64 dev v0 preferred_lft 0 valid_lft 600");
            assert!(hint(&mut moved).await, "deprecation");

            let (tentative, temporary) = (true, false);
            let came = AddressStir::Came {
                tentative,
                temporary,
            };
            for expected in [came, AddressStir::Ready, AddressStir::Deprecated] {
                assert_eq!(next_of(&mut told, "2001:db8:1::5").await, expected);
            }
        },
    );
}

#[test]
fn f12_f15_a_router_that_renumbers_moves_the_choice_as_soon_as_duplicate_detection_ends() {
    in_a_network_of_its_own(
        "f12_f15_a_router_that_renumbers_moves_the_choice_as_soon_as_duplicate_detection_ends",
        async {
            lay_cable("v0", "v1");
            std::fs::write("/proc/sys/net/ipv6/conf/v0/use_tempaddr", "2")
                .expect("privacy addresses");
            let mut router = Router::behind("v1");
            router.announce(&[("2001:db8:a::/64", 300, 600)]);
            settled(0xa).await;

            let (mut moved, mut told) = (watch_network(), describe());
            quiet(&mut moved).await;
            // The old prefix stays valid for ten minutes; only its preferred lifetime is over.
            router.announce(&[("2001:db8:a::/64", 0, 600), ("2001:db8:b::/64", 300, 600)]);
            let usable = when(|entry| is_of(entry, 0xb) && !entry.temporary && !entry.tentative);
            let (ended, chosen) = tokio::join!(usable, async {
                loop {
                    let at = hint_at(&mut moved).await;
                    let (listing, ways_out) = interfaces::read_together();
                    match choose(&listing, ways_out) {
                        Choice::Stable(address) if address.segments()[2] == 0xb => return at,
                        Choice::Stable(address) => panic!("the deprecated {address} was chosen"),
                        Choice::Settling { .. } | Choice::None => {}
                    }
                }
            });
            prompt("the choice moved", ended, chosen);
            let old = entries().into_iter().filter(|entry| is_of(entry, 0xa));
            let old: Vec<_> = old.collect();
            assert!(!old.is_empty(), "the old prefix is still there");
            assert!(old.iter().all(|entry| entry.deprecated));

            // Advertisements that only renew are no hint, though the kernel calls the old address preferred for a
            // moment each time.
            // The temporary address of the new prefix has a duplicate detection of its own.
            while entries().iter().any(|entry| entry.tentative) {
                assert!(hint(&mut moved).await, "it settles");
            }
            quiet(&mut moved).await;
            while told.try_recv().is_ok() {}
            for _ in 0..5 {
                router.announce_again();
                quiet(&mut moved).await;
                assert_eq!(
                    told.try_recv(),
                    Err(TryRecvError::Empty),
                    "a renewal stirred"
                );
            }
        },
    );
}

/// Waits until a stable address of one of the prefixes 2001:db8:X::/64 is chosen.
async fn settled(prefix: u16) {
    let mut moved = watch_network();
    loop {
        let (listing, ways_out) = interfaces::read_together();
        match choose(&listing, ways_out) {
            Choice::Stable(address) if address.segments()[2] == prefix => return,
            _ => assert!(hint(&mut moved).await, "no address: {listing:?}"),
        }
    }
}

fn is_of(entry: &Ipv6Entry, prefix: u16) -> bool {
    entry.address.segments()[..3] == [0x2001, 0xdb8, prefix]
}

fn entries() -> Vec<Ipv6Entry> {
    let listing = interfaces::list();
    let entries = listing.iter().flat_map(|interface| interface.ipv6.clone());
    entries
        .filter(|entry| entry.address != Ipv6Addr::LOCALHOST)
        .collect()
}

/// Asks the kernel again and again, and returns when an address first was as described.
#[expect(
    clippy::disallowed_methods,
    reason = "the test measures against the kernel with a clock of its own"
)]
async fn when(described: impl Fn(&Ipv6Entry) -> bool + Send + 'static) -> Instant {
    let watching = tokio::task::spawn_blocking(move || {
        let begin = Instant::now();
        while begin.elapsed() < Duration::from_secs(15) {
            if entries().iter().any(&described) {
                return Instant::now();
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        panic!("it never came: {:?}", entries());
    });
    watching.await.expect("the kernel is asked")
}

/// Checks that something followed promptly, and prints how promptly. The kernel is asked once a millisecond, so that
/// what is seen may be a moment older than it seems.
#[expect(
    clippy::print_stdout,
    reason = "a figure for who asks with --nocapture"
)]
fn prompt(what: &str, ended: Instant, then: Instant) {
    let after = then.saturating_duration_since(ended);
    println!("{what} {after:?} after duplicate detection ended");
    assert!(
        after < PROMPT,
        "{what} {after:?} after duplicate detection ended"
    );
}

/// Waits for the next thing told about an address.
async fn next_of(told: &mut mpsc::Receiver<Stir>, about: &str) -> AddressStir {
    let about: Ipv6Addr = about.parse().expect("an address");
    let found = tokio::time::timeout(Duration::from_secs(10), async {
        loop {
            match told.recv().await.expect("the watch goes on") {
                Stir::Address { address, stir, .. } if address == about => return stir,
                _ => {}
            }
        }
    });
    found.await.expect("something about the address")
}

#[expect(
    clippy::disallowed_methods,
    reason = "the test measures against the kernel with a clock of its own"
)]
async fn hint_at(moved: &mut mpsc::Receiver<()>) -> Instant {
    assert!(hint(moved).await, "no hint came");
    Instant::now()
}

async fn hint(moved: &mut mpsc::Receiver<()>) -> bool {
    let hint = tokio::time::timeout(Duration::from_secs(10), moved.recv()).await;
    hint == Ok(Some(()))
}

/// Waits until no hint has come for a while, and returns how many did.
async fn quiet(moved: &mut mpsc::Receiver<()>) -> usize {
    let mut hints = 0;
    while tokio::time::timeout(Duration::from_millis(300), moved.recv())
        .await
        .is_ok()
    {
        hints += 1;
    }
    hints
}

/// The same for what is told: link-local addresses settle for up to two seconds.
async fn quiet_of(told: &mut mpsc::Receiver<Stir>) {
    while tokio::time::timeout(Duration::from_millis(2500), told.recv())
        .await
        .is_ok()
    {}
}
