//! The little XML that UPnP speaks: elements with text in them, read in one pass and within bounds.
//!
//! There is no document type and there are no entities but the five that XML itself knows: a document that declares one
//! is refused, so nothing can be expanded. Namespaces are not judged: routers get them wrong, and the names are enough.

use hemma_core::router::RouterProblem;
use quick_xml::Reader;
use quick_xml::errors::Error;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, Event};

/// Deeper than any honest document: a gateway's description has nine levels.
const DEEPEST: usize = 32;
/// More elements than any honest document: a gateway's description has a hundred or two.
const MOST_ELEMENTS: usize = 5000;
/// The longest text of one element, in bytes.
const LONGEST_TEXT: usize = 2048;

/// What is met, in the order of the document. Names are without prefix.
pub(super) enum Met<'a> {
    /// An element begins.
    Begin(&'a str),
    /// An element ends, with its own text, trimmed at both ends.
    End(&'a str, &'a str),
}

/// One open element.
struct Open {
    name: String,
    text: String,
}

/// Reads a document and tells what is met.
///
/// # Errors
///
/// When it is no XML, declares a document type, uses an entity, or passes a bound.
pub(super) fn read(document: &[u8], mut tell: impl FnMut(Met<'_>)) -> Result<(), RouterProblem> {
    let text = String::from_utf8_lossy(document);
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}').trim_start());
    let mut open: Vec<Open> = Vec::new();
    let mut elements = 0_usize;
    loop {
        match reader.read_event().map_err(malformed)? {
            Event::Start(start) => {
                elements += 1;
                let name = start.local_name().into_inner().to_owned();
                tell(Met::Begin(&name));
                open.push(Open {
                    name,
                    text: String::new(),
                });
            }
            Event::Empty(start) => {
                elements += 1;
                let name = start.local_name().into_inner();
                tell(Met::Begin(name));
                tell(Met::End(name, ""));
            }
            Event::End(_) => {
                let ended = open.pop().ok_or(RouterProblem::Malformed)?;
                tell(Met::End(&ended.name, ended.text.trim()));
            }
            Event::Text(text) => append(&mut open, &text.xml10_content())?,
            Event::CData(text) => append(&mut open, &text.xml10_content())?,
            Event::GeneralRef(reference) => append(&mut open, &resolved(&reference)?)?,
            Event::DocType(_) => return Err(RouterProblem::Malformed),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof => break,
        }
        if open.len() > DEEPEST || elements > MOST_ELEMENTS {
            return Err(RouterProblem::TooLarge);
        }
    }
    if open.is_empty() && elements > 0 {
        Ok(())
    } else {
        Err(RouterProblem::Malformed)
    }
}

fn append(open: &mut [Open], text: &str) -> Result<(), RouterProblem> {
    let Some(innermost) = open.last_mut() else {
        let blank = text.trim().is_empty();
        return if blank {
            Ok(())
        } else {
            Err(RouterProblem::Malformed)
        };
    };
    if innermost.text.len() + text.len() > LONGEST_TEXT {
        return Err(RouterProblem::TooLarge);
    }
    innermost.text.push_str(text);
    Ok(())
}

fn resolved(reference: &BytesRef<'_>) -> Result<String, RouterProblem> {
    if let Some(character) = reference.resolve_char_ref().map_err(malformed)? {
        return Ok(character.to_string());
    }
    let known = resolve_predefined_entity(reference);
    known.map(str::to_owned).ok_or(RouterProblem::Malformed)
}

fn malformed(_: Error) -> RouterProblem {
    RouterProblem::Malformed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(document: &str) -> Result<Vec<(String, String)>, RouterProblem> {
        let mut met = Vec::new();
        read(document.as_bytes(), |what| {
            if let Met::End(name, text) = what {
                met.push((name.to_owned(), text.to_owned()));
            }
        })?;
        Ok(met)
    }

    #[test]
    fn elements_and_their_text_are_told() {
        let told = ends(
            "<?xml version=\"1.0\"?>\n<a:r xmlns:a='x'><b> one &amp; <![CDATA[<two>]]> &#65;</b><c/></a:r>",
        );
        let told = told.unwrap();
        assert_eq!(
            told,
            [("b", "one & <two> A"), ("c", ""), ("r", "")]
                .map(|(name, text)| (name.to_owned(), text.to_owned()))
        );
    }

    #[test]
    fn a_document_type_and_entities_of_ones_own_are_refused() {
        let bomb =
            "<!DOCTYPE r [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;\">]><r>&b;</r>";
        for hostile in [
            bomb,
            "<!DOCTYPE r SYSTEM \"http://evil.example/x.dtd\"><r/>",
            "<r>&b;</r>",
            "<r>&#xD800;</r>",
        ] {
            assert_eq!(ends(hostile), Err(RouterProblem::Malformed), "{hostile}");
        }
    }

    #[test]
    fn what_passes_a_bound_is_refused() {
        let deep = "<a>".repeat(DEEPEST + 1);
        assert_eq!(ends(&deep), Err(RouterProblem::TooLarge));
        let wide = format!("<r>{}</r>", "<a/>".repeat(MOST_ELEMENTS));
        assert_eq!(ends(&wide), Err(RouterProblem::TooLarge));
        let long = format!("<r>{}</r>", "x".repeat(LONGEST_TEXT + 1));
        assert_eq!(ends(&long), Err(RouterProblem::TooLarge));
    }

    #[test]
    fn half_a_document_is_none() {
        for half in [
            "",
            "words",
            "<r>",
            "<r></s>",
            "<r/>words",
            "</r>",
            "<r",
            "<r>&amp</r>",
        ] {
            assert!(ends(half).is_err(), "{half}");
        }
    }
}
