//! One question and what an answer to it says. Pure.

use std::net::IpAddr;

use hemma_core::address::Family;
use hemma_core::finding::{Finding, LookProblem};
use hemma_core::settings::{DnsAnswer, DnsChoice};
use hickory_proto::op::{Message, MessageType, OpCode, Query, ResponseCode};
use hickory_proto::rr::{DNSClass, Name, RData, RecordType};

/// The longest answer that is read (RFC 1035 §4.2.1): no extension for longer ones was offered.
pub const LONGEST: usize = 512;

/// One question, with its own id.
#[derive(Clone, Debug)]
pub struct Question {
    message: Message,
    family: Family,
}

/// Why a packet is passed over: it does not answer this question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotForUs {
    /// Longer than [`LONGEST`].
    TooLong,
    /// No DNS message at all.
    Noise,
    /// Another id: an answer to somebody else, or a guess.
    Id,
    /// No answer, or an answer to another question.
    Question,
}

impl NotForUs {
    /// Returns what is told when nothing better comes.
    #[must_use]
    pub fn problem(self) -> LookProblem {
        match self {
            Self::TooLong => LookProblem::TooLong,
            Self::Noise | Self::Id | Self::Question => LookProblem::Mismatch,
        }
    }
}

impl Question {
    /// Makes a question with a random id. `None`: the name is no name.
    #[must_use]
    pub fn new(choice: &DnsChoice, family: Family) -> Option<Self> {
        let mut name = Name::from_ascii(&choice.name).ok()?;
        name.set_fqdn(true);
        let kind = match (choice.answer, family) {
            (DnsAnswer::Address, Family::Ipv4) => RecordType::A,
            (DnsAnswer::Address, Family::Ipv6) => RecordType::AAAA,
            (DnsAnswer::Text | DnsAnswer::ChaosText, _) => RecordType::TXT,
        };
        let mut query = Query::query(name, kind);
        if choice.answer == DnsAnswer::ChaosText {
            query.set_query_class(DNSClass::CH);
        }
        // The id is drawn at random here. The servers of the list know the answer themselves: nobody is to look further.
        let mut message = Message::query();
        message.metadata.recursion_desired = false;
        message.add_query(query);
        Some(Self { message, family })
    }

    /// The same with a chosen id, for tests and for the fuzzer.
    #[must_use]
    pub fn with_id(mut self, id: u16) -> Self {
        self.message.metadata.id = id;
        self
    }

    /// Returns the id.
    #[must_use]
    pub fn id(&self) -> u16 {
        self.message.metadata.id
    }

    /// Returns the packet to send. `None`: the name is too long for one.
    #[must_use]
    pub fn bytes(&self) -> Option<Vec<u8>> {
        self.message.to_vec().ok()
    }

    /// Reads a packet that came back.
    ///
    /// # Errors
    ///
    /// It does not answer this question and is passed over; the answer may still come.
    pub fn read(&self, packet: &[u8]) -> Result<Finding, NotForUs> {
        if packet.len() > LONGEST {
            return Err(NotForUs::TooLong);
        }
        let id = packet.first_chunk().map(|id| u16::from_be_bytes(*id));
        if id.ok_or(NotForUs::Noise)? != self.id() {
            return Err(NotForUs::Id);
        }
        let answer = Message::from_vec(packet).map_err(|_| NotForUs::Noise)?;
        let (Some(asked), [got]) = (self.message.queries.first(), answer.queries.as_slice()) else {
            return Err(NotForUs::Question);
        };
        let same = got.name() == asked.name()
            && got.query_type() == asked.query_type()
            && got.query_class() == asked.query_class();
        let answers = answer.metadata.message_type == MessageType::Response
            && answer.metadata.op_code == OpCode::Query;
        if !same || !answers {
            return Err(NotForUs::Question);
        }
        Ok(self.meaning(&answer, asked).unwrap_or_else(unknown))
    }

    fn meaning(&self, answer: &Message, asked: &Query) -> Result<Finding, LookProblem> {
        if answer.metadata.truncation {
            return Err(LookProblem::TooLong);
        }
        match answer.metadata.response_code {
            ResponseCode::NoError => {}
            // The server asks to be left alone, or does not serve this network (F30).
            ResponseCode::Refused => {
                return Err(LookProblem::Refused {
                    retry_after_seconds: None,
                });
            }
            _ => return Err(LookProblem::NameLookup),
        }
        let told: Vec<IpAddr> = answer
            .answers
            .iter()
            .filter(|record| {
                record.name == *asked.name()
                    && record.dns_class == asked.query_class()
                    && record.record_type() == asked.query_type()
            })
            .flat_map(|record| addresses(&record.data))
            .collect();
        // Exactly one: whoever tells two tells none (F01, F04).
        let [address] = told.as_slice() else {
            return Err(LookProblem::NotAnAddress);
        };
        if Family::of(*address) != self.family {
            return Err(LookProblem::WrongFamily);
        }
        Ok(Finding::Found { address: *address })
    }
}

/// Returns the addresses in a record: its own, or each string of a text that is an address and nothing else. Other
/// strings (`edns0-client-subnet …`) are passed over.
fn addresses(data: &RData) -> Vec<IpAddr> {
    match data {
        RData::A(address) => vec![IpAddr::V4(address.0)],
        RData::AAAA(address) => vec![IpAddr::V6(address.0)],
        RData::TXT(text) => text
            .txt_data
            .iter()
            .filter_map(|string| std::str::from_utf8(string).ok()?.parse().ok())
            .collect(),
        _ => Vec::new(),
    }
}

fn unknown(problem: LookProblem) -> Finding {
    Finding::Unknown { problem }
}

#[cfg(test)]
#[path = "reading_tests.rs"]
mod tests;
