//! What is taken for an answer, and what is not.

use super::*;
use hemma_core::settings::built_in_questions;
use hickory_proto::rr::Record;
use hickory_proto::rr::rdata::{A, AAAA, CNAME, TXT};

fn question(id: &str, family: Family) -> Question {
    let choices = built_in_questions();
    let choice = choices
        .iter()
        .find(|choice| choice.id.as_str() == id)
        .expect("a built-in question");
    Question::new(choice, family).expect("a question")
}

/// An honest frame around these records.
fn answer(question: &Question, data: Vec<RData>) -> Message {
    let mut answer = question.message.clone().into_response();
    let asked = question.message.queries[0].clone();
    for data in data {
        let mut record = Record::from_rdata(asked.name().clone(), 0, data);
        record.dns_class = asked.query_class();
        answer.add_answer(record);
    }
    answer
}

fn read(question: &Question, answer: &Message) -> Result<Finding, NotForUs> {
    question.read(&answer.to_vec().expect("encodes"))
}

fn found(address: &str) -> Result<Finding, NotForUs> {
    let address = address.parse().expect("an address");
    Ok(Finding::Found { address })
}

fn nothing(problem: LookProblem) -> Result<Finding, NotForUs> {
    Ok(unknown(problem))
}

fn text(strings: &[&str]) -> RData {
    RData::TXT(TXT::new(
        strings.iter().map(|one| (*one).to_owned()).collect(),
    ))
}

fn v4(address: &str) -> RData {
    RData::A(A(address.parse().expect("an address")))
}

#[test]
fn each_built_in_question_is_asked_and_read_as_its_operator_answers() {
    let opendns = question("opendns", Family::Ipv4);
    let honest = answer(&opendns, vec![v4("203.0.113.7")]);
    assert_eq!(read(&opendns, &honest), found("203.0.113.7"));

    let opendns = question("opendns", Family::Ipv6);
    let own = RData::AAAA(AAAA("2001:db8::7".parse().expect("an address")));
    assert_eq!(
        read(&opendns, &answer(&opendns, vec![own])),
        found("2001:db8::7")
    );

    // `fixtures/ip-dns-google-txt.txt`: the second string is the resolver's doing.
    let google = question("google-dns", Family::Ipv4);
    let fixture = include_str!("../../../hemma-providers/tests/fixtures/ip-dns-google-txt.txt");
    let strings: Vec<_> = fixture
        .split('"')
        .filter(|part| !part.trim().is_empty())
        .collect();
    assert_eq!(strings.len(), 2, "{fixture}");
    let honest = answer(&google, strings.iter().map(|one| text(&[one])).collect());
    assert_eq!(read(&google, &honest), found(strings[0]));

    let cloudflare = question("cloudflare-dns", Family::Ipv6);
    assert_eq!(cloudflare.message.queries[0].query_class(), DNSClass::CH);
    let honest = answer(&cloudflare, vec![text(&["2001:db8::7"])]);
    assert_eq!(read(&cloudflare, &honest), found("2001:db8::7"));
}

#[test]
fn a_question_asks_nobody_to_look_further_and_is_small() {
    for choice in built_in_questions() {
        for family in Family::BOTH {
            let question = Question::new(&choice, family).expect("a question");
            assert!(!question.message.metadata.recursion_desired);
            assert!(question.message.edns.is_none());
            assert!(question.bytes().expect("encodes").len() <= 48);
        }
    }
}

#[test]
fn f05_an_answer_with_the_wrong_id_name_kind_or_class_is_passed_over() {
    let asked = question("opendns", Family::Ipv4).with_id(0x1234);
    let honest = answer(&asked, vec![v4("203.0.113.7")]);
    assert_eq!(read(&asked, &honest), found("203.0.113.7"));

    let mut other = honest.clone();
    other.metadata.id = 0x1235;
    assert_eq!(read(&asked, &other), Err(NotForUs::Id));

    let mut other = honest.clone();
    other.metadata.message_type = MessageType::Query;
    assert_eq!(read(&asked, &other), Err(NotForUs::Question));

    for change in [
        |query: &mut Query| {
            query.set_name(Name::from_ascii("myip.example.").expect("a name"));
        },
        |query: &mut Query| {
            query.set_query_type(RecordType::AAAA);
        },
        |query: &mut Query| {
            query.set_query_class(DNSClass::CH);
        },
    ] {
        let mut other = honest.clone();
        change(&mut other.queries[0]);
        assert_eq!(read(&asked, &other), Err(NotForUs::Question));
    }
    let mut none = honest;
    none.queries.clear();
    assert_eq!(read(&asked, &none), Err(NotForUs::Question));
    assert_eq!(asked.read(b""), Err(NotForUs::Noise));
    assert_eq!(asked.read(&[0x12, 0x34, 0xff]), Err(NotForUs::Noise));
}

#[test]
fn an_answer_of_the_wrong_size_is_passed_over() {
    let asked = question("google-dns", Family::Ipv4);
    let long = answer(
        &asked,
        vec![text(&["203.0.113.7"]), text(&["x".repeat(255).as_str(); 2])],
    );
    assert_eq!(read(&asked, &long), Err(NotForUs::TooLong));
    assert_eq!(NotForUs::TooLong.problem(), LookProblem::TooLong);
    let mut cut = answer(&asked, vec![text(&["203.0.113.7"])]);
    cut.metadata.truncation = true;
    assert_eq!(read(&asked, &cut), nothing(LookProblem::TooLong));
}

#[test]
fn f01_exactly_one_bare_address_is_an_answer() {
    let asked = question("google-dns", Family::Ipv4);
    let of = |strings: &[&str]| read(&asked, &answer(&asked, vec![text(strings)]));
    assert_eq!(of(&["203.0.113.7"]), found("203.0.113.7"));
    for noise in [
        "203.0.113.7 ",
        "203.0.113.007",
        "203.0.113.7/24",
        "203.0.113.7:53",
        "edns0-client-subnet 203.0.113.0/24",
        "ip=203.0.113.7",
        "",
    ] {
        assert_eq!(of(&[noise]), nothing(LookProblem::NotAnAddress), "{noise}");
    }
    let two = of(&["203.0.113.7", "203.0.113.8"]);
    assert_eq!(two, nothing(LookProblem::NotAnAddress));
    let none = answer(&asked, vec![]);
    assert_eq!(read(&asked, &none), nothing(LookProblem::NotAnAddress));
}

#[test]
fn f16_an_address_of_the_other_family_is_no_answer() {
    let asked = question("google-dns", Family::Ipv4);
    let told = answer(&asked, vec![text(&["2001:db8::7"])]);
    assert_eq!(read(&asked, &told), nothing(LookProblem::WrongFamily));
}

#[test]
fn records_of_other_names_kinds_and_classes_are_hearsay() {
    let asked = question("opendns", Family::Ipv4);
    let name = Name::from_ascii("elsewhere.example.").expect("a name");
    let mut told = answer(&asked, vec![RData::CNAME(CNAME(name.clone()))]);
    told.add_answer(Record::from_rdata(name, 0, v4("203.0.113.7")));
    assert_eq!(read(&asked, &told), nothing(LookProblem::NotAnAddress));
    let mut told = answer(&asked, vec![v4("203.0.113.7")]);
    told.answers[0].dns_class = DNSClass::CH;
    assert_eq!(read(&asked, &told), nothing(LookProblem::NotAnAddress));
}

#[test]
fn f30_a_server_that_refuses_asks_to_be_left_alone() {
    let asked = question("opendns", Family::Ipv4);
    let mut told = answer(&asked, vec![]);
    told.metadata.response_code = ResponseCode::Refused;
    let alone = LookProblem::Refused {
        retry_after_seconds: None,
    };
    assert_eq!(read(&asked, &told), nothing(alone));
    told.metadata.response_code = ResponseCode::ServFail;
    assert_eq!(read(&asked, &told), nothing(LookProblem::NameLookup));
}
