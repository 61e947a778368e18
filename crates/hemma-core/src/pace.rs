//! Waiting: distance between requests, and back-off after passing failures.
//!
//! Two kinds of waits exist. A *kept* wait was demanded by a service or follows from one of its answers: it survives
//! restarts and no event shortens it. A *network* wait follows from a request that certainly did not arrive: it lives in
//! this run only, and a moved network ends it (F52).

use std::collections::BTreeMap;
use std::time::Duration;

use crate::latch::Bound;
use crate::memory::Wait;
use crate::settings::RetryRules;
use crate::time::{Mono, Now, between, later};

/// How often a person may hurry one record within an hour (`noip-update.md` §5.3).
pub const FORCED_PER_HOUR: usize = 3;

/// The least distance between two updates of a record whose "no change" answers reached the service's limit
/// (`noip-update.md` §5.3: "raise interval to 1 h until a real change").
pub const NOCHG_DISTANCE: Duration = Duration::from_secs(3600);

/// The least distance between two updates of a record while memory cannot be written: nobody would remember after a
/// restart what was sent (F32).
pub const UNWRITABLE_DISTANCE: Duration = Duration::from_secs(1800);

/// Returns the wait after `failures` passing failures in a row: `first`, doubled each time, never above `most`.
#[must_use]
pub fn back_off(rules: RetryRules, failures: u32) -> Duration {
    let doublings = failures.saturating_sub(1).min(20);
    rules
        .first
        .saturating_mul(1 << doublings)
        .min(rules.most.max(rules.first))
}

/// Returns the wait after `tries` requests in a row that certainly did not arrive: quick and quiet at first, 15 minutes
/// at most (F51, F53).
#[must_use]
pub fn network_back_off(tries: u32) -> Duration {
    Duration::from_secs(match tries {
        0 | 1 => 5,
        2 => 15,
        3 => 30,
        4 => 60,
        5 => 120,
        6 => 300,
        _ => 900,
    })
}

/// All waits in force.
#[derive(Debug, Default)]
pub(crate) struct Waits {
    kept: BTreeMap<Bound, Kept>,
    network: BTreeMap<Bound, Network>,
}

#[derive(Debug)]
struct Kept {
    until: Mono,
    stored: Wait,
}

#[derive(Debug)]
struct Network {
    until: Mono,
    tries: u32,
}

impl Waits {
    /// Takes over what a former run left. A wait lasts what the wall says is left of it, but never longer than it was
    /// made for (F47).
    pub(crate) fn remembered(waits: &[Wait], now: Now) -> Self {
        let kept = waits
            .iter()
            .map(|wait| {
                let length = between(wait.set, wait.until);
                let left = if now.wall < wait.set {
                    length
                } else {
                    between(now.wall, wait.until).min(length)
                };
                let kept = Kept {
                    until: now.mono.plus(left),
                    stored: wait.clone(),
                };
                (wait.bound.clone(), kept)
            })
            .collect();
        Self {
            kept,
            network: BTreeMap::new(),
        }
    }

    /// Sets a wait that survives restarts; a longer one already set stays. Returns whether anything changed.
    pub(crate) fn keep(&mut self, bound: Bound, span: Duration, now: Now) -> bool {
        let until = now.mono.plus(span);
        if span.is_zero()
            || self
                .kept
                .get(&bound)
                .is_some_and(|wait| wait.until >= until)
        {
            return false;
        }
        let stored = Wait {
            bound: bound.clone(),
            until: later(now.wall, span),
            set: now.wall,
        };
        self.kept.insert(bound, Kept { until, stored });
        true
    }

    /// Sets a wait after a request that did not arrive, longer each time.
    pub(crate) fn network(&mut self, bound: Bound, least: Duration, now: Now) {
        let wait = self.network.entry(bound).or_insert(Network {
            until: now.mono,
            tries: 0,
        });
        // One attempt carries many records; their equal verdicts are one failure.
        if wait.until > now.mono {
            wait.until = wait.until.max(now.mono.plus(least));
            return;
        }
        wait.tries += 1;
        wait.until = now.mono.plus(network_back_off(wait.tries).max(least));
    }

    /// A request arrived somewhere: network waits of this bound are over, and so is their growth.
    pub(crate) fn arrived(&mut self, bound: &Bound) {
        self.network.remove(bound);
    }

    /// The network moved, or a person asked: waits that only the network caused are over (F52).
    pub(crate) fn forget_network(&mut self) {
        self.network.clear();
    }

    /// Returns until when a bound waits, if that moment lies ahead.
    pub(crate) fn until(&self, bound: &Bound, now: Mono) -> Option<Mono> {
        let kept = self.kept.get(bound).map(|wait| wait.until);
        let network = self.network.get(bound).map(|wait| wait.until);
        kept.max(network).filter(|until| *until > now)
    }

    /// Returns whether no wait is set at all.
    pub(crate) fn is_empty(&self) -> bool {
        self.kept.is_empty() && self.network.is_empty()
    }

    /// Drops kept waits that are over. Returns whether any was.
    pub(crate) fn drop_over(&mut self, now: Now) -> bool {
        let before = self.kept.len();
        self.kept.retain(|_, wait| wait.until > now.mono);
        before != self.kept.len()
    }

    /// The wall clock was set: what is stored must again name the right moment. Returns whether anything changed.
    pub(crate) fn wall_was_set(&mut self, now: Now) -> bool {
        for wait in self.kept.values_mut() {
            let length = between(wait.stored.set, wait.stored.until);
            let left = wait.until.since(now.mono).min(length);
            wait.stored.until = later(now.wall, left);
            wait.stored.set = wait
                .stored
                .until
                .checked_sub(length)
                .unwrap_or(crate::time::Timestamp::MIN);
        }
        !self.kept.is_empty()
    }

    /// Returns what must be stored.
    pub(crate) fn stored(&self) -> Vec<Wait> {
        self.kept.values().map(|wait| wait.stored.clone()).collect()
    }
}
