//! The real window over the real agent: what people see, type and choose in it.

use hemma_core::status::Phase;
use hemma_engine::messages::Command;
use hemma_link::{Client, Role, SocketPath};
use hemma_sandbox::Target;
use hemma_tests::house::House;
use hemma_tests::settings::{Profile, text};

use crate::browser::{Window, xdotool};
use crate::bus::until;
use crate::require_session;

#[tokio::test(flavor = "multi_thread")]
async fn the_window_starts_the_agent_which_stays_when_the_window_is_closed() {
    require_session();
    let house = House::new().await;
    house.write_settings(&text(&house.sandbox, &[], None));
    let window = Window::open(&house, &[]).await;
    window.text("h1", "No names yet.").await;

    assert_eq!(window.close().await.code(), Some(0));

    let door = SocketPath::within(&house.state());
    let agent = Client::connect(&door, Role::CommandLine, "test")
        .await
        .expect("the agent stays");
    agent
        .tell(Command::Quit)
        .await
        .expect("it hears")
        .expect("it may be told to quit");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_overview_says_that_the_name_points_home_and_follows_a_change() {
    require_session();
    let house = House::settled().await;
    house.furnish(&[Profile::noip(&house.sandbox)]);
    let mut agent = house.desktop_agent().await;
    agent.until_up_to_date("203.0.113.7").await;
    let window = Window::open(&house, &[]).await;
    window.text("h1", "Your name points home.").await;
    let card = window.find("article").await;
    let words = card.text().await.expect("it answers");
    assert!(words.contains("home.noip.example"), "{words}");
    assert!(words.contains("203.0.113.7"), "{words}");
    assert!(words.contains("Up to date"), "{words}");

    house
        .sandbox
        .move_router_v4("203.0.113.60".parse().expect("an address"));
    window.click("button", "Check now").await;
    agent.until_up_to_date("203.0.113.60").await;
    window.containing("article", "203.0.113.60").await;
    window.text("h1", "Your name points home.").await;
    window.click("summary", "Why?").await;
    window.picture("overview").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_typed_into_the_form_is_proved_in_dns_and_its_secret_never_comes_back() {
    require_session();
    let house = House::new().await;
    house.write_settings(&text(&house.sandbox, &[], None));
    let mut agent = house.desktop_agent().await;
    let window = Window::open(&house, &[]).await;
    window.click("button", "Add a name").await;
    let service = window.find("#service").await;
    service.select_by_value("noip").await.expect("No-IP");
    window.type_into("#username", "sandbox").await;
    window.type_into("#secret", "sandbox-secret").await;
    window.type_into("#name-0", "home.noip.example").await;
    window.click("summary", "More choices").await;
    let endpoint = format!("{}/nic/update", house.sandbox.url(Target::NoIp));
    window.type_into("#endpoint", &endpoint).await;
    window.picture("form").await;
    assert!(
        !window
            .script("return document.documentElement.outerHTML")
            .await
            .contains("sandbox-secret")
    );
    // Enter, in the last field.
    window.type_into("#endpoint", "\u{e007}").await;

    agent
        .until("the new name in DNS", |snapshot| {
            let records = || snapshot.names.iter().flat_map(|name| &name.records);
            records().count() > 0 && records().all(|record| record.status.phase == Phase::UpToDate)
        })
        .await;
    window.containing("li", "home.noip.example").await;
    window.picture("names").await;
    assert!(!window.everything().await.contains("sandbox-secret"));
    window.click("button", "Edit").await;
    assert_eq!(window.value("#username").await, "sandbox");
    assert_eq!(window.value("#secret").await, "");
    assert!(window.words().await.contains("Stored."));
    assert!(!window.everything().await.contains("sandbox-secret"));
    assert!(house.sandbox.ledger().rude().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mistake_in_a_hostname_is_told_at_its_field_and_keeps_what_was_typed() {
    require_session();
    let house = House::new().await;
    house.write_settings(&text(&house.sandbox, &[], None));
    let agent = house.desktop_agent().await;
    let window = Window::open(&house, &["--page", "names/+"]).await;
    let service = window.find("#service").await;
    service.select_by_value("noip").await.expect("No-IP");
    window.type_into("#username", "sandbox").await;
    window.type_into("#secret", "sandbox-secret").await;
    window.type_into("#name-0", "my home.example").await;
    window.click("button", "Save").await;
    let told = window.find("#name-0-error").await;
    let told = told.text().await.expect("it answers");
    assert!(!told.is_empty());
    window.picture("mistake").await;
    assert_eq!(window.value("#name-0").await, "my home.example");
    assert_eq!(window.value("#username").await, "sandbox");
    assert_eq!(window.value("#secret").await, "sandbox-secret");
    assert_eq!(
        window.script("return document.activeElement.id").await,
        "name-0",
        "the cursor stands where the mistake is"
    );
    assert!(agent.snapshot().await.names.is_empty());
    assert!(house.sandbox.ledger().updates().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_history_shows_what_happened_and_can_be_narrowed() {
    require_session();
    let house = House::settled().await;
    house.furnish(&[Profile::noip(&house.sandbox)]);
    let mut agent = house.desktop_agent().await;
    agent.until_up_to_date("203.0.113.7").await;
    house
        .sandbox
        .move_router_v4("203.0.113.61".parse().expect("an address"));
    agent.check_now().await;
    agent.until_up_to_date("203.0.113.61").await;
    let window = Window::open(&house, &["--page", "history"]).await;
    window.containing("li", "203.0.113.61").await;
    window.containing("li", "home.noip.example").await;
    window.picture("history").await;
    let lines = || async {
        window
            .page
            .find_all(fantoccini::Locator::Css("main li"))
            .await
    };
    let all = lines().await.expect("lines").len();

    window.click("button", "DNS").await;
    let fewer = until("fewer lines", || async {
        let now = lines().await.ok()?.len();
        (now < all && now > 0).then_some(now)
    })
    .await;
    assert!(window.words().await.contains("203.0.113.61"), "{fewer}");
    window.click("button", "Show everything").await;
    until("all lines again", || async {
        (lines().await.ok()?.len() >= all).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn language_and_theme_change_at_once_and_stand_in_the_settings_file() {
    require_session();
    let house = House::settled().await;
    house.furnish(&[Profile::noip(&house.sandbox)]);
    let mut agent = house.desktop_agent().await;
    agent.until_up_to_date("203.0.113.7").await;
    let window = Window::open(&house, &["--page", "settings"]).await;
    let background = "return getComputedStyle(document.documentElement).backgroundColor";
    let theme = window.find("#theme").await;
    theme.select_by_value("light").await.expect("light");
    until("the light theme in the file", || async {
        let settings = std::fs::read_to_string(house.settings_path()).ok()?;
        settings.contains("theme = \"light\"").then_some(())
    })
    .await;
    let light = window.script(background).await;
    window.picture("settings-en-light").await;

    // Two choices faster than the first is saved: neither may undo the other.
    let theme = window.find("#theme").await;
    theme.select_by_value("dark").await.expect("dark");
    let language = window.find("#language").await;
    language.select_by_value("sv").await.expect("Swedish");
    window.text("h1", "Inställningar").await;
    until("the dark theme", || async {
        (window.script(background).await != light).then_some(())
    })
    .await;
    assert_eq!(
        window.script("return document.documentElement.lang").await,
        "sv"
    );
    window.picture("settings-sv-dark").await;
    window
        .find("a[href='#overview']")
        .await
        .click()
        .await
        .expect("a link");
    window.containing("article", "home.noip.example").await;
    window.picture("overview-sv-dark").await;
    let settings = std::fs::read_to_string(house.settings_path()).expect("settings");
    assert!(settings.starts_with("# Written by a test."), "{settings}");
    assert!(settings.contains("language = \"sv\""), "{settings}");
    assert!(settings.contains("theme = \"dark\""), "{settings}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_start_shows_its_page_in_the_first_window_and_ends() {
    require_session();
    let house = House::new().await;
    house.furnish(&[Profile::noip(&house.sandbox)]);
    let _agent = house.desktop_agent().await;
    let window = Window::open(&house, &[]).await;
    window.containing("article", "home.noip.example").await;
    let first = window.x11().await;
    xdotool(&["windowminimize", "--sync", &first]);

    let second = tokio::process::Command::from(house.window_command(&["--page", "settings"]))
        .status()
        .await
        .expect("it runs");

    assert_eq!(second.code(), Some(0));
    window.text("h1", "Settings").await;
    // Visible again, and the same one.
    assert_eq!(window.x11().await, first);
}
