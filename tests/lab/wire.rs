//! Whom the agent contacts, by its own account and by the kernel's.

use hemma_engine::messages::{Answer, Query};
use hemma_tests::lab;
use hemma_tests::lab::Pc;
use hemma_tests::settings::Profile;

/// Counts connections that are opened and questions that leave.
fn count(pc: &Pc) {
    pc.place.run(
        "nft add table inet count\n\
         nft add counter inet count contacts\n\
         nft 'add chain inet count out { type filter hook output priority filter; }'\n\
         nft 'add rule inet count out tcp flags & (syn | ack) == syn counter name contacts'\n\
         nft add rule inet count out udp dport 53 counter name contacts",
    );
}

fn counted(pc: &Pc) -> u32 {
    let told = pc.place.run("nft list counter inet count contacts");
    let mut words = told.split_whitespace();
    words.find(|word| *word == "packets").expect("a count");
    let number = words.next().expect("a number");
    number.parse().expect("a number")
}

#[test]
fn the_contact_sheet_agrees_with_the_packets_that_left() {
    lab::story(
        "the_contact_sheet_agrees_with_the_packets_that_left",
        |town| async move {
            let home = town.home();
            let pc = home.pc(&town);
            home.set_public_address("203.0.113.8");
            count(&pc);
            pc.furnish(&[Profile::noip(&town.internet.sandbox)], |text| text);
            let mut agent = pc.agent().await;
            agent.until_up_to_date("203.0.113.8").await;
            agent.check_now().await;
            agent.until_checked().await;
            let contacts = match agent.ask(Query::Contacts).await {
                Ok(Answer::Contacts { contacts }) => contacts,
                other => panic!("no contact sheet: {other:?}"),
            };
            let told: u32 = contacts.iter().map(|contact| contact.times).sum();
            assert!(told >= 6, "two rounds, an update and a proof: {contacts:?}");
            assert_eq!(told, counted(&pc), "{contacts:#?}");
        },
    );
}
