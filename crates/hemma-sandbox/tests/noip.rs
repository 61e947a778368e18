//! No-IP's rules, each proven from outside.

#![allow(clippy::unwrap_used, reason = "what fails here must fail the test")]

mod common;

use common::{AGENT, Caller, answers, ask};
use hemma_sandbox::{Sandbox, World};
use hickory_proto::rr::RecordType;

async fn sandbox() -> Sandbox {
    Sandbox::start(World::seeded()).await.unwrap()
}

#[tokio::test]
async fn an_update_is_answered_stored_shown_in_dns_and_written_down() {
    let sandbox = sandbox().await;
    let caller = Caller::noip(&sandbox);
    let (status, body) = caller
        .update("hostname=home.noip.example&myip=203.0.113.7")
        .await;
    assert_eq!((status, body.as_str()), (200, "good 203.0.113.7\r\n"));
    let shown = ask(sandbox.dns(), "home.noip.example", RecordType::A).await;
    assert_eq!(answers(&shown), ["A 203.0.113.7"]);

    let updates = sandbox.ledger().updates();
    let [entry] = updates.as_slice() else {
        panic!("{updates:?}")
    };
    assert_eq!(entry.user.as_deref(), Some("sandbox"));
    assert_eq!(entry.names, ["home.noip.example"]);
    assert_eq!(entry.user_agent, AGENT);
    assert!(entry.changed && entry.rude.is_none());
    assert!(!format!("{entry:?}").contains("sandbox-secret"));
}

#[tokio::test]
async fn a_second_update_with_the_same_address_is_nochg() {
    let sandbox = sandbox().await;
    let caller = Caller::noip(&sandbox);
    caller
        .update("hostname=home.noip.example&myip=203.0.113.7")
        .await;
    assert_eq!(
        caller
            .words("hostname=home.noip.example&myip=203.0.113.7")
            .await,
        "nochg 203.0.113.7"
    );
    assert_eq!(
        caller
            .words("hostname=home.noip.example&myip=203.0.113.8")
            .await,
        "good 203.0.113.8"
    );
}
