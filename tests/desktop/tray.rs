//! The real tray icon at a real tray host.

use hemma_engine::messages::TrayState;
use hemma_sandbox::{Fault, Target, Times};
use hemma_tests::house::House;
use hemma_tests::settings::Profile;

use crate::bus::{OwnBus, until};
use crate::menu::Item;
use crate::require_session;
use crate::watcher::Panel;

#[tokio::test(flavor = "multi_thread")]
async fn check_now_in_the_tray_finds_and_sends_a_new_address() {
    require_session();
    let house = House::settled().await;
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
        1,
        "one update for one change"
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

#[tokio::test(flavor = "multi_thread")]
async fn copy_ipv4_address_puts_the_address_on_the_clipboard() {
    require_session();
    let house = House::settled().await;
    house.furnish(&[Profile::noip(&house.sandbox)]);
    let mut agent = house.desktop_agent().await;
    agent.until_up_to_date("203.0.113.7").await;
    // An address of this test's own: every test shares the clipboard of the session.
    house
        .sandbox
        .move_router_v4("203.0.113.71".parse().expect("an address"));
    agent.check_now().await;
    agent.until_up_to_date("203.0.113.71").await;
    let item = Item::of_process(agent.process()).await;

    item.click("Copy IPv4 address").await;

    until("the address on the clipboard", || async {
        let pasted = arboard::Clipboard::new().ok()?.get_text().ok()?;
        (pasted == "203.0.113.71").then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn f68_a_desktop_without_a_place_for_icons_is_told_and_names_are_kept() {
    require_session();
    let house = House::new().await;
    house.furnish(&[Profile::noip(&house.sandbox)]);
    let bus = OwnBus::bare();
    let mut command = house.desktop_command(&["run"]);
    bus.enter(&mut command);
    let mut agent = house.agent_by(command).await;
    agent
        .until("the missing tray host to be told", |snapshot| {
            snapshot.surfaces.tray == TrayState::NoHost
        })
        .await;
    agent.until_up_to_date("203.0.113.7").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn f69_the_icon_comes_when_the_panel_starts_late_and_again_when_it_is_restarted() {
    require_session();
    let house = House::new().await;
    house.furnish(&[Profile::noip(&house.sandbox)]);
    let bus = OwnBus::bare();
    let mut command = house.desktop_command(&["run"]);
    bus.enter(&mut command);
    let mut agent = house.agent_by(command).await;
    for time in ["first", "second"] {
        agent
            .until("no place for the icon", |snapshot| {
                snapshot.surfaces.tray == TrayState::NoHost
            })
            .await;
        let panel = Panel::start(&bus).await;
        agent
            .until("the icon to be shown", |snapshot| {
                snapshot.surfaces.tray == TrayState::Shown
            })
            .await;
        until(&format!("the {time} icon at the panel"), || async {
            (panel.registrations() == 1).then_some(())
        })
        .await;
        let item = Item::of_process_at(bus.connect().await, agent.process()).await;
        item.line("a menu that works", |line| line.label == "Check now")
            .await;
        panel.end().await;
    }
    agent.stop().await;
}
