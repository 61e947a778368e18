//! The answers that a script puts in place of the proper one.

use super::Reply;
use crate::script::Fault;

const PORTAL: &str = "<!doctype html>\n<html><head><title>Welcome</title></head>\n\
<body><h1>Welcome to Hotel WiFi</h1><p>It is good to have you here. Please accept the terms to go on.</p>\n\
<p>Your address: 192.168.100.23</p></body></html>\n";

/// Returns the answer of a fault that replaces the work, for a request about so many names.
///
/// `None` for faults that leave the work alone (`Slow`, `CutAfter`, `LostAnswer`) and for those that
/// end the connection before there is an answer.
pub(crate) fn reply(fault: &Fault, names: usize) -> Option<Reply> {
    let reply = match fault {
        Fault::Word { word } => Reply::text(200, format!("{word}\r\n")),
        Fault::Status { status } => Reply::html(
            *status,
            format!(
                "<html><head><title>{status}</title></head><body>Error {status}</body></html>\n"
            ),
        ),
        Fault::TooMany {
            retry_after_seconds,
        } => {
            let reply = Reply::text(429, "Too Many Requests\n");
            match retry_after_seconds {
                Some(seconds) => reply.with("retry-after", seconds.to_string()),
                None => reply,
            }
        }
        Fault::Problem { status, code } => {
            let body = serde_json::json!({ "status": status, "code": code });
            let mut reply = Reply::json(*status, &body);
            reply.content_type = "application/problem+json";
            reply
        }
        Fault::Empty => Reply::text(200, ""),
        Fault::HtmlPortal => Reply::html(200, PORTAL),
        Fault::HugeBody => Reply::text(200, "good 192.0.2.25 \n".repeat(61_681)),
        Fault::OtherAddress { address } => {
            Reply::text(200, format!("good {address}\r\n").repeat(names.max(1)))
        }
        Fault::Redirect { location } => Reply::text(302, "").with("location", location.clone()),
        Fault::Body { text } => Reply::text(200, text.clone()),
        Fault::Slow { .. }
        | Fault::CutAfter { .. }
        | Fault::LostAnswer
        | Fault::Dropped
        | Fault::BrokenTls { .. }
        | Fault::Dead
        | Fault::ServFail
        | Fault::Stale
        | Fault::WrongId => return None,
    };
    Some(reply)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_huge_body_is_a_megabyte() {
        let size = reply(&Fault::HugeBody, 1).unwrap().body.len();
        assert!((1_048_576..1_100_000).contains(&size), "{size}");
    }
}
