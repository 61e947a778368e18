//! What a key may do, found out by reading calls only (`hostup-api.md` §8).

use hemma_core::time::Now;
use hemma_providers::hostup::api::{
    Ability, ApiProblemKind, KeyProbe, KeyReport, KeyStanding, ProbeTrouble, Scope,
};
use url::Url;

use super::desk::{Account, Desk};
use super::lane::Manner;
use super::trouble;
use crate::messages::{ApiAnswer, ApiTrouble, ApiTroubleKind, KeyToTest, KeyView, May};

/// Tries a key that is not stored.
pub(super) async fn test(desk: &Desk, test: KeyToTest) -> Result<ApiAnswer, ApiTrouble> {
    let api = test.api.as_deref().map(str::trim);
    let api = api.filter(|api| !api.is_empty()).map(Url::parse);
    let api = api
        .transpose()
        .map_err(|error| trouble::wrong_field("api", &error.to_string()))?;
    let key = test.key.into_secret();
    let account = desk.open(None, api.as_ref(), &key)?;
    self::key(&account, true).await
}

/// Says what a key may do, from memory where that is fresh.
pub(super) async fn key(account: &Account<'_>, again: bool) -> Result<ApiAnswer, ApiTrouble> {
    let now = account.desk.clock.now();
    if again {
        account.lane.forgive();
    } else if let Some(key) = account.lane.books().key(now.mono) {
        return Ok(ApiAnswer::Key { key });
    }
    let (report, whole) = probe(account).await?;
    let now = account.desk.clock.now();
    let mut books = account.lane.books();
    let key = view(&report, books.read_dns, now);
    // What the service was too busy to say is asked again next time.
    if whole {
        books.know_key(key.clone(), now.mono);
    }
    drop(books);
    Ok(ApiAnswer::Key { key })
}

/// Asks until nothing is left to ask. Says too whether nothing stayed open.
async fn probe(account: &Account<'_>) -> Result<(KeyReport, bool), ApiTrouble> {
    let mut probe = KeyProbe::new();
    let mut whole = true;
    while let Some(question) = probe.next() {
        let make = || question.request(&account.door);
        match account.deliver(&make, Manner::Repeat).await {
            Ok(response) => probe.answer(&account.door, &response, account.desk.clock.now().wall),
            // Part of an answer is better than none, but the first question must be answered.
            Err(trouble) if probe.report().standing == KeyStanding::Works => {
                tracing::info!(kind = ?trouble.kind, "a key was tried in part");
                whole = false;
                break;
            }
            Err(trouble) => return Err(trouble),
        }
    }
    let report = probe.report();
    if let (KeyStanding::Rejected | KeyStanding::Unproven, Some(ProbeTrouble::Refused(problem))) =
        (report.standing, &report.trouble)
    {
        let now = account.desk.clock.now();
        let until = account.lane.resting_until(now).unwrap_or(now.wall);
        let trouble = trouble::of(problem.clone(), false, until);
        return Err(account.explained(trouble, now).await);
    }
    if report.standing != KeyStanding::Works {
        return Err(ApiTroubleKind::NotReached.into());
    }
    Ok((report.clone(), whole && !interrupted(report)))
}

fn interrupted(report: &KeyReport) -> bool {
    match &report.trouble {
        Some(ProbeTrouble::NoAnswer(_)) => true,
        Some(ProbeTrouble::Refused(problem)) => matches!(
            problem.kind,
            ApiProblemKind::Limited { .. } | ApiProblemKind::Unavailable { .. }
        ),
        None => false,
    }
}

fn view(report: &KeyReport, read_dns: May, now: Now) -> KeyView {
    let mut missing = report.missing();
    if read_dns == May::No {
        missing.push(Scope::ReadDns);
        missing.sort_unstable();
    }
    KeyView {
        read_domains: may(report.domains),
        write_domains: may(report.write),
        read_dns,
        read_servers: may(report.vps_read),
        write_servers: may(report.vps_write),
        missing: trouble::words(&missing),
        at: now.wall,
    }
}

fn may(ability: Ability) -> May {
    match ability {
        // Only doing it would prove the second, and no probe does.
        Ability::Yes | Ability::Likely => May::Yes,
        Ability::No => May::No,
        Ability::Unknown => May::Unknown,
    }
}
