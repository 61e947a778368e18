//! How the public address is found.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;

use super::fields::{Checker, Limits, root};
use crate::address::Family;
use crate::names::{Hostname, OperatorId, ProfileId, SourceId};
use crate::settings::{
    Detection, DetectionDraft, DnsAnswer, DnsChoice, DnsDraft, EchoBody, FieldPath, Ipv6Choice,
    ProblemKind, Profile, SourceChoice, SourceDraft, built_in_questions, built_in_sources,
};

/// The ids that mean this computer's own interfaces and its gateway.
const RESERVED: [&str; 2] = ["interface", "router"];

pub(super) fn check(draft: &DetectionDraft, checker: &mut Checker) -> Detection {
    let path = root("detection");
    let permit_documentation = draft.permit_documentation.unwrap_or_default();
    // Two minutes is what echo services and `noip-update.md` §5.3 bear. Where documentation addresses are permitted only
    // a sandbox answers, and its stories are played in seconds.
    let least = if permit_documentation { "2s" } else { "2m" };
    let mut seen = BTreeSet::new();
    let sources = check_sources(&draft.source, &path.key("source"), &mut seen, checker);
    let own_list = draft
        .source
        .iter()
        .any(|source| source.enabled != Some(false));
    let dns = check_questions(&draft.dns, own_list, &path.key("dns"), &mut seen, checker);
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
        sources,
        dns,
        // The real gateway knows nothing of the pretend internet.
        router: draft.router.unwrap_or(!permit_documentation),
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

/// Echo services. What is listed and switched on is the whole list; where everything listed is switched off, it is taken
/// out of the built-in list.
fn check_sources(
    drafts: &[SourceDraft],
    path: &FieldPath,
    seen: &mut BTreeSet<SourceId>,
    checker: &mut Checker,
) -> Vec<SourceChoice> {
    let built_in = built_in_sources();
    let mut sources = Vec::new();
    let mut without = Vec::new();
    for (place, draft) in drafts.iter().enumerate() {
        let path = path.index(place);
        let id = check_id(draft.id.as_deref(), &path, seen, checker);
        let known = built_in
            .iter()
            .find(|source| Some(&source.id) == id.as_ref());
        if let Some(source) = check_source(draft, id, known, &path, checker) {
            if draft.enabled == Some(false) {
                without.push(source.id);
            } else {
                sources.push(source);
            }
        }
    }
    if drafts.iter().any(|draft| draft.enabled != Some(false)) {
        return sources;
    }
    let mut rest = built_in;
    rest.retain(|source| !without.contains(&source.id));
    rest
}

/// The id of a listed source: neither taken nor reserved.
fn check_id(
    id: Option<&str>,
    path: &FieldPath,
    seen: &mut BTreeSet<SourceId>,
    checker: &mut Checker,
) -> Option<SourceId> {
    let id: Option<SourceId> = checker.name(path.key("id"), id);
    let taken = id
        .as_ref()
        .is_some_and(|id| RESERVED.contains(&id.as_str()) || !seen.insert(id.clone()));
    if taken {
        checker.problem(path.key("id"), ProblemKind::Duplicate);
    }
    id
}

/// DNS questions, by the same rule. Whoever lists sources of their own has said whom to ask: then only the questions
/// listed are asked.
fn check_questions(
    drafts: &[DnsDraft],
    own_sources: bool,
    path: &FieldPath,
    seen: &mut BTreeSet<SourceId>,
    checker: &mut Checker,
) -> Vec<DnsChoice> {
    let built_in = built_in_questions();
    let mut questions = Vec::new();
    let mut without = Vec::new();
    for (place, draft) in drafts.iter().enumerate() {
        let path = path.index(place);
        let id = check_id(draft.id.as_deref(), &path, seen, checker);
        let known = built_in.iter().find(|one| Some(&one.id) == id.as_ref());
        if let Some(question) = check_question(draft, id, known, &path, checker) {
            if draft.enabled == Some(false) {
                without.push(question.id);
            } else {
                questions.push(question);
            }
        }
    }
    if own_sources || drafts.iter().any(|draft| draft.enabled != Some(false)) {
        return questions;
    }
    let mut rest = built_in;
    rest.retain(|question| !without.contains(&question.id));
    rest
}

fn check_question(
    draft: &DnsDraft,
    id: Option<SourceId>,
    known: Option<&DnsChoice>,
    path: &FieldPath,
    checker: &mut Checker,
) -> Option<DnsChoice> {
    let operator: Option<OperatorId> = draft
        .operator
        .as_deref()
        .and_then(|operator| checker.name(path.key("operator"), Some(operator)));
    let servers_listed = !draft.ipv4.is_empty() || !draft.ipv6.is_empty();
    let mut servers = |key: &str, texts: &[String], family| {
        let mut servers = Vec::new();
        for (place, text) in texts.iter().enumerate() {
            let path = path.key(key).index(place);
            match text.trim().parse::<SocketAddr>() {
                Ok(server) if Family::of(server.ip()) == family => servers.push(server),
                _ => checker.problem(
                    path,
                    ProblemKind::WrongType {
                        expected: "address:port".to_owned(),
                    },
                ),
            }
        }
        servers
    };
    let ipv4 = servers("ipv4", &draft.ipv4, Family::Ipv4);
    let ipv6 = servers("ipv6", &draft.ipv6, Family::Ipv6);
    let answer = checker.word(
        path.key("answer"),
        draft.answer.as_deref(),
        &[
            ("address", DnsAnswer::Address),
            ("text", DnsAnswer::Text),
            ("chaos_text", DnsAnswer::ChaosText),
        ],
    );
    let name: Option<Hostname> = draft
        .name
        .as_deref()
        .and_then(|name| checker.name(path.key("name"), Some(name)));
    let id = id?;
    let Some(known) = known else {
        if !servers_listed {
            let built_in = built_in_questions();
            let allowed = built_in.iter().map(|one| one.id.to_string()).collect();
            checker.problem(path.key("id"), ProblemKind::UnknownWord { allowed });
            return None;
        }
        if draft.name.is_none() {
            checker.problem(path.key("name"), ProblemKind::Missing);
        }
        return Some(DnsChoice {
            operator: operator
                .unwrap_or_else(|| id.as_str().parse().expect("ids share their rules")),
            id,
            ipv4,
            ipv6,
            name: name?.to_string(),
            answer,
        });
    };
    let (ipv4, ipv6) = if servers_listed {
        (ipv4, ipv6)
    } else {
        (known.ipv4.clone(), known.ipv6.clone())
    };
    Some(DnsChoice {
        id,
        operator: operator.unwrap_or_else(|| known.operator.clone()),
        ipv4,
        ipv6,
        name: name.map_or_else(|| known.name.clone(), |name| name.to_string()),
        answer: if draft.answer.is_some() {
            answer
        } else {
            known.answer
        },
    })
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

/// A family that is to be kept needs two independent operators, one of them over HTTPS (`public-ip.md` §2: DNS is never
/// the only voice for a change); IPv6 of this computer itself needs one beside the interface. Fewer could never be
/// believed. The router does not count, because many do not answer.
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
        let echoes = detection
            .sources
            .iter()
            .filter(|source| source.url(family).is_some())
            .map(|source| &source.operator);
        let questions = detection
            .dns
            .iter()
            .filter(|question| !question.servers(family).is_empty())
            .map(|question| &question.operator);
        match echoes.clone().count() {
            0 => 0,
            _ => echoes.chain(questions).collect::<BTreeSet<_>>().len(),
        }
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
