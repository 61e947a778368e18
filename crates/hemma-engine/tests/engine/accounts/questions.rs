//! What is asked once and remembered, and what the answers say.

use std::time::Duration;

use hemma_core::address::Family;
use hemma_engine::messages::{ApiAnswer, ApiQuery, ApiTroubleKind, Kept, LogOutcome, LogSide, May};
use hemma_providers::ClientIdentity;
use serde_json::{Value, json};

use super::{Config, DOMAIN, HOME, ask, calls, list, ok, refuse, world, world_that_keeps};
use crate::harness::{FIRST, Running, SECOND, ip};

fn key(again: bool) -> ApiQuery {
    ApiQuery::Key { again }
}

#[tokio::test(start_paused = true)]
async fn what_a_key_may_do_is_asked_once_a_day_and_again_after_a_refusal() {
    let (world, service) = world(&[]);
    let running = Running::new(&world);
    let ApiAnswer::Key { key: view } = ask(&running, key(false)).await.unwrap() else {
        panic!("another answer");
    };
    assert_eq!(
        (view.read_domains, view.write_domains),
        (May::Yes, May::Yes)
    );
    assert_eq!((view.read_servers, view.read_dns), (May::No, May::Unknown));
    let once = calls(&world).len();
    ask(&running, key(false)).await.unwrap();
    assert_eq!(calls(&world).len(), once);
    world.pass(Duration::from_secs(24 * 3600)).await;
    ask(&running, key(false)).await.unwrap();
    assert_eq!(calls(&world).len(), 2 * once);
    service
        .lock()
        .unwrap()
        .script
        .push_back(refuse(403, "forbidden"));
    let trouble = ask(&running, ApiQuery::Domains { cursor: None }).await;
    let scopes = vec!["read:domains".to_owned()];
    assert_eq!(
        trouble.unwrap_err().kind,
        ApiTroubleKind::NotAllowed { scopes }
    );
    ask(&running, key(false)).await.unwrap();
    assert_eq!(calls(&world).len(), 3 * once + 1);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn configurations_are_remembered_for_ten_minutes() {
    let (world, service, _) = world_that_keeps();
    service.lock().unwrap().add("nas.example.com", "AAAA");
    let running = Running::new(&world);
    let seen = list(&running, false).await.unwrap();
    let kept: Vec<_> = seen.configurations.iter().map(|one| one.kept).collect();
    assert_eq!(kept, [Kept::Here, Kept::No]);
    assert_eq!(seen.configurations[1].family, Some(Family::Ipv6));
    list(&running, false).await.unwrap();
    assert_eq!(calls(&world).len(), 1);
    list(&running, true).await.unwrap();
    assert_eq!(calls(&world).len(), 2);
    service.lock().unwrap().configs[0].token = "another-token".to_owned();
    world.pass(Duration::from_secs(600)).await;
    let seen = list(&running, false).await.unwrap();
    assert_eq!(seen.configurations[0].kept, Kept::OtherToken);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_key_that_only_reads_shows_everything_but_tokens() {
    let (world, service, _) = world_that_keeps();
    service.lock().unwrap().read_only = true;
    let running = Running::new(&world);
    let seen = list(&running, false).await.unwrap();
    assert!(!seen.manage.allowed && !seen.enable.allowed);
    assert!(!seen.configurations[0].token_shown);
    assert_eq!(seen.configurations[0].kept, Kept::Here);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_profile_without_a_key_or_an_api_says_so() {
    let (world, _) = world(&[]);
    world.file.edit(|draft| {
        draft.profile[0].id = Some("other".to_owned());
    });
    let running = Running::new(&world);
    let trouble = ask(&running, key(false)).await.unwrap_err();
    assert_eq!(trouble.kind, ApiTroubleKind::NoKey);
    assert_eq!(calls(&world), Vec::<String>::new());
    running.stop().await;
}

fn log_line(at: &str, agent: &str, from: &str, to: &str, status: &str) -> Value {
    json!({
        "oldIp": null,
        "newIp": to,
        "sourceIp": from,
        "userAgent": agent,
        "status": status,
        "errorMessage": null,
        "createdAt": at,
    })
}

#[tokio::test(start_paused = true)]
async fn the_log_is_one_time_line_of_service_and_computer_and_names_other_writers() {
    let (world, service, config) = world_that_keeps();
    let running = Running::new(&world);
    running.until_fine().await;
    let ours = ClientIdentity::hemma("Test", "0.1.0").user_agent();
    // The world begins on 1 November 2026 at 12:00.
    service.lock().unwrap().logs = vec![
        log_line(
            "2026-10-31T08:00:00.000Z",
            "MikroTik",
            "198.51.100.1",
            "198.51.100.1",
            "success",
        ),
        log_line("2026-11-01T12:00:04.000Z", &ours, FIRST, FIRST, "success"),
    ];
    let ask_log = || log_of(&running, &config);
    let (sides, others) = ask_log().await;
    let expected = [
        (LogSide::Both, LogOutcome::Success),
        (LogSide::Service, LogOutcome::Success),
    ];
    assert_eq!(sides, expected);
    assert_eq!(others, ["MikroTik"]);
    // A call that the service did not write down, and one of ours at another time.
    service.lock().unwrap().logs = vec![log_line(
        "2026-11-01T13:00:00.000Z",
        &ours,
        FIRST,
        FIRST,
        "no_change",
    )];
    let (sides, others) = ask_log().await;
    let expected = [
        (LogSide::Service, LogOutcome::NoChange),
        (LogSide::Computer, LogOutcome::Success),
    ];
    assert_eq!(sides, expected);
    assert_eq!(others, Vec::<String>::new());
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn f50_a_foreign_call_in_the_log_is_remembered_as_a_sighting() {
    let (world, service, config) = world_that_keeps();
    let running = Running::new(&world);
    running.until_fine().await;
    world.pass(Duration::from_secs(3600)).await;
    let elsewhere = || world.notebook.memory().records[&HOME.parse().unwrap()].elsewhere;
    // The same address, a call that failed, and a call from before this computer kept the name are no quarrel.
    service.lock().unwrap().logs = vec![
        log_line(
            "2026-11-01T12:30:00.000Z",
            "MikroTik",
            SECOND,
            FIRST,
            "success",
        ),
        log_line(
            "2026-11-01T12:31:00.000Z",
            "MikroTik",
            SECOND,
            SECOND,
            "failed",
        ),
        log_line(
            "2026-10-01T12:31:00.000Z",
            "MikroTik",
            SECOND,
            SECOND,
            "success",
        ),
    ];
    log_of(&running, &config).await;
    assert_eq!(elsewhere(), None);
    let at = "2026-11-01T12:40:00.000Z";
    service.lock().unwrap().logs = vec![log_line(at, "MikroTik", SECOND, SECOND, "success")];
    log_of(&running, &config).await;
    assert_eq!(elsewhere(), Some(at.parse().unwrap()));
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_remembered_list_is_read_anew_after_an_update_of_this_computer() {
    let (world, _, _) = world_that_keeps();
    let running = Running::new(&world);
    running.until_fine().await;
    let read = || {
        let lists = calls(&world).into_iter();
        lists.filter(|call| call.ends_with("/dyndns")).count()
    };
    ask(&running, ApiQuery::Domains { cursor: None })
        .await
        .unwrap();
    for _ in 0..2 {
        list(&running, false).await.unwrap();
    }
    assert_eq!(read(), 1);
    world.senses.set_address(ip(SECOND));
    running.hints.link_moved.send(()).await.unwrap();
    running
        .until(|snapshot| {
            let record = &snapshot.names[0].records[0].status;
            record
                .proved
                .is_some_and(|proved| proved.address.ip() == ip(SECOND))
        })
        .await;
    list(&running, false).await.unwrap();
    assert_eq!(read(), 2);
    running.stop().await;
}

async fn log_of(running: &Running, config: &Config) -> (Vec<(LogSide, LogOutcome)>, Vec<String>) {
    let question = ApiQuery::UpdateLog {
        domain: DOMAIN.to_owned(),
        configuration: config.id.clone(),
    };
    let answer = ask(running, question).await.unwrap();
    let ApiAnswer::UpdateLog { lines, others } = answer else {
        panic!("{answer:?}");
    };
    let sides = lines.iter().map(|line| (line.side, line.outcome));
    let others = others.into_iter().filter_map(|writer| writer.agent);
    (sides.collect(), others.collect())
}

#[tokio::test(start_paused = true)]
async fn a_history_that_does_not_know_pages_ends_after_the_first() {
    let (world, service) = world(&[]);
    let running = Running::new(&world);
    let page = json!({
        "data": [{ "summary": "A record set", "changeType": "update", "later": { "field": 1 } }],
        "nextCursor": "2",
        "hasMore": true,
    });
    let question = |cursor: Option<String>| ApiQuery::DnsHistory {
        domain: DOMAIN.to_owned(),
        name: None,
        record_type: Some("a".to_owned()),
        cursor,
        limit: 0,
    };
    service.lock().unwrap().script.push_back(ok(&page));
    let answer = ask(&running, question(None)).await.unwrap();
    let ApiAnswer::DnsHistory { events, next } = answer else {
        panic!("{answer:?}");
    };
    assert_eq!(events[0].summary.as_deref(), Some("A record set"));
    for reply in [
        ok(&page),
        refuse(400, "invalid_request"),
        refuse(400, "invalid_cursor"),
    ] {
        service.lock().unwrap().script.push_back(reply);
        let answer = ask(&running, question(next.clone())).await.unwrap();
        let (events, next) = (Vec::new(), None);
        assert_eq!(answer, ApiAnswer::DnsHistory { events, next });
    }
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_key_revoked_in_the_middle_of_a_list_ends_it_and_keeps_what_came() {
    let (world, service) = world(&[]);
    let running = Running::new(&world);
    let page = json!({
        "data": [{ "id": "dom_9", "name": "example.net", "serviceStatus": "active" }],
        "nextCursor": "more",
        "hasMore": true,
    });
    service
        .lock()
        .unwrap()
        .script
        .extend([ok(&page), refuse(401, "unauthorized")]);
    let answer = ask(&running, ApiQuery::Domains { cursor: None })
        .await
        .unwrap();
    let ApiAnswer::Domains { domains, next } = answer else {
        panic!("{answer:?}");
    };
    assert_eq!(domains.len(), 1);
    let trouble = ask(&running, ApiQuery::Domains { cursor: next })
        .await
        .unwrap_err();
    assert!(matches!(trouble.kind, ApiTroubleKind::KeyRejected { .. }));
    running.stop().await;
}
