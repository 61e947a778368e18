//! HostUp's dynamic DNS configurations by API: what is created, paused, deleted and refused (vendor
//! pages 000 and 001, hostup-api.md §5).

#![allow(clippy::unwrap_used, reason = "what fails here must fail the test")]

mod common;

use common::api::{Api, seeded};
use common::{answers, ask, get};
use hemma_sandbox::{HOSTUP_TOKEN_A, Rude, Sandbox, Target, World, keys};
use hickory_proto::rr::RecordType;
use serde_json::{Value, json};

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
async fn domains_that_cannot_have_dynamic_dns_say_why_and_refuse_creation() {
    let sandbox = seeded().await;
    let api = Api::with(&sandbox, keys::FULL);
    for name in ["elsewhere.example", "expired.example"] {
        let id = api.domain(name).await;
        let path = format!("/domains/{id}/dyndns");
        let listed = api.ok(&path).await;
        assert_eq!(listed["available"], false);
        assert_eq!(listed["actions"]["canManage"]["reason"], listed["reason"]);
        let body = json!({ "hostname": name, "recordType": "A" }).to_string();
        let refused = api.send("POST", &path, Some(&body)).await;
        assert_eq!(
            (refused.status, refused.problem().as_str()),
            (409, "dyndns_unavailable")
        );
    }
}

#[tokio::test]
async fn a_created_configuration_takes_updates_with_its_token_and_dns_shows_them() {
    let sandbox = seeded().await;
    let api = Api::with(&sandbox, keys::FULL);
    let id = api.domain("hemma.test").await;
    let path = format!("/domains/{id}/dyndns");
    let created = api
        .send(
            "POST",
            &path,
            Some(r#"{"hostname":"Hem.Hemma.test","recordType":"AAAA"}"#),
        )
        .await;
    assert_eq!(created.status, 201);
    let config = created.json();
    assert_eq!(config["hostname"], "hem.hemma.test");
    assert_eq!(
        (
            &config["updateCount"],
            &config["lastIp"],
            &config["updatedAt"]
        ),
        (&json!(0), &Value::Null, &Value::Null)
    );
    let token = config["token"].as_str().unwrap().to_owned();
    assert_eq!(
        update(&sandbox, "hem.hemma.test", &token, "2001:db8:1::7").await,
        "good 2001:db8:1::7"
    );
    let shown = ask(sandbox.dns(), "hem.hemma.test", RecordType::AAAA).await;
    assert_eq!(answers(&shown), ["AAAA 2001:db8:1::7"]);

    let own = format!("{path}/{}", config["id"].as_str().unwrap());
    let logs = api.ok(&format!("{own}/logs")).await;
    assert_eq!(logs["logs"][0]["status"], "success");
    assert_eq!(logs["logs"][0]["sourceIp"], "203.0.113.7");

    api.send("PATCH", &own, Some(r#"{"enabled":false}"#)).await;
    assert_eq!(
        update(&sandbox, "hem.hemma.test", &token, "2001:db8:1::8").await,
        "badauth"
    );
    api.send("PATCH", &own, Some(r#"{"enabled":true}"#)).await;
    assert_eq!(
        update(&sandbox, "hem.hemma.test", &token, "2001:db8:1::8").await,
        "good 2001:db8:1::8"
    );
    assert_eq!(
        rudeness(&sandbox),
        [],
        "who was refused while it was paused is welcome again"
    );
}

#[tokio::test]
async fn a_token_is_changed_by_deleting_and_creating_and_the_old_one_is_dead() {
    let sandbox = seeded().await;
    let api = Api::with(&sandbox, keys::FULL);
    let id = api.domain("hemma.example").await;
    let path = format!("/domains/{id}/dyndns");
    update(&sandbox, HEM, HOSTUP_TOKEN_A, "203.0.113.7").await;
    let listed = api.ok(&path).await;
    let own = format!("{path}/{}", listed["configs"][0]["id"].as_str().unwrap());
    let body = json!({ "hostname": HEM, "recordType": "A" }).to_string();
    let early = api.send("POST", &path, Some(&body)).await;
    assert_eq!(early.status, 409, "create is refused while the pair exists");
    assert_eq!(api.send("DELETE", &own, None).await.status, 204);
    assert_eq!(
        api.send("DELETE", &own, None).await.status,
        404,
        "done is done"
    );
    assert_eq!(
        api.get(&format!("{own}/logs")).await.status,
        404,
        "the log went with it"
    );
    let shown = ask(sandbox.dns(), HEM, RecordType::A).await;
    assert_eq!(answers(&shown), ["A 203.0.113.7"], "the record may stay");
    let created = api.send("POST", &path, Some(&body)).await.json();
    assert_eq!(created["updateCount"], 0);
    let token = created["token"].as_str().unwrap();
    assert_eq!(
        update(&sandbox, HEM, HOSTUP_TOKEN_A, "203.0.113.9").await,
        "badauth"
    );
    assert_eq!(
        update(&sandbox, HEM, token, "203.0.113.9").await,
        "good 203.0.113.9"
    );
    assert_eq!(rudeness(&sandbox), []);
}

#[tokio::test]
async fn a_deleted_configuration_takes_its_record_along_where_the_vendor_would() {
    let sandbox = seeded().await;
    sandbox.edit(|world| world.hostup.delete_removes_record = true);
    update(&sandbox, HEM, HOSTUP_TOKEN_A, "203.0.113.7").await;
    let api = Api::with(&sandbox, keys::FULL);
    let id = api.domain("hemma.example").await;
    let listed = api.ok(&format!("/domains/{id}/dyndns")).await;
    let config = listed["configs"][0]["id"].as_str().unwrap();
    api.send("DELETE", &format!("/domains/{id}/dyndns/{config}"), None)
        .await;
    assert!(answers(&ask(sandbox.dns(), HEM, RecordType::A).await).is_empty());
    let history = api
        .ok(&format!("/domains/{id}/dns/history?name=hem&limit=1"))
        .await;
    assert_eq!(history["data"][0]["changeType"], "delete");
    assert_eq!(history["data"][0]["afterRrset"], Value::Null);
}

#[tokio::test]
async fn bodies_are_strict_and_errors_point_at_the_member() {
    let sandbox = seeded().await;
    let api = Api::with(&sandbox, keys::FULL);
    let id = api.domain("hemma.example").await;
    let path = format!("/domains/{id}/dyndns");
    let long = format!(
        r#"{{"hostname":"{}.hemma.example","recordType":"A"}}"#,
        "a".repeat(64)
    );
    for (body, pointers) in [
        ("{}", vec!["/hostname", "/recordType"]),
        ("[]", vec![""]),
        ("{\"hostname\":", vec![""]),
        (
            r#"{"hostname":"a.hemma.example","recordType":"A","ttl":60}"#,
            vec!["/ttl"],
        ),
        (
            r#"{"hostname":"a.hemma.example","recordType":"a"}"#,
            vec!["/recordType"],
        ),
        (r#"{"hostname":7,"recordType":"A"}"#, vec!["/hostname"]),
        (
            r#"{"hostname":"nothemma.example","recordType":"A"}"#,
            vec!["/hostname"],
        ),
        (
            r#"{"hostname":"*.hemma.example","recordType":"A"}"#,
            vec!["/hostname"],
        ),
        (
            r#"{"hostname":"hem.hemma.example.","recordType":"A"}"#,
            vec!["/hostname"],
        ),
        (
            r#"{"hostname":"-a.hemma.example","recordType":"TXT"}"#,
            vec!["/hostname", "/recordType"],
        ),
        (&long, vec!["/hostname"]),
    ] {
        let answer = api.send("POST", &path, Some(body)).await;
        assert_eq!(
            (answer.status, answer.problem().as_str()),
            (400, "invalid_request"),
            "{body}"
        );
        assert_eq!(answer.pointers(), pointers, "{body}");
    }
    let config = api.ok(&path).await["configs"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    for (body, pointer) in [
        (r#"{"enabled":"yes"}"#, "/enabled"),
        (r#"{"enabled":true,"hostname":"x"}"#, "/hostname"),
    ] {
        let answer = api
            .send("PATCH", &format!("{path}/{config}"), Some(body))
            .await;
        assert_eq!(
            (answer.status, answer.pointers()),
            (400, vec![pointer.to_owned()])
        );
    }
    assert_eq!(
        sandbox.world().hostup.configs.len(),
        World::seeded().hostup.configs.len()
    );
    assert_eq!(
        rudeness(&sandbox),
        [],
        "a corrected creation is no blind repeat"
    );
}
