//! The real window, driven by WebDriver: the program runs by itself, and the driver attaches to its web view.

use std::process::{Command, ExitStatus};

use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder, Locator};
use hemma_tests::house::House;
use hemma_tests::workspace::root;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::Value;
use tokio::process::Child;

use crate::bus::{PATIENCE, until};

/// A running window with a driver attached to it. Killed when dropped.
pub(crate) struct Window {
    process: Child,
    _driver: Child,
    /// The page.
    pub(crate) page: Client,
}

impl Window {
    /// Starts the window program of this house and attaches a driver.
    pub(crate) async fn open(house: &House, arguments: &[&str]) -> Self {
        Self::by(house.window_command(arguments)).await
    }

    /// Starts a window program by a command that a test has changed, and attaches a driver.
    pub(crate) async fn by(mut command: Command) -> Self {
        let inspector = format!("127.0.0.1:{}", free_port());
        command
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("WEBKIT_INSPECTOR_SERVER", &inspector);
        let process = tokio::process::Command::from(command)
            .kill_on_drop(true)
            .spawn()
            .expect("the window program starts");
        let port = free_port();
        let driver = tokio::process::Command::new("WebKitWebDriver")
            .arg(format!("--port={port}"))
            .args(["-t", &inspector])
            .kill_on_drop(true)
            .spawn()
            .expect("webkit2gtk-driver is installed");
        let address = format!("http://127.0.0.1:{port}");
        let page = until("a session with the window", || async {
            ClientBuilder::new(HttpConnector::new())
                .connect(&address)
                .await
                .ok()
        })
        .await;
        Self {
            process,
            _driver: driver,
            page,
        }
    }

    /// Waits for the element.
    pub(crate) async fn find(&self, css: &str) -> Element {
        self.located(Locator::Css(css), css).await
    }

    /// Waits for an element of this kind with exactly this text.
    pub(crate) async fn text(&self, kind: &str, text: &str) -> Element {
        let path = format!("//{kind}[normalize-space(.) = \"{text}\"]");
        self.located(Locator::XPath(&path), text).await
    }

    /// Waits for an element of this kind that contains this text.
    pub(crate) async fn containing(&self, kind: &str, text: &str) -> Element {
        let path = format!("//{kind}[contains(normalize-space(.), \"{text}\")]");
        self.located(Locator::XPath(&path), text).await
    }

    async fn located(&self, locator: Locator<'_>, what: &str) -> Element {
        let found = until_some(|| async { self.page.find(locator).await.ok() }).await;
        match found {
            Some(element) => element,
            None => panic!(
                "waited in vain for {what}; the page says:\n{}",
                self.words().await
            ),
        }
    }

    /// Clicks what has exactly this text.
    pub(crate) async fn click(&self, kind: &str, text: &str) {
        let element = self.text(kind, text).await;
        element
            .click()
            .await
            .unwrap_or_else(|error| panic!("{text} cannot be clicked: {error}"));
    }

    /// Types into a field.
    pub(crate) async fn type_into(&self, css: &str, words: &str) {
        let field = self.find(css).await;
        field.send_keys(words).await.expect("it takes keys");
    }

    /// The value of a field.
    pub(crate) async fn value(&self, css: &str) -> String {
        let field = self.find(css).await;
        let value = field.prop("value").await.expect("it answers");
        value.unwrap_or_default()
    }

    /// Everything a person can read on the page.
    pub(crate) async fn words(&self) -> String {
        self.script("return document.body.innerText").await
    }

    /// Everything there is on the page: its markup, the value of each field, and all that it stores.
    pub(crate) async fn everything(&self) -> String {
        self.script(
            "return document.documentElement.outerHTML \
               + [...document.querySelectorAll('input, textarea')].map((one) => one.value).join('\\n') \
               + JSON.stringify(Object.entries(localStorage)) \
               + JSON.stringify(Object.entries(sessionStorage)) + location.href",
        )
        .await
    }

    /// Runs a script that returns text.
    pub(crate) async fn script(&self, script: &str) -> String {
        match self.page.execute(script, Vec::new()).await {
            Ok(Value::String(text)) => text,
            other => panic!("{script}: {other:?}"),
        }
    }

    /// Saves a picture of the window in `target/desktop`, for people: nothing is read from it.
    ///
    /// Taken from the screen, because the driver waits for ever for a picture of a page on which nothing moves.
    pub(crate) async fn picture(&self, name: &str) {
        let folder = root().join("target/desktop");
        std::fs::create_dir_all(&folder).expect("a folder");
        let window = self.x11().await;
        xdotool(&["windowraise", &window]);
        let taken = Command::new("import")
            .args(["-silent", "-window", &window])
            .arg(folder.join(format!("{name}.png")))
            .status();
        assert!(taken.is_ok_and(|status| status.success()), "no picture");
    }

    /// The number of the process.
    pub(crate) fn process(&self) -> u32 {
        self.process.id().expect("the window runs")
    }

    /// The number that X11 has for the window.
    pub(crate) async fn x11(&self) -> String {
        let process = self.process().to_string();
        until("the window on the screen", || async {
            let found = xdotool(&["search", "--onlyvisible", "--pid", &process])?;
            found.lines().last().map(str::to_owned)
        })
        .await
    }

    /// Closes the window as a person does, and waits for the end of the program.
    pub(crate) async fn close(mut self) -> ExitStatus {
        let number: u64 = self.x11().await.parse().expect("a number");
        let closed = Command::new("wmctrl")
            .args(["-i", "-c", &format!("0x{number:x}")])
            .status();
        assert!(closed.is_ok_and(|status| status.success()));
        tokio::time::timeout(PATIENCE, self.process.wait())
            .await
            .expect("the window program ends with its window")
            .expect("a status")
    }
}

/// Runs xdotool; its output if it found something.
pub(crate) fn xdotool(arguments: &[&str]) -> Option<String> {
    let output = Command::new("xdotool").args(arguments).output();
    let output = output.expect("xdotool is installed");
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    (output.status.success() && !text.is_empty()).then_some(text)
}

async fn until_some<T, F: Future<Output = Option<T>>>(ask: impl FnMut() -> F) -> Option<T> {
    tokio::time::timeout(PATIENCE / 2, until("an element", ask))
        .await
        .ok()
}

/// A port that nobody uses. Programs that cannot choose one themselves get it.
fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .expect("a free port")
        .port()
}
