//! From what a service says went wrong to what surfaces show.

use hemma_core::time::Timestamp;
use hemma_providers::hostup::api::{ApiProblem, ApiProblemKind, Denial, Gate, Scope};

use crate::messages::{ApiFieldTrouble, ApiTrouble, ApiTroubleKind, CommandError, QueryError};

/// What a refusal means; `writes`: of a call that changes something. `until` is when calls may leave again, where it
/// asks for rest.
pub(super) fn of(problem: ApiProblem, writes: bool, until: Timestamp) -> ApiTrouble {
    let kind = match &problem.kind {
        ApiProblemKind::Invalid | ApiProblemKind::CursorInvalid => ApiTroubleKind::Invalid,
        ApiProblemKind::KeyRejected => ApiTroubleKind::KeyRejected {
            address_changed: false,
        },
        ApiProblemKind::NotAllowed { denial, needs } => ApiTroubleKind::NotAllowed {
            scopes: match denial {
                Denial::ScopeOrOwner => words(needs),
                // No scope would help.
                Denial::AccountInactive | Denial::VerificationFailed => Vec::new(),
            },
        },
        ApiProblemKind::Gone => ApiTroubleKind::Gone,
        ApiProblemKind::Conflict => ApiTroubleKind::Conflict,
        ApiProblemKind::VpsNotReady => ApiTroubleKind::Closed,
        ApiProblemKind::Limited { .. } => ApiTroubleKind::Limited { until },
        ApiProblemKind::Unavailable { .. } => ApiTroubleKind::Unavailable,
        ApiProblemKind::Strange { .. } => ApiTroubleKind::Strange,
    };
    let unclear = writes && problem.may_have_happened();
    let fields = problem.fields.into_iter().map(|field| ApiFieldTrouble {
        field: form_field(&field.pointer),
        detail: field.detail,
    });
    ApiTrouble {
        kind,
        detail: problem.detail.or(problem.title),
        request_id: problem.request_id,
        status: Some(problem.status),
        code: problem.code,
        fields: fields.collect(),
        unclear,
    }
}

/// Returns the form's field for a pointer into the body that was sent.
fn form_field(pointer: &str) -> String {
    match pointer.trim_start_matches(['#', '/']) {
        "recordType" => "families".to_owned(),
        "hostname" => "hostname".to_owned(),
        "enabled" => "enabled".to_owned(),
        _ => pointer.to_owned(),
    }
}

/// Returns scopes in the service's words.
pub(super) fn words(scopes: &[Scope]) -> Vec<String> {
    scopes.iter().map(ToString::to_string).collect()
}

/// A field that cannot be sent like this.
pub(super) fn wrong_field(field: &str, detail: &str) -> ApiTrouble {
    ApiTrouble {
        fields: vec![ApiFieldTrouble {
            field: field.to_owned(),
            detail: detail.to_owned(),
        }],
        ..ApiTroubleKind::Invalid.into()
    }
}

/// Something that is not let through, for the service's reason.
pub(super) fn closed(reason: Option<String>) -> ApiTrouble {
    ApiTrouble {
        detail: reason.map(String::into_boxed_str),
        ..ApiTroubleKind::Closed.into()
    }
}

/// Passes where the gate is open. A gate that was not in the answer is left to the service.
pub(super) fn through(gate: Option<&Gate>) -> Result<(), ApiTrouble> {
    match gate {
        Some(gate) if !gate.allowed => Err(closed(gate.reason.clone())),
        _ => Ok(()),
    }
}

/// Reads an id that came over the link: one that no service gave names nothing.
pub(super) fn id<T: std::str::FromStr>(text: &str) -> Result<T, ApiTrouble> {
    text.parse().map_err(|_| ApiTroubleKind::Gone.into())
}

impl From<ApiTrouble> for CommandError {
    fn from(trouble: ApiTrouble) -> Self {
        Self::Api { trouble }
    }
}

impl From<ApiTrouble> for QueryError {
    fn from(trouble: ApiTrouble) -> Self {
        Self::Api { trouble }
    }
}
