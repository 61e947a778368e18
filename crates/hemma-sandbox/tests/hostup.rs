//! HostUp's update endpoint, rule by rule (hostup-api.md §6).

#![allow(clippy::unwrap_used, reason = "what fails here must fail the test")]

mod common;

use common::{answers, ask, get};
use hemma_sandbox::world::LogStatus;
use hemma_sandbox::{
    Family, Fault, HOSTUP_TOKEN_A, HOSTUP_TOKEN_AAAA, Rude, Sandbox, Target, Times, World,
};
use hickory_proto::rr::RecordType;

async fn sandbox() -> Sandbox {
    Sandbox::start(World::seeded()).await.unwrap()
}

async fn update(sandbox: &Sandbox, hostname: &str, token: &str, ip: &str) -> (u16, String) {
    let base = sandbox.url(Target::Hostup);
    let ip = if ip.is_empty() {
        String::new()
    } else {
        format!("&ip={ip}")
    };
    get(
        sandbox,
        &format!("{base}/api/dyndns/update?hostname={hostname}&token={token}{ip}"),
    )
    .await
}

async fn word(sandbox: &Sandbox, hostname: &str, token: &str, ip: &str) -> String {
    update(sandbox, hostname, token, ip).await.1
}

fn rudeness(sandbox: &Sandbox) -> Vec<Rude> {
    let rude = sandbox.ledger().rude();
    rude.into_iter().filter_map(|entry| entry.rude).collect()
}

const HEM: &str = "hem.hemma.example";

#[tokio::test]
async fn each_family_is_updated_by_its_own_token_and_shows_in_dns() {
    let sandbox = sandbox().await;
    assert_eq!(
        word(&sandbox, HEM, HOSTUP_TOKEN_A, "203.0.113.7").await,
        "good 203.0.113.7"
    );
    assert_eq!(
        word(&sandbox, HEM, HOSTUP_TOKEN_AAAA, "2001:db8:1::7").await,
        "good 2001:db8:1::7"
    );
    assert_eq!(
        word(&sandbox, HEM, HOSTUP_TOKEN_A, "203.0.113.7").await,
        "nochg 203.0.113.7"
    );
    let alias = ask(sandbox.dns(), "www.hemma.example", RecordType::AAAA).await;
    assert_eq!(
        answers(&alias),
        ["CNAME hem.hemma.example.", "AAAA 2001:db8:1::7"]
    );
}

#[tokio::test]
async fn the_configuration_counts_and_logs_what_happened() {
    let sandbox = sandbox().await;
    word(&sandbox, HEM, HOSTUP_TOKEN_A, "203.0.113.7").await;
    word(&sandbox, HEM, HOSTUP_TOKEN_A, "203.0.113.7").await;
    word(&sandbox, HEM, HOSTUP_TOKEN_A, "2001:db8::1").await;
    let config = sandbox.world().hostup.configs.remove(0);
    assert_eq!(config.update_count, 1);
    assert_eq!(config.last_ip, Some("203.0.113.7".parse().unwrap()));
    assert!(config.last_updated_at.is_some());
    let statuses: Vec<LogStatus> = config.logs.iter().map(|log| log.status).collect();
    assert_eq!(
        statuses,
        [LogStatus::Success, LogStatus::NoChange, LogStatus::Failed]
    );
}

#[tokio::test]
async fn tokens_never_reach_the_ledger() {
    let sandbox = sandbox().await;
    word(&sandbox, HEM, HOSTUP_TOKEN_A, "203.0.113.7").await;
    let entries = serde_json::to_string(&sandbox.ledger().all()).unwrap();
    assert!(!entries.contains(HOSTUP_TOKEN_A), "{entries}");
    assert!(entries.contains("token=***"), "{entries}");
}

#[tokio::test]
async fn refusals_have_their_words_and_coming_back_is_rude() {
    let sandbox = sandbox().await;
    assert_eq!(word(&sandbox, HEM, "ffff", "203.0.113.7").await, "badauth");
    assert_eq!(rudeness(&sandbox), []);
    assert_eq!(word(&sandbox, HEM, "ffff", "203.0.113.7").await, "badauth");
    assert_eq!(
        word(&sandbox, "nas.hemma.example", HOSTUP_TOKEN_A, "203.0.113.7").await,
        "nohost"
    );
    assert_eq!(
        word(&sandbox, "hem", HOSTUP_TOKEN_AAAA, "2001:db8::7").await,
        "notfqdn"
    );
    assert_eq!(
        word(&sandbox, HEM, HOSTUP_TOKEN_A, "203.0.113.7").await,
        "good 203.0.113.7"
    );
    assert_eq!(
        rudeness(&sandbox),
        [Rude::AfterBadauth, Rude::AfterRefusedName]
    );
}

#[tokio::test]
async fn the_address_must_be_one_and_of_the_configurations_family() {
    let sandbox = sandbox().await;
    for ip in ["2001:db8::1", "203.0.113.7,2001:db8::1", "203.0.113.256"] {
        let (status, body) = update(&sandbox, HEM, HOSTUP_TOKEN_A, ip).await;
        assert_eq!(status, 400, "{ip}");
        assert!(
            body.starts_with('{') && body.contains("INVALID_IP"),
            "{body}"
        );
    }
    assert_eq!(rudeness(&sandbox), [Rude::MalformedAddress; 3]);
    assert_eq!(sandbox.registered(HEM, Family::V4), None);
}

#[tokio::test]
async fn without_ip_the_connections_own_address_is_taken_if_it_fits() {
    let sandbox = sandbox().await;
    assert_eq!(
        word(&sandbox, HEM, HOSTUP_TOKEN_A, "").await,
        "good 203.0.113.7"
    );
    assert_eq!(update(&sandbox, HEM, HOSTUP_TOKEN_AAAA, "").await.0, 400);
}

#[tokio::test]
async fn disabled_and_deleted_configurations_are_badauth() {
    let sandbox = sandbox().await;
    sandbox.edit(|world| world.hostup.configs[0].enabled = false);
    assert_eq!(
        word(&sandbox, HEM, HOSTUP_TOKEN_A, "203.0.113.7").await,
        "badauth"
    );
    sandbox.edit(|world| {
        world.hostup.configs[0].enabled = true;
        world.hostup.configs[0].forgive();
        world.hostup.configs.remove(1);
    });
    assert_eq!(
        word(&sandbox, HEM, HOSTUP_TOKEN_A, "203.0.113.7").await,
        "good 203.0.113.7"
    );
    assert_eq!(
        word(&sandbox, HEM, HOSTUP_TOKEN_AAAA, "2001:db8::1").await,
        "badauth"
    );
    assert_eq!(rudeness(&sandbox), []);
}

#[tokio::test]
async fn a_limit_on_nochg_can_be_set_and_blocks_the_configuration_alone() {
    let mut world = World::seeded();
    world.hostup.nochg_limit = Some(1);
    let sandbox = Sandbox::start(world).await.unwrap();
    for expected in ["good 203.0.113.7", "nochg 203.0.113.7", "abuse", "abuse"] {
        assert_eq!(
            word(&sandbox, HEM, HOSTUP_TOKEN_A, "203.0.113.7").await,
            expected
        );
    }
    assert_eq!(rudeness(&sandbox), [Rude::TooManyNochg, Rude::AfterAbuse]);
    assert_eq!(
        word(&sandbox, HEM, HOSTUP_TOKEN_AAAA, "2001:db8::1").await,
        "good 2001:db8::1"
    );
}

#[tokio::test]
async fn too_many_requests_carry_retry_after() {
    let sandbox = sandbox().await;
    sandbox.fault(Target::Hostup, Fault::too_many(60), Times::Next(1));
    let url = format!("{}/api/dyndns/update", sandbox.url(Target::Hostup));
    let response = common::client(&sandbox).get(url).send().await.unwrap();
    assert_eq!(response.status(), 429);
    assert_eq!(response.headers()["retry-after"], "60");
}
