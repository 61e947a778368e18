//! What a service's answer means, and for whom.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use crate::finding::LookProblem;
use crate::names::RecordId;

/// What one answer means for one record, and how far it reaches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// The meaning.
    pub meaning: Meaning,
    /// Whom it binds.
    pub scope: Scope,
}

/// The meaning of an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Meaning {
    /// The service says that it stored the address (`good`).
    Accepted {
        /// The address it says it stored, when it says one. The caller has already checked that it is the one sent;
        /// another one is [`Meaning::NotConfirmed`].
        echoed: Option<IpAddr>,
    },
    /// The service says that it had this address already (`nochg`).
    AlreadySo {
        /// The address it names, when it names one.
        echoed: Option<IpAddr>,
    },
    /// The service stored another address than the one sent (F33). Not a success; no hurried repeat.
    NotConfirmed {
        /// What it says it stored.
        echoed: IpAddr,
    },
    /// Nothing was stored; try again later by itself.
    Later {
        /// Why.
        reason: LaterReason,
        /// The least wait the service or its documentation demands.
        not_before: Option<Duration>,
    },
    /// Only a person can mend this.
    NeedsPerson {
        /// What was refused.
        refusal: Refusal,
        /// A person's release before this span is over does not send (No-IP `abuse`: 24 h).
        not_before: Option<Duration>,
    },
    /// The request may or may not have arrived, or the answer is not understood: DNS decides (F60, F64).
    Unclear {
        /// Why it is unclear.
        reason: UnclearReason,
        /// The least wait before the record may be tried again if DNS does not show it.
        not_before: Option<Duration>,
    },
}

/// Why a service cannot take an update now.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum LaterReason {
    /// `911`, `dnserr`, or an HTTP 5xx: trouble on their side.
    ServiceTrouble,
    /// HTTP 429, `interval`, "too soon".
    TooOften,
    /// An HTML page, a redirect or other content where a word belongs: somebody in between answered (F09).
    Intercepted,
    /// The request certainly did not arrive: no network, no connection, refused handshake.
    NotSent {
        /// What stood in the way.
        problem: LookProblem,
    },
    /// An empty answer.
    EmptyAnswer,
    /// HTTP 404 where the update address should be: the address in the settings, or somebody in between. After the
    /// third in a row a person is needed.
    NotFound,
    /// The secret could not be read now (keychain locked); nothing was sent.
    SecretUnavailable,
}

/// Why nobody knows whether an update was stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum UnclearReason {
    /// The request left and no whole answer came back.
    AnswerLost {
        /// What happened to the answer.
        problem: LookProblem,
    },
    /// A word that no page of the vendor lists.
    UnknownWord,
    /// Several names were asked and this one has no line (F23).
    MissingLine,
    /// The program stopped between sending and reading.
    Restarted,
}

/// What only a person can mend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// `badauth`, HTTP 401: user name, password, key or token not accepted.
    LoginRefused,
    /// `nohost`, `!yours`: the name is not in this account.
    HostUnknown,
    /// `notfqdn`: the name is malformed in the service's eyes.
    NameMalformed,
    /// `badagent`, `good 127.0.0.1`: this program was refused.
    ClientBlocked,
    /// `abuse`: the account or host is blocked.
    AccountBlocked,
    /// `!donator`: a feature the account does not have.
    FeatureNotPaid,
    /// `numhost`, `badsys`, `badrequest`, HTTP 400/404: the request as such is refused.
    RequestRefused,
    /// HTTP 403 without a known word.
    Forbidden,
    /// No secret is stored for this profile.
    SecretMissing,
    /// The same "no change" answer again and again: the service would call it abuse next (F24).
    TooManyNoChange,
    /// This build of the program names no maintainer whom the service could write to; nothing was sent.
    ContactMissing,
    /// Nobody refused: DNS showed for the second time within a day what this computer did not write. Nobody fights, and
    /// a person says whose name it is (F50).
    WrittenElsewhere,
}

/// How far an answer reaches. Wider scopes come later in the order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// This record only.
    Record,
    /// Every record of the profile.
    Profile,
    /// Every profile that uses the same credential at the service.
    Credential,
    /// Every profile of the service.
    Service,
}

/// A service's own words, cut to 200 characters, control characters removed, secrets masked. For display only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(type = "string"))]
pub struct Quote(String);

impl Quote {
    /// Keeps at most the first 200 printable characters of `text`.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(
            text.chars()
                .filter(|c| !c.is_control() || *c == ' ')
                .take(200)
                .collect(),
        )
    }

    /// Returns the words.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Quote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The end of one attempt: a verdict for each record that was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// One verdict per record asked. A record without one counts as [`UnclearReason::MissingLine`].
    pub verdicts: BTreeMap<RecordId, Verdict>,
    /// What the service said, for the history.
    pub quote: Option<Quote>,
    /// The HTTP status of the deciding answer, when there was one.
    pub status: Option<u16>,
}
