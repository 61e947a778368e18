//! Real notices at a real notification service, seen by a monitor of the bus, pressed with the service's own tool.

use std::collections::HashMap;
use std::process::Command;
use std::time::Duration;

use futures_util::StreamExt;
use hemma_sandbox::{Fault, Target, Times};
use hemma_tests::house::House;
use hemma_tests::settings::Profile;
use zbus::message::Type;
use zbus::zvariant::OwnedValue;
use zbus::{Connection, MatchRule, MessageStream};

use crate::require_session;

/// A notice as it crossed the bus.
#[derive(Debug)]
pub struct Seen {
    /// The headline.
    pub summary: String,
    /// The text.
    pub body: String,
    /// Identifiers and labels of the buttons, in turn.
    pub actions: Vec<String>,
    /// 0 low, 1 normal, 2 critical.
    pub urgency: Option<u8>,
}

/// Listens to every notice of the session from now on.
pub struct Ear {
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
    /// Begins to listen.
    pub async fn open() -> Self {
        let connection = Connection::session().await.expect("a session bus");
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
    pub async fn hear(&mut self, what: &str, wanted: impl Fn(&Seen) -> bool) -> Seen {
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
        tokio::time::timeout(Duration::from_secs(20), listening)
            .await
            .unwrap_or_else(|_| panic!("waited in vain for {what}"))
    }
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
    let mut ear = Ear::open().await;

    let _agent = house.desktop_agent_with_window(&opened).await;

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

    let pressed = Command::new("dunstctl")
        .args(["action", "0"])
        .status()
        .expect("dunstctl runs");
    assert!(pressed.success());
    let arguments = crate::bus::until(
        "the window to be opened by the button",
        Duration::from_secs(20),
        || async { std::fs::read_to_string(&opened).ok() },
    )
    .await;
    assert!(arguments.contains("--page"), "{arguments}");
}

#[tokio::test(flavor = "multi_thread")]
async fn f65_a_change_of_address_is_told_only_where_the_person_wants_it() {
    require_session();
    let house = House::new().await;
    house.furnish(&[Profile::noip(&house.sandbox)]);
    let settings = std::fs::read_to_string(house.settings_path()).expect("settings");
    house.write_settings(&format!("{settings}\n[notices]\naddress_change = true\n"));
    let mut ear = Ear::open().await;
    let mut agent = house.desktop_agent().await;
    agent.until_up_to_date("203.0.113.7").await;

    house
        .sandbox
        .move_router_v4("203.0.113.99".parse().expect("an address"));
    agent.check_now().await;

    let seen = ear
        .hear("the notice about the new address", |seen| {
            seen.body.contains("203.0.113.99")
        })
        .await;
    assert_ne!(seen.urgency, Some(2), "news, not an alarm: {seen:?}");
}
