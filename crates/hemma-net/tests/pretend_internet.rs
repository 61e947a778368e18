//! The ports against the sandbox: its echo services, an update service and its name server, over real sockets.

use std::io::Write as _;
use std::net::{IpAddr, SocketAddr};

use hemma_core::address::Family;
use hemma_core::finding::{Finding, LookProblem};
use hemma_core::settings::{EchoBody, SourceChoice};
use hemma_engine::messages::ContactPurpose;
use hemma_engine::ports::{Hands as _, LookAt, Resolver as _, Senses as _};
use hemma_net::clock::SystemClock;
use hemma_net::http::{Reach, Roots};
use hemma_net::network::{Outlook, Salt};
use hemma_net::{Net, NetOptions};
use hemma_providers::exchange::Request;
use hemma_providers::identity::ClientIdentity;
use hemma_sandbox::{BrokenTls, Fault, HOSTUP_TOKEN_A, Sandbox, Target, Times, World};
use tempfile::NamedTempFile;

struct Street {
    sandbox: Sandbox,
    net: Net,
    _trust: NamedTempFile,
}

async fn street() -> Street {
    let sandbox = Sandbox::start(World::seeded())
        .await
        .expect("the sandbox starts");
    let mut trust = NamedTempFile::new().expect("a temporary file");
    trust
        .write_all(sandbox.ca_pem().as_bytes())
        .expect("writes");
    let net = Net::new(
        SystemClock::start(),
        NetOptions {
            identity: ClientIdentity::hemma("Test", "0"),
            reach: Reach::LoopbackOnly,
            roots: Roots::File(trust.path().to_owned()),
            outlook: Outlook::Within,
            salt: Salt::kept([7; Salt::LENGTH]),
        },
    );
    Street {
        sandbox,
        net,
        _trust: trust,
    }
}

impl Street {
    async fn look(&self, target: Target, family: Family, body: EchoBody) -> Finding {
        let path = match body {
            EchoBody::Text => "/",
            EchoBody::Trace => "/cdn-cgi/trace",
            EchoBody::Json => "/json",
        };
        let url = |base: String| (base + path).parse().expect("a URL");
        let source = SourceChoice {
            id: "echo".parse().expect("an id"),
            operator: "somebody".parse().expect("an id"),
            ipv4: Some(url(self.sandbox.url(target))),
            ipv6: self.sandbox.url_v6(target).map(url),
            body,
        };
        self.net.senses.look(family, LookAt::Echo(source)).await
    }

    fn update(&self, address: &str) -> Request {
        let url = format!(
            "{}/api/dyndns/update?hostname=hem.hemma.example&token={HOSTUP_TOKEN_A}&ip={address}",
            self.sandbox.url(Target::Hostup)
        );
        Request::get(url.parse().expect("a URL"))
    }

    async fn dns(&self, hostname: &str) -> Result<Vec<IpAddr>, LookProblem> {
        let hostname = hostname.parse().expect("a hostname");
        let servers: Vec<SocketAddr> = vec![self.sandbox.dns()];
        let resolver = &self.net.resolver;
        resolver
            .authoritative(hostname, Family::Ipv4, servers)
            .await
    }
}

fn found(address: &str) -> Finding {
    let address = address.parse().expect("an address");
    Finding::Found { address }
}

fn unknown(problem: LookProblem) -> Finding {
    Finding::Unknown { problem }
}

#[tokio::test]
async fn two_operators_tell_the_routers_address_and_its_move() {
    let street = street().await;
    for address in ["203.0.113.7", "203.0.113.9"] {
        street
            .sandbox
            .move_router_v4(address.parse().expect("an address"));
        let text = street
            .look(Target::EchoA, Family::Ipv4, EchoBody::Text)
            .await;
        assert_eq!(text, found(address));
        let trace = street
            .look(Target::EchoB, Family::Ipv4, EchoBody::Trace)
            .await;
        assert_eq!(trace, found(address));
    }
    let json = street
        .look(Target::EchoA, Family::Ipv6, EchoBody::Json)
        .await;
    assert_eq!(json, found("2001:db8:1::7"));
}

#[tokio::test]
async fn f03_f30_what_is_no_address_is_unknown_and_says_why() {
    let street = street().await;
    let cases = [
        (Fault::HtmlPortal, LookProblem::Intercepted),
        (
            Fault::Redirect {
                location: "https://portal.example/".to_owned(),
            },
            LookProblem::Intercepted,
        ),
        (Fault::HugeBody, LookProblem::TooLong),
        (Fault::Empty, LookProblem::NotAnAddress),
        (Fault::CutAfter { bytes: 3 }, LookProblem::Connection),
        (Fault::Dropped, LookProblem::Connection),
        (Fault::internal_error(), LookProblem::Status { status: 500 }),
        (
            Fault::too_many(3600),
            LookProblem::Refused {
                retry_after_seconds: Some(3600),
            },
        ),
        (
            Fault::broken_tls(BrokenTls::Expired),
            LookProblem::Tls {
                clock_suspect: true,
            },
        ),
    ];
    for (fault, problem) in cases {
        street
            .sandbox
            .fault(Target::EchoA, fault.clone(), Times::Next(1));
        let told = street
            .look(Target::EchoA, Family::Ipv4, EchoBody::Text)
            .await;
        assert_eq!(told, unknown(problem), "{fault:?}");
    }
    let told = street
        .look(Target::EchoA, Family::Ipv4, EchoBody::Text)
        .await;
    assert_eq!(told, found("203.0.113.7"));
}

#[tokio::test]
async fn an_update_is_sent_once_and_seen_in_the_zone() {
    let street = street().await;
    assert_eq!(street.dns("hem.hemma.example").await, Ok(Vec::new()));

    let answer = street.net.hands.send(street.update("203.0.113.7")).await;
    let answer = answer.expect("an answer");
    assert_eq!(answer.status, 200);
    assert!(answer.body.starts_with(b"good"), "{:?}", answer.body);
    assert_eq!(street.sandbox.ledger().updates().len(), 1);

    let seen = vec!["203.0.113.7".parse().expect("an address")];
    assert_eq!(street.dns("hem.hemma.example").await, Ok(seen.clone()));
    // An alias of it in the same zone shows the same.
    assert_eq!(street.dns("www.hemma.example").await, Ok(seen));

    let purposes: Vec<_> = street
        .net
        .hands
        .contacts()
        .into_iter()
        .map(|contact| (contact.purpose, contact.times))
        .collect();
    assert!(
        purposes.contains(&(ContactPurpose::Update, 1)),
        "{purposes:?}"
    );
    assert!(
        purposes.contains(&(ContactPurpose::Proof, 3)),
        "{purposes:?}"
    );
}

#[tokio::test]
async fn f64_a_lost_answer_may_have_arrived() {
    let street = street().await;
    street
        .sandbox
        .fault(Target::Hostup, Fault::LostAnswer, Times::Next(1));
    let outcome = street.net.hands.send(street.update("203.0.113.7")).await;
    assert!(outcome.expect_err("no answer").sent);
    // It did: only DNS tells.
    let seen = vec!["203.0.113.7".parse().expect("an address")];
    assert_eq!(street.dns("hem.hemma.example").await, Ok(seen));
}

#[tokio::test]
async fn f27_a_name_server_that_fails_says_nothing() {
    let street = street().await;
    street
        .sandbox
        .fault(Target::Dns, Fault::internal_error(), Times::Next(1));
    assert_eq!(
        street.dns("hem.hemma.example").await,
        Err(LookProblem::NameLookup)
    );
    // Not this server's zone: refused, which is no answer either.
    assert_eq!(
        street.dns("home.example.org").await,
        Err(LookProblem::NameLookup)
    );
}

#[tokio::test]
async fn programs_whose_servers_are_all_on_this_computer_are_never_offline() {
    let street = street().await;
    let facts = street.net.senses.locate().await;
    assert!(facts.online);
    assert!(!facts.tunnel);
}
