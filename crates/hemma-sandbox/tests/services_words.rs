//! The services that speak the words of the dyndns2 family, turn by turn (dyndns2-services.md §2).

#![allow(clippy::unwrap_used, reason = "what fails here must fail the test")]

mod common;

use std::time::Duration;

use common::api::seeded;
use common::service::Customer;
use common::{answers, ask};
use hemma_sandbox::world::Host;
use hemma_sandbox::{Fault, Rude, Target, Times, World};
use hickory_proto::rr::RecordType;

const BOTH: &str = "203.0.113.7 2001:db8:1::7";

#[tokio::test]
async fn desec_deletes_a_family_that_is_empty_or_missing_and_keeps_a_preserved_one() {
    let sandbox = seeded().await;
    sandbox.edit(|world| {
        world
            .services
            .get_mut(&Target::Desec)
            .unwrap()
            .interval_seconds = Some(0)
    });
    let desec = Customer::at(&sandbox, Target::Desec);
    let update = async |rest: &str| {
        desec
            .said(&format!("/?hostname=home.desec.example{rest}"))
            .await
    };
    let good = include_str!("fixtures/desec-good.txt");
    assert_eq!(
        update("&myipv4=203.0.113.7&myipv6=2001:db8:1::7").await,
        good
    );
    assert_eq!(desec.held(), BOTH);
    assert_eq!(update("&myipv4=203.0.113.8&myipv6=preserve").await, good);
    assert_eq!(desec.held(), "203.0.113.8 2001:db8:1::7");
    assert_eq!(
        update("&myipv4=preserve&myipv6=2001:db8:2::/64").await,
        good
    );
    assert_eq!(
        desec.held(),
        "203.0.113.8 2001:db8:2::7",
        "a prefix keeps the host's part"
    );
    assert_eq!(update("&myipv4=203.0.113.8&myipv6=").await, good);
    assert_eq!(desec.held(), "203.0.113.8 -", "an empty value deletes");
    update("&myipv4=203.0.113.8&myipv6=2001:db8:1::7").await;
    assert_eq!(update("&myipv4=203.0.113.9").await, good);
    assert_eq!(
        desec.held(),
        "203.0.113.9 -",
        "a missing family that the connection has not is deleted"
    );
    let shown = ask(sandbox.dns(), "home.desec.example", RecordType::AAAA).await;
    assert!(answers(&shown).is_empty(), "and DNS shows it");
}

#[tokio::test]
async fn desec_takes_two_updates_in_two_minutes_of_a_domain_and_refuses_by_status() {
    let sandbox = seeded().await;
    sandbox.set_clock_scale(0);
    let mut desec = Customer::at(&sandbox, Target::Desec);
    let home = "/?hostname=home.desec.example&myipv4=203.0.113.7&myipv6=preserve";
    let cam = "/?hostname=cam.desec.example&myipv4=203.0.113.7&myipv6=preserve";
    desec.said(home).await;
    desec.said(cam).await;
    assert_eq!(desec.get(home).await.0, 429);
    assert_eq!(desec.rudeness(), [Rude::Hurried]);
    sandbox.advance_clock(Duration::from_secs(120));
    desec
        .said("/?hostname=home.desec.example,cam.desec.example&myipv4=203.0.113.7&myipv6=preserve")
        .await;
    assert_eq!(
        desec
            .get("/?hostname=x.desec.example&myipv4=1.2.3.4&myipv6=preserve")
            .await
            .0,
        404
    );
    assert_eq!(
        desec
            .get("/?hostname=home.desec.example&myipv4=2001:db8::1")
            .await
            .0,
        400
    );
    sandbox.edit(|world| {
        let service = world.services.get_mut(&Target::Desec).unwrap();
        service.accounts[0]
            .hosts
            .push(Host::dual("other.inwx.example"));
    });
    let two_domains =
        "/?hostname=home.desec.example,other.inwx.example&myipv4=203.0.113.7&myipv6=preserve";
    assert_eq!(desec.get(two_domains).await.0, 400);
    desec.login = Some(("home.desec.example".to_owned(), "wrong".to_owned()));
    assert_eq!(desec.get(home).await.0, 401);
}

#[tokio::test]
async fn inwx_sets_a_missing_ipv4_to_loopback_and_deletes_a_missing_ipv6() {
    let sandbox = seeded().await;
    let inwx = Customer::at(&sandbox, Target::Inwx);
    let full = "/nic/update?myip=203.0.113.7&myipv6=2001:db8:1::7";
    assert_eq!(inwx.said(full).await, "good 203.0.113.7,2001:db8:1::7");
    assert_eq!(inwx.said(full).await, "nochg 203.0.113.7,2001:db8:1::7");
    inwx.said("/nic/update?hostname=elsewhere.example&myip=203.0.113.7")
        .await;
    assert_eq!(
        inwx.held(),
        "203.0.113.7 -",
        "the host is the login's, and AAAA is gone"
    );
    inwx.said("/nic/update?myipv6=2001:db8:1::7").await;
    assert_eq!(inwx.held(), "127.0.0.1 2001:db8:1::7");
    assert_eq!(sandbox.url_v6(Target::Inwx), None, "the server has no IPv6");
}

#[tokio::test]
async fn dynu_leaves_a_family_alone_that_is_no_and_waits_ten_minutes_after_trouble() {
    let sandbox = seeded().await;
    sandbox.set_clock_scale(0);
    let dynu = Customer::at(&sandbox, Target::Dynu);
    let path = "/nic/update?hostname=home.dynu.example";
    dynu.said(&format!("{path}&myip=203.0.113.7&myipv6=2001:db8:1::7"))
        .await;
    assert_eq!(
        dynu.said(&format!("{path}&myip=no&myipv6=2001:db8:1::8"))
            .await,
        "good 2001:db8:1::8"
    );
    assert_eq!(dynu.held(), "203.0.113.7 2001:db8:1::8");
    let zone = "/nic/update?hostname=dynu.example&alias=cam&myip=203.0.113.9";
    assert_eq!(dynu.said(zone).await, "good 203.0.113.9");
    assert_eq!(dynu.held_by("cam.dynu.example"), "203.0.113.9 -");
    let servererror = include_str!("fixtures/dynu-servererror.txt");
    sandbox.fault(Target::Dynu, Fault::word(servererror), Times::Next(2));
    assert_eq!(dynu.said(zone).await.trim_end(), servererror);
    sandbox.advance_clock(Duration::from_secs(10 * 60));
    dynu.said(zone).await;
    assert_eq!(dynu.rudeness(), []);
    dynu.said(zone).await;
    assert_eq!(dynu.rudeness(), [Rude::Hurried]);
}

#[tokio::test]
async fn strato_takes_both_families_in_one_list_and_calls_nonsense_a_bad_request() {
    let sandbox = seeded().await;
    let strato = Customer::at(&sandbox, Target::Strato);
    let path = "/nic/update?hostname=home.strato.example";
    assert_eq!(
        strato
            .said(&format!("{path}&myip=203.0.113.7,2001:db8:1::7"))
            .await,
        "good 203.0.113.7,2001:db8:1::7"
    );
    assert_eq!(
        strato.said(&format!("{path}&myip=203.0.113.8")).await,
        "good 203.0.113.8"
    );
    assert_eq!(
        strato.held(),
        "203.0.113.8 2001:db8:1::7",
        "an omitted family stays"
    );
    assert_eq!(
        strato.said(&format!("{path}&myip=203.0.113.256")).await,
        "badrequest"
    );
    assert_eq!(strato.said("/nic/update?myip=203.0.113.8").await, "notfqdn");
}

#[tokio::test]
async fn tunnels_have_numbers_and_no_ipv6() {
    let sandbox = seeded().await;
    let broker = Customer::at(&sandbox, Target::TunnelBroker);
    assert_eq!(
        broker
            .said("/nic/update?hostname=424242&myip=203.0.113.7")
            .await,
        "good 203.0.113.7"
    );
    assert_eq!(
        broker
            .said("/nic/update?hostname=424242&myip=2001:db8::7")
            .await,
        "badrequest"
    );
}

#[tokio::test]
async fn nsupdate_answers_two_lines_for_one_host_whose_families_fared_differently() {
    let sandbox = seeded().await;
    let mut nsupdate = Customer::at(&sandbox, Target::NsUpdate);
    let path = "/nic/update?hostname=home.nsupdate.example&myip=";
    assert_eq!(
        nsupdate
            .said(&format!("{path}203.0.113.7,2001:db8:1::45"))
            .await,
        "good 203.0.113.7,2001:db8:1::45"
    );
    assert_eq!(
        nsupdate
            .said(&format!("{path}203.0.113.45,2001:db8:1::45"))
            .await,
        include_str!("fixtures/nsupdate-mixed.txt")
    );
    assert_eq!(nsupdate.said(&format!("{path}nonsense")).await, "dnserr");
    sandbox.edit(|world| {
        let service = world.services.get_mut(&Target::NsUpdate).unwrap();
        service.accounts[0].blocked = true;
    });
    let blocked = nsupdate.get(&format!("{path}203.0.113.7")).await;
    assert_eq!(blocked, (403, "abuse".to_owned()));
    nsupdate.login = None;
    assert_eq!(
        nsupdate.get(&format!("{path}203.0.113.7")).await,
        (401, "badauth".to_owned())
    );
}

#[tokio::test]
async fn dyfi_takes_the_connections_address_and_forgets_it_after_seven_days() {
    let sandbox = seeded().await;
    sandbox.set_clock_scale(0);
    let dyfi = Customer::at(&sandbox, Target::DyFi);
    let path = "/nic/update?hostname=home.dyfi.example";
    assert_eq!(
        dyfi.said(&format!("{path}&myip=198.51.100.9")).await,
        "good 203.0.113.7"
    );
    let day = Duration::from_secs(24 * 60 * 60);
    sandbox.advance_clock(day * 6);
    assert_eq!(dyfi.said(path).await, "nochg 203.0.113.7");
    sandbox.advance_clock(day * 6);
    assert_eq!(dyfi.held(), "203.0.113.7 -", "it was refreshed");
    sandbox.advance_clock(day);
    assert_eq!(dyfi.held(), "- -");
    assert!(answers(&ask(sandbox.dns(), "home.dyfi.example", RecordType::A).await).is_empty());
    assert_eq!(dyfi.said(path).await, "good 203.0.113.7");
}

#[tokio::test]
async fn dyfi_serves_its_own_networks_only() {
    let sandbox = seeded().await;
    sandbox.move_router_v4("198.51.100.7".parse().unwrap());
    sandbox.edit(|world| {
        let finnish = vec!["203.0.113.7".parse().unwrap()];
        world.services.get_mut(&Target::DyFi).unwrap().serves_only = Some(finnish);
    });
    let dyfi = Customer::at(&sandbox, Target::DyFi);
    assert_eq!(
        dyfi.said("/nic/update?hostname=home.dyfi.example").await,
        include_str!("fixtures/dyfi-badip.txt")
    );
}

#[tokio::test]
async fn selfhost_speaks_by_status() {
    let sandbox = seeded().await;
    let mut selfhost = Customer::at(&sandbox, Target::SelfHost);
    let path = "/nic/update?hostname=home.selfhost.example&myip=203.0.113.7";
    assert_eq!(
        selfhost.get(path).await,
        (200, "good 203.0.113.7".to_owned())
    );
    assert_eq!(selfhost.get(path).await, (204, String::new()));
    assert_eq!(
        selfhost
            .get("/nic/update?hostname=next-door.selfhost.example&myip=203.0.113.7")
            .await
            .0,
        409
    );
    assert_eq!(
        selfhost
            .get("/nic/update?hostname=home.selfhost.example&myip=x")
            .await
            .0,
        411
    );
    assert_eq!(
        selfhost
            .get("/nic/update?hostname=home.selfhost.example&myip=192.168.1.2")
            .await
            .0,
        412
    );
    sandbox
        .edit(|world| world.services.get_mut(&Target::SelfHost).unwrap().accounts[0].closed = true);
    assert_eq!(selfhost.get(path).await.0, 410);
    selfhost.login = None;
    assert_eq!(selfhost.get(path).await.0, 401);
}

#[tokio::test]
async fn services_with_small_turns_of_their_own() {
    let sandbox = seeded().await;
    let he = Customer::at(&sandbox, Target::HurricaneElectric);
    sandbox.edit(|world| {
        world
            .services
            .get_mut(&Target::HurricaneElectric)
            .unwrap()
            .interval_seconds = Some(60)
    });
    let path = "/nic/update?hostname=home.he.example&myip=";
    assert_eq!(
        he.said(&format!("{path}203.0.113.7,2001:db8::7")).await,
        "badrequest",
        "one family per request"
    );
    assert_eq!(
        he.said(&format!("{path}203.0.113.7")).await,
        "good 203.0.113.7"
    );
    assert_eq!(
        he.said(&format!("{path}203.0.113.8")).await,
        include_str!("fixtures/he-interval.txt")
    );

    let ovh = Customer::at(&sandbox, Target::Ovh);
    assert_eq!(
        ovh.said("/nic/update?hostname=home.ovh.example&myip=203.0.113.7")
            .await,
        "badsys"
    );
    assert_eq!(
        ovh.said("/nic/update?system=dyndns&hostname=home.ovh.example&myip=203.0.113.7")
            .await,
        "good 203.0.113.7"
    );

    let infomaniak = Customer::at(&sandbox, Target::Infomaniak);
    assert_eq!(
        infomaniak
            .get("/nic/update?hostname=x.infomaniak.example&myip=203.0.113.7")
            .await,
        (400, "nohost".to_owned())
    );

    let path = "/nic/update?hostname=home.infomaniak.example&myip=203.0.113.45";
    assert_eq!(
        infomaniak.said(path).await,
        include_str!("fixtures/infomaniak-changed.txt")
    );
    assert_eq!(
        infomaniak.said(path).await,
        include_str!("fixtures/infomaniak-nochange.txt")
    );

    let spdyn = Customer::at(&sandbox, Target::SpDyn);
    assert_eq!(
        spdyn
            .said("/nic/update?hostname=next-door.spdyn.example&myip=203.0.113.7")
            .await,
        "!yours"
    );

    let loopia = Customer::at(&sandbox, Target::Loopia);
    assert_eq!(
        loopia
            .said("/?hostname=home.loopia.example&myip=203.0.113.7")
            .await,
        "good 203.0.113.7"
    );
    assert_eq!(
        loopia
            .said("/?hostname=home.loopia.example&myip=nonsense")
            .await,
        "911"
    );

    let all = Customer::at(&sandbox, Target::DnsOmatic);
    assert_eq!(
        all.said("/nic/update?hostname=all.dnsomatic.com&myip=203.0.113.7")
            .await,
        "good 203.0.113.7\ngood 203.0.113.7"
    );
    for target in [Target::Simply, Target::FreeDnsNic] {
        let path = format!(
            "/nic/update?hostname={}&myip=203.0.113.7",
            World::service_name(target)
        );
        assert_eq!(
            Customer::at(&sandbox, target).said(&path).await,
            "good 203.0.113.7"
        );
    }
}

#[tokio::test]
async fn who_was_refused_and_comes_back_unchanged_is_rude() {
    let sandbox = seeded().await;
    let mut strato = Customer::at(&sandbox, Target::Strato);
    let stranger = "/nic/update?hostname=nobody.strato.example&myip=203.0.113.7";
    for _ in 0..2 {
        assert_eq!(strato.said(stranger).await, "nohost");
    }
    strato.login = Some(("strato".to_owned(), "wrong".to_owned()));
    for _ in 0..2 {
        assert_eq!(strato.said(stranger).await, "badauth");
    }
    assert_eq!(
        strato.rudeness(),
        [Rude::AfterRefusedName, Rude::AfterBadauth]
    );
    assert_eq!(strato.get("/elsewhere").await.0, 404);
}
