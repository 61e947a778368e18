//! The main road: an address changes, the name follows, DNS shows it, and nothing is sent without need.

use hemma_core::health::ConditionKind;
use hemma_core::history::EntryKind;
use hemma_engine::messages::Overall;
use hemma_sandbox::{Family, World};
use hemma_tests::house::House;
use hemma_tests::settings::Profile;

fn v4(text: &str) -> std::net::Ipv4Addr {
    text.parse().expect("an address")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_changes_and_the_name_follows_until_dns_shows_it() {
    let house = House::settled().await;
    house.furnish(&[Profile::noip(&house.sandbox)]);
    let mut agent = house.agent().await;
    agent.until_up_to_date("203.0.113.7").await;

    house.sandbox.move_router_v4(v4("203.0.113.8"));
    agent.check_now().await;
    agent.until_up_to_date("203.0.113.8").await;

    let updates = house.sandbox.ledger().updates();
    assert_eq!(updates.len(), 1, "one request for one change: {updates:?}");
    assert!(house.sandbox.ledger().rude().is_empty());
    let kinds: Vec<_> = agent
        .history()
        .await
        .into_iter()
        .map(|entry| entry.kind)
        .collect();
    let place = |wanted: fn(&EntryKind) -> bool| {
        kinds.iter().position(wanted).expect("it is in the history")
    };
    let seen = place(|kind| matches!(kind, EntryKind::AddressSeen { .. }));
    let sent = place(|kind| matches!(kind, EntryKind::Sent { .. }));
    let answered = place(|kind| matches!(kind, EntryKind::Answered { .. }));
    let proved = place(|kind| matches!(kind, EntryKind::Proved { .. }));
    assert!(
        seen > sent && sent > answered && answered > proved,
        "newest first: {kinds:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_without_a_change_sends_nothing() {
    let house = House::new().await;
    house.furnish(&[Profile::noip(&house.sandbox)]);
    let mut agent = house.agent().await;
    agent.until_up_to_date("203.0.113.7").await;
    for _ in 0..3 {
        agent.check_now().await;
        agent.until_checked().await;
    }
    assert_eq!(house.sandbox.ledger().updates().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_is_right_in_dns_already_costs_no_update_on_the_first_start() {
    let house = House::new().await;
    house.furnish(&[Profile::noip(&house.sandbox)]);
    house.agent().await.until_up_to_date("203.0.113.7").await;
    assert_eq!(house.sandbox.ledger().updates().len(), 1);

    let second = House::beside(&house);
    second.furnish(&[Profile::noip(&house.sandbox)]);
    second.agent().await.until_up_to_date("203.0.113.7").await;
    assert_eq!(
        house.sandbox.ledger().updates().len(),
        1,
        "DNS said that the name was right"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dual_stack_name_goes_out_in_one_request_with_both_addresses() {
    let house = House::new().await;
    let profile =
        Profile::noip(&house.sandbox).with_names(&[("home.noip.example", &["ipv4", "ipv6"])]);
    house.furnish(&[profile]);
    let mut agent = house.agent().await;
    agent.until_up_to_date("2001:db8:1::7").await;
    agent.until_up_to_date("203.0.113.7").await;
    let updates = house.sandbox.ledger().updates();
    assert_eq!(updates.len(), 1, "{updates:?}");
    assert_eq!(updates[0].addresses.len(), 2, "{updates:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn hostup_gets_one_request_per_configuration_each_with_its_own_token() {
    let house = House::new().await;
    house.furnish(&[Profile::hostup(&house.sandbox)]);
    let mut agent = house.agent().await;
    agent.until_up_to_date("203.0.113.7").await;
    agent.until_up_to_date("2001:db8:1::7").await;
    assert_eq!(house.sandbox.ledger().updates().len(), 2);
    assert_eq!(
        house.sandbox.registered("hem.hemma.example", Family::V6),
        "2001:db8:1::7".parse().ok()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plain_dyndns2_service_is_kept_too() {
    let house = House::new().await;
    house.furnish(&[Profile::dyndns2(&house.sandbox)]);
    let mut agent = house.agent().await;
    agent.until_up_to_date("203.0.113.7").await;
    assert_eq!(
        house.sandbox.registered("nas.hemma.example", Family::V4),
        "203.0.113.7".parse().ok()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_hosts_at_no_ip_are_one_request() {
    let names = World::noip_host_names(100);
    let house = House::over(World::seeded().with_noip_hosts(100)).await;
    let wanted: Vec<(&str, &[&'static str])> = names
        .iter()
        .map(|name| (name.as_str(), &["ipv4"][..]))
        .collect();
    house.furnish(&[Profile::noip(&house.sandbox).with_names(&wanted)]);
    let mut agent = house.agent().await;
    agent
        .until("all hundred to be up to date", |snapshot| {
            snapshot.overall == Overall::UpToDate
        })
        .await;
    let updates = house.sandbox.ledger().updates();
    assert_eq!(updates.len(), 1);
    assert_eq!(updates[0].names, names);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_agent_neither_looks_nor_sends() {
    let house = House::settled().await;
    house.furnish(&[Profile::noip(&house.sandbox)]);
    let mut agent = house.agent().await;
    agent.until_up_to_date("203.0.113.7").await;
    assert!(house.run(&["pause"]).status.success());
    agent
        .until("the pause", |snapshot| snapshot.overall == Overall::Paused)
        .await;
    let before = house.sandbox.ledger().last();
    house.sandbox.move_router_v4(v4("203.0.113.8"));
    agent.check_now().await;
    assert!(house.run(&["resume"]).status.success());
    agent.until_up_to_date("203.0.113.8").await;
    let after = house.sandbox.ledger().since(before);
    assert_eq!(after.iter().filter(|entry| entry.is_update()).count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rehearsal_is_never_mistaken_for_the_real_world() {
    let house = House::new().await;
    house.furnish(&[Profile::noip(&house.sandbox)]);
    let mut agent = house.agent().await;
    agent
        .until("the rehearsal to be told", |snapshot| {
            snapshot
                .conditions
                .iter()
                .any(|condition| condition.kind == ConditionKind::Rehearsal)
        })
        .await;
}
