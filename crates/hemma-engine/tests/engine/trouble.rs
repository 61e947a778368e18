//! Trouble: panics, a locked vault, a full disk, lost answers.

use std::time::Duration;

use hemma_core::finding::LookProblem;
use hemma_core::health::{ConditionKind, VaultProblem};
use hemma_core::history::{AnswerKind, EntryKind};
use hemma_core::status::Phase;
use hemma_core::verdict::{LaterReason, Refusal};
use hemma_core::whereabouts::{NetworkFacts, Whereabouts};
use hemma_engine::fakes::Reply;
use hemma_engine::messages::{Command, Overall};
use hemma_providers::exchange::SendFailure;

use crate::harness::{FIRST, Running, SECOND, SECRET, ip, key, kinds, phase_of, world};

#[tokio::test(start_paused = true)]
async fn a_panicking_look_is_one_lost_look() {
    let world = world();
    world.senses.panic_at_next_look();
    let running = Running::new(&world);
    running.until_fine().await;
    assert_eq!(world.hands.sent().len(), 1);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn f64_a_panicking_publish_is_unclear_and_dns_decides() {
    let world = world();
    world.hands.next(Reply::Panics);
    let running = Running::new(&world);
    running
        .until(|snapshot| phase_of(snapshot, "home.example.com") == Some(Phase::Unclear))
        .await;
    running.until_fine().await;
    let unclear = |kind: &EntryKind| {
        matches!(
            kind,
            EntryKind::Answered {
                answer: AnswerKind::Unclear { .. },
                ..
            }
        )
    };
    assert!(kinds(&world).iter().any(unclear));
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn f64_an_update_whose_answer_was_lost_is_not_sent_again_when_dns_shows_it() {
    let world = world();
    world.hands.next(Reply::Fails(SendFailure {
        problem: LookProblem::TimedOut,
        sent: true,
    }));
    world
        .resolver
        .set("home.example.com".parse().unwrap(), ip(FIRST));
    let running = Running::new(&world);
    running.until_fine().await;
    world.pass(Duration::from_secs(24 * 3600)).await;
    assert!(world.hands.sent().len() <= 1);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_request_that_certainly_did_not_leave_is_tried_again() {
    let world = world();
    world.hands.next(Reply::Fails(SendFailure {
        problem: LookProblem::Connection,
        sent: false,
    }));
    let running = Running::new(&world);
    running.until_fine().await;
    assert_eq!(world.hands.sent().len(), 2);
    let not_sent = |kind: &EntryKind| {
        let EntryKind::Answered { answer, .. } = kind else {
            return false;
        };
        matches!(
            answer,
            AnswerKind::Later {
                reason: LaterReason::NotSent { .. }
            }
        )
    };
    assert!(kinds(&world).iter().any(not_sent));
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn f39_a_locked_vault_is_shown_and_after_unlocking_names_are_kept() {
    let world = world();
    world.vault.set_problem(Some(VaultProblem::Locked));
    let running = Running::new(&world);
    let locked = running
        .until(|snapshot| snapshot.surfaces.vault == Some(VaultProblem::Locked))
        .await;
    let kind = ConditionKind::VaultUnavailable {
        problem: VaultProblem::Locked,
    };
    assert!(
        locked
            .conditions
            .iter()
            .any(|condition| condition.kind == kind)
    );
    assert_eq!(locked.overall, Overall::ActionNeeded);
    world.pass(Duration::from_secs(3600)).await;
    assert!(
        world.hands.sent().is_empty(),
        "nothing is sent without the secret"
    );
    running
        .handle
        .tell(Command::UnlockVault { password: None })
        .await
        .unwrap();
    let fine = running.until_fine().await;
    assert_eq!(fine.surfaces.vault, None);
    assert!(fine.latches.is_empty());
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_vault_that_is_mended_outside_is_noticed_by_itself() {
    let world = world();
    world.vault.set_problem(Some(VaultProblem::TimedOut));
    let running = Running::new(&world);
    running
        .until(|snapshot| snapshot.surfaces.vault.is_some())
        .await;
    world.vault.set_problem(None);
    let fine = running.until_fine().await;
    assert_eq!(fine.surfaces.vault, None);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_missing_secret_needs_a_person() {
    let world = world();
    world.vault.set_problem(None);
    let empty = hemma_engine::fakes::World::new(world.file.draft());
    empty.senses.set_address(ip(FIRST));
    let running = Running::new(&empty);
    let stopped = running.until(|snapshot| !snapshot.latches.is_empty()).await;
    assert_eq!(stopped.latches[0].latch.refusal, Refusal::SecretMissing);
    assert!(empty.hands.sent().is_empty());
    assert_eq!(
        stopped.surfaces.vault, None,
        "a vault without a secret is not broken"
    );
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn f32_with_a_full_disk_names_are_kept_but_slowly() {
    let world = world();
    let running = Running::new(&world);
    running.until_fine().await;
    world.notebook.set_full(true);
    world.senses.set_address(ip(SECOND));
    running.hints.link_moved.send(()).await.unwrap();
    let full = running
        .until(|snapshot| {
            let kind = ConditionKind::StateNotWritable;
            snapshot
                .conditions
                .iter()
                .any(|condition| condition.kind == kind)
        })
        .await;
    assert_eq!(full.overall, Overall::ActionNeeded);
    world.pass(Duration::from_secs(7200)).await;
    assert_eq!(
        world.resolver.shown(&"home.example.com".parse().unwrap()),
        [ip(SECOND)]
    );
    assert_eq!(world.hands.sent().len(), 2, "once, not again and again");
    // With room again, what could not be written is written.
    world.notebook.set_full(false);
    world.senses.set_address(ip(FIRST));
    running.hints.link_moved.send(()).await.unwrap();
    running
        .until(|snapshot| {
            let kind = ConditionKind::StateNotWritable;
            snapshot
                .conditions
                .iter()
                .all(|condition| condition.kind != kind)
        })
        .await;
    running.until_fine().await;
    let memory = world.notebook.memory();
    let confirmed = memory
        .records
        .values()
        .next()
        .and_then(|record| record.confirmed);
    assert_eq!(
        confirmed.map(|stamped| stamped.address.ip()),
        Some(ip(FIRST))
    );
    assert_eq!(memory.last_attempt, 3);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn away_from_home_nothing_is_looked_for_and_nothing_is_sent() {
    let world = world();
    world.senses.set_facts(NetworkFacts {
        online: true,
        tunnel: true,
        network: None,
        ..NetworkFacts::default()
    });
    let running = Running::new(&world);
    let away = running
        .until(|snapshot| matches!(snapshot.whereabouts, Whereabouts::Away { .. }))
        .await;
    assert_eq!(away.overall, Overall::Away);
    world.pass(Duration::from_secs(3600)).await;
    assert_eq!(world.senses.looks(), 0);
    assert!(world.hands.sent().is_empty());
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn the_vault_is_read_only_when_something_is_sent() {
    let world = world();
    let running = Running::new(&world);
    running.until_fine().await;
    world.pass(Duration::from_secs(7 * 24 * 3600)).await;
    assert_eq!(world.vault.reads(), 1);
    assert_eq!(world.vault.get(&key("noip")).unwrap().expose(), SECRET);
    running.stop().await;
}
