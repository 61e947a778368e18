//! `GET /domains`, `GET /domains/{id}`, `GET /domains/{id}/nameservers` (hostup-api.md §4).

use serde_json::{Value, json};

use super::lists::{Params, page};
use super::problem::Problem;
use super::{Answer, Call, Outcome, gate};
use crate::clock::iso_millis;
use crate::world::{HostupDomain, MANAGED_NAMESERVERS};

impl Call<'_> {
    pub(super) fn list_domains(self) -> Outcome {
        self.needs("read:domains")?;
        let params = Params::read(self.request, &["limit", "cursor", "name", "include"])?;
        let limit = params.limit(1000)?;
        params.include(&["hostingConnection"])?;
        let own = self
            .hostup
            .domains
            .iter()
            .filter(|domain| domain.account == self.caller.key.account);
        let wanted = own.filter(|domain| params.get("name").is_none_or(|name| domain.name == name));
        let items = wanted.map(shown).collect();
        page(self.hostup, items, limit, params.get("cursor"))
    }

    pub(super) fn show_domain(self, id: &str) -> Outcome {
        self.needs("read:domains")?;
        Params::read(self.request, &[])?;
        let domain = self.domain(id)?;
        let mut value = shown(domain);
        if let Some(members) = value.as_object_mut() {
            members.insert("nameservers".to_owned(), json!(domain.nameservers));
        }
        Ok(Answer::Json(200, value))
    }

    pub(super) fn show_nameservers(self, id: &str) -> Outcome {
        self.needs("read:domains")?;
        Params::read(self.request, &[])?;
        let domain = self.domain(id)?;
        let managed = domain.nameservers == MANAGED_NAMESERVERS;
        let body = json!({
            "nameservers": domain.nameservers,
            "registrarLock": { "enabled": false, "requiresRegistryUnlockFlow": false, "unlockAction": null },
            "actions": { "canChangeNameservers": gate(None) },
            "dnssecAutoWillBeBlocked": !managed,
        });
        Ok(Answer::Json(200, body))
    }

    /// Returns the caller's domain with this id.
    pub(super) fn domain(&self, id: &str) -> Result<&HostupDomain, Problem> {
        let found = self.hostup.domains.iter().find(|domain| domain.id == id);
        match found {
            Some(domain) if domain.account == self.caller.key.account => Ok(domain),
            Some(_) if self.hostup.foreign_status == 403 => Err(Problem::forbidden()),
            _ => Err(Problem::not_found()),
        }
    }
}

fn shown(domain: &HostupDomain) -> Value {
    let sparse = domain.sparse;
    let mut value = json!({
        "id": domain.id,
        "name": domain.name,
        "serviceStatus": domain.service_status,
        "lifecycle": {
            "type": "standard",
            "autoRenewEnabled": (!sparse).then_some(true),
            "registrarLockEnabled": (!sparse).then_some(false),
            "transferInProgress": false,
        },
        "billing": {
            "amount": 159,
            "currencyCode": "SEK",
            "billingCycle": (!sparse).then_some("annually"),
            "periodYears": 1,
        },
        "createdAt": domain.created_at.map(iso_millis),
        "expiresAt": "2027-04-27T21:59:59.000Z",
        "nextDueAt": "2027-03-28T00:00:00.000Z",
        "tags": domain.tags,
        "pinned": domain.pinned,
    });
    if !sparse && let Some(members) = value.as_object_mut() {
        let order = domain.id.replacen("dom_", "ord_", 1);
        members.insert("orderId".to_owned(), order.into());
    }
    value
}
