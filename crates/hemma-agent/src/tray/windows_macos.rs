//! The tray on Windows and macOS: `tray-icon` and `muda`, driven by `tao`'s event loop.
//!
//! Both systems want the icon on the main thread, with a running event loop; the engine therefore runs on a thread of
//! its own there. Written from the crates' documentation; not yet compiled or seen on either.

use std::sync::OnceLock;

use hemma_core::settings::IconStyle;
use hemma_engine::messages::{Overall, TrayState};
use hemma_engine::view::tray::{TrayItem, TrayView};
use hemma_engine::view::{Deed, Page};
use tao::event::{Event, StartCause};
use tao::event_loop::{ControlFlow, EventLoop, EventLoopBuilder, EventLoopProxy};
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::watch;
use tray_icon::menu::{Menu, MenuEvent, MenuItem, PredefinedMenuItem};
use tray_icon::{Icon, MouseButton, TrayIcon, TrayIconBuilder, TrayIconEvent};

use super::pictures::{Panel, pictures};

/// What the engine's thread tells the main thread.
enum ToMain {
    Show(TrayView, UnboundedSender<Deed>, watch::Sender<TrayState>),
    Draw(TrayView),
    Pressed(String),
    Clicked,
    Leave(u8),
}

static MAIN: OnceLock<EventLoopProxy<ToMain>> = OnceLock::new();

/// The tray is the only entrance.
#[cfg(target_os = "macos")]
fn without_dock_icon(mut main: EventLoop<ToMain>) -> EventLoop<ToMain> {
    use tao::platform::macos::{ActivationPolicy, EventLoopExtMacOS};
    main.set_activation_policy(ActivationPolicy::Accessory);
    main
}

/// Runs `work` on a thread of its own and the system's event loop on this one, until `work` returns its exit code.
pub fn take_main_thread(work: impl FnOnce() -> u8 + Send + 'static) -> ! {
    let main: EventLoop<ToMain> = EventLoopBuilder::with_user_event().build();
    #[cfg(target_os = "macos")]
    let main = without_dock_icon(main);
    let proxy = main.create_proxy();
    // Set once, by the only caller.
    let _ = MAIN.set(proxy.clone());
    std::thread::spawn(move || {
        let code = work();
        // The loop can only be gone when the process is.
        let _ = proxy.send_event(ToMain::Leave(code));
    });
    let mut shown: Option<Shown> = None;
    main.run(move |event, _, flow| {
        *flow = ControlFlow::Wait;
        match event {
            Event::NewEvents(StartCause::Init) => listen(),
            Event::UserEvent(ToMain::Show(view, deeds, state)) => match Shown::new(view, deeds) {
                Ok(icon) => {
                    state.send_replace(TrayState::Shown);
                    shown = Some(icon);
                }
                Err(error) => {
                    tracing::warn!(%error, "the tray icon could not be shown");
                    state.send_replace(TrayState::NoHost);
                }
            },
            Event::UserEvent(ToMain::Draw(view)) => {
                if let Some(shown) = &mut shown {
                    shown.draw(view);
                }
            }
            Event::UserEvent(ToMain::Pressed(id)) => {
                if let Some(shown) = &shown {
                    shown.press(&id);
                }
            }
            Event::UserEvent(ToMain::Clicked) => {
                if let Some(shown) = &shown {
                    shown.send(Deed::Open(Page::Overview));
                }
            }
            Event::UserEvent(ToMain::Leave(code)) => {
                *flow = ControlFlow::ExitWithCode(i32::from(code))
            }
            _ => {}
        }
    })
}

fn listen() {
    MenuEvent::set_event_handler(Some(|event: MenuEvent| tell(ToMain::Pressed(event.id.0))));
    TrayIconEvent::set_event_handler(Some(|event| {
        // A left click opens the window on Windows; on macOS the system opens the menu (`ux.md`).
        if cfg!(target_os = "windows")
            && matches!(
                event,
                TrayIconEvent::Click {
                    button: MouseButton::Left,
                    ..
                }
            )
        {
            tell(ToMain::Clicked);
        }
    }));
}

fn tell(message: ToMain) {
    if let Some(main) = MAIN.get() {
        let _ = main.send_event(message);
    }
}

/// Shows the icon and keeps it as `views` says, until `views` ends.
pub async fn show(
    mut views: watch::Receiver<TrayView>,
    deeds: UnboundedSender<Deed>,
    state: watch::Sender<TrayState>,
) {
    let first = views.borrow_and_update().clone();
    tell(ToMain::Show(first, deeds, state));
    while views.changed().await.is_ok() {
        tell(ToMain::Draw(views.borrow_and_update().clone()));
    }
}

/// One entry of the menu as the system holds it, in the order of the view.
enum Entry {
    Item(MenuItem),
    Separator,
}

struct Shown {
    icon: TrayIcon,
    view: TrayView,
    entries: Vec<Entry>,
    deeds: UnboundedSender<Deed>,
}

impl Shown {
    fn new(view: TrayView, deeds: UnboundedSender<Deed>) -> Result<Self, tray_icon::Error> {
        let menu = Menu::new();
        let entries = fill(&menu, &view.items);
        let icon = TrayIconBuilder::new()
            .with_id("hemma")
            .with_tooltip(&view.tooltip)
            .with_icon(drawn(view.icon, view.style))
            .with_icon_as_template(cfg!(target_os = "macos") && view.style == IconStyle::Monochrome)
            .with_menu(Box::new(menu))
            .with_menu_on_left_click(cfg!(target_os = "macos"))
            .build()?;
        Ok(Self {
            icon,
            view,
            entries,
            deeds,
        })
    }

    fn draw(&mut self, view: TrayView) {
        if (view.icon, view.style) != (self.view.icon, self.view.style) {
            // A system that refuses a picture keeps the old one; the tooltip still tells.
            let _ = self.icon.set_icon(Some(drawn(view.icon, view.style)));
        }
        if view.tooltip != self.view.tooltip {
            let _ = self.icon.set_tooltip(Some(&view.tooltip));
        }
        if view.items != self.view.items && !change_texts(&self.entries, &view.items) {
            let menu = Menu::new();
            self.entries = fill(&menu, &view.items);
            self.icon.set_menu(Some(Box::new(menu)));
        }
        self.view = view;
    }

    fn press(&self, id: &str) {
        if let Some(deed) = deed_of(&self.view.items, id) {
            self.send(deed.clone());
        }
    }

    fn send(&self, deed: Deed) {
        // A closed channel means that the agent is leaving.
        let _ = self.deeds.send(deed);
    }
}

/// Changes texts in place (F73). Returns false when the structure differs and the menu must be built anew.
fn change_texts(entries: &[Entry], items: &[TrayItem]) -> bool {
    let same = entries.len() == items.len()
        && entries.iter().zip(items).all(|(entry, item)| {
            matches!(
                (entry, item),
                (Entry::Item(_), TrayItem::Line { .. }) | (Entry::Separator, TrayItem::Separator)
            )
        });
    if same {
        for (entry, item) in entries.iter().zip(items) {
            if let (Entry::Item(shown), TrayItem::Line { label, deed, .. }) = (entry, item) {
                shown.set_text(plain(label));
                shown.set_enabled(deed.is_some());
            }
        }
    }
    same
}

fn fill(menu: &Menu, items: &[TrayItem]) -> Vec<Entry> {
    items
        .iter()
        .enumerate()
        .map(|(place, item)| {
            let (entry, added) = match item {
                TrayItem::Separator => (
                    Entry::Separator,
                    menu.append(&PredefinedMenuItem::separator()),
                ),
                TrayItem::Line { label, deed, .. } => {
                    let shown =
                        MenuItem::with_id(place.to_string(), plain(label), deed.is_some(), None);
                    let added = menu.append(&shown);
                    (Entry::Item(shown), added)
                }
            };
            if let Err(error) = added {
                tracing::warn!(%error, "a menu entry could not be added");
            }
            entry
        })
        .collect()
}

/// An ampersand would mark an access key.
fn plain(label: &str) -> String {
    label.replace('&', "&&")
}

fn deed_of<'a>(items: &'a [TrayItem], id: &str) -> Option<&'a Deed> {
    match items.get(id.parse::<usize>().ok()?)? {
        TrayItem::Line { deed, .. } => deed.as_ref(),
        TrayItem::Separator => None,
    }
}

fn drawn(overall: Overall, style: IconStyle) -> Icon {
    // Windows' taskbar is dark by default; macOS wants templates in black and recolours them by itself.
    let panel = if cfg!(target_os = "macos") {
        Panel::Light
    } else {
        Panel::Dark
    };
    let picture = pictures(overall, style, panel).swap_remove(1);
    Icon::from_rgba(picture.rgba, picture.width, picture.height)
        .expect("the pictures are part of the program")
}
