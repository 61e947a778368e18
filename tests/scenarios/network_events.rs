//! The operating system reports a change of address, in a network namespace of the test's own.

use hemma_tests::house::House;
use hemma_tests::namespace;
use hemma_tests::settings::Profile;

#[test]
fn an_address_event_of_the_system_leads_to_an_update() {
    namespace::inside(|ip| async move {
        ip.run("link add home0 type veth peer name router0");
        ip.run("link set home0 up");
        ip.run("link set router0 up");
        let house = House::settled().await;
        house.furnish(&[Profile::noip(&house.sandbox)]);
        let mut agent = house.agent().await;
        agent.until_up_to_date("203.0.113.7").await;

        house
            .sandbox
            .move_router_v4("203.0.113.8".parse().expect("an address"));
        ip.run("addr add 192.0.2.10/24 dev home0");

        agent.until_up_to_date("203.0.113.8").await;
        assert_eq!(house.sandbox.ledger().updates().len(), 1);
    });
}

#[test]
fn a_storm_of_address_events_is_one_round_of_looks() {
    namespace::inside(|ip| async move {
        ip.run("link add home0 type veth peer name router0");
        ip.run("link set home0 up");
        // Without it there is no cable in, and an address there is no news.
        ip.run("link set router0 up");
        let house = House::settled().await;
        house.furnish(&[Profile::noip(&house.sandbox)]);
        let mut agent = house.agent().await;
        agent.until_up_to_date("203.0.113.7").await;
        let before = house.sandbox.ledger().last();
        house
            .sandbox
            .move_router_v4("203.0.113.8".parse().expect("an address"));
        for last in 10..30 {
            ip.run(&format!("addr add 192.0.2.{last}/24 dev home0"));
        }
        agent.until_up_to_date("203.0.113.8").await;
        let looks = house
            .sandbox
            .ledger()
            .since(before)
            .iter()
            .filter(|entry| !entry.is_update())
            .count();
        assert!(looks <= 6, "{looks} looks for one storm");
    });
}
