//! A client nobody here wrote: Debian's `ddclient` finds the address, updates a name, and is content.

#![allow(clippy::unwrap_used, reason = "what fails here must fail the test")]

mod common;

use common::ddclient::Ddclient;
use common::{answers, ask};
use hemma_sandbox::Target;
use hickory_proto::rr::RecordType;

/// A client with one name, which looks for its address at the echo.
struct Client {
    beside: Ddclient,
    protocol: &'static str,
    login: &'static str,
    password: &'static str,
    host: &'static str,
    target: Target,
}

impl Client {
    async fn noip() -> Self {
        Self {
            beside: Ddclient::new().await,
            protocol: "noip",
            login: "sandbox",
            password: "sandbox-secret",
            host: "home.noip.example",
            target: Target::NoIp,
        }
    }

    async fn dyndns2() -> Self {
        Self {
            beside: Ddclient::new().await,
            protocol: "dyndns2",
            login: "dyn",
            password: "dyn-secret",
            host: "nas.hemma.example",
            target: Target::Dyndns2,
        }
    }

    /// Runs ddclient once, as its daemon would in each round.
    async fn run(&self) -> String {
        let Self {
            protocol,
            login,
            password,
            host,
            ..
        } = self;
        let echo = self.beside.sandbox.url(Target::EchoA);
        let settings = format!(
            "use=web, web={echo}/, web-skip=''\nprotocol={protocol}\nserver=SERVER\nlogin={login}\n\
             password='{password}'\n{host}"
        );
        self.beside.run(self.target, &settings).await
    }
}

async fn finds_updates_and_rests(client: Client) {
    let first = client.run().await;
    let success = format!("SUCCESS:  updating {}: good", client.host);
    assert!(first.contains(&success), "{first}");

    let updates = client.beside.updates();
    let [entry] = updates.as_slice() else {
        panic!("{updates:#?}\n{first}")
    };
    assert_eq!(entry.target, client.target);
    assert_eq!(entry.user.as_deref(), Some(client.login));
    assert_eq!(entry.names, [client.host]);
    assert_eq!(
        entry.addresses,
        ["203.0.113.7".parse::<std::net::IpAddr>().unwrap()]
    );
    assert!(
        entry.user_agent.starts_with("ddclient/"),
        "{}",
        entry.user_agent
    );
    assert!(entry.changed && entry.rude.is_none(), "{entry:?}");
    assert_eq!(
        client.beside.sandbox.ledger().count(Target::EchoA),
        1,
        "it asked us for its address"
    );

    let shown = ask(client.beside.sandbox.dns(), client.host, RecordType::A).await;
    assert_eq!(answers(&shown), ["A 203.0.113.7"]);

    let second = client.run().await;
    assert_eq!(
        client.beside.updates().len(),
        1,
        "nothing changed, so nothing is sent\n{second}"
    );
    assert_eq!(
        client.beside.sandbox.ledger().count(Target::EchoA),
        2,
        "{second}"
    );
    assert!(client.beside.sandbox.ledger().rude().is_empty());
}

#[tokio::test]
async fn ddclient_updates_a_noip_name_once_and_then_rests() {
    finds_updates_and_rests(Client::noip().await).await;
}

#[tokio::test]
async fn ddclient_updates_a_dyndns2_name_once_and_then_rests() {
    finds_updates_and_rests(Client::dyndns2().await).await;
}

#[tokio::test]
async fn ddclient_hears_a_refused_login() {
    let client = Client::dyndns2().await;
    client
        .beside
        .sandbox
        .edit(|world| "changed".clone_into(&mut world.dyndns2.accounts[0].password));
    let said = client.run().await;
    assert!(said.contains("badauth: Bad authorization"), "{said}");
    assert_eq!(client.beside.updates().len(), 1);
    let shown = ask(client.beside.sandbox.dns(), client.host, RecordType::A).await;
    assert!(answers(&shown).is_empty());
}

#[tokio::test]
async fn ddclient_is_turned_away_by_noip_when_it_is_not_certified() {
    let client = Client::noip().await;
    client
        .beside
        .sandbox
        .edit(|world| world.noip.certified_agents.clear());
    let said = client.run().await;
    assert!(said.contains("badagent: Invalid user agent"), "{said}");
    assert_eq!(client.beside.sandbox.ledger().rude().len(), 1);
}
