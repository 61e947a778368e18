//! The router's hints, and when it may be listened to.

use std::time::Duration;

use hemma_core::whereabouts::NetworkFacts;

use crate::harness::{Running, SECOND, all_fine, ip, world};

#[tokio::test(start_paused = true)]
async fn a_hint_of_the_router_is_a_look_and_the_router_is_heeded_at_home_only() {
    let world = world();
    world.file.edit(|draft| draft.detection.router = Some(true));
    let running = Running::new(&world);
    running.until_fine().await;
    assert_eq!(world.senses.heeded(), [true]);

    // Nothing but the hint tells of the change: the safety poll is minutes away.
    let before = world.senses.looks();
    world.senses.set_address(ip(SECOND));
    running.hints.router_moved.send(()).await.unwrap();
    world.pass(Duration::from_secs(10)).await;
    assert!(world.senses.looks() > before, "nobody looked");
    running.until(all_fine).await;

    world.senses.set_facts(NetworkFacts {
        online: true,
        tunnel: true,
        ..NetworkFacts::default()
    });
    running.hints.link_moved.send(()).await.unwrap();
    world.pass(Duration::from_secs(10)).await;
    assert_eq!(world.senses.heeded(), [true, false]);
    running.stop().await;
}
