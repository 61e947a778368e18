//! Voices that lie, and a portal that answers for everybody.

use hemma_core::gate::HeldReason;
use hemma_core::whereabouts::{AwayReason, Whereabouts};
use hemma_sandbox::{Family, Fault, Target, Times};
use hemma_tests::lab;
use hemma_tests::settings::Profile;

use crate::{addresses, held};

const PORTAL: Whereabouts = Whereabouts::Away {
    reason: AwayReason::CaptivePortal,
};

#[test]
fn f02_f05_an_echo_that_lies_holds_the_name_until_it_is_honest_again() {
    lab::story(
        "f02_f05_an_echo_that_lies_holds_the_name_until_it_is_honest_again",
        |town| async move {
            let home = town.home();
            let pc = home.pc(&town);
            let sandbox = &town.internet.sandbox;
            pc.furnish(&[Profile::noip(sandbox)], |text| text);
            let mut agent = pc.agent().await;
            agent.until_up_to_date("203.0.113.7").await;
            let edge = "198.51.100.66".parse().expect("an address");
            sandbox.fault(
                Target::EchoB,
                Fault::other_address(edge),
                Times::UntilCleared,
            );
            home.set_public_address("203.0.113.8");
            pc.set_address(77);
            agent
                .until("the gate to hold", |snapshot| {
                    matches!(held(snapshot), Some(HeldReason::Disagree { .. }))
                })
                .await;
            assert_eq!(town.internet.published(), addresses(&[]));

            sandbox.clear_faults(None);
            agent.check_now().await;
            agent.until_up_to_date("203.0.113.8").await;
            assert_eq!(town.internet.published(), addresses(&["203.0.113.8"]));
        },
    );
}

#[test]
fn f09_a_portal_that_answers_for_the_whole_web_is_never_published() {
    lab::story(
        "f09_a_portal_that_answers_for_the_whole_web_is_never_published",
        |town| async move {
            let home = town.home();
            let pc = home.pc(&town);
            let sandbox = &town.internet.sandbox;
            pc.furnish(&[Profile::noip(sandbox)], |text| text);
            let mut agent = pc.agent().await;
            agent.until_up_to_date("203.0.113.7").await;

            home.set_public_address("203.0.113.8");
            let portal = home.portal();
            let page = pc.curl(&sandbox.url(Target::EchoA));
            assert!(page.contains("<html"), "the portal answers: {page}");
            pc.set_address(77);
            agent
                .until("the portal to be noticed", |snapshot| {
                    let away = snapshot.whereabouts == PORTAL;
                    away || matches!(held(snapshot), Some(HeldReason::NobodyKnows))
                })
                .await;
            assert_eq!(town.internet.published(), addresses(&[]));
            let name = town.internet.registered("home.noip.example", Family::V4);
            assert_eq!(name, "203.0.113.7".parse().ok());

            drop(portal);
            agent.check_now().await;
            agent.until_up_to_date("203.0.113.8").await;
            assert_eq!(town.internet.published(), addresses(&["203.0.113.8"]));
        },
    );
}

#[test]
fn f09_a_portal_on_a_network_that_was_never_open_is_told_as_one_and_left_when_it_opens() {
    lab::story(
        "f09_a_portal_on_a_network_that_was_never_open_is_told_as_one_and_left_when_it_opens",
        |town| async move {
            let home = town.home();
            let pc = home.pc(&town);
            home.set_public_address("203.0.113.8");
            let portal = home.portal();
            pc.furnish(&[Profile::noip(&town.internet.sandbox)], |text| text);
            let mut agent = pc.agent().await;
            agent
                .until("the portal to be named", |snapshot| {
                    snapshot.whereabouts == PORTAL
                })
                .await;
            assert_eq!(town.internet.published(), addresses(&[]));
            drop(portal);
            agent.until_up_to_date("203.0.113.8").await;
            assert_eq!(town.internet.published(), addresses(&["203.0.113.8"]));
        },
    );
}
