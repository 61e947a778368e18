//! Answers as name servers give them, and what they say.

use super::*;
use hickory_proto::op::{MessageType, OpCode};
use hickory_proto::rr::Record;

use crate::testing::{at, cname, name, ns};

fn authoritative(answers: Vec<Record>) -> Message {
    let mut message = Message::new(1, MessageType::Response, OpCode::Query);
    message.metadata.authoritative = true;
    message.add_answers(answers);
    message
}

fn read(message: &Message) -> Reading {
    let apex = name("example.org.");
    Reading::of(
        message,
        &name("home.example.org."),
        RecordType::A,
        Some(&apex),
    )
}

fn shows(addresses: &[&str]) -> Reading {
    let parse = |text: &&str| text.parse().expect("an address");
    Reading::View(View::Shows(addresses.iter().map(parse).collect()))
}

#[test]
fn an_authoritative_answer_shows_its_addresses() {
    let message = authoritative(vec![
        at("home.example.org.", "192.0.2.7"),
        at("HOME.example.ORG.", "192.0.2.8"),
        at("other.example.org.", "192.0.2.9"),
    ]);
    assert_eq!(read(&message), shows(&["192.0.2.7", "192.0.2.8"]));
}

#[test]
fn no_such_name_and_no_such_address_are_answers() {
    let mut message = authoritative(Vec::new());
    assert_eq!(read(&message), shows(&[]));
    message.metadata.response_code = ResponseCode::NXDomain;
    assert_eq!(read(&message), shows(&[]));
}

#[test]
fn f25_an_answer_without_authority_does_not_count() {
    let mut message = authoritative(vec![at("home.example.org.", "192.168.1.20")]);
    message.metadata.authoritative = false;
    assert_eq!(read(&message), Reading::NoAuthority);
}

#[test]
fn f27_a_failing_server_says_nothing() {
    for code in [ResponseCode::ServFail, ResponseCode::Refused] {
        let mut message = authoritative(Vec::new());
        message.metadata.response_code = code;
        assert_eq!(read(&message), Reading::NoAuthority);
    }
}

#[test]
fn an_alias_inside_the_zone_is_followed_in_the_answer() {
    let message = authoritative(vec![
        cname("home.example.org.", "box.example.org."),
        at("box.example.org.", "192.0.2.7"),
    ]);
    assert_eq!(read(&message), shows(&["192.0.2.7"]));
}

#[test]
fn an_alias_out_of_the_zone_is_asked_anew_even_when_addresses_came_along() {
    let message = authoritative(vec![
        cname("home.example.org.", "me.dyn.example.net."),
        at("me.dyn.example.net.", "192.0.2.99"),
    ]);
    let alias = Reading::View(View::Alias(name("me.dyn.example.net.")));
    assert_eq!(read(&message), alias);
}

#[test]
fn aliases_that_run_in_a_circle_come_to_an_end() {
    let message = authoritative(vec![
        cname("home.example.org.", "box.example.org."),
        cname("box.example.org.", "home.example.org."),
    ]);
    assert_eq!(read(&message), shows(&[]));
}

#[test]
fn a_deeper_zone_is_a_referral_and_a_shallower_one_is_not() {
    let mut message = authoritative(Vec::new());
    message.metadata.authoritative = false;
    message.add_authority(ns("home.example.org.", "ns1.dyn.example.net."));
    message.add_additional(at("ns1.dyn.example.net.", "192.0.2.53"));
    let referral = Reading::View(View::Referral {
        apex: name("home.example.org."),
        names: vec![name("ns1.dyn.example.net.")],
        glue: vec![(
            name("ns1.dyn.example.net."),
            "192.0.2.53".parse().expect("an address"),
        )],
    });
    assert_eq!(read(&message), referral);

    let mut upwards = authoritative(Vec::new());
    upwards.metadata.authoritative = false;
    upwards.add_authority(ns("org.", "a.org-servers.example."));
    assert_eq!(read(&upwards), Reading::NoAuthority);
}
