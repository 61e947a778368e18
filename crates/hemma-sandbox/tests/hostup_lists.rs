//! HostUp's lists: pages, cursors, filters, logs and history.

#![allow(clippy::unwrap_used, reason = "what fails here must fail the test")]

mod common;

use common::api::{Api, seeded};
use common::get;
use hemma_sandbox::world::Paging;
use hemma_sandbox::{HOSTUP_TOKEN_A, HOSTUP_TOKEN_AAAA, Sandbox, Target, World, keys};
use serde_json::json;

const HEM: &str = "hem.hemma.example";

async fn update(sandbox: &Sandbox, host: &str, token: &str, ip: &str) -> String {
    let base = sandbox.url(Target::Hostup);
    let url = format!("{base}/api/dyndns/update?hostname={host}&token={token}&ip={ip}");
    get(sandbox, &url).await.1
}

#[tokio::test]
async fn lists_come_in_pages_and_limits_have_ends() {
    let sandbox = seeded().await;
    let api = Api::with(&sandbox, keys::FULL);
    let mut names = Vec::new();
    let mut path = "/domains?limit=2".to_owned();
    loop {
        let page = api.ok(&path).await;
        names.extend(
            page["data"]
                .as_array()
                .unwrap()
                .iter()
                .map(|domain| domain["name"].clone()),
        );
        assert_eq!(page["hasMore"], page["nextCursor"].is_string());
        let Some(cursor) = page["nextCursor"].as_str() else {
            break;
        };
        path = format!("/domains?limit=2&cursor={cursor}");
    }
    assert_eq!(names.len(), 5);
    for (path, status) in [
        ("/domains?limit=1000", 200),
        ("/domains?limit=1001", 400),
        ("/domains?limit=0", 400),
        ("/domains?limit=+5", 400),
        ("/domains?limit=", 400),
        ("/domains?limit=1&limit=2", 400),
        ("/domains?page=2", 400),
        ("/domains?include=hostingConnection", 200),
        ("/domains?include=everything", 400),
        ("/vps?limit=100", 200),
        ("/vps?limit=101", 400),
        ("/vps?include=pendingMaintenance&primaryIp=192.0.2.10", 200),
    ] {
        assert_eq!(api.get(path).await.status, status, "{path}");
    }
    let beyond = api.get("/domains?cursor=eyJvZmZzZXQiOjIwfQ").await;
    assert_eq!(beyond.problem(), "invalid_cursor");
}

#[tokio::test]
async fn cursors_can_be_made_to_repeat_or_never_to_end() {
    let sandbox = seeded().await;
    let api = Api::with(&sandbox, keys::FULL);
    let first = api.ok("/domains?limit=2").await["nextCursor"]
        .as_str()
        .unwrap()
        .to_owned();
    sandbox.edit(|world| world.hostup.paging = Paging::RepeatsCursor);
    let second = api.ok(&format!("/domains?limit=2&cursor={first}")).await;
    assert_eq!(second["nextCursor"], first.as_str());
    sandbox.edit(|world| world.hostup.paging = Paging::Endless);
    let mut cursor = first;
    for _ in 0..20 {
        let page = api.ok(&format!("/domains?limit=2&cursor={cursor}")).await;
        let next = page["nextCursor"].as_str().unwrap().to_owned();
        assert_ne!(next, cursor);
        cursor = next;
    }
    sandbox.edit(|world| {
        world.hostup.paging = Paging::Proper;
        world.hostup.largest_page = Some(1);
    });
    assert_eq!(
        api.ok("/domains?limit=1000").await["data"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn history_tells_what_happened_and_is_filtered_and_paged() {
    let sandbox = seeded().await;
    let api = Api::with(&sandbox, keys::FULL);
    let id = api.domain("hemma.example").await;
    let path = format!("/domains/{id}/dns/history");
    update(&sandbox, HEM, HOSTUP_TOKEN_A, "203.0.113.7").await;
    update(&sandbox, HEM, HOSTUP_TOKEN_AAAA, "2001:db8:1::7").await;
    let config = sandbox.world().hostup.configs[0].id.clone();
    assert!(sandbox.second_writer(&config, "198.51.100.99".parse().unwrap()));
    sandbox.set_in_panel(HEM, hemma_sandbox::Family::V4, None);

    let a = api.ok(&format!("{path}?name=hem&type=A")).await;
    let kinds: Vec<_> = a["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| {
            (
                event["changeType"].as_str().unwrap(),
                event["sourceFlow"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        kinds,
        [
            ("delete", "panel"),
            ("update", "dyndns"),
            ("create", "dyndns")
        ]
    );
    assert_eq!(
        a["data"][1]["beforeRrset"]["records"],
        json!(["203.0.113.7"])
    );
    assert_eq!(
        a["data"][1]["afterRrset"]["records"],
        json!(["198.51.100.99"])
    );
    assert_eq!(
        api.ok(&format!("{path}?name=@&type=MX")).await["data"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    let servers = api.ok(&format!("{path}?limit=100")).await;
    let last = servers["data"]
        .as_array()
        .unwrap()
        .iter()
        .find(|event| event["changeType"] == "nameserver_change");
    assert_eq!(
        last.unwrap()["afterNameservers"],
        json!(["primary.ns.hostup.se", "secondary.ns.hostup.se"])
    );

    let page = api.ok(&format!("{path}?limit=3")).await;
    let cursor = page["nextCursor"].as_str().unwrap();
    let next = format!("{path}?limit=3&cursor={cursor}");
    assert_ne!(api.ok(&next).await["data"][0], page["data"][0]);
    for bad in ["limit=0", "limit=101", "type=PTR", "type=a", "domain=x"] {
        assert_eq!(api.get(&format!("{path}?{bad}")).await.status, 400, "{bad}");
    }
    sandbox.edit(|world| world.hostup.history_takes_cursor = false);
    assert_eq!(
        api.get(&next).await.status,
        400,
        "the page does not document a cursor"
    );
}

#[tokio::test]
async fn the_log_shows_the_second_writer_newest_first() {
    let sandbox = seeded().await;
    let api = Api::with(&sandbox, keys::FULL);
    let id = api.domain("hemma.example").await;
    update(&sandbox, HEM, HOSTUP_TOKEN_A, "203.0.113.7").await;
    let config = sandbox.world().hostup.configs[0].id.clone();
    sandbox.second_writer(&config, "198.51.100.99".parse().unwrap());
    sandbox.second_writer(&config, "198.51.100.99".parse().unwrap());
    let logs = api.ok(&format!("/domains/{id}/dyndns/{config}/logs")).await;
    let statuses: Vec<_> = logs["logs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|log| log["status"].clone())
        .collect();
    assert_eq!(statuses, ["no_change", "success", "success"]);
    assert_eq!(logs["logs"][1]["userAgent"], "ddclient/3.11.2");
    assert_eq!(logs["logs"][1]["sourceIp"], "198.51.100.22");
    assert_eq!(logs["logs"][1]["oldIp"], "203.0.113.7");
}

#[tokio::test]
async fn members_nobody_documented_can_be_added_everywhere() {
    let sandbox = seeded().await;
    sandbox.edit(|world| world.hostup.extra_members = true);
    let page = Api::with(&sandbox, keys::FULL).ok("/domains?limit=1").await;
    assert!(page["notInTheDocuments"].is_array());
    assert!(page["data"][0]["billing"]["notInTheDocuments"].is_array());
}

#[tokio::test]
async fn three_hundred_domains_with_two_thousand_configurations_are_listed() {
    let sandbox = Sandbox::start(World::large()).await.unwrap();
    let api = Api::with(&sandbox, keys::FULL);
    let page = api.ok("/domains?limit=1000").await;
    let domains = page["data"].as_array().unwrap();
    assert_eq!(domains.len(), 305);
    let id = domains[304]["id"].as_str().unwrap();
    let listed = api.ok(&format!("/domains/{id}/dyndns")).await;
    assert!(listed["configs"].as_array().unwrap().len() >= 6);
}
