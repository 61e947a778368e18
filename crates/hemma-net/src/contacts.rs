//! The contact sheet: every server this program talked to since its start, how often, and why.
//!
//! It is what a person sees who asks "whom do you tell about me?". It holds names and counts, never paths, queries or
//! bodies, and lives in memory only. The system's own resolver, which every program asks, is not on it.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use hemma_core::time::Timestamp;
use hemma_engine::messages::{Contact, ContactPurpose};

/// How many servers are remembered; more would only come from a fault.
const MOST: usize = 500;

/// Counts contacts. Shared by everything in this crate that opens a socket.
#[derive(Debug, Default)]
pub struct ContactSheet {
    entries: Mutex<BTreeMap<(String, ContactPurpose), (u32, Timestamp)>>,
}

impl ContactSheet {
    /// Counts one contact. Called before the first byte leaves, so that a lost answer is counted too.
    pub fn count(&self, server: &str, purpose: ContactPurpose, when: Timestamp) {
        let mut entries = self.entries();
        let known = entries.len() < MOST || entries.contains_key(&(server.to_owned(), purpose));
        if !known {
            return;
        }
        let entry = entries
            .entry((server.to_owned(), purpose))
            .or_insert((0, when));
        *entry = (entry.0.saturating_add(1), when);
    }

    /// Returns every entry, ordered by server and purpose.
    #[must_use]
    pub fn read(&self) -> Vec<Contact> {
        self.entries()
            .iter()
            .map(|((server, purpose), (times, last))| Contact {
                server: server.clone(),
                purpose: *purpose,
                times: *times,
                last: *last,
            })
            .collect()
    }

    fn entries(&self) -> MutexGuard<'_, BTreeMap<(String, ContactPurpose), (u32, Timestamp)>> {
        // A count is whole at every moment, so a panic elsewhere cannot have left half of one.
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contacts_are_counted_by_server_and_purpose() {
        let sheet = ContactSheet::default();
        let at = |second| Timestamp::from_second(second).expect("in range");
        sheet.count("b.example", ContactPurpose::Look, at(1));
        sheet.count("a.example", ContactPurpose::Look, at(2));
        sheet.count("b.example", ContactPurpose::Look, at(3));
        sheet.count("b.example", ContactPurpose::Update, at(4));

        let read: Vec<_> = sheet
            .read()
            .into_iter()
            .map(|contact| (contact.server, contact.purpose, contact.times, contact.last))
            .collect();
        assert_eq!(
            read,
            [
                ("a.example".to_owned(), ContactPurpose::Look, 1, at(2)),
                ("b.example".to_owned(), ContactPurpose::Look, 2, at(3)),
                ("b.example".to_owned(), ContactPurpose::Update, 1, at(4)),
            ]
        );
    }

    #[test]
    fn a_fault_that_invents_servers_cannot_fill_the_memory() {
        let sheet = ContactSheet::default();
        let at = Timestamp::from_second(1).expect("in range");
        for number in 0..2 * MOST {
            sheet.count(&format!("{number}.example"), ContactPurpose::Proof, at);
        }
        assert_eq!(sheet.read().len(), MOST);
    }
}
