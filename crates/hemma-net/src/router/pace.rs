//! How often the router may hint: a router, or whoever pretends to be one, must not be able to keep this computer busy.

use std::time::Duration;

use hemma_core::time::Mono;

/// So many changes may come at once.
const MOST: u32 = 6;
/// And then one in so much time.
const EVERY: Duration = Duration::from_secs(30);
/// One change is told in several ways, by some routers twice: what comes so soon after belongs to it.
const BURST: Duration = Duration::from_secs(1);
/// So many of those are passed on.
const MOST_IN_BURST: u32 = 4;

/// A bucket that fills slowly.
#[derive(Debug)]
pub(super) struct Pace {
    left: u32,
    filled: Mono,
    /// When the last change began, and how many hints of it may still pass.
    burst: Option<(Mono, u32)>,
    waiting: bool,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            left: MOST,
            filled: Mono::default(),
            burst: None,
            waiting: false,
        }
    }
}

impl Pace {
    /// Somebody wants to hint. Returns whether it may be passed on now; if not, [`Pace::due`] says when.
    pub(super) fn ask(&mut self, now: Mono) -> bool {
        if let Some((began, left)) = &mut self.burst
            && *left > 0
            && now.since(*began) < BURST
        {
            *left -= 1;
            return true;
        }
        let steps = now.since(self.filled).as_secs() / EVERY.as_secs();
        let steps = u32::try_from(steps).unwrap_or(u32::MAX);
        if steps > 0 {
            self.filled = now;
            self.left = self.left.saturating_add(steps).min(MOST);
        }
        self.waiting = self.left == 0;
        if !self.waiting {
            self.left -= 1;
            self.burst = Some((now, MOST_IN_BURST));
        }
        !self.waiting
    }

    /// Returns when a hint that was held back may be passed on.
    pub(super) fn due(&self) -> Option<Mono> {
        self.waiting.then(|| self.filled.plus(EVERY))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Mono {
        Mono(Duration::from_secs(1000 + seconds))
    }

    #[test]
    fn a_few_hints_pass_and_a_storm_is_one_change_in_half_a_minute() {
        let mut pace = Pace::default();
        let passed = (0..1000).filter(|tenth| pace.ask(at(tenth / 100))).count();
        assert_eq!(passed, 6 * 5);
        let due = pace.due().expect("the last one waits");
        assert_eq!(due, at(30));
        assert!(pace.ask(due));
        assert_eq!(pace.due(), None, "nothing waits any more");
        assert_eq!((0..10).filter(|_| pace.ask(due)).count(), 4);
        assert_eq!(pace.due(), Some(at(60)));
    }

    #[test]
    fn changes_at_some_distance_all_pass() {
        let mut pace = Pace::default();
        assert!((0..20).all(|time| pace.ask(at(time * 30))));
    }

    #[test]
    fn a_quiet_router_is_heard_at_once_again() {
        let mut pace = Pace::default();
        while pace.ask(at(0)) {}
        assert!((0..6).all(|time| pace.ask(at(3600 + 2 * time))));
    }
}
