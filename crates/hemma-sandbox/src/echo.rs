//! Address echo by two operators who share nothing but the router they look at.
//!
//! Operator A answers in the manner of ipify (the address and nothing else), operator B in the manner
//! of a CDN trace, where `h=` is an address too and comes before `ip=`. Both also serve `/json`. They
//! tell the router's current public address of the family the connection came by.

use serde_json::json;

use crate::clock::Moment;
use crate::ledger::Rude;
use crate::script::Fault;
use crate::services::{Note, Reply, Request, scripted};
use crate::target::Target;
use crate::world::Family;

/// Answers one echo request.
pub(crate) fn answer(
    target: Target,
    request: &Request,
    now: Moment,
    fault: Option<&Fault>,
) -> Reply {
    let mut address = request.caller;
    match fault {
        Some(Fault::OtherAddress { address: other }) => address = *other,
        Some(fault) => {
            if let Some(reply) = scripted::reply(fault, 1) {
                return reply;
            }
        }
        None => {}
    }
    let note = Note {
        addresses: vec![address],
        ..Note::default()
    };
    let wants_json = request
        .param("format")
        .is_some_and(|format| format == "json");
    let reply = match (target, request.path.as_str()) {
        (_, "/json") => Reply::json(200, &json!({ "ip": address.to_string() })),
        (Target::EchoB, "/cdn-cgi/trace") => Reply::text(200, trace(request, address, now)),
        (Target::EchoA, "/") if wants_json => {
            Reply::json(200, &json!({ "ip": address.to_string() }))
        }
        (Target::EchoA, "/") => Reply::text(200, address.to_string()),
        _ => {
            let rude = Some(Rude::WrongRequest);
            return Reply::text(404, "not found\n").noted(Note {
                rude,
                ..Note::default()
            });
        }
    };
    reply.noted(note)
}

fn trace(request: &Request, address: std::net::IpAddr, now: Moment) -> String {
    let h = match Family::of(request.caller) {
        Family::V4 => "1.1.1.1",
        Family::V6 => "[2606:4700:4700::1111]",
    };
    let millis = now.wall.as_millisecond();
    format!(
        "fl=123f45\nh={h}\nip={address}\nts={}.{:03}\nvisit_scheme=https\nuag={}\ncolo=ARN\nsliver=none\n\
         http=http/1.1\nloc=SE\ntls=TLSv1.3\nsni=off\nwarp=off\ngateway=off\nrbi=off\nkex=X25519\n",
        millis / 1000,
        millis % 1000,
        request.user_agent,
    )
}
