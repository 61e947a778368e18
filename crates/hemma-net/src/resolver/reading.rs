//! What one answer of a name server says about one name. Pure.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::time::Duration;

use hickory_proto::op::{Message, ResponseCode};
use hickory_proto::rr::{Name, RData, RecordType};

use super::agree::View;

/// How many aliases inside one answer are followed.
const CHAIN: usize = 8;

/// What one answer says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// The server's own view.
    View(View),
    /// The server does not speak for the zone, or failed.
    NoAuthority,
}

impl Reading {
    /// Reads an answer about `name`. `apex` is the zone the server was asked for, if it is known: an alias that leaves
    /// it is followed anew, even when the answer already carries addresses, because those are hearsay.
    pub(super) fn of(
        message: &Message,
        name: &Name,
        kind: RecordType,
        apex: Option<&Name>,
    ) -> Self {
        let code = message.metadata.response_code;
        if code != ResponseCode::NoError && code != ResponseCode::NXDomain {
            return Self::NoAuthority;
        }
        if !message.metadata.authoritative {
            return referral(message, name, apex).map_or(Self::NoAuthority, Self::View);
        }
        let end = end_of_chain(message, name);
        let addresses: BTreeSet<IpAddr> = message
            .answers
            .iter()
            .filter(|record| record.name == end && record.record_type() == kind)
            .filter_map(|record| address(&record.data))
            .collect();
        let inside = apex.is_none_or(|apex| apex.zone_of(&end));
        let settled = end == *name || (inside && (!addresses.is_empty() || apex.is_some()));
        Self::View(if settled {
            View::Shows(addresses)
        } else {
            View::Alias(end)
        })
    }
}

/// Returns how long the addresses in an answer may be kept; none where it has none.
pub(super) fn lifetime(message: &Message, kind: RecordType) -> Option<Duration> {
    let records = message.answers.iter();
    let records = records.filter(|record| record.record_type() == kind);
    let longest = records.map(|record| record.ttl).max()?;
    Some(Duration::from_secs(longest.into()))
}

/// Returns the addresses at the end of the aliases of a resolver's answer, whoever said so.
pub(super) fn hearsay(message: &Message, name: &Name, kind: RecordType) -> Vec<IpAddr> {
    let end = end_of_chain(message, name);
    let found: BTreeSet<IpAddr> = message
        .answers
        .iter()
        .filter(|record| record.name.to_lowercase() == end && record.record_type() == kind)
        .filter_map(|record| address(&record.data))
        .collect();
    found.into_iter().collect()
}

/// Follows the aliases of one answer from `name` to their end.
fn end_of_chain(message: &Message, name: &Name) -> Name {
    let mut at = name.clone();
    for _ in 0..CHAIN {
        let target = message
            .answers
            .iter()
            .find_map(|record| match &record.data {
                RData::CNAME(target) if record.name == at => Some(target.0.to_lowercase()),
                _ => None,
            });
        match target {
            Some(target) => at = target,
            None => break,
        }
    }
    at
}

/// Reads a delegation to a zone deeper than the one that was asked (RFC 1034 §4.3.2).
fn referral(message: &Message, name: &Name, apex: Option<&Name>) -> Option<View> {
    if !message.answers.is_empty() || message.metadata.response_code != ResponseCode::NoError {
        return None;
    }
    let mut names = Vec::new();
    let mut cut: Option<Name> = None;
    for record in &message.authorities {
        let RData::NS(server) = &record.data else {
            continue;
        };
        let deeper = record.name.zone_of(name)
            && apex.is_some_and(|apex| apex.zone_of(&record.name) && *apex != record.name);
        if deeper && cut.as_ref().is_none_or(|cut| *cut == record.name) {
            cut = Some(record.name.to_lowercase());
            names.push(server.0.to_lowercase());
        }
    }
    let apex = cut?;
    Some(View::Referral {
        apex,
        names,
        glue: addresses_of(message),
    })
}

/// Returns every address record outside the answer section, by owner.
pub(super) fn addresses_of(message: &Message) -> Vec<(Name, IpAddr)> {
    message
        .additionals
        .iter()
        .filter_map(|record| Some((record.name.to_lowercase(), address(&record.data)?)))
        .collect()
}

/// Returns the address in a record's data, if it is one.
pub(super) fn address(data: &RData) -> Option<IpAddr> {
    match data {
        RData::A(address) => Some(IpAddr::V4(address.0)),
        RData::AAAA(address) => Some(IpAddr::V6(address.0)),
        _ => None,
    }
}

#[cfg(test)]
#[path = "reading_tests.rs"]
mod tests;
