//! Questions.

use hemma_core::names::ProfileId;
use hemma_providers::hostup::api::{
    ConfigurationId, DnsHistory, DomainId, HistoryType, ListDomains,
};

use super::desk::{Account, Desk};
use super::{log, probing, repair, servers, trouble, views};
use crate::messages::{ApiAnswer, ApiQuery, ApiTrouble, ApiTroubleKind, May};

/// Entries per page of domains and servers.
pub(super) const PAGE: u16 = 100;
/// More pages than this are not turned: somebody answers in circles.
const MOST_PAGES: usize = 50;

pub(super) async fn ask(
    desk: &Desk,
    profile: &ProfileId,
    ask: ApiQuery,
) -> Result<ApiAnswer, ApiTrouble> {
    let account = desk.account(profile).await?;
    match ask {
        ApiQuery::Key { again } => probing::key(&account, again).await,
        ApiQuery::Domains { cursor } => domains(&account, cursor).await,
        ApiQuery::Configurations { domain, again } => {
            let domain: DomainId = trouble::id(&domain)?;
            let now = desk.clock.now().mono;
            if again {
                account.lane.books().forget_configurations(&domain);
            }
            let known = account.lane.books().configurations(&domain, now);
            let listed = match known {
                Some(listed) => listed,
                None => {
                    let all = account.list(&domain).await?;
                    repair::notice(&account, &domain, &all).await;
                    account.listed(&domain).await?
                }
            };
            let configurations = views::configurations(&account, &listed).await;
            Ok(ApiAnswer::Configurations { configurations })
        }
        ApiQuery::UpdateLog {
            domain,
            configuration,
        } => {
            let domain: DomainId = trouble::id(&domain)?;
            let configuration: ConfigurationId = trouble::id(&configuration)?;
            log::merged(&account, domain, configuration).await
        }
        ApiQuery::DnsHistory {
            domain,
            name,
            record_type,
            cursor,
            limit,
        } => {
            let filter = Filter {
                domain: trouble::id(&domain)?,
                name: name.filter(|name| !name.trim().is_empty()),
                record_type: history_type(record_type.as_deref())?,
                limit,
            };
            dns_history(&account, filter, cursor).await
        }
        ApiQuery::Servers { cursor } => servers::list(&account, cursor).await,
        ApiQuery::ServerHostname { server } => servers::hostname(&account, &server).await,
    }
}

async fn domains(account: &Account<'_>, cursor: Option<String>) -> Result<ApiAnswer, ApiTrouble> {
    let place = Place::read(cursor);
    let call = ListDomains {
        limit: Some(PAGE),
        cursor: place.cursor.clone(),
        name: None,
    };
    let page = account.call(&call).await?;
    account.lane.books().know_domains(&page.items);
    Ok(ApiAnswer::Domains {
        domains: page.items.iter().map(views::domain).collect(),
        next: place.next(page.next),
    })
}

struct Filter {
    domain: DomainId,
    name: Option<String>,
    record_type: Option<HistoryType>,
    limit: u32,
}

async fn dns_history(
    account: &Account<'_>,
    filter: Filter,
    cursor: Option<String>,
) -> Result<ApiAnswer, ApiTrouble> {
    let place = Place::read(cursor);
    let limit = if filter.limit == 0 { 50 } else { filter.limit };
    let call = DnsHistory {
        domain: filter.domain,
        limit: Some(u16::try_from(limit.clamp(1, 100)).unwrap_or(100)),
        name: filter.name,
        record_type: filter.record_type,
        cursor: place.cursor.clone(),
    };
    let page = match account.call(&call).await {
        Ok(page) => page,
        // No page of the vendor's says that a page mark is taken here (`hostup-api.md` §3).
        Err(trouble) if trouble.kind == ApiTroubleKind::Invalid && place.cursor.is_some() => {
            return Ok(ApiAnswer::DnsHistory {
                events: Vec::new(),
                next: None,
            });
        }
        Err(trouble) => {
            if matches!(trouble.kind, ApiTroubleKind::NotAllowed { .. }) {
                account.lane.books().read_dns = May::No;
            }
            return Err(trouble);
        }
    };
    account.lane.books().read_dns = May::Yes;
    let mark = page.items.first().map(|first| format!("{first:?}"));
    let (events, next) = match mark {
        // A server that does not know page marks gives the first page again.
        Some(mark) if place.begins_like(&mark) => (Vec::new(), None),
        Some(mark) => {
            let events = page.items.iter().map(views::dns_event).collect();
            (events, place.beginning_with(&mark).next(page.next))
        }
        None => (Vec::new(), None),
    };
    Ok(ApiAnswer::DnsHistory { events, next })
}

fn history_type(word: Option<&str>) -> Result<Option<HistoryType>, ApiTrouble> {
    let Some(word) = word.map(str::trim).filter(|word| !word.is_empty()) else {
        return Ok(None);
    };
    let found = HistoryType::ALL
        .into_iter()
        .find(|known| known.as_str().eq_ignore_ascii_case(word));
    found
        .map(Some)
        .ok_or_else(|| trouble::wrong_field("record_type", word))
}

/// Where in a list somebody is. It crosses the link as one text: what was passed on the way, and the service's own page
/// mark. So a list that runs in circles ends, whoever turns its pages and however many do at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    passed: Vec<u32>,
    /// What to ask the service for; none: the first page.
    pub(super) cursor: Option<String>,
}

impl Place {
    pub(super) fn read(text: Option<String>) -> Self {
        let Some(text) = text else {
            return Self::default();
        };
        let Some((passed, cursor)) = text.split_once(' ') else {
            return Self {
                passed: Vec::new(),
                cursor: Some(text),
            };
        };
        let passed = passed.split(',');
        Self {
            passed: passed
                .filter_map(|one| u32::from_str_radix(one, 16).ok())
                .collect(),
            cursor: Some(cursor.to_owned()),
        }
    }

    /// Returns the place of the next page; none when the service said it before.
    pub(super) fn next(mut self, cursor: Option<String>) -> Option<String> {
        let cursor = cursor?;
        let mark = digest(&cursor);
        if self.passed.contains(&mark) || self.passed.len() >= MOST_PAGES {
            return None;
        }
        self.passed.push(mark);
        let passed: Vec<String> = self.passed.iter().map(|one| format!("{one:08x}")).collect();
        Some(format!("{} {cursor}", passed.join(",")))
    }

    /// Remembers how the first page began.
    fn beginning_with(mut self, mark: &str) -> Self {
        if self.cursor.is_none() {
            self.passed.push(digest(mark));
        }
        self
    }

    fn begins_like(&self, mark: &str) -> bool {
        self.cursor.is_some() && self.passed.contains(&digest(mark))
    }
}

/// FNV-1a. It only has to tell pages apart.
fn digest(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turn(place: &str, next: &str) -> Option<String> {
        Place::read(Some(place.to_owned())).next(Some(next.to_owned()))
    }

    #[test]
    fn a_list_that_runs_in_circles_ends() {
        let first = Place::default().next(Some("a b".to_owned())).unwrap();
        assert_eq!(
            Place::read(Some(first.clone())).cursor.as_deref(),
            Some("a b")
        );
        let second = turn(&first, "c").unwrap();
        assert_eq!(turn(&second, "a b"), None, "that page was seen");
        assert!(turn(&second, "d").is_some());
    }

    #[test]
    fn a_list_that_never_ends_ends_after_fifty_pages() {
        let mut place = Place::default().next(Some("0".to_owned()));
        let mut pages = 1;
        while let Some(text) = place {
            pages += 1;
            place = Place::read(Some(text)).next(Some(pages.to_string()));
        }
        assert_eq!(pages, MOST_PAGES + 1);
    }

    #[test]
    fn a_first_page_that_comes_again_is_known() {
        let first = Place::default().beginning_with("event");
        let second = Place::read(first.next(Some("2".to_owned())));
        assert!(second.begins_like("event") && !second.begins_like("other"));
    }
}
