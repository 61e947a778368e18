//! A service that takes every update and writes it into the fake zone, unless the script says otherwise.

use std::collections::VecDeque;
use std::fmt;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};

use hemma_core::finding::LookProblem;
use hemma_providers::exchange::{Request, Response, SendFailure};
use tokio::sync::Notify;

use super::{FakeResolver, lock};
use crate::messages::Contact;
use crate::ports::{Hands, Task};

/// What the service does with the next request.
#[derive(Clone, Debug)]
pub enum Reply {
    /// Answers with this instead of storing anything.
    Answer(Response),
    /// Nothing comes back.
    Fails(SendFailure),
    /// Stores the update, but answers only after [`FakeHands::let_go`].
    Stalls,
    /// The job panics.
    Panics,
}

/// Answers calls of an API.
pub type FakeApi = Box<dyn FnMut(&Request) -> Reply + Send>;

/// A service.
pub struct FakeHands {
    zone: Arc<FakeResolver>,
    script: Mutex<VecDeque<Reply>>,
    always: Mutex<Option<Reply>>,
    sent: Mutex<Vec<Request>>,
    go: Notify,
    api: Mutex<Option<FakeApi>>,
    called: Mutex<Vec<Request>>,
}

impl FakeHands {
    pub(super) fn new(zone: Arc<FakeResolver>) -> Self {
        Self {
            zone,
            script: Mutex::default(),
            always: Mutex::default(),
            sent: Mutex::default(),
            go: Notify::new(),
            api: Mutex::default(),
            called: Mutex::default(),
        }
    }

    /// Says what happens to the next request that is not spoken for.
    pub fn next(&self, reply: Reply) {
        lock(&self.script).push_back(reply);
    }

    /// Says what happens to every request from now on; `None`: it is stored.
    pub fn always(&self, reply: Option<Reply>) {
        *lock(&self.always) = reply;
    }

    /// Answers the request that stalls.
    pub fn let_go(&self) {
        self.go.notify_one();
    }

    /// Returns every request so far.
    #[must_use]
    pub fn sent(&self) -> Vec<Request> {
        lock(&self.sent).clone()
    }

    /// Says who answers calls of an API. Without anybody, they do not arrive.
    pub fn set_api(&self, api: FakeApi) {
        *lock(&self.api) = Some(api);
    }

    /// Returns every call of an API so far.
    #[must_use]
    pub fn called(&self) -> Vec<Request> {
        lock(&self.called).clone()
    }

    fn store(&self, request: &Request) -> Response {
        let query = |wanted: &str| {
            let mut pairs = request.url().query_pairs();
            let pair = pairs.find(|(name, _)| name == wanted);
            pair.map(|(_, value)| value.into_owned())
                .unwrap_or_default()
        };
        // HostUp calls it `ip`.
        let addresses = query("myip") + &query("ip");
        let addresses: Vec<IpAddr> = addresses
            .split(',')
            .filter_map(|one| one.parse().ok())
            .collect();
        let mut body = String::new();
        for name in query("hostname").split(',') {
            if let Ok(hostname) = name.parse::<hemma_core::names::Hostname>() {
                for address in &addresses {
                    self.zone.set(hostname.clone(), *address);
                }
            }
            let told: Vec<String> = addresses.iter().map(ToString::to_string).collect();
            body.push_str(&format!("good {}\n", told.join(",")));
        }
        Response::new(200, body)
    }
}

impl Hands for FakeHands {
    fn send(&self, request: Request) -> Task<'_, Result<Response, SendFailure>> {
        let scripted = lock(&self.script).pop_front();
        let reply = scripted.or_else(|| lock(&self.always).clone());
        lock(&self.sent).push(request.clone());
        self.give(request, reply)
    }

    fn manage(&self, request: Request) -> Task<'_, Result<Response, SendFailure>> {
        lock(&self.called).push(request.clone());
        let reply = match &mut *lock(&self.api) {
            Some(api) => api(&request),
            None => Reply::Fails(SendFailure {
                problem: LookProblem::NoNetwork,
                sent: false,
            }),
        };
        self.give(request, Some(reply))
    }

    fn contacts(&self) -> Vec<Contact> {
        Vec::new()
    }
}

impl FakeHands {
    fn give(
        &self,
        request: Request,
        reply: Option<Reply>,
    ) -> Task<'_, Result<Response, SendFailure>> {
        Box::pin(async move {
            match reply {
                None => Ok(self.store(&request)),
                Some(Reply::Answer(response)) => Ok(response),
                Some(Reply::Fails(failure)) => Err(failure),
                Some(Reply::Stalls) => {
                    self.go.notified().await;
                    Ok(self.store(&request))
                }
                Some(Reply::Panics) => panic!("the script asked for a panic"),
            }
        })
    }
}

impl fmt::Debug for FakeHands {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FakeHands").finish_non_exhaustive()
    }
}
