//! A record that its service refuses although it had a token: deleted, switched off or given another token elsewhere
//! (`hostup-api.md` §6.2). With a key to the API it is found out which, once, and mended where that is certain.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use hemma_core::history::AtService;
use hemma_core::latch::Bound;
use hemma_core::names::{Hostname, RecordId, SecretKey};
use hemma_core::status::Phase;
use hemma_core::time::{Mono, Now, Timestamp};
use hemma_providers::hostup::api::{Configurations, DomainId, ListDomains, same_name};

use super::desk::{Account, Desk};
use crate::messages::{ApiTrouble, ApiTroubleKind, Snapshot};
use crate::view::snapshot::is_refused;

/// A record is looked at this often at most, whatever happens to it.
const AT_MOST_EVERY: Duration = Duration::from_secs(3600);

/// A record to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refused {
    pub(super) record: RecordId,
    /// Since when it is refused.
    pub(super) latched: Timestamp,
    /// Whether it may be given the token that is there; not twice without a success in between.
    may_mend: bool,
}

/// What came of a look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Looked {
    record: RecordId,
    /// What stands there; none when it could not be told.
    found: Option<AtService>,
    /// The service said all it can say; asking again would not help.
    concluded: bool,
}

/// Which records were looked at.
#[derive(Debug, Default)]
pub(super) struct Repairs {
    looks: BTreeMap<RecordId, Look>,
    /// Mended, and not accepted since.
    mended: BTreeSet<RecordId>,
    /// Records of which something is shown that was found because of a latch.
    shown: BTreeSet<RecordId>,
    /// Refused, and not looked at this time.
    pub(super) passed: Vec<(RecordId, Timestamp)>,
}

#[derive(Clone, Copy, Debug)]
struct Look {
    /// Since when the latch is there that was the reason.
    latched: Timestamp,
    at: Mono,
    settings: u32,
    concluded: bool,
    ended: bool,
}

impl Repairs {
    /// Returns the records to look at now, and takes note that they are.
    pub(super) fn due(&mut self, snapshot: &Snapshot, now: Now) -> Vec<Refused> {
        self.passed.clear();
        for view in snapshot.names.iter().flat_map(|name| &name.records) {
            if matches!(view.status.phase, Phase::UpToDate | Phase::Proving { .. }) {
                self.mended.remove(&view.id);
            }
        }
        let mut due = Vec::new();
        for (record, latched) in refused(snapshot) {
            let last = self.looks.get(&record).copied();
            let settings = snapshot.settings_revision;
            let wanted = last.is_none_or(|last| {
                let rested = now.mono.since(last.at) >= AT_MOST_EVERY;
                let news = last.latched != latched || !last.concluded;
                // A key that was stored meanwhile may tell what could not be told.
                rested && news || !last.concluded && last.settings != settings
            });
            if !wanted {
                if last.is_some_and(|last| last.latched != latched || last.ended) {
                    self.passed.push((record, latched));
                }
                continue;
            }
            let look = Look {
                latched,
                at: now.mono,
                settings,
                // Until it has ended, nothing else is to begin.
                concluded: true,
                ended: false,
            };
            self.looks.insert(record.clone(), look);
            due.push(Refused {
                may_mend: !self.mended.contains(&record),
                record,
                latched,
            });
        }
        due
    }

    /// Takes in what came of a look.
    pub(super) fn learn(&mut self, looked: Looked) {
        if let Some(look) = self.looks.get_mut(&looked.record) {
            look.concluded = looked.concluded;
            look.ended = true;
        }
        match looked.found {
            Some(AtService::TokenRenewed) => {
                self.mended.insert(looked.record.clone());
                self.shown.insert(looked.record);
            }
            Some(_) => {
                self.shown.insert(looked.record);
            }
            None => {}
        }
    }

    /// Returns the records of which something is shown although they are refused no longer.
    pub(super) fn past(&mut self, snapshot: &Snapshot) -> Vec<RecordId> {
        let refused: BTreeSet<RecordId> = refused(snapshot).map(|(record, _)| record).collect();
        let past: Vec<RecordId> = self.shown.difference(&refused).cloned().collect();
        self.shown.retain(|record| refused.contains(record));
        past
    }
}

/// Records that are stopped because their service does not take their token or does not know them.
fn refused(snapshot: &Snapshot) -> impl Iterator<Item = (RecordId, Timestamp)> {
    snapshot
        .latches
        .iter()
        .filter_map(|view| match &view.latch.bound {
            Bound::Record { record } if is_refused(&view.latch) => {
                Some((record.clone(), view.latch.since))
            }
            _ => None,
        })
}

/// Looks once, shows what was found, and mends what can be mended.
pub(super) async fn look(desk: &Desk, refused: Refused) -> Looked {
    let record = refused.record;
    let (found, concluded) = match examine(desk, &record, refused.may_mend).await {
        Ok(found) => (found, true),
        Err(trouble) => {
            tracing::info!(%record, kind = ?trouble.kind, "why a record is refused cannot be told now");
            (None, false)
        }
    };
    if let Some(found) = found {
        tracing::info!(%record, ?found, "looked up why a record is refused");
        desk.tell_at_service(record.clone(), Some(found)).await;
    }
    Looked {
        record,
        found,
        concluded,
    }
}

/// A list that was read for another reason shows it too when a kept configuration was deleted or switched off. What was
/// shown about one that is well again is taken back.
pub(super) async fn notice(account: &Account<'_>, domain: &DomainId, all: &Configurations) {
    let Some(profile) = &account.profile else {
        return;
    };
    let parent = account.lane.books().domain(domain);
    let Some(parent) = parent.and_then(|parent| parent.hostname()) else {
        return;
    };
    for entry in profile.names.iter().filter(|entry| entry.enabled) {
        let Some(hostname) = entry.name.as_hostname() else {
            continue;
        };
        // The name may belong to a domain below this one.
        let here = domain_known(account, &hostname).as_ref() == Some(domain);
        if !is_below(&hostname, &parent) || !here {
            continue;
        }
        for family in &entry.families {
            let record = RecordId {
                profile: profile.id.clone(),
                name: entry.name.clone(),
                family: *family,
            };
            let there = all.configs.iter().find(|one| one.keeps(&hostname, *family));
            let found = match there {
                Some(there) if there.enabled => None,
                Some(_) => Some(AtService::Disabled),
                None if all.skipped == 0 => Some(AtService::Deleted),
                None => continue,
            };
            account.desk.show_at_service(record, found).await;
        }
    }
}

async fn examine(
    desk: &Desk,
    record: &RecordId,
    may_mend: bool,
) -> Result<Option<AtService>, ApiTrouble> {
    let account = desk.account(&record.profile).await?;
    let Some(hostname) = record.name.as_hostname() else {
        return Ok(None);
    };
    let Some(domain) = domain_of(&account, &hostname).await? else {
        return Ok(Some(AtService::Deleted));
    };
    let all = account.list(&domain).await?;
    judge(&account, record, &hostname, &all, may_mend).await
}

async fn judge(
    account: &Account<'_>,
    record: &RecordId,
    hostname: &Hostname,
    all: &Configurations,
    may_mend: bool,
) -> Result<Option<AtService>, ApiTrouble> {
    let mut known = all.configs.iter();
    let Some(there) = known.find(|one| one.keeps(hostname, record.family)) else {
        // Only a whole list can say that something is not there.
        return Ok((all.skipped == 0).then_some(AtService::Deleted));
    };
    if !there.enabled {
        return Ok(Some(AtService::Disabled));
    }
    let Some(token) = &there.token else {
        return Ok(Some(AtService::TokenHidden));
    };
    let Some(profile) = &account.profile else {
        return Ok(None);
    };
    let key = SecretKey::Record(record.clone());
    let here = account.desk.vault.read(key, profile.secret.clone()).await;
    if here.is_ok_and(|here| here == *token) {
        return Ok(Some(AtService::AsHere));
    }
    if !may_mend {
        tracing::warn!(%record, "the token changed again without a success in between; a person must look");
        return Ok(None);
    }
    match account.desk.store(record.clone(), token.clone()).await {
        Ok(()) => Ok(Some(AtService::TokenRenewed)),
        Err(error) => {
            tracing::warn!(%record, %error, "the new token cannot be stored");
            Err(ApiTroubleKind::Unavailable.into())
        }
    }
}

/// Finds the domain a name belongs to: from what was listed before, else by asking for each name above it.
async fn domain_of(
    account: &Account<'_>,
    hostname: &Hostname,
) -> Result<Option<DomainId>, ApiTrouble> {
    let known = domain_known(account, hostname);
    if known.is_some() {
        return Ok(known);
    }
    let mut rest = hostname.as_str();
    while rest.contains('.') {
        let call = ListDomains {
            limit: Some(1),
            cursor: None,
            name: Some(rest.to_owned()),
        };
        let page = account.call(&call).await?;
        let found = page
            .items
            .into_iter()
            .find(|one| same_name(&one.name, rest));
        if let Some(domain) = found {
            let id = domain.id.clone();
            account.lane.books().know_domains(&[domain]);
            return Ok(Some(id));
        }
        rest = rest.split_once('.').map_or("", |(_, above)| above);
    }
    Ok(None)
}

/// The nearest domain above a name, among those that were listed.
fn domain_known(account: &Account<'_>, hostname: &Hostname) -> Option<DomainId> {
    let books = account.lane.books();
    let above = books
        .domains()
        .filter_map(|domain| Some((domain.hostname()?, domain.id.clone())))
        .filter(|(parent, _)| is_below(hostname, parent));
    let nearest = above.max_by_key(|(parent, _)| parent.as_str().len());
    nearest.map(|(_, id)| id)
}

pub(super) fn is_below(hostname: &Hostname, parent: &Hostname) -> bool {
    let rest = hostname.as_str().strip_suffix(parent.as_str());
    rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}
