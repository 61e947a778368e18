//! The real tray icon at a real tray host.

use hemma_sandbox::{Fault, Target, Times};
use hemma_tests::house::House;
use hemma_tests::settings::Profile;

use crate::menu::Item;
use crate::require_session;

#[tokio::test(flavor = "multi_thread")]
async fn check_now_in_the_tray_finds_and_sends_a_new_address() {
    require_session();
    let house = House::new().await;
    house.furnish(&[Profile::noip(&house.sandbox)]);
    let mut agent = house.desktop_agent().await;
    agent.until_up_to_date("203.0.113.7").await;
    let item = Item::of_process(agent.process()).await;
    item.line("the name with its address", |line| {
        line.label.contains("home.noip.example") && line.label.contains("203.0.113.7")
    })
    .await;

    house
        .sandbox
        .move_router_v4("203.0.113.50".parse().expect("an address"));
    item.click("Check now").await;

    item.line("the name with its new address", |line| {
        line.label.contains("home.noip.example") && line.label.contains("203.0.113.50")
    })
    .await;
    agent.until_up_to_date("203.0.113.50").await;
    assert_eq!(
        house.sandbox.ledger().updates().len(),
        2,
        "one update per address"
    );
    assert!(house.sandbox.ledger().rude().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn f67_the_first_line_says_what_is_wrong_and_the_second_mends_it() {
    require_session();
    let house = House::new().await;
    house.furnish(&[Profile::noip(&house.sandbox)]);
    house
        .sandbox
        .fault(Target::NoIp, Fault::word("badauth"), Times::UntilCleared);
    let agent = house.desktop_agent().await;
    let item = Item::of_process(agent.process()).await;

    item.line("the reason", |line| {
        line.label.contains("No-IP") && !line.enabled
    })
    .await;
    let lines = item.lines().await;
    assert!(
        lines[1].enabled && lines[1].label.contains("No-IP"),
        "{lines:?}"
    );
    assert!(!item.tooltip().await.contains("badauth"));
}

#[tokio::test(flavor = "multi_thread")]
async fn f78_the_icon_has_a_name_and_a_spoken_state_and_another_shape_when_paused() {
    require_session();
    let house = House::new().await;
    house.furnish(&[Profile::noip(&house.sandbox)]);
    let mut agent = house.desktop_agent().await;
    agent.until_up_to_date("203.0.113.7").await;
    let item = Item::of_process(agent.process()).await;
    item.line("the calm status line", |line| {
        line.label.contains("up to date")
    })
    .await;
    let calm = (item.tooltip().await, item.picture().await);
    assert_eq!(item.title().await, "Hemma");
    assert!(calm.0.contains("up to date"), "{}", calm.0);

    item.click("Pause until I resume").await;
    item.line("the button that ends the pause", |line| {
        line.label == "Resume"
    })
    .await;
    let paused = (item.tooltip().await, item.picture().await);
    assert!(
        paused.0.contains("Paused") || paused.0.contains("paused"),
        "{}",
        paused.0
    );
    assert_ne!(calm.1, paused.1, "the shape carries the state");

    item.click("Resume").await;
    item.line("the calm status line again", |line| {
        line.label.contains("up to date")
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn quit_in_the_tray_ends_the_agent_in_good_order() {
    require_session();
    let house = House::new().await;
    house.furnish(&[Profile::noip(&house.sandbox)]);
    let mut agent = house.desktop_agent().await;
    agent.until_up_to_date("203.0.113.7").await;
    Item::of_process(agent.process())
        .await
        .click("Quit Hemma")
        .await;
    assert_eq!(agent.ended().await.code(), Some(0));
}
