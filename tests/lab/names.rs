//! Names are looked up: a resolver that is dead, and the zone's own servers as BIND keeps them.

use hemma_core::status::Phase;
use hemma_sandbox::{Fault, Target, Times};
use hemma_tests::lab;
use hemma_tests::settings::Profile;

use crate::{addresses, held};

/// Asks for the voices and the service by name, as people's settings do.
fn by_name(sandbox: &hemma_sandbox::Sandbox, mut text: String) -> String {
    for (target, name) in [
        (Target::EchoA, "echo-a.hemma.test"),
        (Target::EchoB, "echo-b.hemma.test"),
        (Target::NoIp, "noip.hemma.test"),
    ] {
        let named = format!("https://{name}:{}", sandbox.port(target));
        text = text.replace(&sandbox.url(target), &named);
        if let Some(url) = sandbox.url_v6(target) {
            text = text.replace(&url, &named);
        }
    }
    text
}

#[test]
fn f27_f55_a_dead_resolver_sends_nothing_and_another_one_is_used_as_soon_as_it_is_named() {
    lab::story(
        "f27_f55_a_dead_resolver_sends_nothing_and_another_one_is_used_as_soon_as_it_is_named",
        |town| async move {
            let home = town.home();
            let pc = home.pc(&town);
            let bind = town.bind().await;
            let sandbox = &town.internet.sandbox;
            pc.furnish(&[Profile::noip(sandbox)], |text| by_name(sandbox, text));
            let mut agent = pc.agent().await;
            agent.until_up_to_date("203.0.113.7").await;

            sandbox.fault(Target::Dns, Fault::Dead, Times::UntilCleared);
            home.set_public_address("203.0.113.8");
            pc.set_address(77);
            agent
                .until("the gate to hold", |snapshot| held(snapshot).is_some())
                .await;
            assert_eq!(town.internet.published(), addresses(&[]));

            pc.ask_name_server(bind.address());
            agent.check_now().await;
            agent
                .until("the new address to be accepted", |snapshot| {
                    let records = snapshot.names.iter().flat_map(|name| &name.records);
                    let mut confirmed = records.filter_map(|record| record.status.confirmed);
                    confirmed.any(|stamped| stamped.address.ip() == addresses(&["203.0.113.8"])[0])
                })
                .await;
            assert_eq!(town.internet.published(), addresses(&["203.0.113.8"]));
        },
    );
}

#[test]
fn a_zone_kept_by_bind_proves_an_update_when_it_shows_it_and_not_before() {
    lab::story(
        "a_zone_kept_by_bind_proves_an_update_when_it_shows_it_and_not_before",
        |town| async move {
            let home = town.home();
            let pc = home.pc(&town);
            let mut bind = town.bind().await;
            bind.publish("home.noip.example", &addresses(&["203.0.113.7"]))
                .await;
            pc.ask_name_server(bind.address());
            let sandbox = &town.internet.sandbox;
            // Nobody names the servers to ask: they are found by way of the system's own.
            pc.furnish(&[Profile::noip(sandbox)], |text| {
                let (before, after) = text.split_once("[proof]\n").expect("a section");
                let rest = after.split_once('\n').expect("a line").1;
                by_name(sandbox, format!("{before}{rest}"))
            });
            let mut agent = pc.agent().await;
            agent.until_up_to_date("203.0.113.7").await;
            assert_eq!(town.internet.published(), addresses(&[]));

            home.set_public_address("203.0.113.8");
            pc.set_address(77);
            let snapshot = agent
                .until("the update to wait for its proof", |snapshot| {
                    let records = snapshot.names.iter().flat_map(|name| &name.records);
                    let mut asked = records.filter(|record| {
                        record.status.in_dns.as_deref() == Some(&addresses(&["203.0.113.7"])[..])
                    });
                    asked.any(|record| matches!(record.status.phase, Phase::Proving { .. }))
                })
                .await;
            assert_eq!(town.internet.published(), addresses(&["203.0.113.8"]));
            let proved = snapshot.names[0].records[0].status.proved;
            assert_eq!(proved.map(|at| at.address.ip()), "203.0.113.7".parse().ok());

            bind.publish("home.noip.example", &addresses(&["203.0.113.8"]))
                .await;
            agent.until_up_to_date("203.0.113.8").await;
            assert_eq!(
                town.internet.published(),
                addresses(&["203.0.113.8"]),
                "a proof that takes its time is no reason to send again"
            );
        },
    );
}
