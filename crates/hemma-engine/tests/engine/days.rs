//! Ordinary days: start, change, a week without news, restart.

use std::time::Duration;

use hemma_core::history::EntryKind;
use hemma_core::settings::NameEntryDraft;
use hemma_engine::fakes::World;
use hemma_engine::messages::{Answer, HistoryQuery, Overall, Query};

use crate::harness::{FIRST, Running, SECOND, SECRET, draft, ip, kinds, profile, world};

const DAY: Duration = Duration::from_secs(24 * 3600);

#[tokio::test(start_paused = true)]
async fn the_first_start_looks_sends_and_proves() {
    let world = world();
    let running = Running::new(&world);
    let snapshot = running.until_fine().await;
    assert_eq!(world.hands.sent().len(), 1);
    assert_eq!(
        world.resolver.shown(&"home.example.com".parse().unwrap()),
        [ip(FIRST)]
    );
    assert_eq!(snapshot.overall, Overall::UpToDate);
    assert_eq!(snapshot.names[0].service_name, "No-IP");
    running.stop().await;
    let story = kinds(&world);
    assert!(
        matches!(story.first(), Some(EntryKind::Started)),
        "{story:?}"
    );
    assert!(
        matches!(story.last(), Some(EntryKind::Stopped)),
        "{story:?}"
    );
    let ends = story.iter().filter(|kind| **kind == EntryKind::Stopped);
    assert_eq!(ends.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_week_without_a_change_sends_nothing_and_a_change_sends_once() {
    let world = world();
    let running = Running::new(&world);
    running.until_fine().await;
    let looks = world.senses.looks();
    world.pass(7 * DAY).await;
    assert_eq!(world.hands.sent().len(), 1, "a quiet week sends nothing");
    let looked = world.senses.looks() - looks;
    assert!(
        (1500..6000).contains(&looked),
        "about every five minutes: {looked}"
    );
    world.senses.set_address(ip(SECOND));
    running.hints.link_moved.send(()).await.unwrap();
    running
        .until(|snapshot| {
            snapshot.addresses[0]
                .gate
                .known
                .is_some_and(|known| known.address.ip() == ip(SECOND))
        })
        .await;
    running.until_fine().await;
    world.pass(DAY).await;
    assert_eq!(world.hands.sent().len(), 2);
    assert_eq!(
        world.resolver.shown(&"home.example.com".parse().unwrap()),
        [ip(SECOND)]
    );
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_restart_with_the_same_address_sends_nothing() {
    let world = world();
    let running = Running::new(&world);
    running.until_fine().await;
    running.stop().await;
    let running = Running::new(&world);
    running.until_fine().await;
    world.pass(DAY).await;
    assert_eq!(world.hands.sent().len(), 1);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn an_idle_engine_sleeps_between_checks() {
    let world = world();
    let running = Running::new(&world);
    running.until_fine().await;
    world.pass(Duration::from_secs(600)).await;
    let before = world.clock.sleeps();
    world.pass(Duration::from_secs(3600)).await;
    let slept = world.clock.sleeps() - before;
    // Twelve checks; each has a locate and two looks with a deadline of their own, and a wait after each event.
    assert!(slept <= 12 * 14, "{slept} sleeps in an hour");
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn snapshots_are_numbered_and_only_news_makes_one() {
    let world = world();
    let running = Running::new(&world);
    let first = running.until_fine().await;
    let mut snapshots = running.handle.snapshots();
    snapshots.borrow_and_update();
    world.pass(Duration::from_secs(5)).await;
    assert!(!snapshots.has_changed().unwrap(), "nothing happened");
    world.pass(Duration::from_secs(3600)).await;
    let later = running.handle.snapshot();
    assert!(later.number > first.number && later.at > first.at);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn history_is_read_newest_first_and_in_pages() {
    let world = world();
    let running = Running::new(&world);
    let snapshot = running.until_fine().await;
    assert!(snapshot.history_revision > 0);
    let query = HistoryQuery {
        limit: 2,
        ..HistoryQuery::default()
    };
    let answer = running.handle.ask(Query::History { query }).await.unwrap();
    let Answer::History { page } = answer else {
        panic!("{answer:?}");
    };
    assert_eq!(page.entries.len(), 2);
    assert!(page.entries[0].sequence > page.entries[1].sequence);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn f29_one_change_of_a_hundred_names_is_one_request() {
    let mut many = profile("noip", "home.example.com");
    many.name = (0..100)
        .map(|number| NameEntryDraft {
            name: Some(format!("name{number}.example.com")),
            ..many.name[0].clone()
        })
        .collect();
    let world = World::new(draft(vec![many]));
    world.senses.set_address(ip(FIRST));
    world.vault.put("noip".parse().unwrap(), SECRET);
    let running = Running::new(&world);
    running.until_fine().await;
    world.pass(DAY).await;
    let before = world.hands.sent().len();
    world.senses.set_address(ip(SECOND));
    running.hints.link_moved.send(()).await.unwrap();
    world.pass(DAY).await;
    running.until_fine().await;
    assert_eq!(world.hands.sent().len() - before, 1);
    running.stop().await;
}
