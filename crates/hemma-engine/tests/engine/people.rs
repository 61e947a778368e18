//! What people ask for: check, pause, resume, release, quit.

use std::time::Duration;

use hemma_core::history::EntryKind;
use hemma_core::ipv6::{Ipv6Candidate, Ipv6Standing};
use hemma_core::status::Phase;
use hemma_engine::fakes::Reply;
use hemma_engine::messages::{
    Answer, Command, CommandError, NoticeState, Overall, PauseLength, Query, TrayState,
};
use hemma_providers::exchange::Response;

use crate::harness::{Running, SECOND, ip, kinds, phase_of, world};

#[tokio::test(start_paused = true)]
async fn check_now_looks_and_does_not_send_what_is_already_so() {
    let world = world();
    let running = Running::new(&world);
    running.until_fine().await;
    let looks = world.senses.looks();
    running.handle.tell(Command::CheckNow).await.unwrap();
    world.pass(Duration::from_secs(10)).await;
    assert!(world.senses.looks() > looks);
    assert_eq!(world.hands.sent().len(), 1);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_pause_stops_looking_and_ends_by_itself() {
    let world = world();
    let running = Running::new(&world);
    running.until_fine().await;
    let length = PauseLength::OneHour;
    running
        .handle
        .tell(Command::Pause { length })
        .await
        .unwrap();
    let paused = running.handle.snapshot();
    assert_eq!(paused.overall, Overall::Paused);
    assert!(paused.paused_until.is_some());
    let looks = world.senses.looks();
    world.senses.set_address(ip(SECOND));
    running.hints.link_moved.send(()).await.unwrap();
    world.pass(Duration::from_secs(3000)).await;
    assert_eq!(world.senses.looks(), looks, "nothing looks during a pause");
    running.until(|snapshot| !snapshot.paused).await;
    world.pass(Duration::from_secs(300)).await;
    running.until_fine().await;
    assert_eq!(world.hands.sent().len(), 2);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_pause_until_tomorrow_ends_at_seven_local_time() {
    let world = world();
    let running = Running::new(&world);
    running.until_fine().await;
    let length = PauseLength::UntilTomorrow;
    running
        .handle
        .tell(Command::Pause { length })
        .await
        .unwrap();
    let until = running.handle.snapshot().paused_until.unwrap();
    assert_eq!(until.to_string(), "2026-11-02T07:00:00Z");
    running.handle.tell(Command::Resume).await.unwrap();
    assert!(!running.handle.snapshot().paused);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_refused_login_stops_until_a_person_releases_it() {
    let world = world();
    world
        .hands
        .next(Reply::Answer(Response::new(401, "badauth")));
    let running = Running::new(&world);
    let stopped = running.until(|snapshot| !snapshot.latches.is_empty()).await;
    assert_eq!(stopped.overall, Overall::ActionNeeded);
    assert_eq!(stopped.latches[0].names.len(), 1);
    assert_eq!(stopped.latches[0].service_name, "No-IP");
    assert!(matches!(
        phase_of(&stopped, "home.example.com"),
        Some(Phase::Stopped { .. })
    ));
    world.pass(Duration::from_secs(48 * 3600)).await;
    assert_eq!(
        world.hands.sent().len(),
        1,
        "nothing is sent while the latch is set"
    );
    let bound = stopped.latches[0].latch.bound.clone();
    let release = Command::Release { bound };
    running.handle.tell(release.clone()).await.unwrap();
    running.until_fine().await;
    assert_eq!(running.handle.tell(release).await, Err(CommandError::Gone));
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn surfaces_report_how_they_are() {
    let world = world();
    let running = Running::new(&world);
    running.handle.report_tray(TrayState::NoHost);
    running.handle.report_notices(NoticeState::NoDaemon);
    let seen = running
        .until(|snapshot| snapshot.surfaces.notices == NoticeState::NoDaemon)
        .await;
    assert_eq!(seen.surfaces.tray, TrayState::NoHost);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn quit_ends_the_engine_and_later_wishes_are_told_so() {
    let world = world();
    let running = Running::new(&world);
    running.until_fine().await;
    running.handle.tell(Command::Quit).await.unwrap();
    running.engine.await.unwrap();
    let result = running.handle.tell(Command::CheckNow).await;
    assert_eq!(result, Err(CommandError::ShuttingDown));
    assert!(running.handle.ask(Query::Settings).await.is_err());
    let answer = running.handle.ask(Query::Snapshot).await.unwrap();
    assert!(matches!(answer, Answer::Snapshot { .. }));
    assert_eq!(kinds(&world).last(), Some(&EntryKind::Stopped));
}

#[tokio::test(start_paused = true)]
async fn the_shutdown_waits_for_an_attempt_in_flight() {
    let world = world();
    world.hands.next(Reply::Stalls);
    let running = Running::new(&world);
    running
        .until(|snapshot| phase_of(snapshot, "home.example.com") == Some(Phase::Sending))
        .await;
    let handle = running.handle.clone();
    let leaving = tokio::spawn(async move { handle.shutdown().await });
    world.pass(Duration::from_secs(2)).await;
    assert!(!leaving.is_finished());
    world.hands.let_go();
    leaving.await.unwrap();
    running.engine.await.unwrap();
    let story = kinds(&world);
    let [.., answered, stopped] = story.as_slice() else {
        panic!("{story:?}");
    };
    assert!(matches!(answered, EntryKind::Answered { .. }), "{story:?}");
    assert_eq!(*stopped, EntryKind::Stopped);
    let memory = world.notebook.memory();
    assert!(
        memory
            .records
            .values()
            .all(|record| record.intent.is_none() && record.confirmed.is_some())
    );
}

#[tokio::test(start_paused = true)]
async fn a_service_that_hangs_does_not_hold_up_the_shutdown_and_dns_decides_later() {
    let world = world();
    world.hands.next(Reply::Stalls);
    let running = Running::new(&world);
    running
        .until(|snapshot| phase_of(snapshot, "home.example.com") == Some(Phase::Sending))
        .await;
    running.stop().await;
    let memory = world.notebook.memory();
    assert!(
        memory
            .records
            .values()
            .any(|record| record.intent.is_some()),
        "the intent stays"
    );
    // It had arrived after all: the next start finds it in DNS and does not send it again.
    world.resolver.set(
        "home.example.com".parse().unwrap(),
        ip(crate::harness::FIRST),
    );
    let running = Running::new(&world);
    running.until_fine().await;
    assert_eq!(world.hands.sent().len(), 1);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn whoever_asks_sees_every_ipv6_address_and_why_it_was_chosen_or_not() {
    let world = world();
    let address = |address: &str, standing| Ipv6Candidate {
        address: address.parse().unwrap(),
        prefix: 64,
        interface: "eth0".to_owned(),
        temporary: standing == Ipv6Standing::Temporary,
        deprecated: false,
        tentative: false,
        standing,
    };
    let candidates = vec![
        address("2001:db8:1::77", Ipv6Standing::Temporary),
        address("2001:db8:1::10", Ipv6Standing::Chosen),
    ];
    world.senses.set_candidates(candidates.clone());
    let running = Running::new(&world);
    running.until_fine().await;
    let answer = running.handle.ask(Query::Ipv6Candidates).await.unwrap();
    assert_eq!(answer, Answer::Ipv6Candidates { candidates });
    running.stop().await;
}
