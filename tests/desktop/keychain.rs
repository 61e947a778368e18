//! A secret in a real Secret Service: stored through the agent, read back by another program.

use std::process::{Command, Stdio};

use hemma_tests::house::House;
use hemma_tests::settings::{Profile, text};

use crate::require_session;

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_given_to_the_agent_lies_in_the_keychain_and_lets_it_log_in() {
    require_session();
    let house = House::new().await;
    let profile = Profile::noip(&house.sandbox);
    house.write_settings(&text(&house.sandbox, std::slice::from_ref(&profile), None));
    let mut agent = house.desktop_agent().await;
    agent
        .until("the missing secret to be noticed", |snapshot| {
            !snapshot.latches.is_empty()
        })
        .await;
    assert!(
        house.sandbox.ledger().updates().is_empty(),
        "nothing is sent without a secret"
    );

    let mut tool = house
        .desktop_command(&["secret", "noip"])
        .stdin(Stdio::piped())
        .spawn()
        .expect("the agent program runs");
    std::io::Write::write_all(&mut tool.stdin.take().expect("piped"), b"sandbox-secret\n")
        .expect("typed");
    assert!(tool.wait().expect("ends").success());

    agent.until_up_to_date("203.0.113.7").await;
    let found = Command::new("secret-tool")
        .args(["search", "--all", "username", "noip"])
        .output()
        .expect("runs");
    let listing = String::from_utf8_lossy(&found.stdout).into_owned()
        + &String::from_utf8_lossy(&found.stderr);
    assert!(
        listing.contains("sandbox-secret"),
        "not in the Secret Service: {listing}"
    );
    let settings = std::fs::read_to_string(house.settings_path()).expect("settings");
    assert!(
        !settings.contains("sandbox-secret"),
        "a secret in plain text"
    );
}
