//! Manners common to services with a login: agent, credentials, block, haste, and memory of refusals.
//!
//! Sources: the vendor's page for No-IP (stored as 002), whose words `badagent`, `badauth`, `abuse`
//! and `911` each say what a client must not do next, and Dyn's client rules as in
//! dyndns2-services.md §1, which say the same.

use std::time::Duration;

use super::Request;
use crate::clock::Moment;
use crate::ledger::Rude;
use crate::world::Account;
use crate::world::accounts::Doorman;

/// The part of a service that decides who may come in.
pub(crate) struct Entrance<'a> {
    pub(crate) accounts: &'a mut [Account],
    pub(crate) doorman: &'a mut Doorman,
    /// Least service time between trouble at the service and the next request.
    pub(crate) patience: Duration,
}

/// What the entrance found out.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Visit {
    /// Index of the account, when the login is right.
    pub(crate) account: Option<usize>,
    /// What is rude about coming.
    pub(crate) rude: Option<Rude>,
    /// The word to refuse with.
    pub(crate) refusal: Option<&'static str>,
}

impl Entrance<'_> {
    /// Judges a request before its parameters are looked at.
    pub(crate) fn enter(&mut self, request: &Request, agent_fits: bool, now: Moment) -> Visit {
        let mut visit = Visit::default();
        if self.doorman.refused_agents.contains(&request.user_agent) {
            visit.rude = Some(Rude::AfterBadagent);
        }
        if !agent_fits {
            visit.rude = visit.rude.or(Some(Rude::BadUserAgent));
            visit.refusal = Some("badagent");
            return visit;
        }
        let login = request.basic.clone().unwrap_or_default();
        if self.doorman.refused_logins.contains(&login) {
            visit.rude = visit.rude.or(Some(Rude::AfterBadauth));
        }
        visit.account = self
            .accounts
            .iter()
            .position(|account| names(&login.0, &account.user) && account.password == login.1);
        let Some(account) = visit.account.and_then(|index| self.accounts.get_mut(index)) else {
            visit.refusal = Some("badauth");
            return visit;
        };
        if account.memory.told_abuse {
            visit.rude = visit.rude.or(Some(Rude::AfterAbuse));
        } else if account
            .memory
            .trouble_until
            .is_some_and(|until| now.service < until)
        {
            visit.rude = visit.rude.or(Some(Rude::Hurried));
            account.blocked = true;
        }
        if account.blocked {
            visit.refusal = Some("abuse");
        }
        visit
    }

    /// Remembers what was said, so that coming back unchanged can be told as rude.
    ///
    /// `words` are the first words of the answer's lines; `names` the names asked, in order. A word
    /// about the whole account stands alone.
    pub(crate) fn remember(
        &mut self,
        request: &Request,
        visit: Visit,
        names: &[String],
        status: u16,
        words: &[String],
        now: Moment,
    ) {
        let trouble = status == 500;
        let Some(account) = visit.account.and_then(|index| self.accounts.get_mut(index)) else {
            for word in words {
                self.doorman.hear(word, request);
            }
            return;
        };
        let memory = &mut account.memory;
        memory.trouble_until = None;
        if trouble {
            memory.trouble_until = Some(now.service + self.patience);
            return;
        }
        for (index, word) in words.iter().enumerate() {
            match word.as_str() {
                "911" | "dnserr" => memory.trouble_until = Some(now.service + self.patience),
                "abuse" => memory.told_abuse = true,
                "!donator" => memory.told_donator = true,
                "badsys" | "numhost" => {
                    memory.refused_queries.insert(request.query.clone());
                }
                "nohost" | "notfqdn" | "!yours" | "!active" => {
                    if words.len() == 1 {
                        memory.refused_names.extend(names.iter().cloned());
                    } else if let Some(name) = names.get(index) {
                        memory.refused_names.insert(name.clone());
                    }
                }
                _ => self.doorman.hear(word, request),
            }
        }
    }
}

/// Whether a sent username means this account. Basic credentials cannot carry a colon in the username,
/// so No-IP's own client sends `%3A`, and `%23` for `#` (noip-update.md §2).
fn names(sent: &str, user: &str) -> bool {
    sent == user || sent.replace("%3A", ":").replace("%23", "#") == user
}

impl Doorman {
    fn hear(&mut self, word: &str, request: &Request) {
        match word {
            "badagent" => {
                self.refused_agents.insert(request.user_agent.clone());
            }
            "badauth" => {
                self.refused_logins
                    .insert(request.basic.clone().unwrap_or_default());
            }
            _ => {}
        }
    }
}
