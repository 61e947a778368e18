//! Making, switching, ending and giving new tokens, never twice and never blindly.

use std::time::Duration;

use hemma_core::address::Family;
use hemma_core::finding::LookProblem;
use hemma_core::history::{AtService, EntryKind};
use hemma_core::settings::ProblemKind;
use hemma_engine::fakes::Reply;
use hemma_engine::messages::{
    ApiChange, ApiQuery, ApiTroubleKind, CommandError, CreateOutcome, Done, ReverseDnsOutcome,
};
use hemma_providers::exchange::{Response, SendFailure};
use serde_json::json;

use super::{
    Config, DOMAIN, HOME, ask, calls, change, limited, list, ok, refuse, world, world_that_keeps,
};
use crate::harness::{Running, SECOND, ip, key, kinds};

fn create(hostname: &str, families: &[Family], keep: bool) -> ApiChange {
    ApiChange::Create {
        domain: DOMAIN.to_owned(),
        hostname: hostname.to_owned(),
        families: families.to_vec(),
        keep,
    }
}

fn rotate(config: &Config) -> ApiChange {
    ApiChange::RotateToken {
        domain: DOMAIN.to_owned(),
        configuration: config.id.clone(),
    }
}

async fn outcomes(running: &Running, wish: ApiChange) -> Vec<CreateOutcome> {
    match change(running, wish).await {
        Ok(Done::Created { outcomes }) => outcomes,
        other => panic!("{other:?}"),
    }
}

fn lost() -> Reply {
    Reply::Fails(SendFailure {
        problem: LookProblem::TimedOut,
        sent: true,
    })
}

fn posts(calls: &[String]) -> usize {
    calls
        .iter()
        .filter(|call| call.starts_with("POST "))
        .count()
}

fn trouble(result: Result<Done, CommandError>) -> ApiTroubleKind {
    match result {
        Err(CommandError::Api { trouble }) => trouble.kind,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn a_name_over_both_families_becomes_two_configurations_that_are_kept() {
    let (world, service) = world(&[]);
    let running = Running::new(&world);
    let wish = create("Home.Example.com.", &Family::BOTH, true);
    let made = outcomes(&running, wish.clone()).await;
    assert!(
        made.iter().all(|one| one.trouble.is_none() && one.kept),
        "{made:?}"
    );
    let configs = service.lock().unwrap().configs.clone();
    assert_eq!(configs[0].hostname, "home.example.com");
    assert_eq!(
        (&*configs[0].record_type, &*configs[1].record_type),
        ("A", "AAAA")
    );
    for (config, place) in configs.iter().zip(["ipv4", "ipv6"]) {
        let place = key(&format!("hostup/home.example.com/{place}"));
        assert_eq!(world.vault.get(&place).unwrap().expose(), config.token);
    }
    let families = world.file.draft().profile[0].name[0]
        .families
        .clone()
        .unwrap();
    assert_eq!(families, ["ipv4", "ipv6"]);
    running.until(|_| !world.hands.sent().is_empty()).await;
    assert!(
        world.hands.sent()[0]
            .url()
            .query()
            .unwrap()
            .contains(&configs[0].token)
    );
    // Again: both are there, so nothing is made.
    let again = outcomes(&running, wish).await;
    let conflict =
        |one: &CreateOutcome| one.trouble.as_ref().unwrap().kind == ApiTroubleKind::Conflict;
    assert!(again.iter().all(conflict));
    assert_eq!(posts(&calls(&world)), 2);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_right_is_not_sent() {
    let (world, _) = world(&[]);
    let running = Running::new(&world);
    let v4 = [Family::Ipv4];
    for (hostname, families, field) in [
        ("home.example.net", &v4[..], "hostname"),
        ("*.example.com", &v4, "hostname"),
        ("", &v4, "hostname"),
        ("home.example.com", &[], "families"),
    ] {
        match change(&running, create(hostname, families, true)).await {
            Err(CommandError::Invalid { problems }) => {
                assert_eq!(problems[0].path.to_string(), field);
                assert_ne!(problems[0].problem, ProblemKind::Duplicate);
            }
            other => panic!("{hostname}: {other:?}"),
        }
    }
    assert_eq!(posts(&calls(&world)), 0);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_closed_gate_is_told_with_its_reason_and_nothing_is_sent() {
    let (world, service, config) = world_that_keeps();
    let running = Running::new(&world);
    service.lock().unwrap().read_only = true;
    let wish = create("nas.example.com", &[Family::Ipv4], false);
    assert_eq!(
        trouble(change(&running, wish).await),
        ApiTroubleKind::Closed
    );
    assert_eq!(
        trouble(change(&running, rotate(&config)).await),
        ApiTroubleKind::Closed
    );
    let closed = json!({
        "available": false,
        "reason": "other name servers",
        "configs": [],
        "actions": {},
    });
    service.lock().unwrap().script.push_back(ok(&closed));
    let wish = create("nas.example.com", &[Family::Ipv4], false);
    let Err(CommandError::Api { trouble }) = change(&running, wish).await else {
        panic!("it was done");
    };
    assert_eq!(trouble.detail.as_deref(), Some("other name servers"));
    assert!(calls(&world).iter().all(|call| call.starts_with("GET ")));
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn after_a_lost_answer_the_list_tells_whether_it_was_made() {
    let (world, service) = world(&[]);
    let running = Running::new(&world);
    list(&running, false).await.unwrap();
    ask(&running, ApiQuery::Domains { cursor: None })
        .await
        .unwrap();
    let wish = create("home.example.com", &[Family::Ipv4], false);
    // Not made: the list is whole, and nothing is there.
    let empty = |service: &super::Shared| {
        let gate = json!({ "allowed": true, "reason": null });
        let list = json!({
            "available": true, "reason": null, "configs": [],
            "actions": { "canManage": gate, "canEnable": gate },
        });
        service.lock().unwrap().script.push_back(ok(&list));
    };
    empty(&service);
    service.lock().unwrap().script.push_back(lost());
    let made = outcomes(&running, wish.clone()).await;
    let told = made[0].trouble.clone().unwrap();
    assert_eq!(
        (told.kind, told.unclear),
        (ApiTroubleKind::NotReached, false)
    );
    // Made, although the server had trouble saying so.
    empty(&service);
    service
        .lock()
        .unwrap()
        .script
        .push_back(refuse(502, "upstream_failed"));
    service.lock().unwrap().add("home.example.com", "A");
    let made = outcomes(&running, wish.clone()).await;
    assert_eq!(made[0].trouble, None);
    // And where the list cannot be had, nobody knows.
    service.lock().unwrap().configs.clear();
    empty(&service);
    service.lock().unwrap().script.extend(vec![lost(); 4]);
    let made = outcomes(&running, wish).await;
    assert!(made[0].trouble.as_ref().unwrap().unclear);
    assert_eq!(posts(&calls(&world)), 3, "once each time");
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn the_service_has_the_last_word_on_fields() {
    let (world, service) = world(&[]);
    let running = Running::new(&world);
    ask(&running, ApiQuery::Domains { cursor: None })
        .await
        .unwrap();
    let refusal = json!({
        "code": "invalid_request",
        "detail": "Validation failed",
        "errors": [
            { "pointer": "/recordType", "detail": "not here", "code": "invalid_request" },
            { "pointer": "/other/0", "detail": "what", "code": "invalid_request" },
        ],
    });
    let refusal = Reply::Answer(Response::new(400, refusal.to_string()));
    let gate = json!({ "allowed": true, "reason": null });
    let empty = json!({
        "available": true, "reason": null, "configs": [], "actions": { "canManage": gate },
    });
    service.lock().unwrap().script.extend([ok(&empty), refusal]);
    let wish = create("home.example.com", &[Family::Ipv4], false);
    let made = outcomes(&running, wish).await;
    let told = made[0].trouble.clone().unwrap();
    assert_eq!(told.kind, ApiTroubleKind::Invalid);
    let fields: Vec<_> = told
        .fields
        .iter()
        .map(|field| field.field.as_str())
        .collect();
    assert_eq!(fields, ["families", "/other/0"]);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_new_token_means_the_old_configuration_ends_first() {
    let (world, service, config) = world_that_keeps();
    let running = Running::new(&world);
    running.until_fine().await;
    change(&running, rotate(&config)).await.unwrap();
    let writes: Vec<String> = calls(&world)
        .into_iter()
        .filter(|call| !call.starts_with("GET "))
        .collect();
    let path = "/domains/dom_1/dyndns";
    assert_eq!(
        writes,
        [
            format!("DELETE {path}/{}", config.id),
            format!("POST {path}")
        ]
    );
    let there = service.lock().unwrap().configs[0].token.clone();
    assert_ne!(there, config.token);
    assert_eq!(world.vault.get(&key(HOME)).unwrap().expose(), there);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_rotation_waits_out_short_trouble_in_its_middle() {
    let (world, service, config) = world_that_keeps();
    let running = Running::new(&world);
    running.until_fine().await;
    ask(&running, ApiQuery::Domains { cursor: None })
        .await
        .unwrap();
    let all = list(&running, true).await.unwrap();
    assert_eq!(all.configurations.len(), 1);
    // The list and the deletion are real; then the service wants a pause.
    let shared = service.clone();
    let mut refusals = vec![limited(45)];
    world.hands.set_api(Box::new(move |request| {
        if request.method() == "POST"
            && let Some(refusal) = refusals.pop()
        {
            return refusal;
        }
        shared.lock().unwrap().answer(request)
    }));
    change(&running, rotate(&config)).await.unwrap();
    let there = service.lock().unwrap().configs[0].token.clone();
    assert_eq!(world.vault.get(&key(HOME)).unwrap().expose(), there);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_configuration_lost_in_a_rotation_is_told_plainly() {
    let (world, service, config) = world_that_keeps();
    let running = Running::new(&world);
    running.until_fine().await;
    let shared = service.clone();
    world.hands.set_api(Box::new(move |request| {
        if request.method() == "POST" {
            return refuse(403, "forbidden");
        }
        shared.lock().unwrap().answer(request)
    }));
    let Err(CommandError::Api { trouble }) = change(&running, rotate(&config)).await else {
        panic!("it was done");
    };
    assert_eq!(trouble.kind, ApiTroubleKind::LostInRotation);
    assert_eq!(trouble.request_id.as_deref(), Some("req_7"));
    // It is explained in the history, and not sent for any more with a token that opens nothing.
    let found = AtService::Deleted;
    assert!(kinds(&world).contains(&EntryKind::AtService { found }));
    assert!(!running.handle.snapshot().names[0].enabled);
    let sent = world.hands.sent().len();
    world.senses.set_address(ip(SECOND));
    world.pass(Duration::from_secs(3600)).await;
    assert_eq!(world.hands.sent().len(), sent);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn the_hostname_of_a_server_is_checked_before_it_is_sent() {
    let (world, service) = world(&[]);
    let running = Running::new(&world);
    let state = |allowed: bool| {
        ok(&json!({
            "hostname": "old.example.com",
            "reloadRecommended": false,
            "accountInactive": false,
            "accountStatus": "active",
            "cacheCleared": true,
            "actions": { "canChange": { "allowed": allowed, "reason": "The server is off." } },
            "validationRules": {
                "maxLengthChars": 253,
                "pattern": "^[a-z.]+$",
                "patternDescription": "letters and dots",
            },
        }))
    };
    let wish = |hostname: &str| ApiChange::ChangeHostname {
        server: "vps_1".to_owned(),
        hostname: hostname.to_owned(),
    };
    service.lock().unwrap().script.push_back(state(false));
    let closed = change(&running, wish("new.example.com")).await;
    assert_eq!(trouble(closed), ApiTroubleKind::Closed);
    service.lock().unwrap().script.push_back(state(true));
    let wrong = change(&running, wish("new1.example.com")).await;
    assert_eq!(trouble(wrong), ApiTroubleKind::Invalid);
    assert!(calls(&world).iter().all(|call| call.starts_with("GET ")));
    let changed = json!({
        "hostname": "new.example.com",
        "reloadRecommended": true,
        "hostnameNormalized": false,
        "reverseDnsProtection": {
            "status": "partial_failure",
            "monitoredIpCount": 2,
            "changesDetected": 2,
            "restoredIps": ["192.0.2.1"],
            "failedIps": ["192.0.2.2"],
            "detail": null,
        },
    });
    service
        .lock()
        .unwrap()
        .script
        .extend([state(true), ok(&changed)]);
    let done = change(&running, wish("new.example.com")).await.unwrap();
    let Done::HostnameChanged { report } = done else {
        panic!("{done:?}");
    };
    let reverse = report.reverse_dns.unwrap();
    assert_eq!(reverse.outcome, ReverseDnsOutcome::PartialFailure);
    assert_eq!(reverse.failed, ["192.0.2.2"]);
    assert!(report.reload_recommended);
    running.stop().await;
}
