//! How the public address is found.

use std::collections::{BTreeMap, BTreeSet};

use super::fields::{Checker, Limits, root};
use crate::address::Family;
use crate::names::{OperatorId, ProfileId, SourceId};
use crate::settings::{
    Detection, DetectionDraft, EchoBody, FieldPath, Ipv6Choice, ProblemKind, Profile, SourceChoice,
    SourceDraft, built_in_sources,
};

/// The id that means this computer's own interfaces.
const INTERFACE: &str = "interface";

pub(super) fn check(draft: &DetectionDraft, checker: &mut Checker) -> Detection {
    let path = root("detection");
    let permit_documentation = draft.permit_documentation.unwrap_or_default();
    // Two minutes is what echo services and `noip-update.md` §5.3 bear. Where documentation addresses are permitted only
    // a sandbox answers, and its stories are played in seconds.
    let least = if permit_documentation { "2s" } else { "2m" };
    Detection {
        interval: checker.duration(
            path.key("interval"),
            draft.interval.as_deref(),
            &Limits {
                default: "5m",
                least,
                most: "1d",
            },
        ),
        settle: checker.duration(
            path.key("settle"),
            draft.settle.as_deref(),
            &Limits {
                default: "400ms",
                least: "0s",
                most: "30s",
            },
        ),
        dwell: checker.duration(
            path.key("dwell"),
            draft.dwell.as_deref(),
            &Limits {
                default: "1m",
                least: "0s",
                most: "1h",
            },
        ),
        sources: check_sources(&draft.source, &path.key("source"), checker),
        ipv6: checker.word(
            path.key("ipv6"),
            draft.ipv6.as_deref(),
            &[
                ("stable", Ipv6Choice::Stable),
                ("web", Ipv6Choice::Web),
                ("off", Ipv6Choice::Off),
            ],
        ),
        permit_documentation,
    }
}

fn check_sources(
    drafts: &[SourceDraft],
    path: &FieldPath,
    checker: &mut Checker,
) -> Vec<SourceChoice> {
    let built_in = built_in_sources();
    if drafts.is_empty() {
        return built_in;
    }
    let mut seen = BTreeSet::new();
    let mut sources = Vec::new();
    for (place, draft) in drafts.iter().enumerate() {
        let path = path.index(place);
        let id: Option<SourceId> = checker.name(path.key("id"), draft.id.as_deref());
        let taken = id
            .as_ref()
            .is_some_and(|id| id.as_str() == INTERFACE || !seen.insert(id.clone()));
        if taken {
            checker.problem(path.key("id"), ProblemKind::Duplicate);
        }
        let known = built_in
            .iter()
            .find(|source| Some(&source.id) == id.as_ref());
        if let Some(source) = check_source(draft, id, known, &path, checker) {
            sources.push(source);
        }
    }
    sources
}

fn check_source(
    draft: &SourceDraft,
    id: Option<SourceId>,
    known: Option<&SourceChoice>,
    path: &FieldPath,
    checker: &mut Checker,
) -> Option<SourceChoice> {
    let ipv4 = checker.https(path.key("ipv4"), draft.ipv4.as_deref());
    let ipv6 = checker.https(path.key("ipv6"), draft.ipv6.as_deref());
    let body = checker.word(
        path.key("body"),
        draft.body.as_deref(),
        &[
            ("text", EchoBody::Text),
            ("trace", EchoBody::Trace),
            ("json", EchoBody::Json),
        ],
    );
    let operator: Option<OperatorId> = draft
        .operator
        .as_deref()
        .and_then(|operator| checker.name(path.key("operator"), Some(operator)));
    let id = id?;
    let alone = draft.ipv4.is_none() && draft.ipv6.is_none();
    match known {
        Some(known) if alone => Some(SourceChoice {
            operator: operator.unwrap_or_else(|| known.operator.clone()),
            ..known.clone()
        }),
        None if alone => {
            let allowed = built_in_sources()
                .iter()
                .map(|source| source.id.to_string())
                .collect();
            checker.problem(path.key("id"), ProblemKind::UnknownWord { allowed });
            None
        }
        _ => Some(SourceChoice {
            operator: operator.unwrap_or_else(|| match known {
                Some(known) => known.operator.clone(),
                None => id.as_str().parse().expect("ids share their rules"),
            }),
            id,
            ipv4,
            ipv6,
            body,
        }),
    }
}

/// A family that is to be kept needs two independent operators; IPv6 of this computer itself needs one beside the
/// interface. Fewer could never be believed.
pub(super) fn check_quorum(
    detection: &Detection,
    profiles: &BTreeMap<ProfileId, Profile>,
    checker: &mut Checker,
) {
    let needed = |family| {
        profiles
            .values()
            .flat_map(|profile| &profile.names)
            .any(|entry| entry.enabled && entry.families.contains(&family))
    };
    let operators = |family| {
        detection
            .sources
            .iter()
            .filter(|source| source.url(family).is_some())
            .map(|source| &source.operator)
            .collect::<BTreeSet<_>>()
            .len()
    };
    let least = |family| match (family, detection.ipv6) {
        (Family::Ipv4, _) | (Family::Ipv6, Ipv6Choice::Web) => 2,
        (Family::Ipv6, Ipv6Choice::Stable) => 1,
        (Family::Ipv6, Ipv6Choice::Off) => 0,
    };
    let lacking = Family::BOTH
        .into_iter()
        .any(|family| needed(family) && operators(family) < least(family));
    if lacking {
        checker.problem(root("detection").key("source"), ProblemKind::NoQuorum);
    }
}
