//! Another program's file: what a surface sees of it, and what is saved of it.

use hemma_core::health::VaultProblem;
use hemma_core::settings::{NameEntryDraft, ProblemKind, ProfileDraft};
use hemma_engine::fakes::World;
use hemma_engine::messages::{
    Answer, Command, CommandError, ImportFormat, ImportProblem, ImportRefused, ImportView, LeftOut,
    LeftOutReason, Query, QueryError, SecretInput, SecretText,
};
use hemma_engine::ports::{ReadImport, ReadProfile};

use crate::harness::{FIRST, Running, SECRET, draft, ip, key, profile, world};

/// A profile of No-IP as a file gives it.
fn found(username: &str, names: &[&str]) -> ReadProfile {
    ReadProfile {
        profile: ProfileDraft {
            service: Some("noip".to_owned()),
            username: Some(username.to_owned()),
            name: names.iter().map(|name| entry(name)).collect(),
            ..ProfileDraft::default()
        },
        secrets: vec![SecretInput {
            key: key(ReadProfile::NEW),
            secret: SecretText::new(format!("{SECRET}-{username}")),
        }],
        line: Some(7),
    }
}

fn entry(name: &str) -> NameEntryDraft {
    NameEntryDraft {
        name: Some(name.to_owned()),
        ..NameEntryDraft::default()
    }
}

fn file(profiles: Vec<ReadProfile>) -> Result<ReadImport, ImportProblem> {
    Ok(ReadImport {
        format: ImportFormat::Ddclient,
        profiles,
        left_out: vec![LeftOut {
            line: Some(3),
            what: "use".to_owned(),
            reason: LeftOutReason::Detection,
        }],
    })
}

async fn read(running: &Running) -> ImportView {
    let query = Query::ReadImport {
        path: "/etc/ddclient.conf".to_owned(),
        format: None,
    };
    match running.handle.ask(query).await.unwrap() {
        Answer::Import { found } => *found,
        other => panic!("{other:?}"),
    }
}

async fn import(running: &Running, choose: Vec<String>) -> Result<(), CommandError> {
    let command = Command::Import {
        path: "/etc/ddclient.conf".to_owned(),
        format: None,
        choose,
    };
    running.handle.tell(command).await.map(|_| ())
}

fn keys(view: &ImportView) -> Vec<String> {
    view.profiles.iter().map(|one| one.key.clone()).collect()
}

fn ids(world: &World) -> Vec<String> {
    let profiles = world.file.draft().profile.into_iter();
    profiles.filter_map(|profile| profile.id).collect()
}

#[tokio::test(start_paused = true)]
async fn what_is_imported_is_kept_and_its_secret_is_in_the_vault() {
    let world = World::new(draft(Vec::new()));
    world.senses.set_address(ip(FIRST));
    world
        .import
        .set(file(vec![found("someone", &["home.example.com"])]));
    let running = Running::new(&world);
    let view = read(&running).await;
    assert_eq!(view.format, ImportFormat::Ddclient);
    assert_eq!(view.left_out.len(), 1);
    assert_eq!(view.profiles[0].problems, []);
    assert_eq!(view.profiles[0].secrets, [key("new")]);
    let crossed = serde_json::to_string(&view).unwrap();
    assert!(!crossed.contains(SECRET), "{crossed}");
    assert_eq!(world.file.saves(), 0, "looking changes nothing");
    import(&running, keys(&view)).await.unwrap();
    running.until_fine().await;
    assert_eq!(ids(&world), ["noip"]);
    assert_eq!(
        world.vault.get(&key("noip")).unwrap().expose(),
        format!("{SECRET}-someone")
    );
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn names_that_are_kept_already_are_told_and_skipped() {
    let world = world();
    world.import.set(file(vec![
        found("other", &["home.example.com", "nas.example.com"]),
        found("third", &["home.example.com"]),
    ]));
    let running = Running::new(&world);
    let view = read(&running).await;
    let left: Vec<_> = view.profiles[0].profile.name.iter().collect();
    assert_eq!(left, [&entry("nas.example.com")]);
    assert_eq!(view.profiles[0].kept_already, ["home.example.com"]);
    assert_eq!(view.profiles[1].kept_already, ["home.example.com"]);
    let error = import(&running, keys(&view)).await.unwrap_err();
    let CommandError::NotImported { refused } = error else {
        panic!("{error:?}");
    };
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0].key, view.profiles[1].key);
    assert_eq!(refused[0].why, ImportRefused::KeptAlready);
    assert_eq!(ids(&world), ["noip", "noip-2"], "a new id beside the old");
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn importing_twice_adds_nothing_the_second_time() {
    let world = World::new(draft(Vec::new()));
    world.senses.set_address(ip(FIRST));
    world.import.set(file(vec![
        found("one", &["a.example.com"]),
        found("two", &["b.example.com"]),
    ]));
    let running = Running::new(&world);
    let view = read(&running).await;
    import(&running, vec![view.profiles[1].key.clone()])
        .await
        .unwrap();
    let again = read(&running).await;
    assert_eq!(keys(&again), keys(&view), "the same keys as before");
    assert!(again.profiles[1].profile.name.is_empty());
    import(&running, vec![again.profiles[0].key.clone()])
        .await
        .unwrap();
    assert_eq!(world.file.draft().profile.len(), 2);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn one_wrong_profile_does_not_hold_up_the_others() {
    let world = World::new(draft(Vec::new()));
    world.senses.set_address(ip(FIRST));
    let mut wrong = found("one", &["a.example.com"]);
    wrong.profile.endpoint = Some("http://dyn.example.org/nic/update".to_owned());
    let mut bare = found("three", &["c.example.com"]);
    bare.secrets.clear();
    world
        .import
        .set(file(vec![wrong, found("two", &["b.example.com"]), bare]));
    let running = Running::new(&world);
    let view = read(&running).await;
    let problems = |place: usize| -> Vec<(String, ProblemKind)> {
        let problems = view.profiles[place].problems.iter();
        problems
            .map(|one| (one.path.to_string(), one.problem.clone()))
            .collect()
    };
    assert_eq!(
        problems(0),
        [("endpoint".to_owned(), ProblemKind::NotHttps)]
    );
    assert_eq!(problems(1), []);
    assert_eq!(problems(2), [("secrets".to_owned(), ProblemKind::Missing)]);
    let error = import(&running, keys(&view)).await.unwrap_err();
    let CommandError::NotImported { refused } = error else {
        panic!("{error:?}");
    };
    let refused: Vec<_> = refused.iter().map(|one| one.key.clone()).collect();
    assert_eq!(
        refused,
        [view.profiles[0].key.clone(), view.profiles[2].key.clone()]
    );
    assert_eq!(world.file.draft().profile.len(), 1);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn f49_without_a_vault_no_profile_is_saved() {
    let world = World::new(draft(Vec::new()));
    world.senses.set_address(ip(FIRST));
    world.vault.set_problem(Some(VaultProblem::Locked));
    world
        .import
        .set(file(vec![found("one", &["a.example.com"])]));
    let running = Running::new(&world);
    let view = read(&running).await;
    let error = import(&running, keys(&view)).await.unwrap_err();
    let CommandError::NotImported { refused } = error else {
        panic!("{error:?}");
    };
    assert!(refused[0].is_about_the_vault(), "{refused:?}");
    assert_eq!(world.file.saves(), 0);
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_file_that_changed_in_between_is_not_guessed_at() {
    let world = World::new(draft(vec![profile("mine", "mine.example.com")]));
    world.vault.put("mine".parse().unwrap(), SECRET);
    world
        .import
        .set(file(vec![found("one", &["a.example.com"])]));
    let running = Running::new(&world);
    let view = read(&running).await;
    world
        .import
        .set(file(vec![found("two", &["a.example.com"])]));
    let error = import(&running, keys(&view)).await.unwrap_err();
    let CommandError::NotImported { refused } = error else {
        panic!("{error:?}");
    };
    assert_eq!(refused[0].why, ImportRefused::FileChanged);
    world.import.set(Err(ImportProblem::NotPermitted));
    let error = import(&running, keys(&view)).await.unwrap_err();
    let problem = ImportProblem::NotPermitted;
    assert_eq!(error, CommandError::Import { problem });
    let asked = running.handle.ask(Query::ReadImport {
        path: "/etc/ddclient.conf".to_owned(),
        format: Some(ImportFormat::Ddclient),
    });
    let problem = ImportProblem::NotPermitted;
    assert_eq!(asked.await.unwrap_err(), QueryError::Import { problem });
    assert_eq!(ids(&world), ["mine"]);
    running.stop().await;
}
