//! Toasts (`ux.md`, "Notice policy"): only when a person is needed, when that is over, and, if wished, at a change of
//! address. At most one per condition and day (F65), and one reminder a day while it lasts (F66).

use std::collections::BTreeMap;

use hemma_core::address::Family;
use hemma_core::health::{Condition, ConditionKind, Severity, VaultProblem};
use hemma_core::names::{ProfileId, UpdateName};
use hemma_core::status::{Phase, Reason};
use hemma_core::time::Timestamp;
use hemma_core::verdict::Refusal;
use jiff::SignedDuration;

use super::{Deed, Page};
use crate::messages::{Command, LatchView, NameView, Snapshot};
use crate::words::Voice;

/// One toast.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What it is about. A toast replaces the one before it with the same tag.
    pub tag: String,
    /// What kind of news it is.
    pub kind: NoticeKind,
    /// How loudly it speaks.
    pub urgency: Urgency,
    /// The title; plain text.
    pub title: String,
    /// The text; plain text, to be escaped where the system reads markup.
    pub body: String,
    /// Buttons, where the system has them. The first is also what a click on the toast itself does.
    pub actions: Vec<NoticeAction>,
}

/// Kinds of news.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeKind {
    /// A person is needed.
    ActionNeeded,
    /// What a person was needed for is over.
    Resolved,
    /// The public address changed.
    AddressChanged,
}

/// How loudly a toast speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// May pass unseen.
    Low,
    /// As usual.
    Normal,
    /// Stays until it was seen.
    Critical,
}

/// One button of a toast.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeAction {
    /// Its key, unique within the toast.
    pub key: String,
    /// Its label.
    pub label: String,
    /// What it does.
    pub deed: Deed,
}

/// What one toast was about, for as long as it matters.
#[derive(Clone, Debug)]
struct Shown {
    /// When the last toast about it was shown.
    last: Timestamp,
    /// Which occurrence it was about: a latch that is set again after a release is news.
    since: Timestamp,
    /// Whether it is true now.
    active: bool,
    /// What tells that it is over.
    end: End,
}

/// How one tells that something is over.
#[derive(Clone, Debug)]
enum End {
    /// The names it stopped are up to date again.
    Names {
        service: String,
        names: Vec<(ProfileId, UpdateName)>,
    },
    /// The condition is gone.
    Gone(ConditionKind),
}

/// Decides which changes deserve a toast.
#[derive(Debug, Default)]
pub(crate) struct NoticeDesk {
    shown: BTreeMap<String, Shown>,
    begun: bool,
}

/// Something that only a person can mend.
struct Need {
    tag: String,
    since: Timestamp,
    end: End,
    notice: Notice,
    /// It may mend itself: not told yet.
    held: bool,
    /// A latch opens only by a person's doing, so one that is set again is always news.
    always_news: bool,
}

impl NoticeDesk {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Compares two snapshots and returns what to show now.
    pub(crate) fn compare(
        &mut self,
        old: &Snapshot,
        new: &Snapshot,
        tell_changes: bool,
        voice: &Voice,
        now: Timestamp,
    ) -> Vec<Notice> {
        if !self.begun {
            self.begun = true;
            // What was remembered from before the start was told when it happened; a reminder comes a day later.
            for need in needs(old, voice) {
                let since = need.since;
                self.remember(need.tag, since, since, need.end);
            }
        }
        let needs = needs(new, voice);
        for (tag, shown) in &mut self.shown {
            shown.active = needs.iter().any(|need| need.tag == *tag);
        }
        let mut notices = Vec::new();
        for need in needs {
            if !need.held && self.is_news(&need, now) {
                self.remember(need.tag, now, need.since, need.end);
                notices.push(need.notice);
            }
        }
        notices.extend(self.resolved(new, voice));
        if tell_changes {
            notices.extend(address_changes(old, new, voice));
        }
        // What is over and a day old cannot hold anything back any more.
        self.shown
            .retain(|_, shown| shown.active || !day_passed(shown.last, now));
        notices
    }

    fn is_news(&self, need: &Need, now: Timestamp) -> bool {
        match self.shown.get(&need.tag) {
            None => true,
            Some(shown) if need.always_news && shown.since != need.since => true,
            Some(shown) => day_passed(shown.last, now),
        }
    }

    fn remember(&mut self, tag: String, last: Timestamp, since: Timestamp, end: End) {
        let shown = Shown {
            last,
            since,
            active: true,
            end,
        };
        self.shown.insert(tag, shown);
    }

    /// Takes what is over out of the list and tells it. For a stop, opening the latch is not yet the end: the names must
    /// be up to date again.
    fn resolved(&mut self, new: &Snapshot, voice: &Voice) -> Vec<Notice> {
        let mut notices = Vec::new();
        for (tag, shown) in &mut self.shown {
            if shown.active {
                continue;
            }
            let told = match &shown.end {
                End::Names { service, names } => {
                    let present: Vec<&NameView> = names
                        .iter()
                        .filter_map(|(profile, name)| find(new, profile, name))
                        .collect();
                    if present.is_empty() || !present.iter().all(|name| is_fine(name)) {
                        continue;
                    }
                    let names: Vec<UpdateName> =
                        present.iter().map(|name| name.name.clone()).collect();
                    Some((
                        voice.notice_resolved_title(service),
                        voice.notice_names_fine(&names),
                    ))
                }
                End::Gone(kind) => gone(kind, voice),
            };
            if let Some((title, body)) = told {
                notices.push(Notice {
                    tag: tag.clone(),
                    kind: NoticeKind::Resolved,
                    urgency: Urgency::Normal,
                    title,
                    body,
                    actions: vec![open(voice, Page::Overview)],
                });
            }
            shown.end = End::Names {
                service: String::new(),
                names: Vec::new(),
            };
        }
        notices
    }
}

fn day_passed(since: Timestamp, now: Timestamp) -> bool {
    now.duration_since(since) >= SignedDuration::from_hours(24)
}

fn needs(snapshot: &Snapshot, voice: &Voice) -> Vec<Need> {
    let latches = snapshot.latches.iter();
    let latches = latches.map(|view| stopped(view, snapshot, voice));
    let conditions = snapshot.conditions.iter();
    let conditions = conditions.filter_map(|condition| urgent(condition, snapshot, voice));
    latches.chain(conditions).collect()
}

fn stopped(view: &LatchView, snapshot: &Snapshot, voice: &Voice) -> Need {
    let latch = &view.latch;
    let refusal = latch.refusal;
    let tag = format!("stopped/{}/{refusal:?}", latch.profile);
    let tag = match &latch.bound {
        hemma_core::latch::Bound::Record { record } => format!("{tag}/{record}"),
        _ => tag,
    };
    let names = snapshot.names.iter();
    let bound = names.filter(|name| {
        let mut phases = name.records.iter().map(|record| &record.status.phase);
        phases.any(|phase| matches!(phase, Phase::Stopped { bound } if *bound == latch.bound))
    });
    let end = End::Names {
        service: view.service_name.clone(),
        names: bound
            .map(|name| (name.profile.clone(), name.name.clone()))
            .collect(),
    };
    let page = Page::Profile(latch.profile.clone());
    let mut actions = vec![NoticeAction {
        key: "fix".to_owned(),
        label: voice.refusal_button(refusal, &view.service_name),
        deed: Deed::Open(page),
    }];
    if let (Refusal::WrittenElsewhere, hemma_core::latch::Bound::Record { record }) =
        (refusal, &latch.bound)
    {
        actions.push(NoticeAction {
            key: "keep".to_owned(),
            label: voice.button_keep_mine(),
            deed: Deed::Tell(Command::Release {
                bound: latch.bound.clone(),
            }),
        });
        actions.push(NoticeAction {
            key: "leave".to_owned(),
            label: voice.button_leave_to_other(),
            deed: Deed::Tell(Command::LeaveToOther {
                record: record.clone(),
            }),
        });
    }
    if helps_to_retry(refusal) {
        actions.push(NoticeAction {
            key: "retry".to_owned(),
            label: voice.button_retry(),
            deed: Deed::Tell(Command::Release {
                bound: latch.bound.clone(),
            }),
        });
    }
    let notice = Notice {
        tag: tag.clone(),
        kind: NoticeKind::ActionNeeded,
        urgency: Urgency::Critical,
        title: voice.notice_stopped_title(refusal, &view.service_name),
        body: voice.notice_stopped(refusal, &view.service_name, &view.names),
        actions,
    };
    Need {
        tag,
        since: latch.since,
        end,
        notice,
        held: view.looking,
        always_news: true,
    }
}

/// Whether a person can have mended it outside Hemma, so that trying again makes sense.
fn helps_to_retry(refusal: Refusal) -> bool {
    match refusal {
        Refusal::HostUnknown
        | Refusal::AccountBlocked
        | Refusal::FeatureNotPaid
        | Refusal::Forbidden
        // Another build may have been installed since.
        | Refusal::ContactMissing
        | Refusal::TooManyNoChange => true,
        Refusal::LoginRefused
        | Refusal::NameMalformed
        | Refusal::ClientBlocked
        | Refusal::RequestRefused
        // Its two buttons are named after what they mean.
        | Refusal::WrittenElsewhere
        | Refusal::SecretMissing => false,
    }
}

fn urgent(condition: &Condition, snapshot: &Snapshot, voice: &Voice) -> Option<Need> {
    let kind = &condition.kind;
    if condition.severity != Severity::Action || matches!(kind, ConditionKind::Stopped { .. }) {
        return None;
    }
    let tag = format!("condition/{}", code(kind));
    let first = match kind {
        ConditionKind::VaultUnavailable {
            problem: VaultProblem::Locked,
        } => NoticeAction {
            key: "unlock".to_owned(),
            label: voice.button_unlock(),
            deed: Deed::Tell(Command::UnlockVault { password: None }),
        },
        ConditionKind::VaultUnavailable { .. } | ConditionKind::SettingsProblem => {
            open(voice, Page::Settings)
        }
        ConditionKind::Away { .. } => open(voice, Page::Settings),
        ConditionKind::AddressJumps { family } => line(*family, true, voice.button_follow()),
        _ => open(voice, Page::Overview),
    };
    let mut actions = vec![first];
    if let ConditionKind::AddressJumps { family } = kind {
        actions.push(line(*family, false, voice.button_keep()));
    }
    if matches!(kind, ConditionKind::Away { .. }) {
        // Not the first one: a click on the toast itself must not decide where home is.
        actions.extend(
            super::tray::mark_home(snapshot, voice).map(|command| NoticeAction {
                key: "is-home".to_owned(),
                label: voice.button_is_home(),
                deed: Deed::Tell(command),
            }),
        );
    }
    let title = voice.condition_title(kind, snapshot);
    let notice = Notice {
        tag: tag.clone(),
        kind: NoticeKind::ActionNeeded,
        urgency: Urgency::Normal,
        title,
        body: voice.condition(kind, snapshot),
        actions,
    };
    Some(Need {
        tag,
        since: condition.since,
        end: End::Gone(kind.clone()),
        notice,
        held: false,
        always_news: false,
    })
}

/// A button that says which line to follow.
fn line(family: Family, follow: bool, label: String) -> NoticeAction {
    NoticeAction {
        key: if follow { "follow" } else { "keep" }.to_owned(),
        label,
        deed: Deed::Tell(Command::FollowLine { family, follow }),
    }
}

/// A word for the condition that does not change with its details.
fn code(kind: &ConditionKind) -> String {
    match kind {
        ConditionKind::NoNetwork => "no-network".to_owned(),
        ConditionKind::Intercepted => "intercepted".to_owned(),
        ConditionKind::Away { .. } => "away".to_owned(),
        ConditionKind::SourcesDisagree { family } => format!("sources-disagree/{family}"),
        ConditionKind::AddressUnknown { family } => format!("address-unknown/{family}"),
        ConditionKind::CarrierNat => "carrier-nat".to_owned(),
        ConditionKind::AddressJumps { family } => format!("address-jumps/{family}"),
        ConditionKind::ClockSuspect => "clock-suspect".to_owned(),
        ConditionKind::ServiceBusy { profile, .. } => format!("service-busy/{profile}"),
        ConditionKind::ProofOverdue { record } => format!("proof-overdue/{record}"),
        ConditionKind::SecondWriter { record } => format!("second-writer/{record}"),
        ConditionKind::Stopped { latch } => format!("stopped/{latch}"),
        ConditionKind::VaultUnavailable { .. } => "vault".to_owned(),
        ConditionKind::SettingsProblem => "settings".to_owned(),
        ConditionKind::StateNotWritable => "disk".to_owned(),
        ConditionKind::Rehearsal => "rehearsal".to_owned(),
    }
}

/// What is said when a condition is over, where that deserves a toast.
fn gone(kind: &ConditionKind, voice: &Voice) -> Option<(String, String)> {
    let body = match kind {
        ConditionKind::VaultUnavailable { .. } => voice.notice_vault_fine(),
        ConditionKind::SettingsProblem => voice.notice_settings_fine(),
        ConditionKind::StateNotWritable => voice.notice_disk_fine(),
        _ => return None,
    };
    Some((voice.notice_resolved_title(""), body))
}

fn open(voice: &Voice, page: Page) -> NoticeAction {
    NoticeAction {
        key: "open".to_owned(),
        label: voice.button_open(),
        deed: Deed::Open(page),
    }
}

fn find<'a>(
    snapshot: &'a Snapshot,
    profile: &ProfileId,
    name: &UpdateName,
) -> Option<&'a NameView> {
    let mut names = snapshot.names.iter();
    names.find(|view| view.profile == *profile && view.name == *name && view.enabled)
}

fn is_fine(name: &NameView) -> bool {
    name.records
        .iter()
        .all(|record| match &record.status.phase {
            Phase::UpToDate => true,
            Phase::Waiting { reason, .. } => *reason == Reason::Refresh,
            _ => false,
        })
}

fn address_changes(old: &Snapshot, new: &Snapshot, voice: &Voice) -> Vec<Notice> {
    let changes = new.addresses.iter().filter_map(|view| {
        let before = old.addresses.iter().find(|one| one.family == view.family)?;
        let (from, to) = (before.gate.known?.address, view.gate.known?.address);
        (from != to).then_some((view.family, from, to))
    });
    changes
        .map(|(family, from, to)| Notice {
            tag: format!("address/{family}"),
            kind: NoticeKind::AddressChanged,
            urgency: Urgency::Low,
            title: voice.notice_address_title(family),
            body: voice.notice_address(from, to),
            actions: vec![open(voice, Page::Overview)],
        })
        .collect()
}
