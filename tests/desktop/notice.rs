//! Real notices at a real notification service, seen by a monitor of the bus, pressed with the service's own tool.

use std::collections::HashMap;
use std::process::Command;

use futures_util::StreamExt;
use hemma_engine::messages::NoticeState;
use hemma_sandbox::{Fault, Target, Times};
use hemma_tests::house::House;
use hemma_tests::settings::Profile;
use zbus::message::Type;
use zbus::zvariant::OwnedValue;
use zbus::{Connection, MatchRule, MessageStream};

use crate::bus::{OwnBus, PATIENCE, until};
use crate::require_session;

/// A notice as it crossed the bus.
#[derive(Debug)]
pub(crate) struct Seen {
    /// The headline.
    pub(crate) summary: String,
    /// The text.
    pub(crate) body: String,
    /// Identifiers and labels of the buttons, in turn.
    pub(crate) actions: Vec<String>,
    /// 0 low, 1 normal, 2 critical.
    pub(crate) urgency: Option<u8>,
}

/// Listens to every notice of the session from now on.
pub(crate) struct Ear {
    messages: MessageStream,
}

type NotifyBody = (
    String,
    u32,
    String,
    String,
    String,
    Vec<String>,
    HashMap<String, OwnedValue>,
    i32,
);

impl Ear {
    /// Begins to listen at a bus.
    pub(crate) async fn at(connection: Connection) -> Self {
        let rule = MatchRule::builder()
            .msg_type(Type::MethodCall)
            .interface("org.freedesktop.Notifications")
            .expect("an interface")
            .member("Notify")
            .expect("a member")
            .build();
        zbus::fdo::MonitoringProxy::new(&connection)
            .await
            .expect("the bus can be monitored")
            .become_monitor(&[rule], 0)
            .await
            .expect("the bus can be monitored");
        Self {
            messages: MessageStream::from(connection),
        }
    }

    /// Waits for a notice that satisfies `wanted`.
    pub(crate) async fn hear(&mut self, what: &str, wanted: impl Fn(&Seen) -> bool) -> Seen {
        let listening = async {
            while let Some(message) = self.messages.next().await {
                let Ok(message) = message else { continue };
                let Ok((_, _, _, summary, body, actions, hints, _)) =
                    message.body().deserialize::<NotifyBody>()
                else {
                    continue;
                };
                let urgency = hints
                    .get("urgency")
                    .and_then(|value| u8::try_from(value.clone()).ok());
                let seen = Seen {
                    summary,
                    body,
                    actions,
                    urgency,
                };
                if wanted(&seen) {
                    return seen;
                }
            }
            panic!("the bus went away");
        };
        tokio::time::timeout(PATIENCE, listening)
            .await
            .unwrap_or_else(|_| panic!("waited in vain for {what}"))
    }
}

/// A bus of the test's own with a real notification service on it, so that its topmost notice is this test's.
async fn bus_with_notices() -> OwnBus {
    let mut bus = OwnBus::bare();
    bus.serve(Command::new("dunst"), b"", "org.freedesktop.Notifications")
        .await;
    bus
}

/// Runs the notification service's own tool.
fn dunstctl(bus: &OwnBus, arguments: &[&str]) -> String {
    let mut command = Command::new("dunstctl");
    command.args(arguments);
    bus.enter(&mut command);
    let output = command.output().expect("dunstctl runs");
    assert!(output.status.success(), "dunstctl {arguments:?}");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_login_is_told_by_a_notice_with_a_button_that_opens_the_fix() {
    require_session();
    let house = House::new().await;
    house.furnish(&[Profile::noip(&house.sandbox)]);
    house
        .sandbox
        .fault(Target::NoIp, Fault::word("badauth"), Times::UntilCleared);
    let opened = house.folder().join("opened");
    let bus = bus_with_notices().await;
    let mut ear = Ear::at(bus.connect().await).await;

    let mut command = house.desktop_command(&["run"]);
    command.env("HEMMA_WINDOW", house.pretend_window(&opened));
    bus.enter(&mut command);
    let mut agent = house.agent_by(command).await;

    let seen = ear
        .hear("the notice about the refused login", |seen| {
            seen.urgency == Some(2)
        })
        .await;
    assert!(seen.summary.contains("No-IP"), "{seen:?}");
    assert!(
        !seen.body.contains("badauth"),
        "a raw code is no sentence: {seen:?}"
    );
    assert!(!format!("{seen:?}").contains("sandbox-secret"), "{seen:?}");
    assert!(seen.actions.len() >= 2, "no button: {seen:?}");
    agent
        .until("the notice to be known as shown", |snapshot| {
            snapshot.surfaces.notices == NoticeState::Works
        })
        .await;

    until("the notice on the screen", || async {
        (dunstctl(&bus, &["count", "displayed"]) == "1").then_some(())
    })
    .await;
    // A press that comes before anybody listens to it is lost, for people as for tests.
    let arguments = until("the window to be opened by the button", || async {
        dunstctl(&bus, &["action", "0"]);
        std::fs::read_to_string(&opened).ok()
    })
    .await;
    assert!(arguments.contains("--page names/noip"), "{arguments}");
}

#[tokio::test(flavor = "multi_thread")]
async fn f65_a_change_of_address_is_told_only_where_the_person_wants_it() {
    require_session();
    let bus = bus_with_notices().await;
    for wanted in [false, true] {
        let house = House::settled().await;
        house.furnish(&[Profile::noip(&house.sandbox)]);
        let settings = std::fs::read_to_string(house.settings_path()).expect("settings");
        let settings = format!("{settings}\n[notices]\naddress_change = {wanted}\n");
        house.write_settings(&settings);
        let mut ear = Ear::at(bus.connect().await).await;
        let mut command = house.desktop_command(&["run"]);
        bus.enter(&mut command);
        let mut agent = house.agent_by(command).await;
        agent.until_up_to_date("203.0.113.7").await;
        house
            .sandbox
            .move_router_v4("203.0.113.99".parse().expect("an address"));
        agent.check_now().await;
        agent.until_up_to_date("203.0.113.99").await;

        // Something that is always told ends the wait for something that may never come.
        house.write_settings(&format!("{settings}\nthis is not TOML\n"));
        let first = ear.hear("a notice", |_| true).await;
        assert_eq!(
            first.body.contains("203.0.113.99"),
            wanted,
            "wanted: {wanted}; {first:?}"
        );
        if wanted {
            assert_ne!(first.urgency, Some(2), "news, not an alarm: {first:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_without_a_notification_service_is_told_and_other_names_are_kept() {
    require_session();
    let house = House::new().await;
    house.furnish(&[
        Profile::noip(&house.sandbox),
        Profile::dyndns2(&house.sandbox),
    ]);
    house
        .sandbox
        .fault(Target::NoIp, Fault::word("badauth"), Times::UntilCleared);
    let bus = OwnBus::bare();
    let mut command = house.desktop_command(&["run"]);
    bus.enter(&mut command);
    let mut agent = house.agent_by(command).await;
    agent
        .until("the missing notification service", |snapshot| {
            snapshot.surfaces.notices == NoticeState::NoDaemon
        })
        .await;
    agent
        .until_address_in_dns("nas.hemma.example", "203.0.113.7")
        .await;
    assert!(agent.is_running());
}
