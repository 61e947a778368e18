//! Not at home: a tunnel owns the way out, or this is somebody else's network.

use hemma_core::whereabouts::{AwayReason, Whereabouts};
use hemma_engine::messages::Command;
use hemma_sandbox::Target;
use hemma_tests::lab;
use hemma_tests::settings::Profile;

use crate::addresses;

#[test]
fn f07_a_tunnel_that_takes_the_way_out_publishes_nothing_until_it_is_gone() {
    lab::story(
        "f07_a_tunnel_that_takes_the_way_out_publishes_nothing_until_it_is_gone",
        |town| async move {
            let (home, vpn) = (town.home(), town.vpn());
            let pc = home.pc(&town);
            let sandbox = &town.internet.sandbox;
            pc.furnish(&[Profile::noip(sandbox)], |text| text);
            let mut agent = pc.agent().await;
            agent.until_up_to_date("203.0.113.7").await;

            vpn.connect(&pc).await;
            let seen = pc.curl(&sandbox.url(Target::EchoA));
            assert_eq!(seen, vpn.exit(), "the tunnel carries what it is given");
            agent
                .until("away", |snapshot| {
                    snapshot.whereabouts
                        == Whereabouts::Away {
                            reason: AwayReason::Tunnel,
                        }
                })
                .await;
            let before = sandbox.ledger().last();
            home.set_public_address("203.0.113.8");
            agent.check_now().await;
            agent
                .until("the check to be over", |snapshot| {
                    matches!(snapshot.whereabouts, Whereabouts::Away { .. })
                })
                .await;
            assert_eq!(town.internet.published(), addresses(&[]));
            let asked = sandbox.ledger().since(before);
            assert!(asked.is_empty(), "away, nobody is asked: {asked:?}");

            vpn.hang_up();
            agent.until_up_to_date("203.0.113.8").await;
            assert_eq!(town.internet.published(), addresses(&["203.0.113.8"]));
        },
    );
}

#[test]
fn a_computer_that_visits_another_network_publishes_nothing_until_it_is_home_again() {
    lab::story(
        "a_computer_that_visits_another_network_publishes_nothing_until_it_is_home_again",
        |town| async move {
            let (home, cafe) = (town.home(), town.home());
            home.set_public_address("203.0.113.8");
            let pc = home.pc(&town);
            pc.furnish(&[Profile::noip(&town.internet.sandbox)], |text| {
                format!("{text}\n[home]\nguard = \"ask\"\n")
            });
            let mut agent = pc.agent().await;
            let asks = Whereabouts::Away {
                reason: AwayReason::NotAsked,
            };
            let snapshot = agent
                .until("the question whether this is home", |snapshot| {
                    let here = snapshot.home.here.as_ref();
                    snapshot.whereabouts == asks && here.is_some_and(|here| here.id.is_some())
                })
                .await;
            assert_eq!(town.internet.published(), addresses(&[]));
            let here = snapshot.home.here.clone().expect("a network");
            let id = here.id.expect("it can be told from others");
            agent
                .tell(Command::MarkHome {
                    id,
                    name: "Hemma".to_owned(),
                })
                .await
                .expect("a person may say so");
            agent.until_up_to_date("203.0.113.8").await;

            cafe.receive(&town, &pc);
            agent
                .until("away", |snapshot| {
                    matches!(snapshot.whereabouts, Whereabouts::Away { .. })
                })
                .await;
            agent.check_now().await;
            home.receive(&town, &pc);
            agent
                .until("home again", |snapshot| {
                    snapshot.whereabouts == Whereabouts::Home
                })
                .await;
            agent.until_up_to_date("203.0.113.8").await;
            assert_eq!(
                town.internet.published(),
                addresses(&["203.0.113.8"]),
                "the café's address reached nobody"
            );
        },
    );
}
