//! Settings: saved as a whole or not at all, edited by hand, and the secrets that belong to them.

use hemma_core::health::VaultProblem;
use hemma_core::names::ProfileId;
use hemma_core::settings::{FieldPath, FieldProblem, ProblemKind, ProfileDraft, Step, VaultKind};
use hemma_core::verdict::Refusal;
use hemma_engine::fakes::{Reply, World};
use hemma_engine::messages::{
    Answer, Command, CommandError, Done, Preferences, Query, SecretInput, SecretText, SettingsView,
};
use hemma_providers::exchange::Response;

use crate::harness::{FIRST, Running, SECRET, draft, ip, key, profile, world};

fn secret(place: &str, text: &str) -> SecretInput {
    SecretInput {
        key: key(place),
        secret: SecretText::new(text.to_owned()),
    }
}

fn save(profile: ProfileDraft, secrets: Vec<SecretInput>) -> Command {
    let profile = Box::new(profile);
    Command::SaveProfile { profile, secrets }
}

async fn settings(running: &Running) -> Box<SettingsView> {
    match running.handle.ask(Query::Settings).await.unwrap() {
        Answer::Settings { settings } => settings,
        other => panic!("{other:?}"),
    }
}

/// The places and kinds of what is wrong.
fn wrong(result: Result<Done, CommandError>) -> Vec<(String, ProblemKind)> {
    let Err(CommandError::Invalid { problems }) = result else {
        panic!("{result:?}");
    };
    let pairs = problems.into_iter();
    pairs
        .map(|one| (one.path.to_string(), one.problem))
        .collect()
}

#[tokio::test(start_paused = true)]
async fn a_new_profile_gets_an_id_its_secret_and_its_name_in_dns() {
    let world = World::new(draft(Vec::new()));
    world.senses.set_address(ip(FIRST));
    let running = Running::new(&world);
    let mut new = profile("", "home.example.com");
    new.id = None;
    new.label = Some("Hemma på ön".to_owned());
    running
        .handle
        .tell(save(new, vec![secret("new", SECRET)]))
        .await
        .unwrap();
    running.until_fine().await;
    assert_eq!(
        world.vault.get(&key("noip-hemma-pa-on")).unwrap().expose(),
        SECRET
    );
    let view = settings(&running).await;
    assert_eq!(view.secrets, [key("noip-hemma-pa-on")]);
    assert_eq!(
        view.draft.profile[0].id.as_deref(),
        Some("noip-hemma-pa-on")
    );
    assert!(view.services.iter().any(|service| service.name == "HostUp"));
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn two_profiles_of_one_label_get_different_ids() {
    let world = world();
    let running = Running::new(&world);
    for name in ["one.example.com", "two.example.com"] {
        let mut new = profile("", name);
        new.id = None;
        running
            .handle
            .tell(save(new, vec![secret("new", SECRET)]))
            .await
            .unwrap();
    }
    let ids: Vec<Option<String>> = world
        .file
        .draft()
        .profile
        .into_iter()
        .map(|one| one.id)
        .collect();
    let ids: Vec<&str> = ids.iter().flatten().map(String::as_str).collect();
    assert_eq!(ids, ["noip", "noip-home", "noip-home-2"]);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_refused_save_tells_every_wrong_field_and_leaves_everything_as_it_was() {
    let world = world();
    let running = Running::new(&world);
    running.until_fine().await;
    let before = (
        world.file.draft(),
        running.handle.snapshot().settings_revision,
    );
    let mut bad = profile("other", "no spaces please.example.com");
    bad.username = None;
    let result = running
        .handle
        .tell(save(bad, vec![secret("other", "")]))
        .await;
    let wrong = wrong(result);
    let places: Vec<&str> = wrong.iter().map(|(place, _)| place.as_str()).collect();
    assert!(places.contains(&"secrets[0]"), "{places:?}");
    assert!(places.contains(&"username"), "{places:?}");
    assert!(places.contains(&"name[0].name"), "{places:?}");
    assert_eq!(
        (
            world.file.draft(),
            running.handle.snapshot().settings_revision
        ),
        before
    );
    assert_eq!(world.vault.get(&key("other")), None);
    assert_eq!(world.file.saves(), 0);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn secrets_that_are_empty_odd_missing_or_for_nothing_are_refused() {
    let world = world();
    let running = Running::new(&world);
    let at = |place: &str, problem| vec![(place.to_owned(), problem)];
    let tell = |secrets| {
        running
            .handle
            .tell(save(profile("new", "new.example.com"), secrets))
    };
    assert_eq!(
        wrong(tell(vec![]).await),
        at("secrets", ProblemKind::Missing)
    );
    let empty = tell(vec![secret("new", "")]).await;
    assert_eq!(wrong(empty), at("secrets[0]", ProblemKind::EmptySecret));
    let odd = tell(vec![secret("new", "abc\n")]).await;
    assert_eq!(wrong(odd), at("secrets[0]", ProblemKind::OddSecret));
    let foreign = tell(vec![
        secret("new", "abc"),
        secret("new/new.example.com/ipv4", "abc"),
    ])
    .await;
    assert_eq!(wrong(foreign)[0].0, "secrets[1]");
    assert_eq!(world.file.saves(), 0);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_vault_that_refuses_leaves_file_and_older_secrets_as_they_were() {
    let hostup = |names: [&str; 2]| {
        let mut new = profile("hostup", names[0]);
        new.service = Some("hostup".to_owned());
        new.username = None;
        new.name.extend(profile("hostup", names[1]).name);
        new
    };
    let world = World::new(draft(Vec::new()));
    let running = Running::new(&world);
    world.vault.set_writes_left(Some(1));
    let names = ["a.example.com", "b.example.com"];
    let keys = ["hostup/a.example.com/ipv4", "hostup/b.example.com/ipv4"];
    let secrets = || {
        keys.map(|place| secret(place, "token-token-token"))
            .to_vec()
    };
    let result = running.handle.tell(save(hostup(names), secrets())).await;
    let problem = VaultProblem::Failed;
    assert_eq!(result, Err(CommandError::Vault { problem }));
    assert_eq!(
        world.vault.get(&key(keys[0])),
        None,
        "the first secret was taken back"
    );
    assert_eq!(world.file.saves(), 0);
    assert_eq!(running.handle.snapshot().surfaces.vault, Some(problem));
    world.vault.set_writes_left(None);
    running
        .handle
        .tell(save(hostup(names), secrets()))
        .await
        .unwrap();
    assert_eq!(running.handle.snapshot().surfaces.vault, None);
    // A name that is taken out takes its token along.
    let mut fewer = hostup(names);
    fewer.name.truncate(1);
    running.handle.tell(save(fewer, Vec::new())).await.unwrap();
    assert!(world.vault.get(&key(keys[0])).is_some());
    assert_eq!(world.vault.get(&key(keys[1])), None);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_full_disk_puts_the_old_secret_back() {
    let world = world();
    let running = Running::new(&world);
    running.until_fine().await;
    world.file.set_full(true);
    let result = running
        .handle
        .tell(save(
            profile("noip", "home.example.com"),
            vec![secret("noip", "newer")],
        ))
        .await;
    assert!(
        matches!(result, Err(CommandError::NotSaved { .. })),
        "{result:?}"
    );
    assert_eq!(world.vault.get(&key("noip")).unwrap().expose(), SECRET);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_new_password_opens_the_latch_of_a_refused_login() {
    let world = world();
    world
        .hands
        .next(Reply::Answer(Response::new(401, "badauth")));
    let running = Running::new(&world);
    let stopped = running.until(|snapshot| !snapshot.latches.is_empty()).await;
    assert_eq!(stopped.latches[0].latch.refusal, Refusal::LoginRefused);
    let again = profile("noip", "home.example.com");
    running
        .handle
        .tell(save(again, vec![secret("noip", "better")]))
        .await
        .unwrap();
    assert!(running.handle.snapshot().latches.is_empty());
    running.until_fine().await;
    assert_eq!(world.hands.sent().len(), 2);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_removed_profile_goes_with_its_secret_and_leaves_dns_alone() {
    let world = world();
    let running = Running::new(&world);
    running.until_fine().await;
    let profile: ProfileId = "noip".parse().unwrap();
    let remove = Command::RemoveProfile { profile };
    running.handle.tell(remove.clone()).await.unwrap();
    assert!(running.handle.snapshot().names.is_empty());
    assert_eq!(world.vault.get(&key("noip")), None);
    assert_eq!(world.hands.sent().len(), 1);
    assert_eq!(running.handle.tell(remove).await, Err(CommandError::Gone));
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn preferences_are_checked_and_leave_profiles_alone() {
    let world = world();
    let running = Running::new(&world);
    running.until_fine().await;
    let mut preferences = Preferences::default();
    preferences.detection.permit_documentation = Some(true);
    preferences.detection.interval = Some("1s".to_owned());
    let tell = |preferences: &Preferences| {
        let preferences = Box::new(preferences.clone());
        running
            .handle
            .tell(Command::SavePreferences { preferences })
    };
    let problems = wrong(tell(&preferences).await);
    assert_eq!(problems[0].0, "detection.interval");
    preferences.detection.interval = Some("10m".to_owned());
    preferences.general.language = Some("sv".to_owned());
    tell(&preferences).await.unwrap();
    assert_eq!(
        running.handle.voice().headline(&running.handle.snapshot()),
        "Alla namn är aktuella"
    );
    assert_eq!(world.file.draft().profile.len(), 1);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_mistake_made_by_hand_is_shown_while_the_last_good_settings_go_on() {
    let world = world();
    let running = Running::new(&world);
    running.until_fine().await;
    let mistake = FieldProblem {
        path: FieldPath(vec![Step::Key("profile".to_owned())]),
        problem: ProblemKind::Missing,
        line: Some(12),
    };
    world.file.set_mistakes(vec![mistake.clone()]);
    running.hints.settings_touched.send(()).await.unwrap();
    let shown = running
        .until(|snapshot| !snapshot.surfaces.settings_problems.is_empty())
        .await;
    assert_eq!(shown.surfaces.settings_problems, vec![mistake.clone()]);
    assert_eq!(shown.names.len(), 1, "the last good settings go on");
    // Saving now would lose what was written by hand.
    let result = running
        .handle
        .tell(save(profile("noip", "home.example.com"), Vec::new()))
        .await;
    let problems = vec![mistake];
    assert_eq!(result, Err(CommandError::FileHasMistakes { problems }));
    world.file.set_mistakes(Vec::new());
    world
        .file
        .edit(|draft| draft.profile[0].label = Some("Cabin".to_owned()));
    running.hints.settings_touched.send(()).await.unwrap();
    let mended = running
        .until(|snapshot| snapshot.names[0].label == "Cabin")
        .await;
    assert!(mended.surfaces.settings_problems.is_empty());
    let revision = mended.settings_revision;
    running.hints.settings_touched.send(()).await.unwrap();
    world.pass(std::time::Duration::from_secs(1)).await;
    let same = running.handle.snapshot().settings_revision;
    assert_eq!(same, revision, "the same content is no news");
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn starting_with_mistakes_in_the_file_shows_them() {
    let world = World::new(draft(vec![profile("noip", "not a name.example")]));
    let running = Running::new(&world);
    let shown = running
        .until(|snapshot| !snapshot.conditions.is_empty())
        .await;
    assert_eq!(shown.surfaces.settings_problems.len(), 1);
    let view = settings(&running).await;
    assert_eq!(view.problems, shown.surfaces.settings_problems);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn another_vault_takes_the_secrets_along() {
    let world = world();
    let running = Running::new(&world);
    running.until_fine().await;
    let choose = Command::ChooseVault {
        vault: VaultKind::SealedFile,
        password: Some(SecretText::new("long enough".to_owned())),
    };
    running.handle.tell(choose).await.unwrap();
    assert_eq!(world.vault.kind(), VaultKind::SealedFile);
    assert_eq!(
        world.file.draft().vault.kind.as_deref(),
        Some("sealed_file")
    );
    let view = settings(&running).await;
    assert_eq!((view.vault, view.secrets.len()), (VaultKind::SealedFile, 1));
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn looking_at_the_settings_asks_the_vault_once_per_secret() {
    let world = world();
    let running = Running::new(&world);
    running.until_fine().await;
    let before = world.vault.reads();
    settings(&running).await;
    settings(&running).await;
    assert_eq!(world.vault.reads() - before, 1);
    running.stop().await;
}
