//! What a gateway reports by itself: one HTTP request, read as it comes in (UPnP Device Architecture 1.1 §4.3).

use std::net::Ipv4Addr;

use hemma_core::router::RouterProblem;

use super::external;
use super::gena::Sid;
use super::header;
use super::xml::{self, Met};

/// The longest head that is read, in bytes.
pub const LONGEST_HEAD: usize = 4 * 1024;
/// The longest body that is read, in bytes. Honest ones have about 500.
pub const LONGEST_BODY: usize = 16 * 1024;
const MOST_HEADERS: usize = 32;

/// How far a request has come.
#[derive(Debug, PartialEq, Eq)]
pub enum Progress {
    /// More is to come.
    Partial,
    /// A report, whole. Whether it is one of ours, its id tells.
    Whole(Report),
    /// No report; answered with this status.
    Refused(u16),
}

/// One report of changes.
#[derive(Debug, PartialEq, Eq)]
pub struct Report {
    /// Whose subscription it answers.
    pub sid: Sid,
    /// Its number: 0 for the first, which repeats how things are; then up by one, and from the largest to 1.
    pub seq: u32,
    /// What it says about the external address. `None`: nothing.
    pub address: Option<Result<Ipv4Addr, RouterProblem>>,
}

/// Reads what has come in so far. Bytes after the whole are not looked at.
#[must_use]
pub fn read(so_far: &[u8]) -> Progress {
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut request = httparse::Request::new(&mut headers);
    let head = match request.parse(so_far) {
        Ok(httparse::Status::Complete(head)) if head <= LONGEST_HEAD => head,
        Ok(httparse::Status::Partial) if so_far.len() <= LONGEST_HEAD => return Progress::Partial,
        Err(httparse::Error::TooManyHeaders) | Ok(_) => return Progress::Refused(431),
        Err(_) => return Progress::Refused(400),
    };
    if request.method != Some("NOTIFY") {
        return Progress::Refused(405);
    }
    let headers = &*request.headers;
    let kind = (header(headers, "NT"), header(headers, "NTS"));
    if kind != (Some("upnp:event"), Some("upnp:propchange")) {
        return Progress::Refused(412);
    }
    let Some(sid) = header(headers, "SID").and_then(Sid::read) else {
        return Progress::Refused(412);
    };
    let Some(seq) = header(headers, "SEQ").and_then(|seq| seq.parse().ok()) else {
        return Progress::Refused(400);
    };
    // Only a length is understood; a body in chunks has none.
    let length = header(headers, "CONTENT-LENGTH").and_then(|length| length.parse::<usize>().ok());
    let Some(length) = length else {
        return Progress::Refused(411);
    };
    if length > LONGEST_BODY {
        return Progress::Refused(413);
    }
    let Some(body) = so_far.get(head..head + length) else {
        return Progress::Partial;
    };
    match changed(body) {
        Ok(address) => Progress::Whole(Report { sid, seq, address }),
        Err(_) => Progress::Refused(400),
    }
}

/// Returns the answer to a request, whole.
#[must_use]
pub fn answer(status: u16) -> String {
    let reason = match status {
        200 => "OK",
        405 => "Method Not Allowed",
        411 => "Length Required",
        412 => "Precondition Failed",
        413 => "Content Too Large",
        431 => "Request Header Fields Too Large",
        _ => "Bad Request",
    };
    format!("HTTP/1.1 {status} {reason}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
}

/// Returns whether a report with this number follows one with that number, nothing missing between.
#[must_use]
pub fn follows(before: u32, now: u32) -> bool {
    now == before.checked_add(1).unwrap_or(1)
}

/// Reads the set of changed properties; of several addresses the last one is the newest.
fn changed(body: &[u8]) -> Result<Option<Result<Ipv4Addr, RouterProblem>>, RouterProblem> {
    let mut told = None;
    let mut set = false;
    xml::read(body, |met| match met {
        Met::Begin("propertyset") => set = true,
        Met::End("ExternalIPAddress", text) => told = Some(external(text)),
        Met::Begin(_) | Met::End(_, _) => {}
    })?;
    if set {
        Ok(told)
    } else {
        Err(RouterProblem::Malformed)
    }
}

#[cfg(test)]
#[path = "notify_tests.rs"]
mod tests;
