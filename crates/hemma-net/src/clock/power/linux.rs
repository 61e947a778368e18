//! Linux: logind's signal `PrepareForSleep` (`org.freedesktop.login1(5)`): true before sleep, false after it.
//!
//! One connection to the system bus, which stays open and on which nothing else arrives. Where there is no bus, or
//! nobody on it who sleeps, nothing is said.

use futures_util::{StreamExt, stream};
use zbus::{MatchRule, MessageStream, connection::Builder, message::Type};

use super::{Word, Words};

pub(super) fn words() -> Words {
    words_on(Builder::system())
}

/// The same on another bus; tests have one of their own.
pub(super) fn words_on(bus: zbus::Result<Builder<'static>>) -> Words {
    let connected = stream::once(async {
        match listen(bus).await {
            Ok(messages) => Some(messages),
            Err(problem) => {
                tracing::debug!(%problem, "nobody says when this machine sleeps; the clocks will tell");
                None
            }
        }
    });
    let words = connected
        .filter_map(std::future::ready)
        .flatten()
        .filter_map(|message| async move {
            let falling = message.ok()?.body().deserialize::<bool>().ok()?;
            Some(if falling { Word::Falling } else { Word::Awake })
        });
    Box::pin(words)
}

async fn listen(bus: zbus::Result<Builder<'static>>) -> zbus::Result<MessageStream> {
    let connection = bus?.build().await?;
    let rule = MatchRule::builder()
        .msg_type(Type::Signal)
        .sender("org.freedesktop.login1")?
        .path("/org/freedesktop/login1")?
        .interface("org.freedesktop.login1.Manager")?
        .member("PrepareForSleep")?
        .build();
    // Two words a night.
    const AHEAD: usize = 4;
    MessageStream::for_match_rule(rule, &connection, Some(AHEAD)).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::bus::Bus;

    /// A logind that falls asleep and wakes when it is told to.
    struct PretendLogind;

    #[zbus::interface(name = "org.freedesktop.login1.Manager")]
    impl PretendLogind {
        #[zbus(signal)]
        async fn prepare_for_sleep(
            emitter: &zbus::object_server::SignalEmitter<'_>,
            start: bool,
        ) -> zbus::Result<()>;
    }

    #[tokio::test]
    async fn f54_logind_says_when_the_machine_falls_asleep_and_when_it_wakes() {
        let bus = Bus::start();
        let path = "/org/freedesktop/login1";
        let logind = bus
            .serve("org.freedesktop.login1", path, PretendLogind)
            .await;
        let mut words = words_on(bus.builder());
        let listening = tokio::spawn(async move { (words.next().await, words.next().await) });
        let emitter = zbus::object_server::SignalEmitter::new(&logind, path).expect("a path");
        // The listener joins some time after it was spawned: what it was not there to hear is said again.
        for _ in 0..1000 {
            if listening.is_finished() {
                break;
            }
            for falling in [true, false] {
                PretendLogind::prepare_for_sleep(&emitter, falling)
                    .await
                    .expect("says it");
            }
            crate::clock::nap(std::time::Duration::from_millis(20)).await;
        }
        let (first, second) = listening.await.expect("listens");
        // It may have joined between the two.
        assert_ne!(first, second);
        assert!([first, second].contains(&Some(Word::Falling)));
        assert!([first, second].contains(&Some(Word::Awake)));
    }

    #[tokio::test]
    async fn a_machine_without_a_bus_says_nothing_and_that_is_no_fault() {
        let nowhere = Builder::address("unix:path=/nonexistent/hemma-bus");
        assert_eq!(words_on(nowhere).next().await, None);
    }
}
