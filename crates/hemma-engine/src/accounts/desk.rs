//! What every piece of work needs, and the way to an account.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hemma_core::history::{AtService, EntryKind};
use hemma_core::names::{Hostname, ProfileId, RecordId, SecretKey};
use hemma_core::secret::Secret;
use hemma_core::settings::Profile;
use hemma_core::time::{Now, Timestamp, between};
use hemma_providers::ClientIdentity;
use hemma_providers::hostup::api::{
    ApiDoor, ApiDoorProblem, Call, Configurations, Domain, DomainId, ListConfigurations,
    ListDomains, Pager, Paging,
};
use http::Method;
use tokio::sync::{mpsc, oneshot, watch};
use url::Url;

use super::books::Listed;
use super::lane::{Lane, Manner};
use super::trouble;
use crate::clerk::ToClerk;
use crate::driver::{self, Edited, News, ToDriver};
use crate::messages::{
    ApiTrouble, ApiTroubleKind, CommandError, HistoryKind, HistoryQuery, Snapshot,
};
use crate::ports::{Clock, Hands, Notebook, Vault, VaultError};

/// How long a change of address is an explanation for a key that is refused.
const LATELY: Duration = Duration::from_secs(24 * 3600);

/// What every piece of work needs.
pub(crate) struct Desk {
    pub(super) clock: Arc<dyn Clock>,
    hands: Arc<dyn Hands>,
    pub(super) vault: Arc<dyn Vault>,
    pub(super) notebook: Arc<dyn Notebook>,
    pub(super) identity: ClientIdentity,
    clerk: mpsc::Sender<ToClerk>,
    driver: mpsc::Sender<ToDriver>,
    snapshots: watch::Receiver<Arc<Snapshot>>,
    /// By what is recognised of key and address; they outlive changes of settings.
    lanes: Mutex<BTreeMap<u64, Arc<Lane>>>,
    /// Of this run only, so that a mark says nothing to anybody else.
    marks: RandomState,
}

/// A profile's way into its service's API.
pub(super) struct Account<'a> {
    pub(super) desk: &'a Desk,
    /// None for a key that is only tested.
    pub(super) profile: Option<Profile>,
    pub(super) door: ApiDoor,
    pub(super) lane: Arc<Lane>,
}

impl Desk {
    pub(crate) fn new(
        ports: &crate::ports::Ports,
        identity: ClientIdentity,
        clerk: mpsc::Sender<ToClerk>,
        driver: mpsc::Sender<ToDriver>,
        snapshots: watch::Receiver<Arc<Snapshot>>,
    ) -> Self {
        Self {
            clock: ports.clock.clone(),
            hands: ports.hands.clone(),
            vault: ports.vault.clone(),
            notebook: ports.notebook.clone(),
            identity,
            clerk,
            driver,
            snapshots,
            lanes: Mutex::default(),
            marks: RandomState::new(),
        }
    }

    /// Opens the account of a profile.
    pub(super) async fn account(&self, profile: &ProfileId) -> Result<Account<'_>, ApiTrouble> {
        let (reply, answer) = oneshot::channel();
        let question = ToClerk::Profile {
            id: profile.clone(),
            reply,
        };
        let asked = self.clerk.send(question).await;
        let found = match asked {
            Ok(()) => answer.await.ok().flatten(),
            Err(_) => None,
        };
        let none = || ApiTrouble::from(ApiTroubleKind::NoKey);
        let profile = found.filter(|found| found.rules.has_api).ok_or_else(none)?;
        let key = SecretKey::Profile(profile.id.clone());
        let key = match self.vault.read(key, profile.secret.clone()).await {
            Ok(key) => key,
            Err(VaultError::NoSecret) => return Err(none()),
            Err(VaultError::Unavailable(problem)) => {
                return Err(ApiTroubleKind::Vault { problem }.into());
            }
        };
        let api = profile.api.clone();
        self.open(Some(*profile), api.as_ref(), &key)
    }

    /// Opens an account with a key.
    pub(super) fn open(
        &self,
        profile: Option<Profile>,
        api: Option<&Url>,
        key: &Secret,
    ) -> Result<Account<'_>, ApiTrouble> {
        let door = ApiDoor::new(api, key, self.identity.clone());
        let door = door.map_err(|problem| match problem {
            ApiDoorProblem::KeyEmpty => ApiTroubleKind::NoKey.into(),
            ApiDoorProblem::KeyMalformed => trouble::wrong_field("key", &problem.to_string()),
            ApiDoorProblem::EndpointUnsafe => trouble::wrong_field("api", &problem.to_string()),
        })?;
        let identity = (api.map_or("", Url::as_str), key.expose().trim());
        let place = self.marks.hash_one(identity);
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        let lane = lanes.entry(place).or_default().clone();
        drop(lanes);
        Ok(Account {
            desk: self,
            profile,
            door,
            lane,
        })
    }

    /// Returns by what a secret is recognised in this run.
    pub(super) fn mark(&self, secret: &Secret) -> u64 {
        self.marks.hash_one(secret.expose())
    }

    /// Whether the public address changed within the last day.
    pub(super) async fn address_changed(&self, now: Now) -> bool {
        let query = HistoryQuery {
            kinds: vec![HistoryKind::Address],
            limit: 50,
            ..HistoryQuery::default()
        };
        let Ok(page) = self.notebook.history(query).await else {
            return false;
        };
        page.entries.iter().any(|line| {
            let changed = matches!(
                line.entry.kind,
                EntryKind::AddressSeen {
                    previous: Some(_),
                    ..
                }
            );
            changed && between(line.entry.at, now.wall) < LATELY
        })
    }

    /// Has the clerk keep a record with this token.
    pub(super) async fn keep(&self, record: RecordId, token: Secret) -> Result<(), CommandError> {
        self.to_clerk(|reply| ToClerk::Keep {
            record,
            token,
            reply,
        })
        .await
    }

    /// Has the clerk keep a record no longer.
    pub(super) async fn let_go(&self, record: RecordId) -> Result<(), CommandError> {
        self.to_clerk(|reply| ToClerk::LetGo { record, reply })
            .await
    }

    /// Has the clerk update a record no longer; its name stays in the settings, switched off.
    pub(super) async fn disable(&self, record: RecordId) -> Result<(), CommandError> {
        self.to_clerk(|reply| ToClerk::Disable { record, reply })
            .await
    }

    /// This computer changed something at the service, not through the API: what was listed of the name's domain is
    /// old.
    pub(super) fn forget_listed(&self, hostname: &Hostname) {
        let lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        for lane in lanes.values() {
            lane.books().forget_listed(hostname);
        }
    }

    /// The service's log tells of somebody else's update of a record.
    pub(super) async fn tell_other_writer(&self, record: RecordId, at: Timestamp) {
        self.to_driver(News::WrittenElsewhere { record, at }).await;
    }

    /// Has the clerk store another token for a record that is kept.
    pub(super) async fn store(&self, record: RecordId, token: Secret) -> Result<(), CommandError> {
        self.to_clerk(|reply| ToClerk::Token {
            record,
            token,
            reply,
        })
        .await
    }

    async fn to_clerk(
        &self,
        message: impl FnOnce(oneshot::Sender<Result<(), CommandError>>) -> ToClerk,
    ) -> Result<(), CommandError> {
        let (reply, answer) = oneshot::channel();
        let leaving = |_| CommandError::ShuttingDown;
        self.clerk
            .send(message(reply))
            .await
            .map_err(|_| CommandError::ShuttingDown)?;
        answer.await.map_err(leaving)?
    }

    /// What was held against a record at the service is mended: it may be tried again.
    pub(super) async fn mended(&self, record: RecordId) {
        self.to_driver(News::Edited(Edited::Record(record))).await;
    }

    /// Shows what a list said about a record, unless it is shown already. What an explanation of a refusal says stays.
    pub(super) async fn show_at_service(&self, record: RecordId, found: Option<AtService>) {
        let shown = {
            let snapshot = self.snapshots.borrow();
            let mut records = snapshot.names.iter().flat_map(|name| &name.records);
            let view = records.find(|view| view.id == record);
            view.and_then(|view| view.at_service)
        };
        let listed = |one| matches!(one, Some(AtService::Deleted | AtService::Disabled));
        if shown != found && (found.is_some() || listed(shown)) {
            self.tell_at_service(record, found).await;
        }
    }

    /// Shows what stands at the service for a record, and notes it.
    pub(super) async fn tell_at_service(&self, record: RecordId, found: Option<AtService>) {
        self.to_driver(News::AtService { record, found }).await;
    }

    /// Says that nobody asks (any longer) why a record is refused.
    pub(super) async fn tell_looked(&self, record: RecordId, latched: Timestamp) {
        self.to_driver(News::Looked { record, latched }).await;
    }

    async fn to_driver(&self, news: News) {
        driver::tell(&self.driver, news).await;
    }
}

impl Account<'_> {
    /// Makes one call.
    pub(super) async fn call<C: Call + Sync>(&self, call: &C) -> Result<C::Answer, ApiTrouble> {
        let manner = if call.safe_to_repeat() {
            Manner::Repeat
        } else {
            Manner::Once
        };
        let make = || call.request(&self.door);
        let writes = make().method() != Method::GET;
        let response = self.deliver(&make, manner).await?;
        let now = self.desk.clock.now();
        match call.read(&self.door, &response, now.wall) {
            Ok(answer) => Ok(answer),
            Err(problem) => {
                let until = self.lane.resting_until(now);
                let trouble = trouble::of(problem, writes, until.unwrap_or(now.wall));
                Err(self.explained(trouble, now).await)
            }
        }
    }

    /// Sends a request; a refusal is an answer too.
    pub(super) async fn deliver(
        &self,
        make: &(dyn Fn() -> hemma_providers::exchange::Request + Sync),
        manner: Manner,
    ) -> Result<hemma_providers::exchange::Response, ApiTrouble> {
        let (clock, hands) = (&*self.desk.clock, &*self.desk.hands);
        let delivered = self.lane.deliver(clock, hands, &self.door, make, manner);
        match delivered.await {
            Ok(response) => Ok(response),
            Err(trouble) => Err(self.explained(trouble, self.desk.clock.now()).await),
        }
    }

    /// Adds what this computer knows about why a key is refused.
    pub(super) async fn explained(&self, mut trouble: ApiTrouble, now: Now) -> ApiTrouble {
        if let ApiTroubleKind::KeyRejected { address_changed } = &mut trouble.kind {
            *address_changed = self.desk.address_changed(now).await;
        }
        trouble
    }

    /// Lists the configurations of a domain, with their tokens.
    pub(super) async fn list(&self, domain: &DomainId) -> Result<Configurations, ApiTrouble> {
        let call = ListConfigurations {
            domain: domain.clone(),
        };
        let all = match self.call(&call).await {
            Ok(all) => all,
            Err(trouble) => {
                if trouble.kind == ApiTroubleKind::Gone {
                    self.lane.books().forget_domain(domain);
                }
                return Err(trouble);
            }
        };
        let now = self.desk.clock.now();
        let copy = all.clone();
        let mark = |token: &Secret| self.desk.mark(token);
        self.lane
            .books()
            .know_configurations(domain.clone(), copy, mark, now);
        Ok(all)
    }

    /// Returns the configurations of a domain as they were listed last, else lists them.
    pub(super) async fn listed(&self, domain: &DomainId) -> Result<Listed, ApiTrouble> {
        let known = |now| self.lane.books().configurations(domain, now);
        if let Some(listed) = known(self.desk.clock.now().mono) {
            return Ok(listed);
        }
        self.list(domain).await?;
        known(self.desk.clock.now().mono).ok_or_else(|| ApiTroubleKind::Unavailable.into())
    }

    /// Returns a domain by its id. The service has no call for one that says its name and nothing else, so the list is
    /// read where it was not seen yet.
    pub(super) async fn domain(&self, id: &DomainId) -> Result<Domain, ApiTrouble> {
        let known = || self.lane.books().domain(id);
        if let Some(domain) = known() {
            return Ok(domain);
        }
        let mut pager = Pager::new();
        loop {
            let page = self
                .call(&ListDomains {
                    limit: Some(1000),
                    cursor: pager.cursor(),
                    name: None,
                })
                .await?;
            self.lane.books().know_domains(&page.items);
            if let Some(domain) = known() {
                return Ok(domain);
            }
            if let Paging::Done(_) = pager.take(Ok(page)) {
                return Err(ApiTroubleKind::Gone.into());
            }
        }
    }
}
