//! A small world for simulated time: a router with a public address, echo services, update services, DNS.
//!
//! It answers what the scheduler asks after a latency, and keeps its own books: what DNS shows, who was latched, when
//! requests came. Faults are dealt from a hand of cards, so that a property test can deal them.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

use hemma_core::address::Family;
use hemma_core::finding::{Finding, LookProblem};
use hemma_core::names::RecordId;
use hemma_core::scheduler::{Action, AttemptId, Change, Event};
use hemma_core::settings::Settings;
use hemma_core::verdict::{LaterReason, Meaning, Outcome, Refusal, Scope, UnclearReason, Verdict};
use hemma_core::whereabouts::NetworkFacts;

use super::story::Story;

/// How one request goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Card {
    Good,
    Nochg,
    Busy,
    TooOften,
    Badauth,
    Nohost,
    Abuse,
    /// Stored, and the answer is lost.
    LostAfter,
    /// Not stored, and the answer is lost.
    LostBefore,
    Unsent,
    /// The service's certificate is of another time: nothing was sent.
    Expired,
    Locked,
    /// The job never tells its end.
    Silent,
    NotFound,
    Empty,
    NotPaid,
}

/// What DNS and services hold, and what is under way.
pub(crate) struct World {
    pub(crate) story: Story,
    pub(crate) address: BTreeMap<Family, IpAddr>,
    pub(crate) facts: NetworkFacts,
    /// What the zone shows, by record.
    pub(crate) zone: BTreeMap<RecordId, IpAddr>,
    /// Answers on their way, by time and order.
    mail: BTreeMap<(Duration, u64), Event>,
    order: u64,
    /// The next requests go like this; then all goes well.
    pub(crate) cards: Vec<Card>,
    /// The next looks fail like this.
    pub(crate) deaf: u32,
    /// What single sources tell instead of the truth.
    pub(crate) liars: BTreeMap<String, Finding>,
    /// Why they fail.
    pub(crate) deaf_because: LookProblem,
    /// The next DNS questions fail.
    pub(crate) dns_dead: u32,
    /// Everything that was sent: when, and what.
    pub(crate) requests: Vec<(Duration, AttemptId, Vec<Change>)>,
    pub(crate) steps: u64,
    /// Called with every action before the world sees it.
    pub(crate) actions: Vec<(Duration, Action)>,
    pub(crate) keep_actions: bool,
}

impl World {
    pub(crate) fn new(settings: Settings) -> Self {
        Self {
            story: Story::new(settings),
            address: [
                (Family::Ipv4, "203.0.113.7".parse().unwrap()),
                (Family::Ipv6, "2001:db8:1:2::7".parse().unwrap()),
            ]
            .into(),
            facts: NetworkFacts {
                online: true,
                tunnel: false,
                network: None,
                ..NetworkFacts::default()
            },
            zone: BTreeMap::new(),
            mail: BTreeMap::new(),
            order: 0,
            cards: Vec::new(),
            deaf: 0,
            liars: BTreeMap::new(),
            deaf_because: LookProblem::TimedOut,
            dns_dead: 0,
            requests: Vec::new(),
            steps: 0,
            actions: Vec::new(),
            keep_actions: false,
        }
    }

    /// One event now.
    pub(crate) fn tell(&mut self, event: Event) {
        self.steps += 1;
        let actions = self.story.tell(event);
        for action in actions {
            if self.keep_actions {
                self.actions.push((self.story.clock, action.clone()));
            }
            self.answer(action);
        }
    }

    /// The program stops and starts again; what was under way is lost.
    pub(crate) fn restart(&mut self) {
        self.mail.clear();
        self.story.restart();
        self.tell(Event::Timer);
    }

    /// Lets time pass until `until`.
    pub(crate) fn run_to(&mut self, until: Duration) {
        loop {
            let mail = self.mail.keys().next().map(|(at, _)| *at);
            let wake = self.story.wake();
            let Some(next) = mail.into_iter().chain(wake).min().filter(|at| *at <= until) else {
                break;
            };
            self.story.clock = next.max(self.story.clock);
            if mail == Some(next) {
                let ((_, _), event) = self.mail.pop_first().unwrap();
                self.tell(event);
            } else {
                self.tell(Event::Timer);
                let (wake, _) = self.story.scheduler.next_wake().unwrap_or((
                    hemma_core::time::Mono(Duration::MAX),
                    hemma_core::status::Reason::Health,
                ));
                assert!(
                    wake > self.story.now().mono,
                    "law 1: the next wake lies ahead"
                );
            }
        }
        self.story.clock = until;
    }

    pub(crate) fn run_for(&mut self, span: Duration) {
        self.run_to(self.story.clock + span);
    }

    fn post(&mut self, after: Duration, event: Event) {
        self.order += 1;
        self.mail
            .insert((self.story.clock + after, self.order), event);
    }

    fn answer(&mut self, action: Action) {
        let soon = Duration::from_millis(20);
        match action {
            Action::Locate { round } => {
                let facts = self.facts.clone();
                self.post(Duration::from_millis(1), Event::Located { round, facts });
            }
            Action::Look {
                round,
                family,
                source,
            } => {
                let finding = if self.deaf > 0 {
                    self.deaf -= 1;
                    Finding::Unknown {
                        problem: self.deaf_because.clone(),
                    }
                } else if let Some(lie) = self.liars.get(source.as_str()) {
                    lie.clone()
                } else {
                    match self.address.get(&family) {
                        Some(address) => Finding::Found { address: *address },
                        None => Finding::Unknown {
                            problem: LookProblem::TimedOut,
                        },
                    }
                };
                let event = Event::Looked {
                    round,
                    family,
                    source,
                    finding,
                };
                self.post(soon, event);
            }
            Action::Publish {
                attempt, changes, ..
            } => self.serve(attempt, changes),
            Action::Prove { record, .. } => {
                let seen = if self.dns_dead > 0 {
                    self.dns_dead -= 1;
                    Err(LookProblem::TimedOut)
                } else {
                    Ok(self.zone.get(&record).copied().into_iter().collect())
                };
                self.post(soon, Event::DnsSeen { record, seen });
            }
            Action::Remember { .. } | Action::Note { .. } => {}
        }
    }

    fn serve(&mut self, attempt: AttemptId, changes: Vec<Change>) {
        self.requests
            .push((self.story.clock, attempt, changes.clone()));
        let card = self.cards.pop().unwrap_or(Card::Good);
        let stored = matches!(
            card,
            Card::Good | Card::Nochg | Card::LostAfter | Card::Silent
        );
        if stored {
            for change in &changes {
                self.zone.insert(change.record.clone(), change.address.ip());
            }
        }
        if card == Card::Silent {
            return;
        }
        let verdicts = changes
            .iter()
            .map(|change| (change.record.clone(), verdict(card)))
            .collect();
        let outcome = Outcome {
            verdicts,
            quote: None,
            status: None,
        };
        let event = Event::Answered { attempt, outcome };
        self.post(Duration::from_millis(80), event);
    }

    /// Returns whether every record is confirmed and proved at the router's address.
    pub(crate) fn all_proved(&self) -> bool {
        self.story.settings.records().all(|(id, _, entry)| {
            let status = &self.story.scheduler.status().records[&id];
            let address = self.address[&id.family];
            let confirmed = status
                .confirmed
                .is_some_and(|one| one.address.ip() == address);
            let proved = status.proved.is_some_and(|one| one.address.ip() == address);
            confirmed && (proved || entry.hostname.is_none())
        })
    }
}

/// What a card means.
pub(crate) fn verdict(card: Card) -> Verdict {
    let half_hour = Some(Duration::from_secs(1800));
    let (meaning, scope) = match card {
        Card::Good | Card::Silent => (Meaning::Accepted { echoed: None }, Scope::Record),
        Card::Nochg => (Meaning::AlreadySo { echoed: None }, Scope::Record),
        Card::Busy => (
            Meaning::Later {
                reason: LaterReason::ServiceTrouble,
                not_before: half_hour,
            },
            Scope::Service,
        ),
        Card::TooOften => (
            Meaning::Later {
                reason: LaterReason::TooOften,
                not_before: half_hour,
            },
            Scope::Profile,
        ),
        Card::Badauth => (
            Meaning::NeedsPerson {
                refusal: Refusal::LoginRefused,
                not_before: None,
            },
            Scope::Profile,
        ),
        Card::Nohost => (
            Meaning::NeedsPerson {
                refusal: Refusal::HostUnknown,
                not_before: None,
            },
            Scope::Record,
        ),
        Card::Abuse => (
            Meaning::NeedsPerson {
                refusal: Refusal::AccountBlocked,
                not_before: Some(Duration::from_secs(24 * 3600)),
            },
            Scope::Credential,
        ),
        Card::LostAfter | Card::LostBefore => (
            Meaning::Unclear {
                reason: UnclearReason::AnswerLost {
                    problem: LookProblem::TimedOut,
                },
                not_before: None,
            },
            Scope::Record,
        ),
        Card::Unsent => (
            Meaning::Later {
                reason: LaterReason::NotSent {
                    problem: LookProblem::NoNetwork,
                },
                not_before: None,
            },
            Scope::Record,
        ),
        Card::Expired => (
            Meaning::Later {
                reason: LaterReason::NotSent {
                    problem: LookProblem::Tls {
                        clock_suspect: true,
                    },
                },
                not_before: None,
            },
            Scope::Record,
        ),
        Card::NotFound => (
            Meaning::Later {
                reason: LaterReason::NotFound,
                not_before: half_hour,
            },
            Scope::Profile,
        ),
        Card::Empty => (
            Meaning::Later {
                reason: LaterReason::EmptyAnswer,
                not_before: Some(Duration::from_secs(300)),
            },
            Scope::Profile,
        ),
        Card::NotPaid => (
            Meaning::NeedsPerson {
                refusal: Refusal::FeatureNotPaid,
                not_before: None,
            },
            Scope::Profile,
        ),
        Card::Locked => (
            Meaning::Later {
                reason: LaterReason::SecretUnavailable,
                not_before: None,
            },
            Scope::Profile,
        ),
    };
    Verdict { meaning, scope }
}
