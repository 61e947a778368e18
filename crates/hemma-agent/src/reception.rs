//! Visitors at the local socket: the window and the command line.

use std::collections::BTreeMap;

use hemma_engine::Handle;
use hemma_engine::messages::{Command, Done};
use hemma_engine::view::{Deed, Page};
use hemma_link::wire::{ToVisitor, Wanted};
use hemma_link::{Door, Knock, Visitor};
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::watch;
use tokio::task::{AbortHandle, JoinSet};

/// Visitors at the same time. A window and a few command lines need no more; the rest wait at the door.
const MOST: usize = 16;

/// Lets visitors in until the agent ends. `in_front` says whether a window is in front of everything else.
pub async fn serve(
    mut door: Door,
    handle: Handle,
    deeds: UnboundedSender<Deed>,
    in_front: watch::Sender<bool>,
) {
    let mut visits = JoinSet::new();
    loop {
        if visits.len() >= MOST {
            visits.join_next().await;
        }
        tokio::select! {
            Some(_) = visits.join_next(), if !visits.is_empty() => {}
            knock = door.knock() => match knock {
                Ok(knock) => {
                    visits.spawn(visit(knock, handle.clone(), deeds.clone(), in_front.clone()));
                }
                Err(error) => {
                    // Out of file descriptors, most likely: somebody has to leave before anybody can come.
                    tracing::warn!(%error, "a visitor could not be let in");
                    if visits.join_next().await.is_none() {
                        return;
                    }
                }
            },
        }
    }
}

async fn visit(
    knock: Knock,
    handle: Handle,
    deeds: UnboundedSender<Deed>,
    in_front: watch::Sender<bool>,
) {
    let Visitor {
        role,
        mut from,
        mut to,
    } = match knock.let_in().await {
        Ok(visitor) => visitor,
        Err(error) => {
            tracing::debug!(%error, "a visitor was sent away");
            return;
        }
    };
    tracing::debug!(?role, "a visitor");
    let mut snapshots = handle.snapshots();
    let mut subscribed = false;
    let mut watches = false;
    // A slow save must not hold up snapshots: answers come back here when they are ready.
    let mut answers: JoinSet<ToVisitor> = JoinSet::new();
    // Questions may be given up; commands may not.
    let mut questions: BTreeMap<u32, AbortHandle> = BTreeMap::new();
    // A frame that has begun must be read to its end: hearing happens in a task of its own, not inside `select!`.
    let (letters, mut letters_in) = tokio::sync::mpsc::channel(8);
    let hearing = tokio::spawn(async move {
        loop {
            match from.hear().await {
                Ok(letter) => {
                    if letters.send(letter).await.is_err() {
                        return;
                    }
                }
                Err(error) => {
                    tracing::debug!(%error, "a visitor left");
                    return;
                }
            }
        }
    });
    loop {
        let message = tokio::select! {
            letter = letters_in.recv() => {
                let Some(letter) = letter else { break };
                match letter.body {
                    Wanted::Subscribe => {
                        subscribed = true;
                        snapshots.mark_changed();
                    }
                    Wanted::InFront(now) => {
                        watches = now;
                        in_front.send_replace(now);
                    }
                    Wanted::GiveUp => {
                        if let Some(question) = questions.remove(&letter.number) {
                            question.abort();
                        }
                    }
                    body => {
                        let may_end = matches!(body, Wanted::Ask(_));
                        let answer = answer(letter.number, body, handle.clone(), deeds.clone());
                        let work = answers.spawn(answer);
                        questions.retain(|_, question| !question.is_finished());
                        if may_end {
                            questions.insert(letter.number, work);
                        }
                    }
                }
                continue;
            }
            Some(Ok(answer)) = answers.join_next(), if !answers.is_empty() => answer,
            changed = snapshots.changed(), if subscribed => {
                if changed.is_err() {
                    break;
                }
                let snapshot = snapshots.borrow_and_update().clone();
                ToVisitor::Snapshot { snapshot: Box::new((*snapshot).clone()) }
            }
        };
        if let Err(error) = to.say(&message).await {
            tracing::debug!(%error, "a visitor left");
            break;
        }
    }
    if watches {
        // A window that is gone is not in front.
        in_front.send_replace(false);
    }
    hearing.abort();
}

async fn answer(
    number: u32,
    wanted: Wanted,
    handle: Handle,
    deeds: UnboundedSender<Deed>,
) -> ToVisitor {
    match wanted {
        Wanted::Tell(Command::OpenWindow) => {
            // A closed channel means that the agent is leaving.
            let _ = deeds.send(Deed::Open(Page::Overview));
            ToVisitor::Told {
                number,
                done: Box::new(Done::Plain),
            }
        }
        Wanted::Tell(command) => match handle.tell(command).await {
            Ok(done) => ToVisitor::Told {
                number,
                done: Box::new(done),
            },
            Err(error) => ToVisitor::NotTold {
                number,
                error: Box::new(error),
            },
        },
        Wanted::Ask(query) => match handle.ask(query).await {
            Ok(answer) => ToVisitor::Answered {
                number,
                answer: Box::new(answer),
            },
            Err(error) => ToVisitor::NotAnswered { number, error },
        },
        Wanted::Subscribe | Wanted::InFront(_) | Wanted::GiveUp => {
            unreachable!("handled where the visit's own state is")
        }
    }
}
