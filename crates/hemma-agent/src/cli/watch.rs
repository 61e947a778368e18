//! `watch`: prints what the system and the router say, as it happens, until Ctrl-C.
//!
//! It is for whoever wants to see why Hemma looked, or why not. It needs no running agent and disturbs none: it listens
//! beside it. Like the agent it leaves the router alone on networks that are not home, and where the settings say so.

mod words;

use std::io::Write as _;
use std::time::Duration;

use hemma_core::address::Family;

use hemma_core::whereabouts::{Whereabouts, judge};
use hemma_engine::ports::LookAt;
use hemma_engine::words::{Lang, Voice};
use hemma_net::router::RouterNews;
use hemma_net::watch::Stir;
use tokio::sync::mpsc;

use super::{Exit, Places};
use crate::compose::{Composed, compose};
use crate::system;
use words::Line;

/// Changes come in bursts: the router is asked once they are over.
const SETTLE: Duration = Duration::from_millis(400);

/// Prints until Ctrl-C, or until the system ends it.
///
/// # Errors
///
/// When there is no place for anything.
pub async fn watch(places: &Places, everywhere: bool) -> anyhow::Result<Exit> {
    let composed = compose(places).await?;
    let voice = Voice::new(
        Lang::choose(composed.settings.general.language, system::language()),
        system::time_zone(),
    );
    let mut watcher = Watcher {
        stirs: hemma_net::watch::describe(),
        slept: composed.clock.watch_sleep(),
        news: composed.router.news(),
        hints: composed.router.hints(),
        composed,
        voice,
        everywhere,
        allowed: None,
        unheard: false,
    };
    watcher.say(&Line::Begin);
    watcher.locate().await;
    tokio::select! {
        () = watcher.run() => {}
        () = system::asked_to_leave() => {}
    }
    watcher.composed.router.leave().await;
    watcher.print_news();
    Ok(Exit::Good)
}

/// Everything that is listened to.
struct Watcher {
    composed: Composed,
    stirs: mpsc::Receiver<Stir>,
    slept: mpsc::Receiver<Duration>,
    news: mpsc::Receiver<RouterNews>,
    hints: mpsc::Receiver<()>,
    voice: Voice,
    /// Whether the router is listened to on networks that are not home, too: a person said so.
    everywhere: bool,
    /// Whether it was listened to last time.
    allowed: Option<bool>,
    /// Nobody reads any more (`watch | head`).
    unheard: bool,
}

/// What is to be done after a line was printed.
enum Next {
    Nothing,
    Locate,
    Ask,
}

impl Watcher {
    async fn run(&mut self) {
        while !self.unheard {
            let next = tokio::select! {
                Some(stir) = self.stirs.recv() => {
                    self.say(&Line::System(&stir));
                    if stir.matters() { Next::Locate } else { Next::Nothing }
                }
                Some(news) = self.news.recv() => {
                    self.say(&Line::Router(news));
                    Next::Nothing
                }
                Some(()) = self.hints.recv() => Next::Ask,
                Some(slept) = self.slept.recv() => {
                    self.say(&Line::Slept(slept));
                    Next::Locate
                }
                else => return,
            };
            match next {
                Next::Nothing => {}
                Next::Ask => self.ask().await,
                Next::Locate => {
                    self.settle().await;
                    self.locate().await;
                }
            }
        }
    }

    /// Prints what else moves, until nothing has for a moment.
    async fn settle(&mut self) {
        while let Ok(Some(stir)) = tokio::time::timeout(SETTLE, self.stirs.recv()).await {
            self.say(&Line::System(&stir));
        }
    }

    /// Looks where this computer is, and listens to the router there if that may be.
    async fn locate(&mut self) {
        let facts = self.composed.ports.senses.locate().await;
        let home = judge(&facts, &self.composed.settings.home) == Whereabouts::Home;
        let wanted = self.composed.settings.detection.router || self.everywhere;
        let may = facts.online && wanted && (home || self.everywhere);
        self.composed.router.heed(may);
        if self.allowed.replace(may) != Some(may) {
            self.say(&match (may, facts.online, wanted) {
                (true, _, _) => Line::Listening,
                (false, false, _) => Line::Offline,
                (false, true, false) => Line::SwitchedOff,
                (false, true, true) => Line::NotHome,
            });
        }
        if may {
            self.ask().await;
        }
    }

    /// Asks the router; what it answers comes as news.
    async fn ask(&mut self) {
        let senses = self.composed.ports.senses.clone();
        senses.look(Family::Ipv4, LookAt::Router).await;
        self.print_news();
    }

    fn print_news(&mut self) {
        while let Ok(news) = self.news.try_recv() {
            self.say(&Line::Router(news));
        }
    }

    fn say(&mut self, line: &Line<'_>) {
        let at = self.voice.stamp(self.composed.ports.clock.now().wall);
        let mut out = std::io::stdout().lock();
        let said = writeln!(out, "{at}  {}", words::say(&self.voice, line));
        self.unheard = said.and_then(|()| out.flush()).is_err();
    }
}
