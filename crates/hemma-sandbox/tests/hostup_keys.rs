//! HostUp's API keys: scopes, owners, limits, manners, and what the ledger holds of them.

#![allow(clippy::unwrap_used, reason = "what fails here must fail the test")]

mod common;

use common::api::{Api, seeded};
use common::get;
use hemma_sandbox::{Fault, HOSTUP_TOKEN_A, Rude, Sandbox, Target, Times, keys};
use serde_json::{Value, json};
use std::time::Duration;

const HEM: &str = "hem.hemma.example";

async fn update(sandbox: &Sandbox, host: &str, token: &str, ip: &str) -> String {
    let base = sandbox.url(Target::Hostup);
    let url = format!("{base}/api/dyndns/update?hostname={host}&token={token}&ip={ip}");
    get(sandbox, &url).await.1
}

fn rudeness(sandbox: &Sandbox) -> Vec<Rude> {
    let rude = sandbox.ledger().rude();
    rude.into_iter().filter_map(|entry| entry.rude).collect()
}

#[tokio::test]
async fn each_key_may_do_what_its_scopes_say_and_no_more() {
    let sandbox = seeded().await;
    let full = Api::with(&sandbox, keys::FULL);
    let id = full.domain("hemma.example").await;
    let vps = full.vps("app-01").await;
    let listed = full.ok(&format!("/domains/{id}/dyndns")).await;
    let config = listed["configs"][0]["id"].as_str().unwrap().to_owned();
    let (create, patch) = (
        r#"{"hostname":"x.hemma.example","recordType":"A"}"#,
        r#"{"enabled":true}"#,
    );
    let rename = r#"{"hostname":"web-01.example.com"}"#;
    let calls = [
        ("GET", "/domains".to_owned(), None, "read:domains"),
        ("GET", format!("/domains/{id}"), None, "read:domains"),
        (
            "GET",
            format!("/domains/{id}/nameservers"),
            None,
            "read:domains",
        ),
        ("GET", format!("/domains/{id}/dyndns"), None, "read:domains"),
        (
            "GET",
            format!("/domains/{id}/dyndns/{config}/logs"),
            None,
            "read:domains",
        ),
        (
            "GET",
            format!("/domains/{id}/dns/history"),
            None,
            "read:dns read:domains",
        ),
        (
            "POST",
            format!("/domains/{id}/dyndns"),
            Some(create),
            "write:domains",
        ),
        (
            "PATCH",
            format!("/domains/{id}/dyndns/{config}"),
            Some(patch),
            "write:domains",
        ),
        (
            "DELETE",
            format!("/domains/{id}/dyndns/{config}"),
            None,
            "write:domains",
        ),
        ("GET", "/vps".to_owned(), None, "read:vm"),
        ("GET", format!("/vps/{vps}"), None, "read:vm"),
        ("GET", format!("/vps/{vps}/hostname"), None, "read:vm"),
        (
            "PUT",
            format!("/vps/{vps}/hostname"),
            Some(rename),
            "write:vm",
        ),
    ];
    let scopes = [
        "read:domains",
        "write:domains",
        "read:dns",
        "read:vm",
        "write:vm",
    ];
    for (method, path, body, needed) in &calls {
        for missing in needed.split(' ') {
            let rest: Vec<String> = scopes
                .iter()
                .filter(|own| **own != missing)
                .map(|own| (*own).to_owned())
                .collect();
            sandbox.edit(|world| world.hostup.keys[0].scopes = rest);
            let answer = full.send(method, path, *body).await;
            assert_eq!(
                (answer.status, answer.problem().as_str()),
                (403, "forbidden"),
                "{method} {path} without {missing}"
            );
        }
        let needed = needed.split(' ').map(str::to_owned).collect();
        sandbox.edit(|world| world.hostup.keys[0].scopes = needed);
        let answer = full.send(method, path, *body).await;
        assert!(answer.status < 300, "{method} {path}: {}", answer.text);
    }
    let umbrella = Api::with(&sandbox, keys::UMBRELLA);
    umbrella.ok(&format!("/domains/{id}/dns/history")).await;
}

#[tokio::test]
async fn a_read_only_key_sees_no_tokens_and_closed_gates_with_a_reason() {
    let sandbox = seeded().await;
    let api = Api::with(&sandbox, keys::READ_ONLY);
    let id = api.domain("hemma.example").await;
    let listed = api.ok(&format!("/domains/{id}/dyndns")).await;
    assert_eq!(listed["available"], true);
    assert_eq!(listed["configs"][0]["token"], Value::Null);
    for gate in ["canManage", "canEnable", "canUpdateToken"] {
        assert_eq!(listed["actions"][gate]["allowed"], false);
        assert!(
            listed["actions"][gate]["reason"]
                .as_str()
                .unwrap()
                .contains("write:domains")
        );
    }
}

#[tokio::test]
async fn what_belongs_to_somebody_else_does_not_exist() {
    let sandbox = seeded().await;
    let neighbour = Api::with(&sandbox, keys::NEIGHBOUR);
    let theirs = neighbour.domain("neighbour.example").await;
    let server = neighbour.vps("next-door").await;
    let full = Api::with(&sandbox, keys::FULL);
    assert_eq!(
        full.get(&format!("/domains/{theirs}/dyndns")).await.status,
        404
    );
    assert_eq!(
        full.get(&format!("/vps/{server}/hostname")).await.status,
        404
    );
    assert_eq!(
        full.ok("/domains?name=neighbour.example").await["data"],
        json!([])
    );
    sandbox.edit(|world| world.hostup.foreign_status = 403);
    assert_eq!(
        full.get(&format!("/domains/{theirs}/dyndns")).await.status,
        403
    );
}

#[tokio::test]
async fn a_bound_key_fails_exactly_when_the_address_changes() {
    let sandbox = seeded().await;
    let api = Api::with(&sandbox, keys::IP_BOUND);
    api.ok("/domains").await;
    sandbox.move_router_v4("203.0.113.9".parse().unwrap());
    assert_eq!(api.get("/domains").await.problem(), "unauthorized");
}

#[tokio::test]
async fn a_key_revoked_in_the_middle_of_a_list_is_refused_and_hammering_is_rude() {
    let sandbox = seeded().await;
    let api = Api::with(&sandbox, keys::FULL);
    let page = api.ok("/domains?limit=2").await;
    sandbox.edit(|world| world.hostup.keys[0].revoked = true);
    let next = format!(
        "/domains?limit=2&cursor={}",
        page["nextCursor"].as_str().unwrap()
    );
    for _ in 0..3 {
        assert_eq!(api.get(&next).await.status, 401);
    }
    assert_eq!(rudeness(&sandbox), []);
    api.get(&next).await;
    assert_eq!(rudeness(&sandbox), [Rude::AfterBadauth]);
}

#[tokio::test]
async fn a_limit_holds_until_its_window_ends_and_tells_when() {
    let sandbox = seeded().await;
    sandbox.set_clock_scale(0);
    let api = Api::with(&sandbox, keys::LIMITED);
    for _ in 0..5 {
        api.ok("/domains?limit=1").await;
    }
    sandbox.advance_clock(Duration::from_secs(20));
    let refused = api.get("/domains?limit=1").await;
    assert_eq!(
        (refused.status, refused.problem().as_str()),
        (429, "rate_limit_exceeded")
    );
    assert_eq!(refused.headers["retry-after"], "40");
    assert_eq!(refused.headers["x-ratelimit-limit"], "5");
    assert_eq!(refused.headers["x-ratelimit-remaining"], "0");
    assert!(
        refused.headers["x-ratelimit-reset"]
            .to_str()
            .unwrap()
            .ends_with('Z')
    );
    Api::with(&sandbox, keys::FULL).ok("/domains").await;
    for _ in 0..2 {
        api.get("/domains?limit=1").await;
    }
    assert_eq!(rudeness(&sandbox), [Rude::Hurried]);
    sandbox.advance_clock(Duration::from_secs(40));
    api.ok("/domains?limit=1").await;
}

#[tokio::test]
async fn a_creation_repeated_blindly_is_rude_and_after_a_look_it_is_not() {
    let sandbox = seeded().await;
    let api = Api::with(&sandbox, keys::FULL);
    let id = api.domain("hemma.example").await;
    let path = format!("/domains/{id}/dyndns");
    let body = r#"{"hostname":"blind.hemma.example","recordType":"A"}"#;
    sandbox.fault(
        Target::HostupApi,
        Fault::problem(500, "internal_error"),
        Times::Next(1),
    );
    assert_eq!(api.send("POST", &path, Some(body)).await.status, 500);
    api.ok(&path).await;
    assert_eq!(api.send("POST", &path, Some(body)).await.status, 201);
    assert_eq!(rudeness(&sandbox), []);
    assert_eq!(api.send("POST", &path, Some(body)).await.status, 409);
    assert_eq!(rudeness(&sandbox), [Rude::BlindRepeat]);
}

#[tokio::test]
async fn neither_keys_nor_tokens_reach_the_ledger() {
    let sandbox = seeded().await;
    let api = Api::with(&sandbox, keys::FULL);
    let id = api.domain("hemma.example").await;
    let path = format!("/domains/{id}/dyndns");
    let body = r#"{"hostname":"new.hemma.example","recordType":"A"}"#;
    let created = api.send("POST", &path, Some(body)).await.json();
    assert_eq!(api.ok(&path).await["configs"][0]["token"], HOSTUP_TOKEN_A);
    let entries = sandbox.ledger().all();
    let text = serde_json::to_string(&entries).unwrap();
    for secret in [
        HOSTUP_TOKEN_A,
        keys::FULL,
        created["token"].as_str().unwrap(),
    ] {
        assert!(!text.contains(secret), "{text}");
    }
    let entry = entries.iter().find(|entry| entry.method == "POST").unwrap();
    assert_eq!(entry.target, Target::HostupApi);
    assert_eq!(entry.user.as_deref(), Some("full"));
    assert_eq!(entry.names, ["new.hemma.example"]);
    assert_eq!(entry.sent, body);
    assert!(
        entry.changed && entry.answer.starts_with("201 "),
        "{entry:?}"
    );
    assert!(
        sandbox.ledger().updates().is_empty(),
        "a call of the API is not an update"
    );
}

#[tokio::test]
async fn faults_of_the_api_leave_the_update_endpoint_alone_and_the_other_way_round() {
    let sandbox = seeded().await;
    let api = Api::with(&sandbox, keys::FULL);
    sandbox.fault(
        Target::HostupApi,
        Fault::internal_error(),
        Times::UntilCleared,
    );
    assert_eq!(
        update(&sandbox, HEM, HOSTUP_TOKEN_A, "203.0.113.7").await,
        "good 203.0.113.7"
    );
    let gateway = api.get("/domains").await;
    assert_eq!(gateway.status, 500);
    assert!(
        gateway.text.starts_with("<html>"),
        "a gateway's page, not JSON"
    );
    sandbox.clear_faults(None);
    sandbox.fault(Target::Hostup, Fault::word("911"), Times::Next(1));
    api.ok("/domains").await;
    assert_eq!(
        update(&sandbox, HEM, HOSTUP_TOKEN_A, "203.0.113.7").await,
        "911\r\n"
    );
}

#[tokio::test]
async fn places_and_methods_that_do_not_exist_are_problems_too() {
    let sandbox = seeded().await;
    let api = Api::with(&sandbox, keys::FULL);
    for (method, path, status) in [
        ("GET", "/me", 404),
        ("GET", "/domains/", 404),
        ("GET", "", 404),
        ("DELETE", "/domains", 405),
        ("PUT", "/vps/vps_1", 405),
    ] {
        let answer = api.send(method, path, None).await;
        assert_eq!(answer.status, status, "{method} {path}");
        answer.problem();
    }
}
