//! An account at HostUp, from one pasted key to proved names, and what happens to it elsewhere.

use std::io::Write as _;
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;
use std::sync::Arc;

use hemma_core::history::{AtService, EntryKind};
use hemma_core::names::ProfileId;
use hemma_engine::messages::{
    Answer, ApiAnswer, ApiChange, ApiQuery, ApiTroubleKind, Command, CommandError,
    ConfigurationView, Done, Kept, KeyToTest, LogSide, May, Query, QueryError, SecretText,
};
use hemma_sandbox::{Family, Sandbox, Target, World, keys};
use hemma_tests::agent::Agent;
use hemma_tests::house::House;
use hemma_tests::settings;

const ACCOUNT: &str = "hostup";
const NAME: &str = "hem.hemma.example";

/// A house with a HostUp profile that has neither names nor a key yet. Secrets are sealed with a password.
async fn house(world: World) -> House {
    let house = House::over(world).await;
    let text = settings::text(&house.sandbox, &[], None);
    let base = house.sandbox.url(Target::Hostup);
    house.write_settings(&format!(
        "{text}\n[vault]\nkind = \"sealed_file\"\n\n[[profile]]\nid = \"{ACCOUNT}\"\nservice = \"hostup\"\n\
         endpoint = \"{base}/api/dyndns/update\"\napi = \"{}\"\n",
        api(&house.sandbox)
    ));
    let password = house.folder().join("password");
    std::fs::write(&password, "a long enough password\n").expect("a password");
    std::fs::set_permissions(&password, std::fs::Permissions::from_mode(0o600))
        .expect("permissions");
    house
}

fn api(sandbox: &Sandbox) -> String {
    format!("{}/api/v2", sandbox.url(Target::Hostup))
}

async fn agent(house: &House) -> Agent {
    let password = house.folder().join("password");
    let password = password.to_str().expect("text");
    let command = house.command(&["run", "--no-tray", "--password-file", password]);
    house.agent_by(command).await
}

/// Stores the account's key as a person without a screen does.
fn store_key(house: &House, key: &str) {
    let mut command = house.command(&["secret", ACCOUNT]);
    let mut storing = command
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("the program starts");
    let mut input = storing.stdin.take().expect("its input");
    input.write_all(key.as_bytes()).expect("the key");
    drop(input);
    assert!(storing.wait().expect("its end").success());
}

fn account() -> ProfileId {
    ACCOUNT.parse().expect("an id")
}

async fn ask(agent: &Agent, ask: ApiQuery) -> Result<ApiAnswer, ApiTroubleKind> {
    let profile = account();
    match agent.ask(Query::Api { profile, ask }).await {
        Ok(Answer::Api { answer }) => Ok(answer),
        Err(QueryError::Api { trouble }) => Err(trouble.kind),
        other => panic!("{other:?}"),
    }
}

async fn change(agent: &Agent, change: ApiChange) -> Result<Done, CommandError> {
    let profile = account();
    agent.tell(Command::Api { profile, change }).await
}

/// The id of a domain, found by turning pages.
async fn domain(agent: &Agent, name: &str) -> String {
    let mut cursor = None;
    loop {
        let answer = ask(agent, ApiQuery::Domains { cursor })
            .await
            .expect("domains");
        let ApiAnswer::Domains { domains, next } = answer else {
            panic!("{answer:?}");
        };
        if let Some(found) = domains.into_iter().find(|one| one.name == name) {
            return found.id;
        }
        cursor = Some(next.expect("the domain is there"));
    }
}

async fn configurations(agent: &Agent, domain: &str) -> Vec<ConfigurationView> {
    let question = ApiQuery::Configurations {
        domain: domain.to_owned(),
        again: true,
    };
    match ask(agent, question).await.expect("configurations") {
        ApiAnswer::Configurations { configurations } => configurations.configurations,
        other => panic!("{other:?}"),
    }
}

/// The configuration of [`NAME`] over IPv4.
async fn of_name(agent: &Agent, domain: &str) -> ConfigurationView {
    let all = configurations(agent, domain).await;
    let mut all = all.into_iter();
    let found = all.find(|one| one.hostname == NAME && one.record_type == "A");
    found.expect("it is there")
}

fn keep(domain: &str, configuration: &str) -> ApiChange {
    ApiChange::Keep {
        domain: domain.to_owned(),
        configuration: configuration.to_owned(),
        keep: true,
    }
}

/// A running agent that keeps [`NAME`] over IPv4 in a world where it is right already.
async fn keeping() -> (House, Agent, String, ConfigurationView) {
    let house = house(World::seeded().settled()).await;
    let mut agent = agent(&house).await;
    store_key(&house, keys::FULL);
    let domain = domain(&agent, "hemma.example").await;
    let there = of_name(&agent, &domain).await;
    assert_eq!(there.kept, Kept::No);
    change(&agent, keep(&domain, &there.id))
        .await
        .expect("kept");
    agent.until_up_to_date("203.0.113.7").await;
    assert_eq!(
        house.sandbox.ledger().updates().len(),
        0,
        "it was right already"
    );
    (house, agent, domain, there)
}

/// The connection gets another address, and the agent is told to look.
async fn move_to(house: &House, agent: &mut Agent, address: &str) {
    house
        .sandbox
        .move_router_v4(address.parse().expect("an address"));
    agent.check_now().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn from_a_pasted_key_to_proved_names_without_touching_a_file() {
    let house = house(World::seeded()).await;
    let mut agent = agent(&house).await;
    let test = KeyToTest {
        key: SecretText::new(keys::READ_ONLY.to_owned()),
        api: Some(api(&house.sandbox)),
    };
    let Ok(Answer::Api {
        answer: ApiAnswer::Key { key },
    }) = agent.ask(Query::TestKey { test }).await
    else {
        panic!("no answer about the key");
    };
    assert_eq!((key.read_domains, key.write_domains), (May::Yes, May::No));
    assert_eq!(key.missing, ["write:domains"]);

    store_key(&house, keys::FULL);
    let domain = domain(&agent, "hemma.example").await;
    let create = ApiChange::Create {
        domain: domain.clone(),
        hostname: "cam.hemma.example".to_owned(),
        families: vec![
            hemma_core::address::Family::Ipv4,
            hemma_core::address::Family::Ipv6,
        ],
        keep: true,
    };
    let Ok(Done::Created { outcomes }) = change(&agent, create).await else {
        panic!("nothing was created");
    };
    assert!(
        outcomes.iter().all(|one| one.trouble.is_none() && one.kept),
        "{outcomes:?}"
    );
    agent.until_up_to_date("203.0.113.7").await;
    agent
        .until("both families", |snapshot| {
            let records = snapshot.names.iter().flat_map(|name| &name.records);
            records
                .filter(|record| record.status.proved.is_some())
                .count()
                == 2
        })
        .await;
    let held = house.sandbox.registered("cam.hemma.example", Family::V4);
    assert_eq!(held, "203.0.113.7".parse().ok());

    let listed = configurations(&agent, &domain).await;
    let made: Vec<_> = listed
        .iter()
        .filter(|one| one.hostname == "cam.hemma.example")
        .collect();
    assert!(
        made.iter()
            .all(|one| one.kept == Kept::Here && one.updates == Some(1))
    );
    let log = ApiQuery::UpdateLog {
        domain: domain.clone(),
        configuration: made[0].id.clone(),
    };
    let Ok(ApiAnswer::UpdateLog { lines, others }) = ask(&agent, log).await else {
        panic!("no log");
    };
    assert_eq!(
        lines.iter().map(|line| line.side).collect::<Vec<_>>(),
        [LogSide::Both]
    );
    assert_eq!(others, []);
    let rude = house.sandbox.ledger().rude();
    assert!(rude.is_empty(), "{rude:#?}");
    let log = agent.log();
    assert!(!log.contains(keys::FULL) && !log.contains(keys::READ_ONLY));
    let tokens = house.sandbox.world().hostup.configs;
    assert!(tokens.iter().all(|config| !log.contains(&config.token)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_taken_over_follows_the_address_with_its_token() {
    let (house, mut agent, ..) = keeping().await;
    move_to(&house, &mut agent, "203.0.113.8").await;
    agent.until_up_to_date("203.0.113.8").await;
    let held = house.sandbox.registered(NAME, Family::V4);
    assert_eq!(held, "203.0.113.8".parse().ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_configuration_deleted_elsewhere_is_noticed_and_explained() {
    let (house, mut agent, _, there) = keeping().await;
    assert!(
        house
            .sandbox
            .edit(|world| world.hostup.delete_config(&there.id))
    );
    move_to(&house, &mut agent, "203.0.113.8").await;
    let snapshot = agent
        .until("the explanation", |snapshot| {
            snapshot.names[0].records[0].at_service.is_some()
        })
        .await;
    let found = snapshot.names[0].records[0].at_service;
    assert_eq!(found, Some(AtService::Deleted));
    let rude = house.sandbox.ledger().rude();
    assert!(rude.is_empty(), "{rude:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_changed_elsewhere_is_repaired_without_a_person() {
    let (house, mut agent, domain, there) = keeping().await;
    let recreated = house
        .sandbox
        .edit(|world| world.hostup.recreate_config(&there.id));
    assert!(recreated.is_some());
    assert_eq!(of_name(&agent, &domain).await.kept, Kept::OtherToken);
    move_to(&house, &mut agent, "203.0.113.8").await;
    let renewed = EntryKind::AtService {
        found: AtService::TokenRenewed,
    };
    until_noted(&mut agent, &renewed).await;
    assert_eq!(of_name(&agent, &domain).await.kept, Kept::Here);
    agent
        .until("no stop", |snapshot| snapshot.latches.is_empty())
        .await;
}

async fn until_noted(agent: &mut Agent, kind: &EntryKind) {
    let mut revision = 0;
    while !agent
        .history()
        .await
        .iter()
        .any(|entry| entry.kind == *kind)
    {
        let known = revision;
        let snapshot: Arc<_> = agent
            .until("another line of history", |snapshot| {
                snapshot.history_revision > known
            })
            .await;
        revision = snapshot.history_revision;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_revoked_in_the_middle_of_a_list_stops_the_list_and_nothing_else() {
    let mut world = World::large();
    world = world.settled();
    let house = house(world).await;
    let mut agent = agent(&house).await;
    store_key(&house, keys::FULL);
    let home = domain(&agent, "hemma.example").await;
    let there = of_name(&agent, &home).await;
    change(&agent, keep(&home, &there.id)).await.expect("kept");
    agent.until_up_to_date("203.0.113.7").await;

    let first = ask(&agent, ApiQuery::Domains { cursor: None }).await;
    let Ok(ApiAnswer::Domains { domains, next }) = first else {
        panic!("{first:?}");
    };
    assert_eq!(domains.len(), 100);
    house.sandbox.edit(|world| {
        for key in &mut world.hostup.keys {
            key.revoked |= key.key == keys::FULL;
        }
    });
    let calls = || house.sandbox.ledger().count(Target::HostupApi);
    let before = calls();
    for _ in 0..3 {
        let cursor = next.clone();
        let second = ask(&agent, ApiQuery::Domains { cursor }).await;
        assert!(
            matches!(second, Err(ApiTroubleKind::KeyRejected { .. })),
            "{second:?}"
        );
    }
    assert_eq!(calls(), before + 1, "a rejected key rests");
    move_to(&house, &mut agent, "203.0.113.8").await;
    agent.until_up_to_date("203.0.113.8").await;
}
