//! The command line, as a person on a server uses it.

use hemma_sandbox::{Fault, Target, Times};
use hemma_tests::house::House;
use hemma_tests::settings::Profile;

fn out(output: &std::process::Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn once_brings_every_name_up_to_date_and_leaves() {
    let house = House::new().await;
    house.furnish(&[Profile::noip(&house.sandbox)]);
    let output = house.run(&["once"]);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(
        out(&output).contains("home.noip.example"),
        "{}",
        out(&output)
    );
    assert_eq!(house.sandbox.ledger().updates().len(), 1);
    assert_eq!(house.run(&["once"]).status.code(), Some(0));
    assert_eq!(
        house.sandbox.ledger().updates().len(),
        1,
        "the second time there was nothing to do"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn once_says_with_its_exit_code_that_a_person_is_needed() {
    let house = House::new().await;
    house.furnish(&[Profile::noip(&house.sandbox)]);
    house
        .sandbox
        .fault(Target::NoIp, Fault::word("badauth"), Times::UntilCleared);
    let output = house.run(&["once"]);
    assert_eq!(output.status.code(), Some(4), "{}", out(&output));
    let headline = out(&output).lines().next().unwrap_or_default().to_owned();
    assert!(
        headline.contains("No-IP") && !headline.contains("badauth"),
        "a sentence, not a code: {headline}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn f08_check_tells_what_would_be_sent_and_sends_nothing() {
    let house = House::new().await;
    house.furnish(&[Profile::noip(&house.sandbox)]);
    let output = house.run(&["check"]);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(
        out(&output).contains("203.0.113.7") && out(&output).contains("home.noip.example"),
        "{}",
        out(&output)
    );
    assert_eq!(house.sandbox.ledger().count(Target::NoIp), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn status_and_logs_tell_the_same_story_in_words_and_as_json() {
    let house = House::new().await;
    house.furnish(&[Profile::noip(&house.sandbox)]);
    let mut agent = house.agent().await;
    agent.until_up_to_date("203.0.113.7").await;
    let status = house.run(&["status"]);
    assert_eq!(status.status.code(), Some(0));
    assert!(
        out(&status).contains("home.noip.example"),
        "{}",
        out(&status)
    );
    let json: serde_json::Value =
        serde_json::from_str(&out(&house.run(&["status", "--json"]))).expect("JSON");
    assert_eq!(json["overall"], "up_to_date");
    let logs = house.run(&["logs", "--json", "-n", "100"]);
    let lines: Vec<serde_json::Value> = out(&logs)
        .lines()
        .map(|line| serde_json::from_str(line).expect("one JSON object per line"))
        .collect();
    assert!(
        lines
            .iter()
            .any(|line| line["entry"]["kind"]["kind"] == "proved"),
        "{}",
        out(&logs)
    );
    assert!(out(&house.run(&["logs"])).contains("203.0.113.7"));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_an_agent_status_says_so_and_logs_still_tell() {
    let house = House::new().await;
    house.furnish(&[Profile::noip(&house.sandbox)]);
    assert_eq!(house.run(&["once"]).status.code(), Some(0));
    let status = house.run(&["status"]);
    assert_eq!(status.status.code(), Some(6));
    let logs = house.run(&["logs"]);
    assert_eq!(logs.status.code(), Some(0));
    assert!(out(&logs).contains("203.0.113.7"), "{}", out(&logs));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_command_line_is_exit_code_two() {
    let house = House::new().await;
    assert_eq!(house.run(&["dance"]).status.code(), Some(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_display_tray_notices_and_keychain_names_are_kept_and_each_lack_is_told() {
    let house = House::new().await;
    house.furnish(&[Profile::noip(&house.sandbox)]);
    let mut agent = house.agent_with_tray().await;
    agent.until_up_to_date("203.0.113.7").await;
    let snapshot = agent
        .until("the missing tray to be told", |snapshot| {
            snapshot.surfaces.tray == hemma_engine::messages::TrayState::NoDesktop
        })
        .await;
    assert_eq!(
        snapshot.surfaces.vault, None,
        "secret files need no keychain"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn f39_without_a_keychain_a_secret_is_never_written_in_plain_text() {
    use std::process::Stdio;
    let house = House::new().await;
    let profile = Profile::noip(&house.sandbox);
    house.write_settings(&hemma_tests::settings::text(
        &house.sandbox,
        &[profile],
        None,
    ));
    let mut agent = house.agent().await;
    agent
        .until("the missing keychain to be told", |snapshot| {
            snapshot.surfaces.vault.is_some()
        })
        .await;
    let mut tool = house
        .command(&["secret", "noip"])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("runs");
    std::io::Write::write_all(&mut tool.stdin.take().expect("piped"), b"sandbox-secret\n")
        .expect("typed");
    let output = tool.wait_with_output().expect("ends");
    assert!(!output.status.success(), "there was no place to keep it");
    for file in hemma_tests::workspace::files(&house.state(), &[""]) {
        let bytes = std::fs::read(&file).unwrap_or_default();
        assert!(
            !bytes.windows(14).any(|window| window == b"sandbox-secret"),
            "{}",
            file.display()
        );
    }
}
