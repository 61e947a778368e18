//! Prints what one scheduler step costs with 1,000 records, in microseconds: the median of each kind of step, and last
//! the median and p95 of all with the dearest kind. Kinds, because on a busy machine the dearest single step measures
//! the other programs.
//!
//! `cargo run --release -p hemma-core --example step_cost`; `cargo xtask bench` reads the last line.
#![allow(clippy::print_stdout, reason = "it prints what it measured")]

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use hemma_core::finding::Finding;
use hemma_core::memory::Memory;
use hemma_core::scheduler::{Action, Event, Scheduler};
use hemma_core::settings::{
    BatchRules, NameEntryDraft, ProfileDraft, RetryRules, ServiceRules, Settings, SettingsDraft,
};
use hemma_core::time::{Mono, Now, Timestamp, later};
use hemma_core::verdict::{Meaning, Outcome, Scope, Verdict};
use hemma_core::whereabouts::NetworkFacts;

/// Profiles, and names in each: 1,000 records.
const PROFILES: usize = 10;
const NAMES: usize = 100;
/// Changes of address that are played.
const CHANGES: u8 = 100;

fn main() {
    let mut bench = Bench::new();
    for change in 0..CHANGES {
        bench.play(change);
    }
    let mut dearest = (0.0, String::new());
    for (kind, costs) in &mut bench.kinds {
        let median = percentile(costs, 50);
        println!("{kind}: {} steps, median {median:.0} us", costs.len());
        if median > dearest.0 {
            dearest = (median, kind.clone());
        }
    }
    let steps = bench.costs.len();
    let median = percentile(&mut bench.costs, 50);
    let p95 = percentile(&mut bench.costs, 95);
    println!(
        "{steps} steps, {} records: median {median:.0} us, p95 {p95:.0} us, dearest kind {:.0} us ({})",
        PROFILES * NAMES,
        dearest.0,
        dearest.1,
    );
}

fn percentile(costs: &mut [Duration], share: usize) -> f64 {
    costs.sort_unstable();
    costs[(costs.len() - 1) * share / 100].as_secs_f64() * 1e6
}

struct Bench {
    scheduler: Scheduler,
    clock: Duration,
    epoch: Timestamp,
    costs: Vec<Duration>,
    kinds: BTreeMap<String, Vec<Duration>>,
}

impl Bench {
    fn new() -> Self {
        let epoch = Timestamp::UNIX_EPOCH;
        let now = Now {
            mono: Mono(Duration::ZERO),
            wall: epoch,
        };
        Self {
            scheduler: Scheduler::new(now, settings(), Memory::default()),
            clock: Duration::ZERO,
            epoch,
            costs: Vec::new(),
            kinds: BTreeMap::new(),
        }
    }

    #[expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]
    fn step(&mut self, event: Event) -> Vec<Action> {
        let now = Now {
            mono: Mono(self.clock),
            wall: later(self.epoch, self.clock),
        };
        let name = kind(&event);
        let began = Instant::now();
        let actions = self.scheduler.step(now, event);
        let wake = self.scheduler.next_wake();
        let cost = began.elapsed();
        self.costs.push(cost);
        let size = match actions.len() {
            0 => "nothing",
            1..10 => "a few actions",
            10..500 => "hundreds of actions",
            _ => "a thousand actions",
        };
        let kind = format!("{name}, {size}");
        self.kinds.entry(kind).or_default().push(cost);
        std::hint::black_box(wake);
        actions
    }

    /// One change of address: everything the scheduler asks is answered at once, for ten minutes.
    fn play(&mut self, change: u8) {
        self.clock += Duration::from_secs(600);
        let address = std::net::IpAddr::from([198, 51, 100, change]);
        let mut todo = self.step(Event::LinkMoved);
        let until = self.clock + Duration::from_secs(300);
        loop {
            while let Some(action) = todo.pop() {
                if let Some(event) = answer(action, address) {
                    self.clock += Duration::from_millis(1);
                    todo.extend(self.step(event));
                }
            }
            let wake = self.scheduler.next_wake().map(|(wake, _)| wake.0);
            let Some(wake) = wake.filter(|wake| *wake < until) else {
                return;
            };
            self.clock = wake.max(self.clock);
            todo = self.step(Event::Timer);
        }
    }
}

fn kind(event: &Event) -> &'static str {
    match event {
        Event::Timer => "timer",
        Event::LinkMoved => "link moved",
        Event::Located { .. } => "located",
        Event::Looked { .. } => "looked",
        Event::Answered { .. } => "answered",
        Event::DnsSeen { .. } => "dns seen",
        _ => "other",
    }
}

fn answer(action: Action, address: std::net::IpAddr) -> Option<Event> {
    match action {
        Action::Locate { round } => Some(Event::Located {
            round,
            facts: NetworkFacts {
                online: true,
                tunnel: false,
                network: None,
                ..NetworkFacts::default()
            },
        }),
        Action::Look {
            round,
            family,
            source,
        } => Some(Event::Looked {
            round,
            family,
            source,
            finding: Finding::Found { address },
        }),
        Action::Publish {
            attempt, changes, ..
        } => {
            let verdicts: BTreeMap<_, _> = changes
                .into_iter()
                .map(|change| {
                    let verdict = Verdict {
                        meaning: Meaning::Accepted { echoed: None },
                        scope: Scope::Record,
                    };
                    (change.record, verdict)
                })
                .collect();
            Some(Event::Answered {
                attempt,
                outcome: Outcome {
                    verdicts,
                    quote: None,
                    status: Some(200),
                },
            })
        }
        Action::Prove { record, .. } => Some(Event::DnsSeen {
            record,
            seen: Ok(vec![address]),
        }),
        Action::Remember { .. } | Action::Note { .. } => None,
    }
}

fn settings() -> Settings {
    let rules = ServiceRules {
        batch: BatchRules::List {
            most: None,
            longest_url: 6000,
        },
        families_together: true,
        ipv4: true,
        ipv6: true,
        min_interval: Duration::from_secs(300),
        min_interval_forced: Duration::from_secs(60),
        request_gap: Duration::from_secs(1),
        refresh_after: None,
        nochg_limit: 3,
        retry: RetryRules {
            first: Duration::from_secs(1800),
            most: Duration::from_secs(14_400),
        },
        needs_username: false,
        needs_endpoint: false,
        secret_per_record: false,
        ..ServiceRules::PLAIN
    };
    let mut draft = SettingsDraft::default();
    draft.detection.permit_documentation = Some(true);
    draft.profile = (0..PROFILES)
        .map(|profile| ProfileDraft {
            id: Some(format!("profile-{profile}")),
            service: Some("noip".to_owned()),
            username: Some(format!("user-{profile}")),
            name: (0..NAMES)
                .map(|name| NameEntryDraft {
                    name: Some(format!("host-{profile}-{name}.example.se")),
                    ..NameEntryDraft::default()
                })
                .collect(),
            ..ProfileDraft::default()
        })
        .collect();
    let id = "noip".parse().expect("a lower-case word is a service id");
    draft
        .check(&[(id, rules)].into())
        .expect("the settings above are right")
}
