//! Reads and clicks a tray menu the way a panel does: StatusNotifierItem and dbusmenu over D-Bus.

use std::collections::HashMap;

use zbus::Connection;
use zbus::zvariant::{OwnedValue, Value};

use crate::bus::until;

/// One line of the menu.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// The id to click.
    pub(crate) id: i32,
    /// What people read.
    pub(crate) label: String,
    /// Whether it can be clicked.
    pub(crate) enabled: bool,
}

/// The tray item of one process.
pub(crate) struct Item {
    connection: Connection,
    bus: String,
    path: String,
    menu: String,
}

/// Width, height and ARGB bytes.
type Pixels = (i32, i32, Vec<u8>);

type Layout = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);

impl Item {
    /// Waits until the process has an icon at the tray host, and returns it.
    pub(crate) async fn of_process(process: u32) -> Self {
        let connection = Connection::session().await.expect("a session bus");
        Self::of_process_at(connection, process).await
    }

    /// The same at another bus.
    pub(crate) async fn of_process_at(connection: Connection, process: u32) -> Self {
        let (bus, path) = until("the tray icon at the tray host", || {
            find(&connection, process)
        })
        .await;
        let menu: zbus::zvariant::OwnedObjectPath = property(&connection, &bus, &path, "Menu")
            .await
            .expect("the item has a menu")
            .try_into()
            .expect("a path");
        Self {
            connection,
            bus,
            path,
            menu: menu.to_string(),
        }
    }

    /// Returns the tooltip's title.
    pub(crate) async fn tooltip(&self) -> String {
        let value = property(&self.connection, &self.bus, &self.path, "ToolTip")
            .await
            .expect("a tooltip");
        let (_, _, title, _): (String, Vec<Pixels>, String, String) =
            value.try_into().expect("the tooltip's form");
        title
    }

    /// Returns the item's title, which screen readers speak.
    pub(crate) async fn title(&self) -> String {
        property(&self.connection, &self.bus, &self.path, "Title")
            .await
            .expect("a title")
            .try_into()
            .expect("text")
    }

    /// Returns the largest picture as bytes.
    pub(crate) async fn picture(&self) -> Vec<u8> {
        let value = property(&self.connection, &self.bus, &self.path, "IconPixmap")
            .await
            .expect("an icon");
        let pictures: Vec<Pixels> = value.try_into().expect("the icon's form");
        pictures
            .into_iter()
            .max_by_key(|(width, ..)| *width)
            .expect("at least one size")
            .2
    }

    /// Returns the menu's lines, submenus flattened, separators left out.
    pub(crate) async fn lines(&self) -> Vec<Line> {
        let reply = self
            .connection
            .call_method(
                Some(self.bus.as_str()),
                self.menu.as_str(),
                Some("com.canonical.dbusmenu"),
                "GetLayout",
                &(0_i32, -1_i32, Vec::<String>::new()),
            )
            .await
            .expect("the menu answers");
        let (_, root): (u32, Layout) = reply.body().deserialize().expect("the layout's form");
        let mut lines = Vec::new();
        walk(root, &mut lines);
        lines
    }

    /// Waits until some line satisfies `wanted`, and returns it.
    pub(crate) async fn line(&self, what: &str, wanted: impl Fn(&Line) -> bool) -> Line {
        until(what, || async {
            self.lines().await.into_iter().find(&wanted)
        })
        .await
    }

    /// Clicks the line with this text.
    pub(crate) async fn click(&self, label: &str) {
        let line = self.line(label, |line| line.label == label).await;
        assert!(line.enabled, "{label} cannot be clicked");
        self.connection
            .call_method(
                Some(self.bus.as_str()),
                self.menu.as_str(),
                Some("com.canonical.dbusmenu"),
                "Event",
                &(line.id, "clicked", Value::I32(0), 0_u32),
            )
            .await
            .expect("the menu takes the click");
    }
}

fn walk((id, properties, children): Layout, lines: &mut Vec<Line>) {
    let text = |name: &str| {
        properties
            .get(name)
            .and_then(|value| String::try_from(value.clone()).ok())
    };
    if let Some(label) = text("label") {
        let enabled = properties
            .get("enabled")
            .is_none_or(|value| bool::try_from(value.clone()).unwrap_or(true));
        lines.push(Line {
            id,
            label: label.replace("__", "_"),
            enabled,
        });
    }
    for child in children {
        if let Ok(layout) = Layout::try_from(child) {
            walk(layout, lines);
        }
    }
}

async fn find(connection: &Connection, process: u32) -> Option<(String, String)> {
    let items: Vec<String> = property(
        connection,
        "org.kde.StatusNotifierWatcher",
        "/StatusNotifierWatcher",
        "RegisteredStatusNotifierItems",
    )
    .await?
    .try_into()
    .ok()?;
    for item in items {
        let (bus, path) = match item.split_once('/') {
            Some((bus, path)) => (bus.to_owned(), format!("/{path}")),
            None => (item.clone(), "/StatusNotifierItem".to_owned()),
        };
        let reply = connection
            .call_method(
                Some("org.freedesktop.DBus"),
                "/org/freedesktop/DBus",
                Some("org.freedesktop.DBus"),
                "GetConnectionUnixProcessID",
                &bus.as_str(),
            )
            .await;
        if reply.is_ok_and(|reply| {
            reply
                .body()
                .deserialize::<u32>()
                .is_ok_and(|found| found == process)
        }) {
            return Some((bus, path));
        }
    }
    None
}

async fn property(
    connection: &Connection,
    bus: &str,
    path: &str,
    name: &str,
) -> Option<OwnedValue> {
    let interface = if bus == "org.kde.StatusNotifierWatcher" {
        bus
    } else {
        "org.kde.StatusNotifierItem"
    };
    let reply = connection
        .call_method(
            Some(bus),
            path,
            Some("org.freedesktop.DBus.Properties"),
            "Get",
            &(interface, name),
        )
        .await
        .ok()?;
    reply.body().deserialize::<OwnedValue>().ok()
}
