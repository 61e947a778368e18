//! One lane per key: how many calls, how fast, how often, and when none.

use std::time::Duration;

use hemma_core::finding::LookProblem;
use hemma_engine::fakes::Reply;
use hemma_engine::messages::{
    ApiAnswer, ApiQuery, ApiTroubleKind, Command, KeyToTest, Query, SecretInput, SecretText,
};
use hemma_engine::ports::Clock as _;
use hemma_providers::exchange::SendFailure;

use super::{KEY, ask, calls, hostup, limited, list, refuse, world};
use crate::harness::{Running, SECOND, ip};

fn key(again: bool) -> ApiQuery {
    ApiQuery::Key { again }
}

fn domains() -> ApiQuery {
    ApiQuery::Domains { cursor: None }
}

#[tokio::test(start_paused = true)]
async fn while_the_service_wants_fewer_calls_none_leaves_with_that_key() {
    let (world, service) = world(&[]);
    let running = Running::new(&world);
    service.lock().unwrap().script.push_back(limited(120));
    let first = ask(&running, domains()).await.unwrap_err();
    let ApiTroubleKind::Limited { until } = first.kind else {
        panic!("{first:?}");
    };
    let wait = until.duration_since(world.clock.now().wall).as_secs();
    assert_eq!(wait, 120);
    let other = list(&running, false).await.unwrap_err();
    assert_eq!(other.kind, first.kind, "the other call is not even sent");
    assert_eq!(calls(&world).len(), 1);
    world.pass(Duration::from_secs(115)).await;
    // What is left is waited out.
    ask(&running, domains()).await.unwrap();
    assert!(world.clock.now().wall >= until);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn unasked_rests_grow_and_a_short_one_is_waited_out() {
    let (world, service) = world(&[]);
    let running = Running::new(&world);
    service.lock().unwrap().script.push_back(limited(3));
    ask(&running, domains()).await.unwrap();
    assert_eq!(calls(&world).len(), 2);
    let mut waits = Vec::new();
    for _ in 0..3 {
        let reply = refuse(429, "rate_limited");
        service.lock().unwrap().script.push_back(reply);
        let before = world.clock.now().wall;
        let trouble = ask(&running, domains()).await.unwrap_err();
        let ApiTroubleKind::Limited { until } = trouble.kind else {
            panic!("{trouble:?}");
        };
        waits.push(until.duration_since(before).as_secs());
        world.pass(Duration::from_secs(900)).await;
    }
    assert_eq!(waits, [60, 120, 240]);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_key_that_is_not_accepted_is_not_used_again_until_a_person_asks() {
    let (world, service) = world(&[]);
    let running = Running::new(&world);
    service
        .lock()
        .unwrap()
        .script
        .push_back(refuse(401, "unauthorized"));
    let rejected = ApiTroubleKind::KeyRejected {
        address_changed: false,
    };
    for _ in 0..3 {
        assert_eq!(ask(&running, domains()).await.unwrap_err().kind, rejected);
        assert_eq!(ask(&running, key(false)).await.unwrap_err().kind, rejected);
    }
    assert_eq!(calls(&world).len(), 1);
    ask(&running, key(true)).await.unwrap();
    ask(&running, domains()).await.unwrap();
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn another_key_is_tried_at_once() {
    let (world, service) = world(&[]);
    let running = Running::new(&world);
    service
        .lock()
        .unwrap()
        .script
        .push_back(refuse(401, "unauthorized"));
    ask(&running, domains()).await.unwrap_err();
    let command = Command::SaveProfile {
        profile: Box::new(hostup(&[])),
        secrets: vec![SecretInput {
            key: "hostup".parse().unwrap(),
            secret: SecretText::new("another-key".to_owned()),
        }],
    };
    running.handle.tell(command).await.unwrap();
    ask(&running, domains()).await.unwrap();
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_key_refused_after_a_change_of_address_is_told_with_it() {
    let (world, service, _) = super::world_that_keeps();
    let running = Running::new(&world);
    running.until_fine().await;
    world.senses.set_address(ip(SECOND));
    running.hints.link_moved.send(()).await.unwrap();
    running
        .until(|_| world.resolver.shown(&"home.example.com".parse().unwrap()) == [ip(SECOND)])
        .await;
    service
        .lock()
        .unwrap()
        .script
        .push_back(refuse(401, "unauthorized"));
    let trouble = ask(&running, domains()).await.unwrap_err();
    let expected = ApiTroubleKind::KeyRejected {
        address_changed: true,
    };
    assert_eq!(trouble.kind, expected);
    world.pass(Duration::from_secs(25 * 3600)).await;
    let later = ask(&running, domains()).await.unwrap_err();
    let expected = ApiTroubleKind::KeyRejected {
        address_changed: false,
    };
    assert_eq!(later.kind, expected);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn reading_is_tried_three_times_and_no_more() {
    let (world, service) = world(&[]);
    let running = Running::new(&world);
    let lost = Reply::Fails(SendFailure {
        problem: LookProblem::TimedOut,
        sent: true,
    });
    service
        .lock()
        .unwrap()
        .script
        .extend([refuse(503, "upstream_unavailable"), lost.clone()]);
    ask(&running, domains()).await.unwrap();
    assert_eq!(calls(&world).len(), 3);
    service.lock().unwrap().script.extend(vec![lost; 3]);
    let trouble = ask(&running, domains()).await.unwrap_err();
    assert_eq!(trouble.kind, ApiTroubleKind::NotReached);
    assert_eq!(calls(&world).len(), 6);
    service
        .lock()
        .unwrap()
        .script
        .extend(vec![refuse(502, "upstream_failed"); 3]);
    let trouble = ask(&running, domains()).await.unwrap_err();
    assert_eq!(trouble.kind, ApiTroubleKind::Unavailable);
    assert_eq!(trouble.request_id.as_deref(), Some("req_7"));
    assert_eq!(calls(&world).len(), 9);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn only_two_calls_are_under_way_at_once() {
    let (world, service) = world(&[]);
    let running = Running::new(&world);
    service
        .lock()
        .unwrap()
        .script
        .extend(vec![Reply::Stalls; 5]);
    let asking: Vec<_> = (0..5)
        .map(|_| {
            let handle = running.handle.clone();
            let profile = "hostup".parse().unwrap();
            let ask = domains();
            tokio::spawn(async move { handle.ask(Query::Api { profile, ask }).await })
        })
        .collect();
    world.pass(Duration::from_secs(20)).await;
    assert_eq!(calls(&world).len(), 2);
    world.hands.let_go();
    world.pass(Duration::from_secs(20)).await;
    assert_eq!(calls(&world).len(), 3, "one has ended, one more has begun");
    for task in asking {
        task.abort();
    }
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_question_that_is_given_up_ends_its_call() {
    let (world, service) = world(&[]);
    let running = Running::new(&world);
    service
        .lock()
        .unwrap()
        .script
        .extend(vec![Reply::Stalls; 2]);
    // Both seats are taken by calls that never end by themselves.
    let given_up = async {
        let _ = tokio::join!(ask(&running, domains()), ask(&running, key(true)));
    };
    tokio::select! {
        () = given_up => panic!("nobody answered"),
        () = world.pass(Duration::from_secs(20)) => {}
    }
    assert_eq!(calls(&world).len(), 2);
    ask(&running, domains()).await.unwrap();
    assert_eq!(calls(&world).len(), 3, "their seats are free");
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_key_can_be_tried_before_it_is_stored() {
    let (world, _) = world(&[]);
    let running = Running::new(&world);
    let test = |key: &str, api: Option<&str>| Query::TestKey {
        test: KeyToTest {
            key: SecretText::new(key.to_owned()),
            api: api.map(str::to_owned),
        },
    };
    let answer = running.handle.ask(test(KEY, None)).await.unwrap();
    let hemma_engine::messages::Answer::Api {
        answer: ApiAnswer::Key { key },
    } = answer
    else {
        panic!("{answer:?}");
    };
    assert_eq!(key.missing, ["read:vm"]);
    let before = calls(&world).len();
    assert!(calls(&world).iter().all(|call| call.starts_with("GET ")));
    for (key, api) in [
        ("", None),
        ("two words", None),
        (KEY, Some("http://example.com/")),
    ] {
        running.handle.ask(test(key, api)).await.unwrap_err();
    }
    assert_eq!(calls(&world).len(), before, "nothing of that was sent");
    running.stop().await;
}
