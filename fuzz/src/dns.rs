//! What a DNS server answers that is asked who we are, or whoever answers in its place.

use hemma_core::address::Family;
use hemma_core::finding::{Finding, LookProblem};
use hemma_core::settings::built_in_questions;
use hemma_net::dns_voice::reading::{LONGEST, NotForUs, Question};

/// The id of every question here: the first two bytes of an answer.
pub const ID: u16 = 0x1234;

/// Reads `data` as the answer to each question that is built in. The last byte says that the id is a guess.
pub fn answer(data: &[u8]) {
    let (packet, [guess]) = crate::split::<1>(data);
    let id = if guess == 1 { !ID } else { ID };
    for choice in built_in_questions() {
        for family in Family::BOTH {
            let question = Question::new(&choice, family).unwrap().with_id(id);
            assert_eq!(question.id(), id);
            let told = question.read(packet);
            assert_eq!(told, question.read(packet), "read twice, told twice");
            match told {
                Ok(finding) => is_an_answer(&question, packet, finding, family),
                Err(NotForUs::TooLong) => assert!(packet.len() > LONGEST),
                Err(NotForUs::Id) => assert!(!packet.starts_with(&id.to_be_bytes())),
                Err(NotForUs::Noise | NotForUs::Question) => assert!(packet.len() <= LONGEST),
            }
        }
    }
}

/// Only a response with our id counts, and only an address of the family that was asked for is found.
fn is_an_answer(question: &Question, packet: &[u8], finding: Finding, family: Family) {
    assert!(packet.len() <= LONGEST);
    assert!(packet.starts_with(&question.id().to_be_bytes()));
    assert_ne!(packet[2] & 0x80, 0, "a question is no answer");
    match finding {
        Finding::Found { address } => {
            assert_eq!(Family::of(address), family);
            assert_eq!(packet[2] & 0x02, 0, "half an answer");
            assert_eq!(packet[3] & 0x0f, 0, "a refusal");
        }
        Finding::Unknown { problem } => assert!(matches!(
            problem,
            LookProblem::TooLong
                | LookProblem::Refused { .. }
                | LookProblem::NameLookup
                | LookProblem::NotAnAddress
                | LookProblem::WrongFamily
        )),
        Finding::Absent => panic!("a DNS server cannot say that there is no address"),
    }
}
