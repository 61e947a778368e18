//! What is remembered of an account for a while, so that the service is not asked twice for the same. No token is in it.

use std::collections::BTreeMap;
use std::time::Duration;

use hemma_core::names::Hostname;
use hemma_core::time::{Mono, Now, Timestamp};
use hemma_providers::hostup::api::{Configurations, Domain, DomainId};

use super::repair::is_below;
use crate::messages::{KeyView, May};

/// How long what a key may do is taken to be so (`hostup-api.md` §8).
const KEY: Duration = Duration::from_secs(24 * 3600);
/// How long configurations are taken to be so (`hostup-api.md` §5.7).
const CONFIGURATIONS: Duration = Duration::from_secs(10 * 60);

/// What is remembered.
#[derive(Debug)]
pub(super) struct Books {
    key: Option<(KeyView, Mono)>,
    configurations: BTreeMap<DomainId, Listed>,
    domains: BTreeMap<DomainId, Domain>,
    /// Found out where DNS history was opened; no probe asks for it.
    pub(super) read_dns: May,
}

/// The configurations of a domain, as they were listed.
#[derive(Clone, Debug)]
pub(super) struct Listed {
    /// Without tokens.
    pub(super) all: Configurations,
    /// What each token is recognised by, in the order of the configurations; none where none was shown.
    pub(super) marks: Vec<Option<u64>>,
    /// When.
    pub(super) at: Timestamp,
    asked: Mono,
}

impl Default for Books {
    fn default() -> Self {
        Self {
            key: None,
            configurations: BTreeMap::new(),
            domains: BTreeMap::new(),
            read_dns: May::Unknown,
        }
    }
}

impl Books {
    pub(super) fn key(&self, now: Mono) -> Option<KeyView> {
        let (view, asked) = self.key.as_ref()?;
        (now.since(*asked) < KEY).then(|| view.clone())
    }

    pub(super) fn know_key(&mut self, view: KeyView, now: Mono) {
        self.key = Some((view, now));
    }

    /// A call was refused for want of a right: what is known of them is old.
    pub(super) fn forget_key(&mut self) {
        self.key = None;
    }

    pub(super) fn configurations(&self, domain: &DomainId, now: Mono) -> Option<Listed> {
        let listed = self.configurations.get(domain)?;
        (now.since(listed.asked) < CONFIGURATIONS).then(|| listed.clone())
    }

    pub(super) fn know_configurations(
        &mut self,
        domain: DomainId,
        mut all: Configurations,
        mark: impl Fn(&hemma_core::secret::Secret) -> u64,
        now: Now,
    ) -> Listed {
        let tokens = all.configs.iter_mut().map(|one| one.token.take());
        let marks = tokens.map(|token| token.as_ref().map(&mark)).collect();
        let listed = Listed {
            all,
            marks,
            at: now.wall,
            asked: now.mono,
        };
        self.configurations.insert(domain, listed.clone());
        listed
    }

    pub(super) fn forget_configurations(&mut self, domain: &DomainId) {
        self.configurations.remove(domain);
    }

    /// Forgets the configurations of every domain that a name may belong to.
    pub(super) fn forget_listed(&mut self, hostname: &Hostname) {
        let domains = self.domains.values();
        let above: Vec<DomainId> = domains
            .filter(|domain| {
                let parent = domain.hostname();
                parent.is_some_and(|parent| is_below(hostname, &parent))
            })
            .map(|domain| domain.id.clone())
            .collect();
        for domain in above {
            self.forget_configurations(&domain);
        }
    }

    pub(super) fn domain(&self, id: &DomainId) -> Option<Domain> {
        self.domains.get(id).cloned()
    }

    pub(super) fn domains(&self) -> impl Iterator<Item = &Domain> {
        self.domains.values()
    }

    pub(super) fn know_domains(&mut self, domains: &[Domain]) {
        let known = domains.iter().map(|one| (one.id.clone(), one.clone()));
        self.domains.extend(known);
    }

    pub(super) fn forget_domain(&mut self, id: &DomainId) {
        self.domains.remove(id);
        self.configurations.remove(id);
    }
}
