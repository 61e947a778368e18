//! The story the demo plays: the address changes and the names follow; then a login is refused.
//!
//! Every time in it is a measured one: from the sandbox's ledger and from the agent's own history.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::evidence::{is, is_update, names, of_history, of_ledger, ordinal, overall};
use crate::pictures;
use crate::place::Place;
use crate::scene::{OLD_ADDRESS, Scene, stir_the_network};
use crate::stopwatch::unix_millis;
use crate::tray::Menu;

/// The address after the change.
const NEW_ADDRESS: &str = "203.0.113.50";

/// Plays it to its end. Pictures go to the folder `pictures`; their paths come back.
pub(crate) fn play(place: &Place, scene: &mut Scene, pictures: &Path) -> Result<Vec<PathBuf>> {
    beginning(scene)?;
    address_changes(place, scene)?;
    let mut taken = pictures::of_tray_and_window(place, pictures)?;
    login_refused(scene)?;
    taken.extend(pictures::of_toast(place, pictures)?);
    Ok(taken)
}

fn beginning(scene: &mut Scene) -> Result<()> {
    scene.wait_for_snapshot("names up to date", |snapshot| {
        overall(snapshot) == "up_to_date"
    })?;
    let sent = scene
        .sandbox
        .ledger_since(0)?
        .iter()
        .filter(|entry| is_update(entry))
        .count();
    if sent != 0 {
        bail!("the names held the right address, and yet {sent} updates were sent");
    }
    chapter(&format!(
        "home.noip.example and cam.noip.example point to {OLD_ADDRESS}; Hemma has looked and sent nothing"
    ));
    Ok(())
}

fn address_changes(place: &Place, scene: &mut Scene) -> Result<()> {
    chapter(&format!(
        "The provider gives the router another address: {NEW_ADDRESS}"
    ));
    let (request, line) = (scene.sandbox.newest_entry()?, scene.newest_line()?);
    scene.move_router(NEW_ADDRESS)?;
    let clock = Clock::start();
    let stirred = stir_the_network();
    let how = if stirred.is_some() {
        "the system reports a change of the network"
    } else {
        let menu = Menu::find(place, "hemma")
            .context("without the right to change addresses, Check now in the tray starts a look; there is no tray icon")?;
        menu.choose(place, menu.item(place, "Check now")?)?;
        "Check now is chosen in the tray"
    };
    clock.tell(unix_millis(), "noticed", how);
    for echo in ["echo-a", "echo-b"] {
        let entry = scene.wait_for_request("a look at the address", request, |entry| {
            entry["target"] == echo
                && entry["answered"] == true
                && of_ledger(entry) >= clock.started
        })?;
        clock.tell(
            of_ledger(&entry),
            "found",
            &format!("{echo} tells {NEW_ADDRESS}"),
        );
    }
    let agreed = scene.wait_for_line("agreement on the address", line, |line| {
        is(line, "address_seen") && line["entry"]["kind"]["address"] == NEW_ADDRESS
    })?;
    clock.tell(
        of_history(&agreed)?,
        "agreed",
        "two independent operators tell the same",
    );
    let sent = scene.wait_for_request("update", request, is_update)?;
    clock.tell(
        of_ledger(&sent),
        "sent",
        &format!("{} in one request", names(&sent)),
    );
    let accepted = scene.wait_for_line("answer", line, |line| {
        is(line, "answered") && line["entry"]["kind"]["answer"]["kind"] == "accepted"
    })?;
    clock.tell(of_history(&accepted)?, "accepted", "the service says good");
    let proved = scene.wait_for_line("proof", line, |line| is(line, "proved"))?;
    clock.tell(
        of_history(&proved)?,
        "seen in DNS",
        "the zone's own name servers show it",
    );
    drop(stirred);
    scene.wait_for_snapshot("names up to date again", |snapshot| {
        overall(snapshot) == "up_to_date"
    })?;
    Ok(())
}

fn login_refused(scene: &mut Scene) -> Result<()> {
    chapter("A name at a second service is added to settings.toml, with a wrong password");
    let (request, line) = (scene.sandbox.newest_entry()?, scene.newest_line()?);
    let clock = Clock::start();
    scene.add_account_with_wrong_password()?;
    let taken = scene.wait_for_line("reading of the settings", line, |line| {
        is(line, "settings_changed")
    })?;
    clock.tell(
        of_history(&taken)?,
        "read",
        "the changed settings are in force",
    );
    let sent = scene.wait_for_request("update", request, |entry| {
        is_update(entry) && entry["answered"] == true
    })?;
    clock.tell(of_ledger(&sent), "sent", &names(&sent));
    let latched = scene.wait_for_line("stop", line, |line| is(line, "latched"))?;
    clock.tell(
        of_history(&latched)?,
        "refused",
        "badauth: Hemma stops for this login, so that the account is not blocked",
    );
    scene.wait_for_snapshot("call for a person", |snapshot| {
        overall(snapshot) == "action_needed"
    })?;
    clock.tell(
        unix_millis(),
        "told",
        "the tray icon and a notice ask for a person",
    );
    let more = scene
        .sandbox
        .ledger_since(ordinal(&sent))?
        .iter()
        .filter(|entry| is_update(entry))
        .count();
    if more != 0 {
        bail!("{more} updates were sent after the refusal");
    }
    Ok(())
}

fn chapter(text: &str) {
    println!("\n{text}");
}

/// Times since the chapter's event.
struct Clock {
    started: i64,
}

impl Clock {
    fn start() -> Self {
        Self {
            started: unix_millis(),
        }
    }

    fn tell(&self, at: i64, what: &str, more: &str) {
        println!("{:>7} ms  {what:<12} {more}", at - self.started);
    }
}
