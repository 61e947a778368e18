//! Who may come in: the key, its account, its limit, and the manners of its user.

use std::time::Duration;

use super::super::{Note, Request};
use super::problem::Problem;
use crate::clock::Moment;
use crate::ledger::Rude;
use crate::world::{Hostup, HostupKey};

/// Refusals (401) in a row after which coming back is rude. A client may be told twice at once when two
/// requests are under way, and a person may press *Test* again.
const PATIENCE_WITH_KEYS: u32 = 3;
/// Requests over the limit in one window that are not rude yet: what may be under way at the same time.
const PATIENCE_OVER_LIMIT: u32 = 2;

/// Whoever holds the key.
#[derive(Debug, Clone)]
pub(super) struct Caller {
    pub(super) index: usize,
    pub(super) key: HostupKey,
}

/// Judges key, account and limit.
pub(super) fn enter(
    hostup: &mut Hostup,
    request: &Request,
    now: Moment,
    note: &mut Note,
) -> Result<Caller, Problem> {
    let text = request.bearer.clone().unwrap_or_default();
    let index = hostup
        .keys
        .iter()
        .position(|key| key.key == text && !text.is_empty());
    let key = index.and_then(|index| hostup.keys.get(index));
    note.user = key.map(|key| key.name.clone());
    let good = key
        .filter(|key| !key.revoked && key.bound_to.is_none_or(|address| address == request.caller));
    let (Some(index), Some(key)) = (index, good.cloned()) else {
        let count = hostup.unauthorized.entry(text).or_default();
        *count += 1;
        if *count > PATIENCE_WITH_KEYS {
            note.rude = Some(Rude::AfterBadauth);
        }
        return Err(Problem::unauthorized());
    };
    hostup.unauthorized.remove(&text);
    if hostup.inactive_accounts.contains(&key.account) {
        return Err(Problem::account_inactive());
    }
    let limit = key.rate_limit.unwrap_or(hostup.rate_limit);
    if let Some(key) = hostup.keys.get_mut(index)
        && let Err(wait) = key.memory.count(limit, now.service)
    {
        if key.memory.refused > PATIENCE_OVER_LIMIT {
            note.rude = Some(Rude::Hurried);
        }
        return Err(Problem::too_many(Some(wait), limit.requests, now));
    }
    if key
        .memory
        .told_to_wait_until
        .is_some_and(|until| now.service < until)
    {
        note.rude = Some(Rude::Hurried);
    }
    Ok(Caller { index, key })
}

/// Remembers that a scripted 429 asked this key to wait.
pub(super) fn told_to_wait(hostup: &mut Hostup, caller: &Caller, until: Duration) {
    if let Some(key) = hostup.keys.get_mut(caller.index) {
        key.memory.told_to_wait_until = Some(until);
    }
}

/// Whether a creation is repeated blindly: sent again although nobody looked what became of the first
/// (hostup-api.md §2.2). A list, or a deletion, of the domain counts as a look.
pub(super) fn note_manners(
    hostup: &mut Hostup,
    caller: &Caller,
    request: &Request,
    note: &mut Note,
) {
    let Some(key) = hostup.keys.get_mut(caller.index) else {
        return;
    };
    let Some((domain, rest)) = request.path.split_once("/dyndns") else {
        return;
    };
    let unread = &mut key.memory.unread_posts;
    match request.method.as_str() {
        "POST" => {
            let sent = (domain.to_owned(), request.body.clone());
            if !unread.insert(sent) {
                note.rude = note.rude.or(Some(Rude::BlindRepeat));
            }
        }
        "GET" if rest.is_empty() => unread.retain(|(other, _)| other != domain),
        "DELETE" => unread.retain(|(other, _)| other != domain),
        _ => {}
    }
}

/// Forgets a creation that was refused for its form: the person corrects it and sends it again.
pub(super) fn creation_refused(hostup: &mut Hostup, caller: &Caller, request: &Request) {
    if let Some(key) = hostup.keys.get_mut(caller.index) {
        let body = &request.body;
        key.memory.unread_posts.retain(|(_, sent)| sent != body);
    }
}
