//! What an idle agent costs on the wire, in bytes of Ethernet as the kernel counts them on the computer's cable.
//!
//! An hour is not waited for. The agent polls at the shortest interval there is, for as many minutes as asked; what one
//! poll cost then is taken as often as an hour has polls at the default interval, and one confirmation over HTTPS, its
//! handshake included, is added once an hour. What a confirmation costs is measured on a whole round over HTTPS, per
//! request in it. Address resolution (ARP) is counted where it falls. It is IPv4 that is measured; IPv6 asks the same
//! questions with headers that are 20 bytes longer.

use std::time::Duration;

use hemma_sandbox::{Target, WHO_ASKS};
use hemma_tests::lab::Town;
use hemma_tests::settings::Profile;

use crate::rounds::distant;

/// Polls in an hour at the default interval of five minutes.
const POLLS: f64 = 12.0;

/// Returns kilobytes (1000 bytes) an hour.
pub(crate) async fn hour(town: Town, minutes: u32) -> Vec<f64> {
    distant(&town);
    let home = town.home();
    let pc = home.pc(&town);
    // One family. The kernel's own search for IPv6 routers would be counted otherwise.
    pc.place.run("sysctl -qw net.ipv6.conf.eth0.disable_ipv6=1");
    let sandbox = &town.internet.sandbox;
    pc.furnish(&[Profile::noip(sandbox)], |text| {
        let question = format!(
            "[[detection.dns]]\nid = \"small\"\noperator = \"operator-small\"\nipv4 = [\"{}\"]\n\
             ipv6 = [\"{}\"]\nname = \"{WHO_ASKS}\"\nanswer = \"address\"\n\n[proof]\n",
            sandbox.dns(),
            sandbox.dns_v6(),
        );
        text.replace("[proof]\n", &question)
            .replace("interval = \"1h\"", "interval = \"2m\"")
    });
    let mut agent = pc.agent().await;
    agent.until_up_to_date("203.0.113.7").await;
    agent.until_checked().await;
    let secure = || sandbox.ledger().count(Target::EchoA) + sandbox.ledger().count(Target::EchoB);
    let small = || {
        let questions = sandbox.ledger().of(Target::Dns);
        questions
            .iter()
            .filter(|entry| entry.path == WHO_ASKS)
            .count()
    };

    // A whole round, as after an event.
    let (bytes, requests) = (pc.place.bytes("eth0"), secure());
    agent.check_now().await;
    agent.until_checked().await;
    still().await;
    let round = difference(pc.place.bytes("eth0"), bytes);
    let requests = count(secure() - requests).max(1.0);

    // Polls, by themselves.
    let (bytes, questions, others) = (pc.place.bytes("eth0"), small(), secure());
    for _ in 0..minutes.max(2) * 60 {
        still().await;
    }
    let polled = difference(pc.place.bytes("eth0"), bytes);
    let (questions, others) = (count(small() - questions), count(secure() - others));
    // Where the agent asks over HTTPS at each poll, each such poll counts as one.
    let polls = questions.max(others / 2.0).max(1.0);
    eprintln!(
        "{polls} polls cost {polled} bytes ({others} over HTTPS); a round of {requests} over HTTPS {round}"
    );
    vec![(POLLS * polled / polls + round / requests) / 1000.0]
}

/// A second in which nothing is expected.
async fn still() {
    #[expect(
        clippy::disallowed_methods,
        reason = "idleness is measured by letting time pass"
    )]
    tokio::time::sleep(Duration::from_secs(1)).await;
}

fn difference(after: u64, before: u64) -> f64 {
    f64::from(u32::try_from(after - before).expect("far less than four gigabytes"))
}

fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).expect("a handful"))
}
