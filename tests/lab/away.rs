//! Not at home: a tunnel owns the way out.

use hemma_core::whereabouts::{AwayReason, Whereabouts};
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
