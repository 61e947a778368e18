//! No-IP's clear-text port 8245, where the fixed port can be had: for the profile whose person chose it, for no other.

use hemma_sandbox::{BrokenTls, Fault, Target, Times};
use hemma_tests::lab;
use hemma_tests::settings::Profile;

use crate::addresses;

#[test]
fn f38_the_clear_text_port_serves_the_profile_that_chose_it_and_nothing_falls_back_to_it() {
    lab::story(
        "f38_the_clear_text_port_serves_the_profile_that_chose_it_and_nothing_falls_back_to_it",
        |town| async move {
            let home = town.home();
            let (chose, did_not) = (home.pc(&town), home.pc(&town));
            let sandbox = &town.internet.sandbox;
            home.set_public_address("203.0.113.8");
            // Port 443 of the service is closed to everybody, in the way that tempts clients to fall back.
            sandbox.fault(
                Target::NoIp,
                Fault::broken_tls(BrokenTls::Handshake),
                Times::UntilCleared,
            );
            let cam = Profile::noip(sandbox).with_names(&[("cam.noip.example", &["ipv4"])]);
            did_not.furnish(&[cam], |text| text);
            let mut refused = did_not.agent().await;
            refused
                .until("the attempt over HTTPS to fail", |_| {
                    sandbox.ledger().count(Target::NoIp) > 0
                })
                .await;
            refused.until_checked().await;
            assert_eq!(sandbox.ledger().count(Target::NoIpPlain), 0);

            chose.furnish(&[Profile::noip(sandbox)], |text| {
                text.replace(
                    "service = \"noip\"\n",
                    "service = \"noip\"\nclear_text_port = true\n",
                )
            });
            let mut agent = chose.agent().await;
            agent.until_up_to_date("203.0.113.8").await;
            let entries = sandbox.ledger().of(Target::NoIpPlain);
            assert_eq!(entries.len(), 1, "{entries:?}");
            assert_eq!(entries[0].names, ["home.noip.example"]);
            assert_eq!(entries[0].addresses, addresses(&["203.0.113.8"]));
            assert!(sandbox.url(Target::NoIpPlain).ends_with(":8245"));
        },
    );
}
