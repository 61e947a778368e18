//! The doctor, asked through the handle; and a name that somebody else writes.

use std::time::Duration;

use hemma_core::address::Family;
use hemma_core::health::ConditionKind;
use hemma_core::latch::Bound;
use hemma_core::names::RecordId;
use hemma_core::settings::Language;
use hemma_core::verdict::Refusal;
use hemma_engine::messages::{
    Ailment, Answer, Command, CommandError, Comparison, DoctorQuery, DoctorReport, Query,
};
use hemma_engine::ports::{Answered, Compared};
use hemma_engine::view::Deed;

use crate::harness::{FIRST, Running, SECOND, SECRET, ip, world};

const RECORD: &str = "noip/home.example.com/ipv4";

fn record() -> RecordId {
    RECORD.parse().unwrap()
}

async fn examine(running: &Running, language: Language) -> DoctorReport {
    let query = DoctorQuery {
        language,
        mask: false,
    };
    match running.handle.ask(Query::Doctor { query }).await.unwrap() {
        Answer::Doctor { report } => *report,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn f25_a_resolver_that_overrides_a_name_is_told_and_changes_nothing() {
    let world = world();
    let running = Running::new(&world);
    running.until_fine().await;
    world.pass(Duration::from_secs(7200)).await;
    let overriding = || Answered {
        addresses: vec![ip("192.168.1.20")],
        ttl: None,
    };
    world.resolver.set_compared(
        "home.example.com".parse().unwrap(),
        Family::Ipv4,
        Compared {
            zone: Ok(Answered {
                addresses: vec![ip(FIRST)],
                ttl: Some(Duration::from_secs(60)),
            }),
            network: Ok(overriding()),
            computer: Ok(overriding().addresses),
            in_hosts_file: false,
        },
    );
    let sent = world.hands.sent().len();
    let report = examine(&running, Language::En).await;
    assert_eq!(report.compared[0].verdict, Comparison::NetworkOverrides);
    let split =
        |one: &&hemma_engine::messages::DoctorFinding| matches!(one.what, Ailment::SplitDns { .. });
    let found = report.findings.iter().find(split).unwrap();
    assert!(found.meaning.contains("192.168.1.20"), "{found:?}");
    assert!(!found.remedy.is_empty());
    assert!(report.text.contains(&found.title), "{}", report.text);
    let swedish = examine(&running, Language::Sv).await;
    assert!(swedish.text.contains("Nätverket"), "{}", swedish.text);
    // It was only looked at.
    world.pass(Duration::from_secs(7200)).await;
    assert_eq!(world.hands.sent().len(), sent);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn f37_the_report_of_a_running_engine_has_no_secret_and_no_user_name_in_it() {
    let world = world();
    let running = Running::new(&world);
    running.until_fine().await;
    let report = examine(&running, Language::En).await;
    for hidden in [SECRET, "someone"] {
        assert!(!report.text.contains(hidden), "{}", report.text);
    }
    assert!(report.text.contains("hemma-agent 0.1.0"), "{}", report.text);
    running.stop().await;
}

/// Writes the name elsewhere twice, so that it is held.
async fn quarrel(world: &hemma_engine::fakes::World, running: &Running) {
    for _ in 0..2 {
        world
            .resolver
            .set("home.example.com".parse().unwrap(), ip(SECOND));
        world.pass(Duration::from_secs(2 * 3600)).await;
    }
    running
        .until(|snapshot| {
            let mut shown = snapshot.conditions.iter();
            shown.any(|one| one.kind == ConditionKind::SecondWriter { record: record() })
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn f50_a_person_is_asked_whose_name_it_is_and_may_leave_it_to_the_other() {
    let world = world();
    let running = Running::new(&world);
    let mut notices = running.handle.notices();
    running.until_fine().await;
    quarrel(&world, &running).await;
    let sent = world.hands.sent().len();
    assert_eq!(sent, 2);
    let latch = running.handle.snapshot().latches[0].latch.clone();
    assert_eq!(latch.refusal, Refusal::WrittenElsewhere);
    let notice = notices.try_recv().unwrap();
    let deeds: Vec<Deed> = notice.actions.iter().map(|one| one.deed.clone()).collect();
    let (bound, leave) = (
        Bound::Record { record: record() },
        Command::LeaveToOther { record: record() },
    );
    assert!(deeds.contains(&Deed::Tell(Command::Release { bound })));
    assert!(deeds.contains(&Deed::Tell(leave.clone())));

    running.handle.tell(leave.clone()).await.unwrap();
    let snapshot = running.handle.snapshot();
    assert!(!snapshot.names[0].enabled);
    assert_eq!(
        snapshot
            .conditions
            .iter()
            .filter(|one| matches!(one.kind, ConditionKind::SecondWriter { .. }))
            .count(),
        0
    );
    world.senses.set_address(ip("203.0.113.9"));
    world.pass(Duration::from_secs(24 * 3600)).await;
    assert_eq!(world.hands.sent().len(), sent);
    // It is left already.
    assert_eq!(running.handle.tell(leave).await, Err(CommandError::Gone));
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn f50_a_person_may_keep_the_name() {
    let world = world();
    let running = Running::new(&world);
    running.until_fine().await;
    quarrel(&world, &running).await;
    let bound = Bound::Record { record: record() };
    running
        .handle
        .tell(Command::Release { bound })
        .await
        .unwrap();
    running.until_fine().await;
    assert_eq!(world.hands.sent().len(), 3);
    running.stop().await;
}
