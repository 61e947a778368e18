//! The tray as data.

use hemma_core::settings::NameEntryDraft;
use hemma_core::settings::SettingsDraft;
use hemma_engine::fakes::{Reply, World};
use hemma_engine::messages::{Command, Overall, PauseLength};
use hemma_engine::view::Deed;
use hemma_engine::view::tray::{TrayItem, TrayView, tray};
use hemma_engine::words::{Lang, Voice};
use hemma_providers::exchange::Response;
use jiff::tz::TimeZone;

use crate::harness::{FIRST, Running, draft, ip, profile, world};

fn english() -> Voice {
    Voice::new(Lang::En, TimeZone::UTC)
}

/// The menu as text: one line per item, buttons in brackets.
fn menu(view: &TrayView) -> Vec<String> {
    let lines = view.items.iter().map(|item| match item {
        TrayItem::Line {
            label,
            deed: Some(_),
            ..
        } => format!("[{label}]"),
        TrayItem::Line {
            label, deed: None, ..
        } => label.clone(),
        TrayItem::Separator => "---".to_owned(),
    });
    lines.collect()
}

fn keys(view: &TrayView) -> Vec<String> {
    let keys = view.items.iter().map(|item| match item {
        TrayItem::Line { key, .. } => key.clone(),
        TrayItem::Separator => "-".to_owned(),
    });
    keys.collect()
}

#[tokio::test(start_paused = true)]
async fn the_menu_of_a_good_day() {
    let world = world();
    let running = Running::new(&world);
    let snapshot = running.until_fine().await;
    let view = tray(&snapshot, &english());
    assert_eq!(view.icon, Overall::UpToDate);
    assert_eq!(
        view.tooltip,
        "Hemma – up to date · 203.0.113.7 · checked 12:00"
    );
    assert_eq!(
        menu(&view),
        [
            "Hemma – All names up to date",
            "[home.example.com   203.0.113.7   ✓]",
            "---",
            "[Copy IPv4 address]",
            "[Check now]",
            "[Pause for 1 hour]",
            "[Pause until tomorrow]",
            "[Pause until I resume]",
            "---",
            "[Open Hemma]",
            "[Settings]",
            "---",
            "[Quit Hemma]",
        ]
    );
    let swedish = tray(&snapshot, &Voice::new(Lang::Sv, TimeZone::UTC));
    assert_eq!(
        swedish.tooltip,
        "Hemma – aktuell · 203.0.113.7 · kontrollerad 12:00"
    );
    assert_eq!(
        keys(&swedish),
        keys(&view),
        "another language changes texts only"
    );
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn f67_when_a_person_is_needed_the_reason_comes_first_and_its_button_second() {
    let world = world();
    world
        .hands
        .next(Reply::Answer(Response::new(401, "badauth")));
    let running = Running::new(&world);
    let stopped = running.until(|snapshot| !snapshot.latches.is_empty()).await;
    let view = tray(&stopped, &english());
    assert_eq!(view.icon, Overall::ActionNeeded);
    assert_eq!(view.tooltip, "Hemma – Action needed: No-IP login");
    let lines = menu(&view);
    assert_eq!(lines[0], "Hemma – Action needed: No-IP login");
    assert_eq!(lines[1], "[Fix No-IP login…]");
    assert!(lines[2].ends_with("–   !]"), "{lines:?}");
    let TrayItem::Line {
        deed: Some(Deed::Open(page)),
        ..
    } = &view.items[1]
    else {
        panic!("{view:?}");
    };
    assert_eq!(page.to_string(), "names/noip");
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_pause_offers_to_resume() {
    let world = world();
    let running = Running::new(&world);
    running.until_fine().await;
    let length = PauseLength::OneHour;
    running
        .handle
        .tell(Command::Pause { length })
        .await
        .unwrap();
    let view = tray(&running.handle.snapshot(), &english());
    assert!(
        view.tooltip.starts_with("Hemma – Paused until 13:00"),
        "{}",
        view.tooltip
    );
    assert!(menu(&view).contains(&"[Resume]".to_owned()));
    assert!(!menu(&view).contains(&"[Pause for 1 hour]".to_owned()));
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn more_than_six_names_are_behind_a_line() {
    let mut many = profile("noip", "name0.example.com");
    many.name = (0..8)
        .map(|number| NameEntryDraft {
            name: Some(format!("name{number}.example.com")),
            ..many.name[0].clone()
        })
        .collect();
    let world = World::new(draft(vec![many]));
    world.senses.set_address(ip(FIRST));
    world.vault.put("noip".parse().unwrap(), "secret");
    let running = Running::new(&world);
    let snapshot = running.until_fine().await;
    let view = tray(&snapshot, &english());
    let names = keys(&view)
        .into_iter()
        .filter(|key| key.starts_with("name/"));
    assert_eq!(names.count(), 6);
    assert!(menu(&view).contains(&"[All names…]".to_owned()));
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn without_names_the_tray_says_so() {
    let world = World::new(SettingsDraft::default());
    let running = Running::new(&world);
    let view = tray(&running.handle.snapshot(), &english());
    assert_eq!(
        (view.icon, view.tooltip.as_str()),
        (Overall::Empty, "Hemma – No names yet")
    );
    running.stop().await;
}
