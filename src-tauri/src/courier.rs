//! The three couriers between page and agent. They carry; they do not judge.

use std::sync::Arc;
use std::time::Duration;

use hemma_link::messages::{Answer, Command, CommandError, Done, Query, QueryError, Snapshot};
use hemma_link::{Client, LinkState, SocketPath};
use serde::Serialize;
use tauri::State;
use tauri::ipc::Channel;
use tokio::sync::{mpsc, watch};

use crate::agent::{self, NotReached};
use crate::calls::Calls;
use crate::patience;
use crate::places::{NoHome, Places};

/// The distance between two looks for an agent that has gone or does not fit. Somebody may start or update it.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// What arrives at the page by itself.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum News {
    /// A snapshot.
    Snapshot { snapshot: Arc<Snapshot> },
    /// How the link is.
    Link { state: LinkState },
}

/// A courier came back without what was wanted.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Failure<E> {
    /// The agent refused.
    Refused { error: E },
    /// There is no agent.
    Unreachable { what: String },
    /// The page gave it up.
    GivenUp,
}

impl<E> Failure<E> {
    fn nobody() -> Self {
        Self::Unreachable {
            what: NotReached::NobodyThere.to_string(),
        }
    }
}

/// The link to the agent, kept for as long as the window lives.
pub(crate) struct Link {
    client: watch::Receiver<Option<Client>>,
    state: watch::Receiver<LinkState>,
    snapshot: watch::Receiver<Option<Arc<Snapshot>>>,
    start: mpsc::Sender<()>,
    in_front: watch::Sender<bool>,
}

impl Link {
    /// Begins to keep the link, starting the agent if nobody answers.
    ///
    /// # Errors
    ///
    /// When this user has no place for anything.
    pub(crate) fn keep(places: Places) -> Result<Self, NoHome> {
        let (link, keeper) = Self::new(places)?;
        tauri::async_runtime::spawn(keeper.keep());
        tauri::async_runtime::spawn(tell_focus(link.in_front.subscribe(), link.client.clone()));
        Ok(link)
    }

    fn new(places: Places) -> Result<(Self, Keeper), NoHome> {
        let path = SocketPath::within(&places.socket_folder()?);
        let (client_in, client) = watch::channel(None);
        let (state_in, state) = watch::channel(LinkState::Connecting);
        let (snapshot_in, snapshot) = watch::channel(None);
        let (start, start_out) = mpsc::channel(1);
        let keeper = Keeper {
            path,
            places,
            client: client_in,
            state: state_in,
            snapshot: snapshot_in,
            start: start_out,
        };
        let link = Self {
            client,
            state,
            snapshot,
            start,
            in_front: watch::channel(false).0,
        };
        Ok((link, keeper))
    }

    /// Takes note of whether the window is in front; the agent shows no notice for what is in front of the person.
    pub(crate) fn set_in_front(&self, in_front: bool) {
        self.in_front.send_replace(in_front);
    }

    fn client(&self) -> Option<Client> {
        self.client.borrow().clone()
    }
}

/// Tells each agent that comes, and each time it changes, whether the window is in front.
async fn tell_focus(
    mut in_front: watch::Receiver<bool>,
    mut client: watch::Receiver<Option<Client>>,
) {
    loop {
        let agent = client.borrow_and_update().clone();
        let now = *in_front.borrow_and_update();
        if let Some(agent) = agent {
            // An agent that has gone shows no notices either.
            let _ = agent.in_front(now).await;
        }
        let changed = tokio::select! {
            changed = in_front.changed() => changed,
            changed = client.changed() => changed,
        };
        if changed.is_err() {
            return;
        }
    }
}

/// Passes a wish on.
#[tauri::command]
pub(crate) async fn tell(
    link: State<'_, Link>,
    command: Command,
) -> Result<Done, Failure<CommandError>> {
    let client = link.client().ok_or_else(Failure::nobody)?;
    let told = client.tell(command).await.map_err(|_| Failure::nobody())?;
    told.map_err(|error| Failure::Refused { error })
}

/// Passes a question on. The page may give it up by its number.
#[tauri::command]
pub(crate) async fn ask(
    link: State<'_, Link>,
    calls: State<'_, Calls>,
    query: Query,
    call: u32,
) -> Result<Answer, Failure<QueryError>> {
    let client = link.client().ok_or_else(Failure::nobody)?;
    // Dropping the question tells the agent that nobody waits any more.
    let answered = calls.unless_given_up(call, client.ask(query)).await;
    let answered = answered
        .ok_or(Failure::GivenUp)?
        .map_err(|_| Failure::nobody())?;
    answered.map_err(|error| Failure::Refused { error })
}

/// Gives up a question that is under way: nobody waits for its answer any more.
#[tauri::command]
pub(crate) async fn give_up(calls: State<'_, Calls>, call: u32) -> Result<(), ()> {
    calls.give_up(call);
    Ok(())
}

/// Begins to pass news on, the newest first. Ends with the page.
#[tauri::command]
pub(crate) async fn subscribe(link: State<'_, Link>, news: Channel<News>) -> Result<(), ()> {
    let (mut state, mut snapshot) = (link.state.clone(), link.snapshot.clone());
    state.mark_changed();
    snapshot.mark_changed();
    tauri::async_runtime::spawn(async move {
        loop {
            let next = tokio::select! {
                // The state first: a snapshot belongs to a link that stands.
                biased;
                Ok(()) = state.changed() => Some(News::Link { state: state.borrow_and_update().clone() }),
                Ok(()) = snapshot.changed() => {
                    snapshot.borrow_and_update().clone().map(|snapshot| News::Snapshot { snapshot })
                }
                else => return,
            };
            if next.is_some_and(|next| news.send(next).is_err()) {
                return;
            }
        }
    });
    Ok(())
}

/// Starts the agent because a person asked.
#[tauri::command]
pub(crate) async fn start_agent(link: State<'_, Link>) -> Result<(), ()> {
    // A full channel holds the same wish already.
    let _ = link.start.try_send(());
    Ok(())
}

/// The one that keeps the link.
struct Keeper {
    path: SocketPath,
    places: Places,
    client: watch::Sender<Option<Client>>,
    state: watch::Sender<LinkState>,
    snapshot: watch::Sender<Option<Arc<Snapshot>>>,
    start: mpsc::Receiver<()>,
}

impl Keeper {
    async fn keep(mut self) {
        let mut reached = agent::reach(&self.path, &self.places).await;
        loop {
            let trouble = match reached {
                Ok(client) => {
                    self.attend(client).await;
                    LinkState::Unreachable {
                        what: "the agent has ended".to_owned(),
                    }
                }
                Err(NotReached::Refused(reason)) => LinkState::Refused { reason },
                Err(trouble) => LinkState::Unreachable {
                    what: trouble.to_string(),
                },
            };
            self.state.send_if_modified(|state| {
                let differs = *state != trouble;
                *state = trouble;
                differs
            });
            reached = self.look_again().await;
        }
    }

    /// Passes snapshots on until the agent has gone.
    async fn attend(&self, client: Client) {
        let Ok(mut snapshots) = client.subscribe().await else {
            return;
        };
        self.state.send_replace(LinkState::Connected {
            version: client.agent_version().to_owned(),
        });
        self.client.send_replace(Some(client));
        loop {
            if let Some(snapshot) = snapshots.borrow_and_update().clone() {
                self.snapshot.send_replace(Some(snapshot));
            }
            if snapshots.changed().await.is_err() {
                break;
            }
        }
        self.client.send_replace(None);
    }

    /// Waits until a person asks for a start, or an agent is there again.
    async fn look_again(&mut self) -> Result<Client, NotReached> {
        loop {
            tokio::select! {
                Some(()) = self.start.recv() => {
                    self.state.send_replace(LinkState::Connecting);
                    return agent::reach(&self.path, &self.places).await;
                }
                () = patience::wait(LOOK_AGAIN) => {
                    if let Ok(client) = agent::visit(&self.path).await {
                        return Ok(client);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hemma_link::Door;
    use hemma_link::wire::{ToVisitor, Wanted};
    use std::path::Path;

    /// Keeps a link to an agent in `folder`.
    fn link(folder: &Path) -> Link {
        let places = Places {
            config: None,
            state: Some(folder.to_owned()),
        };
        let (link, keeper) = Link::new(places).unwrap();
        tokio::spawn(keeper.keep());
        link
    }

    /// An agent that says one snapshot to its only visitor, then waits for its end.
    async fn agent(folder: &Path, number: u32) {
        let mut door = Door::bind(&SocketPath::within(folder), "1.2.3").unwrap();
        let mut visitor = door.knock().await.unwrap().let_in().await.unwrap();
        loop {
            if let Wanted::Subscribe = visitor.from.hear().await.unwrap().body {
                let snapshot = Box::new(snapshot(number));
                visitor
                    .to
                    .say(&ToVisitor::Snapshot { snapshot })
                    .await
                    .unwrap();
            }
        }
    }

    fn snapshot(number: u32) -> Snapshot {
        serde_json::from_value(serde_json::json!({
            "number": number, "at": "2026-11-21T12:00:00Z", "started": "2026-11-21T11:00:00Z", "version": "1.2.3",
            "overall": "empty", "whereabouts": { "kind": "home" }, "paused": false, "paused_until": null,
            "addresses": [], "names": [], "conditions": [], "latches": [], "last_check": null, "next_check": null,
            "surfaces": { "tray": "unknown", "notices": "unknown", "vault": null, "settings_problems": [] },
            "general": { "language": "system", "theme": "system", "icon": "monochrome", "start_hidden": true },
            "history_revision": 0, "settings_revision": 0,
            "home": { "guard": "always", "networks": [], "here": null },
        }))
        .unwrap()
    }

    /// Waits in the test's own time, so that what never comes fails instead of hanging.
    async fn soon<T>(wanted: impl Future<Output = T>) -> T {
        tokio::select! {
            got = wanted => got,
            () = patience::wait(Duration::from_secs(600)) => panic!("it never came"),
        }
    }

    #[tokio::test(start_paused = true)]
    async fn an_agent_that_ends_is_said_and_one_that_comes_back_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let first = tokio::spawn({
            let folder = folder.path().to_owned();
            async move { agent(&folder, 7).await }
        });
        tokio::task::yield_now().await;
        let mut link = link(folder.path());
        let seen = link
            .snapshot
            .wait_for(|snapshot| snapshot.as_ref().is_some_and(|one| one.number == 7));
        drop(soon(seen).await.unwrap());
        assert_eq!(
            *link.state.borrow(),
            LinkState::Connected {
                version: "1.2.3".to_owned()
            }
        );
        assert!(link.client().is_some());

        first.abort();
        let gone = link
            .state
            .wait_for(|state| matches!(state, LinkState::Unreachable { .. }));
        drop(soon(gone).await.unwrap());
        assert!(link.client().is_none());

        let again = tokio::spawn({
            let folder = folder.path().to_owned();
            async move { agent(&folder, 1).await }
        });
        // A new agent counts from one again; the page is told all the same.
        let seen = link
            .snapshot
            .wait_for(|snapshot| snapshot.as_ref().is_some_and(|one| one.number == 1));
        drop(soon(seen).await.unwrap());
        again.abort();
    }

    #[test]
    fn news_and_failures_have_the_shape_that_the_page_expects() {
        let link = News::Link {
            state: LinkState::Connecting,
        };
        assert_eq!(
            serde_json::to_value(link).unwrap(),
            serde_json::json!({ "kind": "link", "state": { "kind": "connecting" } })
        );
        let refused = Failure::Refused {
            error: CommandError::Gone,
        };
        assert_eq!(
            serde_json::to_value(refused).unwrap(),
            serde_json::json!({ "kind": "refused", "error": { "kind": "gone" } })
        );
        let nobody = serde_json::to_value(Failure::<CommandError>::nobody()).unwrap();
        assert_eq!(nobody["kind"], "unreachable");
    }
}
