//! Dynamic DNS configurations: list, create, enable and disable, delete, log (hostup-api.md §5).

use serde_json::{Value, json};

use super::super::{Note, dyndns2::is_fqdn};
use super::lists::{Params, body};
use super::problem::{FieldError, Problem};
use super::{Answer, Call, Outcome, gate, gate::creation_refused};
use crate::clock::iso_millis;
use crate::world::hostup::HistoryEvent;
use crate::world::{HostupConfig, HostupLog, LogStatus, RecordType, Rrset};

/// Entries of a log that are shown. The vendor says "recent" and no number.
const RECENT: usize = 50;

impl Call<'_> {
    pub(super) fn list_configs(self, id: &str) -> Outcome {
        self.needs("read:domains")?;
        Params::read(self.request, &[])?;
        let reason = self.domain(id)?.why_not();
        let writes = self.caller.key.may("write:domains");
        let closed = reason
            .as_deref()
            .or_else(|| (!writes).then_some("The API key lacks the write:domains scope."));
        let configs = self.hostup.configs.iter();
        let configs: Vec<Value> = configs
            .filter(|config| config.domain_id == id && reason.is_none())
            .map(|config| shown(config, writes))
            .collect();
        let body = json!({
            "available": reason.is_none(),
            "reason": reason,
            "configs": configs,
            "actions": {
                "canManage": gate(closed),
                "canEnable": gate(closed),
                "canUpdateToken": gate(closed),
            },
        });
        Ok(Answer::Json(200, body))
    }

    pub(super) fn create_config(self, id: &str, note: &mut Note) -> Outcome {
        self.needs("write:domains")?;
        Params::read(self.request, &[])?;
        let domain = self.domain(id)?;
        let read = body(self.request, &["hostname", "recordType"]).and_then(|members| {
            let hostname = members.get("hostname").and_then(Value::as_str);
            let hostname = hostname.map(str::to_ascii_lowercase);
            let kind = match members.get("recordType").and_then(Value::as_str) {
                Some("A") => Some(RecordType::A),
                Some("AAAA") => Some(RecordType::Aaaa),
                _ => None,
            };
            let fits = hostname.filter(|name| is_fqdn(name) && domain.holds(name));
            let mut errors = Vec::new();
            if fits.is_none() {
                let detail = "`hostname` must be the domain or a subdomain of it.";
                errors.push(FieldError::new("hostname", detail));
            }
            if kind.is_none() {
                let detail = "`recordType` must be A or AAAA.";
                errors.push(FieldError::new("recordType", detail));
            }
            fits.zip(kind).ok_or_else(|| Problem::invalid(errors))
        });
        let refusal = match &read {
            Err(problem) => Some(problem.clone()),
            Ok((hostname, kind)) => self.refusal(id, hostname, *kind),
        };
        let (hostname, kind) = match (refusal, read) {
            (None, Ok(read)) => read,
            (Some(problem), _) | (None, Err(problem)) => {
                creation_refused(self.hostup, &self.caller, self.request);
                return Err(problem);
            }
        };
        note.names = vec![hostname.clone()];
        note.changed = true;
        let (config_id, token) = (self.hostup.new_id("ddns"), self.hostup.new_token());
        let config = HostupConfig {
            id: config_id,
            domain_id: id.to_owned(),
            created_at: Some(self.now.wall),
            ..HostupConfig::new(&hostname, kind, &token)
        };
        let body = shown(&config, true);
        self.hostup.configs.push(config);
        Ok(Answer::Json(201, body))
    }

    /// Why a well-formed creation is refused all the same.
    fn refusal(&self, id: &str, hostname: &str, kind: RecordType) -> Option<Problem> {
        if let Some(reason) = self.domain(id).ok().and_then(|domain| domain.why_not()) {
            return Some(Problem::conflict("dyndns_unavailable", reason));
        }
        let own = || {
            self.hostup
                .configs
                .iter()
                .filter(|config| config.domain_id == id)
        };
        if own().any(|config| config.hostname == hostname && config.record_type == kind) {
            let detail = "A configuration for this hostname and type already exists.";
            return Some(Problem::conflict("dyndns_already_exists", detail));
        }
        let most = self.hostup.configs_per_domain?;
        (own().count() >= most).then(|| {
            let detail = format!("A domain may have {most} configurations.");
            Problem::conflict("dyndns_limit_reached", detail)
        })
    }

    pub(super) fn patch_config(self, id: &str, config_id: &str, note: &mut Note) -> Outcome {
        self.needs("write:domains")?;
        Params::read(self.request, &[])?;
        note.names = vec![self.config(id, config_id)?.hostname.clone()];
        let members = body(self.request, &["enabled"])?;
        let Some(enabled) = members.get("enabled").and_then(Value::as_bool) else {
            let error = FieldError::new("enabled", "`enabled` must be a boolean.");
            return Err(Problem::invalid_field(error));
        };
        let now = self.now.wall;
        let Some(config) = self.hostup.config_mut(config_id) else {
            return Err(Problem::not_found());
        };
        note.changed = config.enabled != enabled;
        config.enabled = enabled;
        config.updated_at = Some(now);
        if enabled {
            // Whoever was refused while it was paused is welcome again.
            config.told = None;
        }
        Ok(Answer::Json(200, shown(config, true)))
    }

    pub(super) fn delete_config(self, id: &str, config_id: &str, note: &mut Note) -> Outcome {
        self.needs("write:domains")?;
        Params::read(self.request, &[])?;
        let config = self.config(id, config_id)?.clone();
        note.names = vec![config.hostname.clone()];
        note.changed = self.hostup.delete_config(config_id);
        let family = config.record_type.family();
        let held = self.zones.registered(&config.hostname, family);
        if let (true, Some(address)) = (self.hostup.delete_removes_record, held) {
            let (kind, ttl) = (config.record_type.to_string(), self.zones.ttl_seconds);
            let before = Rrset::new(&config.hostname, &kind, ttl, address.to_string());
            self.zones
                .publish(&config.hostname, family, None, self.now.real);
            let event = HistoryEvent::change("dyndns", Some(before), None);
            self.hostup.note_change(id, event, self.now.wall);
        }
        Ok(Answer::Nothing)
    }

    pub(super) fn list_logs(self, id: &str, config_id: &str) -> Outcome {
        self.needs("read:domains")?;
        Params::read(self.request, &[])?;
        let logs = self.config(id, config_id)?.logs.iter().rev().take(RECENT);
        let logs: Vec<Value> = logs.map(logged).collect();
        Ok(Answer::Json(200, json!({ "logs": logs })))
    }

    /// Returns a configuration of the caller's domain.
    fn config(&self, id: &str, config_id: &str) -> Result<&HostupConfig, Problem> {
        self.domain(id)?;
        let mut configs = self.hostup.configs.iter();
        configs
            .find(|config| config.id == config_id && config.domain_id == id)
            .ok_or_else(Problem::not_found)
    }
}

fn shown(config: &HostupConfig, with_token: bool) -> Value {
    json!({
        "id": config.id,
        "hostname": config.hostname,
        "recordType": config.record_type,
        "token": with_token.then_some(&config.token),
        "lastIp": config.last_ip,
        "lastUpdatedAt": config.last_updated_at.map(iso_millis),
        "updateCount": config.update_count,
        "enabled": config.enabled,
        "createdAt": config.created_at.map(iso_millis),
        "updatedAt": config.updated_at.map(iso_millis),
    })
}

fn logged(log: &HostupLog) -> Value {
    json!({
        "oldIp": log.old_ip,
        "newIp": log.new_ip,
        "sourceIp": log.source_ip,
        "userAgent": log.user_agent,
        "status": match log.status {
            LogStatus::Success => "success",
            LogStatus::NoChange => "no_change",
            LogStatus::Failed => "failed",
            LogStatus::Unknown => "unknown",
        },
        "errorMessage": log.error_message,
        "createdAt": log.created_at.map(iso_millis),
    })
}
