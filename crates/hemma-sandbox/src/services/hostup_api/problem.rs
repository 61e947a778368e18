//! Problem documents (RFC 7807) with the vendor's own words (page 001 and the error index).

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::super::Reply;
use crate::clock::{Moment, iso_millis};
use crate::script::Fault;

/// A refusal.
#[derive(Debug, Clone)]
pub(super) struct Problem {
    status: u16,
    code: String,
    title: &'static str,
    detail: String,
    errors: Vec<FieldError>,
    limited: Option<Box<Limited>>,
}

/// One field of the body (or one query parameter) that is wrong.
#[derive(Debug, Clone)]
pub(super) struct FieldError {
    pub(super) pointer: String,
    pub(super) detail: String,
    pub(super) code: &'static str,
}

/// What the headers of a 429 tell.
#[derive(Debug, Clone, Copy)]
struct Limited {
    wait: Option<Duration>,
    limit: u32,
    reset: Timestamp,
}

impl FieldError {
    pub(super) fn new(pointer: &str, detail: impl Into<String>) -> Self {
        Self {
            pointer: format!("/{}", pointer.replace('~', "~0").replace('/', "~1")),
            detail: detail.into(),
            code: "invalid_request",
        }
    }

    pub(super) fn missing(name: &str) -> Self {
        Self {
            code: "missing_required",
            ..Self::new(name, format!("`{name}` is required."))
        }
    }

    pub(super) fn unknown(name: &str) -> Self {
        Self::new(name, format!("`{name}` is not supported."))
    }
}

impl Problem {
    fn new(status: u16, code: &str, title: &'static str, detail: impl Into<String>) -> Self {
        Self {
            status,
            code: code.to_owned(),
            title,
            detail: detail.into(),
            errors: Vec::new(),
            limited: None,
        }
    }

    pub(super) fn invalid(errors: Vec<FieldError>) -> Self {
        let detail = "The request body failed validation.";
        Self {
            errors,
            ..Self::new(400, "invalid_request", "Invalid request", detail)
        }
    }

    pub(super) fn invalid_field(error: FieldError) -> Self {
        Self::invalid(vec![error])
    }

    pub(super) fn invalid_cursor() -> Self {
        let detail = "Cursor is invalid or malformed.";
        Self::new(400, "invalid_cursor", "Validation failed", detail)
    }

    pub(super) fn unauthorized() -> Self {
        Self::new(
            401,
            "unauthorized",
            "Unauthorized",
            "Authentication is required.",
        )
    }

    pub(super) fn forbidden() -> Self {
        let detail = "The caller lacks a required scope or does not own the resource.";
        Self::new(403, "forbidden", "Forbidden", detail)
    }

    pub(super) fn account_inactive() -> Self {
        Self::new(
            403,
            "account_inactive",
            "Account inactive",
            "Account inactive.",
        )
    }

    pub(super) fn not_found() -> Self {
        let detail = "The requested resource could not be found.";
        Self::new(404, "not_found", "Not found", detail)
    }

    pub(super) fn vps_not_found() -> Self {
        let detail = "No VPS matching the given ID was found.";
        Self::new(404, "vps_not_found", "VPS not found", detail)
    }

    pub(super) fn wrong_method() -> Self {
        let detail = "This method is not supported here.";
        Self::new(405, "method_not_allowed", "Method not allowed", detail)
    }

    pub(super) fn conflict(code: &str, detail: impl Into<String>) -> Self {
        Self::new(409, code, "Conflict", detail)
    }

    pub(super) fn vps_not_ready() -> Self {
        Self::new(409, "vps_not_ready", "VPS not ready", "VPS not ready.")
    }

    pub(super) fn too_many(wait: Option<Duration>, limit: u32, now: Moment) -> Self {
        let detail = "Too many requests. Retry after the limit resets.";
        let length = SignedDuration::try_from(wait.unwrap_or(Duration::from_secs(60)));
        let reset = length
            .ok()
            .and_then(|length| now.wall.checked_add(length).ok())
            .unwrap_or(now.wall);
        Self {
            limited: Some(Box::new(Limited { wait, limit, reset })),
            ..Self::new(429, "rate_limit_exceeded", "Too many requests", detail)
        }
    }

    /// The problem a script asks for; `None` for other faults.
    pub(super) fn scripted(fault: &Fault, now: Moment) -> Option<Self> {
        match fault {
            Fault::TooMany {
                retry_after_seconds,
            } => {
                let wait = retry_after_seconds.map(Duration::from_secs);
                Some(Self::too_many(wait, 60, now))
            }
            Fault::Problem { status, code } => {
                let (title, detail) = titled(*status, code);
                let mut problem = Self::new(*status, code, title, detail);
                if *status == 429 {
                    problem.limited =
                        Self::too_many(Some(Duration::from_secs(60)), 60, now).limited;
                }
                Some(problem)
            }
            _ => None,
        }
    }

    /// How long a 429 asks to wait.
    pub(super) fn wait(&self) -> Option<Duration> {
        self.limited.as_ref().and_then(|limited| limited.wait)
    }

    /// Whether the answer says for certain that nothing was done.
    pub(super) fn was_not_done(&self) -> bool {
        self.status < 500
    }

    /// Whether the request came by a method that does not exist.
    pub(super) fn wrong_way(&self) -> bool {
        self.status == 405
    }

    pub(super) fn reply(&self, request_id: &str, path: &str, now: Moment) -> Reply {
        let Self {
            status,
            code,
            title,
            detail,
            ..
        } = self;
        let mut body = json!({
            "type": format!("https://developer.hostup.se/errors/{code}"),
            "title": title,
            "status": status,
            "detail": detail,
            "code": code,
            "instance": path,
            "requestId": request_id,
            "timestamp": iso_millis(now.wall),
        });
        if !self.errors.is_empty()
            && let Some(members) = body.as_object_mut()
        {
            let errors = self.errors.iter().map(|error| {
                json!({ "pointer": error.pointer, "detail": error.detail, "code": error.code })
            });
            members.insert("errors".to_owned(), Value::Array(errors.collect()));
        }
        let mut reply = Reply::json(*status, &body);
        reply.content_type = "application/problem+json";
        if let Some(Limited { wait, limit, reset }) = self.limited.as_deref().copied() {
            if let Some(wait) = wait {
                // Whole seconds, rounded up: coming back after them must be late enough.
                let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
                reply = reply.with("retry-after", seconds.to_string());
            }
            reply = reply
                .with("x-ratelimit-limit", limit.to_string())
                .with("x-ratelimit-remaining", "0")
                .with("x-ratelimit-reset", iso_millis(reset));
        }
        reply
    }
}

/// Titles and details of the vendor's error index for codes that a script may ask for.
fn titled(status: u16, code: &str) -> (&'static str, &'static str) {
    match code {
        "internal_error" => (
            "Internal server error",
            "An unexpected error occurred. Retry later or contact support if the issue persists.",
        ),
        "upstream_unavailable" => (
            "Billing account unavailable",
            "Billing account data could not be loaded.",
        ),
        "upstream_dns_record_shape_invalid" => {
            ("Upstream response invalid", "Upstream response invalid.")
        }
        "nameserver_update_blocked" => ("Nameserver update blocked", "Nameserver update blocked."),
        "verification_failed" => ("Verification Failed", "Verification Failed."),
        "account_inactive" => ("Account inactive", "Account inactive."),
        "vps_not_ready" => ("VPS not ready", "VPS not ready."),
        "rate_limited" => (
            "Rate limit exceeded",
            "Too many WHOIS lookups — please wait a minute and try again.",
        ),
        _ if status >= 500 => ("Upstream failed", "The request could not be completed."),
        _ => ("Conflict", "The request could not be completed."),
    }
}
