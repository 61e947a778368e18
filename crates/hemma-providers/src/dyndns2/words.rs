//! The words of the dyndns2 family.
//!
//! Source: Dyn's "Remote Access API" return codes and the words other services added, as collected in
//! `dyndns2-services.md` §1 and its table. A service that means something else by a word says so in its dialect.

use hemma_core::verdict::Refusal;
use std::time::Duration;

/// Half an hour: No-IP's page asks for "no sooner than 30 minutes" after `911`; Dyn's is not known to ask for less.
pub(crate) const HALF_AN_HOUR: Duration = Duration::from_secs(30 * 60);

/// A day: the least time before a person may try again after `abuse` (`noip-update.md` §5.1).
pub(crate) const A_DAY: Duration = Duration::from_secs(24 * 3600);

/// `interval` and answers nobody can read at all.
pub(crate) const FIVE_MINUTES: Duration = Duration::from_secs(5 * 60);

/// No answer makes us wait longer than this by itself; a typing error on their side must not stop a name for ever.
const A_WEEK: Duration = Duration::from_secs(7 * 24 * 3600);

/// What a word means, and how far it reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    pub(crate) sense: Sense,
    pub(crate) reach: Reach,
}

/// What a word means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sense {
    /// Stored.
    Good,
    /// Had it already.
    NoChange,
    /// A person is needed; a release before the span is over does not send.
    Refused(Refusal, Option<Duration>),
    /// Trouble on their side; try again after the span.
    Trouble(Duration),
    /// Too soon; try again after the span.
    TooSoon(Duration),
    /// There is nothing at this address; try again after the span, but not for ever.
    NotFound(Duration),
}

/// How far a word reaches, before a dialect turns it into a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reach {
    /// The name of its line.
    Name,
    /// The whole profile.
    Profile,
    /// Everybody with the same login.
    Login,
    /// Everybody at that service.
    Everyone,
}

impl Word {
    pub(crate) const fn new(sense: Sense, reach: Reach) -> Self {
        Self { sense, reach }
    }

    pub(crate) const fn refused(refusal: Refusal, reach: Reach) -> Self {
        Self::new(Sense::Refused(refusal, None), reach)
    }

    pub(crate) fn is_success(self) -> bool {
        matches!(self.sense, Sense::Good | Sense::NoChange)
    }
}

/// Every word the family has in common.
pub(crate) const WORDS: &[(&str, Word)] = &[
    ("good", Word::new(Sense::Good, Reach::Name)),
    ("nochg", Word::new(Sense::NoChange, Reach::Name)),
    (
        "badauth",
        Word::refused(Refusal::LoginRefused, Reach::Profile),
    ),
    (
        "!donator",
        Word::refused(Refusal::FeatureNotPaid, Reach::Profile),
    ),
    (
        "notfqdn",
        Word::refused(Refusal::NameMalformed, Reach::Name),
    ),
    ("nohost", Word::refused(Refusal::HostUnknown, Reach::Name)),
    ("!yours", Word::refused(Refusal::HostUnknown, Reach::Name)),
    ("!active", Word::refused(Refusal::HostUnknown, Reach::Name)),
    (
        "numhost",
        Word::refused(Refusal::RequestRefused, Reach::Profile),
    ),
    (
        "abuse",
        Word::new(
            Sense::Refused(Refusal::AccountBlocked, Some(A_DAY)),
            Reach::Name,
        ),
    ),
    (
        "badagent",
        Word::refused(Refusal::ClientBlocked, Reach::Everyone),
    ),
    (
        "badsys",
        Word::refused(Refusal::RequestRefused, Reach::Profile),
    ),
    (
        "dnserr",
        Word::new(Sense::Trouble(HALF_AN_HOUR), Reach::Name),
    ),
    (
        "911",
        Word::new(Sense::Trouble(HALF_AN_HOUR), Reach::Everyone),
    ),
    // dy.fi: the address is not from a network it accepts.
    ("badip", Word::refused(Refusal::RequestRefused, Reach::Name)),
    // Strato, Loopia.
    (
        "badrequest",
        Word::refused(Refusal::RequestRefused, Reach::Profile),
    ),
    // Google's registrar, gone since: another record stands in the way.
    (
        "conflict a",
        Word::refused(Refusal::RequestRefused, Reach::Name),
    ),
    (
        "conflict aaaa",
        Word::refused(Refusal::RequestRefused, Reach::Name),
    ),
    // Hurricane Electric.
    (
        "interval",
        Word::new(Sense::TooSoon(FIVE_MINUTES), Reach::Name),
    ),
    // Dynu.
    (
        "servererror",
        Word::new(Sense::Trouble(HALF_AN_HOUR), Reach::Everyone),
    ),
    // Securepoint.
    ("fatal", Word::refused(Refusal::RequestRefused, Reach::Name)),
];

/// Reads the very old `wNN`, `wNNs`, `wNNm`, `wNNh`: wait that long, in seconds without a unit.
pub(crate) fn old_wait(token: &str) -> Option<Duration> {
    let rest = token.strip_prefix('w')?;
    let (digits, unit) = match rest.strip_suffix(['s', 'm', 'h']) {
        Some(digits) => (digits, rest.as_bytes().last().copied().unwrap_or(b's')),
        None => (rest, b's'),
    };
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let each: u64 = match unit {
        b'm' => 60,
        b'h' => 3600,
        _ => 1,
    };
    let seconds = digits
        .parse::<u64>()
        .unwrap_or(u64::MAX)
        .saturating_mul(each);
    Some(Duration::from_secs(seconds).min(A_WEEK))
}
