//! Services that answer in elements or codes.

use std::time::Duration;

use super::engine::{Credentials, Interval, Outcome, Refusal, Row};
use super::order;
use super::words::basic;
use crate::services::{Reply, Request};
use crate::target::Target;
use crate::world::Zones;

const TEN_MINUTES: Interval = Interval {
    updates: 1,
    seconds: 10 * 60,
};

fn first_refusal(outcome: &Outcome) -> Option<Refusal> {
    match outcome {
        Err(refusal) => Some(*refusal),
        Ok(lines) => lines.iter().find_map(|line| line.as_ref().err().copied()),
    }
}

/// Namecheap: HTTP 200 whatever happened; the prolog claims an encoding that the bytes have not.
fn namecheap(outcome: &Outcome, request: &Request, _: &Zones) -> Reply {
    let error = first_refusal(outcome).map(|refusal| match refusal {
        Refusal::Login => "Passwords do not match",
        Refusal::Unknown | Refusal::Foreign | Refusal::Malformed | Refusal::NoName => {
            "Domain name not found"
        }
        Refusal::Address => "Invalid IP",
        _ => "Request refused",
    });
    let middle = match error {
        None => {
            let done = outcome.iter().flatten().flatten();
            let mut addresses = done
                .flat_map(|done| done.addresses())
                .map(|ip| ip.to_string());
            let ip = addresses
                .next_back()
                .unwrap_or_else(|| request.caller.to_string());
            format!(
                "<IP>{ip}</IP>\n<ErrCount>0</ErrCount>\n<ResponseCount>0</ResponseCount>\n<Done>true</Done>\n<debug><![CDATA[]]></debug>\n"
            )
        }
        Some(error) => format!(
            "<ErrCount>1</ErrCount>\n<errors><Err1>{error}</Err1></errors>\n<ResponseCount>1</ResponseCount>\n<Done>true</Done>\n<debug><![CDATA[]]></debug>\n"
        ),
    };
    let mut reply = Reply::text(
        200,
        format!(
            "<?xml version=\"1.0\" encoding=\"utf-16\"?>\n<interface-response>\n<Command>SETDNSHOST</Command>\n<Language>eng</Language>\n{middle}</interface-response>\n"
        ),
    );
    reply.content_type = "text/xml";
    reply
}

/// ZoneEdit: one element per host.
fn zoneedit(outcome: &Outcome, request: &Request, zones: &Zones) -> Reply {
    let names = request.list("hostname");
    let zone = |name: &str| zones.apex_of(name).unwrap_or(name).to_owned();
    let error = |refusal: Refusal, name: &str| {
        let (code, text) = match refusal {
            Refusal::Login => (708, "Invalid login"),
            Refusal::TooSoon => (702, "Minimum 600 seconds between requests"),
            Refusal::Foreign => (701, "Zone is not set up in this account."),
            _ => (709, "Invalid hostname"),
        };
        format!(
            "<ERROR CODE=\"{code}\" TEXT=\"{text}\" ZONE=\"{}\">",
            zone(name)
        )
    };
    let lines = match outcome {
        Err(refusal) => vec![error(*refusal, names.first().map_or("", String::as_str))],
        Ok(lines) => lines
            .iter()
            .zip(&names)
            .map(|(line, name)| match line {
                Err(refusal) => error(*refusal, name),
                Ok(done) if done.changed() => {
                    let ips: Vec<String> = done.addresses().iter().map(ToString::to_string).collect();
                    let (zone, ip) = (zone(name), ips.join(","));
                    format!("<SUCCESS CODE=\"200\" TEXT=\"Update succeeded.\" ZONE=\"{zone}\" IP=\"{ip}\">")
                }
                Ok(_) => format!(
                    "<SUCCESS CODE=\"201\" TEXT=\"No records need updating.\" ZONE=\"{}\">",
                    zone(name)
                ),
            })
            .collect(),
    };
    Reply::text(200, lines.join("\n"))
}

/// easyDNS, by the words Debian's ddclient knows: the table of the reference is empty here.
fn easydns(outcome: &Outcome, _: &Request, _: &Zones) -> Reply {
    let word = match first_refusal(outcome) {
        None => "NOERROR",
        Some(Refusal::TooSoon) => "TOOSOON",
        Some(Refusal::Address) => "ILLEGAL INPUT",
        Some(Refusal::Inactive) => "NOSERVICE",
        Some(_) => "NOACCESS",
    };
    Reply::text(200, format!("{word}\n"))
}

const BASE: Row = Row {
    target: Target::Namecheap,
    paths: &["/update"],
    credentials: |request| Credentials {
        user: Some(request.param("domain").unwrap_or_default()),
        secret: request.param("password").unwrap_or_default(),
    },
    order: order::namecheap,
    speak: namecheap,
    interval: None,
    by_name: false,
    patience: Duration::ZERO,
    forgets_after: None,
};

/// The rows.
pub(super) static ROWS: [Row; 3] = [
    BASE,
    Row {
        target: Target::ZoneEdit,
        paths: &["/dyn/generic.php"],
        credentials: basic,
        order: order::single_v4,
        speak: zoneedit,
        interval: Some(TEN_MINUTES),
        ..BASE
    },
    Row {
        target: Target::EasyDns,
        paths: &["/dyn/generic.php"],
        credentials: basic,
        order: order::single_v4,
        speak: easydns,
        interval: Some(TEN_MINUTES),
        ..BASE
    },
];
