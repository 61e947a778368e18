//! The tray icon as the desktop sees it, over D-Bus: which menu it offers, and choosing an item of it.
//!
//! Reads the text that `gdbus` prints, which spares this crate a D-Bus library.

use anyhow::{Context, Result};

use crate::place::Place;

/// A tray icon's menu on the bus.
#[derive(Debug)]
pub(crate) struct Menu {
    bus: String,
    path: String,
}

impl Menu {
    /// Finds the icon whose title or id contains `name`, in whatever case; `None` while it is not there.
    pub(crate) fn find(place: &Place, name: &str) -> Option<Self> {
        let items = property(
            place,
            "org.kde.StatusNotifierWatcher",
            "/StatusNotifierWatcher",
            "org.kde.StatusNotifierWatcher",
            "RegisteredStatusNotifierItems",
        )?;
        quoted(&items).into_iter().find_map(|item| {
            let (bus, path) = item
                .split_once('/')
                .map_or((item, "/StatusNotifierItem".to_owned()), |(bus, path)| {
                    (bus, format!("/{path}"))
                });
            let of_item = |property_name| {
                property(
                    place,
                    bus,
                    &path,
                    "org.kde.StatusNotifierItem",
                    property_name,
                )
            };
            let ours = ["Id", "Title"]
                .into_iter()
                .filter_map(of_item)
                .any(|text| text.to_lowercase().contains(name));
            let menu = of_item("Menu").filter(|_| ours)?;
            Some(Self {
                bus: bus.to_owned(),
                path: quoted(&menu).first()?.to_string(),
            })
        })
    }

    /// Opens the menu and finds the item with this label in it.
    pub(crate) fn item(&self, place: &Place, label: &str) -> Result<Item> {
        let layout = self
            .call(place, "GetLayout", &["0", "-1", "[]"])
            .context("the tray menu does not answer")?;
        item(&layout, label)
            .map(Item)
            .with_context(|| format!("the tray menu has no item \"{label}\": {layout}"))
    }

    /// Chooses an item.
    pub(crate) fn choose(&self, place: &Place, item: Item) -> Result<()> {
        self.call(
            place,
            "Event",
            &[&item.0.to_string(), "clicked", "<int32 0>", "0"],
        )
        .context("the tray menu does not take a click")?;
        Ok(())
    }

    fn call(&self, place: &Place, method: &str, arguments: &[&str]) -> Option<String> {
        call(
            place,
            &self.bus,
            &self.path,
            &format!("com.canonical.dbusmenu.{method}"),
            arguments,
        )
    }
}

/// An item of an open menu.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Item(i32);

fn call(place: &Place, bus: &str, path: &str, method: &str, arguments: &[&str]) -> Option<String> {
    let mut all = vec![
        "call",
        "--session",
        "--timeout=5",
        "--dest",
        bus,
        "--object-path",
        path,
        "--method",
        method,
        "--", // an argument may begin with a minus
    ];
    all.extend(arguments);
    place.ask("gdbus", &all)
}

fn property(place: &Place, bus: &str, path: &str, interface: &str, name: &str) -> Option<String> {
    call(
        place,
        bus,
        path,
        "org.freedesktop.DBus.Properties.Get",
        &[interface, name],
    )
}

/// The texts between single quotes.
fn quoted(printed: &str) -> Vec<&str> {
    printed.split('\'').skip(1).step_by(2).collect()
}

/// The id of the menu item with this label, in a layout as printed: `<(4, {'label': <'Check now'>, …}, …)>`.
fn item(layout: &str, label: &str) -> Option<i32> {
    let at = layout.find(&format!("'label': <'{label}'>"))?;
    let item = layout.get(..at)?.rsplit("<(").next()?;
    item.split(',')
        .next()?
        .trim()
        .trim_start_matches("int32 ")
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_is_found_by_its_label() {
        let layout = "(uint32 2, (0, {'children-display': <'submenu'>}, [<(1, {'enabled': <false>, 'label': <'All names up to date'>}, @av [])>, \
                      <(2, {'type': <'separator'>}, @av [])>, <(7, {'label': <'Check now'>}, @av [])>]))";
        assert_eq!(item(layout, "Check now"), Some(7));
        assert_eq!(item(layout, "All names up to date"), Some(1));
        assert_eq!(item(layout, "Quit"), None);
    }

    #[test]
    fn registered_items_are_read_from_what_gdbus_prints() {
        assert_eq!(
            quoted("(<[':1.5/StatusNotifierItem', 'org.kde.X-1-1/A']>,)"),
            [":1.5/StatusNotifierItem", "org.kde.X-1-1/A"]
        );
    }
}
