//! No-IP's rules, each proven from outside.

#![allow(clippy::unwrap_used, reason = "what fails here must fail the test")]

mod common;

use std::time::Duration;

use common::{AGENT, Caller, answers, ask};
use hemma_sandbox::world::{Account, Host};
use hemma_sandbox::{Family, Fault, Rude, Sandbox, Target, Times, World};
use hickory_proto::rr::RecordType;

const HOME: &str = "hostname=home.noip.example&myip=203.0.113.7";

async fn sandbox() -> Sandbox {
    Sandbox::start(World::seeded()).await.unwrap()
}

fn rudeness(sandbox: &Sandbox) -> Vec<Rude> {
    let rude = sandbox.ledger().rude();
    rude.into_iter().filter_map(|entry| entry.rude).collect()
}

#[tokio::test]
async fn the_port_without_tls_takes_the_same_updates_and_the_ledger_tells_it_apart() {
    let sandbox = Sandbox::start(World::seeded()).await.unwrap();
    let mut plain = Caller::noip(&sandbox);
    plain.target = Target::NoIpPlain;
    assert!(
        sandbox
            .url(Target::NoIpPlain)
            .starts_with("http://127.0.0.1:")
    );
    let said = plain
        .words("hostname=home.noip.example&myip=203.0.113.7")
        .await;
    assert_eq!(said, "good 203.0.113.7");
    assert_eq!(sandbox.ledger().count(Target::NoIpPlain), 1);
    assert_eq!(sandbox.ledger().count(Target::NoIp), 0);
    assert_eq!(sandbox.ledger().updates().len(), 1);
}

#[tokio::test]
async fn an_update_is_answered_stored_shown_in_dns_and_written_down() {
    let sandbox = sandbox().await;
    let (status, body) = Caller::noip(&sandbox).update(HOME).await;
    assert_eq!((status, body.as_str()), (200, "good 203.0.113.7\r\n"));
    let shown = ask(sandbox.dns(), "home.noip.example", RecordType::A).await;
    assert_eq!(answers(&shown), ["A 203.0.113.7"]);

    let updates = sandbox.ledger().updates();
    let [entry] = updates.as_slice() else {
        panic!("{updates:?}")
    };
    assert_eq!(entry.user.as_deref(), Some("sandbox"));
    assert_eq!(entry.names, ["home.noip.example"]);
    assert_eq!(entry.user_agent, AGENT);
    assert!(entry.changed && entry.rude.is_none());
    assert!(!format!("{entry:?}").contains("sandbox-secret"));
}

#[tokio::test]
async fn both_families_in_myip_come_back_in_one_line_in_the_vendors_own_spelling() {
    let sandbox = sandbox().await;
    let caller = Caller::noip(&sandbox);
    let dual = "hostname=home.noip.example,cam.noip.example&myip=203.0.113.7,2001:db8:1::7";
    assert_eq!(
        caller.words(dual).await,
        "good 203.0.113.7,2001:0db8:0001::0007 / good 203.0.113.7"
    );
    let shown = ask(sandbox.dns(), "home.noip.example", RecordType::AAAA).await;
    assert_eq!(answers(&shown), ["AAAA 2001:db8:1::7"]);
    let only_v6 = "hostname=home.noip.example&myip=2001:db8:1::8";
    assert_eq!(caller.words(only_v6).await, "good 2001:0db8:0001::0008");
    let kept = sandbox.registered("home.noip.example", Family::V4);
    assert_eq!(kept, Some("203.0.113.7".parse().unwrap()));
}

#[tokio::test]
async fn myipv6_overrides_the_ipv6_address_in_myip() {
    let sandbox = sandbox().await;
    let asked = "hostname=home.noip.example&myip=203.0.113.7,2001:db8::1&myipv6=2001:db8::2";
    assert_eq!(
        Caller::noip(&sandbox).words(asked).await,
        "good 203.0.113.7,2001:0db8::0002"
    );
}

#[tokio::test]
async fn lists_groups_and_unknown_names_are_answered_line_by_line_in_order() {
    let sandbox = sandbox().await;
    let caller = Caller::noip(&sandbox);
    let asked =
        "hostname=garden,nowhere.noip.example,cam.noip.example,home.noip.example&myip=203.0.113.7";
    assert_eq!(
        caller.words(asked).await,
        "good 203.0.113.7 / nohost / good 203.0.113.7 / good 203.0.113.7"
    );
    for member in ["pond.noip.example", "gate.noip.example"] {
        assert!(
            sandbox.registered(member, Family::V4).is_some(),
            "{member} moved with its group"
        );
    }
}

#[tokio::test]
async fn all_ddnskey_com_stands_for_every_host_of_the_key() {
    let sandbox = sandbox().await;
    let asked = "hostname=all.ddnskey.com&myip=203.0.113.7";
    assert_eq!(
        Caller::noip(&sandbox).words(asked).await,
        "good 203.0.113.7"
    );
    for name in [
        "home.noip.example",
        "cam.noip.example",
        "pond.noip.example",
        "gate.noip.example",
    ] {
        assert!(sandbox.registered(name, Family::V4).is_some(), "{name}");
    }
}

#[tokio::test]
async fn without_hostname_only_a_group_login_updates_anything() {
    let sandbox = sandbox().await;
    let caller = Caller::noip(&sandbox);
    assert_eq!(caller.words("myip=203.0.113.7").await, "nohost");
    sandbox.edit(|world| world.noip.accounts[0].group_login = true);
    assert_eq!(caller.words("myip=203.0.113.7").await, "good 203.0.113.7");
}

#[tokio::test]
async fn without_myip_the_routers_public_address_of_the_connections_family_is_taken() {
    let sandbox = sandbox().await;
    let caller = Caller::noip(&sandbox);
    assert_eq!(
        caller.words("hostname=home.noip.example").await,
        "good 203.0.113.7"
    );
    sandbox.move_router_v4("203.0.113.9".parse().unwrap());
    assert_eq!(
        caller.words("hostname=home.noip.example&myip=").await,
        "good 203.0.113.9"
    );
}

#[tokio::test]
async fn an_address_that_is_none_is_refused_and_rude() {
    let sandbox = sandbox().await;
    let caller = Caller::noip(&sandbox);
    for myip in ["203.0.113.007", "203.0.113.7,203.0.113.8", "<html>"] {
        let (status, _) = caller
            .update(&format!("hostname=home.noip.example&myip={myip}"))
            .await;
        assert_eq!(status, 400, "{myip}");
    }
    assert_eq!(rudeness(&sandbox), [Rude::MalformedAddress; 3]);
    assert_eq!(sandbox.registered("home.noip.example", Family::V4), None);
}

#[tokio::test]
async fn too_many_nochg_in_a_row_block_the_account_until_it_is_forgiven() {
    let sandbox = sandbox().await;
    let caller = Caller::noip(&sandbox);
    assert_eq!(caller.words(HOME).await, "good 203.0.113.7");
    for _ in 0..5 {
        assert_eq!(caller.words(HOME).await, "nochg 203.0.113.7");
    }
    assert_eq!(rudeness(&sandbox), []);
    assert_eq!(caller.words(HOME).await, "abuse");
    let moved = "hostname=home.noip.example&myip=203.0.113.8";
    assert_eq!(caller.words(moved).await, "abuse");
    assert_eq!(rudeness(&sandbox), [Rude::TooManyNochg, Rude::AfterAbuse]);
    sandbox.forgive();
    assert_eq!(caller.words(moved).await, "good 203.0.113.8");
}

#[tokio::test]
async fn a_change_starts_the_count_of_nochg_anew() {
    let sandbox = sandbox().await;
    let caller = Caller::noip(&sandbox);
    for round in 0..3 {
        let asked = format!("hostname=home.noip.example&myip=203.0.113.{}", 20 + round);
        assert!(caller.words(&asked).await.starts_with("good"));
        for _ in 0..5 {
            assert!(caller.words(&asked).await.starts_with("nochg"));
        }
    }
    assert_eq!(rudeness(&sandbox), []);
}

#[tokio::test]
async fn a_wrong_password_is_badauth_and_the_same_one_again_is_rude() {
    let sandbox = sandbox().await;
    let mut caller = Caller::noip(&sandbox);
    caller.login = Some(("sandbox", "guessed"));
    let (status, body) = caller.update(HOME).await;
    assert_eq!((status, body.trim_end()), (401, "badauth"));
    assert_eq!(rudeness(&sandbox), []);
    caller.update(HOME).await;
    assert_eq!(rudeness(&sandbox), [Rude::AfterBadauth]);
    caller.login = Some(("sandbox", "sandbox-secret"));
    assert_eq!(caller.words(HOME).await, "good 203.0.113.7");
    assert_eq!(rudeness(&sandbox), [Rude::AfterBadauth]);
    caller.login = None;
    assert_eq!(caller.update(HOME).await.0, 401);
}

#[tokio::test]
async fn an_agent_without_the_documented_form_is_badagent_and_stays_noted() {
    let sandbox = sandbox().await;
    let mut caller = Caller::noip(&sandbox);
    for agent in [Some("reqwest/0.13"), None] {
        caller.agent = agent;
        assert_eq!(caller.words(HOME).await, "badagent");
        assert_eq!(caller.words(HOME).await, "badagent");
    }
    assert_eq!(
        rudeness(&sandbox),
        [
            Rude::BadUserAgent,
            Rude::AfterBadagent,
            Rude::BadUserAgent,
            Rude::AfterBadagent
        ]
    );
    assert_eq!(sandbox.registered("home.noip.example", Family::V4), None);
}

#[tokio::test]
async fn a_certified_agent_is_let_in_and_nobody_else_with_it() {
    let mut world = World::seeded();
    world.noip.certified_agents = vec!["ddclient/".to_owned()];
    let sandbox = Sandbox::start(world).await.unwrap();
    let mut caller = Caller::noip(&sandbox);
    caller.agent = Some("ddclient/3.10.0");
    assert_eq!(caller.words(HOME).await, "good 203.0.113.7");
    caller.agent = Some("inadyn/2.12");
    assert_eq!(caller.words(HOME).await, "badagent");
}

#[tokio::test]
async fn coming_back_within_half_an_hour_of_911_or_500_is_hurried_and_blocks() {
    for fault in [Fault::word("911"), Fault::internal_error()] {
        let sandbox = sandbox().await;
        let caller = Caller::noip(&sandbox);
        sandbox.fault(Target::NoIp, fault, Times::Next(1));
        let (_, body) = caller.update(HOME).await;
        assert!(!body.contains("good"), "{body}");
        sandbox.set_clock_scale(0);
        sandbox.advance_clock(Duration::from_secs(29 * 60));
        assert_eq!(caller.words(HOME).await, "abuse");
        assert_eq!(rudeness(&sandbox), [Rude::Hurried]);
    }
}

#[tokio::test]
async fn coming_back_half_an_hour_after_911_is_served() {
    let sandbox = sandbox().await;
    let caller = Caller::noip(&sandbox);
    sandbox.fault(Target::NoIp, Fault::word("911"), Times::Next(1));
    assert_eq!(caller.words(HOME).await, "911");
    sandbox.advance_clock(Duration::from_secs(30 * 60));
    assert_eq!(caller.words(HOME).await, "good 203.0.113.7");
    assert_eq!(rudeness(&sandbox), []);
}

#[tokio::test]
async fn a_refused_name_asked_again_is_rude_until_the_account_has_it() {
    let sandbox = sandbox().await;
    let caller = Caller::noip(&sandbox);
    let asked = "hostname=new.noip.example&myip=203.0.113.7";
    assert_eq!(caller.words(asked).await, "nohost");
    assert_eq!(caller.words(asked).await, "nohost");
    assert_eq!(rudeness(&sandbox), [Rude::AfterRefusedName]);
    sandbox.edit(|world| {
        world.noip.accounts[0]
            .hosts
            .push(Host::dual("new.noip.example"))
    });
    assert_eq!(caller.words(asked).await, "good 203.0.113.7");
    assert_eq!(rudeness(&sandbox).len(), 1);
}

#[tokio::test]
async fn offline_is_for_donators_and_an_update_ends_it() {
    let sandbox = sandbox().await;
    let caller = Caller::noip(&sandbox);
    let offline = "hostname=home.noip.example&myip=203.0.113.7&offline=YES";
    assert_eq!(caller.words(offline).await, "!donator");
    assert_eq!(caller.words(offline).await, "!donator");
    assert_eq!(rudeness(&sandbox), [Rude::AfterDonator]);
    sandbox.edit(|world| world.noip.accounts[0].donator = true);
    assert_eq!(caller.words(HOME).await, "good 203.0.113.7");
    assert_eq!(caller.words(offline).await, "good 203.0.113.7");
    assert_eq!(sandbox.registered("home.noip.example", Family::V4), None);
    assert_eq!(caller.words(HOME).await, "good 203.0.113.7");
}

#[tokio::test]
async fn a_blocked_account_is_abuse_at_first_without_blame() {
    let sandbox = sandbox().await;
    let caller = Caller::noip(&sandbox);
    sandbox.edit(|world| world.noip.accounts[0].blocked = true);
    assert_eq!(caller.words(HOME).await, "abuse");
    assert_eq!(rudeness(&sandbox), []);
    assert_eq!(caller.words(HOME).await, "abuse");
    assert_eq!(rudeness(&sandbox), [Rude::AfterAbuse]);
}

#[tokio::test]
async fn a_scripted_refusal_makes_the_next_request_rude() {
    for (word, rude) in [
        ("abuse", Rude::AfterAbuse),
        ("badauth", Rude::AfterBadauth),
        ("badagent", Rude::AfterBadagent),
    ] {
        let sandbox = sandbox().await;
        let caller = Caller::noip(&sandbox);
        sandbox.fault(Target::NoIp, Fault::word(word), Times::Next(1));
        assert_eq!(caller.words(HOME).await, word);
        assert_eq!(rudeness(&sandbox), []);
        caller.update(HOME).await;
        assert_eq!(rudeness(&sandbox), [rude], "{word}");
    }
}

#[tokio::test]
async fn a_hundred_hosts_fit_into_one_request() {
    let sandbox = Sandbox::start(World::seeded().with_noip_hosts(100))
        .await
        .unwrap();
    let names = World::noip_host_names(100);
    let asked = format!("hostname={}&myip=203.0.113.7", names.join(","));
    let (status, body) = Caller::noip(&sandbox).update(&asked).await;
    assert_eq!(status, 200);
    assert_eq!(body, "good 203.0.113.7\r\n".repeat(100));
    assert_eq!(sandbox.ledger().updates()[0].names, names);
}

#[tokio::test]
async fn an_over_long_url_another_path_and_another_method_are_rude() {
    let sandbox = sandbox().await;
    let caller = Caller::noip(&sandbox);
    let long = format!("hostname={}", "a,".repeat(4096));
    assert_eq!(caller.update(&long).await.0, 414);
    let base = sandbox.url(Target::NoIp);
    let post = caller.client.post(format!("{base}/nic/update")).send();
    assert_eq!(post.await.unwrap().status(), 405);
    let elsewhere = caller.client.get(format!("{base}/update")).send();
    assert_eq!(elsewhere.await.unwrap().status(), 404);
    assert_eq!(rudeness(&sandbox), [Rude::WrongRequest; 3]);
}

#[tokio::test]
async fn accounts_do_not_see_each_others_hosts() {
    let mut world = World::seeded();
    let mut neighbour = Account::new("neighbour", "other-secret");
    neighbour.hosts.push(Host::v6("barn.noip.example"));
    world.noip.accounts.push(neighbour);
    let sandbox = Sandbox::start(world).await.unwrap();
    let asked = "hostname=barn.noip.example&myip=203.0.113.7";
    assert_eq!(Caller::noip(&sandbox).words(asked).await, "nohost");
    assert_eq!(sandbox.registered("barn.noip.example", Family::V4), None);
}

#[tokio::test]
async fn a_group_username_with_a_colon_may_come_percent_encoded() {
    let mut world = World::seeded();
    "me:garden#1".clone_into(&mut world.noip.accounts[0].user);
    let sandbox = Sandbox::start(world).await.unwrap();
    let mut caller = Caller::noip(&sandbox);
    caller.login = Some(("me%3Agarden%231", "sandbox-secret"));
    assert_eq!(caller.words(HOME).await, "good 203.0.113.7");
}
