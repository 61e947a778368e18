//! Damaged, full and forbidden disks.

use std::os::unix::fs::PermissionsExt;

use hemma_core::history::EntryKind;
use hemma_tests::house::House;
use hemma_tests::settings::Profile;

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_database_is_put_aside_and_names_are_still_kept() {
    let house = House::new().await;
    house.furnish(&[Profile::noip(&house.sandbox)]);
    std::fs::write(
        house.state().join("hemma.db"),
        b"this was a database once".repeat(500),
    )
    .expect("damage");
    let mut agent = house.agent().await;
    agent.until_up_to_date("203.0.113.7").await;
    let told = agent
        .history()
        .await
        .into_iter()
        .any(|entry| matches!(entry.kind, EntryKind::DatabaseQuarantined { .. }));
    assert!(told, "the history tells what happened to its predecessor");
    let aside = std::fs::read_dir(house.state())
        .expect("the state folder")
        .flatten()
        .any(|entry| entry.file_name().to_string_lossy().contains("damaged"));
    assert!(aside, "the damaged file is kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn f40_everything_hemma_writes_belongs_to_its_owner_alone_and_lies_in_the_state_folder() {
    let house = House::new().await;
    house.furnish(&[Profile::noip(&house.sandbox)]);
    std::fs::set_permissions(
        house.settings_path(),
        std::fs::Permissions::from_mode(0o600),
    )
    .expect("permissions");
    let mut agent = house.agent().await;
    agent.until_up_to_date("203.0.113.7").await;
    for entry in std::fs::read_dir(house.state())
        .expect("the state folder")
        .flatten()
    {
        let mode = entry.metadata().expect("metadata").permissions().mode();
        assert_eq!(mode & 0o077, 0, "{:?} has mode {mode:o}", entry.file_name());
    }
    assert!(
        !house.folder().join("nobody-writes-here").exists(),
        "something was written to the home folder"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn f37_no_secret_is_in_the_log_the_database_or_the_list_of_processes() {
    let house = House::new().await;
    house.furnish(&[
        Profile::noip(&house.sandbox),
        Profile::hostup(&house.sandbox),
    ]);
    let mut agent = house.agent().await;
    agent.until_up_to_date("203.0.113.7").await;
    agent
        .until_address_in_dns("hem.hemma.example", "203.0.113.7")
        .await;
    let processes =
        std::fs::read(format!("/proc/{}/cmdline", agent.process())).expect("the list of processes");
    agent.stop().await;
    let mut places = vec![
        ("the log".to_owned(), agent.log().into_bytes()),
        ("the process list".to_owned(), processes),
    ];
    for entry in std::fs::read_dir(house.state())
        .expect("the state folder")
        .flatten()
    {
        if entry.path().is_file() {
            places.push((
                entry.path().display().to_string(),
                std::fs::read(entry.path()).expect("readable"),
            ));
        }
    }
    for secret in [
        "sandbox-secret",
        hemma_sandbox::HOSTUP_TOKEN_A,
        hemma_sandbox::HOSTUP_TOKEN_AAAA,
    ] {
        for (place, bytes) in &places {
            let found = bytes
                .windows(secret.len())
                .any(|window| window == secret.as_bytes());
            assert!(!found, "a secret is in {place}");
        }
    }
}
