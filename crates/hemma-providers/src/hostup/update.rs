//! HostUp's public token update.
//!
//! **Observed in the wild only.** No vendor page visible to us describes address or answers; the vendor says that a
//! token authorises "public DynDNS updates" and no more. Everything here follows `hostup-api.md` §6, which collects two
//! independent public scripts, and is kept apart so that a page of the vendor's can replace it.

use hemma_core::names::{RecordId, SecretKey};
use hemma_core::scheduler::Change;
use hemma_core::settings::{BatchRules, Profile, RetryRules, ServiceRules};
use hemma_core::verdict::{LaterReason, Meaning, Outcome, Refusal, Scope, UnclearReason, Verdict};
use http::header::{ACCEPT, HeaderValue, USER_AGENT};
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

use crate::entrance::{CannotSpeak, Secrets, endpoint};
use crate::exchange::{Exchange, Mask, Reader, Request, Response, Turn, Turns};
use crate::identity::ClientIdentity;
use crate::percent;

/// Where updates go.
pub(crate) const ENDPOINT: &str = "https://cloud.hostup.se/api/dyndns/update";

/// The most of a body that is read (§6.1 rule 7).
const LONGEST_BODY: usize = 4096;

const FIVE_MINUTES: Duration = Duration::from_secs(5 * 60);
const FIFTEEN_MINUTES: Duration = Duration::from_secs(15 * 60);
const HALF_AN_HOUR: Duration = Duration::from_secs(30 * 60);
const SIX_HOURS: Duration = Duration::from_secs(6 * 3600);
const A_DAY: Duration = Duration::from_secs(24 * 3600);

/// What the scheduler must know of it (§6.1 rules 5 and 8, §6.2).
pub(crate) fn rules() -> ServiceRules {
    ServiceRules {
        batch: BatchRules::Single,
        families_together: false,
        ipv4: true,
        ipv6: true,
        min_interval: Duration::from_secs(60),
        min_interval_forced: Duration::from_secs(60),
        request_gap: Duration::from_secs(1),
        // §6.1 rule 8 allows a refresh after a week; nothing lapses without one, so none is sent.
        refresh_after: None,
        nochg_limit: 3,
        retry: RetryRules {
            first: FIVE_MINUTES,
            most: SIX_HOURS,
        },
        needs_username: false,
        needs_endpoint: false,
        secret_per_record: true,
        has_api: true,
        ..ServiceRules::PLAIN
    }
}

/// Builds the exchange for one attempt: one request per record, because a token belongs to one configuration.
pub(crate) fn exchange(
    profile: &Profile,
    secrets: &Secrets,
    changes: &[Change],
    identity: &ClientIdentity,
) -> Result<Box<dyn Exchange>, CannotSpeak> {
    let base = endpoint(profile, Some(ENDPOINT))?;
    let mut mask = Mask::default();
    let mut turns = Vec::new();
    for Change {
        record, address, ..
    } in changes
    {
        let token = secrets.get(&SecretKey::Record(record.clone()))?;
        mask.hide(token);
        // The order is the one both scripts use; nobody promises that another one works (§6.1 rule 2).
        let mut request = Request::get(base.clone());
        request.public_parameter("hostname", &percent::encode(record.name.as_str()));
        request.secret_parameter("token", token.expose());
        request.public_parameter("ip", &percent::encode(&address.to_string()));
        request.header(USER_AGENT, identity.header());
        request.header(ACCEPT, HeaderValue::from_static("text/plain"));
        let asked = Asked {
            record: record.clone(),
            sent: address.ip(),
        };
        turns.push(Turn { request, asked });
    }
    Ok(Box::new(Turns::new(UpdateReader { mask }, turns)))
}

/// What one request asks.
struct Asked {
    record: RecordId,
    sent: IpAddr,
}

struct UpdateReader {
    mask: Mask,
}

impl Reader for UpdateReader {
    type Asked = Asked;

    fn records(asked: &Asked) -> Vec<RecordId> {
        vec![asked.record.clone()]
    }

    fn read(&self, asked: &Asked, response: &Response) -> Outcome {
        let body = response.body.get(..LONGEST_BODY).unwrap_or(&response.body);
        let text = String::from_utf8_lossy(body);
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text).trim_end();
        let line = text.lines().next().unwrap_or("");
        let error = ApiError::read(text);
        let verdict = match &error {
            Some(error) => by_status(response, error.retry_after, Body::ApiError),
            None => by_word(line, asked.sent, response.status).unwrap_or_else(|| {
                let body = match line {
                    "" => Body::Empty,
                    line if line.trim_start().starts_with('<') => Body::Page,
                    _ => Body::Unknown,
                };
                by_status(response, None, body)
            }),
        };
        let said = error.map_or_else(|| line.to_owned(), |error| error.message);
        Outcome {
            verdicts: BTreeMap::from([(asked.record.clone(), verdict)]),
            quote: (!said.is_empty()).then(|| self.mask.quote(&said)),
            status: Some(response.status),
        }
    }
}

/// What a body without a known word is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Body {
    Empty,
    Page,
    ApiError,
    Unknown,
}

/// An error in the style of the vendor's v1 API, whose path space this address lies in (§6, §8.1).
struct ApiError {
    message: String,
    retry_after: Option<Duration>,
}

impl ApiError {
    fn read(text: &str) -> Option<Self> {
        let value: serde_json::Value = serde_json::from_str(text).ok()?;
        let object = value.as_object()?;
        let member = |name: &str| object.get(name).and_then(serde_json::Value::as_str);
        let message = member("message").or(member("error")).or(member("code"))?;
        let seconds = match object.get("retryAfter") {
            Some(serde_json::Value::String(text)) => text.trim().parse::<u32>().ok(),
            Some(number) => number
                .as_u64()
                .and_then(|seconds| u32::try_from(seconds).ok()),
            None => None,
        };
        Some(Self {
            message: message.to_owned(),
            retry_after: seconds.map(|seconds| Duration::from_secs(u64::from(seconds))),
        })
    }
}

/// Reads the first word, if it is a known one (§6.2).
fn by_word(line: &str, sent: IpAddr, status: u16) -> Option<Verdict> {
    let mut tokens = line.split_whitespace();
    let word = tokens.next()?.to_ascii_lowercase();
    let verdict = match word.as_str() {
        // A redirect, a refused login, "too often" or an error of the server cannot carry a success (F61, F63).
        "good" | "nochg" if matches!(status, 300..=399 | 401 | 429 | 500..=599) => return None,
        "good" => stored(true, tokens.next(), sent),
        "nochg" => stored(false, tokens.next(), sent),
        "badauth" => needs_person(Refusal::LoginRefused),
        "nohost" | "!yours" => needs_person(Refusal::HostUnknown),
        "notfqdn" => needs_person(Refusal::NameMalformed),
        "abuse" => Verdict {
            meaning: Meaning::NeedsPerson {
                refusal: Refusal::AccountBlocked,
                not_before: Some(A_DAY),
            },
            scope: Scope::Record,
        },
        "911" => later(LaterReason::ServiceTrouble, HALF_AN_HOUR, Scope::Service),
        "dnserr" => later(LaterReason::ServiceTrouble, HALF_AN_HOUR, Scope::Record),
        "badagent" => Verdict {
            scope: Scope::Service,
            ..needs_person(Refusal::ClientBlocked)
        },
        "!donator" => needs_person(Refusal::FeatureNotPaid),
        "numhost" | "badsys" => needs_person(Refusal::RequestRefused),
        _ => return None,
    };
    Some(verdict)
}

fn stored(changed: bool, echoed: Option<&str>, sent: IpAddr) -> Verdict {
    let echoed = match echoed.map(str::parse::<IpAddr>) {
        None => None,
        Some(Ok(address)) => Some(address.to_canonical()),
        // Prose behind the word: a page that happens to begin with it.
        Some(Err(_)) => return unclear(),
    };
    let meaning = match echoed {
        Some(echoed) if echoed != sent => Meaning::NotConfirmed { echoed },
        echoed if changed => Meaning::Accepted { echoed },
        echoed => Meaning::AlreadySo { echoed },
    };
    Verdict {
        meaning,
        scope: Scope::Record,
    }
}

fn by_status(response: &Response, asked_for: Option<Duration>, body: Body) -> Verdict {
    match response.status {
        401 => needs_person(Refusal::LoginRefused),
        403 => needs_person(Refusal::Forbidden),
        400 | 404 | 405 | 410 | 414 => needs_person(Refusal::RequestRefused),
        429 => {
            let wait = response.retry_after().or(asked_for);
            let wait = wait.unwrap_or(FIFTEEN_MINUTES);
            later(LaterReason::TooOften, wait, Scope::Service)
        }
        300..=399 | 407 | 511 => later(LaterReason::Intercepted, FIVE_MINUTES, Scope::Profile),
        500..=599 => later(LaterReason::ServiceTrouble, FIVE_MINUTES, Scope::Service),
        _ => match body {
            Body::Empty => later(LaterReason::EmptyAnswer, FIVE_MINUTES, Scope::Record),
            Body::Page => later(LaterReason::Intercepted, FIVE_MINUTES, Scope::Profile),
            Body::ApiError | Body::Unknown => unclear(),
        },
    }
}

fn needs_person(refusal: Refusal) -> Verdict {
    Verdict {
        meaning: Meaning::NeedsPerson {
            refusal,
            not_before: None,
        },
        scope: Scope::Record,
    }
}

fn later(reason: LaterReason, wait: Duration, scope: Scope) -> Verdict {
    Verdict {
        meaning: Meaning::Later {
            reason,
            not_before: Some(wait),
        },
        scope,
    }
}

fn unclear() -> Verdict {
    Verdict {
        meaning: Meaning::Unclear {
            reason: UnclearReason::UnknownWord,
            not_before: Some(FIVE_MINUTES),
        },
        scope: Scope::Record,
    }
}
