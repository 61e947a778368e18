//! IPv6 as a router advertises it (`radvd`): privacy addresses, and a network that gets another number.

use hemma_sandbox::Family;
use hemma_tests::lab::{self, Advertising};
use hemma_tests::settings::Profile;

use crate::addresses;

const OLD: &str = "2001:db8:1:1::/64";
const NEW: &str = "2001:db8:1:2::/64";

fn stable(text: &str) -> String {
    text.replace("ipv6 = \"web\"", "ipv6 = \"stable\"")
}

fn ipv6_name(sandbox: &hemma_sandbox::Sandbox) -> Profile {
    Profile::noip(sandbox).with_names(&[("home.noip.example", &["ipv6"])])
}

fn prefixes(current: &str, deprecated: &[&str]) -> Advertising {
    Advertising {
        prefixes: vec![current.to_owned()],
        deprecated: deprecated.iter().map(|text| (*text).to_owned()).collect(),
    }
}

#[test]
fn f12_privacy_addresses_are_used_by_the_system_and_never_published() {
    lab::story(
        "f12_privacy_addresses_are_used_by_the_system_and_never_published",
        |town| async move {
            let home = town.home();
            let pc = home.pc(&town);
            town.name_holds("home.noip.example", Family::V6, None);
            pc.place.run("sysctl -qw net.ipv6.conf.eth0.use_tempaddr=2");
            home.advertise(&prefixes(OLD, &[])).await;
            let own = pc.stable_address(OLD);
            pc.place
                .until("ip -6 addr show dev eth0 -tentative", &own)
                .await;
            let sandbox = &town.internet.sandbox;
            pc.furnish(&[ipv6_name(sandbox)], |text| stable(&text));
            let mut agent = pc.agent().await;
            agent.until_up_to_date(&own).await;
            let temporary = pc.place.run("ip -6 addr show dev eth0 temporary");
            assert!(temporary.contains("2001:db8:1:1:"), "{temporary}");
            assert_eq!(town.internet.published(), addresses(&[&own]));
        },
    );
}

#[test]
fn f15_a_network_that_gets_another_number_moves_the_name_and_the_old_one_is_dropped() {
    lab::story(
        "f15_a_network_that_gets_another_number_moves_the_name_and_the_old_one_is_dropped",
        |town| async move {
            let home = town.home();
            let pc = home.pc(&town);
            let (old, new) = (pc.stable_address(OLD), pc.stable_address(NEW));
            town.name_holds("home.noip.example", Family::V6, Some(&old));
            home.advertise(&prefixes(OLD, &[])).await;
            let sandbox = &town.internet.sandbox;
            pc.furnish(&[ipv6_name(sandbox)], |text| stable(&text));
            let mut agent = pc.agent().await;
            agent.until_up_to_date(&old).await;

            home.advertise(&prefixes(NEW, &[OLD])).await;
            agent.until_up_to_date(&new).await;
            let left = pc.place.run("ip -6 addr show dev eth0 deprecated");
            assert!(left.contains(&old), "the old one is still there: {left}");
            assert_eq!(town.internet.published(), addresses(&[&new]));
        },
    );
}
