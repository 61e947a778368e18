//! Servers and their hostnames (`hostup-api.md` §7).

use hemma_core::settings::{FieldPath, FieldProblem, ProblemKind};
use hemma_providers::hostup::api::{
    ChangeVpsHostname, ListVps, ReverseDns, ReverseDnsStatus, ValidationRules, Vps, VpsHostname,
    VpsHostnameProblem, VpsId,
};

use super::asking::{PAGE, Place};
use super::desk::Account;
use super::{trouble, views};
use crate::messages::{
    ApiAnswer, ApiTrouble, CommandError, Done, HostnameReport, ReverseDnsOutcome, ReverseDnsReport,
    ServerHostnameView, ServerView,
};

/// The longest hostname there is.
const LONGEST: u32 = 253;

pub(super) async fn list(
    account: &Account<'_>,
    cursor: Option<String>,
) -> Result<ApiAnswer, ApiTrouble> {
    let place = Place::read(cursor);
    let call = ListVps {
        limit: Some(PAGE),
        cursor: place.cursor.clone(),
        name: None,
    };
    let page = account.call(&call).await?;
    Ok(ApiAnswer::Servers {
        servers: page.items.iter().map(view).collect(),
        next: place.next(page.next),
    })
}

fn view(server: &Vps) -> ServerView {
    ServerView {
        id: server.id.to_string(),
        name: server.label().to_owned(),
        address: server.primary_ip.clone(),
        status: server.service_status.to_string(),
        power: server.power_state.as_ref().map(ToString::to_string),
        system: server.operating_system.as_ref().and_then(|system| {
            system
                .display_name
                .clone()
                .or_else(|| system.family.clone())
        }),
    }
}

pub(super) async fn hostname(account: &Account<'_>, server: &str) -> Result<ApiAnswer, ApiTrouble> {
    let vps: VpsId = trouble::id(server)?;
    let name = account.call(&VpsHostname { vps }).await?;
    let rules = name.validation_rules.unwrap_or_default();
    Ok(ApiAnswer::ServerHostname {
        hostname: ServerHostnameView {
            hostname: name.hostname,
            change: views::gate(name.actions.can_change.as_ref()),
            longest: rules.max_length_chars.unwrap_or(LONGEST),
            pattern: rules.pattern.unwrap_or_default(),
            pattern_description: rules.pattern_description.unwrap_or_default(),
        },
    })
}

/// Changes a hostname: gate and rules are asked first, and what does not pass them is not sent.
pub(super) async fn change(
    account: &Account<'_>,
    server: &str,
    hostname: &str,
) -> Result<Done, CommandError> {
    let vps: VpsId = trouble::id(server)?;
    let before = account.call(&VpsHostname { vps: vps.clone() }).await?;
    trouble::through(before.actions.can_change.as_ref())?;
    let rules = before.validation_rules.as_ref();
    let call =
        ChangeVpsHostname::new(vps, hostname, rules).map_err(|problem| wrong(problem, rules))?;
    let changed = account.call(&call).await?;
    let reverse_dns = changed.reverse_dns_protection.map(report);
    Ok(Done::HostnameChanged {
        report: HostnameReport {
            hostname: changed.name.hostname,
            normalized: changed.hostname_normalized,
            reload_recommended: changed.name.reload_recommended,
            reverse_dns,
        },
    })
}

fn wrong(problem: VpsHostnameProblem, rules: Option<&ValidationRules>) -> CommandError {
    match problem {
        VpsHostnameProblem::Name(problem) => CommandError::Invalid {
            problems: vec![FieldProblem {
                path: FieldPath::default().key("hostname"),
                problem: ProblemKind::Name { problem },
                line: None,
            }],
        },
        VpsHostnameProblem::Rule { description } => {
            let pattern = || rules.and_then(|rules| rules.pattern.clone());
            let detail = description.or_else(pattern).unwrap_or_default();
            trouble::wrong_field("hostname", &detail).into()
        }
    }
}

fn report(reverse: ReverseDns) -> ReverseDnsReport {
    ReverseDnsReport {
        outcome: match reverse.status {
            ReverseDnsStatus::NotChanged => ReverseDnsOutcome::NotChanged,
            ReverseDnsStatus::Restored => ReverseDnsOutcome::Restored,
            ReverseDnsStatus::PartialFailure => ReverseDnsOutcome::PartialFailure,
            ReverseDnsStatus::Other(_) => ReverseDnsOutcome::Unknown,
        },
        watched: reverse.monitored_ip_count,
        restored: reverse.restored_ips,
        failed: reverse.failed_ips,
        detail: reverse.detail,
    }
}
