//! News for subscribers, and rude visitors.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use hemma_link::frames;
use hemma_link::messages::{
    Command, Done, GeneralView, HomeView, NoticeState, Overall, Snapshot, Surfaces, TrayState,
};
use hemma_link::wire::{ToVisitor, Wanted};
use hemma_link::{Client, Door, FrameError, Greeting, Hello, PROTOCOL, Role, SocketPath, Visitor};
use tempfile::TempDir;
use tokio::io::AsyncWriteExt;
use tokio::net::UnixStream;

fn place() -> (TempDir, SocketPath) {
    let folder = tempfile::tempdir().unwrap();
    let path = SocketPath::within(&folder.path().join("hemma"));
    (folder, path)
}

fn snapshot(number: u32) -> Snapshot {
    let at = "2026-11-21T15:04:05Z".parse().unwrap();
    Snapshot {
        number,
        at,
        started: at,
        version: "0.1.0".to_owned(),
        overall: Overall::Empty,
        whereabouts: serde_json::from_str(r#"{"kind":"home"}"#).unwrap(),
        home: HomeView::default(),
        paused: false,
        paused_until: None,
        addresses: Vec::new(),
        names: Vec::new(),
        conditions: Vec::new(),
        latches: Vec::new(),
        last_check: None,
        next_check: None,
        surfaces: Surfaces {
            tray: TrayState::Unknown,
            notices: NoticeState::Unknown,
            vault: None,
            settings_problems: Vec::new(),
        },
        general: GeneralView::default(),
        history_revision: 0,
        settings_revision: 0,
    }
}

/// An agent that lets everybody in. A subscriber gets snapshot 1; a `Resume` brings 7 and then, late, 3.
fn open_agent(path: &SocketPath) {
    let mut door = Door::bind(path, "1.0.0").unwrap();
    tokio::spawn(async move {
        loop {
            let knock = door.knock().await.unwrap();
            tokio::spawn(async move {
                if let Ok(visitor) = knock.let_in().await {
                    serve(visitor).await;
                }
            });
        }
    });
}

async fn serve(mut visitor: Visitor) {
    while let Ok(message) = visitor.from.hear().await {
        let number = message.number;
        let told = ToVisitor::Told {
            number,
            done: Box::new(Done::Plain),
        };
        let news = |number| ToVisitor::Snapshot {
            snapshot: Box::new(snapshot(number)),
        };
        let answers = match message.body {
            Wanted::Subscribe => vec![news(1)],
            Wanted::Tell(Command::Resume) => vec![news(7), news(3), told],
            Wanted::Tell(_) | Wanted::Ask(_) | Wanted::InFront(_) | Wanted::GiveUp => vec![told],
        };
        for answer in answers {
            if visitor.to.say(&answer).await.is_err() {
                return;
            }
        }
    }
}

async fn connect(path: &SocketPath) -> Client {
    Client::connect(path, Role::Window, "1.0.0").await.unwrap()
}

#[tokio::test]
async fn a_subscriber_hears_the_news_and_drops_lower_numbers() {
    let (_folder, path) = place();
    open_agent(&path);
    let client = connect(&path).await;
    assert_eq!(client.agent_version(), "1.0.0");
    let mut snapshots = client.subscribe().await.unwrap();
    let first = snapshots.wait_for(Option::is_some).await.unwrap().clone();
    assert_eq!(first.unwrap().number, 1);
    // On one connection everything comes in order: once this is answered, both snapshots before it have been read.
    assert_eq!(client.tell(Command::Resume).await.unwrap(), Ok(Done::Plain));
    assert_eq!(snapshots.borrow().as_ref().unwrap().number, 7);
}

/// Sends bytes as the first words and expects to be sent away, while others are still served.
async fn is_sent_away(path: &SocketPath, bytes: &[u8]) {
    let mut stream = UnixStream::connect(path.socket()).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    stream.shutdown().await.unwrap();
    let answer = frames::read::<Greeting>(&mut stream).await;
    assert!(
        matches!(answer, Err(FrameError::Gone | FrameError::Broken(_))),
        "{answer:?}"
    );
}

#[tokio::test]
async fn rude_visitors_are_sent_away_and_do_not_disturb_others() {
    let (_folder, path) = place();
    open_agent(&path);
    let polite = connect(&path).await;
    is_sent_away(&path, b"").await;
    is_sent_away(&path, b"\0\0").await;
    is_sent_away(&path, b"\0\0\0\x20{\"protocol\":1").await;
    is_sent_away(&path, b"GET / HTTP/1.1\r\n\r\n").await;
    is_sent_away(&path, b"\xff\xff\xff\xff").await;
    is_sent_away(&path, b"\0\0\0\x02[]").await;
    assert_eq!(
        polite.tell(Command::CheckNow).await.unwrap(),
        Ok(Done::Plain)
    );
}

#[tokio::test]
async fn nonsense_after_the_greeting_ends_only_that_conversation() {
    let (_folder, path) = place();
    open_agent(&path);
    let polite = connect(&path).await;
    let mut stream = UnixStream::connect(path.socket()).await.unwrap();
    let hello = Hello {
        protocol: PROTOCOL,
        version: "1.0.0".to_owned(),
        role: Role::Window,
    };
    frames::write(&mut stream, &hello).await.unwrap();
    let greeting: Greeting = frames::read(&mut stream).await.unwrap();
    assert!(matches!(greeting, Greeting::Welcome { .. }));
    frames::write(&mut stream, &"what?").await.unwrap();
    assert!(frames::read::<ToVisitor>(&mut stream).await.is_err());
    assert_eq!(
        polite.tell(Command::CheckNow).await.unwrap(),
        Ok(Done::Plain)
    );
}
