//! What lists and bodies have in common: parameters, pages, cursors, members.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};
use url::form_urlencoded;

use super::super::Request;
use super::Answer;
use super::problem::{FieldError, Problem};
use crate::world::{Hostup, Paging};

/// Items of a page when no `limit` is given. Not documented; the vendor's example of a cursor is
/// `eyJvZmZzZXQiOjIwfQ`, which reads `{"offset":20}`.
const PAGE: usize = 20;

/// The query parameters of a request, each at most once and none that is not documented.
pub(super) struct Params(Vec<(String, String)>);

impl Params {
    pub(super) fn read(request: &Request, known: &[&str]) -> Result<Self, Problem> {
        let mut pairs: Vec<(String, String)> = Vec::new();
        let mut errors = Vec::new();
        for (name, value) in form_urlencoded::parse(request.query.as_bytes()).into_owned() {
            if !known.contains(&name.as_str()) {
                errors.push(FieldError::unknown(&name));
            } else if pairs.iter().any(|(other, _)| *other == name) {
                errors.push(FieldError::new(&name, format!("`{name}` is given twice.")));
            }
            pairs.push((name, value));
        }
        if errors.is_empty() {
            Ok(Self(pairs))
        } else {
            Err(Problem::invalid(errors))
        }
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let pair = self.0.iter().find(|(other, _)| other == name);
        pair.map(|(_, value)| value.as_str())
    }

    /// Reads `limit` between 1 and `most`.
    pub(super) fn limit(&self, most: usize) -> Result<usize, Problem> {
        let Some(text) = self.get("limit") else {
            return Ok(PAGE);
        };
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse()
            .ok()
            .filter(|limit| digits && (1..=most).contains(limit))
            .ok_or_else(|| {
                let detail = format!("`limit` must be an integer from 1 to {most}.");
                Problem::invalid_field(FieldError::new("limit", detail))
            })
    }

    /// Refuses an `include` other than these.
    pub(super) fn include(&self, known: &[&str]) -> Result<(), Problem> {
        let asked = self.get("include").unwrap_or_default();
        let mut words = asked.split(',').filter(|word| !word.is_empty());
        match words.find(|word| !known.contains(word)) {
            None => Ok(()),
            Some(word) => {
                let detail = format!("`{word}` cannot be included.");
                Err(Problem::invalid_field(FieldError::new("include", detail)))
            }
        }
    }
}

/// Cuts one page out of all items.
pub(super) fn page(
    hostup: &Hostup,
    items: Vec<Value>,
    limit: usize,
    cursor: Option<&str>,
) -> Result<Answer, Problem> {
    let limit = hostup
        .largest_page
        .map_or(limit, |most| limit.min(most.max(1)));
    let total = items.len();
    let offset = match cursor {
        None => 0,
        Some(text) => offset_of(text)
            .filter(|offset| *offset > 0 && (*offset < total || hostup.paging == Paging::Endless))
            .ok_or_else(Problem::invalid_cursor)?,
    };
    let rest: Vec<Value> = match hostup.paging {
        Paging::Endless if total > 0 => items
            .into_iter()
            .cycle()
            .skip(offset % total)
            .take(limit)
            .collect(),
        _ => items.into_iter().skip(offset).take(limit).collect(),
    };
    let next = match (hostup.paging, cursor) {
        (Paging::Endless, _) => Some(cursor_for(offset + limit)),
        (Paging::RepeatsCursor, Some(cursor)) => Some(cursor.to_owned()),
        _ if offset + limit < total => Some(cursor_for(offset + limit)),
        _ => None,
    };
    let body = json!({ "data": rest, "hasMore": next.is_some(), "nextCursor": next });
    Ok(Answer::Json(200, body))
}

fn cursor_for(offset: usize) -> String {
    URL_SAFE_NO_PAD.encode(format!("{{\"offset\":{offset}}}"))
}

fn offset_of(cursor: &str) -> Option<usize> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
    let value: Value = serde_json::from_slice(&bytes).ok()?;
    let members = value.as_object().filter(|members| members.len() == 1)?;
    usize::try_from(members.get("offset")?.as_u64()?).ok()
}

/// Reads a JSON body that may have these members and no others.
pub(super) fn body(request: &Request, known: &[&str]) -> Result<Map<String, Value>, Problem> {
    let whole = |detail: &str| {
        Problem::invalid_field(FieldError {
            pointer: String::new(),
            detail: detail.to_owned(),
            code: "invalid_request",
        })
    };
    let kind = request.content_type.split(';').next().unwrap_or_default();
    if !kind.trim().eq_ignore_ascii_case("application/json") {
        return Err(whole("Send the body as application/json."));
    }
    let Ok(Value::Object(members)) = serde_json::from_slice(&request.body) else {
        return Err(whole("The body must be a JSON object."));
    };
    let unknown = members
        .keys()
        .filter(|name| !known.contains(&name.as_str()));
    let mut errors: Vec<FieldError> = unknown.map(|name| FieldError::unknown(name)).collect();
    let missing = known.iter().filter(|name| !members.contains_key(**name));
    errors.extend(missing.map(|name| FieldError::missing(name)));
    if errors.is_empty() {
        Ok(members)
    } else {
        Err(Problem::invalid(errors))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cursor_is_the_vendors_own_example_and_nothing_else_passes() {
        assert_eq!(cursor_for(20), "eyJvZmZzZXQiOjIwfQ");
        assert_eq!(offset_of("eyJvZmZzZXQiOjIwfQ"), Some(20));
        for text in [
            "",
            "20",
            "eyJvZmZzZXQiOjIwfQ==",
            "eyJvZmZzZXQiOi0xfQ",
            "e30",
        ] {
            assert_eq!(offset_of(text), None, "{text:?}");
        }
    }
}
