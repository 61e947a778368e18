//! `GET /domains/{id}/dns/history` (vendor page 004, hostup-api.md §5.9).

use serde_json::{Value, json};

use super::lists::{Params, page};
use super::problem::{FieldError, Problem};
use super::{Call, Outcome};
use crate::clock::iso_millis;
use crate::world::HistoryEvent;

/// The record types the page allows in `type`.
const TYPES: [&str; 10] = [
    "A", "AAAA", "CNAME", "ALIAS", "MX", "TXT", "NS", "SRV", "CAA", "TLSA",
];

impl Call<'_> {
    pub(super) fn list_history(self, id: &str) -> Outcome {
        self.needs("read:dns")?;
        self.needs("read:domains")?;
        let domain = self.domain(id)?;
        let known: &[&str] = if self.hostup.history_takes_cursor {
            &["name", "type", "limit", "cursor"]
        } else {
            &["name", "type", "limit"]
        };
        let params = Params::read(self.request, known)?;
        let limit = params.limit(100)?;
        let kind = params.get("type");
        if kind.is_some_and(|kind| !TYPES.contains(&kind)) {
            let detail = format!("`type` must be one of {}.", TYPES.join(", "));
            return Err(Problem::invalid_field(FieldError::new("type", detail)));
        }
        let owner = params.get("name").map(|name| match name {
            "@" => domain.name.clone(),
            label => format!("{label}.{}", domain.name),
        });
        let events = self.hostup.history.iter().rev();
        let items = events
            .filter(|event| event.domain_id == id)
            .filter(|event| kind.is_none_or(|kind| event.record_type == kind))
            .filter(|event| {
                let wanted = owner.as_deref();
                wanted.is_none_or(|owner| event.owner.eq_ignore_ascii_case(owner))
            })
            .map(shown)
            .collect();
        page(self.hostup, items, limit, params.get("cursor"))
    }
}

fn shown(event: &HistoryEvent) -> Value {
    json!({
        "eventId": event.event_id,
        "domainId": event.domain_id,
        "domain": event.domain,
        "createdAt": event.created_at.map(iso_millis),
        "changeType": event.change_type,
        "sourceFlow": event.source_flow,
        "summary": event.summary,
        "beforeRrset": event.before,
        "afterRrset": event.after,
        "beforeNameservers": event.before_nameservers,
        "afterNameservers": event.after_nameservers,
    })
}
