//! A name that its service refuses: deleted, switched off or given another token elsewhere.

use std::time::Duration;

use hemma_core::history::{AtService, EntryKind};
use hemma_engine::fakes::{Reply, World};
use hemma_engine::messages::{ApiChange, ApiQuery, Snapshot};
use hemma_engine::view::notice::NoticeKind;
use hemma_providers::exchange::{Request, Response};

use super::{Config, DOMAIN, HOME, Shared, ask, calls, change, list, refuse, world_that_keeps};
use crate::harness::{Running, SECOND, ip, key, kinds};

/// The address changes and the service refuses the update.
async fn refused(world: &World, running: &Running) {
    let badauth = Reply::Answer(Response::new(200, "badauth"));
    world.hands.next(badauth);
    world.senses.set_address(ip(SECOND));
    running.hints.link_moved.send(()).await.unwrap();
}

fn at_service(snapshot: &Snapshot) -> Option<AtService> {
    snapshot.names[0].records[0].at_service
}

fn found(world: &World) -> Vec<AtService> {
    let kinds = kinds(world).into_iter();
    kinds
        .filter_map(|kind| match kind {
            EntryKind::AtService { found } => Some(found),
            _ => None,
        })
        .collect()
}

async fn kept() -> (World, Shared, Config, Running) {
    let (world, service, config) = world_that_keeps();
    let running = Running::new(&world);
    running.until_fine().await;
    (world, service, config, running)
}

#[tokio::test(start_paused = true)]
async fn a_token_changed_elsewhere_is_fetched_and_used_by_itself() {
    let (world, service, _, running) = kept().await;
    let mut notices = running.handle.notices();
    service.lock().unwrap().configs[0].token = "token-from-elsewhere".to_owned();
    refused(&world, &running).await;
    running
        .until(|snapshot| {
            let shown = world.resolver.shown(&"home.example.com".parse().unwrap());
            shown == [ip(SECOND)] && snapshot.latches.is_empty() && at_service(snapshot).is_none()
        })
        .await;
    assert_eq!(
        world.vault.get(&key(HOME)).unwrap().expose(),
        "token-from-elsewhere"
    );
    let sent: Vec<Request> = world.hands.sent();
    let last = sent.last().unwrap().url().query().unwrap().to_owned();
    assert!(last.contains("token-from-elsewhere"));
    assert_eq!(found(&world), [AtService::TokenRenewed]);
    assert!(notices.try_recv().is_err(), "nobody was alarmed");
    let listed = calls(&world);
    assert_eq!(
        listed,
        ["GET /domains", "GET /domains", "GET /domains/dom_1/dyndns"]
    );
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_token_is_not_repaired_twice_in_a_row_and_nothing_loops() {
    let (world, service, _, running) = kept().await;
    service.lock().unwrap().configs[0].token = "token-from-elsewhere".to_owned();
    world
        .hands
        .always(Some(Reply::Answer(Response::new(200, "badauth"))));
    world.senses.set_address(ip(SECOND));
    running.hints.link_moved.send(()).await.unwrap();
    running
        .until(|_| found(&world) == [AtService::TokenRenewed])
        .await;
    // Refused again with the token from there: within the hour nobody looks, and after it nothing is mended.
    service.lock().unwrap().configs[0].token = "token-number-three".to_owned();
    let sent = |world: &World| world.hands.sent().len();
    running
        .until(|snapshot| !snapshot.latches.is_empty() && sent(&world) == 3)
        .await;
    let after_one = calls(&world).len();
    world.pass(Duration::from_secs(3000)).await;
    assert_eq!(calls(&world).len(), after_one);
    world.pass(Duration::from_secs(24 * 3600)).await;
    assert_eq!(
        calls(&world).len(),
        after_one + 1,
        "the list of the domain, once"
    );
    assert_eq!(
        world.vault.get(&key(HOME)).unwrap().expose(),
        "token-from-elsewhere"
    );
    assert_eq!(sent(&world), 3);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn updates_switched_off_elsewhere_are_explained_and_switching_on_goes_on() {
    let (world, service, config, running) = kept().await;
    service.lock().unwrap().configs[0].enabled = false;
    refused(&world, &running).await;
    running
        .until(|snapshot| at_service(snapshot) == Some(AtService::Disabled))
        .await;
    let enable = ApiChange::SetEnabled {
        domain: DOMAIN.to_owned(),
        configuration: config.id,
        enabled: true,
    };
    change(&running, enable).await.unwrap();
    let snapshot = running.until_fine().await;
    assert_eq!(at_service(&snapshot), None);
    assert!(snapshot.latches.is_empty());
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_configuration_deleted_elsewhere_is_explained_once() {
    let (world, service, _, running) = kept().await;
    let mut notices = running.handle.notices();
    service.lock().unwrap().configs.clear();
    refused(&world, &running).await;
    running
        .until(|snapshot| at_service(snapshot) == Some(AtService::Deleted))
        .await;
    let once = calls(&world).len();
    world.pass(Duration::from_secs(60)).await;
    assert_eq!(notices.try_recv().unwrap().kind, NoticeKind::ActionNeeded);
    world.pass(Duration::from_secs(48 * 3600)).await;
    assert_eq!(calls(&world).len(), once);
    assert_eq!(found(&world), [AtService::Deleted]);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_list_that_somebody_reads_tells_of_what_was_deleted_or_switched_off() {
    let (world, service, config, running) = kept().await;
    ask(&running, ApiQuery::Domains { cursor: None })
        .await
        .unwrap();
    let shown = |running: &Running| at_service(&running.handle.snapshot());
    service.lock().unwrap().configs[0].enabled = false;
    list(&running, true).await.unwrap();
    assert_eq!(shown(&running), Some(AtService::Disabled));
    list(&running, true).await.unwrap();
    service.lock().unwrap().configs.clear();
    list(&running, true).await.unwrap();
    assert_eq!(shown(&running), Some(AtService::Deleted));
    service.lock().unwrap().configs.push(config);
    list(&running, true).await.unwrap();
    assert_eq!(shown(&running), None);
    assert_eq!(found(&world), [AtService::Disabled, AtService::Deleted]);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_read_now_is_asked_again_after_an_hour() {
    let (world, service, _, running) = kept().await;
    service.lock().unwrap().configs.clear();
    service
        .lock()
        .unwrap()
        .script
        .extend(vec![refuse(503, "upstream_unavailable"); 3]);
    refused(&world, &running).await;
    running.until(|snapshot| !snapshot.latches.is_empty()).await;
    world.pass(Duration::from_secs(1800)).await;
    assert_eq!(calls(&world).len(), 3);
    assert_eq!(found(&world), []);
    running
        .until(|_| found(&world) == [AtService::Deleted])
        .await;
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn without_a_key_nobody_is_asked_and_a_person_is_told() {
    let (world, _, _) = world_that_keeps();
    hemma_engine::ports::Vault::remove(&*world.vault, key("hostup"))
        .await
        .unwrap();
    let running = Running::new(&world);
    let mut notices = running.handle.notices();
    running.until_fine().await;
    refused(&world, &running).await;
    let snapshot = running.until(|snapshot| !snapshot.latches.is_empty()).await;
    world.pass(Duration::from_secs(60)).await;
    assert_eq!(notices.try_recv().unwrap().kind, NoticeKind::ActionNeeded);
    world.pass(Duration::from_secs(7200)).await;
    assert_eq!((calls(&world).len(), at_service(&snapshot)), (0, None));
    running.stop().await;
}
