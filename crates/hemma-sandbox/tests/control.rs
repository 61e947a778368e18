//! The control page and its API: what they change, and whom they refuse.

#![allow(clippy::unwrap_used, reason = "what fails here must fail the test")]

mod common;

use common::{Caller, client, get};
use hemma_sandbox::{Family, Fault, HOSTUP_TOKEN_A, Sandbox, Target, World};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

const HOME: &str = "hostname=home.noip.example&myip=203.0.113.7";

struct Control {
    sandbox: Sandbox,
    client: reqwest::Client,
}

impl Control {
    async fn start() -> Self {
        let sandbox = Sandbox::start(World::seeded()).await.unwrap();
        Self {
            client: client(&sandbox),
            sandbox,
        }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client
            .request(method, format!("http://{}{path}", self.sandbox.control()))
    }

    async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        let request = self.request(Method::POST, path);
        let request = request
            .header("content-type", "application/json")
            .body(body.to_string());
        answer(request).await
    }

    async fn state(&self) -> Value {
        answer(self.request(Method::GET, "/api/state")).await.1
    }
}

async fn answer(request: RequestBuilder) -> (u16, Value) {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    (
        status,
        serde_json::from_str(&response.text().await.unwrap()).unwrap(),
    )
}

#[tokio::test]
async fn the_router_moves_one_family_at_a_time_and_can_lose_one() {
    let control = Control::start().await;
    let (status, state) = control
        .post("/api/router", json!({ "ipv4": "203.0.113.9" }))
        .await;
    assert_eq!(status, 200);
    assert_eq!(
        state["router"],
        json!({ "ipv4": "203.0.113.9", "ipv6": "2001:db8:1::7" })
    );
    control.post("/api/router", json!({ "ipv6": null })).await;
    let router = control.sandbox.world().router;
    assert_eq!(
        (router.ipv4, router.ipv6),
        (Some("203.0.113.9".parse().unwrap()), None)
    );
    assert_eq!(
        get(&control.sandbox, &control.sandbox.url(Target::EchoA))
            .await
            .1,
        "203.0.113.9"
    );
}

#[tokio::test]
async fn faults_are_set_shown_and_cleared() {
    let control = Control::start().await;
    let fault =
        json!({ "target": "noip", "fault": { "kind": "word", "word": "911" }, "times": null });
    let (status, state) = control.post("/api/fault", fault).await;
    assert_eq!(status, 200);
    assert_eq!(
        state["faults"][0]["standing"],
        json!({ "kind": "word", "word": "911" })
    );
    let caller = Caller::noip(&control.sandbox);
    assert_eq!(caller.words(HOME).await, "911");
    let cleared = answer(control.request(Method::DELETE, "/api/fault?target=noip"))
        .await
        .1;
    assert_eq!(cleared["faults"][0]["standing"], Value::Null);
    control
        .post("/api/clock", json!({ "advance_seconds": 1800 }))
        .await;
    assert_eq!(caller.words(HOME).await, "good 203.0.113.7");
}

#[tokio::test]
async fn accounts_are_blocked_and_get_new_passwords() {
    let control = Control::start().await;
    let caller = Caller::noip(&control.sandbox);
    let edit = |change: Value| {
        let mut body = json!({ "service": "noip", "user": "sandbox" });
        body.as_object_mut()
            .unwrap()
            .extend(change.as_object().unwrap().clone());
        control.post("/api/account", body)
    };
    edit(json!({ "blocked": true })).await;
    assert_eq!(caller.words(HOME).await, "abuse");
    edit(json!({ "blocked": false })).await;
    assert_eq!(caller.words(HOME).await, "good 203.0.113.7");
    edit(json!({ "password": "another" })).await;
    assert_eq!(caller.words(HOME).await, "badauth");
    assert_eq!(edit(json!({ "blokked": true })).await.0, 400);
}

#[tokio::test]
async fn hostup_configurations_are_disabled_and_get_new_tokens() {
    let control = Control::start().await;
    let state = control.state().await;
    let id = state["hostup"][0]["id"].as_str().unwrap().to_owned();
    let url = |token: &str| {
        let base = control.sandbox.url(Target::Hostup);
        format!("{base}/api/dyndns/update?hostname=hem.hemma.example&ip=203.0.113.7&token={token}")
    };
    control
        .post("/api/hostup", json!({ "id": id, "enabled": false }))
        .await;
    assert_eq!(
        get(&control.sandbox, &url(HOSTUP_TOKEN_A)).await.1,
        "badauth"
    );
    control
        .post(
            "/api/hostup",
            json!({ "id": id, "enabled": true, "token": "new" }),
        )
        .await;
    assert_eq!(
        get(&control.sandbox, &url("new")).await.1,
        "good 203.0.113.7"
    );
    assert_eq!(
        get(&control.sandbox, &url(HOSTUP_TOKEN_A)).await.1,
        "badauth"
    );
}

#[tokio::test]
async fn the_state_shows_what_is_stored_and_what_dns_shows_yet() {
    let control = Control::start().await;
    control
        .post("/api/dns", json!({ "publish_delay_ms": 3_600_000 }))
        .await;
    Caller::noip(&control.sandbox).update(HOME).await;
    let state = control.state().await;
    let home = &state["names"][0];
    assert_eq!(home["name"], "home.noip.example");
    assert_eq!(home["registered"]["ipv4"], "203.0.113.7");
    assert_eq!(home["shown"]["ipv4"], Value::Null);
    assert!(!state.to_string().contains("sandbox-secret"));
    assert!(!state.to_string().contains(HOSTUP_TOKEN_A));
}

#[tokio::test]
async fn the_ledger_is_read_from_an_ordinal_on() {
    let control = Control::start().await;
    let caller = Caller::noip(&control.sandbox);
    caller.update(HOME).await;
    caller.update(HOME).await;
    let (_, all) = answer(control.request(Method::GET, "/api/ledger")).await;
    assert_eq!(all["entries"].as_array().unwrap().len(), 2);
    let (_, later) = answer(control.request(Method::GET, "/api/ledger?since=1")).await;
    assert_eq!(later["entries"][0]["answer"], "nochg 203.0.113.7");
    assert_eq!(later["entries"][0]["target"], "noip");
}

#[tokio::test]
async fn pages_from_elsewhere_are_refused() {
    let control = Control::start().await;
    let port = control.sandbox.control().port();
    for (header, value, status) in [
        ("host", "evil.example".to_owned(), 403),
        ("host", format!("evil.example:{port}"), 403),
        ("host", "127.0.0.1:1".to_owned(), 403),
        ("origin", "https://evil.example".to_owned(), 403),
        ("origin", "null".to_owned(), 403),
        ("origin", format!("http://127.0.0.1:{port}"), 200),
        ("host", format!("localhost:{port}"), 200),
    ] {
        let request = control
            .request(Method::GET, "/api/state")
            .header(header, &value);
        assert_eq!(answer(request).await.0, status, "{header}: {value}");
    }
    let form = control
        .request(Method::POST, "/api/router")
        .body(r#"{"ipv4":null}"#);
    let form = form.header("content-type", "text/plain");
    assert_eq!(answer(form).await.0, 415);
    assert!(control.sandbox.world().router.ipv4.is_some());
}

#[tokio::test]
async fn nonsense_is_a_bad_request_that_says_why() {
    let control = Control::start().await;
    for (path, body, status) in [
        ("/api/router", json!({ "ipv4": "203.0.113.256" }), 400),
        (
            "/api/fault",
            json!({ "target": "nobody", "fault": { "kind": "empty" } }),
            400,
        ),
        (
            "/api/fault",
            json!({ "target": "noip", "fault": { "kind": "flood" } }),
            400,
        ),
        (
            "/api/account",
            json!({ "service": "noip", "user": "nobody" }),
            404,
        ),
        ("/api/elsewhere", json!({}), 404),
    ] {
        let (got, answer) = control.post(path, body).await;
        assert_eq!(got, status, "{path}");
        assert!(!answer["error"].as_str().unwrap().is_empty());
    }
    let huge = json!({ "ipv4": "1".repeat(100_000) });
    assert_eq!(control.post("/api/router", huge).await.0, 400);
}

#[tokio::test]
async fn the_page_its_parts_and_the_certificate_are_served_under_a_strict_policy() {
    let control = Control::start().await;
    for (path, start) in [
        ("/", "<!doctype html>"),
        ("/page.js", "\"use strict\""),
        ("/page.css", ":root"),
        ("/ca.pem", "-----BEGIN CERTIFICATE-----"),
    ] {
        let response = control.request(Method::GET, path).send().await.unwrap();
        let policy = response.headers()["content-security-policy"]
            .to_str()
            .unwrap()
            .to_owned();
        assert!(policy.starts_with("default-src 'none'"), "{policy}");
        assert!(response.text().await.unwrap().starts_with(start), "{path}");
    }
}

#[tokio::test]
async fn every_fault_the_page_offers_is_one_the_sandbox_knows() {
    let control = Control::start().await;
    let script = control
        .request(Method::GET, "/page.js")
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    let offered: Vec<&str> = script
        .lines()
        .filter(|line| line.contains("{ kind: \""))
        .collect();
    assert!(offered.len() >= 20, "{offered:?}");
    for line in offered {
        let object = &line[line.find('{').unwrap()..=line.rfind('}').unwrap()];
        let mut text = object.to_owned();
        for key in [
            "kind",
            "word",
            "status",
            "retry_after_seconds",
            "ms",
            "bytes",
            "address",
            "location",
            "how",
            "code",
        ] {
            text = text.replace(&format!(" {key}: "), &format!(" \"{key}\": "));
        }
        let known: Result<Fault, _> = serde_json::from_str(&text);
        assert!(known.is_ok(), "{text}: {known:?}");
    }
    assert_eq!(
        control.sandbox.registered("home.noip.example", Family::V4),
        None
    );
}
