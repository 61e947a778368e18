//! What a key may do, found out by reading only (`hostup-api.md` §8). The vendor has no call that says it.

use hemma_core::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, VecDeque};

use super::call::{Call, Scope};
use super::configurations::{Configurations, ListConfigurations};
use super::domains::{Domain, ListDomains, ServiceStatus};
use super::door::ApiDoor;
use super::ids::{DomainId, VpsId};
use super::problem::{ApiProblem, ApiProblemKind, Denial};
use super::server_name::VpsHostname;
use super::vps::ListVps;
use crate::exchange::{Request, Response, SendFailure};

/// How many domains are asked before the question of writing stays open.
const MOST_DOMAINS: usize = 5;

/// Whether a key may do something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ability {
    /// It was seen to.
    Yes,
    /// Everything points to it; only doing it would prove it.
    Likely,
    /// It was refused.
    No,
    /// Nothing that was seen says it.
    #[default]
    Unknown,
}

impl Ability {
    /// Returns whether the function may be offered.
    #[must_use]
    pub fn may(self) -> bool {
        self != Self::No
    }
}

/// How the key itself stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyStanding {
    /// The server answered a call with it.
    Works,
    /// The server does not take it.
    Rejected,
    /// No answer said it.
    #[default]
    Unproven,
}

/// What was found out about a key. Good for a day; a 401 or 403 makes it old at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyReport {
    /// The key itself.
    pub standing: KeyStanding,
    /// See domains, configurations and logs (`read:domains`).
    pub domains: Ability,
    /// See tokens, create, switch and delete configurations (`write:domains`).
    pub write: Ability,
    /// See servers and their names (`read:vm`).
    pub vps_read: Ability,
    /// Change a server's name (`write:vm`).
    pub vps_write: Ability,
    /// Whether to ask if the key is tied to an address: such a key is refused exactly when the address changes.
    pub ip_bound_hint: bool,
    /// What stopped the questions early, or the first refusal among them.
    pub trouble: Option<ProbeTrouble>,
}

impl KeyReport {
    /// Returns the scopes that were seen to be missing. Whether a key may write stays unknown where it may not even
    /// read.
    #[must_use]
    pub fn missing(&self) -> Vec<Scope> {
        [
            (self.domains, Scope::ReadDomains),
            (self.write, Scope::WriteDomains),
            (self.vps_read, Scope::ReadVm),
            (self.vps_write, Scope::WriteVm),
        ]
        .into_iter()
        .filter(|(ability, _)| *ability == Ability::No)
        .map(|(_, scope)| scope)
        .collect()
    }
}

/// What went wrong while asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProbeTrouble {
    /// The server refused a question.
    Refused(ApiProblem),
    /// A question got no answer.
    NoAnswer(SendFailure),
}

/// One question. All of them only read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProbeCall {
    /// Are there domains?
    Domains(ListDomains),
    /// What may be done with the configurations of this one?
    Configurations(ListConfigurations),
    /// Are there servers?
    Servers(ListVps),
    /// May this one's name be changed?
    ServerName(VpsHostname),
}

impl ProbeCall {
    /// Builds the request.
    #[must_use]
    pub fn request(&self, door: &ApiDoor) -> Request {
        match self {
            Self::Domains(call) => call.request(door),
            Self::Configurations(call) => call.request(door),
            Self::Servers(call) => call.request(door),
            Self::ServerName(call) => call.request(door),
        }
    }
}

/// Finds out what a key may do: ask [`KeyProbe::next`], send it, bring back the answer, until there is no next.
#[derive(Clone, Debug)]
pub struct KeyProbe {
    report: KeyReport,
    step: Step,
    waiting: VecDeque<DomainId>,
    asked: BTreeSet<DomainId>,
    more_listed: bool,
}

#[derive(Clone, Debug)]
enum Step {
    FirstDomain,
    MoreDomains,
    Configurations(DomainId),
    Servers,
    ServerName(VpsId),
    Over,
}

impl Default for KeyProbe {
    fn default() -> Self {
        Self {
            report: KeyReport::default(),
            step: Step::FirstDomain,
            waiting: VecDeque::new(),
            asked: BTreeSet::new(),
            more_listed: false,
        }
    }
}

impl KeyProbe {
    /// Starts with nothing known.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the next question; `None` when there is none left.
    #[must_use]
    pub fn next(&self) -> Option<ProbeCall> {
        let domains = |limit| {
            ProbeCall::Domains(ListDomains {
                limit: Some(limit),
                ..ListDomains::default()
            })
        };
        Some(match &self.step {
            Step::FirstDomain => domains(1),
            Step::MoreDomains => domains(50),
            Step::Configurations(domain) => ProbeCall::Configurations(ListConfigurations {
                domain: domain.clone(),
            }),
            Step::Servers => ProbeCall::Servers(ListVps {
                limit: Some(1),
                ..ListVps::default()
            }),
            Step::ServerName(vps) => ProbeCall::ServerName(VpsHostname { vps: vps.clone() }),
            Step::Over => return None,
        })
    }

    /// Returns what is known so far.
    #[must_use]
    pub fn report(&self) -> &KeyReport {
        &self.report
    }

    /// Takes the answer to the last question.
    pub fn answer(&mut self, door: &ApiDoor, response: &Response, now: Timestamp) {
        let Some(call) = self.next() else {
            return;
        };
        let outcome = match &call {
            ProbeCall::Domains(call) => call
                .read(door, response, now)
                .map(|page| self.saw_domains(page.items)),
            ProbeCall::Configurations(call) => call
                .read(door, response, now)
                .map(|listed| self.saw_configurations(&listed)),
            ProbeCall::Servers(call) => call.read(door, response, now).map(|page| {
                self.report.vps_read = Ability::Yes;
                self.step = match page.items.into_iter().next() {
                    Some(vps) => Step::ServerName(vps.id),
                    None => Step::Over,
                };
            }),
            ProbeCall::ServerName(call) => call.read(door, response, now).map(|name| {
                self.step = Step::Over;
                // A closed gate may be the server's own state as well: no sign of a missing scope.
                if name.actions.can_change.is_some_and(|gate| gate.allowed) {
                    self.report.vps_write = Ability::Likely;
                }
            }),
        };
        match outcome {
            Ok(()) => self.report.standing = KeyStanding::Works,
            Err(problem) => self.was_refused(problem),
        }
    }

    /// Takes the news that the last question got no answer. That ends the questions.
    pub fn failed(&mut self, failure: SendFailure) {
        self.step = Step::Over;
        self.report.trouble = Some(ProbeTrouble::NoAnswer(failure));
    }

    fn saw_domains(&mut self, domains: Vec<Domain>) {
        self.report.domains = Ability::Yes;
        self.more_listed |= matches!(self.step, Step::MoreDomains);
        // Those in use first: the others need not have DynDNS at all.
        let (used, unused): (Vec<Domain>, Vec<Domain>) = domains
            .into_iter()
            .partition(|domain| domain.service_status == ServiceStatus::Active);
        let others = if self.more_listed { unused } else { Vec::new() };
        for domain in used.into_iter().chain(others) {
            if !self.asked.contains(&domain.id) {
                self.waiting.push_back(domain.id);
            }
        }
        self.ask_a_domain();
    }

    fn saw_configurations(&mut self, listed: &Configurations) {
        let manage = listed.actions.can_manage.as_ref();
        let token = listed.configs.iter().any(|config| config.token.is_some());
        self.report.write = match (listed.available, manage) {
            _ if token => Ability::Yes,
            (true, Some(gate)) if !gate.allowed => Ability::No,
            (true, Some(_)) if listed.configs.is_empty() => Ability::Yes,
            _ => Ability::Unknown,
        };
        if self.report.write == Ability::Unknown {
            self.ask_a_domain();
        } else {
            self.step = Step::Servers;
        }
    }

    fn ask_a_domain(&mut self) {
        self.step = match self.waiting.pop_front() {
            _ if self.asked.len() >= MOST_DOMAINS => Step::Servers,
            Some(domain) => {
                self.asked.insert(domain.clone());
                Step::Configurations(domain)
            }
            None if self.more_listed => Step::Servers,
            None => Step::MoreDomains,
        };
    }

    fn was_refused(&mut self, problem: ApiProblem) {
        let mut ends = true;
        match problem.kind {
            ApiProblemKind::KeyRejected => {
                self.report = KeyReport {
                    standing: KeyStanding::Rejected,
                    ip_bound_hint: true,
                    ..KeyReport::default()
                };
                self.step = Step::Over;
            }
            // Every further question would be refused as well, and make the wait longer.
            ApiProblemKind::Limited { .. } => self.step = Step::Over,
            ApiProblemKind::NotAllowed { denial, .. } => {
                // A refusal of this kind knows the key.
                self.report.standing = KeyStanding::Works;
                self.step_after_refusal(if denial == Denial::ScopeOrOwner {
                    Ability::No
                } else {
                    Ability::Unknown
                });
                ends = false;
            }
            _ => {
                self.step_after_refusal(Ability::Unknown);
                ends = false;
            }
        }
        if ends || self.report.trouble.is_none() {
            self.report.trouble = Some(ProbeTrouble::Refused(problem));
        }
    }

    fn step_after_refusal(&mut self, seen: Ability) {
        match self.step.clone() {
            Step::FirstDomain => {
                self.report.domains = seen;
                self.step = Step::Servers;
            }
            Step::MoreDomains => self.step = Step::Servers,
            // This domain may be somebody else's by now; another one may answer.
            Step::Configurations(_) => self.ask_a_domain(),
            Step::Servers => {
                self.report.vps_read = seen;
                self.step = Step::Over;
            }
            Step::ServerName(_) | Step::Over => self.step = Step::Over,
        }
    }
}
