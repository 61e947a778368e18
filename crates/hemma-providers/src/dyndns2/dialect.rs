//! What differs between the services that speak dyndns2. Data only.

use hemma_core::settings::{BatchRules, RetryRules, ServiceRules};
use hemma_core::verdict::Scope;
use std::time::Duration;

use super::words::{FIVE_MINUTES, HALF_AN_HOUR, Word};

/// Longest URL we send: 6 kB is what the vendor's own No-IP client stays below.
pub(crate) const LONGEST_URL: u32 = 6000;

/// One service's way of speaking dyndns2.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dialect {
    /// Where updates go; `None`: the person gives the address.
    pub(crate) endpoint: Option<&'static str>,
    /// Where updates of IPv6 addresses go, if elsewhere.
    pub(crate) endpoint_ipv6: Option<&'static str>,
    /// Parameters the service insists on, besides `hostname` and `myip`.
    pub(crate) parameters: &'static [(&'static str, &'static str)],
    /// Which addresses it takes.
    pub(crate) families: Families,
    /// The most names in one request, if there is a limit; 1: no list.
    pub(crate) most_names: Option<u32>,
    /// Who logs in.
    pub(crate) login: Login,
    /// Words with another meaning or reach than in the common table.
    pub(crate) words: &'static [(&'static str, Word)],
    /// HTTP 401 means a refused login whatever the body says.
    pub(crate) unauthorized_is_final: bool,
    /// A refused name with no success beside it stops the whole profile.
    pub(crate) lone_refusal_binds_profile: bool,
    /// How far "everyone at that service" reaches.
    pub(crate) everyone: Scope,
    /// The least wait after `wNN`.
    pub(crate) least_old_wait: Duration,
    /// The least distance between two updates of one record.
    pub(crate) min_interval: Duration,
}

/// Which addresses a service takes, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Families {
    /// Only IPv4.
    Ipv4Only,
    /// Both, each in a request of its own.
    Apart,
    /// Both, in one request as a comma list, IPv4 first.
    Together,
}

/// Who logs in with HTTP Basic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Login {
    /// User name and secret of the profile.
    User,
    /// As `User`; a colon in the user name is sent as `%3A` (No-IP's own client does so for group credentials).
    UserWithEncodedColon,
    /// The name itself and the secret of its record.
    Name,
}

impl Dialect {
    /// dyndns2 as Dyn wrote it down, one family per request, for services whose rows add nothing.
    pub(crate) const PLAIN: Self = Self {
        endpoint: None,
        endpoint_ipv6: None,
        parameters: &[],
        families: Families::Apart,
        most_names: Some(1),
        login: Login::User,
        words: &[],
        unauthorized_is_final: false,
        lone_refusal_binds_profile: false,
        everyone: Scope::Service,
        least_old_wait: Duration::ZERO,
        min_interval: FIVE_MINUTES,
    };

    /// Returns what the scheduler must know.
    pub(crate) fn rules(&self) -> ServiceRules {
        ServiceRules {
            batch: match self.most_names {
                Some(1) => BatchRules::Single,
                most => BatchRules::List {
                    most,
                    longest_url: LONGEST_URL,
                },
            },
            families_together: self.families == Families::Together,
            ipv4: true,
            ipv6: self.families != Families::Ipv4Only,
            min_interval: self.min_interval,
            min_interval_forced: Duration::from_secs(60),
            request_gap: Duration::from_secs(1),
            // "One touch every 28 days is accepted" (Dyn), and nobody here demands one.
            refresh_after: None,
            nochg_limit: 3,
            retry: RetryRules {
                first: HALF_AN_HOUR,
                most: super::words::A_DAY,
            },
            needs_username: self.login != Login::Name,
            needs_endpoint: self.endpoint.is_none(),
            secret_per_record: self.login == Login::Name,
            ..ServiceRules::PLAIN
        }
    }

    /// Returns the word that begins a line, and how many of its tokens it takes.
    pub(crate) fn word(&self, tokens: &[&str]) -> Option<(Word, usize)> {
        let first = tokens.first()?.to_ascii_lowercase();
        if let Some(second) = tokens.get(1) {
            let both = format!("{first} {}", second.to_ascii_lowercase());
            if let Some(word) = self.listed(&both) {
                return Some((word, 2));
            }
        }
        self.listed(&first)
            .or_else(|| {
                super::words::old_wait(&first).map(|wait| {
                    let wait = wait.max(self.least_old_wait);
                    Word::new(
                        super::words::Sense::TooSoon(wait),
                        super::words::Reach::Name,
                    )
                })
            })
            .map(|word| (word, 1))
    }

    /// Returns what a listed word means to this service.
    pub(crate) fn listed(&self, text: &str) -> Option<Word> {
        self.words
            .iter()
            .chain(super::words::WORDS)
            .find(|(listed, _)| *listed == text)
            .map(|(_, word)| *word)
    }
}
