//! *Start when I log in*: the switch in the window, and what the desktop starts from it.
//!
//! A Hemma in a world of its own (`--state`) has no such switch, so the folders of a whole user are made here.

use std::path::{Path, PathBuf};
use std::process::Command;

use hemma_engine::messages::Command as Wish;
use hemma_link::{Client, Role, SocketPath};
use hemma_tests::house::House;
use hemma_tests::programs;
use hemma_tests::settings::text;

use crate::browser::{Window, xdotool};
use crate::bus::until;
use crate::require_session;

/// The folders of a user who has never logged in before.
struct User {
    config: PathBuf,
    state: PathBuf,
    runtime: PathBuf,
}

impl User {
    fn new(house: &House) -> Self {
        let folder = |name: &str| house.folder().join(name);
        let user = Self {
            config: folder("config"),
            state: folder("user-state"),
            runtime: folder("run"),
        };
        let settings = user.config.join("hemma");
        for folder in [&settings, &user.state, &user.runtime] {
            std::fs::create_dir_all(folder).expect("a folder");
        }
        std::fs::write(
            settings.join("settings.toml"),
            text(&house.sandbox, &[], None),
        )
        .expect("the settings file");
        user
    }

    /// The same program with the same surroundings, in this user's folders.
    fn command(&self, house: &House, program: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .envs(
                house
                    .window_command(&[])
                    .get_envs()
                    .filter_map(|(name, value)| Some((name, value?))),
            )
            .env("XDG_CONFIG_HOME", &self.config)
            .env("XDG_STATE_HOME", &self.state)
            .env("XDG_RUNTIME_DIR", &self.runtime);
        command
    }

    fn entry(&self) -> PathBuf {
        self.config.join("autostart/hemma.desktop")
    }

    async fn agent(&self) -> Client {
        let door = SocketPath::within(&self.runtime.join("hemma"));
        until("the agent of this user", || async {
            Client::connect(&door, Role::CommandLine, "test").await.ok()
        })
        .await
    }

    async fn quit(&self) {
        let agent = self.agent().await;
        agent
            .tell(Wish::Quit)
            .await
            .expect("it hears")
            .expect("it may be told to quit");
        let door = SocketPath::within(&self.runtime.join("hemma"));
        until("the end of the agent", || async {
            Client::connect(&door, Role::CommandLine, "test")
                .await
                .err()
                .map(|_| ())
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn f70_the_switch_for_login_starts_the_agent_alone_and_takes_its_entry_back() {
    require_session();
    let house = House::new().await;
    let user = User::new(&house);
    let mut command = user.command(&house, &programs::window());
    command.args(["--page", "settings"]);
    let window = Window::by(command).await;
    window.click("label", "Start when I log in").await;
    let entry = until("the login entry", || async {
        std::fs::read_to_string(user.entry()).ok()
    })
    .await;
    window.picture("login").await;
    window.close().await;
    user.quit().await;

    // As at a login: the line of the entry, by a shell that knows nothing else.
    let line = entry
        .lines()
        .find_map(|line| line.strip_prefix("Exec="))
        .expect("a line to start");
    let mut session = tokio::process::Command::from({
        let mut shell = user.command(&house, Path::new("/bin/sh"));
        shell.args(["-c", &format!("exec {line}")]);
        shell
    })
    .kill_on_drop(true)
    .spawn()
    .expect("a shell");
    user.agent().await;
    let process = session.id().expect("it runs").to_string();
    assert_eq!(
        xdotool(&["search", "--onlyvisible", "--pid", &process]),
        None
    );
    assert_eq!(
        xdotool(&["search", "--onlyvisible", "--name", "^Hemma$"]),
        None
    );

    let mut command = user.command(&house, &programs::window());
    command.args(["--page", "settings"]);
    let window = Window::by(command).await;
    window.click("label", "Start when I log in").await;
    until("no login entry", || async {
        (!user.entry().exists()).then_some(())
    })
    .await;
    window.close().await;
    user.quit().await;
    assert!(session.wait().await.expect("a status").success());
}
