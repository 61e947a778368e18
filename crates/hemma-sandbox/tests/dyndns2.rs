//! Dyn's rules for dyndns2, each proven from outside.

#![allow(clippy::unwrap_used, reason = "what fails here must fail the test")]

mod common;

use std::time::Duration;

use common::{Caller, answers, ask};
use hemma_sandbox::world::TwoAddresses;
use hemma_sandbox::{Family, Fault, Rude, Sandbox, Target, Times, World};
use hickory_proto::rr::RecordType;

const NAS: &str = "hostname=nas.hemma.example&myip=203.0.113.7";

async fn sandbox_with(change: impl FnOnce(&mut World)) -> Sandbox {
    let mut world = World::seeded();
    change(&mut world);
    Sandbox::start(world).await.unwrap()
}

fn rudeness(sandbox: &Sandbox) -> Vec<Rude> {
    let rude = sandbox.ledger().rude();
    rude.into_iter().filter_map(|entry| entry.rude).collect()
}

#[tokio::test]
async fn good_then_nochg_and_the_name_shows_in_dns() {
    let sandbox = sandbox_with(|_| {}).await;
    let caller = Caller::dyndns2(&sandbox);
    assert_eq!(caller.words(NAS).await, "good 203.0.113.7");
    assert_eq!(caller.words(NAS).await, "nochg 203.0.113.7");
    let shown = ask(sandbox.dns(), "nas.hemma.example", RecordType::A).await;
    assert_eq!(answers(&shown), ["A 203.0.113.7"]);
}

#[tokio::test]
async fn each_name_gets_its_own_word_in_order() {
    let sandbox = sandbox_with(|_| {}).await;
    let asked =
        "hostname=nas,shed.hemma.example,none.hemma.example,nas.hemma.example&myip=203.0.113.7";
    assert_eq!(
        Caller::dyndns2(&sandbox).words(asked).await,
        "notfqdn / !yours / nohost / good 203.0.113.7"
    );
}

#[tokio::test]
async fn twenty_names_are_taken_and_one_more_is_numhost_once() {
    let sandbox = Sandbox::start(World::seeded().with_dyndns2_hosts(100))
        .await
        .unwrap();
    let caller = Caller::dyndns2(&sandbox);
    let names = World::dyndns2_host_names(21);
    let asked = |count: usize| format!("hostname={}&myip=203.0.113.7", names[..count].join(","));
    assert_eq!(
        caller.update(&asked(20)).await.1,
        "good 203.0.113.7\n".repeat(20)
    );
    assert_eq!(caller.words(&asked(21)).await, "numhost");
    assert_eq!(rudeness(&sandbox), []);
    assert_eq!(caller.words(&asked(21)).await, "numhost");
    assert_eq!(rudeness(&sandbox), [Rude::AfterBadRequest]);
}

#[tokio::test]
async fn no_name_is_notfqdn_once() {
    let sandbox = sandbox_with(|_| {}).await;
    assert_eq!(
        Caller::dyndns2(&sandbox).words("myip=203.0.113.7").await,
        "notfqdn"
    );
}

#[tokio::test]
async fn a_malformed_address_is_ignored_and_the_connections_taken() {
    let sandbox = sandbox_with(|_| {}).await;
    let asked = "hostname=nas.hemma.example&myip=not-an-address";
    assert_eq!(
        Caller::dyndns2(&sandbox).words(asked).await,
        "good 203.0.113.7"
    );
}

#[tokio::test]
async fn account_words_come_once_however_many_names_were_asked() {
    let sandbox = sandbox_with(|_| {}).await;
    let mut caller = Caller::dyndns2(&sandbox);
    caller.login = Some(("dyn", "guessed"));
    let asked = "hostname=nas.hemma.example,shed.hemma.example&myip=203.0.113.7";
    assert_eq!(caller.update(asked).await, (200, "badauth\n".to_owned()));
    caller.update(asked).await;
    assert_eq!(rudeness(&sandbox), [Rude::AfterBadauth]);
}

#[tokio::test]
async fn badauth_may_come_with_401_where_a_service_does_so() {
    let sandbox = sandbox_with(|world| world.dyndns2.badauth_status = 401).await;
    let mut caller = Caller::dyndns2(&sandbox);
    caller.login = None;
    assert_eq!(caller.update(NAS).await, (401, "badauth\n".to_owned()));
}

#[tokio::test]
async fn a_client_without_an_agent_is_badagent() {
    let sandbox = sandbox_with(|_| {}).await;
    let mut caller = Caller::dyndns2(&sandbox);
    caller.agent = None;
    assert_eq!(caller.words(NAS).await, "badagent");
}

#[tokio::test]
async fn an_ignored_agent_is_told_good_127_0_0_1_and_nothing_changes() {
    let sandbox =
        sandbox_with(|world| world.dyndns2.ignored_agents.push("Example".to_owned())).await;
    assert_eq!(Caller::dyndns2(&sandbox).words(NAS).await, "good 127.0.0.1");
    assert_eq!(sandbox.registered("nas.hemma.example", Family::V4), None);
}

#[tokio::test]
async fn services_differ_in_what_they_make_of_two_addresses() {
    let asked = "hostname=nas.hemma.example&myip=203.0.113.7,2001:db8:1::7";
    for (rule, expected) in [
        (TwoAddresses::Accept, "good 203.0.113.7,2001:db8:1::7"),
        (TwoAddresses::FirstOnly, "good 203.0.113.7"),
        (TwoAddresses::Abuse, "abuse"),
    ] {
        let sandbox = sandbox_with(|world| world.dyndns2.two_addresses = rule).await;
        assert_eq!(Caller::dyndns2(&sandbox).words(asked).await, expected);
    }
}

#[tokio::test]
async fn a_wrong_system_is_badsys() {
    let sandbox =
        sandbox_with(|world| world.dyndns2.required_system = Some("dyndns".to_owned())).await;
    let caller = Caller::dyndns2(&sandbox);
    assert_eq!(caller.words(NAS).await, "badsys");
    assert_eq!(
        caller.words(&format!("system=dyndns&{NAS}")).await,
        "good 203.0.113.7"
    );
}

#[tokio::test]
async fn repeated_nochg_is_abuse_in_the_end() {
    let sandbox = sandbox_with(|world| world.dyndns2.nochg_limit = Some(2)).await;
    let caller = Caller::dyndns2(&sandbox);
    for expected in [
        "good 203.0.113.7",
        "nochg 203.0.113.7",
        "nochg 203.0.113.7",
        "abuse",
    ] {
        assert_eq!(caller.words(NAS).await, expected);
    }
    assert_eq!(rudeness(&sandbox), [Rude::TooManyNochg]);
}

#[tokio::test]
async fn dnserr_asks_for_as_much_patience_as_911() {
    let sandbox = sandbox_with(|_| {}).await;
    let caller = Caller::dyndns2(&sandbox);
    sandbox.fault(Target::Dyndns2, Fault::word("dnserr"), Times::Next(1));
    assert_eq!(caller.words(NAS).await, "dnserr");
    sandbox.advance_clock(Duration::from_secs(60));
    assert_eq!(caller.words(NAS).await, "abuse");
    assert_eq!(rudeness(&sandbox), [Rude::Hurried]);
}
