//! IPv4 addresses change: on the computer, on the router, on both, and while nobody could see it.

use hemma_core::whereabouts::Whereabouts;
use hemma_sandbox::Family;
use hemma_tests::lab::{self, Uplink};
use hemma_tests::settings::Profile;

use crate::{addresses, alarms};

#[test]
fn two_computers_behind_one_router_publish_the_address_it_gives_them() {
    lab::story(
        "two_computers_behind_one_router_publish_the_address_it_gives_them",
        |town| async move {
            let home = town.home();
            let (first, second) = (home.pc(&town), home.pc(&town));
            home.set_public_address("203.0.113.8");
            let sandbox = &town.internet.sandbox;
            first.furnish(&[Profile::noip(sandbox)], |text| text);
            second.furnish(&[Profile::dyndns2(sandbox)], |text| text);
            let (mut one, mut other) = (first.agent().await, second.agent().await);
            one.until_up_to_date("203.0.113.8").await;
            other.until_up_to_date("203.0.113.8").await;
            let updates = sandbox.ledger().updates();
            assert_eq!(updates.len(), 2, "each its own: {updates:?}");
            assert!(sandbox.ledger().rude().is_empty());
        },
    );
}

#[test]
fn two_homes_publish_each_its_own_address() {
    lab::story(
        "two_homes_publish_each_its_own_address",
        |town| async move {
            let (near, far) = (town.home(), town.home());
            let (first, second) = (near.pc(&town), far.pc(&town));
            let sandbox = &town.internet.sandbox;
            first.furnish(&[Profile::noip(sandbox)], |text| text);
            second.furnish(&[Profile::dyndns2(sandbox)], |text| text);
            let (mut one, mut other) = (first.agent().await, second.agent().await);
            one.until_up_to_date("203.0.113.7").await;
            other.until_up_to_date("203.0.113.57").await;
            assert_eq!(town.internet.published(), addresses(&["203.0.113.57"]));
        },
    );
}

#[test]
fn another_address_on_the_computer_alone_is_looked_into_and_nothing_is_sent() {
    lab::story(
        "another_address_on_the_computer_alone_is_looked_into_and_nothing_is_sent",
        |town| async move {
            let home = town.home();
            let pc = home.pc(&town);
            pc.furnish(&[Profile::noip(&town.internet.sandbox)], |text| text);
            let mut agent = pc.agent().await;
            let before = agent.until_up_to_date("203.0.113.7").await.last_check;
            pc.set_address(77);
            agent
                .until("a look by itself", |snapshot| snapshot.last_check > before)
                .await;
            agent.until_up_to_date("203.0.113.7").await;
            assert_eq!(town.internet.published(), addresses(&[]));
        },
    );
}

#[test]
fn a_router_that_comes_back_with_another_address_is_followed() {
    lab::story(
        "a_router_that_comes_back_with_another_address_is_followed",
        |town| async move {
            let home = town.home();
            let pc = home.pc(&town);
            pc.furnish(&[Profile::noip(&town.internet.sandbox)], |text| text);
            let mut agent = pc.agent().await;
            agent.until_up_to_date("203.0.113.7").await;
            // The router restarts: the cable goes dead, then DHCP gives another address inside as well.
            pc.plug(false);
            agent
                .until("no network", |snapshot| {
                    snapshot.whereabouts == Whereabouts::Offline
                })
                .await;
            home.set_public_address("203.0.113.8");
            pc.plug(true);
            let snapshot = agent.until_up_to_date("203.0.113.8").await;
            assert!(!alarms(&snapshot), "{:?}", snapshot.conditions);
            assert_eq!(town.internet.published(), addresses(&["203.0.113.8"]));
        },
    );
}

#[test]
fn f51_f52_a_cable_that_is_out_at_the_start_alarms_nobody_and_is_forgotten_once_it_is_in() {
    lab::story(
        "f51_f52_a_cable_that_is_out_at_the_start_alarms_nobody_and_is_forgotten_once_it_is_in",
        |town| async move {
            let home = town.home();
            let pc = home.pc(&town);
            home.set_public_address("203.0.113.8");
            pc.plug(false);
            pc.furnish(&[Profile::noip(&town.internet.sandbox)], |text| text);
            let mut agent = pc.agent().await;
            let snapshot = agent
                .until("no network", |snapshot| {
                    snapshot.whereabouts == Whereabouts::Offline
                })
                .await;
            assert!(!alarms(&snapshot), "{:?}", snapshot.conditions);
            pc.plug(true);
            agent.until_up_to_date("203.0.113.8").await;
            assert_eq!(town.internet.published(), addresses(&["203.0.113.8"]));
        },
    );
}

#[test]
fn an_agent_that_was_frozen_through_a_change_looks_as_soon_as_it_runs_again() {
    lab::story(
        "an_agent_that_was_frozen_through_a_change_looks_as_soon_as_it_runs_again",
        |town| async move {
            let home = town.home();
            let pc = home.pc(&town);
            pc.furnish(&[Profile::noip(&town.internet.sandbox)], |text| text);
            let mut agent = pc.agent().await;
            agent.until_up_to_date("203.0.113.7").await;
            agent.freeze();
            pc.plug(false);
            home.set_public_address("203.0.113.8");
            pc.plug(true);
            pc.set_address(77);
            agent.thaw();
            agent.until_up_to_date("203.0.113.8").await;
            assert_eq!(town.internet.published(), addresses(&["203.0.113.8"]));
        },
    );
}

#[test]
fn f11_behind_a_carriers_nat_the_routers_own_address_is_never_published() {
    lab::story(
        "f11_behind_a_carriers_nat_the_routers_own_address_is_never_published",
        |town| async move {
            let home = town.home_at(Uplink::Carrier);
            let pc = home.pc(&town);
            pc.furnish(&[Profile::noip(&town.internet.sandbox)], |text| text);
            let mut agent = pc.agent().await;
            agent.until_up_to_date("203.0.113.200").await;
            assert_eq!(town.internet.published(), addresses(&["203.0.113.200"]));
            let stored = town.internet.registered("home.noip.example", Family::V4);
            assert_eq!(stored, "203.0.113.200".parse().ok());
        },
    );
}
