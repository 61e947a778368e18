//! The settings file, written by hand.

use hemma_sandbox::Target;
use hemma_tests::house::House;
use hemma_tests::settings::{Profile, text};

fn words(output: &std::process::Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

async fn mistake(change: impl FnOnce(String) -> String, expected: &[&str]) {
    let house = House::new().await;
    let profile = Profile::noip(&house.sandbox);
    house.write_secrets(&profile);
    let secrets = house.folder().join("secrets");
    house.write_settings(&change(text(&house.sandbox, &[profile], Some(&secrets))));
    let output = house.run(&["check"]);
    assert_eq!(output.status.code(), Some(3), "{}", words(&output));
    for part in expected {
        assert!(
            words(&output).contains(part),
            "{part:?} is not in: {}",
            words(&output)
        );
    }
    assert_eq!(house.sandbox.ledger().count(Target::NoIp), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_toml_is_told_with_its_line() {
    mistake(|text| text.replace("version = 1", "version = = 1"), &["2"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_nobody_knows_is_told_with_the_nearest_one() {
    mistake(
        |text| text.replace("service = \"noip\"", "service = \"noipp\""),
        &["profile[0].service", "noip"],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hostname_with_a_blank_is_told_with_its_field() {
    mistake(
        |text| text.replace("home.noip.example", "home noip.example"),
        &["profile[0].name[0].name"],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hostname_of_254_characters_is_told_with_its_field() {
    let long = vec!["a".repeat(62); 4].join(".") + ".xy";
    assert_eq!(long.len(), 254);
    mistake(
        |text| text.replace("home.noip.example", &long),
        &["profile[0].name[0].name", "253"],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn plain_http_is_refused_with_its_field() {
    mistake(
        |text| text.replacen("endpoint = \"https://", "endpoint = \"http://", 1),
        &["profile[0].endpoint", "https"],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mistake_made_while_running_leaves_the_last_good_settings_at_work() {
    let house = House::settled().await;
    house.furnish(&[Profile::noip(&house.sandbox)]);
    let good = std::fs::read_to_string(house.settings_path()).expect("settings");
    let mut agent = house.agent().await;
    agent.until_up_to_date("203.0.113.7").await;

    house.write_settings(&good.replace("service = \"noip\"", "service = \"nope\""));
    agent
        .until("the mistake to be told", |snapshot| {
            snapshot
                .surfaces
                .settings_problems
                .iter()
                .any(|problem| problem.line.is_some())
        })
        .await;
    house
        .sandbox
        .move_router_v4("203.0.113.8".parse().expect("an address"));
    agent.check_now().await;
    agent.until_up_to_date("203.0.113.8").await;

    house.write_settings(&good);
    agent
        .until("the mistake to be gone", |snapshot| {
            snapshot.surfaces.settings_problems.is_empty()
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_added_by_hand_is_kept_without_a_restart() {
    let house = House::new().await;
    let profile = Profile::noip(&house.sandbox);
    house.furnish(std::slice::from_ref(&profile));
    let mut agent = house.agent().await;
    agent.until_up_to_date("203.0.113.7").await;
    let more = profile.with_names(&[
        ("home.noip.example", &["ipv4"]),
        ("cam.noip.example", &["ipv4"]),
    ]);
    house.furnish(&[more]);
    agent
        .until_address_in_dns("cam.noip.example", "203.0.113.7")
        .await;
    assert_eq!(
        house.sandbox.ledger().updates().len(),
        2,
        "the first name was not sent again"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn f40_a_secret_file_that_others_can_read_is_not_used() {
    use std::os::unix::fs::PermissionsExt;
    let house = House::new().await;
    house.furnish(&[Profile::noip(&house.sandbox)]);
    let secret = house.folder().join("secrets/noip");
    std::fs::set_permissions(&secret, std::fs::Permissions::from_mode(0o644)).expect("permissions");
    let mut agent = house.agent().await;
    agent
        .until("the unsafe file to be told", |snapshot| {
            snapshot.surfaces.vault.is_some()
        })
        .await;
    assert_eq!(house.sandbox.ledger().count(Target::NoIp), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_that_cannot_be_read_are_told_and_the_agent_stays_until_they_can() {
    let house = House::new().await;
    let profile = Profile::noip(&house.sandbox);
    house.write_secrets(&profile);
    std::fs::create_dir(house.settings_path()).expect("a folder where the file belongs");
    let output = house.run(&["check"]);
    assert_eq!(output.status.code(), Some(3), "{}", words(&output));
    assert!(
        words(&output).contains("settings.toml"),
        "{}",
        words(&output)
    );

    let mut agent = house.agent().await;
    agent
        .until("the unreadable file to be told", |snapshot| {
            !snapshot.surfaces.settings_problems.is_empty()
        })
        .await;
    std::fs::remove_dir(house.settings_path()).expect("the folder goes");
    house.furnish(&[profile]);
    agent.until_up_to_date("203.0.113.7").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_that_are_no_text_are_told_and_left_as_they_are() {
    let house = House::new().await;
    let bytes = b"version = 1\n# \xff\xfe\n";
    std::fs::write(house.settings_path(), bytes).expect("written");
    let output = house.run(&["check"]);
    assert_eq!(output.status.code(), Some(3), "{}", words(&output));
    let after = std::fs::read(house.settings_path()).expect("still there");
    assert_eq!(after, bytes, "nothing saved is lost");
}
