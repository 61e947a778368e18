//! From a body with placeholders to the bytes of a request: once to be sent, once to be shown.

use hemma_core::settings::{ContentType, CustomBody, Piece};

use super::dialect::Dialect;
use super::fill::Values;
use crate::entrance::CannotSpeak;
use crate::exchange::MASK;
use crate::percent;

/// Fills a body. A parameter of a form whose placeholder has no value is left out, as in an address; in anything else
/// nothing is sent at all: an empty address could delete a record.
pub(super) fn fill(
    dialect: &Dialect,
    body: &CustomBody,
    values: &Values<'_>,
) -> Result<(String, String), CannotSpeak> {
    let content_type = body.content_type();
    let (mut sent, mut shown) = (Vec::new(), Vec::new());
    for part in body.parts() {
        match filled(dialect, part, content_type, values) {
            Some((one, other)) => {
                sent.push(one);
                shown.push(other);
            }
            None if content_type == ContentType::Form => {}
            None => return Err(CannotSpeak::ValueMissing),
        }
    }
    Ok((sent.join("&"), shown.join("&")))
}

fn filled(
    dialect: &Dialect,
    part: &[Piece],
    content_type: ContentType,
    values: &Values<'_>,
) -> Option<(String, String)> {
    let (mut sent, mut shown) = (String::new(), String::new());
    for piece in part {
        match piece {
            Piece::Literal(text) => {
                sent.push_str(text);
                shown.push_str(text);
            }
            Piece::Placeholder(placeholder) => {
                let value = written(&values.plain(dialect, *placeholder)?, content_type);
                shown.push_str(if placeholder.is_secret() {
                    MASK
                } else {
                    &value
                });
                sent.push_str(&value);
            }
        }
    }
    Some((sent, shown))
}

/// Writes a value so that nothing in it ends what it stands in.
fn written(value: &str, content_type: ContentType) -> String {
    match content_type {
        ContentType::Form => percent::encode(value),
        ContentType::Json => {
            let quoted = serde_json::Value::from(value).to_string();
            quoted[1..quoted.len() - 1].to_owned()
        }
        ContentType::Text => value.to_owned(),
    }
}
