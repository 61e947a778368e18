//! Servers and their hostnames (vendor page 003, hostup-api.md §7).

use serde_json::{Value, json};

use super::super::{Note, dyndns2::is_fqdn};
use super::lists::{Params, body, page};
use super::problem::{FieldError, Problem};
use super::{Answer, Call, Outcome, gate};
use crate::clock::iso_millis;
use crate::world::{HostupVps, ReverseDns};

/// The pattern the API returns (page 003). It lets a single label pass; the page's text says FQDN, and so
/// does the check here.
const PATTERN: &str = "^[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(\\.[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$";
const PATTERN_DESCRIPTION: &str =
    "Valid FQDN: labels 1-63 chars, alphanumeric with hyphens, no leading/trailing hyphens.";

impl Call<'_> {
    pub(super) fn list_vps(self) -> Outcome {
        self.needs("read:vm")?;
        let known = ["limit", "cursor", "include", "primaryIp", "name"];
        let params = Params::read(self.request, &known)?;
        let limit = params.limit(100)?;
        params.include(&["pendingMaintenance"])?;
        let items = self.hostup.vps.iter();
        let items = items
            .filter(|vps| vps.account == self.caller.key.account)
            .filter(|vps| {
                let named = params.get("name");
                named.is_none_or(|name| vps.name.eq_ignore_ascii_case(name))
            })
            .filter(|vps| {
                let own = vps.primary_ip.map(|address| address.to_string());
                params
                    .get("primaryIp")
                    .is_none_or(|ip| own.as_deref() == Some(ip))
            })
            .map(shown)
            .collect();
        page(self.hostup, items, limit, params.get("cursor"))
    }

    pub(super) fn show_vps(self, id: &str) -> Outcome {
        self.needs("read:vm")?;
        Params::read(self.request, &[])?;
        Ok(Answer::Json(200, shown(self.vps(id)?)))
    }

    pub(super) fn show_hostname(self, id: &str) -> Outcome {
        self.needs("read:vm")?;
        Params::read(self.request, &[])?;
        let vps = self.vps(id)?;
        Ok(Answer::Json(200, hostname(vps)))
    }

    pub(super) fn change_hostname(self, id: &str, note: &mut Note) -> Outcome {
        self.needs("write:vm")?;
        Params::read(self.request, &[])?;
        let closed = self.vps(id)?.why_not();
        let members = body(self.request, &["hostname"])?;
        let sent = members.get("hostname").and_then(Value::as_str);
        let Some(sent) = sent.filter(|name| is_fqdn(name)) else {
            let error = FieldError::new("hostname", PATTERN_DESCRIPTION);
            return Err(Problem::invalid_field(error));
        };
        note.names = vec![sent.to_owned()];
        if closed.is_some() {
            return Err(Problem::vps_not_ready());
        }
        let now = self.now.wall;
        let Some(vps) = self.hostup.vps.iter_mut().find(|vps| vps.id == id) else {
            return Err(Problem::vps_not_found());
        };
        let stored = sent.to_ascii_lowercase();
        note.changed = vps.hostname.as_ref() != Some(&stored);
        vps.hostname = Some(stored);
        let mut value = hostname(vps);
        if let Some(members) = value.as_object_mut() {
            members.insert("hostnameNormalized".to_owned(), true.into());
            members.insert("serviceRecordSynced".to_owned(), true.into());
            members.insert("reverseDnsProtection".to_owned(), protection(vps));
            members.insert("updatedAt".to_owned(), iso_millis(now).into());
        }
        Ok(Answer::Json(200, value))
    }

    fn vps(&self, id: &str) -> Result<&HostupVps, Problem> {
        let found = self.hostup.vps.iter().find(|vps| vps.id == id);
        match found {
            Some(vps) if vps.account == self.caller.key.account => Ok(vps),
            Some(_) if self.hostup.foreign_status == 403 => Err(Problem::forbidden()),
            _ => Err(Problem::vps_not_found()),
        }
    }
}

fn shown(vps: &HostupVps) -> Value {
    let full = !vps.sparse;
    let mut billing = json!({
        "amount": 199,
        "currencyCode": "SEK",
        "billingCycle": full.then_some("annually"),
        "isPayg": !full,
    });
    if full && let Some(members) = billing.as_object_mut() {
        members.insert("periodYears".to_owned(), 1.into());
    }
    json!({
        "id": vps.id,
        "name": vps.name,
        "primaryIp": vps.primary_ip,
        "serviceStatus": vps.service_status,
        "powerState": vps.power_state,
        "operatingSystem": full.then(|| json!({
            "displayName": "Debian 12",
            "family": "debian",
            "version": "12",
            "variant": null,
        })),
        "billing": billing,
        "resources": { "cpuCores": 2, "memoryGb": 4, "storageGb": 80 },
    })
}

fn hostname(vps: &HostupVps) -> Value {
    json!({
        "hostname": vps.hostname,
        "reloadRecommended": false,
        "accountInactive": false,
        "accountStatus": (!vps.sparse).then_some("active"),
        "cacheCleared": true,
        "actions": { "canChange": gate(vps.why_not()) },
        "validationRules": {
            "maxLengthChars": 253,
            "pattern": PATTERN,
            "patternDescription": PATTERN_DESCRIPTION,
        },
    })
}

fn protection(vps: &HostupVps) -> Value {
    let own: Vec<String> = vps.primary_ip.iter().map(ToString::to_string).collect();
    let (status, watched, changed, restored, failed, detail) = match vps.reverse_dns {
        ReverseDns::Unwatched => return Value::Null,
        ReverseDns::NotChanged => ("not_changed", 1, 0, Vec::new(), Vec::new(), None),
        ReverseDns::Restored => ("restored", 1, 1, own, Vec::new(), None),
        ReverseDns::PartialFailure => (
            "partial_failure",
            2,
            2,
            own,
            vec!["192.0.2.11".to_owned()],
            Some("One address could not be restored."),
        ),
    };
    json!({
        "status": status,
        "monitoredIpCount": watched,
        "changesDetected": changed,
        "restoredIps": restored,
        "failedIps": failed,
        "detail": detail,
    })
}
