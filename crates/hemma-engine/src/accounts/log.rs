//! The update log of a configuration, with what this computer wrote down for the same name.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::net::IpAddr;
use std::time::Duration;

use hemma_core::address::Family;
use hemma_core::history::{AnswerKind, Entry, EntryKind};
use hemma_core::names::UpdateName;
use hemma_core::time::{Timestamp, between};
use hemma_providers::hostup::api::{
    ConfigurationId, DomainId, LogEntry, Moment, UpdateLog, UpdateStatus,
};

use super::desk::Account;
use super::views;
use crate::messages::{
    ApiAnswer, ApiTrouble, HistoryKind, HistoryQuery, LogLine, LogOutcome, LogSide, Writer,
};

/// Two clocks that tell of the same call differ by less (the service's is a good one, and this computer's too).
const SAME: Duration = Duration::from_secs(10);
/// The most lines of this computer's that are read.
const MOST: u32 = 500;

/// Asks for the log and merges it with the journal.
pub(super) async fn merged(
    account: &Account<'_>,
    domain: DomainId,
    configuration: ConfigurationId,
) -> Result<ApiAnswer, ApiTrouble> {
    let listed = account.listed(&domain).await?;
    let mut all = listed.all.configs.iter();
    let found = all.find(|one| one.id == configuration);
    let about = found.and_then(|one| Some((one.name()?, one.record_type.family()?)));
    let call = UpdateLog {
        domain,
        config: configuration,
    };
    let entries = account.call(&call).await?;
    let own = match about {
        Some((name, family)) => own_lines(account, name.as_str(), family).await,
        None => Vec::new(),
    };
    let agent = account.desk.identity.user_agent();
    let foreign = foreign(&entries, &own, &agent);
    let profile = account.profile.as_ref();
    let record = profile.and_then(|profile| views::record(profile, found?));
    if let (Some(record), Some(at)) = (record, foreign) {
        account.desk.tell_other_writer(record, at).await;
    }
    let (lines, others) = merge(entries, own, &agent);
    Ok(ApiAnswer::UpdateLog { lines, others })
}

/// One call of this computer.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Own {
    sent: Timestamp,
    address: IpAddr,
    outcome: LogOutcome,
}

/// When somebody else last stored an address that this computer never sent, after this computer had begun to keep the
/// name (F50). Whoever writes the same address is no quarrel.
fn foreign(entries: &[LogEntry], own: &[Own], agent: &str) -> Option<Timestamp> {
    let began = own.iter().map(|call| call.sent).min()?;
    let stored = entries.iter().filter(|entry| {
        let other = entry
            .user_agent
            .as_deref()
            .is_some_and(|other| other.trim() != agent);
        other && entry.status == UpdateStatus::Success
    });
    stored
        .filter(|entry| {
            let address = entry.new_ip.as_deref();
            let address: Option<IpAddr> = address.and_then(|text| text.trim().parse().ok());
            address.is_some_and(|address| own.iter().all(|call| call.address != address))
        })
        .filter_map(|entry| entry.created_at.as_ref().and_then(Moment::timestamp))
        .filter(|at| *at > began)
        .max()
}

async fn own_lines(account: &Account<'_>, name: &str, family: Family) -> Vec<Own> {
    let query = HistoryQuery {
        name: Some(name.to_owned()),
        kinds: vec![HistoryKind::Update],
        limit: MOST,
        ..HistoryQuery::default()
    };
    match account.desk.notebook.history(query).await {
        Ok(page) => {
            let entries = page.entries.into_iter().map(|line| line.entry);
            calls(&entries.collect::<Vec<_>>(), name, family)
        }
        Err(error) => {
            tracing::warn!(%error, "the journal cannot be read; the log is the service's alone");
            Vec::new()
        }
    }
}

/// Makes calls of journal lines, newest first: what was sent, and the answer to it.
fn calls(entries: &[Entry], name: &str, family: Family) -> Vec<Own> {
    let name: Option<UpdateName> = name.parse().ok();
    let ours = |entry: &&Entry| {
        entry
            .record
            .as_ref()
            .is_some_and(|record| Some(&record.name) == name.as_ref() && record.family == family)
    };
    let mut answers: Vec<(u32, LogOutcome)> = Vec::new();
    let mut calls = Vec::new();
    for entry in entries.iter().filter(ours) {
        match &entry.kind {
            EntryKind::Answered {
                attempt, answer, ..
            } => answers.push((*attempt, outcome(answer))),
            EntryKind::Sent { attempt, address } => {
                // Numbers begin anew in each run: the nearest later answer is this one's.
                let place = answers
                    .iter()
                    .rposition(|(answered, _)| answered == attempt);
                let outcome = place.map_or(LogOutcome::Unknown, |place| answers.remove(place).1);
                calls.push(Own {
                    sent: entry.at,
                    address: address.ip(),
                    outcome,
                });
            }
            _ => {}
        }
    }
    calls
}

fn outcome(answer: &AnswerKind) -> LogOutcome {
    match answer {
        AnswerKind::Accepted => LogOutcome::Success,
        AnswerKind::AlreadySo => LogOutcome::NoChange,
        AnswerKind::Later { .. } | AnswerKind::NeedsPerson { .. } => LogOutcome::Failed,
        AnswerKind::NotConfirmed { .. } | AnswerKind::Unclear { .. } => LogOutcome::Unknown,
    }
}

/// Merges both sides, newest first, and names whoever else writes.
fn merge(entries: Vec<LogEntry>, mut own: Vec<Own>, agent: &str) -> (Vec<LogLine>, Vec<Writer>) {
    let mut others = BTreeSet::new();
    let mut lines = Vec::with_capacity(entries.len() + own.len());
    for entry in entries {
        let at = entry.created_at.as_ref().and_then(Moment::timestamp);
        let ours = entry.user_agent.as_deref().map(str::trim) == Some(agent);
        let twin = at.filter(|_| ours).and_then(|at| {
            let address = entry
                .new_ip
                .as_deref()
                .and_then(|text| text.trim().parse().ok());
            own.iter().position(|call| {
                near(call.sent, at) && address.is_none_or(|it: IpAddr| it == call.address)
            })
        });
        let side = match twin {
            Some(place) => {
                own.remove(place);
                LogSide::Both
            }
            None => LogSide::Service,
        };
        let writer = (entry.user_agent.is_some() || entry.source_ip.is_some()).then(|| Writer {
            agent: entry.user_agent.clone(),
            address: entry.source_ip.clone(),
        });
        if !ours {
            others.extend(writer.clone());
        }
        lines.push(LogLine {
            at,
            side,
            outcome: status(&entry.status),
            from: entry.old_ip,
            to: entry.new_ip,
            writer,
            message: entry.error_message,
        });
    }
    lines.extend(own.into_iter().map(|call| LogLine {
        at: Some(call.sent),
        side: LogSide::Computer,
        outcome: call.outcome,
        from: None,
        to: Some(call.address.to_string()),
        writer: None,
        message: None,
    }));
    // Those without a time last, as the service gives them.
    lines.sort_by_key(|line| Reverse(line.at));
    (lines, others.into_iter().collect())
}

fn near(one: Timestamp, other: Timestamp) -> bool {
    between(one, other).max(between(other, one)) <= SAME
}

fn status(status: &UpdateStatus) -> LogOutcome {
    match status {
        UpdateStatus::Success => LogOutcome::Success,
        UpdateStatus::NoChange => LogOutcome::NoChange,
        UpdateStatus::Failed => LogOutcome::Failed,
        UpdateStatus::Unknown | UpdateStatus::Other(_) => LogOutcome::Unknown,
    }
}
