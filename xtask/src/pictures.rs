//! Opening what a person would open, and pictures of it: tray menu, window, toast.
//!
//! Only in the private desktop, whose screen nobody else paints on.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::place::Place;
use crate::session::{Area, Screen};
use crate::stopwatch::{unix_millis, wait_until};
use crate::tray::Menu;

/// How long something may take to show.
const PATIENCE: Duration = Duration::from_secs(20);

/// So many more colours than before mean that there is text; an empty surface has a few.
const COLOURS_OF_CONTENT: usize = 24;

/// Inside the window, which the window manager puts in the middle; its frame is not content.
const WINDOW: Area = Area {
    left: 240,
    top: 150,
    width: 800,
    height: 550,
};

/// Where the tray menu opens.
const MENU: Area = Area {
    left: 980,
    top: 42,
    width: 290,
    height: 270,
};

/// The corner with the tray icon, its menu and the notices, as ImageMagick writes it.
const CORNER: &str = "440x340+840+0";

/// Where the panel of the private desktop shows its first tray icon.
const ICON: [&str; 2] = ["1262", "18"];

/// Opens the tray menu and the window, as a person does, and takes their pictures.
pub(crate) fn of_tray_and_window(place: &Place, folder: &Path) -> Result<Vec<PathBuf>> {
    if !place.is_private() {
        println!(
            "Pictures are only taken in a private desktop (--private); here, look at your own tray."
        );
        return Ok(Vec::new());
    }
    // The notice of the change would stand behind the menu.
    place.ask("dunstctl", &["close-all"]);
    // A wall behind it all, which a bare X server does not have.
    place.ask("display", &["-window", "root", "xc:#51677a"]);
    wait_until(PATIENCE, || Menu::find(place, "hemma")).context("the tray icon did not appear")?;
    let tray = folder.join("tray-menu.png");
    tray_menu(place, &tray)?;
    let window = folder.join("window.png");
    open_window(place)?;
    let id = window_id(place).context("the window is gone")?;
    when_at_rest(place, Shot::Window(&id), &window)?;
    // It would cover the rest of the story.
    close_window(place)?;
    Ok(vec![tray, window])
}

/// Takes a picture of the notice on the screen.
pub(crate) fn of_toast(place: &Place, folder: &Path) -> Result<Vec<PathBuf>> {
    if !place.is_private() {
        return Ok(Vec::new());
    }
    wait_until(PATIENCE, || {
        place
            .ask("dunstctl", &["count", "displayed"])
            .filter(|count| count != "0")
    })
    .context("no notice was shown")?;
    let file = folder.join("toast.png");
    when_at_rest(place, Shot::Corner, &file)?;
    Ok(vec![file])
}

/// When something was chosen, and when it was painted, in milliseconds since 1970.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Opened {
    pub(crate) chosen: i64,
    pub(crate) painted: i64,
}

/// Chooses *Open Hemma* in the tray and waits until the window has been painted.
pub(crate) fn open_window(place: &Place) -> Result<Opened> {
    let menu = wait_until(PATIENCE, || Menu::find(place, "hemma"))
        .context("the tray icon did not appear")?;
    let item = menu.item(place, "Open Hemma")?;
    let painted = painting(place, WINDOW)?;
    // The menu is open by now, as it is before a person clicks.
    let chosen = unix_millis();
    menu.choose(place, item)?;
    let painted = painted
        .wait()
        .context("the window was not painted in time")?;
    Ok(Opened { chosen, painted })
}

/// Closes the window as a person does, and waits until it has gone.
pub(crate) fn close_window(place: &Place) -> Result<()> {
    let id: u64 = window_id(place)
        .context("there is no window to close")?
        .parse()?;
    place
        .ask("wmctrl", &["-i", "-c", &format!("0x{id:x}")])
        .context("the window could not be closed")?;
    wait_until(PATIENCE, || window_id(place).is_none().then_some(()))
        .context("the window did not close")
}

/// The X11 id of the window, if it is shown.
fn window_id(place: &Place) -> Option<String> {
    let found = place.ask(
        "xdotool",
        &["search", "--onlyvisible", "--class", "^hemma$"],
    )?;
    found.lines().next().map(str::to_owned)
}

/// Opens the tray menu with the right button, takes its picture and closes it.
fn tray_menu(place: &Place, file: &Path) -> Result<()> {
    let painted = painting(place, MENU)?;
    place
        .ask("xdotool", &["mousemove", ICON[0], ICON[1], "click", "3"])
        .context("the tray icon could not be clicked")?;
    painted.wait().context("the tray menu did not open")?;
    when_at_rest(place, Shot::Corner, file)?;
    place.ask("xdotool", &["key", "Escape"]);
    Ok(())
}

/// What the screen looked like before something opens.
struct Painting {
    screen: Screen,
    area: Area,
    before: usize,
}

fn painting(place: &Place, area: Area) -> Result<Painting> {
    let screen = place
        .screen()
        .context("only the private desktop lets us look at its screen")?;
    let before = screen.colours(area)?;
    Ok(Painting {
        screen,
        area,
        before,
    })
}

impl Painting {
    /// Waits for new content; the moment it was there, in milliseconds since 1970.
    fn wait(&self) -> Option<i64> {
        let painted = || {
            self.screen
                .colours(self.area)
                .is_ok_and(|colours| colours >= self.before + COLOURS_OF_CONTENT)
        };
        wait_until(PATIENCE, || painted().then(unix_millis))
    }
}

/// What to take a picture of.
#[derive(Debug, Clone, Copy)]
enum Shot<'a> {
    /// A window by its X11 id, without its frame.
    Window(&'a str),
    Corner,
}

fn take(place: &Place, shot: Shot<'_>, file: &Path) -> Result<()> {
    let mut import = place.command("import");
    import.arg("-silent");
    match shot {
        Shot::Window(id) => import.args(["-window", id]),
        Shot::Corner => import.args(["-window", "root", "-crop", CORNER, "+repage"]),
    };
    if !import
        .arg(file)
        .status()
        .context("pictures need ImageMagick's import")?
        .success()
    {
        bail!("could not save a picture to {}", file.display());
    }
    Ok(())
}

/// Takes pictures until two in a row are alike: painting has come to rest.
fn when_at_rest(place: &Place, shot: Shot<'_>, file: &Path) -> Result<()> {
    let mut last: Option<String> = None;
    wait_until(PATIENCE, || {
        if let Err(problem) = take(place, shot, file) {
            return Some(Err(problem));
        }
        let seen = place.ask("identify", &["-format", "%#", file.to_str()?])?;
        let rests = last.as_ref() == Some(&seen);
        last = Some(seen);
        rests.then_some(Ok(()))
    })
    .unwrap_or_else(|| bail!("the screen did not come to rest: {}", file.display()))
}
