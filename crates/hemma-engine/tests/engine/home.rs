//! The home guard, from the first question to the settings file.

use std::time::Duration;

use hemma_core::health::Severity;
use hemma_core::settings::{Guard, NameEntryDraft, ProfileDraft, SettingsDraft};
use hemma_core::whereabouts::{AwayReason, LinkKind, NetworkFacts, NetworkId, Whereabouts};
use hemma_engine::Handle;
use hemma_engine::fakes::World;
use hemma_engine::messages::{
    Command, CommandError, HomeNetworkView, NetworkView, Overall, SecretInput, SecretText, Snapshot,
};
use hemma_engine::view::Deed;
use hemma_engine::view::notice::NoticeKind;
use hemma_engine::view::tray::{TrayItem, tray};
use hemma_engine::words::{Lang, Voice};
use jiff::tz::TimeZone;

use crate::harness::{FIRST, Running, SECRET, draft, ip, profile, world};

/// Samples for the copy deck.
pub(crate) fn networks() -> [NetworkView; 3] {
    let flat = NetworkView {
        id: Some(id("flat")),
        name: None,
        interface: Some("wlan0".to_owned()),
        link: Some(LinkKind::Wireless),
        gateway: "192.168.1.1".parse().ok(),
        prefix: Some("192.168.1.0/24".to_owned()),
        metered: Some(true),
    };
    let bare = NetworkView {
        interface: None,
        link: None,
        gateway: None,
        prefix: None,
        metered: None,
        ..flat.clone()
    };
    let unknown = NetworkView {
        id: None,
        ..flat.clone()
    };
    [flat, bare, unknown]
}

/// Samples for the copy deck: one has no name, one takes the name that would be given first.
pub(crate) fn home_networks() -> Vec<HomeNetworkView> {
    let network = |name: &str, here| HomeNetworkView {
        id: id("5f0c9a51d2e8b374"),
        name: name.to_owned(),
        here,
    };
    vec![
        network("Home", true),
        network("Hemma", false),
        network("", false),
    ]
}

fn id(text: &str) -> NetworkId {
    NetworkId(text.to_owned())
}

fn network(text: &str) -> NetworkFacts {
    NetworkFacts {
        online: true,
        network: Some(id(text)),
        interface: Some("wlan0".to_owned()),
        link: Some(LinkKind::Wireless),
        gateway: "192.168.1.1".parse().ok(),
        prefix: Some("192.168.1.0/24".to_owned()),
        ..NetworkFacts::default()
    }
}

fn away(snapshot: &Snapshot, reason: AwayReason) -> bool {
    snapshot.whereabouts == Whereabouts::Away { reason }
}

/// One name, in a network that nobody was asked about.
fn unasked() -> World {
    let mut draft = draft(vec![profile("noip", "home.example.com")]);
    draft.home.guard = Some("ask".to_owned());
    let world = World::new(draft);
    world.senses.set_address(ip(FIRST));
    world.senses.set_facts(network("flat"));
    world.vault.put("noip".parse().unwrap(), SECRET);
    world
}

fn menu(snapshot: &Snapshot) -> Vec<(String, Option<Deed>)> {
    let voice = Voice::new(Lang::En, TimeZone::UTC);
    let items = tray(snapshot, &voice).items.into_iter();
    let lines = items.filter_map(|item| match item {
        TrayItem::Line { label, deed, .. } => Some((label, deed)),
        TrayItem::Separator => None,
    });
    lines.collect()
}

fn deed(snapshot: &Snapshot, label: &str) -> Command {
    let found = menu(snapshot).into_iter().find(|(text, _)| text == label);
    match found {
        Some((_, Some(Deed::Tell(command)))) => command,
        other => panic!("{label}: {other:?} in {:?}", menu(snapshot)),
    }
}

#[tokio::test(start_paused = true)]
async fn the_first_network_is_asked_about_in_the_tray_and_one_click_publishes() {
    let world = unasked();
    let running = Running::new(&world);
    let mut notices = running.handle.notices();
    let asked = running
        .until(|snapshot| away(snapshot, AwayReason::NotAsked))
        .await;
    assert_eq!(asked.overall, Overall::ActionNeeded);
    assert!(
        asked
            .conditions
            .iter()
            .any(|one| one.severity == Severity::Action)
    );
    assert_eq!(
        menu(&asked)[0].0,
        "Hemma – Action needed: is this your home network?"
    );
    let here = asked.home.here.as_ref().unwrap();
    assert_eq!(here.id, Some(id("flat")));
    assert_eq!(here.interface.as_deref(), Some("wlan0"));
    world.pass(Duration::from_secs(3600)).await;
    assert_eq!(world.senses.looks(), 0, "nobody outside is asked either");
    let told = notices.try_recv().unwrap();
    assert_eq!(told.kind, NoticeKind::ActionNeeded);
    assert!(told.body.contains("192.168.1.1"), "{}", told.body);
    assert!(matches!(told.actions[0].deed, Deed::Open(_)));
    assert!(matches!(
        told.actions[1].deed,
        Deed::Tell(Command::MarkHome { .. })
    ));

    let command = deed(&asked, "This is my home network");
    running.handle.tell(command).await.unwrap();
    let fine = running.until_fine().await;
    assert_eq!(fine.home.guard, Guard::Networks);
    assert_eq!(fine.home.networks[0].name, "Home");
    assert!(fine.home.networks[0].here);
    assert_eq!(
        fine.home.here.as_ref().unwrap().name.as_deref(),
        Some("Home")
    );
    let kept = world.file.draft().home;
    assert_eq!(kept.guard.as_deref(), Some("networks"));
    assert_eq!(kept.network[0].id.as_deref(), Some("flat"));
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_declined_network_stays_away_without_a_word_and_the_next_one_is_asked_about() {
    let world = unasked();
    let running = Running::new(&world);
    let asked = running
        .until(|snapshot| away(snapshot, AwayReason::NotAsked))
        .await;
    let command = deed(&asked, "This is not my home network");
    running.handle.tell(command).await.unwrap();
    let declined = running
        .until(|snapshot| away(snapshot, AwayReason::OtherNetwork))
        .await;
    assert_eq!(declined.overall, Overall::Away);
    assert_eq!(
        menu(&declined)[1].0,
        "This is my home network",
        "minds change"
    );
    world.senses.set_facts(network("office"));
    running.hints.link_moved.send(()).await.unwrap();
    let asked = running
        .until(|snapshot| away(snapshot, AwayReason::NotAsked))
        .await;
    let command = deed(&asked, "This computer never moves");
    running.handle.tell(command).await.unwrap();
    let fine = running.until_fine().await;
    assert_eq!(fine.home.guard, Guard::Always);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_home_network_is_renamed_and_forgotten() {
    let world = world();
    world.senses.set_facts(network("flat"));
    let running = Running::new(&world);
    running.until_fine().await;
    let handle = &running.handle;
    mark(handle, "flat", "Home").await;
    mark(handle, "flat", " Cabin ").await;
    mark(handle, "office", "Work").await;
    let snapshot = handle.snapshot();
    let names: Vec<_> = snapshot
        .home
        .networks
        .iter()
        .map(|network| network.name.as_str())
        .collect();
    assert_eq!(names, ["Cabin", "Work"]);
    running.until_fine().await;
    handle
        .tell(Command::ForgetHome { id: id("flat") })
        .await
        .unwrap();
    assert!(
        away(&handle.snapshot(), AwayReason::OtherNetwork),
        "at once"
    );
    let gone = handle.tell(Command::ForgetHome { id: id("flat") }).await;
    assert_eq!(gone.map(|_| ()), Err(CommandError::Gone));
    handle
        .tell(Command::ForgetHome { id: id("office") })
        .await
        .unwrap();
    assert_eq!(handle.snapshot().home.guard, Guard::Networks);
    assert!(
        away(&handle.snapshot(), AwayReason::OtherNetwork),
        "an empty list is no home"
    );
    running.stop().await;
}

async fn mark(handle: &Handle, network: &str, name: &str) {
    let command = Command::MarkHome {
        id: id(network),
        name: name.to_owned(),
    };
    handle.tell(command).await.unwrap();
}

/// An installation without names, to which the first one is added as the window does. Returns its guard.
async fn guard_after_first_profile(draft: SettingsDraft, portable: bool) -> Option<String> {
    let world = World::new(draft);
    let (_hints, receivers) = World::hints();
    let mut start = world.start();
    start.portable = portable;
    let (handle, engine) = hemma_engine::start(world.ports(), receivers, start);
    let engine = tokio::spawn(engine);
    let profile = ProfileDraft {
        service: Some("noip".to_owned()),
        username: Some("someone".to_owned()),
        name: vec![NameEntryDraft {
            name: Some("home.example.com".to_owned()),
            ..NameEntryDraft::default()
        }],
        ..ProfileDraft::default()
    };
    let secret = SecretInput {
        key: "new".parse().unwrap(),
        secret: SecretText::new(SECRET.to_owned()),
    };
    let command = Command::SaveProfile {
        profile: Box::new(profile),
        secrets: vec![secret],
    };
    handle.tell(command).await.unwrap();
    handle.shutdown().await;
    engine.await.unwrap();
    world.file.draft().home.guard
}

#[tokio::test(start_paused = true)]
async fn only_the_first_name_of_a_computer_that_may_move_waits_for_the_question() {
    let fresh = SettingsDraft::default();
    let guard = guard_after_first_profile(fresh.clone(), true).await;
    assert_eq!(guard.as_deref(), Some("ask"));
    assert_eq!(guard_after_first_profile(fresh.clone(), false).await, None);
    let mut chosen = fresh.clone();
    chosen.home.guard = Some("always".to_owned());
    let guard = guard_after_first_profile(chosen, true).await;
    assert_eq!(guard.as_deref(), Some("always"), "a person chose that");
    let used = SettingsDraft {
        profile: vec![profile("noip", "nas.example.com")],
        ..fresh
    };
    assert_eq!(
        guard_after_first_profile(used, true).await,
        None,
        "it kept names before"
    );
    assert_eq!(
        guard_after_first_profile(draft(Vec::new()), true).await,
        None,
        "a rehearsal"
    );
}
