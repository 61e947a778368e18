//! API keys: whose they are, what they may do, and how often.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// One API key of an account (hostup-api.md §1, §8).
///
/// The vendor's pages name scopes per endpoint. That a key may be revoked follows from its 401; that it
/// may be bound to addresses is told by the vendor's own plugin for another program (marked W).
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HostupKey {
    /// What people call it; written in the ledger instead of the key.
    pub name: String,
    /// The key itself. Fake.
    pub key: String,
    /// Name of the account it belongs to.
    pub account: String,
    /// Scopes such as `read:domains`; `read:all` and `write:all` stand for all of their kind (W, I).
    #[serde(default)]
    pub scopes: Vec<String>,
    /// Whether it was revoked: 401 from then on.
    #[serde(default)]
    pub revoked: bool,
    /// The only address it may be used from; 401 from elsewhere (W).
    #[serde(default)]
    pub bound_to: Option<IpAddr>,
    /// A limit of its own; otherwise that of the whole service.
    #[serde(default)]
    pub rate_limit: Option<RateLimit>,
    #[serde(skip)]
    pub(crate) memory: KeyMemory,
}

impl HostupKey {
    /// A key without restriction of place or pace.
    pub fn new(name: &str, key: &str, account: &str, scopes: &[&str]) -> Self {
        Self {
            name: name.to_owned(),
            key: key.to_owned(),
            account: account.to_owned(),
            scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
            ..Self::default()
        }
    }

    /// Whether the key has a scope, itself or under an umbrella.
    pub fn may(&self, scope: &str) -> bool {
        let umbrella = scope
            .split_once(':')
            .map(|(verb, _)| format!("{verb}:all"))
            .unwrap_or_default();
        self.scopes
            .iter()
            .any(|own| own == scope || *own == umbrella)
    }

    /// Forgets how often the key was used and all its rudeness.
    pub fn forgive(&mut self) {
        self.memory = KeyMemory::default();
    }
}

/// How many requests a key may make within a window of service time. The vendor's numbers are unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateLimit {
    /// Requests in a window.
    pub requests: u32,
    /// Length of the window, in seconds of service time.
    pub window_seconds: u64,
}

impl Default for RateLimit {
    fn default() -> Self {
        Self {
            requests: 600,
            window_seconds: 60,
        }
    }
}

/// What the service remembers of a key.
#[derive(Debug, Clone, Default)]
pub(crate) struct KeyMemory {
    /// When the current window began.
    window: Option<Duration>,
    /// Requests in the current window.
    pub(crate) used: u32,
    /// Requests in the current window that were over the limit.
    pub(crate) refused: u32,
    /// Creations that may have been done, by domain and body, and not looked at since.
    pub(crate) unread_posts: BTreeSet<(String, Vec<u8>)>,
    /// Service time until which a scripted 429 asked to wait.
    pub(crate) told_to_wait_until: Option<Duration>,
}

impl KeyMemory {
    /// Counts one request; the time left in the window when it is over the limit.
    pub(crate) fn count(&mut self, limit: RateLimit, now: Duration) -> Result<(), Duration> {
        let length = Duration::from_secs(limit.window_seconds);
        let began = match self.window {
            Some(began) if now < began + length => began,
            _ => {
                self.used = 0;
                self.refused = 0;
                now
            }
        };
        self.window = Some(began);
        if self.used >= limit.requests {
            self.refused += 1;
            return Err((began + length).saturating_sub(now));
        }
        self.used += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_counted_by_service_time_and_begins_anew() {
        let limit = RateLimit {
            requests: 2,
            window_seconds: 60,
        };
        let mut memory = KeyMemory::default();
        let at = Duration::from_secs;
        assert_eq!(memory.count(limit, at(10)), Ok(()));
        assert_eq!(memory.count(limit, at(20)), Ok(()));
        assert_eq!(memory.count(limit, at(30)), Err(at(40)));
        assert_eq!(memory.count(limit, at(70)), Ok(()));
    }

    #[test]
    fn umbrella_scopes_cover_their_own_verb_only() {
        let key = HostupKey::new("all", "k", "main", &["read:all"]);
        assert!(key.may("read:domains") && key.may("read:vm"));
        assert!(!key.may("write:domains"));
    }
}
