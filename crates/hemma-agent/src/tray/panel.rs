//! What a Linux desktop tells about its panel.

use zbus::Connection;
use zbus::zvariant::OwnedValue;

use super::pictures::Panel;

/// Returns whether the desktop asks programs to be light. Panels are dark far more often than not, so a desktop that
/// does not say is taken for dark.
///
/// Source: XDG Desktop Portal, `org.freedesktop.portal.Settings`, key `color-scheme` of `org.freedesktop.appearance`
/// (0 no preference, 1 dark, 2 light).
pub(super) async fn brightness() -> Panel {
    match read_scheme().await {
        Some(2) => Panel::Light,
        Some(_) | None => Panel::Dark,
    }
}

async fn read_scheme() -> Option<u32> {
    let bus = Connection::session().await.ok()?;
    let reply = bus
        .call_method(
            Some("org.freedesktop.portal.Desktop"),
            "/org/freedesktop/portal/desktop",
            Some("org.freedesktop.portal.Settings"),
            "ReadOne",
            &("org.freedesktop.appearance", "color-scheme"),
        )
        .await
        .ok()?;
    let value: OwnedValue = reply.body().deserialize().ok()?;
    u32::try_from(value).ok()
}

/// Returns whether somebody draws tray icons. A watcher without a host keeps a list that nobody looks at.
pub(super) async fn has_host() -> bool {
    let Ok(bus) = Connection::session().await else {
        return false;
    };
    let reply = bus
        .call_method(
            Some("org.kde.StatusNotifierWatcher"),
            "/StatusNotifierWatcher",
            Some("org.freedesktop.DBus.Properties"),
            "Get",
            &(
                "org.kde.StatusNotifierWatcher",
                "IsStatusNotifierHostRegistered",
            ),
        )
        .await;
    let value = reply
        .ok()
        .and_then(|reply| reply.body().deserialize::<OwnedValue>().ok());
    value.is_some_and(|value| bool::try_from(value).unwrap_or(false))
}
