//! From a configuration to a kept name and back, whole or not at all; and whose latch which secret opens.

use hemma_core::health::VaultProblem;
use hemma_core::verdict::Refusal;
use hemma_engine::fakes::Reply;
use hemma_engine::messages::{
    Answer, ApiChange, ApiTroubleKind, Command, CommandError, Kept, Query, SecretInput, SecretText,
};
use hemma_providers::exchange::Response;

use super::{DOMAIN, HOME, KEY, calls, change, hostup, keep, list, world, world_that_keeps};
use crate::harness::{Running, key};

#[tokio::test(start_paused = true)]
async fn what_is_kept_is_updated_with_its_token_and_what_is_let_go_is_forgotten() {
    let (world, service) = world(&[]);
    let config = service.lock().unwrap().add("home.example.com", "A");
    let running = Running::new(&world);
    assert_eq!(
        list(&running, false).await.unwrap().configurations[0].kept,
        Kept::No
    );
    change(&running, keep(&config, true)).await.unwrap();
    running.until_fine().await;
    let query = world.hands.sent()[0]
        .url()
        .query()
        .unwrap_or_default()
        .to_owned();
    assert!(
        query.contains(&config.token),
        "the update went out with the token"
    );
    assert_eq!(
        list(&running, false).await.unwrap().configurations[0].kept,
        Kept::Here
    );

    change(&running, keep(&config, false)).await.unwrap();
    assert_eq!(world.vault.get(&key(HOME)), None);
    assert_eq!(world.file.draft().profile[0].name, []);
    assert!(
        world.vault.get(&key("hostup")).is_some(),
        "the account stays"
    );
    assert_eq!(
        service.lock().unwrap().configs.len(),
        1,
        "and so does what is there"
    );
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn the_second_family_joins_the_first() {
    let (world, service, _) = world_that_keeps();
    let six = service.lock().unwrap().add("HOME.example.com", "AAAA");
    let running = Running::new(&world);
    change(&running, keep(&six, true)).await.unwrap();
    let names = world.file.draft().profile[0].name.clone();
    assert_eq!(names.len(), 1);
    assert_eq!(names[0].families.clone().unwrap(), ["ipv4", "ipv6"]);
    let delete = ApiChange::Delete {
        domain: DOMAIN.to_owned(),
        configuration: six.id.clone(),
    };
    change(&running, delete).await.unwrap();
    let names = world.file.draft().profile[0].name.clone();
    assert_eq!(names[0].families.clone().unwrap(), ["ipv4"]);
    assert_eq!(world.vault.get(&key("hostup/home.example.com/ipv6")), None);
    assert!(world.vault.get(&key(HOME)).is_some());
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_kept_leaves_nothing_behind() {
    let (world, service) = world(&[]);
    let config = service.lock().unwrap().add("home.example.com", "A");
    let running = Running::new(&world);
    world.vault.set_writes_left(Some(0));
    let problem = VaultProblem::Failed;
    let result = change(&running, keep(&config, true)).await;
    assert_eq!(result, Err(CommandError::Vault { problem }));
    world.vault.set_writes_left(None);
    world.file.set_full(true);
    let result = change(&running, keep(&config, true)).await;
    assert!(
        matches!(result, Err(CommandError::NotSaved { .. })),
        "{result:?}"
    );
    assert_eq!(world.vault.get(&key(HOME)), None);
    assert_eq!(world.file.draft().profile[0].name, []);
    service.lock().unwrap().read_only = true;
    world.file.set_full(false);
    let Err(CommandError::Api { trouble }) = change(&running, keep(&config, true)).await else {
        panic!("it was kept without its token");
    };
    let scopes = vec!["write:domains".to_owned()];
    assert_eq!(trouble.kind, ApiTroubleKind::NotAllowed { scopes });
    running.stop().await;
}

fn save(names: &[&str], place: &str) -> Command {
    Command::SaveProfile {
        profile: Box::new(hostup(names)),
        secrets: vec![SecretInput {
            key: key(place),
            secret: SecretText::new("another-secret-here".to_owned()),
        }],
    }
}

#[tokio::test(start_paused = true)]
async fn a_new_api_key_opens_no_latch_and_a_token_only_its_own() {
    let names = ["home.example.com", "nas.example.com"];
    let (world, _) = world(&names);
    let nas = "hostup/nas.example.com/ipv4";
    world.vault.put(key(HOME), "old-token-of-home");
    world.vault.put(key(nas), "old-token-of-nas");
    // Nobody can look up why.
    world
        .hands
        .set_api(Box::new(|_| super::refuse(503, "upstream_unavailable")));
    let badauth = Reply::Answer(Response::new(200, "badauth"));
    world.hands.always(Some(badauth));
    let running = Running::new(&world);
    running.until(|snapshot| snapshot.latches.len() == 2).await;
    world.hands.always(None);
    running.handle.tell(save(&names, "hostup")).await.unwrap();
    assert_eq!(running.handle.snapshot().latches.len(), 2);
    running.handle.tell(save(&names, nas)).await.unwrap();
    let latches = running.handle.snapshot().latches.clone();
    assert_eq!(latches.len(), 1);
    assert_eq!(latches[0].latch.refusal, Refusal::LoginRefused);
    assert_eq!(latches[0].names[0].as_str(), "home.example.com");
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn the_key_is_the_profiles_own_and_optional() {
    let (world, _) = world(&["home.example.com"]);
    world.vault.put(key(HOME), "token-of-home");
    let running = Running::new(&world);
    let secrets = |running: &Running| {
        let handle = running.handle.clone();
        async move {
            match handle.ask(Query::Settings).await.unwrap() {
                Answer::Settings { settings } => settings.secrets,
                other => panic!("{other:?}"),
            }
        }
    };
    assert_eq!(secrets(&running).await, [key("hostup"), key(HOME)]);
    // A name is taken out: its token goes, the key stays.
    let command = Command::SaveProfile {
        profile: Box::new(hostup(&[])),
        secrets: Vec::new(),
    };
    running.handle.tell(command).await.unwrap();
    assert_eq!(world.vault.get(&key(HOME)), None);
    assert_eq!(world.vault.get(&key("hostup")).unwrap().expose(), KEY);
    let profile = "hostup".parse().unwrap();
    running
        .handle
        .tell(Command::RemoveProfile { profile })
        .await
        .unwrap();
    assert_eq!(world.vault.get(&key("hostup")), None);
    // And a profile may have names without a key.
    let command = Command::SaveProfile {
        profile: Box::new(hostup(&["home.example.com"])),
        secrets: vec![SecretInput {
            key: key(HOME),
            secret: SecretText::new("token-of-home".to_owned()),
        }],
    };
    running.handle.tell(command).await.unwrap();
    assert_eq!(secrets(&running).await, [key(HOME)]);
    assert_eq!(calls(&world), Vec::<String>::new());
    running.stop().await;
}

#[tokio::test(start_paused = true)]
async fn no_message_holds_a_key_or_a_token() {
    let (world, service) = world(&[]);
    let config = service.lock().unwrap().add("home.example.com", "A");
    let echo = format!(r#"{{"code":"forbidden","detail":"{KEY} may not"}}"#);
    let running = Running::new(&world);
    let listed = list(&running, false).await.unwrap();
    change(&running, keep(&config, true)).await.unwrap();
    let done = running.until_fine().await;
    service
        .lock()
        .unwrap()
        .script
        .push_back(Reply::Answer(Response::new(403, echo)));
    let refused = list(&running, true).await.unwrap_err();
    let seen = format!(
        "{listed:?} {done:?} {refused:?} {:?}",
        world.notebook.entries()
    );
    assert!(
        !seen.contains(KEY) && !seen.contains(&config.token),
        "{seen}"
    );
    running.stop().await;
}
