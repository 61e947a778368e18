//! The resolver against name servers on the loopback.

use super::*;
use crate::testing::{NameServer, at, cname, ns, soa};
use hickory_proto::op::ResponseCode;

fn resolver_over(recursive: Recursive) -> ZoneResolver {
    ZoneResolver {
        recursive,
        ..ZoneResolver::new(SystemClock::start(), Arc::default(), Reach::LoopbackOnly)
    }
}

fn plain() -> ZoneResolver {
    ZoneResolver::new(SystemClock::start(), Arc::default(), Reach::LoopbackOnly)
}

async fn prove(
    resolver: &ZoneResolver,
    hostname: &str,
    family: Family,
    servers: &[&NameServer],
) -> Result<Vec<IpAddr>, LookProblem> {
    let servers = servers.iter().map(|server| server.address).collect();
    let hostname = hostname.parse().expect("a hostname");
    resolver.authoritative(hostname, family, servers).await
}

fn addresses(texts: &[&str]) -> Result<Vec<IpAddr>, LookProblem> {
    let parse = |text: &&str| text.parse().expect("an address");
    Ok(texts.iter().map(parse).collect())
}

#[tokio::test]
async fn the_servers_of_the_zone_are_asked_without_recursion() {
    let server = NameServer::start(vec![
        at("home.example.org.", "192.0.2.7"),
        at("home.example.org.", "2001:db8::7"),
    ])
    .await;
    let resolver = plain();
    let seen = prove(&resolver, "Home.Example.ORG", Family::Ipv4, &[&server]).await;
    assert_eq!(seen, addresses(&["192.0.2.7"]));
    let seen = prove(&resolver, "home.example.org", Family::Ipv6, &[&server]).await;
    assert_eq!(seen, addresses(&["2001:db8::7"]));

    let questions = server.questions();
    assert!(
        questions
            .iter()
            .all(|question| !question.metadata.recursion_desired)
    );
    assert_ne!(questions[0].metadata.id, questions[1].metadata.id);
    let sheet = resolver.contacts.read();
    assert_eq!(sheet[0].server, server.address.to_string());
    assert_eq!(sheet[0].purpose, ContactPurpose::Proof);
}

#[tokio::test]
async fn a_cut_answer_is_asked_for_again_over_tcp() {
    let server = NameServer::start(vec![at("home.example.org.", "192.0.2.7")]).await;
    server.change(|manners| manners.truncated_over_udp = true);
    let seen = prove(&plain(), "home.example.org", Family::Ipv4, &[&server]).await;
    assert_eq!(seen, addresses(&["192.0.2.7"]));
    assert_eq!(server.questions().len(), 2);
}

#[tokio::test]
async fn no_such_name_is_an_empty_answer() {
    let server = NameServer::start(Vec::new()).await;
    server.change(|manners| manners.code = Some(ResponseCode::NXDomain));
    let seen = prove(&plain(), "home.example.org", Family::Ipv4, &[&server]).await;
    assert_eq!(seen, addresses(&[]));
}

#[tokio::test]
async fn f27_a_failed_lookup_is_not_a_difference() {
    let server = NameServer::start(vec![at("home.example.org.", "192.0.2.7")]).await;
    for code in [ResponseCode::ServFail, ResponseCode::Refused] {
        server.change(|manners| manners.code = Some(code));
        let seen = prove(&plain(), "home.example.org", Family::Ipv4, &[&server]).await;
        assert_eq!(seen, Err(LookProblem::NameLookup), "{code}");
    }
    server.change(|manners| manners.silent = true);
    let seen = prove(&plain(), "home.example.org", Family::Ipv4, &[&server]).await;
    assert_eq!(seen, Err(LookProblem::TimedOut));
}

#[tokio::test]
async fn f25_a_rewriting_resolver_proves_nothing() {
    let router = NameServer::start(vec![at("home.example.org.", "192.168.1.20")]).await;
    router.change(|manners| manners.authoritative = false);
    let seen = prove(&plain(), "home.example.org", Family::Ipv4, &[&router]).await;
    assert_eq!(seen, Err(LookProblem::NameLookup));
}

#[tokio::test]
async fn a_lagging_server_keeps_the_name_unproved_and_a_dead_one_does_not() {
    let fresh = NameServer::start(vec![at("home.example.org.", "192.0.2.7")]).await;
    let other = NameServer::start(vec![at("home.example.org.", "192.0.2.1")]).await;
    let resolver = plain();
    let seen = prove(
        &resolver,
        "home.example.org",
        Family::Ipv4,
        &[&fresh, &other],
    )
    .await;
    assert_eq!(seen, addresses(&["192.0.2.1", "192.0.2.7"]));

    other.change(|manners| manners.code = Some(ResponseCode::ServFail));
    let seen = prove(
        &resolver,
        "home.example.org",
        Family::Ipv4,
        &[&fresh, &other],
    )
    .await;
    assert_eq!(seen, addresses(&["192.0.2.7"]));
}

#[tokio::test]
async fn a_silent_server_is_not_waited_for_once_another_has_answered() {
    let fresh = NameServer::start(vec![at("home.example.org.", "192.0.2.7")]).await;
    let silent = NameServer::start(Vec::new()).await;
    silent.change(|manners| manners.silent = true);
    let resolver = plain();
    let servers = [&silent, &fresh];
    let seen = prove(&resolver, "home.example.org", Family::Ipv4, &servers).await;
    assert_eq!(seen, addresses(&["192.0.2.7"]));
    // Less than the time of one try: the silent server was asked once.
    assert_eq!(silent.questions().len(), 1);
}

#[tokio::test]
async fn the_loopback_resolver_asks_nobody_else() {
    let elsewhere = "192.0.2.53:53".parse().expect("an address");
    let hostname = "home.example.org".parse().expect("a hostname");
    let resolver = plain();
    let seen = resolver.authoritative(hostname, Family::Ipv4, vec![elsewhere]);
    assert_eq!(seen.await, Err(LookProblem::Connection));
}

/// Two zones on servers of their own, and a recursive server that knows the way to both.
struct Tree {
    org: NameServer,
    dyn_net: NameServer,
    recursive: NameServer,
    resolver: ZoneResolver,
}

const ORG: &str = "192.0.2.53";
const DYN_NET: &str = "198.51.100.53";

async fn tree() -> Tree {
    let org = NameServer::start(Vec::new()).await;
    let dyn_net = NameServer::start(Vec::new()).await;
    let recursive = NameServer::start(vec![
        ns("example.org.", "ns1.example.org."),
        ns("dyn.example.net.", "ns1.dyn.example.net."),
        at("ns1.example.org.", ORG),
        at("ns1.dyn.example.net.", DYN_NET),
    ])
    .await;
    recursive.change(|manners| manners.authoritative = false);
    let places = [(ORG, org.address), (DYN_NET, dyn_net.address)]
        .map(|(address, place)| (address.parse().expect("an address"), place));
    let resolver = resolver_over(Recursive::these(vec![recursive.address], places.into()));
    Tree {
        org,
        dyn_net,
        recursive,
        resolver,
    }
}

#[tokio::test]
async fn the_zone_of_a_name_is_found_by_going_up_and_remembered() {
    let tree = tree().await;
    let records = vec![at("a.b.home.example.org.", "192.0.2.7")];
    tree.org.change(|manners| manners.records = records);
    for _ in 0..2 {
        let seen = prove(&tree.resolver, "a.b.home.example.org", Family::Ipv4, &[]).await;
        assert_eq!(seen, addresses(&["192.0.2.7"]));
    }
    let steps = tree.recursive.questions();
    assert!(
        steps
            .iter()
            .all(|question| question.metadata.recursion_desired)
    );
    // Four steps up (a.b.home, b.home, home, example.org), then the server's A and AAAA; nothing the second time.
    assert_eq!(steps.len(), 6);
    let sheet = tree.resolver.contacts.read();
    assert_eq!(sheet[0].server, "ns1.example.org");
    assert_eq!(sheet[0].times, 2);
}

#[tokio::test]
async fn a_negative_answer_of_the_recursive_server_shortens_the_way() {
    let tree = tree().await;
    tree.recursive
        .change(|manners| manners.authorities = vec![soa("example.org.")]);
    let seen = prove(&tree.resolver, "a.b.home.example.org", Family::Ipv4, &[]).await;
    assert_eq!(seen, addresses(&[]));
    assert_eq!(tree.recursive.questions().len(), 4);
}

#[tokio::test]
async fn an_alias_is_proved_by_the_servers_of_the_zone_that_owns_it() {
    let tree = tree().await;
    // The first zone's server also claims to know the target; that is hearsay.
    let hearsay = vec![
        cname("home.example.org.", "me.dyn.example.net."),
        at("me.dyn.example.net.", "192.0.2.66"),
    ];
    tree.org.change(|manners| manners.records = hearsay);
    let records = vec![at("me.dyn.example.net.", "192.0.2.7")];
    tree.dyn_net.change(|manners| manners.records = records);
    let seen = prove(&tree.resolver, "home.example.org", Family::Ipv4, &[]).await;
    assert_eq!(seen, addresses(&["192.0.2.7"]));
}

#[tokio::test]
async fn aliases_in_a_circle_are_an_error() {
    let tree = tree().await;
    let there = vec![cname("home.example.org.", "me.dyn.example.net.")];
    tree.org.change(|manners| manners.records = there);
    let back = vec![cname("me.dyn.example.net.", "home.example.org.")];
    tree.dyn_net.change(|manners| manners.records = back);
    let seen = prove(&tree.resolver, "home.example.org", Family::Ipv4, &[]).await;
    assert_eq!(seen, Err(LookProblem::NameLookup));
}

#[tokio::test]
async fn a_deeper_delegation_is_followed() {
    let tree = tree().await;
    let glue = at("ns1.home.example.org.", DYN_NET);
    tree.org.change(|manners| {
        manners.authoritative = false;
        manners.authorities = vec![ns("home.example.org.", "ns1.home.example.org.")];
        manners.additionals = vec![glue];
    });
    let records = vec![at("home.example.org.", "192.0.2.7")];
    tree.dyn_net.change(|manners| manners.records = records);
    let seen = prove(&tree.resolver, "home.example.org", Family::Ipv4, &[]).await;
    assert_eq!(seen, addresses(&["192.0.2.7"]));
}

#[tokio::test]
async fn f27_a_recursive_server_that_fails_is_an_error() {
    let tree = tree().await;
    tree.recursive
        .change(|manners| manners.code = Some(ResponseCode::ServFail));
    let seen = prove(&tree.resolver, "home.example.org", Family::Ipv4, &[]).await;
    assert_eq!(seen, Err(LookProblem::NameLookup));
    assert!(tree.org.questions().is_empty());
}

#[tokio::test]
async fn f25_the_zone_and_the_networks_resolver_are_asked_side_by_side() {
    let tree = tree().await;
    let right = vec![at("home.example.org.", "192.0.2.7")];
    tree.org.change(|manners| manners.records = right);
    // The router answers for the name itself, and for the rest as before.
    tree.recursive.change(|manners| {
        manners
            .records
            .push(at("home.example.org.", "192.168.1.20"));
    });
    let hostname = "home.example.org".parse().expect("a hostname");
    let compared = tree
        .resolver
        .compare(hostname, Family::Ipv4, Vec::new())
        .await;
    let minute = Some(Duration::from_secs(60));
    let told = |text: &str| Answered {
        addresses: vec![text.parse().expect("an address")],
        ttl: minute,
    };
    assert_eq!(compared.zone, Ok(told("192.0.2.7")));
    assert_eq!(compared.network, Ok(told("192.168.1.20")));
    assert!(!compared.in_hosts_file);
    // The system's own way leads to the outside, where tests have no business.
    assert_eq!(compared.computer, Err(LookProblem::Connection));
}
