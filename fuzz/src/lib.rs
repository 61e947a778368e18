//! Every parser against bytes that nobody would write.
//!
//! One module per kind of input; the targets in `fuzz_targets` only choose. Beside "it does not panic" each checks what
//! must hold for every input: a secret is in no text for people, a verdict is only about what was asked, and what was
//! written is read back the same. Where a parser needs more than bytes (a status, a service), the last bytes say it, so
//! that fixtures are seeds as they are; [`split`] takes them off.
//!
//! It must never open a socket or write a file.
#![allow(clippy::unwrap_used, reason = "a finding should stop")]

pub mod answers;
pub mod api;
pub mod dns;
pub mod echo;
pub mod import;
pub mod link;
pub mod router;
pub mod settings;
pub mod template;

/// The secret of every profile here. It can only be in a text if somebody put it there.
pub const SECRET: &str = "Tr0ub4dor&3 \"zq%";

/// HTTP statuses that a byte can choose.
const STATUSES: [u16; 14] = [
    200, 201, 204, 301, 302, 400, 401, 403, 404, 409, 422, 429, 500, 503,
];

/// Takes the last `N` bytes off, which choose; fewer bytes choose nothing.
pub fn split<const N: usize>(data: &[u8]) -> (&[u8], [u8; N]) {
    match data.split_last_chunk::<N>() {
        Some((rest, last)) => (rest, *last),
        None => (data, [0; N]),
    }
}

/// Returns the status that a byte chooses.
pub fn status(byte: u8) -> u16 {
    STATUSES[usize::from(byte) % STATUSES.len()]
}

/// Stops when a text that only we wrote holds the secret or a telling part of it.
pub fn holds_no_secret(text: &str) {
    for part in [SECRET, "Tr0ub4dor&3", "Tr0ub4dor%263"] {
        assert!(!text.contains(part), "{text}");
    }
}

/// Stops when words of a service hold the whole secret, plain or encoded: what a service repeats must be masked.
pub fn is_masked(text: &str) {
    for whole in [SECRET, "Tr0ub4dor%263%20%22zq%25"] {
        assert!(!text.contains(whole), "{text}");
    }
}
