//! Door and visitors over a real socket.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::sync::Arc;
use std::time::Duration;

#[cfg(unix)]
use hemma_link::RefusedReason;
use hemma_link::messages::{Answer, Command, CommandError, Contact, Done, Query};
use hemma_link::wire::{ToVisitor, Wanted};
use hemma_link::{AgentGone, Client, ConnectError, Door, DoorError, Role, SocketPath};
use tempfile::TempDir;

const VERSION: &str = "1.2.3";

fn place() -> (TempDir, SocketPath) {
    let folder = tempfile::tempdir().unwrap();
    let path = SocketPath::within(&folder.path().join("hemma"));
    (folder, path)
}

/// An agent that answers contacts to every question, refuses to open a window, and obeys everything else.
async fn simple_agent(mut door: Door) {
    loop {
        let visitor = door.knock().await.unwrap().let_in().await;
        let Ok(mut visitor) = visitor else { continue };
        tokio::spawn(async move {
            while let Ok(letter) = visitor.from.hear().await {
                let number = letter.number;
                let reply = match letter.body {
                    Wanted::Tell(Command::OpenWindow) => ToVisitor::NotTold {
                        number,
                        error: Box::new(CommandError::Gone),
                    },
                    Wanted::Tell(_) => ToVisitor::Told {
                        number,
                        done: Box::new(Done::Plain),
                    },
                    Wanted::Ask(_) => ToVisitor::Answered {
                        number,
                        answer: Box::new(Answer::Contacts {
                            contacts: Vec::<Contact>::new(),
                        }),
                    },
                    Wanted::Subscribe | Wanted::InFront(_) | Wanted::GiveUp => continue,
                };
                visitor.to.say(&reply).await.unwrap();
            }
        });
    }
}

#[tokio::test]
async fn commands_are_carried_out_or_refused_and_questions_answered() {
    let (_folder, path) = place();
    tokio::spawn(simple_agent(Door::bind(&path, VERSION).unwrap()));
    let client = Client::connect(&path, Role::Window, VERSION).await.unwrap();
    assert_eq!(client.agent_version(), VERSION);
    assert_eq!(client.tell(Command::CheckNow).await, Ok(Ok(Done::Plain)));
    assert_eq!(
        client.tell(Command::OpenWindow).await,
        Ok(Err(CommandError::Gone))
    );
    let (first, second) = tokio::join!(client.ask(Query::Contacts), client.tell(Command::Resume));
    assert!(matches!(first, Ok(Ok(Answer::Contacts { .. }))));
    assert_eq!(second, Ok(Ok(Done::Plain)));
}

#[tokio::test]
async fn a_question_that_nobody_waits_for_is_given_up_and_an_answered_one_is_not() {
    let (_folder, path) = place();
    let mut door = Door::bind(&path, VERSION).unwrap();
    let (heard_in, mut heard) = tokio::sync::mpsc::channel(8);
    tokio::spawn(async move {
        let mut visitor = door.knock().await.unwrap().let_in().await.unwrap();
        while let Ok(letter) = visitor.from.hear().await {
            if matches!(letter.body, Wanted::Ask(Query::Snapshot)) {
                let answer = Box::new(Answer::Contacts {
                    contacts: Vec::new(),
                });
                let number = letter.number;
                let reply = ToVisitor::Answered { number, answer };
                visitor.to.say(&reply).await.unwrap();
            }
            heard_in.send(letter).await.unwrap();
        }
    });
    let client = Client::connect(&path, Role::Window, VERSION).await.unwrap();
    client.ask(Query::Snapshot).await.unwrap().unwrap();
    let answered = heard.recv().await.unwrap();
    assert!(matches!(answered.body, Wanted::Ask(Query::Snapshot)));
    let asked = tokio::select! {
        _ = client.ask(Query::Contacts) => panic!("nobody answered"),
        letter = heard.recv() => letter.unwrap(),
    };
    assert!(matches!(asked.body, Wanted::Ask(Query::Contacts)));
    let given_up = heard.recv().await.unwrap();
    assert_eq!(
        (given_up.number, given_up.body),
        (asked.number, Wanted::GiveUp)
    );
}

#[tokio::test]
async fn without_an_agent_nobody_is_there() {
    let (_folder, path) = place();
    let error = Client::connect(&path, Role::CommandLine, VERSION)
        .await
        .unwrap_err();
    assert!(matches!(error, ConnectError::NobodyThere), "{error:?}");
}

#[tokio::test]
async fn f50_a_second_door_of_the_same_user_is_refused_and_the_first_goes_on() {
    let (_folder, path) = place();
    tokio::spawn(simple_agent(Door::bind(&path, VERSION).unwrap()));
    assert!(matches!(
        Door::bind(&path, VERSION),
        Err(DoorError::AlreadyOpen)
    ));
    let client = Client::connect(&path, Role::Window, VERSION).await.unwrap();
    assert_eq!(client.tell(Command::CheckNow).await, Ok(Ok(Done::Plain)));
}

#[cfg(unix)] // speaks to the bare socket file, which a named pipe is not
#[tokio::test]
async fn a_socket_left_over_from_a_killed_agent_is_no_obstacle() {
    let (_folder, path) = place();
    std::fs::create_dir(path.socket().parent().unwrap()).unwrap();
    // A bound socket whose owner is gone, as after SIGKILL.
    drop(std::os::unix::net::UnixListener::bind(path.socket()).unwrap());
    assert!(path.socket().exists());
    tokio::spawn(simple_agent(Door::bind(&path, VERSION).unwrap()));
    let client = Client::connect(&path, Role::Window, VERSION).await.unwrap();
    assert_eq!(client.tell(Command::CheckNow).await, Ok(Ok(Done::Plain)));
}

#[cfg(unix)] // speaks to the bare socket file, which a named pipe is not
#[tokio::test]
async fn a_visitor_of_another_protocol_is_told_what_to_do() {
    use tokio::io::AsyncReadExt;
    use tokio::io::AsyncWriteExt;
    let (_folder, path) = place();
    tokio::spawn(simple_agent(Door::bind(&path, VERSION).unwrap()));
    let mut stream = tokio::net::UnixStream::connect(path.socket())
        .await
        .unwrap();
    let hello = br#"{"protocol":99,"version":"9.9.9","role":"window"}"#;
    stream
        .write_all(&u32::try_from(hello.len()).unwrap().to_be_bytes())
        .await
        .unwrap();
    stream.write_all(hello).await.unwrap();
    let length = stream.read_u32().await.unwrap();
    let mut body = vec![0; length as usize];
    stream.read_exact(&mut body).await.unwrap();
    let greeting: serde_json::Value = serde_json::from_slice(&body).unwrap();
    let reason: RefusedReason = serde_json::from_value(greeting["reason"].clone()).unwrap();
    assert!(
        matches!(reason, RefusedReason::VisitorTooNew { .. }),
        "{greeting}"
    );
}

#[cfg(unix)] // speaks to the bare socket file, which a named pipe is not
#[tokio::test]
async fn garbage_at_the_door_harms_nobody_else() {
    use tokio::io::AsyncWriteExt;
    let (_folder, path) = place();
    tokio::spawn(simple_agent(Door::bind(&path, VERSION).unwrap()));
    for garbage in [
        &b"\xff\xff\xff\xff"[..],
        b"\0\0\0\x02{}",
        b"GET / HTTP/1.1\r\n\r\n",
        b"",
    ] {
        let mut stream = tokio::net::UnixStream::connect(path.socket())
            .await
            .unwrap();
        // The agent may hang up before all of it is written.
        let _ = stream.write_all(garbage).await;
    }
    let client = Client::connect(&path, Role::Window, VERSION).await.unwrap();
    assert_eq!(client.tell(Command::CheckNow).await, Ok(Ok(Done::Plain)));
}

#[tokio::test]
async fn an_agent_that_goes_ends_every_wait() {
    let (_folder, path) = place();
    let mut door = Door::bind(&path, VERSION).unwrap();
    let agent = tokio::spawn(async move {
        let mut visitor = door.knock().await.unwrap().let_in().await.unwrap();
        visitor.from.hear().await.unwrap();
    });
    let client = Client::connect(&path, Role::Window, VERSION).await.unwrap();
    assert_eq!(client.tell(Command::CheckNow).await, Err(AgentGone));
    agent.await.unwrap();
    assert_eq!(client.tell(Command::CheckNow).await, Err(AgentGone));
    assert!(client.subscribe().await.is_err());
}

#[tokio::test]
async fn a_client_that_is_dropped_leaves() {
    let (_folder, path) = place();
    let mut door = Door::bind(&path, VERSION).unwrap();
    let knock = tokio::spawn(async move {
        let mut visitor = door.knock().await.unwrap().let_in().await.unwrap();
        tokio::time::timeout(Duration::from_secs(5), visitor.from.hear())
            .await
            .expect("it left")
    });
    let client = Arc::new(Client::connect(&path, Role::Window, VERSION).await.unwrap());
    drop(client);
    assert!(matches!(
        knock.await.unwrap(),
        Err(hemma_link::FrameError::Gone)
    ));
}
