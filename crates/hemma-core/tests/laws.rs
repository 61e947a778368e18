//! The ten laws of the scheduler (`ARCHITECTURE.md`), over random stories.
//!
//! A story is a list of happenings dealt by proptest: things the world does, things people do, and plain nonsense. An
//! [`Auditor`] keeps its own books from the outside, without looking at how the scheduler keeps its own.
#![allow(
    clippy::unwrap_used,
    clippy::needless_pass_by_value,
    reason = "helpers of tests"
)]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::time::Duration;

use common::story::Story;
use common::world::{Card, World, verdict};
use common::{catalog, profile, settings};
use hemma_core::address::{AddressPolicy, Family, PublicAddr};
use hemma_core::finding::{Finding, LookProblem};
use hemma_core::gate::GateState;
use hemma_core::latch::Bound;
use hemma_core::names::RecordId;
use hemma_core::scheduler::{Action, AttemptId, Change, Event, Job, RoundId};
use hemma_core::settings::{Profile, Settings};
use hemma_core::verdict::{LaterReason, Meaning, Outcome, Verdict};
use hemma_core::whereabouts::{NetworkFacts, NetworkId, Whereabouts};
use jiff::SignedDuration;
use proptest::prelude::*;

/// One thing that happens in a story.
#[derive(Clone, Debug)]
enum Happening {
    Wait(Duration),
    /// Everything that was asked is answered, in order, with these looks and this card.
    Serve {
        echoes: Vec<u8>,
        card: Card,
        dns: u8,
    },
    LinkMoved,
    WokeUp,
    Located(u8),
    CheckNow,
    Pause(Option<u16>),
    Resume,
    ReleaseAll,
    Credential(u8),
    Settings(u8),
    Vault(bool),
    Disk(bool),
    Restart,
    ClockSet(i32),
    /// Answers to questions nobody asked.
    Nonsense(u8, u8),
    Timer,
}

fn happening() -> impl Strategy<Value = Happening> {
    let card = prop_oneof![
        8 => Just(Card::Good),
        2 => Just(Card::Nochg),
        1 => Just(Card::Busy),
        1 => Just(Card::TooOften),
        1 => Just(Card::Badauth),
        1 => Just(Card::Nohost),
        1 => Just(Card::Abuse),
        2 => Just(Card::LostAfter),
        1 => Just(Card::LostBefore),
        2 => Just(Card::Unsent),
        1 => Just(Card::Locked),
        1 => Just(Card::Silent),
    ];
    prop_oneof![
        6 => prop_oneof![0u64..3_000, 0u64..400_000, 0u64..4_000_000]
            .prop_map(|millis| Happening::Wait(Duration::from_millis(millis))),
        16 => (prop::collection::vec(0u8..6, 0..8), card, 0u8..4)
            .prop_map(|(echoes, card, dns)| Happening::Serve { echoes, card, dns }),
        3 => Just(Happening::LinkMoved),
        1 => Just(Happening::WokeUp),
        2 => (0u8..4).prop_map(Happening::Located),
        3 => Just(Happening::CheckNow),
        1 => prop::option::of(0u16..600).prop_map(Happening::Pause),
        2 => Just(Happening::Resume),
        2 => Just(Happening::ReleaseAll),
        1 => (0u8..3).prop_map(Happening::Credential),
        1 => (0u8..4).prop_map(Happening::Settings),
        1 => any::<bool>().prop_map(Happening::Vault),
        1 => any::<bool>().prop_map(Happening::Disk),
        2 => Just(Happening::Restart),
        1 => (-100_000i32..100_000).prop_map(Happening::ClockSet),
        3 => (any::<u8>(), any::<u8>()).prop_map(|(a, b)| Happening::Nonsense(a, b)),
        2 => Just(Happening::Timer),
    ]
}

fn story() -> impl Strategy<Value = Vec<Happening>> {
    prop::collection::vec(happening(), 1..50)
}

/// Two services, a shared credential, both families, a group that cannot be proved.
fn settings_number(number: u8) -> Settings {
    let noip = profile(
        "noip-1",
        "noip",
        &[
            "hem.example.se ipv4 ipv6",
            "nas.example.se ipv4",
            "group ipv4",
        ],
    );
    let mut other = profile("noip-2", "noip", &["shed.example.se ipv4"]);
    let hostup = profile("hostup-1", "hostup", &["barn.example.se ipv4 ipv6"]);
    match number {
        0 => settings(vec![noip, other, hostup]),
        1 => {
            other.username = Some("somebody-else".to_owned());
            settings(vec![noip, other])
        }
        2 => settings(vec![other, hostup]),
        _ => {
            other.username = noip.username.clone();
            settings(vec![noip, other, hostup])
        }
    }
}

/// Addresses that echoes may tell: two real ones, one private, and unknown.
fn echo(number: u8, family: Family) -> Finding {
    let address = match (family, number) {
        (Family::Ipv4, 0 | 4) => "203.0.113.7",
        (Family::Ipv4, 1) => "203.0.113.8",
        (Family::Ipv4, 2) => "192.168.1.4",
        (Family::Ipv6, 0 | 4) => "2001:db8:1:2::7",
        (Family::Ipv6, 1) => "2001:db8:9:9::7",
        (Family::Ipv6, 2) => "fd00::1",
        (Family::Ipv6, 5) => return Finding::Absent,
        _ => {
            return Finding::Unknown {
                problem: LookProblem::TimedOut,
            };
        }
    };
    Finding::Found {
        address: address.parse().unwrap(),
    }
}

/// Keeps the laws' books from the outside.
struct Auditor {
    story: Story,
    /// Questions not yet answered.
    open: Vec<Action>,
    /// By attempt: when it left and what it carries. After a minute it counts as lost.
    in_flight: BTreeMap<AttemptId, (Duration, Vec<Change>)>,
    /// Every attempt id ever used.
    used: BTreeSet<AttemptId>,
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
    log: Vec<String>,
}

impl Auditor {
    fn new(settings: Settings) -> Self {
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
        }
    }

    fn play(&mut self, happenings: &[Happening]) {
        self.tell(Event::Timer);
        for happening in happenings {
            self.happen(happening);
        }
    }

    fn happen(&mut self, happening: &Happening) {
        match happening {
            Happening::Wait(span) => self.wait(*span),
            Happening::Serve { echoes, card, dns } => self.serve(echoes, *card, *dns),
            Happening::LinkMoved => self.tell(Event::LinkMoved),
            Happening::WokeUp => self.tell(Event::WokeUp {
                slept: Duration::from_secs(60),
            }),
            Happening::Located(place) => {
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
    fn wait(&mut self, span: Duration) {
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

    fn serve(&mut self, echoes: &[u8], card: Card, dns: u8) {
        for (place, action) in std::mem::take(&mut self.open).into_iter().enumerate() {
            let echo_number = echoes.get(place).copied().unwrap_or(0);
            match action {
                Action::Locate { round } => self.tell(Event::Located {
                    round,
                    facts: facts(0),
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

    fn answer(&mut self, attempt: AttemptId, card: Card) {
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

    fn keep_books(&mut self, change: &Change, profile: &Profile, verdict: &Verdict) {
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

    fn change_settings(&mut self, number: u8) {
        let settings = settings_number(number);
        self.forget_other_accounts(&settings);
        self.tell(Event::SettingsChanged {
            settings: Box::new(settings),
        });
    }

    /// What was confirmed at another account is void (F45); the distances are not.
    fn forget_other_accounts(&mut self, settings: &Settings) {
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

    fn restart(&mut self) {
        self.open.clear();
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

    fn nonsense(&mut self, a: u8, b: u8) {
        let round = RoundId(u64::from(b));
        let records: Vec<_> = self.story.memory.records.keys().cloned().collect();
        let record = records.get(usize::from(b) % records.len().max(1)).cloned();
        let stray = AttemptId(1_000_000 + u64::from(b));
        match (a % 6, record) {
            (0, _) if round != self.story.round => self.tell(Event::Looked {
                round,
                family: Family::Ipv4,
                source: "ipify".parse().unwrap(),
                finding: Finding::Found {
                    address: "198.51.100.250".parse().unwrap(),
                },
            }),
            (1, Some(record)) => self.tell(Event::Answered {
                attempt: stray,
                outcome: Outcome {
                    verdicts: [(record, verdict(Card::Good))].into(),
                    quote: None,
                    status: None,
                },
            }),
            (2, _) => self.tell(Event::JobLost {
                job: Job::Publish(stray),
            }),
            (3, Some(record)) => {
                let asked = self.open.iter().any(
                    |action| matches!(action, Action::Prove { record: other, .. } if *other == record),
                );
                if !asked {
                    self.tell(Event::JobLost {
                        job: Job::Prove(record),
                    });
                }
            }
            (4, _) => self.tell(Event::JobLost {
                job: Job::Locate(RoundId(u64::MAX)),
            }),
            _ => self.tell(Event::SettingsRejected {
                problems: Vec::new(),
            }),
        }
    }

    /// One event; every action is audited before the world goes on.
    fn tell(&mut self, event: Event) {
        let now = self.story.clock;
        self.in_flight
            .retain(|_, (left, _)| now - *left < Duration::from_secs(60));
        let is_timer = event == Event::Timer;
        let hurried = matches!(
            event,
            Event::CheckNow | Event::Release { .. } | Event::CredentialEdited { .. }
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
            match action {
                Action::Locate { .. }
                | Action::Look { .. }
                | Action::Publish { .. }
                | Action::Prove { .. } => self.open.push(action),
                Action::Remember { .. } | Action::Note { .. } => {}
            }
        }
    }

    fn audit(&mut self, attempt: AttemptId, changes: &[Change]) {
        let now = self.story.clock;
        let status = self.story.scheduler.status();
        assert_eq!(status.whereabouts, Whereabouts::Home, "law 2: only at home");
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
            if let Some((address, at)) = self.confirmed.get(record) {
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

fn facts(place: u8) -> NetworkFacts {
    NetworkFacts {
        online: place != 1,
        tunnel: place == 2,
        network: Some(NetworkId("here".to_owned())),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    /// Laws 1 to 7 and 10: the auditor asserts them at every step.
    #[test]
    fn no_story_breaks_a_law(happenings in story()) {
        Auditor::new(settings_number(0)).play(&happenings);
    }

    /// Law 3: whatever happens, rounds in which nobody knows publish nothing.
    #[test]
    fn unknown_changes_nothing_that_is_published(happenings in story()) {
        let deaf: Vec<_> = happenings
            .into_iter()
            .map(|happening| match happening {
                Happening::Serve { card, dns, .. } => Happening::Serve { echoes: vec![3; 64], card, dns },
                other => other,
            })
            .collect();
        let mut auditor = Auditor::new(settings_number(0));
        auditor.play(&deaf);
        prop_assert!(auditor.used.is_empty());
        prop_assert!(auditor.story.memory.known.is_empty());
    }

    /// Law 9: the same events at the same times give the same actions.
    #[test]
    fn the_same_story_goes_the_same_way(happenings in story()) {
        let mut one = Auditor::new(settings_number(3));
        let mut other = Auditor::new(settings_number(3));
        one.play(&happenings);
        other.play(&happenings);
        prop_assert_eq!(one.log, other.log);
    }

    /// Law 8: after any trouble that needs no person, a healthy world brings every record to its proof within a bound.
    #[test]
    fn a_healthy_world_brings_every_record_to_its_proof(
        cards in prop::collection::vec(prop_oneof![
            Just(Card::Busy), Just(Card::TooOften), Just(Card::LostAfter), Just(Card::LostBefore),
            Just(Card::Unsent), Just(Card::Locked), Just(Card::Silent), Just(Card::Nochg),
        ], 0..6),
        deaf in 0u32..20,
        dns_dead in 0u32..40,
        restarts in prop::collection::vec(0u64..3_000_000, 0..4),
    ) {
        let mut world = World::new(settings_number(0));
        world.cards = cards;
        world.deaf = deaf;
        world.dns_dead = dns_dead;
        world.tell(Event::Timer);
        for pause in restarts {
            world.run_for(Duration::from_millis(pause));
            world.restart();
        }
        for _ in 0..24 {
            if !world.all_proved() {
                world.run_for(Duration::from_secs(3600));
            }
        }
        prop_assert!(world.all_proved(), "{:#?}", world.story.scheduler.status().records);
    }
}
