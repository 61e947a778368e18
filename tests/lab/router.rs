//! The router alone gets another public address, and says so (`miniupnpd`): nothing moves on the computer.

use hemma_sandbox::Family;
use hemma_tests::lab::{self, Speech, Town};
use hemma_tests::settings::Profile;

use crate::addresses;

async fn announced(town: Town, speech: Speech) {
    let home = town.home();
    home.set_public_address("44.128.0.7");
    home.speak(speech).await;
    let pc = home.pc(&town);
    town.name_holds("home.noip.example", Family::V4, Some("44.128.0.7"));
    pc.furnish(&[Profile::noip(&town.internet.sandbox)], |text| {
        text.replace("[detection]\n", "[detection]\nrouter = true\n")
    });
    let mut agent = pc.agent().await;
    agent.until_up_to_date("44.128.0.7").await;
    home.until_heard(&pc, &agent, speech).await;
    assert_eq!(town.internet.published(), addresses(&[]));
    home.set_public_address("44.128.0.8");
    agent.until_up_to_date("44.128.0.8").await;
    assert_eq!(town.internet.published(), addresses(&["44.128.0.8"]));
}

#[test]
fn another_public_address_that_miniupnpd_announces_by_nat_pmp_is_followed() {
    lab::story(
        "another_public_address_that_miniupnpd_announces_by_nat_pmp_is_followed",
        |town| announced(town, Speech::NatPmp),
    );
}

#[test]
fn another_public_address_that_miniupnpd_tells_by_upnp_event_is_followed() {
    lab::story(
        "another_public_address_that_miniupnpd_tells_by_upnp_event_is_followed",
        |town| announced(town, Speech::Upnp),
    );
}
