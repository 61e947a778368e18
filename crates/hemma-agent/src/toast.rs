//! Native notices: draws what the engine's notice desk decided to tell, and sends deeds back.
//!
//! A missing notification service is found out when the first notice is shown, told once, and otherwise no matter: the
//! tray and the window show the same thing.

use std::collections::BTreeMap;

use hemma_engine::Handle;
use hemma_engine::messages::NoticeState;
use hemma_engine::view::Deed;
use hemma_engine::view::notice::Notice;
use notify_rust::Notification;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::watch;

/// Shows notices until the engine ends. While a window is in front (`watched`) it shows the same thing itself.
pub async fn show_all(
    handle: Handle,
    deeds: UnboundedSender<Deed>,
    watched: watch::Receiver<bool>,
) {
    let mut notices = handle.notices();
    // The number the notification service gave the last toast of a tag: a later one replaces it.
    let mut numbers: BTreeMap<String, u32> = BTreeMap::new();
    loop {
        let notice = match notices.recv().await {
            Ok(notice) => notice,
            Err(RecvError::Lagged(missed)) => {
                tracing::warn!(missed, "notices came faster than they could be shown");
                continue;
            }
            Err(RecvError::Closed) => return,
        };
        if *watched.borrow() {
            tracing::debug!(tag = notice.tag, "the window shows this itself");
            continue;
        }
        let toast = drawn(&notice, numbers.get(&notice.tag).copied());
        match platform::show(toast, notice.clone(), deeds.clone()).await {
            Ok(number) => {
                handle.report_notices(NoticeState::Works);
                numbers.insert(notice.tag, number);
            }
            Err(error) => {
                tracing::warn!(%error, title = notice.title, "a notice could not be shown");
                handle.report_notices(platform::trouble());
            }
        }
    }
}

fn drawn(notice: &Notice, replaces: Option<u32>) -> Notification {
    let mut toast = Notification::new();
    toast
        .appname("Hemma")
        .summary(&notice.title)
        .body(&escaped(&notice.body));
    platform::dress(&mut toast, notice, replaces);
    toast
}

/// Some services draw markup without saying so (dunst draws `<b>`): no body is ever markup.
fn escaped(body: &str) -> String {
    if cfg!(target_os = "linux") {
        body.replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
    } else {
        body.to_owned()
    }
}

#[cfg(target_os = "linux")]
mod platform {
    //! The freedesktop notification service over D-Bus.

    use hemma_engine::view::notice::Urgency;

    use super::{Deed, Notice, NoticeState, Notification, UnboundedSender};
    use notify_rust::{Hint, NotificationResponse, Timeout};
    use std::time::Duration;

    /// How long a button may be pressed. A service that never closes a toast must not hold a task for ever.
    const PATIENCE: Duration = Duration::from_secs(24 * 60 * 60);

    pub(super) fn dress(toast: &mut Notification, notice: &Notice, replaces: Option<u32>) {
        toast
            .icon("hemma")
            .hint(Hint::DesktopEntry("hemma".to_owned()));
        match notice.urgency {
            Urgency::Critical => {
                toast
                    .urgency(notify_rust::Urgency::Critical)
                    .hint(Hint::Category("network.error".to_owned()))
                    .timeout(Timeout::Never);
            }
            Urgency::Low => {
                toast
                    .urgency(notify_rust::Urgency::Low)
                    .hint(Hint::Category("network".to_owned()));
            }
            Urgency::Normal => {
                toast
                    .urgency(notify_rust::Urgency::Normal)
                    .hint(Hint::Category("network".to_owned()));
            }
        }
        if let Some(number) = replaces {
            toast.id(number);
        }
        if !notice.actions.is_empty() {
            // A click on the toast itself does what its first button does.
            toast.action("default", &notice.actions[0].label);
        }
        for action in &notice.actions {
            toast.action(&action.key, &action.label);
        }
    }

    pub(super) async fn show(
        toast: Notification,
        notice: Notice,
        deeds: UnboundedSender<Deed>,
    ) -> Result<u32, notify_rust::error::Error> {
        let shown = toast.show_async().await?;
        let number = shown.id();
        if !notice.actions.is_empty() {
            tokio::spawn(async move {
                let pressed = tokio::time::timeout(
                    PATIENCE,
                    shown.wait_for_action_async(|response: &NotificationResponse| {
                        let action = match response {
                            NotificationResponse::Default => notice.actions.first(),
                            NotificationResponse::Action(key) => {
                                notice.actions.iter().find(|action| action.key == *key)
                            }
                            _ => None,
                        };
                        if let Some(action) = action {
                            // A closed channel means that the agent is leaving.
                            let _ = deeds.send(action.deed.clone());
                        }
                    }),
                );
                if pressed.await.is_err() {
                    tracing::debug!("nobody answered a notice");
                }
            });
        }
        Ok(number)
    }

    pub(super) fn trouble() -> NoticeState {
        if std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some()
            || std::env::var_os("DISPLAY").is_some()
            || std::env::var_os("WAYLAND_DISPLAY").is_some()
        {
            NoticeState::NoDaemon
        } else {
            NoticeState::NoDesktop
        }
    }
}

#[cfg(any(target_os = "windows", target_os = "macos"))]
mod platform {
    //! Toasts on Windows and macOS, without buttons: written from the crate's documentation, never seen there.

    use super::{Deed, Notice, NoticeState, Notification, UnboundedSender};

    pub(super) fn dress(_toast: &mut Notification, _notice: &Notice, _replaces: Option<u32>) {}

    pub(super) async fn show(
        toast: Notification,
        _notice: Notice,
        _deeds: UnboundedSender<Deed>,
    ) -> Result<u32, notify_rust::error::Error> {
        // The call waits for the system; the engine's thread must not.
        tokio::task::spawn_blocking(move || toast.show().map(|_| 0))
            .await
            .unwrap_or(Ok(0))
    }

    pub(super) fn trouble() -> NoticeState {
        NoticeState::NoDaemon
    }
}
