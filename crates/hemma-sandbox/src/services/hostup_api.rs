//! HostUp's API, `/api/v2`, as strict as the vendor writes it.
//!
//! Sources: the vendor's pages stored as 000 (create), 001 (list), 003 (VPS hostname) and 004 (DNS
//! history), and hostup-api.md, which digests the pages nobody could store whole. What is marked I or W
//! there is an assumption here too, and where it matters an option of
//! [`Hostup`](crate::world::Hostup):
//!
//! | Point | What the sandbox does |
//! | --- | --- |
//! | order of checks | key (401), account (403), limit (429), place (404, 405), scope (403), owner (404), form (400), state (409) |
//! | media type of problems | `application/problem+json`, as RFC 7807 suggests |
//! | unknown query parameters, members | 400 `invalid_request`; the vendor says so of bodies only |
//! | default page size | 20; the vendor's example of a cursor reads `{"offset":20}` |
//! | duplicate, unavailable domain, too many | 409 with codes of our own |
//! | somebody else's domain or server | 404 as for one that does not exist |
//! | hostnames | taken in any case, kept in lower case; no wildcard, no trailing dot |
//! | keys | revoked or used from another address than bound to: 401 |

mod domains;
mod dyndns;
mod gate;
mod history;
mod lists;
mod problem;
mod vps;

use serde_json::{Value, json};

use self::gate::Caller;
use self::problem::Problem;
use super::{Note, Reply, Request, scripted};
use crate::clock::Moment;
use crate::script::Fault;
use crate::world::{Hostup, World, Zones};

/// Where the API begins.
pub(crate) const ROOT: &str = "/api/v2";

/// Whether a path is the API's and not the update endpoint's.
pub(crate) fn owns(path: &str) -> bool {
    path.strip_prefix(ROOT)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Answers one request below [`ROOT`].
pub(crate) fn answer(
    world: &mut World,
    request: &Request,
    now: Moment,
    fault: Option<&Fault>,
) -> Reply {
    let World { hostup, zones, .. } = world;
    let mut note = Note::default();
    let outcome = judge(hostup, zones, request, now, fault, &mut note);
    let request_id = hostup.new_id("req");
    let extra = hostup.extra_members;
    let reply = match outcome {
        Ok(Answer::Scripted(reply)) => reply,
        Ok(Answer::Nothing) => Reply::text(204, ""),
        Ok(Answer::Json(status, mut value)) => {
            if extra {
                add_extra_members(&mut value);
            }
            let reply = Reply::json(status, &value);
            mask(&mut value);
            note.summary = Some(value.to_string());
            reply
        }
        Err(problem) => {
            if problem.wrong_way() {
                note.rude = note.rude.or(Some(crate::ledger::Rude::WrongRequest));
            }
            problem.reply(&request_id, &request.path, now)
        }
    };
    reply.noted(note)
}

/// A proper answer.
enum Answer {
    Json(u16, Value),
    Nothing,
    Scripted(Reply),
}

/// One call, after the key was accepted.
struct Call<'a> {
    hostup: &'a mut Hostup,
    zones: &'a mut Zones,
    request: &'a Request,
    caller: Caller,
    now: Moment,
}

type Outcome = Result<Answer, Problem>;

fn judge(
    hostup: &mut Hostup,
    zones: &mut Zones,
    request: &Request,
    now: Moment,
    fault: Option<&Fault>,
    note: &mut Note,
) -> Outcome {
    let entered = gate::enter(hostup, request, now, note);
    if let Ok(caller) = &entered {
        gate::note_manners(hostup, caller, request, note);
    }
    if let Some(fault) = fault
        && let Some(problem) = Problem::scripted(fault, now)
    {
        if let (Ok(caller), Some(wait)) = (&entered, problem.wait()) {
            gate::told_to_wait(hostup, caller, now.service + wait);
        }
        if let (Ok(caller), true) = (&entered, problem.was_not_done()) {
            gate::creation_refused(hostup, caller, request);
        }
        return Err(problem);
    }
    if let Some(reply) = fault.and_then(|fault| scripted::reply(fault, 1)) {
        return Ok(Answer::Scripted(reply));
    }
    let call = Call {
        hostup,
        zones,
        request,
        caller: entered?,
        now,
    };
    call.route(note)
}

impl Call<'_> {
    fn route(self, note: &mut Note) -> Outcome {
        let path = self.request.path.strip_prefix(ROOT).unwrap_or_default();
        let segments: Vec<&str> = path.split('/').skip(1).collect();
        let method = self.request.method.as_str();
        match (method, segments.as_slice()) {
            ("GET", ["domains"]) => self.list_domains(),
            ("GET", ["domains", id]) => self.show_domain(id),
            ("GET", ["domains", id, "nameservers"]) => self.show_nameservers(id),
            ("GET", ["domains", id, "dyndns"]) => self.list_configs(id),
            ("POST", ["domains", id, "dyndns"]) => self.create_config(id, note),
            ("PATCH", ["domains", id, "dyndns", config]) => self.patch_config(id, config, note),
            ("DELETE", ["domains", id, "dyndns", config]) => self.delete_config(id, config, note),
            ("GET", ["domains", id, "dyndns", config, "logs"]) => self.list_logs(id, config),
            ("GET", ["domains", id, "dns", "history"]) => self.list_history(id),
            ("GET", ["vps"]) => self.list_vps(),
            ("GET", ["vps", id]) => self.show_vps(id),
            ("GET", ["vps", id, "hostname"]) => self.show_hostname(id),
            ("PUT", ["vps", id, "hostname"]) => self.change_hostname(id, note),
            (
                _,
                ["domains" | "vps"]
                | ["domains" | "vps", _]
                | ["domains", _, "nameservers" | "dyndns"]
                | ["domains", _, "dyndns", _]
                | ["domains", _, "dyndns", _, "logs"]
                | ["domains", _, "dns", "history"]
                | ["vps", _, "hostname"],
            ) => Err(Problem::wrong_method()),
            _ => {
                note.rude = note.rude.or(Some(crate::ledger::Rude::WrongRequest));
                Err(Problem::not_found())
            }
        }
    }

    fn needs(&self, scope: &str) -> Result<(), Problem> {
        if self.caller.key.may(scope) {
            Ok(())
        } else {
            Err(Problem::forbidden())
        }
    }
}

/// An action gate (hostup-api.md §1).
fn gate(closed: Option<&str>) -> Value {
    json!({ "allowed": closed.is_none(), "reason": closed })
}

/// Replaces tokens, for the ledger.
fn mask(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::String(text) if name == "token" => "***".clone_into(text),
                    other => mask(other),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(mask),
        _ => {}
    }
}

/// Puts a member nobody documented into every object: a client must not stumble over it.
fn add_extra_members(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.values_mut().for_each(add_extra_members);
            members.insert("notInTheDocuments".to_owned(), json!([{ "deep": null }, 7]));
        }
        Value::Array(items) => items.iter_mut().for_each(add_extra_members),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_masked_wherever_they_stand() {
        let mut value = json!({ "configs": [{ "token": "abc", "id": "x" }, { "token": null }] });
        mask(&mut value);
        assert_eq!(
            value,
            json!({ "configs": [{ "token": "***", "id": "x" }, { "token": null }] })
        );
    }

    #[test]
    fn the_api_ends_where_the_older_paths_begin() {
        assert!(owns("/api/v2") && owns("/api/v2/domains"));
        assert!(!owns("/api/v22/domains") && !owns("/api/dyndns/update"));
    }
}
