//! Servers that answer nonsense: nothing unknown becomes a write, and no answer is taken for success that is none.

use hemma_core::gate::{GateState, HeldReason};
use hemma_engine::messages::{Overall, Snapshot};
use hemma_sandbox::{BrokenTls, Family, Fault, Target, Times};
use hemma_tests::house::House;
use hemma_tests::settings::Profile;

fn held(snapshot: &Snapshot) -> Option<&HeldReason> {
    match &snapshot.addresses.first()?.gate.state {
        GateState::Held { reason } => Some(reason),
        _ => None,
    }
}

/// Both echo services answer with `fault`; nothing may be sent. Then the fault ends and the name is kept.
async fn echo_fault_sends_nothing(fault: Fault) {
    let house = House::new().await;
    house.furnish(&[Profile::noip(&house.sandbox)]);
    for target in [Target::EchoA, Target::EchoB] {
        house
            .sandbox
            .fault(target, fault.clone(), Times::UntilCleared);
    }
    let mut agent = house.agent().await;
    agent
        .until("the gate to hold", |snapshot| held(snapshot).is_some())
        .await;
    assert!(house.sandbox.ledger().updates().is_empty());
    assert!(agent.is_running());

    house.sandbox.clear_faults(None);
    agent.check_now().await;
    agent.until_up_to_date("203.0.113.7").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn f03_f09_a_portal_page_instead_of_an_address_changes_nothing() {
    echo_fault_sends_nothing(Fault::HtmlPortal).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_answer_instead_of_an_address_changes_nothing() {
    echo_fault_sends_nothing(Fault::Empty).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_megabyte_instead_of_an_address_changes_nothing() {
    echo_fault_sends_nothing(Fault::HugeBody).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn half_a_line_instead_of_an_address_changes_nothing() {
    echo_fault_sends_nothing(Fault::cut_after(4)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn f57_a_certificate_nobody_vouches_for_changes_nothing() {
    echo_fault_sends_nothing(Fault::broken_tls(BrokenTls::WrongHost)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn f02_f04_one_lying_echo_service_cannot_move_a_name() {
    let house = House::new().await;
    house.furnish(&[Profile::noip(&house.sandbox)]);
    let mut agent = house.agent().await;
    agent.until_up_to_date("203.0.113.7").await;
    let other = "198.51.100.66".parse().expect("an address");
    house.sandbox.fault(
        Target::EchoA,
        Fault::other_address(other),
        Times::UntilCleared,
    );
    agent.check_now().await;
    agent.until_checked().await;
    assert_eq!(house.sandbox.ledger().updates().len(), 1);
    assert_eq!(
        house.sandbox.registered("home.noip.example", Family::V4),
        "203.0.113.7".parse().ok()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn f05_operators_that_disagree_hold_everything_and_say_so() {
    let house = House::new().await;
    house.furnish(&[Profile::noip(&house.sandbox)]);
    let other = "198.51.100.66".parse().expect("an address");
    house.sandbox.fault(
        Target::EchoA,
        Fault::other_address(other),
        Times::UntilCleared,
    );
    let mut agent = house.agent().await;
    agent
        .until("the disagreement", |snapshot| {
            matches!(held(snapshot), Some(HeldReason::Disagree { .. }))
        })
        .await;
    assert!(house.sandbox.ledger().updates().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn f06_a_private_address_is_never_published() {
    let house = House::new().await;
    house.furnish(&[Profile::noip(&house.sandbox)]);
    house
        .sandbox
        .move_router_v4("192.168.1.20".parse().expect("an address"));
    let mut agent = house.agent().await;
    agent
        .until("the refusal", |snapshot| {
            matches!(held(snapshot), Some(HeldReason::NotPublishable { .. }))
        })
        .await;
    assert!(house.sandbox.ledger().updates().is_empty());
}

/// The update is stored but its answer is `fault`: DNS decides, and nothing is sent twice.
async fn lost_answer_is_settled_by_dns(fault: Fault) {
    let house = House::new().await;
    house.furnish(&[Profile::noip(&house.sandbox)]);
    house.sandbox.fault(Target::NoIp, fault, Times::Next(1));
    let mut agent = house.agent().await;
    agent.until_up_to_date("203.0.113.7").await;
    assert_eq!(house.sandbox.ledger().updates().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn f64_an_answer_cut_in_the_middle_is_settled_by_dns() {
    lost_answer_is_settled_by_dns(Fault::cut_after(2)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn f64_an_answer_that_never_came_is_settled_by_dns() {
    lost_answer_is_settled_by_dns(Fault::LostAnswer).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn f60_a_refused_update_server_is_waited_for_without_a_success() {
    let house = House::new().await;
    house.furnish(&[Profile::noip(&house.sandbox)]);
    house
        .sandbox
        .fault(Target::NoIp, Fault::HtmlPortal, Times::UntilCleared);
    let mut agent = house.agent().await;
    agent
        .until("the wait", |snapshot| snapshot.overall == Overall::Waiting)
        .await;
    assert_eq!(house.sandbox.ledger().count(Target::NoIp), 1);
    assert_eq!(house.run(&["status"]).status.code(), Some(5));
}

#[tokio::test(flavor = "multi_thread")]
async fn f27_dead_name_servers_are_not_a_difference() {
    let house = House::new().await;
    house.furnish(&[Profile::noip(&house.sandbox)]);
    let mut agent = house.agent().await;
    agent.until_up_to_date("203.0.113.7").await;
    house
        .sandbox
        .fault(Target::Dns, Fault::Dead, Times::UntilCleared);
    agent.check_now().await;
    agent.until_checked().await;
    house.sandbox.clear_faults(None);
    house
        .sandbox
        .fault(Target::Dns, Fault::ServFail, Times::UntilCleared);
    agent.check_now().await;
    agent.until_checked().await;
    assert_eq!(house.sandbox.ledger().updates().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn f29_a_429_with_a_wait_is_obeyed() {
    let house = House::new().await;
    house.furnish(&[Profile::noip(&house.sandbox)]);
    house
        .sandbox
        .fault(Target::NoIp, Fault::too_many(3600), Times::Next(1));
    let mut agent = house.agent().await;
    agent
        .until("the wait", |snapshot| snapshot.overall == Overall::Waiting)
        .await;
    agent.check_now().await;
    agent.until_checked().await;
    assert_eq!(house.sandbox.ledger().count(Target::NoIp), 1);
}
