//! Words, phrases, statuses and codes that only one service uses.

use hemma_core::verdict::Refusal;
use std::time::Duration;

use crate::dyndns2::{HALF_AN_HOUR, Reach, Sense, Word};
use crate::speech::Phrase;

pub(super) const TEN_MINUTES: Duration = Duration::from_secs(10 * 60);

pub(super) const GOOD: Word = Word::new(Sense::Good, Reach::Name);
const NO_CHANGE: Word = Word::new(Sense::NoChange, Reach::Name);
const LOGIN: Word = Word::refused(Refusal::LoginRefused, Reach::Profile);
const OWN_LOGIN: Word = Word::refused(Refusal::LoginRefused, Reach::Name);
const NO_HOST: Word = Word::refused(Refusal::HostUnknown, Reach::Name);
const REQUEST: Word = Word::refused(Refusal::RequestRefused, Reach::Name);

/// A refused login where each name has a secret of its own.
pub(super) const BADAUTH_OF_ONE_NAME: (&str, Word) = ("badauth", OWN_LOGIN);

pub(super) static INFOMANIAK: &[(&str, Word)] =
    &[("successfully_changed", GOOD), ("no_change", NO_CHANGE)];

/// "401 auth; 400/404 host; 403; 429": what is not here means the same everywhere.
pub(super) static DESEC: &[(u16, Word)] = &[(400, NO_HOST), (404, NO_HOST)];

/// "404 unknown host, 401".
pub(super) static DOMENESHOP: &[(u16, Word)] = &[(404, NO_HOST)];

/// "204 = no change; 401 auth, 409 zone, 410 account inactive, 411 bad address, 412 private address, 503 temporary".
pub(super) static SELFHOST: &[(u16, Word)] = &[
    (204, NO_CHANGE),
    (409, NO_HOST),
    (410, Word::refused(Refusal::AccountBlocked, Reach::Profile)),
    (411, REQUEST),
    (412, REQUEST),
];

/// Dynu: "911: 10 min" is their own wish, and half an hour keeps it.
pub(super) static DYNU: &[(&str, Word)] = &[(
    "unknown",
    Word::new(Sense::Trouble(HALF_AN_HOUR), Reach::Name),
)];

/// "line begins `Updated ` / `No IP change detected`; other text = failure".
pub(super) static FREEDNS: &[Phrase] = &[
    Phrase::begins("Updated ", GOOD).address_after(" to "),
    Phrase::begins("No IP change detected", NO_CHANGE).address_after(" with IP "),
];

/// "`… updated` / `… unchanged`".
pub(super) static DYNV6: &[Phrase] = &[
    Phrase::ends(" updated", GOOD),
    Phrase::ends(" unchanged", NO_CHANGE),
];

/// "not specified (`OK` seen)"; the refusals are what clients match.
pub(super) static CLOUDNS: &[Phrase] = &[
    Phrase::begins("OK", GOOD),
    Phrase::begins("The record's key is wrong!", OWN_LOGIN),
    Phrase::begins("Invalid request.", REQUEST),
];

/// "contains `good` or `Updated 1 hostname`; `badauth notfqdn badysys` (sic)". A line must begin with it.
pub(super) static DDNSS: &[Phrase] = &[
    Phrase::begins("good", GOOD),
    Phrase::begins("Updated 1 hostname", GOOD),
    Phrase::begins("nochg", NO_CHANGE),
    Phrase::begins("badauth", LOGIN),
    Phrase::begins(
        "notfqdn",
        Word::refused(Refusal::NameMalformed, Reach::Name),
    ),
    Phrase::begins("badysys", REQUEST),
];

/// "contains `code = 200`". A line must begin with it.
pub(super) static KEYSYSTEMS: &[Phrase] = &[Phrase::begins("code = 200", GOOD)];

/// The sources name no words; these are what clients of the service know. `TOOSOON`: less than ten minutes.
pub(super) static EASYDNS: &[Phrase] = &[
    Phrase::begins("NOERROR", GOOD),
    Phrase::begins("OK", GOOD),
    Phrase::begins("NOACCESS", LOGIN),
    Phrase::begins("NO_AUTH", LOGIN),
    Phrase::begins("NOSERVICE", NO_HOST),
    Phrase::begins("ILLEGAL INPUT", REQUEST),
    Phrase::begins(
        "TOOSOON",
        Word::new(Sense::TooSoon(TEN_MINUTES), Reach::Name),
    ),
];

/// "`<SUCCESS CODE="200">` / `"201"`; `<ERROR CODE="702">` too soon, `708` login, `709` host, `701` zone".
pub(super) static ZONEEDIT: &[(&str, Word)] = &[
    ("SUCCESS 200", GOOD),
    ("SUCCESS 201", NO_CHANGE),
    ("ERROR 701", NO_HOST),
    (
        "ERROR 702",
        Word::new(Sense::TooSoon(TEN_MINUTES), Reach::Name),
    ),
    ("ERROR 708", LOGIN),
    ("ERROR 709", NO_HOST),
];
