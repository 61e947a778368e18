//! Requests that a person writes.

use super::fields::Checker;
use crate::names::NameProblem;
use crate::settings::{
    ContentType, CustomAnswer, CustomAuth, CustomBody, CustomRequest, FieldPath, Method, Omitted,
    Placeholder, ProblemKind, ProfileDraft, ServiceRules, Template, ZoneRule,
};

/// Headers that belong to the connection, not to the person.
const OWN_HEADERS: [&str; 8] = [
    "host",
    "content-length",
    "transfer-encoding",
    "connection",
    "te",
    "trailer",
    "upgrade",
    "user-agent",
];

/// Checks the fields of a custom request. At any other service they must not be there.
pub(super) fn check(
    draft: &ProfileDraft,
    rules: &ServiceRules,
    path: &FieldPath,
    checker: &mut Checker,
) -> Option<CustomRequest> {
    if !rules.custom {
        let given = [
            ("template", draft.template.is_some()),
            ("method", draft.method.is_some()),
            ("body", draft.body.is_some()),
            ("content_type", draft.content_type.is_some()),
            ("auth", draft.auth.is_some()),
            ("header", draft.header.is_some()),
            ("answer", draft.answer.is_some()),
            ("success", !draft.success.is_empty()),
            ("no_change", !draft.no_change.is_empty()),
        ];
        for (key, _) in given.into_iter().filter(|(_, given)| *given) {
            checker.problem(path.key(key), ProblemKind::NotOffered);
        }
        return None;
    }
    let method = checker.word(
        path.key("method"),
        draft.method.as_deref(),
        &[
            ("GET", Method::Get),
            ("POST", Method::Post),
            ("PUT", Method::Put),
        ],
    );
    let body = check_body(draft, method, path, checker);
    let auth = check_auth(draft, path, checker);
    let answer = check_answer(draft, path, checker);
    let template_path = path.key("template");
    let parse = |text: &str| Template::with_body(text, body.as_ref());
    let template = match draft.template.as_deref().map(parse) {
        Some(Ok(template)) => template,
        Some(Err(problem)) => {
            checker.problem(template_path, ProblemKind::Template { problem });
            return None;
        }
        None => {
            checker.problem(template_path, ProblemKind::Missing);
            return None;
        }
    };
    if draft.endpoint.is_some() {
        // The template names the server; two answers to one question would be one too many.
        checker.problem(path.key("endpoint"), ProblemKind::NotOffered);
    }
    Some(CustomRequest {
        template,
        method,
        body,
        auth,
        answer,
    })
}

fn check_body(
    draft: &ProfileDraft,
    method: Method,
    path: &FieldPath,
    checker: &mut Checker,
) -> Option<CustomBody> {
    let content_type = checker.word(
        path.key("content_type"),
        draft.content_type.as_deref(),
        &[
            ("form", ContentType::Form),
            ("json", ContentType::Json),
            ("text", ContentType::Text),
        ],
    );
    let text = draft.body.as_deref().filter(|text| !text.trim().is_empty());
    let Some(text) = text else {
        if draft.content_type.is_some() {
            checker.problem(path.key("content_type"), ProblemKind::NotOffered);
        }
        return None;
    };
    if method == Method::Get {
        // Servers and proxies may drop or refuse it (RFC 9110 §9.3.1).
        checker.problem(path.key("body"), ProblemKind::NotOffered);
        return None;
    }
    match CustomBody::parse(text, content_type) {
        Ok(body) => Some(body),
        Err(problem) => {
            checker.problem(path.key("body"), ProblemKind::Template { problem });
            None
        }
    }
}

fn check_auth(draft: &ProfileDraft, path: &FieldPath, checker: &mut Checker) -> CustomAuth {
    #[derive(Clone, Copy, Default, PartialEq)]
    enum Word {
        #[default]
        None,
        Basic,
        Bearer,
        Header,
    }
    let word = checker.word(
        path.key("auth"),
        draft.auth.as_deref(),
        &[
            ("none", Word::None),
            ("basic", Word::Basic),
            ("bearer", Word::Bearer),
            ("header", Word::Header),
        ],
    );
    let header_path = path.key("header");
    let name = draft.header.as_deref().map_or("", str::trim);
    if word == Word::Header {
        let bad = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
        if name.is_empty() {
            checker.problem(header_path, ProblemKind::Missing);
        } else if let Some(character) = name.chars().find(|c| bad(*c)) {
            let problem = NameProblem::BadCharacter { character };
            checker.problem(header_path, ProblemKind::Name { problem });
        } else if OWN_HEADERS.contains(&name.to_ascii_lowercase().as_str()) {
            checker.problem(header_path, ProblemKind::NotOffered);
        }
    } else if !name.is_empty() {
        checker.problem(header_path, ProblemKind::NotOffered);
    }
    match word {
        Word::None => CustomAuth::None,
        Word::Basic => CustomAuth::Basic,
        Word::Bearer => CustomAuth::Bearer,
        Word::Header => CustomAuth::Header {
            name: name.to_owned(),
        },
    }
}

fn check_answer(draft: &ProfileDraft, path: &FieldPath, checker: &mut Checker) -> CustomAnswer {
    #[derive(Clone, Copy, Default, PartialEq)]
    enum Word {
        #[default]
        Dyndns2,
        Status,
        Text,
    }
    let has_words = !draft.success.is_empty() || !draft.no_change.is_empty();
    let word = match draft.answer.as_deref() {
        None if has_words => Word::Text,
        given => checker.word(
            path.key("answer"),
            given,
            &[
                ("dyndns2", Word::Dyndns2),
                ("status", Word::Status),
                ("text", Word::Text),
            ],
        ),
    };
    if word != Word::Text {
        if has_words {
            checker.problem(path.key("success"), ProblemKind::NotOffered);
        }
        return match word {
            Word::Status => CustomAnswer::Status,
            _ => CustomAnswer::Dyndns2,
        };
    }
    if draft.success.is_empty() {
        // An answer that never means success would be repeated for ever.
        checker.problem(path.key("success"), ProblemKind::Missing);
    }
    let mut words = |key: &str, given: &[String]| -> Vec<String> {
        given
            .iter()
            .enumerate()
            .filter_map(|(place, word)| {
                let word = word.trim();
                if word.is_empty() {
                    // Every answer begins with nothing.
                    checker.problem(path.key(key).index(place), ProblemKind::Missing);
                }
                (!word.is_empty()).then(|| word.to_owned())
            })
            .collect()
    };
    CustomAnswer::Text {
        success: words("success", &draft.success),
        no_change: words("no_change", &draft.no_change),
    }
}

/// Returns the rules with what a person's own template says: which families it carries, and how.
pub(super) fn shaped(rules: &ServiceRules, custom: Option<&CustomRequest>) -> ServiceRules {
    let Some(custom) = custom else {
        return rules.clone();
    };
    let names = |placeholder| custom.names(placeholder);
    let (v4, v6) = (names(Placeholder::Ipv4), names(Placeholder::Ipv6));
    let (either, all) = (names(Placeholder::Ip), names(Placeholder::Ips));
    // Without any address the service takes that of the connection, which is looked for over IPv4 alone.
    let connection = !(v4 || v6 || either || all);
    let together = all || (v4 && v6);
    // Nobody knows what this service does with an address that is left out.
    let omitted = if together {
        Omitted::Unsure
    } else {
        Omitted::LeftAlone
    };
    ServiceRules {
        ipv4: v4 || either || all || connection,
        ipv6: v6 || either || all,
        families_together: together,
        omitted_ipv4: omitted,
        omitted_ipv6: omitted,
        needs_username: custom.needs_username(),
        zone: if names(Placeholder::Zone) || names(Placeholder::Label) {
            ZoneRule::Required
        } else {
            ZoneRule::None
        },
        ..rules.clone()
    }
}
