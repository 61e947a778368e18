//! HostUp's API: answers, and the problem documents of refusals.

use hemma_core::secret::Secret;
use hemma_core::time::Timestamp;
use hemma_providers::ClientIdentity;
use hemma_providers::exchange::Response;
use hemma_providers::hostup::api::{
    ApiDoor, ApiProblem, Call, DeleteConfiguration, DnsHistory, DomainNameservers, KeyProbe,
    ListConfigurations, ListDomains, ListVps, Pager, Paging, SetEnabled, UpdateLog, VpsHostname,
};

/// How many pages a listing may turn here.
const MOST_PAGES: usize = 64;

fn door() -> ApiDoor {
    let key = Secret::new(format!("hu_{}", "k".repeat(40)));
    ApiDoor::new(None, &key, ClientIdentity::hemma("Linux", "0.1.0")).unwrap()
}

fn now() -> Timestamp {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

/// Reads `data` as the answer to one of the calls.
pub fn read(data: &[u8]) {
    let (body, [call, status]) = crate::split::<2>(data);
    read_as(call, &Response::new(crate::status(status), body));
}

/// Reads `data` as a refusal, with a wait that it chooses.
pub fn read_problem(data: &[u8]) {
    let (body, [call, status, wait]) = crate::split::<3>(data);
    let mut response = Response::new(400 + u16::from(status) % 200, body);
    let wait = match wait {
        0 => None,
        1 => Some("Wed, 21 Oct 2015 07:28:00 GMT".to_owned()),
        2 => Some("-1".to_owned()),
        3 => Some("99999999999999999999".to_owned()),
        seconds => Some(u32::from(seconds).pow(3).to_string()),
    };
    if let Some(wait) = wait.and_then(|wait| wait.parse().ok()) {
        response.headers.insert("retry-after", wait);
    }
    read_as(call, &response);
}

fn read_as(call: u8, response: &Response) {
    let (door, now) = (door(), now());
    let domain = || "dom_1".parse().unwrap();
    let config = || "cfg_1".parse().unwrap();
    match call % 11 {
        0 => {
            let call = ListDomains::default();
            turn(|| call.read(&door, response, now));
        }
        1 => told(ListConfigurations { domain: domain() }.read(&door, response, now)),
        2 => {
            let (domain, config) = (domain(), config());
            told(UpdateLog { domain, config }.read(&door, response, now));
        }
        3 => {
            let call = DnsHistory {
                domain: domain(),
                limit: None,
                name: None,
                record_type: None,
                cursor: None,
            };
            turn(|| call.read(&door, response, now));
        }
        4 => {
            let call = ListVps::default();
            turn(|| call.read(&door, response, now));
        }
        5 => told(DomainNameservers { domain: domain() }.read(&door, response, now)),
        6 => {
            let vps = "vps_1".parse().unwrap();
            told(VpsHostname { vps }.read(&door, response, now));
        }
        7 => {
            let (domain, config) = (domain(), config());
            let call = SetEnabled {
                domain,
                config,
                enabled: true,
            };
            told(call.read(&door, response, now));
        }
        8 => {
            let (domain, config) = (domain(), config());
            told(DeleteConfiguration { domain, config }.read(&door, response, now));
        }
        _ => probe(&door, response, now),
    }
}

fn told<T: std::fmt::Debug>(answer: Result<T, ApiProblem>) {
    match answer {
        Ok(answer) => drop(format!("{answer:?}")),
        Err(problem) => {
            // Whoever shows it asks it these.
            let _ = (problem.may_have_happened(), problem.may_pass());
            let _ = problem.field("hostname");
            drop(format!("{problem} {problem:?}"));
        }
    }
}

/// Turns pages that are all the same: it must end, whatever the cursor says.
fn turn<T: std::fmt::Debug>(
    read: impl Fn() -> Result<hemma_providers::hostup::api::Page<T>, ApiProblem>,
) {
    told(read());
    let mut pager = Pager::new();
    for _ in 0..MOST_PAGES {
        match pager.take(read()) {
            Paging::More => assert!(pager.cursor().is_some()),
            Paging::Done(_) => return,
        }
    }
    panic!("the same page again and again, and no end");
}

/// Asks what a key may do, and gets the same answer to every question.
fn probe(door: &ApiDoor, response: &Response, now: Timestamp) {
    let mut probe = KeyProbe::new();
    for _ in 0..MOST_PAGES {
        let Some(call) = probe.next() else {
            drop(format!(
                "{:?} {:?}",
                probe.report(),
                probe.report().missing()
            ));
            return;
        };
        drop(call.request(door).describe());
        probe.answer(door, response, now);
    }
    panic!("the questions never end");
}
