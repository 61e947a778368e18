//! The tray as comparable data (`ux.md`, "Tray menu"): what was painted last is compared with this, and only texts that
//! differ are touched.

use hemma_core::address::Family;
use hemma_core::health::{ConditionKind, Severity, VaultProblem};
use hemma_core::settings::IconStyle;
use hemma_core::status::{Phase, Reason};
use hemma_core::whereabouts::{AwayReason, NetworkId, Whereabouts};

use super::{Deed, Page};
use crate::messages::{Command, NameView, Overall, PauseLength, Snapshot};
use crate::words::Voice;

/// The most names in the menu; more are behind "All names…".
pub const MOST_NAMES: usize = 6;

/// Everything the tray shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrayView {
    /// Which shape the icon has.
    pub icon: Overall,
    /// Monochrome or colour.
    pub style: IconStyle,
    /// The tooltip, which is also the spoken name.
    pub tooltip: String,
    /// The menu, flat, from top to bottom.
    pub items: Vec<TrayItem>,
}

/// One line of the menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TrayItem {
    /// A line with words.
    Line {
        /// Stays the same while the line means the same: two menus with the same keys differ only in texts.
        key: String,
        /// The words.
        label: String,
        /// What a click does. `None`: the line cannot be clicked.
        deed: Option<Deed>,
    },
    /// A line between groups.
    Separator,
}

/// Builds the tray of a snapshot.
#[must_use]
pub fn tray(snapshot: &Snapshot, voice: &Voice) -> TrayView {
    let mut items = Vec::new();
    let headline = voice.headline(snapshot);
    items.push(still("status", format!("Hemma – {headline}")));
    items.extend(remedy(snapshot, voice));
    items.extend(place(snapshot, voice));
    items.extend(names(snapshot, voice));
    items.push(TrayItem::Separator);
    items.extend(copies(snapshot, voice));
    items.push(wish("check", voice.menu_check_now(), Command::CheckNow));
    if snapshot.paused {
        items.push(wish("resume", voice.menu_resume(), Command::Resume));
    } else {
        let lengths = [
            ("pause-hour", voice.menu_pause_hour(), PauseLength::OneHour),
            (
                "pause-tomorrow",
                voice.menu_pause_tomorrow(),
                PauseLength::UntilTomorrow,
            ),
            ("pause", voice.menu_pause(), PauseLength::UntilResumed),
        ];
        let pauses =
            lengths.map(|(key, label, length)| wish(key, label, Command::Pause { length }));
        items.extend(pauses);
    }
    items.push(TrayItem::Separator);
    items.push(line("open", voice.menu_open(), Deed::Open(Page::Overview)));
    items.push(line(
        "settings",
        voice.menu_settings(),
        Deed::Open(Page::Settings),
    ));
    items.push(TrayItem::Separator);
    items.push(wish("quit", voice.menu_quit(), Command::Quit));
    TrayView {
        icon: snapshot.overall,
        style: snapshot.general.icon,
        tooltip: voice.tooltip(snapshot),
        items,
    }
}

fn line(key: &str, label: String, deed: Deed) -> TrayItem {
    TrayItem::Line {
        key: key.to_owned(),
        label,
        deed: Some(deed),
    }
}

fn wish(key: &str, label: String, command: Command) -> TrayItem {
    line(key, label, Deed::Tell(command))
}

fn still(key: &str, label: String) -> TrayItem {
    TrayItem::Line {
        key: key.to_owned(),
        label,
        deed: None,
    }
}

/// The button under the reason, when a person is needed.
fn remedy(snapshot: &Snapshot, voice: &Voice) -> Option<TrayItem> {
    if snapshot.overall != Overall::ActionNeeded {
        return None;
    }
    if let Some(view) = snapshot.latches.first() {
        let label = voice.refusal_button(view.latch.refusal, &view.service_name);
        let page = Page::Profile(view.latch.profile.clone());
        return Some(line("fix", label, Deed::Open(page)));
    }
    let urgent = snapshot
        .conditions
        .iter()
        .find(|condition| condition.severity == Severity::Action);
    let item = match urgent.map(|condition| &condition.kind) {
        Some(ConditionKind::VaultUnavailable {
            problem: VaultProblem::Locked,
        }) => wish(
            "fix",
            voice.menu_unlock(),
            Command::UnlockVault { password: None },
        ),
        Some(ConditionKind::VaultUnavailable {
            problem: VaultProblem::PasswordNeeded,
        }) => line("fix", voice.menu_password(), Deed::Open(Page::Settings)),
        Some(ConditionKind::SettingsProblem) => line(
            "fix",
            voice.menu_show_mistakes(),
            Deed::Open(Page::Settings),
        ),
        // The place says it itself, below.
        Some(ConditionKind::Away { .. }) => return None,
        _ => line("fix", voice.menu_show(), Deed::Open(Page::Overview)),
    };
    Some(item)
}

/// What a person can do about the place, when it holds names back.
fn place(snapshot: &Snapshot, voice: &Voice) -> Vec<TrayItem> {
    let Whereabouts::Away { reason } = snapshot.whereabouts else {
        return Vec::new();
    };
    let shown = matches!(snapshot.overall, Overall::Away | Overall::ActionNeeded);
    if !shown || !snapshot.latches.is_empty() {
        return Vec::new();
    }
    let mut items = Vec::new();
    match reason {
        AwayReason::Tunnel => items.push(still("place", voice.menu_tunnel())),
        AwayReason::CaptivePortal => items.push(still("place", voice.menu_portal())),
        AwayReason::OtherNetwork => items.extend(is_home(snapshot, voice)),
        AwayReason::NotAsked => {
            items.extend(is_home(snapshot, voice));
            if let Some(id) = here(snapshot) {
                let label = voice.button_not_home();
                items.push(wish("not-home", label, Command::DeclineHome { id }));
            }
            let label = voice.button_never_moves();
            items.push(wish("never-moves", label, Command::NeverMoves));
        }
    }
    items
}

fn here(snapshot: &Snapshot) -> Option<NetworkId> {
    snapshot.home.here.as_ref()?.id.clone()
}

fn is_home(snapshot: &Snapshot, voice: &Voice) -> Option<TrayItem> {
    let command = mark_home(snapshot, voice)?;
    Some(wish("is-home", voice.button_is_home(), command))
}

/// Returns the wish that calls the present network home, when it can be recognised.
pub(super) fn mark_home(snapshot: &Snapshot, voice: &Voice) -> Option<Command> {
    let id = here(snapshot)?;
    let name = voice.home_name(&snapshot.home.networks);
    Some(Command::MarkHome { id, name })
}

fn names(snapshot: &Snapshot, voice: &Voice) -> Vec<TrayItem> {
    let kept: Vec<&NameView> = snapshot.names.iter().filter(|name| name.enabled).collect();
    let mut items: Vec<TrayItem> = kept
        .iter()
        .take(MOST_NAMES)
        .map(|name| {
            let page = Page::Name(name.profile.clone(), name.name.clone());
            let key = format!("name/{}/{}", name.profile, name.name);
            line(&key, label(name), Deed::Open(page))
        })
        .collect();
    if kept.len() > MOST_NAMES {
        items.push(line(
            "all-names",
            voice.menu_all_names(),
            Deed::Open(Page::Names),
        ));
    }
    items
}

/// `hem.example.se   203.0.113.7   ✓`
fn label(name: &NameView) -> String {
    let confirmed = name
        .records
        .iter()
        .find_map(|record| record.status.confirmed)
        .map(|confirmed| confirmed.address.to_string());
    let address = confirmed.unwrap_or_else(|| "–".to_owned());
    format!("{}   {address}   {}", name.name, mark(name))
}

fn mark(name: &NameView) -> &'static str {
    let phases = || name.records.iter().map(|record| &record.status.phase);
    let wrong = |phase: &Phase| matches!(phase, Phase::Stopped { .. } | Phase::ProofOverdue { .. });
    let fine = |phase: &Phase| match phase {
        Phase::UpToDate => true,
        Phase::Waiting { reason, .. } => *reason == Reason::Refresh,
        _ => false,
    };
    if phases().any(wrong) {
        "!"
    } else if !name.records.is_empty() && phases().all(fine) {
        "✓"
    } else {
        "…"
    }
}

fn copies(snapshot: &Snapshot, voice: &Voice) -> Vec<TrayItem> {
    let known = |family: Family| {
        let view = snapshot
            .addresses
            .iter()
            .find(|view| view.family == family)?;
        view.gate.known.map(|known| known.address)
    };
    let copy = |family: Family| {
        let address = known(family)?;
        let key = format!("copy/{family}");
        let deed = Deed::Copy(address.to_string());
        Some(line(&key, voice.menu_copy(family), deed))
    };
    Family::BOTH.into_iter().filter_map(copy).collect()
}
