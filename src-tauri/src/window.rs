//! The one window. It is made hidden and shown when the page has something to show: no white flash, no empty frame.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tauri::window::Color;
use tauri::{
    AppHandle, LogicalSize, Manager, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder,
    WindowEvent,
};

use crate::autostart::{self, LoginEntry};
use crate::calls::Calls;
use crate::choose_file;
use crate::courier::{self, Link};
use crate::patience;
use crate::places::Places;
use crate::single::Listener;

/// The size of a first start, in logical pixels.
const USUAL: (f64, f64) = (860.0, 600.0);
/// Below this nothing fits any more.
const LEAST: (f64, f64) = (640.0, 480.0);
/// A page that shows nothing for this long has a window all the same: better an empty one than none.
const PATIENCE: Duration = Duration::from_secs(3);

/// What stops a window from opening at all.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WindowError {
    /// No home folder.
    #[error(transparent)]
    NoHome(#[from] crate::places::NoHome),
    /// The toolkit or the web view failed.
    #[error(transparent)]
    Tauri(#[from] tauri::Error),
    /// No threads, no event queue.
    #[error("the program cannot run here: {0}")]
    Runtime(#[from] std::io::Error),
}

/// Opens the window and returns when it is closed.
///
/// # Errors
///
/// See [`WindowError`].
pub(crate) fn run(places: Places, page: &str, first: Option<Listener>) -> Result<(), WindowError> {
    // One messenger needs no thread per processor.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    tauri::async_runtime::set(runtime.handle().clone());
    let folder = places.state_folder()?.join("window");
    let login = LoginEntry::new(&places);
    login.heal();
    // The agent is reached while the web view still loads.
    let link = Link::keep(places)?;
    let page = page.to_owned();
    let app = tauri::Builder::default()
        .manage(link)
        .manage(login)
        .manage(Calls::default())
        .manage(Shown::default())
        .invoke_handler(tauri::generate_handler![
            courier::tell,
            courier::ask,
            courier::give_up,
            courier::subscribe,
            courier::start_agent,
            choose_file::choose_file,
            autostart::autostart,
            autostart::set_autostart,
            painted
        ])
        .setup(move |app| {
            let window = open(app.handle(), &page, &folder)?;
            if let Some(first) = first {
                let handle = app.handle().clone();
                first.listen(move |page| come_forward(&handle, &page));
            }
            tauri::async_runtime::spawn(async move {
                patience::wait(PATIENCE).await;
                show(&window);
            });
            Ok(())
        })
        .build(tauri::generate_context!())?;
    app.run_return(|_, _| {});
    runtime.shutdown_background();
    Ok(())
}

fn open(app: &AppHandle, page: &str, folder: &Path) -> tauri::Result<WebviewWindow> {
    let size_file = SizeFile(folder.join("size.json"));
    let remembered = size_file.read();
    let (width, height) = remembered.map_or(USUAL, |size| (size.width, size.height));
    let window = WebviewWindowBuilder::new(
        app,
        "main",
        WebviewUrl::App(format!("index.html#{page}").into()),
    )
    .title("Hemma")
    .inner_size(width, height)
    .min_inner_size(LEAST.0, LEAST.1)
    .maximized(remembered.is_some_and(|size| size.maximized))
    .visible(false)
    // The page stores nothing: all of it comes with the program or over the link. Web views make a few empty files
    // all the same; they lie with everything else. (A private session would make none, but WebKit's test driver cannot
    // enter one.)
    .data_directory(folder.join("web"))
    .zoom_hotkeys_enabled(true)
    .on_navigation(is_own)
    .build()?;
    let closing = window.clone();
    window.on_window_event(move |event| match event {
        WindowEvent::CloseRequested { .. } => size_file.remember(&closing),
        WindowEvent::Focused(in_front) => closing.state::<Link>().set_in_front(*in_front),
        _ => {}
    });
    Ok(window)
}

/// Whether an address belongs to the page itself. Everything else stays outside.
fn is_own(url: &Url) -> bool {
    url.scheme() == "tauri" || url.host_str() == Some("tauri.localhost")
}

/// Whether the window was shown already: a person may have minimised it since.
#[derive(Default)]
struct Shown(AtomicBool);

fn show(window: &WebviewWindow) {
    let before = window.state::<Shown>().0.swap(true, Ordering::Relaxed);
    if !before {
        // A window that cannot be shown is closing already.
        let _ = window.show().and_then(|()| window.set_focus());
    }
}

/// Which of its two themes the page shows.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Painted {
    /// Dark words on light.
    Light,
    /// Light words on dark.
    Dark,
}

/// The page shows something in this theme.
#[tauri::command]
async fn painted(window: WebviewWindow, theme: Painted) {
    // `--surface` of `ui/src/styles/tokens.css`, for the moments before the page paints after a resize.
    let background = match theme {
        Painted::Light => Color(0xf6, 0xf7, 0xf8, 0xff),
        Painted::Dark => Color(0x17, 0x1b, 0x1e, 0xff),
    };
    let _ = window.set_background_color(Some(background));
    show(&window);
}

/// A second start: the page it wants, in front.
fn come_forward(app: &AppHandle, page: &str) {
    let Some(window) = app.get_webview_window("main") else {
        return;
    };
    let page = serde_json::Value::from(page);
    // Each fails only when the window is closing.
    let _ = window.eval(format!("location.hash = {page}"));
    let _ = window.unminimize();
    let _ = window.show();
    let _ = window.set_focus();
}

/// Where the window's size is remembered.
#[derive(Clone, Debug)]
struct SizeFile(PathBuf);

/// A size, in logical pixels.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Size {
    width: f64,
    height: f64,
    maximized: bool,
}

impl SizeFile {
    /// Returns the remembered size, when there is one that makes sense.
    fn read(&self) -> Option<Size> {
        let size: Size = serde_json::from_slice(&std::fs::read(&self.0).ok()?).ok()?;
        let sensible = (LEAST.0..=10_000.0).contains(&size.width)
            && (LEAST.1..=10_000.0).contains(&size.height);
        sensible.then_some(size)
    }

    /// Remembers the size of a window. A disk that refuses costs nothing but the size.
    fn remember(&self, window: &WebviewWindow) {
        let maximized = window.is_maximized().unwrap_or(false);
        let now = window
            .inner_size()
            .ok()
            .zip(window.scale_factor().ok())
            .map(|(size, scale)| size.to_logical(scale));
        let size = match (self.read(), now) {
            // The size to go back to when it is no longer maximised.
            (Some(before), _) if maximized => Size {
                maximized,
                ..before
            },
            (None, _) if maximized => Size {
                width: USUAL.0,
                height: USUAL.1,
                maximized,
            },
            (_, Some(LogicalSize { width, height })) => Size {
                width,
                height,
                maximized,
            },
            (_, None) => return,
        };
        if let (Ok(json), Some(folder)) = (serde_json::to_vec(&size), self.0.parent()) {
            let _ = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&self.0, json));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_its_own_pages_open_in_the_window() {
        let own = |url: &str| is_own(&Url::parse(url).unwrap());
        assert!(own("tauri://localhost/index.html#names"));
        assert!(own("http://tauri.localhost/index.html"));
        assert!(!own("https://example.com/"));
        assert!(!own("file:///etc/passwd"));
        assert!(!own("https://tauri.localhost.example.com/"));
    }

    #[test]
    fn a_size_that_makes_no_sense_is_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let file = SizeFile(folder.path().join("size.json"));
        let read = |text: &str| {
            std::fs::write(&file.0, text).unwrap();
            file.read()
        };
        assert!(
            read(r#"{"width":900.0,"height":700.0,"maximized":true}"#)
                .is_some_and(|size| size.maximized)
        );
        assert_eq!(
            read(r#"{"width":10.0,"height":700.0,"maximized":false}"#),
            None
        );
        assert_eq!(read("not json"), None);
    }
}
