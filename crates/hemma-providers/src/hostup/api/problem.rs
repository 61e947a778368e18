//! Refusals: problem documents (RFC 7807), and everything that comes in their place.

use hemma_core::time::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fmt;
use std::time::Duration;

use super::call::Scope;
use super::door::ApiDoor;
use super::{limit, reading};
use crate::exchange::Response;

/// Field errors beyond this many say nothing new.
const MOST_FIELDS: usize = 50;

/// Why a call did not succeed. Its texts are the server's, cleaned, without the key; branch on [`ApiProblem::kind`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ApiProblem {
    /// The HTTP status.
    pub status: u16,
    /// The vendor's stable word, such as `invalid_request`. Unknown ones are normal.
    pub code: Option<Box<str>>,
    /// A short text.
    pub title: Option<Box<str>>,
    /// The human text. It may change; nothing may depend on it.
    pub detail: Option<Box<str>>,
    /// What the vendor's support will want to know, `req_…`.
    pub request_id: Option<Box<str>>,
    /// Which fields of the request are wrong.
    pub fields: Vec<FieldProblem>,
    /// What it means for this program.
    pub kind: ApiProblemKind,
}

/// One wrong field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldProblem {
    /// A JSON pointer into the body that was sent, such as `/hostname`.
    pub pointer: String,
    /// What is wrong, in the vendor's words.
    #[serde(default)]
    pub detail: String,
    /// The vendor's word for it.
    #[serde(default)]
    pub code: String,
}

/// What a problem means: the HTTP status decides, the code only refines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ApiProblemKind {
    /// The request was wrong (400 and the like); [`ApiProblem::fields`] may say where. Never sent again as it is.
    Invalid,
    /// The page mark was wrong: start over from the first page, once.
    CursorInvalid,
    /// The key is not accepted (401). No call with it until a person acts. A key tied to an address fails like this when
    /// the address changes.
    KeyRejected,
    /// The key may not do this (403).
    NotAllowed {
        /// What stands in the way.
        denial: Denial,
        /// The scopes the call needs; the vendor does not say which one is missing.
        needs: &'static [Scope],
    },
    /// It does not exist, or belongs to somebody else (404).
    Gone,
    /// It contradicts the state at the server (409): read that again before anything else.
    Conflict,
    /// The server (VPS) must be running (409 `vps_not_ready`).
    VpsNotReady,
    /// Too often (429): no call with this key before the wait is over.
    Limited {
        /// How long: 1 s to 24 h if the server said it, else a minute.
        wait: Duration,
        /// Whether the server said it; if not, [`super::unasked_wait`] makes repeated waits longer.
        asked: bool,
    },
    /// The service or something behind it is in trouble (5xx).
    Unavailable {
        /// How long to wait, if the server said it.
        wait: Option<Duration>,
    },
    /// Not an answer of this API.
    Strange {
        /// What it is instead.
        oddity: Oddity,
    },
}

/// What stands behind a 403.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Denial {
    /// A scope is missing, or the thing belongs to somebody else.
    ScopeOrOwner,
    /// The account is not active.
    AccountInactive,
    /// The account has to be verified first.
    VerificationFailed,
}

/// What came instead of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Oddity {
    /// A web page.
    Portal,
    /// A redirect, or a proxy that wants a login.
    Intercepted,
    /// Something that is not JSON.
    NotJson,
    /// JSON of another shape.
    WrongShape,
    /// The envelope of the API's first version.
    OldApi,
    /// More than [`super::LONGEST_ANSWER`] bytes.
    TooLarge,
    /// A status that ends no request.
    Status,
}

impl ApiProblem {
    /// Reads an answer that is not a success.
    pub(super) fn of(
        door: &ApiDoor,
        response: &Response,
        now: Timestamp,
        scopes: &'static [Scope],
    ) -> Self {
        let body = if response.truncated {
            None
        } else {
            reading::json(door, response).filter(Value::is_object)
        };
        let text = |name: &str| -> Option<Box<str>> {
            let text = body.as_ref()?.get(name)?.as_str()?.trim();
            (!text.is_empty()).then(|| text.into())
        };
        let code = text("code");
        let asked = limit::asked_wait(&response.headers, body.as_ref(), now);
        let word = code.as_deref().unwrap_or("");
        Self {
            status: response.status,
            kind: kind(response.status, word, asked, scopes),
            title: text("title").or_else(|| text("error")),
            detail: text("detail").or_else(|| text("message")),
            request_id: text("requestId"),
            fields: body.as_ref().map(fields).unwrap_or_default(),
            code,
        }
    }

    /// Builds the problem of a success that is none.
    pub(super) fn strange(status: u16, oddity: Oddity) -> Self {
        Self {
            status,
            code: None,
            title: None,
            detail: None,
            request_id: None,
            fields: Vec::new(),
            kind: ApiProblemKind::Strange { oddity },
        }
    }

    /// Returns what the server says about one member of the body that was sent, such as `hostname`.
    #[must_use]
    pub fn field(&self, member: &str) -> Option<&FieldProblem> {
        self.fields
            .iter()
            .find(|field| field.pointer.trim_start_matches(['#', '/']) == member)
    }

    /// Returns whether a writing call may have been carried out all the same: look at the state before anything else.
    #[must_use]
    pub fn may_have_happened(&self) -> bool {
        match self.kind {
            ApiProblemKind::Unavailable { .. } => true,
            ApiProblemKind::Strange { .. } => (200..300).contains(&self.status),
            _ => false,
        }
    }

    /// Returns whether the trouble may pass by itself, so that a call that is safe to repeat may be repeated.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        matches!(
            self.kind,
            ApiProblemKind::Limited { .. }
                | ApiProblemKind::Unavailable { .. }
                | ApiProblemKind::Strange {
                    oddity: Oddity::Portal | Oddity::Intercepted | Oddity::NotJson,
                }
        )
    }
}

fn kind(
    status: u16,
    code: &str,
    asked: Option<Duration>,
    scopes: &'static [Scope],
) -> ApiProblemKind {
    match status {
        300..=399 | 407 | 511 => ApiProblemKind::Strange {
            oddity: Oddity::Intercepted,
        },
        400 if code == "invalid_cursor" => ApiProblemKind::CursorInvalid,
        401 => ApiProblemKind::KeyRejected,
        403 => ApiProblemKind::NotAllowed {
            denial: match code {
                "account_inactive" => Denial::AccountInactive,
                "verification_failed" => Denial::VerificationFailed,
                _ => Denial::ScopeOrOwner,
            },
            needs: scopes,
        },
        404 | 410 => ApiProblemKind::Gone,
        409 if code == "vps_not_ready" => ApiProblemKind::VpsNotReady,
        409 => ApiProblemKind::Conflict,
        429 => ApiProblemKind::Limited {
            wait: asked.unwrap_or_else(|| limit::unasked_wait(0)),
            asked: asked.is_some(),
        },
        408 | 425 | 500..=599 => ApiProblemKind::Unavailable { wait: asked },
        400..=499 => ApiProblemKind::Invalid,
        _ => ApiProblemKind::Strange {
            oddity: Oddity::Status,
        },
    }
}

fn fields(body: &Value) -> Vec<FieldProblem> {
    let Some(errors) = body.get("errors").and_then(Value::as_array) else {
        return Vec::new();
    };
    errors
        .iter()
        .filter_map(|error| FieldProblem::deserialize(error).ok())
        .take(MOST_FIELDS)
        .collect()
}

impl fmt::Display for ApiProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.code {
            Some(code) => write!(f, "HTTP {} ({code})", self.status),
            None => write!(f, "HTTP {}", self.status),
        }
    }
}

impl std::error::Error for ApiProblem {}
