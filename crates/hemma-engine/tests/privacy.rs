//! What never gets into logs and messages. In a program of its own, because it listens to every line of the log.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

#[allow(dead_code, reason = "the other tests use the rest of it")]
#[path = "engine/harness.rs"]
mod harness;

use std::io::Write;
use std::sync::{Arc, Mutex, OnceLock};

use hemma_engine::fakes::Reply;
use hemma_engine::messages::{Answer, Command, Query, SecretInput, SecretText};
use hemma_providers::exchange::Response;

use harness::{FIRST, Running, SECRET, key, profile, world};

/// Collects everything that is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Everything that was logged so far, by whichever test.
fn log() -> &'static Log {
    static LOG: OnceLock<Log> = OnceLock::new();
    LOG.get_or_init(|| {
        let log = Log::default();
        let writer = log.clone();
        tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_ansi(false)
            .without_time()
            .with_writer(move || writer.clone())
            .init();
        log
    })
}

/// Tells a whole story, a refusal and new secrets included, and returns what was logged and what was sent to surfaces.
async fn story() -> (String, String) {
    let log = log();
    let world = world();
    let quote = format!("badauth {SECRET}");
    world.hands.next(Reply::Answer(Response::new(401, quote)));
    let running = Running::new(&world);
    running.until(|snapshot| !snapshot.latches.is_empty()).await;
    let command = Command::SaveProfile {
        profile: Box::new(profile("noip", "home.example.com")),
        secrets: vec![SecretInput {
            key: key("noip"),
            secret: SecretText::new("another-secret-of-mine".to_owned()),
        }],
    };
    let mut crossed = format!("{command:?}");
    running.handle.tell(command).await.unwrap();
    let snapshot = running.until_fine().await;
    crossed.push_str(&format!("{snapshot:?}"));
    for query in [
        Query::Settings,
        Query::History {
            query: Default::default(),
        },
    ] {
        let answer: Answer = running.handle.ask(query).await.unwrap();
        crossed.push_str(&format!("{answer:?}"));
    }
    running.stop().await;
    let logged = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    (logged, crossed)
}

#[tokio::test(start_paused = true)]
async fn f37_no_secret_is_ever_logged_or_shown() {
    let (logged, crossed) = story().await;
    assert!(logged.contains("next wake"), "the story is told at debug");
    for secret in [SECRET, "another-secret-of-mine"] {
        assert!(!logged.contains(secret), "in the log");
        assert!(!crossed.contains(secret), "in a message");
    }
}

#[tokio::test(start_paused = true)]
async fn at_info_there_are_ids_and_outcomes_but_no_names_and_addresses() {
    let (logged, _) = story().await;
    let quiet = |line: &&str| {
        ["TRACE", "DEBUG"]
            .iter()
            .all(|level| !line.trim_start().starts_with(level))
    };
    let lines: Vec<&str> = logged.lines().filter(quiet).collect();
    let logged = lines.join("\n");
    assert!(logged.contains("profile=noip"), "{logged}");
    assert!(logged.contains("needs a person"), "{logged}");
    assert!(!logged.contains("home.example.com"), "{logged}");
    assert!(!logged.contains(FIRST), "{logged}");
    assert!(!logged.contains("someone"), "{logged}");
}
