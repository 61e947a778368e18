//! The tray on Linux: a StatusNotifierItem of our own over D-Bus (`ksni`), without GTK.
//!
//! Seen with xfce4-panel 4.18: icon, tooltip, menu, change in place, and registration again after the panel restarts.
//! The desktop may show the icon later than we start, or never: `watcher_offline` and `watcher_online` tell.

use hemma_core::settings::IconStyle;
use hemma_engine::messages::{Overall, TrayState};
use hemma_engine::view::tray::{TrayItem, TrayView};
use hemma_engine::view::{Deed, Page};
use ksni::menu::{MenuItem, StandardItem};
use ksni::{Handle, Icon, OfflineReason, Status, ToolTip, Tray, TrayMethods};
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::watch;

use super::panel;
use super::pictures::{Panel, pictures};

/// The item on the bus.
pub struct Item {
    view: TrayView,
    panel: Panel,
    deeds: UnboundedSender<Deed>,
    state: watch::Sender<TrayState>,
}

impl Tray for Item {
    // On Linux the menu is the entrance: a left click opens it (`ux.md`, "Tray menu").
    const MENU_ON_ACTIVATE: bool = true;

    fn id(&self) -> String {
        "hemma".to_owned()
    }

    fn title(&self) -> String {
        "Hemma".to_owned()
    }

    fn status(&self) -> Status {
        match self.view.icon {
            Overall::ActionNeeded => Status::NeedsAttention,
            Overall::Empty
            | Overall::UpToDate
            | Overall::Working
            | Overall::Waiting
            | Overall::Away
            | Overall::Paused => Status::Active,
        }
    }

    fn icon_pixmap(&self) -> Vec<Icon> {
        icons(self.view.icon, self.view.style, self.panel)
    }

    fn attention_icon_pixmap(&self) -> Vec<Icon> {
        icons(self.view.icon, self.view.style, self.panel)
    }

    fn tool_tip(&self) -> ToolTip {
        ToolTip {
            title: self.view.tooltip.clone(),
            ..ToolTip::default()
        }
    }

    fn menu(&self) -> Vec<MenuItem<Self>> {
        self.view.items.iter().map(menu_item).collect()
    }

    fn secondary_activate(&mut self, _x: i32, _y: i32) {
        self.send(Deed::Open(Page::Overview));
    }

    fn watcher_online(&self) {
        self.state.send_replace(TrayState::Shown);
    }

    fn watcher_offline(&self, reason: OfflineReason) -> bool {
        tracing::info!(?reason, "no place for a tray icon now");
        self.state.send_replace(TrayState::NoHost);
        true
    }
}

impl Item {
    fn send(&self, deed: Deed) {
        // A closed channel means that the agent is leaving.
        let _ = self.deeds.send(deed);
    }
}

fn menu_item(item: &TrayItem) -> MenuItem<Item> {
    match item {
        TrayItem::Separator => MenuItem::Separator,
        TrayItem::Line { label, deed, .. } => {
            let deed = deed.clone();
            StandardItem {
                label: escaped(label),
                enabled: deed.is_some(),
                activate: Box::new(move |item: &mut Item| {
                    if let Some(deed) = &deed {
                        item.send(deed.clone());
                    }
                }),
                ..StandardItem::default()
            }
            .into()
        }
    }
}

/// A single underscore would mark an access key and vanish; names may contain one.
fn escaped(label: &str) -> String {
    label.replace('_', "__")
}

fn icons(overall: Overall, style: IconStyle, panel: Panel) -> Vec<Icon> {
    pictures(overall, style, panel)
        .into_iter()
        .filter_map(|picture| {
            let mut data = picture.rgba;
            for pixel in data.chunks_exact_mut(4) {
                pixel.rotate_right(1); // RGBA to ARGB, network byte order
            }
            Some(Icon {
                width: i32::try_from(picture.width).ok()?,
                height: i32::try_from(picture.height).ok()?,
                data,
            })
        })
        .collect()
}

/// Shows the icon and keeps it as `views` says, until `views` ends. Returns at once when there is no session bus.
pub async fn show(
    mut views: watch::Receiver<TrayView>,
    deeds: UnboundedSender<Deed>,
    state: watch::Sender<TrayState>,
) {
    let view = views.borrow_and_update().clone();
    let item = Item {
        view,
        panel: panel::brightness().await,
        deeds,
        state: state.clone(),
    };
    // The panel may start after us, or be restarted: wait for it instead of giving up. While `spawn` runs,
    // `watcher_offline` may already report that there is none, so the good news stands before it.
    state.send_replace(TrayState::Shown);
    let handle: Handle<Item> = match item.assume_sni_available(true).spawn().await {
        Ok(handle) => handle,
        Err(error) => {
            tracing::info!(%error, "no tray: there is no session bus");
            state.send_replace(TrayState::NoDesktop);
            return;
        }
    };
    if !panel::has_host().await {
        state.send_replace(TrayState::NoHost);
    }
    while views.changed().await.is_ok() {
        let view = views.borrow_and_update().clone();
        // ksni compares with what it last told the panel and changes texts in place (F73).
        if handle.update(|item| item.view = view).await.is_none() {
            break;
        }
    }
    handle.shutdown().await;
}
