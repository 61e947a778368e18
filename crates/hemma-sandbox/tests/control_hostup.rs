//! What the control API does to a HostUp account behind a client's back.

#![allow(clippy::unwrap_used, reason = "what fails here must fail the test")]

mod common;

use common::api::{Api, seeded};
use common::{client, get};
use hemma_sandbox::{HOSTUP_TOKEN_A, Sandbox, Target, keys};
use serde_json::{Value, json};

const HEM: &str = "hem.hemma.example";

async fn post(sandbox: &Sandbox, path: &str, body: Value) -> (u16, Value) {
    let request = client(sandbox).post(format!("http://{}/api/{path}", sandbox.control()));
    let request = request.header("content-type", "application/json");
    let response = request.body(body.to_string()).send().await.unwrap();
    let status = response.status().as_u16();
    (
        status,
        serde_json::from_str(&response.text().await.unwrap()).unwrap(),
    )
}

async fn hem(api: &Api<'_>) -> Option<Value> {
    let id = api.domain("hemma.example").await;
    let listed = api.ok(&format!("/domains/{id}/dyndns")).await;
    let configs = listed["configs"].as_array().unwrap().iter();
    let mut a = configs.filter(|config| config["hostname"] == HEM && config["recordType"] == "A");
    a.next().cloned()
}

#[tokio::test]
async fn a_configuration_is_recreated_and_deleted_elsewhere() {
    let sandbox = seeded().await;
    let api = Api::with(&sandbox, keys::FULL);
    let before = hem(&api).await.unwrap();
    post(
        &sandbox,
        "hostup",
        json!({ "id": before["id"], "recreate": true }),
    )
    .await;
    let after = hem(&api).await.unwrap();
    assert_ne!(after["id"], before["id"]);
    assert_ne!(after["token"], before["token"]);
    let base = sandbox.url(Target::Hostup);
    let url = |token: &str| {
        format!("{base}/api/dyndns/update?hostname={HEM}&ip=203.0.113.7&token={token}")
    };
    assert_eq!(get(&sandbox, &url(HOSTUP_TOKEN_A)).await.1, "badauth");
    let token = after["token"].as_str().unwrap();
    assert_eq!(get(&sandbox, &url(token)).await.1, "good 203.0.113.7");
    post(
        &sandbox,
        "hostup",
        json!({ "id": after["id"], "delete": true }),
    )
    .await;
    assert!(hem(&api).await.is_none());
    assert_eq!(
        post(
            &sandbox,
            "hostup",
            json!({ "id": after["id"], "delete": true })
        )
        .await
        .0,
        404
    );
}

#[tokio::test]
async fn keys_are_revoked_narrowed_bound_and_limited() {
    let sandbox = seeded().await;
    let api = Api::with(&sandbox, keys::FULL);
    let edit = |change: Value| {
        let mut body = json!({ "name": "full" });
        body.as_object_mut()
            .unwrap()
            .extend(change.as_object().unwrap().clone());
        post(&sandbox, "hostup/key", body)
    };
    for (change, status) in [
        (json!({ "revoked": true }), 401),
        (json!({ "revoked": false }), 200),
        (json!({ "bound_to": "198.51.100.1" }), 401),
        (json!({ "bound_to": null }), 200),
        (json!({ "scopes": ["read:vm"] }), 403),
        (json!({ "scopes": ["read:domains"] }), 200),
        (json!({ "account_inactive": true }), 403),
        (json!({ "account_inactive": false }), 200),
        (
            json!({ "rate_limit": { "requests": 1, "window_seconds": 60 } }),
            429,
        ),
        (json!({ "rate_limit": null }), 200),
    ] {
        let (told, state) = edit(change.clone()).await;
        assert_eq!(told, 200, "{state}");
        assert_eq!(api.get("/domains").await.status, status, "{change}");
    }
    assert_eq!(
        post(&sandbox, "hostup/key", json!({ "name": "nobody" }))
            .await
            .0,
        404
    );
}

#[tokio::test]
async fn a_second_writer_and_a_person_in_the_panel_leave_their_traces() {
    let sandbox = seeded().await;
    let api = Api::with(&sandbox, keys::FULL);
    let id = hem(&api).await.unwrap()["id"].clone();
    let write = json!({ "id": id, "address": "198.51.100.9", "agent": "Mikrotik/6.49" });
    assert_eq!(post(&sandbox, "hostup/write", write).await.0, 200);
    assert_eq!(hem(&api).await.unwrap()["lastIp"], "198.51.100.9");
    let wrong = json!({ "id": id, "address": "2001:db8::9" });
    assert_eq!(post(&sandbox, "hostup/write", wrong).await.0, 400);
    let set = json!({ "name": HEM, "family": "v4", "address": null });
    let state = post(&sandbox, "hostup/record", set).await.1;
    let names = state["names"].as_array().unwrap().iter();
    let mut shown = names.filter(|name| name["name"] == HEM);
    assert_eq!(shown.next().unwrap()["registered"]["ipv4"], Value::Null);
    assert_eq!(
        hem(&api).await.unwrap()["lastIp"],
        "198.51.100.9",
        "the configuration does not know"
    );
}

#[tokio::test]
async fn domains_servers_and_rules_change() {
    let sandbox = seeded().await;
    let api = Api::with(&sandbox, keys::FULL);
    let id = api.domain("hemma.example").await;
    post(
        &sandbox,
        "hostup/domain",
        json!({ "name": "hemma.example", "unavailable": "moved away" }),
    )
    .await;
    assert_eq!(
        api.ok(&format!("/domains/{id}/dyndns")).await["reason"],
        "moved away"
    );
    let vps = api.vps("app-01").await;
    post(
        &sandbox,
        "hostup/vps",
        json!({ "name": "app-01", "power_state": "stopped" }),
    )
    .await;
    let gate = &api.ok(&format!("/vps/{vps}/hostname")).await["actions"]["canChange"];
    assert_eq!(gate["allowed"], false);
    post(
        &sandbox,
        "hostup/rules",
        json!({ "largest_page": 1, "paging": "endless" }),
    )
    .await;
    let page = api.ok("/domains").await;
    assert_eq!(
        (page["data"].as_array().unwrap().len(), &page["hasMore"]),
        (1, &json!(true))
    );
}

#[tokio::test]
async fn the_state_shows_keys_by_name_and_never_the_keys() {
    let sandbox = seeded().await;
    Api::with(&sandbox, keys::LIMITED).ok("/domains").await;
    let url = format!("http://{}/api/state", sandbox.control());
    let text = get(&sandbox, &url).await.1;
    let state: Value = serde_json::from_str(&text).unwrap();
    let limited = state["hostup_keys"]
        .as_array()
        .unwrap()
        .iter()
        .find(|key| key["name"] == "limited")
        .unwrap();
    assert_eq!(
        (&limited["used"], &limited["limit"]["requests"]),
        (&json!(1), &json!(5))
    );
    for secret in [keys::FULL, keys::LIMITED, HOSTUP_TOKEN_A] {
        assert!(!text.contains(secret));
    }
    assert!(
        sandbox.describe()["hostup_keys"][0]["key"] == keys::FULL,
        "sandbox.json does tell them"
    );
}
