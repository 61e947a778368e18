//! Every service of the table beside No-IP, Dyn and HostUp: a change reaches each of them as its vendor wants it, and no
//! record of the other family is lost on the way.

use std::time::Duration;

use hemma_sandbox::{Family, Sandbox, Target, World};
use hemma_tests::house::House;
use hemma_tests::settings::{self, Profile};

/// How long the whole street may take.
const PATIENCE: Duration = Duration::from_secs(60);

const IPV4_ONLY: [Target; 9] = [
    Target::ClouDns,
    Target::DyFi,
    Target::EasyDns,
    Target::KeySystems,
    Target::Loopia,
    Target::Namecheap,
    Target::SelfHost,
    Target::TunnelBroker,
    Target::ZoneEdit,
];

fn services() -> impl Iterator<Item = Target> {
    Target::ALL
        .into_iter()
        .filter(|target| target.is_other_service())
}

/// The seeded login of one service, with every family the service knows.
fn profile(sandbox: &Sandbox, target: Target) -> Profile {
    let (user, secret) = World::service_login(target);
    let name = World::service_name(target);
    let id = target.name().to_owned();
    // FreeDNS has another server for IPv6, and so another profile here.
    let families = if IPV4_ONLY.contains(&target) || target == Target::FreeDns {
        vec!["ipv4"]
    } else {
        vec!["ipv4", "ipv6"]
    };
    // Where the user is the name itself, or the zone, the person does not write it a second time.
    let own_user = user == target.name() || target == Target::SpDyn;
    let username = own_user.then_some(user);
    let secrets = match target {
        Target::HurricaneElectric | Target::NsUpdate => ["ipv4", "ipv6"]
            .map(|family| (format!("{id}/{name}/{family}"), secret.clone()))
            .to_vec(),
        Target::ClouDns | Target::FreeDns => vec![(format!("{id}/{name}/ipv4"), secret)],
        _ => vec![(id.clone(), secret)],
    };
    Profile {
        id,
        service: target.name(),
        username,
        endpoint: sandbox.url(target),
        names: vec![(name, families)],
        secrets,
    }
}

/// FreeDNS over IPv6: the token of the AAAA record, and a connection of that family.
fn freedns_over_ipv6(sandbox: &Sandbox) -> Profile {
    let (_, secret) = World::service_login(Target::FreeDns);
    let name = World::service_name(Target::FreeDns);
    Profile {
        id: "freedns6".to_owned(),
        endpoint: sandbox.url_v6(Target::FreeDns).expect("an IPv6 loopback"),
        secrets: vec![(format!("freedns6/{name}/ipv6"), format!("{secret}6"))],
        names: vec![(name, vec!["ipv6"])],
        ..profile(sandbox, Target::FreeDns)
    }
}

/// A house in which every name is right, with a profile at every service.
async fn street() -> House {
    let house = House::settled().await;
    let profiles: Vec<Profile> = services()
        .map(|target| profile(&house.sandbox, target))
        .chain([freedns_over_ipv6(&house.sandbox)])
        .collect();
    for profile in &profiles {
        house.write_secrets(profile);
    }
    let secrets = house.folder().join("secrets");
    let text = settings::text(&house.sandbox, &profiles, Some(&secrets)).replace(
        "id = \"namecheap\"\n",
        "id = \"namecheap\"\nzone = \"namecheap.example\"\n",
    );
    house.write_settings(&text);
    house
}

fn held(house: &House, target: Target, family: Family) -> Option<String> {
    let name = World::service_name(target);
    let held = house.sandbox.registered(&name, family);
    held.map(|address| address.to_string())
}

/// Waits until a service holds this address.
async fn until_held(house: &House, targets: &[Target], family: Family, address: &str) {
    let late = || -> Vec<Target> {
        let mut late = targets.to_vec();
        late.retain(|target| held(house, *target, family).as_deref() != Some(address));
        late
    };
    let all = house
        .sandbox
        .ledger()
        .wait_until(PATIENCE, |_| late().is_empty().then_some(()));
    if let Err(problem) = all.await {
        let updates = house.sandbox.ledger().updates();
        panic!("not held by {:?}: {problem}\n{updates:#?}", late());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_ipv4_address_reaches_every_service_and_no_ipv6_record_is_lost() {
    let house = street().await;
    let mut agent = house.agent().await;
    agent.until_checked().await;
    house
        .sandbox
        .move_router_v4("203.0.113.8".parse().expect("an address"));
    agent.check_now().await;
    let all: Vec<Target> = services().collect();
    until_held(&house, &all, Family::V4, "203.0.113.8").await;
    for target in services().filter(|target| !IPV4_ONLY.contains(target)) {
        let six = held(&house, target, Family::V6);
        assert_eq!(
            six.as_deref(),
            Some("2001:db8:1::7"),
            "{target} lost its AAAA record"
        );
    }
    let rude = house.sandbox.ledger().rude();
    assert!(rude.is_empty(), "{rude:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_ipv6_address_reaches_every_service_and_no_ipv4_record_is_lost() {
    let house = street().await;
    let mut agent = house.agent().await;
    agent.until_checked().await;
    house
        .sandbox
        .move_router_v6("2001:db8:1::8".parse().expect("an address"));
    agent.check_now().await;
    let mut both: Vec<Target> = services().collect();
    both.retain(|target| !IPV4_ONLY.contains(target));
    until_held(&house, &both, Family::V6, "2001:db8:1::8").await;
    for target in services() {
        let four = held(&house, target, Family::V4);
        assert_eq!(
            four.as_deref(),
            Some("203.0.113.7"),
            "{target} lost its A record"
        );
    }
    let rude = house.sandbox.ledger().rude();
    assert!(rude.is_empty(), "{rude:#?}");
}
