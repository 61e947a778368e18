//! Toasts by policy: rare, replaceable, and never the same thing again and again.

use std::time::Duration;

use hemma_core::health::VaultProblem;
use hemma_engine::fakes::{Reply, World};
use hemma_engine::messages::Command;
use hemma_engine::view::Deed;
use hemma_engine::view::notice::{Notice, NoticeKind, Urgency};
use hemma_providers::exchange::Response;
use tokio::sync::broadcast::Receiver;

use crate::harness::{Running, SECOND, ip, world};

const DAY: Duration = Duration::from_secs(24 * 3600);

/// Everything that was shown since the last call.
fn shown(notices: &mut Receiver<Notice>) -> Vec<Notice> {
    std::iter::from_fn(|| notices.try_recv().ok()).collect()
}

fn kinds(notices: &[Notice]) -> Vec<NoticeKind> {
    notices.iter().map(|notice| notice.kind).collect()
}

async fn refused(answer: &str) -> (World, Running, Receiver<Notice>) {
    let world = world();
    world
        .hands
        .always(Some(Reply::Answer(Response::new(401, answer))));
    let running = Running::new(&world);
    let notices = running.handle.notices();
    running.until(|snapshot| !snapshot.latches.is_empty()).await;
    (world, running, notices)
}

#[tokio::test(start_paused = true)]
async fn a_refused_login_is_told_at_once_with_a_way_to_mend_it() {
    let (_world, running, mut notices) = refused("badauth").await;
    let told = shown(&mut notices);
    let [notice] = told.as_slice() else {
        panic!("{told:?}");
    };
    assert_eq!(
        (notice.kind, notice.urgency),
        (NoticeKind::ActionNeeded, Urgency::Critical)
    );
    assert_eq!(notice.title, "Action needed: No-IP login");
    assert!(
        notice.body.contains("has stopped trying"),
        "{}",
        notice.body
    );
    assert!(notice.body.contains("home.example.com"), "{}", notice.body);
    assert_eq!(notice.actions[0].label, "Fix No-IP login…");
    assert!(matches!(notice.actions[0].deed, Deed::Open(_)));
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn f65_f66_what_lasts_is_told_once_a_day_and_not_every_five_minutes() {
    let (world, running, mut notices) = refused("badauth").await;
    assert_eq!(shown(&mut notices).len(), 1);
    world.pass(DAY / 2).await;
    assert_eq!(shown(&mut notices).len(), 0);
    world.pass(3 * DAY).await;
    let reminders = shown(&mut notices);
    assert_eq!(kinds(&reminders), [NoticeKind::ActionNeeded; 3]);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn what_is_mended_replaces_the_toast_once_the_names_are_up_to_date() {
    let (world, running, mut notices) = refused("badauth").await;
    let tag = shown(&mut notices)[0].tag.clone();
    world.hands.always(None);
    let bound = running.handle.snapshot().latches[0].latch.bound.clone();
    running
        .handle
        .tell(Command::Release { bound })
        .await
        .unwrap();
    running.until_fine().await;
    world.pass(Duration::from_secs(60)).await;
    let told = shown(&mut notices);
    assert_eq!(kinds(&told), [NoticeKind::Resolved]);
    assert_eq!(told[0].tag, tag, "it replaces the old one");
    assert_eq!(told[0].title, "No-IP works again");
    assert_eq!(told[0].body, "home.example.com is up to date.");
    world.pass(2 * DAY).await;
    assert!(shown(&mut notices).is_empty());
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_login_refused_again_after_a_release_is_news_again() {
    let (world, running, mut notices) = refused("badauth").await;
    shown(&mut notices);
    let latch = running.handle.snapshot().latches[0].latch.clone();
    let bound = latch.bound.clone();
    world.pass(Duration::from_secs(600)).await;
    running
        .handle
        .tell(Command::Release { bound })
        .await
        .unwrap();
    running
        .until(|snapshot| {
            snapshot
                .latches
                .first()
                .is_some_and(|view| view.latch.since > latch.since)
        })
        .await;
    assert_eq!(kinds(&shown(&mut notices)), [NoticeKind::ActionNeeded]);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_restart_does_not_tell_the_same_stop_again_on_the_same_day() {
    let (world, running, _) = refused("badauth").await;
    running.stop().await;
    let running = Running::new(&world);
    let mut notices = running.handle.notices();
    world.pass(DAY / 2).await;
    assert!(shown(&mut notices).is_empty());
    world.pass(DAY).await;
    assert_eq!(kinds(&shown(&mut notices)), [NoticeKind::ActionNeeded]);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn an_unknown_name_offers_to_try_again() {
    let world = world();
    world
        .hands
        .always(Some(Reply::Answer(Response::new(200, "nohost"))));
    let running = Running::new(&world);
    let mut notices = running.handle.notices();
    running.until(|snapshot| !snapshot.latches.is_empty()).await;
    let told = shown(&mut notices);
    assert!(matches!(
        told[0].actions[1].deed,
        Deed::Tell(Command::Release { .. })
    ));
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_vault_that_comes_and_goes_is_told_once_a_day() {
    let world = world();
    world.vault.set_problem(Some(VaultProblem::Locked));
    let running = Running::new(&world);
    let mut notices = running.handle.notices();
    running
        .until(|snapshot| snapshot.surfaces.vault.is_some())
        .await;
    let told = shown(&mut notices);
    assert_eq!(kinds(&told), [NoticeKind::ActionNeeded]);
    assert_eq!(
        told[0].actions[0].deed,
        Deed::Tell(Command::UnlockVault { password: None })
    );
    running
        .handle
        .tell(Command::UnlockVault { password: None })
        .await
        .unwrap();
    assert_eq!(kinds(&shown(&mut notices)), [NoticeKind::Resolved]);
    running.until_fine().await;
    world.vault.set_problem(Some(VaultProblem::Locked));
    world.senses.set_address(ip(SECOND));
    running.hints.link_moved.send(()).await.unwrap();
    running
        .until(|snapshot| snapshot.surfaces.vault.is_some())
        .await;
    assert!(
        shown(&mut notices).is_empty(),
        "the icon tells; one toast a day is enough"
    );
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_change_of_address_is_told_only_when_wished() {
    for wished in [false, true] {
        let world = world();
        world
            .file
            .edit(|draft| draft.notices.address_change = Some(wished));
        let running = Running::new(&world);
        let mut notices = running.handle.notices();
        running.until_fine().await;
        assert!(
            shown(&mut notices).is_empty(),
            "the first address is no change"
        );
        world.pass(DAY).await;
        world.senses.set_address(ip(SECOND));
        running.hints.link_moved.send(()).await.unwrap();
        world.pass(Duration::from_secs(600)).await;
        let told = shown(&mut notices);
        if wished {
            assert_eq!(kinds(&told), [NoticeKind::AddressChanged]);
            assert_eq!(told[0].urgency, Urgency::Low);
        } else {
            assert!(told.is_empty(), "{told:?}");
        }
        running.stop().await;
    }
}
