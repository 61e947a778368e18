//! Addresses change: on the computer, on the router, in the whole home.

use hemma_sandbox::Family;
use hemma_tests::lab::{self, Advertising};
use hemma_tests::settings::Profile;

#[test]
fn two_computers_behind_one_router_publish_the_address_the_router_gives_them() {
    lab::story(
        "two_computers_behind_one_router_publish_the_address_the_router_gives_them",
        |town| async move {
            let home = town.home();
            let (first, second) = (home.pc(&town), home.pc(&town));
            let sandbox = &town.internet.sandbox;
            first.furnish(&[Profile::noip(sandbox)], |text| text);
            second.furnish(&[Profile::dyndns2(sandbox)], |text| text);
            let (mut one, mut other) = (first.agent().await, second.agent().await);
            one.until_up_to_date("203.0.113.7").await;
            other.until_up_to_date("203.0.113.7").await;
            let updates = sandbox.ledger().updates();
            assert_eq!(updates.len(), 2, "each its own: {updates:?}");
            assert!(sandbox.ledger().rude().is_empty());
        },
    );
}
