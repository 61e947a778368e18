//! What a restart, a kill, or a second copy changes: nothing.

use std::time::Duration;

use hemma_sandbox::{Fault, Target, Times};
use hemma_tests::house::House;
use hemma_tests::settings::Profile;

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_sends_nothing_when_nothing_changed() {
    let house = House::new().await;
    house.furnish(&[Profile::noip(&house.sandbox)]);
    let mut agent = house.agent().await;
    agent.until_up_to_date("203.0.113.7").await;
    agent.stop().await;
    let mut again = house.agent().await;
    again.until_up_to_date("203.0.113.7").await;
    assert_eq!(house.sandbox.ledger().updates().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn f64_killed_between_sending_and_reading_it_asks_dns_before_it_sends_again() {
    let house = House::new().await;
    house.furnish(&[Profile::noip(&house.sandbox)]);
    house.sandbox.fault(
        Target::NoIp,
        Fault::slow(Duration::from_secs(3)),
        Times::Next(1),
    );
    let agent = house.agent().await;
    house
        .sandbox
        .ledger()
        .wait_until(Duration::from_secs(10), |entries| {
            entries
                .iter()
                .any(hemma_sandbox::Entry::is_update)
                .then_some(())
        })
        .await
        .expect("the update left");
    agent.kill().await;

    let mut again = house.agent().await;
    again.until_up_to_date("203.0.113.7").await;
    assert_eq!(
        house.sandbox.ledger().updates().len(),
        1,
        "DNS showed that it had arrived"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn f50_a_second_agent_of_the_same_user_steps_back() {
    let house = House::new().await;
    house.furnish(&[Profile::noip(&house.sandbox)]);
    let mut agent = house.agent().await;
    agent.until_up_to_date("203.0.113.7").await;
    let second = house.run(&["run", "--no-tray"]);
    assert_eq!(
        second.status.code(),
        Some(7),
        "{}",
        String::from_utf8_lossy(&second.stderr)
    );
    assert_eq!(house.sandbox.ledger().updates().len(), 1);
}
