//! Every body of HostUp's API has the members and kinds of the vendor's example, no more and no less.

#![allow(clippy::unwrap_used, reason = "what fails here must fail the test")]

mod common;

use common::api::{Api, fixture, seeded, shape};
use hemma_sandbox::{Fault, HOSTUP_TOKEN_A, Sandbox, Target, Times, keys};
use serde_json::Value;

fn assert_shape(answer: &Value, name: &str) {
    assert_eq!(shape(answer), shape(&fixture(name)), "{name}: {answer:#}");
}

async fn update(sandbox: &Sandbox, ip: &str) {
    let base = sandbox.url(Target::Hostup);
    let url = format!(
        "{base}/api/dyndns/update?hostname=hem.hemma.example&token={HOSTUP_TOKEN_A}&ip={ip}"
    );
    assert_eq!(common::get(sandbox, &url).await.1, format!("good {ip}"));
}

#[tokio::test]
async fn domains_look_like_the_vendors() {
    let sandbox = seeded().await;
    let api = Api::with(&sandbox, keys::FULL);
    let id = api.domain("hemma.example").await;
    assert_shape(
        &api.ok("/domains?name=hemma.example").await,
        "list-domains-200",
    );
    assert_shape(
        &api.ok("/domains?name=nobody.example").await,
        "list-domains-200-empty",
    );
    let mut page = api.ok("/domains?limit=1").await;
    assert_shape(&page, "list-domains-200-page1");
    page = api.ok("/domains?name=expired.example").await;
    let example = fixture("list-domains-200-page2");
    for part in ["/data/0/lifecycle", "/data/0/billing"] {
        let (got, wanted) = (page.pointer(part).unwrap(), example.pointer(part).unwrap());
        assert_eq!(shape(got), shape(wanted), "{part}");
    }
    assert_shape(&api.ok(&format!("/domains/{id}")).await, "get-domain-200");
    let servers = api.ok(&format!("/domains/{id}/nameservers")).await;
    assert_shape(&servers, "get-domain-nameservers-200");
}

#[tokio::test]
async fn configurations_look_like_the_vendors() {
    let sandbox = seeded().await;
    let api = Api::with(&sandbox, keys::FULL);
    let id = api.domain("hemma.example").await;
    let list = format!("/domains/{id}/dyndns");

    let created = api
        .send(
            "POST",
            &list,
            Some(r#"{"hostname":"new.hemma.example","recordType":"A"}"#),
        )
        .await;
    assert_eq!(created.status, 201, "{}", created.text);
    assert_shape(&created.json(), "create-dyndns-201");
    let created_aaaa = api
        .send(
            "POST",
            &list,
            Some(r#"{"hostname":"new.hemma.example","recordType":"AAAA"}"#),
        )
        .await;
    assert_shape(&created_aaaa.json(), "create-dyndns-201-aaaa");

    update(&sandbox, "203.0.113.7").await;
    let config = format!("{list}/{}", created.json()["id"].as_str().unwrap());
    let patched = api
        .send("PATCH", &config, Some(r#"{"enabled":false}"#))
        .await;
    assert_eq!(patched.json()["enabled"], false);
    assert!(patched.json()["updatedAt"].is_string());
    let of_hem = {
        let listed = api.ok(&list).await;
        let configs = listed["configs"].as_array().unwrap().clone();
        configs
            .into_iter()
            .find(|config| config["lastIp"] == "203.0.113.7")
            .unwrap()
    };
    let hem = format!("{list}/{}", of_hem["id"].as_str().unwrap());
    sandbox.edit(|world| {
        world.hostup.configs.truncate(1);
        world.hostup.configs[0].created_at = "2026-04-20T08:00:00Z".parse().ok();
    });
    for (body, name) in [
        ("patch-dyndns-request-disable", "patch-dyndns-200-disabled"),
        ("patch-dyndns-request-enable", "patch-dyndns-200-enabled"),
    ] {
        let patched = api
            .send("PATCH", &hem, Some(&fixture(body).to_string()))
            .await;
        assert_shape(&patched.json(), name);
    }
    assert_shape(&api.ok(&list).await, "list-dyndns-200");
    let reader = Api::with(&sandbox, keys::READ_ONLY);
    assert_shape(&reader.ok(&list).await, "list-dyndns-200-readonly");

    let elsewhere = api.domain("elsewhere.example").await;
    let unavailable = api.ok(&format!("/domains/{elsewhere}/dyndns")).await;
    assert_shape(&unavailable, "list-dyndns-200-unavailable");
    update(&sandbox, "203.0.113.8").await;
    let mut logs = api.ok(&format!("{hem}/logs")).await;
    logs["logs"][0]["userAgent"] = "curl".into(); // this client sends none
    assert_eq!(
        shape(&logs["logs"][0]),
        shape(&fixture("list-dyndns-logs-200")["logs"][0]),
        "{logs:#}"
    );
    let gone = api.send("DELETE", &hem, None).await;
    assert_eq!(
        (gone.status, gone.text.as_bytes()),
        (204, &include_bytes!("fixtures/delete-dyndns-204.txt")[..])
    );
    assert!(!gone.headers.contains_key("content-type"));
    assert_shape(&api.ok(&list).await, "list-dyndns-200-empty");
}

#[tokio::test]
async fn logs_have_every_status_and_every_null() {
    let sandbox = seeded().await;
    let api = Api::with(&sandbox, keys::FULL);
    let id = api.domain("hemma.test").await;
    let listed = api.ok(&format!("/domains/{id}/dyndns")).await;
    let config = listed["configs"][0]["id"].as_str().unwrap();
    let logs = api.ok(&format!("/domains/{id}/dyndns/{config}/logs")).await;
    let statuses = |value: &Value| -> Vec<String> {
        let logs = value["logs"].as_array().unwrap().iter();
        let mut words: Vec<_> = logs
            .map(|log| log["status"].as_str().unwrap().to_owned())
            .collect();
        words.sort();
        words
    };
    let example = fixture("list-dyndns-logs-200-all-statuses");
    assert_eq!(statuses(&logs), statuses(&example));
    let names = |value: &Value| -> Vec<String> {
        value["logs"][0]
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect()
    };
    assert_eq!(names(&logs), names(&example));
    assert_eq!(
        logs["logs"][0]["createdAt"], "2026-04-27T12:15:00.000Z",
        "newest first"
    );
    let paused = listed["configs"][1]["id"].as_str().unwrap();
    let empty = api.ok(&format!("/domains/{id}/dyndns/{paused}/logs")).await;
    assert_eq!(empty, fixture("list-dyndns-logs-200-empty"));
}

#[tokio::test]
async fn history_looks_like_the_vendors() {
    let sandbox = seeded().await;
    let api = Api::with(&sandbox, keys::FULL);
    let id = api.domain("hemma.example").await;
    update(&sandbox, "203.0.113.7").await;
    update(&sandbox, "203.0.113.9").await;
    let history = api
        .ok(&format!("/domains/{id}/dns/history?type=A&limit=1"))
        .await;
    let event = |value: &Value| shape(&value["data"][0]);
    assert_eq!(
        event(&history),
        event(&fixture("list-dns-history-200")),
        "{history:#}"
    );
    let other = api.domain("hemma.test").await;
    let empty = api.ok(&format!("/domains/{other}/dns/history")).await;
    assert_eq!(empty, fixture("list-dns-history-200-empty"));
}

#[tokio::test]
async fn servers_and_their_hostnames_look_like_the_vendors() {
    let sandbox = seeded().await;
    let api = Api::with(&sandbox, keys::VPS_ONLY);
    let app = api.vps("app-01").await;
    assert_shape(&api.ok("/vps?name=APP-01").await, "list-vps-200");
    assert_shape(&api.ok(&format!("/vps/{app}")).await, "get-vps-200");
    let hostname = api.ok(&format!("/vps/{app}/hostname")).await;
    assert_shape(&hostname, "get-vps-hostname-200");
    assert_eq!(
        hostname["validationRules"],
        fixture("get-vps-hostname-200")["validationRules"]
    );
    let idle = api.vps("idle-01").await;
    let blocked = api.ok(&format!("/vps/{idle}/hostname")).await;
    let example = fixture("get-vps-hostname-200-blocked");
    assert_eq!(shape(&blocked["actions"]), shape(&example["actions"]));
    let bare = api.vps("bare-01").await;
    sandbox.edit(|world| world.hostup.vps[3].power_state = None);
    let nulls = api.ok(&format!("/vps/{bare}")).await;
    assert_shape(&nulls, "get-vps-200-nulls");
    assert_shape(
        &api.ok(&format!("/vps/{bare}/hostname")).await,
        "get-vps-hostname-200-blocked",
    );
    sandbox.edit(|world| world.hostup.vps[3].power_state = Some("running".to_owned()));
    for (name, example) in [
        ("app-01", "put-vps-hostname-200"),
        ("db-01", "put-vps-hostname-200-partial-failure"),
    ] {
        let id = api.vps(name).await;
        let body = fixture("put-vps-hostname-request").to_string();
        let changed = api
            .send("PUT", &format!("/vps/{id}/hostname"), Some(&body))
            .await;
        assert_eq!(changed.status, 200, "{}", changed.text);
        assert_shape(&changed.json(), example);
        assert_eq!(changed.json()["hostname"], "web-01.example.com");
    }
    let restored = api.vps("mail-01").await;
    let body = r#"{"hostname":"Mail2.Hemma.example"}"#;
    let changed = api
        .send("PUT", &format!("/vps/{restored}/hostname"), Some(body))
        .await;
    let report = &changed.json()["reverseDnsProtection"];
    assert_eq!(report["status"], "restored");
    assert_eq!(report["restoredIps"][0], "192.0.2.20");
    let bare = api.vps("bare-01").await;
    let changed = api
        .send("PUT", &format!("/vps/{bare}/hostname"), Some(body))
        .await;
    let mut value = changed.json();
    assert_eq!(value["hostname"], "mail2.hemma.example");
    value["hostname"] = Value::Null;
    assert_shape(&value, "put-vps-hostname-200-nulls");
}

#[tokio::test]
async fn problems_are_the_vendors_word_for_word() {
    let sandbox = seeded().await;
    let full = Api::with(&sandbox, keys::FULL);
    let id = full.domain("hemma.example").await;
    let idle = full.vps("idle-01").await;
    let list = format!("/domains/{id}/dyndns");
    let cases = [
        (Api::with(&sandbox, "").get("/domains").await, "problem-401"),
        (
            Api::with(&sandbox, keys::REVOKED).get("/domains").await,
            "problem-401",
        ),
        (
            Api::with(&sandbox, keys::INACTIVE).get("/domains").await,
            "problem-403-account-inactive",
        ),
        (
            Api::with(&sandbox, keys::VPS_ONLY).get("/domains").await,
            "problem-403",
        ),
        (
            full.get("/domains/dom_01hxa3b4c5d6e7f8g9h0j1k2m3").await,
            "problem-404",
        ),
        (
            full.get("/vps/vps_01hxa3b4c5d6e7f8g9h0j1k2m3").await,
            "problem-404-vps-not-found",
        ),
        (
            full.get("/domains?cursor=nonsense").await,
            "problem-400-invalid-cursor",
        ),
        (
            full.send(
                "POST",
                &list,
                Some(r#"{"hostname":"hem.hemma.example","recordType":"A"}"#),
            )
            .await,
            "problem-409-unknown-code",
        ),
        (
            full.send(
                "PUT",
                &format!("/vps/{idle}/hostname"),
                Some(r#"{"hostname":"a.example"}"#),
            )
            .await,
            "problem-409-vps-not-ready",
        ),
        (
            full.send(
                "POST",
                &list,
                Some(r#"{"hostname":"a.example","recordType":"MX"}"#),
            )
            .await,
            "problem-400-create-dyndns",
        ),
    ];
    for (answer, name) in cases {
        let (body, example) = (answer.json(), fixture(name));
        answer.problem();
        for member in ["type", "title", "status", "detail", "code"] {
            assert_eq!(body[member], example[member], "{name}: {body:#}");
        }
        let mut expected = shape(&example);
        expected.retain(|path| !path.starts_with(".extensions"));
        assert_eq!(shape(&body), expected, "{name}");
    }
}

#[tokio::test]
async fn scripted_trouble_is_a_problem_document_with_the_headers_of_a_limit() {
    let sandbox = seeded().await;
    let api = Api::with(&sandbox, keys::FULL);
    for (fault, example) in [
        (Fault::problem(500, "internal_error"), "problem-500"),
        (
            Fault::problem(503, "upstream_unavailable"),
            "problem-503-upstream-unavailable",
        ),
        (Fault::too_many(30), "problem-429"),
    ] {
        sandbox.fault(Target::HostupApi, fault, Times::Next(1));
        let answer = api.get("/domains").await;
        let (body, example) = (answer.json(), fixture(example));
        assert_eq!(answer.problem(), example["code"]);
        assert_eq!(body["title"], example["title"]);
        assert_eq!(body["detail"], example["detail"]);
        if answer.status == 429 {
            let headers = include_str!("fixtures/problem-429-headers.txt");
            for line in headers.lines().skip(1).filter(|line| !line.is_empty()) {
                let (name, _) = line.split_once(": ").unwrap();
                assert!(
                    answer.headers.contains_key(name.to_ascii_lowercase()),
                    "{name}"
                );
            }
            assert_eq!(answer.headers["retry-after"], "30");
        }
    }
}
