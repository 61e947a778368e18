//! Keeps the laws' books from the outside, without looking at how the scheduler keeps its own.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::time::Duration;

use crate::common::catalog;
use crate::common::story::Story;
use crate::common::world::{Card, verdict};
use crate::happenings::*;
use hemma_core::address::{AddressPolicy, Family, PublicAddr};
use hemma_core::finding::LookProblem;
use hemma_core::gate::GateState;
use hemma_core::latch::Bound;
use hemma_core::names::RecordId;
use hemma_core::scheduler::{Action, AttemptId, Change, Event, RoundId};
use hemma_core::settings::{Profile, Settings};
use hemma_core::verdict::{LaterReason, Meaning, Outcome, Verdict};
use hemma_core::whereabouts::NetworkFacts;
use jiff::SignedDuration;

/// Keeps the laws' books from the outside.
pub(crate) struct Auditor {
    pub(crate) story: Story,
    /// Questions not yet answered.
    pub(crate) open: Vec<Action>,
    /// By attempt: when it left and what it carries. After a minute it counts as lost.
    in_flight: BTreeMap<AttemptId, (Duration, Vec<Change>)>,
    /// Every attempt id ever used.
    pub(crate) used: BTreeSet<AttemptId>,
    /// When each record's last request left that may have arrived.
    left: BTreeMap<RecordId, Duration>,
    /// The same for each service, arrived or not.
    service_left: BTreeMap<String, Duration>,
    /// Services whose last request certainly did not arrive: a restart does not remember it.
    unsent: BTreeSet<String>,
    /// What each record was confirmed at, and when.
    confirmed: BTreeMap<RecordId, (PublicAddr, Duration)>,
    /// What the service demanded to wait for: until when.
    demanded: BTreeMap<Bound, Duration>,
    /// Forced requests by record.
    hurried: BTreeMap<RecordId, Vec<Duration>>,
    /// Every action, in order.
    pub(crate) log: Vec<String>,
    /// Where the computer is, and what the scheduler was told of it last.
    pub(crate) place: u8,
    pub(crate) told: Option<NetworkFacts>,
    /// The question about the place that is not answered yet.
    pub(crate) asked: Option<RoundId>,
}

impl Auditor {
    pub(crate) fn new(settings: Settings) -> Self {
        Self {
            story: Story::new(settings),
            open: Vec::new(),
            in_flight: BTreeMap::new(),
            used: BTreeSet::new(),
            left: BTreeMap::new(),
            service_left: BTreeMap::new(),
            unsent: BTreeSet::new(),
            confirmed: BTreeMap::new(),
            demanded: BTreeMap::new(),
            hurried: BTreeMap::new(),
            log: Vec::new(),
            place: 0,
            told: None,
            asked: None,
        }
    }

    pub(crate) fn play(&mut self, happenings: &[Happening]) {
        self.tell(Event::Timer);
        for happening in happenings {
            self.happen(happening);
        }
    }

    pub(crate) fn happen(&mut self, happening: &Happening) {
        match happening {
            Happening::Wait(span) => self.wait(*span),
            Happening::Serve { echoes, card, dns } => self.serve(echoes, *card, *dns),
            Happening::LinkMoved => self.tell(Event::LinkMoved),
            Happening::WokeUp => self.tell(Event::WokeUp {
                slept: Duration::from_secs(60),
            }),
            Happening::Located(place) => {
                self.place = *place;
                let round = self.story.round;
                self.open
                    .retain(|action| !matches!(action, Action::Locate { .. }));
                self.tell(Event::Located {
                    round,
                    facts: facts(*place),
                });
            }
            Happening::CheckNow => self.tell(Event::CheckNow),
            Happening::Pause(minutes) => {
                let until = minutes.map(|minutes| {
                    let span = SignedDuration::from_mins(i64::from(minutes));
                    self.story.now().wall.checked_add(span).unwrap()
                });
                self.tell(Event::Pause { until });
            }
            Happening::Resume => self.tell(Event::Resume),
            Happening::ReleaseAll => {
                for latch in self.story.memory.latches.clone() {
                    self.tell(Event::Release { bound: latch.bound });
                }
            }
            Happening::FollowLine(ipv6, follow) => self.tell(Event::FollowLine {
                family: if *ipv6 { Family::Ipv6 } else { Family::Ipv4 },
                follow: *follow,
            }),
            Happening::Credential(number) => {
                let profile = ["noip-1", "noip-2", "nobody"][usize::from(*number)];
                self.tell(Event::CredentialEdited {
                    profile: profile.parse().unwrap(),
                });
            }
            Happening::Settings(number) => self.change_settings(*number),
            Happening::Vault(works) => self.tell(Event::Vault {
                problem: (!works).then_some(hemma_core::health::VaultProblem::Locked),
            }),
            Happening::Disk(writable) => self.tell(Event::Disk {
                writable: *writable,
            }),
            Happening::Restart => self.restart(),
            Happening::ClockSet(seconds) => {
                self.story.wall_off += SignedDuration::from_secs(i64::from(*seconds));
                self.tell(Event::Timer);
            }
            Happening::Nonsense(a, b) => self.nonsense(*a, *b),
            Happening::Timer => self.tell(Event::Timer),
        }
    }

    /// Time passes; the scheduler is woken whenever it wants.
    pub(crate) fn wait(&mut self, span: Duration) {
        let until = self.story.clock + span;
        let mut turns = 0;
        while let Some(wake) = self.story.wake().filter(|wake| *wake <= until) {
            turns += 1;
            assert!(turns < 5_000, "law 1: it never rests");
            self.story.clock = wake.max(self.story.clock);
            self.tell(Event::Timer);
        }
        self.story.clock = until;
    }

    pub(crate) fn serve(&mut self, echoes: &[u8], card: Card, dns: u8) {
        for (place, action) in std::mem::take(&mut self.open).into_iter().enumerate() {
            let echo_number = echoes.get(place).copied().unwrap_or(0);
            match action {
                Action::Locate { round } => self.tell(Event::Located {
                    round,
                    facts: facts(self.place),
                }),
                Action::Look {
                    round,
                    family,
                    source,
                } => self.tell(Event::Looked {
                    round,
                    family,
                    source,
                    finding: echo(echo_number, family),
                }),
                Action::Publish { attempt, .. } => self.answer(attempt, card),
                Action::Prove { record, .. } => {
                    let seen: Result<Vec<IpAddr>, _> = match dns {
                        0 => Err(LookProblem::TimedOut),
                        1 => Ok(Vec::new()),
                        2 => Ok(vec!["198.51.100.66".parse().unwrap()]),
                        _ => {
                            let facts = self.story.memory.records.get(&record);
                            let intent =
                                facts.and_then(|facts| Some(facts.intent.as_ref()?.address));
                            let confirmed = facts.and_then(|facts| Some(facts.confirmed?.address));
                            Ok(intent
                                .or(confirmed)
                                .map(PublicAddr::ip)
                                .into_iter()
                                .collect())
                        }
                    };
                    self.tell(Event::DnsSeen { record, seen });
                }
                Action::Remember { .. } | Action::Note { .. } => {}
            }
        }
    }

    pub(crate) fn answer(&mut self, attempt: AttemptId, card: Card) {
        if card == Card::Silent {
            return;
        }
        let Some((_, changes)) = self.in_flight.remove(&attempt) else {
            return;
        };
        let verdicts: BTreeMap<_, _> = changes
            .iter()
            .map(|change| (change.record.clone(), verdict(card)))
            .collect();
        let known: BTreeMap<_, _> = self
            .story
            .settings
            .records()
            .map(|(id, profile, _)| (id, profile.clone()))
            .collect();
        for change in &changes {
            if let Some(profile) = known.get(&change.record) {
                self.keep_books(change, profile, &verdict(card));
            }
        }
        self.tell(Event::Answered {
            attempt,
            outcome: Outcome {
                verdicts,
                quote: None,
                status: None,
            },
        });
    }

    pub(crate) fn keep_books(&mut self, change: &Change, profile: &Profile, verdict: &Verdict) {
        let now = self.story.clock;
        let bound = Bound::of(verdict.scope, &change.record, profile);
        let demand = match &verdict.meaning {
            Meaning::Accepted { .. } | Meaning::AlreadySo { .. } => {
                let confirmed = (change.address, now);
                self.confirmed.insert(change.record.clone(), confirmed);
                None
            }
            Meaning::Later {
                reason: LaterReason::NotSent { .. } | LaterReason::SecretUnavailable,
                ..
            } => {
                self.left.remove(&change.record);
                self.unsent.insert(profile.service.to_string());
                None
            }
            Meaning::Later { not_before, .. } | Meaning::Unclear { not_before, .. } => *not_before,
            Meaning::NeedsPerson { not_before, .. } => *not_before,
            Meaning::NotConfirmed { .. } => None,
        };
        if let Some(span) = demand {
            let until = self.demanded.entry(bound).or_default();
            *until = (*until).max(now + span);
        }
    }

    pub(crate) fn change_settings(&mut self, number: u8) {
        let settings = settings_number(number);
        self.forget_other_accounts(&settings);
        self.tell(Event::SettingsChanged {
            settings: Box::new(settings),
        });
    }

    /// What was confirmed at another account is void (F45); the distances are not.
    pub(crate) fn forget_other_accounts(&mut self, settings: &Settings) {
        let before = self.story.settings.clone();
        self.confirmed.retain(|record, _| {
            let fingerprint = |settings: &Settings| {
                settings
                    .profiles
                    .get(&record.profile)
                    .map(Profile::fingerprint)
            };
            fingerprint(settings).is_none()
                || fingerprint(&before).is_none()
                || fingerprint(settings) == fingerprint(&before)
        });
        // A record whose account changed while its request was under way keeps nothing of it.
        let stale: Vec<_> = self
            .in_flight
            .iter()
            .filter(|(_, (_, changes))| {
                changes.iter().any(|change| {
                    let id = &change.record.profile;
                    settings.profiles.get(id).map(Profile::fingerprint)
                        != before.profiles.get(id).map(Profile::fingerprint)
                })
            })
            .map(|(attempt, _)| *attempt)
            .collect();
        for attempt in stale {
            self.in_flight.remove(&attempt);
        }
    }

    pub(crate) fn restart(&mut self) {
        self.open.clear();
        self.told = None;
        self.asked = None;
        self.in_flight.clear();
        let unsent = std::mem::take(&mut self.unsent);
        self.service_left
            .retain(|service, _| !unsent.contains(service));
        let before = self.story.memory.clone();
        self.story.restart();
        self.tell(Event::Timer);
        let after = &self.story.memory;
        // Law 10: nothing is forgotten between the two runs, only what the first step itself settles.
        assert_eq!(before.latches, after.latches, "law 10: latches");
        for wait in &before.waits {
            let over = wait.until <= self.story.now().wall;
            assert!(over || after.waits.contains(wait), "law 10: waits");
        }
        for (id, facts) in &before.records {
            let now = &after.records[id];
            assert_eq!(facts.failures, now.failures, "law 10: failures of {id}");
            assert_eq!(facts.nochg, now.nochg, "law 10: nochg of {id}");
            assert_eq!(facts.last_sent, now.last_sent, "law 10: pace of {id}");
        }
        assert!(after.last_attempt >= before.last_attempt, "law 10: ids");
    }

    /// One event; every action is audited before the world goes on.
    pub(crate) fn tell(&mut self, event: Event) {
        let now = self.story.clock;
        self.in_flight
            .retain(|_, (left, _)| now - *left < Duration::from_secs(60));
        self.hear_place(&event);
        let is_timer = event == Event::Timer;
        let hurried = matches!(
            event,
            Event::CheckNow
                | Event::Release { .. }
                | Event::CredentialEdited { .. }
                | Event::TokenEdited { .. }
        );
        let latches = self.story.memory.latches.clone();
        let is_personal = hurried || matches!(event, Event::SettingsChanged { .. });
        let events = format!("{event:?}");
        let actions = self.story.tell(event);
        if is_timer && let Some(wake) = self.story.wake() {
            assert!(
                wake > self.story.clock,
                "law 1: after a timer the next wake lies ahead"
            );
        }
        if !is_personal {
            for latch in &latches {
                let held = self
                    .story
                    .memory
                    .latches
                    .iter()
                    .any(|other| other.bound == latch.bound);
                assert!(held, "law 7: {latch:?} opened by {events}");
            }
        }
        for action in actions {
            self.log.push(format!("{action:?}"));
            if let Action::Publish {
                attempt, changes, ..
            } = &action
            {
                self.audit(*attempt, changes);
            }
            if let Action::Locate { round } = action {
                self.asked = Some(round);
            }
            match action {
                Action::Locate { .. }
                | Action::Look { .. }
                | Action::Publish { .. }
                | Action::Prove { .. } => self.open.push(action),
                Action::Remember { .. } | Action::Note { .. } => {}
            }
        }
    }

    pub(crate) fn audit(&mut self, attempt: AttemptId, changes: &[Change]) {
        let now = self.story.clock;
        let status = self.story.scheduler.status();
        assert!(status.pause.is_none(), "law 2: not while paused");
        assert!(
            self.used.insert(attempt),
            "attempt ids are never used again"
        );
        assert!(!changes.is_empty(), "an attempt carries something");
        let rules = catalog();
        let mut service = String::new();
        for change in changes {
            let record = &change.record;
            let profile = &self.story.settings.profiles[&record.profile];
            service = profile.service.to_string();
            let rules = &rules[&profile.service];
            let policy = AddressPolicy {
                permit_documentation: true,
            };
            assert_eq!(
                policy.admit(change.address.ip()),
                Ok(change.address),
                "law 2: publishable"
            );
            let gate = &status.gates[&record.family].state;
            assert!(
                matches!(gate, GateState::Known { address, .. } if *address == change.address),
                "laws 2 and 3: the gate says {gate:?}"
            );
            for scope in [
                hemma_core::verdict::Scope::Record,
                hemma_core::verdict::Scope::Profile,
                hemma_core::verdict::Scope::Credential,
                hemma_core::verdict::Scope::Service,
            ] {
                let bound = Bound::of(scope, record, profile);
                let latched = self.story.memory.latches.iter().any(|l| l.bound == bound);
                assert!(!latched, "law 2: {record} is latched");
                let until = self.demanded.get(&bound).copied().unwrap_or_default();
                assert!(
                    now >= until,
                    "law 6: {record} was to wait until {until:?}, it is {now:?}"
                );
            }
            let flying = self
                .in_flight
                .values()
                .flat_map(|(_, changes)| changes)
                .any(|other| other.record == *record);
            assert!(!flying, "law 4: {record} is in flight already");
            self.audit_what_is_left_out(change, changes, rules);
            self.audit_place(profile);
            let facts = self.story.memory.records.get(record);
            let was_offline = facts.is_some_and(|facts| facts.offline);
            assert!(
                !(was_offline && change.offline),
                "law 5: {record} is offline already"
            );
            let told_before = self
                .confirmed
                .get(record)
                .filter(|_| was_offline == change.offline);
            if let Some((address, at)) = told_before {
                let refresh = rules.refresh_after.is_some_and(|span| now >= *at + span);
                let voided = self.story.memory.records[record].confirmed.is_none();
                assert!(
                    *address != change.address || refresh || voided,
                    "law 5: {record} has {address} already"
                );
            }
            if let Some(left) = self.left.get(record) {
                let since = now - *left;
                assert!(
                    since >= rules.min_interval_forced,
                    "law 6: {record} after {since:?}"
                );
                if since < rules.min_interval {
                    let hurried = self.hurried.entry(record.clone()).or_default();
                    hurried.retain(|at| now - *at < Duration::from_secs(3600));
                    hurried.push(now);
                    assert!(hurried.len() <= 3, "law 6: hurried too often");
                }
            }
            self.left.insert(record.clone(), now);
        }
        if let Some(left) = self.service_left.get(&service) {
            assert!(
                now - *left >= Duration::from_secs(1),
                "law 6: the gap of {service}"
            );
        }
        self.unsent.remove(&service);
        self.service_left.insert(service, now);
        self.in_flight.insert(attempt, (now, changes.to_vec()));
    }
}
