//! What only a person can mend, and what only time can.

use hemma_core::status::{Phase, Reason};
use hemma_core::verdict::Refusal;
use hemma_engine::messages::{Command, Overall};
use hemma_sandbox::{Fault, Target, Times};
use hemma_tests::agent::Agent;
use hemma_tests::house::House;
use hemma_tests::settings::Profile;

async fn refused(house: &House, word: &str) -> Agent {
    house.furnish(&[Profile::noip(&house.sandbox)]);
    house
        .sandbox
        .fault(Target::NoIp, Fault::word(word), Times::UntilCleared);
    let mut agent = house.agent().await;
    agent
        .until("the stop", |snapshot| {
            snapshot.overall == Overall::ActionNeeded
        })
        .await;
    agent
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_password_is_tried_once_and_never_again_restarts_included() {
    let house = House::new().await;
    let mut agent = refused(&house, "badauth").await;
    let snapshot = agent.snapshot().await;
    assert_eq!(snapshot.latches[0].latch.refusal, Refusal::LoginRefused);
    agent.check_now().await;
    agent.until_checked().await;
    agent.stop().await;

    let mut again = house.agent().await;
    again.until_checked().await;
    again.check_now().await;
    again.until_checked().await;
    assert_eq!(house.sandbox.ledger().count(Target::NoIp), 1);
    assert_eq!(house.run(&["status"]).status.code(), Some(4));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_secret_stops_the_name_until_it_is_there_and_then_nothing_is_waited_for() {
    let house = House::new().await;
    let mut profile = Profile::noip(&house.sandbox);
    profile.secrets[0].1 = String::new();
    house.furnish(std::slice::from_ref(&profile));
    let mut agent = house.agent().await;
    agent
        .until("the stop", |snapshot| {
            snapshot.overall == Overall::ActionNeeded
        })
        .await;
    let latch = agent.snapshot().await.latches[0].latch.clone();
    assert_eq!(latch.refusal, Refusal::SecretMissing);
    assert_eq!(
        house.sandbox.ledger().count(Target::NoIp),
        0,
        "nothing was sent without it"
    );

    profile.secrets[0].1 = "sandbox-secret".to_owned();
    house.write_secrets(&profile);
    agent
        .tell(Command::Release { bound: latch.bound })
        .await
        .expect("released");
    agent.until_up_to_date("203.0.113.7").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_released_login_is_tried_again_but_not_before_the_least_distance() {
    let house = House::new().await;
    let mut agent = refused(&house, "badauth").await;
    let bound = agent.snapshot().await.latches[0].latch.bound.clone();
    agent
        .tell(Command::Release { bound })
        .await
        .expect("released");
    let snapshot = agent
        .until("the wait", |snapshot| {
            let phase = &snapshot.names[0].records[0].status.phase;
            matches!(
                phase,
                Phase::Waiting {
                    reason: Reason::MinInterval,
                    ..
                }
            )
        })
        .await;
    let Phase::Waiting { until, .. } = snapshot.names[0].records[0].status.phase else {
        panic!("checked above");
    };
    let wait = until.duration_since(snapshot.at);
    assert!(
        wait.as_secs() <= 60,
        "a person's wish waits a minute at most: {wait:?}"
    );
    assert!(snapshot.latches.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn f28_after_abuse_nothing_leaves_until_a_person_acts_and_not_before_a_day() {
    let house = House::new().await;
    let mut agent = refused(&house, "abuse").await;
    let latch = agent.snapshot().await.latches[0].latch.clone();
    assert_eq!(latch.refusal, Refusal::AccountBlocked);
    let wait = latch
        .not_before
        .expect("a day of rest")
        .duration_since(latch.since);
    assert!(wait.as_secs() >= 24 * 3600 - 60, "{wait:?}");
    let _ = agent.tell(Command::Release { bound: latch.bound }).await;
    agent.check_now().await;
    agent.until_checked().await;
    assert_eq!(house.sandbox.ledger().count(Target::NoIp), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn f35_after_911_the_service_is_left_alone_for_half_an_hour() {
    let house = House::new().await;
    house.furnish(&[Profile::noip(&house.sandbox)]);
    house
        .sandbox
        .fault(Target::NoIp, Fault::word("911"), Times::Next(1));
    let mut agent = house.agent().await;
    agent
        .until("the wait", |snapshot| snapshot.overall == Overall::Waiting)
        .await;
    agent.check_now().await;
    agent.until_checked().await;
    agent.stop().await;
    let mut again = house.agent().await;
    again.until_checked().await;
    assert_eq!(
        house.sandbox.ledger().count(Target::NoIp),
        1,
        "a restart forgets no wait"
    );
    assert!(house.sandbox.ledger().rude().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blocked_program_stops_every_profile_of_the_service_and_no_other() {
    let house = House::new().await;
    house
        .sandbox
        .fault(Target::NoIp, Fault::word("badagent"), Times::UntilCleared);
    house.furnish(&[
        Profile::noip(&house.sandbox),
        Profile::dyndns2(&house.sandbox),
    ]);
    let mut agent = house.agent().await;
    agent
        .until("the stop", |snapshot| {
            snapshot.overall == Overall::ActionNeeded
        })
        .await;
    let latch = agent.snapshot().await.latches[0].latch.clone();
    assert_eq!(latch.refusal, Refusal::ClientBlocked);
    assert!(
        matches!(latch.bound, hemma_core::latch::Bound::Service { .. }),
        "{:?}",
        latch.bound
    );
    agent
        .until_address_in_dns("nas.hemma.example", "203.0.113.7")
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_window_in_front_shows_is_not_told_by_a_notice_as_well() {
    let house = House::new().await;
    house.furnish(&[Profile::noip(&house.sandbox)]);
    let mut agent = house.agent().await;
    agent.in_front(true).await;
    agent.until_up_to_date("203.0.113.7").await;
    house
        .sandbox
        .fault(Target::NoIp, Fault::word("badauth"), Times::UntilCleared);
    let cam = Profile::noip(&house.sandbox).with_names(&[
        ("home.noip.example", &["ipv4"]),
        ("cam.noip.example", &["ipv4"]),
    ]);
    house.furnish(&[cam]);
    agent.until_logged("the window shows this itself").await;
    assert!(!agent.log().contains("a notice could not be shown"));
}
